//! Pictures in text that need no terminal: summary, tree, box, bits, brackets, JSON.

pub mod json;
