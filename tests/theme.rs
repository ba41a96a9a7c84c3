//! `templates/theme.toml` beside the data: fonts, colours, profile, logo and the line at the foot of every page.

use std::path::Path;

use crate::desk::{Desk, files_below};
use crate::workbook::parts;

/// Two clients, one of whom is healthy enough for a light.
const TIME: &str = "Date,Person,Client,Project,Hours,Billable\n\
    2026-10-05,Ada,Acme,Web,8,yes\n2026-10-06,Ada,Beta,Web,6,yes\n";
/// One client's invoice, so that a statement is written.
const INVOICES: &str = "Number,Client,Date,Due,Net,Gross,Currency\n\
    I-1,Acme,2026-10-02,2026-10-16,100.00,120.00,GBP\n";

/// Statements are written where payments are known.
const PAYMENTS: &str = "Date,Payer,Amount,Currency,Details\n2026-10-02,Somebody,1,EUR,gift\n";

fn agency() -> Desk {
    Desk::new()
        .file("time.csv", TIME)
        .file("invoices.csv", INVOICES)
        .file("payments.csv", PAYMENTS)
        .file("monthend.toml", "agency = 'Northlight'\n")
}

fn run(desk: &Desk) -> std::path::PathBuf {
    let said = desk.run("run", &["--month", "2026-10"]);
    assert_eq!(said.code, 0, "{}", said.stderr);
    desk.out().join("2026-10")
}

fn books(pack: &Path) -> Vec<(String, Vec<(String, String)>)> {
    let files = files_below(pack).into_iter().map(|(name, _)| name);
    let books = files.filter(|name| name.ends_with(".xlsx"));
    books
        .map(|name| (name.clone(), parts(&pack.join(&name))))
        .collect()
}

/// A grey picture of 300 x 80 pixels, all of whose parts but its points are there.
fn picture() -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\x2c\0\0\0\x50\x08\0\0\0\0".to_vec();
    bytes.extend(b"\0\0\0\0\0\0\0\0IEND\xae\x42\x60\x82");
    bytes
}

#[test]
fn one_file_changes_every_workbook_the_charts_and_the_overview() {
    let theme = "confidentiality = { en = 'For Northlight only', ru = 'Для своих' }\n\
        [fonts]\ndefault = 'Georgia'\n\
        [profiles.consulting]\ndark = '#402010'\nseries = ['#123456']\n";
    let desk = agency().file("templates/theme.toml", theme);
    let pack = run(&desk);
    let books = books(&pack);
    assert!(books.len() >= 8, "{}", books.len());
    let mut charts = 0;
    for (name, parts) in &books {
        let holds = |part: &str, words: &str| {
            let mut parts = parts.iter().filter(|(name, _)| name.starts_with(part));
            parts.any(|(_, text)| text.contains(words))
        };
        assert!(holds("xl/styles", "FF402010"), "{name}: colour");
        assert!(holds("xl/styles", "\"Georgia\""), "{name}: font");
        assert!(!holds("xl/styles", "FF1F3A5F"), "{name}: the old colour");
        for (part, text) in parts {
            if part.starts_with("xl/worksheets/sheet") {
                assert!(text.contains("For Northlight only"), "{name} {part}: foot");
            }
            if part.starts_with("xl/charts/chart") {
                charts += 1;
                // 123456, or where series are steps of one thing 35 % of it on white
                let own = text.contains("123456") || text.contains("ACB8C4");
                assert!(own, "{name} {part}: series");
                assert!(
                    !text.contains("0072B2") && !text.contains("Arial"),
                    "{name}"
                );
            }
        }
    }
    assert!(charts > 0, "a chart");
    let html = std::fs::read_to_string(pack.join("overview.html")).expect("the overview");
    for part in [
        "--dark:#402010",
        "\"Georgia\"",
        "fill=\"#123456\"",
        "For Northlight only",
    ] {
        assert!(html.contains(part), "{part}");
    }
    assert!(
        !html.contains("1f3a5f") && !html.contains("fill=\"#0072b2"),
        "{html}"
    );
}

#[test]
fn the_settings_have_their_own_line_at_the_foot() {
    let desk = agency()
        .file("templates/theme.toml", "confidentiality = 'the theme'")
        .file("monthend.toml", "confidentiality = 'the settings'");
    let html = std::fs::read_to_string(run(&desk).join("overview.html")).expect("the overview");
    assert!(html.contains("<footer>the settings</footer>"));
}

#[test]
fn the_logo_stands_on_clients_workbooks_and_the_overview() {
    let desk = agency()
        .file("templates/theme.toml", "logo = 'our logo.png'")
        .file("templates/our logo.png", picture());
    let pack = run(&desk);
    for (name, parts) in books(&pack) {
        let pictures = parts
            .iter()
            .filter(|(part, _)| part.starts_with("xl/media/"));
        let of_client = name.contains('/');
        assert_eq!(pictures.count() > 0, of_client, "{name}");
        let drawings = parts
            .iter()
            .filter(|(part, _)| part.starts_with("xl/drawings/drawing"));
        let told = drawings
            .into_iter()
            .any(|(_, text)| text.contains("<xdr:pic>") && text.contains("descr=\"Northlight\""));
        assert_eq!(told, of_client, "{name}: alternative text");
    }
    let html = std::fs::read_to_string(pack.join("overview.html")).expect("the overview");
    // the first bytes of every PNG in base64
    assert!(html.contains("<img class=\"logo\" alt=\"Northlight\" height=\"56\" src=\"data:image/png;base64,iVBORw0KGgo"));
    assert!(html.contains("img-src data:"));
}

#[test]
fn the_accessible_profile_is_chosen_in_the_settings_or_the_theme() {
    let said_twice = [
        ("monthend.toml", "profile = 'accessible'"),
        ("templates/theme.toml", "profile = 'accessible'"),
    ];
    for (file, line) in said_twice {
        let desk = agency().file(file, line);
        let pack = run(&desk);
        for (name, parts) in books(&pack) {
            let styles = parts.iter().find(|(part, _)| part == "xl/styles.xml");
            let (_, styles) = styles.expect("styles");
            assert!(styles.contains("<sz val=\"12\"/>"), "{name}: larger type");
            assert!(!styles.contains("<sz val=\"10\"/>"), "{name}: larger type");
        }
        let html = std::fs::read_to_string(pack.join("overview.html")).expect("the overview");
        assert!(html.contains("--size:16.8px"), "14 px and a fifth");
        assert!(html.contains("<pattern id=\"series1\""));
    }
}

#[test]
fn a_theme_that_cannot_be_stops_before_anything_is_read_or_written() {
    for (theme, found) in [
        (
            "logo = 'none.png'",
            "line 1: logo: \"none.png\" cannot be read",
        ),
        (
            "logo = '../secret.png'",
            "expected the name of a file beside the theme",
        ),
        ("profile = 'acessible'", "did you mean \"accessible\"?"),
        (
            "[profiles.consulting]\ndrak = '#000000'",
            "line 2: unknown key \"drak\", did you mean \"dark\"",
        ),
        (
            "[profiles.consulting]\ndark = 'blue'",
            "line 2: dark: \"blue\", expected a colour like",
        ),
        (
            "[fonts]\nzh = ''",
            "line 2: zh: expected the name of a font",
        ),
    ] {
        let desk = agency().file("templates/theme.toml", theme);
        let said = desk.run("run", &["--month", "2026-10"]);
        assert_eq!(said.code, 2, "{theme}");
        assert!(
            said.stderr.contains("theme.toml"),
            "{theme}: {}",
            said.stderr
        );
        let found = found.trim_end_matches('?');
        assert!(said.stderr.contains(found), "{theme}: {}", said.stderr);
        assert!(!desk.out().exists(), "{theme}: nothing is written");
    }
    let wished = agency().file("monthend.toml", "profile = 'acessible'");
    let said = wished.run("run", &["--month", "2026-10"]);
    assert_eq!(said.code, 2);
    assert!(said.stderr.contains("monthend.toml"), "{}", said.stderr);
    assert!(
        said.stderr.contains("did you mean \"accessible\""),
        "{}",
        said.stderr
    );
}
