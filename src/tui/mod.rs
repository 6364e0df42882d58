//! The screen: state, commands, update, view.
//!
//! A key or a mouse gesture becomes a [`command::Command`] of the one table; `update::update`
//! changes the `state::State` and returns effects, which `session::Session` applies in one place; the views get
//! read-only state and a rectangle. The screen is drawn when something changed, not on a clock.

mod canvas;
mod capture;
mod choose;
mod chosen;
mod colours;
mod columns;
pub mod command;
mod config;
mod deep;
mod desk;
mod facts;
mod figures;
pub mod follow;
mod frames;
mod graphics;
mod keep;
pub mod keys;
mod known;
mod layout;
mod objects;
mod order;
mod osc52;
mod picture;
mod replay;
mod row;
mod run;
mod search;
mod session;
mod sift;
mod sockets;
mod stage;
mod state;
mod tell;
mod terminal;
mod theme;
mod time;
mod tower;
mod update;
mod view;

pub use colours::import as import_colours;
pub use config::{ConfigError, Settings};
pub use frames::{CaptureStatus, Frames, Progress, VecFrames, Wake};
pub use known::Known;
pub use run::{Begin, Farewell, TuiOptions, run};
pub use terminal::columns as terminal_columns;
pub use theme::{Depth, NAMES as THEMES};
pub use view::chart_text;

#[cfg(test)]
mod tests;
