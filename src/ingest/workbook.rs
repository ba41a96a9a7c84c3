//! A workbook's sheets, whichever reader knows its format.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::computed::Computed;
use super::container::{Container, unread_file};
use super::excel::Excel;
use super::limits::{Beyond, Limit, Limits};
use super::sheet::{Sheet, Visibility};
use super::sheet_builder::SheetBuilder;
use super::strings::LONGEST_TEXT;
use super::xlsx::Xlsx;
use crate::model::phrase::phrase;
use crate::model::{Phrase, Place, Problem, Problems, Severity};

/// A sheet as the workbook lists it.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// Its name.
    pub name: String,
    /// Whether people see it.
    pub visibility: Visibility,
    /// What is on it.
    pub holds: Holds,
}

/// What a sheet holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Cells.
    Cells,
    /// Something of this kind, and no cells: a chart, a dialogue, macros.
    Nothing(&'static str),
}

/// Why a workbook or a sheet is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// Another reader may know it.
    Unusual(String),
    /// It is broken.
    Damaged(String),
    /// It holds more than is read.
    Beyond(Beyond),
}

/// A reader of workbooks. It hands over the cells of a sheet as it meets them, row by row, without a grid in memory: value
/// or formula, number format, fill, merged blocks and what is hidden, as far as the format has them.
pub trait Workbook {
    /// Sheets in the order of their tabs.
    fn sheets(&self) -> &[Head];

    /// Days are counted from 1904.
    fn counts_from_1904(&self) -> bool;

    /// Reads a sheet by its place in [`Workbook::sheets`]. Formulas without a stored result are left with `computed`.
    fn read(
        &mut self,
        sheet: usize,
        file: &Arc<str>,
        computed: &mut Computed,
    ) -> Result<SheetBuilder, Unread>;
}

/// The sheets of a workbook. What cannot be read becomes a problem, one for the file or one a sheet.
pub fn read(
    bytes: &[u8],
    container: Container,
    file: &Arc<str>,
    limits: Limits,
    problems: &mut Problems,
) -> Vec<Sheet> {
    let opened = match container {
        Container::Xlsx => guarded(
            || Ok(Box::new(Xlsx::open(bytes, limits)?) as Box<dyn Workbook>),
        )
        .or_else(|why| match why {
            // the other reader counts less
            Unread::Beyond(_) => Err(why),
            _ => by_excel(bytes, container, limits),
        }),
        _ => by_excel(bytes, container, limits),
    };
    let opened = opened.and_then(|book| {
        let sheets = book.sheets().len() as u64;
        limits
            .check(Limit::Sheets, sheets)
            .map_err(Unread::Beyond)?;
        Ok(book)
    });
    let book = match opened {
        Ok(book) => book,
        Err(Unread::Beyond(beyond)) => {
            problems.push(beyond.of_file(file));
            return Vec::new();
        }
        Err(Unread::Unusual(found) | Unread::Damaged(found)) => {
            problems.push(unopened(file, found));
            return Vec::new();
        }
    };
    let mut reading = Reading {
        bytes,
        container,
        limits,
        file,
        computed: Computed::from(book.counts_from_1904()),
        book,
        other: None,
        sheets: Vec::new(),
        problems,
    };
    reading.all();
    reading.computed.settle(&mut reading.sheets);
    reading.sheets.into_iter().map(|(_, sheet)| sheet).collect()
}

/// Opens a workbook with the reader of all formats.
fn by_excel(
    bytes: &[u8],
    container: Container,
    limits: Limits,
) -> Result<Box<dyn Workbook + '_>, Unread> {
    Ok(Box::new(Excel::open(bytes, container, limits)?))
}

fn unopened(file: &Arc<str>, found: String) -> Problem {
    let rule = if found.to_lowercase().contains("password") {
        "file.encrypted"
    } else {
        "file.damaged"
    };
    let hint = phrase("open it in Excel and save it as xlsx", &[]);
    let expected = phrase("a workbook without a password", &[]);
    unread_file(file, rule, found, expected, hint)
}

/// A reader that panics at damaged bytes has met one more unreadable sheet.
fn guarded<T>(work: impl FnOnce() -> Result<T, Unread>) -> Result<T, Unread> {
    let broken = || Unread::Damaged("damaged records".to_owned());
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(broken()))
}

struct Reading<'r, 'b> {
    bytes: &'b [u8],
    container: Container,
    limits: Limits,
    file: &'r Arc<str>,
    book: Box<dyn Workbook + 'b>,
    /// The reader of sheets that are unusual to the first one.
    other: Option<Box<dyn Workbook + 'b>>,
    computed: Computed,
    /// Each with its place in the workbook.
    sheets: Vec<(usize, Sheet)>,
    problems: &'r mut Problems,
}

impl Reading<'_, '_> {
    fn all(&mut self) {
        for (at, head) in self.book.sheets().to_vec().into_iter().enumerate() {
            if let Holds::Nothing(kind) = head.holds {
                self.problem(
                    &head.name,
                    "sheet.no_cells",
                    Severity::Look,
                    kind.to_owned(),
                );
                continue;
            }
            match self.sheet(at, &head) {
                Ok(sheet) => {
                    self.tell_lost(&head.name, sheet.outside, sheet.cut);
                    self.tell_missing(&head.name, sheet.missing);
                    self.tell_cut(&head.name, sheet.cut_at);
                    self.sheets.push((at, sheet.finish()));
                }
                Err(Unread::Beyond(beyond)) => {
                    self.problems.push(beyond.of_sheet(self.file, &head.name));
                }
                Err(Unread::Unusual(found) | Unread::Damaged(found)) => {
                    self.problem(&head.name, "sheet.unreadable", Severity::Unread, found);
                }
            }
        }
    }

    fn sheet(&mut self, at: usize, head: &Head) -> Result<SheetBuilder, Unread> {
        let (book, computed) = (&mut self.book, &mut self.computed);
        match guarded(|| book.read(at, self.file, computed)) {
            Err(Unread::Unusual(_)) if self.container == Container::Xlsx => self.retry(head),
            read => read,
        }
    }

    fn retry(&mut self, head: &Head) -> Result<SheetBuilder, Unread> {
        let mut other = match self.other.take() {
            Some(other) => other,
            None => by_excel(self.bytes, self.container, self.limits)?,
        };
        let at = other
            .sheets()
            .iter()
            .position(|known| known.name == head.name);
        let missing = || Unread::Damaged("not in the list of sheets".to_owned());
        let read = at
            .ok_or_else(missing)
            .and_then(|at| guarded(|| other.read(at, self.file, &mut self.computed)));
        self.other = Some(other);
        read
    }

    fn problem(&mut self, sheet: &str, rule: &str, severity: Severity, found: String) {
        self.problems.push(Problem {
            place: Place {
                sheet: sheet.into(),
                ..Place::of_file(self.file)
            },
            rule: rule.to_owned(),
            severity,
            column: String::new(),
            found,
            expected: phrase("a sheet with cells", &[]),
            hint: phrase("open it in Excel and save it as xlsx", &[]),
            effect: phrase("nothing on this sheet is in any figure", &[]),
        });
    }

    /// The end of the sheet is missing.
    fn tell_cut(&mut self, sheet: &str, row: Option<u32>) {
        let Some(row) = row else {
            return;
        };
        self.problems.push(Problem {
            place: Place {
                sheet: sheet.into(),
                row,
                ..Place::of_file(self.file)
            },
            rule: "sheet.cut_off".to_owned(),
            severity: Severity::Unread,
            column: String::new(),
            found: String::new(),
            expected: phrase("a sheet that is there to its end", &[]),
            hint: phrase("export or copy the file again", &[]),
            effect: phrase(
                "rows before it are used; this one and what follows are in no figure",
                &[],
            ),
        });
    }

    /// A cell refers to a text that is not among those the workbook stores.
    fn tell_missing(&mut self, sheet: &str, first: Option<(u32, u32)>) {
        let Some((row, column)) = first else {
            return;
        };
        self.problems.push(Problem {
            place: Place {
                sheet: sheet.into(),
                row,
                column,
                ..Place::of_file(self.file)
            },
            rule: "sheet.text_missing".to_owned(),
            severity: Severity::Look,
            column: String::new(),
            found: "#TEXT?".to_owned(),
            expected: phrase("a text that the workbook holds", &[]),
            hint: phrase("open it in Excel and save it as xlsx", &[]),
            effect: phrase("this cell, and others like it, counts as an error", &[]),
        });
    }

    /// Cells and texts that a sheet cannot have.
    fn tell_lost(&mut self, sheet: &str, outside: u32, cut: u32) {
        let mut look = |rule: &str, count: u32, expected: Phrase, effect: Phrase| {
            if count == 0 {
                return;
            }
            self.problems.push(Problem {
                place: Place {
                    sheet: sheet.into(),
                    ..Place::of_file(self.file)
                },
                rule: rule.to_owned(),
                severity: Severity::Look,
                column: String::new(),
                found: count.to_string(),
                expected,
                hint: phrase("open it in Excel and save it as xlsx", &[]),
                effect,
            });
        };
        look(
            "sheet.cells_outside",
            outside,
            phrase("no cell beyond {}", &[&"XFD1048576"]),
            phrase("cells beyond it are in no figure", &[]),
        );
        look(
            "sheet.texts_cut",
            cut,
            phrase("at most {} characters in a cell", &[&LONGEST_TEXT]),
            phrase("longer texts are used up to there", &[]),
        );
    }
}

#[cfg(test)]
mod tests;
