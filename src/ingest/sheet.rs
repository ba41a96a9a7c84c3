//! Neutral cells with absolute positions: what every reader hands over.
//!
//! A sheet keeps its cells by column (`dictionary`) in bands of rows (`bands`): repeated cells cost a few bytes, absent ones
//! nothing. [`Cell`], [`Placed`] and [`Row`] are how the rest of the floor sees them, made on demand.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::bands::{BAND_ROWS, Band, Bands};
use super::dictionary::{Dictionary, Kept};
use super::money_format::Signs;
use super::strings::clean;
use crate::model::texts::TextStore;

/// A cell's content as the file holds it, before anyone knows what it means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Text, trimmed of nothing; never empty.
    Text(&'a str),
    /// A number without a date or time format.
    Number(f64),
    /// A number with a date format: days since 1899-12-30 (1904 workbooks are already moved to that base).
    Date(f64),
    /// A number with a time or elapsed-time format (`[h]:mm`): in days.
    Time(f64),
    /// True or false.
    Flag(bool),
    /// An error cell, as Excel shows it: `#REF!`.
    Error(&'a str),
    /// A formula whose result the file does not hold: its text.
    Formula(&'a str),
}

/// One cell and its column; 1 is `A`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placed<'a> {
    /// 1-based column.
    pub column: u32,
    /// What it holds.
    pub cell: Cell<'a>,
    /// Fill colour as `RRGGBB` in capitals, where the format tells.
    pub fill: Option<u32>,
}

/// A row that has at least one cell. Cells are in column order and sparse.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row<'a> {
    /// 1-based row as Excel shows it; 1-based line of a text file.
    pub number: u32,
    /// Hidden by a filter or by hand.
    pub hidden: bool,
    /// Its cells, by ascending column.
    pub cells: Vec<Placed<'a>>,
}

impl<'a> Row<'a> {
    /// The cell in a 1-based column.
    pub fn at(&self, column: u32) -> Option<&Placed<'a>> {
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

/// A note that somebody hung on a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// 1-based row.
    pub row: u32,
    /// 1-based column.
    pub column: u32,
    /// Its words, on one line.
    pub text: String,
}

/// Whether people see a sheet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Visibility {
    /// A tab like any other.
    #[default]
    Visible,
    /// Hidden; a menu brings it back.
    Hidden,
    /// Hidden so that only a macro brings it back.
    VeryHidden,
}

/// One sheet of a workbook, or a whole text file. Made by a [`SheetBuilder`](super::sheet_builder::SheetBuilder).
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// Path relative to the folder, with `/`.
    pub file: Arc<str>,
    /// Sheet name; empty for text files.
    pub name: Arc<str>,
    /// Whether people see it.
    pub visibility: Visibility,
    /// Merged blocks, sorted.
    pub merges: Vec<Merge>,
    /// Hidden columns, 1-based.
    pub hidden_columns: BTreeSet<u32>,
    /// What a text file's bytes were taken for (`windows-1251, ';'`); empty for workbooks.
    pub encoding: String,
    /// Row, column and colour of empty cells that have a fill, in sheet order; a grid may have more than are kept.
    pub swatches: Vec<(u32, u32, u32)>,
    /// Numbers in cells with a fill whose colour this kind of file does not tell, in sheet order; the first of them.
    pub unread_fills: Vec<(u32, u32)>,
    /// Notes on cells, as the file lists them.
    pub notes: Vec<Note>,
    /// Currencies that formats show.
    pub(super) signs: Signs,
    pub(super) hidden_rows: BTreeSet<u32>,
    pub(super) bands: Bands,
    /// By ascending column.
    pub(super) columns: Vec<Dictionary>,
}

/// No cell.
pub const NO_CELL: u32 = super::bands::NONE;

/// True for rows whose cells lie in one piece of memory each column.
pub fn are_stored_together(one: u32, other: u32) -> bool {
    super::bands::first_of(one) == super::bands::first_of(other)
}

/// The cells of a column in some rows, by the number of each different cell.
pub struct ColumnCells<'a> {
    /// One a row; [`NO_CELL`] for none.
    pub ids: Vec<u32>,
    cells: Cells<'a>,
}

/// The different cells of a column by their numbers.
#[derive(Clone, Copy)]
pub struct Cells<'a> {
    dictionary: &'a Dictionary,
}

impl<'a> Cells<'a> {
    /// A different cell by its number.
    pub fn cell(self, id: u32) -> Cell<'a> {
        self.dictionary.cell(id).0
    }

    /// Texts that can be shared instead of copied.
    pub fn shared_texts(self) -> &'a Arc<TextStore> {
        self.dictionary.shared_texts()
    }

    /// The number of a cell's text among them.
    pub fn shared_text(self, id: u32) -> Option<u32> {
        self.dictionary.shared_text(id)
    }

    /// Numbers are below this.
    pub fn different(self) -> usize {
        self.dictionary.different()
    }
}

impl<'a> ColumnCells<'a> {
    /// A different cell by its number.
    pub fn cell(&self, id: u32) -> Cell<'a> {
        self.cells.cell(id)
    }

    /// Numbers are below this.
    pub fn different(&self) -> usize {
        self.cells.different()
    }

    /// The different cells, and the number of one a row.
    pub fn into_parts(self) -> (Cells<'a>, Vec<u32>) {
        (self.cells, self.ids)
    }

    /// Each different cell that some row has, with the number of those rows.
    pub fn counts(&self) -> impl Iterator<Item = (Cell<'a>, usize)> {
        let mut counts = vec![0_usize; self.different()];
        for id in self.ids.iter().filter(|id| **id != NO_CELL) {
            counts[*id as usize] += 1;
        }
        let met = (0..).zip(counts).filter(|(_, count)| *count > 0);
        met.map(|(id, count)| (self.cell(id), count))
    }
}

impl Sheet {
    /// Hidden or very hidden.
    pub fn is_hidden(&self) -> bool {
        self.visibility != Visibility::Visible
    }

    /// True without any cell.
    pub fn is_empty(&self) -> bool {
        self.bands.all().is_empty()
    }

    /// Rows that hide, 1-based and ascending.
    pub fn hidden_rows(&self) -> impl Iterator<Item = u32> {
        self.hidden_rows.iter().copied()
    }

    /// Every row that has a cell, by ascending number.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows_within(1, u32::MAX)
    }

    /// Rows with numbers from `first` to `last`, both included. Some rows are made at a time.
    pub fn rows_within(&self, first: u32, last: u32) -> impl Iterator<Item = Row<'_>> {
        self.bands
            .within(first, last)
            .iter()
            .flat_map(move |band| self.rows_of(band, first, last))
    }

    /// The same rows from the last to the first.
    pub fn rows_backwards(&self, first: u32, last: u32) -> impl Iterator<Item = Row<'_>> {
        self.bands
            .within(first, last)
            .iter()
            .rev()
            .flat_map(move |band| self.rows_of(band, first, last).rev())
    }

    /// A row by its number.
    pub fn row(&self, number: u32) -> Option<Row<'_>> {
        let band = self.bands.of(number)?;
        let cells: Vec<Placed<'_>> = band
            .cells_of(number)
            .map(|(slot, id)| self.placed(slot, id))
            .collect();
        (!cells.is_empty()).then(|| self.row_of(number, cells))
    }

    /// The cell at a 1-based row and column.
    pub fn at(&self, row: u32, column: u32) -> Option<Placed<'_>> {
        let slot = self.slot_of(column)?;
        let id = self.bands.of(row)?.id(slot, row)?;
        Some(self.placed(slot, id))
    }

    /// A column's cells in some rows, which ascend; none when it has no cell at all.
    pub fn column(&self, column: u32, rows: &[u32]) -> Option<ColumnCells<'_>> {
        let cells = self.cells(column)?;
        let ids = self.ids(column, rows);
        Some(ColumnCells { ids, cells })
    }

    /// The different cells of a column; none when it has no cell at all.
    pub fn cells(&self, column: u32) -> Option<Cells<'_>> {
        let slot = self.slot_of(column)?;
        Some(Cells {
            dictionary: &self.columns[slot as usize],
        })
    }

    /// The numbers of a column's cells in some rows, which ascend; [`NO_CELL`] for none.
    pub fn ids(&self, column: u32, rows: &[u32]) -> Vec<u32> {
        let slot = self.slot_of(column);
        slot.map_or_else(
            || vec![NO_CELL; rows.len()],
            |slot| self.bands.ids(slot, rows),
        )
    }

    /// Which of up to 64 columns, counted from the first, have a cell in each of some rows, which ascend and are stored together.
    pub fn masks(&self, rows: &[u32], (left, right): (u32, u32)) -> Vec<u64> {
        let mut masks = vec![0; rows.len()];
        let inside = |column: &Dictionary| (left..=right).contains(&column.column);
        for (slot, column) in (0..).zip(&self.columns).filter(|(_, c)| inside(c)) {
            let bit = 1_u64.checked_shl(column.column - left).unwrap_or(0);
            self.bands.mark(slot, rows, bit, &mut masks);
        }
        masks
    }

    /// Rows between two that have a cell, each with the number of its cells.
    pub fn counts_within(&self, first: u32, last: u32) -> impl Iterator<Item = (u32, u32)> {
        let bands = self.bands.within(first, last).iter();
        bands.flat_map(move |band| {
            let counts = band.counts(first, last);
            (band.first..).zip(counts).filter(|(_, count)| *count > 0)
        })
    }

    /// First and last row of each part of the sheet that is stored together, by ascending row.
    pub fn parts(&self) -> impl Iterator<Item = (u32, u32)> {
        let firsts = self.bands.all().iter().map(|band| band.first);
        firsts.map(|first| (first, first.saturating_add(BAND_ROWS - 1)))
    }

    /// Columns that hold anything, ascending.
    pub fn columns(&self) -> impl Iterator<Item = u32> {
        self.columns.iter().map(|column| column.column)
    }

    /// The different cells of a column, by their numbers; none where there are more than so many.
    pub fn different(&self, column: u32, most: usize) -> Vec<Cell<'_>> {
        let dictionary = self
            .slot_of(column)
            .map(|slot| &self.columns[slot as usize]);
        let few = dictionary.filter(|dictionary| dictionary.different() <= most);
        few.map_or_else(Vec::new, |dictionary| {
            (0..dictionary.different() as u32)
                .map(|id| dictionary.cell(id).0)
                .collect()
        })
    }

    /// Puts a formula's result into the formula's cell, which keeps its fill.
    pub fn replace(&mut self, row: u32, column: u32, cell: Cell<'_>) {
        let Some(slot) = self.slot_of(column) else {
            return;
        };
        let fill = self.at(row, column).and_then(|placed| placed.fill);
        let dictionary = &mut self.columns[slot as usize];
        let id = match (Kept::plain(cell, fill), cell) {
            (Some(kept), _) => Some(dictionary.add(kept)),
            (None, Cell::Text(text) | Cell::Error(text) | Cell::Formula(text)) => {
                clean(text).map(|clean| dictionary.add_text(cell, &clean.text, fill))
            }
            (None, _) => None,
        };
        if let Some(id) = id {
            self.bands.set(slot, row, id);
        }
    }

    fn slot_of(&self, column: u32) -> Option<u32> {
        let at = self
            .columns
            .binary_search_by_key(&column, |known| known.column);
        at.ok().map(|at| at as u32)
    }

    fn placed(&self, slot: u32, id: u32) -> Placed<'_> {
        let column = &self.columns[slot as usize];
        let (cell, fill) = column.cell(id);
        Placed {
            column: column.column,
            cell,
            fill,
        }
    }

    fn row_of<'a>(&self, number: u32, cells: Vec<Placed<'a>>) -> Row<'a> {
        Row {
            number,
            hidden: self.hidden_rows.contains(&number),
            cells,
        }
    }

    /// The rows of a band between two.
    fn rows_of<'s>(
        &'s self,
        band: &'s Band,
        first: u32,
        last: u32,
    ) -> impl DoubleEndedIterator<Item = Row<'s>> {
        let parts = (0..BAND_ROWS).step_by(MADE_TOGETHER as usize);
        let parts = parts.map(|offset| band.first + offset);
        parts.flat_map(move |from| {
            let to = from.saturating_add(MADE_TOGETHER - 1).min(last);
            match from.max(first) {
                from if from <= to => self.rows_between(band, from, to),
                _ => Vec::new(),
            }
        })
    }

    /// Rows of a band, both of them in it.
    fn rows_between<'s>(&'s self, band: &'s Band, from: u32, to: u32) -> Vec<Row<'s>> {
        let start = (from - band.first) as usize;
        let mut cells: Vec<Vec<Placed<'_>>> = Vec::new();
        band.visit(from, to, |offset, slot, id| {
            let at = offset - start;
            if cells.len() <= at {
                cells.resize_with(at + 1, Vec::new);
            }
            cells[at].push(self.placed(slot, id));
        });
        (from..)
            .zip(cells)
            .filter(|(_, cells)| !cells.is_empty())
            .map(|(number, cells)| self.row_of(number, cells))
            .collect()
    }
}

/// Rows that are made at a time: most who ask for rows want the first of them.
const MADE_TOGETHER: u32 = 64;
