//! SMS by Alibaba Cloud (短信服务, `SendSms` of 2017-05-25, signed with ACS3-HMAC-SHA256). Without it SMS stay in the
//! outbox, where the operator reads them: the offline provider.

use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::{Digest, Sha256};
use time::{OffsetDateTime, format_description::BorrowedFormatItem, macros::format_description};
use tongguan_model::time::Millis;

use crate::Ctx;

/// Access to the SMS service.
#[derive(Clone, PartialEq, Eq)]
pub struct SmsConfig {
    /// `https://dysmsapi.aliyuncs.com`.
    pub endpoint: String,
    /// AccessKey id.
    pub key_id: String,
    /// AccessKey secret.
    pub key_secret: String,
    /// Approved signature (短信签名).
    pub sign_name: String,
    /// Approved template with the variable `code`, e.g. `SMS_123456789`.
    pub template: String,
}

impl std::fmt::Debug for SmsConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SmsConfig({}, {}, ..)", self.endpoint, self.template)
    }
}

/// Why an SMS was not taken.
#[derive(Debug)]
pub(crate) struct Failure {
    /// Trying again cannot help.
    pub final_: bool,
    /// For the log: the service's code, never the number.
    pub reason: String,
}

fn later(reason: String) -> Failure {
    Failure { final_: false, reason }
}

const DATE: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");

/// What is signed of a request.
struct Call<'a> {
    method: &'a str,
    host: &'a str,
    action: &'a str,
    version: &'a str,
    date: &'a str,
    nonce: &'a str,
    /// Sorted by name.
    query: &'a [(&'a str, &'a str)],
}

/// RFC 3986: everything but unreserved characters.
fn escape(text: &str) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

impl Call<'_> {
    fn query(&self) -> String {
        self.query.iter().map(|(k, v)| format!("{}={}", escape(k), escape(v))).collect::<Vec<_>>().join("&")
    }

    /// The headers of the signature; the body is empty.
    fn headers(&self) -> [(&'static str, String); 6] {
        [
            ("host", self.host.to_owned()),
            ("x-acs-action", self.action.to_owned()),
            ("x-acs-content-sha256", hex::encode(Sha256::digest(b""))),
            ("x-acs-date", self.date.to_owned()),
            ("x-acs-signature-nonce", self.nonce.to_owned()),
            ("x-acs-version", self.version.to_owned()),
        ]
    }

    fn authorization(&self, key_id: &str, key_secret: &str) -> String {
        let headers = self.headers();
        let canonical: String = headers.iter().map(|(k, v)| format!("{k}:{v}\n")).collect();
        let signed = headers.map(|(k, _)| k).join(";");
        let request = format!(
            "{}\n/\n{}\n{canonical}\n{signed}\n{}",
            self.method,
            self.query(),
            hex::encode(Sha256::digest(b"")),
        );
        let to_sign = format!("ACS3-HMAC-SHA256\n{}", hex::encode(Sha256::digest(request.as_bytes())));
        let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(key_secret.as_bytes()) else {
            unreachable!("hmac takes keys of any length")
        };
        mac.update(to_sign.as_bytes());
        let signature = hex::encode(mac.finalize().into_bytes());
        format!("ACS3-HMAC-SHA256 Credential={key_id},SignedHeaders={signed},Signature={signature}")
    }
}

fn date(now: Millis) -> String {
    let utc = OffsetDateTime::from_unix_timestamp(now.0 / 1000).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    utc.format(DATE).unwrap_or_default()
}

/// Hands one SMS to the service; `params` fill its template.
pub(crate) async fn send(ctx: &Ctx, config: &SmsConfig, number: &str, params: &Value) -> Result<(), Failure> {
    let host = config.endpoint.split_once("://").map_or(config.endpoint.as_str(), |(_, rest)| rest);
    let (date, nonce, params) = (date(ctx.now()), hex::encode(ctx.random::<16>()), params.to_string());
    let call = Call {
        method: "POST",
        host,
        action: "SendSms",
        version: "2017-05-25",
        date: &date,
        nonce: &nonce,
        query: &[
            ("PhoneNumbers", number),
            ("SignName", &config.sign_name),
            ("TemplateCode", &config.template),
            ("TemplateParam", &params),
        ],
    };
    // Somebody may have chosen a provider already; then this one is not needed.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().timeout(Duration::from_secs(15)).build();
    let client = client.map_err(|_| later("no http client".into()))?;
    let mut request = client
        .post(format!("{}/?{}", config.endpoint, call.query()))
        .header("authorization", call.authorization(&config.key_id, &config.key_secret));
    for (name, value) in call.headers() {
        request = request.header(name, value);
    }
    let response = request.send().await.map_err(|_| later("no answer".into()))?;
    let bytes = response.bytes().await.map_err(|_| later("the answer broke off".into()))?;
    let answer: Value = serde_json::from_slice(&bytes).map_err(|_| later("unreadable answer".into()))?;
    match answer["Code"].as_str().unwrap_or_default() {
        "OK" => Ok(()),
        code => Err(Failure {
            // The service's own faults and its flow control pass; what is wrong with our request stays wrong.
            final_: !(code.is_empty()
                || code.starts_with("isp.")
                || code.starts_with("Throttling")
                || code == "ServiceUnavailable"
                || code == "InternalError"),
            reason: format!("sms service: {}", code.chars().take(60).collect::<String>()),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example of the service's own documentation (V3 request body and signature).
    #[test]
    fn signs_as_the_documentation_does() {
        let call = Call {
            method: "POST",
            host: "ecs.cn-shanghai.aliyuncs.com",
            action: "RunInstances",
            version: "2014-05-26",
            date: "2023-10-26T10:22:32Z",
            nonce: "3156853299f313e23d1673dc12e1703d",
            query: &[
                ("ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"),
                ("RegionId", "cn-shanghai"),
            ],
        };
        let header = call.authorization("YourAccessKeyId", "YourAccessKeySecret");
        assert!(
            header.ends_with("Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"),
            "{header}"
        );
    }

    #[test]
    fn writes_the_date_in_utc() {
        assert_eq!(date(Millis(1_698_315_752_000)), "2023-10-26T10:22:32Z");
    }
}
