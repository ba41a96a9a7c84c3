//! The people of a T-13 as entries of time and absences.

use super::account::Fate;
use super::block::Block;
use super::body::Body;
use super::facts::Fact;
use super::grid::text;
use super::gridcell::Says;
use super::load::{GridReader, GridRow};
use super::period::Period;
use super::rows::{NoData, RowKind};
use super::sheet::{Placed, Row};
use super::t13::T13;
use crate::model::{Table, Value};

/// Reads each person's rows; what stands between and below them is no data.
pub fn read(
    body: &mut Body,
    block: &Block<'_, '_>,
    reader: &mut GridReader<'_>,
    t13: &T13,
    kinds: Vec<(u32, RowKind)>,
) {
    for rows in &t13.people {
        let fate = read_person(body, block, reader, t13, *rows);
        body.fates.extend((rows.0..=rows.1).map(|row| (row, fate)));
    }
    let own = |row: u32| {
        t13.people
            .iter()
            .any(|(first, last)| (*first..=*last).contains(&row))
    };
    for (row, kind) in kinds.into_iter().filter(|(row, _)| !own(*row)) {
        let why = match kind {
            RowKind::NoData(why) => why,
            RowKind::Data(_) => NoData::Footer,
        };
        body.fates.push((row, Fate::NoData(why)));
    }
}

fn read_person(
    body: &mut Body,
    block: &Block<'_, '_>,
    reader: &mut GridReader<'_>,
    t13: &T13,
    rows: (u32, u32),
) -> Fate {
    let Some(mut base) = person_of(block, t13, rows.0) else {
        return Fate::NoData(NoData::Note);
    };
    let mut read = GridRow::default();
    for (half, days) in (0..).zip(&t13.halves) {
        let (codes, hours) = t13.rows_of(rows, half);
        for (column, period) in days {
            base.row = codes;
            let code = cell(block, codes, *column);
            let hours = hours.and_then(|row| cell(block, row, *column));
            read_day(
                reader,
                &base,
                *period,
                code.as_ref(),
                hours.as_ref(),
                &mut read,
            );
        }
    }
    reader.settle_marks(&mut read);
    let fate = read.fate();
    body.facts.extend(read.facts);
    body.problems.extend(read.problems);
    fate
}

type Found<'a> = (Row<'a>, Placed<'a>);

fn cell<'a>(block: &Block<'_, 'a>, row: u32, column: u32) -> Option<Found<'a>> {
    block.grid.row(row).zip(block.grid.at(row, column))
}

/// The first line of the name's cell; the position stands below it or behind a comma.
fn person_of(block: &Block<'_, '_>, t13: &T13, row: u32) -> Option<Fact> {
    let placed = block.grid.at(row, t13.person)?;
    let name = text(&placed.cell)?.split(['\n', ',', '(']).next()?.trim();
    let schema = block.schema;
    let mut fact = Fact {
        table: Table::Time,
        values: vec![None; schema.fields.len()],
        source: block.source,
        row,
        column: 1,
        week_share: None,
        until: None,
    };
    fact.set(schema, "person", Some(Value::Text(name.to_owned())));
    Some(fact)
}

/// An absence by its code, with its hours where they stand below it; else the hours.
fn read_day(
    reader: &mut GridReader<'_>,
    base: &Fact,
    period: Period,
    code: Option<&Found<'_>>,
    hours: Option<&Found<'_>>,
    read: &mut GridRow,
) {
    let said = code.and_then(|(_, placed)| reader.says(placed, period).ok());
    if let (Some(Says::Away(kind, length)), Some((_, placed))) = (&said, code) {
        let below = || match reader.says(&hours?.1, period) {
            Ok(Says::Time(time)) => Some(time),
            _ => None,
        };
        let length = length.or_else(below);
        reader.absence(base, period, kind, length, placed, read);
        return;
    }
    if let Some((row, placed)) = code {
        reader.read_cell(base, period, placed, row, read);
    }
    if let Some((row, placed)) = hours.filter(|_| said != Some(Says::Unexplained)) {
        let below = Fact {
            row: row.number,
            ..base.clone()
        };
        reader.read_cell(&below, period, placed, row, read);
    }
}
