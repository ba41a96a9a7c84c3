//! What people decided: matches they confirmed, payers they named.

use super::*;

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
