//! The `decap` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    decap::cli::main()
}
