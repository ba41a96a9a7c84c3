//! The tracker: every contract, invoice and act that is there or should be, what it lacks, for how long, and whose turn it is.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::contracts::{self, Contract};
use super::documents::{Document, without_act};
use super::ledger::Ledger;
use super::reference::compact;
use crate::metrics::definition::{Definition, Rests};
use crate::metrics::frame::{Datum, FrameSpec, MetricFrame, Unit};
use crate::model::{Money, Table, TradeWords};

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "documents_status.amount",
        text: "amount of the document, else of the invoice that waits for it",
        rests_on: &[
            Rests::whole(Table::Documents),
            Rests::whole(Table::Invoices),
        ],
    },
    Definition {
        name: "days_waiting",
        text: "as-of date - the day from which the document, signature, scan or original is waited for",
        rests_on: &[
            Rests::whole(Table::Documents),
            Rests::whole(Table::Invoices),
        ],
    },
    Definition {
        name: "documents_status.due_on",
        text: "day by which the file expects the document, else the day of the document or of the invoice it closes",
        rests_on: &[Rests::up_to(Table::Documents, "date")],
    },
];

/// Closing documents expected or present.
pub static DOCUMENTS_STATUS: FrameSpec = FrameSpec::exported(
    "documents_status",
    "document",
    &[
        ("client", Unit::Text),
        ("contract", Unit::Text),
        ("invoice", Unit::Text),
        ("kind", Unit::Code),
        ("number", Unit::Text),
        ("amount", Unit::Money),
        ("signed", Unit::Flag),
        ("scan", Unit::Flag),
        ("original", Unit::Flag),
        // nothing, document, signature, scan, original
        ("missing", Unit::Code),
        ("days_waiting", Unit::Count),
        ("currency", Unit::Text),
        ("date", Unit::Date),
        ("owner", Unit::Text),
        // expected by the file, else the day of the document or of the invoice it should close
        ("due_on", Unit::Date),
        // us, client, manager: whose turn it is
        ("who", Unit::Code),
    ],
);

/// A paper that is there, or that should be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Paper {
    /// Canonical name.
    pub client: String,
    /// Contract as written.
    pub contract: String,
    /// Number of the invoice it belongs to.
    pub invoice: String,
    /// contract, invoice, act, request or statement.
    pub kind: String,
    /// Its own number; empty when it is not there.
    pub number: String,
    /// Of the paper, else of the invoice that waits for it.
    pub amount: Option<Money>,
    /// ISO code.
    pub currency: String,
    /// Day of the paper.
    pub date: Option<NaiveDate>,
    signed: Option<bool>,
    scan: Option<bool>,
    original: Option<bool>,
    /// nothing, document, signature, scan, original.
    pub missing: &'static str,
    /// Day from which it is waited for.
    pub since: Option<NaiveDate>,
    /// Where it, or what asks for it, stands.
    pub source: String,
}

/// All papers: those of the file of documents, acts and invoices that are expected, contracts that are not signed, and contracts
/// that invoices name and no file has.
pub fn papers(ledger: &Ledger, contracts: &[Contract], documents: &[Document]) -> Vec<Paper> {
    let mut all: Vec<Paper> = documents
        .iter()
        .map(|document| listed(ledger, document))
        .collect();
    let awaited = documents
        .iter()
        .filter(|act| act.kind == "act" && act.is_awaited());
    let awaited: BTreeSet<usize> = awaited.filter_map(|act| act.invoice).collect();
    let unnamed = without_act(ledger, documents).into_iter();
    let unnamed = unnamed.filter(|at| !awaited.contains(at));
    all.extend(unnamed.map(|at| act_of(ledger, at)));
    let alone = documents
        .iter()
        .filter(|act| is_without_invoice(ledger, act));
    all.extend(alone.map(invoice_of));
    all.extend(unsigned(ledger, contracts, documents));
    all.extend(contracts_that_lack(ledger, contracts));
    all.sort_by(|one, other| one.client.cmp(&other.client));
    all
}

fn listed(ledger: &Ledger, document: &Document) -> Paper {
    let missing = document.missing();
    let numbers: Vec<&str> = document
        .closes()
        .map(|at| &*ledger.invoices[at].number)
        .collect();
    let number = (!numbers.is_empty()).then(|| numbers.join(", "));
    Paper {
        client: document.client.clone(),
        contract: document.contract.clone(),
        invoice: number.unwrap_or_else(|| document.names.clone()),
        kind: document.kind.clone(),
        number: document.number.clone(),
        amount: document.amount,
        currency: document.currency.clone(),
        date: document.date,
        signed: document.signed,
        scan: document.scan,
        original: document.original,
        missing,
        since: document
            .expected_on
            .or(document.date)
            .filter(|_| missing != "nothing"),
        source: document.place.to_string(),
    }
}

/// The act that an invoice waits for.
fn act_of(ledger: &Ledger, at: usize) -> Paper {
    let invoice = &ledger.invoices[at];
    Paper {
        client: invoice.client.clone(),
        contract: invoice.contract.clone(),
        invoice: invoice.number.clone(),
        kind: "act".to_owned(),
        amount: Some(invoice.gross),
        currency: invoice.currency.clone(),
        missing: "document",
        since: invoice.issued_on,
        source: invoice.place.to_string(),
        ..Paper::default()
    }
}

/// No invoice is known that an act closes. An act whose invoice is set apart has one.
pub(super) fn is_without_invoice(ledger: &Ledger, act: &Document) -> bool {
    let number = compact(&act.names);
    let set_apart = || {
        let mut own = ledger.invoices_of(&act.client);
        own.any(|at| {
            let invoice = &ledger.invoices[at];
            invoice.is_apart_on(ledger.as_of) && compact(&invoice.number) == number
        })
    };
    act.is_act() && act.invoice.is_none() && (number.is_empty() || !set_apart())
}

/// The invoice that an act waits for.
fn invoice_of(act: &Document) -> Paper {
    Paper {
        client: act.client.clone(),
        contract: act.contract.clone(),
        invoice: act.names.clone(),
        kind: "invoice".to_owned(),
        amount: act.amount,
        currency: act.currency.clone(),
        missing: "document",
        since: act.date,
        source: act.place.to_string(),
        ..Paper::default()
    }
}

/// Contracts that have begun, or of which there are invoices, and that are a draft, or have no day of signature where contracts
/// have one; the file of documents may know better.
fn unsigned(ledger: &Ledger, contracts: &[Contract], documents: &[Document]) -> Vec<Paper> {
    let dated = contracts
        .iter()
        .any(|contract| contract.signed_on.is_some());
    let unsigned = contracts.iter().filter(|contract| {
        let undated = dated && contract.signed_on.is_none() && contract.status.is_empty();
        contract.status == "draft" || undated
    });
    let tracked = |contract: &Contract| {
        documents.iter().any(|document| {
            let number = [&document.number, &document.contract];
            document.kind == "contract"
                && document.client == contract.client
                && number.iter().any(|number| contract.is(number))
        })
    };
    let untracked = unsigned.filter(|contract| !tracked(contract));
    untracked
        .filter_map(|contract| {
            let billed = contract.invoices(ledger, contracts).into_iter();
            let first = billed.filter_map(|at| ledger.invoices[at].issued_on).min();
            let begun = contract.starts_on.filter(|day| *day <= ledger.as_of);
            let since = [first, begun].into_iter().flatten().min()?;
            Some(Paper {
                client: contract.client.clone(),
                contract: contract.number.clone(),
                kind: "contract".to_owned(),
                number: contract.number.clone(),
                amount: contract.budget,
                currency: contract.currency.clone(),
                date: contract.starts_on,
                signed: Some(false),
                missing: "signature",
                since: Some(since),
                source: contract.place.to_string(),
                ..Paper::default()
            })
        })
        .collect()
}

/// Contracts that invoices name and no file has, from the first invoice on.
fn contracts_that_lack(ledger: &Ledger, contracts: &[Contract]) -> Vec<Paper> {
    let mut lacking: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for at in ledger.counted().filter(|_| !contracts.is_empty()) {
        let invoice = &ledger.invoices[at];
        let known = contracts::of_client(contracts, &invoice.client)
            .iter()
            .any(|contract| contract.is_compact(&invoice.names_contract));
        let number = invoice.names_contract.clone();
        if !known && !number.is_empty() {
            let first = lacking.entry((&invoice.client, number)).or_insert(at);
            if ledger.invoices[at].issued_on < ledger.invoices[*first].issued_on {
                *first = at;
            }
        }
    }
    lacking
        .into_values()
        .map(|at| {
            let invoice = &ledger.invoices[at];
            Paper {
                client: invoice.client.clone(),
                contract: invoice.contract.clone(),
                invoice: invoice.number.clone(),
                kind: "contract".to_owned(),
                currency: invoice.currency.clone(),
                missing: "document",
                since: invoice.issued_on,
                source: invoice.place.to_string(),
                ..Paper::default()
            }
        })
        .collect()
}

impl Paper {
    /// Days since which it is waited for.
    pub fn waiting(&self, ledger: &Ledger) -> Option<i64> {
        let since = self.since?;
        Some((ledger.as_of - since).num_days().max(0))
    }

    fn row(&self, ledger: &Ledger, words: &TradeWords) -> Vec<Datum> {
        let days = self.waiting(ledger);
        let who = words.who_acts(&self.kind, self.missing, days.unwrap_or(0));
        let who = (self.missing != "nothing").then(|| who.code());
        vec![
            (&self.client).into(),
            (&self.contract).into(),
            (&self.invoice).into(),
            (&self.kind).into(),
            (&self.number).into(),
            self.amount.into(),
            self.signed.into(),
            self.scan.into(),
            self.original.into(),
            self.missing.into(),
            days.into(),
            (&self.currency).into(),
            self.date.into(),
            ledger.accounts.manager(&self.client).into(),
            self.since.into(),
            who.into(),
        ]
    }
}

/// The frame.
pub fn documents_frame(ledger: &Ledger, papers: &[Paper], words: &TradeWords) -> MetricFrame {
    let rows = papers.iter().map(|paper| paper.row(ledger, words));
    MetricFrame::of(&DOCUMENTS_STATUS, rows.collect())
}
