//! Watermark (SUB-5): strokes paler than ink and darker than paper, larger than the print's small text, away from ink.
//!
//! What stands between paper and ink on a licence is thin: the fine lines of its background, the rims of characters. Strokes
//! of a watermark are at least two pixels of the small plane wide and hang together over more than a line of small text.

use tongguan_model::material::MeasureKind;

use super::{Measured, colour};
use crate::picture::{Picture, real};

/// Least extent of a stroke in pixels of the small plane.
const TALL: usize = 11;
/// Strokes with more colour than this are seal, emblem or frame.
const CHROMA: i32 = 62;
/// The same for a stroke that is wide and of one tone, as a share of black: a dark or washed-out picture has less of all.
const CHROMA_FLAT: f64 = 0.39;
/// Depth of such a stroke, as a share of black, from and to.
const DARKER: (f64, f64) = (0.15, 0.75);
/// Its tone differs by no more than this share.
const EVEN: f64 = 0.09;

pub(super) fn measure(picture: &Picture<'_>) -> Vec<Measured> {
    let plane = &picture.small_luma;
    let [x0, y0, x1, y1] = picture.document.within_frame(plane);
    let (w, h) = (x1.saturating_sub(x0), y1.saturating_sub(y0));
    if w < 100 || h < 100 {
        return vec![Measured::none(MeasureKind::Watermark)];
    }
    let paper = local_paper(picture);
    let pale = pale(picture, &paper, [x0, y0, x1, y1]);
    let mut solid = solid(&pale, w, h);
    if colour::coloured(picture) {
        let flat = flat(picture, &paper, [x0, y0, x1, y1]);
        solid.iter_mut().zip(flat).for_each(|(solid, flat)| *solid |= flat);
    }
    let found = strokes(&solid, w, h);
    let area: usize = found.iter().map(|s| s.area).sum();
    let whole = found.iter().fold([usize::MAX, usize::MAX, 0, 0], |b, s| {
        [b[0].min(s.part[0]), b[1].min(s.part[1]), b[2].max(s.part[2]), b[3].max(s.part[3])]
    });
    let place = (!found.is_empty())
        .then(|| picture.place([whole[0] + x0, whole[1] + y0, whole[2] + x0, whole[3] + y0]))
        .into_iter()
        .collect();
    // In thousandths of the sheet.
    vec![Measured::new(MeasureKind::Watermark, real(area) / real(w * h) * 1000.0).at(place)]
}

/// Pixels between paper and ink that have no ink near them.
fn pale(
    picture: &Picture<'_>,
    paper: &dyn Fn(usize, usize) -> u8,
    [x0, y0, x1, y1]: [usize; 4],
) -> Vec<bool> {
    let plane = &picture.small_luma;
    let (w, h) = (x1 - x0, y1 - y0);
    let contrast = picture.contrast();
    let (low, high, ink) = (contrast * 0.05, contrast * 0.36, contrast * 0.42);
    let raw = picture.small.as_raw();
    let mut near_ink = vec![false; w * h];
    let mut out = vec![false; w * h];
    for y in 0..h {
        for x in 0..w {
            let (px, py) = (x + x0, y + y0);
            let depth = f64::from(paper(px, py)) - f64::from(plane.at(px, py));
            let p = &raw[(py * plane.width + px) * 3..][..3];
            let chroma = i32::from(p[0].max(p[1]).max(p[2])) - i32::from(p[0].min(p[1]).min(p[2]));
            if depth > ink || chroma > CHROMA {
                for ny in y.saturating_sub(3)..(y + 4).min(h) {
                    near_ink[ny * w + x.saturating_sub(3)..ny * w + (x + 4).min(w)].fill(true);
                }
            }
            out[y * w + x] = depth > low && depth < high;
        }
    }
    for (pale, near) in out.iter_mut().zip(near_ink) {
        *pale &= !near;
    }
    out
}

/// Squares of three by three of one tone, darker than rims of characters are wide: a strong watermark. In a grey copy the seal
/// is such a stroke, so this is for pictures with colours only.
fn flat(
    picture: &Picture<'_>,
    paper: &dyn Fn(usize, usize) -> u8,
    [x0, y0, x1, y1]: [usize; 4],
) -> Vec<bool> {
    let plane = &picture.small_luma;
    let (w, h) = (x1 - x0, y1 - y0);
    // The small plane mixes thin strokes with paper: black is what the full one has.
    let full = picture.document.inside(plane).map(|v| v * picture.factor);
    let black = crate::document::tone(&picture.luma, full, 0.003);
    let contrast = f64::from(picture.paper.saturating_sub(black).max(1));
    let (low, high, even) = (contrast * DARKER.0, contrast * DARKER.1, contrast * EVEN);
    let raw = picture.small.as_raw();
    let mut out = vec![false; w * h];
    for y in 1..h - 1 {
        for x in 1..w - 1 {
            let (px, py) = (x + x0, y + y0);
            let depth = f64::from(paper(px, py)) - f64::from(plane.at(px, py));
            if depth < low || depth > high {
                continue;
            }
            let (mut least, mut most, mut chroma) = (u8::MAX, 0, 0);
            for ny in py - 1..=py + 1 {
                for v in &plane.row(ny)[px - 1..=px + 1] {
                    (least, most) = (least.min(*v), most.max(*v));
                }
                for p in raw[(ny * plane.width + px - 1) * 3..][..9].chunks_exact(3) {
                    let of = i32::from(p[0].max(p[1]).max(p[2])) - i32::from(p[0].min(p[1]).min(p[2]));
                    chroma = chroma.max(of);
                }
            }
            if f64::from(most - least) <= even && f64::from(chroma) <= contrast * CHROMA_FLAT {
                for ny in y - 1..=y + 1 {
                    out[ny * w + x - 1..=ny * w + x + 1].fill(true);
                }
            }
        }
    }
    out
}

/// Brightness of the paper around each place, which differs over a photo: that of the brighter part of squares of 24 pixels, between their middles.
fn local_paper<'p>(picture: &'p Picture<'_>) -> impl Fn(usize, usize) -> u8 + 'p {
    const SIDE: usize = 24;
    let plane = &picture.small_luma;
    let (cw, ch) = (plane.width.div_ceil(SIDE), plane.height.div_ceil(SIDE));
    let mut cells = vec![0u8; cw * ch];
    for cy in 0..ch {
        for cx in 0..cw {
            let (x, y) = ((cx * SIDE).saturating_sub(SIDE / 2), (cy * SIDE).saturating_sub(SIDE / 2));
            cells[cy * cw + cx] = crate::document::tone(plane, [x, y, x + 2 * SIDE, y + 2 * SIDE], 0.8);
        }
    }
    move |x, y| cells[(y / SIDE) * cw + x / SIDE]
}

/// Pixels in a square of two by two that is all pale.
fn solid(pale: &[bool], w: usize, h: usize) -> Vec<bool> {
    let mut out = vec![false; w * h];
    for y in 0..h - 1 {
        for x in 0..w - 1 {
            let at = y * w + x;
            if pale[at] && pale[at + 1] && pale[at + w] && pale[at + w + 1] {
                for i in [at, at + 1, at + w, at + w + 1] {
                    out[i] = true;
                }
            }
        }
    }
    out
}

struct Stroke {
    area: usize,
    /// Left, top, right, bottom.
    part: [usize; 4],
}

/// What hangs together and is tall enough.
fn strokes(solid: &[bool], w: usize, h: usize) -> Vec<Stroke> {
    let mut seen = vec![false; w * h];
    let mut out = Vec::new();
    let mut open = Vec::new();
    for start in 0..w * h {
        if !solid[start] || seen[start] {
            continue;
        }
        seen[start] = true;
        open.push(start);
        let mut stroke = Stroke { area: 0, part: [usize::MAX, usize::MAX, 0, 0] };
        while let Some(at) = open.pop() {
            let (x, y) = (at % w, at / w);
            stroke.area += 1;
            let b = &mut stroke.part;
            *b = [b[0].min(x), b[1].min(y), b[2].max(x + 1), b[3].max(y + 1)];
            for ny in y.saturating_sub(1)..(y + 2).min(h) {
                for nx in x.saturating_sub(1)..(x + 2).min(w) {
                    let next = ny * w + nx;
                    if solid[next] && !seen[next] {
                        seen[next] = true;
                        open.push(next);
                    }
                }
            }
        }
        let (width, height) = (stroke.part[2] - stroke.part[0], stroke.part[3] - stroke.part[1]);
        if height >= TALL || width >= 3 * TALL {
            out.push(stroke);
        }
    }
    out
}
