//! An invoice in one currency paid in another: what the payment is worth, what the change of exchange rates between the day of
//! issue and the day of payment explains, and what is short or too much beyond that.

use chrono::NaiveDate;

use super::ladder::first;
use super::ledger::Ledger;
use super::tolerance::CENT;
use super::verdict::{Confidence, Kept, Part, Rule, Verdict};
use crate::model::Money;
use crate::model::phrase::phrase;

/// How a payment covers what is open, all in the invoice's currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cover {
    /// What arrived for the invoice.
    cash: Money,
    /// Loss by the change of rates; a gain is below zero.
    exchange: Money,
    /// Above zero what is still open, below zero what is too much.
    rest: Money,
}

impl Cover {
    /// `now` is what the payment is worth at the rates of its own day, `then` at those of the invoice's. Only what lies between
    /// the two is told as exchange, and only as far as it explains why the payment is not what is open.
    fn of(open: Money, now: Money, then: Money) -> Cover {
        let between = |most: Money, told: Money| told.max(Money::ZERO).min(most);
        if now < open {
            let loss = between(open - now, then - now);
            Cover {
                cash: now,
                exchange: loss,
                rest: open - now - loss,
            }
        } else {
            let gain = between(now - open, now - then);
            Cover {
                cash: open + gain,
                exchange: -gain,
                rest: open + gain - now,
            }
        }
    }
}

impl Ledger {
    /// The line names only invoices that are not in its currency.
    pub(super) fn judge_other_currency(
        &self,
        at: usize,
        named: usize,
        items: Vec<usize>,
    ) -> Verdict {
        let own: Vec<usize> = items
            .iter()
            .copied()
            .filter(|item| self.is_of_payer(at, *item) && self.open(*item) > Money::ZERO)
            .collect();
        if let ([item], 1) = (own.as_slice(), named) {
            return self.exchange(at, *item);
        }
        let evidence = self.why(|| {
            phrase(
                "the text names {}, which is in another currency",
                &[&self.name(&items)],
            )
        });
        Verdict::new(Rule::OtherCurrency, Confidence::D, Vec::new(), evidence)
            .or(vec![first(items)])
    }

    /// The invoice's client pays, or one of its group.
    fn is_of_payer(&self, at: usize, item: usize) -> bool {
        let payer = self.payments[at].client.as_deref();
        payer.is_some_and(|payer| self.accounts.together(payer, &self.invoices[item].client))
    }

    /// Settles an invoice by a payment in another currency, at the rates of both days; without a rate nothing is settled.
    fn exchange(&self, at: usize, item: usize) -> Verdict {
        let (payment, invoice) = (&self.payments[at], &self.invoices[item]);
        let issued = invoice.issued_on.unwrap_or(payment.date);
        let worth = (
            self.worth(
                payment.amount,
                &payment.currency,
                &invoice.currency,
                payment.date,
            ),
            self.worth(payment.amount, &payment.currency, &invoice.currency, issued),
        );
        let (Some(now), Some(then)) = worth else {
            let evidence = self.why(|| {
                phrase(
                    "the text names {} in {}, there is no exchange rate to {} on {} or {}",
                    &[
                        &invoice.number,
                        &invoice.currency,
                        &payment.currency,
                        &issued,
                        &payment.date,
                    ],
                )
            });
            return Verdict::new(Rule::NoRate, Confidence::D, Vec::new(), evidence)
                .or(vec![vec![item]]);
        };
        if (now - then).abs().0 > now.min(then).0 / 2 {
            let evidence = self.why(|| {
                phrase(
                    "the text names {}; the exchange rates of {} and {} differ by more than half, one of them is wrong",
                    &[&invoice.number, &issued, &payment.date],
                )
            });
            return Verdict::new(Rule::NoRate, Confidence::D, Vec::new(), evidence)
                .or(vec![vec![item]]);
        }
        let cover = Cover::of(self.open(item), now, then);
        let part = self.part_of(at, item, cover, now);
        let evidence = self.why(|| {
            phrase(
                "the text names {}: {} {} are {} {} at the rate of {}, {} at that of {}",
                &[
                    &invoice.number,
                    &payment.amount,
                    &payment.currency,
                    &now,
                    &invoice.currency,
                    &payment.date,
                    &then,
                    &issued,
                ],
            )
        });
        Verdict::new(Rule::OtherCurrency, Confidence::B, vec![part], evidence)
    }

    /// An amount in another currency, to the cent; none without a rate.
    fn worth(&self, amount: Money, from: &str, to: &str, day: NaiveDate) -> Option<Money> {
        let exact = self.rates.convert(amount, from, to, day).ok()?;
        exact.scale(1, CENT.0).map(|cents| Money(cents.0 * CENT.0))
    }

    /// What lacks or is too much by a cent of either currency is rounding, what lacks within the tolerance a fee.
    fn part_of(&self, at: usize, item: usize, cover: Cover, now: Money) -> Part {
        let (payment, invoice) = (&self.payments[at], &self.invoices[item]);
        let one_cent = self.worth(CENT, &payment.currency, &invoice.currency, payment.date);
        let rounding = CENT + one_cent.unwrap_or_default();
        let mut part = Part {
            invoice: item,
            cash: cover.cash,
            paid: payment.amount,
            exchange: cover.exchange,
            ..Part::default()
        };
        let owed = self.open(item);
        if cover.rest.abs() <= rounding {
            part.cash -= cover.rest.min(Money::ZERO);
            part.fee = cover.rest;
            part.kept = Kept::Rounding;
        } else if cover.rest > Money::ZERO {
            let paid = owed - cover.rest;
            if self.tolerance.forgives(owed, paid, &invoice.currency) {
                part.fee = cover.rest;
            }
        } else {
            let too_much = payment.amount.scale(-cover.rest.0, now.0);
            part.paid -= too_much.unwrap_or_default();
        }
        part
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_explain_only_what_lies_between_their_two_worths() {
        for (open, now, then, cash, exchange, rest) in [
            // paid at the rate of the invoice, worth less now: a loss
            (1000, 980, 1000, 980, 20, 0),
            // worth more now: a gain, nothing is too much
            (1000, 1030, 1000, 1030, -30, 0),
            // paid at the rate of the day: the rates explain nothing
            (1000, 1000, 970, 1000, 0, 0),
            (1000, 1000, 1040, 1000, 0, 0),
            // short beyond what the rates explain
            (1000, 900, 950, 900, 50, 50),
            (1000, 900, 880, 900, 0, 100),
            // too much beyond what the rates explain
            (1000, 1100, 1040, 1060, -60, -40),
            (1000, 1100, 1200, 1000, 0, -100),
        ] {
            let units = Money::units;
            let cover = Cover::of(units(open), units(now), units(then));
            let expected = Cover {
                cash: units(cash),
                exchange: units(exchange),
                rest: units(rest),
            };
            assert_eq!(cover, expected, "{open} {now} {then}");
        }
    }
}
