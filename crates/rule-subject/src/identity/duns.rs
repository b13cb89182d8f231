//! D-U-N-S: nine digits. Its check digit was given up about 2006, so Luhn is a hint and no test.

use tongguan_model::text::bi;

use super::{
    checksum::luhn,
    reading::{Kind, Problem, Reading},
};
use crate::fold_number;

/// Reads nine digits.
pub fn read(text: &str) -> Option<Reading> {
    let code = fold_number(text);
    if code.len() != 9 || !code.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut out = Reading::new(Kind::Duns, &*code);
    let hint = if luhn(code.as_bytes()) {
        bi("校验相符（旧规则，仅供参考）", "fits the former check, a hint only")
    } else {
        bi("无校验规则", "no check rule")
    };
    out.part(0..9, ("号码", "number"), hint);
    out.fit = if luhn(code.as_bytes()) { 44 } else { 34 };
    if matches!(&*code, "000000000" | "999999999") {
        out.problems
            .push(Problem::new("duns-placeholder", "这是占位号码。", "This is a placeholder.").at(0..9));
        out.fit = 10;
    }
    Some(out)
}
