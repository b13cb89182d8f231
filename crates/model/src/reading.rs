//! What the machine read on a picture of a certificate (SUB-4): words with their places, and codes.
//!
//! A reading is an aid: it is compared with what is declared and never put in its place.

use serde::{Deserialize, Serialize};

use crate::{
    text::{Bilingual, bi},
    time::Millis,
};

/// Where the reading of a picture stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadingState {
    /// In the queue, or being read.
    Waiting,
    /// Read, whatever was found.
    Read,
    /// Not read; the reason is kept.
    NotRead,
}

impl ReadingState {
    /// All states.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Read, Self::NotRead];

    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Read => "read",
            Self::NotRead => "not_read",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == s)
    }

    /// What ends this state. A picture that was read or could not be read is replaced by another upload, and a person
    /// compares meanwhile: a reading holds up nobody.
    pub const fn exits(self) -> &'static [&'static str] {
        match self {
            Self::Waiting => &["read", "give up"],
            Self::Read | Self::NotRead => &["upload another"],
        }
    }
}

/// Why a picture was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unread {
    /// The operator runs no reading program.
    Off,
    /// It took longer than it may.
    TooLong,
    /// The program or the picture failed.
    Failed,
}

impl Unread {
    /// All reasons.
    pub const ALL: [Self; 3] = [Self::Off, Self::TooLong, Self::Failed];

    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::TooLong => "too_long",
            Self::Failed => "failed",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == s)
    }

    /// For people.
    pub fn label(self) -> Bilingual {
        match self {
            Self::Off => bi("本平台未启用文字识别", "This platform runs no text recognition"),
            Self::TooLong => bi("识别超时", "The reading took too long"),
            Self::Failed => bi("识别程序出错", "The reading program failed"),
        }
    }
}

/// A word as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    /// Its text.
    pub text: String,
    /// How sure the program is, 0 to 100.
    pub confidence: u8,
    /// Where on the picture, in its pixels: left, top, width, height.
    pub place: [u32; 4],
    /// Number of its line, in reading order.
    pub line: u32,
}

/// Everything that was read on a picture.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// Words in reading order.
    pub words: Vec<Word>,
    /// Lines of letters and digits, read a second time with the alphabet of the social credit code alone.
    pub codes: Vec<Word>,
    /// Contents of QR codes.
    #[serde(default)]
    pub qr: Vec<Word>,
}

/// A reading as it is stored; its text lies sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// State.
    pub state: ReadingState,
    /// Why it was not read.
    pub reason: Option<Unread>,
    /// Sealed JSON of a [`Text`].
    pub sealed: Option<String>,
    /// How long it took.
    pub took_ms: i64,
    /// When it was enqueued.
    pub created_at: Millis,
    /// When it ended.
    pub finished_at: Option<Millis>,
}

/// How a declared value stands against the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// The paper says the same.
    Equal,
    /// It says something else.
    Differs,
    /// It seems to, but the machine is not sure of its reading.
    Unsure,
    /// The paper was read and this was not found on it.
    NotFound,
    /// The paper is still being read.
    Waiting,
    /// The paper was not read.
    NotRead,
}

impl Agreement {
    /// Whether a person has to look.
    pub const fn needs_person(self) -> bool {
        !matches!(self, Self::Equal)
    }
}

/// A declared value beside what the paper says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// Field of the form; `qr` for what a QR code says of the code.
    pub key: String,
    /// What is compared.
    pub label: Bilingual,
    /// Requirement ID.
    pub rule: String,
    /// What it comes to.
    pub agreement: Agreement,
    /// As declared.
    pub declared: String,
    /// As read; empty if nothing was.
    pub read: String,
    /// Parts of the declared value that differ: first character and how many; none marks a gap.
    pub marks_declared: Vec<[usize; 2]>,
    /// The same of what was read.
    pub marks_read: Vec<[usize; 2]>,
    /// What is so.
    pub message: Bilingual,
    /// What to do; empty if nothing is to be done.
    pub remedy: Bilingual,
    /// Picture it was read on.
    pub material: String,
    /// Where on it, in pixels: left, top, width, height.
    pub place: Option<[u32; 4]>,
    /// How sure the machine is of the least sure part, 0 to 100.
    pub confidence: Option<u8>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_stored_and_has_an_exit() {
        for state in ReadingState::ALL {
            assert_eq!(ReadingState::parse(state.as_str()), Some(state));
            assert!(!state.exits().is_empty(), "{state:?}");
        }
        for reason in Unread::ALL {
            assert_eq!(Unread::parse(reason.as_str()), Some(reason));
            assert!(!reason.label().zh.is_empty() && !reason.label().en.is_empty());
        }
    }
}
