//! Check digits that several kinds share.

/// ISO 7064 MOD 11,10 over digits: the check digit.
pub(crate) fn mod_11_10(digits: &[u8]) -> Option<u8> {
    let mut p = 10;
    for b in digits {
        let d = char::from(*b).to_digit(10)?;
        let x = match (p + d) % 10 {
            0 => 10,
            x => x,
        };
        p = 2 * x % 11;
    }
    Some(b'0' + u8::try_from((11 - p) % 10).ok()?)
}

/// ISO 7064 MOD 11-2 over 17 digits: the check character of GB 11643.
pub(crate) fn mod_11_2(first17: &[u8]) -> Option<u8> {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let mut sum = 0;
    for (b, w) in first17.iter().zip(WEIGHTS) {
        sum += char::from(*b).to_digit(10)? * w;
    }
    Some(b"10X98765432"[(sum % 11) as usize])
}

/// ISO 7064 MOD 97-10: the remainder of the whole, letters as 10 to 35; 1 is right.
pub(crate) fn mod_97(text: &[u8]) -> Option<u32> {
    let mut rest = 0;
    for b in text {
        let d = char::from(*b).to_digit(36)?;
        rest = (rest * if d > 9 { 100 } else { 10 } + d) % 97;
    }
    Some(rest)
}

/// Luhn, for bank cards only.
pub(crate) fn luhn(digits: &[u8]) -> bool {
    let sum: Option<u32> = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(i, b)| {
            let d = char::from(*b).to_digit(10)?;
            Some(match i % 2 {
                0 => d,
                _ if d > 4 => 2 * d - 9,
                _ => 2 * d,
            })
        })
        .sum();
    sum.is_some_and(|s| s % 10 == 0)
}
