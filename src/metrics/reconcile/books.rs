//! What is read once and kept true for any day: the invoices, the bank lines, and which numbers each line names.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;

use super::accounts::Accounts;
use super::answers::Answers;
use super::earlier::{Beginnings, Earlier};
use super::facts::{Dated, facts};
use super::invoices::{Invoice, Standing, read_invoices};
use super::known::Known;
use super::ledger::{Depth, Ledger};
use super::payerless::tell_payers;
use super::payments::{Payment, read_payments};
use super::pots::Pots;
use super::reference::{Mentions, Numbers, compact};
use super::tolerance::Tolerance;
use crate::metrics::exchange::Rates;
use crate::model::key::fold;
use crate::model::{Decisions, Settings, Table, Tables};

/// Invoices and bank lines with everything that does not depend on a day.
pub struct Books {
    pub(super) accounts: Arc<Accounts>,
    /// Sorted as [`read_invoices`] says.
    pub(super) invoices: Arc<Vec<Invoice>>,
    /// Sorted by date, so that those up to a day come first.
    pub(super) payments: Arc<Vec<Payment>>,
    pub(super) pots: Arc<Pots>,
    pub(super) numbers: Arc<Numbers>,
    /// By bank line: what its text and its own column for the invoice number name, of all invoices.
    pub(super) mentions: Arc<Vec<Mentions>>,
    pub(super) answers: Arc<Answers>,
    pub(super) tolerance: Tolerance,
    /// Days either way, both included, within which a second equal payment is a probable duplicate.
    pub(super) duplicate_days: u64,
    /// A combination that is proven to be the only one is taken without a person's word.
    pub(super) takes_only_combination: bool,
    pub(super) rates: Arc<Rates>,
    /// By bank line: invoices of its payer that it names and that are set apart, now or later.
    pub(super) names_apart: Arc<BTreeMap<usize, Vec<usize>>>,
    /// Invoices that some bank line pays, whenever: of these the bank knows the date. Empty where no invoice is stated as paid
    /// without one.
    banked: BTreeSet<usize>,
    /// Invoices that are taken as paid before the payments of the files begin, and the day.
    pub(super) presumed: Arc<BTreeMap<usize, NaiveDate>>,
    /// The day of the last payment, where payments end before the report's day.
    pub(super) cash_ends: Option<NaiveDate>,
    /// Everything that happened, in the order in which it counts.
    pub(super) facts: Vec<Dated>,
    /// By credit note: the invoices of its client and currency whose number it carries.
    carried: BTreeMap<usize, Vec<usize>>,
}

impl Books {
    /// Reads the tables. `payers` maps payers as written to clients.
    pub fn of(
        tables: &Tables,
        payers: &BTreeMap<String, String>,
        decisions: &Decisions,
        settings: &Settings,
    ) -> Books {
        let base = &settings.base_currency;
        let accounts = Accounts::of(tables, payers);
        let invoices = read_invoices(tables, &accounts, base);
        let mut payments = read_payments(tables, &accounts, &invoices, base);
        let issued = invoices.iter().enumerate();
        let issued = issued.filter(|(_, invoice)| invoice.standing == Standing::Issued);
        let issued = issued.map(|(at, invoice)| (at, invoice.number.as_str()));
        let numbers = Numbers::of(issued).of_acts(!numbers_acts(tables));
        tell_payers(&mut payments, &invoices, &numbers);
        let pots = Pots::of(&accounts, &invoices, &payments);
        let beginnings = Beginnings::of(&invoices);
        let mut names_apart = BTreeMap::new();
        let mut mentions: Vec<Mentions> = Vec::with_capacity(payments.len());
        for (at, payment) in payments.iter().enumerate() {
            let (mut named, apart) = mentions_of(payment, &invoices, &numbers);
            if named.known.iter().all(|mention| mention.fuzzy) && !named.advance {
                named.earlier = beginnings.earlier(payment, named.unknown);
                let known_on = named.earlier.map(Earlier::known_on);
                named.complete_on = named.complete_on.max(known_on);
            }
            let of_payer = |item: &usize| pots.meet(pots.of_payment(at), pots.of_invoice(*item));
            let own = |item: &usize| payment.client.is_none() || of_payer(item);
            let apart: Vec<usize> = apart.into_iter().filter(own).collect();
            if !apart.is_empty() {
                names_apart.insert(at, apart);
            }
            mentions.push(named);
        }
        let carried = carried_by(&invoices, &pots, &numbers);
        let of_note = |note: usize| carried.get(&note).cloned().unwrap_or_default();
        let facts = facts(&invoices, &payments, &mentions, &pots, of_note);
        let mut books = Books {
            answers: Arc::new(Answers::of(decisions, &payments)),
            tolerance: Tolerance::of(settings),
            duplicate_days: u64::from(settings.duplicate_payment_days),
            takes_only_combination: settings.take_only_combination,
            rates: Arc::new(Rates::of(tables, settings)),
            names_apart: Arc::new(names_apart),
            mentions: Arc::new(mentions),
            carried,
            facts,
            pots: Arc::new(pots),
            accounts: Arc::new(accounts),
            invoices: Arc::new(invoices),
            payments: Arc::new(payments),
            numbers: Arc::new(numbers),
            presumed: Arc::default(),
            cash_ends: None,
            banked: BTreeSet::new(),
        };
        books.banked = banked(&books);
        books
    }

    /// True for an invoice whose cash is dated by the bank, so that what its file states without a date counts for
    /// nothing before.
    pub(super) fn is_banked(&self, invoice: usize) -> bool {
        self.banked.contains(&invoice)
    }

    /// Invoices whose number a credit note carries.
    pub(super) fn carried(&self, credit: usize) -> &[usize] {
        self.carried.get(&credit).map_or(&[], Vec::as_slice)
    }

    /// Bank lines up to a day.
    pub(super) fn payments_up_to(&self, day: NaiveDate) -> Known<Payment> {
        let end = self.payments.partition_point(|payment| payment.date <= day);
        Known::first(&self.payments, end)
    }
}

/// Closing documents have numbers of their own.
fn numbers_acts(tables: &Tables) -> bool {
    let rows = tables.rows(Table::Documents);
    if rows.is_empty() {
        return false;
    }
    let mut rows = rows.text("kind").into_iter().zip(rows.text("number"));
    rows.any(|(kind, number)| number.is_some() && kind.is_none_or(|kind| kind == "act"))
}

/// Invoices that some bank line pays, whenever, where it is asked: where an invoice is stated as paid without a date.
fn banked(books: &Books) -> BTreeSet<usize> {
    let undated = |invoice: &Invoice| invoice.stated.is_some_and(|said| said.on.is_none());
    if !books.invoices.iter().any(undated) {
        return BTreeSet::new();
    }
    let whole = Ledger::keep_to(Depth::Balances, books, NaiveDate::MAX);
    let paid = whole.links.iter().filter(|link| link.payment.is_some());
    paid.map(|link| link.invoice).collect()
}

/// What a line names of the invoices that are ever to be matched, complete from the day on which all is known; and what it names of
/// those that are set apart.
fn mentions_of(
    payment: &Payment,
    invoices: &[Invoice],
    numbers: &Numbers,
) -> (Mentions, Vec<usize>) {
    let mut mentions = numbers.named_by(payment, &|_| true);
    let known_on = |at: usize| {
        let apart = invoices[at].apart.as_ref();
        invoices[at]
            .issued_on
            .max(apart.and_then(|apart| apart.from))
    };
    let complete_on = mentions.invoices().filter_map(known_on).max();
    let exact = mentions
        .known
        .iter()
        .flat_map(|mention| mention.invoices.iter());
    let apart: Vec<usize> = exact
        .copied()
        .filter(|at| invoices[*at].apart.is_some())
        .collect();
    if mentions.invoices().any(|at| invoices[at].apart.is_some()) {
        mentions = numbers.named_by(payment, &|at| invoices[at].apart.is_none());
    }
    mentions.complete_on = complete_on;
    (mentions, apart)
}

/// A credit note's number holds the whole number of an invoice beside something else: `INV-1042-CN`, `CN INV-1042`. Bare digits
/// do not count: `CN-0042` may be of a series of its own. Else the words for what it is name the invoice.
fn carried_by(invoices: &[Invoice], pots: &Pots, all: &Numbers) -> BTreeMap<usize, Vec<usize>> {
    let mut carried = BTreeMap::new();
    let mut numbers: HashMap<String, Vec<usize>> = HashMap::new();
    for pot in 0..pots.len() {
        let (notes, issued): (Vec<usize>, Vec<usize>) =
            pots.invoices(pot).partition(|at| invoices[*at].credit);
        if notes.is_empty() {
            continue;
        }
        numbers.clear();
        for at in issued {
            let number = fold(&invoices[at].number);
            if number.chars().any(char::is_alphabetic) {
                numbers.entry(number).or_default().push(at);
            }
        }
        for note in notes {
            let corrects = compact(&invoices[note].corrects);
            if !corrects.is_empty() {
                let own = pots.invoices(pot).filter(|at| !invoices[*at].credit);
                let named = own.filter(|at| compact(&invoices[*at].number) == corrects);
                carried.insert(note, named.collect());
                continue;
            }
            let number = fold(&invoices[note].number);
            let mut found: Vec<usize> = parts_of(&number)
                .filter_map(|part| numbers.get(part))
                .flatten()
                .copied()
                .collect();
            if found.is_empty() {
                let own = |at: usize| !invoices[at].credit && pots.of_invoice(at) == pot;
                let named = all.find(&invoices[note].item, &own).known.into_iter();
                let named = named.filter(|mention| !mention.fuzzy);
                found.extend(named.flat_map(|mention| mention.invoices.to_vec()));
            }
            found.sort_unstable();
            found.dedup();
            carried.insert(note, found);
        }
    }
    carried
}

/// Every run of words of a text but the whole.
fn parts_of(text: &str) -> impl Iterator<Item = &str> {
    let starts: Vec<usize> = text.match_indices(' ').map(|(at, _)| at + 1).collect();
    let starts: Vec<usize> = std::iter::once(0).chain(starts).take(MOST_WORDS).collect();
    let ends: Vec<usize> = starts
        .iter()
        .skip(1)
        .map(|start| start - 1)
        .chain([text.len()])
        .collect();
    let runs = starts.into_iter().enumerate().flat_map(move |(at, start)| {
        let ends: Vec<usize> = ends[at..].to_vec();
        ends.into_iter().map(move |end| &text[start..end])
    });
    runs.filter(move |run| run.len() < text.len())
}

/// Words of a credit note's number that are looked at.
const MOST_WORDS: usize = 12;
