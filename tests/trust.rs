//! What a workbook says of itself: names of its figures, the status of its control totals, where a problem stands.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use calamine::{Data, Reader, Xlsx, open_workbook};

use crate::desk::Desk;
use crate::workbook::parts;

const TIME: &str = "Date,Person,Client,Project,Hours,Billable\n\
    2026-10-05,Ada,Acme,Web,7.5,yes\n2026-10-06,Ada,Acme,Web,2.25,yes\n2026-10-07,Ada,Acme,Web,lots,yes\n";
const MORE: &str = "Date,Person,Client,Project,Hours,Billable\n2026-10-08,Bob,Beta,Shop,x,yes\n2026-10-09,Bob,Beta,Shop,1,yes\n";

fn packs(languages: &[&str]) -> (Desk, Vec<PathBuf>) {
    let desk = Desk::new().file("ada.csv", TIME).file("bob.csv", MORE);
    let packs = languages.iter().map(|language| {
        let out = format!("{}/{language}", desk.out().display());
        let said = desk.run("run", &["--month", "2026-10", "--lang", language]);
        assert_eq!(said.code, 0, "{}", said.stderr);
        std::fs::rename(desk.out().join("2026-10"), &out).expect("moved");
        PathBuf::from(out)
    });
    let packs = packs.collect();
    (desk, packs)
}

fn books(pack: &Path) -> Vec<PathBuf> {
    let files = walkdir::WalkDir::new(pack).sort_by_file_name();
    let files = files
        .into_iter()
        .map(|entry| entry.expect("readable").into_path());
    files
        .filter(|path| path.extension().is_some_and(|ending| ending == "xlsx"))
        .collect()
}

/// Names of a workbook that are no print set-up, and what they stand for.
fn names(book: &Path) -> BTreeMap<String, String> {
    let book: Xlsx<_> = open_workbook(book).expect("a workbook");
    let names = book.defined_names().iter();
    names
        .filter(|(name, _)| !name.starts_with('_'))
        .cloned()
        .collect()
}

#[test]
fn figures_have_the_same_names_in_each_language_and_a_list_of_them() {
    let (_desk, packs) = packs(&["en", "ru", "zh"]);
    let all: Vec<Vec<BTreeSet<String>>> = packs
        .iter()
        .map(|pack| {
            let mut sets: Vec<BTreeSet<String>> = books(pack)
                .iter()
                .map(|book| names(book).into_keys().collect())
                .collect();
            sets.sort();
            sets
        })
        .collect();
    assert_eq!(all[0], all[1]);
    assert_eq!(all[0], all[2]);
    let of = |wanted: &str| {
        let mut books = books(&packs[0]).into_iter();
        books.find(|book| book.display().to_string().contains(wanted))
    };
    for (book, wanted) in [
        ("Portfolio 2026-10", "active_clients"),
        ("Portfolio 2026-10", "clients_hours_total"),
        ("Utilization 2026-10", "people_net_hours_total"),
        ("Data 2026-10", "controls_status"),
        ("Data 2026-10", "rows_rows_used_total"),
        ("Acme 2026-10", "hours"),
        ("Acme 2026-10", "projects_worked_hours_total"),
    ] {
        let book = of(book).expect(book);
        let names = names(&book);
        let wanted = if wanted == "hours" { "t_hours" } else { wanted };
        assert!(
            names.contains_key(wanted),
            "{wanted} in {}: {names:?}",
            book.display()
        );
        let mut opened: Xlsx<_> = open_workbook(&book).expect("a workbook");
        let list = opened.worksheet_range("Names").expect("a list of names");
        let listed: BTreeSet<String> = list.rows().skip(1).map(|row| row[0].to_string()).collect();
        for name in names
            .keys()
            .filter(|name| name.contains("_total") || name.ends_with("_status"))
        {
            assert!(listed.contains(name), "{name} is not listed");
            assert!(name.is_ascii(), "{name}");
        }
    }
}

#[test]
fn control_totals_have_a_live_status() {
    let (_desk, packs) = packs(&["en"]);
    let book = packs[0].join("Data 2026-10.xlsx");
    let target = names(&book).remove("controls_status").expect("a name");
    let (sheet, cell) = target.split_once('!').expect("a cell");
    let mut opened: Xlsx<_> = open_workbook(&book).expect("a workbook");
    let sheet = sheet.trim_matches('\'');
    let row: usize = cell
        .rsplit('$')
        .next()
        .expect("a row")
        .parse()
        .expect("a number");
    let values = opened.worksheet_range(sheet).expect("a sheet");
    let value = values.get_value((row as u32 - 1, 0)).expect("a value");
    assert_eq!(value, &Data::String("OK".to_owned()));
    let formulas = opened.worksheet_formula(sheet).expect("a sheet");
    let formula = formulas.get_value((row as u32 - 1, 0)).expect("a formula");
    assert!(
        formula.starts_with("IF((COUNTIF('Control totals'!E"),
        "{formula}"
    );
    assert!(formula.contains("\" differ\""), "{formula}");
    // whatever says that figures agree is worked out from them
    let agree = |value: &Data| value.to_string().eq_ignore_ascii_case("ok");
    let controls = opened.worksheet_range("Control totals").expect("a sheet");
    let agree = controls.used_cells().filter(|(_, _, value)| agree(value));
    assert_eq!(agree.count(), 1);
}

#[test]
fn a_problem_leads_to_the_account_of_its_file() {
    let (_desk, packs) = packs(&["en"]);
    let book = packs[0].join("Data 2026-10.xlsx");
    let mut opened: Xlsx<_> = open_workbook(&book).expect("a workbook");
    let account = opened.worksheet_range("What was read").expect("a sheet");
    let problems = opened.worksheet_range("Problems").expect("a sheet");
    let position = opened
        .sheet_names()
        .iter()
        .position(|name| name == "Problems");
    let part = format!("xl/worksheets/sheet{}.xml", position.expect("a sheet") + 1);
    let (_, xml) = parts(&book)
        .into_iter()
        .find(|(name, _)| *name == part)
        .expect("a part");
    let mut followed = BTreeSet::new();
    for link in xml.split("<hyperlink ").skip(1) {
        let value = |key: &str| {
            let rest = link
                .split(&format!("{key}=\""))
                .nth(1)
                .expect("an attribute");
            rest.split('"').next().expect("its value").to_owned()
        };
        let row = |cell: &str| -> u32 {
            let digits = cell.trim_start_matches(|letter: char| !letter.is_ascii_digit());
            digits.parse::<u32>().expect("a row") - 1
        };
        let location = value("location").replace("&apos;", "'");
        if location.starts_with("'Contents'") {
            continue;
        }
        let from = problems.get_value((row(&value("ref")), 1)).expect("a file");
        let (sheet, cell) = location.rsplit_once('!').expect("a cell");
        assert_eq!(sheet, "'What was read'");
        assert_eq!(account.get_value((row(cell), 0)), Some(from));
        followed.insert(from.to_string());
    }
    assert_eq!(
        followed,
        BTreeSet::from(["ada.csv".to_owned(), "bob.csv".to_owned()])
    );
}

#[test]
fn a_clients_hours_are_decimal_and_hours_and_minutes() {
    // hours by task are told where somebody keeps tasks
    let time = "Date,Person,Client,Project,Task,Hours,Billable\n2026-10-05,Ada,Acme,Web,Design,7.5,yes\n2026-10-06,Ada,Acme,Web,Texts,2.25,yes\n";
    let desk = Desk::new().file("ada.csv", time);
    let said = desk.run("run", &["--month", "2026-10"]);
    assert_eq!(said.code, 0, "{}", said.stderr);
    let book = desk.out().join("2026-10/clients/Acme 2026-10.xlsx");
    let mut opened: Xlsx<_> = open_workbook(&book).expect("a workbook");
    let page = opened.worksheet_range("Report").expect("a sheet");
    let (at, heading) = page
        .rows()
        .enumerate()
        .find(|(_, row)| row.iter().any(|cell| *cell == "Worked, h:mm"))
        .expect("headings");
    let column = |wanted: &str| heading.iter().position(|cell| *cell == wanted);
    let (decimal, clock) = (
        column("Worked, h").expect("hours"),
        column("Worked, h:mm").expect("hours"),
    );
    let mut below = page.rows().skip(at + 1);
    let row = below.find(|row| row[0] == "Total").expect("a total");
    // 7.5 and 2.25 hours are 9 hours and 45 minutes; a spreadsheet's unit of time is the day
    assert_eq!(row[decimal], Data::Float(9.75));
    let days = match &row[clock] {
        Data::Float(days) => *days,
        Data::DateTime(time) => time.as_f64(),
        other => panic!("{other:?}"),
    };
    assert!((days - 9.75 / 24.0).abs() < 1e-12, "{days}");
    let styles = parts(&book)
        .into_iter()
        .find(|(name, _)| name == "xl/styles.xml");
    assert!(styles.expect("styles").1.contains("[h]:mm_)"));
}

#[test]
fn every_cell_for_people_says_that_it_is_kept() {
    let (_desk, packs) = packs(&["en"]);
    let book = packs[0].join("Review 2026-10.xlsx");
    let mut checked = 0;
    for (name, text) in parts(&book) {
        for rule in text.split("<dataValidation ").skip(1) {
            assert!(
                rule.contains("prompt=\"What you write here is kept"),
                "{name}: {rule}"
            );
            checked += 1;
        }
    }
    assert!(checked > 0, "cells for people");
}
