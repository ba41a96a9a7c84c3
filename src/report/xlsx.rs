//! A Book as an Excel workbook: real tables, live totals with stored results, native charts, print set-up.
//!
//! The only floor that knows the writing library. Plans all pages first, then writes them in order; the bytes
//! depend on the Book alone.

mod breaks;
mod cells;
mod charts;
mod contents;
mod divide;
mod enlarged;
#[cfg(test)]
mod example;
mod foot;
mod format;
mod formula;
mod helper;
mod logo;
mod names;
mod paper;
mod plan;
mod print;
mod running;
mod sheet;
mod sheet_names;
#[cfg(test)]
mod tests;
mod tiles;

use std::collections::BTreeMap;

use chrono::Datelike;
pub use rust_xlsxwriter::XlsxError;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet};

use super::book::{Block, Book, Page, Tab, TableBlock};
use enlarged::Enlarged;
use foot::planned;
use format::{Formats, rgb};
use formula::{Ranges, TableRange};
use helper::Helper;
pub use logo::picture_size;
use plan::{PagePlan, Spot, TableSpot};
use sheet::{Desk, PageWriter};
use sheet_names::{DefinedNames, SheetNames};

/// A header further down than this is not frozen: nothing would be left to scroll.
const DEEPEST_FROZEN: u32 = 10;
/// A list of so many rows gets frozen panes even when it is no Excel table.
const LIST: usize = 20;
/// UTF-16 units of a document property.
const MOST_IN_A_PROPERTY: usize = 255;

/// The workbook's bytes.
pub fn bytes(book: &Book) -> Result<Vec<u8>, XlsxError> {
    let (divided, plans) = divide::divided(book);
    let (listed, plans) = contents::listed(divided, plans);
    let book = listed.as_ref();
    let mut workbook = Workbook::new();
    let enlarged = Enlarged::of(&book.theme.look);
    let row = enlarged.down(plan::ROW);
    workbook.set_default_format(&Formats::base(book), row, enlarged.column())?;
    workbook.set_properties(&properties(book)?);
    let mut sheet_names = SheetNames::default();
    let names: Vec<String> = book
        .pages
        .iter()
        .map(|page| sheet_names.take(&page.name))
        .collect();
    let pages = book.pages.iter().zip(plans);
    let plans: Vec<PagePlan> = pages
        .map(|(page, made)| made.unwrap_or_else(|| planned(book, page)))
        .collect();
    let ranges = table_ranges(book, &names, &plans);
    let wished: BTreeMap<&str, &String> = book
        .pages
        .iter()
        .map(|page| page.name.as_str())
        .zip(&names)
        .rev()
        .collect();
    let find = |name: &str| wished.get(name).map(|sheet| (*sheet).clone());
    let mut desk = Desk {
        book,
        ranges: &ranges,
        sheets: &find,
        formats: Formats::new(book),
        enlarged,
        helper: Helper::new(sheet_names.take(&book.words.helper)),
        names: DefinedNames::default(),
        defined: Vec::new(),
    };
    for ((page, plan), name) in book.pages.iter().zip(&plans).zip(&names) {
        let sheet = workbook.add_worksheet();
        set_up(sheet, book, page, name)?;
        let mut writer = PageWriter {
            desk: &mut desk,
            sheet,
            plan,
            name: name.clone(),
            links: 0,
        };
        writer.write(page)?;
        if let Some(contents) = contents::sheet(book, &names)
            && contents != name
        {
            writer.way_back(contents, title_rows(page))?;
        }
        if page.logo {
            writer.logo(page)?;
        }
        print::onto_paper(sheet, book, page, plan)?;
        hold(sheet, page, plan)?;
    }
    if !desk.helper.is_empty() {
        let name = desk.helper.sheet.clone();
        let sheet = workbook.add_worksheet();
        let page = Page {
            title: name.clone(),
            tab: Tab::Evidence,
            ..Page::default()
        };
        set_up(sheet, book, &page, &name)?;
        sheet.set_hidden(true);
        print::onto_paper(sheet, book, &page, &PagePlan::default())?;
        desk.helper.write(sheet, &mut desk.formats, enlarged)?;
    }
    if !desk.defined.is_empty() {
        let page = Page {
            title: book.words.names[0].clone(),
            tab: Tab::Evidence,
            ..Page::default()
        };
        let sheet = workbook.add_worksheet();
        set_up(sheet, book, &page, &sheet_names.take(&page.title))?;
        sheet.set_hidden(true);
        print::onto_paper(sheet, book, &page, &PagePlan::default())?;
        names::write(&mut desk, sheet)?;
    }
    for entry in &desk.defined {
        workbook.define_name(&entry.name, &entry.reference())?;
    }
    if let Ok(first) = workbook.worksheet_from_index(0) {
        first.set_active(true);
    }
    workbook.save_to_buffer()
}

fn properties(book: &Book) -> Result<DocProperties, XlsxError> {
    let dated = book.dated;
    let year = u16::try_from(dated.year().clamp(1900, 9999)).expect("clamped to four digits");
    let created = ExcelDateTime::from_ymd(year, dated.month() as u8, dated.day() as u8)?;
    Ok(DocProperties::new()
        .set_title(short(&book.title))
        .set_subject(short(&book.subject))
        .set_author(short(&book.agency))
        .set_company(short(&book.agency))
        .set_keywords(format!("monthend, {}, {}", book.language, book.dated))
        .set_creation_datetime(&created))
}

/// As much of a text as Excel shows of a document property.
fn short(text: &str) -> String {
    let mut units = 0;
    let fits = |letter: &char| {
        units += letter.len_utf16();
        units <= MOST_IN_A_PROPERTY
    };
    text.chars().take_while(fits).collect()
}

fn table_ranges(book: &Book, names: &[String], plans: &[PagePlan]) -> Ranges {
    let mut ranges = Ranges::new();
    for (at, page) in book.pages.iter().enumerate() {
        for (block, spot) in page.blocks.iter().zip(&plans[at].spots) {
            let (Block::Table(table), Spot::Table(spot)) = (block, spot) else {
                continue;
            };
            if table.rows.is_empty() {
                continue;
            }
            let columns = table
                .columns
                .iter()
                .enumerate()
                .map(|(at, column)| (column.key.clone(), at as u16));
            // sums of groups name their columns by number, since two may show the same figure in two forms
            let numbered = (0..table.columns.len()).filter(|_| !table.heads.is_empty());
            let numbered = numbered.map(|at| (format!("#{}", at + 1), table.place(at)));
            ranges.entry(table.id.clone()).or_insert(TableRange {
                sheet: names[at].clone(),
                spot: spot.clone(),
                columns: columns.chain(numbered).collect(),
            });
        }
    }
    ranges
}

/// Name and view of a sheet.
fn set_up(sheet: &mut Worksheet, book: &Book, page: &Page, name: &str) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    let look = &book.theme.look;
    sheet.set_tab_color(rgb(match page.tab {
        Tab::Summary => look.tab_summary,
        Tab::Detail => look.tab_detail,
        Tab::Input => look.tab_input,
        Tab::Evidence => look.tab_evidence,
    }));
    sheet.set_screen_gridlines(false);
    Ok(())
}

/// Tables with rows.
fn tables_of(page: &Page) -> impl Iterator<Item = &TableBlock> {
    page.blocks.iter().filter_map(|block| match block {
        Block::Table(table) if !table.rows.is_empty() => Some(table),
        _ => None,
    })
}

/// Rows of title and subtitle.
fn title_rows(page: &Page) -> u32 {
    if page.subtitle.is_empty() { 1 } else { 2 }
}

/// Frozen panes of a page that holds a list.
fn hold(sheet: &mut Worksheet, page: &Page, plan: &PagePlan) -> Result<(), XlsxError> {
    let lists: Vec<(&TableSpot, &TableBlock)> = page
        .blocks
        .iter()
        .zip(&plan.spots)
        .filter_map(|(block, spot)| match (block, spot) {
            (Block::Table(table), Spot::Table(spot))
                if !table.rows.is_empty() && (table.sortable || table.rows.len() >= LIST) =>
            {
                Some((spot, table))
            }
            _ => None,
        })
        .collect();
    let Some((first, first_list)) = lists.first() else {
        return Ok(());
    };
    let wide =
        first_list.columns.len() > 7 && plan.widths.first().is_some_and(|wide| *wide <= 36.0);
    let title_rows = title_rows(page);
    if first.header <= DEEPEST_FROZEN {
        sheet.set_freeze_panes(first.header + 1, u16::from(wide))?;
    } else {
        sheet.set_freeze_panes(title_rows, 0)?;
    }
    Ok(())
}
