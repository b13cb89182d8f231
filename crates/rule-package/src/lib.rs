//! Rules over a mini program's package.
