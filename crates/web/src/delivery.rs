//! `/delivery/v1/{appid}/…`: what host apps ask. Public, and open to every origin: a package of a released version is not
//! a secret, and nothing here reads a cookie or a token.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use tongguan_api::{problem::ProblemOut, release::ManifestOut};
use tongguan_model::text::{Bilingual, Lang, bi};
use tongguan_service::delivery::{self, Absent, Ask};

use crate::{
    AppState, Problem,
    auth::Caller,
    extract::{Path, Query},
    range::{self, Part},
    route::{Access, Route},
};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/delivery/v1/{appid}/manifest.json", Access::Public, manifest)
            .about("The update manifest for a user of a host app, as dimina reads it")
            .param("user", "stable id of the user in the host app; without one no partial share admits")
            .param("region", "region of the user")
            .param("tier", "tier of the user")
            .gives::<ManifestOut>(),
        Route::get("/delivery/v1/{appid}/packages/{package}", Access::Public, package)
            .about("A released package by its digest: `<sha256>.zip`")
            .gives_bytes("application/zip"),
    ]
}

/// Who asks.
#[derive(Debug, Deserialize)]
pub(crate) struct Question {
    #[serde(default)]
    user: String,
    region: Option<String>,
    tier: Option<String>,
}

impl From<Question> for Ask {
    fn from(q: Question) -> Self {
        Self { user: q.user, region: q.region, tier: q.tier }
    }
}

/// Stable code of why nothing is given.
pub(crate) const fn code(absent: Absent) -> &'static str {
    match absent {
        Absent::Unknown => "app-unknown",
        Absent::Frozen => "frozen",
        Absent::Nothing => "nothing-released",
        Absent::NotReached => "not-reached",
        Absent::NoPackage => "package-unknown",
    }
}

/// What is so, in a sentence.
pub(crate) fn say(absent: Absent) -> Bilingual {
    match absent {
        Absent::Unknown => bi("没有此 AppID 的小程序。", "No mini program has this AppID."),
        Absent::Frozen => {
            bi("此小程序已被冻结，不再下发。", "This mini program is frozen; nothing is delivered.")
        }
        Absent::Nothing => {
            bi("此小程序没有开放任何版本。", "No version of this mini program is open to anybody.")
        }
        Absent::NotReached => {
            bi("已发布的版本尚未开放给此用户。", "What is released is not open to this user yet.")
        }
        Absent::NoPackage => {
            bi("此小程序没有发布过这个代码包。", "This mini program never released such a package.")
        }
    }
}

/// A problem, or nothing given, as an answer to a host app.
fn absent(absent: Absent, lang: Lang) -> Response {
    let status = if absent == Absent::Frozen { StatusCode::GONE } else { StatusCode::NOT_FOUND };
    let out = ProblemOut::new(status.as_u16(), code(absent), say(absent).get(lang));
    let mut response = (status, axum::Json(&out)).into_response();
    let media = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(header::CONTENT_TYPE, media);
    response
}

/// Every origin may read the answer.
fn open(mut response: Response) -> Response {
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

async fn manifest(
    State(state): State<AppState>,
    caller: Caller,
    Path(appid): Path<String>,
    Query(question): Query<Question>,
) -> Response {
    open(match delivery::manifest(&state.ctx, &appid, &question.into()).await {
        Err(error) => Problem::new(error, caller.lang).into_response(),
        Ok(Err(why)) => absent(why, caller.lang),
        Ok(Ok(m)) => axum::Json(ManifestOut {
            app_id: m.appid,
            name: m.name,
            path: m.path,
            version_code: m.version_code,
            version_name: m.version_name,
            package_url: m.package_url,
            sha256: m.sha256,
            size: m.bytes,
        })
        .into_response(),
    })
}

async fn package(
    State(state): State<AppState>,
    caller: Caller,
    headers: HeaderMap,
    Path((appid, name)): Path<(String, String)>,
) -> Response {
    let digest =
        name.strip_suffix(".zip").filter(|d| d.len() == 64 && d.bytes().all(|b| b.is_ascii_hexdigit()));
    let Some(digest) = digest else { return open(absent(Absent::NoPackage, caller.lang)) };
    let bytes = match delivery::bytes(&state.ctx, &appid, digest).await {
        Err(error) => return open(Problem::new(error, caller.lang).into_response()),
        Ok(Err(why)) => return open(absent(why, caller.lang)),
        Ok(Ok(bytes)) => bytes,
    };
    let etag = format!("\"{digest}\"");
    let known = headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(','))
        .any(|v| v.trim().trim_start_matches("W/") == etag);
    let length = bytes.len();
    let (mut response, range) = match range::part(&headers, &etag, length) {
        _ if known => (StatusCode::NOT_MODIFIED.into_response(), None),
        Part::Whole => (bytes.into_response(), None),
        Part::Bytes(part) => {
            let range = format!("bytes {}-{}/{length}", part.start, part.end - 1);
            ((StatusCode::PARTIAL_CONTENT, bytes.slice(part)).into_response(), Some(range))
        }
        Part::Outside => {
            let length = [(header::CONTENT_RANGE, format!("bytes */{length}"))];
            return open((StatusCode::RANGE_NOT_SATISFIABLE, length).into_response());
        }
    };
    let out = response.headers_mut();
    // Content-Length comes from the body.
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    out.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    for (name, value) in [(header::ETAG, Some(etag)), (header::CONTENT_RANGE, range)] {
        if let Some(value) = value.and_then(|v| HeaderValue::from_str(&v).ok()) {
            out.insert(name, value);
        }
    }
    open(response)
}
