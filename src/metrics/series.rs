//! Amounts by month, added up over any span in two look-ups.

use std::collections::BTreeMap;

use super::known::Known;
use crate::model::{Money, Month, Span};

/// Money of one currency by month, kept as running totals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Series {
    /// Months with money, in order, each with the sum up to it.
    totals: Vec<(Month, Money)>,
}

impl Series {
    /// From the amounts of months.
    pub fn of(months: &BTreeMap<Month, Money>) -> Series {
        let mut total = Money::ZERO;
        let totals = months.iter().map(|(month, amount)| {
            total += *amount;
            (*month, total)
        });
        Series {
            totals: totals.collect(),
        }
    }

    /// Sum of every month up to one, that one included.
    pub fn until(&self, month: Month) -> Money {
        let after = self.totals.partition_point(|(one, _)| *one <= month);
        match after.checked_sub(1) {
            Some(at) => self.totals[at].1,
            None => Money::ZERO,
        }
    }

    /// Sum of a span.
    pub fn over(&self, span: Span) -> Money {
        self.until(span.to) - self.until(span.from.plus(-1))
    }
}

/// Amounts of which some months may be unknown: a sum over an unknown month is unknown, with its reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Partial {
    known: Series,
    unknown: BTreeMap<Month, &'static str>,
}

impl Partial {
    /// From the amounts of months.
    pub fn of(months: &BTreeMap<Month, Known<Money>>) -> Partial {
        let mut known = BTreeMap::new();
        let mut unknown = BTreeMap::new();
        for (month, amount) in months {
            match amount {
                Ok(amount) => known.insert(*month, *amount).map(|_| ()),
                Err(reason) => unknown.insert(*month, *reason).map(|_| ()),
            };
        }
        Partial {
            known: Series::of(&known),
            unknown,
        }
    }

    /// Sum of every month up to one, that one included.
    pub fn until(&self, month: Month) -> Known<Money> {
        match self.unknown.range(..=month).next() {
            Some((_, reason)) => Err(reason),
            None => Ok(self.known.until(month)),
        }
    }

    /// Sum of a span.
    pub fn over(&self, span: Span) -> Known<Money> {
        match self.unknown.range(span.from..=span.to).next() {
            Some((_, reason)) => Err(reason),
            None => Ok(self.known.over(span)),
        }
    }

    /// True when no month of a span has an amount, known or not.
    pub fn is_empty_in(&self, span: Span) -> bool {
        let known = self.known.totals.iter().map(|(month, _)| month);
        let mut months = known.chain(self.unknown.keys());
        !months.any(|month| span.holds(*month))
    }

    /// True when no month has anything, known or not.
    pub fn is_nothing(&self) -> bool {
        self.unknown.is_empty() && self.known.totals.iter().all(|(_, sum)| *sum == Money::ZERO)
    }
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::span;
    use super::super::known::NO_RATE;
    use super::*;

    fn month(text: &str) -> Month {
        text.parse().expect("a month of the test")
    }

    #[test]
    fn sums_of_spans_are_differences_of_totals() {
        let months = [("2026-01", 5), ("2026-03", 7), ("2026-04", -2)];
        let months = months.map(|(label, units)| (month(label), Money::units(units)));
        let series = Series::of(&BTreeMap::from(months));
        for (label, expected) in [
            ("2026-01", 5),
            ("2026-02", 0),
            ("2026-Q1", 12),
            ("2026-Q2", -2),
            ("2026", 10),
            ("2025", 0),
        ] {
            assert_eq!(series.over(span(label)), Money::units(expected), "{label}");
        }
        assert_eq!(series.until(month("2026-03")), Money::units(12));
    }

    #[test]
    fn a_span_with_an_unknown_month_is_unknown() {
        let months = [
            (month("2026-01"), Ok(Money::units(5))),
            (month("2026-02"), Err(NO_RATE)),
            (month("2026-03"), Ok(Money::units(7))),
        ];
        let partial = Partial::of(&BTreeMap::from(months));
        assert_eq!(partial.over(span("2026-03")), Ok(Money::units(7)));
        assert_eq!(partial.over(span("2026-Q1")), Err(NO_RATE));
        assert_eq!(partial.until(month("2026-01")), Ok(Money::units(5)));
        assert_eq!(partial.until(month("2026-03")), Err(NO_RATE));
    }
}
