//! The `tongguan` command.
fn main() {}
