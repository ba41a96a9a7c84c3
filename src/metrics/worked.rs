//! Work month by month: what each month adds up to, and its single entries for those who ask for them.

use chrono::NaiveDate;

use super::client_work::ClientWork;
use super::month_sums::MonthSums;
use super::work::{DayWork, of_span};
use crate::model::{Duration, Month, Span};

/// Gives single entries of a month by its place. A month is opened when it is first asked for.
pub trait Opens: Sync {
    /// Its work by day, person and job.
    fn days<'s>(&'s self, at: usize) -> &'s [DayWork<'s>];
    /// Its client work, project by project.
    fn client_work<'s>(&'s self, at: usize) -> &'s ClientWork<'s>;
}

/// All work up to as-of.
#[derive(Clone)]
pub struct Work<'a> {
    months: Vec<MonthSums<'a>>,
    entries: &'a dyn Opens,
}

/// No entries.
struct Nothing;

impl Opens for Nothing {
    fn days<'s>(&'s self, _at: usize) -> &'s [DayWork<'s>] {
        &[]
    }

    fn client_work<'s>(&'s self, _at: usize) -> &'s ClientWork<'s> {
        unreachable!("there is no month to ask for")
    }
}

impl Default for Work<'_> {
    fn default() -> Self {
        Work {
            months: Vec::new(),
            entries: &Nothing,
        }
    }
}

impl<'a> Work<'a> {
    /// Sums of months in order, and where their entries are.
    pub fn of(mut months: Vec<MonthSums<'a>>, entries: &'a dyn Opens) -> Work<'a> {
        months.retain(|sums| sums.pieces > 0);
        Work { months, entries }
    }

    /// True without any.
    pub fn is_empty(&self) -> bool {
        self.months.is_empty()
    }

    /// Day of the first entry.
    pub fn first_day(&self) -> Option<NaiveDate> {
        self.months.first().map(|sums| sums.first_day)
    }

    /// What each month adds up to, in order; months without work are left out.
    pub fn months(&self) -> &[MonthSums<'a>] {
        &self.months
    }

    /// The same of the months of a span.
    pub fn months_of(&self, span: Span) -> &[MonthSums<'a>] {
        let first = self.months.partition_point(|sums| sums.month < span.from);
        let end = self.months.partition_point(|sums| sums.month <= span.to);
        &self.months[first..end.max(first)]
    }

    /// How much there is in a span: pieces of work, and their time.
    pub fn whole(&self, span: Span) -> (i64, Duration) {
        let months = self.months_of(span).iter();
        months.fold((0, Duration::ZERO), |(pieces, worked), sums| {
            (pieces + sums.pieces, worked + sums.worked)
        })
    }

    /// Single pieces of work of a span, in order. Opens its months.
    pub fn days_of(&self, span: Span) -> impl Iterator<Item = &DayWork<'_>> {
        let months = self.months_of(span).iter();
        months.flat_map(move |sums| of_span(self.entries.days(sums.place), span))
    }

    /// Single pieces of work from a day on, in order. Opens the months from that of the day on.
    pub fn days_from(&self, day: NaiveDate) -> impl Iterator<Item = &DayWork<'_>> {
        let month = Month::of(day);
        let months = self.months.iter();
        let months = months.skip_while(move |sums| sums.month < month);
        let work = months.flat_map(|sums| self.entries.days(sums.place));
        work.filter(move |row| row.day >= day)
    }

    /// All single pieces of work, in order. Opens every month.
    pub fn all(&self) -> impl Iterator<Item = &DayWork<'_>> {
        let months = self.months.iter();
        months.flat_map(|sums| self.entries.days(sums.place))
    }

    /// The client work of a month, which is opened for it.
    pub fn client_work(&self, sums: &MonthSums<'_>) -> &ClientWork<'_> {
        self.entries.client_work(sums.place)
    }
}
