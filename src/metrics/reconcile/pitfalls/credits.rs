//! Money that goes back: credit notes, refunds.

use super::*;

#[test]
fn money_given_back_settles_a_credit() {
    let rows = "INV-1001 | Acme | 2026-10-01 | 2026-10-15 | 1000 | EUR";
    let lines = "\
2026-10-10 | Acme | 1200 | EUR | INV-1001 | in
2026-10-12 | Acme | 200 | EUR | refund | out
2026-10-13 | Acme | 90 | EUR | lunch | out";
    let books = books(rows, lines);
    assert!(books.lines(&AGEING, &["client"]).is_empty());
    assert_eq!(
        books.classes(),
        ["refund-unexplained | Acme | -90", "overpay | Acme | 200"]
    );
    assert_eq!(books.controls(), ["0"]);
}

#[test]
fn a_credit_note_goes_to_its_invoice() {
    for (number, amount, expected) in [
        ("CN INV-1002", "-100", ["0", "1000", "900"]),
        ("CN-77", "250", ["-250", "1000", "1000"]),
        ("CN-77", "1000", ["-1000", "1000", "1000"]),
    ] {
        let rows = format!(
            "{number} | Acme | 2026-10-05 | | {amount} | EUR | credit_note\n\
             INV-1001 | Acme | 2026-10-01 | 2026-10-15 | 1000 | EUR\n\
             INV-1002 | Acme | 2026-10-01 | 2026-10-15 | 1000 | EUR"
        );
        let books = books(&rows, "");
        assert_eq!(
            books.lines(&INVOICES_STATUS, &["outstanding"]),
            expected,
            "{number} {amount}"
        );
        assert!(books.controls().iter().all(|control| control == "0"));
    }
}

#[test]
fn a_credit_note_goes_where_a_payment_lacks_just_that() {
    // 920 for INV-1001, the note takes back the 80 that lack; where two invoices or two notes could be meant, nothing is said
    let rest = |more: &str| {
        let rows = format!(
            "INV-1001 | Acme | 2026-10-01 | 2026-10-15 | 1000 | EUR\n\
             INV-1002 | Acme | 2026-10-02 | 2026-10-16 | 1000 | EUR\n\
             CN-77 | Acme | 2026-10-05 | | 80 | EUR | credit_note{more}"
        );
        let books = books(&rows, "2026-10-20 | Acme | 920 | EUR | INV-1001");
        assert!(books.controls().iter().all(|control| control == "0"));
        books.lines(&INVOICES_STATUS, &["number", "outstanding"])
    };
    assert_eq!(rest(""), ["CN-77 | 0", "INV-1001 | 0", "INV-1002 | 1000"]);
    for more in [
        "\nCN-78 | Acme | 2026-10-06 | | 80 | EUR | credit_note",
        "\nINV-1003 | Acme | 2026-10-03 | 2026-10-17 | 80 | EUR |",
    ] {
        let found = rest(more);
        assert!(
            found
                .iter()
                .any(|line| line == "INV-1001 | 80" || line == "INV-1003 | 0"),
            "{found:?}"
        );
    }
}

/// A group pays what is due of all its clients less the credit note of one of them: both bridges close.
#[test]
fn a_credit_note_may_reduce_what_another_client_of_the_group_owes() {
    let books = books(
        "INV-1 | Acme | 2026-10-01 | | 100 | EUR | \nINV-2 | Acme | 2026-10-01 | | 600 | EUR | \n\
         INV-3 | Acme North | 2026-10-01 | | 400 | EUR | credit_note\nINV-4 | Acme North | 2026-10-01 | | 600 | EUR | ",
        "2026-10-05 | Acme | 900 | EUR |  | in",
    );
    assert_eq!(books.controls(), ["0", "0"]);
    assert_eq!(
        books.lines(&BRIDGE, &["client", "closing"]),
        ["Acme | 0", "Acme North | 0"]
    );
}

#[test]
fn a_credit_note_goes_to_the_invoice_that_it_names_and_circles_go_nowhere() {
    let head = "number | client | issued_on | gross | currency | kind | corrects\n";
    let rows = "\
INV-1 | Acme | 2026-10-01 | 100 | EUR | |
INV-2 | Acme | 2026-10-01 | 100 | EUR | |
INV-3 | Acme | 2026-10-01 | 70 | EUR | |
CN-1 | Acme | 2026-10-05 | 100 | EUR | credit_note | INV-2
CN-2 | Acme | 2026-10-05 | 70 | EUR | credit_note | INV-9
CN-3 | Acme | 2026-10-05 | 5 | EUR | credit_note | CN-4
CN-4 | Acme | 2026-10-09 | 6 | EUR | credit_note | CN-3";
    let of = |day: &str| Finance::of(&[("invoices", &format!("{head}{rows}"))], day);
    let status = |books: &Finance| {
        books.lines(
            &INVOICES_STATUS,
            &["number", "credited", "outstanding", "status"],
        )
    };
    assert_eq!(
        status(&of("2026-10-31")),
        [
            "CN-1 | -100 | 0 | credit_note",
            "CN-2 | 0 | -70 | credit_note",
            "CN-3 | 0 | 0 | set_apart",
            "CN-4 | 0 | 0 | set_apart",
            "INV-1 | 0 | 100 | open",
            "INV-2 | 100 | 0 | paid",
            "INV-3 | 0 | 70 | open",
        ],
        "a note that names an unknown invoice is not set against one of its amount"
    );
    assert!(
        of("2026-10-31")
            .controls()
            .iter()
            .all(|control| control == "0")
    );
    let circular = of("2026-10-31").lines(&EXCEPTIONS, &["class", "subject", "amount"]);
    assert!(
        circular.contains(&"credit-circular | CN-3 | -5".to_owned()),
        "{circular:?}"
    );
    assert!(
        circular.contains(&"credit-circular | CN-4 | -6".to_owned()),
        "{circular:?}"
    );
    let early = status(&of("2026-10-06"));
    assert!(
        early.contains(&"CN-3 | 0 | -5 | credit_note".to_owned()),
        "no circle yet: {early:?}"
    );
}
