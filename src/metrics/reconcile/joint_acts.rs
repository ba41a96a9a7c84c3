//! Acts that close one invoice together, such as those of each month of a quarter that was invoiced in advance.

use std::collections::BTreeMap;

use super::documents::Document;
use super::invoices::Invoice;
use super::ledger::Ledger;
use crate::model::Money;

/// Months of two, of a quarter, of half a year, of a year: an invoice may be of so many, and each of them have an act.
const MONTHS: [i64; 4] = [2, 3, 6, 12];

/// Acts with an amount by the invoice that they close.
pub(super) struct JointActs<'d>(BTreeMap<usize, Vec<&'d Document>>);

impl<'d> JointActs<'d> {
    pub(super) fn of(documents: &'d [Document]) -> JointActs<'d> {
        let mut all: BTreeMap<usize, Vec<&Document>> = BTreeMap::new();
        let acts = documents.iter().filter(|document| document.is_act());
        for act in acts.filter(|act| act.amount.is_some() && act.also.is_empty()) {
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

    /// The acts of an invoice say what it does without tax.
    fn are_net(&self, at: usize, invoice: &Invoice) -> bool {
        invoice.net != invoice.gross && self.sum(at) == invoice.net
    }

    pub(super) fn are_several(&self, at: usize) -> bool {
        self.0.get(&at).is_some_and(|acts| acts.len() > 1)
    }

    /// What an act says without tax: with tax is what is, alone or with the others, its invoice's gross, and what is neither. One
    /// without an invoice has the tax of the others, unless acts of the client say what their invoices do without it.
    pub(super) fn net(&self, act: &Document, ledger: &Ledger, others: &[usize]) -> Option<Money> {
        let amount = act.amount?;
        let sums = |invoices: &[usize]| {
            let all = invoices.iter().map(|at| &ledger.invoices[*at]);
            (
                all.clone().map(|one| one.net).sum(),
                all.map(|one| one.gross).sum(),
            )
        };
        let own: Vec<usize> = act.closes().collect();
        let [at] = own[..] else {
            let (net, gross): (Money, Money) = sums(if own.is_empty() { others } else { &own });
            let untaxed = |at: &usize| self.are_net(*at, &ledger.invoices[*at]);
            let is_net = match own.is_empty() {
                true => self.0.keys().any(untaxed),
                false => amount == net,
            };
            let part = amount.scale(net.0, gross.0).filter(|_| !is_net);
            return Some(part.unwrap_or(amount));
        };
        let invoice = &ledger.invoices[at];
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
