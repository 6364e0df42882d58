//! decap takes a frame off the wire, or out of a file, and shows what is wrapped in what.
//!
//! Data flows one way through the rooms below; a room uses the rooms above it in this list, never
//! one below it. `docs/architecture.md` is the map.

pub mod model;

pub mod decode;

pub mod proto;

pub mod capture;

pub mod store;

pub mod talk;

pub mod filter;

pub mod statistics;

pub mod render;

pub mod tui;

pub mod cli;
