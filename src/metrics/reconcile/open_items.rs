//! What is open at the fact in hand: invoices by pot and by amount, credit notes by pot.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::pots::Pots;
use crate::model::Money;

/// Invoices issued by the fact in hand that are not closed yet, and credit notes that are not used up.
#[derive(Clone, Debug)]
pub struct OpenItems {
    pots: Arc<Pots>,
    invoices: Vec<BTreeSet<usize>>,
    sums: Vec<Money>,
    /// Currency, open amount, invoice.
    by_amount: BTreeSet<(usize, Money, usize)>,
    notes: Vec<BTreeSet<usize>>,
}

impl OpenItems {
    /// Nothing is open.
    pub fn none(pots: &Arc<Pots>) -> OpenItems {
        OpenItems {
            pots: Arc::clone(pots),
            invoices: vec![BTreeSet::new(); pots.len()],
            sums: vec![Money::ZERO; pots.len()],
            by_amount: BTreeSet::new(),
            notes: vec![BTreeSet::new(); pots.len()],
        }
    }

    /// An invoice of which `open` is to be paid.
    pub fn add(&mut self, at: usize, open: Money) {
        let pot = self.pots.of_invoice(at);
        if self.invoices[pot].insert(at) {
            self.sums[pot] += open;
            self.by_amount.insert((self.pots.currency(pot), open, at));
        }
    }

    /// Takes an invoice out, of which `open` was to be paid; false when it was not there.
    pub fn take(&mut self, at: usize, open: Money) -> bool {
        let pot = self.pots.of_invoice(at);
        let was_there = self.invoices[pot].remove(&at);
        if was_there {
            self.sums[pot] -= open;
            self.by_amount.remove(&(self.pots.currency(pot), open, at));
        }
        was_there
    }

    /// A credit note that may be used.
    pub fn add_note(&mut self, at: usize) {
        self.notes[self.pots.of_invoice(at)].insert(at);
    }

    /// A credit note that is used up.
    pub fn take_note(&mut self, at: usize) {
        self.notes[self.pots.of_invoice(at)].remove(&at);
    }

    /// Open invoices of some pots, by position.
    pub fn invoices<'a>(&'a self, pots: &'a [usize]) -> impl Iterator<Item = usize> + Clone + 'a {
        pots.iter()
            .flat_map(|pot| self.invoices[*pot].iter().copied())
    }

    /// What all open invoices of some pots come to.
    pub fn sum(&self, pots: &[usize]) -> Money {
        pots.iter().map(|pot| self.sums[*pot]).sum()
    }

    /// Credit notes of those of some pots in which an invoice is open, by position.
    pub fn notes<'a>(&'a self, pots: &'a [usize]) -> impl Iterator<Item = usize> + 'a {
        let owing = pots.iter().filter(|pot| !self.invoices[**pot].is_empty());
        owing.flat_map(|pot| self.notes[*pot].iter().copied())
    }

    /// Open invoices of a currency with exactly this amount open, whoever owes it.
    pub fn of_amount(&self, currency: usize, open: Money) -> impl Iterator<Item = usize> + '_ {
        let range = (currency, open, 0)..=(currency, open, usize::MAX);
        self.by_amount.range(range).map(|(_, _, at)| *at)
    }

    /// The open invoices of a currency nearest to an amount, at most `most`, nearest first.
    pub fn nearest(&self, currency: usize, amount: Money, most: usize) -> Vec<usize> {
        let above = (currency, amount, 0)..(currency + 1, Money(i64::MIN), 0);
        let above = self.by_amount.range(above).take(most);
        let mut near: Vec<(Money, usize)> =
            above.map(|(_, open, at)| (*open - amount, *at)).collect();
        let mut end = amount;
        for _ in 0..most {
            let below = (currency, Money(i64::MIN), 0)..(currency, end, 0);
            let Some((_, open, _)) = self.by_amount.range(below).next_back() else {
                break;
            };
            let equal = self.of_amount(currency, *open).take(most);
            near.extend(equal.map(|at| (amount - *open, at)));
            end = *open;
        }
        near.sort_unstable();
        near.truncate(most);
        near.into_iter().map(|(_, at)| at).collect()
    }
}
