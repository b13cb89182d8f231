//! Limits of the measures of a picture (SUB-2, SUB-5).

use serde::{Deserialize, Serialize};
use tongguan_model::material::MeasureKind;

use crate::Entry;

/// Two limits of one measure, in the measure's own unit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImageLimit {
    /// From here on the applicant is told and a reviewer looks closely.
    pub doubt: f64,
    /// From here on the machine is sure.
    pub bad: f64,
    /// Whether a value past `bad` refuses by itself. Off by default: the limits come from drawn pictures. An operator
    /// switches it on after `tongguan image calibrate` on real scans.
    pub enforced: bool,
}

/// The limits, one for each measure that has one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImagePolicy {
    /// Pixels an inch of the paper (SUB-2).
    pub effective_resolution: Entry<ImageLimit>,
    /// Share of the resolution that carries detail.
    pub detail: Entry<ImageLimit>,
    /// Shorter side in pixels.
    pub short_side: Entry<ImageLimit>,
    /// Share of seal red.
    pub seal: Entry<ImageLimit>,
    /// Share of colours other than one tint.
    pub hue_spread: Entry<ImageLimit>,
    /// Share of ink that is black only.
    pub bilevel: Entry<ImageLimit>,
    /// Brightness of the paper.
    pub paper_light: Entry<ImageLimit>,
    /// Brightness of the ink.
    pub ink_light: Entry<ImageLimit>,
    /// Share under a reflection.
    pub glare: Entry<ImageLimit>,
    /// Width of edges in pixels at 300 dpi.
    pub edge_width: Entry<ImageLimit>,
    /// Widest direction over narrowest.
    pub motion: Entry<ImageLimit>,
    /// Noise of plain surfaces.
    pub noise: Entry<ImageLimit>,
    /// Strength of an overprint.
    pub watermark: Entry<ImageLimit>,
    /// Share of the border that is cut.
    pub crop: Entry<ImageLimit>,
    /// Degrees by which it is turned, in quarters.
    pub turn: Entry<ImageLimit>,
    /// Degrees of tilt.
    pub skew: Entry<ImageLimit>,
    /// Degrees between opposite edges.
    pub perspective: Entry<ImageLimit>,
    /// Quality of the compression.
    pub jpeg_quality: Entry<ImageLimit>,
    /// Traces of editing.
    pub editing: Entry<ImageLimit>,
    /// Strength of a screen's raster.
    pub moire: Entry<ImageLimit>,
}

impl ImagePolicy {
    /// The limit of a measure; `None` for what only informs.
    pub fn of(&self, kind: MeasureKind) -> Option<&Entry<ImageLimit>> {
        Some(match kind {
            MeasureKind::EffectiveResolution => &self.effective_resolution,
            MeasureKind::Detail => &self.detail,
            MeasureKind::ShortSide => &self.short_side,
            MeasureKind::Seal => &self.seal,
            MeasureKind::HueSpread => &self.hue_spread,
            MeasureKind::Bilevel => &self.bilevel,
            MeasureKind::PaperLight => &self.paper_light,
            MeasureKind::InkLight => &self.ink_light,
            MeasureKind::Glare => &self.glare,
            MeasureKind::EdgeWidth => &self.edge_width,
            MeasureKind::Motion => &self.motion,
            MeasureKind::Noise => &self.noise,
            MeasureKind::Watermark => &self.watermark,
            MeasureKind::Crop => &self.crop,
            MeasureKind::Turn => &self.turn,
            MeasureKind::Skew => &self.skew,
            MeasureKind::Perspective => &self.perspective,
            MeasureKind::JpegQuality => &self.jpeg_quality,
            MeasureKind::Editing => &self.editing,
            MeasureKind::Moire => &self.moire,
            MeasureKind::Resolution
            | MeasureKind::Colour
            | MeasureKind::Brightness
            | MeasureKind::Sharpness => return None,
        })
    }
}
