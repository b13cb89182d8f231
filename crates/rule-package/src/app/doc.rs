//! A text file with its lines.

use std::ops::Range;

use tongguan_rule::Span;

/// Characters are counted once for every so many bytes, so that a place in a file of one line is found at once.
const BLOCK: usize = 1024;
/// Longest snippet in characters.
const SNIPPET: usize = 160;
/// Characters before the place in a snippet that is cut.
const BEFORE: usize = 40;

/// A text file.
#[derive(Debug, Clone)]
pub(crate) struct Doc<'a> {
    pub(crate) path: &'a str,
    pub(crate) text: &'a str,
    /// Byte at which each line starts.
    lines: Vec<usize>,
    /// Characters before each block of bytes.
    chars: Vec<usize>,
}

impl<'a> Doc<'a> {
    pub(crate) fn new(path: &'a str, text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let mut lines = vec![0];
        lines.extend(bytes.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(i, _)| i + 1));
        let mut chars = vec![0];
        let mut n = 0;
        for block in bytes.chunks(BLOCK) {
            n += starts(block);
            chars.push(n);
        }
        Self { path, text, lines, chars }
    }

    /// Characters that start before a byte.
    fn chars_before(&self, at: usize) -> usize {
        let block = at / BLOCK;
        self.chars.get(block).copied().unwrap_or(0) + starts(&self.text.as_bytes()[block * BLOCK..at])
    }

    fn place(&self, at: usize) -> (u32, u32) {
        let at = at.min(self.text.len());
        let line = self.lines.partition_point(|start| *start <= at).max(1);
        let column = self.chars_before(at) - self.chars_before(self.lines[line - 1]) + 1;
        (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
    }

    /// The byte of a place that counts lines from 0 and columns in UTF-16 units.
    pub(crate) fn byte_at(&self, line: usize, column: usize) -> usize {
        let Some(start) = self.lines.get(line).copied() else { return self.text.len() };
        let mut left = column;
        for (i, c) in self.text[start..].char_indices() {
            if left == 0 || c == '\n' {
                return start + i;
            }
            left = left.saturating_sub(c.len_utf16());
        }
        self.text.len()
    }

    /// Lines and columns of bytes.
    pub(crate) fn span(&self, bytes: &Range<usize>) -> Span {
        let (line, column) = self.place(bytes.start);
        let (end_line, end_column) = self.place(bytes.end.max(bytes.start));
        Span { line, column, end_line, end_column }
    }

    /// The line of a byte; where it is long, the part around the byte, with `…` where it was cut.
    pub(crate) fn snippet(&self, at: usize) -> String {
        let at = at.min(self.text.len());
        let line = self.lines.partition_point(|start| *start <= at).max(1);
        let start = self.lines[line - 1];
        let end = self.lines.get(line).map_or(self.text.len(), |next| next - 1);
        let text = self.text.get(start..end).unwrap_or("").trim_end();
        if text.len() <= SNIPPET {
            return text.to_owned();
        }
        // Only a window of bytes is looked at: a line may be megabytes long.
        let from = floor(self.text, at.saturating_sub(4 * BEFORE).max(start));
        let to = floor(self.text, (at + 4 * SNIPPET).min(end));
        let head: Vec<char> = self.text.get(from..at).unwrap_or("").chars().collect();
        let cut = head.len() > BEFORE || from > start;
        let head: String = head[head.len().saturating_sub(BEFORE)..].iter().collect();
        let tail: Vec<char> = self.text.get(at..to).unwrap_or("").trim_end().chars().collect();
        let more = tail.len() > SNIPPET - BEFORE || to < end;
        let tail: String = tail.into_iter().take(SNIPPET - BEFORE).collect();
        format!("{}{head}{tail}{}", if cut { "…" } else { "" }, if more { "…" } else { "" })
    }
}

/// The nearest start of a character at or before a byte.
fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Characters that start in these bytes.
fn starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|b| **b & 0xc0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_lines_and_characters() {
        let text = format!("第一行\n  第二行 <b>\n{}", "长".repeat(5000));
        let doc = Doc::new("a", &text);
        let at = text.find('<').unwrap();
        assert_eq!(doc.span(&(at..at + 3)), Span { line: 2, column: 7, end_line: 2, end_column: 10 });
        let at = text.find('长').unwrap() + 3 * 4000;
        assert_eq!(doc.span(&(at..at)), Span { line: 3, column: 4001, end_line: 3, end_column: 4001 });
        assert_eq!(doc.span(&(0..0)).line, 1);
        assert_eq!(doc.snippet(text.find('二').unwrap()), "  第二行 <b>");
        let cut = doc.snippet(at);
        assert!(cut.starts_with('…') && cut.ends_with('…') && cut.chars().count() <= SNIPPET + 2, "{cut}");
        assert_eq!(Doc::new("a", "").snippet(9), "");
    }
}
