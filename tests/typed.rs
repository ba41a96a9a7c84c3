//! What people typed survives: cells of a written workbook are filled in, and the next run shows them again.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::PathBuf;

use calamine::{Data, Reader, Xlsx, open_workbook};

use crate::desk::{Desk, files_below};

const INVOICES: &str = "Invoice number,Client,Issue date,Due date,Net,Tax,Gross,Currency\n\
    F-1,Halden,2026-10-01,2026-10-31,100.00,20.00,120.00,EUR\n\
    F-2,Orlo,2026-10-05,2026-11-04,200.00,40.00,240.00,EUR\n\
    F-3,Sable,2026-10-06,2026-11-05,300.00,60.00,360.00,EUR\n";
const INVOICES_TURNED: &str = "Invoice number,Client,Issue date,Due date,Net,Tax,Gross,Currency\n\
    F-3,Sable,2026-10-06,2026-11-05,300.00,60.00,360.00,EUR\n\
    F-0,Abel,2026-10-07,2026-11-06,50.00,10.00,60.00,EUR\n\
    F-2,Orlo,2026-10-05,2026-11-04,200.00,40.00,240.00,EUR\n\
    F-1,Halden,2026-10-01,2026-10-31,100.00,20.00,120.00,EUR\n";
const TIME: &str = "Date,Client,Project,Person,Hours\n2026-10-01,Tern,Site,Mara,7.5\n2026-10-02,Tern,Site,Mara,8\n";

/// A written workbook in the hands of a person.
pub struct Hand {
    path: PathBuf,
}

impl Hand {
    /// Opens a workbook of the pack.
    pub fn open(path: PathBuf) -> Hand {
        assert!(path.is_file(), "{}", path.display());
        Hand { path }
    }

    fn grid(&self, sheet: &str) -> calamine::Range<Data> {
        let mut book: Xlsx<_> = open_workbook(&self.path).expect("our workbook opens");
        book.worksheet_range(sheet)
            .unwrap_or_else(|error| panic!("{sheet}: {error}"))
    }

    /// Row and column, from zero, of the cell under `heading` in the row that holds all of `words`.
    fn find(&self, sheet: &str, heading: &str, words: &[&str]) -> (u32, u32) {
        let grid = self.grid(sheet);
        let (top, left) = grid.start().expect("cells");
        let texts: Vec<Vec<String>> = grid
            .rows()
            .map(|row| row.iter().map(ToString::to_string).collect())
            .collect();
        let (header, column) = texts
            .iter()
            .enumerate()
            .filter(|(_, row)| row.iter().filter(|text| !text.is_empty()).count() > 1)
            .find_map(|(at, row)| Some((at, row.iter().position(|text| text == heading)?)))
            .unwrap_or_else(|| panic!("no heading {heading} in {sheet}: {texts:?}"));
        let row = texts
            .iter()
            .enumerate()
            .skip(header + 1)
            .find(|(_, row)| words.iter().all(|word| row.iter().any(|text| text == word)))
            .unwrap_or_else(|| panic!("no row with {words:?} in {sheet}: {texts:?}"))
            .0;
        (top + row as u32, left + column as u32)
    }

    /// The text that stands there.
    pub fn reads(&self, sheet: &str, heading: &str, words: &[&str]) -> String {
        let at = self.find(sheet, heading, words);
        self.grid(sheet)
            .get_value(at)
            .map_or_else(String::new, ToString::to_string)
    }

    /// Types a text there, as programs do that write texts into the cell itself.
    pub fn types(&self, sheet: &str, heading: &str, words: &[&str], text: &str) {
        let (row, column) = self.find(sheet, heading, words);
        let part = self.part_of(sheet);
        let cell = format!("{}{}", letters(column), row + 1);
        self.edit(|name, xml| (name == part).then(|| with_text(xml, &cell, row + 1, text)));
    }

    /// Types a text into the row below that one, which may not be there yet.
    fn types_below(&self, sheet: &str, heading: &str, words: &[&str], text: &str) {
        let (row, column) = self.find(sheet, heading, words);
        let part = self.part_of(sheet);
        let (own, below) = (row + 1, row + 2);
        let cell = format!("{}{below}", letters(column));
        self.edit(|name, xml| {
            let mut xml = (name == part).then(|| xml.to_owned())?;
            if !xml.contains(&format!("<row r=\"{below}\"")) {
                let at = xml.find(&format!("<row r=\"{own}\"")).expect("the row");
                let end = at + xml[at..].find("</row>").expect("the row ends") + "</row>".len();
                xml.insert_str(end, &format!("<row r=\"{below}\"></row>"));
            }
            Some(with_text(&xml, &cell, below, text))
        });
    }

    /// Rewrites parts of the package.
    pub fn edit(&self, change: impl Fn(&str, &str) -> Option<String>) {
        let bytes = std::fs::read(&self.path).expect("readable");
        let mut package = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
        let mut written = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for at in 0..package.len() {
            let mut part = package.by_index(at).expect("a part");
            let name = part.name().expect("a name").into_owned();
            let mut content = Vec::new();
            part.read_to_end(&mut content).expect("readable");
            if let Some(changed) = std::str::from_utf8(&content)
                .ok()
                .and_then(|xml| change(&name, xml))
            {
                content = changed.into_bytes();
            }
            written
                .start_file(name, zip::write::SimpleFileOptions::default())
                .expect("memory takes it");
            written.write_all(&content).expect("memory takes it");
        }
        let bytes = written.finish().expect("memory takes it").into_inner();
        std::fs::write(&self.path, bytes).expect("writable");
    }

    /// Notes on cells, all together.
    fn notes(&self) -> String {
        let parts = crate::workbook::parts(&self.path);
        let notes = parts
            .into_iter()
            .filter(|(name, _)| name.contains("comments"));
        notes.map(|(_, text)| text).collect()
    }

    fn part_of(&self, sheet: &str) -> String {
        let book: Xlsx<_> = open_workbook(&self.path).expect("our workbook opens");
        let at = book
            .sheet_names()
            .iter()
            .position(|name| name == sheet)
            .expect("the sheet");
        format!("xl/worksheets/sheet{}.xml", at + 1)
    }
}

fn letters(mut column: u32) -> String {
    let mut letters = String::new();
    loop {
        letters.insert(0, char::from(b'A' + (column % 26) as u8));
        if column < 26 {
            return letters;
        }
        column = column / 26 - 1;
    }
}

/// Sheet XML with a text in a cell, whether it was there empty or not at all.
fn with_text(xml: &str, cell: &str, row: u32, text: &str) -> String {
    let filled =
        |style: &str| format!("<c r=\"{cell}\"{style} t=\"inlineStr\"><is><t>{text}</t></is></c>");
    if let Some(at) = xml.find(&format!("<c r=\"{cell}\"")) {
        let end = at + xml[at..].find('>').expect("the tag ends");
        let tag = &xml[at..end];
        let style = tag
            .split(" s=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .map_or_else(String::new, |id| format!(" s=\"{id}\""));
        let after = if tag.ends_with('/') {
            end + 1
        } else {
            end + xml[end..].find("</c>").expect("the cell ends") + 4
        };
        return format!("{}{}{}", &xml[..at], filled(&style), &xml[after..]);
    }
    let at = xml.find(&format!("<row r=\"{row}\"")).expect("the row");
    let end = at + xml[at..].find("</row>").expect("the row ends");
    format!("{}{}{}", &xml[..end], filled(""), &xml[end..])
}

fn pack(desk: &Desk) -> BTreeMap<String, Vec<u8>> {
    files_below(&desk.out().join("2026-10"))
        .into_iter()
        .collect()
}

fn finance(desk: &Desk) -> Hand {
    Hand::open(desk.out().join("2026-10/Finance 2026-10.xlsx"))
}

fn run(desk: &Desk, args: &[&str]) {
    let said = desk.run("run", args);
    assert_eq!(said.code, 0, "{}", said.stderr);
}

const ORLO: [&str; 1] = ["Orlo"];

#[test]
fn comments_at_exceptions_stand_again() {
    let desk = Desk::new()
        .file("invoices.csv", INVOICES)
        .file("time.csv", TIME);
    run(&desk, &["--report", "finance"]);
    finance(&desk).types("Exceptions", "Comment", &ORLO, "asked Ines &amp; waiting");
    finance(&desk).types("Exceptions", "Case status", &ORLO, "in progress");
    run(&desk, &["--report", "finance"]);
    let first = pack(&desk);
    let reads = |heading: &str, words: &[&str]| finance(&desk).reads("Exceptions", heading, words);
    assert_eq!(reads("Comment", &ORLO), "asked Ines & waiting");
    assert_eq!(reads("Case status", &ORLO), "in progress");
    assert_eq!(reads("Comment", &["Halden"]), "");
    run(&desk, &["--report", "finance"]);
    assert!(first == pack(&desk), "a third run writes the same bytes");

    let desk = desk.file("invoices.csv", INVOICES_TURNED);
    run(&desk, &["--report", "finance"]);
    let reads = |heading: &str, words: &[&str]| finance(&desk).reads("Exceptions", heading, words);
    assert_eq!(reads("Comment", &ORLO), "asked Ines & waiting");
    assert_eq!(reads("Comment", &["Abel"]), "");
}

#[test]
fn notes_of_a_review_stand_again() {
    let desk = Desk::new()
        .file("invoices.csv", INVOICES)
        .file("time.csv", TIME);
    run(&desk, &["--report", "review"]);
    let review = || Hand::open(desk.out().join("2026-10/Review 2026-10.xlsx"));
    review().types("Review Orlo", "Next step", &["2"], "send the outlook");
    run(&desk, &["--report", "review"]);
    assert_eq!(
        review().reads("Review Orlo", "Next step", &["2"]),
        "send the outlook"
    );
    assert_eq!(review().reads("Review Halden", "Next step", &["2"]), "");
    let first = pack(&desk);
    run(&desk, &["--report", "review"]);
    assert!(first == pack(&desk), "a third run writes the same bytes");
}

#[test]
fn lines_added_below_those_of_a_review_stand_again() {
    let desk = Desk::new()
        .file("invoices.csv", INVOICES)
        .file("time.csv", TIME);
    run(&desk, &["--report", "review"]);
    let review = || Hand::open(desk.out().join("2026-10/Review 2026-10.xlsx"));
    let sheet = "Review Orlo";
    // two lines below the last one, only one of them numbered
    review().types_below(sheet, "Next step", &["8"], "ask for the brief");
    review().types_below(sheet, "No.", &["8"], "9");
    let last = review().find(sheet, "Next step", &["9"]);
    assert_eq!(last.0, review().find(sheet, "Next step", &["8"]).0 + 1);
    review().types_below(sheet, "Next step", &["9"], "book the room");
    for _ in 0..2 {
        run(&desk, &["--report", "review"]);
        let reads = |line: &str| review().reads(sheet, "Next step", &[line]);
        assert_eq!(reads("9"), "ask for the brief");
        assert_eq!(reads("10"), "book the room");
        assert_eq!(reads("8"), "");
    }
    assert_eq!(review().reads("Review Halden", "Next step", &["8"]), "");
}

#[test]
fn what_was_typed_at_a_row_that_is_gone_is_told() {
    let desk = Desk::new()
        .file("invoices.csv", INVOICES)
        .file("time.csv", TIME);
    run(&desk, &["--report", "finance"]);
    finance(&desk).types("Exceptions", "Comment", &ORLO, "asked Ines");
    finance(&desk).types("Exceptions", "Comment", &["Halden"], "waits");
    let without_orlo: Vec<&str> = INVOICES
        .lines()
        .filter(|line| !line.contains("Orlo"))
        .collect();
    let desk = desk.file("invoices.csv", without_orlo.join("\n"));
    run(&desk, &["--report", "finance"]);
    let told: Vec<String> = finance(&desk)
        .grid("Exceptions")
        .cells()
        .map(|(_, _, cell)| cell.to_string())
        .filter(|text| text.contains("at rows that are gone"))
        .collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].contains("Orlo") && told[0].ends_with(": asked Ines"),
        "{told:?}"
    );
    assert!(!told[0].contains("waits"), "{told:?}");
    // told again while the row is gone, and back in its cell with it
    run(&desk, &["--report", "finance"]);
    let desk = desk.file("invoices.csv", INVOICES);
    run(&desk, &["--report", "finance"]);
    let back = finance(&desk).reads("Exceptions", "Comment", &ORLO);
    assert_eq!(back, "asked Ines");
    let told_still = finance(&desk)
        .grid("Exceptions")
        .cells()
        .any(|(_, _, cell)| cell.to_string().contains("at rows that are gone"));
    assert!(!told_still);
}

#[test]
fn every_text_at_a_row_that_is_gone_is_told_however_many_there_are() {
    let invoices = |numbers: std::ops::RangeInclusive<u32>| {
        let rows = numbers
            .map(|at| format!("G-{at:02},Halden,2026-10-01,2026-10-31,100.00,20.00,120.00,EUR\n"));
        format!("{INVOICES}{}", rows.collect::<String>())
    };
    let desk = Desk::new()
        .file("invoices.csv", invoices(10..=49))
        .file("time.csv", TIME);
    run(&desk, &["--report", "finance"]);
    let numbers: Vec<String> = (10..=49).map(|at| format!("G-{at}")).collect();
    for number in &numbers {
        let text = format!("about {number}");
        finance(&desk).types("Reminders", "Comment", &[number], &text);
    }
    let desk = desk.file("invoices.csv", INVOICES);
    // told by the run that misses the rows, and by the one after it
    for _ in 0..2 {
        run(&desk, &["--report", "finance"]);
        let grid = finance(&desk).grid("Reminders");
        let cells = grid.cells().map(|(_, _, cell)| cell.to_string());
        let told: Vec<String> = cells
            .filter(|text| text.contains("rows that are gone"))
            .collect();
        let lines: Vec<&str> = told.iter().flat_map(|text| text.lines()).collect();
        for number in &numbers {
            let line = format!(": about {number}");
            let found = lines.iter().filter(|text| text.ends_with(&line)).count();
            assert_eq!(found, 1, "{number}: {told:?}");
        }
        assert!(
            told.iter().all(|text| text.lines().count() <= 31),
            "{told:?}"
        );
    }
    let desk = desk.file("invoices.csv", invoices(10..=49));
    run(&desk, &["--report", "finance"]);
    for number in [&numbers[0], &numbers[39]] {
        let back = finance(&desk).reads("Reminders", "Comment", &[number]);
        assert_eq!(back, format!("about {number}"));
    }
}

/// Statements are written where payments are known.
const PAYMENTS: &str = "Date,Payer,Amount,Currency,Details\n2026-10-02,Somebody,1,EUR,gift\n";

#[test]
fn what_a_client_filled_in_on_its_statement_stands_again() {
    let desk = Desk::new()
        .file("invoices.csv", INVOICES)
        .file("payments.csv", PAYMENTS)
        .file("time.csv", TIME);
    run(&desk, &[]);
    let statement = || Hand::open(desk.out().join("2026-10/statements/Orlo 2026-10.xlsx"));
    let sheet = "Statement of account";
    statement().types(sheet, "Document, Orlo", &["Invoice F-2"], "T-2");
    statement().types(sheet, "Credit, Orlo", &["Invoice F-2"], "240");
    run(&desk, &[]);
    let reads = |heading: &str| statement().reads(sheet, heading, &["Invoice F-2"]);
    assert_eq!(reads("Document, Orlo"), "T-2");
    assert_eq!(reads("Credit, Orlo"), "240");
    assert_eq!(
        statement().reads(sheet, "Credit, Orlo", &["Turnover of the period"]),
        "240"
    );
    // they owe 240 as we say
    let words = ["Difference of the closing balances"];
    assert_eq!(statement().reads(sheet, "Debit", &words), "0");
}

#[test]
fn comments_at_rows_that_are_found_by_a_day_stand_again() {
    let desk = Desk::new()
        .file("invoices.csv", INVOICES)
        .file("time.csv", TIME);
    let review = || Hand::open(desk.out().join("2026-10/Review 2026-10.xlsx"));
    run(&desk, &["--report", "review", "--as-of", "2026-11-30"]);
    review().types("Due", "Comment", &ORLO, "she pays on Friday");
    run(&desk, &["--report", "review", "--as-of", "2026-11-30"]);
    assert_eq!(
        review().reads("Due", "Comment", &ORLO),
        "she pays on Friday"
    );
    assert_eq!(review().reads("Due", "Comment", &["Halden"]), "");
}

#[test]
fn comments_stay_in_their_own_table() {
    let contracts =
        "Contract,Client,From,To,Amount,Currency\nC-1,Orlo,2026-01-01,2026-12-31,2400,EUR\n";
    let desk = Desk::new()
        .file("invoices.csv", INVOICES)
        .file("contracts.csv", contracts)
        .file("time.csv", TIME);
    run(&desk, &[]);
    let review = || Hand::open(desk.out().join("2026-10/Review 2026-10.xlsx"));
    finance(&desk).types("Contract cards", "Comment", &ORLO, "signed copy is missing");
    run(&desk, &[]);
    assert_eq!(
        finance(&desk).reads("Contract cards", "Comment", &ORLO),
        "signed copy is missing"
    );
    assert_eq!(review().reads("Review calendar", "Comment", &ORLO), "");
    review().types("Review calendar", "Comment", &ORLO, "after the fair");
    run(&desk, &["--lang", "ru"]);
    run(&desk, &[]);
    assert_eq!(
        review().reads("Review calendar", "Comment", &ORLO),
        "after the fair"
    );
    assert_eq!(
        finance(&desk).reads("Contract cards", "Comment", &ORLO),
        "signed copy is missing"
    );
}

#[test]
fn comments_survive_a_run_in_another_language() {
    let desk = Desk::new()
        .file("invoices.csv", INVOICES)
        .file("time.csv", TIME);
    run(&desk, &["--report", "finance"]);
    finance(&desk).types("Exceptions", "Comment", &ORLO, "asked Ines");
    run(&desk, &["--lang", "ru"]);
    run(&desk, &[]);
    assert_eq!(
        finance(&desk).reads("Exceptions", "Comment", &ORLO),
        "asked Ines"
    );
}

/// Words that mean several things are read as their place asks: `Number` over an act is no count, and what is due is told in words
/// of the pack's language.
#[test]
fn comments_survive_in_the_pack_of_another_language() {
    let acts = "Act number,Client,Invoice,Date,Amount,Currency,Signed\nA-1,Orlo,F-2,2026-10-20,240.00,EUR,no\n";
    let desk = Desk::new()
        .file("invoices.csv", INVOICES)
        .file("acts.csv", acts)
        .file("time.csv", TIME);
    run(&desk, &[]);
    let pack = desk.out().join("2026-10");
    let review = Hand::open(pack.join("Review 2026-10.xlsx"));
    finance(&desk).types("Documents", "Comment", &["A-1"], "Orlo signs on Monday");
    review.types("Due", "Comment", &["invoice F-3"], "asked on the phone");
    finance(&desk).types("Reminders", "Comment", &["F-3"], "not before the fair");
    run(&desk, &["--lang", "ru"]);
    let finance = Hand::open(pack.join("Финансы 2026-10.xlsx"));
    let review = Hand::open(pack.join("Обзор 2026-10.xlsx"));
    for (hand, sheet, row, text) in [
        (&finance, "Документы", "A-1", "Orlo signs on Monday"),
        (&review, "Сроки", "счёт F-3", "asked on the phone"),
        (&finance, "Напоминания", "F-3", "not before the fair"),
    ] {
        assert_eq!(hand.reads(sheet, "Комментарий", &[row]), text, "{sheet}");
    }
}

/// What is told of gone rows in one language is told in the other.
#[test]
fn a_text_at_a_row_that_is_gone_survives_in_another_language() {
    let desk = Desk::new()
        .file("invoices.csv", INVOICES)
        .file("time.csv", TIME);
    run(&desk, &["--report", "finance"]);
    finance(&desk).types("Exceptions", "Comment", &ORLO, "asked Ines");
    let without_orlo = INVOICES.lines().filter(|line| !line.contains("Orlo"));
    let desk = desk.file("invoices.csv", without_orlo.collect::<Vec<_>>().join("\n"));
    run(&desk, &["--report", "finance"]);
    run(&desk, &["--report", "finance", "--lang", "ru"]);
    let russian = Hand::open(desk.out().join("2026-10/Финансы 2026-10.xlsx"));
    let grid = russian.grid("Расхождения");
    let mut cells = grid.cells().map(|(_, _, cell)| cell.to_string());
    assert!(
        cells.any(|text| text.starts_with("Написано раньше у строк") && text.ends_with("asked Ines"))
    );
}

#[test]
fn comments_survive_a_run_that_writes_other_files() {
    for args in [&["--report", "portfolio"][..], &["--format", "csv"]] {
        let desk = Desk::new()
            .file("invoices.csv", INVOICES)
            .file("time.csv", TIME);
        run(&desk, &["--report", "finance"]);
        finance(&desk).types("Exceptions", "Comment", &ORLO, "asked Ines");
        run(&desk, args);
        run(&desk, &["--report", "finance"]);
        assert_eq!(
            finance(&desk).reads("Exceptions", "Comment", &ORLO),
            "asked Ines",
            "{args:?}"
        );
    }
}

#[test]
fn comments_in_a_draft_beside_an_issued_pack_survive() {
    let desk = Desk::new()
        .file("invoices.csv", INVOICES)
        .file("time.csv", TIME);
    run(&desk, &["--report", "finance"]);
    finance(&desk).types("Exceptions", "Comment", &ORLO, "asked Ines");
    run(&desk, &["--report", "finance", "--issue"]);
    assert_eq!(
        finance(&desk).reads("Exceptions", "Comment", &ORLO),
        "asked Ines"
    );
    run(&desk, &["--report", "finance"]);
    let draft = || Hand::open(desk.out().join("2026-10 draft/Finance 2026-10.xlsx"));
    assert_eq!(draft().reads("Exceptions", "Comment", &ORLO), "asked Ines");
    draft().types("Exceptions", "Comment", &["Halden"], "paid by card");
    run(&desk, &["--report", "finance"]);
    assert_eq!(
        draft().reads("Exceptions", "Comment", &["Halden"]),
        "paid by card"
    );
    // both packs are in people's hands: the draft goes on, what the issued one says stands beside it
    finance(&desk).types("Exceptions", "Comment", &["Halden"], "not paid yet");
    run(&desk, &["--report", "finance"]);
    assert_eq!(
        draft().reads("Exceptions", "Comment", &["Halden"]),
        "paid by card"
    );
    assert!(draft().notes().contains("In 2026-10: not paid yet"));
    run(&desk, &["--report", "finance", "--issue"]);
    let second = Hand::open(desk.out().join("2026-10 v2/Finance 2026-10.xlsx"));
    assert_eq!(
        second.reads("Exceptions", "Comment", &["Halden"]),
        "paid by card"
    );
}

#[test]
fn comments_go_on_to_the_next_month() {
    let desk = Desk::new()
        .file(
            "invoices.csv",
            format!("{INVOICES}F-9,Orlo,2026-11-05,2026-12-04,200.00,40.00,240.00,EUR\n"),
        )
        .file("time.csv", format!("{TIME}2026-11-03,Tern,Site,Mara,7.5\n"));
    run(&desk, &["--report", "finance", "--month", "2026-10"]);
    finance(&desk).types("Exceptions", "Comment", &ORLO, "asked Ines");
    run(&desk, &["--report", "finance", "--month", "2026-11"]);
    let next = Hand::open(desk.out().join("2026-11/Finance 2026-11.xlsx"));
    assert_eq!(next.reads("Exceptions", "Comment", &ORLO), "asked Ines");
}

#[test]
fn a_comment_on_a_months_overrun_is_not_of_the_next_months() {
    let projects = "Project,Client,Kind,Hours per month,Start\nShop,Orlo,retainer,10,2026-01-01\n";
    let time = "Date,Client,Project,Person,Hours\n2026-09-02,Orlo,Shop,Mara,8\n2026-09-03,Orlo,Shop,Mara,6\n2026-10-01,Orlo,Shop,Mara,8\n2026-10-02,Orlo,Shop,Mara,7\n";
    let desk = Desk::new()
        .file("invoices.csv", INVOICES.replace("2026-10", "2026-08"))
        .file("projects.csv", projects)
        .file("time.csv", time);
    let of = |month: &str| Hand::open(desk.out().join(format!("{month}/Finance {month}.xlsx")));
    let overrun = ["Over agreed hours", "Shop"];
    run(&desk, &["--report", "finance", "--month", "2026-09"]);
    of("2026-09").types("Exceptions", "Comment", &overrun, "accepted once");
    run(&desk, &["--report", "finance", "--month", "2026-10"]);
    assert_eq!(of("2026-10").reads("Exceptions", "Comment", &overrun), "");
    run(&desk, &["--report", "finance", "--month", "2026-09"]);
    let again = of("2026-09").reads("Exceptions", "Comment", &overrun);
    assert_eq!(again, "accepted once");
}

#[test]
fn a_comment_stays_with_one_of_several_like_it() {
    let broken = format!(
        "{INVOICES}F-8,Orlo,2026-10-07,2026-11-06,1,1,see annex,EUR\nF-9,Orlo,2026-10-07,2026-11-06,1,1,see letter,EUR\n"
    );
    let desk = Desk::new()
        .file("invoices.csv", broken)
        .file("time.csv", TIME);
    run(&desk, &["--report", "finance"]);
    let place = |row: &str| format!("invoices.csv, G{row}");
    finance(&desk).types("Exceptions", "Comment", &[&place("6")], "annex asked for");
    run(&desk, &["--report", "finance"]);
    assert_eq!(
        finance(&desk).reads("Exceptions", "Comment", &[&place("6")]),
        "annex asked for"
    );
    assert_eq!(
        finance(&desk).reads("Exceptions", "Comment", &[&place("5")]),
        ""
    );
}
