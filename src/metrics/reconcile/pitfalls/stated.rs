//! What the invoice file says was paid.

use super::*;

#[test]
fn the_file_counts_where_the_bank_is_silent() {
    let rows = "\
INV-1001 | Acme | 2026-10-01 | 2026-10-15 | 1000 | EUR | | paid | 1000 | 2026-10-20
INV-1002 | Acme | 2026-10-01 | 2026-10-15 | 1000 | EUR | | paid | 1000 | 2026-10-07
INV-1003 | Birch | 2026-10-01 | 2026-10-15 | 300 | EUR | | paid |      |
INV-1004 | Birch | 2026-10-01 | 2026-10-15 | 400 | EUR | | paid | 400  | 2026-11-02
INV-1005 | Birch | 2026-10-01 | 2026-10-15 | 500 | EUR | | paid | 500  | 2026-10-09";
    let lines = "\
2026-10-21 | Acme  | 1000 | EUR | thanks
2026-10-09 | Birch | 450 | EUR | INV-1005";
    let books = books(rows, lines);
    assert_eq!(
        books.matches(),
        [
            "INV-1005 | 450 | part_payment | B",
            "INV-1001 | 1000 | stated | B",
            "INV-1002 | 1000 | stated | B",
            "INV-1003 | 300 | stated | B",
        ]
    );
    assert_eq!(books.classes(), ["amount-differs | Birch | 50"]);
    assert_eq!(
        books.lines(&AGEING, &["client", "outstanding"]),
        ["Birch | 450"]
    );
    assert_eq!(books.controls(), ["0", "0"]);
}

#[test]
fn cash_that_the_file_knows_without_a_day_is_not_taken_twice() {
    // three retainers of an amount, the second and third marked as paid: two lines of it are their cash, and the first stays open
    let rows = "\
INV-1001 | Acme | 2026-08-01 | 2026-08-15 | 1000 | EUR
INV-1002 | Acme | 2026-09-01 | 2026-09-15 | 1000 | EUR | | paid | 1000 |
INV-1003 | Acme | 2026-10-01 | 2026-10-15 | 1000 | EUR | | paid | 1000 |";
    let lines = "\
2026-09-20 | Acme | 1000 | EUR | thanks
2026-10-20 | Acme | 1000 | EUR | thanks";
    let books = books(rows, lines);
    assert_eq!(
        books.matches(),
        [
            "INV-1002 | 1000 | stated | B",
            "INV-1003 | 1000 | stated | B",
        ]
    );
    assert_eq!(
        books.lines(&AGEING, &["client", "outstanding"]),
        ["Acme | 1000"]
    );
    assert_eq!(books.controls(), ["0"]);
}

#[test]
fn a_part_that_the_file_knows_without_a_day_is_not_taken_twice() {
    // the file says that 400 of 1000 are paid, and a line of 400 names no invoice: it is that part
    let rows = "INV-1001 | Acme | 2026-09-01 | 2026-09-15 | 1000 | EUR | | | 400 |";
    let books = books(rows, "2026-10-20 | Acme | 400 | EUR | part payment");
    assert_eq!(books.matches(), ["INV-1001 | 400 | stated | B"]);
    assert_eq!(
        books.lines(&AGEING, &["client", "outstanding"]),
        ["Acme | 600"]
    );
}

#[test]
fn a_line_of_the_day_that_the_file_states_is_a_part_of_what_it_states() {
    // the file says 1000 on the 7th, the bank 600 on the 8th: 400 are open, and the file is told to differ
    let rows =
        "INV-1001 | Acme | 2026-10-01 | 2026-10-15 | 1000 | EUR | | paid | 1000 | 2026-10-07";
    let books = books(rows, "2026-10-08 | Acme | 600 | EUR | thanks");
    assert_eq!(books.matches(), ["INV-1001 | 600 | stated | B"]);
    assert_eq!(
        books.lines(&AGEING, &["client", "outstanding"]),
        ["Acme | 400"]
    );
    assert_eq!(books.classes(), ["amount-differs | Acme | 400"]);
    // three days apart nothing ties them
    let books = super::books(rows, "2026-10-10 | Acme | 600 | EUR | thanks");
    assert_eq!(
        books.lines(&AGEING, &["client", "outstanding"]),
        ["Acme | -600"]
    );
}
