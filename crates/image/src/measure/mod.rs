//! Measures of a picture: each says how much, in which unit, and where.
//!
//! A measure knows no limit; [`crate::judge`] holds it against a policy. One file a measure; all read the planes that
//! [`Picture`] makes once.

mod bilevel;
mod blur;
mod colour;
mod crop;
mod detail;
mod editing;
mod exposure;
mod glare;
mod jpeg;
mod moire;
mod noise;
pub(crate) mod probe;
mod resolution;
mod skew;
mod turn;
mod watermark;

pub(crate) use probe::luminance;
pub use probe::{Format, Limits, MeasureError};
use serde::{Deserialize, Serialize};
use tongguan_model::material::{MaterialKind, MeasureKind};

use crate::picture::{Paper, Picture};

/// One measured value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// What.
    pub kind: MeasureKind,
    /// How much; `None` if the picture gives no ground to say.
    pub value: Option<f64>,
    /// Where it was seen, in pixels: left, top, width, height. Empty if it holds for the whole picture.
    pub place: Vec<[u32; 4]>,
    /// What the value rests on, where a number alone says too little: names of traces, a factor.
    pub detail: Option<String>,
}

impl Measured {
    pub(crate) fn new(kind: MeasureKind, value: f64) -> Self {
        Self { kind, value: Some((value * 1e4).round() / 1e4), place: Vec::new(), detail: None }
    }

    pub(crate) fn none(kind: MeasureKind) -> Self {
        Self { kind, value: None, place: Vec::new(), detail: None }
    }

    pub(crate) fn at(mut self, place: Vec<[u32; 4]>) -> Self {
        self.place = place;
        self
    }
}

/// A file's measures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Format by content.
    pub format: Format,
    /// Pixels across, as it is to be seen.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Bytes of the file.
    pub bytes: usize,
    /// Every measure of its kind of material.
    pub measures: Vec<Measured>,
}

impl Report {
    /// A measure.
    pub fn of(&self, kind: MeasureKind) -> Option<&Measured> {
        self.measures.iter().find(|m| m.kind == kind)
    }
}

/// One file of this folder: its name and what it measures.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// Its name, as benchmarks print it.
    pub name: &'static str,
    /// The kinds that it gives.
    pub kinds: &'static [MeasureKind],
    /// Measures.
    pub run: fn(&Picture<'_>) -> Vec<Measured>,
}

/// Every measure in the order of a report.
pub const STEPS: &[Step] = &[
    Step {
        name: "resolution",
        kinds: &[MeasureKind::Resolution, MeasureKind::EffectiveResolution, MeasureKind::ShortSide],
        run: resolution::measure,
    },
    Step { name: "colour", kinds: &[MeasureKind::HueSpread, MeasureKind::Seal], run: colour::measure },
    Step {
        name: "exposure",
        kinds: &[MeasureKind::PaperLight, MeasureKind::InkLight],
        run: exposure::measure,
    },
    Step { name: "blur", kinds: &[MeasureKind::EdgeWidth, MeasureKind::Motion], run: blur::measure },
    Step { name: "detail", kinds: &[MeasureKind::Detail], run: detail::measure },
    Step { name: "bilevel", kinds: &[MeasureKind::Bilevel], run: bilevel::measure },
    Step { name: "glare", kinds: &[MeasureKind::Glare], run: glare::measure },
    Step { name: "noise", kinds: &[MeasureKind::Noise], run: noise::measure },
    Step { name: "watermark", kinds: &[MeasureKind::Watermark], run: watermark::measure },
    Step { name: "crop", kinds: &[MeasureKind::Crop], run: crop::measure },
    Step { name: "skew", kinds: &[MeasureKind::Skew, MeasureKind::Perspective], run: skew::measure },
    Step { name: "turn", kinds: &[MeasureKind::Turn], run: turn::measure },
    Step { name: "moire", kinds: &[MeasureKind::Moire], run: moire::measure },
    Step { name: "jpeg", kinds: &[MeasureKind::JpegQuality], run: jpeg::measure },
    Step { name: "editing", kinds: &[MeasureKind::Editing], run: editing::measure },
];

/// Whether a measure says something about a kind of material: a licence and other certificates are scanned sheets,
/// a person with a card is not.
pub const fn applies(what: MaterialKind, kind: MeasureKind) -> bool {
    match what {
        MaterialKind::HandheldFront | MaterialKind::HandheldBack | MaterialKind::Face => matches!(
            kind,
            MeasureKind::ShortSide
                | MeasureKind::EdgeWidth
                | MeasureKind::Motion
                | MeasureKind::Noise
                | MeasureKind::JpegQuality
                | MeasureKind::Editing
        ),
        MaterialKind::BusinessLicence | MaterialKind::OrganisationCertificate => true,
        // Letters and certificates of any form: they need no red seal and no A4 sheet.
        _ => !matches!(
            kind,
            MeasureKind::Seal
                | MeasureKind::HueSpread
                | MeasureKind::Bilevel
                | MeasureKind::EffectiveResolution
                | MeasureKind::Watermark
        ),
    }
}

/// Everything that is measured on a file of a kind of material. A licence is taken for a duplicate (副本, A4).
pub fn all(bytes: &[u8], what: MaterialKind, limits: &Limits) -> Result<Report, MeasureError> {
    Ok(report(&Picture::open(bytes, limits, Paper::A4)?, what))
}

/// Everything that is measured on an opened picture.
pub fn report(picture: &Picture<'_>, what: MaterialKind) -> Report {
    let wanted = STEPS.iter().filter(|step| step.kinds.iter().any(|kind| applies(what, *kind)));
    let measures = wanted.flat_map(|step| (step.run)(picture)).filter(|m| applies(what, m.kind)).collect();
    Report {
        format: picture.format,
        width: picture.rgb.width(),
        height: picture.rgb.height(),
        bytes: picture.bytes.len(),
        measures,
    }
}
