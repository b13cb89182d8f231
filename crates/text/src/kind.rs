//! What a code point is, to somebody who looks for words.

/// How a character differs from the one a reader takes it for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// As it is.
    Plain,
    /// Upper case.
    Case,
    /// Full or half width.
    Width,
    /// Circled, squared, mathematical, raised, a digit of another script.
    Styled,
    /// With an accent; alone, a combining mark.
    Accent,
    /// A form that is not used in simplified writing.
    Traditional,
    /// Another character that looks like it.
    Homoglyph,
    /// Shown as nothing.
    Invisible,
    /// White space.
    Space,
    /// A stop, a bracket, a line end: what sentences are made with.
    Stop,
    /// Any other sign, emoji among them.
    Sign,
}
