//! A client of the API as one person.

use reqwest::{Method, RequestBuilder};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// An answer with its body.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Status.
    pub status: u16,
    /// Body as JSON, or `null`.
    pub json: Value,
    /// Body as bytes.
    pub bytes: Vec<u8>,
    /// Media type.
    pub content_type: String,
    /// Headers.
    pub headers: reqwest::header::HeaderMap,
}

impl Answer {
    /// The body as `T`; the test fails unless the status is 2xx.
    #[track_caller]
    pub fn ok<T: DeserializeOwned>(self) -> T {
        assert!((200..300).contains(&self.status), "status {}: {}", self.status, self.json);
        serde_json::from_value(self.json).expect("the body has the expected shape")
    }

    /// The test fails unless the status is 2xx.
    #[track_caller]
    pub fn done(self) -> Self {
        assert!((200..300).contains(&self.status), "status {}: {}", self.status, self.json);
        self
    }

    /// `status code`, for short assertions on problems: `"409 case-held"`.
    pub fn problem(&self) -> String {
        format!("{} {}", self.status, self.json["code"].as_str().unwrap_or("-"))
    }

    /// Codes of wrong fields: `"email:taken"`.
    pub fn fields(&self) -> Vec<String> {
        let errors = self.json["errors"].as_array().cloned().unwrap_or_default();
        errors
            .iter()
            .map(|e| format!("{}:{}", e["field"].as_str().unwrap_or("-"), e["code"].as_str().unwrap_or("-")))
            .collect()
    }
}

/// A client of the API.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    /// Bearer token, if signed in.
    pub token: Option<String>,
}

impl Client {
    /// Nobody, at a server.
    pub fn new(base: &str) -> Self {
        // Several tests may try at once; the second is told that it is done.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build();
        Self { http: http.expect("a client can be built"), base: base.into(), token: None }
    }

    /// The same client with a token.
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.into()), ..self.clone() }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request =
            self.http.request(method, format!("{}{path}", self.base)).header("accept-language", "en");
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    async fn send(&self, request: RequestBuilder) -> Answer {
        let response = request.send().await.expect("the server answers");
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let content_type =
            headers.get("content-type").and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        let bytes = response.bytes().await.expect("the body arrives").to_vec();
        let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status, json, bytes, content_type, headers }
    }

    /// `GET`.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// `DELETE`.
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }

    /// `POST` with JSON.
    pub async fn post(&self, path: &str, body: &impl Serialize) -> Answer {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    /// `PUT` with JSON.
    pub async fn put(&self, path: &str, body: &impl Serialize) -> Answer {
        self.send(self.request(Method::PUT, path).json(body)).await
    }

    /// `POST` with bytes.
    pub async fn post_bytes(&self, path: &str, media: &str, body: Vec<u8>) -> Answer {
        self.send(self.request(Method::POST, path).header("content-type", media).body(body)).await
    }

    /// `POST` with bytes that were packed by gzip.
    pub async fn post_gzip(&self, path: &str, media: &str, body: Vec<u8>) -> Answer {
        let request = self.request(Method::POST, path).header("content-type", media);
        self.send(request.header("content-encoding", "gzip").body(body)).await
    }

    /// Any method with a JSON body, for walking the table of routes.
    pub async fn call(&self, method: &str, path: &str, body: &Value) -> Answer {
        let method = method.parse().expect("a method");
        self.send(self.request(method, path).json(body)).await
    }
}
