//! `monthend check`: reads and checks, writes nothing.

use std::path::Path;

use serde_json::{Value, json};

use super::args::CheckArgs;
use super::progress::Bar;
use super::{Outcome, show};
use crate::error::Error;
use crate::folder::Folder;
use crate::model::Problem;
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
        let problems: Vec<Value> = intake.problems.iter().map(as_json).collect();
        show::say(&json!({ "rows": rows, "problems": problems }).to_string());
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
        show::passed_over(&intake.passed_over);
    }
    Ok(if intake.problems.is_empty() {
        Outcome::Fine
    } else {
        Outcome::Problems
    })
}

/// A problem for scripts, in English.
pub fn as_json(problem: &Problem) -> Value {
    json!({
        "rule": problem.rule,
        "severity": problem.severity.code(),
        "file": problem.place.file.as_ref(),
        "sheet": problem.place.sheet.as_ref(),
        "cell": problem.place.cell(),
        "column": problem.column,
        "found": problem.found,
        "expected": problem.expected.to_string(),
        "hint": problem.hint.to_string(),
        "effect": problem.effect.to_string(),
    })
}
