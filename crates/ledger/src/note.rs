//! Signed notes: a text with lines that say who signed it, as [C2SP signed-note](https://c2sp.org/signed-note) has them, and the
//! cosignatures of witnesses ([C2SP tlog-cosignature](https://c2sp.org/tlog-cosignature)). Both with Ed25519 (RFC 8032).

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// Most signatures of a note that are read. The specification asks for 16 at the least.
const MOST: usize = 64;

/// What a key signs, as the byte that stands before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// 0x01: the text of a note.
    Note,
    /// 0x04: that a checkpoint was seen, at a time.
    Witness,
}

impl KeyKind {
    const fn byte(self) -> u8 {
        match self {
            Self::Note => 1,
            Self::Witness => 4,
        }
    }
}

/// Why a note or a key is not taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NoteError {
    /// It is not written as a note is.
    #[error("this is no signed note: {0}")]
    Form(&'static str),
    /// It is no key that can be read.
    #[error("this is no verifier key: {0}")]
    Key(&'static str),
    /// A known key's signature does not fit.
    #[error("the signature of {0} does not fit")]
    Signature(String),
    /// No known key signed it.
    #[error("no known key signed it")]
    Unsigned,
}

/// A public key by name. Written `name+id+base64`, which is called a vkey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    kind: KeyKind,
    key: [u8; 32],
}

/// A name that may stand in a signature: no space, no plus, no control character.
fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(|c| c.is_whitespace() || c.is_control() || c == '+')
}

impl Verifier {
    /// A key of this name.
    pub fn new(name: &str, kind: KeyKind, key: [u8; 32]) -> Result<Self, NoteError> {
        if !is_name(name) {
            return Err(NoteError::Key("its name is empty or holds a space or a plus"));
        }
        Ok(Self { name: name.to_owned(), kind, key })
    }

    /// Reads a vkey.
    pub fn parse(vkey: &str) -> Result<Self, NoteError> {
        let mut fields = vkey.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (fields.next(), fields.next(), fields.next()) else {
            return Err(NoteError::Key("not three fields with a plus between"));
        };
        let bytes = STANDARD.decode(key).map_err(|_| NoteError::Key("its last field is not base64"))?;
        let (kind, key) = match bytes.split_first() {
            Some((1, key)) => (KeyKind::Note, key),
            Some((4, key)) => (KeyKind::Witness, key),
            _ => return Err(NoteError::Key("not of a kind that is known here (1 or 4, Ed25519)")),
        };
        let key = key.try_into().map_err(|_| NoteError::Key("not 32 bytes long"))?;
        let found = Self::new(name, kind, key)?;
        if hex::encode(found.id()) != id {
            return Err(NoteError::Key("its id is that of another key"));
        }
        Ok(found)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it signs.
    pub const fn kind(&self) -> KeyKind {
        self.kind
    }

    /// The first four bytes of SHA-256 over name, line feed, kind and key.
    pub fn id(&self) -> [u8; 4] {
        let mut hash = Sha256::new();
        hash.update(&self.name);
        hash.update([b'\n', self.kind.byte()]);
        hash.update(self.key);
        let hash: [u8; 32] = hash.finalize().into();
        [hash[0], hash[1], hash[2], hash[3]]
    }

    /// The time a witness names, in seconds since 1970; `None` for a plain signature. An error if it does not fit.
    fn verify(&self, text: &str, signature: &[u8]) -> Result<Option<u64>, NoteError> {
        let wrong = || NoteError::Signature(self.name.clone());
        let key = UnparsedPublicKey::new(&ED25519, &self.key);
        match self.kind {
            KeyKind::Note => key.verify(text.as_bytes(), signature).map(|()| None).map_err(|_| wrong()),
            KeyKind::Witness => {
                let (time, signature) = signature.split_first_chunk::<8>().ok_or_else(wrong)?;
                let time = u64::from_be_bytes(*time);
                let message = witnessed(text, time);
                key.verify(message.as_bytes(), signature).map(|()| Some(time)).map_err(|_| wrong())
            }
        }
    }
}

impl fmt::Display for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = [&[self.kind.byte()], self.key.as_slice()].concat();
        write!(f, "{}+{}+{}", self.name, hex::encode(self.id()), STANDARD.encode(key))
    }
}

/// What a witness signs.
fn witnessed(text: &str, seconds: u64) -> String {
    format!("cosignature/v1\ntime {seconds}\n{text}")
}

/// A private key by name.
pub struct Signer {
    verifier: Verifier,
    pair: Ed25519KeyPair,
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", self.verifier)
    }
}

impl Signer {
    /// The key of a seed.
    pub fn new(name: &str, kind: KeyKind, seed: &[u8; 32]) -> Result<Self, NoteError> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| NoteError::Key("no seed"))?;
        let public =
            pair.public_key().as_ref().try_into().map_err(|_| NoteError::Key("not 32 bytes long"))?;
        Ok(Self { verifier: Verifier::new(name, kind, public)?, pair })
    }

    /// Its public key.
    pub const fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// Signs a text, which a witness does at a time in seconds since 1970.
    pub fn sign(&self, text: &str, seconds: u64) -> Signature {
        let bytes = match self.verifier.kind {
            KeyKind::Note => self.pair.sign(text.as_bytes()).as_ref().to_vec(),
            KeyKind::Witness => {
                let signed = self.pair.sign(witnessed(text, seconds).as_bytes());
                [&seconds.to_be_bytes(), signed.as_ref()].concat()
            }
        };
        Signature { name: self.verifier.name.clone(), id: self.verifier.id(), bytes }
    }
}

/// One signature of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Name of the key.
    pub name: String,
    /// Id of the key.
    pub id: [u8; 4],
    /// What was signed; of a witness, after eight bytes of time.
    pub bytes: Vec<u8>,
}

/// A key that signed, and when, if it is a witness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed<'k> {
    /// The key.
    pub by: &'k Verifier,
    /// Seconds since 1970.
    pub seconds: Option<u64>,
}

/// A text and who signed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

impl Note {
    /// A note of a text that ends with a line feed.
    pub fn new(text: String, signatures: Vec<Signature>) -> Result<Self, NoteError> {
        if !text.ends_with('\n') || text.chars().any(|c| c < ' ' && c != '\n') {
            return Err(NoteError::Form(
                "its text does not end with a line feed or holds control characters",
            ));
        }
        Ok(Self { text, signatures })
    }

    /// Reads a note. Nothing is verified by it.
    pub fn parse(note: &str) -> Result<Self, NoteError> {
        let at = note.rfind("\n\n").ok_or(NoteError::Form("no empty line before the signatures"))?;
        let (text, lines) = (&note[..=at], &note[at + 2..]);
        let lines = lines.strip_suffix('\n').ok_or(NoteError::Form("its last line does not end"))?;
        let mut signatures = Vec::new();
        for line in lines.split('\n') {
            if signatures.len() == MOST {
                return Err(NoteError::Form("more signatures than are read"));
            }
            signatures.push(signature(line).ok_or(NoteError::Form("a line that is no signature"))?);
        }
        Self::new(text.to_owned(), signatures)
    }

    /// The text, with the line feed at its end.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures, in their order.
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// Adds a signature, unless that key's stands there already.
    pub fn add(&mut self, signature: Signature) {
        if !self.signatures.iter().any(|s| s.name == signature.name && s.id == signature.id) {
            self.signatures.push(signature);
        }
    }

    /// Which of the known keys signed it. Signatures of others are passed over; one of a known key that does not fit, or
    /// none at all, rejects the note.
    pub fn verify<'k>(&self, known: &'k [Verifier]) -> Result<Vec<Signed<'k>>, NoteError> {
        let mut found: Vec<Signed<'k>> = Vec::new();
        for signature in &self.signatures {
            let mut named = known.iter().filter(|k| k.name == signature.name && k.id() == signature.id);
            let Some(key) = named.next() else { continue };
            let seconds = key.verify(&self.text, &signature.bytes)?;
            if !found.iter().any(|s| s.by == key) {
                found.push(Signed { by: key, seconds });
            }
        }
        if found.is_empty() { Err(NoteError::Unsigned) } else { Ok(found) }
    }
}

/// Reads a line `— name base64`.
fn signature(line: &str) -> Option<Signature> {
    let (name, bytes) = line.strip_prefix("— ")?.split_once(' ')?;
    let bytes = STANDARD.decode(bytes).ok().filter(|_| is_name(name))?;
    let (id, bytes) = bytes.split_first_chunk::<4>()?;
    Some(Signature { name: name.to_owned(), id: *id, bytes: bytes.to_vec() }).filter(|s| !s.bytes.is_empty())
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        for Signature { name, id, bytes } in &self.signatures {
            writeln!(f, "— {name} {}", STANDARD.encode([id.as_slice(), bytes].concat()))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VKEY: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    const NOTE: &str = "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

    fn signer(name: &str, kind: KeyKind) -> Signer {
        Signer::new(name, kind, &[7; 32]).unwrap()
    }

    /// The example of the specification.
    #[test]
    fn the_note_of_the_specification_is_read_verified_and_written_again() {
        let key = Verifier::parse(VKEY).unwrap();
        assert_eq!(key.to_string(), VKEY);
        let note = Note::parse(NOTE).unwrap();
        assert_eq!((note.text(), note.to_string().as_str()), ("This is an example message.\n", NOTE));
        let known = [key];
        let signed = note.verify(&known).unwrap();
        assert_eq!(signed, [Signed { by: &known[0], seconds: None }]);
    }

    #[test]
    fn any_other_byte_in_text_or_signature_rejects_it() {
        let known = [Verifier::parse(VKEY).unwrap()];
        for changed in [NOTE.replace("This", "That"), NOTE.replace("Uw2QOkn8", "Uw2QOkn9")] {
            let note = Note::parse(&changed).unwrap();
            assert_eq!(note.verify(&known), Err(NoteError::Signature("example.com/foo".into())));
        }
        let other = Note::parse(&NOTE.replace("foo ", "bar ")).unwrap();
        assert_eq!(other.verify(&known), Err(NoteError::Unsigned));
    }

    #[test]
    fn what_is_no_note_is_refused() {
        let (text, line) = NOTE.split_once("\n\n").unwrap();
        for wrong in [
            String::new(),
            NOTE.trim_end().to_owned(),
            NOTE.replace("\n\n", "\n"),
            NOTE.replace("— ", "- "),
            NOTE.replace("yaQM=", "yaQN="),
            NOTE.replace("example m", "example\tm"),
            format!("{text}\n\n— example.com/foo UwBQOg==\n"),
            format!("{text}\n\n{}", line.repeat(65)),
            format!("{text}\n\n{line}{line}\n\n"),
        ] {
            assert!(matches!(Note::parse(&wrong), Err(NoteError::Form(_))), "{wrong:?}");
        }
        for wrong in [
            "",
            "a+b",
            "a b+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/foo+530d903a+Aeky",
        ] {
            assert!(matches!(Verifier::parse(wrong), Err(NoteError::Key(_))), "{wrong:?}");
        }
    }

    #[test]
    fn a_witness_signs_the_time_too() {
        let (log, witness) = (signer("log.example", KeyKind::Note), signer("w.example", KeyKind::Witness));
        let text = "log.example\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n".to_owned();
        let mut note = Note::new(text.clone(), vec![log.sign(&text, 0)]).unwrap();
        note.add(witness.sign(&text, 1_679_315_147));
        note.add(witness.sign(&text, 5));
        let note = Note::parse(&note.to_string()).unwrap();
        let known = [log.verifier().clone(), witness.verifier().clone()];
        let seconds: Vec<_> = note.verify(&known).unwrap().iter().map(|s| s.seconds).collect();
        assert_eq!(seconds, [None, Some(1_679_315_147)]);
        let mut earlier = note.signatures()[1].clone();
        earlier.bytes[7] ^= 1;
        let forged = Note::new(text, vec![earlier]).unwrap();
        assert_eq!(forged.verify(&known), Err(NoteError::Signature("w.example".into())));
    }
}
