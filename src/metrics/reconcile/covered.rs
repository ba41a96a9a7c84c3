//! What credit notes and cash that stands against no invoice would pay: the oldest invoices of the same client and currency first,
//! so that nobody is reminded of what has come.

use std::collections::BTreeSet;

use super::ledger::Ledger;
use crate::model::Money;

/// Open invoices of one client and currency, and what stands against all of them.
#[derive(Clone, Default)]
pub(super) struct Open {
    /// Days past due, what is open, position.
    invoices: Vec<(Option<i64>, Money, usize)>,
    credits: Money,
}

/// What is left when credits are held against the oldest first.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct AfterCredits {
    /// Past due.
    pub overdue: Money,
    /// Of the oldest that is past due.
    pub days: Option<i64>,
    /// Invoices that are paid in full so.
    pub covered: Vec<usize>,
}

impl Open {
    pub(super) fn after_credits(mut self) -> AfterCredits {
        // those without a due date come last
        self.invoices
            .sort_unstable_by_key(|(days, open, at)| (std::cmp::Reverse((*days, *open)), *at));
        let mut left = AfterCredits::default();
        let mut credits = self.credits.max(Money::ZERO);
        for (days, open, at) in self.invoices {
            let paid = open.min(credits);
            credits -= paid;
            if paid == open {
                left.covered.push(at);
            } else if let Some(days) = days.filter(|days| *days > 0) {
                left.overdue += open - paid;
                left.days = left.days.or(Some(days));
            }
        }
        left
    }
}

impl Ledger {
    /// What is open and what stands against it, by pot.
    pub(super) fn open_by_pot(&self) -> Vec<Open> {
        let mut pots = vec![Open::default(); self.pots.len()];
        for at in self.counted() {
            let open = self.open(at);
            let pot = &mut pots[self.pots.of_invoice(at)];
            if self.invoices[at].credit {
                pot.credits -= open;
            } else if open > Money::ZERO {
                pot.invoices.push((self.days_overdue(at), open, at));
            }
        }
        for (payment, cash) in self.cash_in_credits() {
            pots[self.pots.of_payment(payment)].credits += cash;
        }
        pots
    }

    /// Open invoices, by position, that credits of their client pay in full.
    pub(super) fn covered(&self) -> BTreeSet<usize> {
        let pots = self.open_by_pot().into_iter();
        pots.flat_map(|pot| pot.after_credits().covered).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credits_pay_the_oldest_debt_first() {
        let after = |credits: i64| {
            let open = Open {
                invoices: vec![
                    (Some(12), Money::units(40), 0),
                    (None, Money::units(7), 1),
                    (Some(95), Money::units(100), 2),
                    (Some(-5), Money::units(20), 3),
                    (Some(30), Money::units(60), 4),
                ],
                credits: Money::units(credits),
            };
            let left = open.after_credits();
            (left.overdue.to_string(), left.days, left.covered)
        };
        for (credits, overdue, days, covered) in [
            (0, "200", Some(95), vec![]),
            // refunds beyond what came in
            (-10, "200", Some(95), vec![]),
            (70, "130", Some(95), vec![]),
            (100, "100", Some(30), vec![2]),
            (165, "35", Some(12), vec![2, 4]),
            (200, "0", None, vec![2, 4, 0]),
            (500, "0", None, vec![2, 4, 0, 3, 1]),
        ] {
            assert_eq!(
                after(credits),
                (overdue.to_owned(), days, covered),
                "{credits}"
            );
        }
    }
}
