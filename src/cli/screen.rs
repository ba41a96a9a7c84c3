//! One file on one screen: what it is taken for, why, and the row that would change it.
//!
//! An ordinary file with one table takes at most 40 lines of 80 columns; what is cut says so and stands in `--json`.

use super::change;
use super::findings::is_duplicate;
use super::fitted::{cut, padded, wrapped};
use super::show;
use crate::model::Problem;
use crate::model::intake::{
    About, Choice, ColumnReading, Intake, Link, PrintedTotal, Question, Reading, SheetAccount,
};
use crate::model::place::column_letters;

/// Tables of different columns that are told in full.
const TABLES: usize = 3;
/// Lines about further tables, and about sheets.
const SHORT: usize = 6;
/// Columns with a field that are told; runs of a grid's periods count as one.
const COLUMNS: usize = 14;
/// With more columns than this, only those that could be read in several ways show their values.
const WITH_SAMPLES: usize = 5;
/// Of totals, names, questions, problems.
const FIRST: usize = 3;
/// Width of a heading, of a field, and where reasons stand.
const HEADING: usize = 17;
const FIELD: usize = 13;
const REASON: usize = 46;

/// What is shown of a file.
pub fn screen(intake: &Intake, file: &str) -> Vec<String> {
    let mut lines = vec![cut(file, super::fitted::SCREEN)];
    let of_file = |reading: &&Reading| reading.file.as_ref() == file;
    let readings: Vec<&Reading> = intake.readings.iter().filter(of_file).collect();
    lines.extend(tables(&readings));
    lines.extend(accounts(intake, file));
    lines.extend(links(intake, file));
    lines.extend(questions(intake, file));
    lines.extend(problems(intake, file));
    lines.extend(changes(&readings));
    lines
}

/// The first tables in full; one with the columns of another in a line.
fn tables(readings: &[&Reading]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut told: Vec<&Reading> = Vec::new();
    let mut short = Vec::new();
    for reading in readings {
        match told.iter().find(|other| are_alike(other, reading)) {
            Some(other) => short.push(format!(
                "  {}; columns as in {}",
                head(reading),
                name(other)
            )),
            None if told.len() < TABLES => {
                lines.extend(table(reading));
                told.push(reading);
            }
            None => short.push(format!("  {}", head(reading))),
        }
    }
    let rest = short.len();
    lines.extend(
        short
            .iter()
            .take(SHORT)
            .map(|line| cut(line, super::fitted::SCREEN)),
    );
    lines.extend(more(rest, SHORT, "tables"));
    lines
}

fn are_alike(left: &Reading, right: &Reading) -> bool {
    let fields = |reading: &Reading| -> Vec<Option<String>> {
        let columns = reading.columns.iter().filter(|column| !is_period(column));
        columns.map(|column| column.field.clone()).collect()
    };
    left.table.is_some() && left.table == right.table && fields(left) == fields(right)
}

fn name(reading: &Reading) -> &str {
    if reading.sheet.is_empty() {
        &reading.file
    } else {
        &reading.sheet
    }
}

/// `October: time, 95 % sure, layout toggl; heading in row 5, rows 5 to 15`
fn head(reading: &Reading) -> String {
    let sheet = if reading.sheet.is_empty() {
        String::new()
    } else {
        format!("{}: ", reading.sheet)
    };
    let what = reading
        .table
        .map_or("no table of ours".to_owned(), |table| {
            format!("{table}, {} sure", percent(reading.confidence))
        });
    let source = if reading.source.is_empty() {
        String::new()
    } else {
        format!(", layout {}", reading.source)
    };
    let heading = match reading.header_rows {
        Some((first, last)) if first == last => format!("heading in row {first}"),
        Some((first, last)) => format!("heading in rows {first} to {last}"),
        None => "no heading".to_owned(),
    };
    let encoding = if reading.encoding.is_empty() {
        String::new()
    } else {
        format!("; {}", reading.encoding)
    };
    let (first, last) = reading.rows;
    format!("{sheet}{what}{source}; {heading}, rows {first} to {last}{encoding}")
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

fn table(reading: &Reading) -> Vec<String> {
    let mut lines = wrapped(&format!("  {}", head(reading)), 4);
    let because: Vec<String> = reading.because.iter().map(ToString::to_string).collect();
    if !because.is_empty() {
        lines.extend(wrapped(&format!("    because {}", because.join("; ")), 4));
    }
    lines.extend(columns(&reading.columns));
    for total in reading.totals.iter().take(FIRST) {
        lines.extend(wrapped(&format!("    {}", total_told(total)), 6));
    }
    if reading.totals.len() > FIRST {
        let agree = reading.totals.iter().filter(|total| total.agrees).count();
        lines.push(format!(
            "    of {} printed totals {agree} agree with their rows",
            reading.totals.len()
        ));
    }
    lines
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

fn is_period(column: &ColumnReading) -> bool {
    let of_grid = |choice: &Choice| choice.about == About::Cells;
    column.field.as_deref() == Some("duration") && column.choices.iter().all(of_grid)
}

/// Columns with a field, a grid's neighbouring periods together; then those without, in one paragraph.
fn columns(columns: &[ColumnReading]) -> Vec<String> {
    let used: Vec<&ColumnReading> = columns
        .iter()
        .filter(|column| column.field.is_some())
        .collect();
    let alike = |left: &&ColumnReading, right: &&ColumnReading| {
        is_period(left) && is_period(right) && left.because == right.because
    };
    let runs: Vec<&[&ColumnReading]> = used.chunk_by(alike).collect();
    let few = runs.len() <= WITH_SAMPLES;
    let mut lines: Vec<String> = runs
        .iter()
        .take(COLUMNS)
        .flat_map(|run| match run {
            [only] => column(only, few),
            _ => periods(run),
        })
        .collect();
    lines.extend(more(runs.len(), COLUMNS, "columns"));
    lines.extend(unused(columns));
    lines
}

fn column(column: &ColumnReading, few: bool) -> Vec<String> {
    let field = column.field.as_deref().unwrap_or_default();
    let mut lines = wrapped_behind(
        &format!(
            "    {} {} {} {}",
            padded(&column_letters(column.column), 3),
            padded(&column.heading, HEADING),
            padded(field, FIELD),
            padded(&percent(column.confidence), 5),
        ),
        &column.because.to_string(),
    );
    let samples = samples(column);
    for (at, choice) in column.choices.iter().enumerate() {
        let shown = if at == 0 { samples.as_str() } else { "" };
        lines.extend(wrapped(
            &format!("        {}", choice_told(choice, shown)),
            10,
        ));
    }
    if few && column.choices.is_empty() && !samples.is_empty() {
        lines.push(cut(
            &format!("        values: {samples}"),
            super::fitted::SCREEN,
        ));
    }
    lines
}

/// `7.5, 8.25`
fn samples(column: &ColumnReading) -> String {
    let samples: Vec<String> = column
        .samples
        .iter()
        .map(|sample| cut(sample, 24))
        .collect();
    samples.join(", ")
}

/// A reason in its place on the line, or below where it is long.
fn wrapped_behind(front: &str, reason: &str) -> Vec<String> {
    let mut lines = wrapped(&format!("{} {reason}", ".".repeat(REASON - 1)), REASON);
    let kept = lines[0].get(REASON..).unwrap_or_default().to_owned();
    lines[0] = format!("{}{kept}", padded(front, REASON));
    lines
}

/// `hours: 7.5, 8.25; the heading says so`
fn choice_told(choice: &Choice, samples: &str) -> String {
    let value = match (choice.about, choice.value.as_str()) {
        (About::DateOrder, "day_first") => "day first".to_owned(),
        (About::DateOrder, _) => "month first".to_owned(),
        (About::DecimalMark, mark) => format!("decimal {mark}"),
        (About::Unit, "day_fractions") => "parts of a day".to_owned(),
        (About::Multiple, tens) => format!("times {tens}"),
        (_, value) => value.to_owned(),
    };
    if samples.is_empty() {
        format!("{value}: {}", choice.because)
    } else {
        format!("{value}: {samples}; {}", choice.because)
    }
}

/// Neighbouring days, weeks or months of a grid.
fn periods(run: &[&ColumnReading]) -> Vec<String> {
    let [first, .., last] = run else {
        return Vec::new();
    };
    let text = format!(
        "    {} to {}, headings {} to {} -> duration: {}",
        column_letters(first.column),
        column_letters(last.column),
        cut(&first.heading, HEADING),
        cut(&last.heading, HEADING),
        first.because
    );
    let mut lines = wrapped(&text, 8);
    for choice in &first.choices {
        let samples = samples(first);
        lines.extend(wrapped(
            &format!("        {}", choice_told(choice, &samples)),
            10,
        ));
    }
    lines
}

/// `not used: B "Role", F "Remark": no field of the table is called so`
fn unused(columns: &[ColumnReading]) -> Vec<String> {
    let free: Vec<&ColumnReading> = columns
        .iter()
        .filter(|column| column.field.is_none())
        .collect();
    if free.is_empty() {
        return Vec::new();
    }
    let reasons = free.chunk_by(|left, right| left.because == right.because);
    let parts: Vec<String> = reasons
        .map(|alike| {
            let names = alike.iter().take(FIRST).map(|column| {
                let letters = column_letters(column.column);
                if column.heading.is_empty() {
                    letters
                } else {
                    format!("{letters} \"{}\"", cut(&column.heading, HEADING))
                }
            });
            let names: Vec<String> = names.collect();
            let rest = alike.len().saturating_sub(FIRST);
            let more = if rest > 0 {
                format!(" and {rest} more")
            } else {
                String::new()
            };
            format!("{}{more}: {}", names.join(", "), alike[0].because)
        })
        .collect();
    let mut lines = wrapped(&format!("    not used: {}", parts.join("; ")), 8);
    if lines.len() > FIRST {
        lines.truncate(FIRST);
        lines.push(format!("        ... {} columns are not used", free.len()));
    }
    lines
}

fn accounts(intake: &Intake, file: &str) -> Vec<String> {
    let of_file: Vec<&SheetAccount> = intake
        .accounts
        .iter()
        .filter(|account| account.file.as_ref() == file)
        .collect();
    let told = of_file.iter().take(SHORT);
    let mut lines: Vec<String> = told
        .flat_map(|account| wrapped(&format!("  {}", account_told(account)), 4))
        .collect();
    lines.extend(more(of_file.len(), SHORT, "sheets"));
    lines.extend(of_file.iter().flat_map(|account| notes_told(account)));
    lines
}

/// What people wrote beside the cells of a sheet.
fn notes_told(account: &SheetAccount) -> Vec<String> {
    let told = account.notes.iter().take(FIRST);
    let told: Vec<String> = told
        .map(|(cell, text)| format!("{cell} \"{text}\""))
        .collect();
    if told.is_empty() {
        return Vec::new();
    }
    let rest = account.notes.len() - told.len();
    let more = if rest > 0 {
        format!(" and {rest} more")
    } else {
        String::new()
    };
    let line = format!(
        "  notes on cells, which are not read: {}{more}",
        told.join(", ")
    );
    let mut lines = wrapped(&line, 4);
    lines.truncate(FIRST);
    lines
}

fn account_told(account: &SheetAccount) -> String {
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
    let sheet = if account.sheet.is_empty() {
        String::new()
    } else {
        format!(" of {}", account.sheet)
    };
    format!(
        "rows{sheet}: {} = {} used + {} set aside + {} not data{reasons}{hidden}",
        account.total,
        account.used,
        account.set_aside,
        account.not_data_rows()
    )
}

/// Names of the file that are taken as another.
fn links(intake: &Intake, file: &str) -> Vec<String> {
    let links: Vec<&Link> = intake
        .links
        .iter()
        .filter(|link| names_file(&link.seen_in, file))
        .collect();
    let told = links.iter().take(FIRST).flat_map(|link| {
        let Link {
            kind,
            spelling,
            taken_as,
            reason,
            ..
        } = link;
        let text = format!("  {kind} \"{spelling}\" is taken as \"{taken_as}\": {reason}");
        wrapped(&text, 4)
    });
    let mut lines: Vec<String> = told.collect();
    lines.extend(more(links.len(), FIRST, "names taken as another"));
    lines
}

fn questions(intake: &Intake, file: &str) -> Vec<String> {
    let asked: Vec<&Question> = intake
        .questions
        .iter()
        .filter(|asked| asked.answer.trim().is_empty() && !asked.stale)
        .filter(|asked| names_file(&asked.seen_in, file) || asked.subject == file)
        .collect();
    let told = asked.iter().take(FIRST).flat_map(|asked| {
        let proposal = if asked.proposal.is_empty() {
            String::new()
        } else {
            format!(" -> {}?", asked.proposal)
        };
        let text = format!(
            "  asked in {}: \"{}\"{proposal} {}",
            asked.topic.code(),
            asked.subject,
            asked.reason
        );
        wrapped(&text, 4)
    });
    let mut lines: Vec<String> = told.collect();
    lines.extend(more(asked.len(), FIRST, "questions"));
    lines
}

/// True when a list of places, as questions and links have it, names the file.
fn names_file(seen_in: &str, file: &str) -> bool {
    let places = seen_in.split("; ");
    places
        .map(|place| place.strip_prefix(file))
        .any(|rest| rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(',')))
}

/// Rows that stand elsewhere too, then the other problems.
fn problems(intake: &Intake, file: &str) -> Vec<String> {
    let of_file = intake
        .problems
        .iter()
        .filter(|problem| problem.place.file.as_ref() == file);
    let (twice, others): (Vec<&Problem>, Vec<&Problem>) =
        of_file.partition(|problem| is_duplicate(problem));
    let mut lines = Vec::new();
    for (problems, what) in [
        (twice, "kinds of duplicates"),
        (others, "kinds of problems"),
    ] {
        let told = show::brief(&problems);
        let shown = told.iter().take(FIRST);
        lines.extend(shown.flat_map(|text| wrapped(&format!("  {text}"), 4)));
        lines.extend(more(told.len(), FIRST, what));
    }
    lines
}

/// For each kind of choice made, a row that would change it.
fn changes(readings: &[&Reading]) -> Vec<String> {
    let Some(reading) = readings
        .iter()
        .find(|reading| reading.table.is_some())
        .or(readings.first())
    else {
        return Vec::new();
    };
    let mut rows = vec![change::of_table(reading)];
    let first = reading.columns.iter().find(|column| column.field.is_some());
    rows.extend(first.map(|column| change::of_column(reading, column)));
    let mut told: Vec<About> = Vec::new();
    for column in &reading.columns {
        for choice in &column.choices {
            if !told.contains(&choice.about) {
                told.push(choice.about);
                rows.push(change::of_choice(reading, column, choice));
            }
        }
    }
    let heading =
        "  to change a choice, a row in monthend-decisions.xlsx (a new row will do):".to_owned();
    let rows = rows.iter().map(|row| {
        let line = format!(
            "    sheet {}: {} | answer {}",
            row.topic.code(),
            cut(&row.subject, 30),
            row.answer
        );
        cut(&line, super::fitted::SCREEN)
    });
    std::iter::once(heading).chain(rows).collect()
}

/// `and 5 more tables`
fn more(count: usize, shown: usize, what: &str) -> Option<String> {
    (count > shown).then(|| format!("  and {} more {what}; --json has all", count - shown))
}
