//! Wire types and the error-code table.
