//! Workflow commands of GitHub Actions: each finding as an annotation at its line.

use std::fmt::Write;

use tongguan_rule::Severity;

use super::view::{View, facts};

pub(super) fn render(view: &View<'_>) -> String {
    let mut out = String::new();
    for f in &view.report.findings {
        let command = match f.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::NeedsPerson | Severity::Info => "notice",
        };
        let mut properties = vec![("file", view.located(&f.path))];
        if f.line > 0 {
            properties.push(("line", f.line.to_string()));
            properties.push(("endLine", f.end_line.max(f.line).to_string()));
            // Columns only mean something within one line.
            if f.end_line <= f.line {
                properties.push(("col", f.column.to_string()));
                properties.push(("endColumn", f.end_column.max(f.column).to_string()));
            }
        }
        let word = f.severity.word(view.lang);
        properties.push(("title", format!("{} {} {word}", f.rule, f.code)));
        let properties: Vec<_> = properties.iter().map(|(k, v)| format!("{k}={}", property(v))).collect();
        let message = format!(
            "{}\n{}\n→ {}",
            f.sentence(&view.report.pack, view.lang),
            facts(f, view.lang),
            f.fix.get(view.lang)
        );
        let _ = writeln!(out, "::{command} {}::{}", properties.join(","), data(&message));
    }
    // A plain line last, so that the log says the verdict too. It cannot begin a command.
    let _ = writeln!(out, "tongguan: {}", data(view.report.sentence().get(view.lang)));
    out
}

/// Escapes what follows `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_value_ends_it() {
        assert_eq!(property("a,b:c%\r\n::error ::x"), "a%2Cb%3Ac%25%0D%0A%3A%3Aerror %3A%3Ax");
        assert_eq!(data("100%\n::error::x"), "100%25%0A::error::x");
    }
}
