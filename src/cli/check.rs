//! `monthend check`: reads and checks, writes nothing.

use std::path::Path;

use serde_json::{Value, json};

use super::args::CheckArgs;
use super::progress::Bar;
use super::{Outcome, show};
use crate::error::Error;
use crate::folder::Folder;
use crate::model::Problem;
use crate::model::intake::{Intake, Link, PrintedTotal, Question, Reading};
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
        let totals: Vec<Value> = intake.readings.iter().flat_map(totals_json).collect();
        let found = json!({
            "rows": rows,
            "totals": totals,
            "links": links_json(&intake),
            "questions": questions_json(&intake),
            "problems": problems,
        });
        show::say(&found.to_string());
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

fn tell_names(intake: &Intake) {
    let open = intake.questions.iter();
    let open = open.filter(|asked| asked.answer.trim().is_empty() && !asked.stale);
    show::talk(&format!(
        "names taken as another: {}, questions open: {}; `monthend inspect` lists them",
        intake.links.len(),
        open.count()
    ));
}

/// Printed totals of a table, for scripts.
pub fn totals_json(reading: &Reading) -> Vec<Value> {
    let total = |total: &PrintedTotal| {
        json!({
            "file": total.place.file.as_ref(),
            "sheet": total.place.sheet.as_ref(),
            "cell": total.place.cell(),
            "column": total.column,
            "printed": total.printed,
            "read": total.read,
            "rows": total.rows,
            "agrees": total.agrees,
        })
    };
    reading.totals.iter().map(total).collect()
}

/// Names taken as another, for scripts.
pub fn links_json(intake: &Intake) -> Vec<Value> {
    let link = |link: &Link| {
        json!({
            "kind": link.kind,
            "spelling": link.spelling,
            "taken_as": link.taken_as,
            "reason": link.reason.to_string(),
            "seen_in": link.seen_in,
        })
    };
    intake.links.iter().map(link).collect()
}

/// Questions with their answers, for scripts.
pub fn questions_json(intake: &Intake) -> Vec<Value> {
    let asked = |asked: &Question| {
        json!({
            "topic": asked.topic.code(),
            "kind": asked.kind,
            "subject": asked.subject,
            "seen_in": asked.seen_in,
            "proposal": asked.proposal,
            "reason": asked.reason.to_string(),
            "answer": asked.answer,
            "stale": asked.stale,
        })
    };
    intake.questions.iter().map(asked).collect()
}
