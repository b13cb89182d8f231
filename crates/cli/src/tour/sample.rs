//! What the applicant declares: the published vectors of the standards where one will do, and freshly computed
//! numbers with right check characters where a limit counts them. Nobody real.

use std::io::Cursor;

use anyhow::{Result, anyhow};
use serde_json::{Value, json};

/// Input of one run.
#[derive(Debug)]
pub(super) struct Sample {
    /// Tells runs apart.
    pub tag: String,
    /// The applicant's address.
    pub email: String,
    /// The applicant's password.
    pub password: String,
    /// The applicant's number.
    pub phone: String,
    uscc: String,
}

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Random text of an alphabet.
pub(super) fn random(alphabet: &[u8], n: usize) -> Result<String> {
    let mut bytes = vec![0; n * 2];
    getrandom::fill(&mut bytes).map_err(|e| anyhow!("no randomness from the system: {e}"))?;
    let pairs = bytes.chunks_exact(2).map(|p| usize::from(p[0]) << 8 | usize::from(p[1]));
    Ok(pairs.map(|i| char::from(alphabet[i % alphabet.len()])).collect())
}

/// A password that the policy takes.
pub(super) fn password() -> Result<String> {
    Ok(format!("Tour-{}-7!", random(b"abcdefghjkmnpqrstuvwxyz", 12)?))
}

fn value(c: u8) -> usize {
    ALPHABET.iter().position(|a| *a == c).unwrap_or_default()
}

/// A social credit code over random characters (GB 32100-2015, GB 11714-1997).
fn uscc() -> Result<String> {
    let organisation = format!("MA{}", random(ALPHABET, 6)?);
    let sum: usize = organisation
        .bytes()
        .zip([3, 7, 9, 10, 5, 8, 4, 2])
        .map(|(c, w)| char::from(c).to_digit(36).unwrap_or_default() as usize * w)
        .sum();
    let inner = match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        n => char::from(b'0' + n as u8),
    };
    let first = format!("91350100{organisation}{inner}");
    let (sum, _) = first.bytes().fold((0, 1), |(sum, w), c| (sum + value(c) * w, w * 3 % 31));
    Ok(format!("{first}{}", char::from(ALPHABET[(31 - sum % 31) % 31])))
}

impl Sample {
    /// For a new run.
    pub(super) fn fresh() -> Result<Self> {
        let tag = random(b"ABCDEFGHJKLMNPQRTUWXY2346789", 5)?;
        Ok(Self {
            email: format!("tour-{}@qinghuai.example", tag.to_lowercase()),
            password: password()?,
            phone: format!("1380013{}", random(b"0123456789", 4)?),
            uscc: uscc()?,
            tag,
        })
    }

    /// The name that is applied for.
    pub(super) fn name(&self) -> String {
        format!("青槐挂号{}", self.tag)
    }

    /// The enterprise.
    pub(super) fn subject(&self) -> Value {
        json!({ "type": "enterprise", "facts": {
            "name": format!("云汀市青槐诊所管理有限公司{}", self.tag), "uscc": self.uscc, "legal_rep_name": "张三",
            "legal_rep_id_number": "11010519491231002X", "legal_rep_mobile": "13800138000",
            "bank_branch": "云汀银行青槐支行", "bank_number": "102100099996",
            "bank_account": "6222021234567890123" } })
    }
}

/// A PNG like a scanned document: paper, lines of strokes, a red seal. Its bytes differ by `seed`.
pub(super) fn picture(seed: u32) -> Result<Vec<u8>> {
    let (width, height) = (900, 600);
    let image = image::RgbImage::from_fn(width, height, |x, y| {
        let (dx, dy) = (x.abs_diff(width * 3 / 4), y.abs_diff(height * 3 / 4));
        let ring = dx * dx + dy * dy;
        if ring < 10_000 && ring > 7_000 {
            image::Rgb([200, 24, 30])
        } else if y % 12 < 2 && !(x / 7 + seed).is_multiple_of(3) {
            image::Rgb([30, 30, 34])
        } else {
            image::Rgb([248, 246, 240])
        }
    });
    let mut out = Cursor::new(Vec::new());
    image.write_to(&mut out, image::ImageFormat::Png)?;
    Ok(out.into_inner())
}

#[cfg(test)]
mod tests {
    use tongguan_model::subject::SubjectType;

    use super::*;

    #[test]
    fn made_up_codes_are_well_formed() {
        for _ in 0..200 {
            let code = uscc().unwrap();
            let found =
                tongguan_rule_subject::uscc::check("uscc", &code, Some(SubjectType::Enterprise)).unwrap();
            assert!(!found.inner_mismatch && !found.type_mismatch, "{code}");
        }
    }
}
