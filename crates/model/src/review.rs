//! The review case: subjects, names, certifications and versions are all decided at one desk, in one queue,
//! by one clock.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    ids::{AccountId, AppId, CaseId},
    refusal::{Refusal, Who},
    rulebook,
    text::bi,
    time::Millis,
};

/// What a case decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseKind {
    /// 主体信息.
    Subject,
    /// 命名.
    Name,
    /// 认证, one human step of it (documents, face comparison).
    Certification,
    /// 版本审核.
    Version,
}

impl CaseKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Subject, Self::Name, Self::Certification, Self::Version];

    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Subject => "subject",
            Self::Name => "name",
            Self::Certification => "certification",
            Self::Version => "version",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == s)
    }
}

/// Where a case stands. Exits: open → passed, refused, withdrawn; the others are final.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    /// Waits for a reviewer or is being looked at.
    Open,
    /// Passed.
    Passed,
    /// Refused with rules and a reason.
    Refused,
    /// Taken back by the applicant (VER-2): stays on record.
    Withdrawn,
}

impl CaseState {
    /// All states.
    pub const ALL: [Self; 4] = [Self::Open, Self::Passed, Self::Refused, Self::Withdrawn];

    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Passed => "passed",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == s)
    }

    /// Commands that leave or work on this state.
    pub const fn exits(self) -> &'static [&'static str] {
        match self {
            Self::Open => &["claim", "release", "hand over", "take back", "decide", "withdraw"],
            Self::Passed | Self::Refused | Self::Withdrawn => &[],
        }
    }
}

/// What a reviewer decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// True if it passes.
    pub pass: bool,
    /// Rule ids it rests on; a refusal needs at least one.
    pub rules: Vec<String>,
    /// The sentence that the applicant reads.
    pub reason: String,
    /// A refusal that ends the matter, where a noun knows a return for refill beside it (certification).
    #[serde(default, rename = "final")]
    pub is_final: bool,
}

/// A review case.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Id.
    pub id: CaseId,
    /// Readable number, increasing.
    pub number: i64,
    /// What it decides.
    pub kind: CaseKind,
    /// The app it concerns.
    pub app: AppId,
    /// Id of the subject, name, certification or version.
    pub target: String,
    /// Heading in the queue; no personal data.
    pub title: String,
    /// State.
    pub state: CaseState,
    /// Who opened it.
    pub opened_by: AccountId,
    /// When.
    pub opened_at: Millis,
    /// Decide by.
    pub due_at: Millis,
    /// The holiday calendar of that time is not yet published (PRE-7).
    pub due_provisional: bool,
    /// Reviewer who holds it.
    pub assignee: Option<AccountId>,
    /// Revision of the policy it is judged by.
    pub policy_revision: i64,
    /// What the machine found, as JSON (list of findings or a report).
    pub findings: Value,
    /// True if a machine finding blocks a pass until it is mended.
    pub blocked: bool,
    /// The decision.
    pub decision: Option<Decision>,
    /// Who decided.
    pub decided_by: Option<AccountId>,
    /// When.
    pub decided_at: Option<Millis>,
    /// Row version.
    pub version: i64,
}

impl Case {
    fn must_be_open(&self) -> Result<(), Box<Refusal>> {
        match self.state {
            CaseState::Open => Ok(()),
            state => Err(Refusal::state(bi("案件", "case"), state.as_str(), state.exits()).who(Who::Nobody)),
        }
    }

    /// A reviewer takes it. Taking it again is no change; another's case must be handed over first.
    pub fn claim(mut self, by: &AccountId) -> Result<Self, Box<Refusal>> {
        self.must_be_open()?;
        if self.opened_by == *by {
            return Err(own_case());
        }
        match &self.assignee {
            Some(holder) if holder != by => Err(Refusal::new(
                "case-held",
                "",
                bi("此案件已由另一位审核员领取。", "Another reviewer holds this case."),
                bi("请其交回，或领取下一件。", "Ask for a hand-over, or take the next one."),
            )
            .who(Who::Reviewer)),
            _ => {
                self.assignee = Some(by.clone());
                Ok(self)
            }
        }
    }

    /// The holder gives it back to the queue.
    pub fn release(mut self, by: &AccountId) -> Result<Self, Box<Refusal>> {
        self.must_be_open()?;
        self.held_by(by)?;
        self.assignee = None;
        Ok(self)
    }

    /// The holder hands it to another reviewer, who has not opened it.
    pub fn hand_over(mut self, by: &AccountId, to: &AccountId) -> Result<Self, Box<Refusal>> {
        self.must_be_open()?;
        self.held_by(by)?;
        if self.opened_by == *to {
            return Err(own_case());
        }
        self.assignee = Some(to.clone());
        Ok(self)
    }

    /// The operator takes it from its holder, who is away or suspended, and puts it back into the queue.
    pub fn take_back(mut self) -> Result<Self, Box<Refusal>> {
        self.must_be_open()?;
        if self.assignee.take().is_none() {
            return Err(Refusal::new(
                "case-not-held",
                "",
                bi("没有人领取此案件。", "Nobody holds this case."),
                bi("它已在队列中，无需收回。", "It is in the queue already."),
            )
            .who(Who::Reviewer));
        }
        Ok(self)
    }

    fn held_by(&self, by: &AccountId) -> Result<(), Box<Refusal>> {
        if self.assignee.as_ref() == Some(by) {
            return Ok(());
        }
        Err(Refusal::new(
            "case-not-held",
            "",
            bi("你没有领取此案件。", "You do not hold this case."),
            bi("请先领取。", "Claim it first."),
        )
        .who(Who::Reviewer))
    }

    /// The holder decides. A pass is refused while a machine finding blocks; a refusal names rules and a reason.
    pub fn decide(mut self, by: &AccountId, at: Millis, decision: Decision) -> Result<Self, Box<Refusal>> {
        self.must_be_open()?;
        self.held_by(by)?;
        if decision.pass && self.blocked {
            return Err(Refusal::new(
                "case-blocked",
                "",
                bi(
                    "机器发现的问题未解决，不能通过。",
                    "A machine finding still blocks, so this cannot pass.",
                ),
                bi(
                    "请驳回并写明规则，申请人改正后重新提交。",
                    "Refuse it and name the rules; the applicant mends it and submits again.",
                ),
            )
            .who(Who::Applicant));
        }
        if !decision.pass && (decision.rules.is_empty() || decision.reason.trim().is_empty()) {
            return Err(Refusal::new(
                "decision-without-reason",
                "",
                bi("驳回必须写明规则和理由。", "A refusal must name its rules and a reason."),
                bi("请选择至少一条规则并填写理由。", "Choose at least one rule and write the reason."),
            )
            .who(Who::Reviewer));
        }
        if let Some(rule) = decision.rules.iter().find(|rule| !self.may_cite(rule)) {
            return Err(Refusal::new(
                "rule-not-of-case",
                "",
                bi(
                    format!("规则 {rule} 不能作为此类案件的依据。"),
                    format!("A case of this kind cannot rest on the rule {rule}."),
                ),
                bi(
                    "请选择此类案件的规则，清单见 /rules。",
                    "Cite a rule of this kind of case; /rules lists them.",
                ),
            )
            .who(Who::Reviewer));
        }
        self.state = if decision.pass { CaseState::Passed } else { CaseState::Refused };
        self.decision = Some(decision);
        self.decided_by = Some(by.clone());
        self.decided_at = Some(at);
        Ok(self)
    }

    /// Whether a decision may rest on this rule: one of the kind's, or one that a finding of the case names.
    fn may_cite(&self, rule: &str) -> bool {
        rulebook::of_case(self.kind).any(|r| r.id == rule)
            || (rulebook::find(rule).is_some() && names(&self.findings, rule))
    }

    /// The applicant takes it back; the case stays on record (VER-2).
    pub fn withdraw(mut self, at: Millis) -> Result<Self, Box<Refusal>> {
        self.must_be_open()?;
        self.state = CaseState::Withdrawn;
        self.decided_at = Some(at);
        Ok(self)
    }
}

/// Whether this text stands anywhere in a value.
fn names(value: &Value, text: &str) -> bool {
    match value {
        Value::String(s) => s == text,
        Value::Array(list) => list.iter().any(|v| names(v, text)),
        Value::Object(map) => map.values().any(|v| names(v, text)),
        _ => false,
    }
}

fn own_case() -> Box<Refusal> {
    Refusal::new(
        "case-own",
        "",
        bi("不能审核自己提交的案件。", "You cannot review a case that you opened."),
        bi("由另一位审核员处理。", "Another reviewer must take it."),
    )
    .who(Who::Reviewer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case() -> Case {
        Case {
            id: CaseId::from_trusted("c1"),
            number: 1,
            kind: CaseKind::Name,
            app: AppId::from_trusted("a1"),
            target: "n1".into(),
            title: "t".into(),
            state: CaseState::Open,
            opened_by: AccountId::from_trusted("owner"),
            opened_at: Millis(0),
            due_at: Millis(1),
            due_provisional: false,
            assignee: None,
            policy_revision: 1,
            findings: Value::Null,
            blocked: false,
            decision: None,
            decided_by: None,
            decided_at: None,
            version: 1,
        }
    }

    fn decision(pass: bool, rules: &[&str], reason: &str) -> Decision {
        Decision {
            pass,
            rules: rules.iter().map(|r| (*r).to_owned()).collect(),
            reason: reason.into(),
            is_final: false,
        }
    }

    #[test]
    fn only_the_holder_decides_and_only_once() {
        let (r1, r2) = (AccountId::from_trusted("r1"), AccountId::from_trusted("r2"));
        let held = case().claim(&r1).unwrap();
        assert_eq!(held.clone().claim(&r2).unwrap_err().code, "case-held");
        assert_eq!(
            held.clone().decide(&r2, Millis(2), decision(true, &[], "")).unwrap_err().code,
            "case-not-held"
        );
        let done = held.decide(&r1, Millis(2), decision(true, &[], "")).unwrap();
        assert_eq!(
            done.clone().decide(&r1, Millis(3), decision(false, &["NAM-1"], "x")).unwrap_err().code,
            "wrong-state"
        );
        assert_eq!(done.withdraw(Millis(3)).unwrap_err().code, "wrong-state");
    }

    #[test]
    fn a_holder_who_is_away_does_not_wedge_a_case() {
        let (r1, r2) = (AccountId::from_trusted("r1"), AccountId::from_trusted("r2"));
        assert_eq!(case().take_back().unwrap_err().code, "case-not-held");
        let held = case().claim(&r1).unwrap();
        assert_eq!(held.take_back().unwrap().claim(&r2).unwrap().assignee, Some(r2));
    }

    #[test]
    fn a_case_is_handed_over_by_its_holder_and_not_to_whom_it_is_about() {
        let (r1, r2) = (AccountId::from_trusted("r1"), AccountId::from_trusted("r2"));
        let held = case().claim(&r1).unwrap();
        assert_eq!(held.clone().hand_over(&r2, &r2).unwrap_err().code, "case-not-held");
        assert_eq!(
            held.clone().hand_over(&r1, &AccountId::from_trusted("owner")).unwrap_err().code,
            "case-own"
        );
        let handed = held.hand_over(&r1, &r2).unwrap();
        assert_eq!(handed.clone().claim(&r1).unwrap_err().code, "case-held");
        assert_eq!(handed.assignee, Some(r2));
    }

    #[test]
    fn a_refusal_names_rule_and_reason_and_a_blocked_case_cannot_pass() {
        let r1 = AccountId::from_trusted("r1");
        let mut held = case().claim(&r1).unwrap();
        for bad in [decision(false, &[], "x"), decision(false, &["NAM-1"], " ")] {
            assert_eq!(held.clone().decide(&r1, Millis(2), bad).unwrap_err().code, "decision-without-reason");
        }
        held.blocked = true;
        assert_eq!(
            held.clone().decide(&r1, Millis(2), decision(true, &[], "")).unwrap_err().code,
            "case-blocked"
        );
        assert_eq!(
            held.decide(&r1, Millis(2), decision(false, &["NAM-1"], "x")).unwrap().state,
            CaseState::Refused
        );
    }

    #[test]
    fn a_decision_rests_on_rules_of_its_kind_or_of_its_findings() {
        let r1 = AccountId::from_trusted("r1");
        let mut held = case().claim(&r1).unwrap();
        for bad in ["FOO-99", "CER-1", "nam-1", "", "REV-1"] {
            for pass in [true, false] {
                let refused = held.clone().decide(&r1, Millis(2), decision(pass, &["NAM-1", bad], "x"));
                assert_eq!(refused.unwrap_err().code, "rule-not-of-case", "{bad}");
            }
        }
        held.findings = serde_json::json!([{ "clause": "REV-1" }, { "clause": "FOO-99" }]);
        let done = held.clone().decide(&r1, Millis(2), decision(false, &["REV-1"], "x")).unwrap();
        assert_eq!(done.state, CaseState::Refused);
        assert!(held.decide(&r1, Millis(2), decision(false, &["FOO-99"], "x")).is_err());
    }

    #[test]
    fn nobody_reviews_an_own_case() {
        assert_eq!(case().claim(&AccountId::from_trusted("owner")).unwrap_err().code, "case-own");
    }
}
