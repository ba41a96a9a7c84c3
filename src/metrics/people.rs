//! Who works here, and on what terms on which day.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::work::Name;
use crate::model::{Duration, Money, Settings, Table, Tables};

/// A contract period: one row of the people table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Terms {
    /// First day; none: since always.
    pub starts_on: Option<NaiveDate>,
    /// Last day, included; none: until further notice.
    pub ends_on: Option<NaiveDate>,
    /// Role as written.
    pub role: String,
    /// Team as written.
    pub team: String,
    /// Grade code.
    pub grade: String,
    /// Hours of a full week; none when the file does not say.
    pub weekly_hours: Option<Duration>,
    /// Monday to Sunday.
    pub workdays: [bool; 7],
    /// Share of net hours that should be billable, in 1/1,000,000.
    pub target_share: Option<i64>,
    /// Cost of an hour.
    pub cost_rate: Option<Money>,
    /// Standard price of an hour.
    pub bill_rate: Option<Money>,
    /// ISO code of both rates; empty when unknown.
    pub currency: String,
    /// Region whose holidays count.
    pub region: String,
}

impl Terms {
    /// Of a person's periods the one valid on a day; where they overlap, the one that began last.
    pub fn on(periods: &[Terms], day: NaiveDate) -> Option<&Terms> {
        periods.iter().rev().find(|period| period.hold_on(day))
    }

    /// True when the period holds the day.
    pub fn hold_on(&self, day: NaiveDate) -> bool {
        self.starts_on.is_none_or(|first| first <= day)
            && self.ends_on.is_none_or(|last| day <= last)
    }
}

/// Everybody in the people table.
#[derive(Clone, Debug, Default)]
pub struct People {
    terms: BTreeMap<String, Vec<Terms>>,
    week_assumed: bool,
}

/// People by the names of the work, each looked up once.
pub struct Staff<'a> {
    people: &'a People,
    /// By the rank of the name.
    terms: Vec<Option<&'a [Terms]>>,
}

impl<'a> Staff<'a> {
    /// Nobody looked up yet.
    pub fn of(people: &'a People) -> Staff<'a> {
        let terms = Vec::new();
        Staff { people, terms }
    }

    /// Terms of a person on a day.
    pub fn on(&mut self, person: Name<'a>, day: NaiveDate) -> Option<&'a Terms> {
        let rank = person.rank() as usize;
        if self.terms.len() <= rank {
            self.terms.resize(rank + 1, None);
        }
        let periods = self.terms[rank].get_or_insert_with(|| self.people.periods(&person));
        Terms::on(periods, day)
    }
}

/// Monday to Friday.
pub const WEEKDAYS: [bool; 7] = [true, true, true, true, true, false, false];

impl People {
    /// Reads the people table; rows of a person are sorted by their first day.
    pub fn of(tables: &Tables) -> People {
        let rows = tables.rows(Table::People);
        let text = |field: &str| rows.text(field);
        let (person, role, team, grade) =
            (text("person"), text("role"), text("team"), text("grade"));
        let (currency, region, workdays) = (text("currency"), text("region"), text("workdays"));
        let (starts_on, ends_on) = (rows.date("starts_on"), rows.date("ends_on"));
        let (weekly, target) = (rows.duration("weekly_hours"), rows.integers("target_share"));
        let (cost, bill) = (rows.money("cost_rate"), rows.money("bill_rate"));
        let word = |words: &[Option<&str>], at: usize| words[at].unwrap_or_default().to_owned();
        let mut terms: BTreeMap<String, Vec<Terms>> = BTreeMap::new();
        for at in 0..rows.len() {
            let Some(name) = person[at] else { continue };
            terms.entry(name.to_owned()).or_default().push(Terms {
                starts_on: starts_on[at],
                ends_on: ends_on[at],
                role: word(&role, at),
                team: word(&team, at),
                grade: word(&grade, at),
                weekly_hours: weekly[at],
                workdays: workdays[at].map_or(WEEKDAYS, read_workdays),
                target_share: target[at],
                cost_rate: cost[at],
                bill_rate: bill[at],
                currency: word(&currency, at),
                region: word(&region, at),
            });
        }
        for periods in terms.values_mut() {
            periods.sort_by_key(|period| (period.starts_on, period.ends_on));
        }
        People {
            terms,
            week_assumed: false,
        }
    }

    /// The settings' week for everybody, where the table says nobody's: a list of names tells no more of it than no list.
    pub fn with_week(mut self, settings: &Settings) -> People {
        let mut terms = self.terms.values().flatten();
        if self.terms.is_empty() || terms.any(|terms| terms.weekly_hours.is_some()) {
            return self;
        }
        for terms in self.terms.values_mut().flatten() {
            terms.weekly_hours = Some(settings.week());
        }
        self.week_assumed = true;
        self
    }

    /// True when the week of everybody is the settings'.
    pub fn week_is_assumed(&self) -> bool {
        self.week_assumed
    }

    /// True when there is no people table at all.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.terms.keys().map(String::as_str)
    }

    /// All periods of a person, by first day; empty for strangers.
    pub fn periods(&self, person: &str) -> &[Terms] {
        self.terms.get(person).map_or(&[], Vec::as_slice)
    }

    /// The terms valid on a day; where periods overlap, the one that began last.
    pub fn on(&self, person: &str, day: NaiveDate) -> Option<&Terms> {
        Terms::on(self.periods(person), day)
    }

    /// The terms valid on a day, else the last that began before it, else the first: for labels such as team
    /// and grade of a month in which somebody left.
    pub fn latest(&self, person: &str, day: NaiveDate) -> Option<&Terms> {
        let periods = self.periods(person);
        self.on(person, day)
            .or_else(|| {
                periods
                    .iter()
                    .rev()
                    .find(|period| period.starts_on.is_none_or(|first| first <= day))
            })
            .or_else(|| periods.first())
    }
}

/// Seven digits from Monday; anything else is a bug of the door, read as Monday to Friday.
fn read_workdays(digits: &str) -> [bool; 7] {
    let days: Vec<bool> = digits.chars().map(|digit| digit == '1').collect();
    days.try_into().unwrap_or(WEEKDAYS)
}
