//! Files that are broken or made to do harm, as people really meet them: each is a clear problem with its place, the rest
//! is read, and time and memory stay small. The files are made here, the large ones too.

use std::io::{Cursor, Read, Write};
use std::process::{Command, Stdio};

use rust_xlsxwriter::{Chart, ChartType, Workbook, XlsxError};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::desk::Desk;

const GOOD: &str =
    "Date,Person,Client,Hours\n2026-10-05,Anna Li,Halden,7.5\n2026-10-06,Anna Li,Halden,6\n";

/// What `check` says of a folder, one line a line, and the most memory it took, in MiB; zero where the system does not tell.
pub fn checked(desk: &Desk) -> (String, u64) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_monthend"))
        .arg("check")
        .arg(desk.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let (mut out, mut talk) = (
        child.stdout.take().expect("piped"),
        child.stderr.take().expect("piped"),
    );
    let read = |from: &mut dyn Read| {
        let mut said = String::new();
        from.read_to_string(&mut said).expect("text");
        said
    };
    let status = format!("/proc/{}/status", child.id());
    let (said, peak) = std::thread::scope(|scope| {
        let talk = scope.spawn(|| read(&mut talk));
        let out = scope.spawn(|| read(&mut out));
        let mut peak = 0;
        while !(talk.is_finished() && out.is_finished()) {
            peak = peak.max(peak_mib(&status));
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        let said = out.join().expect("read") + &talk.join().expect("read");
        (said, peak)
    });
    let code = child.wait().expect("it ends").code();
    assert!(matches!(code, Some(0 | 1)), "{code:?}: {said}");
    (said, peak)
}

fn peak_mib(status: &str) -> u64 {
    let status = std::fs::read_to_string(status).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    kib.unwrap_or_default() >> 10
}

/// A sheet of the good rows.
fn book(sheets: usize, rows: u32) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    for at in 0..sheets {
        let sheet = book.add_worksheet().set_name(format!("Person {at:03}"))?;
        for (column, heading) in (0..).zip(["Date", "Person", "Client", "Hours"]) {
            sheet.write(0, column, heading)?;
        }
        for row in 1..=rows {
            sheet.write(row, 0, format!("2026-10-{:02}", (row - 1) % 28 + 1))?;
            sheet.write(row, 1, format!("Anna Li {at:03}"))?;
            sheet.write(row, 2, "Halden")?;
            sheet.write(row, 3, 7.5)?;
        }
    }
    book.save_to_buffer()
}

/// A workbook with one part rewritten.
fn repacked(bytes: &[u8], part: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut old = ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut new = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..old.len() {
        let mut entry = old.by_index(at).expect("listed");
        let name = entry.name().expect("a plain name").into_owned();
        let mut text = String::new();
        entry.read_to_string(&mut text).expect("xml");
        if name == part {
            text = change(&text);
        }
        new.start_file(name, SimpleFileOptions::default())
            .expect("memory takes it");
        new.write_all(text.as_bytes()).expect("memory takes it");
    }
    new.finish().expect("memory takes it").into_inner()
}

const SHEET: &str = "xl/worksheets/sheet1.xml";

/// Each file stands beside a good one, whose two rows are read all the same.
#[test]
fn each_bad_file_is_told_with_its_place_and_the_rest_is_read() -> Result<(), XlsxError> {
    let small = book(1, 2)?;
    let cut_off = book(1, 400)?;
    let missing = repacked(&small, SHEET, |text| {
        let (first, rest) = text.split_once("<v>").expect("a cell");
        let (_, rest) = rest.split_once("</v>").expect("a cell");
        format!("{first}<v>4000000000</v>{rest}")
    });
    let half_a_sheet = repacked(&book(2, 2)?, SHEET, |text| {
        let (whole, _) = text
            .split_once("<c r=\"C3\"")
            .expect("a cell of the last row");
        whole.to_owned()
    });
    let bomb = repacked(&small, SHEET, |text| {
        text.replace(
            "</sheetData>",
            &format!("{}</sheetData>", " ".repeat(110 << 20)),
        )
    });
    let last = repacked(&small, SHEET, |text| {
        text.replace(
            "</sheetData>",
            "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>",
        )
    });
    for (what, name, bytes, told, used) in [
        (
            "half a package",
            "bad.xlsx",
            cut_off[..cut_off.len() / 2].to_vec(),
            "not read  file.damaged  bad.xlsx, A1",
            2,
        ),
        (
            "a sheet that ends in its third row, and another",
            "bad.xlsx",
            half_a_sheet,
            "not read  sheet.cut_off  bad.xlsx, Person 000!A3",
            5,
        ),
        (
            "a heading that is not there: its values tell the day",
            "bad.xlsx",
            missing,
            "please look  sheet.text_missing  bad.xlsx, Person 000!A1",
            4,
        ),
        (
            "a bomb",
            "bad.xlsx",
            bomb,
            "not read  file.too_large  bad.xlsx, A1",
            2,
        ),
        (
            "a cell in the last place",
            "bad.xlsx",
            last,
            "please look  sheet.far_cell  bad.xlsx, Person 000!XFD1048576",
            4,
        ),
        (
            "text under a workbook's name",
            "bad.xlsx",
            GOOD.replace("Anna", "Olga").into_bytes(),
            "please look  file.misnamed  bad.xlsx, A1",
            4,
        ),
        (
            "a page under a workbook's name",
            "bad.xls",
            b"<html><body>Please sign in</body></html>".to_vec(),
            "not read  file.html  bad.xls, A1",
            2,
        ),
        (
            "NUL bytes in a line",
            "bad.csv",
            GOOD.replace("Anna Li,Halden,6", "Olga\0 Li,Halden,6")
                .replace("Anna", "Olga")
                .into_bytes(),
            "please look  text.broken_characters  bad.csv, A3",
            4,
        ),
        (
            "nothing but NUL bytes",
            "bad.csv",
            vec![0; 3 << 20],
            "not read  file.empty  bad.csv, A1",
            2,
        ),
    ] {
        let desk = Desk::new().file("good.csv", GOOD).file(name, bytes);
        let (said, peak) = checked(&desk);
        assert!(said.contains(told), "{what}: {told} in {said}");
        let rows = said.lines().find(|line| line.contains(" used, "));
        let rows = rows.unwrap_or_default();
        assert!(
            rows.contains(&format!(": {used} used, ")),
            "{what}: {rows}\n{said}"
        );
        assert!(peak < 400, "{what}: {peak} MiB");
    }
    Ok(())
}

#[test]
fn charts_and_macros_lose_no_other_sheet() -> Result<(), XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Hours")?;
    for (row, line) in (0..).zip(GOOD.lines()) {
        for (column, text) in (0..).zip(line.split(',')) {
            sheet.write(row, column, text)?;
        }
    }
    let mut chart = Chart::new(ChartType::Column);
    chart.add_series().set_values("Hours!$D$2:$D$3");
    book.add_chartsheet()
        .set_name("Graph")?
        .insert_chart(0, 0, &chart)?;
    book.add_worksheet()
        .set_name("Macro1")?
        .write(0, 0, "=ALERT()")?;
    let macros = repacked(
        &book.save_to_buffer()?,
        "xl/_rels/workbook.xml.rels",
        |text| {
            let (front, behind) = text
                .rsplit_once("relationships/worksheet\"")
                .expect("a sheet");
            format!("{front}relationships/xlMacrosheet\"{behind}")
        },
    );
    let (said, _) = checked(&Desk::new().file("book.xlsx", macros));
    for told in [
        "please look  sheet.no_cells  book.xlsx, Graph!A1",
        "please look  sheet.no_cells  book.xlsx, Macro1!A1",
        "3 rows in 1 files: 2 used, 0 set aside, 1 not data",
    ] {
        assert!(said.contains(told), "{told} in {said}");
    }
    Ok(())
}

#[test]
fn two_hundred_sheets_are_read() -> Result<(), XlsxError> {
    let (said, peak) = checked(&Desk::new().file("book.xlsx", book(200, 5)?));
    assert!(
        said.contains("1200 rows in 1 files: 1000 used, 0 set aside, 200 not data"),
        "{said}"
    );
    assert!(peak < 400, "{peak} MiB");
    Ok(())
}

#[test]
fn a_line_of_fifty_megabytes_costs_its_cell_and_little_memory() {
    let long = GOOD.replacen(
        "Halden,7.5\n",
        &format!("Halden,7.5,{}\n", "x".repeat(50_000_000)),
        1,
    );
    let (said, peak) =
        checked(&Desk::new().file("long.csv", long.replacen("Hours", "Hours,Note", 1)));
    assert!(
        said.contains("please look  sheet.texts_cut  long.csv, A2"),
        "{said}"
    );
    assert!(
        said.contains("3 rows in 1 files: 2 used, 0 set aside, 1 not data"),
        "{said}"
    );
    assert!(peak < 400, "{peak} MiB");
}
