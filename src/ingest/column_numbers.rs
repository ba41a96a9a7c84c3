//! A row right below the headings that numbers the columns, as Russian forms have it: `1 2 3 4`, `А Б 1 2 3`, `6 = 4 + 5`.

use super::grid::{Grid, filled_cells, is_blank, shown};
use super::sheet::{Placed, Row};

/// Columns that are numbered, at least; fewer may be a row of values.
const FEWEST: usize = 3;
/// Letters that columns of words have in such a row before those of numbers begin at one.
const LETTERS: [&str; 2] = ["абвгдежзи", "abcdefghi"];

/// True for a row that numbers each column which has a heading in the row above it.
pub(super) fn numbers_columns(grid: &Grid<'_>, row: &Row<'_>) -> bool {
    let cells: Vec<&Placed<'_>> = filled_cells(&row.cells, (1, u32::MAX)).collect();
    let from = row.number.saturating_sub(2).max(1);
    let Some(headings) = grid.rows(from, row.number - 1).last() else {
        return false;
    };
    // a heading may be merged down to the row above
    let above = [row.number - 1, headings.number];
    if cells.len() < FEWEST || !are_numbered(&cells) {
        return false;
    }
    let headed = |placed: &&Placed<'_>| {
        let mut headings = above
            .iter()
            .filter_map(|row| grid.covering(*row, placed.column));
        headings.any(|heading| {
            let told = shown(&heading.cell);
            told.contains(char::is_alphabetic) || told.contains(['№', '#'])
        })
    };
    let numbered = |placed: &Placed<'_>| {
        let same = |cell: &&Placed<'_>| cell.column == placed.column;
        cells.iter().copied().any(|cell| same(&cell))
    };
    let all = filled_cells(&headings.cells, (1, u32::MAX)).all(numbered);
    all && cells.iter().copied().all(|placed| headed(&placed))
}

/// Letters from the first on, then numbers from one on.
fn are_numbered(cells: &[&Placed<'_>]) -> bool {
    let texts: Vec<String> = cells.iter().map(|placed| shown(&placed.cell)).collect();
    let lettered = LETTERS.iter().map(|letters| {
        let begins = texts.iter().zip(letters.chars());
        begins
            .take_while(|(text, letter)| text.trim().to_lowercase().chars().eq([*letter]))
            .count()
    });
    let lettered = lettered.max().unwrap_or(0);
    let numbers = &texts[lettered..];
    numbers.len() >= 2
        && (1..)
            .zip(numbers)
            .all(|(number, text)| is_number(text, number))
}

/// The number of a column, perhaps with the sum that it is: `6`, `(6)`, `6 = 4 + 5`, `гр. 6`.
fn is_number(text: &str, number: usize) -> bool {
    let text = text.trim().trim_start_matches("гр.").trim_start();
    let text = text.trim_start_matches('(');
    let end = text.find(|letter: char| !letter.is_ascii_digit());
    let (digits, rest) = text.split_at(end.unwrap_or(text.len()));
    let sum = |letter: char| letter.is_ascii_digit() || "=+-–−*×х/:()гр. ".contains(letter);
    let rest = rest.trim();
    let rest_is_sum = rest.is_empty() || [")", "."].contains(&rest) || rest.starts_with(['=', '(']);
    digits.parse() == Ok(number) && rest_is_sum && rest.chars().all(sum)
}

/// The number of a column in such a row, where it is one.
pub(super) fn number_of(grid: &Grid<'_>, row: u32, column: u32) -> Option<String> {
    let placed = grid
        .at(row, column)
        .filter(|placed| !is_blank(&placed.cell))?;
    Some(shown(&placed.cell))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{grid, read, shown};
    use crate::model::Table;

    /// What is read below headings with a row below them.
    fn read_below(row: &str) -> Vec<String> {
        let text = format!(
            "№ п/п|Номер счета|Дата|Заказчик|Сумма, руб.\n{row}\n1|101|@46300|Ромашка|1200\n2|102|@46301|Сосна|500"
        );
        let intake = read(vec![grid("счета.xlsx", "Лист1", &text)]);
        shown(&intake, Table::Invoices, &["number", "gross"])
    }

    #[test]
    fn a_row_that_numbers_the_columns_is_no_row_of_values() {
        for row in [
            "1|2|3|4|5",
            "А|Б|В|1|2",
            "(1)|(2)|(3)|(4)|(5)",
            "1|2|3|4|5 = 3 + 4",
        ] {
            assert_eq!(read_below(row), ["101 1200", "102 500"], "{row}");
        }
    }

    #[test]
    fn other_numbers_are_values() {
        for row in ["1|2|@46299|Сосна|5", "1|3|@46299|Сосна|5"] {
            assert_eq!(read_below(row).len(), 3, "{row}");
        }
    }
}
