//! Rows above and below the best row of headings that belong to it.

use std::collections::BTreeSet;

use super::super::column_numbers::numbers_columns;
use super::super::grid::{Grid, filled_cells, text};
use super::super::header_groups;
use super::super::knowledge::Knowledge;
use super::super::sheet::{Placed, Row};
use super::super::unpivot::{Hint, hint};
use super::{
    HeaderRows, Look, ends_in_colon, holds_values, is_known, is_label, is_under_periods, look,
};
use crate::model::key::fold;

/// Rows a header may have.
const MOST_HEADER_ROWS: u32 = 4;

/// Adds the rows above and below that belong to the header.
pub fn extend(grid: &Grid<'_>, row: u32, knowledge: &Knowledge) -> HeaderRows {
    let mut header = HeaderRows {
        top: row,
        bottom: row,
    };
    let fixed = grid.row(row).and_then(|row| look(&row, knowledge).layout);
    if let Some(rows) = fixed.filter(|rows| *rows > 0) {
        header.bottom = row + rows - 1;
        return header;
    }
    while header.bottom - header.top + 1 < MOST_HEADER_ROWS
        && !is_numbered(grid, header)
        && goes_on_below(grid, header, knowledge)
    {
        header.bottom += 1;
    }
    while header.top > 1
        && header.bottom - header.top + 1 < MOST_HEADER_ROWS
        && goes_on_above(grid, header, knowledge)
    {
        header.top -= 1;
    }
    header.bottom = numbers_below(grid, header).unwrap_or(header.bottom);
    header
}

/// The row right below the headings numbers their columns.
fn is_numbered(grid: &Grid<'_>, header: HeaderRows) -> bool {
    numbers_below(grid, header).is_some()
}

/// The row that numbers the columns; a row of nothing but the ends of merged headings may stand between.
fn numbers_below(grid: &Grid<'_>, header: HeaderRows) -> Option<u32> {
    let below = grid.rows(header.bottom + 1, header.bottom + 2).next()?;
    numbers_columns(grid, &below).then_some(below.number)
}

fn goes_on_below(grid: &Grid<'_>, header: HeaderRows, knowledge: &Knowledge) -> bool {
    let next = header.bottom + 1;
    let Some(row) = grid.row(next) else {
        return false;
    };
    let held = grid.merges_of_row(header.bottom).any(|block| {
        block.top >= header.top
            && block.bottom >= next
            && block.bottom - block.top < MOST_HEADER_ROWS
    });
    let here = grid
        .row(header.bottom)
        .map_or_else(Look::default, |row| look(&row, knowledge));
    let below = look(&row, knowledge);
    let weekdays = filled_cells(&row.cells, (1, u32::MAX))
        .filter_map(|placed| text(&placed.cell))
        .filter(|text| knowledge.words.is_weekday(&fold(text)))
        .count();
    let under_spans = grid
        .merges_of_row(header.bottom)
        .any(|block| block.right > block.left && block.bottom == header.bottom)
        && below.texts == below.filled
        && below.texts >= 2
        && !holds_values(&row, knowledge)
        && spans(grid, header.bottom) != spans(grid, next);
    held || weekdays >= 5
        || below.hints >= 5 && here.hints < 5 && !stand_under_headings(grid, &row, knowledge)
        || below.hints >= 5 && names_weekdays_of(grid, &row, knowledge)
        || under_spans
        || header_groups::parts(grid, header.bottom, &knowledge.words)
        || here.known >= 2 && here.hints < 5 && are_units(&row, knowledge)
}

/// Days of a row that mostly stand below headings of their own are its values.
fn stand_under_headings(grid: &Grid<'_>, row: &Row<'_>, knowledge: &Knowledge) -> bool {
    let is_day = |placed: &&Placed<'_>| hint(&placed.cell, &knowledge.words).is_some();
    let days = || filled_cells(&row.cells, (1, u32::MAX)).filter(is_day);
    let headed = days().filter(|day| grid.at(row.number - 1, day.column).is_some());
    headed.count() * 2 > days().count()
}

/// A month or a week, again and again, above each heading of a row: `Sep | Sep` over `Hours | Fee`.
fn stands_below_periods(grid: &Grid<'_>, row: u32, knowledge: &Knowledge) -> bool {
    let Some(own) = grid.row(row) else {
        return false;
    };
    let mut cells = 0;
    let all = filled_cells(&own.cells, (1, u32::MAX)).all(|placed| {
        cells += 1;
        let above = grid.at(row - 1, placed.column);
        text(&placed.cell).is_some()
            && hint(&placed.cell, &knowledge.words).is_none()
            && above.is_some_and(|above| hint(&above.cell, &knowledge.words).is_some())
    });
    all && cells >= 2
}

/// A row of nothing but days, each below the name of a weekday.
fn names_weekdays_of(grid: &Grid<'_>, row: &Row<'_>, knowledge: &Knowledge) -> bool {
    let words = &knowledge.words;
    filled_cells(&row.cells, (1, u32::MAX)).all(|placed| {
        let above = grid.at(row.number - 1, placed.column);
        let above = above.and_then(|above| hint(&above.cell, words));
        matches!(above, Some(Hint::Weekday(_)))
            && hint(&placed.cell, words).is_some_and(|own| !matches!(own, Hint::Weekday(_)))
    })
}

/// `h`, `hrs` below some of the headings, and nothing else but words of headings beside them.
pub(super) fn are_units(row: &Row<'_>, knowledge: &Knowledge) -> bool {
    let (mut units, mut others) = (0, 0);
    for placed in filled_cells(&row.cells, (1, u32::MAX)) {
        match text(&placed.cell) {
            Some(text) if is_unit_of_time(text, knowledge) => units += 1,
            Some(text) if is_known(text, knowledge) => others += 1,
            _ => return false,
        }
    }
    units > others
}

pub(super) fn is_unit_of_time(text: &str, knowledge: &Knowledge) -> bool {
    let words = &knowledge.words;
    // `SEK` is money
    words.amounts.iso(text).is_none() && words.unit(&fold(text), "").is_some()
}

/// First and last columns of the blocks of a row that cover several: the same ones in row after row are how a program writes
/// its columns.
fn spans(grid: &Grid<'_>, row: u32) -> BTreeSet<(u32, u32)> {
    let blocks = grid.merges_of_row(row);
    let wide = blocks.filter(|block| block.right > block.left);
    wide.map(|block| (block.left, block.right)).collect()
}

fn goes_on_above(grid: &Grid<'_>, header: HeaderRows, knowledge: &Knowledge) -> bool {
    let above = header.top - 1;
    let Some(row) = grid.row(above) else {
        return false;
    };
    let width = filled_cells(&row.cells, (1, u32::MAX)).count();
    let held = grid
        .merges_of_row(header.top)
        .any(|block| block.top <= above && block.bottom - block.top < MOST_HEADER_ROWS);
    let cells = || filled_cells(&row.cells, (1, u32::MAX));
    if cells().all(is_label) || cells().any(ends_in_colon) {
        return false;
    }
    let spans = grid
        .merges_of_row(above)
        .filter(|block| block.right > block.left)
        .count();
    let here = grid
        .row(header.top)
        .map_or_else(Look::default, |row| look(&row, knowledge));
    let periods = here.hints < 5 && look(&row, knowledge).hints >= 5;
    let beside = grid
        .row(header.top)
        .is_some_and(|own| is_under_periods(grid, &own, here, knowledge));
    held || periods
        || beside
        || stands_below_periods(grid, header.top, knowledge)
        || (spans >= 2 && width >= 2 && here.texts >= 2)
        || header_groups::parts(grid, above, &knowledge.words)
}
