//! Providers that say whether a declaration is true: the commercial register (工商), mobile carriers (运营商实名).
//!
//! Each has two forms: an HTTP adapter with a documented contract, and the offline one, in which nobody is asked and a reviewer confirms by name.
//! What comes of a call always says what was verified, by whom and when.

mod http;

use async_trait::async_trait;
pub use http::ProviderConfig;
use serde_json::{Value, json};
use tongguan_model::{
    text::{Bilingual, bi},
    verification::Outcome,
};

use crate::Ctx;

/// Why a provider said nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// It cannot be called as configured.
    Config(String),
    /// It did not take the call; trying again cannot help.
    Refused(u16),
    /// Not now; trying again may help.
    Later(String),
    /// The answer is not the provider's.
    Forged(&'static str),
}

impl Failure {
    /// Whether trying again may help.
    pub(crate) fn passes(&self) -> bool {
        matches!(self, Self::Later(_))
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Config(why) => write!(f, "configuration: {why}"),
            Self::Refused(status) => write!(f, "refused with status {status}"),
            Self::Later(why) => f.write_str(why),
            Self::Forged(why) => f.write_str(why),
        }
    }
}

/// What a provider says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    /// What came of it.
    pub(crate) outcome: Outcome,
    /// In words, without personal data.
    pub(crate) detail: Bilingual,
}

/// What the register is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Registration {
    /// Social credit code.
    pub(crate) uscc: String,
    /// Declared name.
    pub(crate) name: String,
    /// Declared legal representative.
    pub(crate) legal_rep_name: String,
}

/// Whose a number is said to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Holder {
    /// Number.
    pub(crate) mobile: String,
    /// Name of the person.
    pub(crate) name: String,
    /// Their ID number.
    pub(crate) id_number: String,
}

/// A commercial register.
#[async_trait]
pub(crate) trait Registry: Send + Sync {
    /// Whether code, name and legal representative belong together; `None` if there is nobody to ask.
    async fn look_up(&self, ctx: &Ctx, key: &str, asked: &Registration) -> Result<Option<Said>, Failure>;
}

/// The carriers' real-name records.
#[async_trait]
pub(crate) trait Carrier: Send + Sync {
    /// Whether a number is registered to a person; `None` if there is nobody to ask.
    async fn holder(&self, ctx: &Ctx, key: &str, asked: &Holder) -> Result<Option<Said>, Failure>;
}

/// Nobody is asked: a reviewer confirms by hand.
struct Offline;

#[async_trait]
impl Registry for Offline {
    async fn look_up(&self, _: &Ctx, _: &str, _: &Registration) -> Result<Option<Said>, Failure> {
        Ok(None)
    }
}

#[async_trait]
impl Carrier for Offline {
    async fn holder(&self, _: &Ctx, _: &str, _: &Holder) -> Result<Option<Said>, Failure> {
        Ok(None)
    }
}

/// The contract of `docs/providers.md`.
struct Http(ProviderConfig);

#[async_trait]
impl Registry for Http {
    async fn look_up(&self, ctx: &Ctx, key: &str, asked: &Registration) -> Result<Option<Said>, Failure> {
        let input = json!({ "uscc": asked.uscc, "name": asked.name, "legal_rep_name": asked.legal_rep_name });
        let answer = http::call(ctx, &self.0, "/v1/registry/look-up", key, &input).await?;
        Ok(Some(registration(&answer)))
    }
}

#[async_trait]
impl Carrier for Http {
    async fn holder(&self, ctx: &Ctx, key: &str, asked: &Holder) -> Result<Option<Said>, Failure> {
        let input = json!({ "mobile": asked.mobile, "name": asked.name, "id_number": asked.id_number });
        let answer = http::call(ctx, &self.0, "/v1/carrier/holder", key, &input).await?;
        Ok(Some(holder(&answer)))
    }
}

/// What the register's answer comes to: confirmed only if it exists, is active and everything agrees.
fn registration(answer: &Value) -> Said {
    let flag = |key: &str| answer[key].as_bool();
    let (outcome, zh, en) = match (answer["status"].as_str(), flag("name_matches"), flag("legal_rep_matches"))
    {
        (Some("active"), Some(true), Some(true)) => (
            Outcome::Confirmed,
            "登记存续，名称与法定代表人一致。",
            "Registered and active; name and legal representative agree.",
        ),
        (Some("active"), Some(false), _) => {
            (Outcome::Denied, "登记存续，名称不一致。", "Registered and active; the name differs.")
        }
        (Some("active"), _, Some(false)) => (
            Outcome::Denied,
            "登记存续，法定代表人不一致。",
            "Registered and active; the legal representative differs.",
        ),
        (Some("revoked"), ..) => (Outcome::Denied, "已吊销。", "The registration is revoked."),
        (Some("cancelled"), ..) => (Outcome::Denied, "已注销。", "The registration is cancelled."),
        (Some("abnormal"), ..) => {
            (Outcome::Denied, "列入经营异常名录。", "It is on the list of abnormal operation.")
        }
        (Some("not_found"), ..) => {
            (Outcome::Denied, "登记机关没有此代码。", "The register has no such code.")
        }
        _ => (Outcome::Unknown, "登记机关未给出结论。", "The register gave no conclusion."),
    };
    Said { outcome, detail: bi(zh, en) }
}

/// What the carrier's answer comes to.
fn holder(answer: &Value) -> Said {
    let (outcome, zh, en) = match (answer["in_service"].as_bool(), answer["matches"].as_bool()) {
        (Some(false), _) => (Outcome::Denied, "号码已停机或空号。", "The number is out of service."),
        (_, Some(true)) => {
            (Outcome::Confirmed, "号码实名与申报人一致。", "The number is registered to the person declared.")
        }
        (_, Some(false)) => {
            (Outcome::Denied, "号码实名与申报人不一致。", "The number is registered to somebody else.")
        }
        _ => (Outcome::Unknown, "运营商未给出结论。", "The carrier gave no conclusion."),
    };
    Said { outcome, detail: bi(zh, en) }
}

/// The register, and its name.
pub(crate) fn registry(ctx: &Ctx) -> (Box<dyn Registry>, String) {
    match &ctx.config().registry {
        Some(config) => (Box::new(Http(config.clone())), config.name.clone()),
        None => (Box::new(Offline), String::new()),
    }
}

/// The carriers, and their name.
pub(crate) fn carrier(ctx: &Ctx) -> (Box<dyn Carrier>, String) {
    match &ctx.config().carrier {
        Some(config) => (Box::new(Http(config.clone())), config.name.clone()),
        None => (Box::new(Offline), String::new()),
    }
}

/// Hands a code to a provider of text messages that speaks the contract.
pub(crate) async fn text_message(
    ctx: &Ctx,
    config: &ProviderConfig,
    key: &str,
    number: &str,
    body: &str,
) -> Result<(), Failure> {
    let input = json!({ "mobile": number, "text": body });
    let answer = http::call(ctx, config, "/v1/sms/send", key, &input).await?;
    match answer["accepted"].as_bool() {
        Some(true) => Ok(()),
        // Out of service or blocked: no further try will reach it.
        _ => Err(Failure::Refused(200)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clear_yes_confirms() {
        let said = |v: Value| registration(&v).outcome;
        assert_eq!(
            said(json!({ "status": "active", "name_matches": true, "legal_rep_matches": true })),
            Outcome::Confirmed
        );
        assert_eq!(said(json!({ "status": "active", "name_matches": true })), Outcome::Unknown);
        assert_eq!(
            said(json!({ "status": "active", "name_matches": false, "legal_rep_matches": true })),
            Outcome::Denied
        );
        assert_eq!(
            said(json!({ "status": "cancelled", "name_matches": true, "legal_rep_matches": true })),
            Outcome::Denied
        );
        assert_eq!(said(json!({})), Outcome::Unknown);
        // SUB-6: out of service is no real-name number, whatever the record says.
        assert_eq!(holder(&json!({ "in_service": false, "matches": true })).outcome, Outcome::Denied);
        assert_eq!(holder(&json!({ "in_service": true, "matches": true })).outcome, Outcome::Confirmed);
        assert_eq!(holder(&json!({ "matches": "yes" })).outcome, Outcome::Unknown);
    }
}
