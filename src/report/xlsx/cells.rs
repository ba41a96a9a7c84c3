//! One value into one cell: texts never become formulas, formulas always carry their result.

use rust_xlsxwriter::{Formula, Note, Url, XlsxError};

use super::format::Paint;
use super::formula::{quoted, resolve};
use super::sheet::{Desk, PageWriter};
use crate::report::book::{Book, Cell, CellValue, Link, Style};
use crate::report::style::{lines, looks_like_formula, number_in};

/// Most UTF-16 units of a cell.
pub(super) const LONGEST: usize = 32_767;
/// Most links of a sheet.
const MOST_LINKS: u32 = 65_000;

impl PageWriter<'_, '_> {
    /// Writes a cell of a table (`table` is its id) or of a tile.
    pub(super) fn cell(
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
                        let formula = Formula::new(format!("={text}"))
                            .set_result(self.desk.stored(result, paint.style));
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
            other => match number_in(other, paint.style) {
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

    pub(super) fn text(
        &mut self,
        row: u32,
        column: u16,
        text: &str,
        paint: Paint,
    ) -> Result<(), XlsxError> {
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
            Link::Row { table, row } => self.desk.ranges.get(table).map(|range| {
                let row = range.spot.first + *row as u32 + 1;
                format!("internal:{}!A{row}", quoted(&range.sheet))
            }),
            Link::Match { .. } => None,
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

    pub(super) fn note(&mut self, row: u32, column: u16, text: &str) -> Result<(), XlsxError> {
        if text.is_empty() {
            return Ok(());
        }
        let kept: String = text.chars().take(2000).collect();
        let tall = lines(&kept, 38) as u32 * 14 + 12;
        let note = Note::new(kept)
            .set_author(author(self.desk.book))
            .add_author_prefix(false)
            .set_width(240)
            .set_height(tall.clamp(32, 400));
        self.sheet.insert_note(row, column, &note)?;
        Ok(())
    }
}

impl Desk<'_> {
    /// A value as a formula's stored result.
    pub(super) fn stored(&self, value: &CellValue, style: Style) -> String {
        let words = &self.book.words;
        match value {
            CellValue::Text(text) => text.clone(),
            CellValue::Formula { result, .. } => self.stored(result, style),
            CellValue::Empty => String::new(),
            CellValue::Flag(true) => words.yes.clone(),
            CellValue::Flag(false) => words.no.clone(),
            CellValue::Date(day) => {
                serial(*day).map_or(day.to_string(), |serial| serial.to_string())
            }
            other => number_in(other, style)
                .map_or(words.not_available.clone(), |number| number.to_string()),
        }
    }
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

/// Days since the first day of Excel's calendar; none where Excel has no date.
fn serial(day: chrono::NaiveDate) -> Option<f64> {
    let start = chrono::NaiveDate::from_ymd_opt(1899, 12, 30)?;
    let days = (day - start).num_days();
    // Before March 1900 Excel counts a day that never was.
    (61..=2_958_465).contains(&days).then_some(days as f64)
}

/// As much of a text as a cell holds, and whether anything was cut.
pub(super) fn fit(text: &str) -> (&str, bool) {
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
