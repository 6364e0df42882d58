//! The shared words of the program.
pub mod names;
