//! Entries whose billable time stands in a column of its own, beside the rest (Everhour, Timely) or beside the whole
//! (Tempo).
//!
//! Where more is billable than was worked (a minimum charge), the part that is not billable is below zero: billable and
//! other time still add up to the time that was worked.

use super::columns::Slot;
use super::facts::Fact;
use super::grid::{is_blank, shown};
use super::heading::Heading;
use super::reader::Reader;
use super::sheet::Row;
use super::value::{self, TimeUnit};
use super::words::Helper;
use crate::model::money::round_div;
use crate::model::phrase::phrase;
use crate::model::{Duration, Problem, Problems, Severity, Value};

/// Two columns that should add up to a third may differ by what two decimals hide.
const SLACK: i64 = Duration::HOUR / 50;

/// All of an entry, in the parts of a share.
const WHOLE_SHARE: i64 = 1_000_000;

/// A heading of parts of a hundred: `Billable %`.
pub(super) fn names_share(heading: &Heading) -> bool {
    heading.text.contains(['%', '％'])
}

impl Reader<'_> {
    /// Billable time and the rest of a whole; none when only the entry's flag can tell.
    fn parts_of(
        &self,
        whole: Duration,
        fact: &Fact,
        row: &Row<'_>,
    ) -> Option<(Duration, Duration)> {
        if self.mapping.helper(Helper::NonbillableTime).is_some() {
            if self.mapping.helper(Helper::BillableTime).is_none() {
                let rest = self.length_of(row, Helper::NonbillableTime);
                let rest = rest.unwrap_or_default();
                return (rest >= Duration::ZERO && rest <= whole).then(|| (whole - rest, rest));
            }
            return self
                .parts(row)
                .filter(|(billable, rest)| (whole.0 - billable.0 - rest.0).abs() <= SLACK);
        }
        self.mapping.helper(Helper::BillableTime)?;
        let share = self.billable_share(row).and_then(|share| {
            let part = i128::from(whole.0) * i128::from(share);
            round_div(part, i128::from(WHOLE_SHARE)).map(Duration)
        });
        let told = share.or_else(|| self.length_of(row, Helper::BillableTime));
        let flagged = fact.value(self.schema, "billable").is_some();
        let billable = told.or((!flagged).then_some(Duration::ZERO))?;
        // the same time in other units: what two decimals hide is no second part
        let same = (whole.0 - billable.0).abs() < SLACK && billable != Duration::ZERO;
        let billable = if same { whole } else { billable };
        Some((billable, whole - billable))
    }

    /// Billable time and the rest; none without both columns, or when neither holds anything.
    fn parts(&self, row: &Row<'_>) -> Option<(Duration, Duration)> {
        let part = |helper: Helper| self.length_of(row, helper);
        let columns = [Helper::BillableTime, Helper::NonbillableTime];
        let there = |helper: &Helper| self.mapping.helper(*helper).is_some();
        let read = (part(columns[0]), part(columns[1]));
        let some = columns.iter().all(there) && (read.0.is_some() || read.1.is_some());
        some.then(|| (read.0.unwrap_or_default(), read.1.unwrap_or_default()))
    }

    /// How much of an entry is billable, where the column holds parts of a hundred: `Billable %`.
    fn billable_share(&self, row: &Row<'_>) -> Option<i64> {
        let column = self.mapping.helper(Helper::BillableTime)?;
        let view = self.views.iter().find(|view| view.column == column)?;
        let placed = row.at(column).filter(|_| names_share(&view.heading))?;
        let habits = self.habits_of(column);
        let share = value::share(&placed.cell, habits.decimal, habits.percent).ok()?;
        (0..=WHOLE_SHARE).contains(&share).then_some(share)
    }

    /// The sum of all columns of hours that stand beside the first.
    fn lengths_beside(&self, row: &Row<'_>) -> Option<Duration> {
        let slot = Slot::Helper(Helper::Overtime);
        let columns = self.mapping.bound.iter().filter(|bound| bound.slot == slot);
        let lengths =
            columns.filter_map(|bound| self.length_in(row, bound.column, Helper::Overtime));
        lengths.reduce(|one, other| one + other)
    }

    /// The length in a helper's column.
    fn length_of(&self, row: &Row<'_>, helper: Helper) -> Option<Duration> {
        self.length_in(row, self.mapping.helper(helper)?, helper)
    }

    fn length_in(&self, row: &Row<'_>, column: u32, helper: Helper) -> Option<Duration> {
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
        let beyond = self.lengths_beside(row);
        let made = match (own, minutes.or(beyond)) {
            (own, Some(minutes)) => Some(own.unwrap_or_default() + minutes),
            (Some(_), None) => None,
            (None, None) => self.parts(row).map(|(billable, rest)| billable + rest),
        };
        if let Some(made) = made {
            fact.set(self.schema, "duration", Some(Value::Duration(made)));
        }
    }

    /// The entry, or its billable and its other part; money belongs to the billable one.
    pub(super) fn split_billable(
        &self,
        fact: Fact,
        row: &Row<'_>,
        problems: &mut Problems,
    ) -> Vec<Fact> {
        let whole = match fact.value(self.schema, "duration") {
            Some(Value::Duration(whole)) => *whole,
            _ => return vec![fact],
        };
        let Some((billable, rest)) = self.parts_of(whole, &fact, row) else {
            return vec![fact];
        };
        problems.extend(self.more_than_worked(whole, billable, row));
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

    /// Says that more is billable than was worked.
    fn more_than_worked(
        &self,
        whole: Duration,
        billable: Duration,
        row: &Row<'_>,
    ) -> Option<Problem> {
        let column = self.mapping.helper(Helper::BillableTime)?;
        let placed = row.at(column)?;
        if whole < Duration::ZERO || billable <= whole {
            return None;
        }
        Some(Problem {
            place: self.grid.place(row.number, column),
            rule: "time.billable.above_worked".to_owned(),
            severity: Severity::Look,
            column: self.label(Some(column), self.schema.field("billable")?),
            found: shown(&placed.cell),
            expected: phrase("at most the {} hours worked", &[&whole]),
            hint: phrase("nothing, if more is billed than was worked", &[]),
            effect: phrase(
                "both are kept: hours worked count as worked, billable hours as billable, so their ratio is above 100 %",
                &[],
            ),
        })
    }
}
