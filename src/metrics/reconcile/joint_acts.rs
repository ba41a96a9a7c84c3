//! Acts that close one invoice together, such as those of each month of a quarter that was invoiced in advance.

use std::collections::BTreeMap;

use super::documents::Document;
use super::invoices::Invoice;
use crate::model::Money;

/// Months of a quarter, of half a year, of a year: an invoice may be of so many, and each of them have an act.
const MONTHS: [i64; 3] = [3, 6, 12];

/// Acts with an amount by the invoice that they close.
pub(super) struct JointActs<'d>(BTreeMap<usize, Vec<&'d Document>>);

impl<'d> JointActs<'d> {
    pub(super) fn of(documents: &'d [Document]) -> JointActs<'d> {
        let mut all: BTreeMap<usize, Vec<&Document>> = BTreeMap::new();
        let acts = documents.iter().filter(|document| document.is_act());
        for act in acts.filter(|act| act.amount.is_some()) {
            if let Some(at) = act.invoice {
                all.entry(at).or_default().push(act);
            }
        }
        JointActs(all)
    }

    fn amounts(&self, at: usize) -> impl Iterator<Item = Money> {
        let acts = self.0.get(&at).map_or(&[][..], Vec::as_slice);
        acts.iter().filter_map(|act| act.amount)
    }

    /// All that the acts of an invoice say.
    pub(super) fn sum(&self, at: usize) -> Money {
        self.amounts(at).sum()
    }

    /// True where they come to their invoice, or are equal parts of it of which some are still to come.
    pub(super) fn agree(&self, at: usize, invoice: &Invoice) -> bool {
        let sum = self.sum(at);
        let first = self.amounts(at).next().unwrap_or(Money::ZERO);
        let equal = self.amounts(at).all(|amount| amount == first);
        [invoice.gross, invoice.net].into_iter().any(|whole| {
            let is_part = |months: &i64| first.0.checked_mul(*months) == Some(whole.0);
            sum == whole || equal && sum < whole && MONTHS.iter().any(is_part)
        })
    }

    /// One of several acts of an invoice; what they say together is told at the last of them.
    pub(super) fn is_followed(&self, act: &Document) -> bool {
        let acts = act.invoice.and_then(|at| self.0.get(&at));
        let last = acts.and_then(|acts| acts.iter().max_by_key(|act| act.date));
        last.is_some_and(|last| !std::ptr::eq(*last, act))
    }

    pub(super) fn are_several(&self, at: usize) -> bool {
        self.0.get(&at).is_some_and(|acts| acts.len() > 1)
    }

    /// What an act says without tax: with tax is what is, alone or with the others, its invoice's gross, and what is neither.
    pub(super) fn net(&self, act: &Document, invoice: &Invoice) -> Option<Money> {
        let (amount, at) = (act.amount?, act.invoice?);
        let is_net = |money: Money| money == invoice.net && money != invoice.gross;
        if amount == invoice.gross {
            return Some(invoice.net);
        }
        if is_net(amount) || is_net(self.sum(at)) {
            return Some(amount);
        }
        let part = amount.scale(invoice.net.0, invoice.gross.0);
        Some(part.unwrap_or(amount))
    }
}
