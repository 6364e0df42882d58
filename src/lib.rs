//! decap takes a frame off the wire, or out of a file, and shows what is wrapped in what.
//!
//! Data flows one way through the rooms below; a room uses the rooms above it in this list, never
//! one below it. `docs/architecture.md` is the map.

pub mod decode;
pub mod model;
pub mod proto;
pub mod render;
pub mod talk;
pub mod tui;
