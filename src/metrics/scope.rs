//! Which months a run computes, and up to which day.

use chrono::NaiveDate;

use crate::model::{Month, Settings, Span, TradeWords};

/// The time frame of a run.
#[derive(Clone, Debug)]
pub struct Scope {
    /// The report's period.
    pub period: Span,
    /// Only facts dated up to this day count; never before the period's first day.
    pub as_of: NaiveDate,
    /// First month with any fact; equals the period's first month when there is none before.
    pub first: Month,
    /// Settings with the base currency filled in.
    pub settings: Settings,
    /// Words that figures are told by.
    pub words: TradeWords,
}

impl Scope {
    /// Months of a span that the files hold.
    pub fn months_held(&self, span: Span) -> i64 {
        span.months().filter(|month| *month >= self.first).count() as i64
    }

    /// Every month from the first to the period's last, then, when the period is longer than a month, the
    /// period itself, and before it the period before when the files hold all of it: the labels of `month` columns, in order.
    pub fn spans(&self) -> Vec<Span> {
        let mut spans: Vec<Span> = self
            .first
            .min(self.period.from)
            .through(self.period.to)
            .map(Span::month)
            .collect();
        if self.period.len() > 1 {
            let before = self.period.previous();
            spans.extend((before.from >= self.first).then_some(before));
            spans.push(self.period);
        }
        spans
    }

    /// Last day of a span that counts: its last day, but never after as-of.
    pub fn last_day(&self, span: Span) -> NaiveDate {
        span.last_day().min(self.as_of)
    }
}

#[cfg(test)]
mod tests {
    use crate::metrics::testing::scope;
    use crate::model::Month;

    #[test]
    fn a_period_before_that_the_files_hold_in_part_is_nothing_to_compare_with() {
        for (first, before) in [("2026-01", true), ("2026-02", false)] {
            let mut scope = scope("2026-Q2", "2026-06-30");
            scope.first = first.parse::<Month>().expect("a month");
            let labels: Vec<String> = scope.spans().iter().map(ToString::to_string).collect();
            assert_eq!(labels.contains(&"2026-Q1".to_owned()), before, "{first}");
            assert_eq!(labels.last().map(String::as_str), Some("2026-Q2"));
        }
    }
}
