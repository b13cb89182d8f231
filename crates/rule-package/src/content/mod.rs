//! What the program says (REV-1).

pub(crate) mod banned_word;
pub(crate) mod blocked_image;
pub(crate) mod sensitive_text;
mod words;
