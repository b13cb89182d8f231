//! 澳门商业登记编号: no source gives its form, so any short number passes and the document decides.

use tongguan_model::text::bi;

use super::reading::{Kind, Reading};

/// Longest number.
const MOST: usize = 20;

/// Reads digits, capital letters, brackets, strokes and hyphens; by itself only with the endings that registers print.
pub fn read(text: &str) -> Option<Reading> {
    let code = text.trim().to_uppercase();
    if !well_formed(&code) {
        return None;
    }
    let digits = code.bytes().take_while(u8::is_ascii_digit).count();
    let ending = code[digits..].trim_matches([' ', '(', ')', '-', '/']);
    if !(3..=8).contains(&digits) || !matches!(ending, "SO" | "CO" | "SA") {
        return None;
    }
    let mut out = Reading::new(Kind::MacauRegistration, &*code);
    out.part(0..digits, ("编号", "number"), bi(&code[..digits], &code[..digits]));
    out.part(digits..code.len(), ("种类", "kind"), bi(ending, ending));
    out.fit = 66;
    Some(out)
}

/// Whether a text may be such a number at all.
pub fn well_formed(text: &str) -> bool {
    (1..=MOST).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b"()/ -".contains(&b))
        && text.bytes().any(|b| b.is_ascii_digit())
}
