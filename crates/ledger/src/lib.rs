//! Evidence: salted leaves and the chain that gives them an order.
//!
//! A leaf is hashed as RFC 6962 hashes the leaves of a Merkle tree, so that the log that will hold them later can take
//! them as they are. Storage, sequencing and time are the caller's.

mod chain;
mod leaf;

pub use chain::{Break, Chain, Link};
pub use leaf::leaf_hash;
