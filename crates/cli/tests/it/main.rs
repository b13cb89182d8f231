//! The binary as people run it: `serve`, `tour`, signals, kill -9.

mod ask;
mod check;
mod check_formats;
mod kill;
mod lossy;
mod serve;
mod support;
mod tour;
