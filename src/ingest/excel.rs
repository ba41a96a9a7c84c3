//! Workbooks as calamine reads them: xls, xlsb, ods, and xlsx in unusual markup. calamine is named here and in
//! `excel_cells`.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use calamine::{
    Data, DataRef, DataType, Dimensions, Ods, Range, Reader, SheetType, SheetVisible, Xls, Xlsb,
    Xlsx, XlsxFormulaMetadata,
};

use super::biff;
use super::computed::{Computed, Standing};
use super::container::{Container, unpacks_as_declared};
use super::excel_cells::{
    FromData, Look, SharedFormulas, index, iso_date, iso_time, merge, shape_of,
};
use super::formula::Formula;
use super::limits::{Limits, MOST_ROWS, Met};
use super::moment::Shape;
use super::ods::{self, Marks};
use super::sheet::{Cell, Visibility};
use super::sheet_builder::SheetBuilder;
use super::workbook::{Head, Holds, Unread, Workbook};

type Bytes<'b> = Cursor<&'b [u8]>;

/// An open workbook.
pub struct Excel<'b> {
    book: Book<'b>,
    sheets: Vec<Head>,
    met: Met,
}

enum Book<'b> {
    Xlsx(Box<Xlsx<Bytes<'b>>>),
    Xlsb(Box<Xlsb<Bytes<'b>>>),
    Xls(Box<Xls<Bytes<'b>>>, Vec<Marks>),
    Ods(Box<Ods<Bytes<'b>>>, Vec<Marks>),
}

impl<'b> Excel<'b> {
    /// Opens a workbook.
    pub fn open(
        bytes: &'b [u8],
        container: Container,
        limits: Limits,
    ) -> Result<Excel<'b>, Unread> {
        if !fits_in_memory(bytes, container) {
            return Err(damaged("sizes that no workbook has"));
        }
        let source = Cursor::new(bytes);
        let book = guarded(|| {
            Ok(match container {
                Container::Xlsb => Book::Xlsb(Box::new(Xlsb::new(source).map_err(damaged)?)),
                Container::Xls => {
                    let book = Xls::new(source).map_err(damaged)?;
                    Book::Xls(Box::new(book), biff::hidden(bytes))
                }
                Container::Ods => {
                    // no other reader knows it
                    let marks =
                        ods::marks(bytes, limits).map_err(|trouble| match trouble.into() {
                            Unread::Unusual(what) => Unread::Damaged(what),
                            known => known,
                        })?;
                    let book = Ods::new(source).map_err(damaged)?;
                    Book::Ods(Box::new(book), marks)
                }
                _ => Book::Xlsx(Box::new(Xlsx::new(source).map_err(damaged)?)),
            })
        })?;
        let sheets = match &book {
            Book::Xlsx(book) => heads(book.sheets_metadata()),
            Book::Xlsb(book) => heads(book.sheets_metadata()),
            Book::Xls(book, _) => heads(book.sheets_metadata()),
            Book::Ods(book, _) => heads(book.sheets_metadata()),
        };
        Ok(Excel {
            book,
            sheets,
            met: Met::under(limits),
        })
    }
}

impl Workbook for Excel<'_> {
    fn sheets(&self) -> &[Head] {
        &self.sheets
    }

    fn counts_from_1904(&self) -> bool {
        match &self.book {
            Book::Xlsx(book) => book.has_1904_epoch(),
            Book::Xlsb(book) => book.has_1904_epoch(),
            Book::Xls(book, _) => book.has_1904_epoch(),
            Book::Ods(..) => false,
        }
    }

    fn read(
        &mut self,
        sheet: usize,
        file: &Arc<str>,
        computed: &mut Computed,
    ) -> Result<SheetBuilder, Unread> {
        let head = &self.sheets[sheet];
        let mut filling = Filling {
            into: SheetBuilder::new(file, &head.name, head.visibility),
            sheet,
            from_1904: computed.from_1904,
            computed,
            met: self.met,
            letters: 0,
        };
        let book = &mut self.book;
        guarded(|| match book {
            Book::Xlsx(book) => filling.xlsx(book, &head.name),
            Book::Xlsb(book) => filling.xlsb(book, &head.name),
            Book::Xls(book, marks) => filling.xls(book, &head.name, marks.get(sheet)),
            Book::Ods(book, marks) => filling.ods(book, &head.name, marks.get(sheet)),
        })?;
        self.met = filling.met;
        Ok(filling.into)
    }
}

/// calamine makes room for as many cells and texts as a file says it has.
fn fits_in_memory(bytes: &[u8], container: Container) -> bool {
    match container {
        Container::Xls => biff::within_bounds(bytes),
        _ => unpacks_as_declared(bytes),
    }
}

/// calamine indexes into records of xls and xlsb, and expects well-formed part names, without checking;
/// damaged bytes can make it panic, which here is one more unreadable file.
fn guarded<T>(work: impl FnOnce() -> Result<T, Unread>) -> Result<T, Unread> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(damaged("damaged records")))
}

fn damaged(why: impl std::fmt::Display) -> Unread {
    Unread::Damaged(why.to_string())
}

fn heads(sheets: &[calamine::Sheet]) -> Vec<Head> {
    let head = |sheet: &calamine::Sheet| Head {
        name: sheet.name.clone(),
        visibility: match sheet.visible {
            SheetVisible::Visible => Visibility::Visible,
            SheetVisible::Hidden => Visibility::Hidden,
            SheetVisible::VeryHidden => Visibility::VeryHidden,
        },
        holds: match sheet.typ {
            SheetType::WorkSheet => Holds::Cells,
            SheetType::ChartSheet => Holds::Nothing("ChartSheet"),
            SheetType::DialogSheet => Holds::Nothing("DialogSheet"),
            SheetType::MacroSheet => Holds::Nothing("MacroSheet"),
            SheetType::Vba => Holds::Nothing("Vba"),
        },
    };
    sheets.iter().map(head).collect()
}

/// A sheet in the making.
struct Filling<'c> {
    into: SheetBuilder,
    computed: &'c mut Computed,
    sheet: usize,
    from_1904: bool,
    met: Met,
    /// Bytes of texts that were counted.
    letters: usize,
}

impl Filling<'_> {
    fn count(&mut self) -> Result<(), Unread> {
        self.met.cells(1).map_err(Unread::Beyond)?;
        let before = std::mem::replace(&mut self.letters, self.into.letters);
        let more = self.letters - before;
        self.met.texts(more).map_err(Unread::Beyond)
    }

    fn xlsx(&mut self, book: &mut Xlsx<Bytes<'_>>, name: &str) -> Result<(), Unread> {
        let mut blanks = BTreeMap::new();
        let mut reader = book.worksheet_cells_reader(name).map_err(damaged)?;
        let looks: Vec<Look> = reader.styles().iter().map(Look::of).collect();
        while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(damaged)? {
            self.count()?;
            let look = looks.get(style).copied().unwrap_or_default();
            // A damaged file can name a position twice: the later cell counts, and a stored result is no blank.
            if matches!(cell.get_value(), DataRef::Empty) {
                blanks.insert(cell.get_position(), look);
            } else if !blanks.is_empty() {
                blanks.remove(&cell.get_position());
            }
            self.put(cell.get_position(), cell.get_value(), look);
        }
        drop(reader);
        // A formula without a stored result reads as a blank: only then is the sheet read for formulas.
        if !blanks.is_empty() {
            self.xlsx_formulas(book, name, &blanks)?;
        }
        self.merge(&book.merge_cells_by_sheet_name(name).map_err(damaged)?);
        Ok(())
    }

    /// Shared formulas are expanded here: the reader's own expansion sizes a list by a number in the file.
    fn xlsx_formulas(
        &mut self,
        book: &mut Xlsx<Bytes<'_>>,
        name: &str,
        blanks: &BTreeMap<(u32, u32), Look>,
    ) -> Result<(), Unread> {
        let mut shared = SharedFormulas::default();
        let number = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
        let mut reader = book.worksheet_cells_reader(name).map_err(damaged)?;
        while let Some(record) = reader.next_cell_with_formula_metadata().map_err(damaged)? {
            let at = one_based(record.pos);
            let text = match record.formula {
                Some(XlsxFormulaMetadata::Normal { formula }) => formula,
                Some(XlsxFormulaMetadata::Shared {
                    shared_index,
                    formula,
                    ..
                }) => {
                    shared.keep(number(shared_index), &formula, at);
                    formula
                }
                Some(XlsxFormulaMetadata::SharedDerived { shared_index })
                    if blanks.contains_key(&record.pos) =>
                {
                    shared.moved(number(shared_index), at)
                }
                _ => continue,
            };
            if let Some(look) = blanks.get(&record.pos) {
                self.formula(record.pos, &text, look.shape, look.fill);
            }
        }
        Ok(())
    }

    fn xlsb(&mut self, book: &mut Xlsb<Bytes<'_>>, name: &str) -> Result<(), Unread> {
        let mut reader = book.worksheet_cells_reader(name).map_err(damaged)?;
        while let Some(cell) = reader.next_cell().map_err(damaged)? {
            self.count()?;
            self.put(cell.get_position(), cell.get_value(), Look::default());
        }
        Ok(())
    }

    fn xls(
        &mut self,
        book: &mut Xls<Bytes<'_>>,
        name: &str,
        marks: Option<&Marks>,
    ) -> Result<(), Unread> {
        let range = book.worksheet_range(name).map_err(damaged)?;
        self.mark(marks, &range);
        self.merge(&book.merge_cells_by_sheet_name(name).unwrap_or_default());
        self.range(&range)?;
        self.sign(marks);
        // Formulas are an extra: a file whose formulas cannot be read still has its stored results.
        let formulas = guarded(|| book.worksheet_formula(name).map_err(damaged));
        self.formulas(&range, &formulas.unwrap_or_default());
        Ok(())
    }

    fn ods(
        &mut self,
        book: &mut Ods<Bytes<'_>>,
        name: &str,
        marks: Option<&Marks>,
    ) -> Result<(), Unread> {
        let range = book.worksheet_range(name).map_err(damaged)?;
        self.mark(marks, &range);
        self.range(&range)?;
        self.sign(marks);
        Ok(())
    }

    /// What is hidden, as far as there are cells.
    fn mark(&mut self, marks: Option<&Marks>, range: &Range<Data>) {
        if let Some((marks, last)) = marks.zip(range.end()) {
            marks.put(&mut self.into, one_based(last));
        }
    }

    /// The currencies that formats show, once the cells are there.
    fn sign(&mut self, marks: Option<&Marks>) {
        if let Some(marks) = marks {
            self.into.take_signs(&marks.signs);
            self.into.take_fills(&marks.fills);
        }
    }

    fn range(&mut self, range: &Range<Data>) -> Result<(), Unread> {
        for (row, column, value) in range.used_cells() {
            self.count()?;
            let at = absolute(range.start(), row, column);
            self.put(at, &DataRef::from_data(value), Look::default());
        }
        Ok(())
    }

    /// Programs that write xls without calculating store zeros or empty texts.
    fn formulas(&mut self, range: &Range<Data>, formulas: &Range<String>) {
        for (row, column, text) in formulas.used_cells() {
            let at = absolute(formulas.start(), row, column);
            match range.get_value(at) {
                None | Some(Data::Empty) => self.formula(at, text, Shape::Plain, None),
                // An empty text is no result of a calculation; it may be one of anything else.
                Some(Data::String(stored)) if stored.is_empty() && calculates(text) => {
                    self.formula(at, text, Shape::Plain, None);
                }
                Some(Data::Float(0.0) | Data::Int(0)) => self.doubt(at, text, Shape::Plain),
                Some(Data::DateTime(moment)) if moment.as_f64() == 0.0 => {
                    self.doubt(at, text, shape_of(*moment, Look::default()));
                }
                _ => {}
            }
        }
    }

    fn doubt(&mut self, at: (u32, u32), text: &str, shape: Shape) {
        let standing = self.standing(at, shape, None);
        self.computed.doubt(text, standing);
    }

    fn formula(&mut self, at: (u32, u32), text: &str, shape: Shape, fill: Option<u32>) {
        if at.0 < MOST_ROWS && !text.is_empty() {
            let standing = self.standing(at, shape, fill);
            self.computed.put(text, standing, &mut self.into);
        }
    }

    fn standing(&self, at: (u32, u32), shape: Shape, fill: Option<u32>) -> Standing {
        let (row, column) = one_based(at);
        Standing {
            sheet: self.sheet,
            row,
            column,
            shape,
            fill,
        }
    }

    fn merge(&mut self, blocks: &[Dimensions]) {
        blocks
            .iter()
            .filter_map(merge)
            .for_each(|block| self.into.merge(block));
    }

    /// Keeps a cell at a 0-based position.
    fn put(&mut self, at: (u32, u32), value: &DataRef<'_>, look: Look) {
        let error;
        let indented;
        let cell = match value {
            DataRef::String(_) | DataRef::SharedString(_) if look.indent > 0 => {
                let text = value.as_string().unwrap_or_default();
                indented = format!("{}{text}", " ".repeat(usize::from(look.indent)));
                Cell::Text(&indented)
            }
            DataRef::Empty => return,
            DataRef::Int(number) => Cell::Number(*number as f64),
            DataRef::Float(number) => Cell::Number(*number),
            DataRef::String(text) => Cell::Text(text),
            DataRef::SharedString(text) => Cell::Text(text),
            DataRef::Bool(flag) => Cell::Flag(*flag),
            DataRef::DateTime(moment) => {
                shape_of(*moment, look).cell(moment.as_f64(), self.from_1904)
            }
            DataRef::DateTimeIso(text) => iso_date(text).unwrap_or(Cell::Text(text)),
            DataRef::DurationIso(text) => iso_time(text).unwrap_or(Cell::Text(text)),
            DataRef::Error(found) => {
                error = found.to_string();
                Cell::Error(&error)
            }
        };
        let (row, column) = one_based(at);
        if row > MOST_ROWS {
            self.into.outside += 1;
        } else {
            if matches!(cell, Cell::Number(_)) {
                self.into.sign(row, column, look.sign);
            }
            self.into.put(row, column, cell, look.fill);
        }
    }
}

/// True for a formula that can be worked out and makes a number of others.
fn calculates(text: &str) -> bool {
    Formula::parse(text).is_some_and(|formula| formula.len() > 1)
}

fn one_based((row, column): (u32, u32)) -> (u32, u32) {
    (row.saturating_add(1), column.saturating_add(1))
}

fn absolute(start: Option<(u32, u32)>, row: usize, column: usize) -> (u32, u32) {
    let (top, left) = start.unwrap_or_default();
    (
        top.saturating_add(index(row)),
        left.saturating_add(index(column)),
    )
}
