//! Enlarged pictures (SUB-2): a program that makes pixels from fewer mixes neighbours in a rhythm, and the rhythm shows.
//!
//! The second difference along a line is small where a pixel was made from two and large where it was copied. Its mean over
//! many lines, column by column, has a peak at the frequency of the smaller picture's pixels. The frequency is the share of
//! real detail; without a peak all of it is taken for real. Whether it is also sharp, [`super::blur`] says.

use rustfft::{FftPlanner, num_complex::Complex};
use tongguan_model::material::MeasureKind;

use super::Measured;
use crate::picture::{Picture, Plane, index, real};

/// Lines that are added up, about.
const LINES: usize = 300;
/// A peak stands so many times above its surroundings.
const PEAK: f64 = 4.2;

pub(super) fn measure(picture: &Picture<'_>) -> Vec<Measured> {
    let [x0, y0, x1, y1] = picture.document.inside(&picture.small_luma).map(|v| v * picture.factor);
    let (x1, y1) = (x1.min(picture.luma.width), y1.min(picture.luma.height));
    if x1.saturating_sub(x0) < 400 || y1.saturating_sub(y0) < 400 {
        return vec![Measured::none(MeasureKind::Detail)];
    }
    // In quarters: a QR code has a rhythm of its own, in one of them.
    let (mx, my) = (usize::midpoint(x0, x1), usize::midpoint(y0, y1));
    let quarters = [[x0, y0, mx, my], [mx, y0, x1, my], [x0, my, mx, y1], [mx, my, x1, y1]];
    let mut found: Vec<f64> = Vec::new();
    for part in quarters {
        let across = peak(&rhythm(&picture.luma, part, true));
        let down = peak(&rhythm(&picture.luma, part, false));
        if across.0.min(down.0) > PEAK && (same(across.1, down.1) || harmonic(across.1, down.1)) {
            found.push(across.1);
        }
    }
    found.sort_by(f64::total_cmp);
    // Chance finds one quarter with one frequency in both directions, hardly two with the same.
    let share = found.windows(2).find(|pair| same(pair[0], pair[1])).map_or(1.0, |pair| pair[0]);
    vec![Measured::new(MeasureKind::Detail, share)]
}

fn same(a: f64, b: f64) -> bool {
    (a - b).abs() < 0.004
}

/// Whether one is the double of the other, folded at half a wave a pixel: copied pixels have strong harmonics.
fn harmonic(a: f64, b: f64) -> bool {
    let double = |f: f64| if f > 0.25 { 1.0 - 2.0 * f } else { 2.0 * f };
    same(double(a), b) || same(a, double(b))
}

/// Mean second difference at each place along a line.
fn rhythm(plane: &Plane, [x0, y0, x1, y1]: [usize; 4], along_rows: bool) -> Vec<f64> {
    let (length, lines) = if along_rows { (x1 - x0, y1 - y0) } else { (y1 - y0, x1 - x0) };
    let mut out = vec![0.0; length - 2];
    for line in (0..lines).step_by((lines / LINES).max(1)) {
        let at = |i: usize| {
            i32::from(if along_rows { plane.at(x0 + i, y0 + line) } else { plane.at(x0 + line, y0 + i) })
        };
        let (mut before, mut here) = (at(0), at(1));
        for (i, sum) in out.iter_mut().enumerate() {
            let next = at(i + 2);
            *sum += f64::from((before + next - 2 * here).abs());
            (before, here) = (here, next);
        }
    }
    // Text is unevenly spread: every place is held against its surroundings.
    let reach = 12;
    (0..out.len())
        .map(|i| {
            let part = &out[i.saturating_sub(reach)..(i + reach + 1).min(out.len())];
            let mean = part.iter().sum::<f64>() / real(part.len());
            (out[i] / mean.max(1e-6) - 1.0).clamp(-1.0, 2.0)
        })
        .collect()
}

/// Height of the highest peak above its surroundings, and its frequency.
fn peak(values: &[f64]) -> (f64, f64) {
    let n = values.len();
    let mut cells: Vec<Complex<f64>> = values.iter().map(|v| Complex::new(*v, 0.0)).collect();
    FftPlanner::<f64>::new().plan_fft_forward(n).process(&mut cells);
    let power: Vec<f64> = cells.iter().take(n / 2 + 1).map(|c| c.norm()).collect();
    let (low, high) = (index(real(n) * 0.22), n / 2);
    let mut sorted = power[low..high].to_vec();
    let middle = sorted.len() / 2;
    let usual = *sorted.select_nth_unstable_by(middle, f64::total_cmp).1;
    let mut best = (0.0, 1.0);
    for (i, p) in power.iter().enumerate().take(high + 1).skip(low) {
        let frequency = real(i) / real(n);
        // The grid of JPEG repeats every eight pixels.
        let eighth = (frequency * 8.0 - (frequency * 8.0).round()).abs() < 0.08;
        if !eighth && p / usual.max(1e-9) > best.0 {
            best = (p / usual.max(1e-9), frequency);
        }
    }
    best
}
