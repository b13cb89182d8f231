//! Colour original or grey copy (SUB-5): the share of pixels whose colour is not the one tint that lies over everything,
//! and the share of seal red among them.
//!
//! A tinted grey copy (sepia paper, warm light) is colourful and still has one chroma for each brightness. So the chroma of
//! paper and ink is learnt for each brightness and taken off; what is left is real colour.

use tongguan_model::material::MeasureKind;

use super::Measured;
use crate::picture::{Picture, real};

/// Brightness is looked at in so many steps.
const STEPS: usize = 16;
/// Chroma left over from which a pixel has a colour of its own; JPEG at low quality leaves about half.
const OWN: f64 = 22.0;
/// Chroma left over from which red counts as seal red.
const RED: f64 = 34.0;

fn chroma(p: &[u8]) -> (f64, f64, f64) {
    let (r, g, b) = (f64::from(p[0]), f64::from(p[1]), f64::from(p[2]));
    let y = 0.299 * r + 0.587 * g + 0.114 * b;
    (y, 0.564 * (b - y), 0.713 * (r - y))
}

fn step(y: f64) -> usize {
    crate::picture::index(y / 256.0 * real(STEPS)).min(STEPS - 1)
}

/// The chroma of the tint for each brightness: a straight line from ink to paper through the medians of both. Copies of
/// more than one ink bend it, so the line is taken from the two fullest ends.
fn tint(pixels: &[(f64, f64, f64)]) -> [(f64, f64); STEPS] {
    let mut bins: [Vec<(f64, f64)>; STEPS] = Default::default();
    for (y, cb, cr) in pixels {
        bins[step(*y)].push((*cb, *cr));
    }
    let median = |values: &[(f64, f64)], of: fn(&(f64, f64)) -> f64| {
        let mut all: Vec<f64> = values.iter().map(of).collect();
        let middle = all.len() / 2;
        *all.select_nth_unstable_by(middle, f64::total_cmp).1
    };
    let enough = (pixels.len() / 500).max(4);
    let known: Vec<(usize, (f64, f64))> = bins
        .iter()
        .enumerate()
        .filter(|(_, bin)| bin.len() >= enough)
        .map(|(i, bin)| (i, (median(bin, |c| c.0), median(bin, |c| c.1))))
        .collect();
    std::array::from_fn(|i| {
        let below = known.iter().rev().find(|(at, _)| *at <= i);
        let above = known.iter().find(|(at, _)| *at >= i);
        match (below, above) {
            (Some((a, low)), Some((b, high))) if a != b => {
                let t = real(i - a) / real(b - a);
                (low.0 + (high.0 - low.0) * t, low.1 + (high.1 - low.1) * t)
            }
            (Some((_, c)), _) | (_, Some((_, c))) => *c,
            _ => (0.0, 0.0),
        }
    })
}

pub(super) fn measure(picture: &Picture<'_>) -> Vec<Measured> {
    let [x0, y0, x1, y1] = picture.document.inside(&picture.small_luma);
    let width = picture.small_luma.width;
    let raw = picture.small.as_raw();
    let mut pixels = Vec::with_capacity((x1 - x0) * (y1 - y0));
    for y in y0..y1 {
        pixels.extend(raw[(y * width + x0) * 3..(y * width + x1) * 3].chunks_exact(3).map(chroma));
    }
    let tint = tint(&pixels);
    let (mut own, mut red) = (0usize, 0usize);
    let (mut xs, mut ys) = (Vec::new(), Vec::new());
    for (i, (y, cb, cr)) in pixels.iter().enumerate() {
        let (tb, tr) = tint[step(*y)];
        let (cb, cr) = (cb - tb, cr - tr);
        let left = cb.hypot(cr);
        own += usize::from(left > OWN);
        // Seal red lies a little on the yellow side of the Cr axis.
        if left > RED && cr > 0.0 && cb.abs() < 0.55 * cr {
            red += 1;
            xs.push(x0 + i % (x1 - x0));
            ys.push(y0 + i / (x1 - x0));
        }
    }
    let all = real(pixels.len().max(1));
    let place = bounds(&mut xs, &mut ys).map(|b| picture.place(b)).into_iter().collect();
    vec![
        Measured::new(MeasureKind::HueSpread, real(own) / all),
        Measured::new(MeasureKind::Seal, real(red) / all).at(place),
    ]
}

/// The box of places without the outer hundredth on each side.
fn bounds(xs: &mut [usize], ys: &mut [usize]) -> Option<[usize; 4]> {
    xs.sort_unstable();
    ys.sort_unstable();
    let cut = xs.len() / 100;
    let ends = |all: &[usize]| Some((*all.get(cut)?, *all.get(all.len().checked_sub(cut + 1)?)?));
    let ((left, right), (top, bottom)) = (ends(xs)?, ends(ys)?);
    Some([left, top, right + 1, bottom + 1])
}
