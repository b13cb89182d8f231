//! A browser of the console as one person: keeps cookies, sends the form token of the page it is on, and checks every
//! page it is given.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use reqwest::{RequestBuilder, multipart};

use crate::{PASSWORD, TestApp, html};

/// A page as it arrived.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Status.
    pub status: u16,
    /// Where a redirect leads.
    pub location: String,
    /// Body.
    pub html: String,
    /// Headers.
    pub headers: reqwest::header::HeaderMap,
}

impl Shown {
    /// The words of the page, a line each.
    pub fn text(&self) -> String {
        html::text(&self.html)
    }

    /// The test fails unless the page says this.
    #[track_caller]
    pub fn says(&self, words: &str) -> &Self {
        assert!(self.text().contains(words), "status {}, no {words:?} in:\n{}", self.status, self.text());
        self
    }

    /// The test fails if the page says this.
    #[track_caller]
    pub fn says_not(&self, words: &str) -> &Self {
        assert!(!self.text().contains(words), "{words:?} in:\n{}", self.text());
        self
    }

    /// The test fails unless this is the status.
    #[track_caller]
    pub fn is(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{}\n{}", self.location, self.text());
        self
    }

    /// The test fails unless it leads on to this path.
    #[track_caller]
    pub fn leads_to(&self, path: &str) -> &Self {
        assert_eq!((self.status, self.location.as_str()), (303, path), "{}", self.text());
        self
    }

    /// The value of the first control with this name.
    pub fn value(&self, name: &str) -> Option<String> {
        html::tags(&self.html).iter().find(|t| t.get("name") == name).map(|t| t.get("value").to_owned())
    }
}

/// A file to send.
#[derive(Debug, Clone)]
pub struct Sent {
    /// Field.
    pub field: &'static str,
    /// Name.
    pub name: &'static str,
    /// Media type.
    pub media: &'static str,
    /// Content.
    pub bytes: Vec<u8>,
}

/// A browser.
#[derive(Debug)]
pub struct Browser {
    http: reqwest::Client,
    base: String,
    cookies: Mutex<BTreeMap<String, String>>,
    token: Mutex<String>,
}

impl TestApp {
    /// A browser of nobody, in English.
    pub fn browser(&self) -> Browser {
        Browser::new(&self.base)
    }

    /// A browser in which this account signed in on the sign-in page; its password is testkit's.
    pub async fn browser_of(&self, email: &str) -> Browser {
        let browser = self.browser();
        browser.get("/signin").await;
        let shown = browser.post("/signin", &[("email", email), ("password", PASSWORD)]).await;
        assert_eq!(shown.status, 303, "{}", shown.text());
        browser
    }
}

impl Browser {
    /// Nobody, at a server.
    pub fn new(base: &str) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build();
        let cookies = BTreeMap::from([("tg_lang".to_owned(), "en".to_owned())]);
        Self {
            http: http.expect("a client can be built"),
            base: base.into(),
            cookies: Mutex::new(cookies),
            token: Mutex::default(),
        }
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    /// Puts a cookie in, or takes it away.
    pub fn set_cookie(&self, name: &str, value: Option<&str>) {
        let mut jar = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        match value {
            Some(value) => drop(jar.insert(name.into(), value.into())),
            None => drop(jar.remove(name)),
        }
    }

    /// The form token of the page that was shown last.
    pub fn token(&self) -> String {
        self.token.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn jar(&self, other_language: bool) -> String {
        let mut jar = self.cookies.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if other_language {
            let other = if jar.get("tg_lang").is_some_and(|l| l == "zh") { "en" } else { "zh" };
            jar.insert("tg_lang".into(), other.into());
        }
        jar.iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>().join("; ")
    }

    async fn fetch(&self, request: RequestBuilder, other_language: bool, what: &str) -> Shown {
        let request = request.header("cookie", self.jar(other_language));
        let response = request.send().await.expect("the server answers");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let location = headers.get("location").and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        let is_html = headers.get("content-type").is_some_and(|v| v.as_bytes().starts_with(b"text/html"));
        let html = String::from_utf8_lossy(&response.bytes().await.expect("the body arrives")).into_owned();
        if is_html {
            let faults = html::faults(&html);
            assert!(faults.is_empty(), "{what} ({status}): {}", faults.join("; "));
        }
        Shown { status, location, html, headers }
    }

    fn keep(&self, shown: &Shown) {
        for cookie in shown.headers.get_all("set-cookie") {
            let text = cookie.to_str().expect("a readable cookie");
            let (name, value) = text.split(';').next().and_then(|p| p.split_once('=')).expect("name=value");
            assert!(
                text.contains("HttpOnly") && text.contains("SameSite=Lax") && text.contains("Path=/"),
                "{text}"
            );
            self.set_cookie(name, (!text.contains("Max-Age=0")).then_some(value));
        }
        if let Some(token) = shown.value("_token") {
            *self.token.lock().unwrap_or_else(PoisonError::into_inner) = token;
        }
    }

    /// Opens a page; also in the other language, to check it.
    pub async fn get(&self, path: &str) -> Shown {
        let url = format!("{}{path}", self.base);
        let other = self.fetch(self.http.get(&url), true, path).await;
        let shown = self.fetch(self.http.get(&url), false, path).await;
        assert_eq!(other.status, shown.status, "{path} differs between languages");
        self.keep(&shown);
        shown
    }

    /// Opens a page only once, in one language: where opening changes something.
    pub async fn get_once(&self, path: &str) -> Shown {
        let shown = self.fetch(self.http.get(format!("{}{path}", self.base)), false, path).await;
        self.keep(&shown);
        shown
    }

    /// Posts a form with the token of the last page.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Shown {
        self.post_with(path, &self.token(), fields).await
    }

    /// Posts a form with another token.
    pub async fn post_with(&self, path: &str, token: &str, fields: &[(&str, &str)]) -> Shown {
        let mut all = vec![("_token", token)];
        all.extend_from_slice(fields);
        let body: Vec<_> = all.iter().map(|(k, v)| format!("{}={}", encode(k), encode(v))).collect();
        let request = self
            .http
            .post(format!("{}{path}", self.base))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body.join("&"));
        let shown = self.fetch(request, false, path).await;
        self.keep(&shown);
        shown
    }

    /// Posts a form with files.
    pub async fn send(&self, path: &str, fields: &[(&str, &str)], files: Vec<Sent>) -> Shown {
        let mut form = multipart::Form::new().text("_token", self.token());
        for (name, value) in fields {
            form = form.text((*name).to_owned(), (*value).to_owned());
        }
        for file in files {
            let part = multipart::Part::bytes(file.bytes).file_name(file.name);
            form = form.part(file.field, part.mime_str(file.media).expect("a media type"));
        }
        let shown =
            self.fetch(self.http.post(format!("{}{path}", self.base)).multipart(form), false, path).await;
        self.keep(&shown);
        shown
    }

    /// Posts a form, expects a redirect, and opens where it leads.
    pub async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Shown {
        let shown = self.post(path, fields).await;
        assert_eq!(shown.status, 303, "{path}: {}", shown.text());
        self.get(&shown.location).await
    }
}

fn encode(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}
