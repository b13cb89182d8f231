//! The catalogue of industries (PRE-5) and the admission look-up (PRE-6).

use serde::{Deserialize, Serialize};
use tongguan_model::{
    subject::{SubjectType, Subtype},
    text::{Bilingual, bi},
};

use crate::{Expression, ExpressionError, Needs, Policy};

/// The catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndustryTable {
    /// Requirement id.
    pub id: String,
    /// Where it comes from.
    pub source: String,
    /// Holds from this day.
    pub from: String,
    /// Rows.
    pub rows: Vec<Industry>,
}

/// One industry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Industry {
    /// Stable key.
    pub key: String,
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
    /// Qualifications as an [`Expression`]: `|` is or, `&` is and, which binds tighter, brackets group; empty if none.
    pub needs: String,
    /// Subject types that cannot enter it.
    pub closed_to: Vec<SubjectType>,
}

impl Industry {
    /// What it needs; `None` if nothing. Packs are refused where this cannot be read.
    pub fn expression(&self) -> Result<Option<Expression>, ExpressionError> {
        Expression::parse(&self.needs)
    }

    /// The alternatives, each a list of documents that are all needed.
    pub fn alternatives(&self) -> Vec<Vec<String>> {
        self.expression().ok().flatten().map(|e| e.alternatives()).unwrap_or_default()
    }
}

impl IndustryTable {
    /// The industry with this key.
    pub fn find(&self, key: &str) -> Option<&Industry> {
        self.rows.iter().find(|r| r.key == key)
    }
}

/// What registration takes for a subject type in an industry (PRE-6).
#[derive(Debug, Clone, PartialEq)]
pub struct Admission {
    /// Whether the industry admits the type at all, and why not.
    pub refused: Option<Bilingual>,
    /// Material kinds of the subject.
    pub materials: Vec<String>,
    /// Qualifications: alternatives of documents that are all needed.
    pub qualifications: Vec<Vec<String>>,
    /// Capabilities that this type can never open: term and rule.
    pub closed: Vec<(Bilingual, String)>,
    /// Working days of the subject review, from and to.
    pub days: [u32; 2],
    /// Certification fee a year in cents; `None` where none is required.
    pub fee_cents: Option<i64>,
    /// Certification steps.
    pub steps: Vec<String>,
}

impl Policy {
    /// Answers the admission look-up; `None` for an unknown industry.
    pub fn admission(&self, subject: SubjectType, industry: &str) -> Option<Admission> {
        self.admission_of(Subtype::default_of(subject), industry)
    }

    /// Answers it for a sub-type, whose materials may be others (PRE-1, PRE-6).
    pub fn admission_of(&self, subtype: Subtype, industry: &str) -> Option<Admission> {
        let subject = subtype.of();
        let row = self.industries.find(industry)?;
        let refused = row.closed_to.contains(&subject).then(|| {
            let label = subject.label();
            bi(
                format!("{}主体不能进入「{}」类目。", label.zh, row.zh),
                format!("{} cannot enter {}.", label.en, row.en),
            )
        });
        let closed = self
            .capabilities
            .rows
            .iter()
            .filter(|c| !c.types.contains(&subject) && c.needs != Needs::None)
            .map(|c| (bi(c.zh.clone(), c.en.clone()), c.rule.clone()));
        let required = self.certification.required.of(subject).value;
        Some(Admission {
            refused,
            materials: self.subject.materials_of(subtype).to_vec(),
            qualifications: row.alternatives(),
            closed: closed.collect(),
            days: self.subject.review_days.of(subject).value,
            fee_cents: required.then(|| self.certification.fee_cents.of(subject).value),
            steps: self.certification.steps.of(subject).value.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_private_person_cannot_open_a_clinic_and_never_gets_payment() {
        let policy = Policy::builtin("default").unwrap();
        let a = policy.admission(SubjectType::Individual, "medical").unwrap();
        assert!(a.refused.is_some());
        assert_eq!((a.days, a.fee_cents), ([1, 3], None));
        for key in ["PRE-2", "CER-3"] {
            assert!(a.closed.iter().any(|(_, rule)| rule == key), "{key}");
        }
        let b = policy.admission(SubjectType::Enterprise, "pharmacy").unwrap();
        assert_eq!(b.qualifications, [["药品经营许可证", "互联网药品信息服务资格证"]]);
        assert_eq!((b.refused, b.fee_cents, b.days), (None, Some(30_000), [3, 5]));
        assert!(policy.admission(SubjectType::Enterprise, "nonsense").is_none());
    }

    /// PRE-1, PRE-6: the answer is the sub-type's: other papers, the same prices and days.
    #[test]
    fn sub_types_have_papers_of_their_own() {
        let policy = Policy::builtin("default").unwrap();
        let of = |s| policy.admission_of(s, "tools").unwrap().materials;
        assert_eq!(of(Subtype::Company), ["business_licence"]);
        assert_eq!(of(Subtype::SoleTrader), ["business_licence"]);
        assert_eq!(of(Subtype::OtherOrganisation), ["organisation_certificate"]);
        assert_eq!(of(Subtype::Institution), ["organisation_certificate", "authorisation_letter"]);
    }

    /// PRE-5: a catalogue whose expression cannot be read is refused with its line and column.
    #[test]
    fn an_expression_that_cannot_be_read_is_refused() {
        let base = Policy::builtin("default").unwrap();
        let text = "[industries]\nrows = [\n  { key = \"x\", zh = \"甲\", en = \"X\", needs = \"A | & B\", closed_to = [] },\n]\n";
        let error = base.overlay("o.toml", text).unwrap_err();
        assert_eq!((error.line, error.column), (3, 49), "{error}");
        assert!(error.reason.contains("character 5"), "{error}");
        assert!(base.overlay("o.toml", &text.replace("A | & B", "A & (B | C)")).is_ok());
    }
}
