//! Sentences, tiles and tables as markup.

use std::fmt::Write;

use super::escape::{escape, link};
use super::figures::{little_line, share_of_most};
use crate::report::book::{
    Block, Book, Cell, CellValue, Column, Link, Look, Style, TableBlock, Tile,
};
use crate::report::style::{number, show, style_of};
use crate::report::theme::{HOTTEST, Look as Theme};

/// Rows shown of a table; the rest stands in its workbook.
const ROWS: usize = 30;

/// Most tiles side by side.
const MOST_IN_A_ROW: usize = 6;

/// A book, the file it is written to, and what is said of rows left out.
pub struct Desk<'a> {
    pub book: &'a Book,
    pub path: Option<&'a str>,
    pub more: &'a str,
}

impl Desk<'_> {
    pub fn block(&self, block: &Block) -> String {
        match block {
            Block::Heading(text) => format!("<h3>{}</h3>\n", escape(text)),
            Block::Text(text) => format!("<p>{}</p>\n", escape(text)),
            Block::Tiles(tiles) => {
                let row = in_a_row(tiles.len());
                let tiles: String = tiles.iter().map(|tile| self.tile(tile)).collect();
                format!("<div class=\"tiles\" style=\"--row:{row}\">\n{tiles}</div>\n")
            }
            Block::Table(table) => self.table(table),
            Block::Chart(_) | Block::Gap | Block::Break => String::new(),
        }
    }

    fn shown(&self, cell: &Cell, style: Style) -> String {
        escape(&show(cell, style, &self.book.words))
    }

    fn tile(&self, tile: &Tile) -> String {
        let mut html = format!(
            "<div class=\"tile\"><span class=\"label\">{}</span><strong{}>{}</strong>",
            escape(&tile.label),
            note(&tile.value),
            self.shown(&tile.value, Style::Text)
        );
        if !tile.change.is_empty() {
            let good = match tile.good {
                Some(true) => " good",
                Some(false) => " bad",
                None => "",
            };
            let _ = write!(
                html,
                "<span class=\"change{good}\">{}</span>",
                escape(&with_arrow(&tile.change))
            );
        }
        if let Some(previous) = &tile.previous {
            let _ = write!(
                html,
                "<span class=\"before\">{} {}</span>",
                escape(&self.book.words.previous),
                self.shown(previous, Style::Text)
            );
        }
        html.push_str(&little_line(&tile.trend));
        html.push_str("</div>\n");
        html
    }

    fn table(&self, table: &TableBlock) -> String {
        let mut html = String::new();
        if !table.title.is_empty() {
            let _ = writeln!(html, "<h3>{}</h3>", escape(&table.title));
        }
        if table.rows.is_empty() {
            let _ = writeln!(html, "<p class=\"empty\">{}</p>", escape(&table.empty));
            return html;
        }
        html.push_str("<div class=\"table\"><table>\n<thead><tr>");
        for column in &table.columns {
            let _ = write!(
                html,
                "<th scope=\"col\"{}>{}</th>",
                side(column),
                escape(&column.label)
            );
        }
        html.push_str("</tr></thead>\n<tbody>\n");
        let most = most(table);
        for row in table.rows.iter().take(ROWS) {
            let cells = table.columns.iter().zip(row).zip(&most);
            let cells: String = cells
                .map(|((column, cell), most)| match column.look {
                    Look::Trend => trend(table, row),
                    _ => self.cell(column, cell, *most),
                })
                .collect();
            let _ = writeln!(html, "<tr>{cells}</tr>");
        }
        html.push_str("</tbody>\n");
        if table.totals {
            html.push_str(&self.totals(table));
        }
        html.push_str("</table></div>\n");
        html.push_str(&self.left_out(table));
        if !table.footer.is_empty() {
            let _ = writeln!(html, "<p class=\"empty\">{}</p>", escape(&table.footer));
        }
        html
    }

    fn totals(&self, table: &TableBlock) -> String {
        let cells: String = (0..table.columns.len())
            .map(|at| {
                let cell = Cell {
                    value: table.total(at),
                    ..Cell::default()
                };
                let column = &table.columns[at];
                format!(
                    "<td{}>{}</td>",
                    side(column),
                    self.shown(&cell, column.style)
                )
            })
            .collect();
        format!("<tfoot><tr>{cells}</tr></tfoot>\n")
    }

    fn cell(&self, column: &Column, cell: &Cell, most: f64) -> String {
        let band = match (&cell.value, column.look) {
            (CellValue::Text(code), Look::Band) => self.light(code).map(|word| {
                format!(
                    "<td class=\"band {code}\"{}>{}</td>",
                    note(cell),
                    escape(&word)
                )
            }),
            _ => None,
        };
        if let Some(band) = band {
            return band;
        }
        let shown = match cell.link.as_deref() {
            Some(Link::File(path)) if self.path.is_some() => format!(
                "<a href=\"{}\">{}</a>",
                link(path),
                self.shown(cell, column.style)
            ),
            _ => self.shown(cell, column.style),
        };
        format!(
            "<td{}{}{}>{shown}</td>",
            classes(column, cell),
            look(column, cell, most, &self.book.theme.look),
            note(cell)
        )
    }

    /// The word of a light, with its sign where the theme has marks.
    fn light(&self, code: &str) -> Option<String> {
        let words = &self.book.words;
        let at = words
            .bands
            .iter()
            .position(|word| Some(word.as_str()) == words.band(code))?;
        Some(format!(
            "{}{}",
            self.book.theme.look.sign(at),
            words.bands[at]
        ))
    }

    fn left_out(&self, table: &TableBlock) -> String {
        let left = table.rows.len().saturating_sub(ROWS);
        if left == 0 {
            return String::new();
        }
        let said = escape(&self.more.replace("{count}", &left.to_string()));
        let said = self.path.map_or(said.clone(), |path| {
            format!("<a href=\"{}\">{said}</a>", link(path))
        });
        format!("<p class=\"empty\">{said}</p>\n")
    }
}

/// Tiles side by side, so that no row holds a lone one.
pub(super) fn in_a_row(tiles: usize) -> usize {
    let rows = tiles.div_ceil(MOST_IN_A_ROW).max(1);
    tiles.div_ceil(rows).max(1)
}

/// A sign at the front becomes an arrow, so that colour is not alone.
pub(super) fn with_arrow(change: &str) -> String {
    match change.chars().next() {
        Some('+') => format!("▲ {change}"),
        Some('-' | '−') => format!("▼ {change}"),
        _ => change.to_owned(),
    }
}

/// Why a value is not there, or a remark, for those who point at it.
fn note(cell: &Cell) -> String {
    match cell.note.as_str() {
        "" => String::new(),
        note => format!(" title=\"{}\"", escape(note)),
    }
}

fn is_worded(style: Style) -> bool {
    matches!(style, Style::Text | Style::Wrapped)
}

/// Words stand left, figures right.
fn side(column: &Column) -> &'static str {
    match is_worded(column.style) && column.look != Look::Band {
        true => "",
        false => " class=\"figure\"",
    }
}

fn classes(column: &Column, cell: &Cell) -> String {
    let mut classes = Vec::new();
    if column.look == Look::Band {
        classes.push("band");
    }
    if !is_worded(style_of(cell, column.style)) {
        classes.push("figure");
    }
    if column.look == Look::Sign && number(&cell.value).is_some_and(|number| number < 0.0) {
        classes.push("negative");
    }
    if cell.value == CellValue::NotAvailable {
        classes.push("missing");
    }
    if cell.strong {
        classes.push("strong");
    }
    match classes.is_empty() {
        true => String::new(),
        false => format!(" class=\"{}\"", classes.join(" ")),
    }
}

/// Where the bars of each column end: its greatest number, of shares at least the whole.
fn most(table: &TableBlock) -> Vec<f64> {
    let of = |at: usize| {
        // a lone half must not look like a whole
        let least = match table.columns[at].style {
            Style::Share => 1.0,
            _ => 0.0,
        };
        let numbers = table.rows.iter().filter_map(|row| number(&row[at].value));
        numbers.fold(least, f64::max)
    };
    (0..table.columns.len()).map(of).collect()
}

/// The values of a row in columns of a kind, as a little line.
fn trend(table: &TableBlock, row: &[Cell]) -> String {
    let (first, last) = table.alike().unwrap_or_default();
    let values = row[first..=last].iter().map(|cell| number(&cell.value));
    let values: Vec<Option<f64>> = values.collect();
    format!("<td>{}</td>", little_line(&values))
}

fn look(column: &Column, cell: &Cell, most: f64, theme: &Theme) -> String {
    let Some(number) = number(&cell.value) else {
        return String::new();
    };
    match column.look {
        Look::Bars => {
            let share = share_of_most(number, most);
            format!(
                " style=\"background:linear-gradient(to right,var(--bar) {share}%,transparent {share}%)\""
            )
        }
        Look::Heat => {
            let warmth = (number / HOTTEST).clamp(0.0, 1.0);
            let [red, green, blue] = [16, 8, 0].map(|shift| (theme.heat.0 >> shift) & 0xFF);
            format!(" style=\"background:rgba({red},{green},{blue},{warmth:.2})\"")
        }
        Look::Plain | Look::Band | Look::Sign | Look::Trend => String::new(),
    }
}
