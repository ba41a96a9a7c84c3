//! Lists of a clock's passings: one row for each time that somebody came or left, or one row with both; and entries of work that
//! are told by their start and end alone.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::account::Fate;
use super::block::Block;
use super::body::Body;
use super::clock;
use super::columns::{Mapping, View};
use super::facts::{Fact, set_aside_effect};
use super::grid::{is_blank, shown};
use super::knowledge::Knowledge;
use super::pauses::Pauses;
use super::reader::Reader;
use super::rows::RowKind;
use super::sheet::{Cell, Row};
use super::value::{self, DateOrder};
use super::words::Helper;
use crate::model::phrase::phrase;
use crate::model::{Duration, Problem, Severity, Value};

/// How a list tells presence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passings {
    /// A row for each passing; day and clock stand in this column.
    Single(u32),
    /// A row for each day: columns of coming and leaving, and of what parts them.
    Both(u32, u32, Option<Pauses>),
    /// A row for each entry of work: columns of its start and end, and one of breaks between them.
    Work(u32, u32, Option<Pauses>),
}

/// A list of people and days whose only lengths are clock times.
pub fn passings(
    views: &[View<'_>],
    mapping: &Mapping,
    date: Option<u32>,
    knowledge: &Knowledge,
) -> Option<Passings> {
    let clocks = (
        mapping.helper(Helper::StartsAt),
        mapping.helper(Helper::EndsAt),
    );
    if let (Some(start), Some(end)) = clocks {
        let pauses = Pauses::between(views, mapping, (start, end), knowledge);
        return Some(Passings::Both(start, end, pauses));
    }
    let view = views.iter().find(|view| Some(view.column) == date)?;
    let clocked = view
        .cells
        .iter()
        .filter(|cell| clock_of(cell).is_some())
        .count();
    (clocked > 0 && clocked * 10 >= view.cells.len() * 8).then_some(Passings::Single(view.column))
}

/// Entries of work without a length: clock times of start and end in nearly all rows.
pub fn work(views: &[View<'_>], mapping: &Mapping, knowledge: &Knowledge) -> Option<Passings> {
    let clocks = |helper: Helper| {
        let column = mapping.helper(helper)?;
        let view = views.iter().find(|view| view.column == column)?;
        let clocks = view.cells.iter().filter_map(clock_of).count();
        (clocks > 0 && clocks * 10 >= view.cells.len() * 8).then_some(column)
    };
    let (start, end) = (clocks(Helper::StartsAt)?, clocks(Helper::EndsAt)?);
    let between = Pauses::between(views, mapping, (start, end), knowledge);
    let pauses = between.or_else(|| Pauses::of(views, knowledge));
    Some(Passings::Work(start, end, pauses))
}

/// The clock time of a cell that may hold a day too.
pub(super) fn clock_of(cell: &Cell) -> Option<Duration> {
    match cell {
        Cell::Date(days) if days.fract() == 0.0 => None,
        Cell::Text(text) => {
            let behind_day = || text.split_whitespace().next_back();
            clock::clock(&Cell::Text(text)).or_else(|| clock::clock(&Cell::Text(behind_day()?)))
        }
        other => clock::clock(other),
    }
}

/// One entry for each person and day, from the first passing to the last; it stands in the row of the first.
pub fn read(
    body: &mut Body,
    block: &Block<'_, '_>,
    reader: &Reader<'_>,
    passings: Passings,
    kinds: Vec<(u32, RowKind)>,
) {
    let mut days: BTreeMap<(String, NaiveDate), Vec<(Duration, Fact)>> = BTreeMap::new();
    for (number, kind) in kinds {
        let groups = match kind {
            RowKind::NoData(why) => {
                body.fates.push((number, Fate::NoData(why)));
                continue;
            }
            RowKind::Data(groups) => groups,
        };
        let Some(row) = block.grid.row(number) else {
            continue;
        };
        let read = reader.read_plain(&row, &groups);
        match passings {
            Passings::Both(start, end, pauses) | Passings::Work(start, end, pauses) => {
                stay(body, reader, &row, read, (start, end, pauses));
            }
            Passings::Single(column) => match dated(reader, &row, &read, column) {
                Some((key, clock)) => days.entry(key).or_default().push((clock, read)),
                None => aside(body, reader, &row, column),
            },
        }
    }
    for passed in days.into_values() {
        first_to_last(body, reader, passed);
    }
    let holds_breaks = matches!(passings, Passings::Single(_) | Passings::Both(_, _, None));
    if let Some(fact) = body.facts.iter().next().filter(|_| holds_breaks) {
        let note = breaks(reader, &fact);
        body.problems.push(note);
    }
}

/// Person and day of a passing, and its clock time.
fn dated(
    reader: &Reader<'_>,
    row: &Row,
    fact: &Fact,
    column: u32,
) -> Option<((String, NaiveDate), Duration)> {
    let cell = &row.at(column)?.cell;
    let person = fact.text(reader.schema, "person")?.to_owned();
    let day = match fact.value(reader.schema, "date") {
        Some(Value::Date(day)) => *day,
        _ => value::date(cell, DateOrder::DayFirst).ok()?,
    };
    Some(((person, day), clock_of(cell)?))
}

fn first_to_last(body: &mut Body, reader: &Reader<'_>, mut passed: Vec<(Duration, Fact)>) {
    passed.sort_by_key(|(clock, fact)| (*clock, fact.row));
    let rows: Vec<u32> = passed.iter().map(|(_, fact)| fact.row).collect();
    let (first, last) = (passed[0].0, passed[passed.len() - 1].0);
    let length = clock::between(first, last);
    let fate = if length.is_some() {
        Fate::Used
    } else {
        Fate::SetAside
    };
    body.fates.extend(rows.iter().map(|row| (*row, fate)));
    match length {
        Some(length) => {
            let mut fact = passed.swap_remove(0).1;
            fact.set(reader.schema, "duration", Some(Value::Duration(length)));
            body.facts.push(fact);
        }
        None => {
            for (_, fact) in &passed {
                body.problems.push(lone(reader, fact.row, first));
            }
        }
    }
}

fn stay(
    body: &mut Body,
    reader: &Reader<'_>,
    row: &Row,
    mut fact: Fact,
    columns: (u32, u32, Option<Pauses>),
) {
    let (start, end, pauses) = columns;
    let pause = pauses.map_or(Some(Duration::ZERO), |pauses| pauses.in_row(row));
    let filled = |column: u32| row.at(column).filter(|placed| !is_blank(&placed.cell));
    let clock = |column: u32| clock_of(&filled(column)?.cell);
    let length = clock(start)
        .zip(clock(end))
        .and_then(|(first, last)| clock::between(first, last))
        .zip(pause)
        .map(|(whole, pause)| whole - pause)
        .filter(|length| *length > Duration::ZERO);
    let dated = fact.value(reader.schema, "date").is_some();
    match length.filter(|_| dated) {
        Some(length) => {
            fact.set(reader.schema, "duration", Some(Value::Duration(length)));
            body.facts.push(fact);
            body.fates.push((row.number, Fate::Used));
        }
        None => aside(body, reader, row, start),
    }
}

fn aside(body: &mut Body, reader: &Reader<'_>, row: &Row, column: u32) {
    let found = row
        .at(column)
        .map_or_else(String::new, |placed| shown(&placed.cell));
    body.problems
        .push(passing_problem(reader, row.number, column, found));
    body.fates.push((row.number, Fate::SetAside));
}

fn lone(reader: &Reader<'_>, row: u32, clock: Duration) -> Problem {
    let column = reader.column_of("date").unwrap_or(1);
    let found = reader
        .grid
        .at(row, column)
        .map(|placed| shown(&placed.cell));
    passing_problem(
        reader,
        row,
        column,
        found.unwrap_or_else(|| clock.to_string()),
    )
}

fn passing_problem(reader: &Reader<'_>, row: u32, column: u32, found: String) -> Problem {
    Problem {
        place: reader.grid.place(row, column),
        rule: "time.duration.one_clock".to_owned(),
        severity: Severity::SetAside,
        column: String::new(),
        found,
        expected: phrase("the first and the last passing of a day, two at least", &[]),
        hint: phrase("add the missing passing, or leave it out", &[]),
        effect: set_aside_effect(reader.schema.table),
    }
}

fn breaks(reader: &Reader<'_>, first: &Fact) -> Problem {
    Problem {
        place: reader
            .grid
            .place(first.row, reader.column_of("date").unwrap_or(1)),
        rule: "time.duration.breaks".to_owned(),
        severity: Severity::Look,
        column: String::new(),
        found: match first.value(reader.schema, "duration") {
            Some(Value::Duration(length)) => length.to_string(),
            _ => String::new(),
        },
        expected: phrase(
            "hours worked: the time between coming and leaving holds the breaks too",
            &[],
        ),
        hint: phrase("add the time sheet, whose hours go before these", &[]),
        effect: phrase("the whole time between the two counts as worked", &[]),
    }
}
