//! What was matched, what is left over, what each invoice stands at, and what people are asked.

use super::answers::seen_in;
use super::invoices::{Invoice, Standing};
use super::ledger::{Ledger, Line};
use super::verdict::{Confidence, Rule, Verdict};
use crate::metrics::definition::{Definition, Rests};
use crate::metrics::frame::{Datum, FrameRows, FrameSpec, MetricFrame, Unit};
use crate::model::intake::{Question, Topic};
use crate::model::{Money, Phrase, Table};

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "invoices_status.gross",
        text: "what the invoice asks for, tax included; below zero for a credit note",
        rests_on: &[Rests::whole(Table::Invoices)],
    },
    Definition {
        name: "net",
        text: "invoice amount without tax; the gross amount where the file gives only one amount and no tax",
        rests_on: &[Rests::whole(Table::Invoices)],
    },
    Definition {
        name: "tax",
        text: "tax of the invoice as the file gives it, else gross - net",
        rests_on: &[Rests::whole(Table::Invoices)],
    },
    Definition {
        name: "invoices_status.paid",
        text: "cash that settled the invoice up to the as-of date; fees and other deductions close it without being paid",
        rests_on: &[Rests::whole(Table::Payments), Rests::whole(Table::Invoices)],
    },
    Definition {
        name: "invoices_status.credited",
        text: "credit notes set against the invoice up to the as-of date; of a credit note, below zero, what was used of it",
        rests_on: &[Rests::whole(Table::Invoices)],
    },
    Definition {
        name: "invoices_status.days_overdue",
        text: "as-of date - due date of an invoice with something open; empty when nothing is open or no due date is known",
        rests_on: &[Rests::whole(Table::Invoices), Rests::whole(Table::Payments)],
    },
    Definition {
        name: "payment_row",
        text: "row of the bank line in its sheet",
        rests_on: &[Rests::whole(Table::Payments)],
    },
    Definition {
        name: "matches.amount",
        text: "cash of the bank line that belongs to the invoice, in the invoice's currency; decided for confidence A and B, proposed for C and D",
        rests_on: &[Rests::whole(Table::Payments), Rests::whole(Table::Invoices)],
    },
    Definition {
        name: "matches.cash",
        text: "the same cash in the currency of the bank line",
        rests_on: &[Rests::whole(Table::Payments), Rests::whole(Table::Invoices)],
    },
    Definition {
        name: "unapplied.amount",
        text: "cash or credit note that settles no invoice, below zero because it reduces what is owed; what pays invoices before the files, and what nothing ties to a client, reduces nothing",
        rests_on: &[Rests::whole(Table::Payments), Rests::whole(Table::Invoices)],
    },
];

/// Invoices and credit notes as of the report date; drafts and void ones with their status and no balance.
pub static INVOICES_STATUS: FrameSpec = FrameSpec::exported(
    "invoices_status",
    "invoice",
    &[
        ("number", Unit::Text),
        ("client", Unit::Text),
        ("currency", Unit::Text),
        ("gross", Unit::Money),
        ("paid", Unit::Money),
        ("credited", Unit::Money),
        ("outstanding", Unit::Money),
        ("due_on", Unit::Date),
        ("days_overdue", Unit::Count),
        // open, part_paid, paid, overdue, credit_note, set_apart, draft, void
        ("status", Unit::Code),
        ("issued_on", Unit::Date),
        ("net", Unit::Money),
        ("tax", Unit::Money),
        ("contract", Unit::Text),
        ("project", Unit::Text),
        ("source", Unit::Text),
        // credits of the client that stand against no invoice pay it in full, the oldest first
        ("covered", Unit::Flag),
    ],
);

/// Payment to invoice links; confidence A and B are decided, C and D proposed.
pub static MATCHES: FrameSpec = FrameSpec::exported(
    "matches",
    "payment, invoice",
    &[
        ("payment_file", Unit::Text),
        ("payment_sheet", Unit::Text),
        ("payment_row", Unit::Count),
        ("invoice", Unit::Text),
        ("amount", Unit::Money),
        ("rule", Unit::Code),
        ("confidence", Unit::Code),
        ("evidence", Unit::Phrase),
        ("client", Unit::Text),
        ("currency", Unit::Text),
        ("paid_on", Unit::Date),
        ("payer", Unit::Text),
        ("reference", Unit::Text),
        ("invoice_source", Unit::Text),
        // cash as the bank line has it
        ("cash", Unit::Money),
        ("cash_currency", Unit::Text),
    ],
);

/// Cash and credit notes not applied to an invoice; amounts are negative (they reduce what is owed).
pub static UNAPPLIED: FrameSpec = FrameSpec::exported(
    "unapplied",
    "payment or credit note",
    &[
        ("client", Unit::Text),
        ("currency", Unit::Text),
        ("date", Unit::Date),
        ("amount", Unit::Money),
        ("kind", Unit::Code),
        ("payer", Unit::Text),
        ("reference", Unit::Text),
        ("source", Unit::Text),
    ],
);

/// Invoices up to as-of by client and number. `paid` is cash; a fee the bank kept closes its invoice
/// and stands in the bridge and in exceptions.
pub fn invoices_frame(ledger: &Ledger) -> MetricFrame {
    let known = |invoice: &Invoice| invoice.issued_on.is_none_or(|day| day <= ledger.as_of);
    let mut listed: Vec<usize> = (0..ledger.invoices.len())
        .filter(|at| known(&ledger.invoices[*at]))
        .collect();
    listed.sort_by_key(|at| {
        let invoice = &ledger.invoices[*at];
        (&invoice.client, &invoice.number, *at)
    });
    let mut rows = FrameRows::of(&INVOICES_STATUS);
    let covered = ledger.covered();
    for at in listed {
        add_invoice(&mut rows, ledger, at, covered.contains(&at));
    }
    rows.finish()
}

fn add_invoice(rows: &mut FrameRows, ledger: &Ledger, at: usize, covered: bool) {
    let invoice = &ledger.invoices[at];
    let counts = ledger.counts(at);
    let balance = if counts { ledger.open(at) } else { Money::ZERO };
    let due_unknown = invoice.due_on.is_none() && balance > Money::ZERO;
    let overdue = (counts && !due_unknown).then(|| ledger.days_overdue(at).unwrap_or(0).max(0));
    let source = invoice.place.to_string();
    rows.push([
        (&invoice.number).into(),
        (&invoice.client).into(),
        (&invoice.currency).into(),
        invoice.gross.into(),
        (ledger.settled(at) - ledger.fees(at)).into(),
        ledger.credited(at).into(),
        balance.into(),
        invoice.due_on.into(),
        overdue.into(),
        status(ledger, at).into(),
        invoice.issued_on.into(),
        invoice.net.into(),
        invoice.tax.into(),
        (&invoice.contract).into(),
        (&invoice.project).into(),
        source.as_str().into(),
        covered.into(),
    ]);
}

fn status(ledger: &Ledger, at: usize) -> &'static str {
    let invoice = &ledger.invoices[at];
    match invoice.standing {
        Standing::Draft => "draft",
        Standing::Void => "void",
        Standing::Copy => "set_apart",
        Standing::Issued if invoice.is_apart_on(ledger.as_of) => "set_apart",
        Standing::Issued if invoice.credit => "credit_note",
        Standing::Issued if ledger.open(at) <= Money::ZERO => "paid",
        Standing::Issued if ledger.days_overdue(at).is_some_and(|days| days > 0) => "overdue",
        Standing::Issued if ledger.open(at) < invoice.gross => "part_paid",
        Standing::Issued => "open",
    }
}

/// Decided and proposed links in the order of the bank lines, then what only invoices state.
pub fn matches_frame(ledger: &Ledger) -> MetricFrame {
    let mut rows = FrameRows::of(&MATCHES);
    let of_lines = ledger.links_by_line();
    for line in &ledger.lines {
        if line.verdict.confidence.decided() {
            for link in of_lines.of_line(line.payment) {
                let word = (link.rule, link.confidence, &*link.evidence);
                add_match(
                    (&mut rows, ledger),
                    Some(line.payment),
                    link.invoice,
                    (link.amount, link.paid),
                    word,
                );
            }
        } else {
            let verdict = &line.verdict;
            for part in verdict.parts.iter().filter(|part| part.cash > Money::ZERO) {
                let word = (verdict.rule, verdict.confidence, &*verdict.evidence);
                add_match(
                    (&mut rows, ledger),
                    Some(line.payment),
                    part.invoice,
                    (part.cash, part.paid),
                    word,
                );
            }
        }
    }
    for link in ledger.links.iter().filter(|link| link.payment.is_none()) {
        let word = (link.rule, link.confidence, &*link.evidence);
        let amounts = (link.amount, link.paid);
        add_match((&mut rows, ledger), None, link.invoice, amounts, word);
    }
    rows.finish()
}

fn add_match(
    (rows, ledger): (&mut FrameRows, &Ledger),
    payment: Option<usize>,
    invoice: usize,
    (amount, cash): (Money, Money),
    (rule, confidence, evidence): (Rule, Confidence, &Phrase),
) {
    let invoice = &ledger.invoices[invoice];
    let line = payment.map(|at| &ledger.payments[at]);
    let stated = invoice.stated.and_then(|stated| stated.on);
    let (evidence, source) = (evidence.encode(), invoice.place.to_string());
    rows.push([
        line.map(|line| line.place.file.as_ref()).into(),
        line.map(|line| line.place.sheet.as_ref()).into(),
        line.map(|line| i64::from(line.place.row)).into(),
        (&invoice.number).into(),
        amount.into(),
        rule.code().into(),
        confidence.code().into(),
        evidence.as_str().into(),
        (&invoice.client).into(),
        (&invoice.currency).into(),
        line.map_or(stated, |line| Some(line.date)).into(),
        line.map(|line| &line.payer).into(),
        line.map(|line| &line.reference).into(),
        source.as_str().into(),
        cash.into(),
        line.map_or(&invoice.currency, |line| &line.currency).into(),
    ]);
}

/// Unapplied cash, refunds of it (above zero) and unapplied credit notes: together the credits of the ageing, but for cash that is
/// in no balance.
pub fn unapplied_frame(ledger: &Ledger) -> MetricFrame {
    let mut rows: Vec<(String, Vec<Datum>)> = Vec::new();
    let mut add_line = |payment: usize, amount: Money, kind: &str| {
        let line = &ledger.payments[payment];
        let row = vec![
            line.account().into(),
            (&line.currency).into(),
            line.date.into(),
            amount.into(),
            kind.into(),
            (&line.payer).into(),
            (&line.reference).into(),
            line.place.to_string().into(),
        ];
        rows.push((line.account().to_owned(), row));
    };
    for line in &ledger.lines {
        if line.unapplied != Money::ZERO && is_listed(ledger, line) {
            add_line(line.payment, -line.unapplied, unapplied_kind(ledger, line));
        }
    }
    for at in &ledger.refunds {
        add_line(*at, ledger.payments[*at].amount, "refund");
    }
    for at in ledger.counted() {
        let note = &ledger.invoices[at];
        if note.credit && ledger.open(at) != Money::ZERO {
            let row = vec![
                (&note.client).into(),
                (&note.currency).into(),
                note.issued_on.into(),
                ledger.open(at).into(),
                "credit_note".into(),
                "".into(),
                (&note.number).into(),
                note.place.to_string().into(),
            ];
            rows.push((note.client.clone(), row));
        }
    }
    rows.sort_by(|one, other| one.0.cmp(&other.0));
    MetricFrame::of(&UNAPPLIED, rows.into_iter().map(|(_, row)| row).collect())
}

/// All but what a person said is no receipt of a client: what is in no balance is listed under a kind of its own.
fn is_listed(ledger: &Ledger, line: &Line) -> bool {
    line.verdict.rule != Rule::Refused || ledger.is_receivable(line)
}

fn unapplied_kind(ledger: &Ledger, line: &Line) -> &'static str {
    match line.verdict.rule {
        Rule::BeforeFiles => "before_files",
        _ if !ledger.is_receivable(line) => "not_identified",
        _ if ledger.payments[line.payment].client.is_none() => "unknown_payer",
        Rule::Duplicate => "duplicate",
        Rule::Prepayment | Rule::Refused => "prepayment",
        _ if line.verdict.confidence.decided() => "overpayment",
        _ => "proposed",
    }
}

/// Questions about every line that nothing decided, and those that people have answered.
pub fn questions(ledger: &Ledger) -> Vec<Question> {
    let mut questions: Vec<Question> = ledger
        .lines
        .iter()
        .filter_map(|line| {
            let payment = &ledger.payments[line.payment];
            let answer = ledger.answers.about(line.payment);
            let holds = matches!(line.verdict.rule, Rule::Confirmed | Rule::Refused);
            let answer = answer.filter(|answer| holds || !answer.is_yes());
            let needs_none = line.verdict.confidence.decided() || ledger.is_of_ours(line);
            if answer.is_none() && needs_none {
                return None;
            }
            Some(Question {
                topic: Topic::Matches,
                kind: String::new(),
                subject: payment.identity(),
                seen_in: seen_in(&payment.place),
                proposal: answer.map_or_else(
                    || proposal(ledger, &line.verdict),
                    |answer| answer.proposal.clone(),
                ),
                reason: Phrase::clone(&line.verdict.evidence),
                answer: answer.map_or_else(String::new, |answer| answer.typed.clone()),
                stale: false,
            })
        })
        .collect();
    questions.sort();
    questions
}

fn proposal(ledger: &Ledger, verdict: &Verdict) -> String {
    let items: Vec<usize> = verdict.parts.iter().map(|part| part.invoice).collect();
    ledger.name(&items)
}
