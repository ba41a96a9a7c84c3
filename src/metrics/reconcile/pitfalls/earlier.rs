//! Cash that is in no balance: for invoices before the files, and of payers nobody knows.

use super::*;
use crate::metrics::catalogue::RECEIVABLES_SUMMARY as SUMMARY;

const OPEN: &str = "\
NL-2631 | Acme  | 2026-05-01 | 2026-05-31 | 1000 | EUR
NL-2632 | Acme  | 2026-06-01 | 2026-06-30 | 1000 | EUR
NL-2633 | Birch | 2026-06-01 | 2026-06-30 | 500  | EUR";

#[test]
fn a_receipt_for_an_invoice_before_the_files_is_in_no_balance() {
    for (line, kind) in [
        // a number before the first, whatever the amount
        (
            "2026-05-18 | Acme | 900 | EUR | INV NL-2614",
            "before_files",
        ),
        ("2026-06-18 | Acme | 1000 | EUR | NL 2630", "before_files"),
        ("2026-05-18 | Who | 900 | EUR | INV NL-2614", "before_files"),
        // its digits alone, though the amount is open
        (
            "2026-06-18 | Acme | 1000 | EUR | 2625 Acme Grou",
            "before_files",
        ),
        // a number that is of no series, soon after the files begin
        (
            "2026-05-18 | Acme | 900 | EUR | invoice 20/117",
            "before_files",
        ),
        // too long after it, an amount that is open, a number after the first, an advance, and no number at all
        ("2026-10-18 | Acme | 900 | EUR | INV NL-2614", "prepayment"),
        (
            "2026-10-18 | Acme | 900 | EUR | invoice 20/117",
            "prepayment",
        ),
        (
            "2026-06-18 | Birch | 500 | EUR | invoice 20/117",
            "proposed",
        ),
        ("2026-06-18 | Acme | 900 | EUR | INV NL-2699", "prepayment"),
        (
            "2026-05-18 | Acme | 900 | EUR | advance, invoice 20/117",
            "prepayment",
        ),
        ("2026-05-18 | Acme | 900 | EUR | thanks", "prepayment"),
        ("2026-05-18 | Acme | 900 | EUR | card 1625", "prepayment"),
    ] {
        let books = books(OPEN, line);
        let outside = kind == "before_files";
        assert_eq!(books.lines(&UNAPPLIED, &["kind"]), [kind], "{line}");
        let credits = books.lines(&AGEING, &["credits"]);
        let none = credits.iter().all(|credits| credits == "0");
        assert_eq!(none, outside, "{line}");
        let classes = books.classes();
        assert_eq!(classes.is_empty(), outside, "{line}: {classes:?}");
        let told = books.lines(&SUMMARY, &["before_files", "not_identified"]);
        assert_eq!(told[0] != "0 | 0", outside, "{line}");
        assert!(
            books.controls().iter().all(|control| control == "0"),
            "{line}"
        );
        assert_eq!(
            books.questions.len(),
            1,
            "a person may say otherwise: {line}"
        );
    }
}

#[test]
fn what_a_person_says_of_such_a_receipt_holds() {
    let (rows, line) = (
        invoices(OPEN),
        bank("2026-05-18 | Acme | 1000 | EUR | INV NL-2614"),
    );
    let sheets = [("invoices", rows.as_str()), ("payments", line.as_str())];
    let mut questions = Finance::of(&sheets, "2026-10-31").questions;
    for (answer, outstanding, kinds) in [
        ("NL-2631", "Acme | 1000", &[][..]),
        ("none", "Acme | 1000", &["prepayment"]),
    ] {
        questions[0].answer = answer.to_owned();
        let decisions = Decisions {
            questions: questions.clone(),
            ..Decisions::default()
        };
        let books = Finance::with(&sheets, "2026-10-31", &decisions);
        let told = books.lines(&AGEING, &["client", "outstanding"]);
        assert_eq!(told[0], outstanding, "{answer}");
        assert_eq!(books.lines(&UNAPPLIED, &["kind"]), kinds, "{answer}");
    }
}

#[test]
fn cash_of_a_payer_that_nothing_ties_to_a_client_is_in_no_balance() {
    for (line, kind, told) in [
        (
            "2026-06-18 | Who | 365.75 | EUR | commission of the quarter",
            "not_identified",
            "365.75",
        ),
        // an open invoice of the amount, or its number, may be what is paid
        (
            "2026-06-18 | Who | 500 | EUR | thanks",
            "unknown_payer",
            "0",
        ),
        (
            "2026-06-18 | Who | 1000 | EUR | thanks",
            "unknown_payer",
            "0",
        ),
        (
            "2026-06-18 | Who | 77 | EUR | NL-2633",
            "unknown_payer",
            "0",
        ),
    ] {
        let books = books(OPEN, line);
        assert_eq!(
            books.lines(&UNAPPLIED, &["client", "kind"]),
            [format!("Who | {kind}")],
            "{line}"
        );
        let has_row = books
            .lines(&AGEING, &["client"])
            .contains(&"Who".to_owned());
        assert_eq!(has_row, told == "0", "{line}");
        assert_eq!(books.lines(&SUMMARY, &["not_identified"]), [told], "{line}");
        assert_eq!(
            books.classes(),
            [format!(
                "unknown-payer |  | {}",
                line.split(" | ").nth(2).unwrap_or_default()
            )]
        );
        assert!(
            books.controls().iter().all(|control| control == "0"),
            "{line}"
        );
    }
}
