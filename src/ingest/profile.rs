//! What the values of a column read as, found once for all the tables and fields that could be theirs.

use std::cell::{OnceCell, RefCell};

use super::columns::View;
use super::typed;
use super::value::Amounts;
use crate::model::{Field, Kind};

/// What is known of a column's values; it is theirs as long as they and the heading stay.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    days: OnceCell<Option<f64>>,
    names: OnceCell<Option<f64>>,
    /// Lengths of time, those that may be shares of it, those that rows must have, and those with words of their own behind them.
    lengths: [OnceCell<Option<f64>>; 8],
    /// Anything else, by how fields read their cells ([`Field::reads_as`]).
    others: RefCell<Vec<(u32, Option<f64>)>>,
    spans: OnceCell<bool>,
    /// Rows in which it was found to hold no lengths of time.
    no_lengths: RefCell<Option<Vec<u32>>>,
}

impl View<'_> {
    /// How much of it reads as what a field holds ([`typed::fit`]).
    pub(super) fn fit(&self, field: &Field, amounts: &Amounts) -> Option<f64> {
        let fit = || typed::fit(&self.different, field, &self.heading, amounts);
        let known = match field.kind {
            Kind::Date => &self.profile.days,
            Kind::Client | Kind::Person | Kind::Project => &self.profile.names,
            Kind::Duration => {
                let like = usize::from(field.shares) + 2 * usize::from(field.needed);
                let like = like + 4 * usize::from(!field.endings.is_empty());
                &self.profile.lengths[like]
            }
            // what these may be depends on more of the field
            _ => return self.fit_of_other(field, fit),
        };
        *known.get_or_init(fit)
    }

    fn fit_of_other(&self, field: &Field, fit: impl Fn() -> Option<f64>) -> Option<f64> {
        let mut others = self.profile.others.borrow_mut();
        let known = others.iter().find(|(like, _)| *like == field.reads_as);
        match known.filter(|_| field.reads_as > 0) {
            Some((_, known)) => {
                debug_assert_eq!(*known, fit(), "{} reads its cells alike", field.name);
                *known
            }
            None => {
                let fit = fit();
                others.push((field.reads_as, fit));
                fit
            }
        }
    }

    /// True where it was found before that these rows hold no lengths of time in its column.
    pub(super) fn lacks_lengths(&self, rows: &[u32]) -> bool {
        self.profile.no_lengths.borrow().as_deref() == Some(rows)
    }

    /// Remembers it.
    pub(super) fn note_no_lengths(&self, rows: &[u32]) {
        *self.profile.no_lengths.borrow_mut() = Some(rows.to_vec());
    }

    /// Whether its cells hold two days each, as `tell` finds.
    pub(super) fn spans(&self, tell: impl FnOnce() -> bool) -> bool {
        *self.profile.spans.get_or_init(tell)
    }
}
