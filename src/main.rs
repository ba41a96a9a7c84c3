//! The command.

use std::process::ExitCode;

fn main() -> ExitCode {
    monthend::cli::main()
}
