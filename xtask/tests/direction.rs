//! Crates depend on each other in one direction only (docs/ARCHITECTURE.md), and pure crates on nothing impure.

use std::collections::BTreeMap;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

/// Which crates of ours a crate may use, in code that ships.
const ALLOWED: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("text", &["model"]),
    ("image", &["model", "policy"]),
    ("image-samples", &[]),
    ("ledger", &["model"]),
    ("rollout", &["model"]),
    ("policy", &["model", "text"]),
    ("source", &["model"]),
    ("rule", &["model", "policy", "source", "text"]),
    ("rule-package", &["model", "policy", "source", "text", "image", "rule"]),
    ("rule-subject", &["model", "policy", "text", "rule"]),
    ("api", &["model"]),
    ("store", &["model"]),
    (
        "service",
        &[
            "model",
            "policy",
            "source",
            "text",
            "image",
            "ledger",
            "rollout",
            "rule",
            "rule-package",
            "rule-subject",
            "store",
        ],
    ),
    ("web", &["model", "api", "service"]),
    (
        "cli",
        &[
            "model",
            "policy",
            "source",
            "text",
            "image",
            "ledger",
            "rule",
            "rule-package",
            "rule-subject",
            "api",
            "store",
            "service",
            "web",
        ],
    ),
    ("testkit", &["model", "policy", "image", "source", "store", "service", "web", "api"]),
    ("xtask", &[]),
];

const PURE: &[&str] = &[
    "model",
    "policy",
    "source",
    "text",
    "image",
    "ledger",
    "rollout",
    "rule",
    "rule-package",
    "rule-subject",
];

/// What a pure crate cannot use, directly.
const IMPURE: &[&str] = &[
    "tokio",
    "sqlx",
    "axum",
    "reqwest",
    "rand",
    "rand_chacha",
    "getrandom",
    "uuid",
    "tracing",
    "object_store",
    "lettre",
];

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"))
        .no_deps()
        .exec()
        .expect("cargo metadata")
}

fn short(name: &str) -> &str {
    if name == "tongguan" { "cli" } else { name.strip_prefix("tongguan-").unwrap_or(name) }
}

/// Dependencies in shipped code of every crate of the workspace.
fn graph() -> BTreeMap<String, Vec<String>> {
    metadata()
        .packages
        .iter()
        .map(|p| {
            let uses = p.dependencies.iter().filter(|d| d.kind == DependencyKind::Normal);
            (short(p.name.as_str()).to_owned(), uses.map(|d| d.name.clone()).collect())
        })
        .collect()
}

fn is_ours(name: &str) -> bool {
    name == "tongguan" || name.starts_with("tongguan-") || name == "xtask"
}

#[test]
fn every_crate_is_in_the_table_and_uses_only_what_is_below_it() {
    let graph = graph();
    let known: BTreeMap<_, _> = ALLOWED.iter().copied().collect();
    let names: Vec<_> = graph.keys().map(String::as_str).collect();
    let mut expected: Vec<_> = known.keys().copied().collect();
    expected.sort_unstable();
    assert_eq!(names, expected);
    for (name, uses) in &graph {
        for used in uses.iter().filter(|u| is_ours(u)) {
            assert!(known[name.as_str()].contains(&short(used)), "{name} must not use {used}");
        }
    }
}

#[test]
fn pure_crates_use_no_runtime_network_database_clock_or_randomness() {
    let graph = graph();
    for name in PURE {
        for used in &graph[*name] {
            assert!(!IMPURE.contains(&used.as_str()), "{name} is pure and must not use {used}");
        }
    }
}

#[test]
fn only_store_speaks_sql_and_only_web_speaks_http() {
    for (name, uses) in graph() {
        let has = |what: &str| uses.iter().any(|u| u == what);
        assert!(!has("sqlx") || matches!(name.as_str(), "store" | "testkit"), "{name} uses sqlx");
        assert!(!has("axum") || matches!(name.as_str(), "web" | "testkit"), "{name} uses axum");
    }
}
