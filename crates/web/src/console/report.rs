//! A report of the rules as pages show it: the applicant's check and the desk's case look the same.

use serde_json::Value;
use tongguan_model::text::{Lang, bi};
use tongguan_service::{Result, package};

use super::shell::S;

/// A line of code around a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// Line number.
    pub line: u32,
    /// Its text.
    pub text: String,
}

/// A finding.
#[derive(Debug, Clone)]
pub struct Found {
    /// State class, also the shape.
    pub state: &'static str,
    /// Word for it.
    pub word: &'static str,
    /// What is so.
    pub message: String,
    /// Slug of the rule.
    pub rule: String,
    /// Requirement.
    pub clause: String,
    /// `file:line:column`.
    pub at: String,
    /// The line, if it has one.
    pub code: Option<Code>,
    /// Measured value.
    pub measured: Option<String>,
    /// Limit.
    pub limit: Option<String>,
    /// What to do.
    pub fix: String,
    /// Other places: `file:line` and what is there.
    pub related: Vec<(String, String)>,
}

/// Findings of one family of rules.
#[derive(Debug, Clone)]
pub struct Family {
    /// Anchor.
    pub id: &'static str,
    /// Name.
    pub name: &'static str,
    /// State of its worst finding.
    pub state: &'static str,
    /// Findings, the worst first.
    pub found: Vec<Found>,
}

/// What could not be judged.
#[derive(Debug, Clone)]
pub struct Unchecked {
    /// Slug of the rule.
    pub rule: String,
    /// File, if it is about one.
    pub path: Option<String>,
    /// What is missing.
    pub why: String,
}

/// A whole report.
#[derive(Debug, Clone)]
pub struct View {
    /// State class of the verdict.
    pub state: &'static str,
    /// The verdict.
    pub title: String,
    /// What follows from it.
    pub then: &'static str,
    /// Errors.
    pub errors: u64,
    /// Warnings.
    pub warnings: u64,
    /// Places for a person.
    pub person: u64,
    /// Notes.
    pub info: u64,
    /// Not checked.
    pub unchecked_count: u64,
    /// Rules that found nothing, of all that ran.
    pub clean: usize,
    /// All rules.
    pub rules: usize,
    /// Families with findings.
    pub families: Vec<Family>,
    /// What could not be judged.
    pub unchecked: Vec<Unchecked>,
    /// Pack and digests of the input, by name.
    pub inputs: Vec<(&'static str, String)>,
}

fn family(s: &S, group: &str) -> (&'static str, &'static str) {
    match group {
        "content" => ("g-content", s.t("内容", "Content")),
        "function" => ("g-function", s.t("功能", "Function")),
        "interface" => ("g-interface", s.t("界面", "Interface")),
        "privacy" => ("g-privacy", s.t("隐私", "Privacy")),
        "network" => ("g-network", s.t("网络", "Network")),
        "structure" => ("g-structure", s.t("结构", "Structure")),
        "version" => ("g-version", s.t("版本", "Version")),
        _ => ("g-other", s.t("其他", "Other")),
    }
}

/// Rank, class and word of a severity; the lowest rank is the worst.
fn weight(s: &S, severity: &str) -> (u8, &'static str, &'static str) {
    match severity {
        "error" => (0, "fail", s.t("错误", "Error")),
        "needs_person" => (1, "person", s.t("需人工", "Needs a person")),
        "warning" => (2, "warn", s.t("警告", "Warning")),
        _ => (3, "info", s.t("提示", "Note")),
    }
}

/// A stored report; `None` before a check.
pub fn view(s: &S, stored: &Value) -> Result<Option<View>> {
    let Some(report) = package::report(stored)? else { return Ok(None) };
    let blocks = report.blocks();
    let sum = report.summary;
    let mut families: Vec<(u8, Family)> = Vec::new();
    let known = report.suppressed.iter().map(|k| (&k.finding, Some(&k.reason)));
    for (f, reason) in report.findings.iter().map(|f| (f, None)).chain(known) {
        let group = package::rules().find(|m| m.slug == f.rule).map_or("", |m| m.group.as_str());
        let (id, name) = family(s, group);
        let (rank, state, word) = weight(s, f.severity.as_str());
        let place = if f.line == 0 { f.path.clone() } else { format!("{}:{}:{}", f.path, f.line, f.column) };
        let found = Found {
            state,
            word,
            message: match reason {
                None => s.say(&f.message).to_owned(),
                // Never hidden: the developer's reason stands beside it.
                Some(why) => format!(
                    "{} {}{why}",
                    s.say(&f.message),
                    s.t("开发者忽略，原因：", "Suppressed by the developer: ")
                ),
            },
            rule: f.rule.clone(),
            clause: f.clause.clone(),
            at: place,
            code: (!f.snippet.trim().is_empty()).then(|| Code { line: f.line, text: f.snippet.clone() }),
            measured: f.measured.clone(),
            // A rule without a limit says so with a dash.
            limit: f.limit.clone().filter(|l| l != "—"),
            fix: s.say(&f.fix).to_owned(),
            related: f.related.iter().map(|r| (format!("{}:{}", r.path, r.line), r.note.clone())).collect(),
        };
        match families.iter_mut().find(|(_, g)| g.id == id) {
            Some((worst, g)) => {
                if rank < *worst {
                    (*worst, g.state) = (rank, state);
                }
                g.found.push(found);
            }
            None => families.push((rank, Family { id, name, state, found: vec![found] })),
        }
    }
    families.sort_by_key(|(rank, _)| *rank);
    for (_, g) in &mut families {
        g.found.sort_by_key(|f| ["fail", "person", "warn", "info"].iter().position(|k| *k == f.state));
    }
    let rules = package::rules().count();
    let touched = package::rules()
        .filter(|m| {
            report.findings.iter().any(|f| f.rule == m.slug)
                || report.not_checked.iter().any(|n| n.rule == m.slug && n.path.is_none())
        })
        .count();
    let short = |digest: &str| format!("sha256 {}", digest.get(..16).unwrap_or(digest));
    Ok(Some(View {
        state: if blocks { "fail" } else { "pass" },
        title: verdict(s, &report.pack, sum.errors),
        then: if blocks {
            s.t(
                "改好错误才能送审；审核用同一套规则，结论逐字节相同",
                "mend the errors before you submit; review runs the same rules",
            )
        } else {
            s.t(
                "可以送审；需人工的项由审核员判断",
                "it can be submitted; what needs a person goes to the reviewer",
            )
        },
        errors: sum.errors,
        warnings: sum.warnings,
        person: sum.needs_person,
        info: sum.info,
        unchecked_count: sum.not_checked,
        clean: rules - touched,
        rules,
        families: families.into_iter().map(|(_, g)| g).collect(),
        unchecked: report
            .not_checked
            .iter()
            .map(|n| Unchecked { rule: n.rule.clone(), path: n.path.clone(), why: s.say(&n.why).to_owned() })
            .collect(),
        inputs: vec![
            (s.t("包", "Package"), short(&report.inputs.package)),
            (s.t("事实", "Facts"), short(&report.inputs.facts)),
            (s.t("规则包", "Pack"), format!("{} {}", report.pack, short(&report.inputs.policy))),
            (s.t("词库", "Words"), short(&report.inputs.lexicons)),
            (s.t("日期", "Day"), report.inputs.today.clone()),
            (s.t("引擎", "Engine"), format!("{} {}", report.tool, report.version)),
        ],
    }))
}

fn verdict(s: &S, pack: &str, errors: u64) -> String {
    let text = match errors {
        0 => bi(format!("按规则包 {pack} 没有错误"), format!("No errors under pack {pack}")),
        1 => {
            bi(format!("按规则包 {pack} 会被驳回：1 处错误"), format!("Pack {pack} would refuse it: 1 error"))
        }
        n => bi(
            format!("按规则包 {pack} 会被驳回：{n} 处错误"),
            format!("Pack {pack} would refuse it: {n} errors"),
        ),
    };
    match s.l {
        Lang::Zh => text.zh,
        Lang::En => text.en,
    }
}
