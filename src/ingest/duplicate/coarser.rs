//! Sums of the hours of another sheet: by day, by week, by person or by client, a cross table of people and clients. A sheet whose
//! every cell is the sum of what a finer one says of the same people, clients and days repeats it, whatever it is called.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::Aside;
use crate::ingest::facts::{Batch, Facts};
use crate::ingest::knowledge::Knowledge;
use crate::model::{Duration, Schema, Table, Value};

/// Sums of hours are rounded to hundredths.
const SLACK: i64 = Duration::HOUR / 50;
/// One sum may be the same by chance.
const FEWEST: usize = 2;
/// Longer sheets are no sums, and much longer ones are compared with nothing.
const LONGEST: usize = 5_000;
const MOST_ENTRIES: usize = 300_000;
/// Each sheet may be held against the entries of all: so many in all.
const MOST_COMPARED: usize = 15_000_000;

/// Hours from a first to a last day.
struct Cell<'f> {
    person: &'f str,
    client: &'f str,
    days: (NaiveDate, NaiveDate),
    length: i64,
    row: u32,
    /// Place among the run's rows.
    at: usize,
}

/// Cells by their first days, each with its sheet.
type Days<'c, 'f> = BTreeMap<NaiveDate, Vec<(usize, &'c Cell<'f>)>>;

/// The cells of a sheet and what they name.
struct Sheet<'f> {
    fit: usize,
    cells: Vec<Cell<'f>>,
    people: bool,
    clients: bool,
    /// All are of several days.
    spread: bool,
}

impl<'f> Sheet<'f> {
    fn of(fit: usize, cells: Vec<Cell<'f>>) -> Sheet<'f> {
        Sheet {
            fit,
            people: cells.iter().all(|cell| !cell.person.is_empty()),
            clients: cells.iter().any(|cell| !cell.client.is_empty()),
            spread: cells.iter().all(|cell| cell.days.0 < cell.days.1),
            cells,
        }
    }

    /// It says all that another says of each of its cells, and more.
    fn is_finer(&self, other: &Sheet<'_>) -> bool {
        let says_all = (self.people || !other.people) && (self.clients || !other.clients);
        let says_more = self.people && !other.people
            || self.clients && !other.clients
            || !self.spread && other.spread;
        says_all && says_more && self.fit != other.fit
    }

    /// The rows of a sheet that are sums of some finer ones, each with the first row that it sums up.
    fn sums_of(&self, finer: &[&Sheet<'f>]) -> Vec<Aside> {
        let mut entries: BTreeMap<(&str, &str), Days<'_, 'f>> = BTreeMap::new();
        for sheet in finer {
            for cell in &sheet.cells {
                let days = entries.entry(self.key(cell)).or_default();
                days.entry(cell.days.0).or_default().push((sheet.fit, cell));
            }
        }
        let told: Vec<&Cell<'f>> = self.cells.iter().filter(|cell| cell.length != 0).collect();
        let mut aside = Vec::new();
        let mut several = false;
        for cell in &told {
            let days = entries.get(&self.key(cell));
            let within = days
                .into_iter()
                .flat_map(|days| days.range(cell.days.0..=cell.days.1));
            let within = within.flat_map(|(_, cells)| cells);
            let parts: Vec<_> = within
                .filter(|(_, part)| part.days.1 <= cell.days.1)
                .collect();
            let sum: i64 = parts.iter().map(|(_, part)| part.length).sum();
            let Some((other, first)) = parts.first().filter(|_| (sum - cell.length).abs() <= SLACK)
            else {
                return Vec::new();
            };
            several |= parts.len() > 1;
            aside.push(Aside {
                fit: self.fit,
                fact: cell.at,
                row: cell.row,
                other: *other,
                other_row: first.row,
            });
        }
        // sums of one entry each, or all alike, may be anything
        let lengths: BTreeSet<i64> = told.iter().map(|cell| cell.length).collect();
        match several && told.len() >= FEWEST && lengths.len() >= FEWEST {
            true => aside,
            false => Vec::new(),
        }
    }

    fn key<'c>(&self, cell: &Cell<'c>) -> (&'c str, &'c str) {
        let person = if self.people { cell.person } else { "" };
        let client = if self.clients { cell.client } else { "" };
        (person, client)
    }
}

/// Rows of sheets of sums, in one table.
pub(super) fn repeated(
    table: Table,
    counted: &[usize],
    facts: &Facts,
    knowledge: &Knowledge,
) -> Vec<Aside> {
    let schema = knowledge.schema(table);
    let entries: usize = facts.of(table).map(Batch::len).sum();
    let sources: BTreeSet<u32> = facts.of(table).map(|batch| batch.source).collect();
    let too_many = entries > MOST_ENTRIES || entries * sources.len() > MOST_COMPARED;
    if sources.len() < 2 || too_many {
        return Vec::new();
    }
    let mut cells: BTreeMap<usize, Vec<Cell<'_>>> = BTreeMap::new();
    for (first, batch) in facts.placed(table) {
        if counted.contains(&(batch.source as usize)) {
            let read = (0..batch.len()).filter_map(|row| cell(batch, row, first + row, schema));
            cells.entry(batch.source as usize).or_default().extend(read);
        }
    }
    let sheets: Vec<Sheet<'_>> = { cells.into_iter() }
        .map(|(fit, cells)| Sheet::of(fit, cells))
        .collect();
    let mut aside = Vec::new();
    for sheet in sheets.iter().filter(|sheet| sheet.cells.len() <= LONGEST) {
        let finer: Vec<&Sheet<'_>> = sheets
            .iter()
            .filter(|other| other.is_finer(sheet))
            .collect();
        let alone = finer
            .iter()
            .map(|other| sheet.sums_of(&[*other]))
            .find(|rows| !rows.is_empty());
        aside.extend(alone.unwrap_or_else(|| match finer.len() {
            0 | 1 => Vec::new(),
            _ => sheet.sums_of(&finer),
        }));
    }
    aside
}

fn cell<'f>(batch: &'f Batch, row: usize, at: usize, schema: &Schema) -> Option<Cell<'f>> {
    let column = |field: &str| Some(&batch.columns[schema.position(field)?]);
    let (Some(Value::Date(day)), Some(Value::Duration(length))) =
        (column("date")?.get(row), column("duration")?.get(row))
    else {
        return None;
    };
    let text = |field: &str| {
        column(field)
            .and_then(|column| column.text(row))
            .unwrap_or_default()
    };
    Some(Cell {
        person: text("person"),
        client: text("client"),
        days: (day, batch.beside(row).until.unwrap_or(day)),
        length: length.0,
        row: batch.rows[row],
        at,
    })
}
