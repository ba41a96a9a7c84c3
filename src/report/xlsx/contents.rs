//! The sheet that lists the others by their full names: tabs are short, and of many only some are seen.

use std::borrow::Cow;

use rust_xlsxwriter::{Url, XlsxError};

use super::format::{Paint, Role};
use super::formula::quoted;
use super::plan::PagePlan;
use super::sheet::PageWriter;
use crate::report::book::{
    Block, Book, Cell, CellValue, Column, Link, Page, Style, Tab, TableBlock,
};

/// A book with more sheets than this is not taken in at a glance.
const MANY: usize = 8;
/// It comes after the page that is read first.
const PLACE: usize = 1;
/// Its stable identity.
const ID: &str = "contents";

/// A book of many sheets with the one that lists them, and plans of its pages.
pub(super) fn listed(
    book: Cow<'_, Book>,
    mut plans: Vec<Option<PagePlan>>,
) -> (Cow<'_, Book>, Vec<Option<PagePlan>>) {
    if book.pages.len() <= MANY {
        return (book, plans);
    }
    let page = page(&book);
    let mut book = book.into_owned();
    book.pages.insert(PLACE, page);
    plans.insert(PLACE, None);
    (Cow::Owned(book), plans)
}

/// The name of that sheet, where the book has it.
pub(super) fn sheet<'n>(book: &Book, names: &'n [String]) -> Option<&'n String> {
    let is_list = |block: &Block| matches!(block, Block::Table(table) if table.id == ID);
    let page = book.pages.get(PLACE)?;
    let found = page.blocks.first().is_some_and(is_list);
    found.then(|| &names[PLACE])
}

impl PageWriter<'_, '_> {
    /// A link back to it, in the row that is free under the titles of every page.
    pub(super) fn way_back(&mut self, contents: &str, row: u32) -> Result<(), XlsxError> {
        let paint = Paint {
            role: Role::Back,
            ..Paint::default()
        };
        let word = &self.desk.book.words.contents[2];
        let target = Url::new(format!("internal:{}!A1", quoted(contents)));
        let format = self.desk.formats.get(&paint);
        self.sheet
            .write_url_with_options(row, 0, target, word, "", Some(format))?;
        self.links += 1;
        Ok(())
    }
}

fn page(book: &Book) -> Page {
    let [title, shows, _] = book.words.contents.clone();
    let column = |key: &str, label: &str, style| Column {
        key: key.to_owned(),
        label: label.to_owned(),
        style,
        ..Column::default()
    };
    let text = |text: &str| Cell {
        value: CellValue::Text(text.to_owned()),
        ..Cell::default()
    };
    let row = |page: &Page| {
        let link = Some(Box::new(Link::Page(page.name.clone())));
        vec![
            Cell {
                link,
                ..text(&page.name)
            },
            text(&page.title),
        ]
    };
    let table = TableBlock {
        id: ID.to_owned(),
        columns: vec![
            column("sheet", &book.words.names[4], Style::Text),
            column("title", &shows, Style::Text),
        ],
        rows: book.pages.iter().map(row).collect(),
        ..TableBlock::default()
    };
    Page {
        name: title.clone(),
        title,
        subtitle: book.pages[0].subtitle.clone(),
        blocks: vec![Block::Table(table)],
        tab: Tab::Summary,
        ..Page::default()
    }
}
