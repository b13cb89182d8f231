//! Receipts: a proof that an entry is in a log, in one text that can be checked without asking anybody
//! ([C2SP tlog-proof](https://c2sp.org/tlog-proof)).

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use thiserror::Error;

use crate::{
    checkpoint::{Checkpoint, NoCheckpoint},
    hash::Hash,
    note::{KeyKind, Note, NoteError, Signed, Verifier},
    proof::{ProofError, verify_inclusion},
};

const FIRST: &str = "c2sp.org/tlog-proof@v1";
/// A tree has no more levels.
const MOST: usize = 64;

/// Proof that an entry is in a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// What else is needed to make the entry again. Nobody vouches for it.
    pub extra: Option<Vec<u8>>,
    /// Place of the entry, from 0.
    pub index: u64,
    /// The hashes beside its way to the root.
    pub path: Vec<Hash>,
    /// The signed checkpoint.
    pub note: Note,
}

/// Why a receipt proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReceiptError {
    /// It is not written as a receipt is.
    #[error("this is no receipt: {0}")]
    Form(&'static str),
    /// Its checkpoint's signatures.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// Its checkpoint.
    #[error(transparent)]
    Checkpoint(#[from] NoCheckpoint),
    /// The log did not sign its checkpoint.
    #[error("the log {0} did not sign it")]
    Log(String),
    /// It is of another log than the key.
    #[error("it is of the log {0}, the key is of {1}")]
    Origin(String, String),
    /// The proof.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

/// What a good receipt proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven<'k> {
    /// The log's size and root.
    pub checkpoint: Checkpoint,
    /// The witnesses that saw it, with their times. Without any, only the log's own word stands.
    pub witnesses: Vec<Signed<'k>>,
}

impl Receipt {
    /// Reads a receipt. Nothing is verified by it.
    pub fn parse(text: &str) -> Result<Self, ReceiptError> {
        let form = ReceiptError::Form;
        let rest = text.strip_prefix(FIRST).and_then(|r| r.strip_prefix('\n'));
        let mut rest = rest.ok_or(form("its first line names no format that is known here"))?;
        let mut line = || -> Result<&str, ReceiptError> {
            let (line, after) = rest.split_once('\n').ok_or(form("it ends too early"))?;
            rest = after;
            Ok(line)
        };
        let mut next = line()?;
        let extra = match next.strip_prefix("extra ") {
            Some(extra) => {
                next = line()?;
                Some(STANDARD.decode(extra).map_err(|_| form("its extra data is not base64"))?)
            }
            None => None,
        };
        let index = next.strip_prefix("index ").ok_or(form("no index"))?;
        let number = index.parse::<u64>().ok().filter(|n| n.to_string() == index);
        let mut path = Vec::new();
        loop {
            let hash = line()?;
            if hash.is_empty() {
                break;
            }
            if path.len() == MOST {
                return Err(form("more hashes than any tree has levels"));
            }
            let bytes = STANDARD.decode(hash).ok().and_then(|b| b.try_into().ok());
            path.push(bytes.ok_or(form("a hash that is not 32 bytes in base64"))?);
        }
        Ok(Self {
            extra,
            index: number.ok_or(form("its index is no number"))?,
            path,
            note: Note::parse(rest)?,
        })
    }

    /// Checks that the entry of this hash is in the log that the key names, and which of the witnesses saw that.
    pub fn verify<'k>(
        &self,
        leaf: &Hash,
        log: &Verifier,
        witnesses: &'k [Verifier],
    ) -> Result<Proven<'k>, ReceiptError> {
        let checkpoint = Checkpoint::parse(self.note.text())?;
        if checkpoint.origin != log.name() {
            return Err(ReceiptError::Origin(checkpoint.origin, log.name().to_owned()));
        }
        if log.kind() != KeyKind::Note {
            return Err(ReceiptError::Log(log.name().to_owned()));
        }
        self.note.verify(std::slice::from_ref(log))?;
        let seen = match self.note.verify(witnesses) {
            Err(NoteError::Unsigned) => Vec::new(),
            other => other?.into_iter().filter(|s| s.by.kind() == KeyKind::Witness).collect(),
        };
        verify_inclusion(leaf, self.index, checkpoint.size, &self.path, &checkpoint.root)?;
        Ok(Proven { checkpoint, witnesses: seen })
    }
}

impl fmt::Display for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{FIRST}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", STANDARD.encode(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        for hash in &self.path {
            writeln!(f, "{}", STANDARD.encode(hash))?;
        }
        write!(f, "\n{}", self.note)
    }
}
