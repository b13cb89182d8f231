//! Which release a user gets.

use serde::{Deserialize, Serialize};

use crate::Stage;

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audience {
    /// Stable id of the user in the host app.
    pub user: String,
    /// Region, if the host says one.
    pub region: Option<String>,
    /// Tier, if the host says one.
    pub tier: Option<String>,
}

/// How a release is exposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state", content = "stage")]
pub enum State {
    /// Open to a stage.
    Rolling(Stage),
    /// Open to everybody.
    Full,
    /// Taken back from a stage: whoever was inside may hold it already.
    Halted(Stage),
}

/// One release, as delivery sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exposure {
    /// Release id; also the salt of its buckets.
    pub release: String,
    /// Strictly increasing code under which its package is given.
    pub version_code: u64,
    /// Digest of its package.
    pub package: String,
    /// Code under which those who held a halted release are given the older package.
    pub retreat_code: Option<u64>,
    /// Exposure.
    pub state: State,
}

/// Why a user gets what it gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Open to everybody.
    Full,
    /// Inside the gray stage.
    Gray,
    /// Was inside a release that was halted: back to the older package.
    Retreat,
}

/// What a user gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Release whose package it is.
    pub release: String,
    /// Package digest.
    pub package: String,
    /// Code; never smaller than what this user was given before.
    pub version_code: u64,
    /// Why.
    pub why: Why,
}

/// What `who` gets of these releases, newest first; `None` before the first release reaches them.
pub fn decide(exposures: &[Exposure], who: &Audience) -> Option<Decision> {
    let mut retreat = None::<u64>;
    for e in exposures {
        let why = match &e.state {
            State::Full => Why::Full,
            State::Rolling(stage) if stage.admits(&e.release, who) => Why::Gray,
            State::Rolling(_) => continue,
            State::Halted(stage) => {
                if stage.admits(&e.release, who) {
                    retreat = retreat.max(e.retreat_code);
                }
                continue;
            }
        };
        let (version_code, why) = match retreat {
            Some(code) if code > e.version_code => (code, Why::Retreat),
            _ => (e.version_code, why),
        };
        return Some(Decision { release: e.release.clone(), package: e.package.clone(), version_code, why });
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What an operator does to the newest release.
    #[derive(Debug, Clone)]
    enum Act {
        New(u16),
        Widen(u16),
        Finish,
        Halt,
    }

    fn act() -> impl Strategy<Value = Act> {
        prop_oneof![
            3 => (1u16..10_000).prop_map(Act::New),
            3 => (0u16..5_000).prop_map(Act::Widen),
            1 => Just(Act::Finish),
            1 => Just(Act::Halt),
        ]
    }

    /// Newest first; a new release may only begin when the former one is not rolling, as the service has it.
    fn apply(releases: &mut Vec<Exposure>, code: &mut u64, act: &Act) {
        let newest = releases.first_mut();
        match (act, newest.map(|e| (e.state.clone(), e))) {
            (Act::New(share), found) if !matches!(found, Some((State::Rolling(_), _))) => {
                *code += 1;
                let stage = Stage { percent_bp: *share, regions: vec![], tiers: vec![] };
                let state = if releases.is_empty() { State::Full } else { State::Rolling(stage) };
                releases.insert(
                    0,
                    Exposure {
                        release: format!("r{code}"),
                        version_code: *code,
                        package: format!("p{code}"),
                        retreat_code: None,
                        state,
                    },
                );
            }
            (Act::Widen(by), Some((State::Rolling(stage), e))) => {
                let percent_bp = (stage.percent_bp + by).min(10_000);
                e.state = State::Rolling(Stage { percent_bp, ..stage });
            }
            (Act::Finish, Some((State::Rolling(_), e))) => e.state = State::Full,
            (Act::Halt, Some((State::Rolling(stage), e))) => {
                *code += 1;
                e.retreat_code = Some(*code);
                e.state = State::Halted(stage);
            }
            _ => {}
        }
    }

    proptest! {
        /// The code that a user is given never falls, whatever the operator does; a user inside stays inside while
        /// the release only widens.
        #[test]
        fn codes_never_fall_and_nobody_drops_out(acts in prop::collection::vec(act(), 1..40)) {
            let users: Vec<_> = (0..200)
                .map(|i| Audience { user: format!("u{i}"), region: None, tier: None })
                .collect();
            let (mut releases, mut code) = (Vec::new(), 0);
            let mut last: Vec<Option<Decision>> = vec![None; users.len()];
            for act in &acts {
                apply(&mut releases, &mut code, act);
                for (user, before) in users.iter().zip(&mut last) {
                    let now = decide(&releases, user);
                    prop_assert_eq!(&now, &decide(&releases, user));
                    if let (Some(b), Some(n)) = (before.as_ref(), now.as_ref()) {
                        prop_assert!(n.version_code >= b.version_code, "{:?} then {:?}", b, n);
                        if n.version_code == b.version_code {
                            prop_assert_eq!(&n.package, &b.package, "one code is one package");
                        }
                    }
                    prop_assert!(before.is_none() || now.is_some());
                    *before = now;
                }
            }
        }
    }

    #[test]
    fn a_halt_sends_back_only_those_inside() {
        let stage = Stage { percent_bp: 5_000, regions: vec![], tiers: vec![] };
        let releases = [
            Exposure {
                release: "new".into(),
                version_code: 2,
                package: "b".into(),
                retreat_code: Some(3),
                state: State::Halted(stage.clone()),
            },
            Exposure {
                release: "old".into(),
                version_code: 1,
                package: "a".into(),
                retreat_code: None,
                state: State::Full,
            },
        ];
        for i in 0..100 {
            let who = Audience { user: format!("u{i}"), region: None, tier: None };
            let got = decide(&releases, &who).unwrap();
            let inside = stage.admits("new", &who);
            assert_eq!((got.package.as_str(), got.version_code), ("a", if inside { 3 } else { 1 }));
            assert_eq!(got.why == Why::Retreat, inside);
        }
    }
}
