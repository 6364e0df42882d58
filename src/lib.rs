//! decap
