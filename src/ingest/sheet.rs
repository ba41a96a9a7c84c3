//! Neutral cells with absolute positions: what every reader hands over.

use std::sync::Arc;

/// A cell's content as the file holds it, before anyone knows what it means.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Text, trimmed of nothing; never empty.
    Text(Arc<str>),
    /// A number without a date or time format.
    Number(f64),
    /// A number with a date format: days since 1899-12-30 (1904 workbooks are already moved to that base).
    Date(f64),
    /// A number with a time or elapsed-time format (`[h]:mm`): in days.
    Time(f64),
    /// True or false.
    Flag(bool),
    /// An error cell, as Excel shows it: `#REF!`.
    Error(Arc<str>),
    /// A formula whose result the file does not hold: its text.
    Formula(Arc<str>),
}

/// One cell and its column; 1 is `A`.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// 1-based column.
    pub column: u32,
    /// What it holds.
    pub cell: Cell,
    /// Fill colour as `RRGGBB` in capitals, where the format tells.
    pub fill: Option<u32>,
}

/// A row that has at least one cell, or that the reader counts as present (blank lines of text files
/// inside the data). Cells are in column order and sparse.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// 1-based row as Excel shows it; 1-based line of a text file.
    pub number: u32,
    /// Hidden by a filter or by hand.
    pub hidden: bool,
    /// Its cells, by ascending column.
    pub cells: Vec<Placed>,
}

impl Row {
    /// The cell in a 1-based column.
    pub fn at(&self, column: u32) -> Option<&Placed> {
        self.cells
            .binary_search_by_key(&column, |placed| placed.column)
            .ok()
            .map(|at| &self.cells[at])
    }
}

/// A merged block; all four bounds are 1-based and included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Merge {
    /// First row.
    pub top: u32,
    /// First column.
    pub left: u32,
    /// Last row.
    pub bottom: u32,
    /// Last column.
    pub right: u32,
}

/// One sheet of a workbook, or a whole text file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// Path relative to the folder, with `/`.
    pub file: Arc<str>,
    /// Sheet name; empty for text files.
    pub name: Arc<str>,
    /// Hidden or very hidden.
    pub hidden: bool,
    /// Rows by ascending number; rows without any cell are absent. Never a dense grid.
    pub rows: Vec<Row>,
    /// Merged blocks, sorted.
    pub merges: Vec<Merge>,
    /// What a text file's bytes were taken for (`windows-1251, ';'`); empty for workbooks.
    pub encoding: String,
}
