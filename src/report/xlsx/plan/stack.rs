//! Rows and heights of the blocks, one under the other.

use std::collections::BTreeMap;

use unicode_width::UnicodeWidthChar;

use super::breaking::has_narrow_letters;
use super::heads;
use super::letters::lines_in;
use super::tiles::Bands;
use super::{INDENT, PagePlan, Spot, TILE_ROWS, TableSpot, TileSpot, on_paper, tables, wraps};
use crate::report::book::{
    APART, Block, Book, Cell, CellValue, ChartBlock, Page, TableBlock, Tile,
};
use crate::report::style::{lines, width};

/// Excel's tallest row.
const TALLEST: u32 = 540;
/// A title's letters are so many times as large as others.
const TITLE: f64 = 1.6;
/// Pixels between a chart and what it stands beside.
const GUTTER: u32 = 16;

/// What stands above a chart that goes beside it.
struct Above {
    row: u32,
    right: u32,
}

struct Stacker<'a> {
    book: &'a Book,
    plan: PagePlan,
    tiles: Bands,
    row: u32,
    /// Columns that tables stand in.
    tabled: usize,
    /// Columns of the page's grid, if it has one.
    grid: u16,
    /// Tables go on beyond the paper on the screen.
    beyond: bool,
    above: Option<Above>,
}

/// Stacks the blocks of a page onto its widths.
pub(super) fn stack(book: &Book, page: &Page, plan: PagePlan, tiles: Bands) -> PagePlan {
    Stacker {
        book,
        plan,
        tiles,
        row: 0,
        tabled: tabled(page),
        grid: page.print.grid,
        beyond: on_paper(page).is_some(),
        above: None,
    }
    .stack(page)
}

impl Stacker<'_> {
    fn stack(mut self, page: &Page) -> PagePlan {
        self.title(page);
        self.row = 1;
        if !page.subtitle.is_empty() {
            self.wrapped_height(1, &page.subtitle, 1.0);
            self.row = 2;
        }
        let companies = side_by_side(self.book, &page.blocks);
        let mut last_free = false;
        let mut last_said = false;
        let mut bands = std::mem::take(&mut self.tiles).into_iter();
        for (at, block) in page.blocks.iter().enumerate() {
            let says = matches!(block, Block::Text(_));
            if !(last_free || last_said && says) {
                self.row += 1;
            }
            last_said = says;
            last_free = false;
            let spot = match block {
                Block::Gap | Block::Break => {
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
                    self.reach_right(self.text_right(text, wraps));
                    self.line(wraps)
                }
                Block::Tiles(tiles) => self.tiles(tiles, bands.next().unwrap_or_default()),
                Block::Table(table) => self.table(table),
                Block::Chart(chart) => {
                    let company = companies.get(&at);
                    last_free = company.is_none();
                    company.map_or(Spot::Nothing, |company| self.chart(chart, *company))
                }
            };
            self.plan.spots.push(spot);
        }
        self.plan.rows = self.row;
        self.plan
    }

    /// A long title is broken where a grid ends; elsewhere it runs on beside the tables.
    fn title(&mut self, page: &Page) {
        let room = f64::from(self.plan.pixels(usize::from(page.print.grid)));
        let lines = match page.print.grid {
            0 => 1,
            _ => lines_in(&page.title, room / TITLE, true),
        };
        self.plan.heights.insert(0, lines * 26 + 2);
    }

    /// Room for Latin letters: those of Chinese fonts are wider than others.
    fn latin(&self) -> f64 {
        match self.book.words.writing.tall {
            true => 0.92,
            false => 1.0,
        }
    }

    /// Pixels of a line of text; Chinese fonts stand taller.
    fn line_height(&self) -> u32 {
        match self.book.words.writing.tall {
            true => 20,
            false => 17,
        }
    }

    /// Right edge of a paragraph in pixels.
    fn text_right(&self, text: &str, wraps: bool) -> u32 {
        let room = self.plan.pixels(usize::from(self.plan.span));
        match wraps {
            true => room,
            // what stands on one line fits it, however wide its letters are taken to be here
            false => (width(text) as u32 * 7).min(room),
        }
    }

    fn reach_right(&mut self, right: u32) {
        self.plan.right = self.plan.right.max(right);
    }

    fn line(&mut self, wraps: bool) -> Spot {
        self.above = None;
        self.row += 1;
        Spot::Line(self.row - 1, wraps)
    }

    /// Sets the height of a row whose text is spread over the page; true when it takes more than its width.
    fn wrapped_height(&mut self, row: u32, text: &str, scale: f64) -> bool {
        let room = self.plan.chars(usize::from(self.plan.span)) * scale * letters(text);
        let measured = f64::from(self.plan.pixels(usize::from(self.plan.span))) * scale;
        // what stands on one line by the widths of its letters gets no second one, which would stay blank
        let count = match lines(text, room as usize) as u32 {
            2 if lines_in(text, measured, false) == 1 => 1,
            count => count,
        };
        if count > 1 {
            self.plan
                .heights
                .insert(row, (count * self.line_height() + 6).min(TALLEST));
        }
        count > 1
    }

    /// Rows of texts that lie [`APART`].
    fn texts(&mut self, texts: &str, scale: f64) {
        for text in texts.split(APART) {
            self.wrapped_height(self.row, text, scale);
            self.row += 1;
        }
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
                self.reach_right(self.plan.pixels(usize::from(columns.1) + 1));
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
            let row = self.row;
            self.texts(&table.empty, 1.0);
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
        let wide: Vec<(f64, f64)> = (0..table.columns.len())
            .map(|at| {
                let pixels = self.plan.pixels_over(table, at);
                (self.plan.over(table, at), f64::from(pixels))
            })
            .collect();
        for (at, row) in table.rows.iter().enumerate() {
            let count = row_lines(table, row, &wide, self.latin()).max(table.lines);
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
            self.texts(&table.footer, 1.08);
        }
        let right = self.plan.pixels(table.printed());
        self.reach_right(right);
        self.above = Some(Above {
            row: title.unwrap_or(header),
            right,
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
        let over_button = table.has_buttons() && self.plan.tall_heads;
        let most = (0..table.columns.len()).map(|at| {
            let wide = f64::from(self.plan.pixels_over(table, at));
            heads::lines(table, at, wide, self.plan.tall_heads)
        });
        let lines = most.max().unwrap_or(1) + u32::from(over_button);
        (lines * self.line_height() + 6).max(26)
    }

    /// The first row that begins so many pixels below the top of a row.
    fn row_below(&self, from: u32, pixels: u32) -> u32 {
        let mut row = from;
        let mut covered = 0;
        while covered < pixels {
            covered += self.plan.height(row);
            row += 1;
        }
        row
    }

    /// Charts side by side share the width of the tables, and so does one that is to fill it.
    /// Charts that stand in one row: two, and more where they are no wider together than the tables.
    fn in_a_row(&self, chart: &ChartBlock) -> u32 {
        let all = self.plan.pixels(self.tabled.max(usize::from(self.grid)));
        ((all + GUTTER) / (chart.size.0 * 5 / 8 + GUTTER)).max(2)
    }

    fn chart_width(&self, chart: &ChartBlock, side_by_side: u32) -> u32 {
        let wished = chart.size.0;
        let all = self.plan.pixels(self.tabled.max(usize::from(self.grid)));
        if side_by_side < 2 && !chart.fill {
            // what stands on the screen only, beside what is printed, is not printed for a chart's sake
            return match self.beyond {
                true => wished.min(all.max(wished * 5 / 8)),
                false => wished,
            };
        }
        let all = match chart.fill {
            true => all.max(self.plan.right),
            false => all,
        };
        let side_by_side = side_by_side.max(1);
        let gutters = GUTTER * (side_by_side - 1);
        let most = match chart.fill {
            true => wished * 3 / 2,
            false => wished * 5 / 4,
        };
        (all.saturating_sub(gutters) / side_by_side).clamp(wished * 5 / 8, most)
    }

    fn chart(&mut self, chart: &ChartBlock, company: Company) -> Spot {
        let Company { before, all, .. } = company;
        let most = self.in_a_row(chart);
        let begins = before > 0 && before % most == 0;
        let (row, left) = match &self.above {
            Some(above) if company.beside && !begins => (above.row, above.right + GUTTER),
            _ => (self.row, 0),
        };
        self.row = self.row.max(self.row_below(row, chart.size.1 + 12));
        let wide = self.chart_width(chart, all.min(most));
        let right = left + wide;
        self.reach_right(right);
        self.above = Some(Above { row, right });
        Spot::Chart(row, left, wide)
    }
}

/// Lines that the texts of a row take, in columns so many characters and pixels wide.
/// Texts without a Chinese letter find room as if the columns were `latin` times as wide.
fn row_lines(table: &TableBlock, row: &[Cell], wide: &[(f64, f64)], latin: f64) -> u32 {
    let cells = table.columns.iter().zip(row).zip(wide);
    let counts = cells.map(|((column, cell), (chars, pixels))| match &cell.value {
        CellValue::Text(text) if wraps(column, cell, *chars) => {
            let room = pixels - f64::from(cell.indent) * INDENT;
            match has_narrow_letters(text) {
                true => lines_in(text, room * latin, cell.strong),
                false => lines_in(text, room, cell.strong),
            }
        }
        _ => 1,
    });
    counts.max().unwrap_or(1)
}

/// How a chart stands with others.
#[derive(Clone, Copy)]
struct Company {
    /// It goes beside what stands before it.
    beside: bool,
    /// Charts that share a width with it and come before.
    before: u32,
    /// Those that share a width, with it.
    all: u32,
}

/// The charts of a page that are drawn, by their places. One whose table has no rows is not, and the next one takes its place.
fn side_by_side(book: &Book, blocks: &[Block]) -> BTreeMap<usize, Company> {
    let mut rows: Vec<(bool, Vec<usize>)> = Vec::new();
    let mut is_after_chart = false;
    for (at, block) in blocks.iter().enumerate() {
        let Block::Chart(chart) = block else {
            is_after_chart = false;
            continue;
        };
        if !is_after_chart || !chart.beside {
            rows.push((chart.beside, Vec::new()));
        }
        is_after_chart = true;
        let row = rows.last_mut();
        if let (Some((_, row)), true) = (row, has_rows(book, &chart.table)) {
            row.push(at);
        }
    }
    let company = |(beside, row): (bool, Vec<usize>)| {
        let all = row.len() as u32;
        row.into_iter().enumerate().map(move |(before, at)| {
            // Where the first stands beside a table nothing is shared.
            let (before, all) = if beside { (0, 1) } else { (before as u32, all) };
            let beside = beside || before > 0;
            (
                at,
                Company {
                    beside,
                    before,
                    all,
                },
            )
        })
    };
    rows.into_iter().flat_map(company).collect()
}

/// Columns that the widest table takes.
fn tabled(page: &Page) -> usize {
    let columns = page.blocks.iter().map(|block| match block {
        Block::Table(table) if !table.rows.is_empty() => table.printed(),
        _ => 0,
    });
    columns.max().unwrap_or(0)
}

/// Columns of text that fit where so many digits do: Latin small letters are narrower, Cyrillic ones are not, and in both
/// spaces and points take half.
fn letters(text: &str) -> f64 {
    let (mut columns, mut digits) = (0.0, 0.0);
    for letter in text.chars() {
        let takes = letter.width().unwrap_or(0) as f64;
        columns += takes;
        digits += takes
            * match letter {
                ' ' | '.' | ',' | ':' | ';' | '(' | ')' | '-' | '\'' | '/' | '\u{a0}' => 0.55,
                _ if letter.is_uppercase() => 1.25,
                'a'..='z' => 0.92,
                _ if letter.is_lowercase() => 0.96,
                _ => 1.0,
            };
    }
    // programs differ a little in what they draw
    (columns / f64::max(digits, 1.0) * 0.985).clamp(0.75, 1.12)
}

/// True when a table of the book has rows to draw.
fn has_rows(book: &Book, id: &str) -> bool {
    tables(book).any(|(_, table)| table.id == id && !table.rows.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::book::{ChartKind, Column};
    use crate::report::xlsx::example::example;

    fn chart(table: &str, wide: u32, beside: bool) -> Block {
        Block::Chart(ChartBlock {
            title: String::new(),
            alt: String::new(),
            kind: ChartKind::Column,
            table: table.to_owned(),
            category: "client".to_owned(),
            series: Vec::new(),
            rows: None,
            size: (wide, 240),
            fill: false,
            beside,
            shaded: false,
        })
    }

    #[test]
    fn charts_that_are_wider_together_than_the_tables_take_another_row() {
        let chart = |beside: bool| chart("ageing", 640, beside);
        let table = TableBlock {
            id: "ageing".to_owned(),
            columns: vec![Column::default(); 2],
            rows: vec![vec![Cell::default(); 2]].into(),
            ..TableBlock::default()
        };
        let page = Page {
            blocks: vec![Block::Table(table), chart(false), chart(true), chart(true)],
            ..Page::default()
        };
        let book = Book {
            pages: vec![page.clone()],
            ..example("en")
        };
        // of 640 pixels a chart keeps 400: three are 1,232 with what is between them
        for (columns, rows) in [(60.0, 2), (86.5, 2), (88.0, 1)] {
            let plan = PagePlan {
                widths: vec![columns; 2],
                ..PagePlan::default()
            };
            let plan = stack(&book, &page, plan, Bands::new());
            let mut tops: Vec<u32> = Vec::new();
            for spot in &plan.spots {
                if let Spot::Chart(row, left, wide) = spot {
                    assert!(left + wide <= plan.pixels(2).max(832), "{columns}");
                    tops.push(*row);
                }
            }
            assert_eq!(tops.len(), 3);
            tops.dedup();
            assert_eq!(tops.len(), rows, "{columns}");
        }
    }

    #[test]
    fn a_chart_takes_the_place_of_the_one_before_it_that_is_not_drawn() {
        let chart = |table: &str, beside: bool| chart(table, 320, beside);
        let table = TableBlock {
            id: "ageing".to_owned(),
            columns: vec![Column::default(); 2],
            rows: vec![vec![Cell::default(); 2]].into(),
            ..TableBlock::default()
        };
        let spots = |charts: Vec<Block>| -> Vec<Option<(u32, u32)>> {
            let page = Page {
                blocks: std::iter::once(Block::Table(table.clone()))
                    .chain(charts)
                    .collect(),
                ..Page::default()
            };
            let book = Book {
                pages: vec![page.clone()],
                ..example("en")
            };
            let plan = PagePlan {
                widths: vec![40.0; 2],
                ..PagePlan::default()
            };
            let spots = stack(&book, &page, plan, Bands::new()).spots.into_iter();
            let spots = spots.skip(1).map(|spot| match spot {
                Spot::Chart(row, left, _) => Some((row, left)),
                _ => None,
            });
            spots.collect()
        };
        let below = spots(vec![chart("ageing", false)]);
        assert_eq!(below[0].map(|(_, left)| left), Some(0));
        // nobody has the table `none`
        let left_out = vec![chart("none", false), chart("ageing", true)];
        assert_eq!(spots(left_out), [None, below[0]]);
        let two = spots(vec![chart("ageing", false), chart("ageing", true)]);
        let three = vec![
            chart("ageing", false),
            chart("none", true),
            chart("ageing", true),
        ];
        assert_eq!(spots(three), [two[0], None, two[1]]);
        assert!(two[1].is_some_and(|(_, left)| left > 0));
        // beside the table by the template
        let beside = spots(vec![chart("ageing", true)]);
        assert_eq!(
            spots(vec![chart("none", true), chart("ageing", true)]),
            [None, beside[0]]
        );
    }

    #[test]
    fn a_chart_is_no_wider_than_what_is_printed_where_columns_stand_on_the_screen_only() {
        let chart = chart("weeks", 640, false);
        let right = |off_paper: bool| {
            let column = |off_paper: bool| Column {
                off_paper,
                ..Column::default()
            };
            let table = TableBlock {
                id: "weeks".to_owned(),
                columns: vec![column(false), column(off_paper)],
                rows: vec![vec![Cell::default(); 2]].into(),
                ..TableBlock::default()
            };
            let page = Page {
                blocks: vec![Block::Table(table), chart.clone()],
                ..Page::default()
            };
            let book = Book {
                pages: vec![page.clone()],
                ..example("en")
            };
            let plan = PagePlan {
                widths: vec![60.0, 20.0],
                ..PagePlan::default()
            };
            stack(&book, &page, plan, Bands::new()).right
        };
        // 425 pixels are printed, and 145 beyond them
        assert_eq!([true, false].map(right), [425, 640]);
    }

    #[test]
    fn points_and_spaces_take_little_room() {
        let text = "Оплата по счету № INV-1001 от 01.11.2025, договор TW-KZ-25-03, в т.ч. НДС";
        // 73 signs, of which 21 take little more than half: two lines of 37 digits hold them
        assert_eq!(lines(text, (37.5 * letters(text)) as usize), 2);
        assert!(letters("ОБЩЕСТВО") < 0.98, "capitals are wide");
        assert!((letters("上海市") - 0.985).abs() < 1e-9);
    }
}
