//! Reading packs and overlays; what cannot be read is refused with file, line and column.

use serde_json::Value;
use toml_edit::{Document, Item, Table, TableLike};

use crate::{Expression, Policy, words};

const DEFAULT: &str = include_str!("../../../policy/default.toml");
const WORDS: [(&str, &str); 17] = [
    ("words/superlatives.txt", include_str!("../../../policy/words/superlatives.txt")),
    ("words/sensitive.txt", include_str!("../../../policy/words/sensitive.txt")),
    ("words/allowed.txt", include_str!("../../../policy/words/allowed.txt")),
    ("words/names/prohibited.txt", include_str!("../../../policy/words/names/prohibited.txt")),
    ("words/names/allowed.txt", include_str!("../../../policy/words/names/allowed.txt")),
    ("words/names/protected.txt", include_str!("../../../policy/words/names/protected.txt")),
    ("words/names/commercial.txt", include_str!("../../../policy/words/names/commercial.txt")),
    ("words/names/places.txt", include_str!("../../../policy/words/names/places.txt")),
    ("words/names/functions.txt", include_str!("../../../policy/words/names/functions.txt")),
    ("words/names/kinds.txt", include_str!("../../../policy/words/names/kinds.txt")),
    ("words/names/noise.txt", include_str!("../../../policy/words/names/noise.txt")),
    ("words/names/tails.txt", include_str!("../../../policy/words/names/tails.txt")),
    ("words/names/forms.txt", include_str!("../../../policy/words/names/forms.txt")),
    ("words/names/weak.txt", include_str!("../../../policy/words/names/weak.txt")),
    ("words/names/contrasts.txt", include_str!("../../../policy/words/names/contrasts.txt")),
    ("words/names/soft.txt", include_str!("../../../policy/words/names/soft.txt")),
    ("words/names/brands.txt", include_str!("../../../policy/words/names/brands.txt")),
];
const WEIXIN: &str = include_str!("../../../policy/weixin-2026.toml");

/// A pack or overlay that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {reason}")]
pub struct PolicyError {
    /// File.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Why.
    pub reason: String,
}

pub(crate) fn at(file: &str, text: &str, offset: usize, reason: impl Into<String>) -> PolicyError {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |i| i + 1);
    PolicyError {
        file: file.into(),
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
        reason: reason.into(),
    }
}

pub(crate) fn builtin(name: &str) -> Result<Policy, PolicyError> {
    match name {
        "default" => pack("default.toml", &words::inline("default.toml", DEFAULT, &shipped)?),
        "weixin-2026" => pack("weixin-2026.toml", WEIXIN),
        _ => Err(at(name, "", 0, "no such pack; there are default and weixin-2026")),
    }
}

/// The lists of words that come with the program.
fn shipped(name: &str) -> Result<String, String> {
    let found = WORDS.iter().find(|(n, _)| *n == name);
    found.map(|(_, text)| (*text).to_owned()).ok_or_else(|| "no such list".into())
}

pub(crate) fn pack(file: &str, text: &str) -> Result<Policy, PolicyError> {
    let document = parse(file, text)?;
    match document.get("base").and_then(Item::as_str) {
        Some(base) if base != file => {
            let base = builtin(base)?;
            overlay(&base, file, text)
        }
        _ => checked(file, text).and_then(|()| {
            toml::from_str(text).map_err(|e| at(file, text, e.span().map_or(0, |s| s.start), e.message()))
        }),
    }
}

/// Refuses lines and expressions that nothing can be made of.
fn checked(file: &str, text: &str) -> Result<(), PolicyError> {
    words::check(file, text)?;
    let document = parse(file, text)?;
    let rows = document.get("industries").and_then(Item::as_table_like).and_then(|t| t.get("rows"));
    let inline = rows.and_then(Item::as_array).into_iter().flatten().filter_map(|v| v.as_inline_table());
    let tables = rows.and_then(Item::as_array_of_tables).into_iter().flatten();
    let all = inline.map(|t| t as &dyn TableLike).chain(tables.map(|t| t as &dyn TableLike));
    for row in all {
        let Some(needs) = row.get("needs") else { continue };
        if let Some(Err(error)) = needs.as_str().map(Expression::parse) {
            let within = needs
                .as_str()
                .unwrap_or_default()
                .chars()
                .take(error.at - 1)
                .map(char::len_utf8)
                .sum::<usize>();
            let offset = needs.span().map_or(0, |s| s.start + 1 + within);
            return Err(at(file, text, offset, format!("`needs`, {error}")));
        }
    }
    Ok(())
}

/// Entries that packs once had: what they said stands elsewhere now, and a revision that still says it can be read.
const RETIRED: [(&str, &str); 2] = [("subject", "min_dpi"), ("subject", "red_fraction_min")];

/// A stored revision, completed by the default pack where it is older than an entry.
pub(crate) fn revision(text: &str) -> Result<Policy, PolicyError> {
    let wrong = |e: serde_json::Error| PolicyError {
        file: "revision".into(),
        line: e.line(),
        column: e.column(),
        reason: e.to_string(),
    };
    let mut stored: Value = serde_json::from_str(text).map_err(wrong)?;
    for (section, entry) in RETIRED {
        if let Some(Value::Object(section)) = stored.get_mut(section) {
            section.remove(entry);
        }
    }
    complete(&mut stored, &serde_json::to_value(builtin("default")?).map_err(wrong)?);
    serde_json::from_value(stored).map_err(wrong)
}

/// Adds what is missing; what is there stays as it is.
fn complete(stored: &mut Value, from: &Value) {
    let (Value::Object(stored), Value::Object(from)) = (stored, from) else { return };
    for (key, value) in from {
        // The end of an entry's validity is the one field that may be absent on purpose.
        if key != "until" {
            complete(stored.entry(key.as_str()).or_insert_with(|| value.clone()), value);
        }
    }
}

pub(crate) fn parse(file: &str, text: &str) -> Result<Document<String>, PolicyError> {
    Document::parse(text.to_owned()).map_err(|e| at(file, text, e.span().map_or(0, |s| s.start), e.message()))
}

pub(crate) fn overlay(base: &Policy, file: &str, text: &str) -> Result<Policy, PolicyError> {
    let document = parse(file, text)?;
    checked(file, text)?;
    let mut value = serde_json::to_value(base).map_err(|e| at(file, text, 0, e.to_string()))?;
    merge(file, text, document.as_table(), &mut value, true)?;
    serde_json::from_value(value).map_err(|e| at(file, text, 0, e.to_string()))
}

/// Merges a table over the JSON of a policy: every key must be there already, with a value of the same kind.
fn merge(file: &str, text: &str, table: &Table, into: &mut Value, top: bool) -> Result<(), PolicyError> {
    for (key, item) in table {
        if top && key == "base" {
            continue;
        }
        let offset = table.key(key).and_then(|k| k.span()).or_else(|| item.span()).map_or(0, |s| s.start);
        merge_item(file, text, key, item, offset, into)?;
    }
    Ok(())
}

fn merge_item(
    file: &str,
    text: &str,
    key: &str,
    item: &Item,
    offset: usize,
    into: &mut Value,
) -> Result<(), PolicyError> {
    let fields = into.as_object_mut();
    if key == "until" && fields.as_ref().is_some_and(|o| o.contains_key("value")) {
        return match (item.as_str(), fields) {
            (Some(day), Some(entry)) => {
                entry.insert(key.into(), day.into());
                Ok(())
            }
            _ => Err(at(file, text, offset, "`until` must be text")),
        };
    }
    let Some(slot) = fields.and_then(|o| o.get_mut(key)) else {
        return Err(at(file, text, offset, format!("unknown key `{key}`")));
    };
    // A value that an overlay changes does not come from where the former one came.
    let changed = |name: &str| item.as_table_like().is_some_and(|t| t.contains_key(name));
    if let Some(source) = slot.get_mut("source")
        && changed("value")
        && !changed("source")
    {
        *source = file.into();
    }
    if let Some(table) = item.as_table() {
        return merge(file, text, table, slot, false);
    }
    if let Some(inline) = item.as_inline_table() {
        for (name, value) in inline {
            let offset =
                inline.key(name).and_then(|k| k.span()).or_else(|| value.span()).map_or(offset, |s| s.start);
            merge_item(file, text, name, &Item::Value(value.clone()), offset, slot)?;
        }
        return Ok(());
    }
    let wrapped = format!("v = {}", item.to_string().trim());
    let new = toml::from_str::<Value>(&wrapped)
        .ok()
        .and_then(|mut v| v.get_mut("v").map(Value::take))
        .ok_or_else(|| at(file, text, offset, format!("`{key}` cannot be read")))?;
    if kind(&new) != kind(slot) {
        let reason = format!("`{key}` must be {}, not {}", kind(slot), kind(&new));
        return Err(at(file, text, item.span().map_or(offset, |s| s.start), reason));
    }
    *slot = new;
    Ok(())
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a table",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_packs_load_and_survive_json() {
        for name in ["default", "weixin-2026"] {
            let policy = builtin(name).unwrap();
            assert_eq!(policy.name, name);
            assert_eq!(Policy::from_json(&policy.to_json()).unwrap(), policy);
        }
        assert_ne!(builtin("default").unwrap().digest(), builtin("weixin-2026").unwrap().digest());
    }

    /// Every number that the requirements print.
    #[test]
    fn the_default_pack_holds_the_requirements_numbers() {
        let p = builtin("default").unwrap();
        assert_eq!((*p.account.password_min_length, *p.account.activation_hours), (8, 24)); // ACC-3, ACC-5
        let days = &p.subject.review_days;
        assert_eq!((*days.individual, *days.enterprise, *days.government), ([1, 3], [3, 5], [5, 7])); // PRE-2, PRE-3, PRE-4
        assert_eq!(p.subject.image.effective_resolution.doubt, 300.0); // SUB-2
        assert_eq!(
            (*p.naming.review_days, *p.naming.cooldown_days, p.naming.cooldown_scope.as_str()),
            ([1, 3], 30, "app")
        ); // NAM-4, NAM-5
        let c = &p.certification;
        assert_eq!(
            (*c.fee_cents.enterprise, *c.fee_cents.government, *c.required.individual),
            (30_000, 0, false)
        ); // CER-1
        assert_eq!(*c.micro_payment_cents, [1, 99]); // CER-2
        assert_eq!(
            (*p.quota.uncertified_daily, *c.validity_years, *c.mini_program_fee_cents),
            (100, 1, 30_000)
        ); // CER-4, CER-5, CER-6
        assert_eq!(
            (*p.review.button_width_px, *p.review.button_height_px, *p.review.contrast_normal),
            (88.0, 32.0, 4.5)
        ); // REV-3
        assert_eq!(p.release.first_label.as_str(), "首发版本"); // VER-1
        assert_eq!(p.review.medical_label.as_str(), "非急诊服务"); // REV-2
    }

    #[test]
    fn a_revision_from_before_an_entry_was_known_still_reads() {
        let policy = builtin("weixin-2026").unwrap();
        let mut old: Value = serde_json::from_str(&policy.to_json()).unwrap();
        old["review"].as_object_mut().unwrap().remove("blocked_images");
        old["naming"]["min_units"]["value"] = 6.into();
        // Entries that went.
        old["subject"]["min_dpi"] =
            serde_json::json!({ "value": 300, "id": "SUB-2", "source": "", "from": "" });
        let read = Policy::from_json(&old.to_string()).unwrap();
        assert_eq!((*read.naming.min_units, read.review.blocked_images.len()), (6, 0));
        assert_eq!(*read.naming.cooldown_days, 0);
        assert!(Policy::from_json("{\"name\": 7}").is_err());
        assert!(Policy::from_json("[").is_err());
    }

    #[test]
    fn weixin_differs_where_it_should() {
        let p = builtin("weixin-2026").unwrap();
        assert_eq!((*p.naming.cooldown_days, *p.package.total_max_bytes), (0, 31_457_280));
        assert!(!*p.certification.required.enterprise);
        assert_eq!(*p.account.password_min_length, 8);
    }

    #[test]
    fn mistakes_are_refused_with_line_and_column() {
        let base = builtin("default").unwrap();
        let error = |text: &str| overlay(&base, "o.toml", text).unwrap_err().to_string();
        assert_eq!(error("[naming]\ncooldown = { value = 3 }\n"), "o.toml:2:1: unknown key `cooldown`");
        assert_eq!(error("[naming]\nmin_units = { valu = 3 }\n"), "o.toml:2:15: unknown key `valu`");
        assert!(error("[naming]\nmin_units = { value = \"x\" }\n").starts_with("o.toml:2:"));
        assert!(error("[naming\n").starts_with("o.toml:1:"));
        let changed = overlay(&base, "o.toml", "[naming]\nmin_units = { value = 6 }\n").unwrap();
        assert_eq!((*changed.naming.min_units, *changed.naming.max_units), (6, 30));
        assert_eq!(changed.naming.min_units.source, "o.toml");
        assert_eq!(changed.naming.max_units.source, base.naming.max_units.source);
        let dated = "[naming]\nmin_units = { value = 6, source = \"board\", from = \"2026-12-01\", until = \"2027-12-01\" }\n";
        let dated = overlay(&base, "o.toml", dated).unwrap().naming.min_units;
        assert_eq!((dated.source.as_str(), dated.until.as_deref()), ("board", Some("2027-12-01")));
        assert!(
            pack("p.toml", "name = \"x\"\nnope = 1\n").unwrap_err().to_string().starts_with("p.toml:2:1")
        );
    }
}
