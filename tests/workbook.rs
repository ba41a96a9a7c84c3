//! Written workbooks read back: what people open is what was computed, and a client sees nothing of others.

use std::io::Read;
use std::path::{Path, PathBuf};

use calamine::{Data, Reader, Xlsx, open_workbook};

use crate::desk::Desk;
use crate::sample::pack;

fn books(folder: &Path) -> Vec<PathBuf> {
    let mut books: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("readable")
        .map(|entry| entry.expect("readable").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "xlsx"))
        .collect();
    books.sort();
    books
}

/// Every part of a package as text.
pub fn parts(path: &Path) -> Vec<(String, String)> {
    parts_of(&std::fs::read(path).expect("readable"))
}

/// The same of a package's bytes.
pub fn parts_of(package: &[u8]) -> Vec<(String, String)> {
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(package)).expect("a package");
    (0..package.len())
        .map(|at| {
            let mut part = package.by_index(at).expect("a part");
            let name = part.name().expect("a name").into_owned();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).expect("readable");
            (name, String::from_utf8_lossy(&bytes).into_owned())
        })
        .collect()
}

/// The package with a text of one part replaced.
pub fn spoilt(package: &[u8], part: &str, from: &str, to: &str) -> Vec<u8> {
    let mut before = zip::ZipArchive::new(std::io::Cursor::new(package)).expect("a package");
    let mut after = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for at in 0..before.len() {
        let mut entry = before.by_index(at).expect("a part");
        let name = entry.name().expect("a name").into_owned();
        let mut text = String::new();
        entry.read_to_string(&mut text).expect("xml");
        if name == part {
            assert!(text.contains(from), "{part} has no {from}");
            text = text.replacen(from, to, 1);
        }
        let options = zip::write::SimpleFileOptions::default();
        after.start_file(name.as_str(), options).expect("room");
        std::io::Write::write_all(&mut after, text.as_bytes()).expect("room");
    }
    after.finish().expect("a package").into_inner()
}

#[test]
fn the_pack_holds_every_file_of_the_contract() {
    for name in ["Portfolio", "Utilization", "Review", "Finance", "Data"] {
        assert!(
            pack().join(format!("{name} 2026-10.xlsx")).is_file(),
            "{name}"
        );
    }
    assert!(pack().join("manifest.json").is_file());
    assert!(books(&pack().join("clients")).len() >= 10);
    for name in [
        "utilization_person",
        "utilization_team",
        "load_week",
        "client_month",
        "concentration",
        "account_manager",
        "health",
        "reviews",
        "ageing",
        "invoices_status",
        "matches",
        "exceptions",
        "contract_card",
        "documents_status",
        "problems",
        "rows",
    ] {
        assert!(pack().join(format!("data/{name}.csv")).is_file(), "{name}");
    }
}

#[test]
fn every_sheet_opens_and_says_something() {
    for path in books(pack())
        .into_iter()
        .chain(books(&pack().join("clients")))
        .chain(books(&pack().join("statements")))
    {
        let mut book: Xlsx<_> =
            open_workbook(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let names = book.sheet_names();
        assert!(!names.is_empty());
        for name in names {
            let range = book.worksheet_range(&name).expect("a sheet");
            assert!(
                range.used_cells().count() > 1,
                "{}: {name} is empty",
                path.display()
            );
            let wrong = range
                .used_cells()
                .find(|(_, _, cell)| matches!(cell, Data::Error(_)));
            assert!(wrong.is_none(), "{}: {name} {wrong:?}", path.display());
        }
    }
}

#[test]
fn long_lists_are_frozen_and_repeat_their_heading() {
    for path in books(pack()) {
        let parts = parts(&path);
        for (name, sheet) in parts
            .iter()
            .filter(|(name, _)| name.starts_with("xl/worksheets/sheet"))
        {
            if sheet.contains("<tablePart ") || sheet.contains("<autoFilter") {
                assert!(
                    sheet.contains("state=\"frozen\""),
                    "{}: {name} is not frozen",
                    path.display()
                );
                assert!(
                    sheet.contains("<cols>"),
                    "{}: {name} has no widths",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn a_client_sees_no_cost_and_no_other_client() {
    let clients: Vec<String> = crate::desk::files_below(&pack().join("data"))
        .into_iter()
        .find(|(name, _)| name == "reviews.csv")
        .map(|(_, bytes)| String::from_utf8(bytes).expect("UTF-8"))
        .expect("reviews.csv")
        .lines()
        .skip(1)
        .map(|line| {
            line.split(',')
                .next()
                .expect("a client")
                .trim_matches('"')
                .to_owned()
        })
        .collect();
    assert!(clients.len() >= 10);
    let secrets = [
        "cost_rate",
        "delivery_cost",
        "delivery_margin",
        "Delivery cost",
        "Delivery margin",
        "Себестоимость",
        "Маржа",
        "交付成本",
        "毛利率",
    ];
    let statements = books(&pack().join("statements"));
    assert!(
        statements.len() >= 10,
        "a statement to send for each client that owes or moved"
    );
    for path in books(&pack().join("clients")).into_iter().chain(statements) {
        let own = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        for (part, text) in parts(&path) {
            for secret in secrets {
                assert!(
                    !text.contains(secret),
                    "{}: {part} holds {secret}",
                    path.display()
                );
            }
            for client in clients
                .iter()
                .filter(|client| !own.contains(client.as_str()))
            {
                assert!(
                    !text.contains(client.as_str()),
                    "{}: {part} names {client}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn no_workbook_holds_macros_links_or_the_clock() {
    for path in books(pack())
        .into_iter()
        .chain(books(&pack().join("clients")))
        .chain(books(&pack().join("statements")))
    {
        for (part, text) in parts(&path) {
            assert!(
                !part.contains("vbaProject") && !part.contains("externalLink"),
                "{}: {part}",
                path.display()
            );
            if part == "docProps/core.xml" {
                assert!(
                    text.contains("2026-10-31T"),
                    "{}: dated by the as-of date",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn a_client_whose_invoices_have_no_tax_is_told_of_none() {
    let desk = Desk::new()
        .file(
            "Табель.csv",
            "Дата;Клиент;Проект;Сотрудник;Часы\n01.10.2026;Лотос;Сайт;Мара;5\n02.10.2026;Вереск;Сайт;Мара;5\n",
        )
        .file(
            "Счета.csv",
            "Номер;Дата;Клиент;Сумма без НДС;НДС;Сумма с НДС;Валюта\n1;05.10.2026;Лотос;1000;0;1000;RUB\n2;06.10.2026;Вереск;1000;200;1200;RUB\n",
        )
        .file(
            "Выписка.csv",
            "Дата;Контрагент;Приход;Назначение платежа;Валюта\n20.10.2026;Вереск;600;Оплата по счёту 2;RUB\n21.10.2026;Лотос;500;Оплата по счёту 1;RUB\n",
        );
    let said = desk.run("run", &["--lang", "ru", "--month", "2026-10"]);
    assert_eq!(said.code, 0, "{}", said.stderr);
    let words = |client: &str| {
        let book = desk
            .out()
            .join(format!("2026-10/clients/{client} 2026-10.xlsx"));
        let parts = parts(&book);
        let strings = parts
            .iter()
            .find(|(name, _)| name.ends_with("sharedStrings.xml"));
        strings.expect("texts").1.clone()
    };
    let (untaxed, taxed) = (words("Лотос"), words("Вереск"));
    for word in ["Оплачено", "К оплате", "Сумма"] {
        assert!(untaxed.contains(word), "{word}: {untaxed}");
        assert!(taxed.contains(&format!("{word} с НДС")), "{word}: {taxed}");
    }
    assert!(!untaxed.contains("НДС"), "{untaxed}");
}

#[test]
fn a_score_of_too_little_is_no_figure_beside_others() {
    // of Brisk two things are known, both good: it would be the best of all
    let hours: String = (5..=10)
        .map(|month| format!("2026-{month:02}-01,Halden,Site,Mara,5\n"))
        .collect();
    let desk = Desk::new()
        .file(
            "time.csv",
            format!("Date,Client,Project,Person,Hours\n{hours}2026-10-01,Brisk,Shop,Mara,5\n"),
        )
        .file(
            "invoices.csv",
            "Invoice number,Client,Issue date,Due date,Net,Tax,Gross,Currency,Paid on,Paid\n\
             1,Halden,2026-10-05,2026-10-20,1000,0,1000,EUR,2026-10-15,1000\n\
             2,Brisk,2026-09-01,2026-09-15,1000,0,1000,EUR,2026-09-10,1000\n",
        )
        .file(
            "people.csv",
            "Person,Weekly hours,Cost rate,Currency\nMara,40,50,EUR\n",
        )
        .file(
            "projects.csv",
            "Project,Client,Kind,Start,End,Budget hours,Budget amount,Currency\n\
             Site,Halden,fixed,2026-05-01,2026-12-31,60,6000,EUR\n",
        );
    let said = desk.run("run", &["--month", "2026-10", "--format", "xlsx,csv"]);
    assert_eq!(said.code, 0, "{}", said.stderr);
    let health = desk.written("2026-10/data/health.csv");
    assert!(
        health.contains("Brisk,100"),
        "its points are in the data: {health}"
    );
    let mut book: Xlsx<_> =
        open_workbook(desk.out().join("2026-10/Review 2026-10.xlsx")).expect("a workbook");
    let sheets = book.sheet_names();
    let mut met = 0;
    for name in sheets {
        let sheet = book.worksheet_range(&name).expect("a sheet");
        for row in sheet.rows() {
            let band = row
                .iter()
                .position(|cell| *cell == Data::String("Too little data".to_owned()));
            if let Some(band) = band.filter(|band| *band > 0) {
                met += 1;
                let figure = |cell: &Data| matches!(cell, Data::Float(_) | Data::Int(_));
                assert!(!row[..band].iter().any(figure), "{name}: {row:?}");
            }
        }
    }
    assert!(met > 0, "the list of scores has the client");
}
