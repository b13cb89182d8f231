//! Colour original or grey copy (SUB-5): the share of pixels whose colour is not the one tint that lies over everything,
//! and the share of seal red among them.
//!
//! A tinted grey copy (sepia paper, warm light) is colourful and still has one chroma for each brightness. So the paper's
//! chroma, less of it where it is darker, is taken off; what is left is real colour.

use tongguan_model::material::MeasureKind;

use super::Measured;
use crate::picture::{Picture, real};

/// Chroma left over from which a pixel has a colour of its own; JPEG at low quality leaves about half.
const OWN: f64 = 22.0;
/// Chroma left over from which red counts as seal red.
const RED: f64 = 34.0;

fn chroma(p: &[u8]) -> (f64, f64, f64) {
    let (r, g, b) = (f64::from(p[0]), f64::from(p[1]), f64::from(p[2]));
    let y = 0.299 * r + 0.587 * g + 0.114 * b;
    (y, 0.564 * (b - y), 0.713 * (r - y))
}

/// Brightness and chroma of the paper: the chroma of a tint grows with brightness, from none in black.
fn paper(pixels: &[(f64, f64, f64)], picture: &Picture<'_>) -> (f64, f64, f64) {
    let wanted = f64::from(picture.paper);
    let reach = picture.contrast() * 0.06;
    let mut part: Vec<_> = pixels.iter().filter(|p| (p.0 - wanted).abs() <= reach).copied().collect();
    if part.is_empty() {
        return (wanted, 0.0, 0.0);
    }
    let middle = part.len() / 2;
    let cb = part.select_nth_unstable_by(middle, |a, b| a.1.total_cmp(&b.1)).1.1;
    let cr = part.select_nth_unstable_by(middle, |a, b| a.2.total_cmp(&b.2)).1.2;
    (wanted, cb, cr)
}

/// Whether a picture has colours of its own at all.
pub(super) fn coloured(picture: &Picture<'_>) -> bool {
    let (own, _, all) = own_colours(picture);
    real(own) / all > 0.002
}

/// Places of seal red on the small plane.
pub(super) fn red(picture: &Picture<'_>) -> Vec<(usize, usize)> {
    own_colours(picture).1
}

pub(super) fn measure(picture: &Picture<'_>) -> Vec<Measured> {
    let (own, red, all) = own_colours(picture);
    let (mut xs, mut ys): (Vec<usize>, Vec<usize>) = red.into_iter().unzip();
    let seal = real(xs.len()) / all;
    let place = bounds(&mut xs, &mut ys).map(|b| picture.place(b)).into_iter().collect();
    vec![
        Measured::new(MeasureKind::HueSpread, real(own) / all),
        Measured::new(MeasureKind::Seal, seal).at(place),
    ]
}

/// How many pixels have a colour of their own, the places of those that are seal red, and of how many pixels.
fn own_colours(picture: &Picture<'_>) -> (usize, Vec<(usize, usize)>, f64) {
    let [x0, y0, x1, y1] = picture.document.inside(&picture.small_luma);
    let width = picture.small_luma.width;
    let raw = picture.small.as_raw();
    let mut pixels = Vec::with_capacity((x1 - x0) * (y1 - y0));
    for y in y0..y1 {
        pixels.extend(raw[(y * width + x0) * 3..(y * width + x1) * 3].chunks_exact(3).map(chroma));
    }
    let paper = paper(&pixels, picture);
    // A dark picture has as little chroma as light.
    let gain = 240.0 / paper.0.max(24.0);
    let (mut own, mut red) = (0usize, Vec::new());
    for (i, (y, cb, cr)) in pixels.iter().enumerate() {
        let share = y / paper.0.max(1.0);
        let (cb, cr) = (gain * (cb - paper.1 * share), gain * (cr - paper.2 * share));
        let left = cb.hypot(cr);
        own += usize::from(left > OWN);
        // Seal red lies a little on the yellow side of the Cr axis.
        if left > RED && cr > 0.0 && cb.abs() < 0.55 * cr {
            red.push((x0 + i % (x1 - x0), y0 + i / (x1 - x0)));
        }
    }
    (own, red, real(pixels.len().max(1)))
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
