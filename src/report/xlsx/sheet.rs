//! One page onto one sheet.

use rust_xlsxwriter::{
    ChartEmptyCells, Color, ConditionalFormat2ColorScale, ConditionalFormatDataBar,
    ConditionalFormatType, DataValidation, DataValidationErrorStyle, Formula, Note, Sparkline,
    Table, TableColumn, TableFunction, TableStyle, Url, Worksheet, XlsxError,
};

use super::charts;
use super::format::{ACCENT, Formats, Paint, Role};
use super::formula::{Ranges, column_range, quoted, resolve};
use super::helper::{Helper, Point};
use super::plan::{PagePlan, Spot, TableSpot, TileSpot, tables, wraps};
use super::sheet_names::DefinedNames;
use crate::report::book::{
    Block, Book, Cell, CellValue, Column, Link, Look, Page, Style, TableBlock, Tile, Total,
};
use crate::report::style::{number, style_of};

/// Most UTF-16 units of a cell.
const LONGEST: usize = 32_767;
/// Most links of a sheet.
const MOST_LINKS: u32 = 65_000;

/// What pages of a book share while they are written.
pub struct Desk<'a> {
    /// The book.
    pub book: &'a Book,
    /// Where each table stands.
    pub ranges: &'a Ranges,
    /// Sheet names of pages by wished name.
    pub sheets: &'a dyn Fn(&str) -> Option<String>,
    /// Formats made so far.
    pub formats: Formats,
    /// Points for the last sheet.
    pub helper: Helper,
    /// Names taken by tables and tiles.
    pub names: DefinedNames,
    /// Defined names to add, with their references.
    pub defined: Vec<(String, String)>,
}

/// Writes blocks of a page.
pub struct PageWriter<'a, 'b> {
    /// Shared by all pages.
    pub desk: &'b mut Desk<'a>,
    /// The sheet.
    pub sheet: &'b mut Worksheet,
    /// Its layout.
    pub plan: &'b PagePlan,
    /// Its name.
    pub name: String,
    /// Links written so far.
    pub links: u32,
}

impl PageWriter<'_, '_> {
    /// Title, subtitle and all blocks.
    pub fn write(&mut self, page: &Page) -> Result<(), XlsxError> {
        for (at, wide) in self.plan.widths.iter().enumerate() {
            self.sheet.set_column_width(at as u16, wide.min(250.0))?;
        }
        for (row, height) in &self.plan.heights {
            self.sheet.set_row_height_pixels(*row, *height)?;
        }
        self.words(0, &page.title, Role::Title, false)?;
        if !page.subtitle.is_empty() {
            let wrapped = self.plan.heights.contains_key(&1);
            self.words(1, &page.subtitle, Role::Subtitle, wrapped)?;
        }
        for (block, spot) in page.blocks.iter().zip(&self.plan.spots) {
            match (block, spot) {
                (Block::Heading(text), Spot::Line(row, _)) => {
                    self.words(*row, text, Role::Heading, false)?;
                }
                (Block::Text(text), Spot::Line(row, wrapped)) => {
                    self.words(*row, text, Role::Text, *wrapped)?;
                }
                (Block::Tiles(tiles), Spot::Tiles(spots)) => {
                    for (tile, spot) in tiles.iter().zip(spots) {
                        self.tile(tile, spot)?;
                    }
                }
                (Block::Table(table), Spot::Table(spot)) => self.table(table, spot)?,
                (Block::Chart(chart), Spot::Chart(row, left)) => {
                    let book = self.desk.book;
                    let target = tables(book).find(|(_, table)| table.id == chart.table);
                    if let Some((_, table)) = target
                        && let Some(drawn) = charts::draw(
                            book,
                            chart,
                            table,
                            self.desk.ranges,
                            &mut self.desk.helper,
                        )?
                    {
                        self.sheet
                            .insert_chart_with_offset(*row, 0, &drawn, *left, 4)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// A line of words; spread over the page's width when it takes several lines.
    fn words(&mut self, row: u32, text: &str, role: Role, wrap: bool) -> Result<(), XlsxError> {
        let paint = Paint {
            role,
            wrap,
            quote: looks_like_formula(text),
            ..Paint::default()
        };
        let (text, _) = fit(text);
        let format = self.desk.formats.get(&paint);
        if wrap && self.plan.span > 1 {
            self.sheet
                .merge_range(row, 0, row, self.plan.span - 1, text, format)?;
        } else {
            self.sheet.write_string_with_format(row, 0, text, format)?;
        }
        Ok(())
    }

    fn tile(&mut self, tile: &Tile, spot: &TileSpot) -> Result<(), XlsxError> {
        let (left, right) = spot.columns;
        for offset in 0..super::plan::TILE_ROWS {
            for column in left..=right {
                let format = self.desk.formats.get(&Paint {
                    role: Role::TileFill,
                    edge: column == left,
                    ..Paint::default()
                });
                self.sheet.write_blank(spot.row + offset, column, format)?;
            }
        }
        let paint = |role, style| Paint {
            role,
            style,
            edge: true,
            ..Paint::default()
        };
        let label = paint(Role::TileLabel, Style::Text);
        self.text(spot.row, left, &tile.label, label)?;
        let style = style_of(&tile.value, Style::Text);
        self.cell(
            spot.row + 1,
            left,
            &tile.value,
            paint(Role::TileValue, style),
            "",
        )?;
        let change = with_arrow(&tile.change);
        let painted = paint(Role::TileChange(tile.good), Style::Text);
        if !change.is_empty() {
            self.text(spot.row + 2, left, &change, painted)?;
        }
        if let Some(previous) = &tile.previous {
            self.previous(spot.row + 3, left, previous)?;
        }
        if !tile.trend.is_empty() {
            self.little_line(spot.row + 4, left, tile)?;
        }
        if !tile.name.is_empty() {
            let name = self.desk.names.take(&tile.name);
            let letters = crate::model::place::column_letters(u32::from(left) + 1);
            let target = format!("={}!${letters}${}", quoted(&self.name), spot.row + 2);
            self.desk.defined.push((name, target));
        }
        Ok(())
    }

    /// A figure keeps its number and gets the word as part of its format.
    fn previous(&mut self, row: u32, column: u16, cell: &Cell) -> Result<(), XlsxError> {
        let word = self.desk.book.words.previous.clone();
        let style = style_of(cell, Style::Text);
        let mut paint = Paint {
            role: Role::TilePrevious,
            style,
            edge: true,
            ..Paint::default()
        };
        if number(&cell.value).is_some() {
            paint.prefix = word;
            return self.cell(row, column, cell, paint, "");
        }
        let shown = crate::report::style::show(
            cell,
            Style::Text,
            &self.desk.book.words,
            &self.desk.book.language,
        );
        if shown.is_empty() {
            return Ok(());
        }
        self.text(row, column, &format!("{word} {shown}"), paint)?;
        self.note(row, column, &cell.note)
    }

    fn little_line(&mut self, row: u32, column: u16, tile: &Tile) -> Result<(), XlsxError> {
        let points = tile.trend.iter().map(|point| match point {
            Some(number) if number.is_finite() => Point::Number(*number),
            _ => Point::Blank,
        });
        let range = self.desk.helper.add(&tile.label, points.collect());
        let line = Sparkline::new()
            .set_range(self.desk.helper.reference(range).as_str())
            .set_sparkline_color(Color::RGB(ACCENT))
            .set_line_weight(1.5)
            .show_empty_cells_as(ChartEmptyCells::Connected)
            .show_last_point(true);
        self.sheet.add_sparkline(row, column, &line)?;
        Ok(())
    }

    fn table(&mut self, table: &TableBlock, spot: &TableSpot) -> Result<(), XlsxError> {
        if let Some(row) = spot.title {
            self.words(row, &table.title, Role::Heading, false)?;
        }
        if table.rows.is_empty() {
            let wrap = self.plan.heights.contains_key(&spot.header);
            return self.words(spot.header, &table.empty, Role::Footer, wrap);
        }
        let labels = unique_labels(table);
        self.headings(table, spot, &labels)?;
        if table.sortable {
            self.sortable(table, spot, &labels)?;
        }
        for (at, row) in table.rows.iter().enumerate() {
            self.row(table, spot.first + at as u32, row)?;
        }
        if let Some(row) = spot.totals {
            for at in 0..table.columns.len() {
                self.total(table, spot, row, at)?;
            }
        }
        self.outline(table, spot)?;
        for at in 0..table.columns.len() {
            self.look(&table.columns[at], at as u16, spot)?;
        }
        if let Some(row) = spot.footer {
            let wrap = self.plan.heights.contains_key(&row);
            self.words(row, &table.footer, Role::Footer, wrap)?;
        }
        Ok(())
    }

    fn headings(
        &mut self,
        table: &TableBlock,
        spot: &TableSpot,
        labels: &[String],
    ) -> Result<(), XlsxError> {
        for (at, label) in labels.iter().enumerate() {
            let paint = Self::heading_paint(at, &table.columns[at]);
            let format = self.desk.formats.get(&paint);
            self.sheet
                .write_string_with_format(spot.header, at as u16, label, format)?;
        }
        Ok(())
    }

    fn heading_paint(at: usize, column: &Column) -> Paint {
        Paint {
            role: Role::Header,
            style: column.style,
            band: (column.look == Look::Band).then_some(0),
            indent: if at == 0 { 0 } else { apart(column) },
            ..Paint::default()
        }
    }

    fn sortable(
        &mut self,
        table: &TableBlock,
        spot: &TableSpot,
        labels: &[String],
    ) -> Result<(), XlsxError> {
        let mut columns = Vec::new();
        for (at, label) in labels.iter().enumerate() {
            let paint = Self::heading_paint(at, &table.columns[at]);
            let format = self.desk.formats.get(&paint).clone();
            let mut column = TableColumn::new()
                .set_header(label)
                .set_header_format(format);
            if spot.totals.is_some() {
                column = match (
                    &table.columns[at].total,
                    total_formula(self.desk, table, spot, at),
                ) {
                    (Total::Label(label), _) => column.set_total_label(fit(label).0),
                    (_, Some(formula)) => column.set_total_function(TableFunction::Custom(formula)),
                    _ => column,
                };
            }
            columns.push(column);
        }
        let name = self.desk.names.take(&table.id);
        let made = Table::new()
            .set_name(name)
            .set_columns(&columns)
            .set_style(TableStyle::None)
            .set_banded_rows(false)
            .set_total_row(spot.totals.is_some())
            .set_alt_text(fit(&table.title).0.chars().take(250).collect::<String>());
        let last = spot.totals.unwrap_or(spot.last);
        let right = table.columns.len() as u16 - 1;
        self.sheet.add_table(spot.header, 0, last, right, &made)?;
        Ok(())
    }

    fn row(&mut self, table: &TableBlock, row: u32, cells: &[Cell]) -> Result<(), XlsxError> {
        for (at, (column, cell)) in table.columns.iter().zip(cells).enumerate() {
            let wide = self.plan.widths.get(at).copied().unwrap_or(11.0);
            let words = &self.desk.book.words;
            let band = match (&cell.value, column.look) {
                (CellValue::Text(code), Look::Band) => ["red", "amber", "green"]
                    .iter()
                    .position(|band| band == code),
                _ => None,
            };
            let paint = Paint {
                role: Role::Body,
                style: style_of(cell, column.style),
                wrap: wraps(column, cell, wide),
                strong: cell.strong,
                input: column.input,
                sign: column.look == Look::Sign,
                worded: matches!(cell.value, CellValue::Text(_)),
                band,
                indent: if at == 0 {
                    cell.indent.min(15)
                } else {
                    apart(column)
                },
                ..Paint::default()
            };
            if let Some(band) = band {
                let word = words.bands[band].clone();
                self.text(row, at as u16, &word, paint)?;
                self.note(row, at as u16, &cell.note)?;
            } else {
                self.cell(row, at as u16, cell, paint, &table.id)?;
            }
        }
        Ok(())
    }

    fn cell(
        &mut self,
        row: u32,
        column: u16,
        cell: &Cell,
        paint: Paint,
        table: &str,
    ) -> Result<(), XlsxError> {
        self.note(row, column, &cell.note)?;
        match &cell.value {
            CellValue::Empty => {
                let format = self.desk.formats.get(&paint);
                self.sheet.write_blank(row, column, format)?;
            }
            CellValue::Text(text) => match &cell.link {
                Some(link) => self.link(row, column, text, link, paint)?,
                None => self.text(row, column, text, paint)?,
            },
            CellValue::Flag(flag) => {
                let words = &self.desk.book.words;
                let word = if *flag { &words.yes } else { &words.no }.clone();
                self.text(row, column, &word, paint)?;
            }
            CellValue::Date(day) => match serial(*day) {
                Some(serial) => {
                    let format = self.desk.formats.get(&paint);
                    self.sheet
                        .write_number_with_format(row, column, serial, format)?;
                }
                None => self.text(row, column, &day.to_string(), paint)?,
            },
            CellValue::Formula { text, result } => {
                match resolve(text, table, row, self.desk.ranges) {
                    Some(text) => {
                        let formula =
                            Formula::new(format!("={text}")).set_result(self.stored(result));
                        let format = self.desk.formats.get(&paint);
                        self.sheet
                            .write_formula_with_format(row, column, formula, format)?;
                    }
                    None => {
                        let plain = Cell {
                            value: (**result).clone(),
                            ..Cell::default()
                        };
                        self.cell(row, column, &plain, paint, table)?;
                    }
                }
            }
            other => match number(other) {
                Some(number) => {
                    let format = self.desk.formats.get(&paint);
                    self.sheet
                        .write_number_with_format(row, column, number, format)?;
                }
                None => {
                    let word = self.desk.book.words.not_available.clone();
                    let paint = Paint {
                        missing: true,
                        ..paint
                    };
                    self.text(row, column, &word, paint)?;
                }
            },
        }
        Ok(())
    }

    fn text(&mut self, row: u32, column: u16, text: &str, paint: Paint) -> Result<(), XlsxError> {
        let (kept, cut) = fit(text);
        if cut {
            let note = self.desk.book.words.cut.clone();
            self.note(row, column, &note)?;
        }
        let paint = Paint {
            quote: looks_like_formula(kept),
            ..paint
        };
        let format = self.desk.formats.get(&paint);
        if kept.is_empty() {
            self.sheet.write_blank(row, column, format)?;
        } else {
            self.sheet
                .write_string_with_format(row, column, kept, format)?;
        }
        Ok(())
    }

    fn link(
        &mut self,
        row: u32,
        column: u16,
        text: &str,
        link: &Link,
        paint: Paint,
    ) -> Result<(), XlsxError> {
        let target = match link {
            Link::Page(wished) => {
                (self.desk.sheets)(wished).map(|sheet| format!("internal:{}!A1", quoted(&sheet)))
            }
            Link::File(path) => Some(format!("file:///{path}")),
        };
        let target = target.filter(|target| target.len() < 2000 && self.links < MOST_LINKS);
        let (kept, _) = fit(text);
        let Some(target) = target.filter(|_| !kept.is_empty()) else {
            return self.text(row, column, text, paint);
        };
        self.links += 1;
        let paint = Paint {
            link: true,
            quote: looks_like_formula(kept),
            ..paint
        };
        let format = self.desk.formats.get(&paint);
        self.sheet
            .write_url_with_options(row, column, Url::new(target), kept, "", Some(format))?;
        Ok(())
    }

    fn note(&mut self, row: u32, column: u16, text: &str) -> Result<(), XlsxError> {
        if text.is_empty() {
            return Ok(());
        }
        let kept: String = text.chars().take(2000).collect();
        let tall = crate::report::style::lines(&kept, 38) as u32 * 14 + 12;
        let note = Note::new(kept)
            .set_author(author(self.desk.book))
            .add_author_prefix(false)
            .set_width(240)
            .set_height(tall.clamp(32, 400));
        self.sheet.insert_note(row, column, &note)?;
        Ok(())
    }

    /// A value as a formula's stored result.
    fn stored(&self, value: &CellValue) -> String {
        let words = &self.desk.book.words;
        match value {
            CellValue::Text(text) => text.clone(),
            CellValue::Empty => String::new(),
            CellValue::Flag(true) => words.yes.clone(),
            CellValue::Flag(false) => words.no.clone(),
            CellValue::Date(day) => {
                serial(*day).map_or(day.to_string(), |serial| serial.to_string())
            }
            other => number(other).map_or(words.not_available.clone(), |number| number.to_string()),
        }
    }

    fn total(
        &mut self,
        table: &TableBlock,
        spot: &TableSpot,
        row: u32,
        at: usize,
    ) -> Result<(), XlsxError> {
        let column = &table.columns[at];
        let cell = Cell {
            value: table.total(at),
            ..Cell::default()
        };
        let paint = Paint {
            role: Role::Total,
            style: style_of(&cell, column.style),
            worded: matches!(cell.value, CellValue::Text(_)),
            ..Paint::default()
        };
        match total_formula(self.desk, table, spot, at) {
            Some(formula) => {
                let formula = formula.set_result(self.stored(&cell.value));
                let format = self.desk.formats.get(&paint);
                self.sheet
                    .write_formula_with_format(row, at as u16, formula, format)?;
            }
            None => self.cell(row, at as u16, &cell, paint, &table.id)?,
        }
        Ok(())
    }

    /// Rows of detail can be folded under the row above them.
    fn outline(&mut self, table: &TableBlock, spot: &TableSpot) -> Result<(), XlsxError> {
        let level = |row: &[Cell]| row.first().map_or(0, |cell| cell.indent.min(6));
        let deepest = table.rows.iter().map(|row| level(row)).max().unwrap_or(0);
        if deepest > 0 {
            self.sheet.group_symbols_above(true);
        }
        for depth in 1..=deepest {
            let mut start: Option<u32> = None;
            for at in 0..=table.rows.len() {
                let inside = table.rows.get(at).is_some_and(|row| level(row) >= depth);
                let row = spot.first + at as u32;
                match (inside, start) {
                    (true, None) => start = Some(row),
                    (false, Some(from)) => {
                        self.sheet.group_rows(from, row - 1)?;
                        start = None;
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn look(&mut self, column: &Column, at: u16, spot: &TableSpot) -> Result<(), XlsxError> {
        match column.look {
            Look::Bars => {
                let bars = ConditionalFormatDataBar::new()
                    .set_fill_color(Color::RGB(0x9C_C8_E6))
                    .set_solid_fill(true)
                    .set_border_off(true);
                self.sheet
                    .add_conditional_format(spot.first, at, spot.last, at, &bars)?;
            }
            Look::Heat => {
                let heat = ConditionalFormat2ColorScale::new()
                    .set_minimum(ConditionalFormatType::Number, 0)
                    .set_maximum(ConditionalFormatType::Number, 1.2)
                    .set_minimum_color(Color::White)
                    .set_maximum_color(Color::RGB(0xF0_A0_50));
                self.sheet
                    .add_conditional_format(spot.first, at, spot.last, at, &heat)?;
            }
            Look::Plain | Look::Band | Look::Sign => {}
        }
        if column.input && !column.choices.is_empty() {
            self.choices(column, at, spot)?;
        }
        Ok(())
    }

    /// A drop-down list; other words may still be typed after a warning.
    fn choices(&mut self, column: &Column, at: u16, spot: &TableSpot) -> Result<(), XlsxError> {
        let units: usize = column
            .choices
            .iter()
            .map(|choice| choice.encode_utf16().count() + 1)
            .sum();
        let short = units <= 250 && !column.choices.iter().any(|choice| choice.contains(','));
        let list = if short {
            DataValidation::new().allow_list_strings(&column.choices)?
        } else {
            let points = column.choices.iter().cloned().map(Point::Text).collect();
            let range = self.desk.helper.add(&column.label, points);
            let reference = self.desk.helper.reference(range);
            DataValidation::new().allow_list_formula(Formula::new(format!("={reference}")))
        };
        let list = list.set_error_style(DataValidationErrorStyle::Information);
        self.sheet
            .add_data_validation(spot.first, at, spot.last, at, &list)?;
        Ok(())
    }
}

/// Words keep a little distance from the figures on their left.
fn apart(column: &Column) -> u8 {
    let worded = matches!(column.style, Style::Text | Style::Wrapped | Style::Month);
    u8::from(worded && column.look != Look::Band)
}

/// Who notes are from.
fn author(book: &Book) -> String {
    let name = if book.agency.is_empty() {
        &book.words.author
    } else {
        &book.agency
    };
    name.chars().take(25).collect()
}

/// The live formula of a totals cell.
fn total_formula(desk: &Desk, table: &TableBlock, spot: &TableSpot, at: usize) -> Option<Formula> {
    let sum = |at: usize| {
        let range = column_range(at as u16, spot.first, spot.last);
        // In a list that people filter, the total follows the filter.
        match table.sortable {
            true => format!("SUBTOTAL(109,{range})"),
            false => format!("SUM({range})"),
        }
    };
    match &table.columns[at].total {
        Total::None | Total::Label(_) => None,
        Total::Sum => Some(Formula::new(format!("={}", sum(at)))),
        Total::Ratio {
            numerator,
            denominator,
        } => {
            let above = sum(table.column_at(numerator)?);
            let below = sum(table.column_at(denominator)?);
            let word = desk.book.words.not_available.replace('"', "\"\"");
            Some(Formula::new(format!(
                "=IFERROR({above}/{below},\"{word}\")"
            )))
        }
    }
}

/// Headings as an Excel table wants them: one line, not empty, unique without regard to case.
fn unique_labels(table: &TableBlock) -> Vec<String> {
    let mut taken = std::collections::BTreeSet::new();
    let mut labels = Vec::new();
    for column in &table.columns {
        let label = column.label.replace(['\n', '\r', '\t'], " ");
        let label: String = label.trim().chars().take(200).collect();
        let base = if label.is_empty() {
            column.key.clone()
        } else {
            label
        };
        let mut name = base.clone();
        let mut copy = 2;
        while !taken.insert(name.to_lowercase()) {
            name = format!("{base} ({copy})");
            copy += 1;
        }
        labels.push(name);
    }
    labels
}

/// A sign at the front becomes an arrow, so that colour is not alone.
fn with_arrow(change: &str) -> String {
    match change.chars().next() {
        Some('+') => format!("▲ {change}"),
        Some('-' | '−' | '–' | '(') => format!("▼ {change}"),
        _ => change.to_owned(),
    }
}

/// Days since the first day of Excel's calendar; none where Excel has no date.
fn serial(day: chrono::NaiveDate) -> Option<f64> {
    let start = chrono::NaiveDate::from_ymd_opt(1899, 12, 30)?;
    let days = (day - start).num_days();
    // Before March 1900 Excel counts a day that never was.
    (61..=2_958_465).contains(&days).then_some(days as f64)
}

/// True when a spreadsheet could take a text for a formula.
fn looks_like_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// As much of a text as a cell holds, and whether anything was cut.
fn fit(text: &str) -> (&str, bool) {
    let mut units = 0;
    for (at, letter) in text.char_indices() {
        units += letter.len_utf16();
        if units > LONGEST {
            return (&text[..at], true);
        }
    }
    (text, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_at_the_cells_limit() {
        let long = "😀".repeat(20_000);
        let (kept, cut) = fit(&long);
        assert!(cut);
        assert_eq!(kept.encode_utf16().count(), 32_766);
        assert_eq!(fit("short"), ("short", false));
    }

    #[test]
    fn counts_days_as_excel_does() {
        let day = |text: &str| text.parse::<chrono::NaiveDate>().expect("a day");
        assert_eq!(serial(day("2026-10-31")), Some(46_326.0));
        assert_eq!(serial(day("1900-03-01")), Some(61.0));
        assert_eq!(serial(day("1899-12-31")), None);
    }
}
