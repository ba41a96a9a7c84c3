//! Steps 6 to 10 of the ladder: the payer is known, and the line names no invoice of it.

use std::sync::Arc;

use super::earlier::Earlier;
use super::item_words::{only_named, says_all};
use super::ladder::NEAREST;
use super::ledger::Ledger;
use super::reference::Mentions;
use super::said_work::{is_of_another_month, only_said};
use super::subsets::{Combinations, combinations};
use super::tolerance::is_rounding;
use super::verdict::{Confidence, Rule, Verdict};
use crate::model::phrase::phrase;
use crate::model::{Money, Phrase};

/// Equal open invoices among which a contract or a day is looked for.
const EQUALS: usize = 64;

impl Ledger {
    /// The payer's own invoices come first, then those of its group.
    pub(super) fn judge_amount(&self, at: usize, mentions: &Mentions) -> Verdict {
        let pot = self.pots.of_payment(at);
        let own = [pot];
        let group = self.pots.together(pot);
        let pools = [Some(&own[..]), (group.len() > 1).then_some(group)];
        for pots in pools.into_iter().flatten() {
            if let Some(verdict) = self.judge_whole(at, pots, mentions) {
                return verdict;
            }
        }
        // what is open in this amount may be what is paid: nothing is paid twice while that is so
        let is_open = self
            .paid_by(at)
            .any(|item| group.contains(&self.pots.of_invoice(item)));
        if let Some(verdict) = self.duplicate(at).filter(|_| !is_open) {
            return verdict;
        }
        if let Some(verdict) = self.before_files(at, is_open, mentions) {
            return verdict;
        }
        let searched = self.explains() || self.takes_only_combination;
        for pots in pools.into_iter().flatten().filter(|_| searched) {
            let pool: Vec<usize> = self.items.invoices(pots).collect();
            if let Some(verdict) = self.propose(at, &pool, mentions) {
                return verdict;
            }
        }
        if let Some(verdict) = self.part_of_what_is_said(at, &own) {
            return verdict;
        }
        let evidence = self.why(|| {
            let near = self.nearest(at, self.items.invoices(&own));
            if near.is_empty() {
                return phrase("nothing is open", &[]);
            }
            let near = self.name_distances(&self.payments[at], &near);
            phrase("no invoice fits, nearest by amount: {}", &[&near])
        });
        Verdict::new(Rule::Prepayment, Confidence::D, Vec::new(), evidence)
    }

    /// Soon after the files begin, the number of an invoice that they do not have, and no open invoice of the amount.
    fn before_files(&self, at: usize, is_open: bool, mentions: &Mentions) -> Option<Verdict> {
        let Some(Earlier::OfNoSeries(first)) = mentions.earlier else {
            return None;
        };
        let pots = self.pots.together(self.pots.of_payment(at));
        if is_open || self.all_due(at, pots).is_some() {
            return None;
        }
        let evidence = self.why(|| {
            phrase(
                "the text names a number that no invoice has, and the first invoice of the files is of {}",
                &[&first],
            )
        });
        Some(Verdict::new(
            Rule::BeforeFiles,
            Confidence::D,
            Vec::new(),
            evidence,
        ))
    }

    /// Steps 6 and 7. A number that no invoice has, and the word for an advance, speak against an invoice that only its
    /// amount names.
    fn judge_whole(&self, at: usize, pots: &[usize], mentions: &Mentions) -> Option<Verdict> {
        if mentions.unknown || mentions.advance {
            return None;
        }
        let payment = &self.payments[at];
        if let Some((item, evidence)) = self.only_equal(at, pots, mentions) {
            let parts = self.fill(payment, &[item]);
            return Some(Verdict::new(Rule::Amount, Confidence::B, parts, evidence));
        }
        if let Some(verdict) = self.judge_series(at, pots, mentions) {
            return Some(verdict);
        }
        let items = self.all_due(at, pots)?;
        let mut equal = self
            .paid_by(at)
            .filter(|item| pots.contains(&self.pots.of_invoice(*item)));
        if equal.any(|item| items != [item]) {
            return None;
        }
        let evidence =
            self.why(|| phrase("the amount is all that is due: {}", &[&self.name(&items)]));
        let parts = self.fill(payment, &items);
        Some(Verdict::new(Rule::TotalDue, Confidence::B, parts, evidence))
    }

    /// Step 9 where it changes no balance: the oldest of equal invoices of one monthly series.
    fn judge_series(&self, at: usize, pots: &[usize], mentions: &Mentions) -> Option<Verdict> {
        let payment = &self.payments[at];
        let own = self.paid_by(at).take(EQUALS).filter(|item| {
            pots.contains(&self.pots.of_invoice(*item)) && self.is_of_contracts(*item, mentions)
        });
        let own: Vec<usize> = own.collect();
        let oldest = self.oldest_of_series(at, &own)?;
        let evidence = self.why(|| {
            phrase(
                "equal invoices of one series that differ by their month alone, the oldest open one is taken: {}",
                &[&self.name(&[oldest])],
            )
        });
        let parts = self.fill(payment, &[oldest]);
        Some(Verdict::new(Rule::Oldest, Confidence::B, parts, evidence))
    }

    /// The text names no contract, or not another one than the invoice.
    fn is_of_contracts(&self, item: usize, mentions: &Mentions) -> bool {
        let contract = &self.invoices[item].names_contract;
        mentions.contracts.is_empty()
            || contract.is_empty()
            || mentions.contracts.contains(contract)
    }

    /// The invoice of some pots that alone has this amount open, of all clients' or of those of the contract or the day that the text
    /// names.
    fn only_equal(
        &self,
        at: usize,
        pots: &[usize],
        mentions: &Mentions,
    ) -> Option<(usize, Arc<Phrase>)> {
        let in_pots = |item: &usize| pots.contains(&self.pots.of_invoice(*item));
        let fits = |item: usize| self.is_of_contracts(item, mentions);
        let mut all = self.paid_by(at);
        if let (Some(only), None) = (all.next(), all.next()) {
            let due = self.all_due(at, pots);
            if !in_pots(&only) || !fits(only) || due.is_some_and(|due| due != [only]) {
                return None;
            }
            if is_of_another_month(&self.payments[at].reference, &self.invoices[only]) {
                return None;
            }
            let evidence =
                self.why(|| phrase("only {} has this amount open", &[&self.name(&[only])]));
            return Some((only, evidence));
        }
        let said = |item: &usize| {
            let invoice = &self.invoices[*item];
            let contract = &invoice.names_contract;
            let of_contract = !contract.is_empty() && mentions.contracts.contains(contract);
            let of_day = invoice
                .issued_on
                .is_some_and(|day| mentions.dates.contains(&day));
            of_contract || (of_day && fits(*item))
        };
        let equal = self.paid_by(at).take(EQUALS).filter(in_pots);
        let equal: Vec<usize> = equal.collect();
        let mut of_text = equal.iter().copied().filter(said);
        let (Some(only), None) = (of_text.next(), of_text.next()) else {
            return self.only_for_what_is_said(at, equal.into_iter().filter(|item| fits(*item)));
        };
        let evidence = self.why(|| {
            let invoice = &self.invoices[only];
            let day = invoice.issued_on.map(|day| day.to_string());
            phrase(
                "only {} (contract {}, {}) has this amount open and is what the text speaks of",
                &[&invoice.number, &invoice.contract, &day.unwrap_or_default()],
            )
        });
        Some((only, evidence))
    }

    /// Of some invoices of which the line's amount is open the one that alone is for what the text says.
    fn only_for_what_is_said(
        &self,
        at: usize,
        equal: impl Iterator<Item = usize>,
    ) -> Option<(usize, Arc<Phrase>)> {
        let told = |item: usize| {
            let invoice = &self.invoices[item];
            (item, format!("{} {}", invoice.item, invoice.period))
        };
        let told: Vec<(usize, String)> = equal.map(told).collect();
        let text = &self.payments[at].reference;
        let equal = told.iter().map(|(item, _)| (*item, &self.invoices[*item]));
        let whole = || match told.as_slice() {
            [(only, _)] => says_all(text, &self.invoices[*only].item).then_some(*only),
            _ => None,
        };
        let only = only_said(text, equal)
            .or_else(|| only_named(text, &told))
            .or_else(whole)?;
        let evidence = self.why(|| {
            let invoice = &self.invoices[only];
            let said = [&*invoice.item, text]
                .into_iter()
                .find(|said| !said.is_empty());
            phrase(
                "of those with this amount open only {} is for what the text says ({})",
                &[&invoice.number, &said.unwrap_or_default()],
            )
        });
        Some((only, evidence))
    }

    /// A part of the only open invoice whose words the text says whole: proposed, for the rest may be meant for something else.
    fn part_of_what_is_said(&self, at: usize, pots: &[usize]) -> Option<Verdict> {
        let payment = &self.payments[at];
        let larger = self.items.invoices(pots).filter(|item| {
            let invoice = &self.invoices[*item];
            self.explains()
                && self.open(*item) > payment.amount
                && says_all(&payment.reference, &invoice.item)
        });
        let mut larger = larger.take(2);
        let (Some(item), None) = (larger.next(), larger.next()) else {
            return None;
        };
        let evidence = phrase(
            "the text says what {} is for ({}), {} of {} is paid",
            &[
                &self.invoices[item].number,
                &self.invoices[item].item,
                &payment.amount,
                &self.open(item),
            ],
        );
        let parts = self.fill(payment, &[item]);
        Some(Verdict::new(
            Rule::PartPayment,
            Confidence::C,
            parts,
            evidence,
        ))
    }

    /// Open invoices, whoever owes them, of which exactly the line's amount, with or without its fee, is open.
    pub(super) fn paid_by(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        let payment = &self.payments[at];
        let currency = self.pots.currency(self.pots.of_payment(at));
        let with_fee = (payment.fee != Money::ZERO).then(|| payment.amount + payment.fee);
        let amounts = [Some(payment.amount), with_fee].into_iter().flatten();
        amounts.flat_map(move |amount| self.items.of_amount(currency, amount))
    }

    /// All open invoices, all overdue ones, or all open ones less the open credit notes, when that is the
    /// amount.
    fn all_due(&self, at: usize, pots: &[usize]) -> Option<Vec<usize>> {
        let payment = &self.payments[at];
        let open = self.items.sum(pots);
        if payment.is(open) {
            return Some(self.items.invoices(pots).collect());
        }
        if payment.amount > open {
            return None;
        }
        let overdue = |item: &usize| {
            let due = self.invoices[*item].due_on;
            due.is_some_and(|due| due < payment.date)
        };
        let late = self.items.invoices(pots).filter(overdue);
        if payment.is(late.clone().map(|item| self.open(item)).sum()) {
            return Some(late.collect());
        }
        let noted = |item: &usize| self.invoices[*item].counts_on(payment.date);
        let notes: Vec<usize> = self.items.notes(pots).filter(noted).collect();
        let credit: Money = notes.iter().map(|note| self.open(*note)).sum();
        payment.is(open + credit).then(|| {
            let invoices = self.items.invoices(pots);
            notes.iter().copied().chain(invoices).collect()
        })
    }

    /// Steps 8 and 9: combinations, and amounts short by a fee. The only combination is taken where the settings say so and the
    /// text does not speak against it.
    fn propose(&self, at: usize, pool: &[usize], mentions: &Mentions) -> Option<Verdict> {
        let payment = &self.payments[at];
        let open: Vec<Money> = pool.iter().map(|item| self.open(*item)).collect();
        let named = |found: Vec<usize>| -> Vec<usize> {
            found.into_iter().map(|place| pool[place]).collect()
        };
        match combinations(&open, payment.amount) {
            Combinations::Only(found) => {
                let items = named(found);
                let rule = if items.len() == 1 {
                    Rule::Amount
                } else {
                    Rule::Subset
                };
                let evidence = phrase(
                    "only {} together have this amount, nothing else says so",
                    &[&self.name(&items)],
                );
                let parts = self.fill(payment, &items);
                let silent = !mentions.unknown && !mentions.advance;
                let taken = self.takes_only_combination && silent && rule == Rule::Subset;
                let sure = if taken { Confidence::B } else { Confidence::C };
                Some(Verdict::new(rule, sure, parts, evidence))
            }
            Combinations::Several(found) => {
                let ways: Vec<Vec<usize>> = found.into_iter().map(named).collect();
                let evidence = phrase(
                    "several ways to make this amount: {}",
                    &[&self.name_ways(&ways)],
                );
                Some(self.oldest(at, pool, evidence).or(ways))
            }
            Combinations::Unproven(found) => {
                let ways: Vec<Vec<usize>> = found.into_iter().map(named).collect();
                let evidence = phrase(
                    "the search for combinations of {} open invoices stopped before its end, found: {}",
                    &[&pool.len(), &self.name_ways(&ways)],
                );
                Some(self.oldest(at, pool, evidence).or(ways))
            }
            Combinations::Nothing => self.propose_short(at, pool),
        }
    }

    fn propose_short(&self, at: usize, pool: &[usize]) -> Option<Verdict> {
        let payment = &self.payments[at];
        let mut short = pool.iter().copied().filter(|item| {
            let open = self.open(*item);
            is_rounding(open - payment.amount, 1)
                || self
                    .tolerance
                    .forgives(open, payment.amount, &payment.currency)
        });
        let (item, None) = (short.next()?, short.next()) else {
            return None;
        };
        let lacking = self.open(item) - payment.amount;
        let parts = self.fill(payment, &[item]);
        if is_rounding(lacking, 1) {
            let evidence = phrase(
                "but for {} of rounding it is what is open of {}, nothing else says so",
                &[&lacking, &self.name(&[item])],
            );
            return Some(Verdict::new(Rule::Rounding, Confidence::C, parts, evidence));
        }
        let evidence = phrase(
            "{} would be short by {} as a bank fee, nothing else says so",
            &[&self.name(&[item]), &lacking],
        );
        Some(Verdict::new(Rule::Fee, Confidence::C, parts, evidence))
    }

    /// What people would take for such a line: the oldest invoice of its amount, else the oldest ones as far as it reaches; those
    /// that another line is proposed for come last.
    fn oldest(&self, at: usize, pool: &[usize], evidence: Phrase) -> Verdict {
        let age = |item: &usize| {
            let promised = self.promised.contains(item);
            (promised, self.invoices[*item].issued_on, *item)
        };
        let payment = &self.payments[at];
        let equal = pool
            .iter()
            .copied()
            .filter(|item| payment.is(self.open(*item)));
        let items = match equal.min_by_key(age) {
            Some(equal) => vec![equal],
            None => {
                let mut items = pool.to_vec();
                items.sort_by_key(age);
                items
            }
        };
        let parts = self.fill(&self.payments[at], &items);
        Verdict::new(Rule::Ambiguous, Confidence::D, parts, evidence)
    }

    /// The nearest of some open invoices by amount.
    fn nearest(&self, at: usize, items: impl Iterator<Item = usize>) -> Vec<usize> {
        let amount = self.payments[at].amount;
        let mut near: Vec<(Money, usize)> = items
            .map(|item| ((self.open(item) - amount).abs(), item))
            .collect();
        if near.len() > NEAREST {
            near.select_nth_unstable(NEAREST);
            near.truncate(NEAREST);
        }
        near.sort_unstable();
        near.into_iter().map(|(_, item)| item).collect()
    }

    fn name_ways(&self, ways: &[Vec<usize>]) -> String {
        let ways: Vec<String> = ways
            .iter()
            .map(|way| self.name(way).replace(", ", " + "))
            .collect();
        if ways.is_empty() {
            "-".to_owned()
        } else {
            ways.join("; ")
        }
    }
}
