//! What is told apart from a short payment: exchange differences, rounding, discounts.

use super::*;
use crate::metrics::catalogue::{DEDUCTIONS, EXCHANGE_DIFFERENCES};

/// One invoice of Cedar, in EUR, paid by one line in USD; USD is 0.90 on 1 September and 0.80 from 1 October. The base is EUR.
fn paid_in_dollars(gross: &str, issued: &str, line: &str) -> Finance {
    Finance::of(
        &[
            (
                "invoices",
                &invoices(&format!("INV-77 | Cedar | {issued} | | {gross} | EUR")),
            ),
            ("payments", &bank(line)),
            (
                "rates",
                "date | currency | rate\n2026-09-01 | USD | 0.90\n2026-10-01 | USD | 0.80",
            ),
        ],
        "2026-10-31",
    )
}

#[test]
fn what_exchange_rates_explain_is_told_apart_from_a_short_payment() {
    // 1000 USD are 900 EUR at the rate of September and 800 at that of October
    for (what, gross, amount, expected, bridge, open) in [
        (
            "at the rate of the invoice",
            "900",
            "1000",
            vec!["exchange-difference | 100"],
            "800 | 0 | 0 | 100",
            "0",
        ),
        (
            "at the rate of the day",
            "800",
            "1000",
            vec![],
            "800 | 0 | 0 | 0",
            "0",
        ),
        (
            "short beyond the rates",
            "950",
            "1000",
            vec!["exchange-difference | 100", "short-pay | 50"],
            "800 | 0 | 0 | 100",
            "50",
        ),
        (
            "short by a fee beyond the rates",
            "904",
            "1000",
            vec!["exchange-difference | 100", "short-pay | 4"],
            "800 | 4 | 0 | 100",
            "0",
        ),
        (
            "a cent less",
            "800.01",
            "1000",
            vec!["exchange-difference | 0.01"],
            "800 | 0 | 0 | 0.01",
            "0",
        ),
        (
            "a cent more",
            "799.99",
            "1000",
            vec!["rounding | -0.01"],
            "800 | 0 | -0.01 | 0",
            "0",
        ),
        (
            "too much",
            "700",
            "1000",
            vec!["overpay | 125"],
            "700 | 0 | 0 | 0",
            "0",
        ),
    ] {
        let line = format!("2026-10-20 | Cedar | {amount} | USD | INV-77");
        let books = paid_in_dollars(gross, "2026-09-10", &line);
        let mut found = books.lines(&EXCEPTIONS, &["class", "amount"]);
        found.sort();
        assert_eq!(found, expected, "{what}");
        let euros = books.lines(
            &BRIDGE,
            &["currency", "paid", "fees", "rounding", "exchange"],
        );
        assert_eq!(euros[0], format!("EUR | {bridge}"), "{what}");
        assert!(
            books.controls().iter().all(|control| control == "0"),
            "{what}"
        );
        assert_eq!(
            books.lines(&INVOICES_STATUS, &["outstanding"]),
            [open],
            "{what}"
        );
    }
    let cheaper = "2026-09-20 | Cedar | 1000 | USD | INV-77";
    let gain = paid_in_dollars("800", "2026-10-10", cheaper);
    assert_eq!(
        gain.lines(
            &BRIDGE,
            &["currency", "paid", "exchange", "closing", "control"]
        ),
        ["EUR | 900 | -100 | 0 | 0", "USD | -1000 | 0 | 0 | 0",],
        "paid before its issue, worth 900 that day and 800 on the day of issue: a gain"
    );
}

#[test]
fn without_a_rate_nothing_is_settled_in_another_currency() {
    let books = paid_in_dollars(
        "900",
        "2026-08-10",
        "2026-10-20 | Cedar | 1000 | USD | INV-77",
    );
    assert_eq!(books.classes(), ["currency-missing-rate | Cedar | 1000"]);
    assert_eq!(books.matches(), Vec::<String>::new());
    assert_eq!(
        books.lines(&INVOICES_STATUS, &["outstanding"]),
        ["900"],
        "never at 1"
    );
}

#[test]
fn exchange_differences_are_told_in_base_currency() {
    let lines = |sheets: &[(&str, &str)]| {
        let books = Finance::of(sheets, "2026-10-31");
        let columns = [
            "invoice",
            "paid",
            "paid_currency",
            "settled",
            "currency",
            "base_at_issue",
            "base_at_payment",
            "base_difference",
            "base_difference_note",
        ];
        books.lines(&EXCHANGE_DIFFERENCES, &columns)
    };
    let rates = "date | currency | rate\n2026-09-01 | USD | 0.90\n2026-10-01 | USD | 0.80";
    let invoice = invoices(
        "INV-78 | Cedar | 2026-09-10 | | 1000 | USD\nINV-79 | Cedar | 2026-09-10 | | 50 | GBP",
    );
    let line =
        bank("2026-10-20 | Cedar | 1000 | USD | INV-78\n2026-10-20 | Cedar | 50 | GBP | INV-79");
    assert_eq!(
        lines(&[
            ("invoices", &invoice),
            ("payments", &line),
            ("rates", rates)
        ]),
        [
            "INV-78 | 1000 | USD | 1000 | USD | 900 | 800 | -100 | ",
            "INV-79 | 50 | GBP | 50 | GBP |  |  |  | no-rate",
        ]
    );
    // the bank exchanged 1000 USD for 790 EUR before they arrived
    let exchanged = "date | payer | amount | currency | reference | original_amount | original_currency\n\
                     2026-10-20 | Cedar | 790 | EUR | INV-78 | 1000 | USD";
    assert_eq!(
        lines(&[
            ("invoices", &invoice),
            ("payments", exchanged),
            ("rates", rates)
        ]),
        ["INV-78 | 1000 | USD | 1000 | USD | 900 | 790 | -110 | "]
    );
}

#[test]
fn a_cent_is_rounding_and_a_discount_is_no_fee() {
    let terms = "contract | client | discount\nK-1 | Cedar | 2/10";
    let invoice = "number | client | issued_on | net | gross | currency | contract\n\
                   INV-80 | Cedar | 2026-10-01 | 1000 | 1200 | EUR | K-1";
    for (what, line, expected, bridge) in [
        (
            "a cent less",
            "2026-10-20 | Cedar | 1199.99 | EUR | INV-80",
            "rounding | Cedar | 0.01",
            "0 | 0 | 0.01",
        ),
        (
            "a cent more",
            "2026-10-20 | Cedar | 1200.01 | EUR | INV-80",
            "rounding | Cedar | -0.01",
            "0 | 0 | -0.01",
        ),
        (
            "two cents",
            "2026-10-20 | Cedar | 1199.98 | EUR | INV-80",
            "short-pay | Cedar | 0.02",
            "0.02 | 0 | 0",
        ),
        (
            "2 % of gross, the last day",
            "2026-10-11 | Cedar | 1176 | EUR | INV-80",
            "discount-taken | Cedar | 24",
            "0 | 24 | 0",
        ),
        (
            "2 % of net",
            "2026-10-11 | Cedar | 1180 | EUR | INV-80",
            "discount-taken | Cedar | 20",
            "0 | 20 | 0",
        ),
    ] {
        let books = Finance::of(
            &[
                ("invoices", invoice),
                ("contracts", terms),
                ("payments", &bank(line)),
            ],
            "2026-10-31",
        );
        let found = books.classes();
        assert!(found.iter().any(|row| row == expected), "{what}: {found:?}");
        assert_eq!(
            books.lines(&BRIDGE, &["fees", "discounts", "rounding"]),
            [bridge],
            "{what}"
        );
        assert_eq!(books.controls(), ["0"], "{what}");
        assert_eq!(
            books.lines(&INVOICES_STATUS, &["outstanding"]),
            ["0"],
            "{what}"
        );
    }
    let late = bank("2026-10-12 | Cedar | 1176 | EUR | INV-80");
    let books = Finance::of(
        &[
            ("invoices", invoice),
            ("contracts", terms),
            ("payments", &late),
        ],
        "2026-10-31",
    );
    assert_eq!(
        books.matches(),
        ["INV-80 | 1176 | part_payment | B"],
        "a day too late"
    );
    let kinds = |books: &Finance| {
        books.lines(
            &DEDUCTIONS,
            &["client", "currency", "kind", "in_period", "so_far", "count"],
        )
    };
    assert_eq!(kinds(&books), Vec::<String>::new());
    let fees =
        bank("2026-09-20 | Cedar | 1195 | EUR | INV-80\n2026-10-20 | Cedar | 896 | EUR | INV-81");
    let both = format!("{invoice}\nINV-81 | Cedar | 2026-10-01 | 900 | 900 | EUR |");
    let books = Finance::of(&[("invoices", &both), ("payments", &fees)], "2026-10-31");
    // INV-80 is paid before it is issued, so its fee counts from the day of issue
    assert_eq!(kinds(&books), ["Cedar | EUR | fee | 9 | 9 | 2"]);
}

#[test]
fn a_discount_taken_too_late_is_still_owed() {
    let clients = "client | currency | discount\nCedar | EUR | 2/10";
    let invoice = invoices("INV-80 | Cedar | 2026-10-01 | | 1200 | EUR");
    let late = bank("2026-10-12 | Cedar | 1176 | EUR | INV-80");
    let tables = tables(&[
        ("clients", clients),
        ("invoices", &invoice),
        ("payments", &late),
    ]);
    let scope = october("2026-10-31");
    let books = kept(&tables, &Decisions::default(), &scope);
    let nobody = People::default();
    let (frames, _) = compute(
        &tables,
        &[],
        &[],
        &nobody,
        &books,
        &scope,
        Handed::default(),
    );
    let finance = Finance {
        frames,
        questions: Vec::new(),
    };
    assert_eq!(finance.classes(), ["short-pay | Cedar | 24"]);
}

#[test]
fn rates_that_cannot_be_believed_settle_nothing() {
    let rates = "date | currency | rate\n2026-09-01 | USD | 0.90\n2026-10-01 | USD | 9.0";
    let books = Finance::of(
        &[
            (
                "invoices",
                &invoices("INV-77 | Cedar | 2026-09-10 | | 900 | EUR"),
            ),
            (
                "payments",
                &bank("2026-10-20 | Cedar | 1000 | USD | INV-77"),
            ),
            ("rates", rates),
        ],
        "2026-10-31",
    );
    assert_eq!(books.matches(), Vec::<String>::new());
    assert_eq!(books.classes(), ["currency-missing-rate | Cedar | 1000"]);
}
