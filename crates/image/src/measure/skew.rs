//! Tilt and perspective: the angle at which lines of text and frame stand most sharply on one another.
//!
//! Dark points are projected along an angle; where lines lie along it the profile is spiky, and its sum of squares greatest.
//! The upper half against the lower, and the left against the right, show edges that run together.

use tongguan_model::material::MeasureKind;

use super::Measured;
use crate::picture::{Picture, index, real};

/// Points that are projected, at most.
const POINTS: usize = 9000;
/// Fewer say nothing.
const ENOUGH: usize = 300;
/// Largest tilt that is looked for, in degrees.
const WIDEST: f64 = 20.0;

type Point = (f64, f64);

pub(super) fn measure(picture: &Picture<'_>) -> Vec<Measured> {
    let points = ink(picture);
    if points.len() < ENOUGH {
        return vec![Measured::none(MeasureKind::Skew), Measured::none(MeasureKind::Perspective)];
    }
    let rows = steepest(&points, 0.0, WIDEST, 1.0);
    let rows = steepest(&points, rows, 1.0, 0.1);
    let flipped: Vec<Point> = points.iter().map(|(x, y)| (*y, -*x)).collect();
    let columns = steepest(&flipped, rows, 6.0, 0.5);
    let columns = steepest(&flipped, columns, 0.5, 0.1);
    let mut apart = halves(&points, rows);
    apart = apart.max(halves(&flipped, columns));
    if !picture.document.whole {
        apart = apart.max(picture.document.keystone());
    }
    vec![Measured::new(MeasureKind::Skew, rows.abs()), Measured::new(MeasureKind::Perspective, apart)]
}

fn ink(picture: &Picture<'_>) -> Vec<Point> {
    let plane = &picture.small_luma;
    let [x0, y0, x1, y1] = picture.document.inside(plane);
    let dark = f64::from(picture.paper) - picture.contrast() * 0.4;
    let mut points = Vec::new();
    for y in y0..y1 {
        for (x, v) in plane.row(y)[x0..x1].iter().enumerate() {
            if f64::from(*v) < dark {
                points.push((real(x0 + x), real(y)));
            }
        }
    }
    let step = points.len().div_ceil(POINTS).max(1);
    points.into_iter().step_by(step).collect()
}

/// The angle around `middle` with the spikiest profile.
fn steepest(points: &[Point], middle: f64, reach: f64, step: f64) -> f64 {
    let count = index(reach / step);
    let mut best = (middle, -1.0);
    let mut bins = Vec::new();
    for i in 0..=2 * count {
        let angle = middle + (real(i) - real(count)) * step;
        let score = spikes(points, angle, &mut bins);
        // The middle wins a draw.
        if score > best.1 * (1.0 + 1e-9) {
            best = (angle, score);
        }
    }
    best.0
}

fn spikes(points: &[Point], degrees: f64, bins: &mut Vec<u32>) -> f64 {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let places = || points.iter().map(|(x, y)| y * cos - x * sin);
    let low = places().fold(f64::INFINITY, f64::min);
    bins.clear();
    for place in places() {
        let at = index(place - low);
        if at >= bins.len() {
            bins.resize(at + 1, 0);
        }
        bins[at] += 1;
    }
    bins.iter().map(|n| f64::from(*n).powi(2)).sum()
}

/// Degrees between the tilt of both halves across the lines.
fn halves(points: &[Point], angle: f64) -> f64 {
    let mut across: Vec<f64> = points.iter().map(|p| p.1).collect();
    let part = across.len() / 2;
    let middle = *across.select_nth_unstable_by(part, f64::total_cmp).1;
    let half = |upper: bool| -> Option<f64> {
        let part: Vec<Point> = points.iter().copied().filter(|p| (p.1 < middle) == upper).collect();
        (part.len() >= ENOUGH / 2).then(|| {
            let coarse = steepest(&part, angle, 6.0, 0.5);
            steepest(&part, coarse, 0.5, 0.1)
        })
    };
    match (half(true), half(false)) {
        (Some(a), Some(b)) => (a - b).abs(),
        _ => 0.0,
    }
}
