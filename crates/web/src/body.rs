//! JSON in: an unreadable body is answered with the field and the reason.

use axum::{
    extract::{FromRequest, Request, rejection::BytesRejection},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use serde::de::DeserializeOwned;
use tongguan_model::{
    refusal::FieldError,
    text::{Lang, bi},
};

use crate::{Problem, lang};

/// A JSON body of type `T`.
#[derive(Debug)]
pub(crate) struct Json<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let lang = lang::of(request.headers(), request.uri());
        let json = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|v| v.to_str().ok())
            .is_some_and(|v| v.split(';').next().is_some_and(|m| m.trim().ends_with("json")));
        if !json {
            let error = FieldError::new(
                "Content-Type",
                "not-json",
                "",
                bi("请求体须为 JSON。", "The body must be JSON."),
                bi("请设置 Content-Type: application/json。", "Set Content-Type: application/json."),
            );
            return Err(Problem::new(error.into(), lang).into_response());
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|why| unread(&why, lang))?;
        let mut reader = serde_json::Deserializer::from_slice(&bytes);
        let parsed = serde_path_to_error::deserialize(&mut reader)
            .map_err(|e| (e.path().to_string(), e.inner().to_string()))
            .and_then(|value| reader.end().map(|()| value).map_err(|e| ("body".to_owned(), e.to_string())))
            .and_then(|value| {
                let nul = ("body".to_owned(), "the character U+0000".to_owned());
                if has_nul(&bytes) { Err(nul) } else { Ok(value) }
            });
        parsed.map(Json).map_err(|(path, reason)| {
            let error = FieldError::new(
                &path,
                "malformed",
                "",
                bi(format!("无法读取：{reason}"), format!("cannot be read: {reason}")),
                bi("请按接口文档 /api/openapi.json 修改。", "Compare with /api/openapi.json."),
            );
            Problem::new(error.into(), lang).into_response()
        })
    }
}

/// A body that did not arrive: too large, or cut off.
fn unread(why: &BytesRejection, lang: Lang) -> Response {
    let error = FieldError::new(
        "body",
        if why.status() == StatusCode::PAYLOAD_TOO_LARGE { "too-large" } else { "unreadable" },
        "",
        bi(format!("请求体无法读取：{why}"), format!("The body cannot be read: {why}.")),
        bi("请减小请求体，或重新发送。", "Make it smaller, or send it again."),
    );
    let mut response = Problem::new(error.into(), lang).into_response();
    *response.status_mut() = why.status();
    response
}

/// Whether a JSON text escapes U+0000, which PostgreSQL cannot store; a raw one is no JSON at all.
fn has_nul(json: &[u8]) -> bool {
    let mut at = 0;
    while let Some(backslash) = json[at..].iter().position(|b| *b == b'\\') {
        at += backslash;
        if json[at..].starts_with(br"\u0000") {
            return true;
        }
        at = (at + 2).min(json.len());
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_escaped_nul_is_one() {
        assert!(has_nul(br#"{"a":"x\u0000"}"#));
        assert!(has_nul(br#"{"a":"\\\u0000"}"#));
        assert!(!has_nul(br#"{"a":"\\u0000 \u0001"}"#));
        assert!(!has_nul(b"\\"));
    }
}
