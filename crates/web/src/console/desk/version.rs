//! A version as the desk judges it: the size of its change, what it declares, and the lines that differ from what is live.

use serde::Deserialize;
use serde_json::Value;
use tongguan_model::{review::CaseState, subject::SubjectType};
use tongguan_service::desk::Dossier;

use crate::console::S;

/// One line of a difference, as `service::version` gives it.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Line {
    pub(super) old: Option<usize>,
    pub(super) new: Option<usize>,
    pub(super) text: String,
}

impl Line {
    /// Class of its row.
    pub(super) fn class(&self) -> &'static str {
        match (self.old, self.new) {
            (Some(_), Some(_)) => "",
            (Some(_), None) => "del",
            (None, _) => "add",
        }
    }

    /// Sign before it.
    pub(super) fn sign(&self) -> &'static str {
        match (self.old, self.new) {
            (Some(_), Some(_)) => "",
            (Some(_), None) => "−",
            (None, _) => "+",
        }
    }
}

/// A file that differs.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct File {
    pub(super) path: String,
    kind: String,
    before: i64,
    after: i64,
    pub(super) plus: usize,
    pub(super) minus: usize,
    pub(super) hunks: Vec<Vec<Line>>,
}

impl File {
    /// `A`, `D` or `M`.
    pub(super) fn mark(&self) -> &'static str {
        match self.kind.as_str() {
            "added" => "A",
            "removed" => "D",
            _ => "M",
        }
    }

    /// Its size: after, or before where it is gone.
    pub(super) fn bytes(&self) -> &i64 {
        if self.kind == "removed" { &self.before } else { &self.after }
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
struct Changes {
    against: Option<String>,
    files: usize,
    same: usize,
    before: i64,
    after: i64,
    list: Vec<File>,
}

/// A version.
pub(super) struct VersionPart {
    pub(super) number: String,
    pub(super) label: String,
    pub(super) description: String,
    pub(super) skipped: bool,
    /// Version that is live, if one is.
    pub(super) against: Option<String>,
    pub(super) files: usize,
    pub(super) same: usize,
    pub(super) added: usize,
    pub(super) modified: usize,
    pub(super) removed: usize,
    pub(super) bytes: i64,
    /// More or less bytes than what is live.
    pub(super) delta: i64,
    /// Facts: label and value.
    pub(super) rows: Vec<(String, String)>,
    /// Declared data: kind, purpose, place, days.
    pub(super) uses: Vec<(String, String, String, i64)>,
    /// Whether a data plan is declared at all.
    pub(super) declared: bool,
    pub(super) changed: Vec<File>,
    /// Rules or files that were not checked, with what is missing.
    pub(super) unchecked: Vec<(String, String)>,
    /// Where the package is, for who holds the case.
    pub(super) download: Option<String>,
    /// Code is shown to the holder of an open case only.
    pub(super) veiled: bool,
}

fn text(v: &Value, key: &str) -> String {
    v.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Reads what the noun gives.
pub(super) fn part(s: &S, d: &Dossier) -> VersionPart {
    let of = &d.detail;
    let package = &of["package"];
    let changes: Changes =
        of.get("changes").and_then(|c| serde_json::from_value(c.clone()).ok()).unwrap_or_default();
    let count = |mark: &str| changes.list.iter().filter(|f| f.mark() == mark).count();
    let kind = SubjectType::parse(&text(&of["subject"], "type"));
    let industry = d.policy.industries.find(&d.app.industry);
    let rows = [
        (s.t("主体", "Subject"), kind.map(|k| k.label().get(s.l).to_owned()).unwrap_or_default()),
        (
            s.t("行业", "Industry"),
            industry.map_or_else(|| d.app.industry.clone(), |i| s.t(&i.zh, &i.en).to_owned()),
        ),
        ("AppID", text(of, "appid")),
        (s.t("首页", "Entry"), text(package, "entry")),
        ("SHA-256", text(package, "sha256")),
    ];
    let plan = &of["data_plan"];
    let uses = plan.get("uses").and_then(Value::as_array).into_iter().flatten().map(|u| {
        (text(u, "kind"), text(u, "purpose"), text(u, "place"), u["keep_days"].as_i64().unwrap_or_default())
    });
    let unchecked =
        d.case.findings.get("not_checked").and_then(Value::as_array).into_iter().flatten().map(|n| {
            let path = text(n, "path");
            let rule = text(n, "rule");
            let what = if path.is_empty() { rule } else { format!("{rule} {path}") };
            (what, text(&n["why"], s.t("zh", "en")))
        });
    let holds = d.mine && d.case.state == CaseState::Open;
    VersionPart {
        number: text(of, "number"),
        label: text(of, "label"),
        description: text(of, "description"),
        skipped: of["skipped"].as_bool().unwrap_or_default(),
        files: changes
            .files
            .max(usize::try_from(package["files"].as_i64().unwrap_or_default()).unwrap_or_default()),
        same: changes.same,
        added: count("A"),
        modified: count("M"),
        removed: count("D"),
        bytes: package["unpacked"].as_i64().unwrap_or_default(),
        delta: changes.after - changes.before,
        rows: rows.into_iter().filter(|(_, v)| !v.is_empty()).map(|(k, v)| (k.to_owned(), v)).collect(),
        declared: !plan.is_null(),
        uses: uses.collect(),
        unchecked: unchecked.collect(),
        download: holds.then(|| format!("/desk/{}/package", d.case.id)),
        veiled: !holds && changes.against.is_some(),
        against: changes.against,
        changed: changes.list,
    }
}
