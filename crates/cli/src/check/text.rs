//! The report for people at a terminal: each finding with its code, then what was not checked, then the verdict.

use annotate_snippets::{
    AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str,
    renderer::DecorStyle,
};
use tongguan_rule::{Finding, Related, Severity};

use super::{
    baseline::BASELINE,
    view::{View, facts},
};
use tongguan_model::text::Lang;

/// Longest line that is shown whole; a longer one is shown as the snippet around the place.
const LINE: usize = 400;
/// Most lines of one finding.
const LINES: u32 = 4;

const BOLD: &str = "\x1b[1m";
const RED: &str = "\x1b[1;31m";
const GREEN: &str = "\x1b[1;32m";
const OFF: &str = "\x1b[0m";

pub(super) fn render(view: &View<'_>) -> String {
    let mut out = String::new();
    for finding in &view.report.findings {
        out += &block(view, finding);
        out += "\n\n";
    }
    let lang = view.lang;
    if !view.report.not_checked.is_empty() {
        out += &paint(view, BOLD, lang.t("未检查：", "Not checked:"));
        out.push('\n');
        for n in &view.report.not_checked {
            let path = n.path.as_deref().map(|p| format!(" {}", plain(p))).unwrap_or_default();
            out += &format!("  - {}{path}: {}\n", n.rule, plain(n.why.get(lang)));
        }
        out.push('\n');
    }
    if !view.report.suppressed.is_empty() {
        out += &paint(view, BOLD, lang.t("已忽略：", "Suppressed:"));
        out.push('\n');
        for s in view.report.suppressed.iter().filter(|s| s.by != BASELINE) {
            let f = &s.finding;
            let at = plain(&format!("{}:{}:{}", f.path, f.line, f.column));
            out += &format!("  - {} {at}: {} ({})\n", f.rule, plain(&s.reason), plain(&s.by));
        }
        let old = view.report.suppressed.iter().filter(|s| s.by == BASELINE).count();
        if old > 0 {
            out += &match lang {
                Lang::Zh => format!("  - 基线内 {old} 处\n"),
                Lang::En => format!("  - {old} of the baseline\n"),
            };
        }
        out.push('\n');
    }
    let verdict = view.report.sentence();
    out += &paint(view, if view.report.blocks() { RED } else { GREEN }, verdict.get(lang));
    out.push('\n');
    out
}

/// One finding, as compilers show theirs.
pub(super) fn block(view: &View<'_>, f: &Finding) -> String {
    let lang = view.lang;
    let level = match f.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::NeedsPerson => Level::NOTE,
        Severity::Info => Level::INFO,
    };
    let title = level
        .with_name(Some(f.severity.word(lang)))
        .primary_title(f.message.get(lang))
        .id(format!("{} {}", f.code, f.rule));
    let mut group = Group::with_title(title).elements(place(view, f));
    for related in &f.related {
        group = group.element(other(view, related));
    }
    let group = group
        .element(Level::NOTE.no_name().message(plain(&basis(view, f))))
        .element(Level::HELP.with_name(Some(lang.t("改法", "fix"))).message(plain(f.fix.get(lang))));
    let renderer = if view.styled { Renderer::styled() } else { Renderer::plain() };
    renderer.decor_style(DecorStyle::Ascii).render(&[group])
}

/// What a finding rests on; of an error also the pack that would reject it.
fn basis(view: &View<'_>, f: &Finding) -> String {
    let facts = facts(f, view.lang);
    match f.severity {
        Severity::Error => format!("{facts} · {} {}", view.lang.t("规则包", "pack"), view.report.pack),
        _ => facts,
    }
}

/// The lines of a finding with a mark below the place.
fn place<'a>(view: &'a View<'_>, f: &'a Finding) -> Vec<Element<'a>> {
    if f.line == 0 {
        return vec![Origin::path(&f.path).into()];
    }
    let origin = || Origin::path(&f.path).line(f.line as usize).char_column(f.column.max(1) as usize);
    if let Some(text) = lines(view, f)
        && let Some(start) = byte_of(&text, 0, f.column)
    {
        let end = byte_of(&text, f.end_line.saturating_sub(f.line), f.end_column).unwrap_or(text.len());
        let span = start..end.max(start);
        let snippet = Snippet::source(text).path(&f.path).line_start(f.line as usize);
        return vec![snippet.annotation(AnnotationKind::Primary.span(span)).into()];
    }
    if f.snippet.trim().is_empty() {
        return vec![origin().into()];
    }
    let span = in_snippet(f);
    let snippet = Snippet::source(f.snippet.as_str()).line_start(f.line as usize);
    vec![origin().into(), snippet.annotation(AnnotationKind::Primary.span(span)).into()]
}

/// The line that explains a finding, with its note.
fn other<'a>(view: &'a View<'_>, r: &'a Related) -> Element<'a> {
    match view.line(&r.path, r.line).filter(|l| l.len() <= LINE && !l.trim().is_empty()) {
        Some(line) => {
            let start = line.len() - line.trim_start().len();
            let span = start..line.trim_end().len();
            Snippet::source(line)
                .path(&r.path)
                .line_start(r.line as usize)
                .annotation(AnnotationKind::Context.span(span).label(r.note.as_str()))
                .into()
        }
        None => Level::NOTE
            .no_name()
            .message(plain(&format!("{} {}:{} {}", view.lang.t("见", "see"), r.path, r.line, r.note)))
            .into(),
    }
}

/// The lines of a finding, if they are short enough to be shown.
fn lines(view: &View<'_>, f: &Finding) -> Option<String> {
    let last = f.end_line.max(f.line).min(f.line + LINES - 1);
    let all: Option<Vec<_>> = (f.line..=last).map(|n| view.line(&f.path, n)).collect();
    all.filter(|all| all.iter().all(|l| l.len() <= LINE) && !all[0].trim().is_empty())
        .map(|all| all.join("\n"))
}

/// The byte of a line (from 0) and column (from 1) of a text; `None` beyond its end.
fn byte_of(text: &str, line: u32, column: u32) -> Option<usize> {
    let start: usize = match line {
        0 => 0,
        n => text.match_indices('\n').nth(n as usize - 1)?.0 + 1,
    };
    let rest = &text[start..];
    let mut places = rest.char_indices().map(|(i, _)| i).chain([rest.len()]);
    places.nth(column.saturating_sub(1) as usize).map(|i| start + i)
}

/// The place in the snippet of a finding. A snippet that was cut begins with `…` and has the place after at most forty
/// characters.
fn in_snippet(f: &Finding) -> std::ops::Range<usize> {
    const BEFORE: u32 = 40;
    let column = f.column.max(1);
    let first = if f.snippet.starts_with('…') && column > BEFORE { BEFORE + 2 } else { column };
    let start = byte_of(&f.snippet, 0, first).unwrap_or(0);
    let length = if f.end_line > f.line { u32::MAX - first } else { f.end_column.saturating_sub(column) };
    let end = byte_of(&f.snippet, 0, first + length).unwrap_or(f.snippet.len());
    start..end
}

/// A text without anything that moves a terminal.
fn plain(text: &str) -> String {
    normalize_untrusted_str(text)
}

fn paint(view: &View<'_>, style: &str, text: &str) -> String {
    let text = plain(text);
    if view.styled { format!("{style}{text}{OFF}") } else { text }
}

#[cfg(test)]
mod tests {
    use tongguan_model::text::bi;
    use tongguan_policy::{Pack, Policy};
    use tongguan_rule::{CheckInput, Facts, Found, Lexicons, Report};
    use tongguan_source::Source;

    use super::{super::view::Masked, *};

    fn finding(line: u32, columns: (u32, u32), snippet: &str) -> Finding {
        Finding {
            rule: "banned-word".into(),
            code: "CON001".into(),
            severity: Severity::Error,
            path: "a.wxml".into(),
            line,
            column: columns.0,
            end_line: line,
            end_column: columns.1,
            message: bi("有词。", "A word."),
            snippet: snippet.into(),
            measured: None,
            limit: None,
            clause: "REV-1".into(),
            fix: bi("删去。", "Take it out."),
            related: vec![Related { path: "a.wxml".into(), line: 1, note: "此处".into() }],
            evidence: None,
        }
    }

    fn shown(text: &str, f: &Finding) -> String {
        let source = Source::from_files([("a.wxml", text)]);
        let policy = Pack::from(Policy::builtin("default").unwrap());
        let input = CheckInput {
            source: &source,
            facts: &Facts::default(),
            policy: &policy,
            lexicons: &Lexicons::from_policy(&policy),
            today: time::macros::date!(2026 - 11 - 25),
        };
        let report = Report::new(&input, Found::default());
        let view = View {
            report: &report,
            source: &source,
            policy: &policy,
            lang: Lang::Zh,
            fail_on: Severity::Error,
            name: "a",
            prefix: "",
            docs_url: None,
            styled: false,
            masked: Masked::default(),
        };
        block(&view, f)
    }

    #[test]
    fn carets_stand_below_the_place_and_chinese_counts_two() {
        assert_eq!(
            shown("<view>\n\n中<b国家级x", &finding(3, (4, 7), "中<b国家级x")),
            "错误[CON001 banned-word]: 有词。\n \
             --> a.wxml:3:4\n  \
             |\n\
             3 | 中<b国家级x\n  \
             |     ^^^^^^\n  \
             |\n \
             ::: a.wxml:1:1\n  \
             |\n\
             1 | <view>\n  \
             | ------ 此处\n  \
             |\n  \
             = 依据 REV-1 · 规则包 default\n  \
             = 改法: 删去。"
        );
    }

    /// A line of a megabyte is shown as its snippet, at the same place; nothing in it moves the terminal.
    #[test]
    fn a_long_line_is_cut_and_control_characters_are_shown() {
        let line = format!("<text>{}\u{1b}[31m国家级{}</text>", "长".repeat(500), "尾".repeat(400_000));
        let snippet = format!("…{}\u{1b}[31m国家级{}…", "长".repeat(35), "尾".repeat(100));
        let said = shown(&line, &finding(1, (512, 515), &snippet));
        assert!(said.contains("--> a.wxml:1:512\n"), "{said}");
        assert!(!said.contains('\u{1b}') && said.contains("国家级"), "{said}");
        let rows: Vec<_> = said.lines().collect();
        let carets = rows.iter().find(|r| r.contains('^')).unwrap();
        assert_eq!(carets.trim_start_matches(['|', ' ']).trim_end(), "^^^^^^", "{said}");
    }
}
