//! The cells of a sheet's part, in the order in which they stand there.

use super::Trouble;
use super::book::is_true;
use super::decode::without_escapes;
use super::markup::{Markup, Tag, Token, cut_off};
use super::number_of;
use super::plain::{END_OF_ROW, Plain, PlainValue, RowMark, place, plain, plain_row};
use super::shared::{read_runs, read_text};
use super::start::{Start, Stored, flag, shared_number, whole};
use super::styles::Look;
use crate::ingest::computed::{Computed, Standing};
use crate::ingest::excel_cells::{SharedFormulas, iso_date};
use crate::ingest::limits::{LARGEST_MERGE, MOST_COLUMNS, MOST_MERGED, MOST_ROWS, Met};
use crate::ingest::sheet::{Cell, Merge};
use crate::ingest::sheet_builder::SheetBuilder;
use crate::model::texts::TextStore;

/// What the cells of all sheets refer to.
#[derive(Clone, Copy)]
pub struct Context<'c> {
    /// Shared texts by number.
    pub texts: &'c TextStore,
    /// Some of them are of nothing visible.
    pub some_empty: bool,
    /// Styles by number.
    pub looks: &'c [Look],
    /// Days are counted from 1904.
    pub from_1904: bool,
    /// Stored zeros of formulas are not to be relied on.
    pub recalculates: bool,
    /// Number of the sheet among those read.
    pub sheet: usize,
}

/// Reads a sheet's part. One that ends too early is read up to its last whole row.
pub fn read(
    markup: Markup,
    context: Context<'_>,
    into: &mut SheetBuilder,
    computed: &mut Computed,
    met: &mut Met,
) -> Result<(), Trouble> {
    let mut reading = Reading {
        markup,
        context,
        into,
        computed,
        met,
        cells: 0,
        letters: 0,
        row: 1,
        column: 1,
        merged: 0,
        hidden: 0,
        formulas: SharedFormulas::default(),
        cell: Pieces::default(),
    };
    let read = reading.part().and_then(|()| reading.count());
    match read {
        // The bytes are those that were written, and their end is missing: the rows before it are whole.
        Err(trouble) if trouble == cut_off() && reading.into.cells > 0 => {
            reading.into.cut_off(reading.row);
            Ok(())
        }
        read => read,
    }
}

struct Reading<'r, 'c> {
    markup: Markup,
    context: Context<'c>,
    into: &'r mut SheetBuilder,
    computed: &'r mut Computed,
    met: &'r mut Met,
    /// Cells since the last look at how many there are, blank ones too.
    cells: u64,
    /// Bytes of texts that were counted.
    letters: usize,
    /// Place of a cell that does not tell its own.
    row: u32,
    column: u32,
    merged: u64,
    /// Columns that were said to be hidden so far.
    hidden: u32,
    /// Formulas that other cells share, with their place.
    formulas: SharedFormulas,
    cell: Pieces,
}

/// What was met inside of a cell.
#[derive(Default)]
struct Pieces {
    value: String,
    has_value: bool,
    formula: String,
    has_formula: bool,
    /// Number of the formula that it shares with the cell in which that is written.
    shares: Option<u32>,
}

impl Reading<'_, '_> {
    fn part(&mut self) -> Result<(), Trouble> {
        let mut root = false;
        loop {
            match self.markup.next()? {
                Token::Open(tag) if !root => {
                    if tag.name != b"worksheet" {
                        let name = String::from_utf8_lossy(tag.name);
                        return Err(Trouble::Damaged(format!(
                            "a worksheet expected, {name} found"
                        )));
                    }
                    root = true;
                }
                Token::Open(tag) => match tag.name {
                    b"sheetData" if !tag.closed => self.rows()?,
                    b"col" => self.hidden += hide_columns(&tag, self.hidden, self.into),
                    b"mergeCell" => {
                        let block = tag.attribute("ref").and_then(block);
                        self.merge(block)?;
                    }
                    _ => {}
                },
                Token::End if root => return Ok(()),
                Token::End => return Err(cut_off()),
                _ => {}
            }
        }
    }

    fn rows(&mut self) -> Result<(), Trouble> {
        loop {
            self.plain_rows()?;
            match self.markup.next()? {
                Token::Open(tag) if tag.name == b"c" => {
                    let start = Start::of(&tag)?;
                    self.cell(start)?;
                }
                Token::Open(tag) if tag.name == b"row" => {
                    let (number, hidden) =
                        (tag.attribute("r").and_then(whole), is_true(&tag, "hidden"));
                    let closed = tag.closed;
                    self.start_row(number, hidden);
                    if closed {
                        self.end_row();
                    }
                }
                Token::Close(b"row") => self.end_row(),
                Token::Close(b"sheetData") => return Ok(()),
                Token::End => return Err(cut_off()),
                _ => {}
            }
        }
    }

    fn start_row(&mut self, number: Option<u32>, hidden: bool) {
        self.row = number.unwrap_or(self.row);
        self.column = 1;
        if hidden && self.row <= MOST_ROWS {
            self.into.hide_row(self.row);
        }
    }

    fn end_row(&mut self) {
        self.row = self.row.saturating_add(1);
        self.column = 1;
    }

    /// Rows and cells in the usual form, as many as there are.
    fn plain_rows(&mut self) -> Result<(), Trouble> {
        self.count()?;
        loop {
            self.plain_cells();
            let ahead = self.markup.window.ahead();
            if ahead.starts_with(END_OF_ROW) {
                self.markup.pass_close(END_OF_ROW.len());
                self.end_row();
                self.count()?;
            } else if let Some((row, length)) = plain_row(ahead) {
                self.markup.pass_open(length)?;
                self.start_row(Some(row), false);
            } else {
                return Ok(());
            }
        }
    }

    fn plain_cells(&mut self) {
        let mark = RowMark::of(self.row);
        while let Some(cell) = plain(self.markup.window.ahead(), &mark) {
            let Plain {
                row,
                column,
                style,
                length,
                ..
            } = cell;
            let look = self.context.looks.get(style).copied().unwrap_or_default();
            match cell.value {
                PlainValue::Nothing => self.into.swatch(row, column, look.fill),
                PlainValue::Shared(number) => self.shared(row, column, Some(number), look),
                PlainValue::Number(number) => {
                    let cell = look.shape.cell(number, self.context.from_1904);
                    self.put(row, column, cell, look);
                }
            }
            self.cells += 1;
            self.column = column.saturating_add(1);
            self.markup.window.pass(length);
        }
    }

    /// Counts what was met since the last time.
    fn count(&mut self) -> Result<(), Trouble> {
        self.met.cells(std::mem::take(&mut self.cells))?;
        let before = std::mem::replace(&mut self.letters, self.into.letters);
        Ok(self.met.texts(self.letters - before)?)
    }

    fn put(&mut self, row: u32, column: u32, cell: Cell<'_>, look: Look) {
        if (1..=MOST_ROWS).contains(&row) {
            if matches!(cell, Cell::Number(_)) {
                self.into.sign(row, column, look.sign);
            }
            self.into.put(row, column, cell, look.fill);
        } else {
            self.into.outside += 1;
        }
    }

    /// A shared text; a number that none has leaves an error in the cell, so that nobody takes it for empty.
    fn shared(&mut self, row: u32, column: u32, number: Option<u32>, look: Look) {
        let known = number.filter(|number| (*number as usize) < self.context.texts.len());
        match known {
            Some(_) if !(1..=MOST_ROWS).contains(&row) => self.into.outside += 1,
            Some(number) if self.is_empty(number) => {}
            Some(number) if look.indent > 0 => {
                let text = look.indented(self.context.texts.text(number));
                self.into.put(row, column, Cell::Text(&text), look.fill);
            }
            Some(number) => self.into.put_shared(row, column, number, look.fill),
            None => {
                self.into.missing.get_or_insert((row, column));
                self.put(row, column, Cell::Error(NO_SUCH_TEXT), look);
            }
        }
    }

    fn is_empty(&self, text: u32) -> bool {
        self.context.some_empty && self.context.texts.text(text).is_empty()
    }

    /// A cell in any form.
    fn cell(&mut self, start: Start) -> Result<(), Trouble> {
        let (row, column) = start.place.unwrap_or((self.row, self.column));
        self.column = column.saturating_add(1);
        self.cells += 1;
        self.cell.clear();
        let look = self
            .context
            .looks
            .get(start.style)
            .copied()
            .unwrap_or_default();
        if start.closed {
            self.into.swatch(row, column, look.fill);
            return Ok(());
        }
        self.pieces((row, column))?;
        let standing = Standing {
            sheet: self.context.sheet,
            row,
            column,
            shape: look.shape,
            fill: look.fill,
        };
        let inside = (1..=MOST_ROWS).contains(&row);
        let missing =
            !self.cell.has_value || self.cell.value.is_empty() && start.stored != Stored::Formatted;
        let zero = self.context.recalculates && self.cell.value == "0";
        if let Some(number) = self.cell.shares.filter(|_| inside && (missing || zero)) {
            self.cell.formula = self.formulas.moved(number, (row, column));
        }
        let formula = self.cell.has_formula && !self.cell.formula.is_empty();
        if formula && inside && missing {
            self.computed.put(&self.cell.formula, standing, self.into);
        } else if self.cell.has_value {
            if formula && inside && zero {
                self.computed.doubt(&self.cell.formula, standing);
            }
            self.value(row, column, start.stored, look);
        }
        Ok(())
    }

    /// Reads up to the end of the cell.
    fn pieces(&mut self, at: (u32, u32)) -> Result<(), Trouble> {
        loop {
            match self.markup.next()? {
                Token::Open(tag) => {
                    let (closed, shared) = (tag.closed, shared_number(&tag));
                    match tag.name {
                        b"v" if !closed => {
                            self.cell.value.clear();
                            self.cell.has_value = true;
                            read_text(&mut self.markup, b"v", &mut self.cell.value)?;
                        }
                        b"is" if !closed => {
                            self.cell.value.clear();
                            self.cell.has_value = true;
                            read_runs(&mut self.markup, b"is", &mut self.cell.value)?;
                        }
                        b"f" => {
                            if !closed {
                                read_text(&mut self.markup, b"f", &mut self.cell.formula)?;
                            }
                            self.cell.has_formula = true;
                            self.share(shared, at);
                        }
                        _ if !closed => self.markup.pass_content()?,
                        _ => {}
                    }
                }
                Token::Close(b"c") => return Ok(()),
                Token::End => return Err(cut_off()),
                _ => {}
            }
        }
    }

    /// A shared formula is written out once; the others that share it name its number.
    fn share(&mut self, shared: Option<u32>, at: (u32, u32)) {
        match shared {
            Some(number) if !self.cell.formula.is_empty() => {
                self.formulas.keep(number, &self.cell.formula, at);
            }
            shared => self.cell.shares = shared,
        }
    }

    /// A stored value. What does not look like its kind is kept as the text that it is.
    fn value(&mut self, row: u32, column: u32, stored: Stored, look: Look) {
        let mut text = std::mem::take(&mut self.cell.value);
        let bare = text.trim_ascii();
        let cell = match stored {
            Stored::Shared => {
                if !bare.is_empty() {
                    self.shared(row, column, whole(bare.as_bytes()), look);
                }
                None
            }
            Stored::Formatted => {
                without_escapes(&mut text);
                None
            }
            Stored::Number => fast_float2::parse(bare)
                .ok()
                .map(|number| look.shape.cell(number, self.context.from_1904)),
            Stored::Flag => flag(bare).map(Cell::Flag),
            Stored::Error if !bare.is_empty() => Some(Cell::Error(bare)),
            Stored::Day => iso_date(bare),
            Stored::Inline | Stored::Error | Stored::Other => None,
        };
        let indented = (cell.is_none() && look.indent > 0).then(|| look.indented(&text));
        let cell = cell.unwrap_or(Cell::Text(indented.as_deref().unwrap_or(&text)));
        if stored != Stored::Shared && !text.is_empty() {
            self.put(row, column, cell, look);
        }
        self.cell.value = text;
    }

    fn merge(&mut self, block: Option<Merge>) -> Result<(), Trouble> {
        let Some(block) = block else {
            return Ok(());
        };
        let height = u64::from(block.bottom - block.top + 1);
        let area = height * u64::from(block.right - block.left + 1);
        self.merged += if area > LARGEST_MERGE { 1 } else { area };
        if self.merged > MOST_MERGED {
            return Err(Trouble::Damaged(
                "more than 10 million merged cells".to_owned(),
            ));
        }
        self.into.merge(block);
        Ok(())
    }
}

/// What a cell with the number of a shared text that does not exist shows.
const NO_SUCH_TEXT: &str = "#TEXT?";

impl Pieces {
    fn clear(&mut self) {
        self.value.clear();
        self.formula.clear();
        self.has_value = false;
        self.has_formula = false;
        self.shares = None;
    }
}

/// Hides what a tag names, and gives how many columns that are. Once as many were named as there are, no more is to be told.
fn hide_columns(tag: &Tag<'_>, so_far: u32, into: &mut SheetBuilder) -> u32 {
    let (first, last) = (number_of(tag, "min"), number_of(tag, "max"));
    let (true, Some(first), Some(last)) = (is_true(tag, "hidden"), first, last) else {
        return 0;
    };
    let columns = first.max(1)..=last.min(MOST_COLUMNS);
    if so_far > MOST_COLUMNS || columns.is_empty() {
        return 0;
    }
    columns.clone().for_each(|column| into.hide_column(column));
    columns.end() - columns.start() + 1
}

/// A merged block inside the sheet.
fn block(reference: &[u8]) -> Option<Merge> {
    let mut corners = reference.split(|byte| *byte == b':');
    let (top, left) = place(corners.next()?)?;
    let (bottom, right) = place(corners.next()?)?;
    let inside = bottom <= MOST_ROWS && right <= MOST_COLUMNS;
    (inside && top <= bottom && left <= right).then_some(Merge {
        top,
        left,
        bottom,
        right,
    })
}
