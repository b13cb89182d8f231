//! JUnit XML, as CI systems read it: a suite a rule, a case a finding; rules without findings pass, rules that lack what
//! they need are skipped.

use std::fmt::Write;

use tongguan_rule::{Finding, NotChecked};

use super::view::{View, facts};

pub(super) fn render(view: &View<'_>) -> String {
    let report = view.report;
    let mut suites = String::new();
    let (mut tests, mut failures, mut skipped) = (0, 0, 0);
    for rule in view.rules() {
        let found: Vec<_> = report.findings.iter().filter(|f| f.rule == rule.slug).collect();
        let open: Vec<_> = report.not_checked.iter().filter(|n| n.rule == rule.slug).collect();
        let bad = found.iter().filter(|f| view.counts(f)).count();
        let mut cases = String::new();
        for f in &found {
            case(&mut cases, view, f);
        }
        for n in &open {
            skip(&mut cases, view, rule.slug, n);
        }
        if found.is_empty() && open.is_empty() {
            let _ = writeln!(cases, "    <testcase name=\"{0}\" classname=\"{0}\"/>", rule.slug);
        }
        let n = (found.len() + open.len()).max(1);
        let _ = writeln!(
            suites,
            "  <testsuite name=\"{}\" tests=\"{n}\" failures=\"{bad}\" errors=\"0\" skipped=\"{}\">\n{cases}  </testsuite>",
            rule.slug,
            open.len()
        );
        (tests, failures, skipped) = (tests + n, failures + bad, skipped + open.len());
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"tongguan\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\">\n{suites}</testsuites>\n"
    )
}

fn case(out: &mut String, view: &View<'_>, f: &Finding) {
    let path = view.located(&f.path);
    let name = xml(&format!("{path}:{}:{}", f.line, f.column));
    let _ = write!(
        out,
        "    <testcase name=\"{name}\" classname=\"{}\" file=\"{}\" line=\"{}\">",
        xml(&f.rule),
        xml(&path),
        f.line
    );
    let message = xml(&f.sentence(&view.report.pack, view.lang));
    let body = xml(&format!("{}\n{}\n→ {}", f.snippet.trim(), facts(f, view.lang), f.fix.get(view.lang)));
    if view.counts(f) {
        let kind = f.severity.wire();
        let _ = write!(out, "<failure type=\"{kind}\" message=\"{message}\">{body}</failure>");
    } else {
        let _ = write!(out, "<system-out>{} {message}\n{body}</system-out>", f.severity.word(view.lang));
    }
    out.push_str("</testcase>\n");
}

fn skip(out: &mut String, view: &View<'_>, slug: &str, n: &NotChecked) {
    let name = xml(n.path.as_deref().unwrap_or(slug));
    let why = xml(n.why.get(view.lang));
    let _ = writeln!(
        out,
        "    <testcase name=\"{name}\" classname=\"{slug}\"><skipped message=\"{why}\"/></testcase>"
    );
}

/// Escapes a text for content and attributes. XML 1.0 has no way to write most control characters: they become U+FFFD.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\t' | '\n' | '\r' => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_its_element_and_no_character_makes_the_file_unreadable() {
        assert_eq!(
            xml("]]></failure><a b=\"'\n\u{0}\u{1b}&\u{ffff}"),
            "]]&gt;&lt;/failure&gt;&lt;a b=&quot;&apos;&#10;\u{fffd}\u{fffd}&amp;\u{fffd}"
        );
    }
}
