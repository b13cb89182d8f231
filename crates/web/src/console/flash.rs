//! The sentence on the page after a redirect: what was done. It travels in a signed cookie and is shown once.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use tongguan_model::{stage::StageState, text::Bilingual};
use tongguan_service::Ctx;

/// Result of the last action, in both languages. Holds no secret: it lies in a cookie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// Its colour and shape.
    pub state: StageState,
    /// What is so, complete.
    pub text: Bilingual,
    /// What to do next.
    pub more: Option<Bilingual>,
}

impl Flash {
    /// It was done.
    pub fn pass(text: Bilingual) -> Self {
        Self { state: StageState::Pass, text, more: None }
    }

    /// It was not done, or only in part.
    pub fn warn(text: Bilingual) -> Self {
        Self { state: StageState::Warn, text, more: None }
    }

    /// Adds what to do next.
    #[must_use]
    pub fn more(mut self, more: Bilingual) -> Self {
        self.more = Some(more);
        self
    }

    /// As a cookie's value.
    pub(super) fn sign(&self, ctx: &Ctx) -> String {
        let body = URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default());
        format!("{body}.{}", mac(ctx, &body))
    }

    /// Reads a cookie's value that this server signed.
    pub(super) fn read(ctx: &Ctx, value: &str) -> Option<Self> {
        let (body, sign) = value.split_once('.')?;
        if !bool::from(mac(ctx, body).as_bytes().ct_eq(sign.as_bytes())) {
            return None;
        }
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(body).ok()?).ok()
    }
}

fn mac(ctx: &Ctx, body: &str) -> String {
    ctx.keys().form_token(&format!("flash:{body}"))
}

/// On to another page (303), perhaps with a sentence.
#[derive(Debug)]
pub struct Go {
    to: String,
    flash: Option<Flash>,
}

impl Go {
    /// To a page of this console.
    pub fn to(path: impl Into<String>) -> Self {
        Self { to: path.into(), flash: None }
    }

    /// With a sentence there.
    #[must_use]
    pub fn with(mut self, flash: Flash) -> Self {
        self.flash = Some(flash);
        self
    }
}

impl IntoResponse for Go {
    fn into_response(self) -> Response {
        let location = HeaderValue::from_str(&self.to).unwrap_or(HeaderValue::from_static("/"));
        let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response();
        if let Some(flash) = self.flash {
            response.extensions_mut().insert(flash);
        }
        response
    }
}

/// A path inside this console from a query or form; anything else leads to `otherwise`.
pub fn inside(next: &str, otherwise: &str) -> String {
    let plain = next.starts_with('/')
        && !next.starts_with("//")
        && next.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    if plain { next.to_owned() } else { otherwise.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::inside;

    #[test]
    fn nobody_is_sent_elsewhere() {
        assert_eq!(inside("/apps/1?x=2", "/"), "/apps/1?x=2");
        for bad in [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "",
            "/a\r\nb",
            "/\u{9}/evil.example",
        ] {
            assert_eq!(inside(bad, "/apps"), "/apps", "{bad:?}");
        }
    }
}
