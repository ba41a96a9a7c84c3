//! The example Book, written and read back.

use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};

use super::bytes;
use super::example::{example, share};
use crate::model::Money;
use crate::report::book::{Block, Book, CellValue, Look, Page, Series, Style};

fn part(bytes: &[u8], name: &str) -> String {
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut text = String::new();
    package
        .by_name(name)
        .expect("a part")
        .read_to_string(&mut text)
        .expect("xml");
    text
}

#[test]
fn the_same_book_gives_the_same_bytes() {
    let one = bytes(&example("ru")).expect("a workbook");
    let two = bytes(&example("ru")).expect("a workbook");
    assert!(one == two);
    // For a person who wants to look at the pages.
    if let Some(folder) = std::env::var_os("MONTHEND_LOOK") {
        for language in ["en", "ru", "zh"] {
            let path = std::path::Path::new(&folder).join(format!("{language}.xlsx"));
            let written = bytes(&example(language)).expect("a workbook");
            std::fs::write(path, written).expect("writable");
        }
    }
}

#[test]
fn reads_back_values_and_stored_results() {
    let written = bytes(&example("en")).expect("a workbook");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(written.as_slice())).expect("a workbook");
    assert_eq!(
        book.sheet_names(),
        ["The month", "Clients", "Chart data", "Names"]
    );
    let clients = book.worksheet_range("Clients").expect("a sheet");
    let at = |row, column| clients.get_value((row, column)).expect("a cell").clone();
    assert_eq!(at(0, 0), Data::String("Clients".to_owned()));
    assert_eq!(at(3, 0), Data::String("Client".to_owned()));
    assert_eq!(at(5, 0), Data::String("=cmd|' /C calc'!A0".to_owned()));
    assert_eq!(at(4, 1), Data::String("red".to_owned()));
    // 24 rows of 123,456,789.0123 less 0 to 23 times 9,876,543.2101.
    let revenue = (24 * 1_234_567_890_123_i64 - 276 * 98_765_432_101) as f64 / 10_000.0;
    assert_eq!(at(28, 2), Data::Float(revenue));
    assert_eq!(at(28, 3), Data::Float(276_000.0));
    assert_eq!(at(28, 4), Data::Float(276.0 * 0.75));
    assert_eq!(at(4, 9), Data::Float(1_234_567_890_123.0 / 10_000.0));
    let formulas = book.worksheet_formula("Clients").expect("a sheet");
    let formula = |row, column| formulas.get_value((row, column)).cloned();
    assert_eq!(formula(4, 9).as_deref(), Some("C5-D5"));
    assert_eq!(
        formula(28, 3).as_deref(),
        Some("SUBTOTAL(109,client_month[Paid])")
    );
}

#[test]
fn a_list_that_is_seen_at_a_glance_has_no_buttons() {
    let filtered = |rows: usize| {
        let mut book = example("en");
        if let Block::Table(list) = &mut book.pages[1].blocks[0] {
            let kept: Vec<_> = list.rows.iter().take(rows).cloned().collect();
            list.rows = kept.into();
        }
        let written = bytes(&book).expect("a workbook");
        part(&written, "xl/tables/table1.xml").contains("<autoFilter ")
    };
    assert_eq!([11, 12].map(filtered), [false, true]);
}

#[test]
fn less_than_half_a_cent_is_not_shown_in_brackets() {
    let codes = |ten_thousandths: i64| {
        let mut book = example("en");
        let Block::Table(list) = &mut book.pages[1].blocks[0] else {
            panic!("a list")
        };
        let mut rows = list.rows.to_vec();
        let paid = list.column_at("paid").expect("a column");
        list.columns[paid].style = Style::Cents;
        rows[0][paid].value = CellValue::Money(Money(ten_thousandths));
        list.rows = rows.into();
        let written = bytes(&book).expect("a workbook");
        part(&written, "xl/styles.xml").contains("\"0.00_);0.00_);0.00_)\"")
    };
    assert_eq!([-49, -50, 0].map(codes), [true, false, false]);
}

#[test]
fn a_chart_whose_columns_are_all_nothing_has_one_axis() {
    let axes = |nothing: bool| {
        let mut book = example("en");
        if let Block::Table(list) = &mut book.pages[1].blocks[0] {
            let mut rows = list.rows.to_vec();
            let paid = list.column_at("paid").expect("a column");
            for row in &mut rows {
                if nothing {
                    row[paid].value = CellValue::Money(Money::ZERO);
                }
            }
            list.rows = rows.into();
        }
        let Block::Chart(chart) = &mut book.pages[0].blocks[3] else {
            panic!("a chart")
        };
        (chart.table, chart.category) = ("client_month".to_owned(), "client".to_owned());
        let series = |column: &str, second: bool| Series {
            column: column.to_owned(),
            label: column.to_owned(),
            line: second,
            second,
        };
        chart.series = vec![series("paid", false), series("hours", true)];
        let written = bytes(&book).expect("a workbook");
        let chart = part(&written, "xl/charts/chart1.xml");
        (
            chart.matches("<c:valAx>").count(),
            chart.contains("<c:barChart>"),
            // a fall of a tenth looks like one
            chart.matches("<c:min val=\"0\"/>").count(),
        )
    };
    assert_eq!(axes(false), (2, true, 2));
    assert_eq!(axes(true), (1, false, 1));
}

#[test]
fn a_list_is_frozen_repeated_and_filtered() {
    let mut book = example("en");
    if let Block::Table(list) = &mut book.pages[1].blocks[0] {
        let again = list.rows.to_vec();
        list.rows.extend(again);
    }
    let written = bytes(&book).expect("a workbook");
    let sheet = part(&written, "xl/worksheets/sheet2.xml");
    assert!(sheet.contains("ySplit=\"4\""), "frozen under the heading");
    assert!(sheet.contains("fitToHeight=\"0\""));
    assert!(sheet.contains("<dataValidation "));
    let workbook = part(&written, "xl/workbook.xml");
    assert!(workbook.contains("Clients!$4:$4"), "{workbook}");
    assert!(workbook.contains("billable_utilization_net"));
    assert!(workbook.contains("t_nps1"));
    let table = part(&written, "xl/tables/table1.xml");
    assert!(table.contains("displayName=\"client_month\""), "{table}");
    let core = part(&written, "docProps/core.xml");
    assert!(core.contains("2026-10-31T00:00:00Z"), "{core}");
}

#[test]
fn a_ratio_in_the_totals_is_of_sums() {
    let written = bytes(&example("en")).expect("a workbook");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(written.as_slice())).expect("a workbook");
    let month = book.worksheet_range("The month").expect("a sheet");
    let formulas = book.worksheet_formula("The month").expect("a sheet");
    let total = (0..month.height() as u32 + 2)
        .find(|row| month.get_value((*row, 0)) == Some(&Data::String("Total".to_owned())))
        .expect("a totals row");
    // Hours 800 + 37 n over 1100 + 21 n, n from 0 to 4.
    assert_eq!(
        month.get_value((total, 3)),
        Some(&Data::Float(4370.0 / 5710.0))
    );
    let formula = formulas.get_value((total, 3)).expect("a formula");
    assert!(
        formula.starts_with("IFERROR(SUM(B") && formula.ends_with(",\"n/a\")"),
        "{formula}"
    );
}

#[test]
fn a_page_too_wide_to_be_read_on_a4_is_set_on_a3() {
    let paper = |book: &Book| {
        let sheet = part(
            &bytes(book).expect("a workbook"),
            "xl/worksheets/sheet2.xml",
        );
        let (_, rest) = sheet.split_once("paperSize=\"").expect("a size of paper");
        rest[..1].to_owned()
    };
    let mut book = example("en");
    assert_eq!(paper(&book), "9");
    if let Block::Table(table) = &mut book.pages[1].blocks[0] {
        (table.sortable, table.totals) = (false, false);
        table.columns = [table.columns.clone(), table.columns.clone()].concat();
        for row in &mut table.rows {
            *row = [row.clone(), row.clone()].concat();
        }
    }
    assert_eq!(paper(&book), "8");
}

#[test]
fn sheets_that_serve_the_program_are_hidden() {
    for for_client in [false, true] {
        let mut book = example("en");
        book.for_client = for_client;
        let workbook = part(&bytes(&book).expect("a workbook"), "xl/workbook.xml");
        // the points behind charts, and the names for formulas
        assert_eq!(workbook.matches("state=\"hidden\"").count(), 2);
        assert!(workbook.contains("name=\"Chart data\" sheetId=\"3\" state=\"hidden\""));
        let chart = part(&bytes(&book).expect("a workbook"), "xl/charts/chart1.xml");
        assert!(
            !chart.contains("plotVisOnly"),
            "charts over hidden points are drawn"
        );
    }
}

#[test]
fn a_book_of_many_sheets_lists_them_and_leads_back() {
    let mut book = example("en");
    let names = |book: &Book| {
        let written = bytes(book).expect("a workbook");
        let opened: Xlsx<_> = Xlsx::new(Cursor::new(written.as_slice())).expect("a workbook");
        opened.sheet_names()
    };
    assert!(!names(&book).contains(&"Contents".to_owned()));
    for at in 1..=7 {
        book.pages.push(Page {
            name: format!("Page {at} of a name that is too long for a tab"),
            title: format!("Page {at} in full"),
            blocks: vec![Block::Text("said".to_owned())],
            ..Page::default()
        });
    }
    let names = names(&book);
    assert_eq!(names[..3], ["The month", "Contents", "Clients"]);
    let written = bytes(&book).expect("a workbook");
    let mut opened: Xlsx<_> = Xlsx::new(Cursor::new(written.as_slice())).expect("a workbook");
    let list = opened.worksheet_range("Contents").expect("a sheet");
    let last = list.rows().next_back().expect("rows");
    assert_eq!(last[1], Data::String("Page 7 in full".to_owned()));
    let links = part(&written, "xl/worksheets/sheet2.xml");
    assert_eq!(links.matches("<hyperlink ").count(), 9);
    assert!(links.contains(&format!("{}!A1", super::formula::quoted(&names[9]))));
    let back = part(&written, "xl/worksheets/sheet4.xml");
    assert!(
        back.contains("<hyperlink ref=\"A2\" location=\"'Contents'!A1\""),
        "{back}"
    );
}

#[test]
fn bars_of_shares_end_at_the_whole_or_above() {
    for (largest, end) in [(0.3, "1"), (1.8, "1.8")] {
        let mut book = example("en");
        let Block::Table(table) = &mut book.pages[1].blocks[0] else {
            panic!("a table")
        };
        table.rows.truncate(2);
        let at = table.column_at("load").expect("a column");
        table.columns[at].look = Look::Bars;
        for row in &mut table.rows {
            row[at] = share(largest);
        }
        let sheet = part(
            &bytes(&book).expect("a workbook"),
            "xl/worksheets/sheet2.xml",
        );
        let ends = format!("<cfvo type=\"num\" val=\"0\"/><cfvo type=\"num\" val=\"{end}\"/>");
        assert!(sheet.contains(&ends), "{largest}");
    }
}

#[test]
fn names_under_a_chart_are_short() {
    let mut book = example("en");
    let Block::Chart(chart) = &mut book.pages[0].blocks[3] else {
        panic!("a chart")
    };
    (chart.table, chart.category) = ("client_month".to_owned(), "client".to_owned());
    chart.series.truncate(1);
    chart.series[0].column = "paid".to_owned();
    let written = bytes(&book).expect("a workbook");
    let strings = part(&written, "xl/sharedStrings.xml");
    assert!(
        strings.contains("<t>A client…</t>") && !strings.contains("<t>A client with a…</t>"),
        "of 24 names each has 13 letters at most"
    );
    assert!(
        strings.contains("<t>Jun 26</t>"),
        "months of the other charts"
    );
    assert!(
        strings.contains("<t>2026-06</t>"),
        "which stand in full in their table"
    );
}
