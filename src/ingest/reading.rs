//! What a block of a sheet is believed to be, in the words that `inspect` shows.

use super::columns::{Slot, View};
use super::cross::Side;
use super::grid::Grid;
use super::knowledge::Knowledge;
use super::layout::Found;
use super::recognise::Form;
use super::source::Packing;
use crate::model::intake::{ColumnReading, Reading};
use crate::model::phrase::phrase;
use crate::model::place::column_letters;
use crate::model::{Phrase, Schema};

/// What `inspect` shows of a block.
pub fn reading(grid: &Grid<'_>, found: &Found<'_>, knowledge: &Knowledge) -> Reading {
    let schema = found.verdict.table.map(|table| knowledge.schema(table));
    let last = found
        .rows
        .1
        .max(found.header.map_or(found.rows.1, |header| header.bottom));
    Reading {
        file: grid.sheet.file.clone(),
        sheet: grid.sheet.name.clone(),
        table: found.verdict.table,
        nearest: found.verdict.nearest,
        confidence: found.verdict.confidence,
        source: found
            .verdict
            .source
            .map_or_else(String::new, |at| knowledge.sources[at].source.clone()),
        because: found
            .verdict
            .because
            .iter()
            .cloned()
            .chain(hidden(grid, found.rows))
            .collect(),
        header_rows: found.header.map(|header| (header.top, header.bottom)),
        rows: (found.header.map_or(found.rows.0, |header| header.top), last),
        columns: found
            .views
            .iter()
            .map(|view| column_reading(view, found, schema, knowledge))
            .collect(),
        encoding: grid.sheet.encoding.clone(),
        totals: Vec::new(),
    }
}

/// What of a block people do not see: it is read all the same.
fn hidden(grid: &Grid<'_>, rows: (u32, u32)) -> Vec<Phrase> {
    let sheet = grid.sheet.is_hidden().then(|| {
        phrase(
            "the sheet is hidden in the workbook; it is read all the same",
            &[],
        )
    });
    let hidden = grid
        .sheet
        .hidden_rows()
        .filter(|row| (rows.0..=rows.1).contains(row))
        .count();
    let some = (hidden > 0).then(|| {
        phrase(
            "{} of its rows are hidden; they are read all the same",
            &[&hidden],
        )
    });
    sheet.into_iter().chain(some).collect()
}

/// How this layout's column packs entries into its cells.
fn packing_of<'k>(
    view: &View<'_>,
    found: &Found<'_>,
    knowledge: &'k Knowledge,
) -> Option<&'k Packing> {
    let layout = &knowledge.sources[found.verdict.source?];
    layout.packing(&view.heading.keys.first()?.0)
}

fn column_reading(
    view: &View<'_>,
    found: &Found<'_>,
    schema: Option<&Schema>,
    knowledge: &Knowledge,
) -> ColumnReading {
    let bound = found
        .mapping()
        .and_then(|mapping| mapping.slot_of(view.column));
    let spare = found.mapping().and_then(|mapping| {
        let spare = mapping
            .spares
            .iter()
            .find(|(column, _)| *column == view.column);
        spare.map(|(_, at)| *at)
    });
    let period = found
        .verdict
        .wide
        .as_ref()
        .is_some_and(|wide| wide.at(view.column).is_some());
    let (field, confidence, because) = match (bound, schema) {
        (None, Some(schema)) if spare.is_some() => (
            spare.map(|at| schema.fields[at].name.clone()),
            0.8,
            phrase("it is read beside another column of the field", &[]),
        ),
        (Some(bound), Some(schema)) => {
            let name = match bound.slot {
                Slot::Field(at) => schema.fields[at].name.clone(),
                Slot::Helper(helper) => helper.name().to_owned(),
            };
            (Some(name), bound.confidence, bound.because.clone())
        }
        _ if crossed(found, view.column).is_some() => {
            let field = crossed(found, view.column).map(str::to_owned);
            (
                field,
                0.7,
                phrase(
                    "the grid stands on its side: days down, subjects across",
                    &[],
                ),
            )
        }
        _ if period => (
            Some("duration".to_owned()),
            0.9,
            phrase("the heading is a day, week or month", &[]),
        ),
        _ => match packing_of(view, found, knowledge) {
            Some(packing) => (
                Some(packing.parts.join(" + ")),
                1.0,
                phrase("every cell of it is an entry of its own", &[]),
            ),
            None => (None, 0.0, unused_reason(view, found, schema)),
        },
    };
    ColumnReading {
        column: view.column,
        heading: view.heading.text.clone(),
        field,
        confidence,
        because,
        samples: view.samples(),
        choices: Vec::new(),
    }
}

/// What a column of a grid on its side gives.
fn crossed(found: &Found<'_>, column: u32) -> Option<&'static str> {
    let Form::Cross(cross) = &found.verdict.form else {
        return None;
    };
    let across = cross.subjects.iter().any(|(known, _)| *known == column);
    match cross.side {
        _ if across => Some("duration"),
        Side::Days(days) if days == column => Some("date"),
        _ => None,
    }
}

fn unused_reason(view: &View<'_>, found: &Found<'_>, schema: Option<&Schema>) -> Phrase {
    let lost = found.mapping().and_then(|mapping| {
        mapping
            .losers
            .iter()
            .find(|(column, _, _)| *column == view.column)
            .copied()
    });
    match (lost, schema) {
        (Some((_, field, winner)), Some(schema)) => phrase(
            "{} is already read from column {}",
            &[&schema.fields[field].name, &column_letters(winner)],
        ),
        _ => phrase("no field of the table is called so", &[]),
    }
}
