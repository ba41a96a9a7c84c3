//! Everything that happened, in the order in which the ledger takes it, and the ledger as of one day after another.

use chrono::NaiveDate;

use super::books::Books;
use super::invoices::{Invoice, Standing};
use super::ledger::{Depth, Ledger};
use super::payments::Payment;
use super::pots::Pots;
use super::reference::Mentions;

/// What happened, by position; the order is that within a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fact {
    Invoice(usize),
    Credit(usize),
    MoneyIn(usize),
    MoneyOut(usize),
}

/// A fact and when it was known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Dated {
    /// None for what has no date: before everything else.
    pub on: Option<NaiveDate>,
    pub fact: Fact,
    /// Day of the last other fact that changes what is thought of it: the issue of an invoice that it names.
    late_on: Option<NaiveDate>,
}

/// All facts that may be in a balance, sorted.
pub(super) fn facts(
    invoices: &[Invoice],
    payments: &[Payment],
    mentions: &[Mentions],
    pots: &Pots,
    carried: impl Fn(usize) -> Vec<usize>,
) -> Vec<Dated> {
    let latest = |items: &[usize]| items.iter().filter_map(|at| invoices[*at].issued_on).max();
    let last_notes: Vec<Option<NaiveDate>> = (0..pots.len())
        .map(|pot| {
            let notes = pots.invoices(pot).filter(|at| invoices[*at].credit);
            notes.filter_map(|at| invoices[at].issued_on).max()
        })
        .collect();
    let issued = invoices.iter().enumerate();
    let issued = issued.filter(|(_, invoice)| invoice.standing == Standing::Issued);
    let mut all: Vec<Dated> = issued
        .map(|(at, invoice)| Dated {
            on: invoice.issued_on,
            fact: if invoice.credit {
                Fact::Credit(at)
            } else {
                Fact::Invoice(at)
            },
            late_on: {
                let named = invoice.credit.then(|| latest(&carried(at))).flatten();
                named.max(invoice.apart.as_ref().and_then(|apart| apart.from))
            },
        })
        .collect();
    all.extend(payments.iter().enumerate().map(|(at, payment)| Dated {
        on: Some(payment.date),
        fact: if payment.outgoing {
            Fact::MoneyOut(at)
        } else {
            Fact::MoneyIn(at)
        },
        late_on: if payment.outgoing {
            last_notes[pots.of_payment(at)]
        } else {
            mentions[at].complete_on
        },
    }));
    all.sort_unstable();
    all
}

/// The balances as of one day after another. What no later fact can change is worked out once.
pub(super) struct Running<'b> {
    books: &'b Books,
    /// All facts before `next`, as every day from the last one asked for on sees them.
    settled: Ledger,
    next: usize,
    day: Option<NaiveDate>,
}

impl<'b> Running<'b> {
    /// Nothing has happened yet.
    pub(super) fn of(books: &'b Books) -> Running<'b> {
        Running {
            books,
            settled: Ledger::empty(Depth::Balances, books, NaiveDate::MIN),
            next: 0,
            day: None,
        }
    }

    /// The ledger as of a day, to the depth of balances; quickest when days come in order. What people answered may be about any
    /// day, so with answers every day is worked out from the beginning.
    pub(super) fn ledger_on(&mut self, day: NaiveDate) -> Ledger {
        if self.books.answers.any() || self.day.is_some_and(|last| day < last) {
            return Ledger::keep_to(Depth::Balances, self.books, day);
        }
        let facts = &self.books.facts;
        let end = facts.partition_point(|fact| fact.on.is_none_or(|on| on <= day));
        let known = |fact: &Dated| fact.late_on.is_none_or(|late| late <= day);
        let sure = facts[self.next..end]
            .iter()
            .take_while(|fact| known(fact))
            .count();
        self.settled.turn_to(day, self.books);
        self.settled
            .take_facts(&facts[self.next..self.next + sure], self.books);
        self.next += sure;
        if let Some(next) = facts.get(self.next) {
            self.settled
                .forget_before(next.on.unwrap_or(NaiveDate::MIN));
        }
        self.day = Some(day);
        let mut ledger = self.settled.clone();
        ledger.take_facts(&facts[self.next..end], self.books);
        ledger.close(self.books);
        ledger
    }
}

#[cfg(test)]
mod tests {
    use super::super::planted::{AS_OF, agency};
    use super::super::seeded::books_of;
    use super::*;
    use crate::metrics::testing::date;

    #[test]
    fn a_day_after_another_is_as_if_it_were_the_first() {
        for seed in 301..306 {
            let (_, _, books) = books_of(&agency(seed));
            let mut running = Running::of(&books);
            for day in [
                "2026-05-03",
                "2026-05-31",
                "2026-06-30",
                "2026-06-30",
                "2026-08-15",
                AS_OF,
                "2026-07-31",
                "2027-01-31",
            ] {
                let day = date(day);
                let (quick, slow) = (
                    running.ledger_on(day),
                    Ledger::keep_to(Depth::Balances, &books, day),
                );
                assert_eq!(quick.links, slow.links, "seed {seed}, {day}");
                assert_eq!(quick.lines, slow.lines, "seed {seed}, {day}");
                assert_eq!(quick.credit_uses, slow.credit_uses, "seed {seed}, {day}");
                assert_eq!(quick.refunds, slow.refunds, "seed {seed}, {day}");
                assert_eq!(quick.payments, slow.payments, "seed {seed}, {day}");
            }
        }
    }
}
