//! What the values of a column read as, found once for all the tables and fields that could be theirs.

use std::cell::OnceCell;

use super::columns::View;
use super::typed;
use super::value::Amounts;
use crate::model::{Field, Kind};

/// What is known of a column's values; it is theirs as long as they and the heading stay.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    days: OnceCell<Option<f64>>,
    names: OnceCell<Option<f64>>,
    /// Lengths of time, and those that may be shares of it.
    lengths: [OnceCell<Option<f64>>; 2],
    spans: OnceCell<bool>,
}

impl View<'_> {
    /// How much of it reads as what a field holds ([`typed::fit`]).
    pub(super) fn fit(&self, field: &Field, amounts: &Amounts) -> Option<f64> {
        let fit = || typed::fit(&self.cells, field, &self.heading, amounts);
        let known = match field.kind {
            Kind::Date => &self.profile.days,
            Kind::Client | Kind::Person | Kind::Project => &self.profile.names,
            Kind::Duration => &self.profile.lengths[usize::from(field.shares)],
            // what these may be depends on more of the field
            _ => return fit(),
        };
        *known.get_or_init(fit)
    }

    /// Whether its cells hold two days each, as `tell` finds.
    pub(super) fn spans(&self, tell: impl FnOnce() -> bool) -> bool {
        *self.profile.spans.get_or_init(tell)
    }
}
