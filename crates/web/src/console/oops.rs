//! Errors as pages, by the same table as the API's problems; and a form's errors, for the form itself.

use std::sync::Arc;

use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use tongguan_api::problem::{FieldProblem, ProblemOut};
use tongguan_model::{refusal::Who, text::bi};
use tongguan_service::Error;

use super::{
    guard,
    shell::{S, html},
    visit::Visit,
};
use crate::Problem;

/// What a handler ends with when it cannot show its page: `?` on any result of a use case gives it.
#[derive(Debug)]
pub struct Oops(pub(crate) Error);

/// What handlers return.
pub type Answer = Result<Response, Oops>;

impl<E: Into<Error>> From<E> for Oops {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Oops {
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(Arc::new(self.0));
        response
    }
}

/// A page for an error.
#[derive(Template)]
#[template(path = "oops.html")]
struct OopsPage {
    s: S,
    status: u16,
    title: String,
    trouble: Trouble,
}

fn title(s: &S, status: u16) -> String {
    let (zh, en) = match status {
        401 => ("需要登录", "Sign in first"),
        403 => ("没有权限", "Not allowed"),
        404 | 405 => ("找不到这一页", "Nothing here"),
        409 => ("现在不能这样做", "Not possible now"),
        413 => ("内容太大", "Too large"),
        422 | 400 => ("内容有误", "Something is wrong with it"),
        429 => ("次数过多", "Too many tries"),
        502..=504 => ("暂时无法完成", "Not available for the moment"),
        _ => ("系统出错", "Our fault"),
    };
    s.t(zh, en).to_owned()
}

/// Turns an error, or a bare status, into its page.
pub(super) fn page(visit: &Visit, mut response: Response) -> Response {
    let error = response.extensions_mut().remove::<Arc<Error>>().and_then(Arc::into_inner);
    let status = response.status();
    let is_html =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|v| v.as_bytes().starts_with(b"text/html"));
    let problem = match error {
        Some(error) => Problem::new(error, visit.lang()).out(),
        None if guard::bare(status) && !is_html => bare(visit, status),
        None => return response,
    };
    let (status, out) = problem;
    let retry = out.retry_after;
    let view = OopsPage {
        title: title(&visit.s, status.as_u16()),
        status: status.as_u16(),
        trouble: Trouble::new(out),
        s: visit.s.clone(),
    };
    let mut page = html(status, &view);
    if let Some(seconds) = retry {
        page.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    page
}

/// A status that an extractor answered with, without words of its own.
fn bare(visit: &Visit, status: StatusCode) -> (StatusCode, ProblemOut) {
    let (status, text) = match status {
        // A path whose parts cannot be read leads nowhere.
        StatusCode::BAD_REQUEST | StatusCode::NOT_FOUND => {
            return Problem::new(Error::NotFound("page"), visit.lang()).out();
        }
        StatusCode::PAYLOAD_TOO_LARGE => {
            (status, bi("发送的内容超过此页的上限。", "What was sent is larger than this page takes."))
        }
        StatusCode::METHOD_NOT_ALLOWED => {
            (status, bi("此地址只接收表单。", "This address only takes a form."))
        }
        StatusCode::UNPROCESSABLE_ENTITY | StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            (status, bi("无法读取表单。", "The form cannot be read."))
        }
        _ => return Problem::new(Error::internal(status), visit.lang()).out(),
    };
    (status, ProblemOut::new(status.as_u16(), "page", text.get(visit.lang())))
}

/// What is wrong with a form, to show on the form itself with the input kept.
#[derive(Debug, Clone, Default)]
pub struct Trouble {
    /// Wrong fields.
    pub fields: Vec<FieldProblem>,
    /// What is wrong with the whole, if no field is.
    pub whole: Option<ProblemOut>,
    status: u16,
}

impl Trouble {
    fn new(out: ProblemOut) -> Self {
        let status = out.status;
        if out.errors.is_empty() {
            Self { fields: Vec::new(), whole: Some(out), status }
        } else {
            Self { fields: out.errors, whole: None, status }
        }
    }

    /// What the sender of the form can mend there; any other error is a page of its own.
    pub fn of(error: Error, s: &S) -> Result<Self, Oops> {
        match error {
            Error::Invalid(_)
            | Error::Refused(_)
            | Error::TooMany { .. }
            | Error::Busy { .. }
            | Error::Stale(_) => Ok(Self::new(Problem::new(error, s.l).out().1)),
            other => Err(Oops(other)),
        }
    }

    /// Like [`Trouble::of`], but a refusal is about one field.
    pub fn at(field: &str, error: Error, s: &S) -> Result<Self, Oops> {
        let mut trouble = Self::of(error, s)?;
        if let Some(whole) = trouble.whole.take() {
            trouble.fields.push(FieldProblem {
                field: field.into(),
                code: whole.code,
                rule: whole.rule,
                detail: whole.detail,
                remedy: whole.remedy.unwrap_or_default(),
                measured: whole.measured,
                limit: whole.limit,
            });
        }
        Ok(trouble)
    }

    /// Both, so that everything that is wrong is said at once.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.fields.extend(other.fields);
        self.whole = self.whole.or(other.whole);
        self.status = self.status.max(other.status);
        self
    }

    /// Puts the name of a field before "this field is empty": the summary stands away from the field.
    #[must_use]
    pub fn named(mut self, s: &S, names: &[(&str, &str, &str)]) -> Self {
        for f in self.fields.iter_mut().filter(|f| f.code == "required") {
            if let Some((_, zh, en)) = names.iter().find(|(field, ..)| *field == f.field) {
                f.detail = format!("{}{}{}", s.t(zh, en), s.t("：", ": "), f.detail);
            }
        }
        self
    }

    /// Status of the form shown again.
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK)
    }

    /// Whether there is any.
    pub fn any(&self) -> bool {
        self.whole.is_some() || !self.fields.is_empty()
    }

    /// Whether a field is wrong.
    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|f| f.field == name)
    }

    /// What is wrong with a field.
    pub fn of_field(&self, name: &str) -> Vec<&FieldProblem> {
        self.fields.iter().filter(|f| f.field == name).collect()
    }

    /// Whether the whole was refused with this code.
    pub fn is(&self, code: &str) -> bool {
        self.whole.as_ref().is_some_and(|w| w.code == code)
    }

    /// How many fields are wrong.
    pub fn title(&self, s: &S) -> String {
        let n = self.fields.len();
        match n {
            1 => s.t("有 1 处要改。", "1 thing to mend.").to_owned(),
            n => bi(format!("有 {n} 处要改。"), format!("{n} things to mend.")).get(s.l).to_owned(),
        }
    }

    /// Who can unblock the whole.
    pub fn who(&self, s: &S) -> Option<&'static str> {
        let who = match self.whole.as_ref()?.who.as_deref()? {
            "applicant" => Who::Applicant,
            "reviewer" => Who::Reviewer,
            "operator" => Who::Operator,
            "time" => Who::Time,
            _ => Who::Nobody,
        };
        Some(s.who_name(&who))
    }
}
