//! The XML of a small fixed workbook, part by part, against texts that a person has read (`golden/*.xml`, a line for each tag).
//!
//! `cargo test golden` shows every line that differs. After a change that is meant, `GOLDEN=1 cargo test golden` writes the files
//! anew: read the difference (`git diff tests/golden`) before keeping it.

use std::collections::BTreeSet;
use std::fmt::Write;

use monthend::model::{Duration, Money};
use monthend::report::book::{
    Block, Book, Cell, CellValue, ChartBlock, ChartKind, Column, Link, Look, Page, Print, Series,
    Style, Tab, TableBlock, Tile, Total, Words, Writing,
};
use monthend::report::xlsx;

use crate::desk::root;
use crate::workbook::parts_of;

/// Parts that are held against a file, and its name.
const PARTS: [(&str, &str); 7] = [
    ("xl/workbook.xml", "workbook"),
    ("xl/worksheets/sheet1.xml", "sheet"),
    ("xl/worksheets/_rels/sheet1.xml.rels", "sheet-links"),
    ("xl/tables/table1.xml", "table"),
    ("xl/charts/chart1.xml", "chart"),
    ("xl/drawings/drawing1.xml", "drawing"),
    ("xl/styles.xml", "styles"),
];

fn cell(value: CellValue) -> Cell {
    Cell {
        value,
        ..Cell::default()
    }
}

fn text(text: &str) -> Cell {
    cell(CellValue::Text(text.to_owned()))
}

fn money(units: i64) -> Cell {
    cell(CellValue::Money(Money::units(units)))
}

fn column(key: &str, label: &str, style: Style, total: Total) -> Column {
    Column {
        key: key.to_owned(),
        label: label.to_owned(),
        style,
        total,
        ..Column::default()
    }
}

/// Three clients: invoiced, paid, what is open as a formula, hours, a light, a day, and a column for people.
fn table() -> TableBlock {
    let row = |client: &str, invoiced: i64, paid: i64, hours: i64, band: &str, due: &str| {
        vec![
            text(client),
            text(band),
            money(invoiced),
            money(paid),
            cell(CellValue::Formula {
                text: "{invoiced}-{paid}".to_owned(),
                result: Box::new(CellValue::Money(Money::units(invoiced - paid))),
            }),
            cell(CellValue::Hours(Duration::minutes(hours * 60))),
            cell(CellValue::Number(hours as f64 / 160.0)),
            match due.parse() {
                Ok(day) => cell(CellValue::Date(day)),
                Err(_) => Cell {
                    note: "no due date".to_owned(),
                    ..cell(CellValue::NotAvailable)
                },
            },
            Cell::default(),
        ]
    };
    let looking = |look: Look, column: Column| Column { look, ..column };
    TableBlock {
        id: "clients".to_owned(),
        name: "clients".to_owned(),
        title: "Clients".to_owned(),
        columns: vec![
            column(
                "client",
                "Client",
                Style::Text,
                Total::Label("Total".to_owned()),
            ),
            looking(
                Look::Band,
                column("band", "Health", Style::Text, Total::None),
            ),
            looking(
                Look::Bars,
                column("invoiced", "Invoiced", Style::Money, Total::Sum),
            ),
            column("paid", "Paid", Style::Money, Total::Sum),
            looking(Look::Sign, column("open", "Open", Style::Cents, Total::Sum)),
            column("hours", "Hours", Style::Hours, Total::Sum),
            looking(
                Look::Heat,
                column("load", "Load", Style::Share, Total::None),
            ),
            column("due", "Due", Style::Date, Total::None),
            Column {
                input: true,
                choices: vec!["open".to_owned(), "done".to_owned()],
                ..column("status", "Status", Style::Text, Total::None)
            },
        ],
        rows: vec![
            row("Halden & Søn", 1_200, 1_000, 40, "red", "2026-11-04"),
            row("=1+1", 600, 600, 120, "green", "2026-11-05"),
            row("青禾", 300, 450, 8, "amber", ""),
        ]
        .into(),
        totals: true,
        sortable: true,
        ..TableBlock::default()
    }
}

fn label(key: &str) -> String {
    let path = root().join("templates/languages/en.toml");
    let text = std::fs::read_to_string(path).expect("a language");
    let language: toml::Table = text.parse().expect("it is well formed");
    language["words"][key].as_str().expect("a word").to_owned()
}

fn book() -> Book {
    let tile = Tile {
        label: "Outstanding".to_owned(),
        value: money(200),
        previous: Some(money(150)),
        change: "+33.3%".to_owned(),
        good: Some(false),
        trend: vec![Some(100.0), None, Some(150.0), Some(200.0)],
        months: ["2026-07", "2026-08", "2026-09", "2026-10"]
            .map(str::to_owned)
            .into(),
        name: "outstanding".to_owned(),
        ok: String::new(),
    };
    let chart = ChartBlock {
        title: "Halden brings 57% of the amounts invoiced".to_owned(),
        alt: "Columns: Invoiced by Client".to_owned(),
        kind: ChartKind::Column,
        table: "clients".to_owned(),
        category: "client".to_owned(),
        series: vec![Series {
            column: "invoiced".to_owned(),
            label: "Invoiced".to_owned(),
            line: false,
            second: false,
        }],
        rows: None,
        size: (480, 240),
        fill: false,
        beside: false,
        shaded: false,
    };
    let mut table = table();
    table.rows[0][0].link = Some(Box::new(Link::File(
        "clients/Halden 2026-10.xlsx".to_owned(),
    )));
    let page = Page {
        name: "Month".to_owned(),
        title: "October 2026".to_owned(),
        subtitle: "as of 2026-10-31".to_owned(),
        blocks: vec![
            Block::Tiles(vec![tile]),
            Block::Table(table),
            Block::Chart(chart),
        ],
        tab: Tab::Summary,
        print: Print::default(),
        ..Page::default()
    };
    Book {
        file_name: "Small".to_owned(),
        title: "Small October 2026".to_owned(),
        period: "October 2026".to_owned(),
        for_client: false,
        subject: "October 2026".to_owned(),
        agency: "Northlight".to_owned(),
        language: "en".to_owned(),
        dated: "2026-10-31".parse().expect("a day"),
        confidentiality: "For R&D only".to_owned(),
        theme: std::sync::Arc::default(),
        words: Words::of(&label, Writing::default()),
        pages: vec![page],
    }
}

/// A line for each tag, indented by its depth; texts stand behind their tag.
fn lines(xml: &str) -> String {
    let mut text = String::new();
    let mut depth = 0_usize;
    for piece in xml.split('<').filter(|piece| !piece.trim().is_empty()) {
        let (tag, said) = piece.split_once('>').unwrap_or((piece, ""));
        let closes = tag.starts_with('/');
        depth -= usize::from(closes);
        let pad = "  ".repeat(depth);
        let said = match said.trim() {
            "" => String::new(),
            said => format!(" {said}"),
        };
        writeln!(text, "{pad}<{tag}>{said}").expect("a text takes it");
        let opens = !closes && !tag.ends_with('/') && !tag.starts_with('?');
        depth += usize::from(opens);
    }
    text
}

/// Lines that only one side has, with their number.
fn only_in(one: &str, other: &str, sign: char) -> Vec<String> {
    let there: BTreeSet<&str> = other.lines().collect();
    let own = one.lines().enumerate();
    own.filter(|(_, line)| !there.contains(line))
        .map(|(at, line)| format!("{sign} {}: {}", at + 1, line.trim()))
        .collect()
}

#[test]
fn the_parts_of_a_small_workbook_are_as_they_were_read() {
    let written = xlsx::bytes(&book()).expect("a workbook");
    let parts = parts_of(&written);
    let folder = root().join("tests/golden");
    let mut differ = String::new();
    for (part, name) in PARTS {
        let (_, xml) = parts
            .iter()
            .find(|(name, _)| name == part)
            .unwrap_or_else(|| panic!("{part} is missing"));
        let shown = lines(xml);
        let path = folder.join(format!("{name}.xml"));
        if std::env::var_os("GOLDEN").is_some() {
            std::fs::create_dir_all(&folder).expect("writable");
            std::fs::write(&path, &shown).expect("writable");
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        if kept != shown {
            let mut told = only_in(&kept, &shown, '-');
            told.extend(only_in(&shown, &kept, '+'));
            let told = match told.is_empty() {
                true => "the same lines in another order".to_owned(),
                false => told.join("\n"),
            };
            writeln!(differ, "{part}, tests/golden/{name}.xml:\n{told}").expect("a text takes it");
        }
    }
    assert!(differ.is_empty(), "\n{differ}");
}
