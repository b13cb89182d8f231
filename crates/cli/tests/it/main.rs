//! The binary as people run it: `serve`, `tour`, signals, kill -9.

mod ask;
mod check;
mod check_formats;
mod check_known;
mod kill;
mod lossy;
mod rules;
mod serve;
mod support;
mod tour;
mod verdict;
mod verify;
mod watch;
