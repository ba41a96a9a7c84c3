//! The last sheet: points behind small lines, charts over columns with gaps, long drop-down lists.

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

/// Rows collected while pages are written; each begins in column B after its label.
pub struct Helper {
    /// Name of the sheet.
    pub sheet: String,
    rows: Vec<(String, Vec<Point>)>,
}

/// Rows above the first helper row: title, empty row, none else.
const ABOVE: u32 = 2;

impl Helper {
    /// An empty helper sheet.
    pub fn new(sheet: String) -> Helper {
        Helper {
            sheet,
            rows: Vec::new(),
        }
    }

    /// True when no page needed it.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Adds a row; gives row, first and last column of its points.
    pub fn add(&mut self, label: &str, points: Vec<Point>) -> (u32, u16, u16) {
        let row = ABOVE + self.rows.len() as u32;
        let last = points.len().clamp(1, 16_000) as u16;
        self.rows.push((label.to_owned(), points));
        (row, 1, last)
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
        let format = formats.get(&paint(Role::Helper)).clone();
        let numbers = Paint {
            role: Role::Helper,
            style: Style::Number,
            ..Paint::default()
        };
        let numbers = formats.get(&numbers).clone();
        let mut widest = 12;
        for (at, (label, points)) in self.rows.iter().enumerate() {
            let row = ABOVE + at as u32;
            sheet.write_string_with_format(row, 0, label, &format)?;
            widest = widest.max(width(label));
            for (offset, point) in points.iter().enumerate().take(16_000) {
                let column = offset as u16 + 1;
                match point {
                    Point::Blank => continue,
                    Point::Number(number) => {
                        sheet.write_number_with_format(row, column, *number, &numbers)?
                    }
                    Point::Text(text) => sheet.write_string(row, column, text)?,
                };
            }
        }
        let longest = self.rows.iter().map(|(_, points)| points.len()).max();
        for at in 0..longest.unwrap_or_default().min(16_000) {
            let points = self.rows.iter().filter_map(|(_, points)| points.get(at));
            let wide = points.map(Point::width).max().unwrap_or_default();
            sheet.set_column_width(at as u16 + 1, (wide as f64 + 2.0).clamp(8.0, 40.0))?;
        }
        sheet.set_column_width(0, (widest as f64 + 2.0).min(50.0))?;
        sheet.set_freeze_panes(ABOVE, 1)?;
        sheet.set_repeat_rows(0, 0)?;
        Ok(())
    }
}
