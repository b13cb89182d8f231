//! JSON in: an unreadable body is answered with the field and the reason.

use axum::{
    extract::{FromRequest, Request},
    http::header,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use serde::de::DeserializeOwned;
use tongguan_model::{refusal::FieldError, text::bi};

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
        let bytes = Bytes::from_request(request, state).await.map_err(IntoResponse::into_response)?;
        let mut reader = serde_json::Deserializer::from_slice(&bytes);
        let parsed = serde_path_to_error::deserialize(&mut reader)
            .map_err(|e| (e.path().to_string(), e.inner().to_string()));
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
