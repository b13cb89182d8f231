//! Accounts: registration, activation, passwords (ACC-1 … ACC-5).

mod activate;
mod password;
mod register;
mod standing;
mod text;

pub use activate::{activate, chooses, resend};
pub(crate) use password::wrong as wrong_password;
pub use password::{change, confirm_reset, request_reset};
pub use register::{Register, Registered, register};
pub(crate) use standing::standing;
pub(crate) use text::text;

use tongguan_model::{
    refusal::FieldError,
    text::{Lang, bi},
    time::Millis,
};
use tongguan_policy::Policy;

use crate::throttle;

/// Checks a password against the policy (ACC-3); it must not contain `email`.
pub(crate) fn check_password(
    policy: &Policy,
    field: &str,
    password: &str,
    email: &str,
) -> std::result::Result<(), FieldError> {
    let (min, max) = (*policy.account.password_min_length, *policy.account.password_max_length);
    tongguan_rule_subject::password::check(field, password, min, max, &[email])
}

/// The language an account was registered in.
pub(crate) fn lang(stored: &str) -> Lang {
    if stored == "en" { Lang::En } else { Lang::Zh }
}

/// One mail of a kind to one address within the waiting time, whether or not the address has an account. Whoever sends
/// one reserves it in the same transaction.
fn pace(policy: &Policy, kind: &'static str) -> throttle::Limit {
    throttle::Limit {
        kind,
        rule: "ACC-5",
        max: 1,
        window: *policy.account.resend_seconds * Millis::SECOND,
        say: |_| bi("刚刚已向此邮箱发送过邮件。", "A mail was sent to this address just now."),
    }
}

/// Pace of activation mails.
fn activation_pace(policy: &Policy) -> throttle::Limit {
    pace(policy, "mail-activation")
}

/// Pace of reset mails.
fn reset_pace(policy: &Policy) -> throttle::Limit {
    pace(policy, "mail-reset")
}
