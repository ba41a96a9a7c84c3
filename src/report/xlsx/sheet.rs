//! One page onto one sheet.

use rust_xlsxwriter::{
    Color, ConditionalFormat2ColorScale, ConditionalFormatDataBar, ConditionalFormatType,
    DataValidation, DataValidationErrorStyle, DataValidationRule, Format, Formula, Table,
    TableColumn, TableFunction, TableStyle, Worksheet, XlsxError,
};

use super::cells::{LONGEST, fit};
use super::charts;
use super::enlarged::Enlarged;
use super::format::{Formats, Paint, Role, rgb};
use super::formula::{Ranges, column_range};
use super::helper::{Helper, Point};
use super::names::Defined;
use super::plan::{PagePlan, Spot, TableSpot, tables, wraps};
use super::sheet_names::DefinedNames;
use crate::report::book::{
    APART, Block, Book, Cell, CellValue, Column, Look, Page, Style, TableBlock, Total, Words,
};
use crate::report::style::{is_less_than_nothing, looks_like_formula, number, style_of};
use crate::report::theme::HOTTEST;

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
    /// How much larger than planned everything is drawn.
    pub enlarged: Enlarged,
    /// Points for the last sheet.
    pub helper: Helper,
    /// Names taken by tables and tiles.
    pub names: DefinedNames,
    /// Defined names to add.
    pub defined: Vec<Defined>,
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

/// Where the cells of a column go.
#[derive(Clone, Copy)]
struct Room {
    /// The first column of the sheet that it takes.
    place: u16,
    /// Characters that fit.
    wide: f64,
}

impl PageWriter<'_, '_> {
    /// Title, subtitle and all blocks.
    pub fn write(&mut self, page: &Page) -> Result<(), XlsxError> {
        for (at, wide) in self.plan.widths.iter().enumerate() {
            self.sheet.set_column_width(at as u16, wide.min(250.0))?;
        }
        for (row, height) in &self.plan.heights {
            let height = self.desk.enlarged.down(*height);
            self.sheet.set_row_height_pixels(*row, height)?;
        }
        let wrapped = self.plan.heights.get(&0).is_some_and(|tall| *tall > 28);
        self.words(0, &page.title, Role::Title, wrapped)?;
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
                    let told = match wrapped {
                        true => self.plan.paragraph(text),
                        false => text.into(),
                    };
                    self.words(*row, &told, Role::Text, *wrapped)?;
                }
                (Block::Tiles(tiles), Spot::Tiles(spots)) => {
                    for (tile, spot) in tiles.iter().zip(spots) {
                        self.tile(tile, spot)?;
                    }
                }
                (Block::Table(table), Spot::Table(spot)) => {
                    self.table(table, spot, &page.title)?;
                }
                (Block::Chart(chart), Spot::Chart(row, left, wide)) => {
                    let book = self.desk.book;
                    let target = tables(book).find(|(_, table)| table.id == chart.table);
                    if let Some((_, table)) = target
                        && let Some(mut drawn) = charts::draw(
                            book,
                            chart,
                            table,
                            self.desk.ranges,
                            &mut self.desk.helper,
                        )?
                    {
                        let enlarged = self.desk.enlarged;
                        drawn
                            .set_width(enlarged.across(*wide))
                            .set_height(enlarged.down(chart.size.1));
                        let left = enlarged.across(*left);
                        self.sheet
                            .insert_chart_with_offset(*row, 0, &drawn, left, 4)?;
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

    fn table(&mut self, table: &TableBlock, spot: &TableSpot, page: &str) -> Result<(), XlsxError> {
        if let Some(row) = spot.title {
            self.words(row, &table.title, Role::Heading, false)?;
        }
        if table.rows.is_empty() {
            return self.texts(spot.header, &table.empty);
        }
        let labels = unique_labels(table);
        self.headings(table, spot, &labels)?;
        let sums = Sums {
            table,
            spot,
            labels: &labels,
            name: table.sortable.then(|| self.desk.names.take(&table.id)),
        };
        if let Some(name) = &sums.name {
            self.sortable(&sums, name, page)?;
        }
        let rooms: Vec<Room> = (0..table.columns.len())
            .map(|at| Room {
                place: table.place(at),
                wide: self.plan.over(table, at),
            })
            .collect();
        for (at, row) in table.rows.iter().enumerate() {
            self.row((table, &rooms), spot.first + at as u32, row)?;
        }
        if let Some(row) = spot.totals {
            for at in 0..table.columns.len() {
                self.total(&sums, row, at)?;
                self.name_total(table, row, at);
            }
        }
        self.outline(table, spot)?;
        for at in 0..table.columns.len() {
            self.look(table, at, spot)?;
        }
        if let Some(row) = spot.footer {
            self.texts(row, &table.footer)?;
        }
        Ok(())
    }

    /// Texts that lie [`APART`], from a row on.
    fn texts(&mut self, first: u32, texts: &str) -> Result<(), XlsxError> {
        for (row, text) in (first..).zip(texts.split(APART)) {
            let wrap = self.plan.heights.contains_key(&row);
            self.words(row, text, Role::Footer, wrap)?;
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
            let paint = self.heading_paint(table, at);
            let format = self.desk.formats.get(&paint);
            let place = table.place(at);
            join(self.sheet, &table.columns[at], (spot.header, place), format)?;
            let written = self.plan.heading(table, at, label);
            self.sheet
                .write_string_with_format(spot.header, place, &*written, format)?;
        }
        Ok(())
    }

    fn heading_paint(&self, table: &TableBlock, at: usize) -> Paint {
        let column = &table.columns[at];
        Paint {
            role: Role::Header,
            top: table.has_buttons() && self.plan.tall_heads,
            style: column.style,
            band: (column.look == Look::Band).then_some(0),
            indent: heading_indent(at, column),
            ..Paint::default()
        }
    }

    /// An Excel table. One without a title of its own is what its page says.
    fn sortable(&mut self, sums: &Sums<'_>, name: &str, page: &str) -> Result<(), XlsxError> {
        let Sums { table, spot, .. } = *sums;
        let said = match table.title.as_str() {
            "" => page,
            title => title,
        };
        let mut columns = Vec::new();
        for (at, label) in sums.labels.iter().enumerate() {
            let paint = self.heading_paint(table, at);
            let format = self.desk.formats.get(&paint).clone();
            let mut column = TableColumn::new()
                .set_header(label)
                .set_header_format(format);
            if spot.totals.is_some() {
                let words = &self.desk.book.words;
                column = match (&table.columns[at].total, sums.formula(at, words)) {
                    (Total::Label(label), _) => column.set_total_label(fit(label).0),
                    (Total::Unknown, _) => column.set_total_label(&words.not_available),
                    (Total::Sum, _) => column.set_total_function(TableFunction::Sum),
                    (_, Some(formula)) => column.set_total_function(TableFunction::Custom(formula)),
                    _ => column,
                };
            }
            columns.push(column);
        }
        let made = Table::new()
            .set_name(name)
            .set_columns(&columns)
            .set_style(TableStyle::None)
            .set_banded_rows(false)
            .set_autofilter(table.has_buttons())
            .set_total_row(spot.totals.is_some())
            .set_alt_text(fit(said).0.chars().take(250).collect::<String>());
        let last = spot.totals.unwrap_or(spot.last);
        let right = table.columns.len() as u16 - 1;
        self.sheet.add_table(spot.header, 0, last, right, &made)?;
        Ok(())
    }

    fn row(
        &mut self,
        (table, rooms): (&TableBlock, &[Room]),
        row: u32,
        cells: &[Cell],
    ) -> Result<(), XlsxError> {
        let columns = table.columns.iter().zip(rooms);
        for (at, ((column, room), cell)) in columns.zip(cells).enumerate() {
            let Room { place, wide } = *room;
            let words = &self.desk.book.words;
            let band = match (&cell.value, column.look) {
                (CellValue::Text(code), Look::Band) => ["red", "amber", "green"]
                    .iter()
                    .position(|band| band == code),
                _ => None,
            };
            let unknown = band.is_none() && column.look == Look::Band;
            let style = style_of(cell, column.style);
            let figure = number(&cell.value);
            let nothing = figure.is_some_and(|figure| is_less_than_nothing(figure, style));
            let paint = Paint {
                role: Role::Body,
                missing: unknown,
                style,
                nothing,
                wrap: wraps(column, cell, wide),
                strong: cell.strong,
                input: column.input && !cell.fixed,
                negative: column.look == Look::Sign
                    && !nothing
                    && figure.is_some_and(|figure| figure < 0.0),
                worded: matches!(cell.value, CellValue::Text(_)),
                band,
                indent: if at == 0 {
                    cell.indent.min(15)
                } else {
                    apart(column)
                },
                ..Paint::default()
            };
            if column.span > 1 {
                let format = self.desk.formats.get(&paint);
                join(self.sheet, column, (row, place), format)?;
            }
            if let Some(band) = band {
                let look = &self.desk.book.theme.look;
                let word = format!("{}{}", look.sign(band), words.bands[band]);
                self.text(row, place, &word, paint)?;
                self.note(row, place, &cell.note)?;
            } else {
                self.cell(row, place, cell, paint, &table.id)?;
            }
        }
        Ok(())
    }

    fn total(&mut self, sums: &Sums<'_>, row: u32, at: usize) -> Result<(), XlsxError> {
        let table = sums.table;
        let column = &table.columns[at];
        let cell = Cell {
            value: table.total(at),
            ..Cell::default()
        };
        let style = style_of(&cell, column.style);
        let paint = Paint {
            role: Role::Total,
            style,
            nothing: number(&cell.value).is_some_and(|sum| is_less_than_nothing(sum, style)),
            worded: matches!(cell.value, CellValue::Text(_)),
            ..Paint::default()
        };
        let place = table.place(at);
        if column.span > 1 {
            let format = self.desk.formats.get(&paint);
            join(self.sheet, column, (row, place), format)?;
        }
        match sums.formula(at, &self.desk.book.words) {
            Some(formula) => {
                let formula = formula.set_result(self.desk.stored(&cell.value, paint.style));
                let format = self.desk.formats.get(&paint);
                self.sheet
                    .write_formula_with_format(row, place, formula, format)?;
            }
            None => self.cell(row, place, &cell, paint, &table.id)?,
        }
        Ok(())
    }

    /// A name for a total, the same in every language.
    fn name_total(&mut self, table: &TableBlock, row: u32, at: usize) {
        let column = &table.columns[at];
        let counts = matches!(column.total, Total::Sum | Total::Ratio { .. });
        // hours and minutes are the decimal hours beside them once more
        if !counts || table.name.is_empty() || column.style == Style::Clock {
            return;
        }
        let value = table.total(at);
        let cell = Cell {
            value: value.clone(),
            ..Cell::default()
        };
        let name = self
            .desk
            .names
            .take(&format!("{}_{}_total", table.name, column.key));
        let figure = match table.title.as_str() {
            "" => format!("{}: {}", self.name, column.label),
            title => format!("{title}: {}", column.label),
        };
        self.desk.defined.push(Defined {
            name,
            figure,
            sheet: self.name.clone(),
            row,
            column: table.place(at),
            style: style_of(&cell, column.style),
            value,
        });
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

    fn look(&mut self, table: &TableBlock, at: usize, spot: &TableSpot) -> Result<(), XlsxError> {
        let column = &table.columns[at];
        let ends = bar_ends(table, at);
        let at = table.place(at);
        match column.look {
            Look::Bars => {
                let mut bars = ConditionalFormatDataBar::new()
                    .set_fill_color(rgb(self.desk.book.theme.look.bar))
                    .set_solid_fill(true)
                    .set_border_off(true);
                if let Some((least, most)) = ends {
                    bars = bars
                        .set_minimum(ConditionalFormatType::Number, least)
                        .set_maximum(ConditionalFormatType::Number, most);
                }
                self.sheet
                    .add_conditional_format(spot.first, at, spot.last, at, &bars)?;
            }
            Look::Heat => {
                let heat = ConditionalFormat2ColorScale::new()
                    .set_minimum(ConditionalFormatType::Number, 0)
                    .set_maximum(ConditionalFormatType::Number, HOTTEST)
                    .set_minimum_color(Color::White)
                    .set_maximum_color(rgb(self.desk.book.theme.look.heat));
                self.sheet
                    .add_conditional_format(spot.first, at, spot.last, at, &heat)?;
            }
            Look::Trend => self.row_trends(table, at, spot)?,
            Look::Plain | Look::Band | Look::Sign => {}
        }
        match (column.input, column.choices.is_empty()) {
            (true, false) => self.choices(column, at, spot),
            (true, true) => self.free(at, spot),
            (false, _) => Ok(()),
        }
    }

    /// Any words, as long as a cell can hold them; a person is told that they are kept.
    fn free(&mut self, at: u16, spot: &TableSpot) -> Result<(), XlsxError> {
        let most = DataValidationRule::LessThanOrEqualTo(LONGEST as u32);
        let text = DataValidation::new()
            .allow_text_length(most)
            .set_input_message(&self.desk.book.words.input)?;
        self.sheet
            .add_data_validation(spot.first, at, spot.last, at, &text)?;
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
            let range = self.desk.helper.add(&column.label, Style::Text, points);
            let reference = self.desk.helper.reference(range);
            DataValidation::new().allow_list_formula(Formula::new(format!("={reference}")))
        };
        let list = list
            .set_error_style(DataValidationErrorStyle::Information)
            .set_input_message(&self.desk.book.words.input)?;
        self.sheet
            .add_data_validation(spot.first, at, spot.last, at, &list)?;
        Ok(())
    }
}

/// Where the bars of a column of shares begin and end: a lone half must not look like a whole, so the end is the whole or the
/// largest share above it.
fn bar_ends(table: &TableBlock, at: usize) -> Option<(f64, f64)> {
    if table.columns[at].look != Look::Bars || table.columns[at].style != Style::Share {
        return None;
    }
    let shares = table.rows.iter().filter_map(|row| number(&row[at].value));
    Some(shares.fold((0.0, 1.0), |(least, most): (f64, f64), share| {
        (least.min(share), most.max(share))
    }))
}

/// Makes one cell of the columns that a column takes.
fn join(
    sheet: &mut Worksheet,
    column: &Column,
    (row, place): (u32, u16),
    format: &Format,
) -> Result<(), XlsxError> {
    if column.span > 1 {
        let last = place + column.span - 1;
        sheet.merge_range(row, place, row, last, "", format)?;
    }
    Ok(())
}

/// Words keep a little distance from the figures on their left.
fn apart(column: &Column) -> u8 {
    let worded = matches!(column.style, Style::Text | Style::Wrapped | Style::Month);
    u8::from(worded && column.look != Look::Band)
}

/// Headings keep a distance from the one beside them; those over figures end where the figures end, before the room of a
/// closing parenthesis. What stands in the middle has its distance.
pub(super) fn heading_indent(at: usize, column: &Column) -> u8 {
    let middle = matches!(column.style, Style::Flag | Style::Date) || column.look == Look::Band;
    u8::from(at > 0 && !middle)
}

/// What the totals row of a table adds up.
struct Sums<'t> {
    table: &'t TableBlock,
    spot: &'t TableSpot,
    labels: &'t [String],
    /// Name of the Excel table; none for a plain range.
    name: Option<String>,
}

impl Sums<'_> {
    /// The live formula of a totals cell.
    fn formula(&self, at: usize, words: &Words) -> Option<Formula> {
        match &self.table.columns[at].total {
            Total::None | Total::Label(_) | Total::Unknown => None,
            Total::Sum => Some(Formula::new(format!("={}", self.sum(at)))),
            Total::Ratio {
                numerator,
                denominator,
            } => {
                let above = self.sum(self.table.column_at(numerator)?);
                let below = self.sum(self.table.column_at(denominator)?);
                let word = words.not_available.replace('"', "\"\"");
                Some(Formula::new(format!(
                    "=IFERROR({above}/{below},\"{word}\")"
                )))
            }
        }
    }

    /// In a list that people filter the total follows the filter, and names its column as the list does.
    fn sum(&self, at: usize) -> String {
        match &self.name {
            Some(name) => format!("SUBTOTAL(109,{name}[{}])", in_brackets(&self.labels[at])),
            None => {
                let place = self.table.place(at);
                let range = column_range(place, self.spot.first, self.spot.last);
                match self.table.heads.is_empty() {
                    true => format!("SUM({range})"),
                    // sums within it are passed over, rows that are folded away are not
                    false => format!("SUBTOTAL(9,{range})"),
                }
            }
        }
    }
}

/// A heading as structured references write it.
fn in_brackets(label: &str) -> String {
    let mut text = String::new();
    for letter in label.chars() {
        if matches!(letter, '\'' | '#' | '[' | ']') {
            text.push('\'');
        }
        text.push(letter);
    }
    text
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
