//! The `decap` program.
fn main() {}
