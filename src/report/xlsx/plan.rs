//! Where everything stands on a page: widths that fit all blocks stacked on it, rows, heights.
//!
//! Made for all pages before a cell is written, because charts and formulas point at tables of other pages.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::sheet::heading_indent;
use crate::report::book::{Block, Book, Cell, CellValue, Column, Page, Style, TableBlock};
use crate::report::style::width;

mod breaking;
mod grid;
mod heads;
mod letters;
mod stack;
mod tiles;
mod widths;

/// Width of a column without content, in characters.
const EMPTY_COLUMN: f64 = 11.0;
/// Paragraphs are at least so wide.
const PARAGRAPH: f64 = 110.0;
/// On paper that stands upright tables of this width are wide enough for them.
const UPRIGHT: f64 = 75.0;
/// Tiles side by side end here.
const BAND: f64 = 200.0;
/// Height of a row in pixels.
pub const ROW: u32 = 20;

/// A page's layout.
#[derive(Debug, Default)]
pub struct PagePlan {
    /// Widths of columns from A on, in characters.
    pub widths: Vec<f64>,
    /// Heights in pixels of the rows that are not plain.
    pub heights: BTreeMap<u32, u32>,
    /// Where each block stands, in the order of blocks.
    pub spots: Vec<Spot>,
    /// Headings of tables leave a line free below them, for their buttons.
    pub tall_heads: bool,
    /// Columns a paragraph spans.
    pub span: u16,
    /// Rows in use.
    pub rows: u32,
    /// Right edge in pixels of what is printed.
    pub right: u32,
}

/// Where a block stands; rows and columns from 0.
#[derive(Debug)]
pub enum Spot {
    /// One row of text; true when it is spread over the page's width.
    Line(u32, bool),
    /// Bands of tiles.
    Tiles(Vec<TileSpot>),
    /// A table.
    Table(TableSpot),
    /// Upper left corner (row, and pixels from the left edge) and width in pixels.
    Chart(u32, u32, u32),
    /// Nothing is written.
    Nothing,
}

/// Where a tile stands.
#[derive(Debug)]
pub struct TileSpot {
    /// Row of its label.
    pub row: u32,
    /// First and last column.
    pub columns: (u16, u16),
}

/// Where a table stands.
#[derive(Clone, Debug)]
pub struct TableSpot {
    /// Row of the heading above it.
    pub title: Option<u32>,
    /// Row of column headings.
    pub header: u32,
    /// First row of data.
    pub first: u32,
    /// Last row of data.
    pub last: u32,
    /// Row of totals.
    pub totals: Option<u32>,
    /// Row of the words below.
    pub footer: Option<u32>,
}

/// Rows of a tile: label, value, change, previous, little line.
pub const TILE_ROWS: u32 = 5;

/// Plans a page.
pub fn plan(book: &Book, page: &Page) -> PagePlan {
    let (widths, tall_heads) = match page.print.grid {
        0 => widths::of_tables(book, page),
        _ => (grid::widths(book, page), false),
    };
    let mut plan = PagePlan {
        widths,
        tall_heads,
        ..PagePlan::default()
    };
    let tiles = tiles::bands(book, page, &mut plan.widths);
    for (column, wide) in &page.widths {
        let at = (*column as usize).saturating_sub(1);
        plan.reach(at);
        plan.widths[at] = *wide;
    }
    plan.span = match (page.print.grid, on_paper(page)) {
        (columns @ 1.., _) => columns,
        (0, Some(printed)) => printed as u16,
        (0, None) => plan.paragraph_span(page.print.portrait),
    };
    let mut plan = stack::stack(book, page, plan, tiles);
    plan.right = end_of_cells(page, &plan);
    plan
}

/// Right edge of what is printed without a cell over several columns that the paper's edge would cut: a table that goes on
/// beyond the paper may have one where the others of the page end.
fn end_of_cells(page: &Page, plan: &PagePlan) -> u32 {
    let mut right = plan.right;
    for block in &page.blocks {
        let Block::Table(table) = block else { continue };
        if table.rows.is_empty() {
            continue;
        }
        for at in 0..table.columns.len() {
            let place = usize::from(table.place(at));
            let end = place + usize::from(table.columns[at].span.max(1));
            let [from, to] = [place, end].map(|columns| plan.pixels(columns));
            if from < plan.right && plan.right < to {
                right = right.max(to);
            }
        }
    }
    right
}

/// Columns of a page's paper, where tables go on beyond it on the screen.
fn on_paper(page: &Page) -> Option<usize> {
    let tables = page.blocks.iter().filter_map(|block| match block {
        Block::Table(table) if !table.rows.is_empty() => Some((table.printed(), table.across())),
        _ => None,
    });
    let most = tables.reduce(|one, other| (one.0.max(other.0), one.1.max(other.1)));
    most.filter(|(printed, across)| printed < across)
        .map(|(printed, _)| printed)
}

impl PagePlan {
    fn reach(&mut self, at: usize) {
        while self.widths.len() <= at {
            self.widths.push(EMPTY_COLUMN);
        }
    }

    fn paragraph_span(&mut self, upright: bool) -> u16 {
        let least = if upright { UPRIGHT } else { PARAGRAPH };
        let mut total = 0.0;
        let mut at = 0;
        let tables = self.widths.len();
        while total < least || (at < tables && total < BAND) {
            self.reach(at);
            total += self.widths[at];
            at += 1;
        }
        at as u16
    }

    /// Characters over the first columns.
    pub fn chars(&self, columns: usize) -> f64 {
        self.widths.iter().take(columns).sum()
    }

    /// Pixels from top to bottom.
    pub fn tall(&self) -> u32 {
        self.above(self.rows)
    }

    /// Pixels above a row.
    pub fn above(&self, row: u32) -> u32 {
        let set = self.heights.range(..row);
        let (others, pixels) = set.fold((row, 0), |(others, pixels), (_, height)| {
            (others - 1, pixels + height)
        });
        others * ROW + pixels
    }

    /// Pixels of a row.
    pub fn height(&self, row: u32) -> u32 {
        self.heights.get(&row).copied().unwrap_or(ROW)
    }

    /// Height over width of the whole page.
    pub fn proportion(&self) -> f64 {
        f64::from(self.tall()) / f64::from(self.width().max(1))
    }

    /// Pixels over what is printed of the page; columns beyond it are not.
    pub fn width(&self) -> u32 {
        self.right
    }

    /// Characters that a column of a table has.
    pub fn over(&self, table: &TableBlock, at: usize) -> f64 {
        let place = usize::from(table.place(at));
        let span = usize::from(table.columns[at].span.max(1));
        let widths = self.widths.iter().skip(place).take(span);
        widths
            .copied()
            .reduce(|sum, wide| sum + wide)
            .unwrap_or(EMPTY_COLUMN)
    }

    /// Pixels that a column of a table has.
    pub fn pixels_over(&self, table: &TableBlock, at: usize) -> u32 {
        let place = usize::from(table.place(at));
        let span = usize::from(table.columns[at].span.max(1));
        self.pixels(place + span) - self.pixels(place)
    }

    /// A column's heading as it is written, with a break where programs might break it badly.
    pub fn heading<'l>(&self, table: &TableBlock, at: usize, label: &'l str) -> Cow<'l, str> {
        let indent = f64::from(heading_indent(at, &table.columns[at])) * INDENT;
        breaking::broken(
            label,
            table,
            f64::from(self.pixels_over(table, at)) - indent,
        )
    }

    /// A paragraph as it is written over the page's width, with a break where programs might leave its last line blank.
    pub fn paragraph<'t>(&self, text: &'t str) -> Cow<'t, str> {
        breaking::by_sentences(text, f64::from(self.pixels(usize::from(self.span))))
    }

    /// Pixels over the first columns.
    pub fn pixels(&self, columns: usize) -> u32 {
        self.widths
            .iter()
            .take(columns)
            .map(|wide| (wide * 7.0 + 5.0) as u32)
            .sum()
    }
}

/// All tables of a book with the number of their page.
pub fn tables(book: &Book) -> impl Iterator<Item = (usize, &TableBlock)> {
    book.pages.iter().enumerate().flat_map(|(at, page)| {
        page.blocks.iter().filter_map(move |block| match block {
            Block::Table(table) => Some((at, table)),
            _ => None,
        })
    })
}

/// Pixels of a step of indent.
const INDENT: f64 = 9.0;
/// A link is shrunk to one line of its column up to so many times its width, and wrapped beyond.
const SHRUNK: f64 = 1.4;

/// True when a text is shown over several lines; a link is only when it could not be read on one.
pub fn wraps(column: &Column, cell: &Cell, wide: f64) -> bool {
    let CellValue::Text(text) = &cell.value else {
        return false;
    };
    let long = cell.style.unwrap_or(column.style) == Style::Wrapped;
    let room = (wide - 2.0 - f64::from(cell.indent)) * if long { 0.9 } else { 1.0 };
    let room = room * if cell.link.is_some() { SHRUNK } else { 1.0 };
    width(text) as f64 > room || text.contains('\n')
}
