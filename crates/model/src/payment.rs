//! Payments of orders, and the journal in which every movement of money stands twice (CER-1).

use serde::{Deserialize, Serialize};

use crate::{
    ids::{AccountId, AppId, PaymentId},
    refusal::{Refusal, Who},
    text::{Bilingual, bi},
    time::Millis,
};

/// How the fee comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provider {
    /// 银行转账: a person at the operator's confirms its arrival.
    BankTransfer,
}

impl Provider {
    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BankTransfer => "bank_transfer",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        (s == Self::BankTransfer.as_str()).then_some(Self::BankTransfer)
    }
}

/// Where a payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentState {
    /// 待付款.
    Waiting,
    /// 已付款.
    Paid,
    /// 已关闭: the order ended before money came. Money that still comes is owed back.
    Closed,
    /// 待退款.
    RefundDue,
    /// 已退款.
    Refunded,
}

impl PaymentState {
    /// All states.
    pub const ALL: [Self; 5] = [Self::Waiting, Self::Paid, Self::Closed, Self::RefundDue, Self::Refunded];

    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Paid => "paid",
            Self::Closed => "closed",
            Self::RefundDue => "refund_due",
            Self::Refunded => "refunded",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == s)
    }

    /// A few words for people.
    pub fn label(self) -> Bilingual {
        match self {
            Self::Waiting => bi("待付款", "Waiting"),
            Self::Paid => bi("已付款", "Paid"),
            Self::Closed => bi("已关闭", "Closed"),
            Self::RefundDue => bi("待退款", "Refund due"),
            Self::Refunded => bi("已退款", "Refunded"),
        }
    }

    /// Commands that leave this state. Paid is where a payment of a passed order stays; refunded is final.
    pub const fn exits(self) -> &'static [&'static str] {
        match self {
            Self::Waiting => &["confirm", "close"],
            Self::Paid => &["owe back"],
            Self::Closed => &["confirm"],
            Self::RefundDue => &["refund"],
            Self::Refunded => &[],
        }
    }
}

/// A payment of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// Id.
    pub id: PaymentId,
    /// What the payer writes into the transfer, so that it is found again.
    pub number: String,
    /// The app.
    pub app: AppId,
    /// Id of the order.
    pub target: String,
    /// Amount.
    pub amount_cents: i64,
    /// State.
    pub state: PaymentState,
    /// How it comes in.
    pub provider: Provider,
    /// The bank's reference of the money's arrival.
    pub reference: Option<String>,
    /// Who confirmed it.
    pub confirmed_by: Option<AccountId>,
    /// How much is owed or was paid back.
    pub refund_cents: i64,
    /// The bank's reference of the refund.
    pub refund_reference: Option<String>,
    /// When it was asked for.
    pub created_at: Millis,
    /// When it came.
    pub paid_at: Option<Millis>,
    /// When it went back.
    pub refunded_at: Option<Millis>,
    /// Row version.
    pub version: i64,
}

impl Payment {
    fn expect(self, exit: &str) -> Result<Self, Box<Refusal>> {
        if self.state.exits().contains(&exit) {
            return Ok(self);
        }
        Err(Refusal::state(bi("付款", "payment"), self.state.as_str(), self.state.exits()).who(Who::Nobody))
    }

    /// The money has come: the whole of it, with the bank's reference. Too late, it is owed back.
    pub fn confirm(
        self,
        at: Millis,
        by: &AccountId,
        amount_cents: i64,
        reference: &str,
    ) -> Result<Self, Box<Refusal>> {
        if matches!(self.state, PaymentState::Paid | PaymentState::RefundDue | PaymentState::Refunded) {
            return Err(Refusal::new(
                "payment-confirmed",
                "CER-1",
                bi("此付款已确认过。", "This payment was confirmed already."),
                bi(
                    "如有第二笔款项到账，请按原路退回。",
                    "If a second transfer arrived, return it at the bank.",
                ),
            )
            .measured(self.state.as_str(), PaymentState::Waiting.as_str())
            .who(Who::Nobody));
        }
        let late = self.state == PaymentState::Closed;
        let payment = self.expect("confirm")?;
        if amount_cents != payment.amount_cents {
            return Err(Refusal::new(
                "payment-amount",
                "CER-1",
                bi("到账金额与应付金额不同。", "What arrived is not what is due."),
                bi(
                    "请退回此笔款项，由付款方按应付金额重新转账。",
                    "Return it at the bank; the payer transfers the exact amount again.",
                ),
            )
            .measured(amount_cents, payment.amount_cents)
            .who(Who::Operator));
        }
        Ok(Self {
            state: if late { PaymentState::RefundDue } else { PaymentState::Paid },
            refund_cents: if late { amount_cents } else { 0 },
            reference: Some(reference.to_owned()),
            confirmed_by: Some(by.clone()),
            paid_at: Some(at),
            ..payment
        })
    }

    /// The order has ended without a pass: money that came is owed back, money that did not come is no longer awaited.
    pub fn order_failed(self) -> Result<Self, Box<Refusal>> {
        if self.state == PaymentState::Waiting {
            return Ok(Self { state: PaymentState::Closed, ..self.expect("close")? });
        }
        let payment = self.expect("owe back")?;
        Ok(Self { state: PaymentState::RefundDue, refund_cents: payment.amount_cents, ..payment })
    }

    /// The money has gone back.
    pub fn refund(self, at: Millis, reference: &str) -> Result<Self, Box<Refusal>> {
        Ok(Self {
            state: PaymentState::Refunded,
            refund_reference: Some(reference.to_owned()),
            refunded_at: Some(at),
            ..self.expect("refund")?
        })
    }
}

/// An account of the operator's books.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Book {
    /// 银行存款.
    Bank,
    /// 预收账款: paid by applicants, not yet earned.
    Deposits,
    /// 认证收入.
    Fees,
    /// 打款验证支出.
    Verification,
}

impl Book {
    /// All.
    pub const ALL: [Self; 4] = [Self::Bank, Self::Deposits, Self::Fees, Self::Verification];

    /// Stored form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bank => "bank",
            Self::Deposits => "deposits",
            Self::Fees => "fees",
            Self::Verification => "verification",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == s)
    }
}

/// A movement of money between two accounts; each row balances by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where it goes.
    pub debit: Book,
    /// Where it comes from.
    pub credit: Book,
    /// How much.
    pub amount_cents: i64,
    /// What for.
    pub memo: &'static str,
}

impl Entry {
    /// A fee arrives.
    pub const fn received(amount_cents: i64) -> Self {
        Self { debit: Book::Bank, credit: Book::Deposits, amount_cents, memo: "fee received" }
    }

    /// A fee is earned by a pass.
    pub const fn earned(amount_cents: i64) -> Self {
        Self { debit: Book::Deposits, credit: Book::Fees, amount_cents, memo: "fee earned" }
    }

    /// A fee goes back.
    pub const fn refunded(amount_cents: i64) -> Self {
        Self { debit: Book::Deposits, credit: Book::Bank, amount_cents, memo: "fee refunded" }
    }

    /// A random amount went to a corporate account. Written once the amount is no secret any more.
    pub const fn micro(amount_cents: i64) -> Self {
        Self { debit: Book::Verification, credit: Book::Bank, amount_cents, memo: "verification payment" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payment(state: PaymentState) -> Payment {
        Payment {
            id: PaymentId::from_trusted("p"),
            number: "P1".into(),
            app: AppId::from_trusted("a"),
            target: "c".into(),
            amount_cents: 30_000,
            state,
            provider: Provider::BankTransfer,
            reference: None,
            confirmed_by: None,
            refund_cents: 0,
            refund_reference: None,
            created_at: Millis(0),
            paid_at: None,
            refunded_at: None,
            version: 1,
        }
    }

    #[test]
    fn every_state_has_the_exits_it_lists_and_no_others() {
        let by = AccountId::from_trusted("o");
        for state in PaymentState::ALL {
            let open = |exit| state.exits().contains(&exit);
            let confirmed = payment(state).confirm(Millis(1), &by, 30_000, "r");
            assert_eq!(confirmed.is_ok(), open("confirm"), "{state:?}");
            assert_eq!(payment(state).order_failed().is_ok(), open("close") || open("owe back"), "{state:?}");
            assert_eq!(payment(state).refund(Millis(1), "r").is_ok(), open("refund"), "{state:?}");
            assert_eq!(PaymentState::parse(state.as_str()), Some(state));
        }
    }

    #[test]
    fn late_money_is_owed_back_and_other_amounts_are_refused() {
        let by = AccountId::from_trusted("o");
        let late = payment(PaymentState::Closed).confirm(Millis(1), &by, 30_000, "r").unwrap();
        assert_eq!((late.state, late.refund_cents), (PaymentState::RefundDue, 30_000));
        let wrong = payment(PaymentState::Waiting).confirm(Millis(1), &by, 29_999, "r").unwrap_err();
        assert_eq!((wrong.code.as_str(), wrong.measured.as_deref()), ("payment-amount", Some("29999")));
        let twice = payment(PaymentState::Paid).confirm(Millis(1), &by, 30_000, "r").unwrap_err();
        assert_eq!(twice.code, "payment-confirmed");
        let back = payment(PaymentState::Paid).order_failed().unwrap();
        assert_eq!((back.state, back.refund_cents), (PaymentState::RefundDue, 30_000));
    }
}
