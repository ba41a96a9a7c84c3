//! What is read once and kept true for any day: the invoices, the bank lines, and which numbers each line names.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;

use super::accounts::Accounts;
use super::answers::Answers;
use super::invoices::{Invoice, read_invoices};
use super::ledger::{Depth, Ledger};
use super::payments::{Payment, read_payments};
use super::reference::{Mentions, Numbers};
use super::tolerance::Tolerance;
use crate::model::{Decisions, Settings, Tables};

/// Invoices and bank lines with everything that does not depend on a day.
pub struct Books {
    pub(super) accounts: Arc<Accounts>,
    /// Sorted as [`read_invoices`] says.
    pub(super) invoices: Arc<Vec<Invoice>>,
    /// Sorted by date, so that those up to a day come first.
    pub(super) payments: Vec<Arc<Payment>>,
    pub(super) numbers: Arc<Numbers>,
    /// By bank line: what its text and its own column for the invoice number name, of all invoices.
    pub(super) mentions: Arc<Vec<Mentions>>,
    pub(super) answers: Arc<Answers>,
    pub(super) tolerance: Tolerance,
    /// Days either way, both included, within which a second equal payment is a probable duplicate.
    pub(super) duplicate_days: i64,
    /// Invoices that some bank line pays, whenever: of these the bank knows the date.
    banked: BTreeSet<usize>,
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
        let payments = read_payments(tables, &accounts, base);
        let numbers = invoices.iter().map(|invoice| invoice.number.as_str());
        let numbers = Numbers::of(numbers.enumerate());
        let everything = |_: usize| true;
        let named = |payment: &Payment| numbers.named_by(payment, &everything);
        let mentions = payments.iter().map(named).collect();
        let mut books = Books {
            answers: Arc::new(Answers::of(decisions, &payments)),
            tolerance: Tolerance::of(settings),
            duplicate_days: i64::from(settings.duplicate_payment_days),
            mentions: Arc::new(mentions),
            accounts: Arc::new(accounts),
            invoices: Arc::new(invoices),
            payments: payments.into_iter().map(Arc::new).collect(),
            numbers: Arc::new(numbers),
            banked: BTreeSet::new(),
        };
        let whole = Ledger::keep_to(Depth::Balances, &books, NaiveDate::MAX);
        let paid = whole.links.iter().filter(|link| link.payment.is_some());
        books.banked = paid.map(|link| link.invoice).collect();
        books
    }

    /// True for an invoice whose cash is dated by the bank, so that what its file states without a date counts for
    /// nothing before.
    pub(super) fn is_banked(&self, invoice: usize) -> bool {
        self.banked.contains(&invoice)
    }

    /// Bank lines up to a day.
    pub(super) fn payments_up_to(&self, day: NaiveDate) -> Vec<Arc<Payment>> {
        let end = self.payments.partition_point(|payment| payment.date <= day);
        self.payments[..end].to_vec()
    }
}
