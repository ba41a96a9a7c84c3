//! A page whose tables share equal columns: the same design for every client, whatever his tables hold.

use super::breaking::with_its_unit;
use super::letters::widest_piece;
use super::{INDENT, tiles};
use crate::report::book::{Block, Book, Cell, CellValue, Page, Style, TableBlock};
use crate::report::style::{show, style_of, width};
use crate::report::xlsx::sheet::heading_indent;

/// Characters of a column where nothing needs more: a figure of seven digits with two decimals.
const USUAL: f64 = 12.0;
/// A word may widen all columns up to here; a longer one is broken.
const WIDEST_WORD: f64 = 13.5;
/// A figure may up to here: sixteen digits.
const WIDEST_FIGURE: f64 = 22.0;
/// Characters that a cell keeps free beside a figure, of which one is a closing bracket's.
const BESIDE: f64 = 2.0;
/// Pixels kept free beside a word.
const FREE: f64 = 6.0;
/// Pixels of a character, in which widths are told.
const DIGIT: f64 = 7.0;

/// Widths of a page's columns in characters, all the same.
pub(super) fn widths(book: &Book, page: &Page) -> Vec<f64> {
    let tables = page.blocks.iter().filter_map(|block| match block {
        Block::Table(table) if !table.rows.is_empty() => Some(table),
        _ => None,
    });
    let needs = tables.flat_map(|table| {
        (0..table.columns.len()).map(move |at| {
            let span = f64::from(table.columns[at].span.max(1));
            let figure = (figure_need(book, table, at) / span).min(WIDEST_FIGURE);
            let word = (word_need(table, at) / span).min(WIDEST_WORD);
            figure.max(word)
        })
    });
    let cards = page.blocks.iter().filter_map(|block| match block {
        Block::Tiles(row) => {
            let need = row.iter().map(|tile| tiles::need(book, tile));
            let bands = bands(page.print.grid, row.len());
            let columns = page.print.grid / (bands[0].len() as u16).max(1);
            Some((need.fold(0.0, f64::max) / f64::from(columns)).min(WIDEST_WORD))
        }
        _ => None,
    });
    let each = needs.chain(cards).fold(USUAL, f64::max);
    // whole pixels, so that charts end where the columns do
    let each = (each * DIGIT).ceil() / DIGIT;
    vec![each; usize::from(page.print.grid)]
}

/// Columns of cards, band by band: one takes two of the grid at least.
pub(super) fn bands(columns: u16, cards: usize) -> Vec<Vec<(u16, u16)>> {
    let most = usize::from(columns / 2).max(1);
    let rows = cards.div_ceil(most).max(1);
    let spans = parts(columns, cards.div_ceil(rows));
    let mut left = cards;
    let bands = (0..rows).map(|_| {
        let here = left.min(spans.len());
        left -= here;
        spans[..here].to_vec()
    });
    bands.collect()
}

/// First and last column of each of `count` cards: as equal as whole columns allow, the wider ones at both ends.
fn parts(columns: u16, count: usize) -> Vec<(u16, u16)> {
    let count = (count as u16).clamp(1, columns);
    let (least, over) = (columns / count, columns % count);
    let (left, right) = (over.div_ceil(2), over / 2);
    let mut next = 0;
    let spans = (0..count).map(|at| {
        let wider = at < left || at >= count - right;
        let first = next;
        next += least + u16::from(wider);
        (first, next - 1)
    });
    spans.collect()
}

fn figure_need(book: &Book, table: &TableBlock, at: usize) -> f64 {
    let column = &table.columns[at];
    let total = Cell {
        value: match table.totals {
            true => table.total(at),
            false => CellValue::Empty,
        },
        strong: true,
        ..Cell::default()
    };
    let cells = table.rows.iter().map(|row| &row[at]).chain([&total]);
    let figures = cells.filter(|cell| !matches!(cell.value, CellValue::Text(_) | CellValue::Empty));
    let shown = figures.map(|cell| {
        let bold = if cell.strong { 1.06 } else { 1.0 };
        let shown = show(cell, style_of(cell, column.style), &book.words);
        width(&shown) as f64 * bold
    });
    shown.fold(0.0, f64::max) + BESIDE
}

/// The widest word of a column's heading and texts.
fn word_need(table: &TableBlock, at: usize) -> f64 {
    let column = &table.columns[at];
    let cells = table.rows.iter().map(|row| match &row[at].value {
        // a link is shrunk, and a long text is broken where it must be
        CellValue::Text(text) if row[at].link.is_none() && column.style != Style::Wrapped => {
            widest_piece(text, row[at].strong)
        }
        _ => 0.0,
    });
    let heading = with_its_unit(&column.label);
    let widest = cells.fold(widest_piece(&heading, true), f64::max);
    let indent = f64::from(heading_indent(at, column)) * INDENT;
    (widest + indent + FREE) / DIGIT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_share_the_grid_and_the_wider_ones_stand_at_its_ends() {
        assert_eq!(parts(10, 5), [(0, 1), (2, 3), (4, 5), (6, 7), (8, 9)]);
        assert_eq!(parts(10, 4), [(0, 2), (3, 4), (5, 6), (7, 9)]);
        assert_eq!(parts(10, 3), [(0, 3), (4, 6), (7, 9)]);
        assert_eq!(parts(10, 2), [(0, 4), (5, 9)]);
        assert_eq!(parts(10, 1), [(0, 9)]);
        let of_seven = bands(10, 7);
        assert_eq!(of_seven[0], parts(10, 4));
        assert_eq!(of_seven[1], parts(10, 4)[..3]);
    }
}
