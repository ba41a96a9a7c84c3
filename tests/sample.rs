//! The sample agency against the figures worked out without the program (`tests/sample/expect.py`).

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use crate::desk::{Desk, root};

/// One run of the sample for all tests here.
pub fn pack() -> &'static Path {
    static PACK: OnceLock<(Desk, std::path::PathBuf)> = OnceLock::new();
    let (_, folder) = PACK.get_or_init(|| {
        let desk = Desk::new();
        let said = desk
            .program()
            .args(["run", "sample-data", "--out"])
            .arg(desk.out())
            .current_dir(root())
            .output()
            .expect("the command starts");
        assert!(
            said.status.success(),
            "{}",
            String::from_utf8_lossy(&said.stderr)
        );
        let folder = desk.out().join("2026-10");
        (desk, folder)
    });
    folder
}

/// Columns that tell the rows of a file apart.
const KEYS: &[(&str, &[&str])] = &[
    ("account_manager", &["month", "currency", "account_manager"]),
    ("ageing", &["client", "currency"]),
    ("client_base", &["client"]),
    ("client_dependence", &["client"]),
    ("client_lifecycle", &["client"]),
    ("client_month", &["month", "client", "currency"]),
    ("client_spend", &["month", "client", "currency"]),
    ("concentration", &["window", "currency", "client"]),
    ("contract_card", &["contract"]),
    ("due_calendar", &["day", "client", "kind", "what"]),
    ("exchange_rates", &["month", "currency"]),
    ("forecast", &["month", "client", "currency"]),
    ("forecast_score", &["currency", "months", "measured"]),
    ("health_backtest", &["client"]),
    ("invoices_status", &["client", "number"]),
    ("joint_projects", &["person", "client", "project"]),
    ("load_week", &["week", "person", "client"]),
    ("manager_client", &["month", "account_manager", "client"]),
    ("project_month", &["month", "client", "project"]),
    ("realization", &["month", "client", "currency"]),
    ("renewals", &["client", "contract"]),
    ("retainer_balance", &["month", "client", "project"]),
    ("revenue_bases", &["month", "client", "currency"]),
    ("reviews", &["client"]),
    ("rows", &["file", "sheet"]),
    ("touches_week", &["week", "client", "person", "kind"]),
    ("utilization_person", &["month", "person"]),
    ("utilization_team", &["month", "team"]),
    ("wip", &["as_of", "client", "project", "currency"]),
];

type Rows = BTreeMap<Vec<String>, BTreeMap<String, String>>;

fn read(path: &Path, keys: &[&str]) -> Rows {
    let mut reader =
        csv::Reader::from_path(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let header: Vec<String> = reader
        .headers()
        .expect("a header")
        .iter()
        .map(str::to_owned)
        .collect();
    reader
        .records()
        .map(|record| {
            let record = record.expect("readable");
            let row: BTreeMap<String, String> = header
                .iter()
                .cloned()
                .zip(record.iter().map(str::to_owned))
                .collect();
            (keys.iter().map(|key| row[*key].clone()).collect(), row)
        })
        .collect()
}

/// Equal as text, or as decimal numbers (`12.50` and `12.5`).
fn same(expected: &str, found: &str) -> bool {
    let plain = |text: &str| -> String {
        if text.contains('.') {
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        } else {
            text.to_owned()
        }
    };
    expected == found || plain(expected) == plain(found)
}

fn differences(name: &str, keys: &[&str]) -> Vec<String> {
    let expected = read(
        &root().join(format!("tests/sample/expected/{name}.csv")),
        keys,
    );
    let found = read(&pack().join(format!("data/{name}.csv")), keys);
    let mut wrong = Vec::new();
    for (key, row) in &expected {
        let Some(have) = found.get(key) else {
            wrong.push(format!("{name} {key:?}: missing"));
            continue;
        };
        for (column, value) in row {
            let shown = have.get(column).map_or("(no such column)", String::as_str);
            if !same(value, shown) {
                wrong.push(format!(
                    "{name} {key:?} {column}: expected {value:?}, found {shown:?}"
                ));
            }
        }
    }
    assert!(
        !expected.is_empty(),
        "{name}: the expected figures are there"
    );
    wrong
}

#[test]
fn figures_equal_the_independent_ones() {
    let wrong: Vec<String> = KEYS
        .iter()
        .flat_map(|(name, keys)| differences(name, keys))
        .collect();
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong
            .iter()
            .take(60)
            .cloned()
            .collect::<Vec<_>>()
            .join("\n")
    );
}
