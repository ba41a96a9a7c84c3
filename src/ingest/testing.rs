//! Sheets for tests, drawn as text.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::fit;
use super::fitted::{FittedFile, fit_file};
use super::knowledge::Knowledge;
use super::known_names::{Told, spoken_of};
use super::sheet::{Cell, Sheet, Visibility};
use super::sheet_builder::SheetBuilder;
use super::sheetfit::Context;
use crate::model::Rows;
use crate::model::intake::{Input, Question, Topic};
use crate::model::phrase::phrase;
use crate::model::{Decisions, Intake, Kind, Settings, Table};

/// A sheet of a text grid: one line a row, `|` between cells, blank cells absent. A number is a number, `@`
/// before a number a date cell, `"` before anything a text.
pub fn grid(file: &str, name: &str, text: &str) -> Sheet {
    drawn(file, name, text).finish()
}

/// The same, to be filled further: fills, merged blocks, hidden rows.
pub fn drawn(file: &str, name: &str, text: &str) -> SheetBuilder {
    let mut sheet = SheetBuilder::new(&file.into(), name, Visibility::Visible);
    for (number, line) in (1..).zip(text.lines()) {
        for (column, text) in (1..).zip(line.split('|')) {
            if let Some(cell) = cell(text.trim()) {
                sheet.put(number, column, cell, None);
            }
        }
    }
    sheet
}

fn cell(text: &str) -> Option<Cell<'_>> {
    let number = |text: &str| text.parse::<f64>().ok();
    Some(match text.chars().next()? {
        '"' => Cell::Text(&text[1..]),
        '@' => Cell::Date(number(&text[1..]).expect("a serial after @")),
        _ => number(text).map_or_else(|| Cell::Text(text), Cell::Number),
    })
}

/// The project's own templates.
pub fn knowledge() -> Arc<Knowledge> {
    static KNOWN: OnceLock<Arc<Knowledge>> = OnceLock::new();
    KNOWN.get_or_init(|| Arc::new(read_templates())).clone()
}

fn read_templates() -> Knowledge {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/templates");
    let files = walkdir::WalkDir::new(root).into_iter().flatten();
    let texts: Vec<(String, String)> = files
        .filter(|entry| entry.file_type().is_file())
        .filter_map(|entry| {
            let name = entry.path().strip_prefix(root).ok()?;
            let text = std::fs::read_to_string(entry.path()).ok()?;
            Some((name.to_string_lossy().replace('\\', "/"), text))
        })
        .collect();
    let texts = texts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()));
    Knowledge::read(texts).expect("the project's templates hold")
}

/// Sheets read without answers.
pub fn read(sheets: Vec<Sheet>) -> Intake {
    read_with(sheets, &Decisions::default())
}

/// Sheets read with answers.
pub fn read_with(sheets: Vec<Sheet>, decisions: &Decisions) -> Intake {
    let mut books: BTreeMap<Arc<str>, Vec<Sheet>> = BTreeMap::new();
    for sheet in sheets {
        books.entry(sheet.file.clone()).or_default().push(sheet);
    }
    let (knowledge, settings) = (knowledge(), Settings::default());
    let context = Context {
        knowledge: &knowledge,
        decisions,
        settings: &settings,
        date_order: None,
    };
    let fitted = |file: &Arc<str>, sheets: &[Sheet], told: &[Told]| FittedFile {
        input: Input {
            file: file.clone(),
            sha256: format!("{:?}", sheets[0].rows().collect::<Vec<_>>()),
            bytes: 1,
        },
        sheets: fit_file(sheets, told, context),
        problems: Vec::new(),
    };
    let books: Vec<(Arc<str>, Vec<Sheet>)> = books.into_iter().collect();
    let files = books.iter().map(|(file, sheets)| fitted(file, sheets, &[]));
    let mut files: Vec<FittedFile> = files.collect();
    for (at, told) in spoken_of(&files, context) {
        files[at] = fitted(&books[at].0, &books[at].1, &told);
    }
    fit(files, &knowledge, decisions, &settings, &[])
}

/// An answered question.
pub fn answered(topic: Topic, kind: &str, subject: &str, seen_in: &str, answer: &str) -> Question {
    Question {
        topic,
        kind: kind.to_owned(),
        subject: subject.to_owned(),
        seen_in: seen_in.to_owned(),
        proposal: String::new(),
        reason: phrase("{}", &[&""]),
        answer: answer.to_owned(),
        stale: false,
    }
}

/// Some fields of a table's rows as plain text, in the order of the table.
pub fn shown(intake: &Intake, table: Table, fields: &[&str]) -> Vec<String> {
    let rows = intake.tables.rows(table);
    let columns: Vec<Vec<String>> = fields
        .iter()
        .map(|field| texts(&rows, table, field))
        .collect();
    (0..rows.len())
        .map(|at| {
            let cells: Vec<&str> = columns.iter().map(|column| column[at].as_str()).collect();
            cells.join(" ")
        })
        .collect()
}

/// Values of a field as plain text; `-` for none.
fn texts(rows: &Rows<'_>, table: Table, field: &str) -> Vec<String> {
    fn each<T: ToString>(values: Vec<Option<T>>) -> Vec<String> {
        let shown = |value: Option<T>| value.map_or_else(|| "-".to_owned(), |v| v.to_string());
        values.into_iter().map(shown).collect()
    }
    let knowledge = knowledge();
    let kind = knowledge.schema(table).field(field).map(|field| field.kind);
    match kind.expect("a field of the table") {
        Kind::Date => each(rows.date(field)),
        Kind::Money => each(rows.money(field)),
        Kind::Duration => each(rows.duration(field)),
        Kind::Flag => each(rows.flag(field)),
        Kind::Share | Kind::Quantity | Kind::Rate => each(rows.integers(field)),
        _ => each(rows.text(field)),
    }
}
