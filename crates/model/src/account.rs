//! Accounts (ACC-1 … ACC-6).

use serde::{Deserialize, Serialize};

use crate::{
    actor::PlatformRole,
    ids::AccountId,
    refusal::{Refusal, Who},
    text::bi,
    time::Millis,
};

/// Life of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountState {
    /// Registered, mail not yet confirmed (ACC-5).
    Pending,
    /// In use.
    Active,
    /// Suspended by the operator.
    Suspended,
    /// Deleted by its holder: nothing personal is left, and nothing leads back.
    Erased,
}

impl AccountState {
    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Erased => "erased",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.as_str() == s)
    }

    /// All states.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Active, Self::Suspended, Self::Erased];

    /// The steps that leave this state; what was erased is final.
    pub const fn exits(self) -> &'static [&'static str] {
        match self {
            Self::Pending => &["activate"],
            Self::Active => &["suspend", "erase"],
            Self::Suspended => &["restore"],
            Self::Erased => &[],
        }
    }
}

/// What the e-mail's domain says (ACC-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trust {
    /// A domain of the applicant's own.
    Corporate,
    /// A free-mail provider: accepted, and told so.
    FreeMail,
}

impl Trust {
    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Corporate => "corporate",
            Self::FreeMail => "free_mail",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        [Self::Corporate, Self::FreeMail].into_iter().find(|r| r.as_str() == s)
    }
}

/// A person's account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Id.
    pub id: AccountId,
    /// E-mail as typed.
    pub email: String,
    /// Folded e-mail: the unique key (ACC-1).
    pub email_key: String,
    /// Argon2id hash in PHC form; empty until staff set one.
    pub password_hash: String,
    /// Platform role.
    pub role: PlatformRole,
    /// Life.
    pub state: AccountState,
    /// Trust level of the e-mail domain.
    pub trust: Trust,
    /// Bound phone, sealed; `None` until the QR binding (ACC-6).
    pub phone_sealed: Option<String>,
    /// Blind index of the phone, for limits.
    pub phone_index: Option<String>,
    /// Interface language, `zh` or `en`.
    pub lang: String,
    /// When it was registered.
    pub created_at: Millis,
    /// Row version.
    pub version: i64,
}

impl Account {
    /// Activates it with the password that was chosen together with the link (ACC-5).
    pub fn activate(mut self, password_hash: String) -> Result<Self, Box<Refusal>> {
        if self.state != AccountState::Pending {
            return Err(Refusal::new(
                "already-activated",
                "ACC-5",
                bi("账号已经激活。", "The account is activated already."),
                bi("请直接登录。", "Sign in."),
            ));
        }
        self.state = AccountState::Active;
        self.password_hash = password_hash;
        Ok(self)
    }

    fn refuse_state(&self) -> Box<Refusal> {
        Refusal::state(bi("账号", "account"), self.state.as_str(), self.state.exits()).who(Who::Operator)
    }

    /// Closes it to its holder; the operator's step. One that was never activated lets nobody in anyway.
    pub fn suspend(mut self) -> Result<Self, Box<Refusal>> {
        if self.state != AccountState::Active {
            return Err(self.refuse_state());
        }
        self.state = AccountState::Suspended;
        Ok(self)
    }

    /// Lets its holder in again.
    pub fn restore(mut self) -> Result<Self, Box<Refusal>> {
        if self.state != AccountState::Suspended {
            return Err(self.refuse_state());
        }
        self.state = AccountState::Active;
        Ok(self)
    }

    /// Takes everything personal out of it, for good: its holder's step (PIPL 47). The id stays, so that what it did
    /// keeps its author without a name.
    pub fn erase(mut self) -> Result<Self, Box<Refusal>> {
        if self.state != AccountState::Active {
            return Err(self.refuse_state());
        }
        // No address looks like this, so that the real one can register anew.
        self.email = format!("deleted:{}", self.id);
        self.email_key.clone_from(&self.email);
        self.password_hash.clear();
        self.phone_sealed = None;
        self.phone_index = None;
        self.state = AccountState::Erased;
        Ok(self)
    }

    /// Whether its holder may be let in, and if not, why and what to do.
    pub fn may_enter(&self) -> Result<(), Box<Refusal>> {
        match self.state {
            AccountState::Active => Ok(()),
            AccountState::Pending => Err(Refusal::new(
                "not-activated",
                "ACC-5",
                bi("账号还没有激活。", "The account is not activated yet."),
                bi(
                    "请打开激活邮件中的链接；没有收到可重新发送。",
                    "Open the link in the activation mail; if none came, have it sent again.",
                ),
            )),
            AccountState::Suspended => Err(Refusal::new(
                "suspended",
                "",
                bi("账号已停用。", "The account is suspended."),
                bi("请联系运营方。", "Contact the operator."),
            )
            .who(Who::Operator)),
            AccountState::Erased => Err(Refusal::new(
                "erased",
                "",
                bi("账号已注销。", "The account was deleted."),
                bi("可用同一邮箱重新注册。", "The same e-mail can register anew."),
            )
            .who(Who::Nobody)),
        }
    }
}

/// `l***@qinghuai.example`: enough to recognise one's own address.
pub fn mask_email(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((local, domain)) => {
            let first: String = local.chars().take(1).collect();
            format!("{first}***@{domain}")
        }
        None => "***".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(state: AccountState) -> Account {
        Account {
            id: AccountId::from_trusted("a"),
            email: "Lin@Qinghuai.Example".into(),
            email_key: "lin@qinghuai.example".into(),
            password_hash: "old".into(),
            role: PlatformRole::Applicant,
            state,
            trust: Trust::Corporate,
            phone_sealed: None,
            phone_index: None,
            lang: "zh".into(),
            created_at: Millis(0),
            version: 1,
        }
    }

    #[test]
    fn every_state_has_an_exit_and_each_exit_works() {
        for state in AccountState::ALL {
            assert!(state == AccountState::Erased || !state.exits().is_empty());
            assert_eq!(AccountState::parse(state.as_str()), Some(state));
            for exit in state.exits() {
                let next = match *exit {
                    "activate" => account(state).activate("new".into()),
                    "suspend" => account(state).suspend(),
                    "restore" => account(state).restore(),
                    "erase" => account(state).erase(),
                    other => panic!("no test walks {other}"),
                };
                assert_ne!(next.unwrap().state, state, "{exit}");
            }
        }
    }

    #[test]
    fn a_link_sets_the_password_once() {
        let active = account(AccountState::Pending).activate("new".into()).unwrap();
        assert_eq!((active.state, active.password_hash.as_str()), (AccountState::Active, "new"));
        assert_eq!(active.activate("x".into()).unwrap_err().code, "already-activated");
    }

    #[test]
    fn nothing_personal_is_left_of_an_erased_account_and_nothing_leads_back() {
        let mut held = account(AccountState::Active);
        held.phone_sealed = Some("sealed".into());
        held.phone_index = Some("index".into());
        let erased = held.erase().unwrap();
        assert_eq!((erased.email.as_str(), erased.email_key.as_str()), ("deleted:a", "deleted:a"));
        assert_eq!(
            (erased.password_hash.as_str(), &erased.phone_sealed, &erased.phone_index),
            ("", &None, &None)
        );
        assert_eq!(erased.may_enter().unwrap_err().code, "erased");
        for step in [Account::suspend, Account::restore, Account::erase] {
            assert_eq!(step(erased.clone()).unwrap_err().code, "wrong-state");
        }
    }

    #[test]
    fn only_active_accounts_enter() {
        assert!(account(AccountState::Active).may_enter().is_ok());
        assert_eq!(account(AccountState::Pending).may_enter().unwrap_err().code, "not-activated");
        assert_eq!(account(AccountState::Suspended).may_enter().unwrap_err().who, Who::Operator);
    }

    #[test]
    fn a_masked_address_keeps_one_letter_and_the_domain() {
        assert_eq!(mask_email("lin.hai@qinghuai.example"), "l***@qinghuai.example");
        assert_eq!(mask_email("nonsense"), "***");
    }
}
