//! Incidents raised from logs (VER-4).
