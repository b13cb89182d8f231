//! Resolution: what the file declares, and what its pixels give on the sheet it shows (SUB-2).
//!
//! Metadata is easily written and cameras put 72, so the declared value informs only; the limit is on pixels an inch of
//! the document.

use tongguan_model::material::MeasureKind;

use super::Measured;
use crate::picture::Picture;

pub(super) fn measure(picture: &Picture<'_>) -> Vec<Measured> {
    let declared = picture.dpi.map_or_else(
        || Measured::none(MeasureKind::Resolution),
        |dpi| Measured::new(MeasureKind::Resolution, dpi),
    );
    let effective = Measured::new(MeasureKind::EffectiveResolution, picture.effective_dpi());
    let short = picture.rgb.width().min(picture.rgb.height());
    vec![declared, effective, Measured::new(MeasureKind::ShortSide, f64::from(short))]
}
