//! Rows of headings that the first header does not have: another table begins in them without a gap.

use std::collections::BTreeSet;

use super::super::grid::{Grid, text};
use super::super::knowledge::Knowledge;
use super::super::sheet::{Cell, NO_CELL, Row};
use super::is_known;

/// A column with more different cells than this is not searched for other headings.
const MOST_DIFFERENT: usize = 20_000;

/// Rows of nothing but headings, three of which at least the first header does not have there: another table may begin in them
/// without a gap. Told from the different cells of each column, since most rows of a long list repeat them.
pub(super) fn rows_of_other_headings(
    grid: &Grid<'_>,
    first: &Row<'_>,
    knowledge: &Knowledge,
) -> BTreeSet<u32> {
    let sheet = grid.sheet;
    let others: Vec<(u32, Vec<bool>)> = sheet
        .columns()
        .map(|column| {
            let own = first.at(column).map(|placed| placed.cell);
            let cells = sheet.different(column, MOST_DIFFERENT);
            let other = |cell: &Cell<'_>| {
                let heads =
                    |text: &str| text.contains(char::is_alphabetic) && is_known(text, knowledge);
                Some(*cell) != own && text(cell).is_some_and(heads)
            };
            (column, cells.iter().map(other).collect::<Vec<bool>>())
        })
        .filter(|(_, others)| others.contains(&true))
        .collect();
    if others.len() < FEWEST_OTHERS as usize {
        return BTreeSet::new();
    }
    let below = sheet.counts_within(first.number + 1, u32::MAX);
    let mut rows: Vec<Told> = below.map(Told::of).collect();
    for (column, others) in &others {
        count(&mut rows, (*column, others), grid, |row| &mut row.others);
    }
    rows.retain(|row| row.others >= FEWEST_OTHERS);
    without_values(&mut rows, grid, knowledge);
    rows.into_iter().map(|row| row.number).collect()
}

/// Leaves rows of which nine cells of ten may be known headings, as `begins_table` wants where no gap tells a table. Columns of
/// few different cells tell of most rows that they hold values.
fn without_values(rows: &mut Vec<Told>, grid: &Grid<'_>, knowledge: &Knowledge) {
    let sheet = grid.sheet;
    let mut columns: Vec<(u32, Vec<Cell<'_>>)> = sheet
        .columns()
        .map(|column| (column, sheet.different(column, MOST_DIFFERENT)))
        .filter(|(_, cells)| !cells.is_empty())
        .collect();
    columns.sort_by_key(|(_, cells)| cells.len());
    for (column, cells) in columns {
        if rows.is_empty() {
            return;
        }
        let is_value = |cell: &Cell<'_>| !text(cell).is_some_and(|text| is_known(text, knowledge));
        let values: Vec<bool> = cells.iter().map(is_value).collect();
        count(rows, (column, &values), grid, |row| &mut row.values);
        rows.retain(|row| row.values * 10 <= row.cells);
    }
}

/// Cells of a row that are headings the first header does not have, from which on they may be those of another.
const FEWEST_OTHERS: u32 = 3;

/// A row, as far as the different cells of its columns tell.
struct Told {
    number: u32,
    cells: u32,
    /// Headings that the first header does not have there.
    others: u32,
    /// Cells that are no known heading.
    values: u32,
}

impl Told {
    fn of((number, cells): (u32, u32)) -> Told {
        Told {
            number,
            cells,
            others: 0,
            values: 0,
        }
    }
}

/// Counts the cells of a column that are told to be counted, by their numbers.
fn count(
    rows: &mut [Told],
    (column, counts): (u32, &[bool]),
    grid: &Grid<'_>,
    into: impl Fn(&mut Told) -> &mut u32,
) {
    let numbers: Vec<u32> = rows.iter().map(|row| row.number).collect();
    let ids = grid.sheet.ids(column, &numbers);
    for (row, id) in rows.iter_mut().zip(ids) {
        *into(row) += u32::from(id != NO_CELL && counts[id as usize]);
    }
}
