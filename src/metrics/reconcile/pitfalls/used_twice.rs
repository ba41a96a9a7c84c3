//! Numbers that two invoices have.

use super::*;

#[test]
fn a_number_used_twice_matches_nothing_from_the_day_of_the_second_on() {
    let rows = "\
INV-1 | Acme | 2026-10-01 | | 100 | EUR
INV-1 | Acme | 2026-10-15 | | 200 | EUR
INV-1 | Birch | 2026-10-15 | | 200 | EUR
INV-2 | Acme | 2026-10-03 | | 300 | EUR";
    let line = "\
2026-10-10 | Acme | 100 | EUR | INV-1
2026-10-20 | Acme | 200 | EUR | thank you
2026-10-21 | Birch | 200 | EUR | INV-1";
    let sheets = [("invoices", &*invoices(rows)), ("payments", &*bank(line))];
    let before = Finance::of(&sheets, "2026-10-14");
    assert_eq!(before.matches(), ["INV-1 | 100 | number | A"]);
    let after = Finance::of(&sheets, "2026-10-31");
    assert_eq!(
        after.matches(),
        ["INV-1 | 200 | number | A"],
        "another client may have the number"
    );
    assert_eq!(
        after.lines(
            &INVOICES_STATUS,
            &["number", "client", "outstanding", "status"]
        ),
        [
            "INV-1 | Acme | 0 | set_apart",
            "INV-1 | Acme | 0 | set_apart",
            "INV-2 | Acme | 300 | open",
            "INV-1 | Birch | 0 | paid",
        ]
    );
    assert!(after.controls().iter().all(|control| control == "0"));
    let classes = after.lines(&EXCEPTIONS, &["class", "source"]);
    let twice = classes
        .iter()
        .filter(|row| row.starts_with("duplicate-invoice-number"));
    assert_eq!(
        twice.count(),
        3,
        "both invoices and the line that names them: {classes:?}"
    );
}

#[test]
fn a_series_that_begins_anew_each_year_uses_no_number_twice() {
    let rows = "\
1 | Acme | 2025-10-01 | | 100 | EUR
2 | Birch | 2025-10-02 | | 100 | EUR
1 | Acme | 2026-10-01 | | 100 | EUR
2 | Birch | 2026-10-02 | | 100 | EUR";
    let found = books(rows, "").classes();
    assert!(found.is_empty(), "{found:?}");
    let one = "\
INV-9 | Acme | 2025-12-30 | | 100 | EUR
INV-9 | Acme | 2026-01-03 | | 120 | EUR";
    let found = books(one, "").lines(&EXCEPTIONS, &["class", "amount"]);
    assert_eq!(
        found.len(),
        2,
        "one number that comes back is used twice: {found:?}"
    );
}

#[test]
fn a_stranger_who_names_a_number_used_twice_is_told_so() {
    let rows = "\
INV-1 | Acme | 2026-10-01 | | 100 | EUR
INV-1 | Acme | 2026-10-15 | | 200 | EUR";
    let found = books(rows, "2026-10-20 | Who | 100 | EUR | INV-1")
        .lines(&EXCEPTIONS, &["class", "detail"]);
    let line = "duplicate-invoice-number | the text names {}, which is set apart ({})\u{1f}INV-1\u{1f}invoices-1.csv, A2";
    assert!(found.iter().any(|row| row == line), "{found:?}");
}
