//! A column as it is seen before anyone knows what it means: its heading and the first of its values.

use hashbrown::HashMap;

use super::grid::{Grid, filled_cells, shown, text};
use super::header::{HeaderRows, Heading, headings};
use super::knowledge::Knowledge;
use super::money_format::PERCENT;
use super::profile::Profile;
use super::sheet::{Cell, Placed, Row};
use crate::model::place::column_letters;

/// Cells of a column that are looked at before it is named.
const SAMPLE: usize = 120;
/// Rows among which the sample is sought.
const SAMPLE_ROWS: usize = 2_000;

/// A column before anyone knows what it means.
pub struct View<'a> {
    /// 1-based.
    pub column: u32,
    /// Its heading; empty where there is none.
    pub heading: Heading,
    /// The first cells that are not blank, below the header.
    pub cells: Vec<Cell<'a>>,
    /// The row of each of them.
    pub(super) rows: Vec<u32>,
    /// Each of them once, with how often it stands among them.
    pub(super) different: Vec<(Cell<'a>, usize)>,
    /// What they read as, as far as it was asked for.
    pub(super) profile: Profile,
    /// Its numbers are shown as percent.
    pub percent: bool,
}

impl<'a> View<'a> {
    /// What people call it: its heading, or `column C`.
    pub fn label(&self) -> String {
        if self.heading.text.is_empty() {
            format!("column {}", column_letters(self.column))
        } else {
            self.heading.text.clone()
        }
    }

    /// The same column once more.
    pub fn again(&self) -> View<'a> {
        View {
            column: self.column,
            heading: self.heading.clone(),
            cells: self.cells.clone(),
            rows: self.rows.clone(),
            different: self.different.clone(),
            profile: self.profile.clone(),
            percent: self.percent,
        }
    }

    /// Up to three values as written.
    pub fn samples(&self) -> Vec<String> {
        let mut samples: Vec<String> = Vec::new();
        for cell in &self.cells {
            let text = shown(cell);
            if !samples.contains(&text) {
                samples.push(text);
            }
            if samples.len() == 3 {
                break;
            }
        }
        samples
    }
}

/// The columns of a table that have a heading or a value.
pub fn view<'a>(
    grid: &Grid<'a>,
    header: Option<HeaderRows>,
    rows: (u32, u32),
    columns: (u32, u32),
    knowledge: &Knowledge,
) -> Vec<View<'a>> {
    let count = (columns.1 - columns.0 + 1) as usize;
    let headings = header.map_or_else(
        || vec![Heading::default(); count],
        |rows| headings(grid, rows, columns, knowledge),
    );
    let mut cells: Vec<(Vec<Cell<'a>>, Vec<u32>)> = vec![Default::default(); count];
    let header_rows = header.map_or_else(Vec::new, |header| heading_rows(grid, header, columns));
    for row in grid.rows(rows.0, rows.1).take(SAMPLE_ROWS) {
        if header_rows
            .iter()
            .any(|heads| is_again(heads, &row, columns))
        {
            continue;
        }
        for placed in filled_cells(&row.cells, columns) {
            let (column, rows) = &mut cells[(placed.column - columns.0) as usize];
            if column.len() < SAMPLE {
                column.push(placed.cell);
                rows.push(row.number);
            }
        }
    }
    headings
        .into_iter()
        .zip(cells)
        .zip(columns.0..)
        .map(|((heading, (cells, rows)), column)| View {
            column,
            heading,
            different: different(&cells),
            cells,
            rows,
            profile: Profile::default(),
            percent: grid.sheet.signs.only(column) == Some(PERCENT),
        })
        .filter(|view| !view.cells.is_empty() || !view.heading.text.is_empty())
        .collect()
}

/// Cells each once, in the order in which they come first, with how often they come.
fn different<'a>(cells: &[Cell<'a>]) -> Vec<(Cell<'a>, usize)> {
    let mut different: Vec<(Cell<'a>, usize)> = Vec::new();
    let mut places: HashMap<(u8, &str, u64), usize> = HashMap::with_capacity(cells.len());
    for cell in cells {
        let key = match *cell {
            Cell::Text(text) => (0, text, 0),
            Cell::Number(number) => (1, "", number.to_bits()),
            Cell::Date(days) => (2, "", days.to_bits()),
            Cell::Time(days) => (3, "", days.to_bits()),
            Cell::Flag(flag) => (4, "", u64::from(flag)),
            Cell::Error(text) => (5, text, 0),
            Cell::Formula(text) => (6, text, 0),
        };
        let place = *places.entry(key).or_insert_with(|| {
            different.push((*cell, 0));
            different.len() - 1
        });
        different[place].1 += 1;
    }
    different
}

/// The rows of a header, but for those of a single cell: such a one is as well the name of a group.
fn heading_rows<'a>(
    grid: &Grid<'a>,
    header: HeaderRows,
    columns: (u32, u32),
) -> Vec<Vec<Placed<'a>>> {
    let rows = grid.rows(header.top, header.bottom);
    rows.map(|row| filled_cells(&row.cells, columns).copied().collect())
        .filter(|cells: &Vec<Placed<'a>>| cells.len() > 1)
        .collect()
}

/// The same headings once more, on top of the next page: they are no values of their columns.
fn is_again(heads: &[Placed<'_>], row: &Row<'_>, columns: (u32, u32)) -> bool {
    let mut cells = filled_cells(&row.cells, columns);
    let same = heads.iter().all(|head| {
        cells.next().is_some_and(|placed| {
            let heading = text(&placed.cell);
            placed.column == head.column && heading.is_some() && heading == text(&head.cell)
        })
    });
    same && cells.next().is_none()
}
