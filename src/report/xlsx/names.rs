//! The sheet that lists every defined name of a workbook with what it stands for and its value.

use rust_xlsxwriter::{Formula, Url, Worksheet, XlsxError};

use super::format::{Paint, Role};
use super::formula::quoted;
use super::sheet::Desk;
use crate::model::place::column_letters;
use crate::report::book::{CellValue, Style};
use crate::report::style::width;

/// A name of a cell.
#[derive(Clone, Debug)]
pub struct Defined {
    /// The same in every language.
    pub name: String,
    /// What stands there, in the book's language.
    pub figure: String,
    /// Its sheet, row and column, from 0.
    pub sheet: String,
    /// See `sheet`.
    pub row: u32,
    /// See `sheet`.
    pub column: u16,
    /// How it looks.
    pub style: Style,
    /// What it is.
    pub value: CellValue,
}

impl Defined {
    /// The cell as workbooks name it.
    pub fn reference(&self) -> String {
        let letters = column_letters(u32::from(self.column) + 1);
        format!("={}!${letters}${}", quoted(&self.sheet), self.row + 1)
    }
}

/// Row of the headings.
const HEADER: u32 = 2;

/// Writes the list.
pub fn write(desk: &mut Desk<'_>, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let words = desk.book.words.names.clone();
    let paint = |role| Paint {
        role,
        ..Paint::default()
    };
    let title = desk.formats.get(&paint(Role::Title)).clone();
    sheet.set_row_height_pixels(0, desk.enlarged.down(28))?;
    sheet.write_string_with_format(0, 0, &words[0], &title)?;
    let header = desk.formats.get(&paint(Role::Header)).clone();
    for (at, word) in words[1..].iter().enumerate() {
        sheet.write_string_with_format(HEADER, at as u16, word, &header)?;
    }
    let defined = desk.defined.clone();
    let mut widths = [12, 12, 16, 12];
    for (at, entry) in defined.iter().enumerate() {
        let row = HEADER + 1 + at as u32;
        let plain = desk.formats.get(&paint(Role::Body)).clone();
        sheet.write_string_with_format(row, 0, &entry.name, &plain)?;
        sheet.write_string_with_format(row, 1, &entry.figure, &plain)?;
        let value = Paint {
            style: entry.style,
            worded: matches!(entry.value, CellValue::Text(_)),
            ..paint(Role::Body)
        };
        let format = desk.formats.get(&value).clone();
        let formula = Formula::new(format!("={}", entry.name));
        let formula = formula.set_result(desk.stored(&entry.value, entry.style));
        sheet.write_formula_with_format(row, 2, formula, &format)?;
        let link = Paint {
            link: true,
            ..paint(Role::Body)
        };
        let format = desk.formats.get(&link).clone();
        let target = Url::new(format!(
            "internal:{}",
            &entry.reference()[1..].replace('$', "")
        ));
        sheet.write_url_with_options(row, 3, target, &entry.sheet, "", Some(&format))?;
        for (wide, text) in widths.iter_mut().zip([&entry.name, &entry.figure]) {
            *wide = (*wide).max(width(text));
        }
        widths[3] = widths[3].max(width(&entry.sheet));
    }
    for (at, wide) in widths.into_iter().enumerate() {
        sheet.set_column_width(at as u16, (wide as f64 * 1.05 + 3.0).min(70.0))?;
    }
    sheet.set_freeze_panes(HEADER + 1, 0)?;
    sheet.set_repeat_rows(HEADER, HEADER)?;
    Ok(())
}
