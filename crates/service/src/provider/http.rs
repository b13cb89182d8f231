//! The HTTP adapter of providers: one signed POST, one signed answer. `docs/providers.md` is the contract.
//!
//! The address is the operator's and never the applicant's; still it is vetted like a probe: no credentials, no query, no redirect, every
//! resolved address looked at, the connection made to a vetted one and nowhere else.

use std::{net::SocketAddr, time::Duration};

use hmac::{Hmac, KeyInit, Mac};
use reqwest::{Url, redirect};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::Failure;
use crate::{Ctx, developer::is_public};

/// Time for one try.
const TIME: Duration = Duration::from_secs(10);
/// Longest answer.
const MOST: usize = 64 * 1024;
/// Tries of one call.
const TRIES: u32 = 3;
/// Pause before the second try; it doubles.
const PAUSE: Duration = Duration::from_millis(200);

/// Access to a provider.
#[derive(Clone, PartialEq, Eq)]
pub struct ProviderConfig {
    /// Name on every result.
    pub name: String,
    /// Base address; paths of the contract are put behind it.
    pub url: String,
    /// Which secret signs.
    pub key_id: String,
    /// The secret, shared with the provider.
    pub secret: String,
}

impl std::fmt::Debug for ProviderConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ProviderConfig({}, {}, ..)", self.name, self.url)
    }
}

impl ProviderConfig {
    /// Refuses what cannot be an address or a secret of a provider.
    pub fn vet(&self, allow_private: bool) -> Result<Url, String> {
        let url = Url::parse(&self.url).map_err(|e| format!("url: {e}"))?;
        let plain = url.scheme() == "http" && allow_private;
        if url.scheme() != "https" && !plain {
            return Err("url: it must be https".into());
        }
        if !url.username().is_empty()
            || url.password().is_some()
            || url.query().is_some()
            || url.fragment().is_some()
        {
            return Err("url: no credentials, query or fragment".into());
        }
        if url.host_str().is_none_or(str::is_empty) {
            return Err("url: it has no host".into());
        }
        if self.secret.len() < 32 {
            return Err("secret: at least 32 characters".into());
        }
        if self.key_id.is_empty()
            || !self.key_id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
        {
            return Err("key_id: letters, digits and -_. only".into());
        }
        Ok(url)
    }
}

/// The signature of these lines.
fn sign(secret: &str, lines: &[&str]) -> String {
    let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(secret.as_bytes()) else {
        unreachable!("hmac takes keys of any length")
    };
    mac.update(lines.join("\n").as_bytes());
    format!("v1={}", hex::encode(mac.finalize().into_bytes()))
}

/// The signature of a request.
pub(super) fn request_signature(
    secret: &str,
    path: &str,
    time: &str,
    nonce: &str,
    key: &str,
    body: &[u8],
) -> String {
    sign(secret, &["v1", "POST", path, time, nonce, key, &hex::encode(Sha256::digest(body))])
}

/// The signature of an answer: bound to the request by its nonce, so that no older answer can be put in its place.
pub(super) fn answer_signature(secret: &str, status: u16, nonce: &str, body: &[u8]) -> String {
    sign(secret, &["v1", &status.to_string(), nonce, &hex::encode(Sha256::digest(body))])
}

/// One call; it may be tried again, under the same key, so the provider does it once.
pub(super) async fn call(
    ctx: &Ctx,
    config: &ProviderConfig,
    path: &str,
    key: &str,
    input: &Value,
) -> Result<Value, Failure> {
    let allow_private = ctx.config().allow_private_targets;
    let base = config.vet(allow_private).map_err(Failure::Config)?;
    let url = format!("{}{path}", base.as_str().trim_end_matches('/'));
    let url = Url::parse(&url).map_err(|e| Failure::Config(e.to_string()))?;
    let body = input.to_string().into_bytes();
    let mut pause = PAUSE;
    for n in 1.. {
        match once(ctx, config, &url, key, &body, allow_private).await {
            Err(Failure::Later(_)) if n < TRIES => {
                tokio::time::sleep(pause).await;
                pause *= 2;
            }
            outcome => return outcome,
        }
    }
    unreachable!("the last try returns")
}

async fn once(
    ctx: &Ctx,
    config: &ProviderConfig,
    url: &Url,
    key: &str,
    body: &[u8],
    allow_private: bool,
) -> Result<Value, Failure> {
    let later = |what: &str| Failure::Later(what.to_owned());
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let port = url.port_or_known_default().unwrap_or(443);
    let found = tokio::time::timeout(TIME, tokio::net::lookup_host((host.as_str(), port))).await;
    let addresses: Vec<SocketAddr> =
        found.map_err(|_| later("dns timed out"))?.map_err(|_| later("the name does not resolve"))?.collect();
    if addresses.is_empty() || (!allow_private && !addresses.iter().all(|a| is_public(a.ip()))) {
        return Err(Failure::Config("its address is private".into()));
    }
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder()
        .no_proxy()
        .redirect(redirect::Policy::none())
        .referer(false)
        .timeout(TIME)
        .connect_timeout(TIME)
        .resolve_to_addrs(&host, &addresses)
        .user_agent("tongguan-provider/1")
        .build()
        .map_err(|_| later("no client"))?;
    let (time, nonce) = (ctx.now().0.to_string(), hex::encode(ctx.random::<16>()));
    let signature = request_signature(&config.secret, url.path(), &time, &nonce, key, body);
    let request = client
        .post(url.clone())
        .header("content-type", "application/json")
        .header("x-tongguan-key", &config.key_id)
        .header("x-tongguan-time", &time)
        .header("x-tongguan-nonce", &nonce)
        .header("x-tongguan-signature", signature)
        .header("idempotency-key", key)
        .body(body.to_vec());
    let mut response =
        request.send().await.map_err(|e| later(if e.is_timeout() { "timed out" } else { "no answer" }))?;
    let status = response.status().as_u16();
    if matches!(status, 300..=399) {
        return Err(Failure::Forged("it redirects"));
    }
    if status == 429 || status >= 500 {
        return Err(Failure::Later(format!("status {status}")));
    }
    let signed =
        response.headers().get("x-tongguan-signature").and_then(|v| v.to_str().ok()).map(ToOwned::to_owned);
    let mut answer = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|_| later("the answer broke off"))? {
        if answer.len() + chunk.len() > MOST {
            return Err(Failure::Forged("its answer is too long"));
        }
        answer.extend_from_slice(&chunk);
    }
    let expected = answer_signature(&config.secret, status, &nonce, &answer);
    let fits =
        signed.is_some_and(|s| subtle::ConstantTimeEq::ct_eq(s.as_bytes(), expected.as_bytes()).into());
    if !fits {
        return Err(Failure::Forged("its answer is not signed"));
    }
    if status != 200 {
        return Err(Failure::Refused(status));
    }
    serde_json::from_slice(&answer).map_err(|_| Failure::Forged("its answer is no JSON"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(url: &str, secret: &str) -> ProviderConfig {
        ProviderConfig { name: "p".into(), url: url.into(), key_id: "k1".into(), secret: secret.into() }
    }

    const SECRET: &str = "0123456789abcdef0123456789abcdef";

    #[test]
    fn addresses_and_secrets_are_vetted() {
        assert!(config("https://registry.example.cn/v1", SECRET).vet(false).is_ok());
        for bad in [
            "http://registry.example.cn",
            "https://u:p@registry.example.cn",
            "https://registry.example.cn/?x=1",
            "https://registry.example.cn/#x",
            "file:///etc/passwd",
            "registry",
        ] {
            assert!(config(bad, SECRET).vet(false).is_err(), "{bad}");
        }
        assert!(config("http://127.0.0.1:9", SECRET).vet(true).is_ok());
        assert!(config("https://a.cn", "short").vet(false).is_err());
        assert!(!format!("{:?}", config("https://a.cn", SECRET)).contains(SECRET));
    }

    /// The worked example of `docs/providers.md`.
    #[test]
    fn signs_as_the_document_says() {
        let signed = request_signature(
            SECRET,
            "/v1/registry/look-up",
            "1795500000000",
            "00112233445566778899aabbccddeeff",
            "0193-1",
            b"{}",
        );
        let page = include_str!("../../../../docs/providers.md");
        assert!(page.contains(&signed), "{signed}");
        let answer = answer_signature(SECRET, 200, "00112233445566778899aabbccddeeff", b"{}");
        assert!(page.contains(&answer), "{answer}");
    }
}
