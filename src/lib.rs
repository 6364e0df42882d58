//! decap
pub mod model;
