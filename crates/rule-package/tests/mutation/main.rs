//! Mutation: one defect at a time is planted in a clean program. Its rule must find it at its line, and no other finding may
//! appear.

mod base;
mod behaviour;
mod hands;
mod markup;
mod plant;
mod privacy;
mod resources;
mod wording;

use std::collections::{BTreeMap, BTreeSet};

use plant::Plant;
use tongguan_policy::{Pack, Policy};
use tongguan_rule::{CheckInput, Facts, Finding, Lexicons};
use tongguan_source::Source;

/// What a developer writes about other findings is no defect of the program.
const LEFT_OUT: [&str; 1] = ["suppression"];

/// Defects of each rule.
const EACH: usize = 20;

struct Judge {
    policy: Pack,
    lexicons: Lexicons,
}

impl Judge {
    fn findings(&self, files: Vec<(String, String)>, facts: &str) -> Vec<Finding> {
        let source = Source::from_files(files);
        let facts = Facts::from_toml(facts).expect("facts");
        let input = CheckInput {
            source: &source,
            facts: &facts,
            policy: &self.policy,
            lexicons: &self.lexicons,
            today: time::macros::date!(2026 - 11 - 25),
        };
        tongguan_rule_package::check(&input).findings
    }
}

fn judge() -> Judge {
    let mut policy = Policy::builtin("default").expect("the pack");
    policy.package.main_max_bytes.value = i64::try_from(resources::MAIN).expect("small");
    policy.review.blocked_images.value = resources::blocked();
    let lexicons = Lexicons::from_policy(&policy);
    Judge { policy: policy.into(), lexicons }
}

fn place(f: &Finding) -> String {
    format!("{}:{} {} {}", f.path, f.line, f.rule, f.message.en)
}

#[test]
fn the_clean_program_is_clean() {
    let found = judge().findings(base::files(), base::FACTS);
    assert_eq!(found.iter().map(place).collect::<Vec<_>>(), [] as [String; 0]);
}

#[test]
fn planted_defects_are_found_where_they_are_and_nothing_else() {
    let plants: Vec<Plant> = [
        wording::plants(),
        markup::plants(),
        behaviour::plants(),
        privacy::plants(),
        resources::plants(),
        hands::plants(),
    ]
    .concat();
    let judge = judge();
    let planted: BTreeSet<&str> = plants.iter().map(|p| p.rule).chain(LEFT_OUT).collect();
    let all: BTreeSet<&str> = tongguan_rule_package::rules().map(|r| r.slug).collect();
    assert_eq!(planted, all, "every rule has its defects");
    let half = plants.len() / 2;
    let run = |plants: &[Plant]| -> Vec<(&'static str, Option<String>, Vec<String>)> {
        plants.iter().map(|plant| outcome(&judge, plant)).collect()
    };
    let outcomes = std::thread::scope(|scope| {
        let other = scope.spawn(|| run(&plants[half..]));
        let mut out = run(&plants[..half]);
        out.extend(other.join().expect("no panic"));
        out
    });
    let mut rules: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let (mut missed, mut elsewhere) = (Vec::new(), Vec::new());
    for (rule, miss, more) in outcomes {
        let (planted, found) = rules.entry(rule).or_default();
        *planted += 1;
        *found += usize::from(miss.is_none());
        missed.extend(miss);
        elsewhere.extend(more);
    }
    let planted: usize = rules.values().map(|(p, _)| p).sum();
    let found: usize = rules.values().map(|(_, f)| f).sum();
    let said = format!("missed:\n{}\nelsewhere:\n{}", missed.join("\n"), elsewhere.join("\n"));
    for (rule, (planted, found)) in &rules {
        assert!(*planted >= EACH, "{rule} has only {planted} defects");
        assert!(found * 100 >= planted * 95, "{rule}: {found} of {planted}\n{said}");
    }
    assert!(found * 100 >= planted * 95, "{found} of {planted}\n{said}");
    assert!(elsewhere.is_empty(), "{said}");
}

/// Whether a defect was found, and what else was.
fn outcome(judge: &Judge, plant: &Plant) -> (&'static str, Option<String>, Vec<String>) {
    let (files, (path, line)) = plant.apply(base::files());
    let text = files.iter().find(|(p, _)| *p == path).and_then(|(_, t)| t.lines().nth(line as usize - 1));
    let shown = text.unwrap_or("").trim().to_owned();
    let facts = match plant.facts.strip_prefix('=') {
        Some(facts) => facts.to_owned(),
        None => format!("{}{}", plant.facts, base::FACTS),
    };
    let found = judge.findings(files, &facts);
    let here = |f: &&Finding| f.path == path && f.line == line;
    let hit = found.iter().filter(here).any(|f| f.rule == plant.rule);
    // What concerns the program as a whole is said once more at the top.
    let top = |f: &Finding| f.rule == plant.rule && f.path == "app.json" && f.line == 1;
    let expected =
        |f: &&Finding| top(f) || (here(f) && (f.rule == plant.rule || plant.also.contains(&f.rule.as_str())));
    let more: Vec<_> = found.iter().filter(|f| !expected(f)).collect();
    let miss = (!hit).then(|| format!("{} {path}:{line} | {shown}", plant.rule));
    let more =
        more.into_iter().map(|f| format!("{} (planted {} {path}:{line} | {shown})", place(f), plant.rule));
    (plant.rule, miss, more.collect())
}
