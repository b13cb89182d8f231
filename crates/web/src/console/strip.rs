//! A deadline as people read it: in words, with the strip of working days: part `strip` of `ui.html`.

use time::Weekday;
use tongguan_model::{stage::StageState, text::bi, time::Millis};
use tongguan_service::revision::Pinned;

use super::shell::Shell;

/// One day of the strip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// Class.
    pub class: &'static str,
    /// Letter of the weekday.
    pub text: &'static str,
}

/// A deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Clock {
    /// Colour: far, last day, late.
    pub(super) state: StageState,
    /// How long it still takes: `剩 3 小时 28 分`.
    pub(super) left: String,
    /// The moment.
    pub(super) due: String,
    /// The days from submission to deadline.
    pub(super) cells: Vec<Cell>,
    /// Which working day of how many it is.
    pub(super) day: String,
    /// The calendar of that time is not published.
    pub(super) provisional: bool,
}

/// Which part of the queue a deadline falls into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Urgency {
    /// Over.
    Late,
    /// Today.
    Today,
    /// Tomorrow.
    Tomorrow,
    /// After that.
    Later,
}

impl Urgency {
    /// Of a deadline.
    pub(super) fn of(due: Millis, now: Millis) -> Self {
        if due < now {
            return Self::Late;
        }
        // 24:00 belongs to the day it ends.
        match (due.plus(-1).day() - now.day()).whole_days() {
            0 => Self::Today,
            1 => Self::Tomorrow,
            _ => Self::Later,
        }
    }
}

const WEEK: [(&str, &str); 7] =
    [("一", "M"), ("二", "T"), ("三", "W"), ("四", "T"), ("五", "F"), ("六", "S"), ("日", "S")];

/// Most cells of a strip; a longer way is drawn from its end.
const CELLS: usize = 14;

/// The days from submission to deadline, or to today if that is over.
pub(super) fn cells(s: &Shell, policy: &Pinned, from: Millis, due: Millis) -> Vec<Cell> {
    let (start, end, today) = (from.day(), due.plus(-1).day(), s.now.day());
    let letter = |weekday: Weekday| {
        let (zh, en) = WEEK[usize::from(weekday.number_days_from_monday())];
        s.t(zh, en)
    };
    let first = if start == today { "now" } else { "sub" };
    let mut cells = vec![Cell { class: first, text: letter(start.weekday()) }];
    for (day, working) in policy.calendar.days(start, end.max(today)) {
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        let text = match (working, weekend) {
            (false, _) => "",
            (true, true) => s.t("班", "+"),
            (true, false) => letter(day.weekday()),
        };
        let class = match day {
            _ if !working => "rest",
            d if d > end || (d == end && due < s.now) => "over",
            d if d == today => "now",
            d if d < today => "gone",
            d if d == end => "last",
            _ => "",
        };
        cells.push(Cell { class, text });
    }
    cells
}

/// The deadline of something that was handed in at `from`.
pub(super) fn clock(s: &Shell, policy: &Pinned, from: Millis, due: Millis, provisional: bool) -> Clock {
    let now = s.now;
    let working =
        policy.calendar.days(from.day(), due.plus(-1).day()).into_iter().filter(|(_, working)| *working);
    let (mut all, mut gone) = (0_i64, 0_i64);
    for (day, _) in working {
        all += 1;
        gone += i64::from(day <= now.day());
    }
    let ahead = all - gone;
    let mut cells = cells(s, policy, from, due);
    if cells.len() > CELLS {
        cells.drain(..cells.len() - CELLS);
    }
    let urgency = Urgency::of(due, now);
    let state = match urgency {
        Urgency::Late => StageState::Fail,
        Urgency::Today => StageState::Warn,
        Urgency::Tomorrow | Urgency::Later => StageState::Wait,
    };
    let left = match urgency {
        Urgency::Late => {
            bi(format!("逾期 {}", span(now.0 - due.0, true)), format!("{} late", span(now.0 - due.0, false)))
        }
        Urgency::Today => {
            bi(format!("剩 {}", span(due.0 - now.0, true)), format!("{} left", span(due.0 - now.0, false)))
        }
        _ => bi(
            format!("{ahead} 个工作日"),
            if ahead == 1 { "1 working day".to_owned() } else { format!("{ahead} working days") },
        ),
    };
    let day = if gone == 0 {
        bi(format!("今天提交，共 {all} 个工作日"), format!("submitted today, {all} working days in all"))
    } else {
        bi(format!("第 {gone} 个工作日，共 {all} 个"), format!("working day {gone} of {all}"))
    };
    Clock {
        state,
        left: left.get(s.l).to_owned(),
        due: s.due(&due),
        cells,
        day: day.get(s.l).to_owned(),
        provisional,
    }
}

/// A length of time in its two largest units.
pub(super) fn span(ms: i64, zh: bool) -> String {
    let minutes = ms / Millis::MINUTE;
    let (days, hours, minutes) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    match (zh, days, hours) {
        (true, 0, 0) => format!("{minutes} 分"),
        (true, 0, h) => format!("{h} 小时 {minutes} 分"),
        (true, d, 0) => format!("{d} 天"),
        (true, d, h) => format!("{d} 天 {h} 小时"),
        (false, 0, 0) => format!("{minutes} min"),
        (false, 0, h) => format!("{h} h {minutes} min"),
        (false, d, 0) => format!("{d} d"),
        (false, d, h) => format!("{d} d {h} h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urgency_turns_at_midnight_and_at_the_deadline() {
        let s = Shell::sample(tongguan_model::text::Lang::Zh, None);
        let (now, today) = (s.now, s.now.day());
        let at = |hour| Urgency::of(Millis::at_hour(today, hour), now);
        assert_eq!((at(14), at(18), at(24)), (Urgency::Late, Urgency::Today, Urgency::Today));
        let next = today.next_day().expect("a day");
        assert_eq!(Urgency::of(Millis::at_hour(next, 18), now), Urgency::Tomorrow);
        assert_eq!(Urgency::of(Millis::at_hour(next, 24).plus(1), now), Urgency::Later);
    }

    #[test]
    fn a_length_of_time_has_two_units() {
        assert_eq!(span(12_480_000, true), "3 小时 28 分");
        assert_eq!((span(59_000, false).as_str(), span(90_000_000, true).as_str()), ("0 min", "1 天 1 小时"));
    }
}
