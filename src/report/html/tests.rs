//! A small book as a page.

use std::sync::Arc;

use chrono::NaiveDate;

use super::*;
use crate::model::Money;
use crate::report::book::{
    Cell, CellValue, ChartBlock, ChartKind, Column, Look, Series, Style, TableBlock, Tile, Total,
    Words, Writing,
};
use crate::report::pack::Later;

fn cell(value: CellValue) -> Cell {
    Cell {
        value,
        ..Cell::default()
    }
}

fn text(text: &str) -> Cell {
    cell(CellValue::Text(text.to_owned()))
}

fn column(key: &str, style: Style, look: Look) -> Column {
    Column {
        key: key.to_owned(),
        label: format!("the {key}"),
        style,
        total: Total::Sum,
        look,
        ..Column::default()
    }
}

fn book(rows: usize) -> Book {
    let row = |at: usize| {
        let amount = cell(CellValue::Money(Money::units(100 * (at as i64 + 1))));
        let band = text(["red", "unknown"][at % 2]);
        vec![text(&format!("Client <{at}>")), amount, band]
    };
    let table = TableBlock {
        id: "t".to_owned(),
        columns: vec![
            Column {
                total: Total::Label("Total".to_owned()),
                ..column("client", Style::Text, Look::Plain)
            },
            column("revenue", Style::Money, Look::Bars),
            Column {
                total: Total::None,
                ..column("band", Style::Text, Look::Band)
            },
        ],
        rows: (0..rows).map(row).collect(),
        totals: true,
        ..TableBlock::default()
    };
    let tile = Tile {
        label: "R&D".to_owned(),
        value: Cell {
            note: "no \"rate\"".to_owned(),
            ..cell(CellValue::NotAvailable)
        },
        previous: Some(cell(CellValue::Money(Money::units(7)))),
        change: "-4.2%".to_owned(),
        good: Some(false),
        trend: vec![Some(1.0), Some(2.0)],
        months: Vec::new(),
        name: String::new(),
        ok: String::new(),
    };
    let chart = ChartBlock {
        title: "Most".to_owned(),
        alt: "Most".to_owned(),
        kind: ChartKind::Column,
        table: "t".to_owned(),
        category: "client".to_owned(),
        series: vec![Series {
            column: "revenue".to_owned(),
            label: "Revenue".to_owned(),
            line: false,
            second: false,
        }],
        rows: Some(2),
        size: (640, 300),
        fill: false,
        beside: false,
        shaded: false,
    };
    Book {
        file_name: "P".to_owned(),
        title: "P".to_owned(),
        period: String::new(),
        for_client: false,
        subject: String::new(),
        agency: String::new(),
        language: "en".to_owned(),
        dated: NaiveDate::default(),
        confidentiality: "For <us>".to_owned(),
        words: Words::of(
            &|key| key.trim_start_matches("writer.").to_owned(),
            Writing::default(),
        ),
        theme: Arc::default(),
        pages: vec![Page {
            title: "Month".to_owned(),
            blocks: vec![
                Block::Tiles(vec![tile]),
                Block::Table(table),
                Block::Chart(chart),
            ],
            ..Page::default()
        }],
    }
}

fn html(rows: usize) -> String {
    let files = [PackFile {
        path: "P 1.xlsx".to_owned(),
        content: Content::Book(Box::new(book(rows))),
    }];
    let page = overview(&files, true, &|key| format!("{key} {{count}}")).expect("a page");
    match page.content {
        Content::Bytes(bytes) => String::from_utf8(bytes).expect("text"),
        Content::Book(_) | Content::Later(_) | Content::Streamed(_) => panic!("a page is bytes"),
    }
}

#[test]
fn what_went_down_has_an_arrow_whatever_its_minus() {
    for (change, shown) in [
        ("+4.2%", "▲ +4.2%"),
        ("-4.2%", "▼ -4.2%"),
        ("\u{2212}4.2%", "▼ \u{2212}4.2%"),
        ("0.0%", "0.0%"),
    ] {
        assert_eq!(blocks::with_arrow(change), shown);
    }
}

#[test]
fn blocks_become_markup() {
    let html = html(2);
    for part in [
        "<span class=\"label\">R&amp;D</span><strong title=\"no &quot;rate&quot;\">not_available</strong>",
        "<span class=\"change bad\">▼ -4.2%</span><span class=\"before\">previous 7</span><svg class=\"trend\"",
        "<th scope=\"col\" class=\"figure\">the revenue</th>",
        "<td>Client &lt;0&gt;</td><td class=\"figure\" style=\"background:linear-gradient(to right,var(--bar) 50%,transparent 50%)\">100</td><td class=\"band red\">red</td>",
        "<tfoot><tr><td>Total</td><td class=\"figure\">300</td>",
        "<title>Client &lt;1&gt;: Revenue, 200</title></rect>",
        "<footer>For &lt;us&gt;</footer>",
    ] {
        assert!(html.contains(part), "{part}\n{html}");
    }
    assert_eq!(html.matches("<rect ").count(), 2);
}

#[test]
fn figures_come_before_the_links_to_books_of_clients() {
    let own = || PackFile {
        path: "P 1.xlsx".to_owned(),
        content: Content::Book(Box::new(book(2))),
    };
    let of_client = |name: &str| PackFile {
        path: format!("clients/{name}.xlsx"),
        content: Content::Later(Later {
            title: name.to_owned(),
            lay_out: Box::new(|| book(2)),
        }),
    };
    let files = [of_client("Acme"), own(), of_client("Beta")];
    let page = overview(&files, true, &str::to_owned).expect("a page");
    let Content::Bytes(bytes) = page.content else {
        panic!("a page is bytes")
    };
    let html = String::from_utf8(bytes).expect("text");
    let at = |part: &str| html.find(part).unwrap_or_else(|| panic!("{part}\n{html}"));
    assert!(at("P%201.xlsx") < at("class=\"tile\"") && at("class=\"tile\"") < at("Acme.xlsx"));
    assert!(at("<summary>clients (2)</summary>") < at("Beta.xlsx"));
    assert!(html.contains("<div class=\"tiles\" style=\"--row:1\">"));
    for (tiles, row) in [(1, 1), (6, 6), (7, 4), (8, 4), (13, 5)] {
        assert_eq!(super::blocks::in_a_row(tiles), row);
    }
}

#[test]
fn leaning_names_stay_inside_their_chart() {
    let mut book = book(6);
    if let Block::Table(table) = &mut book.pages[0].blocks[1] {
        for row in &mut table.rows {
            row[0] = text("A company of a long name");
        }
    }
    if let Block::Chart(chart) = &mut book.pages[0].blocks[2] {
        chart.rows = None;
    }
    let Block::Chart(block) = &book.pages[0].blocks[2] else {
        panic!("a chart")
    };
    let drawn = chart::draw(&book, block).expect("a chart");
    let places = drawn.split("translate(").skip(1).map(|rest| {
        let (place, _) = rest.split_once(')').expect("a place");
        let (across, down) = place.split_once(' ').expect("two numbers");
        (
            across.parse::<f64>().expect("a number"),
            down.parse::<f64>().expect("a number"),
        )
    });
    // 18 letters and the sign of what is cut, of 6.2 pixels each, leaning by 35 degrees: 97 to the left, 68 down
    let places: Vec<(f64, f64)> = places.collect();
    assert_eq!(places.len(), 6);
    assert!(
        places
            .iter()
            .all(|(across, down)| *across >= 97.0 && *down <= 290.0 - 68.0),
        "{places:?}"
    );
}

#[test]
fn a_long_table_says_where_the_rest_is() {
    let html = html(33);
    assert!(html.contains("<td>Client &lt;29&gt;</td>") && !html.contains("<td>Client &lt;30&gt;"));
    assert!(html.contains("<a href=\"./P%201.xlsx\">more_rows 3</a>"));
    // the total is of all rows: 100 x (1 + ... + 33)
    assert!(html.contains("<td class=\"figure\">56,100</td>"));
}
