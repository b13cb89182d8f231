//! Who is calling: a bearer token on the API, a cookie on the console; never the other way round, so that a
//! foreign page cannot make a browser call the API.

use std::convert::Infallible;

use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use tongguan_model::{
    actor::{Actor, PlatformRole},
    text::Lang,
};
use tongguan_service::{Ctx, Error, session};

use crate::{AppState, Problem, lang, route::Access};

/// Name of the console's session cookie.
pub(crate) const COOKIE: &str = "tg_session";

/// The value of a cookie.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// The bearer token of a request.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ").map(str::trim)
}

/// The caller of an API route, put in place by [`guard`].
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    /// Who.
    pub actor: Actor,
    /// The session, if one is signed in.
    pub session: Option<session::Current>,
    /// Language of messages.
    pub lang: Lang,
}

impl Caller {
    /// Nobody.
    pub(crate) fn anonymous(lang: Lang) -> Self {
        Self { actor: Actor::Anonymous, session: None, lang }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let lang = lang::of(&parts.headers, &parts.uri);
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_else(|| Self::anonymous(lang)))
    }
}

/// The caller behind a token; an unknown or ended one is nobody.
pub(crate) async fn identify(ctx: &Ctx, token: Option<&str>, lang: Lang) -> Result<Caller, Error> {
    let Some(token) = token else { return Ok(Caller::anonymous(lang)) };
    Ok(match session::of_token(ctx, token).await? {
        Some(current) => Caller { actor: current.actor(), session: Some(current), lang },
        None => Caller::anonymous(lang),
    })
}

/// Lets a request of an API route through if its access rule does.
pub(crate) async fn guard(
    State((state, access)): State<(AppState, Access)>,
    mut request: Request,
    next: Next,
) -> Response {
    let lang = lang::of(request.headers(), request.uri());
    let caller = match identify(&state.ctx, bearer(request.headers()), lang).await {
        Ok(caller) => caller,
        Err(error) => return Problem::new(error, lang).into_response(),
    };
    if let Err(error) = admit(access, &caller.actor) {
        return Problem::new(error, lang).into_response();
    }
    request.extensions_mut().insert(caller);
    next.run(request).await
}

/// Whether an access rule admits an actor.
pub(crate) fn admit(access: Access, actor: &Actor) -> Result<(), Error> {
    let role = match access {
        Access::Public | Access::Key => return Ok(()),
        _ => actor.role().ok_or(Error::Unauthenticated)?,
    };
    let ok = match access {
        Access::Public | Access::Key | Access::Account => true,
        Access::Applicant => role == PlatformRole::Applicant,
        Access::Reviewer => role == PlatformRole::Reviewer,
        Access::Operator => role == PlatformRole::Operator,
        Access::Staff => role != PlatformRole::Applicant,
    };
    if ok { Ok(()) } else { Err(Error::forbidden()) }
}
