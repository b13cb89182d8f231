//! 公安备案号: 省简称 + 公网安备 + 14 digits + 号; the first six digits are a division.

use tongguan_model::text::bi;
use tongguan_policy::IdentityPolicy;

use super::{
    division,
    reading::{Kind, Problem, Reading},
};

/// Reads a number as it stands at the foot of a site.
pub fn read(text: &str, policy: &IdentityPolicy) -> Option<Reading> {
    let code: String = crate::fold_number(text);
    let first = code.chars().next()?;
    let body = code[first.len_utf8()..].strip_prefix("公网安备")?;
    let number = body.strip_suffix('号').unwrap_or(body);
    let mut out = Reading::new(Kind::PublicSecurityFiling, format!("{first}公网安备 {number}号"));
    out.fit = 95;
    match policy.filing_provinces.iter().find(|p| p.short.starts_with(first)) {
        Some(p) => out.part(0..1, ("省份", "province"), bi(&*p.zh, &*p.en)),
        None => out.problems.push(super::icp::unknown_province(first)),
    }
    if number.len() != 14 || !number.bytes().all(|b| b.is_ascii_digit()) {
        let n = number.chars().count();
        let problem = Problem::new(
            "psb-digits",
            format!("「安备」后应为 14 位数字，现为 {n} 位。"),
            format!("There are 14 digits behind 安备, here {n}."),
        );
        out.problems.push(problem.at(6..6 + n));
        return Some(out);
    }
    let Some((name, _)) = division::name(&number[..6]) else {
        let problem = Problem::new(
            "psb-division",
            "前 6 位不是已知的区划。",
            "The first 6 digits are no known division.",
        );
        out.problems.push(problem.at(6..12));
        return Some(out);
    };
    out.part(6..12, ("区划", "division"), name);
    out.part(12..20, ("序号", "sequence"), bi(&number[6..], &number[6..]));
    Some(out)
}
