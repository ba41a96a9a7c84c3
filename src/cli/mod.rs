//! Manners: arguments in, words and exit codes out. Nothing below this floor prints.

mod args;
mod change;
mod check;
mod explain;
mod findings;
mod fitted;
mod init;
mod inspect;
mod profile;
mod progress;
mod proposals;
mod run;
mod screen;
mod show;
mod templates;

use std::process::ExitCode;

use clap::Parser;

use crate::error::Error;
use args::{Cli, Command};

/// How a command ended. `run`: 0 pack written, 1 written but something does not add up or was unread, 2 nothing
/// written. The others: 0 nothing found, 1 problems found, 2 could not run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Fine,
    Problems,
}

/// Runs the command line of this process. Wrong arguments end with 2, as clap does.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match &cli.command {
        Command::Run(args) => run::run(args),
        Command::Inspect(args) => inspect::inspect(args),
        Command::Check(args) => check::check(args),
        Command::Init(args) => init::init(args),
        Command::Explain(args) => explain::explain(args),
        Command::Templates(args) => templates::templates(args),
    };
    match outcome {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Problems) => ExitCode::from(1),
        Err(error) => {
            report(&error);
            ExitCode::from(2)
        }
    }
}

/// The error and the chain of its causes, one line each.
fn report(error: &Error) {
    show::talk(&format!("monthend: {error}"));
    let mut cause = std::error::Error::source(error);
    while let Some(source) = cause {
        show::talk(&format!(
            "  because: {}",
            source.to_string().trim_end().replace('\n', "\n  ")
        ));
        cause = source.source();
    }
}
