//! The pitfalls of `peers.md` 5.7 and the promises of `metrics.md` on money, as small tables.

mod apart;
mod beside;
mod earlier;
mod said;
mod series;
mod stated;

use std::collections::BTreeMap;

use proptest::prelude::*;

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
fn confirmed_matches_are_never_touched() {
    let rows = "\
INV-1001 | Acme | 2026-10-01 | 2026-10-15 | 1000 | EUR
INV-1002 | Acme | 2026-10-02 | 2026-10-15 | 1000 | EUR";
    let lines = "\
2026-10-10 | Acme | 1000 | EUR | first
2026-10-20 | Acme | 1000 | EUR | second";
    let sheets = [("invoices", invoices(rows)), ("payments", bank(lines))];
    let sheets: Vec<(&str, &str)> = sheets
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    let open = Finance::of(&sheets, "2026-10-31");
    let mut questions = open.questions.clone();
    let asked = questions
        .iter_mut()
        .find(|question| question.subject.ends_with("second"));
    asked.expect("the second line is asked").answer = "inv 1001".to_owned();
    let answered = Finance::with(
        &sheets,
        "2026-10-31",
        &Decisions {
            questions,
            ..Decisions::default()
        },
    );
    assert_eq!(
        answered.matches(),
        [
            "INV-1002 | 1000 | amount | B",
            "INV-1001 | 1000 | confirmed | A"
        ]
    );
    assert_eq!(answered.questions.len(), 1, "the answered question stays");
}

#[test]
fn an_answer_of_none_takes_a_line_out() {
    let sheets = [(
        "payments",
        bank("2026-10-10 | Bank | 12.5 | EUR | interest"),
    )];
    let sheets: Vec<(&str, &str)> = sheets
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    let open = Finance::of(&sheets, "2026-10-31");
    // nothing ties it to a client: it is in no balance, and asked about
    assert!(open.lines(&AGEING, &["client"]).is_empty());
    assert_eq!(open.classes(), ["unknown-payer |  | 12.5"]);
    assert_eq!(
        open.lines(&UNAPPLIED, &["client", "amount", "kind"]),
        ["Bank | -12.5 | not_identified"]
    );
    let decisions = Decisions {
        questions: vec![Question {
            topic: Topic::Matches,
            kind: String::new(),
            subject: "2026-10-10 | 12.5 | EUR | Bank | interest".to_owned(),
            seen_in: "elsewhere".to_owned(),
            proposal: String::new(),
            reason: Phrase::default(),
            answer: "none".to_owned(),
            stale: false,
        }],
        ..Decisions::default()
    };
    let answered = Finance::with(&sheets, "2026-10-31", &decisions);
    assert!(answered.lines(&AGEING, &["client"]).is_empty());
    assert!(answered.classes().is_empty());
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
        ["overpay | Acme | 200", "refund-unexplained | Acme | -90"]
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

#[test]
fn a_payer_is_who_people_say() {
    let rows = "INV-1001 | Acme | 2026-10-01 | 2026-10-15 | 1000 | EUR";
    let tables = with_clients(&[
        ("invoices", &invoices(rows)),
        (
            "payments",
            &bank("2026-10-20 | J. Acme-Holding | 1000 | EUR |"),
        ),
    ]);
    let payers = BTreeMap::from([("J Acme Holding".to_owned(), "Acme".to_owned())]);
    let scope = october("2026-10-31");
    let books = Books::of(&tables, &payers, &Decisions::default(), &scope.settings);
    let ledger = Ledger::keep(&books, scope.as_of);
    assert_eq!(ledger.open(0), Money::ZERO);
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

/// Rows of invoices and bank lines over few amounts, so that they collide.
fn any_rows() -> impl Strategy<Value = (Vec<String>, Vec<String>)> {
    let clients = ["Acme", "Acme North", "Birch"];
    let invoice = (0usize..3, 1u32..28, 1i64..8, 0u8..6);
    let line = (0usize..4, 1u32..31, 1i64..16, 0usize..14, 0u8..8);
    let invoices = proptest::collection::vec(invoice, 0..9);
    let lines = proptest::collection::vec(line, 0..9);
    (invoices, lines).prop_map(move |(invoices, lines)| {
        let invoices = invoices
            .into_iter()
            .enumerate()
            .map(|(at, (client, day, amount, kind))| {
                let client = clients[client];
                let kind = if kind == 0 { "credit_note" } else { "" };
                format!(
                    "INV-{} | {client} | 2026-10-{day:02} | | {} | EUR | {kind}",
                    1000 + at,
                    amount * 100
                )
            });
        let lines = lines.into_iter().map(|(payer, day, amount, number, out)| {
            let payer = ["Acme", "Acme North", "Birch", "Who"][payer];
            let text = if number < 9 {
                format!("INV-{}", 1000 + number)
            } else {
                String::new()
            };
            let direction = if out == 0 { "out" } else { "in" };
            format!(
                "2026-10-{day:02} | {payer} | {} | EUR | {text} | {direction}",
                amount * 100
            )
        });
        (invoices.collect(), lines.collect())
    })
}

/// What must not depend on the order of rows and files.
fn outcome(books: &Finance) -> Vec<Vec<String>> {
    let mut matches = books.lines(
        &MATCHES,
        &[
            "invoice",
            "amount",
            "rule",
            "confidence",
            "paid_on",
            "payer",
        ],
    );
    matches.sort();
    vec![
        matches,
        books.lines(
            &AGEING,
            &[
                "client",
                "not_due",
                "no_due_date",
                "d1_30",
                "credits",
                "outstanding",
            ],
        ),
        books.lines(
            &INVOICES_STATUS,
            &[
                "number",
                "client",
                "paid",
                "credited",
                "outstanding",
                "status",
            ],
        ),
        books.lines(&BRIDGE, &["client", "closing", "control"]),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn order_does_not_matter_and_controls_are_zero(
        (rows, bank_lines) in any_rows(),
        turn in 0usize..9,
    ) {
        let forward = books(&rows.join("\n"), &bank_lines.join("\n"));
        let (mut rows, mut bank_lines) = (rows, bank_lines);
        rows.reverse();
        let (rows_turn, lines_turn) = (turn.min(rows.len()), turn.min(bank_lines.len()));
        rows.rotate_left(rows_turn);
        bank_lines.rotate_left(lines_turn);
        let (first, second) = bank_lines.split_at(lines_turn);
        let sheets = [
            ("payments", bank(&second.join("\n"))),
            ("payments", bank(&first.join("\n"))),
            ("invoices", invoices(&rows.join("\n"))),
        ];
        let sheets: Vec<(&str, &str)> = sheets.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let shuffled = Finance::of(&sheets, "2026-10-31");
        prop_assert_eq!(outcome(&forward), outcome(&shuffled));
        for control in forward.controls() {
            prop_assert_eq!(control, "0");
        }
        for row in forward.lines(&INVOICES_STATUS, &["gross", "outstanding"]) {
            let (gross, open) = row.split_once(" | ").expect("two columns");
            let (gross, open): (f64, f64) = (gross.parse().expect("money"), open.parse().expect("money"));
            prop_assert!(open * gross >= 0.0 && open.abs() <= gross.abs(), "an invoice is never overdrawn");
        }
    }
}

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
fn a_stranger_who_names_a_number_used_twice_is_told_so() {
    let rows = "\
INV-1 | Acme | 2026-10-01 | | 100 | EUR
INV-1 | Acme | 2026-10-15 | | 200 | EUR";
    let found = books(rows, "2026-10-20 | Who | 100 | EUR | INV-1")
        .lines(&EXCEPTIONS, &["class", "detail"]);
    let line = "duplicate-invoice-number | the text names {}, which is set apart ({})\u{1f}INV-1\u{1f}invoices-1.csv, A2";
    assert!(found.iter().any(|row| row == line), "{found:?}");
}
