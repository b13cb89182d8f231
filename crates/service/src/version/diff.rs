//! What differs between two texts, line by line, for the desk. Pure.

use serde::Serialize;

/// Lines of either text that are compared; of a longer one only the size is told.
const MAX_LINES: usize = 1_500;
/// Characters of a line that are shown.
const MAX_CHARS: usize = 400;

/// One line: in both texts, taken away, or added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Line {
    /// Number in the old text.
    pub old: Option<usize>,
    /// Number in the new text.
    pub new: Option<usize>,
    /// The line.
    pub text: String,
}

impl Line {
    fn changed(&self) -> bool {
        self.old.is_none() || self.new.is_none()
    }
}

/// The differing lines with `context` same lines around them, in hunks; `None` if a text is too long to compare.
pub(super) fn hunks(old: &str, new: &str, context: usize) -> Option<Vec<Vec<Line>>> {
    let (a, b): (Vec<_>, Vec<_>) = (old.lines().collect(), new.lines().collect());
    let all = compare(&a, &b)?;
    let near = |i: usize| {
        let from = i.saturating_sub(context);
        all[from..(i + context + 1).min(all.len())].iter().any(Line::changed)
    };
    let mut out: Vec<Vec<Line>> = Vec::new();
    let mut last = None;
    for (i, line) in all.iter().enumerate().filter(|(i, _)| near(*i)) {
        match out.last_mut() {
            Some(hunk) if last == Some(i - 1) => hunk.push(line.clone()),
            _ => out.push(vec![line.clone()]),
        }
        last = Some(i);
    }
    Some(out)
}

fn shown(text: &str) -> String {
    text.chars().take(MAX_CHARS).collect()
}

/// All lines of both, by their longest common subsequence.
fn compare(a: &[&str], b: &[&str]) -> Option<Vec<Line>> {
    let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let tail = a[head..].iter().rev().zip(b[head..].iter().rev()).take_while(|(x, y)| x == y).count();
    let (x, y) = (&a[head..a.len() - tail], &b[head..b.len() - tail]);
    if x.len() > MAX_LINES || y.len() > MAX_LINES {
        return None;
    }
    // common[i][j]: length of the longest common subsequence of x[i..] and y[j..].
    let width = y.len() + 1;
    let mut common = vec![0_u16; (x.len() + 1) * width];
    for i in (0..x.len()).rev() {
        for j in (0..y.len()).rev() {
            common[i * width + j] = if x[i] == y[j] {
                common[(i + 1) * width + j + 1] + 1
            } else {
                common[(i + 1) * width + j].max(common[i * width + j + 1])
            };
        }
    }
    let mut out = Vec::with_capacity(a.len().max(b.len()));
    let mut push = |old: Option<usize>, new: Option<usize>, text: &str| {
        out.push(Line { old: old.map(|n| n + 1), new: new.map(|n| n + 1), text: shown(text) });
    };
    for (n, text) in a.iter().take(head).enumerate() {
        push(Some(n), Some(n), text);
    }
    let (mut i, mut j) = (0, 0);
    while i < x.len() || j < y.len() {
        if i < x.len() && j < y.len() && x[i] == y[j] {
            push(Some(head + i), Some(head + j), x[i]);
            (i, j) = (i + 1, j + 1);
        } else if j == y.len() || (i < x.len() && common[(i + 1) * width + j] >= common[i * width + j + 1]) {
            push(Some(head + i), None, x[i]);
            i += 1;
        } else {
            push(None, Some(head + j), y[j]);
            j += 1;
        }
    }
    for n in 0..tail {
        let (old, new) = (a.len() - tail + n, b.len() - tail + n);
        push(Some(old), Some(new), a[old]);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn short(old: &str, new: &str) -> Vec<String> {
        let line = |l: &Line| match (l.old, l.new) {
            (Some(o), Some(n)) => format!("{o}={n} {}", l.text),
            (Some(o), None) => format!("-{o} {}", l.text),
            (None, n) => format!("+{} {}", n.unwrap_or_default(), l.text),
        };
        hunks(old, new, 1)
            .unwrap()
            .iter()
            .map(|h| h.iter().map(line).collect::<Vec<_>>().join(" | "))
            .collect()
    }

    #[test]
    fn only_what_differs_is_shown_with_its_surroundings() {
        assert_eq!(short("a\nb\nc\nd\ne", "a\nb\nX\nd\ne"), ["2=2 b | -3 c | +3 X | 4=4 d"]);
        assert_eq!(
            short("a\nb\nc\nd\ne\nf\ng", "A\nb\nc\nd\ne\nf\nG"),
            ["-1 a | +1 A | 2=2 b", "6=6 f | -7 g | +7 G"]
        );
        assert_eq!(short("a\nb", "a\nx\nb"), ["1=1 a | +2 x | 2=3 b"]);
        assert_eq!(short("a\nx\nb", "a\nb"), ["1=1 a | -2 x | 3=2 b"]);
        assert_eq!(short("", "a"), ["+1 a"]);
        assert!(short("a\nb", "a\nb").is_empty());
    }

    #[test]
    fn the_common_part_is_the_longest() {
        let all = compare(&["x", "a", "b", "y", "c"], &["a", "z", "b", "c"]).unwrap();
        let same: Vec<_> = all.iter().filter(|l| !l.changed()).map(|l| l.text.as_str()).collect();
        assert_eq!(same, ["a", "b", "c"]);
    }

    #[test]
    fn texts_that_are_too_long_are_not_compared() {
        let long = "x\n".repeat(MAX_LINES + 1);
        assert!(hunks(&long, "y", 1).is_none());
        // One line in a long file is found all the same: what is equal at both ends costs nothing.
        let mut other: Vec<_> = long.lines().collect();
        other[900] = "z";
        assert_eq!(hunks(&long, &other.join("\n"), 0).unwrap().len(), 1);
    }
}
