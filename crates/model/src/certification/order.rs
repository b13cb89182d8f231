//! An order of a certification and its pure transitions. Amount and payee lie sealed; this file never sees them in clear.

use time::{Date, Month};

use super::{CertificationState as S, Product, StepKey};
use crate::{
    ids::{AccountId, AppId, CertificationId, MaterialId},
    refusal::{Refusal, Verdict, Who},
    review::Decision,
    subject::SubjectType,
    text::bi,
    time::Millis,
};

/// An order of a certification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certification {
    /// Id.
    pub id: CertificationId,
    /// Readable number, increasing.
    pub number: i64,
    /// The app.
    pub app: AppId,
    /// Which certification.
    pub product: Product,
    /// State.
    pub state: S,
    /// Type of the subject when it was ordered.
    pub subject: SubjectType,
    /// Steps in order, from the policy it was ordered by.
    pub steps: Vec<StepKey>,
    /// Index of the present step.
    pub step: usize,
    /// Fee.
    pub fee_cents: i64,
    /// Revision of the policy it is judged by.
    pub policy_revision: i64,
    /// Materials pinned by it.
    pub materials: Vec<MaterialId>,
    /// How often it was returned for refill.
    pub refills: i64,
    /// Whether a reviewer has passed a step of it.
    pub reviewed: bool,
    /// The random amount in fen, sealed; `None` while no amount is decided or it needs keeping no longer.
    pub micro_sealed: Option<String>,
    /// Amounts decided so far.
    pub micro_rounds: i64,
    /// Wrong entries of the present amount.
    pub micro_tries: i64,
    /// The corporate account, sealed JSON.
    pub payee_sealed: Option<String>,
    /// Why it was returned or refused.
    pub reason: Option<String>,
    /// Rules behind that.
    pub rules: Vec<String>,
    /// When the present state must be left: payment, entry of the amount, or a reviewer's decision.
    pub due_at: Option<Millis>,
    /// That deadline rests on a calendar that is not yet published.
    pub due_provisional: bool,
    /// Who ordered.
    pub opened_by: AccountId,
    /// When.
    pub opened_at: Millis,
    /// Since when it is in its state.
    pub state_at: Millis,
    /// Valid from, once passed.
    pub valid_from: Option<Millis>,
    /// Valid until, exclusive.
    pub valid_until: Option<Millis>,
    /// Row version.
    pub version: i64,
}

/// What a new order takes.
#[derive(Debug, Clone)]
pub struct Open {
    /// Id.
    pub id: CertificationId,
    /// Number.
    pub number: i64,
    /// The app.
    pub app: AppId,
    /// Which certification.
    pub product: Product,
    /// Type of the subject.
    pub subject: SubjectType,
    /// Steps by policy.
    pub steps: Vec<StepKey>,
    /// Fee by policy.
    pub fee_cents: i64,
    /// Hours to pay, by policy.
    pub payment_hours: i64,
    /// Revision of that policy.
    pub policy_revision: i64,
    /// Who orders.
    pub by: AccountId,
    /// When.
    pub at: Millis,
}

/// What a pass needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outlook {
    /// End of the certification that it renews, if one holds or held.
    pub held_until: Option<Millis>,
    /// Years that it holds, by policy.
    pub years: i64,
}

/// How often an amount may be guessed at, by policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guesses {
    /// Wrong entries of one amount.
    pub tries: i64,
    /// Amounts that are paid for one order.
    pub rounds: i64,
}

/// What an entered amount led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The order after it.
    pub next: Certification,
    /// Right, or why not; a wrong entry is counted and stored before it is answered.
    pub verdict: Verdict,
}

/// The end of a certification that holds `years` from a moment: the end of its anniversary in Shanghai; from one
/// midnight to the same midnight, so that renewals do not creep.
pub fn runs_until(from: Millis, years: i64) -> Millis {
    let day = from.day();
    let year = day.year() + i32::try_from(years).unwrap_or(1);
    // The 29th of February has its anniversary on the 1st of March.
    let end = Date::from_calendar_date(year, day.month(), day.day())
        .or_else(|_| Date::from_calendar_date(year, Month::March, 1))
        .unwrap_or(day);
    let hour = if Millis::at_hour(day, 0) == from { 0 } else { 24 };
    Millis::at_hour(end, hour)
}

impl Certification {
    /// A new order: it waits for its fee, or begins at once where it is free.
    pub fn open(new: Open, outlook: Outlook) -> Self {
        let order = Self {
            id: new.id,
            number: new.number,
            app: new.app,
            product: new.product,
            state: S::Ordered,
            subject: new.subject,
            steps: new.steps,
            step: 0,
            fee_cents: new.fee_cents,
            policy_revision: new.policy_revision,
            materials: vec![],
            refills: 0,
            reviewed: false,
            micro_sealed: None,
            micro_rounds: 0,
            micro_tries: 0,
            payee_sealed: None,
            reason: None,
            rules: vec![],
            due_at: Some(new.at.plus(new.payment_hours * Millis::HOUR)),
            due_provisional: false,
            opened_by: new.by,
            opened_at: new.at,
            state_at: new.at,
            valid_from: None,
            valid_until: None,
            version: 1,
        };
        if order.fee_cents > 0 { order } else { order.begin(0, new.at, outlook) }
    }

    fn no(&self) -> Box<Refusal> {
        let who = match self.state {
            S::Ordered | S::Documents | S::Face | S::Amount => Who::Applicant,
            S::DocumentsReview | S::FaceReview => Who::Reviewer,
            S::Transfer | S::TransferRedo => Who::Operator,
            _ => Who::Nobody,
        };
        Refusal::state(bi("认证", "certification"), self.state.as_str(), self.state.exits()).who(who)
    }

    fn expect(self, exit: &str) -> Result<Self, Box<Refusal>> {
        if self.state.exits().contains(&exit) { Ok(self) } else { Err(self.no()) }
    }

    fn enter(self, state: S, at: Millis) -> Self {
        Self { state, state_at: at, due_at: None, due_provisional: false, ..self }
    }

    /// Begins the step at an index; after the last one the order has passed.
    fn begin(self, step: usize, at: Millis, outlook: Outlook) -> Self {
        let next = self.steps.get(step).map(|key| key.begins());
        let order = Self { step, reason: None, rules: vec![], ..self };
        let Some(state) = next else {
            let from = outlook.held_until.filter(|until| *until > at).unwrap_or(at);
            return Self {
                valid_from: Some(from),
                valid_until: Some(runs_until(from, outlook.years)),
                ..order.enter(S::Passed, at)
            };
        };
        order.enter(state, at)
    }

    /// Whether the present state's own deadline has passed.
    pub fn is_due(&self, now: Millis) -> bool {
        self.due_at.is_some_and(|due| now >= due)
    }

    /// The fee has arrived in time.
    pub fn pay(self, at: Millis, outlook: Outlook) -> Result<Self, Box<Refusal>> {
        Ok(self.expect("pay")?.begin(0, at, outlook))
    }

    /// The fee has not arrived in time.
    pub fn lapse(self, at: Millis) -> Result<Self, Box<Refusal>> {
        Ok(self.expect("lapse")?.enter(S::Lapsed, at))
    }

    /// Documents go to the desk.
    pub fn submit_documents(self, at: Millis, materials: Vec<MaterialId>) -> Result<Self, Box<Refusal>> {
        Ok(self.expect("submit documents")?.pin(materials).enter(S::DocumentsReview, at))
    }

    /// The selfie goes to the desk.
    pub fn submit_face(self, at: Millis, material: MaterialId) -> Result<Self, Box<Refusal>> {
        Ok(self.expect("submit face")?.pin(vec![material]).enter(S::FaceReview, at))
    }

    fn pin(mut self, materials: Vec<MaterialId>) -> Self {
        for id in materials {
            if !self.materials.contains(&id) {
                self.materials.push(id);
            }
        }
        self
    }

    /// The desk decides the present step: on to the next, back for refill, or refused for good.
    pub fn decide(self, at: Millis, decision: &Decision, outlook: Outlook) -> Result<Self, Box<Refusal>> {
        let order = self.expect("decide")?;
        if decision.pass {
            let next = order.step + 1;
            return Ok(Self { reviewed: true, ..order }.begin(next, at, outlook));
        }
        let back = if order.state == S::FaceReview { S::Face } else { S::Documents };
        let state = if decision.is_final { S::Refused } else { back };
        let refills = order.refills + i64::from(!decision.is_final);
        Ok(Self {
            refills,
            reason: Some(decision.reason.clone()),
            rules: decision.rules.clone(),
            ..order.enter(state, at)
        })
    }

    /// Keeps the amount that the operator pays next, and the account it goes to.
    pub fn set_amount(self, amount_sealed: String, payee_sealed: String) -> Self {
        Self {
            micro_sealed: Some(amount_sealed),
            payee_sealed: Some(payee_sealed),
            micro_rounds: self.micro_rounds + 1,
            micro_tries: 0,
            ..self
        }
    }

    /// The operator has paid the amount; the applicant has `days` to enter it.
    pub fn sent(self, at: Millis, days: i64) -> Result<Self, Box<Refusal>> {
        let order = self.expect("sent")?.enter(S::Amount, at);
        Ok(Self { due_at: Some(at.plus(days * Millis::DAY)), reason: None, rules: vec![], ..order })
    }

    /// The bank does not take the payment: the account is not what the subject declared.
    pub fn failed(self, at: Millis, reason: &str) -> Result<Self, Box<Refusal>> {
        let order = self.expect("failed")?.enter(S::Refused, at);
        Ok(Self { reason: Some(reason.to_owned()), rules: vec!["CER-2".into()], ..order })
    }

    /// The applicant enters the amount. `right` says whether it is; used up, the operator pays a new one, and after the
    /// last one the order ends.
    pub fn enter_amount(
        self,
        at: Millis,
        right: bool,
        guesses: Guesses,
        outlook: Outlook,
    ) -> Result<Outcome, Box<Refusal>> {
        let Guesses { tries, rounds } = guesses;
        if self.state == S::TransferRedo {
            return Err(used_up(tries));
        }
        let order = self.expect("enter amount")?;
        if right {
            let step = order.step + 1;
            return Ok(Outcome { next: order.begin(step, at, outlook), verdict: Ok(()) });
        }
        let used = order.micro_tries + 1;
        if used >= tries {
            let next = Self { micro_tries: used, ..order.again(at, rounds) };
            let why = if next.state == S::Refused { amount_given_up(rounds) } else { used_up(tries) };
            return Ok(Outcome { next, verdict: Err(why) });
        }
        let left = tries - used;
        let wrong = Refusal::new(
            "amount-wrong",
            "CER-2",
            bi(
                format!("金额不符，还可填 {left} 次。"),
                format!("Not the amount. {left} {} left.", if left == 1 { "try" } else { "tries" }),
            ),
            bi(
                "请按对公账户的银行流水填写；用完后须重新打款。",
                "Enter what the account's bank statement shows; after the last try a new payment is needed.",
            ),
        )
        .measured(used, tries);
        Ok(Outcome { next: Self { micro_tries: used, ..order }, verdict: Err(wrong) })
    }

    /// The days to enter the amount are over.
    pub fn overdue(self, at: Millis, rounds: i64) -> Result<Self, Box<Refusal>> {
        Ok(self.expect("overdue")?.again(at, rounds))
    }

    /// A new amount is paid, or none was confirmed as often as the policy has it: whoever has the account reads its
    /// statement, and each further amount would be another chance to guess.
    fn again(self, at: Millis, rounds: i64) -> Self {
        if self.micro_rounds < rounds {
            return self.enter(S::TransferRedo, at);
        }
        let why = amount_given_up(rounds).message;
        let reason = Some(format!("{} {}", why.zh, why.en));
        Self { reason, rules: vec!["CER-2".into()], ..self.enter(S::Refused, at) }
    }

    /// The applicant takes the order back; what was paid is owed back.
    pub fn withdraw(self, at: Millis) -> Result<Self, Box<Refusal>> {
        Ok(self.expect("withdraw")?.enter(S::Withdrawn, at))
    }

    /// The end of its life.
    pub fn expire(self, at: Millis) -> Result<Self, Box<Refusal>> {
        Ok(self.expect("expire")?.enter(S::Expired, at))
    }
}

/// The amounts of so many payments were not confirmed; the order has ended.
pub fn amount_given_up(rounds: i64) -> Box<Refusal> {
    Refusal::new(
        "amount-given-up",
        "CER-2",
        bi(
            format!("{rounds} 次打款的金额均未确认，认证失败。"),
            format!("The amounts of {rounds} payments were not confirmed; the certification is refused."),
        ),
        bi(
            "请核对对公账户信息，然后重新申请认证。",
            "Check the account that the subject declares, then order the certification again.",
        ),
    )
    .measured(rounds, rounds)
}

fn used_up(tries: i64) -> Box<Refusal> {
    Refusal::new(
        "amount-used-up",
        "CER-2",
        bi(
            format!("{tries} 次均不符，须重新打款。"),
            format!("All {tries} tries are used; a new payment is needed."),
        ),
        bi(
            "运营方会向同一账户打入新的金额，到账后再填写。",
            "The operator pays a new amount to the same account; enter that one when it has arrived.",
        ),
    )
    .measured(tries, tries)
    .who(Who::Operator)
}
