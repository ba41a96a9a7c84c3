//! Workbooks, sheet by sheet, as sparse cells with absolute positions. calamine is named here and in
//! `excel_cells`.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use calamine::{
    Data, DataRef, Ods, Range, Reader, SheetType, SheetVisible, Xls, Xlsb, Xlsx,
    XlsxFormulaMetadata, expand_shared_formula,
};

use super::container::{Container, unread_file};
use super::excel_cells::{
    FromData, Look, MOST_ROWS, index, iso_date, iso_time, merge, moment_cell,
};
use super::sheet::{Cell, Sheet, Visibility};
use super::sheet_builder::SheetBuilder;
use super::strings::LONGEST_TEXT;
use crate::model::phrase::phrase;
use crate::model::{Phrase, Place, Problem, Problems, Severity};

/// Cells of a file, blank ones with a format included.
const MOST_CELLS: u64 = 50_000_000;

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
    fn worksheets(&mut self, sheets: &[calamine::Sheet]) -> Vec<(String, Visibility)> {
        let mut wanted = Vec::new();
        for sheet in sheets {
            if sheet.typ == SheetType::WorkSheet {
                wanted.push((sheet.name.clone(), visibility(sheet.visible)));
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

    /// Reads a sheet, or says why there is none.
    fn sheet(
        &mut self,
        (name, visibility): (String, Visibility),
        read: impl FnOnce(&mut Self, &str, &mut SheetBuilder) -> Result<(), String>,
    ) {
        let mut sheet = SheetBuilder::new(self.file, &name, visibility);
        match guarded(|| read(self, &name, &mut sheet)) {
            Ok(()) => {
                self.tell_lost(&name, sheet.outside, sheet.cut);
                self.sheets.push(sheet.finish());
            }
            Err(found) => self.problem(&name, "sheet.unreadable", Severity::Unread, found),
        }
    }

    /// Cells and texts that a sheet cannot have.
    fn tell_lost(&mut self, sheet: &str, outside: u32, cut: u32) {
        let mut look = |rule: &str, count: u32, expected: Phrase, effect: Phrase| {
            if count == 0 {
                return;
            }
            self.problems.push(Problem {
                place: Place {
                    sheet: sheet.into(),
                    ..Place::of_file(self.file)
                },
                rule: rule.to_owned(),
                severity: Severity::Look,
                column: String::new(),
                found: count.to_string(),
                expected,
                hint: phrase("open it in Excel and save it as xlsx", &[]),
                effect,
            });
        };
        look(
            "sheet.cells_outside",
            outside,
            phrase("no cell beyond {}", &[&"XFD1048576"]),
            phrase("cells beyond it are in no figure", &[]),
        );
        look(
            "sheet.texts_cut",
            cut,
            phrase("at most {} characters in a cell", &[&LONGEST_TEXT]),
            phrase("longer texts are used up to there", &[]),
        );
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
        for about in sheets {
            self.sheet(about, |reading, name, sheet| {
                reading.xlsx_sheet(&mut book, name, sheet)
            });
        }
        Ok(())
    }

    fn xlsx_sheet(
        &mut self,
        book: &mut Xlsx<Bytes<'_>>,
        name: &str,
        sheet: &mut SheetBuilder,
    ) -> Result<(), String> {
        let moved = book.has_1904_epoch();
        let mut blanks = false;
        let mut reader = book.worksheet_cells_reader(name).map_err(text_of)?;
        let looks: Vec<Look> = reader.styles().iter().map(Look::of).collect();
        while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(text_of)? {
            self.count()?;
            let look = looks.get(style).copied().unwrap_or_default();
            blanks |= matches!(cell.get_value(), DataRef::Empty);
            let value = cell_of(cell.get_value(), moved, look.is_time);
            put(sheet, cell.get_position(), value, look.fill);
        }
        drop(reader);
        // A formula without a stored result reads as a blank: only then is the sheet read for formulas.
        if blanks {
            formulas(book, name, &looks, sheet)?;
        }
        let merges = book.merge_cells_by_sheet_name(name).map_err(text_of)?;
        merges
            .iter()
            .filter_map(merge)
            .for_each(|block| sheet.merge(block));
        Ok(())
    }

    fn xlsb(&mut self, source: Bytes<'_>) -> Result<(), String> {
        let mut book: Xlsb<_> = Xlsb::new(source).map_err(text_of)?;
        for about in self.worksheets(book.sheets_metadata()) {
            self.sheet(about, |reading, name, sheet| {
                let moved = book.has_1904_epoch();
                let mut reader = book.worksheet_cells_reader(name).map_err(text_of)?;
                while let Some(cell) = reader.next_cell().map_err(text_of)? {
                    reading.count()?;
                    let value = cell_of(cell.get_value(), moved, false);
                    put(sheet, cell.get_position(), value, None);
                }
                Ok(())
            });
        }
        Ok(())
    }

    fn xls(&mut self, source: Bytes<'_>) -> Result<(), String> {
        let mut book: Xls<_> = Xls::new(source).map_err(text_of)?;
        let moved = book.has_1904_epoch();
        for about in self.worksheets(book.sheets_metadata()) {
            self.sheet(about, |reading, name, sheet| {
                let range = book.worksheet_range(name).map_err(text_of)?;
                let merges = book.merge_cells_by_sheet_name(name).unwrap_or_default();
                merges
                    .iter()
                    .filter_map(merge)
                    .for_each(|block| sheet.merge(block));
                reading.range(&range, moved, sheet)
            });
        }
        Ok(())
    }

    fn ods(&mut self, source: Bytes<'_>) -> Result<(), String> {
        let mut book: Ods<_> = Ods::new(source).map_err(text_of)?;
        for about in self.worksheets(book.sheets_metadata()) {
            self.sheet(about, |reading, name, sheet| {
                let range = book.worksheet_range(name).map_err(text_of)?;
                reading.range(&range, false, sheet)
            });
        }
        Ok(())
    }

    fn range(
        &mut self,
        range: &Range<Data>,
        moved: bool,
        sheet: &mut SheetBuilder,
    ) -> Result<(), String> {
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            self.count()?;
            let at = (
                top.saturating_add(index(row)),
                left.saturating_add(index(column)),
            );
            let value = DataRef::from_data(value);
            put(sheet, at, cell_of(&value, moved, false), None);
        }
        Ok(())
    }
}

/// A cell, or the text that [`SheetBuilder::put`] is given for one.
enum Value<'v> {
    Cell(Cell<'v>),
    /// The name of an error.
    Error(String),
}

fn cell_of<'v>(value: &'v DataRef<'_>, moved: bool, is_time: bool) -> Option<Value<'v>> {
    let cell = match value {
        DataRef::Empty => return None,
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(text) => Cell::Text(text),
        DataRef::SharedString(text) => Cell::Text(text),
        DataRef::Bool(flag) => Cell::Flag(*flag),
        DataRef::DateTime(moment) => moment_cell(*moment, moved, is_time),
        DataRef::DateTimeIso(text) => iso_date(text).unwrap_or(Cell::Text(text)),
        DataRef::DurationIso(text) => iso_time(text).unwrap_or(Cell::Text(text)),
        DataRef::Error(error) => return Some(Value::Error(error.to_string())),
    };
    Some(Value::Cell(cell))
}

/// Keeps a cell at a 0-based position.
fn put(sheet: &mut SheetBuilder, at: (u32, u32), value: Option<Value<'_>>, fill: Option<u32>) {
    let cell = match &value {
        None => return,
        Some(Value::Cell(cell)) => *cell,
        Some(Value::Error(name)) => Cell::Error(name),
    };
    if at.0 >= MOST_ROWS {
        sheet.outside += 1;
    } else {
        sheet.put(at.0 + 1, at.1.saturating_add(1), cell, fill);
    }
}

/// Shared formulas are expanded here: the reader's own expansion sizes a list by a number in the file.
fn formulas(
    book: &mut Xlsx<Bytes<'_>>,
    name: &str,
    looks: &[Look],
    sheet: &mut SheetBuilder,
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
            let value = Some(Value::Cell(Cell::Formula(&text)));
            put(sheet, record.pos, value, fill);
        }
    }
    Ok(())
}

fn visibility(visible: SheetVisible) -> Visibility {
    match visible {
        SheetVisible::Visible => Visibility::Visible,
        SheetVisible::Hidden => Visibility::Hidden,
        SheetVisible::VeryHidden => Visibility::VeryHidden,
    }
}

#[cfg(test)]
mod tests {
    use super::super::excel_cells::is_time_format;
    use super::super::sheet::Merge;
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
        assert!(hidden.is_hidden() && !july.is_hidden());
        let at = |row: u32, column: u32| july.at(row, column);
        let cell = |row, column| at(row, column).map(|placed| placed.cell);
        assert_eq!(july.rows().next().map(|row| row.number), Some(5));
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

    /// The workbook with one part rewritten.
    fn patched(part: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
        use std::io::{Read, Write};
        let bytes = workbook().expect("memory takes it");
        let mut old = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
        let mut new = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for at in 0..old.len() {
            let mut entry = old.by_index(at).expect("listed");
            let name = entry.name().expect("a plain name").into_owned();
            let mut text = String::new();
            entry.read_to_string(&mut text).expect("xml");
            if name == part {
                text = change(&text);
            }
            new.start_file(name, zip::write::SimpleFileOptions::default())
                .expect("memory takes it");
            new.write_all(text.as_bytes()).expect("memory takes it");
        }
        new.finish().expect("memory takes it").into_inner()
    }

    fn sheets_of(bytes: &[u8]) -> (Vec<Sheet>, Vec<(String, Severity)>) {
        let mut problems = Problems::new();
        let sheets = read(bytes, Container::Xlsx, &"t.xlsx".into(), &mut problems);
        let rules = problems
            .into_iter()
            .map(|problem| (problem.rule, problem.severity))
            .collect();
        (sheets, rules)
    }

    fn cell_at(sheet: &Sheet, row: u32, column: u32) -> Option<Cell<'_>> {
        sheet.at(row, column).map(|placed| placed.cell)
    }

    #[test]
    fn dates_of_1904_workbooks_are_moved() {
        let bytes = patched("xl/workbook.xml", |text| {
            text.replace("<workbookPr ", "<workbookPr date1904=\"1\" ")
        });
        let (sheets, _) = sheets_of(&bytes);
        assert_eq!(
            cell_at(&sheets[0], 6, 3),
            Some(Cell::Date(46_234.0 + 1_462.0))
        );
        assert_eq!(cell_at(&sheets[0], 6, 5), Some(Cell::Time(1.5)));
    }

    #[test]
    fn a_bad_sheet_leaves_the_others() {
        let bytes = patched("xl/worksheets/sheet2.xml", |_| {
            "<worksheet><sheetData><row r=\"x\"></sheet".to_owned()
        });
        let (sheets, rules) = sheets_of(&bytes);
        assert_eq!(sheets.len(), 1);
        assert_eq!(rules, [("sheet.unreadable".to_owned(), Severity::Unread)]);
    }

    #[test]
    fn a_formula_without_a_result_is_no_zero() {
        let bytes = patched("xl/worksheets/sheet1.xml", |text| {
            text.replace("<f>1+2</f><v>3</v>", "<f>1+2</f>")
        });
        let (sheets, _) = sheets_of(&bytes);
        assert_eq!(cell_at(&sheets[0], 7, 4), Some(Cell::Formula("1+2".into())));
    }

    #[test]
    fn cells_beyond_the_last_are_told() {
        let bytes = patched("xl/worksheets/sheet1.xml", |text| {
            text.replace("r=\"D5\"", "r=\"XFE5\"")
        });
        let (sheets, rules) = sheets_of(&bytes);
        assert_eq!(cell_at(&sheets[0], 5, 4), None);
        assert_eq!(rules, [("sheet.cells_outside".to_owned(), Severity::Look)]);
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
