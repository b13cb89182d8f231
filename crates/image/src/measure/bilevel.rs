//! Photocopy (SUB-5): its solid areas are black or white, nothing between. A colour original and a scan in grey keep a
//! seal, an emblem and a frame of middle brightness.

use tongguan_model::material::MeasureKind;

use super::Measured;
use crate::picture::{Picture, real};

/// Places that are looked at along each direction, about.
const ALONG: usize = 900;
/// Fewer solid places of ink than this say nothing.
const ENOUGH: usize = 60;

pub(super) fn measure(picture: &Picture<'_>) -> Vec<Measured> {
    let [x0, y0, x1, y1] = picture.document.inside(&picture.small_luma).map(|v| v * picture.factor);
    let plane = &picture.luma;
    let (x1, y1) = (x1.min(plane.width), y1.min(plane.height));
    let ink = f64::from(crate::document::tone(plane, [x0, y0, x1, y1], 0.01));
    let contrast = (f64::from(picture.paper) - ink).max(1.0);
    let (plain, dark, light) = (contrast * 0.12, ink + contrast * 0.18, ink + contrast * 0.8);
    let step = |n: usize| (n / ALONG).max(1);
    let (mut black, mut middle) = (0usize, 0usize);
    for y in (y0 + 2..y1.saturating_sub(2)).step_by(step(y1 - y0)) {
        for x in (x0 + 2..x1.saturating_sub(2)).step_by(step(x1 - x0)) {
            let v = plane.at(x, y);
            if f64::from(v) > light {
                continue;
            }
            let around = [plane.at(x - 2, y), plane.at(x + 2, y), plane.at(x, y - 2), plane.at(x, y + 2)];
            if around.iter().any(|a| f64::from(a.abs_diff(v)) > plain) {
                continue;
            }
            if f64::from(v) < dark {
                black += 1;
            } else {
                middle += 1;
            }
        }
    }
    if black + middle < ENOUGH {
        return vec![Measured::none(MeasureKind::Bilevel)];
    }
    vec![Measured::new(MeasureKind::Bilevel, real(black) / real(black + middle))]
}
