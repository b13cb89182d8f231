//! "Did you mean": numbers that differ from the typed one by a mistake of eye or hand, and whose check digits fit.

use tongguan_model::text::{Bilingual, bi};

/// Characters that are taken for each other, by people and by OCR; of one row, any for any.
const CONFUSED: [&str; 12] =
    ["0ODQ", "1IL7T", "2Z", "5S6", "8B3", "6G", "9GQ", "UVY", "MN", "4A", "8069", "CG"];
/// Most that are offered.
const MOST: usize = 3;
/// Most illegal characters for which replacements are tried.
const ILLEGAL: usize = 4;

/// A number that may be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The number.
    pub text: String,
    /// Characters changed: place from 0, was, is.
    pub changes: Vec<(usize, char, char)>,
}

impl Suggestion {
    /// The change in words, without the rest of the number.
    pub fn words(&self) -> Bilingual {
        let zh: Vec<_> =
            self.changes.iter().map(|(i, was, is)| format!("第 {} 位 {was} → {is}", i + 1)).collect();
        let en: Vec<_> =
            self.changes.iter().map(|(i, was, is)| format!("character {} {was} → {is}", i + 1)).collect();
        bi(zh.join("，"), en.join(", "))
    }
}

fn others(c: char) -> Vec<char> {
    let mut all: Vec<char> = CONFUSED
        .iter()
        .filter(|row| row.contains(c))
        .flat_map(|row| row.chars())
        .filter(|o| *o != c)
        .collect();
    let mut seen = Vec::new();
    all.retain(|o| {
        !seen.contains(o) && {
            seen.push(*o);
            true
        }
    });
    all
}

/// Numbers near `text` that `fits` accepts; `legal` says which characters may stand where.
pub(crate) fn near(
    text: &str,
    legal: impl Fn(usize, char) -> bool,
    fits: impl Fn(&str) -> bool,
) -> Vec<Suggestion> {
    let chars: Vec<char> = text.chars().collect();
    let mut out: Vec<Suggestion> = Vec::new();
    let mut offer = |new: &[char]| {
        let text: String = new.iter().collect();
        if out.len() < MOST && fits(&text) && !out.iter().any(|s| s.text == text) {
            let changes = chars.iter().zip(new).enumerate().filter(|(_, (a, b))| a != b);
            let changes = changes.map(|(i, (a, b))| (i, *a, *b)).collect();
            out.push(Suggestion { text, changes });
        }
    };
    let illegal: Vec<usize> = (0..chars.len()).filter(|i| !legal(*i, chars[*i])).collect();
    if !illegal.is_empty() {
        if illegal.len() > ILLEGAL {
            return out;
        }
        let mut tries = vec![chars.clone()];
        for i in illegal {
            let of = others(chars[i]).into_iter().filter(|o| legal(i, *o));
            tries = of
                .flat_map(|o| {
                    tries.iter().map(move |t| {
                        let mut t = t.clone();
                        t[i] = o;
                        t
                    })
                })
                .collect();
        }
        tries.iter().for_each(|t| offer(t));
        return out;
    }
    for i in 0..chars.len() {
        for o in others(chars[i]).into_iter().filter(|o| legal(i, *o)) {
            let mut new = chars.clone();
            new[i] = o;
            offer(&new);
        }
    }
    for i in 1..chars.len() {
        let (a, b) = (chars[i - 1], chars[i]);
        if a != b && legal(i - 1, b) && legal(i, a) {
            let mut new = chars.clone();
            new.swap(i - 1, i);
            offer(&new);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_fits_is_offered() {
        let digits = |_: usize, c: char| c.is_ascii_digit();
        let found = near("1O3", digits, |t| t == "103");
        assert_eq!(found, [Suggestion { text: "103".into(), changes: vec![(1, 'O', '0')] }]);
        assert_eq!(found[0].words().zh, "第 2 位 O → 0");
        assert_eq!(near("132", digits, |t| t == "123")[0].changes, [(1, '3', '2'), (2, '2', '3')]);
        assert!(near("1O3", digits, |_| false).is_empty());
        assert!(near("OOOOO", digits, |_| true).is_empty());
        assert_eq!(near("111", digits, |_| true).len(), MOST);
    }
}
