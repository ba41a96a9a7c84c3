//! What calamine leaves out of an ods workbook: merged blocks, hidden rows and hidden columns, in one pass over its content; and how much
//! room its cells take, before calamine makes it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use super::limits::{LARGEST_MERGE, Limit, Limits, MOST_COLUMNS, MOST_MERGED, MOST_ROWS};
use super::money_format::{PERCENT, Sign, Signs, sign_of_text};
use super::sheet::Merge;
use super::sheet_builder::SheetBuilder;
use super::xlsx::Trouble;
use super::xlsx::markup::{Markup, Tag, Token, cut_off, local};
use super::xlsx::window::{Package, unpack};

/// Alike rows that are written once and hold merged cells: more of them are decoration.
const MOST_ALIKE: u32 = 1_000;

/// What formats and styles of cells show beside numbers, by their names.
type Formats = BTreeMap<Vec<u8>, Sign>;

/// Formats of a workbook whose signs are kept.
const MOST_FORMATS: usize = 10_000;
/// Filled numbers of a sheet that are kept.
pub const MOST_FILLS: usize = 1_000;
/// Alike numbers side by side whose sign is kept.
const MOST_NUMBERS: usize = 64;

/// What one sheet hides and merges, and what its formats show.
#[derive(Debug, Default, PartialEq)]
pub struct Marks {
    merges: Vec<Merge>,
    /// First and last of each run of hidden rows; 1-based.
    rows: Vec<(u32, u32)>,
    /// The same of columns.
    columns: Vec<(u32, u32)>,
    /// What the formats of its numbers show beside them.
    pub signs: Signs,
    /// Numbers in cells with a fill, whose colour is not read.
    pub fills: Vec<(u32, u32)>,
}

impl Marks {
    /// What is hidden: first and last of runs of rows and of columns; 1-based.
    pub fn hiding(rows: Vec<(u32, u32)>, columns: Vec<(u32, u32)>) -> Marks {
        Marks {
            rows,
            columns,
            ..Marks::default()
        }
    }

    /// Marks a sheet whose last cells stand in a 1-based row and column.
    pub fn put(&self, into: &mut SheetBuilder, (last_row, last_column): (u32, u32)) {
        self.merges.iter().for_each(|block| into.merge(*block));
        for (first, last) in &self.rows {
            (*first..=*last.min(&last_row)).for_each(|row| into.hide_row(row));
        }
        for (first, last) in &self.columns {
            (*first..=*last.min(&last_column)).for_each(|column| into.hide_column(column));
        }
    }
}

/// The marks of each sheet, in the order of their tabs. Content that does not read to its end is an error: calamine looks for the end
/// of a sheet that is cut off for ever.
pub fn marks(bytes: &[u8], limits: Limits) -> Result<Vec<Marks>, Trouble> {
    let package = Package::new(Cursor::new(bytes)).ok();
    let content = package.and_then(|package| {
        let content = package.index_for_name("content.xml")?;
        Some((package, content))
    });
    let Some((package, content)) = content else {
        return Ok(Vec::new());
    };
    // formats of cells stand beside their styles, or among those of the workbook
    let formats = package.index_for_name("styles.xml").and_then(|styles| {
        let read = unpack(&package, styles, u64::MAX, limits, |window| {
            sheets(Markup::new(window), limits, Formats::new())
        });
        read.ok().map(|(_, formats)| formats)
    });
    let formats = formats.unwrap_or_default();
    unpack(&package, content, u64::MAX, limits, |window| {
        sheets(Markup::new(window), limits, formats).map(|(sheets, _)| sheets)
    })
}

fn sheets(
    markup: Markup,
    limits: Limits,
    formats: Formats,
) -> Result<(Vec<Marks>, Formats), Trouble> {
    let mut reading = Reading {
        markup,
        marks: Marks::default(),
        merged: 0,
        limits,
        room: 0,
        cells: 0,
        texts: 0,
        formats,
        style: Vec::new(),
        filled: BTreeSet::new(),
        usual: Vec::new(),
    };
    let mut sheets = Vec::new();
    loop {
        match reading.markup.next()? {
            Token::Open(tag) if tag.name == b"style" && tag.closed => {
                let (name, format) = (named(&tag, b"name"), named(&tag, b"data-style-name"));
                reading.style(name, &format);
            }
            Token::Open(tag) if tag.name == b"table-cell-properties" => {
                let colour = named(&tag, b"background-color");
                reading.fill(&colour);
            }
            Token::Open(tag) if !tag.closed => match tag.name {
                b"table" => {
                    reading.sheet()?;
                    sheets.push(std::mem::take(&mut reading.marks));
                    limits.check(Limit::Sheets, sheets.len() as u64)?;
                }
                b"tracked-changes" => reading.markup.pass_content()?,
                b"currency-style" | b"number-style" | b"percentage-style" => {
                    let percent = (tag.name == b"percentage-style").then_some(PERCENT);
                    let name = named(&tag, b"name");
                    reading.format(name, percent)?;
                }
                b"style" => {
                    let (name, format) = (named(&tag, b"name"), named(&tag, b"data-style-name"));
                    reading.style.clone_from(&name);
                    reading.style(name, &format);
                }
                _ => {}
            },
            Token::End => return Ok((sheets, reading.formats)),
            _ => {}
        }
    }
}

struct Reading {
    markup: Markup,
    marks: Marks,
    /// Cells in merged blocks so far.
    merged: u64,
    limits: Limits,
    /// Cells between the first and the last one of each sheet so far that are not written one by one: calamine makes room for all of
    /// them as soon as it opens a file.
    room: u64,
    /// Cells of the sheet that are written and hold something.
    cells: u64,
    /// Bytes of the texts of all sheets that are made without being written: repeated ones, and gaps told by their length.
    texts: u64,
    /// What formats and styles of cells show beside numbers, by their names.
    formats: Formats,
    /// The style that is being read.
    style: Vec<u8>,
    /// Styles of cells with a fill.
    filled: BTreeSet<Vec<u8>>,
    /// Last column and sign of each run of columns, where their cells have no style of their own.
    usual: Vec<(u32, Option<Sign>)>,
}

/// Rows and columns between the first and the last cell that holds something.
#[derive(Clone, Copy, Default)]
struct Extent {
    rows: Option<(u32, u32)>,
    columns: Option<(u32, u32)>,
}

impl Extent {
    fn take(&mut self, rows: (u32, u32), columns: (u32, u32)) {
        let wider = |old: Option<(u32, u32)>, new: (u32, u32)| {
            Some(old.map_or(new, |old| (old.0.min(new.0), old.1.max(new.1))))
        };
        self.rows = wider(self.rows, rows);
        self.columns = wider(self.columns, columns);
    }

    fn cells(self) -> u64 {
        let length = |span: Option<(u32, u32)>| {
            span.map_or(0, |(first, last)| u64::from(last) - u64::from(first) + 1)
        };
        length(self.rows) * length(self.columns)
    }
}

/// Bytes of a cell's texts.
#[derive(Clone, Copy, Default)]
struct Letters {
    /// As they come out.
    made: u64,
    /// As they stand in the file, whose size has its own limit.
    written: u64,
}

/// Letters for which a tag inside a text stands: so many spaces, a tab, the end of a line.
fn gap(tag: &Tag<'_>) -> u64 {
    match tag.name {
        b"s" => {
            let mut told = tag.attributes().filter(|(name, _)| local(name) == b"c");
            told.next().map_or(1, |(_, value)| u64::from(count(value)))
        }
        b"tab" | b"line-break" => 1,
        _ => 0,
    }
}

/// What the tag of a cell, a row or a column says.
#[derive(Clone, Copy)]
struct Said {
    closed: bool,
    hidden: bool,
    /// A cell of some value.
    typed: bool,
    /// That value is a number.
    number: bool,
    /// Bytes of its value and formula, each of which its reader copies.
    values: u64,
    /// How many alike ones it stands for.
    alike: u32,
    /// Rows and columns of the merged block that begins in a cell.
    spans: (u32, u32),
}

impl Said {
    fn of(tag: &Tag<'_>) -> Said {
        let mut said = Said {
            closed: tag.closed,
            hidden: false,
            typed: false,
            number: false,
            values: 0,
            alike: 1,
            spans: (1, 1),
        };
        for (name, value) in tag.attributes() {
            match local(name) {
                b"visibility" => said.hidden = matches!(value, b"collapse" | b"filter"),
                b"number-rows-repeated" | b"number-columns-repeated" => said.alike = count(value),
                b"value-type" => {
                    said.typed = true;
                    said.number = matches!(value, b"float" | b"currency" | b"percentage");
                }
                b"value" | b"string-value" | b"date-value" | b"time-value" | b"boolean-value"
                | b"formula" => said.values += value.len() as u64,
                b"number-rows-spanned" => said.spans.0 = count(value),
                b"number-columns-spanned" => said.spans.1 = count(value),
                _ => {}
            }
        }
        said
    }
}

/// The value of an attribute, by its local name.
fn named(tag: &Tag<'_>, wanted: &[u8]) -> Vec<u8> {
    let found = tag.attributes().find(|(name, _)| local(name) == wanted);
    found.map_or_else(Vec::new, |(_, value)| value.to_vec())
}

fn count(value: &[u8]) -> u32 {
    let number = std::str::from_utf8(value)
        .ok()
        .and_then(|text| text.trim().parse().ok());
    number.unwrap_or(1).max(1)
}

impl Reading {
    /// What a format that was opened writes beside a number.
    fn format(&mut self, name: Vec<u8>, percent: Option<&str>) -> Result<(), Trouble> {
        let mut sign = percent.and_then(sign_of_text);
        let mut depth = 1_u32;
        while depth > 0 {
            match self.markup.next()? {
                Token::Open(tag) if !tag.closed => depth += 1,
                Token::Close(_) => depth -= 1,
                Token::Text(text) | Token::Literal(text) => {
                    let text = std::str::from_utf8(text).unwrap_or_default();
                    // a minus or a space is no sign
                    let told = |letter: char| letter.is_alphabetic() || "$€£¥₽".contains(letter);
                    sign = sign.or_else(|| sign_of_text(text).filter(|_| text.contains(told)));
                }
                Token::End => return Err(cut_off()),
                Token::Open(_) => {}
            }
        }
        if let Some(sign) = sign.filter(|_| self.formats.len() < MOST_FORMATS) {
            self.formats.insert(name, sign);
        }
        Ok(())
    }

    /// A style of cells whose format writes something.
    fn style(&mut self, name: Vec<u8>, format: &[u8]) {
        if let Some(sign) = self.formats.get(format).copied() {
            self.formats.insert(name, sign);
        }
    }

    /// A style of cells with another background than paper.
    fn fill(&mut self, colour: &[u8]) {
        let plain = colour.eq_ignore_ascii_case(b"#ffffff") || !colour.starts_with(b"#");
        if !plain && self.filled.len() < MOST_FORMATS {
            self.filled.insert(self.style.clone());
        }
    }

    /// Notes what the formats of some alike numbers show.
    fn sign(&mut self, row: u32, first: u32, next: u32, style: &[u8]) {
        if self.formats.is_empty() {
            return;
        }
        let own = self.formats.get(style).copied();
        for column in (first..next).take(MOST_NUMBERS) {
            let usual = || self.usual.iter().find(|(last, _)| *last >= column)?.1;
            let sign = if style.is_empty() { usual() } else { own };
            self.marks.signs.note(row, column, sign);
        }
    }

    /// Up to the end of a sheet that was opened.
    fn sheet(&mut self) -> Result<(), Trouble> {
        let (mut row, mut column) = (1_u32, 1_u32);
        let mut extent = Extent::default();
        self.usual.clear();
        loop {
            match self.markup.next()? {
                Token::Open(tag) => match tag.name {
                    b"table-column" => {
                        let said = Said::of(&tag);
                        let style = named(&tag, b"default-cell-style-name");
                        column = passed(column, said, MOST_COLUMNS, &mut self.marks.columns);
                        let sign = self.formats.get(&style).copied();
                        self.usual.push((column - 1, sign));
                    }
                    b"table-row" => {
                        let said = Said::of(&tag);
                        if !said.closed {
                            self.row(row, said.alike, &mut extent)?;
                        }
                        row = passed(row, said, MOST_ROWS, &mut self.marks.rows);
                    }
                    b"table" | b"shapes" if !tag.closed => self.markup.pass_content()?,
                    _ => {}
                },
                Token::Close(b"table") => {
                    self.room += extent.cells().saturating_sub(self.cells);
                    self.cells = 0;
                    return Ok(self.limits.check_room(self.room)?);
                }
                Token::End => return Err(cut_off()),
                _ => {}
            }
        }
    }

    /// The cells of a row that was opened.
    fn row(&mut self, row: u32, alike: u32, extent: &mut Extent) -> Result<(), Trouble> {
        let mut column = 1_u32;
        loop {
            match self.markup.next()? {
                Token::Open(tag) if matches!(tag.name, b"table-cell" | b"covered-table-cell") => {
                    let said = Said::of(&tag);
                    let style = said.number.then(|| named(&tag, b"style-name"));
                    if said.spans != (1, 1) {
                        self.merge((row, column), said.spans, alike);
                    }
                    let (first, next) = (column, column.saturating_add(said.alike));
                    column = next;
                    if let Some(style) = style {
                        let known = self.marks.fills.len() < MOST_FILLS;
                        if known && self.filled.contains(&style) {
                            self.marks.fills.push((row, first));
                        }
                        self.sign(row, first, next, &style);
                    }
                    let mut letters = match said.closed {
                        true => Letters::default(),
                        false => self.letters()?,
                    };
                    letters.made += said.values;
                    letters.written += said.values;
                    if said.typed || letters.made > 0 {
                        extent.take(
                            (row, row.saturating_add(alike - 1)),
                            (first, (next - 1).max(first)),
                        );
                        self.count(u64::from(said.alike) * u64::from(alike), letters)?;
                    }
                }
                Token::Close(b"table-row") => return Ok(()),
                Token::End => return Err(cut_off()),
                _ => {}
            }
        }
    }

    /// Bytes of the texts in a cell that was opened.
    fn letters(&mut self) -> Result<Letters, Trouble> {
        let (mut depth, mut letters) = (1_u32, Letters::default());
        while depth > 0 {
            match self.markup.next()? {
                Token::Open(tag) => {
                    letters.made = letters.made.saturating_add(gap(&tag));
                    depth += u32::from(!tag.closed);
                }
                Token::Close(_) => depth -= 1,
                Token::Text(text) | Token::Literal(text) => {
                    letters.made = letters.made.saturating_add(text.len() as u64);
                    letters.written += text.len() as u64;
                }
                Token::End => return Err(cut_off()),
            }
        }
        Ok(letters)
    }

    /// A cell that is written once takes room as often as it is repeated.
    fn count(&mut self, times: u64, letters: Letters) -> Result<(), Trouble> {
        self.cells += 1;
        let made = times.saturating_mul(letters.made);
        let beyond = made.saturating_sub(letters.written);
        self.texts = self.texts.saturating_add(beyond);
        Ok(self.limits.check(Limit::Texts, self.texts)?)
    }

    /// Keeps a merged block, in each of the rows that are written once because they are alike.
    fn merge(&mut self, (row, left): (u32, u32), (rows, columns): (u32, u32), alike: u32) {
        let again = if rows == 1 && alike <= MOST_ALIKE {
            alike
        } else {
            1
        };
        let right = left.saturating_add(columns - 1);
        for top in (row..).take(again as usize) {
            let bottom = top.saturating_add(rows - 1);
            let cells = u64::from(rows) * u64::from(columns);
            self.merged += if cells > LARGEST_MERGE { 1 } else { cells };
            if bottom <= MOST_ROWS && right <= MOST_COLUMNS && self.merged <= MOST_MERGED {
                self.marks.merges.push(Merge {
                    top,
                    left,
                    bottom,
                    right,
                });
            }
        }
    }
}

/// The place behind some alike rows or columns; hidden ones are kept.
fn passed(at: u32, said: Said, most: u32, hidden: &mut Vec<(u32, u32)>) -> u32 {
    let next = at.saturating_add(said.alike);
    if said.hidden && at <= most {
        hidden.push((at, (next - 1).min(most)));
    }
    next
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::super::xlsx::window::Window;
    use super::*;

    fn marks_of(text: &str) -> Vec<Marks> {
        sheets(
            Markup::new(Window::over(text.as_bytes().to_vec())),
            Limits::default(),
            Formats::new(),
        )
        .expect("it is well-formed")
        .0
    }

    fn merge(top: u32, left: u32, bottom: u32, right: u32) -> Merge {
        Merge {
            top,
            left,
            bottom,
            right,
        }
    }

    #[test]
    fn numbers_that_no_sheet_has_are_beyond_and_no_overflow() {
        let most = u32::MAX;
        let many = format!(
            r#"<t:table><t:table-row t:number-rows-repeated="{most}"><t:table-cell t:number-columns-repeated="{most}"><x:p>{}</x:p></t:table-cell></t:table-row></t:table>"#,
            "a".repeat(99)
        );
        let far = format!(
            r#"<t:table><t:table-row><t:table-cell t:number-columns-repeated="{most}"/><t:table-cell><x:p>a</x:p></t:table-cell></t:table-row></t:table>"#
        );
        for (text, is_read) in [(many, false), (far, true)] {
            let markup = Markup::new(Window::over(text.into_bytes()));
            assert_eq!(
                sheets(markup, Limits::default(), Formats::new()).is_ok(),
                is_read
            );
        }
    }

    #[test]
    fn content_that_is_cut_off_is_an_error() {
        let whole = "<d><t:table><t:table-row><t:table-cell/></t:table-row></t:table></d>";
        for (text, is_read) in [(whole, true), (&whole[..40], false), (&whole[..25], false)] {
            let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
            zip.start_file("content.xml", zip::write::SimpleFileOptions::default())
                .expect("a part");
            zip.write_all(text.as_bytes()).expect("memory");
            let bytes = zip.finish().expect("a package").into_inner();
            assert_eq!(marks(&bytes, Limits::default()).is_ok(), is_read, "{text}");
        }
    }

    #[test]
    fn merges_and_hidden_rows_are_found() {
        let text = r#"<o:spreadsheet><t:tracked-changes><t:table><t:table-row/></t:table></t:tracked-changes>
            <t:table t:name="a"><t:table-column t:number-columns-repeated="2"/><t:table-column t:visibility="collapse"/>
            <t:table-header-rows><t:table-row><t:table-cell t:number-columns-spanned="2" t:number-rows-spanned="2"><x:p>h</x:p></t:table-cell>
            <t:covered-table-cell/><t:table-cell t:number-columns-repeated="3"/><t:table-cell t:number-columns-spanned="2"/></t:table-row></t:table-header-rows>
            <t:table-row t:number-rows-repeated="4" t:visibility="filter"/>
            <t:table-row t:number-rows-repeated="2"><t:table-cell><t:table><t:table-row/></t:table></t:table-cell>
            <t:table-cell t:number-columns-spanned="2" t:number-rows-spanned="1"/></t:table-row>
            <t:table-row t:visibility="collapse"/></t:table><t:table/><t:table t:name="b"></t:table></o:spreadsheet>"#;
        let expected = Marks {
            merges: vec![
                merge(1, 1, 2, 2),
                merge(1, 6, 1, 7),
                merge(6, 2, 6, 3),
                merge(7, 2, 7, 3),
            ],
            rows: vec![(2, 5), (8, 8)],
            columns: vec![(3, 3)],
            ..Marks::default()
        };
        assert_eq!(marks_of(text), [expected, Marks::default()]);
    }

    #[test]
    fn numbers_without_bounds_are_bounded() {
        let text = "<table><table-column visibility='collapse' number-columns-repeated='4000000000'/>\
            <table-row number-rows-repeated='4294967295' visibility='collapse'><table-cell number-columns-spanned='99999'/>\
            <table-cell number-columns-repeated='4294967295'/><table-cell number-rows-spanned='99'/></table-row><table-row/></table>";
        let marks = &marks_of(text)[0];
        assert_eq!(marks.rows, [(1, MOST_ROWS)]);
        assert_eq!(marks.columns, [(1, MOST_COLUMNS)]);
        assert_eq!(marks.merges, []);
    }
}
