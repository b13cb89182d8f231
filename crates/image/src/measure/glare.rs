//! Glare: places where the paper is white as nothing else of it, so that it is a reflection that shines. On a scan the paper is
//! as bright everywhere, and none of it is glare.

use tongguan_model::material::MeasureKind;

use super::Measured;
use crate::{
    document::tone,
    picture::{Picture, real},
};

/// Side of a cell of the small plane.
const CELL: usize = 12;
/// From here on a cell is blown out.
const WHITE: u8 = 250;
/// And so much brighter than the middle of the paper.
const MORE: u8 = 8;

pub(super) fn measure(picture: &Picture<'_>) -> Vec<Measured> {
    let plane = &picture.small_luma;
    let [x0, y0, x1, y1] = picture.document.inside(plane);
    let mut cells = Vec::new();
    for y in (y0..y1.saturating_sub(CELL)).step_by(CELL) {
        for x in (x0..x1.saturating_sub(CELL)).step_by(CELL) {
            let part = [x, y, x + CELL, y + CELL];
            cells.push((part, tone(plane, part, 0.6)));
        }
    }
    if cells.len() < 40 {
        return vec![Measured::none(MeasureKind::Glare)];
    }
    let mut levels: Vec<u8> = cells.iter().map(|c| c.1).collect();
    let middle = levels.len() / 2;
    let paper = *levels.select_nth_unstable(middle).1;
    let shines: Vec<_> =
        cells.iter().filter(|(_, level)| *level >= WHITE && level.saturating_sub(paper) >= MORE).collect();
    let whole = shines.iter().fold([usize::MAX, usize::MAX, 0, 0], |b, (p, _)| {
        [b[0].min(p[0]), b[1].min(p[1]), b[2].max(p[2]), b[3].max(p[3])]
    });
    let place = (!shines.is_empty()).then(|| picture.place(whole)).into_iter().collect();
    vec![Measured::new(MeasureKind::Glare, real(shines.len()) / real(cells.len())).at(place)]
}
