//! Columns of days that stand for a week or a month: `W/E`, `Week commencing`, `Month` in a list of time.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::columns::View;
use super::facts::Fact;
use super::helper::Helper;
use super::knowledge::Words;
use super::reader::Reader;
use super::sheet::Cell;
use super::unpivot::{Hint, hint};
use super::words::WeekEdge;
use crate::model::key::fold;
use crate::model::{Table, Value};

/// Days after the first of a week.
const REST_OF_WEEK: Days = Days::new(6);

/// What a day of a column stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stretch {
    /// The week that begins on it.
    WeekFrom,
    /// The week that ends on it.
    WeekTo,
    /// Its month.
    Month,
}

impl Stretch {
    /// What the heading of a column of days says; a month only where no cell tells more.
    pub fn of(view: &View<'_>, words: &Words) -> Option<Stretch> {
        let heading = fold(&view.heading.text);
        match words.week_edge(&heading) {
            Some(WeekEdge::First) => return Some(Stretch::WeekFrom),
            Some(WeekEdge::Last) => return Some(Stretch::WeekTo),
            None => {}
        }
        let weekly = |cell: &Cell<'_>| matches!(hint(cell, words), Some(Hint::Week(Some(_), _)));
        if !view.cells.is_empty() && view.cells.iter().all(weekly) {
            return Some(Stretch::WeekFrom);
        }
        let monthly = |cell: &Cell<'_>| match hint(cell, words) {
            Some(Hint::Month(..) | Hint::WordAndNumber(..)) => true,
            Some(Hint::Day(day)) => day.day() == 1,
            _ => false,
        };
        let months = words.names_months(&heading) && !view.cells.is_empty();
        (months && view.cells.iter().all(monthly)).then_some(Stretch::Month)
    }

    /// First and last day of what a day stands for.
    pub(super) fn around(self, day: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        match self {
            Stretch::WeekFrom => Some((day, day.checked_add_days(REST_OF_WEEK)?)),
            Stretch::WeekTo => Some((day.checked_sub_days(REST_OF_WEEK)?, day)),
            Stretch::Month => {
                let first = day.with_day(1)?;
                Some((first, first.checked_add_months(Months::new(1))?.pred_opt()?))
            }
        }
    }
}

impl Reader<'_> {
    /// What the days of a list of time stand for.
    pub(super) fn stretch_of_days(&self) -> Option<Stretch> {
        let column = self.mapping.column_of(self.schema, "date")?;
        let monthly = self.mapping.helper(Helper::Year).map(|_| Stretch::Month);
        let stretch = monthly.or(self.habits_of(column).stretch);
        stretch.filter(|_| self.schema.table == Table::Time)
    }

    /// Gives an entry the first and last day of its week or month.
    pub(super) fn stretch_entry(&self, fact: &mut Fact) {
        let day = match fact.value(self.schema, "date") {
            Some(Value::Date(day)) => *day,
            _ => return,
        };
        let around = self
            .stretch_of_days()
            .and_then(|stretch| stretch.around(day));
        if let Some((first, last)) = around.filter(|_| fact.until.is_none()) {
            fact.set(self.schema, "date", Some(Value::Date(first)));
            fact.until = Some(last);
        }
    }

    /// A goal of a month begins on its first day and is due on its last.
    pub(super) fn stretch_goal(&self, fact: &mut Fact) {
        let column = self.mapping.column_of(self.schema, "due_on");
        let stretch = column.and_then(|column| self.habits_of(column).stretch);
        let around = match fact.value(self.schema, "due_on") {
            Some(Value::Date(day)) => stretch.and_then(|stretch| stretch.around(*day)),
            _ => None,
        };
        let Some((first, last)) = around else { return };
        fact.set(self.schema, "due_on", Some(Value::Date(last)));
        if fact.value(self.schema, "starts_on").is_none() {
            fact.set(self.schema, "starts_on", Some(Value::Date(first)));
        }
    }
}
