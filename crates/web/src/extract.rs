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

/// A value of the query that has a list of choices; absent or empty is none, and a misspelt one is no other question.
pub(crate) fn choice<T: Copy>(
    name: &str,
    value: &str,
    choices: &[T],
    say: impl Fn(T) -> &'static str,
) -> Result<Option<T>, Error> {
    if value.is_empty() {
        return Ok(None);
    }
    let found = choices.iter().copied().find(|c| say(*c) == value);
    found.map(Some).ok_or_else(|| {
        let all: Vec<_> = choices.iter().map(|c| say(*c)).collect();
        FieldError::new(
            name,
            "unknown-value",
            "",
            bi("没有这个取值。", "There is no such value."),
            bi(format!("请用：{}。", all.join("、")), format!("Use one of: {}.", all.join(", "))),
        )
        .measured(value, all.join(", "))
        .into()
    })
}

/// Most rows of one answer.
const MOST: i64 = 500;

/// How many rows are asked for.
pub(crate) fn rows(limit: Option<i64>) -> Result<i64, Error> {
    match limit {
        None => Ok(100),
        Some(n) if (1..=MOST).contains(&n) => Ok(n),
        Some(n) => Err(FieldError::new(
            "limit",
            "out-of-range",
            "",
            bi(format!("须在 1 至 {MOST} 之间。"), format!("It must be 1 to {MOST}.")),
            bi("请修改 limit，或省略。", "Change limit, or leave it out."),
        )
        .measured(n, format!("1–{MOST}"))
        .into()),
    }
}
