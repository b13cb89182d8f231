//! As much Markdown as the pages of rules use: headings, paragraphs, lists, fenced code, code in a line.

/// A run of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    /// Whether it is code.
    pub(super) code: bool,
    /// Text.
    pub(super) text: String,
}

/// A block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    /// A heading.
    Heading(String),
    /// A paragraph.
    Text(Vec<Run>),
    /// List items.
    List(Vec<Vec<Run>>),
    /// Code as it stands.
    Code(String),
}

fn runs(line: &str) -> Vec<Run> {
    let parts = line.split('`').enumerate();
    parts
        .filter(|(_, text)| !text.is_empty())
        .map(|(i, text)| Run { code: i % 2 == 1, text: text.to_owned() })
        .collect()
}

/// Reads a text.
pub(super) fn read(text: &str) -> Vec<Block> {
    let mut out = Vec::new();
    let (mut paragraph, mut items, mut code): (Vec<&str>, Vec<String>, Option<Vec<&str>>) =
        (vec![], vec![], None);
    let flush = |paragraph: &mut Vec<&str>, items: &mut Vec<String>, out: &mut Vec<Block>| {
        if !paragraph.is_empty() {
            out.push(Block::Text(runs(&paragraph.join(" "))));
            paragraph.clear();
        }
        if !items.is_empty() {
            out.push(Block::List(items.iter().map(|i| runs(i)).collect()));
            items.clear();
        }
    };
    for raw in text.lines() {
        // A doc comment's line begins with one blank.
        let line = raw.strip_prefix(' ').unwrap_or(raw).trim_end();
        if line.trim_start().starts_with("```") {
            match code.take() {
                Some(lines) => out.push(Block::Code(lines.join("\n"))),
                None => {
                    flush(&mut paragraph, &mut items, &mut out);
                    code = Some(vec![]);
                }
            }
        } else if let Some(lines) = &mut code {
            lines.push(line);
        } else if let Some(heading) = line.strip_prefix("## ") {
            flush(&mut paragraph, &mut items, &mut out);
            out.push(Block::Heading(heading.to_owned()));
        } else if let Some(item) = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")) {
            if !paragraph.is_empty() {
                flush(&mut paragraph, &mut vec![], &mut out);
            }
            items.push(item.to_owned());
        } else if line.trim().is_empty() {
            flush(&mut paragraph, &mut items, &mut out);
        } else if let Some(last) = items.last_mut() {
            *last = format!("{last} {}", line.trim());
        } else {
            paragraph.push(line.trim());
        }
    }
    flush(&mut paragraph, &mut items, &mut out);
    out.extend(code.map(|lines| Block::Code(lines.join("\n"))));
    out
}

/// The first sentence of a text's first paragraph.
pub(super) fn first_sentence(text: &str) -> String {
    let first =
        read(text).into_iter().find_map(|b| if let Block::Text(runs) = b { Some(runs) } else { None });
    let all: String = first.into_iter().flatten().map(|r| r.text).collect();
    all.split_inclusive(". ").next().unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rules_page_is_read_block_by_block() {
        let text = " ## What it does\n Finds `eval`. And more.\n\n - one\n   goes on\n - two\n\n ```js\n eval(\"1\")\n ```\n";
        let blocks = read(text);
        assert_eq!(blocks[0], Block::Heading("What it does".into()));
        assert_eq!(
            blocks[1],
            Block::Text(vec![
                Run { code: false, text: "Finds ".into() },
                Run { code: true, text: "eval".into() },
                Run { code: false, text: ". And more.".into() },
            ])
        );
        let Block::List(items) = &blocks[2] else { panic!("a list") };
        assert_eq!((items.len(), items[0][0].text.as_str()), (2, "one goes on"));
        assert_eq!(blocks[3], Block::Code("eval(\"1\")".into()));
        assert_eq!(first_sentence(text), "Finds eval.");
    }
}
