//! What every client owes and paid, span by span, for client economics and health.

use std::collections::BTreeMap;

use super::books::Books;
use super::ledger::{Depth, Ledger};
use crate::metrics::receivable::{Receivable, Receivables};
use crate::metrics::scope::Scope;
use crate::model::Span;

/// What every client owes and paid, for every span of the scope, as of the span's end.
pub fn receivables(books: &Books, scope: &Scope) -> Receivables {
    let mut all = Receivables::new();
    for span in scope.spans() {
        let day = if span == scope.period {
            scope.as_of
        } else {
            scope.last_day(span)
        };
        let ledger = Ledger::keep_to(Depth::Balances, books, day);
        for ((client, currency), receivable) in ledger.receivable_in(span) {
            all.insert((span, client, currency), receivable);
        }
    }
    all
}

impl Ledger {
    fn receivable_in(&self, span: Span) -> BTreeMap<(String, String), Receivable> {
        let mut all: BTreeMap<(String, String), Receivable> = BTreeMap::new();
        let key = |at: usize| {
            let invoice = &self.invoices[at];
            (invoice.client.clone(), invoice.currency.clone())
        };
        for link in &self.links {
            let in_span = |on| span.first_day() <= on && on <= span.last_day();
            if link.on.is_some_and(in_span) {
                all.entry(key(link.invoice)).or_default().collected += link.amount;
            }
        }
        for at in self.counted() {
            let receivable = all.entry(key(at)).or_default();
            receivable.outstanding += self.open(at);
            let late = self.days_overdue(at);
            if let Some(days) = late.filter(|days| *days > 0) {
                receivable.overdue += self.open(at);
                receivable.days_past_due = receivable.days_past_due.max(Some(days));
            }
        }
        for (account, currency, cash) in self.cash_in_credits() {
            all.entry((account, currency)).or_default().outstanding -= cash;
        }
        all.retain(|_, receivable| *receivable != Receivable::default());
        all
    }
}
