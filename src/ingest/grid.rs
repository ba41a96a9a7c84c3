//! A sheet seen as a grid: blank cells, merged blocks, and cells as people see them.

use std::collections::HashMap;

use chrono::{Duration as Span, NaiveDate};

use super::limits::LARGEST_MERGE;
use super::sheet::{Cell, Merge, Placed, Row, Sheet};
use crate::model::Place;

/// Read access to a sheet.
pub struct Grid<'a> {
    /// The sheet itself.
    pub sheet: &'a Sheet,
    merged: HashMap<(u32, u32), (u32, u32)>,
    bounds: Option<(u32, u32)>,
}

impl<'a> Grid<'a> {
    /// Looks at a sheet.
    pub fn new(sheet: &'a Sheet) -> Grid<'a> {
        let mut merged = HashMap::new();
        for block in &sheet.merges {
            let area = u64::from(block.bottom.saturating_sub(block.top) + 1)
                * u64::from(block.right.saturating_sub(block.left) + 1);
            if area > LARGEST_MERGE {
                continue;
            }
            for row in block.top..=block.bottom {
                for column in block.left..=block.right {
                    if (row, column) != (block.top, block.left) {
                        merged.insert((row, column), (block.top, block.left));
                    }
                }
            }
        }
        let first = sheet.rows().find(holds_anything);
        let last = sheet.rows_backwards(1, u32::MAX).find(holds_anything);
        Grid {
            sheet,
            merged,
            bounds: first
                .zip(last)
                .map(|(first, last)| (first.number, last.number)),
        }
    }

    /// First and last row that hold anything; none for an empty sheet.
    pub fn bounds(&self) -> Option<(u32, u32)> {
        self.bounds
    }

    /// A row by its number.
    pub fn row(&self, number: u32) -> Option<Row<'a>> {
        self.sheet.row(number)
    }

    /// Rows with numbers from `first` to `last`, both included, made as they are asked for.
    pub fn rows(&self, first: u32, last: u32) -> impl Iterator<Item = Row<'a>> + use<'a> {
        self.sheet.rows_within(first, last)
    }

    /// The cell there, when it is not blank.
    pub fn at(&self, row: u32, column: u32) -> Option<Placed<'a>> {
        self.sheet
            .at(row, column)
            .filter(|placed| !is_blank(&placed.cell))
    }

    /// The cell there, or the first cell of the merged block that covers it.
    pub fn covering(&self, row: u32, column: u32) -> Option<Placed<'a>> {
        self.at(row, column).or_else(|| {
            let (top, left) = self.merged.get(&(row, column))?;
            self.at(*top, *left)
        })
    }

    /// True when a merged block covers the cell without starting there.
    pub fn is_covered(&self, row: u32, column: u32) -> bool {
        self.merged.contains_key(&(row, column))
    }

    /// Merged blocks that touch a row.
    pub fn merges_of_row(&self, row: u32) -> impl Iterator<Item = &'a Merge> {
        self.sheet
            .merges
            .iter()
            .filter(move |block| block.top <= row && row <= block.bottom)
    }

    /// A cell's place.
    pub fn place(&self, row: u32, column: u32) -> Place {
        Place {
            file: self.sheet.file.clone(),
            sheet: self.sheet.name.clone(),
            row,
            column,
        }
    }
}

/// Cells that are not blank, within columns.
pub fn filled_cells<'r, 'a>(
    cells: &'r [Placed<'a>],
    (left, right): (u32, u32),
) -> impl Iterator<Item = &'r Placed<'a>> + use<'r, 'a> {
    cells.iter().filter(move |placed| {
        left <= placed.column && placed.column <= right && !is_blank(&placed.cell)
    })
}

/// True when a row has a cell that is not blank.
pub fn holds_anything(row: &Row<'_>) -> bool {
    row.cells.iter().any(|placed| !is_blank(&placed.cell))
}

/// True for a cell of nothing but spaces.
pub fn is_blank(cell: &Cell<'_>) -> bool {
    match cell {
        Cell::Text(text) => text
            .chars()
            .all(|letter| letter.is_whitespace() || letter == '\u{200b}' || letter == '\u{feff}'),
        _ => false,
    }
}

/// The trimmed text of a text cell.
pub fn text<'a>(cell: &Cell<'a>) -> Option<&'a str> {
    match cell {
        Cell::Text(text) => Some(text.trim()),
        _ => None,
    }
}

/// How many spaces stand before a cell's text: how far in it is.
pub fn indent(cell: &Cell<'_>) -> usize {
    match cell {
        Cell::Text(text) => text
            .chars()
            .take_while(|letter| letter.is_whitespace())
            .count(),
        _ => 0,
    }
}

/// A cell as people see it, near enough to be recognised: for problems, samples and names.
pub fn shown(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Text(text) => text.trim().to_owned(),
        Cell::Number(number) => format!("{number}"),
        Cell::Date(days) => shown_date(*days),
        Cell::Time(days) => shown_time(*days),
        Cell::Flag(flag) => if *flag { "TRUE" } else { "FALSE" }.to_owned(),
        Cell::Error(text) | Cell::Formula(text) => (*text).to_owned(),
    }
}

/// The day of a date cell.
pub fn day_of_serial(days: f64) -> Option<NaiveDate> {
    if !(0.0..2_958_466.0).contains(&days) {
        return None;
    }
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_signed(Span::days(days.floor() as i64))
}

fn shown_date(days: f64) -> String {
    let Some(day) = day_of_serial(days) else {
        return format!("{days}");
    };
    let minutes = ((days - days.floor()) * 1440.0).round() as i64;
    if minutes == 0 {
        return day.to_string();
    }
    format!("{day} {:02}:{:02}", minutes / 60, minutes % 60)
}

fn shown_time(days: f64) -> String {
    let seconds = (days * 86_400.0).round() as i64;
    let sign = if seconds < 0 { "-" } else { "" };
    let seconds = seconds.abs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if seconds == 0 {
        format!("{sign}{hours}:{minutes:02}")
    } else {
        format!("{sign}{hours}:{minutes:02}:{seconds:02}")
    }
}
