//! Balances of a day: ageing, due dates, statements, and the papers of a contract beside each other.

use super::*;

#[test]
fn ageing_adds_up_to_outstanding() {
    let rows = "\
INV-1001 | Acme | 2026-10-01 | 2026-12-15 | 100 | EUR
INV-1002 | Acme | 2026-10-01 |            | 20  | EUR
INV-1003 | Acme | 2026-05-01 | 2026-05-31 | 3   | EUR
INV-1004 | Acme | 2026-11-02 | 2026-11-30 | 999 | EUR
CN-9     | Acme | 2026-10-05 |            | 40  | EUR | credit_note
INV-1005 | Acme | 2026-10-05 | 2026-10-06 | 55  | EUR |             | draft
INV-1006 | Acme | 2026-10-05 | 2026-10-06 | 66  | EUR |             | void";
    let books = books(rows, "2026-10-20 | Acme | 7 | EUR | advance");
    let columns = [
        "not_due",
        "d1_30",
        "d120_plus",
        "no_due_date",
        "credits",
        "outstanding",
    ];
    assert_eq!(
        books.lines(&AGEING, &columns),
        ["100 | 0 | 3 | 20 | -47 | 76"]
    );
    assert_eq!(
        books.lines(
            &BRIDGE,
            &[
                "opening", "invoiced", "credited", "paid", "fees", "closing", "control"
            ]
        ),
        ["3 | 120 | 40 | 7 | 0 | 76 | 0"]
    );
    assert_eq!(
        books.lines(&INVOICES_STATUS, &["number", "outstanding", "status"]),
        [
            "CN-9 | -40 | credit_note",
            "INV-1001 | 100 | open",
            "INV-1002 | 20 | open",
            "INV-1003 | 3 | overdue",
            "INV-1005 | 0 | draft",
            "INV-1006 | 0 | void",
        ]
    );
    assert_eq!(
        books.lines(&UNAPPLIED, &["amount", "kind"]),
        ["-7 | prepayment", "-40 | credit_note"]
    );
}

#[test]
fn a_past_day_never_sees_later_facts() {
    let rows = "\
INV-1001 | Acme | 2026-09-01 | 2026-09-15 | 1000 | EUR | | paid | 1000 | 2026-10-20
INV-1002 | Acme | 2026-10-01 | 2026-10-15 | 500  | EUR
INV-1002-CN | Acme | 2026-10-25 |         | 500  | EUR | credit_note";
    let sheets = [
        ("invoices", invoices(rows)),
        (
            "payments",
            bank("2026-10-20 | Acme | 1000 | EUR | INV-1001"),
        ),
    ];
    let sheets: Vec<(&str, &str)> = sheets
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    for (as_of, expected) in [
        ("2026-10-10", vec!["1500"]),
        ("2026-10-22", vec!["500"]),
        ("2026-10-31", vec![]),
    ] {
        assert_eq!(
            Finance::of(&sheets, as_of).lines(&AGEING, &["outstanding"]),
            expected,
            "{as_of}"
        );
    }
    let mut scope = october("2026-10-31");
    scope.first = "2026-09".parse().expect("a month");
    let tables = with_clients(&sheets);
    let all = owed(&kept(&tables, &Decisions::default(), &scope), &scope).receivables;
    let of = |month: &str| {
        let key = (
            month.parse().expect("a month"),
            "Acme".to_owned(),
            "EUR".to_owned(),
        );
        all[&key]
    };
    assert_eq!(of("2026-09").outstanding, Money::units(1000));
    assert_eq!(of("2026-09").overdue, Money::units(1000));
    assert_eq!(of("2026-09").days_past_due, Some(15));
    assert_eq!(of("2026-10").collected, Money::units(1000));
    assert_eq!(of("2026-10").outstanding, Money::ZERO);
}

#[test]
fn due_dates_come_from_terms() {
    let rows = "\
INV-1 | Birch | 2026-09-01 | | 10 | EUR
INV-2 | Acme  | 2026-09-01 | | 10 | EUR";
    let contracts = "contract | client | terms_days\nK-7 | Acme | 45";
    let with_contract = invoices(rows).replace("status", "contract").replace(
        "INV-2 | Acme  | 2026-09-01 | | 10 | EUR",
        "INV-2 | Acme | 2026-09-01 | | 10 | EUR | | k 7",
    );
    let books = Finance::of(
        &[("invoices", &with_contract), ("contracts", contracts)],
        "2026-10-31",
    );
    assert_eq!(
        books.lines(&INVOICES_STATUS, &["number", "due_on", "days_overdue"]),
        ["INV-2 | 2026-10-16 | 15", "INV-1 | 2026-10-01 | 30"]
    );
}

#[test]
fn a_statement_runs_from_opening_to_closing() {
    let rows = "\
INV-1001 | Acme | 2026-09-01 | 2026-09-15 | 1000 | EUR
INV-1002 | Acme | 2026-10-05 | 2026-10-31 | 500  | EUR";
    let books = books(rows, "2026-10-20 | Acme | 1000 | EUR | INV-1001");
    assert_eq!(
        books.lines(
            &STATEMENT,
            &[
                "line", "date", "kind", "number", "debit", "credit", "balance"
            ]
        ),
        [
            "1 | 2026-10-01 | opening |  |  |  | 1000",
            "2 | 2026-10-05 | invoice | INV-1002 | 500 |  | 1500",
            "3 | 2026-10-20 | payment | INV-1001 |  | 1000 | 500",
            "4 | 2026-10-31 | closing |  |  |  | 500",
        ]
    );
    assert_eq!(
        books.lines(
            &CASH_DUE,
            &["week", "direction", "party", "amount", "overdue"]
        ),
        ["2026-10-26 | in | Acme | 500 | no"]
    );
    assert_eq!(
        books.lines(
            &RECEIVABLES_SUMMARY,
            &["dso_countback", "dso_simple", "days_to_pay"]
        ),
        ["31.0000 | 30.0000 | 49.0000"],
        "all October's sales are open; 500 of 1,500 in 90 days; paid after 49 days"
    );
}

#[test]
fn acts_are_expected_where_there_are_any() {
    let rows = "\
INV-1001 | Acme  | 2026-10-01 | 2026-10-15 | 1000 | EUR
INV-1002 | Acme  | 2026-10-11 | 2026-10-15 | 700  | EUR
INV-2001 | Birch | 2026-10-01 | 2026-10-15 | 300  | EUR";
    let documents = "\
kind | number | client | date       | amount | invoice | signed | scan | expected_on
act  | A-1    | Acme   | 2026-10-05 | 900    | 1001    | no     | no   | 2026-10-21
act  | A-2    | Acme   | 2026-10-06 | 5      |         | yes    | yes  |
act  | A-3    | Acme   | 2026-11-06 | 700    | 1002    | yes    | yes  |";
    let books = Finance::of(
        &[("invoices", &invoices(rows)), ("documents", documents)],
        "2026-10-31",
    );
    assert_eq!(
        books.lines(
            &DOCUMENTS_STATUS,
            &["client", "invoice", "number", "missing", "days_waiting"]
        ),
        [
            "Acme | INV-1001 | A-1 | signature | 10",
            "Acme |  | A-2 | nothing | ",
            "Acme | INV-1002 |  | document | 20",
            "Acme |  |  | document | 25",
        ],
        "an act, and the invoice that A-2 waits for"
    );
    assert_eq!(
        books.lines(
            &EXCEPTIONS,
            &["class", "severity", "subject", "owner", "age_days"]
        ),
        [
            "amount-differs | high | A-1 | Mara | 26",
            "act-unsigned | medium | A-1 | Mara | 26",
            "act-without-invoice | medium | A-2 | Mara | 25",
            "invoice-without-act | medium | INV-1002 | Mara | 20",
        ]
    );
}

#[test]
fn a_contract_card_puts_five_totals_side_by_side() {
    let sheets = [
        ("clients", CLIENTS),
        (
            "contracts",
            "contract | client | amount | currency\nK-1 | Acme | 1500 | EUR\nK-2 | Birch | 100 | EUR",
        ),
        (
            "invoices",
            "number | client | issued_on | net | tax | currency | contract\n\
             INV-1001 | Acme | 2026-10-01 | 1000 | 200 | EUR |\n\
             INV-2001 | Birch | 2026-10-01 | 120 | | EUR | K2\n\
             INV-2002 | Birch | 2026-10-02 | 10 | | EUR | K-9",
        ),
        (
            "payments",
            "date | payer | amount | currency | reference\n2026-10-09 | ACME | 1200 | EUR | INV-1001",
        ),
        (
            "documents",
            "kind | client | date | amount | invoice\nact | Acme | 2026-10-08 | 1200 | INV-1001",
        ),
        (
            "time",
            "date | person | client | project | duration | rate | billable\n2026-10-05 | Mara | Acme | | 2 | 100 | yes\n2026-10-05 | Mara | Acme | | 1 | 50 | yes\n\
             2026-10-06 | Mara | Acme | | 1.5 | | yes\n2026-10-06 | Mara | Acme | | 8 | | no",
        ),
        ("people", "person | bill_rate | currency\nMara | 80 | EUR"),
    ];
    let tables = tables(&sheets);
    let scope = october("2026-10-31");
    let work = crate::metrics::testing::work(&tables, &scope);
    let (frames, _) = compute(
        &tables,
        &[],
        &work,
        &People::of(&tables),
        &kept(&tables, &Decisions::default(), &scope),
        &scope,
        Handed::default(),
    );
    let books = Finance {
        frames,
        questions: Vec::new(),
    };
    assert_eq!(
        books.lines(
            &CONTRACT_CARD,
            &[
                "contract",
                "budget",
                "worked_value",
                "worked_value_note",
                "invoiced",
                "acted",
                "paid",
                "remaining"
            ]
        ),
        [
            "K-1 | 1500 | 370 |  | 1000 | 1200 | 1200 | 500",
            "K-2 | 100 |  | no-hours | 120 | 0 | 0 | -20",
        ],
        "2 x 100 + 1 x 50 by entry, 1.5 x 80 by person"
    );
    assert_eq!(
        books.classes(),
        [
            "over-budget | Birch | 20",
            "missing-contract | Birch | 10",
            "rate-mismatch | Acme | -30",
            "rate-mismatch | Acme | 40",
        ],
        "the rate card says 80: 1 hour at 50 and 2 at 100 are not that"
    );
}

#[test]
fn a_client_is_expected_to_pay_as_it_always_did() {
    let rows = "\
1001 | Acme | 2026-06-01 | 2026-06-15 | 100 | EUR
1002 | Acme | 2026-07-01 | 2026-07-15 | 110 | EUR
1003 | Acme | 2026-08-01 | 2026-08-15 | 120 | EUR
1004 | Acme | 2026-10-10 | 2026-10-24 | 130 | EUR
1005 | Acme | 2026-08-20 | 2026-09-03 | 140 | EUR
2001 | Birch | 2026-10-25 | 2026-11-24 | 150 | EUR
2002 | Birch | 2026-10-25 | | 160 | EUR";
    // 20, 41 and 30 days: 30 in the middle
    let line = "\
2026-06-21 | Acme | 100 | EUR | invoice 1001
2026-08-11 | Acme | 110 | EUR | invoice 1002
2026-08-31 | Acme | 120 | EUR | invoice 1003";
    let books = books(rows, line);
    let columns = [
        "number",
        "days_overdue",
        "habit_days",
        "expected_on",
        "expected_by",
        "reminder",
    ];
    assert_eq!(
        books.lines(&COLLECTION, &columns),
        [
            // 19 September is past
            "1005 | 58 | 30 |  | day_past | final_notice",
            "1004 | 7 | 30 | 2026-11-09 | habit | first_reminder",
            "2001 | 0 |  | 2026-11-24 | due_date | no_reminder",
            // 30 days of terms
            "2002 | 0 |  | 2026-11-24 | due_date | no_reminder",
        ]
    );
    let weeks = books.lines(&CASH_DUE, &["number", "week", "expected_week"]);
    assert!(
        weeks.contains(&"1004 | 2026-10-26 | 2026-11-09".to_owned()),
        "{weeks:?}"
    );
}

#[test]
fn invoices_paid_on_no_day_tell_no_habit() {
    // paid, nobody says when: the open one is expected when it is due and not on the day of its issue
    let paid = |number: u32| {
        format!(
            "INV-{number} | Acme | 2026-0{}-01 | 2026-0{}-15 | 100 | EUR | | paid\n",
            number, number
        )
    };
    let rows: String = (4..=9).map(paid).collect();
    let rows = format!("{rows}INV-10 | Acme | 2026-10-20 | 2026-11-20 | 500 | EUR");
    let books = books(&rows, "");
    assert_eq!(
        books.lines(&CASH_DUE, &["week", "direction", "party", "amount"]),
        ["2026-11-16 | in | Acme | 500"]
    );
}
