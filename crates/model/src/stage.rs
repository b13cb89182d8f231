//! The eight stages: where an app stands, derived from its parts.
