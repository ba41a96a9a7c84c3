//! Entries whose billable time stands in one column and the rest in another (Everhour, Timely).

use super::facts::Fact;
use super::grid::is_blank;
use super::reader::Reader;
use super::sheet::Row;
use super::value::{self, TimeUnit};
use super::words::Helper;
use crate::model::{Duration, Value};

/// Two columns that should add up to a third may differ by what two decimals hide.
const SLACK: i64 = Duration::HOUR / 50;

impl Reader<'_> {
    /// Billable time and the rest; none without both columns, or when neither holds anything.
    fn parts(&self, row: &Row<'_>) -> Option<(Duration, Duration)> {
        let part = |helper: Helper| self.length_of(row, helper);
        let columns = [Helper::BillableTime, Helper::NonbillableTime];
        let there = |helper: &Helper| self.mapping.helper(*helper).is_some();
        let read = (part(columns[0]), part(columns[1]));
        let some = columns.iter().all(there) && (read.0.is_some() || read.1.is_some());
        some.then(|| (read.0.unwrap_or_default(), read.1.unwrap_or_default()))
    }

    /// The length in a helper's column.
    fn length_of(&self, row: &Row<'_>, helper: Helper) -> Option<Duration> {
        let column = self.mapping.helper(helper)?;
        let placed = row.at(column).filter(|placed| !is_blank(&placed.cell))?;
        let habits = self.habits_of(column);
        let unit = match helper {
            Helper::Minutes => TimeUnit::Minutes,
            _ => habits.unit,
        };
        value::duration(&placed.cell, unit, habits.decimal).ok()
    }

    /// Fills the duration from the columns that hold it in parts.
    pub(super) fn fill_length(&self, fact: &mut Fact, row: &Row<'_>) {
        let own = match fact.value(self.schema, "duration") {
            Some(Value::Duration(own)) => Some(*own),
            _ => None,
        };
        let minutes = self.length_of(row, Helper::Minutes);
        let made = match (own, minutes) {
            (own, Some(minutes)) => Some(own.unwrap_or_default() + minutes),
            (Some(_), None) => None,
            (None, None) => self.parts(row).map(|(billable, rest)| billable + rest),
        };
        if let Some(made) = made {
            fact.set(self.schema, "duration", Some(Value::Duration(made)));
        }
    }

    /// The entry, or its billable and its other part; money belongs to the billable one.
    pub(super) fn split_billable(&self, fact: Fact, row: &Row<'_>) -> Vec<Fact> {
        let whole = match fact.value(self.schema, "duration") {
            Some(Value::Duration(whole)) => *whole,
            _ => return vec![fact],
        };
        let parts = self
            .parts(row)
            .filter(|(billable, rest)| (whole.0 - billable.0 - rest.0).abs() <= SLACK);
        let Some((billable, rest)) = parts else {
            return vec![fact];
        };
        let part = |length: Duration, is_billable: bool| {
            let mut part = fact.clone();
            part.set(self.schema, "duration", Some(Value::Duration(length)));
            part.set(self.schema, "billable", Some(Value::Flag(is_billable)));
            if !is_billable && billable != Duration::ZERO {
                part.set(self.schema, "amount", None);
            }
            part
        };
        match (billable == Duration::ZERO, rest == Duration::ZERO) {
            (_, true) => vec![part(billable, true)],
            (true, false) => vec![part(rest, false)],
            (false, false) => vec![part(billable, true), part(rest, false)],
        }
    }
}
