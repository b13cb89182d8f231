//! Chinese working days (PRE-7): weekends, public holidays and make-up workdays.

use serde::{Deserialize, Serialize};
use time::{Date, Duration, Month, Weekday};

/// The working-day calendar.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// Requirement id.
    pub id: String,
    /// Hour at which a working day's deadline falls.
    pub end_hour: u8,
    /// Published years.
    pub years: Vec<Year>,
}

/// The notice of one year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Year {
    /// Year.
    pub year: i32,
    /// The State Council's notice.
    pub source: String,
    /// Days off: `MM-DD` or `MM-DD..MM-DD`.
    pub off: Vec<String>,
    /// Make-up workdays: `MM-DD`.
    pub work: Vec<String>,
}

/// A deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline {
    /// The last day.
    pub day: Date,
    /// True if the way there crosses a year whose holidays are not published yet.
    pub provisional: bool,
}

fn month_day(year: i32, text: &str) -> Option<Date> {
    let (month, day) = text.split_once('-')?;
    Date::from_calendar_date(year, Month::try_from(month.parse::<u8>().ok()?).ok()?, day.parse().ok()?).ok()
}

impl Year {
    fn is_off(&self, day: Date) -> bool {
        self.off.iter().any(|span| {
            let (from, to) = span.split_once("..").unwrap_or((span, span));
            match (month_day(self.year, from), month_day(self.year, to)) {
                (Some(from), Some(to)) => from <= day && day <= to,
                _ => false,
            }
        })
    }

    fn is_make_up(&self, day: Date) -> bool {
        self.work.iter().any(|text| month_day(self.year, text) == Some(day))
    }
}

impl Calendar {
    /// Whether a day is a working day; the second value is false where the year is not published.
    pub fn is_working(&self, day: Date) -> (bool, bool) {
        let weekday = !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        match self.years.iter().find(|y| y.year == day.year()) {
            Some(year) => (year.is_make_up(day) || (weekday && !year.is_off(day)), true),
            None => (weekday, false),
        }
    }

    /// The day `n` working days after `from`; `from` itself does not count.
    pub fn add_working_days(&self, from: Date, n: u32) -> Deadline {
        let (mut day, mut left, mut provisional) = (from, n, false);
        while left > 0 {
            day = day.saturating_add(Duration::days(1));
            let (working, known) = self.is_working(day);
            provisional |= !known;
            left -= u32::from(working);
            if day == Date::MAX {
                break;
            }
        }
        Deadline { day, provisional }
    }

    /// The days after `from` up to `to`, each with whether it is a working day; for a strip in the console.
    pub fn days(&self, from: Date, to: Date) -> Vec<(Date, bool)> {
        let mut out = Vec::new();
        let mut day = from;
        while day < to && out.len() < 60 {
            day = day.saturating_add(Duration::days(1));
            out.push((day, self.is_working(day).0));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use crate::Policy;

    #[test]
    fn vectors_of_pre_7() {
        let calendar = Policy::builtin("default").unwrap().calendar;
        assert_eq!(calendar.is_working(date!(2026 - 02 - 14)), (true, true));
        assert_eq!(calendar.is_working(date!(2026 - 02 - 15)), (false, true));
        for (from, n, to) in [
            (date!(2026 - 02 - 13), 1, date!(2026 - 02 - 14)),
            (date!(2026 - 02 - 13), 3, date!(2026 - 02 - 25)),
            (date!(2026 - 09 - 30), 1, date!(2026 - 10 - 08)),
            (date!(2026 - 09 - 30), 3, date!(2026 - 10 - 10)),
            (date!(2026 - 04 - 30), 3, date!(2026 - 05 - 08)),
            (date!(2026 - 11 - 20), 3, date!(2026 - 11 - 25)),
        ] {
            let deadline = calendar.add_working_days(from, n);
            assert_eq!((deadline.day, deadline.provisional), (to, false), "{from} + {n}");
        }
        let mut day = date!(2026 - 01 - 01);
        let mut working = 0;
        while day.year() == 2026 {
            working += u32::from(calendar.is_working(day).0);
            day = day.next_day().unwrap();
        }
        assert_eq!(working, 248);
    }

    #[test]
    fn an_unpublished_year_makes_a_deadline_provisional() {
        let calendar = Policy::builtin("default").unwrap().calendar;
        assert!(calendar.add_working_days(date!(2026 - 12 - 30), 3).provisional);
        assert!(!calendar.add_working_days(date!(2026 - 12 - 30), 1).provisional);
    }
}
