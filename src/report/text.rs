//! A Book as plain text: for golden tests and for reading in a terminal.

use super::book::Style;
use super::book::{Block, Book, Cell, CellValue, ChartBlock, Look, Page, TableBlock, Tile};
use super::style::{show, style_of, width};

/// All pages, one after the other.
pub fn render(book: &Book) -> String {
    let mut out = Vec::new();
    out.push(format!("# {} | {}", book.file_name, book.title));
    for page in &book.pages {
        render_page(book, page, &mut out);
    }
    let mut text = out.join("\n");
    text.push('\n');
    text
}

fn render_page(book: &Book, page: &Page, out: &mut Vec<String>) {
    out.push(String::new());
    out.push(format!("== {} ==", page.name));
    out.extend(
        [&page.title, &page.subtitle]
            .into_iter()
            .filter(|line| !line.is_empty())
            .cloned(),
    );
    for block in &page.blocks {
        out.push(String::new());
        match block {
            Block::Heading(text) => out.push(format!("-- {text}")),
            Block::Text(text) => out.push(text.clone()),
            Block::Tiles(tiles) => out.extend(tiles.iter().map(|tile| render_tile(book, tile))),
            Block::Table(table) => render_table(book, table, out),
            Block::Chart(chart) => out.push(render_chart(chart)),
            Block::Gap | Block::Break => {}
        }
    }
}

fn render_tile(book: &Book, tile: &Tile) -> String {
    let mut line = format!(
        "[{}] {}",
        tile.label,
        show_in(book, &tile.value, Style::Text)
    );
    if !tile.change.is_empty() {
        line.push_str(&format!(" | {}", tile.change));
    }
    if let Some(previous) = &tile.previous {
        let shown = show_in(book, previous, Style::Text);
        line.push_str(&format!(" | {} {shown}", book.words.previous));
    }
    line
}

fn render_chart(chart: &ChartBlock) -> String {
    let series: Vec<&str> = chart
        .series
        .iter()
        .map(|series| series.label.as_str())
        .collect();
    format!(
        "({:?}) {} [{}: {}]",
        chart.kind,
        chart.title,
        chart.table,
        series.join(", ")
    )
}

fn render_table(book: &Book, table: &TableBlock, out: &mut Vec<String>) {
    if !table.title.is_empty() {
        out.push(format!("-- {}", table.title));
    }
    if table.rows.is_empty() {
        out.push(table.empty.clone());
        return;
    }
    let header = table.columns.iter().map(|column| column.label.clone());
    let mut lines = vec![header.collect::<Vec<_>>()];
    lines.extend(table.rows.iter().map(|row| shown_row(book, table, row)));
    if table.totals {
        let totals: Vec<Cell> = (0..table.columns.len())
            .map(|at| Cell {
                value: table.total(at),
                ..Cell::default()
            })
            .collect();
        lines.push(shown_row(book, table, &totals));
    }
    out.extend(align(table, &lines));
    if !table.footer.is_empty() {
        out.push(table.footer.clone());
    }
}

fn shown_row(book: &Book, table: &TableBlock, row: &[Cell]) -> Vec<String> {
    table
        .columns
        .iter()
        .zip(row)
        .enumerate()
        .map(|(at, (column, cell))| {
            let mut shown = show_in(book, cell, column.style).replace(['\n', '\r'], " ");
            if column.look == Look::Band
                && let Some(word) = book.words.band(&shown)
            {
                shown = word.to_owned();
            }
            let indent = if at == 0 { usize::from(cell.indent) } else { 0 };
            let note = if cell.note.is_empty() { "" } else { "*" };
            format!("{}{shown}{note}", "  ".repeat(indent))
        })
        .collect()
}

fn show_in(book: &Book, cell: &Cell, style: Style) -> String {
    show(cell, style, &book.words)
}

/// Pads each column to its widest cell; columns of numbers to the right.
fn align(table: &TableBlock, lines: &[Vec<String>]) -> Vec<String> {
    let widths: Vec<usize> = (0..table.columns.len())
        .map(|at| lines.iter().map(|line| width(&line[at])).max().unwrap_or(0))
        .collect();
    let rights: Vec<bool> = (0..table.columns.len())
        .map(|at| is_numeric(table, at))
        .collect();
    let mut shown: Vec<String> = lines
        .iter()
        .map(|line| {
            let cells = line.iter().enumerate().map(|(at, cell)| {
                let padding = " ".repeat(widths[at] - width(cell));
                match rights[at] {
                    true => format!("{padding}{cell}"),
                    false => format!("{cell}{padding}"),
                }
            });
            cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        })
        .collect();
    let rule: Vec<String> = widths.iter().map(|wide| "-".repeat(*wide)).collect();
    shown.insert(1, rule.join("  "));
    shown
}

fn is_numeric(table: &TableBlock, at: usize) -> bool {
    let worded = |style| matches!(style, Style::Text | Style::Wrapped | Style::Flag);
    let mut cells = table.rows.iter().map(|row| &row[at]);
    cells.any(|cell| {
        !matches!(cell.value, CellValue::Text(_) | CellValue::Empty)
            && !worded(style_of(cell, table.columns[at].style))
    })
}
