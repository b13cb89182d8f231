//! The real clock. Everything else takes the time from here, through `Ctx` or an argument.

use std::time::{SystemTime, UNIX_EPOCH};

use tongguan_model::time::Millis;

/// Now.
pub(crate) fn now() -> Millis {
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// Today in Asia/Shanghai.
pub(crate) fn today() -> time::Date {
    now().day()
}
