//! The report for people: one block a finding, then what was not checked, then the verdict in one sentence.

use std::fmt::Write;

use tongguan_model::text::Lang;
use tongguan_rule::{Finding, Report};

pub(super) fn render(report: &Report, lang: Lang) -> String {
    let mut out = String::new();
    for finding in &report.findings {
        block(&mut out, finding, lang);
    }
    if !report.not_checked.is_empty() {
        out += lang.t("未检查：\n", "Not checked:\n");
        for n in &report.not_checked {
            let path = n.path.as_deref().map(|p| format!(" {p}")).unwrap_or_default();
            let _ = writeln!(out, "  - {}{path}: {}", n.rule, n.why.get(lang));
        }
        out.push('\n');
    }
    let _ = writeln!(out, "{}", report.sentence().get(lang));
    out
}

fn block(out: &mut String, f: &Finding, lang: Lang) {
    let _ =
        writeln!(out, "{} {} {}  {}:{}:{}", f.severity.word(lang), f.rule, f.code, f.path, f.line, f.column);
    let _ = writeln!(out, "  {}", f.message.get(lang));
    if !f.snippet.trim().is_empty() {
        let number = f.line.to_string();
        let gutter = " ".repeat(number.len());
        let (text, caret) = marked(f);
        let _ = writeln!(out, "  {number} | {text}\n  {gutter} | {caret}");
    }
    let mut facts = Vec::new();
    if let (Some(measured), Some(limit)) = (&f.measured, &f.limit) {
        facts.push(format!("{} {measured}", lang.t("实测", "measured")));
        facts.push(format!("{} {limit}", lang.t("限值", "limit")));
    }
    facts.push(format!("{} {}", lang.t("依据", "clause"), f.clause));
    let _ = writeln!(out, "  {}", facts.join(" · "));
    for r in &f.related {
        let _ = writeln!(out, "  {} {}:{} {}", lang.t("见", "see"), r.path, r.line, r.note);
    }
    let _ = writeln!(out, "  → {}\n", f.fix.get(lang));
}

/// The snippet, and a line of carets below the place. A snippet that was cut begins with `…` and has the place after
/// at most forty characters.
fn marked(f: &Finding) -> (String, String) {
    const BEFORE: usize = 40;
    let column = f.column.max(1) as usize;
    let start = if f.snippet.starts_with('…') && column > BEFORE { BEFORE + 1 } else { column - 1 };
    let text: String = f.snippet.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let left: usize = text.chars().take(start).map(width).sum();
    let length = if f.end_line > f.line {
        usize::MAX
    } else {
        (f.end_column.saturating_sub(f.column) as usize).max(1)
    };
    let under: usize = text.chars().skip(start).take(length).map(width).sum();
    (text, format!("{}{}", " ".repeat(left), "^".repeat(under.max(1))))
}

/// Columns of a terminal that a character takes: Chinese characters take two.
fn width(c: char) -> usize {
    match u32::from(c) {
        0x300..=0x36f | 0x200b..=0x200f | 0xfe00..=0xfe0f => 0,
        0x1100..=0x115f
        | 0x2e80..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f
        | 0xff00..=0xff60
        | 0xffe0..=0xffe6
        | 0x1f300..=0x1faff
        | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use tongguan_model::text::bi;
    use tongguan_rule::Severity;

    use super::*;

    #[test]
    fn carets_stand_below_the_place_and_chinese_counts_two() {
        let finding = Finding {
            rule: "banned-word".into(),
            code: "CON001".into(),
            severity: Severity::Error,
            path: "a.wxml".into(),
            line: 3,
            column: 4,
            end_line: 3,
            end_column: 7,
            message: bi("有词。", "A word."),
            snippet: "中<b国家级x".into(),
            measured: None,
            limit: None,
            clause: "REV-1".into(),
            fix: bi("删去。", "Take it out."),
            related: Vec::new(),
        };
        assert_eq!(marked(&finding).1, "    ^^^^^^");
        let mut out = String::new();
        block(&mut out, &finding, Lang::Zh);
        assert_eq!(
            out,
            "错误 banned-word CON001  a.wxml:3:4\n  有词。\n  3 | 中<b国家级x\n    |     ^^^^^^\n  依据 REV-1\n  → 删去。\n\n"
        );
    }
}
