//! `monthend inspect`: what each file is believed to be, and why.

use std::path::Path;

use serde_json::{Value, json};

use super::args::InspectArgs;
use super::check::as_json;
use super::progress::Bar;
use super::{Outcome, show};
use crate::error::Error;
use crate::folder::Folder;
use crate::model::intake::{ColumnReading, Intake, Reading};
use crate::model::place::column_letters;
use crate::run::read;

/// Longer runs of unused columns are told in one line.
const SHOWN_UNUSED: usize = 5;

/// How many problems of a file are shown.
const FIRST: usize = 3;

/// Tables found, heading rows, columns with confidence and samples, first problems. Code 1 when there are problems.
pub fn inspect(args: &InspectArgs) -> Result<Outcome, Error> {
    let folder = Folder::open(&args.paths, Path::new("monthend-out"))?;
    let intake = {
        let bar = Bar::new(args.json);
        read(&args.paths, &folder, &bar)?
    };
    if args.json {
        let tables: Vec<Value> = intake.readings.iter().map(reading_json).collect();
        let problems: Vec<Value> = intake.problems.iter().map(as_json).collect();
        show::say(&json!({ "tables": tables, "problems": problems }).to_string());
    } else {
        for input in &intake.inputs {
            tell_file(&intake, &input.file);
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

fn tell_file(intake: &Intake, file: &str) {
    show::say(file);
    for reading in intake
        .readings
        .iter()
        .filter(|reading| reading.file.as_ref() == file)
    {
        tell_reading(reading);
    }
    for account in intake
        .accounts
        .iter()
        .filter(|account| account.file.as_ref() == file)
    {
        let reasons: Vec<String> = account
            .not_data
            .iter()
            .map(|(reason, rows)| format!("{rows} {}", reason.replace('_', " ")))
            .collect();
        let reasons = if reasons.is_empty() {
            String::new()
        } else {
            format!(" ({})", reasons.join(", "))
        };
        let hidden = if account.hidden {
            ", a hidden sheet"
        } else {
            ""
        };
        show::say(&format!(
            "  rows{}: {} = {} used + {} set aside + {} not data{reasons}{hidden}",
            sheet_suffix(&account.sheet),
            account.total,
            account.used,
            account.set_aside,
            account.not_data_rows()
        ));
    }
    let problems: Vec<_> = intake
        .problems
        .iter()
        .filter(|problem| problem.place.file.as_ref() == file)
        .cloned()
        .collect();
    let messages = show::problems(&problems);
    for message in messages.iter().take(FIRST) {
        show::say(&format!("  {}", message.replace('\n', "\n  ")));
    }
    if messages.len() > FIRST {
        show::say(&format!(
            "  and {} more kinds of problems; `monthend check` shows all",
            messages.len() - FIRST
        ));
    }
    show::say("");
}

fn sheet_suffix(sheet: &str) -> String {
    if sheet.is_empty() {
        String::new()
    } else {
        format!(" of {sheet}")
    }
}

fn tell_reading(reading: &Reading) {
    let what = reading
        .table
        .map_or("no table of ours".to_owned(), |table| {
            format!("{table} ({:.0} % sure)", reading.confidence * 100.0)
        });
    let source = if reading.source.is_empty() {
        String::new()
    } else {
        format!(", layout {}", reading.source)
    };
    let encoding = if reading.encoding.is_empty() {
        String::new()
    } else {
        format!(", {}", reading.encoding)
    };
    let sheet = if reading.sheet.is_empty() {
        String::new()
    } else {
        format!("{}: ", reading.sheet)
    };
    let header = match reading.header_rows {
        Some((first, last)) if first == last => format!(", heading in row {first}"),
        Some((first, last)) => format!(", heading in rows {first} to {last}"),
        None => ", no heading".to_owned(),
    };
    show::say(&format!(
        "  {sheet}{what}{source}{header}, rows {} to {}{encoding}",
        reading.rows.0, reading.rows.1
    ));
    for because in &reading.because {
        show::say(&format!("    because {because}"));
    }
    for run in runs(&reading.columns) {
        match run {
            [first, .., last] if run.len() > SHOWN_UNUSED && first.field.is_none() => {
                tell_unused(first, last, run)
            }
            _ => run.iter().for_each(tell_column),
        }
    }
}

/// Columns in runs: each used one alone, unused neighbours together.
fn runs(columns: &[ColumnReading]) -> impl Iterator<Item = &[ColumnReading]> {
    columns.chunk_by(|left, right| left.field.is_none() && right.field.is_none())
}

fn tell_unused(first: &ColumnReading, last: &ColumnReading, run: &[ColumnReading]) {
    show::say(&format!(
        "    {} to {}: {} columns not used, {} to {}",
        column_letters(first.column),
        column_letters(last.column),
        run.len(),
        first.heading.replace('\n', " "),
        last.heading.replace('\n', " ")
    ));
}

fn tell_column(column: &ColumnReading) {
    let field = column.field.as_deref().unwrap_or("-");
    let samples: Vec<String> = column
        .samples
        .iter()
        .map(|sample| format!("\"{}\"", sample.replace('\n', " ")))
        .collect();
    let sure = if column.field.is_some() {
        format!("{:>3.0} %", column.confidence * 100.0)
    } else {
        "     ".to_owned()
    };
    show::say(&format!(
        "    {:>3}  {:<28} -> {field:<16} {sure}  {}; {}",
        column_letters(column.column),
        column.heading.replace('\n', " "),
        column.because,
        samples.join(", ")
    ));
}

fn reading_json(reading: &Reading) -> Value {
    let columns: Vec<Value> = reading
        .columns
        .iter()
        .map(|column| {
            json!({
                "column": column_letters(column.column),
                "heading": column.heading,
                "field": column.field,
                "confidence": column.confidence,
                "because": column.because.to_string(),
                "samples": column.samples,
            })
        })
        .collect();
    json!({
        "file": reading.file.as_ref(),
        "sheet": reading.sheet.as_ref(),
        "table": reading.table.map(|table| table.name()),
        "confidence": reading.confidence,
        "source": reading.source,
        "because": reading.because.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "header_rows": reading.header_rows,
        "rows": reading.rows,
        "encoding": reading.encoding,
        "columns": columns,
    })
}
