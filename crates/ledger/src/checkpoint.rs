//! Checkpoints: what a log says of itself, as [C2SP tlog-checkpoint](https://c2sp.org/tlog-checkpoint) writes it.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use thiserror::Error;

use crate::hash::Hash;

/// The size and root of a log. Written as the text of a signed note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log.
    pub origin: String,
    /// Entries.
    pub size: u64,
    /// Root of its tree.
    pub root: Hash,
    /// Lines that say more. Nobody checks them.
    pub more: Vec<String>,
}

/// Why a text is no checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("this is no checkpoint: {0}")]
pub struct NoCheckpoint(&'static str);

impl Checkpoint {
    /// Reads the text of a note.
    pub fn parse(text: &str) -> Result<Self, NoCheckpoint> {
        let body = text.strip_suffix('\n').ok_or(NoCheckpoint("its last line does not end"))?;
        let mut lines = body.split('\n');
        let mut line = || lines.next().filter(|l| !l.is_empty());
        let (Some(origin), Some(size), Some(root)) = (line(), line(), line()) else {
            return Err(NoCheckpoint("fewer than three lines"));
        };
        let number = size.parse::<u64>().ok().filter(|n| n.to_string() == size);
        let bytes = STANDARD.decode(root).ok().and_then(|b| b.try_into().ok());
        let more: Vec<String> = lines.map(str::to_owned).collect();
        if more.iter().any(String::is_empty) {
            return Err(NoCheckpoint("an empty line"));
        }
        Ok(Self {
            origin: origin.to_owned(),
            size: number.ok_or(NoCheckpoint("its size is no number"))?,
            root: bytes.ok_or(NoCheckpoint("its root is not 32 bytes in base64"))?,
            more,
        })
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}\n{}\n", self.origin, self.size, STANDARD.encode(self.root))?;
        self.more.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

    #[test]
    fn the_checkpoint_of_the_specification_is_read_and_written_again() {
        let read = Checkpoint::parse(TEXT).unwrap();
        assert_eq!((read.origin.as_str(), read.size), ("example.com/behind-the-sofa", 20_852_163));
        assert_eq!(read.to_string(), TEXT);
        let more = format!("{TEXT}one\ntwo\n");
        assert_eq!(Checkpoint::parse(&more).unwrap().more, ["one", "two"]);
        assert_eq!(Checkpoint::parse(&more).unwrap().to_string(), more);
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_refused() {
        for wrong in [
            TEXT.trim_end().to_owned(),
            TEXT.replace("20852163", "020852163"),
            TEXT.replace("20852163", "+1"),
            TEXT.replace("20852163", "18446744073709551616"),
            TEXT.replace("q2I=", "q2J="),
            TEXT.replace("CsUY", ""),
            format!("\n{TEXT}"),
            format!("{TEXT}\n"),
            "a\n0\n".into(),
        ] {
            assert!(Checkpoint::parse(&wrong).is_err(), "{wrong:?}");
        }
    }
}
