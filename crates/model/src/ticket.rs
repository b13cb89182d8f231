//! Tickets: single-use secrets with a life (links in mails, the pass of a puzzle, the QR page of a phone). Only the
//! hash of the secret is kept.

use crate::{
    ids::{AccountId, TicketId},
    refusal::Refusal,
    text::bi,
    time::Millis,
};

/// What a ticket is good for; one for another purpose is no ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// A solved puzzle: one registration (ACC-4).
    Pass,
    /// The link of the activation mail (ACC-5).
    Activation,
    /// The link that sets a new password.
    Reset,
    /// The QR page that binds a phone (ACC-6).
    Phone,
    /// The QR page of the face check (CER-2).
    Face,
}

impl Purpose {
    /// All.
    pub const ALL: [Self; 5] = [Self::Pass, Self::Activation, Self::Reset, Self::Phone, Self::Face];

    /// Stored form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Activation => "activation",
            Self::Reset => "reset",
            Self::Phone => "phone",
            Self::Face => "face",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.as_str() == s)
    }

    /// The rule that asks for it.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::Pass => "ACC-4",
            Self::Activation => "ACC-5",
            Self::Reset => "ACC-3",
            Self::Phone => "ACC-6",
            Self::Face => "CER-2",
        }
    }

    /// How to get a new one.
    fn renew(self) -> crate::text::Bilingual {
        match self {
            Self::Pass => bi("请重新完成滑动验证。", "Solve the slider verification again."),
            Self::Activation => bi("请重新发送激活邮件。", "Have the activation mail sent again."),
            Self::Reset => bi("请重新申请重设密码。", "Ask for a new reset link."),
            Self::Phone | Self::Face => {
                bi("请在电脑页面上重新生成二维码。", "Make a new QR code on the computer's page.")
            }
        }
    }
}

/// A ticket as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// Id.
    pub id: TicketId,
    /// What for.
    pub purpose: Purpose,
    /// Hex SHA-256 of the secret.
    pub token_hash: String,
    /// Whose it is, if anybody's yet.
    pub account: Option<AccountId>,
    /// What goes with it, JSON; secrets in it are sealed or hashed.
    pub data: String,
    /// Failed tries.
    pub tries: i64,
    /// Made at.
    pub created_at: Millis,
    /// Good until.
    pub expires_at: Millis,
    /// Used at.
    pub used_at: Option<Millis>,
}

impl Ticket {
    /// The answer to a secret that nobody was given, or for another purpose.
    pub fn unknown(purpose: Purpose) -> Box<Refusal> {
        Refusal::new(
            "link-invalid",
            purpose.rule(),
            bi("凭据不存在或不完整。", "This link or token does not exist or is not complete."),
            purpose.renew(),
        )
    }

    /// Whether it may still be used, and if not, why and what to do.
    pub fn usable(&self, now: Millis) -> Result<(), Box<Refusal>> {
        if self.used_at.is_some() {
            return Err(Refusal::new(
                "link-used",
                self.purpose.rule(),
                bi("凭据已经用过，只能用一次。", "This link or token was used; it works once."),
                self.purpose.renew(),
            )
            .measured(2, 1));
        }
        if now >= self.expires_at {
            return Err(Refusal::new(
                "link-expired",
                self.purpose.rule(),
                bi(
                    format!("凭据已于 {} 过期。", self.expires_at.clock()),
                    format!("This link or token expired at {}.", self.expires_at.clock()),
                ),
                self.purpose.renew(),
            )
            .measured(now.clock(), self.expires_at.clock()));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn works_until_it_is_used_or_expires() {
        let fresh = Ticket {
            id: TicketId::from_trusted("t"),
            purpose: Purpose::Activation,
            token_hash: String::new(),
            account: None,
            data: "{}".into(),
            tries: 0,
            created_at: Millis(0),
            expires_at: Millis(100),
            used_at: None,
        };
        let code = |t: &Ticket, at| t.usable(Millis(at)).map_err(|r| r.code);
        assert_eq!(code(&fresh, 99), Ok(()));
        assert_eq!(code(&fresh, 100), Err("link-expired".into()));
        let used = Ticket { used_at: Some(Millis(5)), ..fresh };
        assert_eq!(code(&used, 6), Err("link-used".into()));
        for p in Purpose::ALL {
            assert_eq!(Purpose::parse(p.as_str()), Some(p));
            assert_eq!(Ticket::unknown(p).rule.as_deref(), Some(p.rule()));
        }
    }
}
