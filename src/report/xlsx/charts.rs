//! Native charts over the tables of the same book.
//!
//! A text such as n/a among a column's numbers would be drawn as zero, so such a column goes to the helper
//! sheet with a gap in its place. So do names that are too long to stand under a column.

use std::collections::BTreeSet;

use rust_xlsxwriter::{
    Chart, ChartAxisLabelPosition, ChartAxisTickType, ChartFont, ChartFormat, ChartLegendPosition,
    ChartLine, ChartType, XlsxError,
};

mod marks;

use super::format::rgb;
use super::formula::{Ranges, TableRange};
use super::helper::{Helper, Point};
use crate::model::Month;
use crate::report::book::{
    Book, Cell, CellValue, ChartBlock, ChartKind, Series, Style, TableBlock,
};
use crate::report::style::{number, show, style_of, told_apart, width};
use crate::report::theme::Colour;

/// Most letters of a name under a column.
const LONGEST_UNDER: usize = 18;
/// More names than so many stand aslant under a chart of half a page, and take the height of what is drawn.
const MANY_UNDER: usize = 8;
const LONGEST_OF_MANY: usize = 13;
/// Most letters of a name beside a lying bar.
const LONGEST_BESIDE: usize = 26;

/// A range of cells: sheet, first row and column, last row and column.
type Range = (String, u32, u16, u32, u16);

/// Draws a chart; none when its table has nothing to draw.
pub fn draw(
    book: &Book,
    block: &ChartBlock,
    table: &TableBlock,
    ranges: &Ranges,
    helper: &mut Helper,
) -> Result<Option<Chart>, XlsxError> {
    let Some(range) = ranges.get(&block.table) else {
        return Ok(None);
    };
    let Some(category) = table.column_at(&block.category) else {
        return Ok(None);
    };
    let rows = block.rows.unwrap_or(usize::MAX).min(table.rows.len());
    let drawn = |series: &Series| table.column_at(&series.column).is_some();
    if rows == 0 || !block.series.iter().any(drawn) {
        return Ok(None);
    }
    let source = Source {
        book,
        table,
        range,
        rows,
    };
    let categories = source.categories(category, block.kind, helper);
    let alone = source.lines_alone(block);
    let lines: Vec<Series> = alone.iter().flatten().cloned().collect();
    let (over, under): (Vec<_>, Vec<_>) = match alone {
        Some(_) => (Vec::new(), lines.iter().enumerate().collect()),
        None => block
            .series
            .iter()
            .enumerate()
            .filter(|(_, series)| drawn(series))
            .partition(|(_, series)| {
                (series.line || series.second) && block.kind != ChartKind::Line
            }),
    };
    let kind = if lines.is_empty() {
        block.kind
    } else {
        ChartKind::Line
    };
    let mut chart = Chart::new(chart_type(kind));
    for (at, series) in &under {
        source.series(&mut chart, series, *at, &categories, block, helper);
    }
    if under.is_empty() || over.is_empty() {
        for (at, series) in &over {
            source.series(&mut chart, series, *at, &categories, block, helper);
        }
    } else {
        let mut lines = Chart::new_line();
        for (at, series) in &over {
            source.series(&mut lines, series, *at, &categories, block, helper);
        }
        if let Some(code) = source.axis_code(over.iter().map(|(_, series)| *series)) {
            chart.y2_axis().set_num_format(&code);
            if code.contains('%') && source.is_part_of_whole(&over) {
                chart.y2_axis().set_min(0).set_max(1);
            } else if !source.has_negatives(&over) {
                chart.y2_axis().set_min(0);
            }
        }
        chart.combine(&lines);
    }
    let values = match block.kind {
        ChartKind::Bar => chart.x_axis(),
        _ => chart.y_axis(),
    };
    if let Some(code) = source.axis_code(under.iter().map(|(_, series)| *series)) {
        values.set_num_format(&code);
    }
    // Bars that do not begin at zero lie about their proportions, and a line over them about its own.
    let first: Vec<(usize, &Series)> = { block.series.iter().enumerate() }
        .filter(|(_, series)| !series.second)
        .collect();
    if block.kind != ChartKind::Line && !source.has_negatives(&first) {
        values.set_min(0);
    }
    // Points may stand on the hidden sheet.
    chart.show_hidden_data();
    dress(&mut chart, book, block);
    Ok(Some(chart))
}

fn chart_type(kind: ChartKind) -> ChartType {
    match kind {
        ChartKind::Column => ChartType::Column,
        ChartKind::Stacked => ChartType::ColumnStacked,
        ChartKind::Bar => ChartType::Bar,
        ChartKind::Line => ChartType::Line,
    }
}

struct Source<'a> {
    book: &'a Book,
    table: &'a TableBlock,
    range: &'a TableRange,
    rows: usize,
}

impl Source<'_> {
    /// The names under columns or beside bars: those of the table where they are short, else cut ones on the helper sheet, or
    /// they would take the room of what is drawn.
    fn categories(&self, at: usize, kind: ChartKind, helper: &mut Helper) -> Range {
        let column = &self.table.columns[at];
        let words = &self.book.words;
        let most = match kind {
            ChartKind::Bar => LONGEST_BESIDE,
            _ if self.rows > MANY_UNDER => LONGEST_OF_MANY,
            _ => LONGEST_UNDER,
        };
        let cells = self.table.rows.iter().take(self.rows).map(|row| &row[at]);
        let as_they_stand = cells
            .clone()
            .all(|cell| matches!(&cell.value, CellValue::Text(text) if width(text) <= most));
        if as_they_stand {
            return self.in_table(at);
        }
        let label = |cell: &Cell| match cell.value {
            CellValue::Date(day) if style_of(cell, column.style) == Style::Month => {
                words.writing.short_month(Month::of(day))
            }
            _ => show(cell, column.style, words),
        };
        let labels: Vec<String> = cells.map(label).collect();
        let cut = |most: usize| told_apart(&labels, most, &self.book.title);
        let alone = |names: &[String]| names.iter().collect::<BTreeSet<_>>().len();
        // two clients are never called alike for the height of a chart
        let names = match cut(most) {
            short if alone(&short) < alone(&labels) => cut(most.max(LONGEST_UNDER)),
            short => short,
        };
        let points = names.into_iter().map(Point::Text);
        in_helper(helper, &column.label, Style::Text, points.collect())
    }

    fn values(&self, at: usize, helper: &mut Helper) -> Range {
        let column = &self.table.columns[at];
        let cells = self.table.rows.iter().take(self.rows).map(|row| &row[at]);
        let whole = cells.clone().all(|cell| match &cell.value {
            CellValue::Empty | CellValue::Formula { .. } => true,
            other => number(other).is_some(),
        });
        if whole {
            return self.in_table(at);
        }
        let points = cells.map(|cell| number(&cell.value).map_or(Point::Blank, Point::Number));
        in_helper(helper, &column.label, column.style, points.collect())
    }

    fn in_table(&self, at: usize) -> Range {
        let spot = &self.range.spot;
        let place = self.table.place(at);
        let last = spot.first + self.rows as u32 - 1;
        (self.range.sheet.clone(), spot.first, place, last, place)
    }

    fn series(
        &self,
        chart: &mut Chart,
        series: &Series,
        at: usize,
        categories: &Range,
        block: &ChartBlock,
        helper: &mut Helper,
    ) {
        let Some(column) = self.table.column_at(&series.column) else {
            return;
        };
        let values = self.values(column, helper);
        let look = &self.book.theme.look;
        let as_line = series.line
            || (series.second && block.kind != ChartKind::Line)
            || block.kind == ChartKind::Line;
        let mut format = match as_line {
            true => marks::line(look, at),
            false if block.shaded => marks::step(look, at, block.series.len()),
            false => marks::fill(look, at),
        };
        let drawn = chart
            .add_series()
            .set_name(&plain(&series.label))
            .set_categories(borrowed(categories))
            .set_values(borrowed(&values))
            .set_format(&mut format)
            .set_secondary_axis(series.second);
        match as_line {
            false => {
                drawn.set_gap(60);
            }
            true if look.marks => {
                drawn.set_marker(&marks::marker(look, at));
            }
            true => {}
        }
    }

    /// The lines of a chart whose columns would all be nothing, on the first axis: an axis of nothing is labelled `0, 1, 1`.
    fn lines_alone(&self, block: &ChartBlock) -> Option<Vec<Series>> {
        let is_nothing = |series: &&Series| {
            let Some(at) = self.table.column_at(&series.column) else {
                return true;
            };
            let mut cells = self.table.rows.iter().take(self.rows).map(|row| &row[at]);
            cells.all(|cell| number(&cell.value).is_none_or(|number| number == 0.0))
        };
        let (over, under): (Vec<&Series>, Vec<&Series>) =
            block.series.iter().partition(|series| series.second);
        if over.is_empty() || !under.iter().all(is_nothing) || over.iter().all(is_nothing) {
            return None;
        }
        let lines = over.into_iter().map(|series| Series {
            line: true,
            second: false,
            ..series.clone()
        });
        Some(lines.collect())
    }

    fn has_negatives(&self, series: &[(usize, &Series)]) -> bool {
        let mut columns = series
            .iter()
            .filter_map(|(_, series)| self.table.column_at(&series.column));
        columns.any(|at| {
            let mut cells = self.table.rows.iter().take(self.rows).map(|row| &row[at]);
            cells.any(|cell| number(&cell.value).is_some_and(|number| number < 0.0))
        })
    }

    /// True when no value of these series goes beyond the whole.
    fn is_part_of_whole(&self, series: &[(usize, &Series)]) -> bool {
        let mut columns = series
            .iter()
            .filter_map(|(_, series)| self.table.column_at(&series.column));
        columns.all(|at| {
            let mut cells = self.table.rows.iter().take(self.rows).map(|row| &row[at]);
            cells.all(|cell| {
                number(&cell.value).is_none_or(|share| (0.0..=1.000_001).contains(&share))
            })
        })
    }

    /// Number code of an axis, by the first of its series.
    fn axis_code<'a>(&self, mut series: impl Iterator<Item = &'a Series>) -> Option<String> {
        let column = self.table.column_at(&series.next()?.column)?;
        match self.table.columns[column].style {
            Style::Share => Some(self.book.words.writing.percent_code("0")),
            Style::Money | Style::Cents | Style::Hours | Style::Count => Some("#,##0".to_owned()),
            _ => None,
        }
    }
}

fn in_helper(helper: &mut Helper, label: &str, style: Style, points: Vec<Point>) -> Range {
    let (row, first, last) = helper.add(label, style, points);
    (helper.sheet.clone(), row, first, row, last)
}

fn borrowed(range: &Range) -> (&str, u32, u16, u32, u16) {
    (range.0.as_str(), range.1, range.2, range.3, range.4)
}

/// A title that begins with `=` would be read as a reference.
fn plain(text: &str) -> String {
    if text.starts_with('=') {
        format!(" {text}")
    } else {
        text.to_owned()
    }
}

fn dress(chart: &mut Chart, book: &Book, block: &ChartBlock) {
    let look = &book.theme.look;
    let small = |colour: Colour| {
        let mut font_of = ChartFont::new();
        font_of
            .set_name(book.theme.font(&book.language))
            .set_size((9.0 * look.scale()).round())
            .set_color(rgb(colour));
        font_of
    };
    let mut heading = small(look.dark);
    heading.set_size((12.0 * look.scale()).round()).set_bold();
    chart
        .title()
        .set_name(&plain(&block.title))
        .set_font(&heading);
    let words = small(look.grey);
    chart.x_axis().set_font(&words);
    chart.y_axis().set_font(&words);
    chart.y2_axis().set_font(&words);
    let mut grid = ChartLine::new();
    grid.set_color(rgb(look.grid)).set_width(0.75);
    // The library swaps its axes for lying bars: y holds their categories.
    let lying = block.kind == ChartKind::Bar;
    if lying {
        chart.y_axis().set_reverse().set_major_gridlines(false);
        chart
            .x_axis()
            .set_major_gridlines(true)
            .set_major_gridlines_line(&grid)
            .set_label_position(ChartAxisLabelPosition::High)
            .set_major_tick_type(ChartAxisTickType::None)
            .set_format(ChartFormat::new().set_no_line());
    } else {
        chart
            .x_axis()
            .set_major_gridlines(false)
            .set_label_position(ChartAxisLabelPosition::Low);
        chart
            .y_axis()
            .set_major_gridlines(true)
            .set_major_gridlines_line(&grid);
    }
    if block.series.len() > 1 {
        chart
            .legend()
            .set_position(ChartLegendPosition::Bottom)
            .set_font(&words);
    } else {
        chart.legend().set_hidden();
    }
    let mut frame = ChartFormat::new();
    frame.set_border(ChartLine::new().set_color(rgb(look.line)));
    chart.chart_area().set_format(&mut frame);
    chart.set_alt_text(block.alt.chars().take(2000).collect::<String>());
}
