//! Evidence rows.
