//! The month of rows that have no day: a sheet's among those of several months, a title's or file's for results, the one above
//! them.

use super::block::Block;
use super::day_above::is_month;
use super::knowledge::Knowledge;
use super::period::{Length, Period};
use super::reader::Reader;
use super::recognise::{Form, Talk};
use super::rows::RowKind;
use crate::model::phrase::phrase;
use crate::model::{Kind, Problem, Schema, Severity, Table};

/// The month that holds for all rows of a table without days: for time where its sheet is one of several months, for results
/// where title, sheet or file names one.
pub fn month_of(talk: &Talk, table: Table, knowledge: &Knowledge) -> Option<Period> {
    match table {
        Table::Time => talk.month,
        Table::Results => talk.month.or_else(|| {
            let season = talk.season(knowledge);
            let start = chrono::NaiveDate::from_ymd_opt(season.year?, season.month?, 1)?;
            Some(Period {
                start,
                length: Length::Month,
            })
        }),
        _ => None,
    }
}

/// Months stand once above the rows of a list of time without days.
pub(super) fn months_stand_above(kinds: &[(u32, RowKind)], block: &Block<'_, '_>) -> bool {
    let words = &block.context.knowledge.words;
    kinds.iter().any(|(_, kind)| match kind {
        RowKind::Data(groups) => groups.iter().any(|(_, text)| is_month(text, words)),
        RowKind::NoData(_) => false,
    })
}

/// The month of a list without days.
pub(super) fn told_month(block: &Block<'_, '_>) -> Option<Period> {
    let talk = &block.found.talk;
    let verdict = &block.found.verdict;
    let list = matches!(verdict.form, Form::Usual) && verdict.wide.is_none() && !talk.groups.days;
    let dated = block.mapping.column_of(block.schema, "date").is_some();
    month_of(talk, block.schema.table, block.context.knowledge).filter(|_| list && !dated)
}

/// The table without the bounds of its needed lengths of time.
pub(super) fn unbounded(schema: &Schema) -> Schema {
    let mut schema = schema.clone();
    for field in &mut schema.fields {
        if field.kind == Kind::Duration && field.needed {
            (field.min, field.max) = (None, None);
        }
    }
    schema
}

/// Says once that hours of a month were given days.
pub(super) fn spread_over_month(block: &Block<'_, '_>, reader: &Reader<'_>) -> Option<Problem> {
    reader.month.filter(|_| block.schema.table == Table::Time)?;
    let column = block
        .mapping
        .column_of(block.schema, "duration")
        .unwrap_or(1);
    let row = block.found.header.map_or(1, |header| header.bottom);
    Some(Problem {
        place: block.grid.place(row, column),
        rule: format!("{}.date.spread", block.schema.table),
        severity: Severity::Look,
        column: String::new(),
        found: block.grid.sheet.name.to_string(),
        expected: phrase("hours with a day", &[]),
        hint: phrase("nothing, if weeks need not be exact", &[]),
        effect: phrase(
            "the hours are spread evenly over the working days of the sheet's month",
            &[],
        ),
    })
}
