//! A screen's raster (翻拍): regular waves of a few pixels over plain paper. Their spectrum has one peak far above what noise and
//! print have.

use rustfft::{FftPlanner, num_complex::Complex};
use tongguan_model::material::MeasureKind;

use super::Measured;
use crate::picture::{Picture, real};

/// Side of a square.
const SIDE: usize = 64;
/// Squares that are added up, at most.
const SQUARES: usize = 24;
/// Waves a square from which on a wave is too short to be the print of a licence.
const SHORT: f64 = 10.5;

pub(super) fn measure(picture: &Picture<'_>) -> Vec<Measured> {
    let squares = plain(picture);
    if squares.len() < 3 {
        return vec![Measured::none(MeasureKind::Moire)];
    }
    let power = spectrum(picture, &squares);
    let fold = |i: usize| real(i.min(SIDE - i));
    let mut ring = Vec::new();
    let mut peak = 0.0f64;
    for y in 0..SIDE {
        for x in 0..=SIDE / 2 {
            let radius = fold(x).hypot(fold(y));
            // JPEG's own grid of eight pixels lies on both axes.
            let grid = (x.is_multiple_of(8) && y.is_multiple_of(8)) || x == 0 || y == 0;
            if (SHORT..31.0).contains(&radius) && !grid {
                ring.push(power[y * SIDE + x]);
                peak = peak.max(power[y * SIDE + x]);
            }
        }
    }
    let middle = ring.len() / 2;
    let usual = *ring.select_nth_unstable_by(middle, f64::total_cmp).1;
    // A peak counts only if the eye could see it: a thousandth of a step of noise is nothing.
    let floor = 0.02 * real(SIDE * SIDE);
    vec![Measured::new(MeasureKind::Moire, (peak / usual.max(floor)).max(1.0).log10())]
}

/// The plainest squares of the sheet.
fn plain(picture: &Picture<'_>) -> Vec<(usize, usize)> {
    let [x0, y0, x1, y1] = picture.document.inside(&picture.small_luma).map(|v| v * picture.factor);
    let (x1, y1) = (x1.min(picture.luma.width), y1.min(picture.luma.height));
    let step = |n: usize| (n / 24).max(SIDE);
    let mut found = Vec::new();
    let least = f64::from(picture.paper) - picture.contrast() * 0.35;
    for y in (y0..y1.saturating_sub(SIDE)).step_by(step(y1 - y0)) {
        for x in (x0..x1.saturating_sub(SIDE)).step_by(step(x1 - x0)) {
            let bins = picture.luma.histogram([x, y, x + SIDE, y + SIDE]);
            let (low, high) =
                (crate::picture::percentile(&bins, 0.005), crate::picture::percentile(&bins, 0.995));
            if f64::from(low) > least {
                found.push((high - low, x, y));
            }
        }
    }
    found.sort_unstable();
    found.into_iter().take(SQUARES).map(|(_, x, y)| (x, y)).collect()
}

/// Mean power of the squares.
fn spectrum(picture: &Picture<'_>, squares: &[(usize, usize)]) -> Vec<f64> {
    let fft = FftPlanner::<f64>::new().plan_fft_forward(SIDE);
    let window: Vec<f64> =
        (0..SIDE).map(|i| 0.5 - 0.5 * (std::f64::consts::TAU * real(i) / real(SIDE)).cos()).collect();
    let mut power = vec![0.0; SIDE * SIDE];
    for (x, y) in squares {
        let mut cells: Vec<Complex<f64>> = Vec::with_capacity(SIDE * SIDE);
        let part = |i: usize| f64::from(picture.luma.at(x + i % SIDE, y + i / SIDE));
        let mean = (0..SIDE * SIDE).map(part).sum::<f64>() / real(SIDE * SIDE);
        cells.extend(
            (0..SIDE * SIDE)
                .map(|i| Complex::new((part(i) - mean) * window[i % SIDE] * window[i / SIDE], 0.0)),
        );
        cells.chunks_exact_mut(SIDE).for_each(|row| fft.process(row));
        let mut turned: Vec<Complex<f64>> =
            (0..SIDE * SIDE).map(|i| cells[(i % SIDE) * SIDE + i / SIDE]).collect();
        turned.chunks_exact_mut(SIDE).for_each(|row| fft.process(row));
        for i in 0..SIDE * SIDE {
            power[i] += turned[(i % SIDE) * SIDE + i / SIDE].norm_sqr() / real(squares.len());
        }
    }
    power
}
