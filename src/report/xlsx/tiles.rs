//! Key figures side by side: label, value, change, what it was, little columns of the months.

use rust_xlsxwriter::{
    ChartEmptyCells, ConditionalFormatCell, ConditionalFormatCellRule, Format, Sparkline,
    SparklineType, XlsxError,
};

use super::format::{Paint, Role, rgb};
use super::helper::Point;
use super::names::Defined;
use super::plan::{TILE_ROWS, TableSpot, TileSpot};
use super::sheet::PageWriter;
use crate::report::book::{Cell, Style, TableBlock, Tile};
use crate::report::style::{number, show, style_of};

impl PageWriter<'_, '_> {
    /// Draws a card.
    pub(super) fn tile(&mut self, tile: &Tile, spot: &TileSpot) -> Result<(), XlsxError> {
        let (left, right) = spot.columns;
        for offset in 0..TILE_ROWS {
            let format = self.desk.formats.get(&Paint {
                role: Role::TileFill,
                edge: true,
                ..Paint::default()
            });
            let row = spot.row + offset;
            // A figure in a merged cell may be wider than its first column.
            if left < right {
                self.sheet.merge_range(row, left, row, right, "", format)?;
            } else {
                self.sheet.write_blank(row, left, format)?;
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
        if !tile.ok.is_empty() {
            self.light(spot, &tile.ok)?;
        }
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
            self.desk.defined.push(Defined {
                name,
                figure: tile.label.clone(),
                sheet: self.name.clone(),
                row: spot.row + 1,
                column: left,
                style,
                value: tile.value.value.clone(),
            });
        }
        Ok(())
    }

    /// A live text is green while it says that all is well, and red otherwise.
    fn light(&mut self, spot: &TileSpot, ok: &str) -> Result<(), XlsxError> {
        let look = &self.desk.book.theme.look;
        let text = ok.to_owned();
        for (rule, fill) in [
            (ConditionalFormatCellRule::EqualTo(text.clone()), look.green),
            (ConditionalFormatCellRule::NotEqualTo(text), look.red),
        ] {
            let format = Format::new().set_background_color(rgb(fill));
            let condition = ConditionalFormatCell::new()
                .set_rule(rule)
                .set_format(format);
            let (row, (left, right)) = (spot.row + 1, spot.columns);
            self.sheet
                .add_conditional_format(row, left, row, right, &condition)?;
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
        let shown = show(cell, Style::Text, &self.desk.book.words);
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
        let style = style_of(&tile.value, Style::Text);
        let writing = &self.desk.book.words.writing;
        let months = tile.months.iter().map(|month| match month.parse() {
            Ok(month) => writing.short_month(month),
            Err(()) => month.clone(),
        });
        let months: Vec<String> = months.collect();
        let points = points.collect();
        let helper = &mut self.desk.helper;
        let range = helper.add_under(&months, &tile.label, style, points);
        let columns = self
            .little_columns(tile.trend.iter().flatten().copied())
            .set_range(self.desk.helper.reference(range).as_str());
        self.sheet.add_sparkline(row, column, &columns)?;
        Ok(())
    }

    /// Little columns at the end of each row of a matrix.
    pub(super) fn row_trends(
        &mut self,
        table: &TableBlock,
        place: u16,
        spot: &TableSpot,
    ) -> Result<(), XlsxError> {
        let Some((first, last)) = table.alike() else {
            return Ok(());
        };
        for (at, cells) in table.rows.iter().enumerate() {
            let row = spot.first + at as u32;
            let values = cells[first..=last].iter();
            let (from, to) = (table.place(first), table.place(last));
            let columns = self
                .little_columns(values.filter_map(|cell| number(&cell.value)))
                .set_range((self.name.as_str(), row, from, row, to));
            self.sheet.add_sparkline(row, place, &columns)?;
        }
        Ok(())
    }

    /// Columns, not a line: LibreOffice leaves little lines out on paper.
    fn little_columns(&self, mut points: impl Iterator<Item = f64>) -> Sparkline {
        let look = &self.desk.book.theme.look;
        let columns = Sparkline::new()
            .set_type(SparklineType::Column)
            .set_sparkline_color(rgb(look.bar))
            .set_last_point_color(rgb(look.accent))
            .show_empty_cells_as(ChartEmptyCells::Gaps)
            .show_hidden_data(true)
            .show_last_point(true);
        // columns that do not begin at zero lie about their proportions
        match points.all(|point| point >= 0.0) {
            true => columns.set_custom_min(0),
            false => columns,
        }
    }
}

/// A sign at the front becomes an arrow, so that colour is not alone.
fn with_arrow(change: &str) -> String {
    match change.chars().next() {
        Some('+') => format!("▲ {change}"),
        Some('-' | '−' | '–' | '(') => format!("▼ {change}"),
        _ => change.to_owned(),
    }
}
