//! The page for a browser.

use std::collections::BTreeMap;
use std::path::Path;

use crate::desk::{Desk, files_below};
use crate::sample::pack;

fn page(pack: &Path) -> String {
    std::fs::read_to_string(pack.join("overview.html")).expect("the overview")
}

/// Addresses that the page leads to, decoded.
fn links(html: &str) -> Vec<String> {
    let addresses = html.split("href=\"").skip(1);
    addresses
        .filter_map(|rest| rest.split('"').next())
        .map(decoded)
        .collect()
}

fn decoded(address: &str) -> String {
    let bytes = address.as_bytes();
    let mut plain = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'%' {
            let code = u8::from_str_radix(&address[at + 1..at + 3], 16).expect("two digits");
            plain.push(code);
            at += 3;
        } else {
            plain.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8(plain).expect("a name")
}

/// The month's revenue in pounds as a reader sees it, of the figures worked out without the program.
fn revenue() -> String {
    let rows = |file: &str| {
        let path = format!("tests/sample/expected/{file}.csv");
        let mut reader = csv::Reader::from_path(path).expect("expected figures");
        let rows: Result<Vec<BTreeMap<String, String>>, _> = reader.deserialize().collect();
        rows.expect("rows")
    };
    let rates: BTreeMap<String, f64> = rows("exchange_rates")
        .iter()
        .filter(|row| row["month"] == "2026-10")
        .map(|row| {
            (
                row["currency"].clone(),
                row["rate"].parse().expect("a rate"),
            )
        })
        .collect();
    let pounds: f64 = rows("concentration")
        .iter()
        .filter(|row| row["window"] == "month")
        .map(|row| {
            let amount: f64 = row["revenue"].parse().expect("an amount");
            amount * rates.get(&row["currency"]).unwrap_or(&1.0)
        })
        .sum();
    let whole = format!("{pounds:.0}");
    let (thousands, rest) = whole.split_at(whole.len() - 3);
    format!("{thousands},{rest}")
}

#[test]
fn it_shows_the_month_and_leads_to_every_workbook() {
    let html = page(pack());
    assert!(html.contains("The period on one page"));
    assert!(
        html.contains(&format!("<strong>{}</strong>", revenue())),
        "the tile of revenue"
    );
    assert!(html.matches("<figure>").count() >= 3, "charts");
    let links = links(&html);
    for (name, _) in files_below(pack()) {
        if name.ends_with(".xlsx") {
            assert!(links.contains(&format!("./{name}")), "{name}");
        }
    }
    for link in links {
        assert!(pack().join(&link).is_file(), "{link}");
    }
}

#[test]
fn it_needs_nothing_from_elsewhere() {
    let html = page(pack()).to_lowercase();
    for foreign in [
        "http:", "https:", "<script", "<img", "<link", "url(", "@import", "src=",
    ] {
        let found = html
            .find(foreign)
            .map(|at| &html[at..html.len().min(at + 60)]);
        assert_eq!(found, None, "{foreign}");
    }
}

#[test]
fn names_from_files_are_text() {
    let time = "Date,Person,Client,Project,Hours,Billable\n\
        2026-10-05,Ada,<script>alert(1)</script>,\"<img src=x onerror=\"\"a\"\">\",8,yes\n\
        2026-10-06,Ada,A & \"B\" 'C',Web,8,yes\n";
    let desk = Desk::new().file("time.csv", time);
    let said = desk.run("run", &["--month", "2026-10"]);
    assert_eq!(said.code, 0, "{}", said.stderr);
    let html = page(&desk.out().join("2026-10"));
    assert!(
        !html.contains("<script") && !html.contains("<img"),
        "{html}"
    );
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(html.contains("A &amp; &quot;B&quot; &#39;C&#39;"));
}

#[test]
fn it_is_written_when_it_is_asked_for_and_all_reports_are_there() {
    let written = |args: &[&str]| {
        let desk = Desk::new().file(
            "time.csv",
            "Date,Person,Client,Project,Hours\n2026-10-05,Ada,Acme,Web,8\n",
        );
        let said = desk.run("run", args);
        assert_eq!(said.code, 0, "{}", said.stderr);
        std::fs::read_to_string(desk.out().join("2026-10/overview.html")).ok()
    };
    assert!(written(&[]).is_some());
    assert!(written(&["--format", "xlsx,csv"]).is_none());
    assert!(written(&["--report", "portfolio"]).is_none());
    let alone = written(&["--format", "html"]).expect("the overview");
    assert!(!alone.contains("href="), "no workbook to lead to");
}
