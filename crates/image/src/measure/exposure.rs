//! Exposure: brightness of paper and of ink. Dark paper is underexposed; pale ink is washed out.

use tongguan_model::material::MeasureKind;

use super::Measured;
use crate::{document::tone, picture::Picture};

pub(super) fn measure(picture: &Picture<'_>) -> Vec<Measured> {
    let part = picture.document.inside(&picture.small_luma);
    let paper = tone(&picture.small_luma, part, 0.75);
    // Ink by the full plane: the small one mixes thin strokes with paper.
    let full = part.map(|v| v * picture.factor);
    let ink = tone(&picture.luma, full, 0.003);
    vec![
        Measured::new(MeasureKind::PaperLight, f64::from(paper) / 255.0),
        Measured::new(MeasureKind::InkLight, f64::from(ink) / 255.0),
    ]
}
