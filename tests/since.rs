//! What changed since the pack before, a draft too. Every expected figure is worked out in the comment beside it.

use calamine::{Data, Reader, Xlsx, open_workbook};
use chrono::{Datelike, Days, NaiveDate};

use crate::desk::{Desk, files_below};

const TIME: &str = "Date,Client,Project,Person,Hours,Billable\n2026-09-10,Halden,Site,Mara,5,yes\n2026-10-01,Halden,Site,Mara,7.5,yes\n2026-10-02,Orlo,Shop,Mara,8,yes\n";
const INVOICES: &str = "Invoice,Client,Issue date,Due date,Net,Tax,Gross,Currency\nF-1,Halden,2026-10-05,2026-11-04,1000.00,200.00,1200.00,EUR\nF-2,Orlo,2026-10-06,2026-11-05,500.00,100.00,600.00,EUR\n";
const BANK: &str = "Date,Payer,Amount,Currency,Reference\n2026-10-20,Halden,1200.00,EUR,F-1\n";
const LATE: &str = "Date,Payer,Amount,Currency,Reference\n2026-10-25,Orlo,600.00,EUR,F-2\n";
const PEOPLE: &str = "Person,Weekly hours,Cost rate,Currency\nMara,40,20,EUR\n";

/// Workbook and page in each language.
const PAGES: [(&str, &str, &str); 3] = [
    ("en", "Data", "Since the last pack"),
    ("ru", "Данные", "С прошлого пакета"),
    ("zh", "数据", "与上一报告包相比"),
];

fn desk() -> Desk {
    Desk::new()
        .file("time.csv", TIME)
        .file("invoices.csv", INVOICES)
        .file("bank.csv", BANK)
        .file("monthend.toml", "base_currency = \"EUR\"\n")
}

fn run(desk: &Desk, args: &[&str]) {
    let said = desk.run(
        "run",
        &[&["--report", "data", "--month", "2026-10"], args].concat(),
    );
    assert_eq!(said.code, 0, "{args:?}: {}", said.stderr);
}

/// The page as lines of cells; none when the workbook has no such page.
fn page(desk: &Desk, pack: &str, [book, sheet]: [&str; 2]) -> Option<Vec<String>> {
    let path = desk.out().join(format!("{pack}/{book} 2026-10.xlsx"));
    let mut book: Xlsx<_> = open_workbook(&path).expect("a workbook");
    let range = book.worksheet_range(sheet).ok()?;
    let lines = range.rows().map(|row| {
        let cells = row.iter().filter_map(|cell| match cell {
            Data::Empty => None,
            Data::DateTime(time) => Some(day(time.as_f64())),
            Data::Float(number) => Some(format!("{}", (number * 1e4).round() / 1e4)),
            other => Some(other.to_string()),
        });
        cells.collect::<Vec<_>>().join(" | ")
    });
    Some(lines.filter(|line| !line.is_empty()).collect())
}

/// A day; the first of a month is a month, and said as one.
fn day(serial: f64) -> String {
    let zero = NaiveDate::from_ymd_opt(1899, 12, 30).expect("a day");
    let day = zero + Days::new(serial as u64);
    match day.day() {
        1 => day.format("%Y-%m").to_string(),
        _ => day.to_string(),
    }
}

fn english(desk: &Desk, pack: &str) -> Vec<String> {
    page(desk, pack, ["Data", "Since the last pack"]).expect("the page")
}

fn holds(lines: &[String], line: &str) {
    assert!(lines.iter().any(|own| own == line), "{line}\n{lines:#?}");
}

#[test]
fn one_more_file_shows_what_it_moved() {
    for (language, book, sheet) in PAGES {
        let desk = desk();
        run(&desk, &["--lang", language]);
        assert_eq!(page(&desk, "2026-10", [book, sheet]), None, "a first pack");
        let desk = desk.file("late.csv", LATE);
        run(&desk, &["--lang", language]);
        let lines = page(&desk, "2026-10", [book, sheet]).expect("the page");
        // Orlo owed 600 and has paid them: nothing is left, and the agency, which had 1,200, has 1,800; a heading and a row
        for line in match language {
            "en" => [
                "late.csv | Payments | new | 2 | 1 | 0",
                "Orlo | Collected (gross) | months of clients | 2026-10 | EUR | 0 | 600 | 600 | differs",
                "Orlo | Outstanding (gross) | months of clients | 2026-10 | EUR | 600 | 0 | -600 | differs",
                "Collected (gross, base currency) | months of the agency | 2026-10 | EUR | 1200 | 1800 | 600 | differs",
            ],
            "ru" => [
                "late.csv | Платежи | новый | 2 | 1 | 0",
                "Orlo | Получено (с НДС) | месяцы клиентов | 2026-10 | EUR | 0 | 600 | 600 | изменился",
                "Orlo | Дебиторка (с НДС) | месяцы клиентов | 2026-10 | EUR | 600 | 0 | -600 | изменился",
                "Получено (с НДС, базовая валюта) | месяцы агентства | 2026-10 | EUR | 1200 | 1800 | 600 | изменился",
            ],
            _ => [
                "late.csv | 银行流水 | 新增 | 2 | 1 | 0",
                "Orlo | 已回款（含税） | 客户月度 | 2026-10 | EUR | 0 | 600 | 600 | 有变化",
                "Orlo | 应收余额（含税） | 客户月度 | 2026-10 | EUR | 600 | 0 | -600 | 有变化",
                "已回款（含税，本位币） | 公司月度 | 2026-10 | EUR | 1200 | 1800 | 600 | 有变化",
            ],
        } {
            holds(&lines, line);
        }
        // nothing of Halden moved
        assert!(
            !lines.iter().any(|line| line.starts_with("Halden")),
            "{lines:#?}"
        );
    }
}

#[test]
fn the_same_again_gives_the_same_bytes_and_keeps_the_list() {
    let desk = desk();
    run(&desk, &[]);
    let first = files_below(&desk.out());
    run(&desk, &[]);
    assert!(
        first == files_below(&desk.out()),
        "a first pack, written twice"
    );
    let desk = desk.file("late.csv", LATE);
    run(&desk, &[]);
    let second = files_below(&desk.out());
    assert!(english(&desk, "2026-10").len() > 8);
    run(&desk, &[]);
    assert!(
        second == files_below(&desk.out()),
        "a second one, written twice"
    );
    // issued, a draft keeps its list; what follows it is held against it
    run(&desk, &["--issue"]);
    assert!(english(&desk, "2026-10").len() > 8);
    run(&desk, &[]);
    let lines = english(&desk, "2026-10 draft");
    holds(
        &lines,
        "2026-10 | 2026-10-31 | 0 | 0 | the files, the answers, the settings and the templates are the same",
    );
}

#[test]
fn a_figure_that_becomes_available_says_why_it_was_not() {
    let desk = desk();
    run(&desk, &[]);
    let desk = desk.file("people.csv", PEOPLE);
    run(&desk, &[]);
    let lines = english(&desk, "2026-10");
    // 7.5 h at 20; the other way round when the file is taken away again. No amount was there before, so its column is left out
    let told = |how: &str| {
        format!(
            "Halden | Delivery cost | months of clients | 2026-10 | EUR | 150 | {how} | no rate"
        )
    };
    let left_out = |lines: &[String], column: &str| {
        let mut told = lines.iter().filter(|line| line.starts_with("Left out"));
        assert!(told.any(|line| line.contains(column)), "{lines:#?}");
    };
    holds(&lines, &told("available now"));
    left_out(&lines, "Was, amount");
    std::fs::remove_file(desk.path().join("people.csv")).expect("it is there");
    run(&desk, &[]);
    let lines = english(&desk, "2026-10");
    holds(&lines, &told("no longer available"));
    left_out(&lines, "Is, amount");
    holds(&lines, "people.csv | People | no longer there | 2 | 1 | 0");
}

#[test]
fn amounts_of_two_currencies_are_never_compared() {
    let desk = desk();
    run(&desk, &[]);
    let desk = desk.file("invoices.csv", INVOICES.replace("600.00,EUR", "600.00,GBP"));
    run(&desk, &[]);
    let lines = english(&desk, "2026-10");
    for line in [
        "Orlo | Outstanding (gross) | months of clients | 2026-10 | EUR | 600 | no longer there",
        "Orlo | Outstanding (gross) | months of clients | 2026-10 | GBP | 600 | new",
    ] {
        holds(&lines, line);
    }
}

#[test]
fn a_month_that_a_late_file_restates_is_told_in_the_next_one() {
    let desk = desk();
    let said = desk.run("run", &["--report", "data", "--month", "2026-09"]);
    assert_eq!(said.code, 0, "{}", said.stderr);
    let desk = desk.file(
        "more.csv",
        "Date,Client,Project,Person,Hours,Billable\n2026-09-11,Halden,Site,Ines,3,yes\n",
    );
    run(&desk, &[]);
    let lines = english(&desk, "2026-10");
    // 5 h of Mara, and 3 h of Ines that came later; October is in no pack before this one
    holds(
        &lines,
        "Halden | Hours worked | months of clients | 2026-09 | 5 | 8 | 3 | differs",
    );
    assert!(
        !lines.iter().any(|line| line.contains("| 2026-10 |")),
        "{lines:#?}"
    );
}

#[test]
fn a_damaged_pack_is_told_in_words() {
    for damage in ["", "{}", "not json", "[1, 2"] {
        let desk = desk();
        run(&desk, &[]);
        std::fs::write(desk.out().join("2026-10/figures.json"), damage).expect("writable");
        let desk = desk.file("late.csv", LATE);
        run(&desk, &[]);
        let lines = english(&desk, "2026-10");
        holds(
            &lines,
            "2026-10 | 2026-10-31 | 0 | 0 | the file figures.json of that pack is missing or was changed: nothing can be compared",
        );
        let told = files_below(&desk.out());
        run(&desk, &[]);
        assert!(told == files_below(&desk.out()), "the same bytes again");
    }
}

/// What the pack's manifest says of templates beside the data, as `file sha256`.
fn templates(desk: &Desk, pack: &str) -> Vec<String> {
    let manifest: serde_json::Value =
        serde_json::from_str(&desk.written(&format!("{pack}/manifest.json"))).expect("JSON");
    let lines = manifest["templates"].as_array().into_iter().flatten();
    let lines = lines.map(|line| format!("{} {}", line["file"], line["sha256"]).replace('"', ""));
    lines.collect()
}

#[test]
fn a_template_that_changed_is_told_and_makes_another_issue() {
    let desk = desk();
    run(&desk, &["--issue"]);
    assert_eq!(templates(&desk, "2026-10"), [] as [&str; 0]);
    let desk = desk
        .file("templates/theme.toml", "logo = 'logo.png'\n")
        .file("templates/logo.png", picture(1));
    run(&desk, &["--issue"]);
    let listed = templates(&desk, "2026-10 v2");
    assert_eq!(listed.len(), 2, "{listed:#?}");
    assert!(listed[0].starts_with("templates/logo.png "));
    // what sha256sum says of it
    let hash = "f624bb305b52d0377bf7e6d808da475034410eac46698e9f4788842e0254a292";
    assert_eq!(listed[1], format!("templates/theme.toml {hash}"));
    let told = |pack: &str, names: &str| {
        let lines = english(&desk, pack);
        let remark = "no figure differs";
        let line = format!("2026-10-31 | 0 | 0 | templates beside the data | {names} | {remark}");
        let found = lines.iter().any(|own| own.ends_with(&line));
        assert!(found, "{line}\n{lines:#?}");
    };
    told("2026-10 v2", "templates/logo.png, templates/theme.toml");
    let said = desk.run(
        "run",
        &["--report", "data", "--month", "2026-10", "--issue"],
    );
    assert_eq!(said.code, 0, "{}", said.stderr);
    assert!(!desk.out().join("2026-10 v3").exists(), "the same again");
    // the picture alone
    std::fs::write(desk.path().join("templates/logo.png"), picture(2)).expect("writable");
    run(&desk, &["--issue"]);
    told("2026-10 v3", "templates/logo.png");
    let desk = desk.file("late.csv", LATE);
    std::fs::remove_dir_all(desk.path().join("templates")).expect("it is there");
    run(&desk, &[]);
    let lines = english(&desk, "2026-10 draft");
    let both = "files + templates beside the data | templates/logo.png, templates/theme.toml";
    assert!(lines.iter().any(|line| line.ends_with(both)), "{lines:#?}");
}

/// A grey picture, so many pixels wide, all of whose parts but its points are there.
fn picture(wide: u8) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0".to_vec();
    bytes.extend([wide, 0, 0, 0, 80, 8, 0, 0, 0, 0]);
    bytes.extend(b"\0\0\0\0\0\0\0\0IEND\xae\x42\x60\x82");
    bytes
}
