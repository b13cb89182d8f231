//! Drawn business licences, clean and with one defect each, from a seed: what the measures are tried on.
//!
//! Everything is invented: companies, people, codes, seals and the emblem-like disc. No real person's data, no real
//! licence's picture.

mod canvas;
mod defect;
mod filter;
mod font;
mod licence;
mod paper;
mod rng;
mod warp;

pub use defect::{Class, Sample, Sheet};
pub use font::{Fonts, missing};
pub use rng::Rng;

/// Which of the two sets: they share no font, no paper and no seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Set {
    /// The one that limits are tuned on.
    First,
    /// The one that is only ever checked.
    Second,
}

/// Draws a licence without a defect; all classes of a number share it.
pub fn sheet(set: Set, fonts: &Fonts, number: u32) -> Sheet {
    defect::sheet(set, fonts, number)
}

/// A file of a licence with one defect.
pub fn spoil(sheet: &Sheet, fonts: &Fonts, class: Class) -> Sample {
    defect::spoil(sheet, fonts, class)
}
