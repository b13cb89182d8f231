//! Enlarged pictures (SUB-2): a program that makes pixels from fewer mixes neighbours in a rhythm, and the rhythm shows.
//!
//! The second difference along a line is small where a pixel was made from two and large where it was copied. Its mean over
//! many lines, column by column, repeats with the smaller picture's pixels. Rows and columns of nine parts of the sheet are
//! asked, and their spectra added up: chance puts its peaks elsewhere in each, an enlargement in all at the same frequency.
//! Whether the picture is also sharp, [`super::blur`] says.

use rustfft::{FftPlanner, num_complex::Complex};
use tongguan_model::material::MeasureKind;

use super::Measured;
use crate::picture::{Picture, Plane, index, real};

/// Parts along each side of the sheet.
const PARTS: usize = 3;
/// Lines that are added up in each part, about.
const LINES: usize = 500;
/// Points of a spectrum.
const POINTS: usize = 4096;
/// The lowest frequency that is looked at; print is louder below.
const LOWEST: f64 = 0.2;
/// The mean of all spectra stands so many times above its surroundings.
const PEAK: f64 = 2.06;
/// The same beside the frequencies of JPEG's blocks, which repeat every eight pixels and spread.
const PEAK_BY_BLOCKS: f64 = 2.35;
/// So near to a multiple of an eighth nothing is told, and so near only by the greater height.
const BLOCKS: (f64, f64) = (0.006, 0.014);
/// A QR code has a rhythm of its own in one part: no spectrum may say more than this.
const LOUDEST: f64 = 4.0;

pub(super) fn measure(picture: &Picture<'_>) -> Vec<Measured> {
    // The ornaments of the frame have a rhythm, too.
    let [x0, y0, x1, y1] = picture.document.within_frame(&picture.small_luma).map(|v| v * picture.factor);
    let (x1, y1) = (x1.min(picture.luma.width), y1.min(picture.luma.height));
    if x1.saturating_sub(x0) < 400 || y1.saturating_sub(y0) < 400 {
        return vec![Measured::none(MeasureKind::Detail)];
    }
    let (w, h) = ((x1 - x0) / PARTS, (y1 - y0) / PARTS);
    let parts = (0..PARTS * PARTS).map(|i| (x0 + i % PARTS * w, y0 + i / PARTS * h));
    let mut sum = vec![0.0; POINTS / 2 + 1];
    for ((x, y), along_rows) in parts.flat_map(|part| [(part, true), (part, false)]) {
        let spectrum = spectrum(&rhythm(&picture.luma, [x, y, x + w, y + h], along_rows));
        sum.iter_mut().zip(spectrum).for_each(|(sum, v)| *sum += v.min(LOUDEST) / real(2 * PARTS * PARTS));
    }
    vec![Measured::new(MeasureKind::Detail, peak(&sum).unwrap_or(1.0))]
}

/// The frequency of the highest point, if it is high enough.
fn peak(sum: &[f64]) -> Option<f64> {
    let from = index(LOWEST * real(POINTS));
    let frequency = |i: usize| real(i) / real(POINTS);
    let above = |i: usize| {
        let eighths = frequency(i) * 8.0;
        match (eighths - eighths.round()).abs() / 8.0 {
            near if near < BLOCKS.0 => 0.0,
            near if near < BLOCKS.1 => sum[i] / PEAK_BY_BLOCKS,
            _ => sum[i] / PEAK,
        }
    };
    let best = (from..sum.len()).max_by(|a, b| above(*a).total_cmp(&above(*b)))?;
    (above(best) > 1.0).then(|| frequency(best))
}

/// Mean second difference at each place along a line, held against its surroundings; what repeats every eight pixels, as
/// JPEG's blocks do, is taken off.
fn rhythm(plane: &Plane, [x0, y0, x1, y1]: [usize; 4], along_rows: bool) -> Vec<f64> {
    let (length, lines) = if along_rows { (x1 - x0, y1 - y0) } else { (y1 - y0, x1 - x0) };
    let mut sums = vec![0.0; length - 2];
    for line in (0..lines).step_by((lines / LINES).max(1)) {
        let at = |i: usize| {
            i32::from(if along_rows { plane.at(x0 + i, y0 + line) } else { plane.at(x0 + line, y0 + i) })
        };
        let (mut before, mut here) = (at(0), at(1));
        for (i, sum) in sums.iter_mut().enumerate() {
            let next = at(i + 2);
            *sum += f64::from((before + next - 2 * here).abs());
            (before, here) = (here, next);
        }
    }
    // Text is unevenly spread.
    let reach = 12;
    let mut out: Vec<f64> = (0..sums.len())
        .map(|i| {
            let part = &sums[i.saturating_sub(reach)..(i + reach + 1).min(sums.len())];
            let mean = part.iter().sum::<f64>() / real(part.len());
            (sums[i] / mean.max(1e-6) - 1.0).clamp(-1.0, 2.0)
        })
        .collect();
    for phase in 0..8 {
        let count = real(out.iter().skip(phase).step_by(8).count()).max(1.0);
        let mean = out.iter().skip(phase).step_by(8).sum::<f64>() / count;
        out.iter_mut().skip(phase).step_by(8).for_each(|v| *v -= mean);
    }
    out
}

/// Strength at each frequency up to half a wave a pixel, in units of what is usual around it.
fn spectrum(values: &[f64]) -> Vec<f64> {
    let n = values.len().min(POINTS);
    let mut cells = vec![Complex::new(0.0, 0.0); POINTS];
    for (i, (cell, v)) in cells.iter_mut().zip(values).enumerate() {
        let window = 0.5 - 0.5 * (std::f64::consts::TAU * (real(i) + 0.5) / real(n)).cos();
        cell.re = v * window;
    }
    FftPlanner::<f64>::new().plan_fft_forward(POINTS).process(&mut cells);
    let power: Vec<f64> = cells.iter().take(POINTS / 2 + 1).map(|c| c.norm()).collect();
    let block = POINTS / 32;
    let usual: Vec<f64> = power
        .chunks(block)
        .map(|part| {
            let mut sorted = part.to_vec();
            let middle = sorted.len() / 2;
            *sorted.select_nth_unstable_by(middle, f64::total_cmp).1
        })
        .collect();
    power
        .iter()
        .enumerate()
        .map(|(i, p)| p / usual[(i / block).min(POINTS / 2 / block - 1)].max(1e-9))
        .collect()
}
