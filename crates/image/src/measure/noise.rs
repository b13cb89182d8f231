//! Noise of plain paper: how far a pixel lies from the mean of its neighbours, in steps of 255, on the plainer half of the
//! sheet.

use tongguan_model::material::MeasureKind;

use super::Measured;
use crate::picture::{Picture, real};

/// Side of a square that is looked at.
const SIDE: usize = 12;
/// Squares along each direction, about.
const ALONG: usize = 60;

pub(super) fn measure(picture: &Picture<'_>) -> Vec<Measured> {
    let [x0, y0, x1, y1] = picture.document.inside(&picture.small_luma).map(|v| v * picture.factor);
    let plane = &picture.luma;
    let (x1, y1) = (x1.min(plane.width), y1.min(plane.height));
    let bright = f64::from(picture.paper) - picture.contrast() * 0.25;
    let step = |n: usize| (n / ALONG).max(SIDE);
    let mut found = Vec::new();
    for y in (y0 + 1..y1.saturating_sub(SIDE + 1)).step_by(step(y1 - y0)) {
        for x in (x0 + 1..x1.saturating_sub(SIDE + 1)).step_by(step(x1 - x0)) {
            let (mut sum, mut squares) = (0.0, 0.0);
            for dy in 0..SIDE {
                let (up, row, low) = (plane.row(y + dy - 1), plane.row(y + dy), plane.row(y + dy + 1));
                for i in x..x + SIDE {
                    let v = f64::from(row[i]);
                    sum += v;
                    let around =
                        f64::from(up[i]) + f64::from(low[i]) + f64::from(row[i - 1]) + f64::from(row[i + 1]);
                    squares += (v - around / 4.0).powi(2);
                }
            }
            let n = real(SIDE * SIDE);
            if sum / n >= bright {
                // The mean of four neighbours has a quarter of the variance of one pixel.
                found.push((squares / n / 1.25).sqrt());
            }
        }
    }
    if found.len() < 20 {
        return vec![Measured::none(MeasureKind::Noise)];
    }
    let middle = found.len() / 3;
    vec![Measured::new(MeasureKind::Noise, *found.select_nth_unstable_by(middle, f64::total_cmp).1)]
}
