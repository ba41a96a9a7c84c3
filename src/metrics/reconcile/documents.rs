//! Closing documents: what is there, what lacks, and what should be there. Acts are expected only where the
//! contract or the client has any.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::exceptions::{ExceptionRow, Gravity};
use super::invoices::first_of;
use super::ledger::Ledger;
use super::reference::compact;
use crate::metrics::definition::{Definition, Rests};
use crate::metrics::frame::{Datum, FrameSpec, MetricFrame, Unit};
use crate::model::phrase::phrase;
use crate::model::{Money, Place, Table, Tables};

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
    ],
);

/// A closing or other document.
#[derive(Clone, Debug)]
pub struct Document {
    /// act, request or statement.
    pub kind: String,
    /// As written.
    pub number: String,
    /// Canonical name.
    pub client: String,
    /// Day of the document.
    pub date: Option<NaiveDate>,
    /// Amount as in the file, usually gross.
    pub amount: Option<Money>,
    /// ISO code.
    pub currency: String,
    /// Contract as written.
    pub contract: String,
    /// The invoice it closes, by position, when one is named or only one fits.
    pub invoice: Option<usize>,
    /// Period as written.
    pub period: String,
    signed: Option<bool>,
    scan: Option<bool>,
    original: Option<bool>,
    expected_on: Option<NaiveDate>,
    place: Place,
}

impl Document {
    /// A closing document that is there.
    pub fn is_act(&self) -> bool {
        self.is_of_acts() && !self.is_awaited()
    }

    /// A closing document that is there, or that is awaited.
    fn is_of_acts(&self) -> bool {
        self.kind == "act"
    }

    /// Named in a tracker before there is any: nothing numbers, dates or signs it.
    pub fn is_awaited(&self) -> bool {
        let there = [self.signed, self.scan, self.original].contains(&Some(true));
        self.number.is_empty() && self.date.is_none() && !there
    }

    /// What lacks: the document itself, else the first of signature, scan and original that the file says no to.
    fn missing(&self) -> &'static str {
        let lacks = |flag: Option<bool>| flag == Some(false);
        match () {
            () if self.is_awaited() => "document",
            () if lacks(self.signed) => "signature",
            () if lacks(self.scan) => "scan",
            () if lacks(self.original) => "original",
            () => "nothing",
        }
    }
}

/// Documents dated up to as-of, by client, date and number, each with its invoice.
pub fn read_documents(tables: &Tables, ledger: &Ledger, base: &str) -> Vec<Document> {
    let rows = tables.rows(Table::Documents);
    let (kind, number, client) = (rows.text("kind"), rows.text("number"), rows.text("client"));
    let (contract, invoice, period) = (
        rows.text("contract"),
        rows.text("invoice"),
        rows.text("period"),
    );
    let (date, expected_on) = (rows.date("date"), rows.date("expected_on"));
    let (amount, currency) = (rows.money("amount"), rows.text("currency"));
    let (signed, scan, original) = (
        rows.flag("signed"),
        rows.flag("scan"),
        rows.flag("original"),
    );
    let places = rows.places();
    let word = |words: &[Option<&str>], at: usize| words[at].unwrap_or_default().to_owned();
    let mut documents: Vec<(Document, String)> = (0..rows.len())
        .filter(|at| date[*at].is_none_or(|day| day <= ledger.as_of))
        .map(|at| {
            let client = word(&client, at);
            let document = Document {
                kind: word(&kind, at),
                number: word(&number, at),
                date: date[at],
                amount: amount[at],
                currency: first_of([
                    currency[at].unwrap_or_default(),
                    ledger.accounts.currency(&client),
                    base,
                ]),
                contract: word(&contract, at),
                invoice: None,
                period: word(&period, at),
                signed: signed[at],
                scan: scan[at],
                original: original[at],
                expected_on: expected_on[at],
                place: places[at].clone(),
                client,
            };
            (document, word(&invoice, at))
        })
        .collect();
    documents.sort_by(|(one, _), (other, _)| {
        let key = |document: &Document| {
            (
                document.client.clone(),
                document.date,
                document.number.clone(),
                document.place.clone(),
            )
        };
        key(one).cmp(&key(other))
    });
    find_invoices(&mut documents, ledger);
    documents
        .into_iter()
        .map(|(document, _)| document)
        .collect()
}

/// A client's of some documents, which are sorted by client.
pub fn of_client<'d>(documents: &'d [Document], client: &str) -> &'d [Document] {
    let first = documents.partition_point(|document| document.client.as_str() < client);
    let last = documents.partition_point(|document| document.client.as_str() <= client);
    &documents[first..last]
}

/// First by the number the document names, then acts by amount: the only invoice of the client and currency
/// with that amount that no other act closes.
fn find_invoices(documents: &mut [(Document, String)], ledger: &Ledger) {
    let mut closed: BTreeSet<usize> = BTreeSet::new();
    for (document, named) in documents.iter_mut() {
        let number = compact(named);
        document.invoice = (!number.is_empty())
            .then(|| {
                let mut own = ledger.invoices_of(&document.client);
                own.find(|at| ledger.counts(*at) && compact(&ledger.invoices[*at].number) == number)
            })
            .flatten();
        closed.extend(document.invoice.filter(|_| document.kind == "act"));
    }
    for (document, named) in documents.iter_mut() {
        if document.kind != "act" || !compact(named).is_empty() {
            continue;
        }
        let fits = |at: &usize| {
            let invoice = &ledger.invoices[*at];
            ledger.counts(*at)
                && invoice.currency == document.currency
                && document
                    .amount
                    .is_some_and(|amount| amount == invoice.gross || amount == invoice.net)
                && (document.contract.is_empty()
                    || invoice.contract.is_empty()
                    || compact(&document.contract) == compact(&invoice.contract))
                && (document.period.is_empty()
                    || invoice.period.is_empty()
                    || document.period == invoice.period)
                && !closed.contains(at)
        };
        let mut candidates = ledger.invoices_of(&document.client).filter(fits);
        if let (Some(only), None) = (candidates.next(), candidates.next()) {
            document.invoice = Some(only);
            closed.insert(only);
        }
    }
}

/// Invoices that should have an act and have none.
pub fn without_act(ledger: &Ledger, documents: &[Document]) -> Vec<usize> {
    let acts: Vec<&Document> = documents
        .iter()
        .filter(|document| document.is_of_acts())
        .collect();
    let there = acts.iter().filter(|act| act.is_act());
    let closed: BTreeSet<usize> = there.filter_map(|act| act.invoice).collect();
    let clients: BTreeSet<&str> = acts.iter().map(|act| act.client.as_str()).collect();
    let contracts: BTreeSet<String> = acts
        .iter()
        .map(|act| compact(&act.contract))
        .filter(|number| !number.is_empty())
        .collect();
    ledger
        .counted()
        .filter(|at| {
            let invoice = &ledger.invoices[*at];
            !invoice.credit
                && !closed.contains(at)
                && (clients.contains(invoice.client.as_str())
                    || contracts.contains(&compact(&invoice.contract)))
        })
        .collect()
}

/// The frame: documents, and rows for the acts that are expected.
pub fn documents_frame(ledger: &Ledger, documents: &[Document]) -> MetricFrame {
    let mut rows: Vec<(String, Vec<Datum>)> = Vec::new();
    for document in documents {
        let missing = document.missing();
        let since = document
            .expected_on
            .or(document.date)
            .filter(|_| missing != "nothing");
        let number = document
            .invoice
            .map(|at| ledger.invoices[at].number.as_str());
        let row = vec![
            (&document.client).into(),
            (&document.contract).into(),
            number.unwrap_or_default().into(),
            (&document.kind).into(),
            (&document.number).into(),
            document.amount.into(),
            document.signed.into(),
            document.scan.into(),
            document.original.into(),
            missing.into(),
            waiting(ledger, since),
            (&document.currency).into(),
            document.date.into(),
            ledger.accounts.manager(&document.client).into(),
            since.into(),
        ];
        rows.push((document.client.clone(), row));
    }
    let awaited = documents
        .iter()
        .filter(|act| act.is_of_acts() && act.is_awaited());
    let awaited: BTreeSet<usize> = awaited.filter_map(|act| act.invoice).collect();
    let unnamed = without_act(ledger, documents).into_iter();
    for at in unnamed.filter(|at| !awaited.contains(at)) {
        let invoice = &ledger.invoices[at];
        let row = vec![
            (&invoice.client).into(),
            (&invoice.contract).into(),
            (&invoice.number).into(),
            "act".into(),
            "".into(),
            invoice.gross.into(),
            Datum::Null,
            Datum::Null,
            Datum::Null,
            "document".into(),
            waiting(ledger, invoice.issued_on),
            (&invoice.currency).into(),
            Datum::Null,
            ledger.accounts.manager(&invoice.client).into(),
            invoice.issued_on.into(),
        ];
        rows.push((invoice.client.clone(), row));
    }
    rows.sort_by(|one, other| one.0.cmp(&other.0));
    MetricFrame::of(
        &DOCUMENTS_STATUS,
        rows.into_iter().map(|(_, row)| row).collect(),
    )
}

fn waiting(ledger: &Ledger, since: Option<NaiveDate>) -> Datum {
    since
        .map(|day| (ledger.as_of - day).num_days().max(0))
        .into()
}

/// Acts that lack, are unsigned, belong to no invoice, or say something else than their invoice.
pub fn of_documents(ledger: &Ledger, documents: &[Document]) -> Vec<ExceptionRow> {
    let mut rows: Vec<ExceptionRow> = without_act(ledger, documents)
        .into_iter()
        .map(|at| {
            let invoice = &ledger.invoices[at];
            ExceptionRow {
                gravity: Gravity::Medium,
                class: "invoice-without-act".to_owned(),
                client: invoice.client.clone(),
                subject: invoice.number.clone(),
                amount: Some(invoice.gross),
                currency: invoice.currency.clone(),
                detail: phrase("there is no act for this invoice", &[]),
                source: invoice.place.to_string(),
                date: invoice.issued_on,
                owner: String::new(),
                action: phrase("ask the client for the act", &[]),
            }
        })
        .collect();
    for act in documents.iter().filter(|document| document.is_act()) {
        rows.extend(of_act(ledger, act));
    }
    rows
}

fn of_act(ledger: &Ledger, act: &Document) -> Vec<ExceptionRow> {
    let row = |class: &str, gravity: Gravity, detail, action| ExceptionRow {
        gravity,
        class: class.to_owned(),
        client: act.client.clone(),
        subject: act.number.clone(),
        amount: act.amount,
        currency: act.currency.clone(),
        detail,
        source: act.place.to_string(),
        date: act.date,
        owner: String::new(),
        action,
    };
    let mut rows = Vec::new();
    if act.missing() == "signature" {
        let detail = phrase("the act is not signed", &[]);
        rows.push(row(
            "act-unsigned",
            Gravity::Medium,
            detail,
            phrase("ask the client to sign the act", &[]),
        ));
    }
    let Some(invoice) = act.invoice.map(|at| &ledger.invoices[at]) else {
        let detail = phrase("no invoice is known that this act closes", &[]);
        rows.push(row(
            "act-without-invoice",
            Gravity::Medium,
            detail,
            phrase("issue the invoice or name it in the file of documents", &[]),
        ));
        return rows;
    };
    let correct = || phrase("correct the act or the invoice", &[]);
    if act.amount.is_none() {
        let detail = phrase(
            "the act has no amount to hold against invoice {} ({})",
            &[&invoice.number, &invoice.place],
        );
        let action = phrase(
            "write the amount of the act into the file of documents",
            &[],
        );
        rows.push(row("act-without-amount", Gravity::Medium, detail, action));
    }
    if let Some(amount) = act.amount
        && amount != invoice.gross
        && amount != invoice.net
    {
        let detail = phrase(
            "the act says {}, invoice {} says {}",
            &[&amount, &invoice.number, &invoice.gross],
        );
        rows.push(row("amount-differs", Gravity::High, detail, correct()));
    }
    if !act.period.is_empty() && !invoice.period.is_empty() && act.period != invoice.period {
        let detail = phrase(
            "the act says {}, invoice {} says {}",
            &[&act.period, &invoice.number, &invoice.period],
        );
        rows.push(row("period-differs", Gravity::Medium, detail, correct()));
    }
    rows
}
