//! `monthend check`: reads and checks, writes nothing.

use std::path::Path;

use super::args::CheckArgs;
use super::findings::findings;
use super::progress::Bar;
use super::{Outcome, show};
use crate::error::Error;
use crate::folder::Folder;
use crate::model::intake::Intake;
use crate::run::{read, row_totals};

/// Every problem with file, sheet and cell; code 1 when there is any.
pub fn check(args: &CheckArgs) -> Result<Outcome, Error> {
    let paths = [args.folder.clone()];
    let folder = Folder::open(&paths, Path::new("monthend-out"))?;
    let intake = {
        let bar = Bar::new(args.json);
        read(&paths, &folder, &bar)?
    };
    let rows = row_totals(&intake);
    if args.json {
        show::say(&findings(&intake).to_string());
    } else {
        for message in show::problems(&intake.problems) {
            show::say(&message);
            show::say("");
        }
        show::talk(&format!(
            "{} rows in {} files: {} used, {} set aside, {} not data",
            rows["total"],
            intake.inputs.len(),
            rows["used"],
            rows["set_aside"],
            rows["not_data"]
        ));
        tell_names(&intake);
        show::passed_over(&intake.passed_over);
    }
    Ok(if intake.problems.is_empty() {
        Outcome::Fine
    } else {
        Outcome::Problems
    })
}

fn tell_names(intake: &Intake) {
    let open = intake.questions.iter();
    let open = open.filter(|asked| asked.answer.trim().is_empty() && !asked.stale);
    show::talk(&format!(
        "names taken as another: {}, questions open: {}; `monthend inspect` lists them",
        intake.links.len(),
        open.count()
    ));
}
