//! The decisions workbook in the hands of people: answered, sorted, widened, saved by another program.

use std::io::{Cursor, Write};
use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook};

use crate::desk::{Desk, monthend};

const CLIENTS: &str =
    "Client,Status,Account manager\nHalden Water,active,Ines\nOrlo Foods,active,Ines\n";
const TIME: &str = "Date,Client,Project,Person,Hours\n2026-10-01,Halden Water,Site,Mara,7\n2026-10-02,Haldan Water,Site,Mara,1\n2026-10-05,Orlo Foodz,App,Mara,2\n";
const FILE: &str = "monthend-decisions.xlsx";

/// Names and rows of sheets.
pub type Sheets = Vec<(String, Vec<Vec<String>>)>;

fn asked() -> Desk {
    let desk = Desk::new()
        .file("clients.csv", CLIENTS)
        .file("time.csv", TIME);
    run(&desk, &[]);
    assert!(
        desk.path().join(FILE).is_file(),
        "there is something to ask"
    );
    desk
}

fn run(desk: &Desk, args: &[&str]) -> String {
    let said = desk.run("run", &[args, &["--format", "csv"]].concat());
    assert_eq!(said.code, 0, "{}", said.stderr);
    said.stderr
}

fn bytes(desk: &Desk) -> Vec<u8> {
    std::fs::read(desk.path().join(FILE)).expect("readable")
}

/// Every sheet of a workbook as texts.
pub fn read(path: &Path) -> Sheets {
    let mut book: Xlsx<_> = open_workbook(path).expect("it opens");
    book.sheet_names()
        .into_iter()
        .map(|name| {
            let range = book.worksheet_range(&name).expect("a sheet");
            let text = |cell: &Data| cell.to_string();
            let rows = range
                .rows()
                .map(|row| row.iter().map(text).collect())
                .collect();
            (name, rows)
        })
        .collect()
}

/// Saved by another program: every text in its own cell, no styles, no shared texts, no table.
pub fn saved_elsewhere(path: &Path, sheets: &Sheets) {
    let plain = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let mut package = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut part = |name: &str, text: String| {
        package
            .start_file(name, zip::write::SimpleFileOptions::default())
            .expect("memory takes it");
        package.write_all(text.as_bytes()).expect("memory takes it");
    };
    let space = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    let types: String = (1..=sheets.len())
        .map(|at| format!("<Override PartName=\"/xl/worksheets/sheet{at}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"))
        .collect();
    part(
        "[Content_Types].xml",
        format!(
            "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>{types}</Types>"
        ),
    );
    part("_rels/.rels", "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>".to_owned());
    let names: String = sheets
        .iter()
        .enumerate()
        .map(|(at, (name, _))| {
            format!(
                "<sheet name=\"{}\" sheetId=\"{n}\" r:id=\"r{n}\"/>",
                plain(name),
                n = at + 1
            )
        })
        .collect();
    part(
        "xl/workbook.xml",
        format!(
            "<?xml version=\"1.0\"?><workbook {space} xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>{names}</sheets></workbook>"
        ),
    );
    let links: String = (1..=sheets.len())
        .map(|at| format!("<Relationship Id=\"r{at}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet{at}.xml\"/>"))
        .collect();
    part(
        "xl/_rels/workbook.xml.rels",
        format!(
            "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{links}</Relationships>"
        ),
    );
    for (at, (_, rows)) in sheets.iter().enumerate() {
        let rows: String = rows
            .iter()
            .enumerate()
            .map(|(at, row)| {
                let cells: String = row
                    .iter()
                    .enumerate()
                    .filter(|(_, text)| !text.is_empty())
                    .map(|(column, text)| {
                        format!(
                            "<c r=\"{}{}\" t=\"inlineStr\"><is><t>{}</t></is></c>",
                            char::from(b'A' + column as u8),
                            at + 1,
                            plain(text)
                        )
                    })
                    .collect();
                format!("<row r=\"{}\">{cells}</row>", at + 1)
            })
            .collect();
        part(
            &format!("xl/worksheets/sheet{}.xml", at + 1),
            format!(
                "<?xml version=\"1.0\"?><worksheet {space}><sheetData>{rows}</sheetData></worksheet>"
            ),
        );
    }
    let bytes = package.finish().expect("memory takes it").into_inner();
    std::fs::write(path, bytes).expect("writable");
}

/// Row of the headings and column of one of them.
pub fn heading(rows: &[Vec<String>], word: &str) -> (usize, usize) {
    rows.iter()
        .enumerate()
        .find_map(|(at, row)| Some((at, row.iter().position(|text| text == word)?)))
        .unwrap_or_else(|| panic!("no {word} in {rows:?}"))
}

/// Answers every question of the first sheet that names `subject`; gives how many.
fn answer(sheets: &mut Sheets, subject: &str, with: &str) -> usize {
    let rows = &mut sheets[0].1;
    let (top, column) = heading(rows, "Answer");
    let asked = rows
        .iter_mut()
        .skip(top + 1)
        .filter(|row| row.iter().any(|text| text == subject));
    asked.map(|row| row[column] = with.to_owned()).count()
}

fn halden_hours(desk: &Desk) -> Vec<String> {
    desk.written("2026-10/data/client_month.csv")
        .lines()
        .filter(|line| line.contains("Halden Water") || line.contains("Haldan Water"))
        .map(|line| line.split(',').nth(5).unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn an_answer_joins_and_the_file_stays_as_it_is() {
    let desk = asked();
    assert_eq!(
        halden_hours(&desk).len(),
        2,
        "until answered each stands for itself"
    );
    let path = desk.path().join(FILE);
    let mut sheets = read(&path);
    assert_eq!(answer(&mut sheets, "Haldan Water", "yes"), 1);
    saved_elsewhere(&path, &sheets);
    let before = bytes(&desk);
    run(&desk, &[]);
    assert_eq!(halden_hours(&desk), ["8.0000"]);
    assert!(before == bytes(&desk), "nothing new to ask");
    let first = desk.written("2026-10/manifest.json");
    run(&desk, &[]);
    assert_eq!(first, desk.written("2026-10/manifest.json"));
}

#[test]
fn sorted_rows_and_added_columns_do_no_harm() {
    let desk = asked();
    let path = desk.path().join(FILE);
    let mut sheets = read(&path);
    answer(&mut sheets, "Haldan Water", "Halden Water");
    let rows = &mut sheets[0].1;
    let (top, _) = heading(rows, "Answer");
    rows[top + 1..].reverse();
    for (at, row) in rows.iter_mut().enumerate().skip(top) {
        let own = if at == top { "Asked on" } else { "Monday" };
        row.insert(1, own.to_owned());
    }
    saved_elsewhere(&path, &sheets);
    let before = bytes(&desk);
    run(&desk, &[]);
    assert_eq!(halden_hours(&desk), ["8.0000"]);
    assert!(before == bytes(&desk), "nothing new to ask");
}

#[test]
fn added_columns_survive_a_new_question() {
    let desk = asked();
    let path = desk.path().join(FILE);
    let mut sheets = read(&path);
    let rows = &mut sheets[0].1;
    let (top, _) = heading(rows, "Answer");
    for (at, row) in rows.iter_mut().enumerate().skip(top) {
        let own = if at == top { "Asked on" } else { "Monday" };
        row.insert(1, own.to_owned());
    }
    saved_elsewhere(&path, &sheets);
    let desk = desk.file("time.csv", TIME.replace("Haldan Water", "Hallden Water"));
    run(&desk, &[]);
    let sheets = read(&path);
    let rows = &sheets[0].1;
    let (_, column) = heading(rows, "Asked on");
    let beside = |subject: &str| {
        let row = rows
            .iter()
            .find(|row| row.iter().any(|text| text == subject));
        row.and_then(|row| row.get(column))
            .map_or("", String::as_str)
    };
    assert_eq!(beside("Haldan Water"), "Monday", "{rows:?}");
    assert_eq!(beside("Orlo Foodz"), "Monday", "{rows:?}");
    assert_eq!(beside("Hallden Water"), "", "{rows:?}");
}

#[test]
fn a_new_question_keeps_old_answers_and_stale_ones() {
    let desk = asked();
    let path = desk.path().join(FILE);
    let mut sheets = read(&path);
    answer(&mut sheets, "Haldan Water", "yes");
    answer(&mut sheets, "Orlo Foodz", "no");
    saved_elsewhere(&path, &sheets);
    // The first spelling is gone, a new one is there.
    let desk = desk.file("time.csv", TIME.replace("Haldan Water", "Hallden Water"));
    run(&desk, &[]);
    let sheets = read(&path);
    let rows = &sheets[0].1;
    let (_, column) = heading(rows, "Answer");
    let answer_of = |subject: &str| {
        let row = rows
            .iter()
            .find(|row| row.iter().any(|text| text == subject));
        row.map(|row| row[column].clone())
    };
    assert_eq!(
        answer_of("Haldan Water").as_deref(),
        Some("yes"),
        "{rows:?}"
    );
    assert_eq!(answer_of("Orlo Foodz").as_deref(), Some("no"), "{rows:?}");
    assert_eq!(answer_of("Hallden Water").as_deref(), Some(""), "{rows:?}");
    // Back again, the old answer holds.
    let desk = desk.file("time.csv", TIME);
    run(&desk, &[]);
    assert_eq!(halden_hours(&desk), ["8.0000"]);
}

#[test]
fn answers_hold_in_every_language() {
    let desk = Desk::new()
        .file("clients.csv", CLIENTS)
        .file("time.csv", TIME);
    run(&desk, &["--lang", "ru"]);
    let path = desk.path().join(FILE);
    let mut sheets = read(&path);
    let rows = &mut sheets[0].1;
    let (top, column) = heading(rows, "Ответ");
    for row in rows
        .iter_mut()
        .skip(top + 1)
        .filter(|row| row.iter().any(|text| text == "Haldan Water"))
    {
        row[column] = "да".to_owned();
    }
    saved_elsewhere(&path, &sheets);
    let before = bytes(&desk);
    for language in ["ru", "zh", "en"] {
        run(&desk, &["--lang", language]);
        assert_eq!(halden_hours(&desk), ["8.0000"], "{language}");
        assert!(before == bytes(&desk), "{language}: nothing new to ask");
    }
    let desk = desk.file("time.csv", TIME.replace("Orlo Foodz", "Orlo Foodss"));
    run(&desk, &["--lang", "zh"]);
    assert!(before != bytes(&desk), "something new to ask");
    run(&desk, &["--lang", "en"]);
    assert_eq!(halden_hours(&desk), ["8.0000"]);
}

/// Where the folder cannot be written (here a folder bears the name), answers stand beside the packs.
#[test]
fn decisions_stand_beside_the_packs_where_the_folder_is_closed() {
    let desk = Desk::new()
        .file("clients.csv", CLIENTS)
        .file("time.csv", TIME);
    std::fs::create_dir_all(desk.path().join(FILE)).expect("writable");
    let said = run(&desk, &[]);
    let path = desk.out().join(FILE);
    assert!(path.is_file(), "{said}");
    assert!(
        said.contains(&*path.to_string_lossy()),
        "it says where: {said}"
    );
    let mut sheets = read(&path);
    answer(&mut sheets, "Haldan Water", "yes");
    saved_elsewhere(&path, &sheets);
    let said = run(&desk, &[]);
    assert_eq!(halden_hours(&desk), ["8.0000"], "{said}");
    assert!(
        said.contains(&*path.to_string_lossy()),
        "it says where: {said}"
    );
}

/// A folder of which nothing is known yet gets no pack, and the cell whose answer makes one.
#[test]
fn a_folder_of_which_nothing_is_known_asks_what_it_is() {
    let hours = "2026-10-05,Mara Lind,Halden Water,Site,3.5\n2026-10-05,Joss Oak,Orlo Foods,App,6\n\
                 2026-10-06,Mara Lind,Halden Water,Site,7.25\n2026-10-07,Joss Oak,Halden Water,Site,4\n";
    let desk = Desk::new().file("export.csv", hours);
    let path = desk.path().join(FILE);
    let strict = desk.run("run", &["--strict", "--format", "csv"]);
    assert!(
        strict.code == 2 && !path.exists(),
        "--strict writes nothing"
    );
    let said = desk.run("run", &["--format", "csv"]);
    assert_eq!(said.code, 2, "{}", said.stderr);
    assert!(!desk.out().exists(), "no pack");
    let place = path.to_string_lossy();
    assert!(said.stderr.contains(&*place), "{}", said.stderr);
    let mut sheets = read(&path);
    assert_eq!(answer(&mut sheets, "export.csv", "time"), 1);
    saved_elsewhere(&path, &sheets);
    let said = run(&desk, &[]);
    assert!(said.contains("4 rows in 1 files: 4 used"), "{said}");
}

#[test]
fn check_and_inspect_ask_but_write_nothing() {
    let desk = Desk::new()
        .file("clients.csv", CLIENTS)
        .file("time.csv", TIME);
    for verb in ["check", "inspect"] {
        monthend(&[verb, &desk.path().to_string_lossy()]);
    }
    assert!(!desk.path().join(FILE).exists());
}

const MARKS: &str = "Attendance September 2026\nEmployee,2026-09-01,2026-09-02,2026-09-03,2026-09-04\nMara,P,P,Q,P\nIvo,P,SL,P,P\nLee,P,P,P,W7\n";

/// Rules of what was found at marks, and where.
fn unexplained(desk: &Desk) -> Vec<String> {
    let problems = desk.written("2026-09/data/problems.csv");
    let marks = problems
        .lines()
        .filter(|line| line.contains("sheet.unexplained_mark"));
    marks.map(str::to_owned).collect()
}

#[test]
fn answers_about_marks_are_used_and_kept() {
    let desk = Desk::new()
        .file("clients.csv", CLIENTS)
        .file("attendance.csv", MARKS);
    let september = ["--month", "2026-09"];
    run(&desk, &september);
    assert_eq!(unexplained(&desk).len(), 2, "two marks nobody explains");
    let path = desk.path().join(FILE);
    let mut sheets = read(&path);
    let marks = |sheets: &Sheets| sheets.iter().position(|(name, _)| name == "Marks");
    let at = marks(&sheets).expect("a sheet of marks");
    let rows = &mut sheets[at].1;
    let (top, column) = heading(rows, "Answer");
    for row in rows.iter_mut().skip(top + 1) {
        if row.iter().any(|text| text == "Q") {
            row[column] = "vacation".to_owned();
        }
    }
    rows[top + 1..].reverse();
    for (at, row) in rows.iter_mut().enumerate().skip(top) {
        let own = if at == top { "Asked on" } else { "Monday" };
        row.insert(1, own.to_owned());
    }
    saved_elsewhere(&path, &sheets);
    let before = bytes(&desk);
    run(&desk, &september);
    let left = unexplained(&desk);
    assert!(matches!(&left[..], [one] if one.contains("W7")), "{left:?}");
    assert!(before == bytes(&desk), "nothing new to ask");
    // A mark more: the answer and the added column stay.
    let desk = desk.file(
        "attendance.csv",
        MARKS.replace("Ivo,P,SL,P,P", "Ivo,P,SL,P,Z9"),
    );
    run(&desk, &september);
    assert_eq!(unexplained(&desk).len(), 2, "W7 and Z9");
    let sheets = read(&path);
    let rows = &sheets[marks(&sheets).expect("a sheet of marks")].1;
    let (_, column) = heading(rows, "Answer");
    let (_, own) = heading(rows, "Asked on");
    let row = rows.iter().find(|row| row.iter().any(|text| text == "Q"));
    let row = row.expect("the question is kept");
    assert_eq!(
        (row[column].as_str(), row[own].as_str()),
        ("vacation", "Monday")
    );
}

/// Answers that cannot be read are not replaced by questions.
#[test]
fn answers_that_cannot_be_read_stay_and_stop_the_run() {
    let desk = asked();
    let whole = bytes(&desk);
    let cut = whole[..whole.len() - 200].to_vec();
    let text = b"Client,Answer\nHalden,yes\n".to_vec();
    for damaged in [cut, text, b"my notes".to_vec(), Vec::new()] {
        std::fs::write(desk.path().join(FILE), &damaged).expect("writable");
        for verb in ["run", "check"] {
            let said = desk.run(verb, &[]);
            assert_eq!(said.code, 2, "{}", said.stderr);
            assert!(
                said.stderr
                    .contains("cannot be read, and its answers would be lost"),
                "{}",
                said.stderr
            );
        }
        assert_eq!(bytes(&desk), damaged);
    }
    std::fs::write(desk.path().join(FILE), whole).expect("writable");
    run(&desk, &[]);
}

/// Limits are for what others send; the agency's own answers are read whatever they are.
#[test]
fn limits_on_inputs_are_none_on_answers() {
    let desk = asked();
    let path = desk.path().join(FILE);
    let mut sheets = read(&path);
    assert_eq!(answer(&mut sheets, "Haldan Water", "yes"), 1);
    saved_elsewhere(&path, &sheets);
    let before = bytes(&desk);
    for limit in ["parts = 3", "cells = 20", "file_mib = 0.002", "depth = 4"] {
        std::fs::write(
            desk.path().join("monthend.toml"),
            format!("limit_{limit}\n"),
        )
        .expect("writable");
        run(&desk, &[]);
        assert_eq!(halden_hours(&desk), ["8.0000"], "{limit}");
        assert!(bytes(&desk) == before, "{limit}");
    }
}

/// A person who has the answers open loses none.
#[test]
fn answers_that_are_open_elsewhere_are_not_replaced() {
    let desk = asked();
    let before = bytes(&desk);
    let desk = desk.file("more.csv", TIME.replace("Haldan", "Helden"));
    std::fs::write(desk.path().join("~$monthend-decisions.xlsx"), "").expect("writable");
    let said = desk.run("run", &["--format", "csv"]);
    assert_eq!(said.code, 2, "{}", said.stderr);
    assert!(
        said.stderr
            .contains("monthend-decisions.xlsx: open in another program"),
        "{}",
        said.stderr
    );
    assert_eq!(bytes(&desk), before);
}
