//! Closing documents: what is there, what lacks, and what should be there. Acts are expected only where the
//! contract or the client has any.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::invoices::first_of;
use super::ledger::Ledger;
use super::reference::compact;
use crate::model::{Money, Place, Table, Tables};

/// A closing or other document.
#[derive(Clone, Debug)]
pub struct Document {
    /// contract, invoice, act, request or statement.
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
    /// The invoice it names, as written; may be empty.
    pub names: String,
    /// Period as written.
    pub period: String,
    /// Says the file; none: it says nothing.
    pub signed: Option<bool>,
    /// Says the file; none: it says nothing.
    pub scan: Option<bool>,
    /// Says the file; none: it says nothing.
    pub original: Option<bool>,
    /// Day by which the file expects it.
    pub expected_on: Option<NaiveDate>,
    /// Where it stands.
    pub place: Place,
}

impl Document {
    /// A closing document that is there.
    pub fn is_act(&self) -> bool {
        self.is_of_acts() && !self.is_awaited()
    }

    /// A closing document that is there, or that is awaited.
    pub fn is_of_acts(&self) -> bool {
        self.kind == "act"
    }

    /// Named in a tracker before there is any: nothing numbers, dates or signs it.
    pub fn is_awaited(&self) -> bool {
        let there = [self.signed, self.scan, self.original].contains(&Some(true));
        self.number.is_empty() && self.date.is_none() && !there
    }

    /// What lacks: the document itself, else the first of signature, scan and original that the file says no to.
    pub fn missing(&self) -> &'static str {
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
    let mut documents: Vec<Document> = (0..rows.len())
        .filter(|at| date[*at].is_none_or(|day| day <= ledger.as_of))
        .map(|at| {
            let client = word(&client, at);
            Document {
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
                names: named_by(&kind, &invoice, &number, at),
                period: word(&period, at),
                signed: signed[at],
                scan: scan[at],
                original: original[at],
                expected_on: expected_on[at],
                place: places[at].clone(),
                client,
            }
        })
        .collect();
    documents.sort_by(|one, other| {
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
}

/// The invoice that a row names: an invoice's row names itself.
fn named_by(
    kind: &[Option<&str>],
    invoice: &[Option<&str>],
    number: &[Option<&str>],
    at: usize,
) -> String {
    let own = number[at].filter(|_| kind[at] == Some("invoice"));
    invoice[at].or(own).unwrap_or_default().to_owned()
}

/// A client's of some documents, which are sorted by client.
pub fn of_client<'d>(documents: &'d [Document], client: &str) -> &'d [Document] {
    let first = documents.partition_point(|document| document.client.as_str() < client);
    let last = documents.partition_point(|document| document.client.as_str() <= client);
    &documents[first..last]
}

/// First by the number the document names, then acts by amount: the only invoice of the client and currency
/// with that amount that no other act closes.
fn find_invoices(documents: &mut [Document], ledger: &Ledger) {
    let mut closed: BTreeSet<usize> = BTreeSet::new();
    for document in documents.iter_mut() {
        let number = compact(&document.names);
        document.invoice = (!number.is_empty())
            .then(|| {
                let mut own = ledger.invoices_of(&document.client);
                own.find(|at| ledger.counts(*at) && compact(&ledger.invoices[*at].number) == number)
            })
            .flatten();
        closed.extend(document.invoice.filter(|_| document.kind == "act"));
    }
    for document in documents.iter_mut() {
        if document.kind != "act" || !compact(&document.names).is_empty() {
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
