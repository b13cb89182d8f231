//! Why something is refused: rule, measured value, limit, what to do, and who can unblock it.

use serde::{Deserialize, Serialize};

use crate::{
    text::{Bilingual, bi},
    time::Millis,
    words,
};

/// Who has the next move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// The applicant or a member of the app.
    Applicant,
    /// The reviewers' desk.
    Reviewer,
    /// The operator of the platform.
    Operator,
    /// Only time: see `until`.
    Time,
    /// Nobody: it is final.
    Nobody,
}

impl Who {
    /// Wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Applicant => "applicant",
            Self::Reviewer => "reviewer",
            Self::Operator => "operator",
            Self::Time => "time",
            Self::Nobody => "nobody",
        }
    }
}

/// Right, or why not: for what is counted in either case and therefore stored before it is answered.
pub type Verdict = Result<(), Box<Refusal>>;

/// A command that a rule or a state forbids. The input was well formed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Stable kebab-case code: clients branch on it, so it is never renamed.
    pub code: String,
    /// Requirement or rule id, e.g. `NAM-5`.
    pub rule: Option<String>,
    /// What is so.
    pub message: Bilingual,
    /// What to do about it.
    pub remedy: Bilingual,
    /// The measured value.
    pub measured: Option<String>,
    /// The limit it broke.
    pub limit: Option<String>,
    /// Who can unblock it.
    pub who: Who,
    /// From when it is open again.
    pub until: Option<Millis>,
}

impl Refusal {
    /// A refusal that the applicant can mend.
    pub fn new(code: &'static str, rule: &str, message: Bilingual, remedy: Bilingual) -> Box<Self> {
        Box::new(Self {
            code: code.into(),
            rule: (!rule.is_empty()).then(|| rule.to_owned()),
            message,
            remedy,
            measured: None,
            limit: None,
            who: Who::Applicant,
            until: None,
        })
    }

    /// A transition that the present state does not have.
    pub fn state(noun: Bilingual, state: &str, exits: &[&str]) -> Box<Self> {
        let list = |names: Vec<String>, none: &str, between: &str| {
            if names.is_empty() { none.to_owned() } else { names.join(between) }
        };
        let exits_zh = list(exits.iter().map(|e| words::zh(e).to_owned()).collect(), "无", "、");
        let exits_en = list(exits.iter().map(|e| words::en(e)).collect(), "none", ", ");
        let mut refusal = Self::new(
            "wrong-state",
            "",
            bi(
                format!("{}现在的状态是「{}」，不能这样操作。", noun.zh, words::zh(state)),
                format!("The {} is {} now, which has no such step.", noun.en, words::en(state)),
            ),
            bi(format!("此状态可做：{exits_zh}。"), format!("Open from here: {exits_en}.")),
        );
        refusal.measured = Some(state.to_owned());
        refusal
    }

    /// Adds the measured value and its limit.
    pub fn measured(mut self: Box<Self>, measured: impl ToString, limit: impl ToString) -> Box<Self> {
        self.measured = Some(measured.to_string());
        self.limit = Some(limit.to_string());
        self
    }

    /// Says who can unblock it.
    pub fn who(mut self: Box<Self>, who: Who) -> Box<Self> {
        self.who = who;
        self
    }

    /// Says from when it is open again.
    pub fn until(mut self: Box<Self>, at: Millis) -> Box<Self> {
        self.until = Some(at);
        self
    }
}

/// One field of a form or body that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// Name of the field as it was sent, e.g. `legal_rep_id_number`.
    pub field: String,
    /// Stable kebab-case code.
    pub code: String,
    /// Requirement or rule id.
    pub rule: Option<String>,
    /// What is so.
    pub message: Bilingual,
    /// What to do.
    pub remedy: Bilingual,
    /// The measured value; never personal data.
    pub measured: Option<String>,
    /// The limit.
    pub limit: Option<String>,
}

impl FieldError {
    /// A field error without numbers.
    pub fn new(field: &str, code: &str, rule: &str, message: Bilingual, remedy: Bilingual) -> Self {
        Self {
            field: field.into(),
            code: code.into(),
            rule: (!rule.is_empty()).then(|| rule.to_owned()),
            message,
            remedy,
            measured: None,
            limit: None,
        }
    }

    /// Adds the measured value and its limit.
    pub fn measured(mut self, measured: impl ToString, limit: impl ToString) -> Self {
        self.measured = Some(measured.to_string());
        self.limit = Some(limit.to_string());
        self
    }

    /// The field is empty and must not be.
    pub fn required(field: &str, rule: &str) -> Self {
        Self::new(
            field,
            "required",
            rule,
            bi("此项未填写。", "This field is empty."),
            bi("请填写。", "Fill it in."),
        )
    }
}
