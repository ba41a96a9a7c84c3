//! Widths that fit every table stacked on a page.

use crate::report::book::{Block, Book, Cell, CellValue, Column, Look, Page, Style, TableBlock};
use crate::report::style::{longest_piece, show, style_of, width};

/// Texts wider than this are wrapped.
const WIDEST: f64 = 45.0;
/// Long texts get this much.
const WIDEST_LONG: f64 = 64.0;

/// Widths of the columns that tables stand in.
pub(super) fn of_tables(book: &Book, page: &Page) -> Vec<f64> {
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
    leave_no_bracket_alone(page, &mut widths);
    widths
}

/// A heading without spaces that nearly fits gets the whole line, or its closing bracket would stand on one of its own.
fn leave_no_bracket_alone(page: &Page, widths: &mut [f64]) {
    for block in &page.blocks {
        let Block::Table(table) = block else {
            continue;
        };
        for (column, wide) in table.columns.iter().zip(widths.iter_mut()) {
            let whole = width(&column.label) as f64 * 1.15 + 4.0;
            let nearly = (whole * 0.8..whole).contains(wide);
            if nearly && !has_narrow_letters(&column.label) && !table.rows.is_empty() {
                *wide = whole;
            }
        }
    }
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
    // Without spaces a bracket would be left alone on its line.
    let lines = if has_narrow_letters(&column.label) {
        3.0
    } else {
        2.0
    };
    word.max(all / lines + 2.0).min(all) + 3.0 + button
}

fn has_narrow_letters(label: &str) -> bool {
    label.chars().count() == width(label)
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
