//! What the payer wrote beside the amount, where several invoices have it.

use super::*;

const ITEMS: &str = "number | client | issued_on | due_on | gross | currency | item | contract\n";

pub(super) fn told(rows: &str, lines: &str) -> Finance {
    Finance::of(
        &[
            ("invoices", &format!("{ITEMS}{rows}")),
            ("payments", &bank(lines)),
        ],
        "2026-10-31",
    )
}

#[test]
fn the_digits_of_a_number_are_its_name() {
    // the letters in front of the number are no digits, though an l may be a 1 elsewhere
    let rows = "\
NL-2608 | Acme | 2026-08-01 | 2026-08-31 | 1000 | EUR
NL-2616 | Acme | 2026-09-01 | 2026-09-30 | 1000 | EUR
NL-2017 | Acme | 2026-09-02 | 2026-09-30 | 1000 | EUR";
    for (text, matched) in [
        ("2608 Acme Grou", &["NL-2608 | 1000 | number | B"][..]),
        ("NL 2616", &["NL-2616 | 1000 | number | A"]),
        // a year is a year, an order is no invoice, and a long word only holds the digits
        ("services 2017", &["NL-2608 | 1000 | ambiguous | D"]),
        ("order 2616", &["NL-2608 | 1000 | ambiguous | D"]),
        ("ref 92616", &["NL-2608 | 1000 | ambiguous | D"]),
    ] {
        let line = format!("2026-10-20 | Acme | 1000 | EUR | {text}");
        assert_eq!(told(rows, &line).matches(), matched, "{text}");
    }
    // another amount is never closed by digits
    let line = "2026-10-20 | Acme | 900 | EUR | 2608 Acme Grou";
    assert_eq!(
        told(rows, line).matches(),
        ["NL-2608 | 900 | part_payment | C"]
    );
    // three digits are enough to tell one of several, and two invoices that have them tell nothing
    let rows = "\
A-0608 | Acme | 2026-08-01 | 2026-08-31 | 1000 | EUR
A-0616 | Acme | 2026-09-01 | 2026-09-30 | 1000 | EUR
B-0616 | Acme | 2026-09-02 | 2026-09-30 | 1000 | EUR";
    for (text, matched) in [
        ("608 thanks", "A-0608 | 1000 | amount | B"),
        ("616 thanks", "A-0608 | 1000 | ambiguous | D"),
    ] {
        let line = format!("2026-10-20 | Acme | 1000 | EUR | {text}");
        assert_eq!(told(rows, &line).matches(), [matched], "{text}");
    }
}

#[test]
fn the_month_or_the_order_that_is_written_tells_one_of_several() {
    let rows = "\
501 | Acme | 2026-07-28 | 2026-08-28 | 1000 | EUR | SO-2602 7月服务费 |
502 | Acme | 2026-08-28 | 2026-09-28 | 1000 | EUR | SO-2602 8月服务费 |
503 | Acme | 2026-09-28 | 2026-10-28 | 1000 | EUR | SO-2605 9月服务费 |
511 | Birch | 2026-08-31 | 2026-09-15 | 700 | EUR | Абонентское обслуживание, август 2026 | Д-3
512 | Birch | 2026-09-30 | 2026-10-15 | 700 | EUR | Абонентское обслуживание, сентябрь 2026 | Д-3
513 | Birch | 2026-10-01 | 2026-10-15 | 300 | EUR | Care plan, Sep 2026 |
514 | Birch | 2026-10-02 | 2026-10-15 | 300 | EUR | Care plan, Oct 2026 |
515 | Birch | 2026-10-02 | 2026-10-15 | 300 | EUR | Care plan, Oct 2025 |
516 | Birch | 2026-08-31 | 2026-09-15 | 800 | EUR | Август 2026 | В-12/2025
517 | Birch | 2026-09-30 | 2026-10-15 | 800 | EUR | Сентябрь 2026 | В-12/2025";
    for (payer, amount, text, matched) in [
        ("Acme", 1000, "8月服务费", "502 | 1000 | amount | B"),
        ("Acme", 1000, "SO-26027月服务费", "501 | 1000 | amount | B"),
        ("Acme", 1000, "SO-2605", "503 | 1000 | amount | B"),
        // two invoices of the order, and a month that no invoice is for
        ("Acme", 1000, "SO-2602", "501 | 1000 | ambiguous | D"),
        ("Acme", 1000, "2月服务费", "501 | 1000 | ambiguous | D"),
        ("Birch", 700, "Оплата за сентябрь", "512 | 700 | amount | B"),
        // an order of three words before others
        (
            "Birch",
            800,
            "Оплата по договору В-12/2025 за услуги за сентябрь",
            "517 | 800 | amount | B",
        ),
        // the day of the payment says no month of work
        (
            "Birch",
            700,
            "Оплата 20 сентября 2026",
            "511 | 700 | oldest_first | B",
        ),
        ("Birch", 300, "September retainer", "513 | 300 | amount | B"),
        // two are for October, but of two years
        (
            "Birch",
            300,
            "October retainer",
            "513 | 300 | ambiguous | D",
        ),
        (
            "Birch",
            300,
            "October 2026 care plan",
            "514 | 300 | amount | B",
        ),
    ] {
        let line = format!("2026-10-20 | {payer} | {amount} | EUR | {text}");
        assert_eq!(told(rows, &line).matches(), [matched], "{text}");
    }
}

#[test]
fn an_invoice_of_another_month_is_not_taken_for_its_amount_alone() {
    let rows = "501 | Acme | 2026-10-01 | 2026-10-15 | 1000 | EUR | Care plan, Oct 2026 |";
    for (text, matched) in [
        ("Care plan Sep", "501 | 1000 | amount | C"),
        ("Care plan Oct", "501 | 1000 | amount | B"),
        ("paid in Sep", "501 | 1000 | amount | B"),
    ] {
        let rows = format!(
            "{rows}\n502 | Acme | 2026-10-02 | 2026-10-15 | 50 | EUR | Care plan, Sep 2026 |"
        );
        let line = format!("2026-10-20 | Acme | 1000 | EUR | {text}");
        assert_eq!(told(&rows, &line).matches(), [matched], "{text}");
    }
}

#[test]
fn nothing_is_paid_twice_while_another_invoice_of_the_amount_is_open() {
    let rows = "\
NL-1001 | Acme | 2026-08-01 | 2026-08-31 | 1000 | EUR
NL-1002 | Acme | 2026-09-01 | 2026-09-30 | 1000 | EUR
NL-1003 | Acme | 2026-09-02 | 2026-09-30 | 1000 | EUR";
    let lines = "\
2026-10-10 | Acme | 1000 | EUR | NL-1001
2026-10-14 | Acme | 1000 | EUR | thanks";
    let both = told(rows, lines);
    assert_eq!(
        both.matches(),
        [
            "NL-1001 | 1000 | number | A",
            "NL-1002 | 1000 | ambiguous | D"
        ]
    );
    assert_eq!(both.classes(), ["ambiguous-match | Acme | 1000"]);
    // a number that is closed already is what it is
    let again = told(rows, &lines.replace("thanks", "NL-1001"));
    assert_eq!(again.classes(), ["duplicate-payment | Acme | 1000"]);
}

#[test]
fn a_credit_note_goes_to_the_invoice_that_its_words_name() {
    let rows = "\
NL-2656 | Acme | 2026-08-01 | 2026-08-31 | 1000 | EUR | Care plan
NL-2657 | Acme | 2026-08-02 | 2026-08-31 | 1000 | EUR | Care plan
NL-2660 | Acme | 2026-08-14 |            | -90  | EUR | Credit note for NL-2656
NL-2661 | Acme | 2026-08-14 |            | -40  | EUR | Credit note, goodwill of 2026";
    let books = told(rows, "");
    assert_eq!(
        books.lines(&INVOICES_STATUS, &["number", "outstanding"]),
        [
            "NL-2656 | 910",
            "NL-2657 | 1000",
            "NL-2660 | 0",
            "NL-2661 | -40"
        ]
    );
}
