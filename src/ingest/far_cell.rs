//! A cell far from all others: a slip of the hand, or what a program left at the end of a sheet.

use super::grid::{Grid, shown};
use crate::model::phrase::phrase;
use crate::model::{Problem, Severity};

/// So many empty rows, or columns, before a sheet's last cell are no gap between tables.
const FAR_ROWS: u32 = 10_000;
const FAR_COLUMNS: u32 = 1_000;

/// The last cell of a sheet, when nothing is near it. It is read like any other.
pub fn far_cell(grid: &Grid<'_>) -> Option<Problem> {
    let (first, last) = grid.bounds()?;
    let near = last.saturating_sub(FAR_ROWS).max(1);
    let below = last > FAR_ROWS
        && first < near
        && grid.sheet.counts_within(near, last - 1).next().is_none();
    let mut columns = grid.sheet.columns().collect::<Vec<u32>>().into_iter().rev();
    let beside = columns
        .next()
        .zip(columns.next())
        .is_some_and(|(last, before)| last - before > FAR_COLUMNS);
    if !below && !beside {
        return None;
    }
    let placed = grid.row(last)?.cells.last().copied()?;
    let hint = phrase("delete the cell if it is not meant", &[]);
    Some(Problem {
        place: grid.place(last, placed.column),
        rule: "sheet.far_cell".to_owned(),
        severity: Severity::Look,
        column: String::new(),
        found: shown(&placed.cell),
        expected: phrase("cells near the others of the sheet", &[]),
        hint,
        effect: phrase("it is read like any other", &[]),
    })
}

#[cfg(test)]
mod tests {
    use super::super::sheet::Cell;
    use super::super::testing::drawn;
    use super::*;

    #[test]
    fn only_a_cell_with_nothing_near_it_is_told() {
        for (row, column, expected) in [
            (1_048_576, 16_384, Some("XFD1048576")),
            (20_000, 1, Some("A20000")),
            (3, 5_000, Some("GJH3")),
            (5_000, 2, None),
            (3, 40, None),
        ] {
            let mut sheet = drawn("a.xlsx", "Sheet1", "Date|Hours\n@46300|1");
            sheet.put(row, column, Cell::Text("x"), None);
            let sheet = sheet.finish();
            let told = far_cell(&Grid::new(&sheet)).map(|problem| problem.place.cell());
            assert_eq!(told.as_deref(), expected, "{row} {column}");
        }
    }
}
