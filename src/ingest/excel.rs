//! Workbooks, sheet by sheet, as sparse cells with absolute positions. The only file that names calamine.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use calamine::{
    Data, DataRef, Dimensions, ExcelDateTime, FillPattern, Ods, Range, Reader, SheetType,
    SheetVisible, Style, Xls, Xlsb, Xlsx, XlsxFormulaMetadata, expand_shared_formula,
};
use chrono::{NaiveDate, NaiveDateTime};

use super::container::{Container, unread_file};
use super::sheet::{Cell, Merge, Placed, Row, Sheet};
use super::strings::Strings;
use crate::model::phrase::phrase;
use crate::model::{Place, Problem, Problems, Severity};

/// Rows and columns that a sheet can have; anything beyond is damage.
const MOST_ROWS: u32 = 1_048_576;
const MOST_COLUMNS: u32 = 16_384;
/// Cells of a file, blank ones with a format included.
const MOST_CELLS: u64 = 50_000_000;
/// Days between the bases of the 1904 and the 1900 calendar.
const SHIFT_1904: f64 = 1_462.0;
/// A time format on a larger number is a date whose day is not shown.
const LONGEST_TIME: f64 = 1_000.0;

type Bytes<'a> = Cursor<&'a [u8]>;

/// The sheets of a workbook. What cannot be read becomes a problem, one for the file or one a sheet.
pub fn read(
    bytes: &[u8],
    container: Container,
    file: &Arc<str>,
    problems: &mut Problems,
) -> Vec<Sheet> {
    let mut reading = Reading {
        file,
        strings: Strings::default(),
        cells: 0,
        sheets: Vec::new(),
        problems,
    };
    let source = Cursor::new(bytes);
    let outcome = guarded(|| match container {
        Container::Xlsb => reading.xlsb(source),
        Container::Xls => reading.xls(source),
        Container::Ods => reading.ods(source),
        _ => reading.xlsx(source),
    });
    if let Err(found) = outcome {
        reading.fail(found);
    }
    reading.sheets
}

/// calamine indexes into records of xls and xlsb, and expects well-formed part names, without checking;
/// damaged bytes can make it panic, which here is one more unreadable file.
fn guarded<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err("damaged records".to_owned()))
}

struct Reading<'a> {
    file: &'a Arc<str>,
    strings: Strings,
    cells: u64,
    sheets: Vec<Sheet>,
    problems: &'a mut Problems,
}

fn text_of(why: impl std::fmt::Display) -> String {
    why.to_string()
}

impl Reading<'_> {
    fn fail(&mut self, found: String) {
        let rule = if found.contains("password") {
            "file.encrypted"
        } else {
            "file.damaged"
        };
        let hint = phrase("open it in Excel and save it as xlsx", &[]);
        let expected = phrase("a workbook without a password", &[]);
        self.problems
            .push(unread_file(self.file, rule, found, expected, hint));
    }

    fn problem(&mut self, sheet: &str, rule: &str, severity: Severity, found: String) {
        self.problems.push(Problem {
            place: Place {
                sheet: sheet.into(),
                ..Place::of_file(self.file)
            },
            rule: rule.to_owned(),
            severity,
            column: String::new(),
            found,
            expected: phrase("a sheet with cells", &[]),
            hint: phrase("open it in Excel and save it as xlsx", &[]),
            effect: phrase("nothing on this sheet is in any figure", &[]),
        });
    }

    /// Sheets with cells; a chart or macro sheet is noted and left.
    fn worksheets(&mut self, sheets: &[calamine::Sheet]) -> Vec<(String, bool)> {
        let mut wanted = Vec::new();
        for sheet in sheets {
            if sheet.typ == SheetType::WorkSheet {
                wanted.push((sheet.name.clone(), sheet.visible != SheetVisible::Visible));
            } else {
                self.problem(
                    &sheet.name,
                    "sheet.no_cells",
                    Severity::Look,
                    format!("{:?}", sheet.typ),
                );
            }
        }
        wanted
    }

    /// Keeps a sheet's rows, or says why there are none.
    fn finish(&mut self, name: &str, hidden: bool, outcome: Result<(Grid, Vec<Merge>), String>) {
        match outcome {
            Ok((grid, mut merges)) => {
                merges.sort();
                self.sheets.push(Sheet {
                    file: self.file.clone(),
                    name: name.into(),
                    hidden,
                    rows: grid.rows(),
                    merges,
                    encoding: String::new(),
                });
            }
            Err(found) => self.problem(name, "sheet.unreadable", Severity::Unread, found),
        }
    }

    fn count(&mut self) -> Result<(), String> {
        self.cells += 1;
        let full = self.cells > MOST_CELLS;
        if full {
            Err("more than 50 million cells".to_owned())
        } else {
            Ok(())
        }
    }

    fn xlsx(&mut self, source: Bytes<'_>) -> Result<(), String> {
        let mut book: Xlsx<_> = Xlsx::new(source).map_err(text_of)?;
        let sheets = self.worksheets(book.sheets_metadata());
        for (name, hidden) in sheets {
            let outcome = guarded(|| self.xlsx_sheet(&mut book, &name));
            self.finish(&name, hidden, outcome);
        }
        Ok(())
    }

    fn xlsx_sheet(
        &mut self,
        book: &mut Xlsx<Bytes<'_>>,
        name: &str,
    ) -> Result<(Grid, Vec<Merge>), String> {
        let moved = book.has_1904_epoch();
        let mut grid = Grid::default();
        let mut blanks = false;
        let mut reader = book.worksheet_cells_reader(name).map_err(text_of)?;
        let looks: Vec<Look> = reader.styles().iter().map(Look::of).collect();
        while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(text_of)? {
            self.count()?;
            let look = looks.get(style).copied().unwrap_or_default();
            blanks |= matches!(cell.get_value(), DataRef::Empty);
            let value = self.cell(cell.get_value(), moved, look.is_time);
            grid.put(cell.get_position(), value, look.fill);
        }
        drop(reader);
        // A formula without a stored result reads as a blank: only then is the sheet read for formulas.
        if blanks {
            self.formulas(book, name, &looks, &mut grid)?;
        }
        let merges = book.merge_cells_by_sheet_name(name).map_err(text_of)?;
        Ok((grid, merges.iter().filter_map(merge).collect()))
    }

    /// Shared formulas are expanded here: the reader's own expansion sizes a list by a number in the file.
    fn formulas(
        &mut self,
        book: &mut Xlsx<Bytes<'_>>,
        name: &str,
        looks: &[Look],
        grid: &mut Grid,
    ) -> Result<(), String> {
        let fill = looks.first().and_then(|look| look.fill);
        let mut shared: BTreeMap<usize, (String, (u32, u32))> = BTreeMap::new();
        let mut reader = book.worksheet_cells_reader(name).map_err(text_of)?;
        while let Some(record) = reader.next_cell_with_formula_metadata().map_err(text_of)? {
            let text = match record.formula {
                Some(XlsxFormulaMetadata::Normal { formula }) => formula,
                Some(XlsxFormulaMetadata::Shared {
                    shared_index,
                    formula,
                    ..
                }) => {
                    shared.insert(shared_index, (formula.clone(), record.pos));
                    formula
                }
                Some(XlsxFormulaMetadata::SharedDerived { shared_index }) => shared
                    .get(&shared_index)
                    .and_then(|(formula, start)| {
                        expand_shared_formula(formula, *start, record.pos).ok()
                    })
                    .unwrap_or_default(),
                _ => continue,
            };
            if matches!(record.value, DataRef::Empty) {
                let value = self.strings.keep(&text).map(Cell::Formula);
                grid.put(record.pos, value, fill);
            }
        }
        Ok(())
    }

    fn xlsb(&mut self, source: Bytes<'_>) -> Result<(), String> {
        let mut book: Xlsb<_> = Xlsb::new(source).map_err(text_of)?;
        let sheets = self.worksheets(book.sheets_metadata());
        for (name, hidden) in sheets {
            let outcome = guarded(|| {
                let moved = book.has_1904_epoch();
                let mut grid = Grid::default();
                let mut reader = book.worksheet_cells_reader(&name).map_err(text_of)?;
                while let Some(cell) = reader.next_cell().map_err(text_of)? {
                    self.count()?;
                    let value = self.cell(cell.get_value(), moved, false);
                    grid.put(cell.get_position(), value, None);
                }
                Ok((grid, Vec::new()))
            });
            self.finish(&name, hidden, outcome);
        }
        Ok(())
    }

    fn xls(&mut self, source: Bytes<'_>) -> Result<(), String> {
        let mut book: Xls<_> = Xls::new(source).map_err(text_of)?;
        let moved = book.has_1904_epoch();
        let sheets = self.worksheets(book.sheets_metadata());
        for (name, hidden) in sheets {
            let outcome = guarded(|| {
                let range = book.worksheet_range(&name).map_err(text_of)?;
                let merges = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
                Ok((
                    self.grid_of(&range, moved)?,
                    merges.iter().filter_map(merge).collect(),
                ))
            });
            self.finish(&name, hidden, outcome);
        }
        Ok(())
    }

    fn ods(&mut self, source: Bytes<'_>) -> Result<(), String> {
        let mut book: Ods<_> = Ods::new(source).map_err(text_of)?;
        let sheets = self.worksheets(book.sheets_metadata());
        for (name, hidden) in sheets {
            let outcome = guarded(|| {
                let range = book.worksheet_range(&name).map_err(text_of)?;
                Ok((self.grid_of(&range, false)?, Vec::new()))
            });
            self.finish(&name, hidden, outcome);
        }
        Ok(())
    }

    fn grid_of(&mut self, range: &Range<Data>, moved: bool) -> Result<Grid, String> {
        let mut grid = Grid::default();
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            self.count()?;
            let at = (
                top.saturating_add(index(row)),
                left.saturating_add(index(column)),
            );
            let value = self.cell(&DataRef::from_data(value), moved, false);
            grid.put(at, value, None);
        }
        Ok(grid)
    }

    fn cell(&mut self, value: &DataRef<'_>, moved: bool, is_time: bool) -> Option<Cell> {
        match value {
            DataRef::Empty => None,
            DataRef::Int(number) => Some(Cell::Number(*number as f64)),
            DataRef::Float(number) => Some(Cell::Number(*number)),
            DataRef::String(text) => self.strings.keep(text).map(Cell::Text),
            DataRef::SharedString(text) => self.strings.keep(text).map(Cell::Text),
            DataRef::Bool(flag) => Some(Cell::Flag(*flag)),
            DataRef::DateTime(moment) => Some(moment_cell(*moment, moved, is_time)),
            DataRef::DateTimeIso(text) => {
                iso_date(text).or_else(|| self.strings.keep(text).map(Cell::Text))
            }
            DataRef::DurationIso(text) => {
                iso_time(text).or_else(|| self.strings.keep(text).map(Cell::Text))
            }
            DataRef::Error(error) => Some(Cell::Error(error.to_string().into())),
        }
    }
}

/// Owned cells of ranges, seen as borrowed ones.
trait FromData<'a> {
    fn from_data(data: &'a Data) -> DataRef<'a>;
}

impl<'a> FromData<'a> for DataRef<'a> {
    fn from_data(data: &'a Data) -> DataRef<'a> {
        match data {
            Data::Int(number) => DataRef::Int(*number),
            Data::Float(number) => DataRef::Float(*number),
            Data::String(text) => DataRef::SharedString(text),
            Data::Bool(flag) => DataRef::Bool(*flag),
            Data::DateTime(moment) => DataRef::DateTime(*moment),
            Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
            Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
            Data::Error(error) => DataRef::Error(error.clone()),
            Data::Empty => DataRef::Empty,
        }
    }
}

fn index(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// A number with a date or time format. Below one day it is a time whatever the format.
fn moment_cell(moment: ExcelDateTime, moved: bool, is_time: bool) -> Cell {
    let days = moment.as_f64();
    let time = moment.is_duration() || days < 1.0 || is_time && days < LONGEST_TIME;
    if time {
        Cell::Time(days)
    } else if moved {
        Cell::Date(days + SHIFT_1904)
    } else {
        Cell::Date(days)
    }
}

/// `2026-10-31` or `2026-10-31T08:30:00`, as `OpenDocument` stores dates.
fn iso_date(text: &str) -> Option<Cell> {
    let base = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Some(Cell::Date((day - base).num_days() as f64));
    }
    let moment: NaiveDateTime = text.trim_end_matches('Z').parse().ok()?;
    let passed = moment - base.and_hms_opt(0, 0, 0)?;
    Some(Cell::Date(passed.num_seconds() as f64 / 86_400.0))
}

/// `PT08H30M00S`, as `OpenDocument` stores times.
fn iso_time(text: &str) -> Option<Cell> {
    let negative = text.starts_with('-');
    let mut seconds = 0.0;
    let mut number = String::new();
    for letter in text.trim_start_matches('-').strip_prefix("PT")?.chars() {
        let factor = match letter {
            'H' => 3_600.0,
            'M' => 60.0,
            'S' => 1.0,
            letter => {
                number.push(if letter == ',' { '.' } else { letter });
                continue;
            }
        };
        seconds += number.parse::<f64>().ok()? * factor;
        number.clear();
    }
    let days = seconds / 86_400.0;
    Some(Cell::Time(if negative { -days } else { days }))
}

fn merge(block: &Dimensions) -> Option<Merge> {
    let inside = block.end.0 < MOST_ROWS && block.end.1 < MOST_COLUMNS;
    let ordered = block.start.0 <= block.end.0 && block.start.1 <= block.end.1;
    (inside && ordered).then(|| Merge {
        top: block.start.0 + 1,
        left: block.start.1 + 1,
        bottom: block.end.0 + 1,
        right: block.end.1 + 1,
    })
}

/// What we need of a cell's style.
#[derive(Clone, Copy, Default)]
struct Look {
    fill: Option<u32>,
    is_time: bool,
}

impl Look {
    fn of(style: &Style) -> Look {
        let fill = style
            .fill
            .as_ref()
            .filter(|fill| fill.pattern == FillPattern::Solid);
        let colour = fill.and_then(|fill| fill.get_color());
        Look {
            fill: colour.map(|colour| colour.to_argb() & 0x00ff_ffff),
            is_time: style
                .number_format
                .as_ref()
                .is_some_and(|format| is_time_format(&format.format_code)),
        }
    }
}

/// `h:mm` and its kin: hours and minutes, no day and no year. Quoted text and locale codes do not count.
fn is_time_format(code: &str) -> bool {
    let mut bare = String::new();
    let (mut quoted, mut bracket) = (false, false);
    for letter in code.split(';').next().unwrap_or_default().chars() {
        match letter {
            '"' => quoted = !quoted,
            '[' if !quoted => bracket = true,
            ']' if !quoted => bracket = false,
            letter if !quoted && !bracket => bare.push(letter.to_ascii_lowercase()),
            _ => {}
        }
    }
    bare.contains('h') && !bare.contains(['d', 'y'])
}

/// Cells by row; files may hold rows out of order and the same cell twice (the later one counts).
#[derive(Default)]
struct Grid {
    rows: BTreeMap<u32, Vec<Placed>>,
}

impl Grid {
    fn put(&mut self, at: (u32, u32), cell: Option<Cell>, fill: Option<u32>) {
        let Some(cell) = cell else { return };
        if at.0 >= MOST_ROWS || at.1 >= MOST_COLUMNS {
            return;
        }
        self.rows.entry(at.0 + 1).or_default().push(Placed {
            column: at.1 + 1,
            cell,
            fill,
        });
    }

    fn rows(self) -> Vec<Row> {
        let ordered = |mut cells: Vec<Placed>| {
            cells.reverse();
            cells.sort_by_key(|placed| placed.column);
            cells.dedup_by_key(|placed| placed.column);
            cells
        };
        self.rows
            .into_iter()
            .map(|(number, cells)| Row {
                number,
                hidden: false,
                cells: ordered(cells),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rust_xlsxwriter::{Color, Format, Formula, Workbook, XlsxError};

    fn workbook() -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet().set_name("July")?;
        let yellow = Format::new().set_background_color(Color::RGB(0x00FF_E699));
        sheet.write_with_format(4, 2, "Name", &yellow)?;
        sheet.write(4, 3, 7.5)?;
        sheet.write_with_format(5, 2, 46_234.0, &Format::new().set_num_format("yyyy-mm-dd"))?;
        sheet.write_with_format(5, 3, 8.75, &Format::new().set_num_format("[h]:mm"))?;
        sheet.write_with_format(5, 4, 1.5, &Format::new().set_num_format("h:mm"))?;
        sheet.write(6, 2, true)?;
        sheet.write(6, 3, Formula::new("1+2").set_result("3"))?;
        sheet.write(6, 4, "a\u{1f}b")?;
        sheet.merge_range(8, 2, 8, 4, "merged", &Format::new())?;
        book.add_worksheet()
            .set_name("Hidden")?
            .set_hidden(true)
            .write(0, 0, "x")?;
        book.save_to_buffer()
    }

    #[test]
    fn reads_cells_where_they_stand() -> Result<(), XlsxError> {
        let mut problems = Problems::new();
        let sheets = read(
            &workbook()?,
            Container::Xlsx,
            &"t.xlsx".into(),
            &mut problems,
        );
        assert_eq!(problems, []);
        let [july, hidden] = sheets.as_slice() else {
            panic!("two sheets")
        };
        assert!(hidden.hidden && !july.hidden);
        let at = |row: u32, column: u32| {
            let row = july.rows.iter().find(|found| found.number == row);
            row.and_then(|row| row.at(column)).cloned()
        };
        let cell = |row, column| at(row, column).map(|placed| placed.cell);
        assert_eq!(july.rows[0].number, 5);
        assert_eq!(at(5, 3).and_then(|placed| placed.fill), Some(0x00FF_E699));
        assert_eq!(cell(5, 3), Some(Cell::Text("Name".into())));
        assert_eq!(cell(5, 4), Some(Cell::Number(7.5)));
        assert_eq!(cell(6, 3), Some(Cell::Date(46_234.0)));
        assert_eq!(cell(6, 4), Some(Cell::Time(8.75)));
        assert_eq!(cell(6, 5), Some(Cell::Time(1.5)));
        assert_eq!(cell(7, 3), Some(Cell::Flag(true)));
        assert_eq!(cell(7, 5), Some(Cell::Text("a b".into())));
        let merged = Merge {
            top: 9,
            left: 3,
            bottom: 9,
            right: 5,
        };
        assert_eq!(july.merges, [merged]);
        Ok(())
    }

    #[test]
    fn times_and_dates_are_told_apart() {
        for (code, expected) in [
            ("h:mm", true),
            ("[$-409]h:mm AM/PM", true),
            ("yyyy-mm-dd", false),
            ("dd.mm.yyyy h:mm", false),
            ("0.00", false),
            ("0.0\"h\"", false),
        ] {
            assert_eq!(is_time_format(code), expected, "{code}");
        }
        assert_eq!(iso_time("PT08H30M00S"), Some(Cell::Time(8.5 / 24.0)));
        assert_eq!(iso_date("2026-07-31"), Some(Cell::Date(46_234.0)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn damaged_workbooks_never_panic(at in 0.0_f64..1.0, byte in any::<u8>()) {
            let mut bytes = workbook().map_err(|why| TestCaseError::fail(why.to_string()))?;
            let at = (at * bytes.len() as f64) as usize;
            bytes[at] = byte;
            for kind in [Container::Xlsx, Container::Xlsb, Container::Xls, Container::Ods] {
                let _ = read(&bytes, kind, &"t.xlsx".into(), &mut Problems::new());
            }
        }
    }
}
