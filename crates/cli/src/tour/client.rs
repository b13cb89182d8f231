//! A client of the API that says what it sends and what is answered.

use std::{
    cell::Cell,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use reqwest::{Method, RequestBuilder};
use serde_json::Value;

/// Somebody who calls.
#[derive(Debug, Clone)]
pub(super) struct Who {
    /// For the lines.
    pub name: &'static str,
    /// Bearer token, once signed in.
    pub token: Option<String>,
}

impl Who {
    /// Nobody yet.
    pub(super) fn nobody(name: &'static str) -> Self {
        Self { name, token: None }
    }

    /// Signed in.
    pub(super) fn with_token(name: &'static str, token: &str) -> Self {
        Self { name, token: Some(token.to_owned()) }
    }
}

/// What a step sends.
#[derive(Debug)]
pub(super) enum Body {
    /// Nothing.
    Nothing,
    /// JSON.
    Json(Value),
    /// Bytes of a media type.
    Bytes(&'static str, Vec<u8>),
}

/// What came back.
#[derive(Debug)]
pub(super) struct Answer {
    /// Status.
    pub status: u16,
    /// Body if it is JSON, else null.
    pub json: Value,
    /// Body.
    pub bytes: Vec<u8>,
}

/// The client.
#[derive(Debug)]
pub(super) struct Client {
    http: reqwest::Client,
    base: String,
    steps: Cell<u32>,
    start: Instant,
}

const SHOWN: usize = 150;
const SECRET: &[&str] =
    &["password", "token", "pass", "key", "secret", "qr_svg", "url", "picture", "piece", "body", "zip"];

impl Client {
    /// For a server.
    pub(super) fn new(base: &str) -> Result<Self> {
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(60)).build()?;
        Ok(Self { http, base: base.trim_end_matches('/').into(), steps: Cell::new(0), start: Instant::now() })
    }

    /// Steps so far, and seconds since the start.
    pub(super) fn totals(&self) -> (u32, f64) {
        (self.steps.get(), self.start.elapsed().as_secs_f64())
    }

    fn request(&self, who: &Who, method: &Method, path: &str) -> RequestBuilder {
        let request =
            self.http.request(method.clone(), format!("{}{path}", self.base)).header("accept-language", "en");
        match &who.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// One step, whatever it is answered.
    pub(super) async fn step(&self, who: &Who, method: Method, path: &str, body: Body) -> Result<Answer> {
        let request = self.request(who, &method, path);
        let (request, sent) = match body {
            Body::Nothing => (request, String::new()),
            Body::Json(value) => (request.json(&value), shown(&value)),
            Body::Bytes(media, bytes) => {
                let sent = format!("{} bytes of {media}", bytes.len());
                (request.header("content-type", media).body(bytes), sent)
            }
        };
        let response = request.send().await.with_context(|| format!("{method} {path}"))?;
        let status = response.status().as_u16();
        let bytes = response.bytes().await.with_context(|| format!("{method} {path}"))?.to_vec();
        let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        let answered = if json.is_null() { format!("{} bytes", bytes.len()) } else { shown(&json) };
        self.steps.set(self.steps.get() + 1);
        let place = public_path(path);
        println!("{:>3} {:<9} {method} {place} {sent} → {status} {answered}", self.steps.get(), who.name);
        Ok(Answer { status, json, bytes })
    }

    /// One step that must succeed; gives its JSON.
    pub(super) async fn call(&self, who: &Who, method: Method, path: &str, body: Body) -> Result<Value> {
        let answer = self.step(who, method.clone(), path, body).await?;
        if !(200..300).contains(&answer.status) {
            bail!("{method} {path} was refused with {}: {:#}", answer.status, answer.json);
        }
        Ok(answer.json)
    }

    /// `GET`.
    pub(super) async fn get(&self, who: &Who, path: &str) -> Result<Value> {
        self.call(who, Method::GET, path, Body::Nothing).await
    }

    /// `POST` of JSON.
    pub(super) async fn post(&self, who: &Who, path: &str, body: Value) -> Result<Value> {
        self.call(who, Method::POST, path, Body::Json(body)).await
    }

    /// `PUT` of JSON.
    pub(super) async fn put(&self, who: &Who, path: &str, body: Value) -> Result<Value> {
        self.call(who, Method::PUT, path, Body::Json(body)).await
    }

    /// `POST` of bytes.
    pub(super) async fn upload(
        &self,
        who: &Who,
        path: &str,
        media: &'static str,
        bytes: Vec<u8>,
    ) -> Result<Value> {
        self.call(who, Method::POST, path, Body::Bytes(media, bytes)).await
    }

    /// A `POST` that a rule must refuse with this status, naming this rule.
    pub(super) async fn refused(
        &self,
        who: &Who,
        path: &str,
        body: Value,
        status: u16,
        rule: &str,
    ) -> Result<()> {
        let answer = self.step(who, Method::POST, path, Body::Json(body)).await?;
        if answer.status != status || !answer.json.to_string().contains(&format!("\"{rule}\"")) {
            bail!(
                "POST {path} should be refused with {status} by {rule}: {} {:#}",
                answer.status,
                answer.json
            );
        }
        Ok(())
    }
}

/// A text in an answer.
pub(super) fn text<'a>(json: &'a Value, name: &str) -> Result<&'a str> {
    json[name].as_str().with_context(|| format!("no {name} in {}", shown(json)))
}

/// The token of a ticket stands in its path.
fn public_path(path: &str) -> String {
    match path.split_once("/tickets/") {
        Some((before, rest)) => {
            let after = rest.split_once('/').map_or(String::new(), |(_, after)| format!("/{after}"));
            format!("{before}/tickets/***{after}")
        }
        None => path.to_owned(),
    }
}

fn shown(value: &Value) -> String {
    let line = hide(value).to_string();
    match line.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

/// Secrets are not for a terminal's scroll-back.
fn hide(value: &Value) -> Value {
    match value {
        Value::Object(map) => map
            .iter()
            .map(|(k, v)| {
                let sms = k == "code" && v.as_str().is_some_and(|c| c.bytes().all(|b| b.is_ascii_digit()));
                let secret = v.is_string() && (sms || SECRET.contains(&k.as_str()));
                (k.clone(), if secret { Value::from("***") } else { hide(v) })
            })
            .collect(),
        Value::Array(list) => list.iter().map(hide).collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_token_in_a_path_is_hidden() {
        assert_eq!(public_path("/api/v1/phone/tickets/x/code"), "/api/v1/phone/tickets/***/code");
        assert_eq!(public_path("/api/v1/phone/tickets"), "/api/v1/phone/tickets");
    }

    #[test]
    fn lines_show_no_secrets_and_stay_short() {
        assert_eq!(shown(&json!({ "a": [{ "token": "t", "b": 1 }] })), r#"{"a":[{"b":1,"token":"***"}]}"#);
        assert_eq!(shown(&json!("长".repeat(400))).chars().count(), SHOWN + 1);
    }
}
