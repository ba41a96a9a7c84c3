//! A day that stands once above its entries, where a column beside them holds the total of each day, or where their clock times go
//! on: a gap under it is no accident.

use super::clock::clock;
use super::rows::{Brief, Shape};
use super::value::{self, Decimal, TimeUnit};
use super::words::Helper;
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

/// Every row without a day begins no sooner than the row above it ended.
pub(super) fn clocks_go_on(shape: &Shape<'_>, briefs: &[Brief], days: u32) -> bool {
    let column = shape.mapping.column_of(shape.schema, "date");
    let of_days = shape.schema.table == Table::Time && column == Some(days);
    let at = |helper: Helper| shape.mapping.helper(helper).filter(|_| of_days);
    let Some((starts, ends)) = at(Helper::StartsAt).zip(at(Helper::EndsAt)) else {
        return false;
    };
    let read = |row: u32, column: u32| clock(&shape.grid.at(row, column)?.cell);
    let bit = shape.bit(days);
    let open: Vec<&Brief> = briefs.iter().filter(|brief| brief.is_open()).collect();
    let gaps = open.windows(2).filter(|pair| pair[1].columns & bit == 0);
    let mut goes_on = gaps.map(|pair| {
        let (end, start) = (read(pair[0].number, ends), read(pair[1].number, starts));
        end.zip(start).is_some_and(|(end, start)| start >= end)
    });
    goes_on.all(|goes_on| goes_on)
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
