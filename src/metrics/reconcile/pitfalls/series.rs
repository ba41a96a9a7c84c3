//! Equal invoices of which the payer says nothing, or just enough.

use super::said::told;
use super::*;

#[test]
fn of_equal_months_the_oldest_is_paid_first() {
    let rows = "\
1 | Acme | 2026-07-31 | 2026-08-30 | 1000 | EUR | | K-1
2 | Acme | 2026-08-31 | 2026-09-30 | 1000 | EUR | | K-1
3 | Acme | 2026-09-30 | 2026-10-30 | 1000 | EUR | | K-1
4 | Birch | 2026-08-31 | 2026-09-30 | 700 | EUR | Care plan, August 2026 |
5 | Birch | 2026-09-30 | 2026-10-30 | 700 | EUR | Care plan, September 2026 |
6 | Birch | 2026-08-31 | 2026-09-30 | 300 | EUR | Care plan, August |
7 | Birch | 2026-09-30 | 2026-10-30 | 300 | EUR | Banner, September |
8 | Birch | 2026-08-31 | 2026-09-30 | 200 | EUR | | K-2
9 | Birch | 2026-09-30 | 2026-10-30 | 200 | EUR | | K-2";
    for (payer, amount, text, matched) in [
        ("Acme", 1000, "thank you", "1 | 1000 | oldest_first | B"),
        // each says its own month, so two are enough
        ("Birch", 700, "thank you", "4 | 700 | oldest_first | B"),
        // a month that is said means one of them
        ("Birch", 700, "paid in May", "4 | 700 | ambiguous | D"),
        // two works, and two invoices that may be of anything
        ("Birch", 300, "thank you", "6 | 300 | ambiguous | D"),
        ("Birch", 200, "thank you", "8 | 200 | ambiguous | D"),
    ] {
        let line = format!("2026-10-20 | {payer} | {amount} | EUR | {text}");
        assert_eq!(
            told(rows, &line).matches(),
            [matched],
            "{payer} {amount} {text}"
        );
    }
}

#[test]
fn a_second_invoice_of_a_month_makes_it_no_series() {
    let rows = "\
1 | Acme | 2026-07-31 | 2026-08-30 | 1000 | EUR |
2 | Acme | 2026-08-31 | 2026-09-30 | 1000 | EUR |
3 | Acme | 2026-09-10 | 2026-10-10 | 1000 | EUR |
4 | Acme | 2026-09-30 | 2026-10-30 | 1000 | EUR |";
    let line = "2026-10-20 | Acme | 1000 | EUR | thank you";
    assert_eq!(told(rows, line).matches(), ["1 | 1000 | ambiguous | D"]);
}

#[test]
fn one_equal_invoice_of_another_client_hides_nothing_that_the_text_says() {
    let rows = "\
1 | Acme  | 2026-09-30 | 2026-10-30 | 1000 | EUR | Care plan, September 2026 |
2 | Acme  | 2026-09-30 | 2026-10-30 | 995  | EUR | Bonus, September 2026 |
3 | Birch | 2026-09-30 | 2026-10-30 | 1000 | EUR | Care plan, September 2026 |";
    // the exact amount is before one that a bank's fee would explain
    for (text, matched) in [
        ("Care plan, September", "1 | 1000 | amount | B"),
        ("thank you", "1 | 1000 | amount | C"),
    ] {
        let line = format!("2026-10-20 | Acme | 1000 | EUR | {text}");
        assert_eq!(told(rows, &line).matches(), [matched], "{text}");
    }
}

#[test]
fn a_part_is_paid_of_the_invoice_whose_last_digits_or_act_are_written() {
    let rows = "\
26330000000040024818 | Acme | 2026-07-31 | 2026-08-30 | 1000 | EUR
0000-000046 | Birch | 2026-09-30 | 2026-10-30 | 900 | EUR";
    for (payer, amount, text, matched) in [
        (
            "Acme",
            400,
            "40024818",
            "26330000000040024818 | 400 | part_payment | B",
        ),
        (
            "Birch",
            300,
            "Частичная оплата по акту № 46",
            "0000-000046 | 300 | part_payment | B",
        ),
    ] {
        let line = format!("2026-10-20 | {payer} | {amount} | EUR | {text}");
        assert_eq!(told(rows, &line).matches(), [matched], "{text}");
    }
}

#[test]
fn acts_of_a_monthly_fee_close_its_invoices_one_to_one() {
    let rows = "\
1 | Acme  | 2026-07-31 | 2026-08-30 | 1000 | EUR
2 | Acme  | 2026-08-31 | 2026-09-30 | 1000 | EUR
3 | Birch | 2026-08-31 | 2026-09-30 | 1000 | EUR
4 | Birch | 2026-09-30 | 2026-10-30 | 1000 | EUR";
    // both of Acme a day later, of Birch only the second
    let documents = "\
kind | number | client | date       | amount
act  | A-1    | Acme   | 2026-08-01 | 1000
act  | A-2    | Acme   | 2026-09-01 | 1000
act  | A-3    | Birch  | 2026-09-30 | 1000";
    let books = Finance::of(
        &[("invoices", &invoices(rows)), ("documents", documents)],
        "2026-10-31",
    );
    assert_eq!(
        books.lines(&DOCUMENTS_STATUS, &["client", "invoice", "number"]),
        [
            "Acme | 1 | A-1",
            "Acme | 2 | A-2",
            "Birch | 4 | A-3",
            "Birch | 3 | "
        ]
    );
}

#[test]
fn an_account_without_currencies_has_that_of_nearly_all_its_lines() {
    let rows = "\
1 | Acme  | 2026-08-05 | 2026-09-04 | 400  | EUR
2 | Birch | 2026-09-06 | 2026-10-05 | 1000 | GBP
3 | Acme  | 2026-09-05 | 2026-10-04 | 410  | EUR
4 | Acme  | 2026-09-15 | 2026-10-14 | 420  | EUR
5 | Acme  | 2026-09-16 | 2026-10-15 | 430  | EUR
6 | Acme  | 2026-09-17 | 2026-10-16 | 440  | EUR";
    let clients = "client | currency\nAcme | EUR\nBirch | GBP";
    let rates = "date | currency | rate\n2026-09-01 | GBP | 1.15";
    let paid = |birch: &str| {
        let lines = format!(
            "date | payer | amount | reference\n2026-09-08 | Acme | 400 | Invoice 1\n\
            2026-09-28 | Birch | {birch} | Invoice 2\n2026-10-08 | Acme | 410 | Invoice 3\n2026-10-12 | Acme | 420 | Invoice 4\n\
            2026-10-13 | Acme | 430 | Invoice 5\n2026-10-14 | Acme | 440 | Invoice 6"
        );
        let tables = tables(&[
            ("clients", clients),
            ("invoices", &invoices(rows)),
            ("payments", &lines),
            ("rates", rates),
        ]);
        let books = kept(&tables, &Decisions::default(), &october("2026-10-31"));
        let ledger = Ledger::keep(&books, october("2026-10-31").as_of);
        let birch = (0..books.payments.len()).find(|at| books.payments[*at].payer == "Birch");
        let two = (0..ledger.invoices.len()).find(|at| ledger.invoices[*at].number == "2");
        let currency = books.payments[birch.expect("it pays")].currency.clone();
        format!("{currency} {}", ledger.open(two.expect("it is there")))
    };
    assert_eq!(paid("1150"), "EUR 0");
    // what it owes to the last penny, in a list of receipts
    assert_eq!(paid("1000"), "GBP 0");
}

#[test]
fn money_of_ourselves_is_no_clients() {
    let clients = "client | status\nAcme | active\nOur Studio | internal";
    let people = "person | weekly_hours\nMara Holt | 40";
    let lines = "date | payer | amount | reference\n2026-10-08 | Our Studio | 5000 | loan\n2026-10-09 | Mara Holt | 70 | back\n\
        2026-10-12 | Somebody | 33 | thanks";
    let own = tables(&[
        ("clients", clients),
        ("people", people),
        (
            "invoices",
            &invoices("1 | Acme | 2026-10-01 | 2026-10-30 | 1000 | EUR"),
        ),
        ("payments", lines),
    ]);
    let books = Finance::of_tables(&own, "2026-10-31", &Decisions::default());
    assert_eq!(books.lines(&AGEING, &["client", "credits"]), ["Acme | 0"]);
    assert_eq!(books.questions.len(), 1);
    assert_eq!(
        books.lines(&EXCEPTIONS, &["class", "severity", "amount"]),
        [
            "unknown-payer | medium | 33",
            "unknown-payer | low | 70",
            "unknown-payer | low | 5000"
        ]
    );
}
