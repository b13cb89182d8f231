//! 台湾统一编号: eight digits, weights 1 2 1 2 1 2 4 1, sum of the digits of the products. Since 2023-04-01 it has to divide by 5, formerly
//! by 10; with a 7 in the seventh place the sum or one more.

use tongguan_model::text::bi;

use super::reading::{Kind, Problem, Reading};
use crate::fold_number;

fn sum(bytes: &[u8]) -> u32 {
    let digit = |n: u32| n / 10 + n % 10;
    bytes.iter().zip([1, 2, 1, 2, 1, 2, 4, 1]).map(|(b, w)| digit(u32::from(b - b'0') * w)).sum()
}

fn divides(bytes: &[u8], by: u32) -> bool {
    let sum = sum(bytes);
    sum.is_multiple_of(by) || (bytes[6] == b'7' && (sum + 1).is_multiple_of(by))
}

/// Reads eight digits.
pub fn read(text: &str) -> Option<Reading> {
    let code = fold_number(text);
    let bytes = code.as_bytes();
    if bytes.len() != 8 || !bytes.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let mut out = Reading::new(Kind::TaiwanUbn, &*code);
    out.part(0..8, ("统一编号", "unified business number"), bi(&*code, &*code));
    if divides(bytes, 5) {
        out.fit = 50;
        if !divides(bytes, 10) {
            out.warnings.push(Problem::new(
                "ubn-new-rule",
                "只符合 2023 年 4 月起的校验规则。",
                "It fits only the check rule in force since April 2023.",
            ));
        }
    } else {
        let last = (b'0'..=b'9').find(|d| divides(&[&bytes[..7], &[*d]].concat(), 5)).map(char::from);
        let mut problem = Problem::new(
            "ubn-check",
            format!("校验不符：加权和 {} 不能被 5 整除。", sum(bytes)),
            format!("It fails its check: the weighted sum {} does not divide by 5.", sum(bytes)),
        )
        .at(7..8);
        problem.expected = last.map(String::from);
        out.problems.push(problem);
        out.fit = 18;
    }
    Some(out)
}
