//! What the invoice file itself says was paid.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::books::Books;
use super::invoices::Stated;
use super::ledger::{Ledger, Link};
use super::payments::Payment;
use super::verdict::{Confidence, Kept, Rule, Verdict};
use crate::model::phrase::phrase;
use crate::model::{Money, Phrase};
use chrono::NaiveDate;

/// Days either way, both included, between a bank line and the day that the invoice file states.
const STATED_DAYS: i64 = 7;

/// The same for a line of another amount.
const NEAR_DAYS: i64 = 2;

impl Ledger {
    /// A line that nothing decided is the cash of an invoice that its file marks as paid: with that amount within a week of it;
    /// with that amount and without a day; or with another amount a day or two around it, which is a part of it.
    pub(super) fn take_cash_the_invoices_state(&mut self) {
        let choices = self.stated_choices(|said, payment| {
            said.amount == payment.amount && is_near(said, payment, STATED_DAYS)
        });
        self.book_only_choices(choices);
        self.take_cash_of_undated();
        let choices = self.stated_choices(|said, payment| {
            payment.amount < said.amount && is_near(said, payment, NEAR_DAYS)
        });
        self.book_only_choices(choices);
    }

    /// Books each line on its invoice, where each is the other's only choice. Choices are by line.
    fn book_only_choices(&mut self, choices: Vec<(usize, usize)>) {
        let mut lines_of: BTreeMap<usize, usize> = BTreeMap::new();
        for (_, invoice) in &choices {
            *lines_of.entry(*invoice).or_default() += 1;
        }
        for of_line in choices.chunk_by(|one, other| one.0 == other.0) {
            let [(line, invoice)] = of_line else { continue };
            if lines_of[invoice] == 1 {
                self.book_stated(*line, *invoice);
            }
        }
    }

    /// Lines of an amount are the cash of the invoices of this amount that are marked as paid without a day, the oldest first: which
    /// of them a line pays changes no balance, since the others count as paid all the same.
    fn take_cash_of_undated(&mut self) {
        let mut stated: BTreeMap<(usize, Money), Vec<usize>> = BTreeMap::new();
        for (at, said) in self.unpaid_stated().filter(|(_, said)| said.on.is_none()) {
            let key = (self.pots.of_invoice(at), said.amount);
            stated.entry(key).or_default().push(at);
        }
        for invoices in stated.values_mut() {
            invoices.sort_by_key(|at| (self.invoices[*at].issued_on, *at));
        }
        let mut lines: Vec<usize> = self.undecided().collect();
        lines.sort_by_key(|line| self.lines[*line].payment);
        for line in lines {
            let payment = &self.payments[self.lines[line].payment];
            let key = (
                self.pots.of_payment(self.lines[line].payment),
                payment.amount,
            );
            let Some(invoices) = stated.get_mut(&key) else {
                continue;
            };
            let issued = |at: &usize| {
                let day = self.invoices[*at].issued_on;
                day.is_none_or(|day| day <= payment.date)
            };
            if let Some(place) = invoices.iter().position(issued) {
                let invoice = invoices.remove(place);
                self.book_stated(line, invoice);
            }
        }
    }

    fn book_stated(&mut self, line: usize, invoice: usize) {
        let at = self.lines[line].payment;
        let cash = self.open(invoice).min(self.payments[at].amount);
        let evidence = self.why(|| self.says_paid(invoice));
        let verdict = Verdict::stated(invoice, cash, evidence);
        if self.is_receivable(&self.lines[line]) {
            self.credit[self.pots.of_payment(at)] -= self.lines[line].unapplied;
        }
        self.lines[line] = Arc::new(self.book(at, verdict));
    }

    /// Invoices without any cash yet that their file marks as paid, in full or in part.
    fn unpaid_stated(&self) -> impl Iterator<Item = (usize, Stated)> {
        self.counted().filter_map(|at| {
            let said = self.invoices[at].stated?;
            let open = said.amount > Money::ZERO && said.amount <= self.open(at);
            (open && self.settled(at) == Money::ZERO).then_some((at, said))
        })
    }

    /// Lines, by position, that the invoice file may still explain.
    fn undecided(&self) -> impl Iterator<Item = usize> {
        let lines = self.lines.iter().enumerate();
        let open = lines.filter(|(_, line)| {
            let payment = &self.payments[line.payment];
            payment.client.is_some() && line.verdict.may_be_stated()
        });
        open.map(|(at, _)| at)
    }

    /// Undecided lines each with the invoices of its payer that state its cash by `wanted`.
    fn stated_choices(&self, wanted: impl Fn(Stated, &Payment) -> bool) -> Vec<(usize, usize)> {
        let mut stated: BTreeMap<usize, Vec<(usize, Stated)>> = BTreeMap::new();
        for (at, said) in self.unpaid_stated().filter(|(_, said)| said.on.is_some()) {
            let pot = self.pots.of_invoice(at);
            stated.entry(pot).or_default().push((at, said));
        }
        let mut choices = Vec::new();
        for line in self.undecided() {
            let at = self.lines[line].payment;
            let of_payer = stated.get(&self.pots.of_payment(at)).into_iter().flatten();
            let found = of_payer.filter(|(_, said)| wanted(*said, &self.payments[at]));
            choices.extend(found.map(|(invoice, _)| (line, *invoice)));
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

    /// Settles what no bank line pays, since it was due before their first.
    pub(super) fn take_presumed(&mut self) {
        let presumed = Arc::clone(&self.presumed);
        let as_of = self.as_of;
        for (at, day) in presumed.iter().filter(|(_, day)| **day <= as_of) {
            let open = self.open(*at);
            if self.counts(*at) && open > Money::ZERO {
                let number = &self.invoices[*at].number;
                let evidence = self.why(|| {
                    phrase(
                        "{} was due before the payments in the files begin",
                        &[number],
                    )
                });
                self.close_without_line((*at, open), Some(*day), Rule::Presumed, evidence);
            }
        }
    }

    /// Settles an item by what the invoice file says.
    pub(super) fn state(
        &mut self,
        at: usize,
        amount: Money,
        on: Option<NaiveDate>,
        evidence: Arc<Phrase>,
    ) {
        self.close_without_line((at, amount), on, Rule::Stated, evidence);
    }

    fn close_without_line(
        &mut self,
        (at, amount): (usize, Money),
        on: Option<NaiveDate>,
        rule: Rule,
        evidence: Arc<Phrase>,
    ) {
        self.settle(at, amount, Money::ZERO);
        self.links.push(Arc::new(Link {
            payment: None,
            invoice: at,
            amount,
            paid: amount,
            fee: Money::ZERO,
            kept: Kept::Fee,
            exchange: Money::ZERO,
            rule,
            confidence: Confidence::B,
            evidence,
            on,
        }));
    }

    /// Without a matched bank line the invoice's own paid amount counts, when it is dated up to the day or
    /// has no date: statuses without a date stand as in the file.
    pub(super) fn take_statements(&mut self, books: &Books) {
        let spent = self.use_spent_notes();
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
            let credited = spent.get(&at).filter(|_| said.by_balance);
            let cash = said.amount - credited.copied().unwrap_or_default();
            let amount = cash.min(self.open(at));
            if amount <= Money::ZERO {
                continue;
            }
            let (on, evidence) = (
                said.on.max(invoice.issued_on),
                self.why(|| self.says_paid(at)),
            );
            self.state(at, amount, on, evidence);
        }
    }
}

/// True for a line so many days around the day that the file states, both included.
fn is_near(said: Stated, payment: &Payment, days: i64) -> bool {
    let apart = |on: chrono::NaiveDate| (on - payment.date).num_days().abs();
    said.on.is_some_and(|on| apart(on) <= days)
}
