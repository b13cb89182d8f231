//! Pictures: measures, puzzle drawing.
