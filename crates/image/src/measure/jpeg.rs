//! Quality of the JPEG compression, from its quantisation tables: what an encoder of the Independent JPEG Group would
//! have been asked for. A PNG has lost nothing and has none.

use tongguan_model::material::MeasureKind;

use super::{Format, Measured};
use crate::picture::{Picture, real};

/// Annex K of the JPEG standard, luminance, in zigzag order.
const STANDARD: [u16; 64] = [
    16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40,
    58, 51, 61, 60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103,
    104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
];

pub(super) fn measure(picture: &Picture<'_>) -> Vec<Measured> {
    if picture.format != Format::Jpeg {
        return vec![Measured::none(MeasureKind::JpegQuality)];
    }
    let found =
        luminance_table(picture.bytes).map(|table| Measured::new(MeasureKind::JpegQuality, quality(&table)));
    vec![found.unwrap_or_else(|| Measured::none(MeasureKind::JpegQuality))]
}

/// The first table with number 0.
fn luminance_table(bytes: &[u8]) -> Option<[u16; 64]> {
    let mut at = 2;
    while bytes.get(at) == Some(&0xff) {
        let marker = *bytes.get(at + 1)?;
        if marker == 0xff {
            at += 1;
            continue;
        }
        if marker == 0xda || marker == 0xd9 {
            return None;
        }
        let len = usize::from(u16::from_be_bytes(*bytes.get(at + 2..)?.first_chunk::<2>()?));
        if marker == 0xdb {
            let mut segment = bytes.get(at + 4..at + 2 + len)?;
            while let Some((head, rest)) = segment.split_first() {
                let wide = head >> 4 != 0;
                let size = if wide { 128 } else { 64 };
                let values = rest.get(..size)?;
                if head & 15 == 0 {
                    return Some(std::array::from_fn(|i| {
                        if wide {
                            u16::from_be_bytes([values[2 * i], values[2 * i + 1]])
                        } else {
                            u16::from(values[i])
                        }
                    }));
                }
                segment = rest.get(size..)?;
            }
        }
        at += 2 + len;
    }
    None
}

/// The quality whose scaled standard table is nearest.
fn quality(table: &[u16; 64]) -> f64 {
    let apart = |quality: u32| -> f64 {
        let scale = if quality < 50 { 5000 / quality } else { 200 - 2 * quality };
        let pairs = STANDARD.iter().zip(table);
        pairs
            .map(|(standard, value)| {
                let wanted = (u32::from(*standard) * scale + 50) / 100;
                (f64::from(wanted.clamp(1, 255)) - f64::from(*value)).abs()
            })
            .sum()
    };
    let best = (1u32..=100).min_by(|a, b| apart(*a).total_cmp(&apart(*b))).unwrap_or(1);
    real(best as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{RgbImage, codecs::jpeg::JpegEncoder};

    #[test]
    fn the_quality_that_was_asked_for_is_read_back() {
        for asked in [10u8, 35, 50, 75, 92, 100] {
            let mut out = Vec::new();
            let picture = RgbImage::from_pixel(16, 16, image::Rgb([9, 120, 40]));
            JpegEncoder::new_with_quality(&mut out, asked).encode_image(&picture).unwrap();
            let read = quality(&luminance_table(&out).unwrap());
            assert!((read - f64::from(asked)).abs() <= 1.0, "{asked}: {read}");
        }
        assert_eq!(luminance_table(b"\xff\xd8\xff\xdb\x00\x43\x00"), None);
    }
}
