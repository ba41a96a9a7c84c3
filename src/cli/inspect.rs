//! `monthend inspect`: what each file is believed to be, and why.

use std::path::Path;

use super::args::InspectArgs;
use super::findings::findings;
use super::progress::Bar;
use super::screen::screen;
use super::{Outcome, show};
use crate::error::Error;
use crate::folder::Folder;
use crate::run::read;

/// Tables found, heading rows, columns with their reasons, the account of rows, first problems. Code 1 when there are problems.
pub fn inspect(args: &InspectArgs) -> Result<Outcome, Error> {
    let folder = Folder::open(&args.paths, Path::new("monthend-out"))?;
    let intake = {
        let bar = Bar::new(args.json);
        read(&args.paths, &folder, &bar)?
    };
    if args.json {
        show::say(&findings(&intake).to_string());
    } else {
        for input in &intake.inputs {
            for line in screen(&intake, &input.file) {
                show::say(&line);
            }
            show::say("");
        }
        for (name, reason) in &intake.passed_over {
            show::say(&format!("{name}: passed over, {reason}"));
        }
    }
    Ok(if intake.problems.is_empty() {
        Outcome::Fine
    } else {
        Outcome::Problems
    })
}
