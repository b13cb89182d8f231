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

/// Which of the sets: they share no font, no paper and no seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Set {
    /// Measures and limits are tuned on it.
    First,
    /// They are looked at with it while they are tuned.
    Second,
    /// It is measured once, when nothing is tuned any more.
    Third,
}

impl Set {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::First, Self::Second, Self::Third];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Second => "second",
            Self::Third => "third",
        }
    }
}

/// Draws a licence without a defect; all classes of a number share it.
pub fn sheet(set: Set, fonts: &Fonts, number: u32) -> Sheet {
    defect::sheet(set, fonts, number)
}

/// Millimetres of a licence's longer and shorter side.
pub const fn size(number: u32) -> (f64, f64) {
    let (long, short, _) = defect::size(number);
    (long, short)
}

/// A file of a licence with one defect.
pub fn spoil(sheet: &Sheet, fonts: &Fonts, class: Class) -> Sample {
    defect::spoil(sheet, fonts, class)
}
