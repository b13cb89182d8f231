//! Moments and days. A moment is epoch milliseconds; a day is a day of Asia/Shanghai (UTC+8, no summer time).

use std::fmt;

use serde::{Deserialize, Serialize};
use time::{
    Date, OffsetDateTime, UtcOffset, format_description::BorrowedFormatItem, macros::format_description,
};

use crate::text::{Bilingual, bi};

/// A day of the calendar in Asia/Shanghai.
pub type Day = Date;

const SHANGHAI: UtcOffset = match UtcOffset::from_hms(8, 0, 0) {
    Ok(o) => o,
    Err(_) => panic!("+08:00 is an offset"),
};
const DAY_FORMAT: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");
const CLOCK_FORMAT: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day] [hour]:[minute]");

/// A moment: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Millis(pub i64);

impl Millis {
    /// Milliseconds in a second.
    pub const SECOND: i64 = 1_000;
    /// Milliseconds in a minute.
    pub const MINUTE: i64 = 60_000;
    /// Milliseconds in an hour.
    pub const HOUR: i64 = 3_600_000;
    /// Milliseconds in a day.
    pub const DAY: i64 = 86_400_000;

    /// This moment plus `ms` milliseconds.
    pub const fn plus(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// The moment on Shanghai's clock.
    pub fn local(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000_000)
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
            .to_offset(SHANGHAI)
    }

    /// The day in Asia/Shanghai.
    pub fn day(self) -> Day {
        self.local().date()
    }

    /// `hour:00` of `day` in Asia/Shanghai; 24 is the end of the day.
    pub fn at_hour(day: Day, hour: u8) -> Self {
        let start = day.midnight().assume_offset(SHANGHAI).unix_timestamp() * 1_000;
        Self(start + i64::from(hour) * Self::HOUR)
    }

    /// `2026-11-24 18:00` on Shanghai's clock.
    pub fn clock(self) -> String {
        self.local().format(CLOCK_FORMAT).unwrap_or_default()
    }
}

impl fmt::Display for Millis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// `2026年11月24日`, `24 Nov 2026`.
pub fn day_words(day: Day) -> Bilingual {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (y, m, d) = (day.year(), u8::from(day.month()), day.day());
    bi(format!("{y}年{m}月{d}日"), format!("{d} {} {y}", MONTHS[usize::from(m) - 1]))
}

/// `2026-11-24`.
pub fn day_text(day: Day) -> String {
    day.format(DAY_FORMAT).unwrap_or_default()
}

/// Reads `2026-11-24`.
pub fn parse_day(s: &str) -> Option<Day> {
    Date::parse(s, DAY_FORMAT).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_turns_at_midnight_in_shanghai() {
        let before = Millis(1_790_870_399_999); // 2026-10-01T15:59:59.999Z
        assert_eq!(day_text(before.day()), "2026-10-01");
        assert_eq!(day_text(before.plus(1).day()), "2026-10-02");
        assert_eq!(Millis::at_hour(before.plus(1).day(), 0), before.plus(1));
        assert_eq!(day_words(before.day()), bi("2026年10月1日", "1 Oct 2026"));
        assert_eq!(before.plus(1).clock(), "2026-10-02 00:00");
    }
}
