//! The matching ladder: what one bank line belongs to, how sure that is, and why (`peers.md` 5.3).
//!
//! 'Amount equal' means equal to what is open at the payment's date. Amount alone speaks only for invoices
//! issued by then; a number speaks for later ones too (a prepayment). Same currency only.

use super::ledger::{Depth, Ledger};
use super::payments::Payment;
use super::reference::Mention;
use super::subsets::{Combinations, combinations};
use super::verdict::{Confidence, Part, Rule, Verdict};
use crate::model::phrase::phrase;
use crate::model::{Money, Phrase};

/// Nearest candidates that are named for a line that nothing fits.
const NEAREST: usize = 3;

impl Ledger {
    /// Step 1: what a person answered; none when nobody did, or no invoice has the number.
    pub(super) fn judge_answer(&self, at: usize) -> Option<Verdict> {
        let payment = &self.payments[at];
        let answer = self.answers.about(payment)?;
        let Some(text) = answer.numbers() else {
            let evidence = phrase("a person said that it belongs to no invoice", &[]);
            return Some(Verdict::new(
                Rule::Refused,
                Confidence::A,
                Vec::new(),
                evidence,
            ));
        };
        let mentions = self
            .numbers
            .find_in_column(text, &|invoice| self.counts(invoice));
        let items: Option<Vec<usize>> = mentions
            .known
            .iter()
            .map(|mention| self.own_or_only(payment, mention))
            .collect();
        let items = items.filter(|items| !items.is_empty())?;
        let parts = self.fill(payment, &items);
        let evidence = phrase("a person said so: {}", &[&answer.typed]);
        Some(Verdict::new(
            Rule::Confirmed,
            Confidence::A,
            parts,
            evidence,
        ))
    }

    /// Steps 2 to 13.
    pub(super) fn judge(&self, at: usize, depth: Depth) -> Verdict {
        let payment = &self.payments[at];
        let mentions = self.mentions(at);
        let Some(client) = payment.client.as_deref() else {
            return self.judge_stranger(payment, &mentions.known);
        };
        let resolved: Vec<Option<usize>> = mentions
            .known
            .iter()
            .map(|mention| self.own(payment, client, mention))
            .collect();
        let items: Vec<usize> = resolved.iter().copied().flatten().collect();
        if !items.is_empty() && items.len() == resolved.len() {
            let fuzzy = mentions.known.iter().any(|mention| mention.fuzzy);
            return self.judge_numbers(payment, &items, fuzzy);
        }
        if !mentions.known.is_empty() && mentions.known.iter().all(|mention| !mention.fuzzy) {
            return self.judge_foreign_number(payment, &mentions.known);
        }
        self.judge_amount(payment, client, mentions.unknown, depth)
    }

    /// Steps 2 to 5: the line names invoices of its payer.
    fn judge_numbers(&self, payment: &Payment, items: &[usize], fuzzy: bool) -> Verdict {
        let open: Money = items.iter().map(|at| self.open(*at)).sum();
        let names = self.name(items);
        let several = items.len() > 1;
        let sure = if fuzzy { Confidence::B } else { Confidence::A };
        let likely = if fuzzy { Confidence::C } else { Confidence::B };
        let parts = self.fill(payment, items);
        if open <= Money::ZERO {
            return self.duplicate(payment).unwrap_or_else(|| {
                let evidence = phrase("{} is closed already", &[&names]);
                Verdict::new(Rule::Prepayment, Confidence::D, Vec::new(), evidence)
            });
        }
        if payment.amount == open || payment.amount + payment.fee == open {
            let rule = if several { Rule::Numbers } else { Rule::Number };
            let evidence = phrase("the text names {}, payer and amount agree", &[&names]);
            return Verdict::new(rule, sure, parts, evidence);
        }
        if self
            .tolerance
            .forgives(open, payment.amount, &payment.currency)
        {
            let short = open - payment.amount;
            let evidence = phrase(
                "the text names {}, short by {} as a bank fee",
                &[&names, &short],
            );
            return Verdict::new(Rule::Fee, likely, parts, evidence);
        }
        if payment.amount < open {
            let evidence = phrase(
                "the text names {}, {} of {} is paid",
                &[&names, &payment.amount, &open],
            );
            let confidence = if several { Confidence::C } else { likely };
            return Verdict::new(Rule::PartPayment, confidence, parts, evidence);
        }
        let evidence = phrase(
            "the text names {}, {} more than the {} open",
            &[&names, &(payment.amount - open), &open],
        );
        Verdict::new(Rule::Overpayment, likely, parts, evidence)
    }

    /// Step 11: the line names invoices that are not its payer's, or not in its currency.
    fn judge_foreign_number(&self, payment: &Payment, known: &[Mention]) -> Verdict {
        let all: Vec<usize> = known
            .iter()
            .flat_map(|mention| mention.invoices.clone())
            .collect();
        let (same, other): (Vec<usize>, Vec<usize>) = all
            .into_iter()
            .partition(|at| self.invoices[*at].currency == payment.currency);
        if same.is_empty() {
            let evidence = phrase(
                "the text names {}, which is in another currency",
                &[&self.name(&other)],
            );
            return Verdict::new(Rule::OtherCurrency, Confidence::D, Vec::new(), evidence)
                .or(vec![other]);
        }
        let related = |at: &usize| {
            let owner = &self.invoices[*at].client;
            payment
                .client
                .as_deref()
                .is_some_and(|client| self.accounts.together(client, owner))
        };
        if same.iter().filter(|at| related(at)).count() > 1 && known.len() == 1 {
            let evidence = phrase("several invoices have the number {}", &[&self.name(&same)]);
            return Verdict::new(Rule::Ambiguous, Confidence::D, Vec::new(), evidence)
                .or(same.iter().map(|at| vec![*at]).collect());
        }
        let evidence = phrase(
            "the text names {}, an invoice of another client",
            &[&self.name_with_client(&same)],
        );
        let parts = if same.len() == known.len() {
            self.fill(payment, &same)
        } else {
            Vec::new()
        };
        Verdict::new(Rule::ThirdParty, Confidence::D, parts, evidence).or(vec![same])
    }

    /// Steps 11 to 13: nobody knows the payer.
    fn judge_stranger(&self, payment: &Payment, known: &[Mention]) -> Verdict {
        if !known.is_empty() && known.iter().all(|mention| !mention.fuzzy) {
            return self.judge_foreign_number(payment, known);
        }
        let open = self.open_items(payment, |_| true);
        let equal: Vec<usize> = open
            .iter()
            .copied()
            .filter(|at| self.is_paid_by(*at, payment))
            .collect();
        if let [only] = equal.as_slice() {
            let evidence = phrase(
                "only {} has this amount open, the payer is unknown",
                &[&self.name_with_client(&equal)],
            );
            let parts = self.fill(payment, &[*only]);
            return Verdict::new(Rule::AmountOnly, Confidence::D, parts, evidence);
        }
        let evidence = phrase(
            "no invoice fits, nearest by amount: {}",
            &[&self.nearest(payment, &open)],
        );
        Verdict::new(Rule::Unmatched, Confidence::D, Vec::new(), evidence)
            .or(equal.into_iter().map(|at| vec![at]).collect())
    }

    /// Steps 6 to 10: the payer is known and names no invoice. The payer's own invoices come first, then
    /// those of its group.
    fn judge_amount(&self, payment: &Payment, client: &str, misses: bool, depth: Depth) -> Verdict {
        let own = self.open_items(payment, |owner| owner == client);
        let group = self.open_items(payment, |owner| self.accounts.together(client, owner));
        for pool in [&own, &group] {
            if let Some(verdict) = self.judge_whole(payment, pool, misses) {
                return verdict;
            }
        }
        if let Some(verdict) = self.duplicate(payment) {
            return verdict;
        }
        for pool in [&own, &group] {
            if depth == Depth::Balances {
                break;
            }
            if let Some(verdict) = self.propose(payment, pool) {
                return verdict;
            }
        }
        let evidence = if own.is_empty() {
            phrase("nothing is open", &[])
        } else {
            phrase(
                "no invoice fits, nearest by amount: {}",
                &[&self.nearest(payment, &own)],
            )
        };
        Verdict::new(Rule::Prepayment, Confidence::D, Vec::new(), evidence)
    }

    /// Steps 6 and 7. A number that no invoice has speaks against an invoice that only its amount names.
    fn judge_whole(&self, payment: &Payment, pool: &[usize], misses: bool) -> Option<Verdict> {
        if misses {
            return None;
        }
        let equal: Vec<usize> = pool
            .iter()
            .copied()
            .filter(|at| self.is_paid_by(*at, payment))
            .collect();
        let everywhere = self.open_items(payment, |_| true);
        let rivals = everywhere
            .iter()
            .filter(|at| self.is_paid_by(**at, payment))
            .count();
        if equal.len() == 1 && rivals == 1 {
            let evidence = phrase("only {} has this amount open", &[&self.name(&equal)]);
            let parts = self.fill(payment, &equal);
            return Some(Verdict::new(Rule::Amount, Confidence::B, parts, evidence));
        }
        let items = self.all_due(payment, pool)?;
        let evidence = phrase("the amount is all that is due: {}", &[&self.name(&items)]);
        let parts = self.fill(payment, &items);
        Some(Verdict::new(Rule::TotalDue, Confidence::B, parts, evidence))
    }

    /// All open invoices, all overdue ones, or all open ones less the open credit notes, when that is the
    /// amount.
    fn all_due(&self, payment: &Payment, pool: &[usize]) -> Option<Vec<usize>> {
        let overdue = |at: &usize| {
            self.invoices[*at]
                .due_on
                .is_some_and(|due| due < payment.date)
        };
        let owners: Vec<&str> = pool
            .iter()
            .map(|at| self.invoices[*at].client.as_str())
            .collect();
        let notes = self.counted().filter(|at| {
            let note = &self.invoices[*at];
            note.credit
                && note.counts_on(payment.date)
                && note.currency == payment.currency
                && owners.contains(&note.client.as_str())
                && self.open(*at).is_negative()
        });
        let all: Vec<usize> = pool.to_vec();
        let late: Vec<usize> = pool.iter().copied().filter(overdue).collect();
        let net: Vec<usize> = notes.chain(pool.iter().copied()).collect();
        [all, late, net].into_iter().find(|items| {
            let due: Money = items.iter().map(|at| self.open(*at)).sum();
            due == payment.amount || due == payment.amount + payment.fee
        })
    }

    /// Steps 8 and 9: combinations, and amounts short by a fee.
    fn propose(&self, payment: &Payment, pool: &[usize]) -> Option<Verdict> {
        let open: Vec<Money> = pool.iter().map(|at| self.open(*at)).collect();
        let named =
            |found: Vec<usize>| -> Vec<usize> { found.into_iter().map(|at| pool[at]).collect() };
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
                Some(Verdict::new(
                    rule,
                    Confidence::C,
                    self.fill(payment, &items),
                    evidence,
                ))
            }
            Combinations::Several(found) => {
                let ways: Vec<Vec<usize>> = found.into_iter().map(named).collect();
                let evidence = phrase(
                    "several ways to make this amount: {}",
                    &[&self.name_ways(&ways)],
                );
                Some(self.oldest_first(payment, pool, evidence).or(ways))
            }
            Combinations::Unproven(found) => {
                let ways: Vec<Vec<usize>> = found.into_iter().map(named).collect();
                let evidence = phrase(
                    "too many open invoices to prove one way, found: {}",
                    &[&self.name_ways(&ways)],
                );
                Some(self.oldest_first(payment, pool, evidence).or(ways))
            }
            Combinations::Nothing => self.propose_short(payment, pool),
        }
    }

    fn propose_short(&self, payment: &Payment, pool: &[usize]) -> Option<Verdict> {
        let mut short = pool.iter().copied().filter(|at| {
            self.tolerance
                .forgives(self.open(*at), payment.amount, &payment.currency)
        });
        let (item, None) = (short.next()?, short.next()) else {
            return None;
        };
        let lacking = self.open(item) - payment.amount;
        let evidence = phrase(
            "{} would be short by {} as a bank fee, nothing else says so",
            &[&self.name(&[item]), &lacking],
        );
        Some(Verdict::new(
            Rule::Fee,
            Confidence::C,
            self.fill(payment, &[item]),
            evidence,
        ))
    }

    fn oldest_first(&self, payment: &Payment, pool: &[usize], evidence: Phrase) -> Verdict {
        let mut items = pool.to_vec();
        items.sort_by_key(|at| (self.invoices[*at].issued_on, *at));
        let parts = self.fill(payment, &items);
        Verdict::new(Rule::Ambiguous, Confidence::D, parts, evidence)
    }

    /// A second payment of the same payer and amount within some days (settings), while all that the first paid is closed.
    fn duplicate(&self, payment: &Payment) -> Option<Verdict> {
        let twin = self.lines.iter().find(|line| {
            let other = &self.payments[line.payment];
            line.verdict.confidence.decided()
                && !line.verdict.parts.is_empty()
                && other.account() == payment.account()
                && other.amount == payment.amount
                && other.currency == payment.currency
                && (other.date - payment.date).num_days().abs() <= self.duplicate_days
                && line
                    .verdict
                    .parts
                    .iter()
                    .all(|part| self.open(part.invoice) <= Money::ZERO)
        })?;
        let items: Vec<usize> = twin.verdict.parts.iter().map(|part| part.invoice).collect();
        let evidence = phrase(
            "{} was paid with the same amount on {}",
            &[&self.name(&items), &self.payments[twin.payment].date],
        );
        Some(Verdict::new(Rule::Duplicate, Confidence::D, Vec::new(), evidence).or(vec![items]))
    }

    /// Spreads a line over items in their order. What lacks within the tolerance, or is the fee that the line
    /// itself names, is the fee of the last one.
    fn fill(&self, payment: &Payment, items: &[usize]) -> Vec<Part> {
        let open: Money = items.iter().map(|at| self.open(*at)).sum();
        let lacking = open - payment.amount;
        let fee = if lacking > Money::ZERO
            && (lacking == payment.fee
                || self
                    .tolerance
                    .forgives(open, payment.amount, &payment.currency))
        {
            lacking
        } else {
            Money::ZERO
        };
        let mut cash = payment.amount;
        for at in items {
            cash -= self.open(*at).min(Money::ZERO);
        }
        let mut parts = Vec::new();
        for at in items {
            let open = self.open(*at);
            let share = if open.is_negative() {
                open
            } else {
                open.min(cash)
            };
            if !open.is_negative() {
                cash -= share;
            }
            if share != Money::ZERO {
                parts.push(Part {
                    invoice: *at,
                    cash: share,
                    fee: Money::ZERO,
                });
            }
        }
        if let Some(last) = parts.iter_mut().rev().find(|part| part.cash > Money::ZERO) {
            last.fee = fee;
        }
        parts
    }

    /// The one invoice of a number that is the payer's or its group's, in the line's currency.
    fn own(&self, payment: &Payment, client: &str, mention: &Mention) -> Option<usize> {
        let fits = |owner: &dyn Fn(&str) -> bool| -> Vec<usize> {
            let of = mention.invoices.iter().copied();
            of.filter(|at| self.invoices[*at].currency == payment.currency)
                .filter(|at| owner(&self.invoices[*at].client))
                .collect()
        };
        let own = fits(&|owner| owner == client);
        let pool = if own.is_empty() {
            fits(&|owner| self.accounts.together(client, owner))
        } else {
            own
        };
        match pool.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// For answers of people: the payer's invoice, else the only one of that number.
    fn own_or_only(&self, payment: &Payment, mention: &Mention) -> Option<usize> {
        let own = payment
            .client
            .as_deref()
            .and_then(|client| self.own(payment, client, mention));
        own.or_else(|| {
            let mut same = mention
                .invoices
                .iter()
                .copied()
                .filter(|at| self.invoices[*at].currency == payment.currency);
            let (only, None) = (same.next()?, same.next()) else {
                return None;
            };
            Some(only)
        })
    }

    /// Open invoices at the payment's date in its currency, oldest first within a client.
    fn open_items(&self, payment: &Payment, owner: impl Fn(&str) -> bool) -> Vec<usize> {
        let items = self.still_open.iter().copied();
        items
            .filter(|at| {
                let invoice = &self.invoices[*at];
                invoice.currency == payment.currency && owner(&invoice.client)
            })
            .collect()
    }

    fn is_paid_by(&self, at: usize, payment: &Payment) -> bool {
        let open = self.open(at);
        open == payment.amount || open == payment.amount + payment.fee
    }

    /// The nearest open invoices and by how much they differ.
    fn nearest(&self, payment: &Payment, pool: &[usize]) -> String {
        let mut near: Vec<usize> = pool.to_vec();
        near.sort_by_key(|at| ((self.open(*at) - payment.amount).abs(), *at));
        let shown = near.iter().take(NEAREST).map(|at| {
            let invoice = &self.invoices[*at];
            let difference = self.open(*at) - payment.amount;
            let sign = if difference.is_negative() { "" } else { "+" };
            format!("{} {} ({sign}{difference})", invoice.number, invoice.client)
        });
        let shown: Vec<String> = shown.collect();
        if shown.is_empty() {
            "-".to_owned()
        } else {
            shown.join(", ")
        }
    }

    /// Numbers, for a sentence.
    pub(super) fn name(&self, items: &[usize]) -> String {
        let names: Vec<&str> = items
            .iter()
            .map(|at| self.invoices[*at].number.as_str())
            .collect();
        names.join(", ")
    }

    fn name_with_client(&self, items: &[usize]) -> String {
        let names = items.iter().map(|at| {
            let invoice = &self.invoices[*at];
            format!("{} ({})", invoice.number, invoice.client)
        });
        names.collect::<Vec<String>>().join(", ")
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
