//! A day that stands once above its entries, where a column beside them holds the total of each day: a gap under it is no accident.

use super::rows::{Brief, Shape};
use super::value::{self, Decimal, TimeUnit};
use crate::model::Table;
use crate::model::key::fold;

/// Fewer days prove nothing.
const FEWEST_DAYS: usize = 2;

/// Each run of rows from one day to the next has one total, the sum of its lengths, in a column of totals.
pub(super) fn are_told(shape: &Shape<'_>, briefs: &[Brief], days: u32) -> bool {
    let length = shape.mapping.column_of(shape.schema, "duration");
    let Some(length) = length.filter(|_| shape.schema.table == Table::Time) else {
        return false;
    };
    let words = &shape.knowledge.words;
    let totals = shape.views.iter().filter(|view| {
        let heading = fold(&view.heading.text);
        let free = shape.mapping.slot_of(view.column).is_none();
        free && heading.split(' ').any(|word| words.is_total(word))
    });
    let mut columns = totals.map(|view| view.column);
    columns.any(|totals| agree(shape, briefs, (days, length, totals)))
}

fn agree(shape: &Shape<'_>, briefs: &[Brief], (days, length, totals): (u32, u32, u32)) -> bool {
    let read = |row: u32, column: u32| {
        let placed = shape.grid.at(row, column)?;
        let length = value::duration(&placed.cell, TimeUnit::Hours, Decimal::Point);
        length.ok().map(|length| length.0)
    };
    let bit = shape.bit(days);
    let mut runs: Vec<(i64, Vec<i64>)> = Vec::new();
    for brief in briefs.iter().filter(|brief| brief.is_open()) {
        if brief.columns & bit != 0 {
            runs.push((0, Vec::new()));
        }
        let Some((sum, told)) = runs.last_mut() else {
            return false;
        };
        *sum += read(brief.number, length).unwrap_or(0);
        told.extend(read(brief.number, totals));
    }
    runs.len() >= FEWEST_DAYS && runs.iter().all(|(sum, told)| told[..] == [*sum])
}
