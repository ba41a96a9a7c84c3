//! Where everything stands on a page: widths that fit all blocks stacked on it, rows, heights.
//!
//! Made for all pages before a cell is written, because charts and formulas point at tables of other pages.

use std::collections::BTreeMap;

use crate::report::book::{
    Block, Book, Cell, CellValue, ChartBlock, Column, Look, Page, Style, TableBlock, Tile,
};
use crate::report::style::{lines, longest_piece, show, style_of, width};

/// Width of a column without content, in characters.
const EMPTY_COLUMN: f64 = 11.0;
/// Texts wider than this are wrapped.
const WIDEST: f64 = 45.0;
/// Long texts get this much.
const WIDEST_LONG: f64 = 60.0;
/// Paragraphs are at least so wide.
const PARAGRAPH: f64 = 110.0;
/// Tiles side by side end here.
const BAND: f64 = 175.0;
/// Height of a row in pixels.
pub const ROW: u32 = 20;
/// Excel's tallest row.
const TALLEST: u32 = 540;

/// A page's layout.
#[derive(Debug, Default)]
pub struct PagePlan {
    /// Widths of columns from A on, in characters.
    pub widths: Vec<f64>,
    /// Heights in pixels of the rows that are not plain.
    pub heights: BTreeMap<u32, u32>,
    /// Where each block stands, in the order of blocks.
    pub spots: Vec<Spot>,
    /// Columns a paragraph spans.
    pub span: u16,
    /// Rows in use.
    pub rows: u32,
    /// Right edge of the charts in pixels.
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
    /// Upper left corner: row, and pixels from the left edge.
    Chart(u32, u32),
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
    let mut plan = PagePlan {
        widths: column_widths(book, page),
        ..PagePlan::default()
    };
    let tiles = tile_bands(book, page, &mut plan.widths);
    for (column, wide) in &page.widths {
        let at = (*column as usize).saturating_sub(1);
        plan.reach(at);
        plan.widths[at] = *wide;
    }
    plan.span = plan.paragraph_span();
    Stacker {
        book,
        plan,
        tiles,
        row: 0,
        above: None,
    }
    .stack(page)
}

impl PagePlan {
    fn reach(&mut self, at: usize) {
        while self.widths.len() <= at {
            self.widths.push(EMPTY_COLUMN);
        }
    }

    fn paragraph_span(&mut self) -> u16 {
        let mut total = 0.0;
        let mut at = 0;
        let tables = self.widths.len();
        while total < PARAGRAPH || (at < tables && total < BAND) {
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

    /// Height over width of the whole page.
    pub fn proportion(&self) -> f64 {
        let tall: u32 = (0..self.rows)
            .map(|row| self.heights.get(&row).copied().unwrap_or(ROW))
            .sum();
        f64::from(tall) / f64::from(self.pixels(self.widths.len()).max(self.right).max(1))
    }

    /// Pixels over the first columns.
    fn pixels(&self, columns: usize) -> u32 {
        self.widths
            .iter()
            .take(columns)
            .map(|wide| (wide * 7.0 + 5.0) as u32)
            .sum()
    }
}

/// What stands above a chart that goes beside it.
struct Above {
    row: u32,
    right: u32,
}

struct Stacker<'a> {
    book: &'a Book,
    plan: PagePlan,
    tiles: Vec<Vec<Vec<(u16, u16)>>>,
    row: u32,
    above: Option<Above>,
}

impl Stacker<'_> {
    fn stack(mut self, page: &Page) -> PagePlan {
        self.plan.heights.insert(0, 28);
        self.row = 1;
        if !page.subtitle.is_empty() {
            self.wrapped_height(1, &page.subtitle, 1.0);
            self.row = 2;
        }
        let mut last_free = false;
        let mut bands = std::mem::take(&mut self.tiles).into_iter();
        for block in &page.blocks {
            if !last_free {
                self.row += 1;
            }
            last_free = false;
            let spot = match block {
                Block::Gap => {
                    last_free = true;
                    Spot::Nothing
                }
                Block::Heading(_) => {
                    self.plan.heights.insert(self.row, 24);
                    last_free = true;
                    self.line(false)
                }
                Block::Text(text) => {
                    let wraps = self.wrapped_height(self.row, text, 1.0);
                    self.line(wraps)
                }
                Block::Tiles(tiles) => self.tiles(tiles, bands.next().unwrap_or_default()),
                Block::Table(table) => self.table(table),
                Block::Chart(chart) => {
                    let spot = self.chart(chart);
                    last_free = matches!(spot, Spot::Nothing);
                    spot
                }
            };
            self.plan.spots.push(spot);
        }
        self.plan.rows = self.row;
        self.plan
    }

    /// Pixels of a line of text; Chinese fonts stand taller.
    fn line_height(&self) -> u32 {
        match self.book.language.as_str() {
            "zh" => 20,
            _ => 17,
        }
    }

    fn line(&mut self, wraps: bool) -> Spot {
        self.above = None;
        self.row += 1;
        Spot::Line(self.row - 1, wraps)
    }

    /// Sets the height of a row whose text is spread over the page; true when it takes more than its width.
    fn wrapped_height(&mut self, row: u32, text: &str, scale: f64) -> bool {
        let room = self.plan.chars(usize::from(self.plan.span)) * scale * 0.92;
        let count = lines(text, room as usize) as u32;
        if count > 1 {
            self.plan
                .heights
                .insert(row, (count * self.line_height() + 6).min(TALLEST));
        }
        count > 1
    }

    fn tiles(&mut self, tiles: &[Tile], bands: Vec<Vec<(u16, u16)>>) -> Spot {
        self.above = None;
        let mut spots = Vec::new();
        let mut rest = tiles.iter();
        for (at, band) in bands.iter().enumerate() {
            if at > 0 {
                self.row += 1;
            }
            let row = self.row;
            let mut lined = false;
            for columns in band {
                lined |= rest.next().is_some_and(|tile| !tile.trend.is_empty());
                spots.push(TileSpot {
                    row,
                    columns: *columns,
                });
            }
            let heights = [20, 34, 18, 18, if lined { 30 } else { 6 }];
            for (offset, height) in heights.into_iter().enumerate() {
                self.plan.heights.insert(row + offset as u32, height);
            }
            self.row += TILE_ROWS;
        }
        Spot::Tiles(spots)
    }

    fn table(&mut self, table: &TableBlock) -> Spot {
        let title = (!table.title.is_empty()).then_some(self.row);
        if let Some(row) = title {
            self.plan.heights.insert(row, 24);
            self.row += 1;
        }
        if table.rows.is_empty() {
            self.above = None;
            self.row += 1;
            let row = self.row - 1;
            self.wrapped_height(row, &table.empty, 1.0);
            return Spot::Table(TableSpot {
                title,
                header: row,
                first: row,
                last: row,
                totals: None,
                footer: None,
            });
        }
        let header = self.row;
        self.plan.heights.insert(header, self.header_height(table));
        let first = header + 1;
        let last = header + table.rows.len() as u32;
        for (at, row) in table.rows.iter().enumerate() {
            let count = self.row_lines(table, row);
            if count > 1 {
                let height = (count * self.line_height() + 4).min(TALLEST);
                self.plan.heights.insert(first + at as u32, height);
            }
        }
        self.row = last + 1;
        let totals = table.totals.then_some(self.row);
        self.row += u32::from(table.totals);
        let footer = (!table.footer.is_empty()).then_some(self.row);
        if footer.is_some() {
            self.wrapped_height(self.row, &table.footer, 1.08);
            self.row += 1;
        }
        self.above = Some(Above {
            row: title.unwrap_or(header),
            right: self.plan.pixels(table.columns.len()),
        });
        Spot::Table(TableSpot {
            title,
            header,
            first,
            last,
            totals,
            footer,
        })
    }

    fn header_height(&self, table: &TableBlock) -> u32 {
        let button = if table.sortable { 3.0 } else { 0.0 };
        let most = table
            .columns
            .iter()
            .zip(&self.plan.widths)
            .map(|(column, wide)| {
                lines(
                    &column.label,
                    ((wide - 2.0 - button) / 1.1).max(1.0) as usize,
                ) as u32
            });
        (most.max().unwrap_or(1) * self.line_height() + 8).max(26)
    }

    fn row_lines(&self, table: &TableBlock, row: &[Cell]) -> u32 {
        let counts = table.columns.iter().zip(row).zip(&self.plan.widths);
        counts
            .map(|((column, cell), wide)| match &cell.value {
                CellValue::Text(text) if wraps(column, cell, *wide) => {
                    let room = wide - 2.5 - f64::from(cell.indent);
                    lines(text, (room * 0.93) as usize) as u32
                }
                _ => 1,
            })
            .max()
            .unwrap_or(1)
    }

    /// The first row that begins so many pixels below the top of a row.
    fn row_below(&self, from: u32, pixels: u32) -> u32 {
        let mut row = from;
        let mut covered = 0;
        while covered < pixels {
            covered += self.plan.heights.get(&row).copied().unwrap_or(ROW);
            row += 1;
        }
        row
    }

    fn chart(&mut self, chart: &ChartBlock) -> Spot {
        if !has_rows(self.book, &chart.table) {
            return Spot::Nothing;
        }
        let (row, left) = match &self.above {
            Some(above) if chart.beside => (above.row, above.right + 16),
            _ => (self.row, 0),
        };
        self.row = self.row.max(self.row_below(row, chart.size.1 + 12));
        let right = left + chart.size.0;
        self.plan.right = self.plan.right.max(right);
        self.above = Some(Above { row, right });
        Spot::Chart(row, left)
    }
}

/// True when a table of the book has rows to draw.
fn has_rows(book: &Book, id: &str) -> bool {
    tables(book).any(|(_, table)| table.id == id && !table.rows.is_empty())
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

/// True when a text is shown over several lines.
pub fn wraps(column: &Column, cell: &Cell, wide: f64) -> bool {
    let CellValue::Text(text) = &cell.value else {
        return false;
    };
    let long = cell.style.unwrap_or(column.style) == Style::Wrapped;
    let room = wide - 2.0 - f64::from(cell.indent);
    text.contains('\n') || width(text) as f64 > room || (long && width(text) as f64 > room * 0.9)
}

fn column_widths(book: &Book, page: &Page) -> Vec<f64> {
    let mut widths: Vec<f64> = Vec::new();
    for block in &page.blocks {
        let Block::Table(table) = block else {
            continue;
        };
        if table.rows.is_empty() {
            continue;
        }
        for at in 0..table.columns.len() {
            let need = column_need(book, table, at);
            match widths.get_mut(at) {
                Some(wide) => *wide = wide.max(need),
                None => widths.push(need),
            }
        }
    }
    widths
}

fn column_need(book: &Book, table: &TableBlock, at: usize) -> f64 {
    let column = &table.columns[at];
    let total = Cell {
        value: if table.totals {
            table.total(at)
        } else {
            CellValue::Empty
        },
        strong: true,
        ..Cell::default()
    };
    let cells = table.rows.iter().map(|row| &row[at]).chain([&total]);
    let body = cells
        .map(|cell| cell_need(book, column, cell))
        .fold(0.0, f64::max);
    let least = if column.input { 18.0 } else { 0.0 };
    body.max(header_need(table, column)).max(least).max(7.0)
}

fn header_need(table: &TableBlock, column: &Column) -> f64 {
    let button = if table.sortable { 3.0 } else { 0.0 };
    let all = width(&column.label) as f64 * 1.15;
    let word = longest_piece(&column.label) as f64 * 1.15;
    word.max(all / 3.0 + 2.0).min(all) + 3.0 + button
}

fn cell_need(book: &Book, column: &Column, cell: &Cell) -> f64 {
    let shown = match (&cell.value, column.look) {
        (CellValue::Text(code), Look::Band) => {
            book.words.band(code).unwrap_or(code.as_str()).to_owned()
        }
        _ => show(cell, column.style, &book.words, &book.language),
    };
    let bold = if cell.strong { 1.12 } else { 1.0 };
    let plain = width(&shown) as f64 * bold + f64::from(cell.indent) * 2.0;
    let is_text = matches!(cell.value, CellValue::Text(_));
    let widest = match style_of(cell, column.style) {
        Style::Wrapped => WIDEST_LONG,
        _ => WIDEST,
    };
    // Figures carry the space of a closing parenthesis.
    if is_text {
        (plain * 1.05 + 4.0).min(widest)
    } else {
        plain + 3.0
    }
}

/// Columns of each tile, band by band, for each block of tiles; widens first columns to hold their values.
fn tile_bands(book: &Book, page: &Page, widths: &mut Vec<f64>) -> Vec<Vec<Vec<(u16, u16)>>> {
    let blocks = page.blocks.iter().filter_map(|block| match block {
        Block::Tiles(tiles) => Some(tiles),
        _ => None,
    });
    blocks
        .map(|tiles| {
            let mut bands = vec![Vec::new()];
            let mut at = 0;
            let mut used = 0.0;
            for tile in tiles {
                let (value, all) = tile_need(book, tile);
                let (next, wide) = tile_span(widths, at, value, all);
                let full = used + wide > BAND && at > 0;
                if full {
                    bands.push(Vec::new());
                    (at, used) = (0, 0.0);
                }
                let (end, wide) = if full {
                    tile_span(widths, 0, value, all)
                } else {
                    (next, wide)
                };
                let last = bands.len() - 1;
                bands[last].push((at as u16, end as u16));
                used += wide;
                at = end + 1;
            }
            bands
        })
        .collect()
}

/// Last column and width of a tile that begins at a column.
fn tile_span(widths: &mut Vec<f64>, at: usize, value: f64, all: f64) -> (usize, f64) {
    while widths.len() <= at {
        widths.push(EMPTY_COLUMN);
    }
    widths[at] = widths[at].max(value);
    let mut end = at;
    let mut wide = widths[at];
    while wide < all {
        end += 1;
        if widths.len() <= end {
            widths.push(EMPTY_COLUMN);
        }
        wide += widths[end];
    }
    (end, wide)
}

/// Characters the value's own column needs, and the whole card.
fn tile_need(book: &Book, tile: &Tile) -> (f64, f64) {
    let shown = |cell: &Cell| width(&show(cell, Style::Text, &book.words, &book.language)) as f64;
    let value = if is_figure(&tile.value) {
        shown(&tile.value) * 2.0 + 4.0
    } else {
        0.0
    };
    let previous = tile.previous.as_ref().map_or(0.0, |cell| {
        let both = shown(cell) + width(&book.words.previous) as f64 + 4.0;
        if is_figure(cell) { both } else { 0.0 }
    });
    let own = value.max(previous).max(14.0);
    let all = (width(&tile.label) as f64 * 1.05 + 3.0)
        .max(shown(&tile.value) * 2.0 + 4.0)
        .max(width(&tile.change) as f64 * 1.1 + 5.0)
        .max(22.0);
    (own, all)
}

fn is_figure(cell: &Cell) -> bool {
    !matches!(
        cell.value,
        CellValue::Text(_) | CellValue::Empty | CellValue::NotAvailable | CellValue::Flag(_)
    )
}
