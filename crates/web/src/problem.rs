//! Errors as `application/problem+json` (RFC 9457), in one table.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use tongguan_api::problem::{FieldProblem, ProblemOut};
use tongguan_model::text::{Lang, bi};
use tongguan_service::Error;

/// An error on its way to a client of the API.
#[derive(Debug)]
pub struct Problem {
    error: Error,
    lang: Lang,
}

impl Problem {
    /// An error in the client's language.
    pub fn new(error: Error, lang: Lang) -> Self {
        Self { error, lang }
    }

    /// The wire form and its status.
    pub fn out(&self) -> (StatusCode, ProblemOut) {
        let l = self.lang;
        let say = |zh: &str, en: &str| l.t(zh, en).to_owned();
        match &self.error {
            Error::Refused(r) => {
                let mut out = ProblemOut::new(409, &r.code, r.message.get(l));
                out.rule.clone_from(&r.rule);
                out.remedy = Some(r.remedy.get(l).to_owned());
                out.measured.clone_from(&r.measured);
                out.limit.clone_from(&r.limit);
                out.who = serde_json::to_value(r.who).ok().and_then(|v| v.as_str().map(ToOwned::to_owned));
                out.until = r.until.map(|u| u.0);
                (StatusCode::CONFLICT, out)
            }
            Error::Invalid(fields) => {
                let text =
                    bi(format!("{} 处需要修改。", fields.len()), format!("{} fields to mend.", fields.len()));
                let mut out = ProblemOut::new(422, "invalid", text.get(l));
                out.errors = fields.iter().map(|f| FieldProblem::of(f, l)).collect();
                (StatusCode::UNPROCESSABLE_ENTITY, out)
            }
            Error::NotFound(noun) => {
                let mut out = ProblemOut::new(
                    404,
                    "not-found",
                    &say("不存在，或你无权查看。", "It does not exist, or you may not see it."),
                );
                out.measured = Some((*noun).to_owned());
                (StatusCode::NOT_FOUND, out)
            }
            Error::Unauthenticated => (
                StatusCode::UNAUTHORIZED,
                ProblemOut::new(
                    401,
                    "not-signed-in",
                    &say("未登录，或登录已过期。", "Not signed in, or the session has ended."),
                ),
            ),
            Error::Forbidden(why) => (StatusCode::FORBIDDEN, ProblemOut::new(403, "forbidden", why.get(l))),
            Error::Stale(_) => {
                let mut out = ProblemOut::new(
                    409,
                    "stale",
                    &say("内容已被他人修改。", "It was changed by somebody else meanwhile."),
                );
                out.remedy = Some(say("请重新读取后再试。", "Read it again, then repeat."));
                (StatusCode::CONFLICT, out)
            }
            Error::TooMany { retry_after_seconds, what, rule, measured, limit } => {
                let mut out = ProblemOut::new(429, "too-many", what.get(l));
                out.rule = Some((*rule).to_owned());
                out.measured = Some(measured.to_string());
                out.limit = Some(limit.to_string());
                out.who = Some("time".to_owned());
                out.remedy = Some(
                    bi(
                        format!("{retry_after_seconds} 秒后再试。"),
                        format!("Try again in {retry_after_seconds} s."),
                    )
                    .get(l)
                    .to_owned(),
                );
                out.retry_after = Some(*retry_after_seconds);
                (StatusCode::TOO_MANY_REQUESTS, out)
            }
            Error::Provider { name, reason } => {
                tracing::error!(provider = name, reason, "provider failed");
                let mut out = ProblemOut::new(
                    502,
                    "provider",
                    &say(
                        "外部服务没有应答，未作任何判定。",
                        "An outside service did not answer; nothing was decided.",
                    ),
                );
                out.measured = Some((*name).to_owned());
                (StatusCode::BAD_GATEWAY, out)
            }
            Error::Busy { retry_after_seconds } => {
                let text = say("系统繁忙，未作任何处理。", "Busy; nothing was done.");
                let mut out = ProblemOut::new(503, "busy", &text);
                out.remedy = Some(
                    bi(
                        format!("{retry_after_seconds} 秒后再试。"),
                        format!("Try again in {retry_after_seconds} s."),
                    )
                    .get(l)
                    .to_owned(),
                );
                out.retry_after = Some(*retry_after_seconds);
                (StatusCode::SERVICE_UNAVAILABLE, out)
            }
            Error::Retry => (
                StatusCode::SERVICE_UNAVAILABLE,
                ProblemOut::new(503, "busy", &say("系统繁忙，请重试。", "Busy; please repeat.")),
            ),
            Error::Internal { message, at } => {
                tracing::error!(message, %at, "internal error");
                (
                    StatusCode::INTERNAL_SERVER_ERROR,
                    ProblemOut::new(
                        500,
                        "internal",
                        &say("系统出错，已记录。", "Our fault; it has been logged."),
                    ),
                )
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, out) = self.out();
        let mut response = (status, axum::Json(&out)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = out.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// Lets handlers end with `?`: turns a service error into a problem in the caller's language.
pub(crate) trait OrProblem<T> {
    /// The value, or the problem in this language.
    fn or_problem(self, lang: Lang) -> Result<T, Problem>;
}

impl<T> OrProblem<T> for tongguan_service::Result<T> {
    fn or_problem(self, lang: Lang) -> Result<T, Problem> {
        self.map_err(|error| Problem::new(error, lang))
    }
}
