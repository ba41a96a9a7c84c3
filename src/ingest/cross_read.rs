//! The cells of a grid on its side as entries of time and absences.

use std::collections::BTreeMap;

use super::account::Fate;
use super::across::Across;
use super::block::Block;
use super::body::Body;
use super::cross::{Cross, Side, Subject};
use super::facts::Fact;
use super::grid::{indent, is_blank, shown};
use super::grid_levels::{Levelled, roll_ups};
use super::grid_rows::measure;
use super::gridcell::Says;
use super::load::{GridReader, GridRow};
use super::period::{Period, periods};
use super::rows::{NoData, RowKind};
use super::sheet::{Placed, Row};
use super::typed;
use super::unpivot::{Hint, hint};
use super::value::Expectation;
use crate::model::phrase::phrase;
use crate::model::{Severity, Value};

/// Reads the rows that are data; rows without a day below the last are notes on the whole.
pub fn read(
    body: &mut Body,
    block: &Block<'_, '_>,
    reader: &mut GridReader<'_>,
    cross: &Cross,
    kinds: Vec<(u32, RowKind)>,
) {
    let periods = row_periods(block, cross, &kinds);
    let last = periods.keys().next_back().copied().unwrap_or(u32::MAX);
    let sums = roll_ups_of(block, reader, cross, &kinds);
    let mut above: Option<(usize, String)> = None;
    for (number, kind) in kinds {
        let sum = sums.get(&number);
        let fate = match (kind, block.grid.row(number)) {
            (RowKind::NoData(why), _) => Fate::NoData(why),
            (RowKind::Data(_), _) if sum.is_some() => {
                above = sum.cloned();
                Fate::NoData(NoData::Duplicate)
            }
            (RowKind::Data(_), None) => Fate::NoData(NoData::Blank),
            (RowKind::Data(groups), Some(row)) => match periods.get(&number) {
                Some(period) => {
                    let base = reader.reader.read_plain(&row, &groups);
                    let base = within(reader, cross, base, &row, &mut above);
                    read_row(body, reader, cross, (&row, *period), base)
                }
                None if number > last => Fate::NoData(NoData::Footer),
                None => undated(body, reader, cross, &row),
            },
        };
        body.fates.push((number, fate));
    }
}

/// Rows of names that hold what the rows below them, which stand further in, hold together: how far in each stands and its name.
fn roll_ups_of(
    block: &Block<'_, '_>,
    reader: &GridReader<'_>,
    cross: &Cross,
    kinds: &[(u32, RowKind)],
) -> BTreeMap<u32, (usize, String)> {
    let Side::Names(column, period) = cross.side else {
        return BTreeMap::new();
    };
    let mut rows: Vec<(u32, usize, String)> = Vec::new();
    let mut levelled: Vec<Levelled> = Vec::new();
    let data = { kinds.iter() }.filter(|(_, kind)| matches!(kind, RowKind::Data(_)));
    for row in data.filter_map(|(number, _)| block.grid.row(*number)) {
        let Some(placed) = row.at(column) else {
            continue;
        };
        let first = Some((column, indent(&placed.cell)));
        let amount = |placed: &Placed<'_>| measure(&reader.says(placed, period).ok()?);
        levelled.push(Levelled {
            only: first,
            first,
            amounts: filled(cross, &row)
                .filter_map(|(placed, _)| Some((placed.column, amount(placed)?)))
                .filter(|(_, amount)| *amount != 0)
                .collect(),
        });
        rows.push((row.number, indent(&placed.cell), shown(&placed.cell)));
    }
    let sums = roll_ups(&levelled).into_iter().zip(rows);
    sums.filter(|(sum, _)| *sum)
        .map(|(_, (row, indent, name))| (row, (indent, name)))
        .collect()
}

/// A name further in than the client above it is that of a project of this client.
fn within(
    reader: &GridReader<'_>,
    cross: &Cross,
    base: Fact,
    row: &Row<'_>,
    above: &mut Option<(usize, String)>,
) -> Fact {
    let Side::Names(column, _) = cross.side else {
        return base;
    };
    let Some(placed) = row.at(column) else {
        return base;
    };
    match above {
        Some((outer, client)) if indent(&placed.cell) > *outer => {
            if !names_clients(reader, column) {
                return base;
            }
            let base = with_name(reader, &base, "project", &shown(&placed.cell));
            with_name(reader, &base, "client", client)
        }
        _ => {
            *above = None;
            base
        }
    }
}

/// The period of each data row that has one.
fn row_periods(
    block: &Block<'_, '_>,
    cross: &Cross,
    kinds: &[(u32, RowKind)],
) -> BTreeMap<u32, Period> {
    let rows = kinds
        .iter()
        .filter(|(_, kind)| matches!(kind, RowKind::Data(_)))
        .map(|(row, _)| *row);
    match cross.side {
        Side::Names(column, period) => rows
            .filter(|row| block.grid.covering(*row, column).is_some())
            .map(|row| (row, period))
            .collect(),
        Side::Days(column) => {
            let words = &block.context.knowledge.words;
            let found: Vec<(u32, Hint)> = rows
                .filter_map(|row| {
                    Some((row, hint(&block.grid.covering(row, column)?.cell, words)?))
                })
                .collect();
            let hints: Vec<Hint> = found.iter().map(|(_, hint)| *hint).collect();
            let season = block.found.talk.season(block.context.knowledge);
            found
                .iter()
                .zip(periods(&hints, season))
                .filter_map(|((row, _), period)| Some((*row, period?)))
                .collect()
        }
    }
}

fn read_row(
    body: &mut Body,
    reader: &mut GridReader<'_>,
    cross: &Cross,
    (row, period): (&Row, Period),
    base: Fact,
) -> Fate {
    let mut read = GridRow::default();
    let base = match cross.side {
        Side::Names(column, _) if names_clients(reader, column) => base,
        Side::Names(column, _) => named(reader, base, row, column, cross.across != Across::People),
        Side::Days(_) => base,
    };
    for (placed, subject) in filled(cross, row) {
        match subject {
            Subject::Named(name) => {
                let field = cross.across.field();
                let fact = with_name(reader, &base, field, name);
                let fact = match cross.clients.get(&placed.column) {
                    Some(client) => with_name(reader, &fact, "client", client),
                    None => fact,
                };
                reader.read_cell(&fact, period, placed, row, &mut read);
            }
            Subject::Work => reader.read_cell(&base, period, placed, row, &mut read),
            Subject::Leave(kind) => match reader.says(placed, period) {
                Ok(Says::Time(time)) => {
                    reader.absence(&base, period, kind, Some(time), placed, &mut read);
                }
                _ => reader.read_cell(&base, period, placed, row, &mut read),
            },
        }
    }
    reader.settle_marks(&mut read);
    let fate = read.fate();
    body.facts.extend(read.facts);
    body.problems.extend(read.problems);
    fate
}

/// The filled cells of a row's subjects.
fn filled<'r>(
    cross: &'r Cross,
    row: &'r Row<'r>,
) -> impl Iterator<Item = (&'r Placed<'r>, &'r Subject)> {
    cross.subjects.iter().filter_map(|(column, subject)| {
        let placed = row.at(*column).filter(|placed| !is_blank(&placed.cell))?;
        Some((placed, subject))
    })
}

/// The names down the side are read as clients already.
fn names_clients(reader: &GridReader<'_>, column: u32) -> bool {
    let reader = &reader.reader;
    reader.mapping.column_of(reader.schema, "client") == Some(column)
}

/// The name down the side.
fn named(reader: &GridReader<'_>, base: Fact, row: &Row, column: u32, person: bool) -> Fact {
    let field = if person { "person" } else { "project" };
    match row.at(column) {
        Some(placed) => with_name(reader, &base, field, &shown(&placed.cell)),
        None => base,
    }
}

fn with_name(reader: &GridReader<'_>, base: &Fact, field: &str, name: &str) -> Fact {
    let mut fact = base.clone();
    fact.set(
        reader.reader.schema,
        field,
        Some(Value::Text(name.to_owned())),
    );
    fact
}

/// Hours in a row whose day does not read are set aside.
fn undated(body: &mut Body, reader: &GridReader<'_>, cross: &Cross, row: &Row) -> Fate {
    let Some((placed, _)) = filled(cross, row).next() else {
        return Fate::NoData(NoData::Note);
    };
    let schema = reader.reader.schema;
    let Some(field) = schema.field("date") else {
        return Fate::NoData(NoData::Note);
    };
    let column = match cross.side {
        Side::Days(column) | Side::Names(column, _) => column,
    };
    let cell = row.at(column).unwrap_or(placed);
    let why = typed::read(
        &cell.cell,
        field,
        typed::Habits::default(),
        &reader.reader.knowledge.words.amounts,
    )
    .err();
    let why = why.unwrap_or_else(|| Expectation {
        what: "missing",
        expected: phrase("a value: without it the row cannot be counted", &[]),
        hint: phrase("fill in the cell", &[]),
    });
    let mut problem = reader
        .reader
        .problem(row.number, column, &cell.cell, field, why);
    problem.severity = Severity::SetAside;
    body.problems.push(problem);
    Fate::SetAside
}
