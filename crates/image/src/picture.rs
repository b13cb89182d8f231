//! A picture decoded once, with the planes that all measures share.

use std::sync::OnceLock;

use image::RgbImage;

use crate::{
    document::{self, Document},
    measure::{Format, Limits, MeasureError, probe},
    qr,
};

/// Longest side of the small plane in pixels, about.
const SMALL: usize = 1200;

/// One byte a pixel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plane {
    /// Pixels across.
    pub width: usize,
    /// Pixels down.
    pub height: usize,
    /// Rows from the top.
    pub values: Vec<u8>,
}

impl Plane {
    /// The value at a place.
    pub fn at(&self, x: usize, y: usize) -> u8 {
        self.values[y * self.width + x]
    }

    /// One row.
    pub fn row(&self, y: usize) -> &[u8] {
        &self.values[y * self.width..(y + 1) * self.width]
    }

    /// How often each value occurs in a part: left, top, right, bottom.
    pub fn histogram(&self, [x0, y0, x1, y1]: [usize; 4]) -> [u32; 256] {
        let mut bins = [0u32; 256];
        for y in y0..y1.min(self.height) {
            for value in &self.row(y)[x0..x1.min(self.width)] {
                bins[usize::from(*value)] += 1;
            }
        }
        bins
    }

    /// Mean over a square of `2 * radius + 1`, in two passes.
    #[must_use]
    pub fn mean(&self, radius: usize) -> Self {
        let across = sums(&self.values, self.width, self.height, radius);
        let turned = transpose(&across, self.width, self.height);
        let down = sums(&turned, self.height, self.width, radius);
        Self { width: self.width, height: self.height, values: transpose(&down, self.height, self.width) }
    }
}

/// Running mean along rows; at the ends over what is there.
fn sums(values: &[u8], width: usize, height: usize, radius: usize) -> Vec<u8> {
    let mut out = vec![0; values.len()];
    for y in 0..height {
        let row = &values[y * width..(y + 1) * width];
        let (mut sum, mut count) = (0u32, 0u32);
        for value in row.iter().take(radius) {
            sum += u32::from(*value);
            count += 1;
        }
        for x in 0..width {
            if let Some(value) = row.get(x + radius) {
                sum += u32::from(*value);
                count += 1;
            }
            if x > radius {
                sum -= u32::from(row[x - radius - 1]);
                count -= 1;
            }
            out[y * width + x] = u8::try_from(sum / count.max(1)).unwrap_or(u8::MAX);
        }
    }
    out
}

fn transpose(values: &[u8], width: usize, height: usize) -> Vec<u8> {
    let mut out = vec![0; values.len()];
    for y in 0..height {
        for x in 0..width {
            out[x * height + y] = values[y * width + x];
        }
    }
    out
}

/// The value below which a share of a histogram lies.
pub fn percentile(bins: &[u32; 256], share: f64) -> u8 {
    let total: u64 = bins.iter().map(|n| u64::from(*n)).sum();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a share of a count"
    )]
    let wanted = (total as f64 * share.clamp(0.0, 1.0)) as u64;
    let mut seen = 0;
    for (value, n) in (0u8..=255).zip(bins) {
        seen += u64::from(*n);
        if seen > wanted {
            return value;
        }
    }
    255
}

/// Size of the paper that a picture shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paper {
    /// Longer side in millimetres.
    pub long: f64,
    /// Shorter side in millimetres.
    pub short: f64,
}

impl Paper {
    /// A4, a licence's duplicate (副本).
    pub const A4: Self = Self { long: 297.0, short: 210.0 };
    /// A3, a licence's original (正本).
    pub const A3: Self = Self { long: 420.0, short: 297.0 };
}

/// A decoded picture.
#[derive(Debug)]
pub struct Picture<'a> {
    /// The file.
    pub bytes: &'a [u8],
    /// Its format.
    pub format: Format,
    /// What it declares as resolution.
    pub dpi: Option<f64>,
    /// Colours, turned as it is to be seen.
    pub rgb: RgbImage,
    /// Luminance.
    pub luma: Plane,
    /// Colours, made smaller by `factor` (mean of squares).
    pub small: RgbImage,
    /// Luminance of the small plane.
    pub small_luma: Plane,
    /// How many pixels make one of the small plane.
    pub factor: usize,
    /// Where the document lies.
    pub document: Document,
    /// Luminance of paper.
    pub paper: u8,
    /// Luminance of ink.
    pub ink: u8,
    /// Its size on paper.
    pub sheet: Paper,
    /// Its QR code, once it was looked for.
    pub(crate) code: OnceLock<Option<qr::Found>>,
}

impl<'a> Picture<'a> {
    /// Decodes a file within limits.
    pub fn open(bytes: &'a [u8], limits: &Limits, sheet: Paper) -> Result<Self, MeasureError> {
        let (format, dpi) = probe::header(bytes, limits)?;
        let rgb = probe::decode(bytes, format, limits)?;
        Ok(Self::of(bytes, format, dpi, rgb, sheet))
    }

    fn of(bytes: &'a [u8], format: Format, dpi: Option<f64>, rgb: RgbImage, sheet: Paper) -> Self {
        let luma = luma(&rgb);
        let factor = luma.width.max(luma.height).div_ceil(SMALL).max(1);
        let small = shrink(&rgb, factor);
        let small_luma = self::luma(&small);
        let document = document::find(&small_luma);
        let bins = small_luma.histogram(document.inside(&small_luma));
        let (paper, ink) = (percentile(&bins, 0.75), percentile(&bins, 0.01));
        Self {
            bytes,
            format,
            dpi,
            rgb,
            luma,
            small,
            small_luma,
            factor,
            document,
            paper,
            ink,
            sheet,
            code: OnceLock::new(),
        }
    }

    /// Pixels an inch of the sheet, by the document's sides.
    pub fn effective_dpi(&self) -> f64 {
        let (long, short) = self.document.sides();
        let scale = real(self.factor) * 25.4;
        // The whole picture is measured exactly; a found document to a pixel of the small plane.
        let (long, short) = if self.document.whole {
            let (w, h) = (real(self.luma.width), real(self.luma.height));
            (w.max(h) * 25.4, w.min(h) * 25.4)
        } else {
            (long * scale, short * scale)
        };
        (long / self.sheet.long).min(short / self.sheet.short)
    }

    /// A box of the small plane (left, top, right, bottom) in pixels of the picture: left, top, width, height.
    pub fn place(&self, [x0, y0, x1, y1]: [usize; 4]) -> [u32; 4] {
        let to = |v: usize, most: usize| u32::try_from((v * self.factor).min(most)).unwrap_or(u32::MAX);
        let (x, y) = (to(x0, self.luma.width), to(y0, self.luma.height));
        [x, y, to(x1, self.luma.width) - x, to(y1, self.luma.height) - y]
    }

    /// Difference of paper and ink, at least 1.
    pub fn contrast(&self) -> f64 {
        f64::from(self.paper.saturating_sub(self.ink).max(1))
    }
}

/// A count as a number to reckon with.
pub(crate) fn real(n: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "pixels of one picture")]
    let out = n as f64;
    out
}

/// A number as a pixel's index, from 0.
pub(crate) fn index(v: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
    let out = v.max(0.0) as usize;
    out
}

/// Luminance of colours.
pub fn luma(rgb: &RgbImage) -> Plane {
    let values = rgb.as_raw().chunks_exact(3).map(|p| {
        let sum = 77 * u32::from(p[0]) + 150 * u32::from(p[1]) + 29 * u32::from(p[2]);
        u8::try_from(sum >> 8).unwrap_or(u8::MAX)
    });
    Plane { width: rgb.width() as usize, height: rgb.height() as usize, values: values.collect() }
}

/// Means of squares of `factor` pixels; what does not fill a square at the right and bottom is left out, unless the
/// picture is smaller than one.
pub fn shrink(rgb: &RgbImage, factor: usize) -> RgbImage {
    let (width, height) = (rgb.width() as usize, rgb.height() as usize);
    let (w, h) = ((width / factor).max(1), (height / factor).max(1));
    let raw = rgb.as_raw();
    let mut out = Vec::with_capacity(w * h * 3);
    let mut sums = vec![[0u32; 3]; w];
    let square = u32::try_from(factor * factor).unwrap_or(u32::MAX).max(1);
    for y in 0..h {
        sums.fill([0; 3]);
        for dy in 0..factor {
            let row = &raw[((y * factor + dy).min(height - 1) * width) * 3..];
            for (sum, pixels) in sums.iter_mut().zip(row.chunks_exact(factor * 3)) {
                for p in pixels.chunks_exact(3) {
                    sum[0] += u32::from(p[0]);
                    sum[1] += u32::from(p[1]);
                    sum[2] += u32::from(p[2]);
                }
            }
        }
        for sum in &sums {
            out.extend(sum.map(|v| u8::try_from(v / square).unwrap_or(u8::MAX)));
        }
    }
    RgbImage::from_raw(to32(w), to32(h), out).unwrap_or_default()
}

fn to32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    #[test]
    fn shrinking_keeps_the_mean() {
        let rgb = RgbImage::from_fn(7, 5, |x, _| Rgb([if x % 2 == 0 { 0 } else { 200 }; 3]));
        let small = shrink(&rgb, 2);
        assert_eq!(small.dimensions(), (3, 2));
        assert!(small.pixels().all(|p| p.0 == [100; 3]));
        assert_eq!(shrink(&rgb, 1), rgb);
    }

    #[test]
    fn a_mean_of_a_plain_plane_is_plain() {
        let plane = Plane { width: 5, height: 4, values: vec![9; 20] };
        assert_eq!(plane.mean(2), plane);
        assert_eq!(percentile(&plane.histogram([0, 0, 5, 4]), 0.5), 9);
    }
}
