//! `monthend inspect`: what each file is believed to be, and why.

use std::path::Path;

use serde_json::{Value, json};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::args::InspectArgs;
use super::check::{as_json, links_json, questions_json, totals_json};
use super::progress::Bar;
use super::{Outcome, show};
use crate::error::Error;
use crate::folder::Folder;
use crate::model::intake::{
    ColumnReading, Intake, Link, PrintedTotal, Question, Reading, SheetAccount,
};
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
        let found = json!({
            "tables": tables,
            "links": links_json(&intake),
            "questions": questions_json(&intake),
            "problems": problems,
        });
        show::say(&found.to_string());
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
    let of_file = |reading: &&Reading| reading.file.as_ref() == file;
    let readings: Vec<&Reading> = intake.readings.iter().filter(of_file).collect();
    readings.iter().for_each(|reading| tell_reading(reading));
    for account in &intake.accounts {
        if account.file.as_ref() == file {
            tell_account(account);
        }
    }
    tell_links(intake, file);
    tell_questions(intake, file);
    tell_problems(intake, file);
    if readings.iter().any(|reading| reading.table.is_some()) {
        show::say(
            "  to change: in monthend-decisions.xlsx, sheet Columns says what a column is, Files what",
        );
        show::say(
            "  a sheet is (or ignore, or no for a duplicate), Dates which comes first, Names who is who,",
        );
        show::say("  Colours what a fill means; the folder's own templates/ teach a new layout");
    }
    show::say("");
}

fn tell_account(account: &SheetAccount) {
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

/// Names of the file that are taken as another.
fn tell_links(intake: &Intake, file: &str) {
    let links: Vec<&Link> = intake
        .links
        .iter()
        .filter(|link| names_file(&link.seen_in, file))
        .collect();
    for link in links.iter().take(FIRST) {
        let Link {
            kind,
            spelling,
            taken_as,
            reason,
            ..
        } = link;
        show::say(&format!(
            "  {kind} \"{spelling}\" is taken as \"{taken_as}\": {reason}"
        ));
    }
    tell_rest(links.len(), "names taken as another");
}

fn tell_questions(intake: &Intake, file: &str) {
    let asked: Vec<&Question> = intake
        .questions
        .iter()
        .filter(|asked| asked.answer.trim().is_empty() && !asked.stale)
        .filter(|asked| names_file(&asked.seen_in, file) || asked.subject == file)
        .collect();
    for asked in asked.iter().take(FIRST) {
        let proposal = if asked.proposal.is_empty() {
            String::new()
        } else {
            format!(" -> {}?", asked.proposal)
        };
        let sheet = asked.topic.code();
        show::say(&format!(
            "  asked in {sheet}: \"{}\"{proposal} {}",
            asked.subject, asked.reason
        ));
    }
    tell_rest(asked.len(), "questions");
}

fn tell_rest(count: usize, what: &str) {
    if count > FIRST {
        show::say(&format!("  more {what}: {}", count - FIRST));
    }
}

/// True when a list of places, as questions and links have it, names the file.
fn names_file(seen_in: &str, file: &str) -> bool {
    let places = seen_in.split("; ");
    places
        .map(|place| place.strip_prefix(file))
        .any(|rest| rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(',')))
}

fn tell_problems(intake: &Intake, file: &str) {
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
    for total in reading.totals.iter().take(FIRST) {
        show::say(&format!("    {}", total_told(total)));
    }
    if reading.totals.len() > FIRST {
        let agree = reading.totals.iter().filter(|total| total.agrees).count();
        show::say(&format!(
            "    of {} printed totals {agree} agree with their rows",
            reading.totals.len()
        ));
    }
}

fn total_told(total: &PrintedTotal) -> String {
    let PrintedTotal {
        place,
        printed,
        read,
        rows,
        ..
    } = total;
    let (cell, (first, last)) = (place.cell(), rows);
    if total.agrees {
        format!("total in {cell}: {printed}, and rows {first} to {last} give the same")
    } else {
        format!("total in {cell}: {printed}, but rows {first} to {last} give {read}")
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
    let told = format!(
        "    {:>3}  {} -> {field:<14} {sure}  {}; {}",
        column_letters(column.column),
        padded(&column.heading.replace('\n', " "), HEADING),
        samples.join(", "),
        column.because
    );
    show::say(&cut(&told, SCREEN));
}

/// Width of a line about a column, and of the heading in it.
const SCREEN: usize = 120;
const HEADING: usize = 24;

fn padded(text: &str, width: usize) -> String {
    let cut = cut(text, width);
    let left = width.saturating_sub(cut.width());
    format!("{cut}{}", " ".repeat(left))
}

/// Cut to a width on the screen, where a Chinese letter takes two columns.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut taken = 0;
    for letter in text.chars() {
        taken += letter.width().unwrap_or(0);
        if taken + 3 > width {
            break;
        }
        kept.push(letter);
    }
    kept + "..."
}

pub fn reading_json(reading: &Reading) -> Value {
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
        "totals": totals_json(reading),
    })
}
