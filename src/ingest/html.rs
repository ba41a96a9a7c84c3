//! Web pages saved under a spreadsheet's name, as many programs export: the rows of their tables, one table below the other
//! with a gap between, and what stands around them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::encoding::decode;
use super::limits::{Beyond, Limit, Limits, MOST_COLUMNS, MOST_ROWS};
use super::sheet::{Cell, Merge, Sheet, Visibility};
use super::sheet_builder::SheetBuilder;
use super::strings::{clean, is_blank};
use super::text::beyond_columns;
use crate::model::Problems;

/// A cell covers at most so many rows; more is decoration or an attack.
const MOST_COVERED: u32 = 1_000;
/// A character by its name or number is not longer.
const LONGEST_NAME: usize = 10;
/// Tags whose inside is no text of the page.
const UNSEEN: [&str; 4] = ["script", "style", "title", "xml"];
/// Tags that begin a new line of text outside of tables.
const LINES: [&str; 13] = [
    "p", "div", "br", "h1", "h2", "h3", "h4", "h5", "h6", "li", "caption", "body", "html",
];

/// The tables of a page as one sheet without a name; none where no cell holds anything.
pub fn read(
    bytes: &[u8],
    file: &Arc<str>,
    limits: Limits,
    problems: &mut Problems,
) -> Option<Sheet> {
    let (text, encoding) = decode(bytes);
    let mut page = Page::new(file, limits);
    let beyond = page.read(&text).err();
    if !page.has_cells {
        return None;
    }
    problems.extend(beyond.map(|beyond| beyond.at_line(file, page.row)));
    let outside = page.sheet.outside;
    problems.extend((outside > 0).then(|| beyond_columns(file, outside)));
    page.sheet.encoding(format!("{encoding}, HTML"));
    Some(page.sheet.finish())
}

/// What is being read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    /// Text around tables.
    Page,
    /// A row, between its cells.
    Row,
    /// A cell, which covers so many columns and rows.
    Cell { wide: u32, high: u32 },
}

struct Page {
    sheet: SheetBuilder,
    limits: Limits,
    cells: u64,
    has_cells: bool,
    /// The row being filled, from 1; 0 before the first.
    row: u32,
    /// The last column that is filled in it.
    column: u32,
    /// Columns that cells above still cover, with the last row of each.
    covered: BTreeMap<u32, u32>,
    inside: Inside,
    text: String,
}

impl Page {
    fn new(file: &Arc<str>, limits: Limits) -> Page {
        Page {
            sheet: SheetBuilder::new(file, "", Visibility::Visible),
            limits,
            cells: 0,
            has_cells: false,
            row: 0,
            column: 0,
            covered: BTreeMap::new(),
            inside: Inside::Page,
            text: String::new(),
        }
    }

    fn read(&mut self, mut rest: &str) -> Result<(), Beyond> {
        while let Some(at) = rest.find('<') {
            self.add(&rest[..at]);
            rest = &rest[at..];
            if let Some(comment) = rest.strip_prefix("<!--") {
                rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
                continue;
            }
            let Some(tag) = Tag::of(rest) else {
                self.add("<");
                rest = &rest[1..];
                continue;
            };
            rest = &rest[tag.length..];
            if UNSEEN.contains(&tag.name.as_str()) && !tag.closes {
                rest = behind(rest, &tag.name);
                continue;
            }
            self.take(&tag)?;
        }
        self.add(rest);
        self.finish_text()
    }

    fn add(&mut self, text: &str) {
        if self.inside != Inside::Row {
            self.text.push_str(&decoded(text));
        }
    }

    fn take(&mut self, tag: &Tag) -> Result<(), Beyond> {
        match (tag.name.as_str(), tag.closes) {
            ("table", _) => {
                self.finish_text()?;
                self.inside = Inside::Page;
                self.covered.clear();
                // a gap between what stands above and the rows, and between two tables
                self.row = self.row.saturating_add(u32::from(self.row > 0));
            }
            ("tr", false) => {
                self.finish_text()?;
                self.next_row()?;
                self.inside = Inside::Row;
            }
            ("td" | "th", false) => {
                self.finish_text()?;
                if self.inside == Inside::Page {
                    self.next_row()?;
                }
                self.inside = Inside::Cell {
                    wide: tag.number("colspan").clamp(1, MOST_COLUMNS),
                    high: tag.number("rowspan").clamp(1, MOST_COVERED),
                };
            }
            ("td" | "th", true) => {
                self.finish_text()?;
                self.inside = Inside::Row;
            }
            ("tr", true) => {
                self.finish_text()?;
                self.inside = Inside::Page;
            }
            (name, _) if LINES.contains(&name) => match self.inside {
                Inside::Page => self.finish_text()?,
                _ => self.text.push('\n'),
            },
            _ => {}
        }
        Ok(())
    }

    /// Puts the text so far where it belongs.
    fn finish_text(&mut self) -> Result<(), Beyond> {
        let text = std::mem::take(&mut self.text);
        let text = tidy(&text);
        match self.inside {
            Inside::Row => Ok(()),
            Inside::Page if text.is_empty() => Ok(()),
            Inside::Page => {
                self.next_row()?;
                self.put(&text, 1, 1)
            }
            Inside::Cell { wide, high } => {
                self.inside = Inside::Row;
                self.has_cells |= !text.is_empty();
                self.put(&text, wide, high)
            }
        }
    }

    fn next_row(&mut self) -> Result<(), Beyond> {
        self.row = self.row.saturating_add(1);
        self.column = 0;
        let row = self.row;
        self.covered.retain(|_, last| *last >= row);
        self.count(1)
    }

    fn put(&mut self, text: &str, wide: u32, high: u32) -> Result<(), Beyond> {
        self.column = self.column.saturating_add(1);
        while self.covered.contains_key(&self.column) {
            self.column += 1;
        }
        self.count(u64::from(wide))?;
        let (left, right) = (self.column, self.column.saturating_add(wide - 1));
        let bottom = self.row.saturating_add(high - 1);
        self.column = right;
        if right > MOST_COLUMNS || bottom > MOST_ROWS {
            self.sheet.outside = self.sheet.outside.saturating_add(1);
            return Ok(());
        }
        if high > 1 {
            self.covered
                .extend((left..=right).map(|column| (column, bottom)));
        }
        if wide > 1 || high > 1 {
            self.sheet.merge(Merge {
                top: self.row,
                left,
                bottom,
                right,
            });
        }
        if let Some(clean) = clean(text) {
            self.sheet
                .put(self.row, left, Cell::Text(&clean.text), None);
        }
        self.limits.check(Limit::Texts, self.sheet.letters as u64)
    }

    /// So many more cells, covered ones and rows included.
    fn count(&mut self, more: u64) -> Result<(), Beyond> {
        self.cells = self.cells.saturating_add(more);
        self.limits.check(Limit::Cells, self.cells)
    }
}

/// A tag: its name in small letters, and what it says of itself.
struct Tag<'t> {
    name: String,
    closes: bool,
    says: &'t str,
    /// Bytes with its brackets.
    length: usize,
}

impl<'t> Tag<'t> {
    /// The tag at the beginning of a text; none for a lone `<`.
    fn of(text: &'t str) -> Option<Tag<'t>> {
        let inner = text.strip_prefix('<')?;
        let closes = inner.starts_with('/');
        let named = inner.strip_prefix('/').unwrap_or(inner);
        if !named.starts_with(|letter: char| letter.is_ascii_alphabetic() || "!?".contains(letter))
        {
            return None;
        }
        let end = end_of_tag(named)?;
        let said = &named[..end];
        let name_end = said
            .find(|letter: char| letter.is_whitespace() || letter == '/')
            .unwrap_or(said.len());
        Some(Tag {
            name: said[..name_end].to_ascii_lowercase(),
            closes,
            says: &said[name_end..],
            length: 1 + usize::from(closes) + end + 1,
        })
    }

    /// A number that it says: `colspan="2"`; 1 where it does not.
    fn number(&self, wanted: &str) -> u32 {
        let said = self.says.to_ascii_lowercase();
        let value = said.split_once(wanted).and_then(|(_, rest)| {
            let value = rest.trim_start().strip_prefix('=')?.trim_start();
            let value = value.trim_start_matches(['"', '\'']);
            let end = value.find(|letter: char| !letter.is_ascii_digit());
            value[..end.unwrap_or(value.len())].parse().ok()
        });
        value.unwrap_or(1)
    }
}

/// Where a tag ends; `>` in quotes does not end it.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quote = None;
    let end = text.bytes().position(|byte| {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            (None, b'>') => return true,
            _ => {}
        }
        false
    });
    // a quote that nobody closes
    end.or_else(|| text.find('>'))
}

/// What follows the end of an element whose inside is not read.
fn behind<'t>(text: &'t str, name: &str) -> &'t str {
    let closing = |at: &usize| {
        let named = text.get(at + 2..at + 2 + name.len());
        named.is_some_and(|named| named.eq_ignore_ascii_case(name))
    };
    let ends = text.match_indices("</").map(|(at, _)| at);
    let end = { ends }.find(closing);
    end.map_or("", |at| &text[at..])
}

/// A text with its characters by name or number: `&amp;`, `&#1057;`.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut parts = text.split('&');
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let named = part
            .split_once(';')
            .filter(|(name, _)| name.len() <= LONGEST_NAME);
        match named.and_then(|(name, rest)| Some((character(name)?, rest))) {
            Some((letter, rest)) => {
                whole.push(letter);
                whole.push_str(rest);
            }
            None => {
                whole.push('&');
                whole.push_str(part);
            }
        }
    }
    Cow::Owned(whole)
}

fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "laquo" => '«',
        "raquo" => '»',
        "ndash" => '–',
        "mdash" => '—',
        "minus" => '−',
        "euro" => '€',
        "pound" => '£',
        "yen" => '¥',
        "auml" => 'ä',
        "ouml" => 'ö',
        "uuml" => 'ü',
        "Auml" => 'Ä',
        "Ouml" => 'Ö',
        "Uuml" => 'Ü',
        "szlig" => 'ß',
        "eacute" => 'é',
        "egrave" => 'è',
        "agrave" => 'à',
        "ccedil" => 'ç',
        "ntilde" => 'ñ',
        "atilde" => 'ã',
        "otilde" => 'õ',
        _ => return None,
    })
}

/// Each line with its runs of blanks as one, without blank lines at either end.
fn tidy(text: &str) -> String {
    let lines = text.split('\n').map(|line| {
        let words = line.split(is_blank).filter(|word| !word.is_empty());
        words.collect::<Vec<_>>().join(" ")
    });
    let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::super::grid::{Grid, filled_cells, shown};
    use super::*;
    use proptest::prelude::*;

    fn sheet(page: &str) -> Option<Sheet> {
        let (limits, mut problems) = (Limits::default(), Problems::new());
        read(page.as_bytes(), &"a.xls".into(), limits, &mut problems)
    }

    /// Rows with their numbers, cells with their columns.
    fn rows(page: &str) -> Vec<String> {
        let Some(sheet) = sheet(page) else {
            return Vec::new();
        };
        let grid = Grid::new(&sheet);
        let rows = grid.rows(1, u32::MAX).map(|row| {
            let cells = filled_cells(&row.cells, (1, u32::MAX));
            let cells = cells.map(|placed| format!("{}={}", placed.column, shown(&placed.cell)));
            format!("{}: {}", row.number, cells.collect::<Vec<_>>().join(" "))
        });
        rows.collect()
    }

    #[test]
    fn rows_and_cells_of_tables() {
        for (page, expected) in [
            (
                "<html><head><title>x</title><style>td{a:b}</style></head><body><table border=1><tr><th>A</th><th>B &amp; C</th></tr><tr><td>1<td>&#1057;&nbsp;&lt;</tr></table></body></html>",
                vec!["1: 1=A 2=B & C", "2: 1=1 2=С <"],
            ),
            (
                "<h1>Report</h1><TABLE><TR><TD COLSPAN=2>a</TD><TD>b</TD></TR><TR><TD rowspan='2'>c</TD><TD>d</TD></TR><TR><TD>e</TD></TR></TABLE><table><tr><td>f</td></tr></table>",
                vec![
                    "1: 1=Report",
                    "3: 1=a 3=b",
                    "4: 1=c 2=d",
                    "5: 2=e",
                    "8: 1=f",
                ],
            ),
            (
                "<table><tr><td>two<br>lines</td><td title=\"a > b\"> x  y </td></tr><!-- <tr><td>no</td></tr> --></table>",
                vec!["1: 1=two\nlines 2=x y"],
            ),
            ("<html><body>no table</body></html>", vec![]),
            ("<table><tr><td> </td></tr></table>", vec![]),
        ] {
            assert_eq!(rows(page), expected, "{page}");
        }
    }

    #[test]
    fn what_claims_to_be_huge_is_small() {
        let wide = "<table><tr><td colspan=99999999 rowspan=99999999>a</td><td>b</td></tr></table>";
        assert_eq!(rows(wide), ["1: 1=a"]);
        let mut problems = Problems::new();
        let limits = Limits {
            cells: 3,
            ..Limits::default()
        };
        let page = "<table><tr><td>a</td></tr><tr><td>b</td></tr><tr><td>c</td></tr></table>";
        read(page.as_bytes(), &"a.xls".into(), limits, &mut problems);
        assert_eq!(problems.len(), 1);
    }

    proptest! {
        #[test]
        fn no_page_panics(page in "[<>a-b/&;#x0-9\"' =!-]{0,60}", head in 0..3) {
            let head = ["<table><tr><td ", "<table><tr><td>&", "<table>"][head as usize];
            let _ = sheet(&format!("{head}{page}"));
        }
    }
}
