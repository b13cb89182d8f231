//! 外国人永久居留身份证: version 2023 has 18 digits that begin with 9, version 2017 three letters and 12 digits; both are valid.

use time::Date;
use tongguan_model::text::bi;

use super::reading::{Kind, Reading};
use crate::{fold_number, resident_id};

/// Reads either version. The new one shares date and check with the resident ID number.
pub fn read(text: &str, today: Date) -> Option<Reading> {
    let code = fold_number(text);
    let bytes = code.as_bytes();
    match bytes.len() {
        18 if bytes[0] == b'9' => {
            let mut out = resident_id::frame(Kind::ForeignerCard, &code, today)?;
            out.part(0..1, ("证件类别", "kind"), bi("外国人永久居留", "permanent residence of a foreigner"));
            out.part(1..3, ("受理地区", "place of application"), bi(&code[1..3], &code[1..3]));
            out.personal(
                3..6,
                ("国籍", "nationality"),
                bi(format!("ISO 3166 代码 {}", &code[3..6]), format!("ISO 3166 code {}", &code[3..6])),
            );
            out.parts.sort_by_key(|p| p.span.start);
            // A social credit code of an enterprise begins with 91 too, and may be digits only.
            out.fit = out.fit.saturating_sub(5);
            Some(out)
        }
        15 if bytes[..3].iter().all(u8::is_ascii_uppercase) && bytes[3..].iter().all(u8::is_ascii_digit) => {
            let mut out = Reading::new(Kind::ForeignerCardOld, &*code);
            out.personal(0..3, ("国籍", "nationality"), bi(&code[..3], &code[..3]));
            out.personal(3..15, ("号码", "number"), bi("无公开的校验规则", "no published check rule"));
            out.fit = 65;
            Some(out)
        }
        _ => None,
    }
}
