//! Workbooks written for the tests, read back; and read once more by calamine, which must find the same.

use std::io::Cursor;

use proptest::prelude::*;
use rust_xlsxwriter::{Color, Format, FormatPattern, Formula, Note, Workbook, XlsxError};

use super::super::colours::PATTERNED;
use super::super::excel_cells::{iso_date, iso_time};
use super::super::sheet::{Cell, Merge};
use super::*;

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
        Limits::default(),
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
    assert_eq!(cell(5, 3), Some(Cell::Text("Name")));
    assert_eq!(cell(5, 4), Some(Cell::Number(7.5)));
    assert_eq!(cell(6, 3), Some(Cell::Date(46_234.0)));
    assert_eq!(cell(6, 4), Some(Cell::Time(8.75)));
    assert_eq!(cell(6, 5), Some(Cell::Time(1.5)));
    assert_eq!(cell(7, 3), Some(Cell::Flag(true)));
    assert_eq!(cell(7, 5), Some(Cell::Text("a b")));
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
    repacked(workbook().expect("memory takes it"), part, change)
}

/// Any workbook with one part rewritten.
fn repacked(bytes: Vec<u8>, part: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    use std::io::{Read, Write};
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
    let sheets = read(
        bytes,
        Container::Xlsx,
        &"t.xlsx".into(),
        Limits::default(),
        &mut problems,
    );
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
fn a_sheet_that_ends_too_early_keeps_its_whole_rows() {
    for end in ["<row r=\"6\"", "<c r=\"D6\"", "</row><row r=\"7\""] {
        let bytes = patched("xl/worksheets/sheet1.xml", |text| {
            let at = text.find(end).expect("a place of the sheet");
            text[..at].to_owned()
        });
        let (sheets, rules) = sheets_of(&bytes);
        assert_eq!(
            rules[0],
            ("sheet.cut_off".to_owned(), Severity::Unread),
            "{end}"
        );
        assert_eq!(cell_at(&sheets[0], 5, 4), Some(Cell::Number(7.5)), "{end}");
        assert_eq!(cell_at(&sheets[0], 6, 3), None, "{end}");
        assert_eq!(sheets.len(), 2, "{end}");
    }
}

#[test]
fn a_formula_without_a_result_is_worked_out_or_told() {
    for (formula, expected) in [
        ("<f>1+2</f>", Cell::Number(3.0)),
        ("<f>=D5*2</f><v></v>", Cell::Number(15.0)),
        (
            "<f>SUM(D5,Hidden!B9)-C5</f><v/>",
            Cell::Formula("SUM(D5,Hidden!B9)-C5"),
        ),
        ("<f>SUM(D1:D5)+Hidden!B9</f>", Cell::Number(7.5)),
        ("<f>Hidden!A1</f>", Cell::Text("x")),
        ("<f>C6+1</f>", Cell::Number(46_235.0)),
        ("<f>C6</f>", Cell::Date(46_234.0)),
        ("<f>D7+1</f>", Cell::Formula("D7+1")),
        (
            "<f>VLOOKUP(D5,A:B,2)</f>",
            Cell::Formula("VLOOKUP(D5,A:B,2)"),
        ),
        ("<f>VLOOKUP(D5,A:B,2)</f><v>0</v>", Cell::Number(0.0)),
        ("<f>D5*2</f><v>0</v>", Cell::Number(15.0)),
        ("<f>D5*2</f><v>4</v>", Cell::Number(4.0)),
    ] {
        let bytes = patched("xl/worksheets/sheet1.xml", |text| {
            text.replace("<f>1+2</f><v>3</v>", formula)
        });
        let (sheets, _) = sheets_of(&bytes);
        assert_eq!(cell_at(&sheets[0], 7, 4), Some(expected), "{formula}");
    }
}

#[test]
fn shared_formulas_are_moved_to_their_cell() {
    let bytes = patched("xl/worksheets/sheet1.xml", |text| {
        let first = "<c r=\"D5\"><f t=\"shared\" ref=\"D5:D6\" si=\"0\">E5*2</f></c><c r=\"E5\"><v>1.5</v></c>";
        let other = "<c r=\"D6\"><f t=\"shared\" si=\"0\"/></c><c r=\"E6\"><v>2</v></c>";
        let rows = format!("<row r=\"5\">{first}</row><row r=\"6\">{other}</row>");
        let (before, rest) = text.split_once("<sheetData>").expect("rows");
        let (_, after) = rest.split_once("</sheetData>").expect("rows");
        format!("{before}<sheetData>{rows}</sheetData>{after}")
    });
    let (sheets, _) = sheets_of(&bytes);
    assert_eq!(cell_at(&sheets[0], 5, 4), Some(Cell::Number(3.0)));
    assert_eq!(cell_at(&sheets[0], 6, 4), Some(Cell::Number(4.0)));
}

/// What no sheet may cost: the others, or its other cells.
#[test]
fn what_is_strange_costs_nothing_else() {
    let sheet =
        |change: fn(&str) -> String| sheets_of(&patched("xl/worksheets/sheet1.xml", change));
    let (sheets, rules) = sheet(|text| text.replace("<v>0</v>", "<v>999</v>"));
    assert_eq!(cell_at(&sheets[0], 5, 3), Some(Cell::Error("#TEXT?")));
    assert_eq!(cell_at(&sheets[0], 5, 4), Some(Cell::Number(7.5)));
    assert_eq!(rules, [("sheet.text_missing".to_owned(), Severity::Look)]);
    let (sheets, _) = sheet(|text| text.replace("t=\"b\"><v>1", "t=\"b\"><v>perhaps"));
    assert_eq!(cell_at(&sheets[0], 7, 3), Some(Cell::Text("perhaps")));
    let (sheets, _) = sheet(|text| text.replace("t=\"b\"><v>1", "t=\"e\"><v>#SPILL!"));
    assert_eq!(cell_at(&sheets[0], 7, 3), Some(Cell::Error("#SPILL!")));
    let relations = patched("xl/_rels/workbook.xml.rels", |text| {
        text.replacen("/worksheet\"", "/xlMacrosheet\"", 1)
    });
    let (sheets, rules) = sheets_of(&relations);
    assert_eq!(sheets.len(), 1);
    assert_eq!(rules, [("sheet.no_cells".to_owned(), Severity::Look)]);
}

#[test]
fn the_last_cell_of_a_sheet_is_a_cell_like_any_other() {
    let bytes = patched("xl/worksheets/sheet1.xml", |text| {
        let last = "<row r=\"1048576\"><c r=\"XFD1048576\"><v>9</v></c></row>";
        let beyond =
            "<row r=\"1048577\"><c r=\"A1048577\"><v>1</v></c><c r=\"B4294967295\"/></row>";
        text.replace("</sheetData>", &format!("{last}{beyond}</sheetData>"))
    });
    let (sheets, rules) = sheets_of(&bytes);
    assert_eq!(
        cell_at(&sheets[0], 1_048_576, 16_384),
        Some(Cell::Number(9.0))
    );
    assert_eq!(
        sheets[0].rows().last().map(|row| row.number),
        Some(1_048_576)
    );
    assert_eq!(rules, [("sheet.cells_outside".to_owned(), Severity::Look)]);
}

#[test]
fn a_missing_part_costs_what_stands_in_it() {
    let renamed = |part: &str| {
        let bytes = workbook().expect("memory takes it");
        let wrong = part.replace(".xml", ".bak");
        let (from, to) = (part.as_bytes(), wrong.as_bytes());
        let mut changed = bytes.clone();
        for at in 0..bytes.len() - from.len() {
            if &bytes[at..at + from.len()] == from {
                changed[at..at + to.len()].copy_from_slice(to);
            }
        }
        sheets_of(&changed)
    };
    let (sheets, rules) = renamed("xl/worksheets/sheet2.xml");
    assert_eq!(sheets.len(), 1);
    assert_eq!(rules, [("sheet.unreadable".to_owned(), Severity::Unread)]);
    let (sheets, rules) = renamed("xl/sharedStrings.xml");
    assert_eq!(cell_at(&sheets[0], 5, 4), Some(Cell::Number(7.5)));
    assert_eq!(rules.len(), 2, "{rules:?}");
    let (sheets, rules) = renamed("xl/styles.xml");
    assert_eq!(cell_at(&sheets[0], 6, 3), Some(Cell::Number(46_234.0)));
    assert_eq!(rules, []);
}

#[test]
fn entities_are_never_expanded() {
    let bomb = "<!DOCTYPE a [<!ENTITY b \"ha\"><!ENTITY c \"&b;&b;&b;\">]>";
    let bytes = patched("xl/sharedStrings.xml", |text| {
        let text = text.replace("?>", &format!("?>{bomb}"));
        text.replace("<t>Name</t>", "<t>&c;</t>")
    });
    let (sheets, rules) = sheets_of(&bytes);
    assert_eq!(sheets.len(), 0);
    assert_eq!(rules, [("file.damaged".to_owned(), Severity::Unread)]);
}

#[test]
fn what_is_hidden_is_marked() {
    let bytes = patched("xl/worksheets/sheet1.xml", |text| {
        let text = text.replace("<row r=\"6\"", "<row hidden='1' r=\"6\"");
        text.replace(
            "<sheetData>",
            "<cols><col min=\"2\" max=\"3\" hidden=\"true\"/></cols><sheetData>",
        )
    });
    let (sheets, _) = sheets_of(&bytes);
    let hidden: Vec<u32> = sheets[0]
        .rows()
        .filter(|row| row.hidden)
        .map(|row| row.number)
        .collect();
    assert_eq!(hidden, [6]);
    assert_eq!(
        sheets[0]
            .hidden_columns
            .iter()
            .copied()
            .collect::<Vec<u32>>(),
        [2, 3]
    );
    assert_eq!(sheets[1].visibility, Visibility::Hidden);
}

#[test]
fn notes_on_cells_are_kept() -> Result<(), XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "Client")?;
    sheet.insert_note(4, 1, &Note::new("half of it\nis for Borea"))?;
    sheet.insert_note(1, 27, &Note::new("ask Mara"))?;
    let (sheets, _) = sheets_of(&book.save_to_buffer()?);
    let notes = sheets[0].notes.iter();
    let notes: Vec<(u32, u32, &str)> = notes
        .map(|note| (note.row, note.column, note.text.as_str()))
        .collect();
    let author = |text: &str| format!("Author: {text}");
    let (first, second) = (author("ask Mara"), author("half of it is for Borea"));
    assert_eq!(notes, [(2, 28, first.as_str()), (5, 2, second.as_str())]);
    Ok(())
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
fn days_and_times_as_text_are_read() {
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
            let _ = read(&bytes, kind, &"t.xlsx".into(), Limits::default(), &mut Problems::new());
        }
    }
}

#[test]
fn fills_of_lines_and_of_empty_cells_are_kept() -> Result<(), XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let green = Format::new().set_background_color(Color::RGB(0x0000_B050));
    let hatched = Format::new()
        .set_pattern(FormatPattern::LightUp)
        .set_foreground_color(Color::RGB(0x0000_70C0));
    sheet.write_blank(0, 0, &green)?;
    sheet.write(0, 1, "firm")?;
    sheet.write_with_format(1, 0, 8, &hatched)?;
    let (sheets, rules) = sheets_of(&book.save_to_buffer()?);
    assert_eq!(rules, []);
    assert_eq!(sheets[0].swatches, [(1, 1, 0x0000_B050)]);
    let fill = sheets[0].at(2, 1).and_then(|placed| placed.fill);
    assert_eq!(fill, Some(0x0000_70C0 | PATTERNED));
    Ok(())
}

/// A program that writes xls without calculating stores zeros for its formulas.
#[test]
fn zeros_that_nobody_calculated_are_worked_out() {
    let bytes = include_bytes!("../../../tests/fuzz/seeds/time.xls");
    let mut problems = Problems::new();
    let sheets = read(
        bytes,
        Container::Xls,
        &"t.xls".into(),
        Limits::default(),
        &mut problems,
    );
    assert_eq!(cell_at(&sheets[0], 4, 4), Some(Cell::Number(10.75)));
}

/// Everything about the sheets that a reader finds, one line a cell.
fn shown(mut book: Box<dyn super::Workbook + '_>) -> Result<Vec<String>, Unread> {
    let mut computed = Computed::from(book.counts_from_1904());
    let mut sheets = Vec::new();
    for (at, head) in book.sheets().to_vec().into_iter().enumerate() {
        if head.holds == Holds::Cells {
            let sheet = book.read(at, &"t.xlsx".into(), &mut computed)?;
            sheets.push((at, sheet.finish()));
        }
    }
    computed.settle(&mut sheets);
    let mut lines = Vec::new();
    for (_, sheet) in &sheets {
        lines.push(format!(
            "{} {:?} {:?}",
            sheet.name, sheet.visibility, sheet.merges
        ));
        for row in sheet.rows() {
            lines.extend(
                row.cells
                    .iter()
                    .map(|placed| format!("{} {placed:?}", row.number)),
            );
        }
    }
    Ok(lines)
}

/// Calamine's findings and ours, when it reads the workbook at all.
fn agree(bytes: &[u8]) -> bool {
    let theirs = Excel::open(bytes, Container::Xlsx, Limits::default())
        .and_then(|book| shown(Box::new(book)));
    let Ok(theirs) = theirs else {
        return false;
    };
    let ours = Xlsx::open(bytes, Limits::default()).and_then(|book| shown(Box::new(book)));
    let ours = ours.expect("what calamine reads");
    let lines = ours.iter().zip(&theirs);
    let different: Vec<_> = lines.filter(|(our, their)| our != their).take(5).collect();
    assert!(different.is_empty(), "{different:#?}");
    assert_eq!(ours.len(), theirs.len());
    true
}

#[test]
fn the_workbooks_of_the_repository_read_alike() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut compared = 0;
    for folder in ["sample-data", "tests"] {
        for entry in walkdir::WalkDir::new(root.join(folder)) {
            let path = entry.expect("readable").into_path();
            if path.extension().is_some_and(|ending| ending == "xlsx") {
                let bytes = std::fs::read(&path).expect("readable");
                compared += usize::from(agree(&bytes));
            }
        }
    }
    assert!(compared > 5, "{compared} workbooks");
}

/// The later of two cells of one place counts, for its formula too.
#[test]
fn readers_agree_where_a_place_stands_twice() {
    let bytes = patched("xl/worksheets/sheet1.xml", |text| {
        text.replacen(
            "<sheetData>",
            "<sheetData><row r=\"7\"><c r=\"D7\" s=\"2\"></c></row>",
            1,
        )
    });
    assert!(agree(&bytes));
    let (sheets, _) = sheets_of(&bytes);
    assert_eq!(cell_at(&sheets[0], 7, 4), Some(Cell::Number(3.0)));
}

/// A cell of a workbook to be written.
#[derive(Clone, Debug)]
enum Written {
    Nothing,
    Number(f64),
    Day(u32),
    Span(u32),
    Text(String),
    Flag(bool),
    Filled(u32),
    Computed(i32),
}

fn written() -> impl Strategy<Value = Written> {
    prop_oneof![
        Just(Written::Nothing),
        any::<i32>().prop_map(|cents| Written::Number(f64::from(cents) / 100.0)),
        any::<f64>()
            .prop_filter("finite", |number| number.is_finite())
            .prop_map(Written::Number),
        (1..60_000_u32).prop_map(Written::Day),
        (1..200_000_u32).prop_map(Written::Span),
        "[ a-cЖ中<&>\"'_x0-9D\n]{1,12}".prop_map(Written::Text),
        any::<bool>().prop_map(Written::Flag),
        (0..0x0100_0000_u32).prop_map(Written::Filled),
        any::<i32>().prop_map(Written::Computed),
    ]
}

fn book_of(rows: &[Vec<Written>]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let day = Format::new().set_num_format("dd.mm.yyyy");
    let span = Format::new().set_num_format("[h]:mm");
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Written::Nothing => sheet.write_blank(row, column, &day)?,
                Written::Number(number) => sheet.write(row, column, *number)?,
                Written::Day(number) => sheet.write_with_format(row, column, *number, &day)?,
                Written::Span(minutes) => {
                    sheet.write_with_format(row, column, f64::from(*minutes) / 1440.0, &span)?
                }
                Written::Text(text) => sheet.write(row, column, text)?,
                Written::Flag(flag) => sheet.write(row, column, *flag)?,
                Written::Filled(colour) => {
                    let format = Format::new().set_background_color(Color::RGB(*colour));
                    sheet.write_with_format(row, column, 1, &format)?
                }
                Written::Computed(number) => {
                    let formula = Formula::new(format!("1+{number}"));
                    let result = i64::from(*number) + 1;
                    sheet.write(row, column, formula.set_result(result.to_string()))?
                }
            };
        }
    }
    book.save_to_buffer()
}

/// The same markup as another program might write it; each choice takes a byte.
fn rewritten(text: &str, choices: &[u8]) -> String {
    let mut choices = choices.iter().copied().cycle();
    let mut written = String::new();
    for (at, piece) in text.split('<').enumerate() {
        if at == 0 {
            written.push_str(piece);
            continue;
        }
        let Some((tag, rest)) = piece.split_once('>') else {
            return text.to_owned();
        };
        let is_cell = tag.starts_with("c ");
        let tag = match choices.next().unwrap_or_default() {
            0 if is_cell => tag
                .split_once('"')
                .and_then(|(_, rest)| rest.split_once('"'))
                .map_or(tag.to_owned(), |(_, rest)| format!("c{rest}")),
            1 if is_cell => tag.replacen("c r=", "c spans='1>2' r=", 1),
            2 if is_cell && !tag.ends_with('/') => format!("{tag} "),
            3 => tag.replace('"', "'"),
            4 if is_cell => tag.replacen(' ', "\r\n\t", 1),
            5 if tag == "/v" || tag == "/c" => format!("{tag} "),
            6 if tag.starts_with("row ") => "row".to_owned(),
            _ => tag.to_owned(),
        };
        let between = match choices.next().unwrap_or_default() {
            0 if rest.is_empty() => "<!-- <c r='A1'/> -->",
            1 if rest.is_empty() && tag.starts_with("row") => "<c/>\n<c s='1'></c>",
            2 if tag == "/row" => "<row r='70'/><row></row>",
            _ => "",
        };
        written.push_str(&format!("<{tag}>{rest}{between}"));
    }
    written
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn readers_agree(
        rows in proptest::collection::vec(proptest::collection::vec(written(), 1..6), 1..8),
        choices in proptest::collection::vec(0..40_u8, 300),
    ) {
        let bytes = book_of(&rows).map_err(|why| TestCaseError::fail(why.to_string()))?;
        prop_assert!(agree(&bytes));
        let other = repacked(bytes.clone(), "xl/worksheets/sheet1.xml", |text| rewritten(text, &choices));
        prop_assert!(agree(&other));
        let inline = repacked(bytes, "xl/worksheets/sheet1.xml", |text| {
            text.replace("t=\"s\"><v>0</v>", "t=\"inlineStr\"><is><r><t> a<![CDATA[&<b>]]>&#66; </t></r><rPh><t>no</t></rPh><r><t xml:space=\"preserve\"> c</t></r></is>")
                .replace("t=\"s\"><v>1</v>", "t=\"str\"><v>a&amp;\r\nb_x000D_</v>")
                .replace("<sheetData>", "<sheetData>\n<!-- x -->")
        });
        prop_assert!(agree(&inline));
        let prefixed = repacked(inline, "xl/worksheets/sheet1.xml", |text| {
            let (head, body) = text.split_once("<worksheet").unwrap_or_default();
            let body = format!("<worksheet{body}").replace("</", "\u{1}").replace("<!", "\u{2}").replace('<', "<x:");
            format!("{head}{}", body.replace('\u{1}', "</x:").replace('\u{2}', "<!"))
        });
        prop_assert!(agree(&prefixed));
    }
}
