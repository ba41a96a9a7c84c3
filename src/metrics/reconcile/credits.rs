//! Credit notes and money given back.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::books::Books;
use super::invoices::{Invoice, Standing};
use super::ledger::Ledger;
use crate::model::Money;
use crate::model::phrase::phrase;

impl Ledger {
    /// Every credit note of the balance that has become known is a credit of its client until it is used.
    pub(super) fn open_credit_notes(&mut self, known: impl Fn(&Invoice) -> bool) {
        for at in 0..self.invoices.len() {
            let note = &self.invoices[at];
            if note.credit && note.standing == Standing::Issued && known(note) {
                self.items.add_note(at);
                let open = self.open(at);
                self.credit[self.pots.of_invoice(at)] -= open;
            }
        }
    }

    /// Credit notes that turn out to be set apart are no credit any more; nothing has used them, since what depends on them
    /// waits for that day.
    pub(super) fn close_notes_apart(&mut self, before: NaiveDate, day: NaiveDate) {
        for at in 0..self.invoices.len() {
            let note = &self.invoices[at];
            let opened = note.credit && note.standing == Standing::Issued && note.counts_on(before);
            if opened && note.is_apart_on(day) {
                self.items.take_note(at);
                let open = self.open(at);
                self.credit[self.pots.of_invoice(at)] += open;
            }
        }
    }

    /// A credit note goes first to its invoice: the one that it names, else the one whose number it carries, else the only open
    /// one of its client and currency with the same amount.
    pub(super) fn use_credit(&mut self, credit: usize, books: &Books) {
        if !self.counts(credit) {
            return;
        }
        let note = &self.invoices[credit];
        let open = |at: &usize| self.counts(*at) && self.open(*at) > Money::ZERO;
        let named: Vec<usize> = books.carried(credit).iter().copied().filter(open).collect();
        let pot = self.pots.of_invoice(credit);
        let equal: Vec<usize> = self
            .items
            .of_amount(self.pots.currency(pot), -note.gross)
            .filter(|at| self.pots.of_invoice(*at) == pot)
            .take(2)
            .collect();
        let found = match (named.as_slice(), equal.as_slice()) {
            ([invoice], _) => Some(*invoice),
            ([], [invoice]) if note.corrects.is_empty() => Some(*invoice),
            _ => None,
        };
        if let Some(invoice) = found {
            let on = note.issued_on.max(self.invoices[invoice].issued_on);
            self.set_off(credit, invoice, on);
        }
    }

    /// What is left of an invoice after a payment is what a credit note of the client takes back that names no invoice: where no other
    /// invoice and no other note have that amount, it goes there.
    pub(super) fn use_note_for_rest(&mut self, invoice: usize, day: NaiveDate) {
        let (rest, pot) = (self.open(invoice), self.pots.of_invoice(invoice));
        if rest <= Money::ZERO {
            return;
        }
        let alike = self.items.of_amount(self.pots.currency(pot), rest);
        if alike.filter(|at| self.pots.of_invoice(*at) == pot).count() != 1 {
            return;
        }
        let pots = [pot];
        let fits = |at: &usize| -self.open(*at) == rest && self.invoices[*at].corrects.is_empty();
        let notes: Vec<usize> = self.items.notes(&pots).filter(fits).collect();
        if let [note] = notes[..] {
            let on = Some(day).max(self.invoices[note].issued_on);
            self.set_off(note, invoice, on);
        }
    }

    /// A credit note of which its own balance says that nothing is left goes against an invoice whose balance is smaller by it, the
    /// exact one before the oldest; without one it was given back. What of each invoice such notes are is returned.
    pub(super) fn use_spent_notes(&mut self) -> BTreeMap<usize, Money> {
        let notes = self.counted().filter(|at| self.invoices[*at].used_up);
        let mut notes: Vec<usize> = notes.collect();
        notes.sort_by_key(|at| (self.invoices[*at].issued_on, *at));
        for note in &notes {
            let left = -self.open(*note);
            if left <= Money::ZERO {
                continue;
            }
            let day = self.invoices[*note].issued_on;
            match self.smaller_by(*note, left) {
                Some(invoice) => {
                    let on = day.max(self.invoices[invoice].issued_on);
                    self.set_off(*note, invoice, on);
                }
                None => {
                    let number = &self.invoices[*note].number;
                    let why = self
                        .why(|| phrase("the invoice file says nothing is left of {}", &[number]));
                    self.credit[self.pots.of_invoice(*note)] -= left;
                    self.items.take_note(*note);
                    self.state(*note, -left, day, why);
                }
            }
        }
        let mut spent: BTreeMap<usize, Money> = BTreeMap::new();
        for used in &self.credit_uses {
            if self.invoices[used.credit].used_up {
                *spent.entry(used.invoice).or_default() += used.amount;
            }
        }
        spent
    }

    /// The invoice of a note's client of which the file says that at least so much is no longer owed.
    fn smaller_by(&self, note: usize, amount: Money) -> Option<usize> {
        let pot = self.pots.of_invoice(note);
        let candidates = self.counted().filter_map(|at| {
            let said = self.invoices[at].stated.filter(|said| said.by_balance)?;
            let fits = self.pots.of_invoice(at) == pot
                && said.amount >= amount
                && self.open(at) >= amount
                && self.settled(at) == Money::ZERO
                && self.credited(at) == Money::ZERO;
            fits.then_some((said.amount != amount, self.invoices[at].issued_on, at))
        });
        candidates.min().map(|(_, _, at)| at)
    }

    /// Money out to a client gives back what stands in the client's credits; more than that is no refund.
    pub(super) fn refund(&mut self, payment: usize) {
        let line = &self.payments[payment];
        let amount = line.amount;
        if line.client.is_none() {
            return;
        }
        let credit = &mut self.credit[self.pots.of_payment(payment)];
        if *credit >= amount {
            *credit -= amount;
            self.refunds.push(payment);
        } else {
            self.unexplained.push(payment);
        }
    }
}
