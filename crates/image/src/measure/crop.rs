//! Border cut: something printed runs into the edge of the picture. A whole sheet has paper all around, or the table.

use tongguan_model::material::MeasureKind;

use super::Measured;
use crate::picture::{Picture, real};

/// Lines of the small plane that are looked at along each side.
const DEEP: usize = 3;
/// More of a side than this is no print but what lies around the sheet.
const GROUND: f64 = 0.5;
/// Less of a side than this is a speck.
const SPECK: f64 = 0.004;

pub(super) fn measure(picture: &Picture<'_>) -> Vec<Measured> {
    let plane = &picture.small_luma;
    let (w, h) = (plane.width, plane.height);
    if w < 40 || h < 40 {
        return vec![Measured::none(MeasureKind::Crop)];
    }
    let dark = f64::from(picture.paper) - picture.contrast() * 0.28;
    let share = |places: &mut dyn Iterator<Item = (usize, usize)>, length: usize| {
        let found = places.filter(|(x, y)| f64::from(plane.at(*x, *y)) < dark).count();
        real(found) / real(length * DEEP)
    };
    let rows = |from: usize| (from..from + DEEP).flat_map(move |y| (0..w).map(move |x| (x, y)));
    let columns = |from: usize| (from..from + DEEP).flat_map(move |x| (0..h).map(move |y| (x, y)));
    let sides = [
        (share(&mut rows(1), w), [0, 0, w, 6]),
        (share(&mut rows(h - 1 - DEEP), w), [0, h - 6, w, h]),
        (share(&mut columns(1), h), [0, 0, 6, h]),
        (share(&mut columns(w - 1 - DEEP), h), [w - 6, 0, w, h]),
    ];
    let cut: Vec<_> = sides.into_iter().filter(|(share, _)| (SPECK..GROUND).contains(share)).collect();
    let place = cut.iter().map(|(_, part)| picture.place(*part)).collect();
    vec![Measured::new(MeasureKind::Crop, real(cut.len()) / 4.0).at(place)]
}
