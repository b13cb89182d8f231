//! The page of a rule, from the Markdown that doc comments use: headings, paragraphs, `code`, fenced code.

use super::escaped;

pub(super) fn html(docs: &str) -> String {
    let mut out = String::new();
    let mut paragraph: Vec<&str> = Vec::new();
    let mut fence: Option<Vec<&str>> = None;
    for line in docs.lines().map(|l| l.strip_prefix(' ').unwrap_or(l)) {
        if line.trim_start().starts_with("```") {
            flush(&mut out, &mut paragraph);
            fence = match fence.take() {
                None => Some(Vec::new()),
                Some(code) => {
                    out += &format!("<pre class=\"code code--plain\">{}</pre>", escaped(&code.join("\n")));
                    None
                }
            };
        } else if let Some(code) = &mut fence {
            code.push(line);
        } else if let Some(heading) = line.trim().strip_prefix("## ") {
            flush(&mut out, &mut paragraph);
            out += &format!("<h4>{}</h4>", escaped(heading));
        } else if line.trim().is_empty() {
            flush(&mut out, &mut paragraph);
        } else if let Some(item) = line.trim().strip_prefix("- ") {
            flush(&mut out, &mut paragraph);
            out += &format!("<p>• {}</p>", inline(item));
        } else {
            paragraph.push(line.trim());
        }
    }
    flush(&mut out, &mut paragraph);
    out
}

fn flush(out: &mut String, paragraph: &mut Vec<&str>) {
    if !paragraph.is_empty() {
        *out += &format!("<p>{}</p>", inline(&paragraph.join(" ")));
        paragraph.clear();
    }
}

/// Escapes, and sets what stands between backticks as code.
fn inline(text: &str) -> String {
    let parts: Vec<_> = text.split('`').collect();
    let last = parts.len() - 1;
    let part = |(i, part): (usize, &&str)| match i % 2 {
        1 if i < last => format!("<code>{}</code>", escaped(part)),
        1 => format!("`{}", escaped(part)),
        _ => escaped(part),
    };
    parts.iter().enumerate().map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_paragraphs_and_code_are_set_and_escaped() {
        let docs = " ## What\n One `<b>`\n two.\n\n ```text\n a < b\n ```\n odd ` tick";
        assert_eq!(
            html(docs),
            "<h4>What</h4><p>One <code>&#60;b&#62;</code> two.</p><pre class=\"code code--plain\">a &#60; b</pre><p>odd ` tick</p>"
        );
    }
}
