//! The pitfalls of `peers.md` 5.7 and the promises of `metrics.md` on money, as small tables.

mod answers;
mod any_order;
mod apart;
mod balances;
mod beside;
mod credits;
mod earlier;
mod said;
mod series;
mod stated;
mod used_twice;

use std::collections::BTreeMap;

use super::books::Books;
use super::{Handed, Ledger, compute, owed};
use crate::metrics::Scope;
use crate::metrics::catalogue::{
    AGEING, BRIDGE, CASH_DUE, COLLECTION, CONTRACT_CARD, DOCUMENTS_STATUS, EXCEPTIONS,
    INVOICES_STATUS, MATCHES, RECEIVABLES_SUMMARY, STATEMENT, UNAPPLIED,
};
use crate::metrics::frame::{FrameSpec, MetricFrame};
use crate::metrics::people::People;
use crate::metrics::testing::{lines, scope, tables};
use crate::model::intake::{Question, Topic};
use crate::model::phrase::phrase;
use crate::model::{Decisions, Money, Phrase, Place, Problem, Severity, Tables};

const CLIENTS: &str = "\
client | account_manager | group | payment_terms_days | currency
Acme   | Mara            | A     |                    | EUR
Acme North |             | A     | 10                 | EUR
Birch  | Ilya            |       | 30                 | EUR";

/// Books without payers of other names.
fn kept(tables: &Tables, decisions: &Decisions, scope: &Scope) -> Books {
    Books::of(tables, &BTreeMap::new(), decisions, &scope.settings)
}

/// All frames of small tables.
struct Finance {
    frames: Vec<MetricFrame>,
    questions: Vec<Question>,
}

impl Finance {
    fn of(sheets: &[(&str, &str)], as_of: &str) -> Finance {
        Finance::with(sheets, as_of, &Decisions::default())
    }

    fn with(sheets: &[(&str, &str)], as_of: &str, decisions: &Decisions) -> Finance {
        Finance::of_tables(&with_clients(sheets), as_of, decisions)
    }

    fn of_tables(tables: &Tables, as_of: &str, decisions: &Decisions) -> Finance {
        let scope = october(as_of);
        let books = kept(tables, decisions, &scope);
        let nobody = People::default();
        let (frames, questions) = compute(
            tables,
            &[],
            &crate::metrics::worked::Work::default(),
            &nobody,
            &books,
            &scope,
            Handed::default(),
        );
        Finance { frames, questions }
    }

    fn lines(&self, spec: &FrameSpec, columns: &[&str]) -> Vec<String> {
        let frame = self
            .frames
            .iter()
            .find(|frame| frame.spec.name == spec.name);
        lines(frame.expect("the frame is computed"), columns)
    }

    fn matches(&self) -> Vec<String> {
        self.lines(&MATCHES, &["invoice", "amount", "rule", "confidence"])
    }

    fn classes(&self) -> Vec<String> {
        self.lines(&EXCEPTIONS, &["class", "client", "amount"])
    }

    fn controls(&self) -> Vec<String> {
        self.lines(&BRIDGE, &["control"])
    }
}

fn with_clients(sheets: &[(&str, &str)]) -> Tables {
    let mut all = vec![("clients", CLIENTS)];
    all.extend_from_slice(sheets);
    tables(&all)
}

fn october(as_of: &str) -> Scope {
    let mut scope = scope("2026-10", as_of);
    scope.settings.base_currency = "EUR".to_owned();
    scope
}

const HEAD: &str =
    "number | client | issued_on | due_on | gross | currency | kind | status | paid | paid_on\n";
const BANK: &str = "date | payer | amount | currency | reference | direction\n";

fn invoices(rows: &str) -> String {
    format!("{HEAD}{rows}")
}

fn bank(rows: &str) -> String {
    format!("{BANK}{rows}")
}

fn books(invoice_rows: &str, bank_rows: &str) -> Finance {
    Finance::of(
        &[
            ("invoices", &invoices(invoice_rows)),
            ("payments", &bank(bank_rows)),
        ],
        "2026-10-31",
    )
}

#[test]
fn each_step_of_the_ladder() {
    let open = "\
INV-1001 | Acme  | 2026-10-01 | 2026-10-15 | 1000 | EUR
INV-1002 | Acme  | 2026-10-02 | 2026-10-30 | 700  | EUR
INV-1003 | Acme  | 2026-10-02 | 2026-10-30 | 450  | EUR
INV-2001 | Birch | 2026-10-03 | 2026-10-31 | 333  | EUR";
    for (what, line, expected) in [
        (
            "number",
            "2026-10-20 | Acme | 1000 | EUR | inv 1001",
            vec!["INV-1001 | 1000 | number | A"],
        ),
        (
            "numbers",
            "2026-10-20 | Acme | 1700 | EUR | 1001, 1002",
            vec![
                "INV-1001 | 1000 | numbers | A",
                "INV-1002 | 700 | numbers | A",
            ],
        ),
        (
            "part",
            "2026-10-20 | Acme | 400 | EUR | INV-1001",
            vec!["INV-1001 | 400 | part_payment | B"],
        ),
        (
            "fee",
            "2026-10-20 | Acme | 995 | EUR | INV-1001",
            vec!["INV-1001 | 995 | fee | B"],
        ),
        (
            "over",
            "2026-10-20 | Acme | 1300 | EUR | INV-1001",
            vec!["INV-1001 | 1000 | overpayment | B"],
        ),
        (
            "fuzzy",
            "2026-10-20 | Acme | 1000 | EUR | INV-1OO1",
            vec!["INV-1001 | 1000 | number | B"],
        ),
        (
            "amount",
            "2026-10-20 | Acme | 700 | EUR | thanks",
            vec!["INV-1002 | 700 | amount | B"],
        ),
        (
            "total due",
            "2026-10-20 | Acme | 2150 | EUR | all",
            vec![
                "INV-1001 | 1000 | total_due | B",
                "INV-1002 | 700 | total_due | B",
                "INV-1003 | 450 | total_due | B",
            ],
        ),
        (
            "subset",
            "2026-10-20 | Acme | 1150 | EUR |",
            vec!["INV-1002 | 700 | subset | C", "INV-1003 | 450 | subset | C"],
        ),
        ("nothing fits", "2026-10-20 | Acme | 123 | EUR |", vec![]),
        (
            "third party",
            "2026-10-20 | Acme | 333 | EUR | INV-2001",
            vec!["INV-2001 | 333 | third_party | D"],
        ),
        (
            "group",
            "2026-10-20 | Acme North | 1000 | EUR | INV-1001",
            vec!["INV-1001 | 1000 | number | A"],
        ),
        (
            "stranger",
            "2026-10-20 | Who | 333 | EUR |",
            vec!["INV-2001 | 333 | amount_only | D"],
        ),
        ("stranger, nothing", "2026-10-20 | Who | 5 | EUR |", vec![]),
        (
            "number nobody has",
            "2026-10-20 | Acme | 700 | EUR | invoice 9999",
            vec!["INV-1002 | 700 | amount | C"],
        ),
        (
            "other currency",
            "2026-10-20 | Acme | 1000 | USD | INV-1001",
            vec![],
        ),
    ] {
        let books = books(open, line);
        assert_eq!(books.matches(), expected, "{what}");
        assert!(
            books.controls().iter().all(|control| control == "0"),
            "{what}"
        );
        let decided = expected
            .iter()
            .all(|row| row.ends_with('A') || row.ends_with('B'))
            && !expected.is_empty();
        assert_eq!(
            books.questions.is_empty(),
            decided,
            "{what}: what is open is asked"
        );
    }
}

#[test]
fn a_number_is_the_payers_own() {
    let rows = "\
7001 | Acme  | 2026-10-01 | 2026-10-15 | 1000 | EUR
7001 | Birch | 2026-10-01 | 2026-10-15 | 1000 | EUR";
    let books = books(rows, "2026-10-20 | Birch | 1000 | EUR | 7001");
    assert_eq!(
        books.lines(&INVOICES_STATUS, &["client", "outstanding", "status"]),
        ["Acme | 1000 | overdue", "Birch | 0 | paid"]
    );
}

#[test]
fn equal_candidates_are_ambiguous_and_both_listed() {
    let rows = "\
INV-1001 | Acme | 2026-10-01 | 2026-10-15 | 1000 | EUR
INV-1002 | Acme | 2026-10-02 | 2026-10-15 | 1000 | EUR";
    let books = books(rows, "2026-10-20 | Acme | 1000 | EUR |");
    assert_eq!(books.matches(), ["INV-1001 | 1000 | ambiguous | D"]);
    assert_eq!(
        books.lines(&EXCEPTIONS, &["class", "detail"]),
        ["ambiguous-match | several ways to make this amount: {}\u{1f}INV-1001; INV-1002"]
    );
    assert_eq!(
        books.lines(&AGEING, &["client", "d1_30", "credits", "outstanding"]),
        ["Acme | 2000 | -1000 | 1000"],
        "a proposal changes no balance, its cash stays in the payer's credits"
    );
}

#[test]
fn an_empty_reference_matches_nothing() {
    let rows = "\
/   | Acme | 2026-10-01 | 2026-10-15 | 1000 | EUR
INV | Acme | 2026-10-01 | 2026-10-15 | 500 | EUR";
    for reference in ["/", "", "-", "INV"] {
        let books = books(
            rows,
            &format!("2026-10-20 | Acme | 777 | EUR | {reference}"),
        );
        assert!(books.matches().is_empty(), "{reference}");
    }
}

#[test]
fn a_fee_closes_the_invoice_and_is_listed() {
    let rows = "INV-1001 | Acme | 2026-10-01 | 2026-10-15 | 4810 | EUR";
    let books = books(rows, "2026-10-20 | Acme | 4800 | EUR | INV-1001");
    assert_eq!(
        books.lines(&INVOICES_STATUS, &["paid", "outstanding"]),
        ["4800 | 0"]
    );
    assert_eq!(books.classes(), ["short-pay | Acme | 10"]);
    assert_eq!(
        books.lines(&BRIDGE, &["invoiced", "paid", "fees", "closing", "control"]),
        ["4810 | 4800 | 10 | 0 | 0"]
    );
}

#[test]
fn a_second_payment_within_a_week_is_a_probable_duplicate() {
    let rows = "INV-1001 | Acme | 2026-10-01 | 2026-10-15 | 1000 | EUR";
    for (day, class) in [("17", "duplicate-payment"), ("18", "unapplied-cash")] {
        let lines = format!(
            "2026-10-10 | Acme | 1000 | EUR | INV-1001\n2026-10-{day} | Acme | 1000 | EUR | INV-1001"
        );
        let books = books(rows, &lines);
        assert_eq!(books.classes(), [format!("{class} | Acme | 1000")]);
        assert_eq!(
            books.lines(&AGEING, &["credits", "outstanding"]),
            ["-1000 | -1000"]
        );
    }
}

#[test]
fn currencies_never_meet() {
    let rows = "\
INV-1001 | Acme | 2026-10-01 | 2026-10-15 | 1000 | EUR
INV-1002 | Acme | 2026-10-01 | 2026-10-15 | 500  | USD";
    let books = books(rows, "2026-10-20 | Acme | 500 | EUR |");
    assert_eq!(
        books.lines(&AGEING, &["currency", "outstanding"]),
        ["EUR | 500", "USD | 500"]
    );
    assert!(books.matches().is_empty());
    assert_eq!(
        books.lines(
            &RECEIVABLES_SUMMARY,
            &[
                "currency",
                "outstanding",
                "overdue",
                "matched_count_share",
                "matched_count_share_note"
            ]
        ),
        [
            // the payer has 500 with us: it is held against what is overdue
            "EUR | 500 | 500 | 0.0000 | ",
            "USD | 500 | 500 |  | no-data"
        ]
    );
}

#[test]
fn rows_set_aside_are_exceptions() {
    let problem = |rule: &str, severity: Severity| Problem {
        place: Place::of_file("bank.csv"),
        rule: rule.to_owned(),
        severity,
        column: "Sum -> amount".to_owned(),
        found: "n/k".to_owned(),
        expected: phrase("an amount, like 1,200.50", &[]),
        hint: phrase("write the amount as a number", &[]),
        effect: Phrase::default(),
    };
    let problems = [
        problem("payments.amount.unreadable", Severity::SetAside),
        problem("payments.amount.odd", Severity::Look),
        problem("time.duration.unreadable", Severity::SetAside),
    ];
    let (tables, scope) = (with_clients(&[]), october("2026-10-31"));
    let books = kept(&tables, &Decisions::default(), &scope);
    let nobody = People::default();
    let (frames, _) = compute(
        &tables,
        &problems,
        &crate::metrics::worked::Work::default(),
        &nobody,
        &books,
        &scope,
        Handed::default(),
    );
    let books = Finance {
        frames,
        questions: Vec::new(),
    };
    assert_eq!(
        books.lines(&EXCEPTIONS, &["class", "severity", "subject", "source"]),
        ["set-aside | high | payments.amount.unreadable | bank.csv, A1"]
    );
}

/// Bad input is listed with both sources and moves nothing.
#[test]
fn what_cannot_be_held_against_its_other_side_is_listed() {
    let rows = "\
INV-1 | Acme | 2026-10-01 | | 100 | EUR |
INV-1 | Acme | 2026-10-02 | | 200 | EUR |
INV-2 | Acme | 2026-10-03 | | 300 | EUR |
CN-8 | Acme | 2026-10-04 | | 10 | EUR | credit_note
CN-9 CN-8 | Acme | 2026-10-05 | | 20 | EUR | credit_note";
    let documents =
        "kind | number | client | date | invoice\nact | A-1 | Acme | 2026-10-05 | INV-2";
    let contracts =
        "contract | client | amount | currency\nK-1 | Acme | 5000 |\nK-2 | Acme | 7000 | USD";
    let with_contract = invoices(rows).replace("status", "contract").replace(
        "INV-2 | Acme | 2026-10-03 | | 300 | EUR |",
        "INV-2 | Acme | 2026-10-03 | | 300 | EUR | | K-2",
    );
    let books = Finance::of(
        &[
            ("invoices", &with_contract),
            ("documents", documents),
            ("contracts", contracts),
            ("payments", &bank("2026-10-20 | Acme | 150 | EUR | INV-1")),
        ],
        "2026-10-31",
    );
    let found: Vec<String> = books.lines(&EXCEPTIONS, &["class", "subject", "detail"]);
    for expected in [
        "duplicate-invoice-number | INV-1 | another invoice of this client has the same number: {}\u{1f}invoices-1.csv, A2",
        "duplicate-invoice-number | INV-1 | another invoice of this client has the same number: {}\u{1f}invoices-1.csv, A3",
        "duplicate-invoice-number | INV-1 (2026-10-20) | the text names {}, which is set apart ({})\u{1f}INV-1\u{1f}invoices-1.csv, A2",
        "act-without-amount | A-1 | the act has no amount to hold against invoice {} ({})\u{1f}INV-2\u{1f}invoices-1.csv, A4",
        "contract-without-currency | K-1 | its file names no currency, {} is taken\u{1f}EUR",
        "currency-differs | INV-2 | contract {} is in {} ({})\u{1f}K-2\u{1f}USD\u{1f}contracts-3.csv, A3",
    ] {
        assert!(
            found.iter().any(|row| row == expected),
            "{expected}: {found:#?}"
        );
    }
    assert_eq!(books.matches(), Vec::<String>::new());
    let credit = "credit-unapplied | CN-9 CN-8 | it names the credit note {} ({}) and no invoice\u{1f}CN-8\u{1f}invoices-1.csv, A5";
    assert!(found.iter().any(|row| row == credit), "{found:#?}");
}

#[test]
fn the_only_combination_is_taken_when_the_settings_say_so() {
    let rows = "\
INV-1 | Acme | 2026-10-01 | | 100 | EUR
INV-2 | Acme | 2026-10-01 | | 230 | EUR
INV-3 | Acme | 2026-10-02 | | 470 | EUR";
    let of = |rows: &str, text: &str| {
        let line = bank(&format!("2026-10-20 | Acme | 330 | EUR | {text}"));
        let tables = with_clients(&[("invoices", &*invoices(rows)), ("payments", &*line)]);
        let mut scope = october("2026-10-31");
        scope.settings.take_only_combination = true;
        let books = kept(&tables, &Decisions::default(), &scope);
        let ledger = Ledger::keep(&books, scope.as_of);
        let balances = owed(&books, &scope).receivables;
        let owed = balances.values().map(|owed| owed.outstanding);
        let open: Money = (0..ledger.invoices.len()).map(|at| ledger.open(at)).sum();
        assert_eq!(
            owed.sum::<Money>(),
            open - ledger.lines[0].unapplied,
            "both depths agree"
        );
        let verdict = &ledger.lines[0].verdict;
        (verdict.rule.code(), verdict.confidence.code())
    };
    assert_eq!(of(rows, "thank you"), ("subset", "B"));
    assert_eq!(
        of(rows, "advance"),
        ("subset", "C"),
        "the text speaks against it"
    );
    let several = format!(
        "{rows}\nINV-4 | Acme | 2026-10-02 | | 330 | EUR\nINV-5 | Acme | 2026-10-02 | | 330 | EUR"
    );
    assert_eq!(
        of(&several, "thank you"),
        ("ambiguous", "D"),
        "several ways are never taken"
    );
}
