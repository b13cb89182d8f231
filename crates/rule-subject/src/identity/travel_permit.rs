//! Travel permits of Hong Kong, Macau and Taiwan residents. They have no check digit; identity is compared without renewal digits.

use tongguan_model::text::bi;

use super::reading::{Kind, Reading};

fn folded(text: &str) -> String {
    // Case counts: a permit's letter is upper case.
    text.trim()
        .chars()
        .filter(|c| !matches!(c, ' ' | '\u{3000}' | '-'))
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            c => c,
        })
        .collect()
}

/// 港澳居民来往内地通行证: H or M, 8 digits for life, perhaps 2 of the renewal.
pub fn read_hk_mo(text: &str) -> Option<Reading> {
    let code = folded(text);
    let digits = code.strip_prefix(['H', 'M'])?;
    if !matches!(digits.len(), 8 | 10) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut out = Reading::new(Kind::HkMoTravelPermit, &*code);
    let place = if code.starts_with('H') { bi("香港", "Hong Kong") } else { bi("澳门", "Macau") };
    out.part(0..1, ("地区", "place"), place);
    out.personal(1..9, ("终身号", "number for life"), bi(&digits[..8], &digits[..8]));
    if digits.len() == 10 {
        out.part(9..11, ("换证次数", "renewal"), bi(&digits[8..], &digits[8..]));
    }
    out.fit = 75;
    Some(out)
}

/// 台湾居民来往大陆通行证: 8 digits for life, perhaps 2 of the issue.
pub fn read_taiwan(text: &str) -> Option<Reading> {
    let code = folded(text);
    if !matches!(code.len(), 8 | 10) || !code.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut out = Reading::new(Kind::TaiwanTravelPermit, &*code);
    out.personal(0..8, ("终身号", "number for life"), bi(&code[..8], &code[..8]));
    if code.len() == 10 {
        out.part(8..10, ("签发次数", "issue"), bi(&code[8..], &code[8..]));
    }
    out.fit = 45;
    Some(out)
}

/// The part of a permit that stays a holder's for life: what two permits are compared by.
pub fn identity(reading: &Reading) -> &str {
    let most = if reading.kind == Kind::HkMoTravelPermit { 9 } else { 8 };
    &reading.canonical[..most.min(reading.canonical.len())]
}
