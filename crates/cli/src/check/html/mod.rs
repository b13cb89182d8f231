//! The report as one page: complete in itself, without script or network, in the console's language of forms.
//!
//! Everything that comes from the package goes through the template's escaping, or through [`escaped`] where SVG is built.

mod page;
mod picture;
mod weight;

use std::collections::BTreeSet;

use anyhow::Result;
use askama::Template;
use tongguan_model::text::Lang;
use tongguan_rule::{Evidence, Finding, Group, RuleMeta, Severity};

use self::{
    picture::Swatch,
    weight::{Kind, Tile},
};
use super::view::View;

/// The console's stylesheet: the report looks like the same report on the platform.
const STYLE: &str = include_str!("../../../../web/assets/tongguan.css");
/// What only this page needs.
const MORE_STYLE: &str = include_str!("../../../templates/check.css");
/// Icons.
const SPRITE: &str = include_str!("../../../../web/templates/sprite.svg");

/// Longest line shown in full, in characters.
const LINE: usize = 240;

#[derive(Template)]
#[template(path = "check.html")]
struct Page<'a> {
    l: Lang,
    style: &'static str,
    more_style: &'static str,
    sprite: &'static str,
    name: &'a str,
    pack: &'a str,
    engine: String,
    today: &'a str,
    files: usize,
    verdict: String,
    blocks: bool,
    counts: Vec<Count>,
    clean: Vec<&'static str>,
    rules: usize,
    groups: Vec<Shown<'a>>,
    suppressed: Vec<Known<'a>>,
    not_checked: Vec<Missing<'a>>,
    inputs: Vec<(&'static str, String)>,
    tiles: Vec<Tile>,
    kinds: Vec<Kind>,
    maps: [String; 2],
    measures: Vec<Measure>,
    weight: String,
}

/// How many findings of a severity.
struct Count {
    state: &'static str,
    word: &'static str,
    n: usize,
}

/// Findings of one family of rules.
struct Shown<'a> {
    id: &'static str,
    name: &'static str,
    worst: &'static str,
    states: String,
    n: usize,
    rules: Vec<OfRule<'a>>,
}

/// Findings of one rule.
struct OfRule<'a> {
    slug: &'a str,
    code: &'a str,
    clause: &'a str,
    worst: &'static str,
    states: String,
    page: String,
    help: Option<String>,
    /// The fix, if it is the same for all.
    fix: Option<&'a str>,
    found: Vec<Found<'a>>,
}

struct Found<'a> {
    id: String,
    state: &'static str,
    word: &'static str,
    message: &'a str,
    at: String,
    code: Vec<Code>,
    /// The text that was found, to be set in its colours: large, and small.
    sample: Option<(String, String)>,
    swatches: Vec<Swatch>,
    control: Option<String>,
    measured: Option<&'a str>,
    limit: Option<&'a str>,
    related: Vec<(String, &'a str)>,
    fix: Option<&'a str>,
}

/// A line of code; the hit has a marked part.
struct Code {
    line: u32,
    hit: bool,
    before: String,
    marked: String,
    after: String,
}

/// A finding that the project suppressed.
struct Known<'a> {
    state: &'static str,
    word: &'static str,
    rule: &'a str,
    at: String,
    message: &'a str,
    reason: &'a str,
    by: &'a str,
}

struct Missing<'a> {
    rule: &'a str,
    path: Option<&'a str>,
    why: &'a str,
}

/// A weight against its limit; the bar is 200 long.
struct Measure {
    name: String,
    value: String,
    limit: String,
    passes: bool,
    fill: f64,
    tick: f64,
}

pub(super) fn render(view: &View<'_>) -> Result<String> {
    let (report, l) = (view.report, view.lang);
    let dead: BTreeSet<_> =
        report.findings.iter().filter(|f| f.rule == "unused-file").map(|f| f.path.as_str()).collect();
    let tiles = weight::tiles(view.source, &dead, l);
    let kinds = Kind::ALL.into_iter().filter(|k| tiles.iter().any(|t| t.kind == *k)).collect();
    let total = weight::size(view.source.bytes());
    let biggest: Vec<_> =
        tiles.iter().take(3).map(|t| format!("{} {}", t.name, weight::size(t.bytes))).collect();
    let label = format!("{total}{}{}", l.t("：", ": "), biggest.join(l.t("，", ", ")));
    let maps = [
        weight::svg(&tiles, "chart--wide", 900.0, 250.0, &label),
        weight::svg(&tiles, "chart--narrow", 326.0, 300.0, &label),
    ];
    let short = |digest: &str| format!("sha256 {digest}");
    let page = Page {
        l,
        style: STYLE,
        more_style: MORE_STYLE,
        sprite: SPRITE,
        name: view.name,
        pack: &report.pack,
        engine: format!("{} {}", report.tool, report.version),
        today: &report.inputs.today,
        files: view.source.len(),
        verdict: report.sentence().get(l).to_owned(),
        blocks: report.blocks(),
        counts: Severity::ALL
            .into_iter()
            .map(|s| Count {
                state: state(s),
                word: s.word(l),
                n: report.findings.iter().filter(|f| f.severity == s).count(),
            })
            .collect(),
        clean: view.clean().map(|m| m.slug).collect(),
        rules: view.rules().count(),
        groups: groups(view),
        suppressed: report
            .suppressed
            .iter()
            .map(|s| Known {
                state: state(s.finding.severity),
                word: s.finding.severity.word(l),
                rule: &s.finding.rule,
                at: format!("{}:{}:{}", s.finding.path, s.finding.line, s.finding.column),
                message: s.finding.message.get(l),
                reason: &s.reason,
                by: &s.by,
            })
            .collect(),
        not_checked: report
            .not_checked
            .iter()
            .map(|n| Missing { rule: &n.rule, path: n.path.as_deref(), why: n.why.get(l) })
            .collect(),
        inputs: vec![
            (l.t("包", "Package"), short(&report.inputs.package)),
            (l.t("事实", "Facts"), short(&report.inputs.facts)),
            (l.t("规则包", "Pack"), format!("{} {}", report.pack, short(&report.inputs.policy))),
            (l.t("词库", "Words"), short(&report.inputs.lexicons)),
            (l.t("日期", "Day"), report.inputs.today.clone()),
        ],
        measures: measures(view),
        weight: total,
        tiles,
        kinds,
        maps,
    };
    Ok(visible(&page.render()?))
}

/// Bytes that steer a terminal or a parser are shown as their pictures: ESC as `␛`.
fn visible(page: &str) -> String {
    let picture = |c: char| match c {
        '\n' | '\t' => c,
        '\0'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}' => '\u{fffd}',
        c => c,
    };
    page.chars().filter(|c| *c != '\r').map(picture).collect()
}

const fn state(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "fail",
        Severity::Warning => "warn",
        Severity::NeedsPerson => "person",
        Severity::Info => "info",
    }
}

fn group_name(group: Option<Group>, l: Lang) -> &'static str {
    group.map_or_else(|| l.t("其他", "Other"), |g| g.word(l))
}

fn groups<'a>(view: &'a View<'_>) -> Vec<Shown<'a>> {
    let metas: Vec<_> = tongguan_rule_package::rules().collect();
    let mut out = Vec::new();
    for group in Group::ALL.into_iter().map(Some).chain([None]) {
        let meta_of = |slug: &str| metas.iter().copied().find(|m| m.slug == slug);
        let mut of_group: Vec<&Finding> =
            view.report.findings.iter().filter(|f| meta_of(&f.rule).map(|m| m.group) == group).collect();
        if of_group.is_empty() {
            continue;
        }
        // The worst first; within a rule the order of the report.
        of_group.sort_by_key(|f| f.severity);
        let mut slugs: Vec<&str> = Vec::new();
        for f in &of_group {
            if !slugs.contains(&f.rule.as_str()) {
                slugs.push(&f.rule);
            }
        }
        let rules = slugs
            .iter()
            .map(|slug| {
                let found: Vec<_> = of_group.iter().copied().filter(|f| f.rule == *slug).collect();
                of_rule(view, slug, meta_of(slug), &found)
            })
            .collect();
        out.push(Shown {
            id: group.map_or("other", Group::as_str),
            name: group_name(group, view.lang),
            worst: state(of_group[0].severity),
            states: states(&of_group),
            n: of_group.len(),
            rules,
        });
    }
    out
}

/// Classes that say which severities are inside: the filters look at them.
fn states(found: &[&Finding]) -> String {
    let all: BTreeSet<_> = found.iter().map(|f| f.severity).collect();
    all.into_iter().map(|s| format!(" has-{}", state(s))).collect()
}

fn of_rule<'a>(view: &'a View<'_>, slug: &str, meta: Option<&RuleMeta>, found: &[&'a Finding]) -> OfRule<'a> {
    let first = found[0];
    let fix = first.fix.get(view.lang);
    let common = (found.len() > 1 && found.iter().all(|f| f.fix.get(view.lang) == fix)).then_some(fix);
    OfRule {
        slug: &first.rule,
        code: &first.code,
        clause: &first.clause,
        worst: state(first.severity),
        states: states(found),
        page: meta.map(|m| page::html(m.docs)).unwrap_or_default(),
        help: view.help(slug),
        fix: common,
        found: found
            .iter()
            .enumerate()
            .map(|(i, f)| {
                let mut out = shown(view, f, i, common.is_none());
                // The same pair of colours is drawn once.
                if found[..i].iter().any(|g| g.evidence == f.evidence) {
                    out.swatches.clear();
                }
                out
            })
            .collect(),
    }
}

fn shown<'a>(view: &'a View<'_>, f: &'a Finding, i: usize, with_fix: bool) -> Found<'a> {
    let (swatches, control) = match &f.evidence {
        Some(Evidence::Colours { fore, back, least }) => {
            (picture::swatches(fore, back, *least).unwrap_or_default(), None)
        }
        Some(Evidence::Size { width, height, least_width, least_height }) => {
            (Vec::new(), Some(picture::control(*width, *height, (*least_width, *least_height), view.lang)))
        }
        None => (Vec::new(), None),
    };
    let code = code(view, f);
    let hit = code.iter().find(|c| c.hit).map(|c| c.marked.clone());
    // What begins with a tag ends with its text, on a later line.
    let last = view.line(&f.path, f.end_line).filter(|_| f.end_line > f.line);
    let last = last.map(|t| t.chars().take(f.end_column.saturating_sub(1) as usize).collect::<String>());
    let sample = last.or(hit).map(|t| t.trim().to_owned());
    let sample = sample.filter(|t| !t.is_empty() && !t.contains("{{") && !t.contains('<'));
    Found {
        id: format!("{}-{}", f.rule, i + 1),
        state: state(f.severity),
        word: f.severity.word(view.lang),
        message: f.message.get(view.lang),
        at: match f.line {
            0 => f.path.clone(),
            line => format!("{}:{line}:{}", f.path, f.column),
        },
        sample: sample.map(|t| (cut(&t, 17), cut(&t, 27))),
        code,
        swatches,
        control,
        measured: f.measured.as_deref(),
        limit: f.limit.as_deref(),
        related: f.related.iter().map(|r| (format!("{}:{}", r.path, r.line), r.note.as_str())).collect(),
        fix: with_fix.then(|| f.fix.get(view.lang)),
    }
}

/// A text with an ellipsis where it is wider than so many Chinese signs.
fn cut(text: &str, most: usize) -> String {
    let mut room = 2 * most;
    let mut out = String::new();
    for c in text.chars() {
        let wide = if c.is_ascii() { 1 } else { 2 };
        if room < wide + 2 {
            out.push('…');
            break;
        }
        room -= wide;
        out.push(c);
    }
    out
}

/// The line with its neighbours, or the snippet of a line that is too long.
fn code(view: &View<'_>, f: &Finding) -> Vec<Code> {
    let Some(text) = view.line(&f.path, f.line).filter(|t| t.chars().count() <= LINE) else {
        let hit = Code {
            line: f.line,
            hit: true,
            before: f.snippet.clone(),
            marked: String::new(),
            after: String::new(),
        };
        return if f.snippet.trim().is_empty() { Vec::new() } else { vec![hit] };
    };
    if text.trim().is_empty() {
        return Vec::new();
    }
    let near = |line: u32| {
        if view.masked.in_file(&f.path) {
            return None;
        }
        let text = view.line(&f.path, line).filter(|t| !t.trim().is_empty() && t.chars().count() <= LINE)?;
        Some(Code { line, hit: false, before: text.to_owned(), marked: String::new(), after: String::new() })
    };
    let mut chars = text.chars();
    let before: String = chars.by_ref().take(f.column.saturating_sub(1) as usize).collect();
    let length =
        if f.end_line > f.line { usize::MAX } else { f.end_column.saturating_sub(f.column) as usize };
    let marked: String = chars.by_ref().take(length).collect();
    let hit = Code { line: f.line, hit: true, before, marked, after: chars.collect() };
    let above = f.line.checked_sub(1).and_then(near);
    above.into_iter().chain([hit]).chain(near(f.line + 1)).collect()
}

fn measures(view: &View<'_>) -> Vec<Measure> {
    let policy = &view.policy.package;
    let limit = |value: i64| u64::try_from(value).unwrap_or(0).max(1);
    let (each, total) = (limit(*policy.main_max_bytes), limit(*policy.total_max_bytes));
    let l = view.lang;
    let parts = tongguan_rule_package::weights(view.source, policy);
    let measure = |name: String, bytes: u64, most: u64| {
        let scale = 200.0 / (bytes.max(most) as f64 * 1.2);
        Measure {
            name,
            value: weight::size(bytes),
            limit: weight::size(most),
            passes: bytes <= most,
            fill: bytes as f64 * scale,
            tick: most as f64 * scale,
        }
    };
    let mut out: Vec<_> = parts
        .iter()
        .map(|(root, bytes)| match root.as_str() {
            "" => measure(l.t("主包", "Main package").to_owned(), *bytes, each),
            root => measure(root.trim_end_matches('/').to_owned(), *bytes, each),
        })
        .collect();
    if parts.len() > 1 {
        out.push(measure(l.t("全部", "All").to_owned(), view.source.bytes(), total));
    }
    out
}

/// A text for content and attributes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out += "&#38;",
            '<' => out += "&#60;",
            '>' => out += "&#62;",
            '"' => out += "&#34;",
            '\'' => out += "&#39;",
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_is_shown_and_what_is_long_is_cut() {
        assert_eq!(visible("a\u{1b}[2J\0\u{7f}\u{9b}\r\n\t字"), "a\u{241b}[2J\u{2400}\u{2421}\u{fffd}\n\t字");
        assert_eq!(
            (cut("十七个字以内", 17).as_str(), cut("一二三四", 3).as_str()),
            ("十七个字以内", "一二…")
        );
    }
}
