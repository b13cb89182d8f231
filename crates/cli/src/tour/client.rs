//! A client of the API that says what it sends and what is answered.

use std::{
    cell::Cell,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use reqwest::{Method, RequestBuilder, header::RETRY_AFTER};
use serde_json::Value;

use super::patience::{Look, Patience, Sent};

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
#[derive(Debug, Clone)]
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
    patience: Duration,
}

const SHOWN: usize = 150;
const SECRET: &[&str] =
    &["password", "token", "pass", "key", "secret", "qr_svg", "url", "picture", "piece", "body", "zip"];

impl Client {
    /// For a server that may be away for so long.
    pub(super) fn new(base: &str, patience: Duration) -> Result<Self> {
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(60)).build()?;
        let (base, start) = (base.trim_end_matches('/').into(), Instant::now());
        Ok(Self { http, base, steps: Cell::new(0), start, patience })
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

    /// One step, whatever it is answered; a server that is away meanwhile is asked again, so it is for what may be done
    /// twice.
    pub(super) async fn step(&self, who: &Who, method: Method, path: &str, body: Body) -> Result<Answer> {
        let mut patience = Patience::new(self.patience);
        loop {
            match self.send(who, &method, path, body.clone()).await? {
                Sent::Answered(answer) => return Ok(answer),
                Sent::Lost { why, after, .. } => {
                    patience.wait(&format!("{method} {}", public_path(path)), &why, after).await?;
                }
            }
        }
    }

    /// A `POST` that must not be done twice: if an answer is lost, it is first looked whether it was done.
    pub(super) async fn once(&self, who: &Who, path: &str, body: Body, look: Look<'_>) -> Result<Value> {
        let mut patience = Patience::new(self.patience);
        let mut perhaps = false;
        loop {
            if perhaps {
                let seen = self.step(look.who, Method::GET, &look.path, Body::Nothing).await?;
                if let Some(done) = (look.find)(&seen.json) {
                    println!("    POST {}: was done before its answer was lost", public_path(path));
                    return Ok(done);
                }
            }
            match self.send(who, &Method::POST, path, body.clone()).await? {
                Sent::Answered(answer) => return accepted(&Method::POST, path, answer),
                Sent::Lost { why, undone, after } => {
                    perhaps |= !undone;
                    patience.wait(&format!("POST {}", public_path(path)), &why, after).await?;
                }
            }
        }
    }

    async fn send(&self, who: &Who, method: &Method, path: &str, body: Body) -> Result<Sent> {
        let request = self.request(who, method, path);
        let (request, sent) = match body {
            Body::Nothing => (request, String::new()),
            Body::Json(value) => (request.json(&value), shown(&value)),
            Body::Bytes(media, bytes) => {
                let sent = format!("{} bytes of {media}", bytes.len());
                (request.header("content-type", media).body(bytes), sent)
            }
        };
        let request = request.build().with_context(|| format!("{method} {path}"))?;
        let response = match self.http.execute(request).await {
            Ok(response) => response,
            Err(error) => return Ok(Sent::lost(error)),
        };
        let status = response.status().as_u16();
        let after = response.headers().get(RETRY_AFTER).and_then(|v| v.to_str().ok()?.parse().ok());
        let bytes = match response.bytes().await {
            Ok(bytes) => bytes.to_vec(),
            Err(error) => return Ok(Sent::lost(error)),
        };
        let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        let answered = if json.is_null() { format!("{} bytes", bytes.len()) } else { shown(&json) };
        self.steps.set(self.steps.get() + 1);
        let place = public_path(path);
        println!("{:>3} {:<9} {method} {place} {sent} → {status} {answered}", self.steps.get(), who.name);
        Ok(Sent::answered(Answer { status, json, bytes }, after.map(Duration::from_secs)))
    }

    /// One step that must succeed; gives its JSON.
    pub(super) async fn call(&self, who: &Who, method: Method, path: &str, body: Body) -> Result<Value> {
        accepted(&method, path, self.step(who, method.clone(), path, body).await?)
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

fn accepted(method: &Method, path: &str, answer: Answer) -> Result<Value> {
    if !(200..300).contains(&answer.status) {
        bail!("{method} {} was refused with {}: {:#}", public_path(path), answer.status, answer.json);
    }
    Ok(answer.json)
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
