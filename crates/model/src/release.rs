//! Releases and gray releases (VER-5).
