//! Change of an app's administrator (变更管理员). Either the administrator offers and the other accepts, or, when the
//! administrator is out of reach, the subject takes the app back: by the code that its legal representative's number received.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{AccountId, AppId, HandoverId},
    refusal::{Refusal, Who},
    text::{Bilingual, bi},
    time::Millis,
};

/// What a change rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// The administrator's own word.
    Administrator,
    /// The word of the subject, proven by a code.
    Subject,
}

impl Ground {
    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Subject => "subject",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        [Self::Administrator, Self::Subject].into_iter().find(|k| k.as_str() == s)
    }

    /// For people.
    pub fn label(self) -> Bilingual {
        match self {
            Self::Administrator => bi("原管理员移交", "handed over by the administrator"),
            Self::Subject => {
                bi("主体收回（法定代表人手机验证）", "taken back by the subject, by its number's code")
            }
        }
    }
}

/// Where a change stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandoverState {
    /// Waits for the other to accept.
    Offered,
    /// Waits for the code of the subject's number.
    Proving,
    /// The app has its new administrator.
    Done,
    /// The other did not want it.
    Declined,
    /// Taken back by who asked.
    Withdrawn,
    /// Nobody answered in time.
    Lapsed,
}

impl HandoverState {
    /// All states.
    pub const ALL: [Self; 6] =
        [Self::Offered, Self::Proving, Self::Done, Self::Declined, Self::Withdrawn, Self::Lapsed];

    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::Proving => "proving",
            Self::Done => "done",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
            Self::Lapsed => "lapsed",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == s)
    }

    /// The steps that leave this state; what has ended is asked for anew.
    pub const fn exits(self) -> &'static [&'static str] {
        match self {
            Self::Offered => &["accept", "decline", "withdraw", "lapse"],
            Self::Proving => &["prove", "withdraw", "lapse"],
            Self::Done | Self::Declined | Self::Withdrawn | Self::Lapsed => &[],
        }
    }

    /// For people.
    pub fn label(self) -> Bilingual {
        match self {
            Self::Offered => bi("等待对方接受", "waits to be accepted"),
            Self::Proving => bi("等待验证码", "waits for the code"),
            Self::Done => bi("已完成", "done"),
            Self::Declined => bi("已拒绝", "declined"),
            Self::Withdrawn => bi("已撤回", "withdrawn"),
            Self::Lapsed => bi("已过期", "lapsed"),
        }
    }
}

/// One change of administrator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// Id.
    pub id: HandoverId,
    /// The app.
    pub app: AppId,
    /// Who hands over; `None` where the subject takes back.
    pub from: Option<AccountId>,
    /// Who is to be administrator.
    pub to: AccountId,
    /// What it rests on.
    pub ground: Ground,
    /// State.
    pub state: HandoverState,
    /// When it was asked for.
    pub asked_at: Millis,
    /// Lapses then.
    pub until: Millis,
    /// When it ended.
    pub ended_at: Option<Millis>,
    /// Row version.
    pub version: i64,
}

impl Handover {
    fn leave(self, step: &str, to: HandoverState, at: Millis) -> Result<Self, Box<Refusal>> {
        if !self.state.exits().contains(&step) {
            let noun = bi("管理员变更", "change of administrator");
            return Err(Refusal::state(noun, self.state.as_str(), self.state.exits()).who(Who::Nobody));
        }
        Ok(Self { state: to, ended_at: Some(at), ..self })
    }

    fn in_time(self, at: Millis) -> Result<Self, Box<Refusal>> {
        if !self.is_over(at) {
            return Ok(self);
        }
        Err(Refusal::new(
            "handover-lapsed",
            "ACC-6",
            bi("此变更已过期。", "This change has lapsed."),
            bi("请重新发起。", "Ask for it anew."),
        ))
    }

    /// Whether it waits although its time is over.
    pub fn is_over(&self, at: Millis) -> bool {
        self.ended_at.is_none() && at >= self.until
    }

    /// The other takes it.
    pub fn accept(self, at: Millis) -> Result<Self, Box<Refusal>> {
        self.in_time(at)?.leave("accept", HandoverState::Done, at)
    }

    /// The other does not want it.
    pub fn decline(self, at: Millis) -> Result<Self, Box<Refusal>> {
        self.leave("decline", HandoverState::Declined, at)
    }

    /// The code came back.
    pub fn prove(self, at: Millis) -> Result<Self, Box<Refusal>> {
        self.in_time(at)?.leave("prove", HandoverState::Done, at)
    }

    /// Who asked takes it back.
    pub fn withdraw(self, at: Millis) -> Result<Self, Box<Refusal>> {
        self.leave("withdraw", HandoverState::Withdrawn, at)
    }

    /// Its time is over.
    pub fn lapse(self, at: Millis) -> Result<Self, Box<Refusal>> {
        if !self.is_over(at) && self.ended_at.is_none() {
            return Err(Refusal::new(
                "handover-in-time",
                "ACC-6",
                bi("此变更还没有到期。", "This change is still in time."),
                bi("可以撤回。", "It can be withdrawn."),
            )
            .until(self.until));
        }
        self.leave("lapse", HandoverState::Lapsed, at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn handover(state: HandoverState) -> Handover {
        let open = !state.exits().is_empty();
        Handover {
            id: HandoverId::from_trusted("h"),
            app: AppId::from_trusted("a"),
            from: Some(AccountId::from_trusted("old")),
            to: AccountId::from_trusted("new"),
            ground: Ground::Administrator,
            state,
            asked_at: Millis(0),
            until: Millis(10),
            ended_at: (!open).then_some(Millis(1)),
            version: 1,
        }
    }

    #[test]
    fn every_state_has_the_exits_it_lists_and_no_others() {
        for state in HandoverState::ALL {
            let (open, one) = (|name| state.exits().contains(&name), || handover(state));
            assert_eq!(HandoverState::parse(state.as_str()), Some(state));
            assert_eq!(one().accept(Millis(5)).is_ok(), open("accept"), "{state:?}");
            assert_eq!(one().decline(Millis(5)).is_ok(), open("decline"), "{state:?}");
            assert_eq!(one().prove(Millis(5)).is_ok(), open("prove"), "{state:?}");
            assert_eq!(one().withdraw(Millis(5)).is_ok(), open("withdraw"), "{state:?}");
            assert_eq!(one().lapse(Millis(10)).is_ok(), open("lapse"), "{state:?}");
        }
    }

    #[test]
    fn what_is_over_is_not_accepted_and_what_is_in_time_does_not_lapse() {
        let late = handover(HandoverState::Offered).accept(Millis(10)).unwrap_err();
        assert_eq!(late.code, "handover-lapsed");
        assert_eq!(handover(HandoverState::Proving).prove(Millis(10)).unwrap_err().code, "handover-lapsed");
        assert_eq!(handover(HandoverState::Offered).lapse(Millis(9)).unwrap_err().code, "handover-in-time");
        assert_eq!(handover(HandoverState::Offered).accept(Millis(9)).unwrap().ended_at, Some(Millis(9)));
    }
}
