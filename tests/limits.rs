//! How much of a file is read: each limit of `monthend.toml` has a file that goes beyond it. With the default it is read whole;
//! with the setting it is told, with the file, what was found, the limit and its key, and the file beside it is read.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::desk::Desk;

const GOOD: &str =
    "Date,Person,Client,Hours\n2026-10-05,Anna Li,Halden,7.5\n2026-10-06,Anna Li,Halden,6\n";
/// Rows of `GOOD` that are used.
const GOOD_ROWS: u32 = 2;

/// A workbook of one sheet with the usual parts and these.
fn package(sheet: &str, more: &[(&str, &str)]) -> Vec<u8> {
    package_of(&[("Hours", sheet)], more)
}

fn package_of(sheets: &[(&str, &str)], more: &[(&str, &str)]) -> Vec<u8> {
    let mut parts: Vec<(String, String)> = Vec::new();
    let (mut listed, mut relations) = (String::new(), String::new());
    for (at, (name, text)) in (1..).zip(sheets) {
        listed += &format!("<sheet name=\"{name}\" sheetId=\"{at}\" r:id=\"rId{at}\"/>");
        relations += &format!(
            "<Relationship Id=\"rId{at}\" Type=\"x/worksheet\" Target=\"worksheets/sheet{at}.xml\"/>"
        );
        let path = format!("xl/worksheets/sheet{at}.xml");
        parts.push((path, (*text).to_owned()));
    }
    let book = format!("<workbook xmlns:r=\"r\"><sheets>{listed}</sheets></workbook>");
    let relations = format!("<Relationships>{relations}</Relationships>");
    parts.push(("xl/workbook.xml".to_owned(), book));
    parts.push(("xl/_rels/workbook.xml.rels".to_owned(), relations));
    let parts = parts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()));
    let parts: Vec<(&str, &str)> = parts.chain(more.iter().copied()).collect();
    zipped(&parts)
}

fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .expect("memory takes it");
        writer.write_all(text.as_bytes()).expect("memory takes it");
    }
    writer.finish().expect("memory takes it").into_inner()
}

/// A sheet of three entries of another person, with something behind each cell's text and behind the rows.
fn sheet(in_cell: &str, behind: &str) -> String {
    let cell = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}{in_cell}</t></is></c>");
    let row = |texts: [&str; 4]| format!("<row>{}</row>", texts.map(cell).concat());
    let rows = [
        ["Date", "Person", "Client", "Hours"],
        ["2026-10-05", "Olga", "Orlo", "1"],
        ["2026-10-06", "Olga", "Orlo", "2"],
        ["2026-10-07", "Olga", "Orlo", "3"],
    ];
    let rows = rows.map(row).concat();
    format!("<worksheet><sheetData>{rows}</sheetData>{behind}</worksheet>")
}

fn hours() -> Vec<u8> {
    package(&sheet("", ""), &[])
}

/// Rows that are used, and what is told.
fn checked(name: &str, bytes: &[u8], settings: &str) -> (u32, String) {
    let desk = Desk::new()
        .file("good.csv", GOOD)
        .file(name, bytes)
        .file("monthend.toml", settings);
    let said = desk.run("check", &[]);
    let text = said.stdout + &said.stderr;
    assert!((0..=1).contains(&said.code), "{settings}: {text}");
    let used = text.split(" used, ").next().and_then(|before| {
        let number = before.rsplit(' ').next()?;
        number.parse().ok()
    });
    (used.unwrap_or_else(|| panic!("{text}")), text)
}

struct Case {
    what: &'static str,
    name: &'static str,
    bytes: Vec<u8>,
    setting: &'static str,
    /// Rows of the file that are used under the default, and under the setting.
    used: (u32, u32),
    place: &'static str,
    found: &'static str,
    expected: &'static str,
}

fn cases() -> Vec<Case> {
    let mut cases = of_text();
    cases.extend(of_packages());
    cases
}

/// Time that is read, with a long line in its third row.
fn text(long: usize) -> Vec<u8> {
    let note = "x".repeat(long);
    format!("Date,Person,Client,Hours,Note\n2026-10-05,Olga,Orlo,1,a\n2026-10-06,Olga,Orlo,2,{note}\n2026-10-07,Olga,Orlo,3,c\n")
        .into_bytes()
}

fn of_text() -> Vec<Case> {
    let case = |what, long, setting, used, place, found, expected| Case {
        what,
        name: "bad.csv",
        bytes: text(long),
        setting,
        used: (3, used),
        place,
        found,
        expected,
    };
    vec![
        case(
            "a file",
            1_048_576,
            "limit_file_mib = 0.75",
            0,
            "bad.csv, A1",
            " MiB",
            "a file of at most 0.75 MiB",
        ),
        case(
            "cells of a text file",
            1,
            "limit_cells = 12",
            1,
            "bad.csv, A3",
            "15 cells, or more",
            "at most 12 cells in a file",
        ),
        case(
            "a line",
            524_288,
            "limit_line_mib = 0.25",
            1,
            "bad.csv, A3",
            "a line, tag or text of 0.5 MiB, or more",
            "lines, tags and texts of at most 0.25 MiB",
        ),
    ]
}

fn of_packages() -> Vec<Case> {
    let case = |what, bytes, setting, place, found, expected| Case {
        what,
        name: "bad.xlsx",
        bytes,
        setting,
        used: (3, 0),
        place,
        found,
        expected,
    };
    let deep = format!("<ext>{}{}</ext>", "<x>".repeat(60), "</x>".repeat(60));
    let shared = format!(
        "<sst>{}</sst>",
        "<si><t>A text that is kept for all cells.</t></si>".repeat(40)
    );
    let blanks = format!("<c s=\"0\"/>{}", "<c/>".repeat(99));
    let wide = sheet("", "").replace("</sheetData>", &format!("<row>{blanks}</row></sheetData>"));
    vec![
        case(
            "parts of a package",
            package(&sheet("", ""), &[("a", ""), ("b", ""), ("c", "")]),
            "limit_parts = 5",
            "bad.xlsx, A1",
            "a package of 6 parts",
            "a package of at most 5 parts",
        ),
        case(
            "sheets of a workbook",
            package_of(&[("Hours", &sheet("", "")), ("Notes", "<worksheet/>")], &[]),
            "limit_sheets = 1",
            "bad.xlsx, A1",
            "a workbook of 2 sheets, or more",
            "a workbook of at most 1 sheets",
        ),
        case(
            "what is unpacked",
            package(
                &sheet("", &format!("<!--{}-->", "x y".repeat(174_763))),
                &[],
            ),
            "limit_unpacked_mib = 0.25",
            "bad.xlsx, A1",
            " MiB after unpacking",
            "at most 0.25 MiB after unpacking",
        ),
        case(
            "how much it was packed",
            package(&sheet("", &" ".repeat(2_000_000)), &[]),
            "limit_packing_ratio = 200",
            "bad.xlsx, A1",
            "a part packed ",
            "parts packed at most 200 times smaller",
        ),
        case(
            "cells of a workbook",
            hours(),
            "limit_cells = 15",
            "bad.xlsx, Hours!A1",
            "16 cells, or more",
            "at most 15 cells in a file",
        ),
        case(
            "blank cells of a workbook",
            package(&wide, &[]),
            "limit_cells = 100",
            "bad.xlsx, Hours!A1",
            " cells, or more",
            "at most 100 cells in a file",
        ),
        case(
            "texts that cells share",
            package(&sheet("", ""), &[("xl/sharedStrings.xml", &shared)]),
            "limit_texts_mib = 0.001",
            "bad.xlsx, A1",
            "0.001 MiB of texts, or more",
            "at most 0.001 MiB of texts in a file",
        ),
        case(
            "texts of cells",
            package(
                &sheet("", "").replace("Olga", &format!("Olga {}", "x y".repeat(500))),
                &[],
            ),
            "limit_texts_mib = 0.001",
            "bad.xlsx, Hours!A1",
            " MiB of texts, or more",
            "at most 0.001 MiB of texts in a file",
        ),
        case(
            "tags inside of tags",
            package(&sheet("", &deep), &[]),
            "limit_depth = 20",
            "bad.xlsx, Hours!A1",
            "tags 21 deep, or more",
            "tags at most 20 deep",
        ),
        case(
            "a text of a small part",
            package(
                &sheet("", &format!("<!--{}--><x>{}</x>", "-", "y".repeat(200_000))),
                &[],
            ),
            "limit_line_mib = 0.125",
            "bad.xlsx, Hours!A1",
            "a line, tag or text of 0.1907 MiB, or more",
            "lines, tags and texts of at most 0.125 MiB",
        ),
        case(
            "a text of a large part",
            package(
                &sheet("", &format!("<x>{}</x>", "y z".repeat(700_000))),
                &[],
            ),
            "limit_line_mib = 1.0",
            "bad.xlsx, Hours!A1",
            " MiB, or more",
            "lines, tags and texts of at most 1 MiB",
        ),
    ]
}

#[test]
fn each_limit_holds_and_is_told_with_its_setting() {
    for case in cases() {
        let what = case.what;
        let (used, text) = checked(case.name, &case.bytes, "");
        assert_eq!(used, GOOD_ROWS + case.used.0, "{what}, default: {text}");
        assert!(!text.contains("file.too_large"), "{what}, default: {text}");
        let (used, text) = checked(case.name, &case.bytes, case.setting);
        assert_eq!(used, GOOD_ROWS + case.used.1, "{what}: {text}");
        let key = case.setting.split(" =").next().unwrap_or_default();
        let hint = format!("split the file, or raise {key} in monthend.toml");
        let rule = format!("not read  file.too_large  {}", case.place);
        for told in [&rule, case.found, case.expected, &hint] {
            assert!(text.contains(told), "{what}: no {told:?} in {text}");
        }
    }
}

/// Cells are counted over all sheets of a workbook; those that were read stay.
#[test]
fn many_sheets_are_no_way_around() {
    let other = sheet("", "").replace("Olga", "Ivo");
    let bytes = package_of(&[("Hours", &sheet("", "")), ("More", &other)], &[]);
    let (used, text) = checked("bad.xlsx", &bytes, "");
    assert_eq!(used, GOOD_ROWS + 6, "{text}");
    let (used, text) = checked("bad.xlsx", &bytes, "limit_cells = 20");
    assert_eq!(used, GOOD_ROWS + 3, "{text}");
    assert!(
        text.contains("not read  file.too_large  bad.xlsx, More!A1"),
        "{text}"
    );
}

/// The sheet of three entries as `OpenDocument` has it, with a note behind each row.
fn ods(note: &str) -> Vec<u8> {
    let rows = [
        ["Date", "Person", "Client", "Hours", "Note"],
        ["2026-10-05", "Olga", "Orlo", "1", note],
        ["2026-10-06", "Olga", "Orlo", "2", note],
        ["2026-10-07", "Olga", "Orlo", "3", note],
    ];
    let cell = |text: &str| {
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let row = |texts: [&str; 5]| {
        let cells = texts.map(cell).concat();
        format!("<table:table-row>{cells}</table:table-row>")
    };
    let rows = rows.map(row).concat();
    let content = format!(
        "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><office:body><office:spreadsheet>\
        <table:table table:name=\"Hours\">{rows}</table:table><table:table table:name=\"Notes\"></table:table></office:spreadsheet></office:body></office:document-content>"
    );
    zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<manifest/>"),
        ("content.xml", &content),
    ])
}

/// Another reader reads ods; the limits are the same.
#[test]
fn an_ods_workbook_has_the_same_limits() {
    let bytes = ods(&"words ".repeat(50));
    let (used, text) = checked("bad.ods", &bytes, "");
    assert_eq!(used, GOOD_ROWS + 3, "{text}");
    for (setting, place, told) in [
        ("limit_cells = 12", "Hours!A1", "at most 12 cells in a file"),
        (
            "limit_texts_mib = 0.0002",
            "Hours!A1",
            "at most 0.0002 MiB of texts in a file",
        ),
        ("limit_depth = 5", "A1", "tags at most 5 deep"),
        ("limit_parts = 2", "A1", "a package of at most 2 parts"),
        ("limit_sheets = 1", "A1", "a workbook of at most 1 sheets"),
        (
            "limit_unpacked_mib = 0.001",
            "A1",
            "at most 0.001 MiB after unpacking",
        ),
        (
            "limit_line_mib = 0.0002",
            "A1",
            "lines, tags and texts of at most 0.0002 MiB",
        ),
    ] {
        let (used, text) = checked("bad.ods", &bytes, setting);
        assert_eq!(used, GOOD_ROWS, "{setting}: {text}");
        let rule = format!("not read  file.too_large  bad.ods, {place}");
        for told in [&rule, told] {
            assert!(text.contains(told), "{setting}: {told} in {text}");
        }
    }
}
