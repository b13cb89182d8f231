//! Interface language of a request: `?lang=`, then the cookie, then `Accept-Language`, else Chinese.

use axum::http::{HeaderMap, Uri, header};
use tongguan_model::text::Lang;

/// Name of the cookie that keeps the choice.
pub(crate) const COOKIE: &str = "tg_lang";

/// The language of a request.
pub(crate) fn of(headers: &HeaderMap, uri: &Uri) -> Lang {
    if let Some(lang) = from_query(uri) {
        return lang;
    }
    if let Some(value) = crate::auth::cookie(headers, COOKIE) {
        return parse(value).unwrap_or_default();
    }
    let accept = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    accept.split(',').find_map(|part| parse(part.trim())).unwrap_or_default()
}

/// The language asked for in the query, if any.
pub(crate) fn from_query(uri: &Uri) -> Option<Lang> {
    uri.query()?.split('&').find_map(|pair| parse(pair.strip_prefix("lang=")?))
}

fn parse(tag: &str) -> Option<Lang> {
    match tag.get(..2)?.to_ascii_lowercase().as_str() {
        "zh" => Some(Lang::Zh),
        "en" => Some(Lang::En),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn query_beats_cookie_beats_header() {
        let mut headers = HeaderMap::new();
        let plain: Uri = "/".parse().unwrap();
        assert_eq!(of(&headers, &plain), Lang::Zh);
        headers.insert(header::ACCEPT_LANGUAGE, "fr, en-GB;q=0.8, zh".parse().unwrap());
        assert_eq!(of(&headers, &plain), Lang::En);
        headers.insert(header::COOKIE, "a=b; tg_lang=zh".parse().unwrap());
        assert_eq!(of(&headers, &plain), Lang::Zh);
        assert_eq!(of(&headers, &"/?x=1&lang=en".parse().unwrap()), Lang::En);
    }
}
