//! Hours of each person and month: what utilization, bases and completeness are made of.
//!
//! Months are computed apart; a longer span is the sum of its months, U and O included.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use hashbrown::HashMap;

use super::calendar::{Calendar, Capacity};
use super::month_sums::OnProject;
use super::people::People;
use super::scope::Scope;
use super::work::Name;
use super::worked::Work;
use crate::model::{Duration, Month, Span};

/// Hours of a person in a month or longer span, up to as-of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hours {
    /// S, Hd, L and N; none when they are not known.
    pub capacity: Option<Capacity>,
    /// B.
    pub billable: Duration,
    /// C.
    pub client_nonbillable: Duration,
    /// I.
    pub internal: Duration,
    /// U: net hours nobody accounted for, month by month.
    pub unaccounted: Duration,
    /// O: hours over net hours, month by month.
    pub overtime: Duration,
    /// True when the person has time entries.
    pub recorded: bool,
}

impl Hours {
    /// W = B + C + I.
    pub fn worked(&self) -> Duration {
        self.billable + self.client_nonbillable + self.internal
    }

    /// S, when known.
    pub fn contract(&self) -> Option<Duration> {
        self.capacity.map(|capacity| capacity.contract)
    }

    /// N, when known.
    pub fn net(&self) -> Option<Duration> {
        self.capacity.map(|capacity| capacity.net)
    }

    /// Adds another month or person. Capacity stays known only when both are.
    pub fn add(&mut self, other: &Hours) {
        self.capacity = match (self.capacity, other.capacity) {
            (Some(mut sum), Some(more)) => {
                sum.add(more);
                Some(sum)
            }
            _ => None,
        };
        self.billable += other.billable;
        self.client_nonbillable += other.client_nonbillable;
        self.internal += other.internal;
        self.unaccounted += other.unaccounted;
        self.overtime += other.overtime;
        self.recorded |= other.recorded;
    }

    /// Hours of nobody, to add to.
    pub fn none() -> Hours {
        Hours {
            capacity: Some(Capacity::default()),
            ..Hours::default()
        }
    }

    fn record(&mut self, own: &OnProject<'_>) {
        self.recorded = true;
        if own.internal {
            self.internal += own.worked;
        } else {
            self.billable += own.billable;
            self.client_nonbillable += own.worked - own.billable;
        }
    }

    fn close(&mut self, capacity: Option<Capacity>) {
        self.capacity = capacity;
        if let Some(net) = self.net() {
            self.unaccounted = (net - self.worked()).or_zero();
            self.overtime = (self.worked() - net).or_zero();
        }
    }

    fn is_worth_a_row(&self) -> bool {
        self.recorded
            || self
                .contract()
                .is_some_and(|contract| contract > Duration::ZERO)
    }
}

/// How a person stands to the agency in a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// In the people table.
    Employee,
    /// In the people table with a week of no hours.
    Freelancer,
    /// In time only.
    Unknown,
    /// There is no people table, or it tells nobody's week: the settings' week.
    Assumed,
}

impl Standing {
    /// Of a person on a day.
    pub fn of(people: &People, person: &str, day: NaiveDate) -> Standing {
        let terms = people.latest(person, day);
        match terms.map(|terms| terms.weekly_hours) {
            None if person.is_empty() || !people.is_empty() => Standing::Unknown,
            None => Standing::Assumed,
            Some(Some(Duration::ZERO)) => Standing::Freelancer,
            Some(_) if people.week_is_assumed() => Standing::Assumed,
            Some(_) => Standing::Employee,
        }
    }

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Standing::Employee => "employee",
            Standing::Freelancer => "freelancer",
            Standing::Unknown => "unknown",
            Standing::Assumed => "assumed",
        }
    }

    /// True for those whose hours make team and agency utilization.
    pub fn counts(self) -> bool {
        matches!(self, Standing::Employee | Standing::Assumed)
    }
}

/// Hours of everybody, by person and month.
pub struct Ledger {
    months: BTreeMap<Month, BTreeMap<String, Hours>>,
    recorded_from: Option<NaiveDate>,
}

impl Ledger {
    /// Adds up every month of the scope's spans. Months before anybody recorded time hold no capacity: a year whose time
    /// sheets begin in March is held against the months from March on.
    pub fn of(calendar: &Calendar<'_>, work: &Work<'_>, scope: &Scope) -> Ledger {
        let wanted: BTreeSet<Month> = scope
            .spans()
            .into_iter()
            .flat_map(|span| span.months())
            .collect();
        let mut months: BTreeMap<Month, BTreeMap<String, Hours>> = wanted
            .iter()
            .map(|month| (*month, BTreeMap::new()))
            .collect();
        for (month, people) in &mut months {
            let mut recorded: HashMap<Name<'_>, Hours> = HashMap::new();
            let sums = work.months_of(Span::month(*month)).iter();
            for own in sums.flat_map(|sums| &sums.people) {
                recorded.entry(own.person).or_default().record(own);
            }
            let recorded = recorded.into_iter();
            people.extend(recorded.map(|(name, hours)| (name.text().to_owned(), hours)));
            for name in calendar.names() {
                people.entry(name.to_owned()).or_default();
            }
            let last = scope.last_day(Span::month(*month));
            let recorded = work.first_day().is_none_or(|first| first <= last);
            for (name, hours) in people {
                let capacity = || calendar.capacity(name, month.first_day(), last);
                hours.close(match recorded {
                    true => capacity(),
                    false => Some(Capacity::default()),
                });
            }
        }
        Ledger {
            months,
            recorded_from: work.first_day(),
        }
    }

    /// Everybody with capacity or hours in a span, sorted by name.
    pub fn span(&self, span: Span) -> BTreeMap<&str, Hours> {
        let mut sums: BTreeMap<&str, Hours> = BTreeMap::new();
        for people in span.months().filter_map(|month| self.months.get(&month)) {
            for (name, hours) in people {
                let sum = sums.entry(name.as_str()).or_insert_with(Hours::none);
                sum.add(hours);
            }
        }
        sums.retain(|_, hours| hours.is_worth_a_row());
        sums
    }

    /// False for what lies before the first hour that anybody recorded; without any hour everything is listed.
    pub fn lists(&self, span: Span) -> bool {
        self.recorded_from.is_none() || self.has_data(span)
    }

    /// True when somebody had begun to record time by the span's end: before that, no hours are no data.
    pub fn has_data(&self, span: Span) -> bool {
        self.recorded_from
            .is_some_and(|first| first <= span.last_day())
    }
}
