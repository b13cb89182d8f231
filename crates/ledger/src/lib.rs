//! Evidence: salted leaves, the chain that gives them an order, and the Merkle log over them.
//!
//! The log is hashed as RFC 6962 has it and written as C2SP does: [`Tile`]s, a [`Checkpoint`] in a signed [`Note`], a [`Receipt`] that
//! anybody can check offline. An entry of it is a salted hash, so that what is public tells nothing of what was decided about whom.
//! Storage, sequencing and time are the caller's.

mod certificate;
mod chain;
mod checkpoint;
mod hash;
mod leaf;
mod note;
mod proof;
mod receipt;
mod tile;
mod tree;

pub use certificate::{Certificate, CertificateError, Certified, FORMAT, title_hash};
pub use chain::{Break, Chain, Link};
pub use checkpoint::{Checkpoint, NoCheckpoint};
pub use hash::{Hash, empty_root, leaf, node};
pub use leaf::leaf_hash;
pub use note::{KeyKind, Note, NoteError, Signature, Signed, Signer, Verifier};
pub use proof::{
    ProofError, ReadTiles, TileError, consistency, inclusion, verify_consistency, verify_inclusion,
};
pub use receipt::{Proven, Receipt, ReceiptError};
pub use tile::{FULL, Tile, bundle, bundle_path, parse_bundle_path, unbundle};
pub use tree::Edge;
