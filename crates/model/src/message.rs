//! Mail and SMS on their way out.

use crate::{ids::MessageId, time::Millis};

/// By which way a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// E-mail.
    Mail,
    /// SMS.
    Sms,
}

impl Channel {
    /// All channels.
    pub const ALL: [Self; 2] = [Self::Mail, Self::Sms];

    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Sms => "sms",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.as_str() == s)
    }
}

/// How far a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MessageState {
    /// No provider: it stays in the local outbox, where the operator reads it.
    Held,
    /// A job will hand it to the provider.
    Waiting,
    /// The provider took it; its text is no longer kept.
    Sent,
    /// The provider refused it for good, or too often.
    Failed,
}

impl MessageState {
    /// All.
    pub const ALL: [Self; 4] = [Self::Held, Self::Waiting, Self::Sent, Self::Failed];

    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.as_str() == s)
    }
}

/// A message as kept: recipient and text are sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Id.
    pub id: MessageId,
    /// Way.
    pub channel: Channel,
    /// Which text, e.g. `activation`.
    pub template: String,
    /// Sealed address or number.
    pub to_sealed: String,
    /// Blind index of it.
    pub to_index: String,
    /// Masked, for lists.
    pub to_masked: String,
    /// Subject line of a mail; nothing personal.
    pub subject: String,
    /// Sealed text; empty once it is sent.
    pub body_sealed: String,
    /// How far.
    pub state: MessageState,
    /// Attempts of the provider.
    pub attempts: i64,
    /// Why the last attempt failed; no address in it.
    pub last_error: Option<String>,
    /// Made at.
    pub created_at: Millis,
    /// Taken by the provider at.
    pub sent_at: Option<Millis>,
}
