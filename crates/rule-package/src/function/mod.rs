//! What the program does (REV-2).

pub(crate) mod category_mismatch;
pub(crate) mod finance_qualification;
pub(crate) mod finance_yield_claim;
pub(crate) mod medical_notice;

use crate::app::visible::Visible;

/// The first of the words that a text has, after folding, with its place in characters.
fn first_word<'w>(visible: &Visible<'_>, words: &'w [String]) -> Option<(&'w str, std::ops::Range<usize>)> {
    words.iter().find_map(|word| {
        let at = visible.text.find(word.as_str())?;
        let start = visible.text[..at].chars().count();
        let part = start..start + word.chars().count();
        Some((word.as_str(), visible.parts(&[part]).pop()?))
    })
}
