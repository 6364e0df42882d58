//! The real program, without a terminal.

use std::process::{Command, Output, Stdio};

/// Runs decap in the folder of the project's own captures, with nothing on its standard input.
pub fn decap(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_decap"))
        .args(arguments)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/captures"))
        .env("XDG_CONFIG_HOME", "/nowhere")
        .stdin(Stdio::null())
        .output()
        .expect("the program starts")
}
