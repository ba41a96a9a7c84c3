//! Clock times of coming and leaving in cells of their own, side by side or below each other: what lies between them was worked.

use super::account::Fate;
use super::clock::{between, clock, one_clock};
use super::facts::Fact;
use super::grid::is_blank;
use super::gridcell::Says;
use super::helper::Helper;
use super::load::{GridReader, GridRow};
use super::measures::comes_or_leaves;
use super::period::Period;
use super::rows::NoData;
use super::sheet::{Placed, Row};
use super::value::Expectation;

impl GridReader<'_> {
    /// True where the cells of a column are read together with others.
    pub(super) fn is_clock(&self, column: u32) -> bool {
        let measures = &self.wide.measures;
        measures.rows.is_some() || measures.clocks.contains_key(&column)
    }

    /// Reads a time of coming together with that of leaving, which stands beside or below it; marks of absence are read as in any grid.
    pub(super) fn read_clock(
        &mut self,
        base: &Fact,
        period: Period,
        placed: &Placed<'_>,
        row: &Row<'_>,
        read: &mut GridRow,
    ) {
        let Some(comes) = clock(&placed.cell) else {
            return self.read_cell(base, period, placed, row, read);
        };
        let grid = self.reader.grid;
        let leaves = match self.wide.measures.clocks.get(&placed.column) {
            Some(column) => grid.at(row.number, *column),
            None if self.row_says(row) == Some(Helper::StartsAt) => {
                let below = grid.row(row.number + 1);
                let below = below.filter(|below| self.row_says(below) == Some(Helper::EndsAt));
                below.and_then(|below| grid.at(below.number, placed.column))
            }
            // read with the row above it
            None if self.is_read_above(placed, row) => return,
            None => None,
        };
        let leaves = leaves.and_then(|leaves| clock(&leaves.cell));
        match leaves.and_then(|leaves| between(comes, leaves)) {
            Some(stay) => self.read_says(base, period, Says::Stay(stay), (placed, None), row, read),
            None => self.refuse(placed, row, one_clock(), read),
        }
    }

    /// A row of times of leaving belongs to that of coming above it.
    pub(super) fn fate_of(&self, read: &GridRow, row: &Row<'_>) -> Fate {
        let leaves = self.row_says(row) == Some(Helper::EndsAt);
        let mut cells = row.cells.iter();
        let used = leaves && cells.any(|placed| self.is_read_above(placed, row));
        match read.fate() {
            Fate::NoData(NoData::Note) if used => Fate::Used,
            fate => fate,
        }
    }

    /// Times of leaving without one of coming beside them.
    pub(super) fn refuse_lone(&mut self, row: &Row<'_>, read: &mut GridRow) {
        let pairs = self.wide.measures.clocks.iter();
        let grid = self.reader.grid;
        let lone = pairs.filter_map(|(comes, leaves)| {
            let placed = row
                .at(*leaves)
                .filter(|placed| clock(&placed.cell).is_some())?;
            grid.at(row.number, *comes).is_none().then_some(placed)
        });
        for placed in lone {
            self.refuse(placed, row, one_clock(), read);
        }
    }

    fn is_read_above(&self, placed: &Placed<'_>, row: &Row<'_>) -> bool {
        let grid = self.reader.grid;
        let above = row.number.checked_sub(1).and_then(|above| grid.row(above));
        let above = above.filter(|above| self.row_says(above) == Some(Helper::StartsAt));
        self.wide.at(placed.column).is_some()
            && !is_blank(&placed.cell)
            && above.is_some_and(|above| {
                above
                    .at(placed.column)
                    .is_some_and(|placed| clock(&placed.cell).is_some())
            })
    }

    fn row_says(&self, row: &Row<'_>) -> Option<Helper> {
        let placed = row.at(self.wide.measures.rows?)?;
        comes_or_leaves(&placed.cell, self.reader.knowledge)
    }

    fn refuse(&self, placed: &Placed<'_>, row: &Row<'_>, why: Expectation, read: &mut GridRow) {
        read.problems.push(self.unread(placed, row, why));
    }
}
