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
    /// Every month from the first to the period's last, then, when the period is longer than a month, the
    /// period before and the period itself: the labels of `month` columns, in order.
    pub fn spans(&self) -> Vec<Span> {
        let mut spans: Vec<Span> = self
            .first
            .min(self.period.from)
            .through(self.period.to)
            .map(Span::month)
            .collect();
        if self.period.len() > 1 {
            spans.extend([self.period.previous(), self.period]);
        }
        spans
    }

    /// Last day of a span that counts: its last day, but never after as-of.
    pub fn last_day(&self, span: Span) -> NaiveDate {
        span.last_day().min(self.as_of)
    }
}
