//! The matching ladder: what one bank line belongs to, how sure that is, and why (`peers.md` 5.3). Here what its text
//! names; `amounts.rs` has what its amount says.
//!
//! 'Amount equal' means equal to what is open at the payment's date. Amount alone speaks only for invoices
//! issued by then; a number speaks for later ones too (a prepayment). Same currency only.

use chrono::{Days, NaiveDate};

use super::earlier::Earlier;
use super::ledger::Ledger;
use super::payments::Payment;
use super::reference::{Mention, Mentions};
use super::subsets::{Combinations, combinations};
use super::tolerance::is_rounding;
use super::verdict::{Confidence, Kept, Part, Rule, Verdict};
use crate::model::Money;
use crate::model::phrase::phrase;

/// Nearest candidates that are named for a line that nothing fits.
pub(super) const NEAREST: usize = 3;

/// Invoices that one sentence names.
const NAMED: usize = 12;

/// Other ways to explain a line that are kept.
const ALTERNATIVES: usize = 12;

/// Invoices that a line names, all of its payer or the payer's group.
struct Named {
    items: Vec<usize>,
    /// Some were found only in the second pass.
    fuzzy: bool,
}

impl Ledger {
    /// Step 1: what a person answered; none when nobody did, or no invoice has the number.
    pub(super) fn judge_answer(&self, at: usize) -> Option<Verdict> {
        let answer = self.answers.about(at)?;
        let Some(text) = answer.numbers() else {
            let evidence = self.why(|| phrase("a person said that it belongs to no invoice", &[]));
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
            .map(|mention| self.own_or_only(at, mention))
            .collect();
        let items = items.filter(|items| !items.is_empty())?;
        // a yes to what another yes has paid already is no answer: the line is asked about again
        if answer.is_yes() && items.iter().all(|item| self.is_paid(*item)) {
            return None;
        }
        let parts = self.fill(&self.payments[at], &items);
        let evidence = self.why(|| phrase("a person said so: {}", &[&answer.typed]));
        Some(Verdict::new(
            Rule::Confirmed,
            Confidence::A,
            parts,
            evidence,
        ))
    }

    fn is_paid(&self, item: usize) -> bool {
        self.open(item) <= Money::ZERO && self.invoices[item].gross > Money::ZERO
    }

    /// Steps 2 to 13.
    pub(super) fn judge(&self, at: usize) -> Verdict {
        if let Some(verdict) = self.judge_number_used_twice(at) {
            return verdict;
        }
        let mentions = self.mentions(at);
        let known = &mentions.known;
        if let Some(Earlier::OfSeries(first)) = mentions.earlier {
            let evidence = self.why(|| {
                phrase(
                    "the text names a number before the first of the files, which is of {}",
                    &[&first],
                )
            });
            return Verdict::new(Rule::BeforeFiles, Confidence::D, Vec::new(), evidence);
        }
        if self.payments[at].client.is_none() {
            return self.judge_stranger(at, &mentions);
        }
        let own = known.iter().map(|mention| self.own(at, mention));
        let own: Vec<Option<(usize, bool)>> = own.collect();
        let mut named = Named {
            items: Vec::new(),
            fuzzy: own.iter().flatten().any(|(_, fuzzy)| *fuzzy),
        };
        for (item, _) in own.iter().flatten() {
            if !named.items.contains(item) {
                named.items.push(*item);
            }
        }
        if !named.items.is_empty() {
            if own.iter().all(Option::is_some) {
                return self.judge_numbers(at, &named, &mentions);
            }
            // a number that is nobody's of this payer may be of an order or a project
            if let Some(verdict) = self.pays_exactly(at, &named) {
                return verdict;
            }
        }
        if !known.is_empty() && known.iter().all(|mention| !mention.fuzzy) {
            return self.judge_foreign_number(at, known);
        }
        self.judge_amount(at, &mentions)
    }

    /// A line that names a number of its payer that several invoices have is for a person.
    fn judge_number_used_twice(&self, at: usize) -> Option<Verdict> {
        let named = self.names_apart.get(&at)?.iter().copied();
        let apart = |item: &usize| {
            let invoice = &self.invoices[*item];
            invoice.is_apart_on(self.as_of) && invoice.issued_on.is_none_or(|day| day <= self.as_of)
        };
        let named: Vec<usize> = named.filter(apart).collect();
        let invoice = &self.invoices[*named.first()?];
        let evidence = self.why(|| {
            phrase(
                "the text names {}, which is set apart ({})",
                &[&invoice.number, &invoice.place],
            )
        });
        Some(Verdict::new(
            Rule::NumberTwice,
            Confidence::D,
            Vec::new(),
            evidence,
        ))
    }

    /// Steps 2 to 5: the line names invoices of its payer.
    fn judge_numbers(&self, at: usize, named: &Named, mentions: &Mentions) -> Verdict {
        let payment = &self.payments[at];
        let items = named.items.as_slice();
        let open: Money = items.iter().map(|item| self.open(*item)).sum();
        if open <= Money::ZERO {
            return self.duplicate(at).unwrap_or_else(|| {
                let evidence = self.why(|| phrase("{} is closed already", &[&self.name(items)]));
                Verdict::new(Rule::Prepayment, Confidence::D, Vec::new(), evidence)
            });
        }
        if let Some(verdict) = self.pays_exactly(at, named) {
            return verdict;
        }
        let likely = if named.fuzzy {
            Confidence::C
        } else {
            Confidence::B
        };
        let short = open - payment.amount;
        if let Some(verdict) = self.judge_deduction(at, items, short, likely) {
            return verdict;
        }
        if self
            .tolerance
            .forgives(open, payment.amount, &payment.currency)
        {
            let evidence = self.why(|| {
                phrase(
                    "the text names {}, short by {} as a bank fee",
                    &[&self.name(items), &short],
                )
            });
            return Verdict::new(Rule::Fee, likely, self.fill(payment, items), evidence);
        }
        if self.is_withheld(items, short) {
            let evidence = self.why(|| {
                phrase(
                    "the text names {}, short by the {} of tax that this client withholds",
                    &[&self.name(items), &short],
                )
            });
            let parts = self.spread(payment, items, (short, Kept::Tax));
            return Verdict::new(Rule::Withholding, likely, parts, evidence);
        }
        let parts = self.fill(payment, items);
        if short <= Money::ZERO {
            let evidence = self.why(|| {
                phrase(
                    "the text names {}, {} more than the {} open",
                    &[&self.name(items), &(payment.amount - open), &open],
                )
            });
            return Verdict::new(Rule::Overpayment, likely, parts, evidence);
        }
        let evidence = self.why(|| {
            let facts = (self.name(items), payment.amount, open);
            if mentions.withheld {
                phrase(
                    "the text names {} and speaks of tax withheld, {} of {} is paid",
                    &[&facts.0, &facts.1, &facts.2],
                )
            } else {
                phrase(
                    "the text names {}, {} of {} is paid",
                    &[&facts.0, &facts.1, &facts.2],
                )
            }
        });
        let confidence = if items.len() > 1 {
            Confidence::C
        } else {
            likely
        };
        Verdict::new(Rule::PartPayment, confidence, parts, evidence)
    }

    /// A cent of rounding, or the discount for paying early.
    fn judge_deduction(
        &self,
        at: usize,
        items: &[usize],
        short: Money,
        likely: Confidence,
    ) -> Option<Verdict> {
        let payment = &self.payments[at];
        if is_rounding(short, items.len()) {
            let evidence = self.why(|| {
                phrase(
                    "the text names {}, but for {} of rounding the amount agrees",
                    &[&self.name(items), &short],
                )
            });
            let parts = self.spread(payment, items, (short, Kept::Rounding));
            return Some(Verdict::new(Rule::Rounding, likely, parts, evidence));
        }
        let last = self.discounted_until(at, items, short)?;
        let evidence = self.why(|| {
            phrase(
                "the text names {}, short by the {} of discount for paying up to {}",
                &[&self.name(items), &short, &last],
            )
        });
        let parts = self.spread(payment, items, (short, Kept::Discount));
        Some(Verdict::new(Rule::Discount, likely, parts, evidence))
    }

    /// Last day of the discount that the terms of all named invoices give, when that is what lacks and the line came in time.
    fn discounted_until(&self, at: usize, items: &[usize], short: Money) -> Option<NaiveDate> {
        let mut last: Option<NaiveDate> = None;
        let (mut of_gross, mut of_net) = (Money::ZERO, Money::ZERO);
        for item in items {
            let invoice = &self.invoices[*item];
            let (discount, issued) = (invoice.discount?, invoice.issued_on?);
            let until = issued.checked_add_days(Days::new(discount.days.unsigned_abs()))?;
            if self.payments[at].date > until || self.open(*item) != invoice.gross {
                return None;
            }
            last = Some(last.map_or(until, |last| last.min(until)));
            of_gross += invoice.gross.scale(discount.share, WHOLE_SHARE)?;
            of_net += invoice.net.scale(discount.share, WHOLE_SHARE)?;
        }
        let is = |discount: Money| {
            let off = discount - short;
            off == Money::ZERO || is_rounding(off, items.len())
        };
        last.filter(|_| short > Money::ZERO && (is(of_gross) || is(of_net)))
    }

    /// Steps 2 and 3: the amount is that of all invoices named or, when there is only one such choice, of some of them.
    fn pays_exactly(&self, at: usize, named: &Named) -> Option<Verdict> {
        let payment = &self.payments[at];
        let items = named.items.as_slice();
        let open: Vec<Money> = items.iter().map(|item| self.open(*item)).collect();
        let rule = |count: usize| {
            if count > 1 {
                Rule::Numbers
            } else {
                Rule::Number
            }
        };
        if payment.is(open.iter().copied().sum()) {
            let sure = if named.fuzzy {
                Confidence::B
            } else {
                Confidence::A
            };
            let evidence = self.why(|| {
                let named = self.name(items);
                if payment.payer.is_empty() {
                    phrase(
                        "the text names {}, the amount agrees, the line has no payer",
                        &[&named],
                    )
                } else {
                    phrase("the text names {}, payer and amount agree", &[&named])
                }
            });
            let parts = self.fill(payment, items);
            return Some(Verdict::new(rule(items.len()), sure, parts, evidence));
        }
        if items.len() < 2 {
            return None;
        }
        let Combinations::Only(found) = combinations(&open, payment.amount) else {
            return None;
        };
        let found: Vec<usize> = found.into_iter().map(|place| items[place]).collect();
        let evidence = self.why(|| {
            phrase(
                "the text names {}, the amount is that of {}",
                &[&self.name(items), &self.name(&found)],
            )
        });
        let sure = if named.fuzzy {
            Confidence::C
        } else {
            Confidence::B
        };
        let parts = self.fill(payment, &found);
        Some(Verdict::new(rule(found.len()), sure, parts, evidence))
    }

    /// What lacks is the tax that the invoices' client is known to withhold, of net or of gross.
    fn is_withheld(&self, items: &[usize], short: Money) -> bool {
        let share_of = |at: &usize| self.accounts.withholding(&self.invoices[*at].client);
        let whole = |at: &usize| self.open(*at) == self.invoices[*at].gross;
        if short <= Money::ZERO || !items.iter().all(whole) {
            return false;
        }
        let of = |amount: fn(&Self, usize) -> Money| -> Money {
            let taxes = items.iter().map(|at| {
                let tax = amount(self, *at).scale(share_of(at), WHOLE_SHARE);
                tax.unwrap_or_default()
            });
            taxes.sum()
        };
        [
            of(|ledger, at| ledger.invoices[at].net),
            of(|ledger, at| ledger.invoices[at].gross),
        ]
        .into_iter()
        .any(|tax| tax > Money::ZERO && (tax == short || is_rounding(tax - short, items.len())))
    }

    /// Step 11: the line names invoices that are not its payer's, or not in its currency.
    fn judge_foreign_number(&self, at: usize, known: &[Mention]) -> Verdict {
        let payment = &self.payments[at];
        let pot = self.pots.of_payment(at);
        let all = known.iter().flat_map(|mention| mention.invoices.iter());
        let (same, other): (Vec<usize>, Vec<usize>) = all.copied().partition(|item| {
            self.pots.currency(self.pots.of_invoice(*item)) == self.pots.currency(pot)
        });
        if same.is_empty() {
            return self.judge_other_currency(at, known.len(), other);
        }
        let related = |item: &&usize| {
            let owner = self.pots.of_invoice(**item);
            payment.client.is_some() && self.pots.together(pot).contains(&owner)
        };
        if known.len() == 1 && same.iter().filter(related).nth(1).is_some() {
            let evidence =
                self.why(|| phrase("several invoices have the number {}", &[&self.name(&same)]));
            return Verdict::new(Rule::Ambiguous, Confidence::D, Vec::new(), evidence).or(first(
                same,
            )
            .into_iter()
            .map(|item| vec![item])
            .collect());
        }
        let evidence = self.why(|| {
            let said = match payment.client {
                Some(_) => "the text names {}, an invoice of another client",
                None => "the text names {}, and the payer is nobody that is known",
            };
            phrase(said, &[&self.name_with_client(&same)])
        });
        let parts = if same.len() == known.len() {
            self.fill(payment, &same)
        } else {
            Vec::new()
        };
        Verdict::new(Rule::ThirdParty, Confidence::D, parts, evidence).or(vec![first(same)])
    }

    /// Steps 11 to 13: nobody knows the payer.
    fn judge_stranger(&self, at: usize, mentions: &Mentions) -> Verdict {
        let known = &mentions.known;
        if !known.is_empty() && known.iter().all(|mention| !mention.fuzzy) {
            return self.judge_foreign_number(at, known);
        }
        if !self.explains() {
            let silent = self.why(|| phrase("nothing is open", &[]));
            // whether it may be a client's does not depend on how much is explained
            let rule = match self.paid_by(at).next() {
                Some(_) => Rule::AmountOnly,
                None => Rule::Unmatched,
            };
            return Verdict::new(rule, Confidence::D, Vec::new(), silent);
        }
        let payment = &self.payments[at];
        let equal: Vec<usize> = self.paid_by(at).take(ALTERNATIVES).collect();
        if let [only] = equal.as_slice() {
            let evidence = phrase(
                "only {} has this amount open, the payer is unknown",
                &[&self.name_with_client(&equal)],
            );
            let parts = self.fill(payment, &[*only]);
            return Verdict::new(Rule::AmountOnly, Confidence::D, parts, evidence);
        }
        let currency = self.pots.currency(self.pots.of_payment(at));
        let near = self.items.nearest(currency, payment.amount, NEAREST);
        let evidence = phrase(
            "no invoice fits, nearest by amount: {}",
            &[&self.name_distances(payment, &near)],
        );
        Verdict::new(Rule::Unmatched, Confidence::D, Vec::new(), evidence)
            .or(equal.into_iter().map(|item| vec![item]).collect())
    }

    /// A second payment of the same payer and amount within some days (settings), while all that the first paid is closed.
    pub(super) fn duplicate(&self, at: usize) -> Option<Verdict> {
        let payment = &self.payments[at];
        let pot = self.pots.of_payment(at);
        let days = Days::new(self.duplicate_days);
        let first = payment.date.checked_sub_days(days).unwrap_or(payment.date);
        let last = payment.date.checked_add_days(days).unwrap_or(payment.date);
        let near = self
            .decided
            .range((pot, payment.amount, first, 0)..=(pot, payment.amount, last, usize::MAX));
        let closed = |line: &usize| {
            let mut parts = self.lines[*line].verdict.parts.iter();
            parts.all(|part| self.open(part.invoice) <= Money::ZERO)
        };
        let twin = near.map(|(.., line)| *line).filter(closed).min()?;
        let twin = &self.lines[twin];
        let items: Vec<usize> = twin.verdict.parts.iter().map(|part| part.invoice).collect();
        let evidence = self.why(|| {
            phrase(
                "{} was paid with the same amount on {}",
                &[&self.name(&items), &self.payments[twin.payment].date],
            )
        });
        Some(Verdict::new(Rule::Duplicate, Confidence::D, Vec::new(), evidence).or(vec![items]))
    }

    /// Spreads a line over items in their order. What lacks within the tolerance, or is the fee that the line
    /// itself names, is a fee; a cent is rounding.
    pub(super) fn fill(&self, payment: &Payment, items: &[usize]) -> Vec<Part> {
        let open: Money = items.iter().map(|at| self.open(*at)).sum();
        let lacking = open - payment.amount;
        let named = lacking > Money::ZERO && lacking == payment.fee;
        let forgiven = || {
            self.tolerance
                .forgives(open, payment.amount, &payment.currency)
        };
        let kept = match lacking {
            _ if named => (lacking, Kept::Fee),
            _ if is_rounding(lacking, items.len()) => (lacking, Kept::Rounding),
            _ if forgiven() => (lacking, Kept::Fee),
            _ => (Money::ZERO, Kept::Fee),
        };
        self.spread(payment, items, kept)
    }

    /// Cash first, then what is kept for what it does not reach; credit notes add to the cash. A cent too much goes to the last.
    fn spread(
        &self,
        payment: &Payment,
        items: &[usize],
        (mut fee, kept): (Money, Kept),
    ) -> Vec<Part> {
        let notes: Money = items.iter().map(|at| self.open(*at).min(Money::ZERO)).sum();
        let mut cash = payment.amount - notes;
        let mut parts = Vec::with_capacity(items.len());
        for at in items {
            let open = self.open(*at);
            let mut part = Part {
                invoice: *at,
                cash: open.min(cash),
                kept,
                ..Part::default()
            };
            if open > Money::ZERO {
                cash -= part.cash;
                part.fee = fee.max(Money::ZERO).min(open - part.cash);
                fee -= part.fee;
            }
            part.paid = part.cash;
            if part.cash != Money::ZERO || part.fee != Money::ZERO {
                parts.push(part);
            }
        }
        if let Some(last) = parts.last_mut().filter(|_| fee.is_negative()) {
            last.cash -= fee;
            last.paid = last.cash;
            last.fee = fee;
        }
        parts
    }

    /// The one invoice of a number that is the payer's or its group's, in the line's currency, and whether that takes the second
    /// pass.
    fn own(&self, at: usize, mention: &Mention) -> Option<(usize, bool)> {
        let pot = self.pots.of_payment(at);
        let passes = [
            (Some(&mention.invoices), mention.fuzzy),
            (mention.looser.as_ref(), true),
        ];
        for (hits, fuzzy) in passes {
            let hits = hits.map_or(&[][..], |hits| &hits[..]);
            for pots in [&[pot][..], self.pots.together(pot)] {
                let mut found = pots.iter().flat_map(|pot| self.within(hits, *pot));
                match (found.next(), found.next()) {
                    (Some(only), None) => return Some((*only, fuzzy)),
                    (Some(_), Some(_)) => return None,
                    (None, _) => {}
                }
            }
        }
        None
    }

    /// Those of some sorted invoices that lie in a pot.
    fn within<'h>(&self, hits: &'h [usize], pot: usize) -> &'h [usize] {
        let range = self.pots.invoices(pot);
        let first = hits.partition_point(|at| *at < range.start);
        let last = hits.partition_point(|at| *at < range.end);
        &hits[first..last]
    }

    /// For answers of people: the payer's invoice, else the only one of that number.
    fn own_or_only(&self, at: usize, mention: &Mention) -> Option<usize> {
        let payment = &self.payments[at];
        let own = self.own(at, mention).filter(|_| payment.client.is_some());
        own.map(|(item, _)| item).or_else(|| {
            let mut same = mention
                .invoices
                .iter()
                .copied()
                .filter(|item| self.invoices[*item].currency == payment.currency);
            let (only, None) = (same.next()?, same.next()) else {
                return None;
            };
            Some(only)
        })
    }

    /// Numbers, for a sentence.
    pub(super) fn name(&self, items: &[usize]) -> String {
        self.list(items, |at| self.invoices[at].number.clone())
    }

    pub(super) fn name_with_client(&self, items: &[usize]) -> String {
        self.list(items, |at| {
            let invoice = &self.invoices[at];
            format!("{} ({})", invoice.number, invoice.client)
        })
    }

    fn list(&self, items: &[usize], name: impl Fn(usize) -> String) -> String {
        let mut names: Vec<String> = items.iter().take(NAMED).map(|at| name(*at)).collect();
        if items.len() > NAMED {
            names.push("…".to_owned());
        }
        names.join(", ")
    }

    /// Invoices and by how much they differ from a payment.
    pub(super) fn name_distances(&self, payment: &Payment, items: &[usize]) -> String {
        let shown = items.iter().map(|at| {
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
}

/// Shares are kept in 1/1,000,000.
const WHOLE_SHARE: i64 = 1_000_000;

pub(super) fn first(mut items: Vec<usize>) -> Vec<usize> {
    items.truncate(ALTERNATIVES);
    items
}
