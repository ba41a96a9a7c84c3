//! Closing documents: what is there, what lacks, and what should be there. Acts are expected only where the
//! contract or the client has any.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::invoices::{Invoice, first_of};
use super::ledger::Ledger;
use super::reference::compact;
use crate::model::{Money, Month, Place, Table, Tables};

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
    /// Further invoices that it closes with that one.
    pub also: Vec<usize>,
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

    /// It closes these invoices.
    fn take(&mut self, invoices: &[usize]) {
        self.invoice = invoices.first().copied();
        self.also = invoices.get(1..).unwrap_or_default().to_vec();
    }

    /// An act that names no invoice.
    fn is_loose(&self) -> bool {
        self.kind == "act" && compact(&self.names).is_empty()
    }

    /// The invoices that it closes.
    pub fn closes(&self) -> impl Iterator<Item = usize> {
        self.invoice.into_iter().chain(self.also.iter().copied())
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
                also: Vec::new(),
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
        let find = |name: &str| {
            let number = compact(name);
            let mut own = ledger.invoices_of(&document.client);
            let is_it = |at: &usize| compact(&ledger.invoices[*at].number) == number;
            own.find(|at| !number.is_empty() && ledger.counts(*at) && is_it(at))
        };
        let several = || {
            let parts = document
                .names
                .split([',', ';', '+', '、', '，', '；', '\n']);
            parts.map(find).collect::<Option<Vec<usize>>>()
        };
        let found = find(&document.names).map(|one| vec![one]);
        let found = found.or_else(several).unwrap_or_default();
        document.take(&found);
        closed.extend(found.iter().filter(|_| document.kind == "act"));
    }
    for document in documents.iter_mut().filter(|document| document.is_loose()) {
        let own = ledger.invoices_of(&document.client);
        let mut candidates = own.filter(|at| !closed.contains(at) && closes(document, ledger, *at));
        if let (Some(only), None) = (candidates.next(), candidates.next()) {
            document.invoice = Some(only);
            closed.insert(only);
        }
    }
    pair_equal(documents, ledger, &mut closed);
    sum_up(documents, ledger, closed);
}

/// An act that nothing pairs may close all invoices of its contract that no other act closes, up to its day, where it says what they
/// do together.
fn sum_up(documents: &mut [Document], ledger: &Ledger, mut closed: BTreeSet<usize>) {
    for act in documents.iter_mut().filter(|one| one.is_loose()) {
        let (Some(amount), Some(day), None) = (act.amount, act.date, act.invoice) else {
            continue;
        };
        let contract = compact(&act.contract);
        let open = ledger.invoices_of(&act.client).filter(|at| {
            let invoice = &ledger.invoices[*at];
            let named = compact(&invoice.contract);
            let own = contract.is_empty() || named.is_empty() || named == contract;
            let there = ledger.counts(*at) && !invoice.credit && !closed.contains(at);
            there && own && invoice.currency == act.currency && invoice.issued_on <= Some(day)
        });
        let open: Vec<usize> = open.collect();
        let sum = |of: fn(&Invoice) -> Money| open.iter().map(|at| of(&ledger.invoices[*at])).sum();
        let sums: [Money; 2] = [sum(|one| one.gross), sum(|one| one.net)];
        if open.len() > 1 && sums.contains(&amount) {
            closed.extend(&open);
            act.take(&open);
        }
    }
}

/// Days between an invoice and its act.
const LONGEST: i64 = 62;
/// The same where there are more of one than of the other, and they are of two months.
const NEAR: i64 = 10;

/// Acts and invoices of equal amounts, as of a monthly fee, one to one: in the order of their days where there are as many of both,
/// else those of one month and the nearest.
fn pair_equal(documents: &mut [Document], ledger: &Ledger, closed: &mut BTreeSet<usize>) {
    let mut equal: BTreeMap<(&str, &str, Money), Vec<usize>> = BTreeMap::new();
    for (at, document) in documents.iter().enumerate() {
        let dated = document.is_loose() && document.invoice.is_none() && document.date.is_some();
        if let Some(amount) = document.amount.filter(|_| dated) {
            let key = (document.client.as_str(), document.currency.as_str(), amount);
            equal.entry(key).or_default().push(at);
        }
    }
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for acts in equal.into_values() {
        let days = |act: usize, bill: usize| {
            let days = documents[act].date.zip(ledger.invoices[bill].issued_on);
            days.map(|(act, bill)| {
                (
                    (act - bill).num_days().abs(),
                    Month::of(act) == Month::of(bill),
                )
            })
        };
        let fits = |act: usize, bill: usize| closes(&documents[act], ledger, bill);
        let mut bills: Vec<usize> = ledger
            .invoices_of(&documents[acts[0]].client)
            .filter(|bill| !closed.contains(bill) && acts.iter().any(|act| fits(*act, *bill)))
            .collect();
        bills.sort_by_key(|bill| (ledger.invoices[*bill].issued_on, *bill));
        let in_order = || acts.iter().copied().zip(bills.iter().copied());
        let near = |(act, bill): (usize, usize)| {
            fits(act, bill) && days(act, bill).is_some_and(|(days, _)| days <= LONGEST)
        };
        let chosen: Vec<(usize, usize)> = if acts.len() == bills.len() && in_order().all(near) {
            in_order().collect()
        } else {
            let all = acts
                .iter()
                .flat_map(|act| bills.iter().map(|bill| (*act, *bill)));
            let mut all: Vec<(bool, i64, usize, usize)> = all
                .filter(|(act, bill)| fits(*act, *bill))
                .filter_map(|(act, bill)| {
                    let (days, one_month) = days(act, bill)?;
                    (one_month || days <= NEAR).then_some((!one_month, days, act, bill))
                })
                .collect();
            all.sort_unstable();
            let mut taken = BTreeSet::new();
            all.retain(|(.., act, bill)| {
                let free = !taken.contains(&(true, *act)) && !taken.contains(&(false, *bill));
                if free {
                    taken.extend([(true, *act), (false, *bill)]);
                }
                free
            });
            all.into_iter().map(|(.., act, bill)| (act, bill)).collect()
        };
        closed.extend(chosen.iter().map(|(_, bill)| *bill));
        pairs.extend(chosen);
    }
    for (act, bill) in pairs {
        documents[act].invoice = Some(bill);
    }
}

/// The act may be for this invoice: the same currency and amount, and no other contract or period.
fn closes(document: &Document, ledger: &Ledger, at: usize) -> bool {
    let invoice = &ledger.invoices[at];
    ledger.counts(at)
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
}

/// Invoices that should have an act and have none. What a credit note took back whole needs none.
pub fn without_act(ledger: &Ledger, documents: &[Document]) -> Vec<usize> {
    let acts: Vec<&Document> = documents
        .iter()
        .filter(|document| document.is_of_acts())
        .collect();
    let there = acts.iter().filter(|act| act.is_act());
    let closed: BTreeSet<usize> = there.flat_map(|act| act.closes()).collect();
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
                && ledger.credited(*at) < invoice.gross
                && (clients.contains(invoice.client.as_str())
                    || contracts.contains(&compact(&invoice.contract)))
        })
        .collect()
}
