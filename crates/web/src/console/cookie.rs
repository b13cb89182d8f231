//! The console's cookies. None is readable by script.

use axum::http::{HeaderMap, HeaderValue, header};
use tongguan_service::Ctx;

/// Theme, `light` or `dark`.
pub(super) const THEME: &str = "tg_theme";
/// Half of the form token of those who have not signed in.
pub(super) const FORM: &str = "tg_form";
/// The sentence after a redirect.
pub(super) const FLASH: &str = "tg_flash";

const YEAR: i64 = 365 * 24 * 3600;

/// A `Set-Cookie` value; `seconds` of life, `None` for until the browser closes, 0 to remove it.
pub(super) fn set(ctx: &Ctx, name: &str, value: &str, seconds: Option<i64>) -> Option<HeaderValue> {
    let secure = if ctx.config().public_url.starts_with("https://") { "; Secure" } else { "" };
    let age = seconds.map_or_else(String::new, |s| format!("; Max-Age={s}"));
    HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}")).ok()
}

/// Keeps a choice for a year.
pub(super) fn keep(ctx: &Ctx, name: &str, value: &str) -> Option<HeaderValue> {
    set(ctx, name, value, Some(YEAR))
}

/// Adds a cookie to an answer.
pub(super) fn add(headers: &mut HeaderMap, cookie: Option<HeaderValue>) {
    if let Some(cookie) = cookie {
        headers.append(header::SET_COOKIE, cookie);
    }
}
