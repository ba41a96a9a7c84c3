//! xlsx and xlsm workbooks, read in one pass over each part: values, formulas, formats, fills, merged blocks, notes and what
//! is hidden.
//!
//! Anything that is not the usual markup of a workbook (another encoding, a document type) is [`Trouble::Unusual`], and
//! another reader has its turn: nothing is guessed.

mod book;
mod cells;
mod colour;
mod decode;
pub(super) mod markup;
mod notes;
mod plain;
mod shared;
mod start;
mod styles;
pub(super) mod window;

use std::sync::Arc;

use book::Book;
use cells::Context;
use colour::Theme;
use markup::Tag;
use shared::Shared;
use styles::Look;

use super::computed::Computed;
use super::limits::{Beyond, Limits, MOST_SMALL, Met};
use super::sheet_builder::SheetBuilder;
use super::workbook::{Head, Unread, Workbook};

/// Why a part is not read.
#[derive(Debug, PartialEq)]
pub enum Trouble {
    /// Markup that this reader does not know.
    Unusual(String),
    /// Something is broken or missing, whoever reads it.
    Damaged(String),
    /// More than is read.
    Beyond(Beyond),
}

impl From<Beyond> for Trouble {
    fn from(beyond: Beyond) -> Trouble {
        Trouble::Beyond(beyond)
    }
}

impl From<Trouble> for Unread {
    fn from(trouble: Trouble) -> Unread {
        match trouble {
            Trouble::Unusual(what) => Unread::Unusual(what),
            Trouble::Damaged(what) => Unread::Damaged(what),
            Trouble::Beyond(beyond) => Unread::Beyond(beyond),
        }
    }
}

/// An open workbook.
pub struct Xlsx<'b> {
    book: Book<'b>,
    looks: Vec<Look>,
    shared: Shared,
    met: Met,
}

impl<'b> Xlsx<'b> {
    /// Opens a workbook: its list of sheets, styles and shared texts are read.
    pub fn open(bytes: &'b [u8], limits: Limits) -> Result<Xlsx<'b>, Unread> {
        let book = Book::open(bytes, limits)?;
        let mut met = Met::under(limits);
        let theme = book.read_part("theme", "theme/theme1.xml", MOST_SMALL, Theme::read);
        // A broken theme changes colours only.
        let theme = theme.ok().flatten().unwrap_or_default();
        let styles = |markup| styles::read(markup, &theme);
        let looks = book.read_part("styles", "styles.xml", MOST_SMALL, styles)?;
        let shared = book.read_part("sharedStrings", "sharedStrings.xml", u64::MAX, |markup| {
            shared::read(markup, &mut met)
        })?;
        Ok(Xlsx {
            book,
            looks: looks.unwrap_or_default(),
            shared: shared.unwrap_or_default(),
            met,
        })
    }
}

impl Workbook for Xlsx<'_> {
    fn sheets(&self) -> &[Head] {
        &self.book.sheets
    }

    fn counts_from_1904(&self) -> bool {
        self.book.from_1904
    }

    fn read(
        &mut self,
        sheet: usize,
        file: &Arc<str>,
        computed: &mut Computed,
    ) -> Result<SheetBuilder, Unread> {
        let head = &self.book.sheets[sheet];
        let texts = self.shared.texts.clone();
        let mut into = SheetBuilder::sharing(file, &head.name, head.visibility, texts);
        into.cut += std::mem::take(&mut self.shared.cut);
        let context = Context {
            texts: &self.shared.texts,
            some_empty: self.shared.some_empty,
            looks: &self.looks,
            from_1904: self.book.from_1904,
            recalculates: self.book.recalculates,
            sheet,
        };
        let met = &mut self.met;
        self.book.read_sheet(sheet, |markup| {
            cells::read(markup, context, &mut into, computed, met)
        })?;
        // What is wrong with notes is no reason to lose cells.
        into.notes(self.book.read_notes(sheet).unwrap_or_default());
        Ok(into)
    }
}

/// An attribute as a number.
fn number_of(tag: &Tag<'_>, name: &str) -> Option<u32> {
    std::str::from_utf8(tag.attribute(name)?)
        .ok()?
        .trim()
        .parse()
        .ok()
}

/// An attribute that holds no entities.
fn text_of(tag: &Tag<'_>, name: &str) -> Option<String> {
    let value = tag.attribute(name)?;
    Some(String::from_utf8_lossy(value).into_owned())
}
