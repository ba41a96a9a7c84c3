//! What the invoice file itself says was paid.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::books::Books;
use super::ledger::{Ledger, Link};
use super::verdict::{Confidence, Kept, Rule, Verdict};
use crate::model::phrase::phrase;
use crate::model::{Money, Phrase};

/// Days either way, both included, between a bank line and the day that the invoice file states.
const STATED_DAYS: i64 = 7;

impl Ledger {
    /// A line that nothing decided is the cash of an invoice that its file marks as paid with that amount
    /// within a week of it, when each is the other's only choice.
    pub(super) fn take_cash_the_invoices_state(&mut self) {
        let choices = self.stated_choices();
        let mut lines_of: BTreeMap<usize, usize> = BTreeMap::new();
        for (_, invoice) in &choices {
            *lines_of.entry(*invoice).or_default() += 1;
        }
        for of_line in choices.chunk_by(|one, other| one.0 == other.0) {
            let [(line, invoice)] = of_line else { continue };
            if lines_of[invoice] != 1 {
                continue;
            }
            let payment = self.lines[*line].payment;
            let evidence = self.why(|| self.says_paid(*invoice));
            let verdict = Verdict::stated(*invoice, self.open(*invoice), evidence);
            self.credit[self.pots.of_payment(payment)] -= self.lines[*line].unapplied;
            self.lines[*line] = Arc::new(self.book(payment, verdict));
        }
    }

    /// Undecided lines, by position among the lines, each with the invoices that state its cash.
    fn stated_choices(&self) -> Vec<(usize, usize)> {
        let mut stated: BTreeMap<(usize, Money), Vec<usize>> = BTreeMap::new();
        for at in self.counted() {
            let Some(said) = self.invoices[at].stated.filter(|said| said.on.is_some()) else {
                continue;
            };
            if self.settled(at) == Money::ZERO && self.open(at) == said.amount {
                let key = (self.pots.of_invoice(at), said.amount);
                stated.entry(key).or_default().push(at);
            }
        }
        let mut choices = Vec::new();
        for (at, line) in self.lines.iter().enumerate() {
            let payment = &self.payments[line.payment];
            if payment.client.is_none() || !line.verdict.may_be_stated() {
                continue;
            }
            let key = (self.pots.of_payment(line.payment), payment.amount);
            let near = |invoice: &&usize| {
                let on = self.invoices[**invoice].stated.and_then(|said| said.on);
                on.is_some_and(|on| (on - payment.date).num_days().abs() <= STATED_DAYS)
            };
            let found = stated.get(&key).into_iter().flatten().filter(near);
            choices.extend(found.map(|invoice| (at, *invoice)));
        }
        choices
    }

    fn says_paid(&self, at: usize) -> Phrase {
        let invoice = &self.invoices[at];
        match invoice.stated.and_then(|said| said.on) {
            Some(on) => phrase(
                "the invoice file says {} was paid on {}",
                &[&invoice.number, &on],
            ),
            None => phrase(
                "the invoice file says {} was paid, without a date",
                &[&invoice.number],
            ),
        }
    }

    /// Without a matched bank line the invoice's own paid amount counts, when it is dated up to the day or
    /// has no date: statuses without a date stand as in the file.
    pub(super) fn take_statements(&mut self, books: &Books) {
        let mut linked = vec![false; self.invoices.len()];
        for link in &self.links {
            linked[link.invoice] = true;
        }
        for (at, linked) in linked.into_iter().enumerate() {
            let invoice = &self.invoices[at];
            let Some(said) = invoice.stated.filter(|_| !linked && self.counts(at)) else {
                continue;
            };
            let later = said.on.is_some_and(|on| on > self.as_of);
            if later || (said.on.is_none() && books.is_banked(at)) {
                continue;
            }
            let amount = said.amount.min(self.open(at));
            if amount <= Money::ZERO {
                continue;
            }
            let (on, evidence) = (
                said.on.max(invoice.issued_on),
                self.why(|| self.says_paid(at)),
            );
            self.settle(at, amount, Money::ZERO);
            self.links.push(Arc::new(Link {
                payment: None,
                invoice: at,
                amount,
                paid: amount,
                fee: Money::ZERO,
                kept: Kept::Fee,
                exchange: Money::ZERO,
                rule: Rule::Stated,
                confidence: Confidence::B,
                evidence,
                on,
            }));
        }
    }
}
