//! From the numbered steps of an app to what delivery decides by.

use tongguan_model::release::{Gray, Step, StepKind};
use tongguan_rollout::{Exposure, Stage, State};

/// A gray share as the rollout has it.
pub(super) fn stage(gray: &Gray) -> Stage {
    Stage {
        percent_bp: u16::try_from(gray.percent_bp).unwrap_or(u16::MAX),
        regions: gray.regions.clone(),
        tiers: gray.tiers.clone(),
    }
}

/// What the steps of an app, oldest first, expose: newest release first. `Exposure::package` holds the id of the version,
/// whose package never changes.
pub(crate) fn exposures(steps: &[Step]) -> Vec<Exposure> {
    let mut out: Vec<Exposure> = Vec::new();
    for step in steps {
        let code = u64::try_from(step.code).unwrap_or_default();
        let version = step.version.as_ref().map(ToString::to_string).unwrap_or_default();
        let at = out.iter().position(|e| e.release == step.release.as_str());
        let mut fresh = |state| {
            out.push(Exposure {
                release: step.release.to_string(),
                version_code: code,
                package: version.clone(),
                retreat_code: None,
                state,
            });
        };
        match (step.kind, at) {
            (StepKind::Gray, None) => fresh(State::Rolling(stage(&step.gray))),
            (StepKind::Full | StepKind::Rollback, None) => fresh(State::Full),
            // Whoever has it keeps its code: nothing new is downloaded when a release widens.
            (StepKind::Gray, Some(i)) => out[i].state = State::Rolling(stage(&step.gray)),
            (StepKind::Full | StepKind::Rollback, Some(i)) => out[i].state = State::Full,
            (StepKind::Halt | StepKind::Abandon, Some(i)) => {
                // Abandoned after a halt: its users are back already.
                if let State::Rolling(stage) = out[i].state.clone() {
                    out[i].retreat_code = Some(code);
                    out[i].state = State::Halted(stage);
                }
            }
            // Whoever went back holds the code of the halt, so the version comes again under a higher one.
            (StepKind::Resume, Some(i)) => {
                out[i].version_code = code;
                out[i].package = version;
                out[i].retreat_code = None;
                out[i].state = State::Rolling(stage(&step.gray));
            }
            (StepKind::Halt | StepKind::Abandon | StepKind::Resume, None) => {}
        }
    }
    out.reverse();
    out
}

#[cfg(test)]
mod tests {
    use tongguan_model::{
        ids::{AccountId, AppId, ReleaseId, VersionId},
        time::Millis,
    };
    use tongguan_rollout::{Audience, Why, bucket, decide};

    use super::*;

    fn step(code: i64, release: &str, kind: StepKind, version: &str, percent_bp: u32) -> Step {
        Step {
            app: AppId::from_trusted("a"),
            code,
            release: ReleaseId::from_trusted(release),
            kind,
            version: Some(VersionId::from_trusted(version)),
            gray: Gray { percent_bp, regions: vec![], tiers: vec![] },
            reason: String::new(),
            by: AccountId::from_trusted("u"),
            at: Millis(code),
        }
    }

    /// A user whose bucket of release `r2` is inside or outside of a tenth.
    fn user(inside: bool) -> Audience {
        let user = (0..).map(|i| format!("u{i}")).find(|u| (bucket("r2", u) < 1_000) == inside).unwrap();
        Audience { user, region: None, tier: None }
    }

    fn got(steps: &[Step], inside: bool) -> (String, u64) {
        let d = decide(&exposures(steps), &user(inside)).unwrap();
        (d.package, d.version_code)
    }

    #[test]
    fn every_step_moves_the_users_that_it_should_and_codes_never_fall() {
        let mut steps = vec![step(1, "r1", StepKind::Full, "v1", 10_000)];
        let mut last = (1, 1);
        let mut now = |more: Step, inside: (&str, u64), outside: (&str, u64)| {
            steps.push(more);
            let (a, b) = (got(&steps, true), got(&steps, false));
            assert_eq!((a.0.as_str(), a.1), inside, "inside after step {}", steps.len());
            assert_eq!((b.0.as_str(), b.1), outside, "outside after step {}", steps.len());
            assert!(a.1 >= last.0 && b.1 >= last.1);
            last = (a.1, b.1);
        };
        now(step(2, "r2", StepKind::Gray, "v2", 1_000), ("v2", 2), ("v1", 1));
        now(step(3, "r2", StepKind::Halt, "v1", 1_000), ("v1", 3), ("v1", 1));
        now(step(4, "r2", StepKind::Resume, "v2", 1_000), ("v2", 4), ("v1", 1));
        now(step(5, "r2", StepKind::Halt, "v1", 1_000), ("v1", 5), ("v1", 1));
        now(step(6, "r2", StepKind::Abandon, "v1", 1_000), ("v1", 5), ("v1", 1));
        now(step(7, "r3", StepKind::Full, "v3", 10_000), ("v3", 7), ("v3", 7));
        now(step(8, "r4", StepKind::Rollback, "v1", 10_000), ("v1", 8), ("v1", 8));
    }

    #[test]
    fn whoever_has_a_version_downloads_nothing_when_it_widens_or_is_finished() {
        let mut steps = vec![
            step(1, "r1", StepKind::Full, "v1", 10_000),
            step(2, "r2", StepKind::Gray, "v2", 1_000),
            step(3, "r2", StepKind::Gray, "v2", 9_999),
        ];
        assert_eq!(got(&steps, true), ("v2".into(), 2));
        steps.push(step(4, "r2", StepKind::Full, "v2", 10_000));
        assert_eq!((got(&steps, true), got(&steps, false)), (("v2".into(), 2), ("v2".into(), 2)));
    }

    #[test]
    fn abandoning_takes_users_back_under_a_higher_code() {
        let steps = [
            step(1, "r1", StepKind::Full, "v1", 10_000),
            step(2, "r2", StepKind::Gray, "v2", 1_000),
            step(3, "r2", StepKind::Abandon, "v1", 1_000),
        ];
        let d = decide(&exposures(&steps), &user(true)).unwrap();
        assert_eq!((d.package.as_str(), d.version_code, d.why), ("v1", 3, Why::Retreat));
    }
}
