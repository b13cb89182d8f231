//! The one table that says what an app may use, and its only reading (SYS-1).

use tongguan_model::{
    refusal::{Refusal, Who},
    subject::SubjectType,
    text::{Bilingual, bi},
    time::Millis,
};

use crate::{CapabilityRow, Needs, Policy};

/// What is so about an app at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grounds {
    /// Type of its approved subject; `None` while none is approved.
    pub subject: Option<SubjectType>,
    /// Until when its last account certification holds or held (CER-5).
    pub account_until: Option<Millis>,
    /// Until when its last mini-program certification holds or held (CER-6).
    pub program_until: Option<Millis>,
    /// The operator has suspended the app.
    pub frozen: bool,
    /// The moment.
    pub now: Millis,
}

/// Whether a capability is open, why, and what opens it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Open now.
    pub open: bool,
    /// What is so.
    pub why: Bilingual,
    /// What opens it; `None` if it is open or can never be.
    pub opens_by: Option<Bilingual>,
    /// Whose move that is.
    pub who: Who,
    /// Open until, if a certification opened it.
    pub until: Option<Millis>,
}

impl Opening {
    fn open(why: Bilingual, until: Option<Millis>) -> Self {
        Self { open: true, why, opens_by: None, who: Who::Nobody, until }
    }

    fn shut(why: Bilingual, opens_by: Option<Bilingual>, who: Who) -> Self {
        Self { open: false, why, opens_by, who, until: None }
    }

    /// The refusal of a call that needs the capability.
    pub fn refusal(&self, row: &CapabilityRow) -> Box<Refusal> {
        let message = bi(
            format!("「{}」未开放：{}", row.zh, self.why.zh),
            format!("{} is closed: {}", row.en, self.why.en),
        );
        let remedy = self
            .opens_by
            .clone()
            .unwrap_or_else(|| bi("此主体类型无法开放。", "It cannot be opened for this type of subject."));
        Refusal::new("capability-closed", &row.rule, message, remedy).measured(&row.key, "open").who(self.who)
    }
}

impl Policy {
    /// The row of a capability.
    pub fn capability(&self, key: &str) -> Option<&CapabilityRow> {
        self.capabilities.rows.iter().find(|row| row.key == key)
    }

    /// Reads one row of the table for an app.
    pub fn opening(&self, row: &CapabilityRow, g: &Grounds) -> Opening {
        if g.frozen {
            return Opening::shut(
                bi("小程序已被运营方冻结。", "The operator has suspended the mini program."),
                Some(bi("请联系运营方。", "Contact the operator.")),
                Who::Operator,
            );
        }
        let Some(subject) = g.subject else {
            return Opening::shut(
                bi("主体尚未通过审核。", "No subject is approved yet."),
                Some(bi("请先完成主体登记并通过审核。", "Register the subject and have it approved.")),
                Who::Applicant,
            );
        };
        if !row.types.contains(&subject) {
            let label = subject.label();
            return Opening::shut(
                bi(
                    format!("{}主体不能使用。", label.zh),
                    format!("Not for this type of subject ({}).", label.en),
                ),
                None,
                Who::Nobody,
            );
        }
        match row.needs {
            Needs::None => Opening::open(bi("不需要认证。", "Needs no certification."), None),
            Needs::CertifiedIfRequired if !self.certification.required.of(subject).value => {
                Opening::open(bi("此主体类型无须认证。", "This type needs no certification."), None)
            }
            Needs::Certified | Needs::CertifiedIfRequired => certified(
                g.account_until,
                g.now,
                &bi("微信认证型账号认证", "account certification"),
                self.certification.steps.of(subject).is_empty(),
            ),
            Needs::MiniProgram => certified(
                g.program_until,
                g.now,
                &bi("小程序认证", "mini-program certification"),
                self.certification.steps.of(subject).is_empty(),
            ),
        }
    }
}

fn certified(until: Option<Millis>, now: Millis, name: &Bilingual, never: bool) -> Opening {
    match until {
        Some(until) if now < until => Opening::open(
            bi(format!("由{}开放。", name.zh), format!("Opened by the {}.", name.en)),
            Some(until),
        ),
        Some(until) => {
            // The end is a midnight, exclusive.
            let day = tongguan_model::time::day_words(until.plus(-1).day());
            Opening::shut(
                bi(
                    format!("{}已于 {} 到期。", name.zh, day.zh),
                    format!("The {} ended with {}.", name.en, day.en),
                ),
                Some(bi(format!("请续期{}。", name.zh), format!("Renew the {}.", name.en))),
                Who::Applicant,
            )
        }
        None if never => Opening::shut(
            bi(
                format!("需要{}，此主体类型没有这项认证。", name.zh),
                format!("Needs the {}, which this type of subject cannot get.", name.en),
            ),
            None,
            Who::Nobody,
        ),
        None => Opening::shut(
            bi(format!("需要{}。", name.zh), format!("Needs the {}.", name.en)),
            Some(bi(format!("请申请{}。", name.zh), format!("Apply for the {}.", name.en))),
            Who::Applicant,
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_795_485_600_000);

    fn grounds(subject: Option<SubjectType>) -> Grounds {
        Grounds { subject, account_until: None, program_until: None, frozen: false, now: NOW }
    }

    fn open(policy: &Policy, g: &Grounds) -> Vec<String> {
        let rows = policy.capabilities.rows.iter();
        rows.filter(|r| policy.opening(r, g).open).map(|r| r.key.clone()).collect()
    }

    #[test]
    fn each_certification_opens_its_own_capabilities_and_expiry_closes_them() {
        let policy = Policy::builtin("default").unwrap();
        let enterprise = grounds(Some(SubjectType::Enterprise));
        assert!(open(&policy, &grounds(None)).is_empty());
        assert_eq!(open(&policy, &enterprise), ["evidence"]);
        let certified = Grounds { account_until: Some(NOW.plus(1)), ..enterprise };
        assert_eq!(
            open(&policy, &certified),
            [
                "payment",
                "cards",
                "ad_slots",
                "advertising",
                "analytics",
                "custom_menus",
                "publish",
                "evidence"
            ]
        );
        let expired = Grounds { account_until: Some(NOW), ..enterprise };
        assert_eq!(open(&policy, &expired), ["evidence"]);
        let program = Grounds { program_until: Some(NOW.plus(1)), ..enterprise };
        assert_eq!(open(&policy, &program), ["unionid", "template_messages", "evidence"]);
        assert!(open(&policy, &Grounds { frozen: true, ..certified }).is_empty());
    }

    #[test]
    fn individuals_publish_without_certification_and_never_open_payment() {
        let policy = Policy::builtin("default").unwrap();
        let g = grounds(Some(SubjectType::Individual));
        assert_eq!(open(&policy, &g), ["publish", "evidence"]);
        let even_if = Grounds { account_until: Some(NOW.plus(1)), ..g };
        let payment = policy.capability("payment").unwrap();
        let opening = policy.opening(payment, &even_if);
        assert_eq!((opening.open, opening.opens_by.clone(), opening.who), (false, None, Who::Nobody));
        assert_eq!(opening.refusal(payment).rule.as_deref(), Some("CER-3"));
    }

    #[test]
    fn what_is_shut_but_not_for_ever_says_what_opens_it() {
        for pack in ["default", "weixin-2026"] {
            let policy = Policy::builtin(pack).unwrap();
            for subject in SubjectType::ALL {
                let g = grounds(Some(subject));
                for row in &policy.capabilities.rows {
                    let o = policy.opening(row, &g);
                    let final_ = o.who == Who::Nobody;
                    assert_eq!(o.opens_by.is_none(), o.open || final_, "{pack} {subject:?} {}", row.key);
                }
            }
        }
    }
}
