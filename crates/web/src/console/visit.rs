//! Who looks at a page and how: put in place by the guard, taken by handlers.

use std::{convert::Infallible, sync::Arc};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, Uri, request::Parts},
};
use subtle::ConstantTimeEq;
use tongguan_model::{actor::Actor, text::Lang};
use tongguan_service::{Ctx, session, site};

use super::{
    cookie,
    flash::Flash,
    shell::{Person, S, Shell, Theme},
};
use crate::{AppState, auth, lang};

/// One request to the console.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    /// Who.
    pub actor: Actor,
    /// The session, if signed in.
    pub session: Option<session::Current>,
    /// The shell of the page.
    pub s: S,
    /// What form tokens are derived from.
    secret: String,
    /// The anonymous half of the form token, if it is new.
    pub(super) fresh: Option<String>,
}

fn query_without_lang(uri: &Uri) -> String {
    let pairs =
        uri.query().unwrap_or_default().split('&').filter(|p| !p.is_empty() && !p.starts_with("lang="));
    pairs.collect::<Vec<_>>().join("&")
}

/// A form token with a fresh mask, so that a compressed page does not give it away byte by byte.
fn masked(ctx: &Ctx, token: &str) -> String {
    let pad = ctx.random::<16>();
    let plain = hex::decode(token).unwrap_or_default();
    let mixed: Vec<u8> = plain.iter().zip(pad).map(|(a, b)| a ^ b).collect();
    hex::encode(pad) + &hex::encode(mixed)
}

fn unmasked(text: &str) -> Option<Vec<u8>> {
    let bytes = hex::decode(text).ok()?;
    let (pad, mixed) = bytes.split_first_chunk::<16>()?;
    Some(mixed.iter().zip(pad).map(|(a, b)| a ^ b).collect())
}

impl Visit {
    /// The visit of a request. Where the database does not answer, the visitor is nobody.
    pub(super) async fn open(
        state: &AppState,
        headers: &HeaderMap,
        uri: &Uri,
    ) -> (Self, tongguan_service::Result<()>) {
        let ctx = &state.ctx;
        let lang = lang::of(headers, uri);
        let looked = look(ctx, headers, lang).await;
        let (found, result) = match looked {
            Ok(found) => (found, Ok(())),
            Err(error) => (Looked::nobody(lang), Err(error)),
        };
        let (secret, fresh) = match (&found.token, auth::cookie(headers, cookie::FORM)) {
            (Some(token), _) => (format!("session:{token}"), None),
            (None, Some(half)) if half.len() == 43 => (format!("anonymous:{half}"), None),
            (None, _) => {
                let half = ctx.token();
                (format!("anonymous:{half}"), Some(half))
            }
        };
        let shell = Shell {
            l: lang,
            theme: auth::cookie(headers, cookie::THEME).and_then(Theme::parse),
            now: ctx.now(),
            operator: ctx.config().operator_name.clone(),
            who: found.who,
            path: uri.path().to_owned(),
            query: query_without_lang(uri),
            token: masked(ctx, &ctx.keys().form_token(&secret)),
            flash: auth::cookie(headers, cookie::FLASH).and_then(|v| Flash::read(ctx, v)),
            site: found.site,
        };
        let visit = Self {
            actor: found.caller.actor,
            session: found.caller.session,
            s: Arc::new(shell),
            secret,
            fresh,
        };
        (visit, result)
    }

    /// Whether a form's token is of this session, or of this browser if nobody has signed in.
    pub(super) fn is_token(&self, ctx: &Ctx, text: &str) -> bool {
        let right = hex::decode(ctx.keys().form_token(&self.secret)).unwrap_or_default();
        unmasked(text).is_some_and(|given| given.len() == 16 && given.ct_eq(&right).into())
    }

    /// Language.
    pub(crate) fn lang(&self) -> Lang {
        self.s.l
    }
}

struct Looked {
    caller: auth::Caller,
    token: Option<String>,
    who: Option<Person>,
    site: Option<site::Site>,
}

impl Looked {
    fn nobody(lang: Lang) -> Self {
        Self { caller: auth::Caller::anonymous(lang), token: None, who: None, site: None }
    }
}

async fn look(ctx: &Ctx, headers: &HeaderMap, lang: Lang) -> tongguan_service::Result<Looked> {
    let token = auth::cookie(headers, auth::COOKIE);
    let caller = auth::identify(ctx, token, lang).await?;
    let who = match &caller.session {
        Some(current) => {
            let account = session::me(ctx, &caller.actor).await?;
            Some(Person { email: account.email, role: current.role })
        }
        None => None,
    };
    let token = token.filter(|_| who.is_some()).map(ToOwned::to_owned);
    Ok(Looked { caller, token, who, site: Some(site::facts(ctx).await?) })
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        match parts.extensions.get::<Self>() {
            Some(visit) => Ok(visit.clone()),
            None => unreachable!("every page lies behind its guard"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_query_keeps_all_but_the_language() {
        assert_eq!(query_without_lang(&"/a?x=1&lang=en&y=2".parse().unwrap()), "x=1&y=2");
        assert_eq!(query_without_lang(&"/a?lang=en".parse().unwrap()), "");
    }
}
