//! Path and query of a request; what cannot be read is answered as a problem, like everything else.

use axum::{
    extract::{FromRequestParts, path::ErrorKind, rejection::PathRejection},
    http::request::Parts,
    response::{IntoResponse, Response},
};
use serde::de::DeserializeOwned;
use tongguan_model::{refusal::FieldError, text::bi};
use tongguan_service::Error;

use crate::{Problem, lang};

/// Parts of the path. What is no identifier names nothing: 404.
#[derive(Debug)]
pub(crate) struct Path<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(PathRejection::FailedToDeserializePathParams(why))
                if !matches!(why.kind(), ErrorKind::WrongNumberOfParameters { .. }) =>
            {
                let lang = lang::of(&parts.headers, &parts.uri);
                Err(Problem::new(Error::NotFound("identifier"), lang).into_response())
            }
            Err(fault) => Err(fault.into_response()),
        }
    }
}

/// The query, by name.
#[derive(Debug)]
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let axum::extract::Query(value) =
            axum::extract::Query::<T>::from_request_parts(parts, state).await.map_err(|why| {
                let error = FieldError::new(
                    "query",
                    "malformed",
                    "",
                    bi(format!("查询参数无法读取：{why}"), format!("The query cannot be read: {why}.")),
                    bi("请按接口文档 /api/openapi.json 修改。", "Compare with /api/openapi.json."),
                );
                Problem::new(error.into(), lang::of(&parts.headers, &parts.uri)).into_response()
            })?;
        Ok(Self(value))
    }
}
