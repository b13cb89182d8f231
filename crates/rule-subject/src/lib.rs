//! Rules over registration facts: identity numbers, phones, names, domains, passwords, versions.
//!
//! Each answers with the value it understood or a [`FieldError`] that names the rule, what was measured and what
//! to do. A passed check digit never means that the number exists.

pub mod bank;
pub mod domain;
pub mod email;
pub mod enterprise_name;
pub mod identity;
pub mod licence;
pub mod mobile;
pub mod name;
pub mod paper;
pub mod password;
pub mod resident_id;
pub mod uscc;
pub mod version;

pub use tongguan_model::refusal::FieldError;

/// Half width, upper case, without spaces, hyphens and zero-width characters: how numbers are read.
pub(crate) fn fold_number(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
            ' ' | '\u{3000}' | '-' | '\u{200b}'..='\u{200f}' | '\u{feff}' | '\t' => None,
            other => Some(other),
        })
        .filter(|c| *c != '-')
        .flat_map(char::to_uppercase)
        .collect()
}
