//! Riding out a restart of the server: what is sent again, how long, and how a step that was done is recognised although
//! its answer was lost.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use serde_json::Value;

use super::client::{Answer, Who};

/// Pause after the first failure; each further one doubles it, up to [`LONGEST`].
const FIRST: Duration = Duration::from_millis(50);
const LONGEST: Duration = Duration::from_secs(1);

/// How one sending ended.
#[derive(Debug)]
pub(super) enum Sent {
    /// Answered.
    Answered(Answer),
    /// The server is away or said that it could not; worth another try.
    Lost {
        /// Why, for the line.
        why: String,
        /// Surely not done: no connection, or the server said so.
        undone: bool,
        /// When the server asks to come again.
        after: Option<Duration>,
    },
}

impl Sent {
    /// A request that was not answered.
    pub(super) fn lost(error: reqwest::Error) -> Self {
        // The line names the address already.
        let error = error.without_url();
        let mut why = error.to_string();
        let mut cause = std::error::Error::source(&error);
        while let Some(inner) = cause {
            why = format!("{why}: {inner}");
            cause = inner.source();
        }
        Self::Lost { why, undone: error.is_connect(), after: None }
    }

    /// An answer of the server; of its own faults only "busy" says that nothing was done.
    pub(super) fn answered(answer: Answer, after: Option<Duration>) -> Self {
        match answer.status {
            500.. => Self::Lost {
                why: format!(
                    "answered with {} {}",
                    answer.status,
                    answer.json["detail"].as_str().unwrap_or_default()
                ),
                undone: answer.status == 503,
                after,
            },
            _ => Self::Answered(answer),
        }
    }
}

/// How long a step goes on trying.
#[derive(Debug)]
pub(super) struct Patience {
    whole: Duration,
    since: Option<Instant>,
    pause: Duration,
}

impl Patience {
    /// For one step.
    pub(super) fn new(whole: Duration) -> Self {
        Self { whole, since: None, pause: FIRST }
    }

    /// Waits before the next try, or gives up.
    pub(super) async fn wait(&mut self, step: &str, why: &str, after: Option<Duration>) -> Result<()> {
        let first = self.since.is_none();
        let left = self.whole.saturating_sub(self.since.get_or_insert_with(Instant::now).elapsed());
        if left.is_zero() {
            bail!("{step}: {why}");
        }
        if first {
            println!("    {step}: {why}; trying again for {} s", self.whole.as_secs_f64());
        }
        let pause = after.unwrap_or(self.pause);
        self.pause = (self.pause * 2).min(LONGEST);
        tokio::time::sleep(pause.min(left)).await;
        Ok(())
    }
}

/// Where to see whether a step was done that must not be done twice.
pub(super) struct Look<'a> {
    /// Who looks.
    pub who: &'a Who,
    /// Where.
    pub path: String,
    /// What the step would have answered, if it shows that the step was done.
    pub find: &'a dyn Fn(&Value) -> Option<Value>,
}

/// The first of a list whose field has this value.
pub(super) fn row(list: &Value, field: &str, value: &str) -> Option<Value> {
    list.as_array()?.iter().find(|row| row[field] == value).cloned()
}

/// The whole, if its field has this value.
pub(super) fn at(json: &Value, field: &str, value: &str) -> Option<Value> {
    (json[field] == value).then(|| json.clone())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn answer(status: u16) -> Sent {
        Sent::answered(Answer { status, json: json!({ "detail": "why" }), bytes: Vec::new() }, None)
    }

    /// A refusal is an answer; a fault of the server is worth another try, and may have been done unless it was busy.
    #[test]
    fn what_is_worth_another_try() {
        for status in [200, 404, 409, 429] {
            assert!(matches!(answer(status), Sent::Answered(_)), "{status}");
        }
        for (status, surely) in [(500, false), (502, false), (503, true), (504, false)] {
            assert!(matches!(answer(status), Sent::Lost { undone, .. } if undone == surely), "{status}");
        }
    }

    /// Without patience the first failure ends the step; with some it ends when that is used up.
    #[tokio::test]
    async fn patience_ends() {
        let mut none = Patience::new(Duration::ZERO);
        assert_eq!(none.wait("GET /", "gone", None).await.unwrap_err().to_string(), "GET /: gone");
        let mut some = Patience::new(Duration::from_millis(120));
        let start = Instant::now();
        while some.wait("GET /", "gone", None).await.is_ok() {}
        assert!(start.elapsed() >= Duration::from_millis(120), "{:?}", start.elapsed());
        assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    }

    /// A step counts as done only where its own trace is found.
    #[test]
    fn a_trace_is_found_by_its_field() {
        let list = json!([{ "id": "a", "name": "x" }, { "id": "b", "name": "y" }]);
        assert_eq!(row(&list, "name", "y").unwrap()["id"], "b");
        assert_eq!((row(&list, "name", "z"), row(&json!({}), "name", "y")), (None, None));
        assert_eq!(at(&json!({ "state": "passed" }), "state", "passed").unwrap()["state"], "passed");
        assert_eq!(at(&json!({ "state": "open" }), "state", "passed"), None);
    }
}
