//! 香港商业登记号码: since 2023-12-27 the unique business identifier, eight characters; the certificate adds branch, month, year and a check.

use tongguan_model::text::bi;

use super::reading::{Kind, Reading};
use crate::fold_number;

/// Reads an identifier or a whole certificate number. No check digit is published: only the form.
pub fn read(text: &str) -> Option<Reading> {
    let folded = fold_number(text);
    let (code, rest) = folded.split_at_checked(8)?;
    let letters = code.bytes().take_while(u8::is_ascii_uppercase).count();
    if letters > 3 || !code.bytes().skip(letters).all(|b| b.is_ascii_digit()) {
        return None;
    }
    // NNNNNNNN-000-MM-YY-X
    let branch = rest.len() == 8 && rest.bytes().take(7).all(|b| b.is_ascii_digit());
    let branch = branch && rest.is_ascii() && rest[7..].bytes().all(|b| b.is_ascii_alphanumeric());
    let month = rest.get(3..5).is_some_and(|m| ("01"..="12").contains(&m));
    let whole = branch && month;
    if !rest.is_empty() && !whole {
        return None;
    }
    let canonical = if rest.is_empty() {
        code.to_owned()
    } else {
        format!("{code}-{}-{}-{}-{}", &rest[..3], &rest[3..5], &rest[5..7], &rest[7..])
    };
    let mut out = Reading::new(Kind::HkBusinessRegistration, canonical);
    let what = if letters == 0 {
        bi("商业登记证号码", "business registration number")
    } else {
        bi(
            format!("无商业登记证的实体（{}）", &code[..letters]),
            format!("entity without a certificate ({})", &code[..letters]),
        )
    };
    out.part(0..8, ("商业实体识别码", "unique business identifier"), what);
    if !rest.is_empty() {
        out.part(9..12, ("分行号", "branch"), bi(&rest[..3], &rest[..3]));
        let until = format!("20{}-{}", &rest[5..7], &rest[3..5]);
        out.part(13..18, ("届满月份", "expires"), bi(&*until, &*until));
    }
    out.fit = match (rest.is_empty(), letters) {
        (false, _) => 80,
        (_, 0) => 48,
        _ => 60,
    };
    Some(out)
}
