//! What measures say against a policy: good, in doubt, bad, or not measured; with what to tell the applicant.

mod say;

use serde::{Deserialize, Serialize};
use tongguan_model::{
    material::{MaterialKind, Measure, MeasureKind},
    text::Bilingual,
};
use tongguan_policy::{ImageLimit, ImagePolicy};

use crate::measure::{Measured, Report, applies};

/// What a value means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Within its limit, or without one.
    Good,
    /// The picture gives no ground to say: never taken for good.
    NotMeasured,
    /// Past the first limit: the applicant is told, a reviewer looks.
    Doubt,
    /// Past the second limit.
    Bad,
}

/// One judged measure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    /// What.
    pub kind: MeasureKind,
    /// How much.
    pub value: Option<f64>,
    /// The limit it was held against: `doubt`, or `bad` where it is past that. `None` for what only informs.
    pub limit: Option<f64>,
    /// What it means.
    pub verdict: Verdict,
    /// Whether the operator lets a bad value refuse by itself.
    pub enforced: bool,
    /// Where, in pixels: left, top, width, height.
    pub place: Vec<[u32; 4]>,
    /// What is so.
    pub message: Bilingual,
    /// What to do; empty where nothing is to be done.
    pub remedy: Bilingual,
}

impl Judged {
    /// Whether the applicant is told.
    pub fn flagged(&self) -> bool {
        matches!(self.verdict, Verdict::Doubt | Verdict::Bad)
    }

    /// Whether it refuses without a person: bad, and switched on.
    pub fn refuses(&self) -> bool {
        self.verdict == Verdict::Bad && self.enforced
    }

    /// As kept with a material.
    pub fn measure(&self) -> Measure {
        let more = self.kind.more_is_better();
        Measure {
            kind: self.kind,
            value: self.value,
            at_least: self.limit.filter(|_| more),
            at_most: self.limit.filter(|_| !more),
            place: self.place.first().copied(),
        }
    }
}

/// Holds every measure of a report against its limit.
pub fn judge(report: &Report, what: MaterialKind, policy: &ImagePolicy) -> Vec<Judged> {
    let wanted = report.measures.iter().filter(|m| applies(what, m.kind));
    wanted.map(|measured| one(measured, policy)).collect()
}

/// What a value means, and the limit that says so.
pub fn verdict(kind: MeasureKind, value: Option<f64>, limit: Option<&ImageLimit>) -> (Verdict, Option<f64>) {
    let past = |value: f64, limit: f64| {
        if kind.more_is_better() { value + kind.slack() < limit } else { value > limit }
    };
    match (value, limit) {
        (None, _) => (Verdict::NotMeasured, limit.map(|l| l.doubt)),
        (Some(_), None) => (Verdict::Good, None),
        (Some(value), Some(l)) if past(value, l.bad) => (Verdict::Bad, Some(l.bad)),
        (Some(value), Some(l)) if past(value, l.doubt) => (Verdict::Doubt, Some(l.doubt)),
        (Some(_), Some(l)) => (Verdict::Good, Some(l.doubt)),
    }
}

fn one(measured: &Measured, policy: &ImagePolicy) -> Judged {
    let kind = measured.kind;
    let limit = policy.of(kind).map(|entry| entry.value);
    let (verdict, held) = verdict(kind, measured.value, limit.as_ref());
    let (message, remedy) = say::words(measured, verdict, limit.map(|l| l.doubt));
    Judged {
        kind,
        value: measured.value,
        limit: held,
        verdict,
        enforced: limit.is_some_and(|l| l.enforced),
        place: measured.place.clone(),
        message,
        remedy,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tongguan_policy::Policy;

    fn judged(kind: MeasureKind, value: Option<f64>, enforced: bool) -> Judged {
        let mut policy = Policy::builtin("default").unwrap().subject.image;
        policy.edge_width.value.enforced = enforced;
        let measured = Measured { kind, value, place: vec![[1, 2, 3, 4]], detail: None };
        one(&measured, &policy)
    }

    #[test]
    fn more_of_a_resolution_is_better_and_less_of_a_blur() {
        let verdict = |kind, value| judged(kind, Some(value), false).verdict;
        assert_eq!(verdict(MeasureKind::EffectiveResolution, 299.7), Verdict::Good);
        assert_eq!(verdict(MeasureKind::EffectiveResolution, 299.0), Verdict::Doubt);
        assert_eq!(verdict(MeasureKind::EffectiveResolution, 96.0), Verdict::Bad);
        assert_eq!(verdict(MeasureKind::EdgeWidth, 1.2), Verdict::Good);
        assert_eq!(verdict(MeasureKind::EdgeWidth, 90.0), Verdict::Bad);
    }

    #[test]
    fn one_trace_of_editing_is_a_doubt_and_three_are_bad() {
        let verdict = |traces| judged(MeasureKind::Editing, Some(traces), false).verdict;
        assert_eq!([verdict(0.0), verdict(1.0), verdict(3.0)], [Verdict::Good, Verdict::Doubt, Verdict::Bad]);
    }

    #[test]
    fn what_was_not_measured_is_never_good() {
        let judged = judged(MeasureKind::EdgeWidth, None, true);
        assert_eq!((judged.verdict, judged.refuses()), (Verdict::NotMeasured, false));
        assert!(judged.message.zh.contains("未检查"));
    }

    #[test]
    fn a_bad_value_refuses_only_where_the_operator_switched_it_on() {
        assert!(!judged(MeasureKind::EdgeWidth, Some(90.0), false).refuses());
        assert!(judged(MeasureKind::EdgeWidth, Some(90.0), true).refuses());
    }

    /// A message has value, limit and what to do, in both languages.
    #[test]
    fn every_kind_is_told_with_value_limit_and_remedy() {
        for kind in MeasureKind::ALL {
            let value = if kind.more_is_better() { 0.0 } else { 1e6 };
            let judged = judged(kind, Some(value), false);
            if judged.limit.is_none() {
                assert_eq!(judged.verdict, Verdict::Good, "{kind:?}");
                continue;
            }
            assert_eq!(judged.verdict, Verdict::Bad, "{kind:?}");
            assert!(!judged.remedy.zh.is_empty() && !judged.remedy.en.is_empty(), "{kind:?}");
            assert!(judged.message.en.contains("needs"), "{}", judged.message.en);
            assert_eq!(judged.measure().keeps(), Some(false), "{kind:?}");
        }
    }
}
