//! What a rule says and which numbers are in force for it: the public pages of rules, and a revision's table.

use serde_json::Value;
pub use tongguan_rule::{Group, RuleMeta, Severity};

use crate::{Ctx, Result, revision};

/// One entry of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// Where it stands: `naming.cooldown_days`.
    pub path: String,
    /// Requirement ID.
    pub id: String,
    /// Value, written for people.
    pub value: String,
    /// Where the value comes from.
    pub source: String,
    /// Holds from this day; empty where the table has no day of its own.
    pub from: String,
    /// Holds until this day.
    pub until: Option<String>,
}

/// The rules over packages.
pub fn package_rules() -> impl Iterator<Item = &'static RuleMeta> {
    tongguan_rule_package::rules()
}

/// The active policy's name, number and entries; public.
pub async fn in_force(ctx: &Ctx) -> Result<(String, i64, Vec<Number>)> {
    let policy = revision::now(ctx).await?;
    Ok((policy.name.clone(), policy.number, numbers(&policy.to_json())))
}

/// All entries of a revision's body, in the order of their paths.
pub fn numbers(body: &str) -> Vec<Number> {
    let mut out = Vec::new();
    walk(&serde_json::from_str(body).unwrap_or_default(), "", &mut out);
    out.sort_by(|a, b| a.path.cmp(&b.path));
    out
}

fn walk(v: &Value, path: &str, out: &mut Vec<Number>) {
    let Some(map) = v.as_object() else { return };
    let text = |key: &str| map.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    if map.contains_key("id") {
        let value = map.get("value").map_or_else(|| table(map), written);
        out.push(Number {
            path: path.to_owned(),
            id: text("id"),
            value,
            source: text("source"),
            from: text("from"),
            until: map.get("until").and_then(Value::as_str).map(ToOwned::to_owned),
        });
        return;
    }
    for (key, v) in map {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        walk(v, &path, out);
    }
}

/// A table of rows says how many it has.
fn table(map: &serde_json::Map<String, Value>) -> String {
    map.values().find_map(Value::as_array).map(|rows| format!("× {}", rows.len())).unwrap_or_default()
}

fn written(v: &Value) -> String {
    match v {
        Value::String(s) => s.clone(),
        Value::Array(all) if all.len() == 2 && all.iter().all(Value::is_number) => {
            format!("{} – {}", all[0], all[1])
        }
        Value::Array(all) if all.is_empty() => "—".into(),
        Value::Array(all) => all.iter().map(written).collect::<Vec<_>>().join("、"),
        Value::Object(map) => {
            map.iter().map(|(k, v)| format!("{k} {}", written(v))).collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use tongguan_model::rulebook;
    use tongguan_policy::Policy;

    use super::*;

    #[test]
    fn every_entry_and_every_rule_rests_on_a_requirement_that_is_written_down() {
        for pack in ["default", "weixin-2026"] {
            let all = numbers(&Policy::builtin(pack).expect("a pack").to_json());
            assert!(all.len() > 80, "{}", all.len());
            for n in all {
                assert!(rulebook::find(&n.id).is_some(), "{} rests on {}", n.path, n.id);
                assert!(!n.value.is_empty(), "{}", n.path);
            }
        }
        for rule in package_rules() {
            assert!(rulebook::find(rule.requirement).is_some(), "{}", rule.slug);
        }
    }

    #[test]
    fn values_are_written_for_people() {
        let body = r#"{ "a": { "b": { "value": [1, 3], "id": "X", "source": "s", "from": "2026-01-01" } } }"#;
        let all = numbers(body);
        assert_eq!(
            (all[0].path.as_str(), all[0].value.as_str(), all[0].until.clone()),
            ("a.b", "1 – 3", None)
        );
        assert_eq!(written(&serde_json::json!([{ "word": "a", "weight": 2 }])), "weight 2; word a");
    }
}
