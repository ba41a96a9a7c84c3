//! What came after a pack was issued (`design.md`, "Previous pack").
//!
//! ```text
//! rows       the rows that an issued pack keeps, and what they say
//! changes    rows added, changed and gone since
//! figures    the figures that every pack keeps
//! restated   a later run of the same period: figures before and now, and the rows behind the difference
//! late       a run of a later period: what came late, as adjustments with their original month
//! ```
//!
//! Nothing is counted twice: a month's own figures hold only what is dated in it, and what came late for an issued month
//! stands in figures of its own, which hold no more than what no issued pack has yet.

pub mod changes;
pub mod figures;
pub mod late;
pub mod restated;
pub mod rows;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::reconcile::ExceptionRow;
use super::reconcile::accounts::Accounts;
use super::{MetricFrame, Metrics, Scope};
use crate::model::Tables;
use crate::model::issued::{Issued, IssuedPack};
use changes::Change;

/// What came after the issued packs that a run is held against.
pub struct Since<'i> {
    same: Option<(&'i IssuedPack, Vec<Change>)>,
    earlier: Option<(&'i IssuedPack, Vec<Change>)>,
}

impl<'i> Since<'i> {
    /// Compares the rows; without an issued pack nothing is read. `payers` maps payers as written to clients.
    pub fn of(issued: &'i Issued, tables: &Tables, payers: &BTreeMap<String, String>) -> Since<'i> {
        if issued.same.is_none() && issued.earlier.is_none() {
            let [same, earlier] = [None, None];
            return Since { same, earlier };
        }
        let now = rows::kept_rows(tables);
        let accounts = Accounts::of(tables, payers);
        let compared = |pack: &'i IssuedPack, until: NaiveDate| {
            let before = pack.kept.as_ref();
            let found = before.map_or_else(Vec::new, |before| {
                changes::changes((before, pack.as_of), &now, until, &accounts)
            });
            (pack, found)
        };
        let same = issued.same.as_ref();
        let earlier = issued.earlier.as_ref();
        Since {
            same: same.map(|pack| compared(pack, pack.as_of)),
            earlier: earlier.map(|pack| compared(pack, pack.period.last_day())),
        }
    }

    /// What a person should look at.
    pub fn exceptions(&self, tables: &Tables, scope: &Scope) -> Vec<ExceptionRow> {
        // what both tell is told as late
        let told = self
            .earlier
            .as_ref()
            .map(|(pack, _)| pack.period.last_day());
        let same = self.same.iter().map(|found| (found, told));
        let earlier = self.earlier.iter().map(|found| (found, None));
        same.chain(earlier)
            .flat_map(|((pack, changes), after)| {
                late::exceptions(pack, changes, after, (tables, scope))
            })
            .collect()
    }

    /// The frames of what was restated and what came late.
    pub fn frames(&self, metrics: &Metrics, tables: &Tables, scope: &Scope) -> Vec<MetricFrame> {
        let mut frames = restated::frames(self.same.as_ref(), metrics, scope);
        frames.extend(late::frames(self.earlier.as_ref(), metrics, tables, scope));
        frames
    }
}
