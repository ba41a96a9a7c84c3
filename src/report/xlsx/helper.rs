//! A hidden sheet: points behind small lines, charts over columns with gaps, long drop-down lists.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::enlarged::Enlarged;
use super::format::{Formats, Paint, Role};
use super::formula::quoted;
use crate::model::place::column_letters;
use crate::report::book::Style;
use crate::report::style::width;

/// A point of a helper row.
#[derive(Clone, Debug, PartialEq)]
pub enum Point {
    /// A gap.
    Blank,
    /// A number.
    Number(f64),
    /// A category or a choice.
    Text(String),
}

impl Point {
    /// Characters it takes with one digit after the point and thousands apart.
    fn width(&self) -> usize {
        match self {
            Point::Blank => 0,
            Point::Text(text) => width(text),
            Point::Number(number) => {
                let digits = format!("{number:.1}").len();
                digits + digits / 3
            }
        }
    }
}

/// A row of the sheet.
struct Row {
    label: String,
    points: Vec<Point>,
    style: Style,
    /// It says what stands below it.
    heads: bool,
}

/// Rows collected while pages are written; each begins in column B after its label.
pub struct Helper {
    /// Name of the sheet.
    pub sheet: String,
    rows: Vec<Row>,
    /// What stands over the points of the last little lines.
    heads: Vec<String>,
}

/// Rows above the first helper row: title, empty row, none else.
const ABOVE: u32 = 2;

impl Helper {
    /// An empty helper sheet.
    pub fn new(sheet: String) -> Helper {
        Helper {
            sheet,
            rows: Vec::new(),
            heads: Vec::new(),
        }
    }

    /// True when no page needed it.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Adds a row of texts, or of numbers in a style; gives row, first and last column of its points.
    pub fn add(&mut self, label: &str, style: Style, points: Vec<Point>) -> (u32, u16, u16) {
        let row = ABOVE + self.rows.len() as u32;
        let last = points.len().clamp(1, 16_000) as u16;
        self.rows.push(Row {
            label: label.to_owned(),
            points,
            style,
            heads: false,
        });
        (row, 1, last)
    }

    /// The same under headings, such as months, which are said once for rows that share them.
    pub fn add_under(
        &mut self,
        heads: &[String],
        label: &str,
        style: Style,
        points: Vec<Point>,
    ) -> (u32, u16, u16) {
        if self.heads != heads {
            self.heads = heads.to_vec();
            self.rows.push(Row {
                label: String::new(),
                points: heads.iter().cloned().map(Point::Text).collect(),
                style: Style::Text,
                heads: true,
            });
        }
        self.add(label, style, points)
    }

    /// The same as an absolute reference.
    pub fn reference(&self, (row, first, last): (u32, u16, u16)) -> String {
        let letters = |column: u16| column_letters(u32::from(column) + 1);
        format!(
            "{}!${}${row}:${}${row}",
            quoted(&self.sheet),
            letters(first),
            letters(last),
            row = row + 1
        )
    }

    /// Writes title and rows.
    pub fn write(
        &self,
        sheet: &mut Worksheet,
        formats: &mut Formats,
        enlarged: Enlarged,
    ) -> Result<(), XlsxError> {
        let paint = |role| Paint {
            role,
            ..Paint::default()
        };
        sheet.write_string_with_format(0, 0, &self.sheet, formats.get(&paint(Role::Title)))?;
        sheet.set_row_height_pixels(0, enlarged.down(28))?;
        let plain = formats.get(&paint(Role::Helper)).clone();
        let mut widest = 12;
        for (at, line) in self.rows.iter().enumerate() {
            let row = ABOVE + at as u32;
            let role = match line.heads {
                true => Role::Header,
                false => Role::Helper,
            };
            let style = line.style;
            let format = formats.get(&Paint {
                style,
                ..paint(role)
            });
            sheet.write_string_with_format(row, 0, &line.label, &plain)?;
            widest = widest.max(width(&line.label));
            for (offset, point) in line.points.iter().enumerate().take(16_000) {
                let column = offset as u16 + 1;
                match point {
                    Point::Blank => continue,
                    Point::Number(number) => {
                        sheet.write_number_with_format(row, column, *number, format)?
                    }
                    Point::Text(text) => {
                        sheet.write_string_with_format(row, column, text, format)?
                    }
                };
            }
        }
        let longest = self.rows.iter().map(|row| row.points.len()).max();
        for at in 0..longest.unwrap_or_default().min(16_000) {
            let points = self.rows.iter().filter_map(|row| row.points.get(at));
            let wide = points.map(Point::width).max().unwrap_or_default();
            sheet.set_column_width(at as u16 + 1, (wide as f64 + 2.0).clamp(8.0, 40.0))?;
        }
        sheet.set_column_width(0, (widest as f64 + 2.0).min(50.0))?;
        sheet.set_freeze_panes(ABOVE, 1)?;
        sheet.set_repeat_rows(0, 0)?;
        Ok(())
    }
}
