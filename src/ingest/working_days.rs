//! The days on which people work, as the people table and the holidays tell them: what runs from a first to a last day is
//! split over these.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::facts::{Batch, Facts};
use super::knowledge::Knowledge;
use super::settle::{LONGEST_SPAN, weekdays};
use super::terms::{Term, Terms, on};
use crate::model::key::fold;
use crate::model::{Table, Value};

/// Monday to Friday.
const USUAL: [bool; 7] = [true, true, true, true, true, false, false];

/// Weekdays from Monday on which somebody works, and the folded region whose holidays count.
type Pattern = ([bool; 7], String);

/// Working days of everybody.
pub struct WorkingDays<'k> {
    knowledge: &'k Knowledge,
    people: Terms<Pattern>,
    /// By folded region; those of everybody under none.
    holidays: BTreeMap<String, BTreeSet<NaiveDate>>,
    /// Weekends on which people work instead, likewise.
    moved: BTreeMap<String, BTreeSet<NaiveDate>>,
}

/// Working days of one person.
pub struct OwnDays<'w> {
    terms: &'w [Term<Pattern>],
    holidays: &'w BTreeMap<String, BTreeSet<NaiveDate>>,
    moved: &'w BTreeMap<String, BTreeSet<NaiveDate>>,
}

impl<'k> WorkingDays<'k> {
    /// Reads people and holidays.
    pub fn of(facts: &Facts, knowledge: &'k Knowledge) -> WorkingDays<'k> {
        let people = Terms::read(facts, knowledge, |schema, fact| {
            let workdays = fact.text(schema, "workdays").map_or(USUAL, pattern);
            let region = fact.text(schema, "region").map(fold);
            Some((workdays, region.unwrap_or_default()))
        });
        let mut working = WorkingDays {
            knowledge,
            people,
            holidays: BTreeMap::new(),
            moved: BTreeMap::new(),
        };
        let schema = knowledge.schema(Table::Holidays);
        for fact in facts.of(Table::Holidays).flat_map(Batch::facts) {
            if let Some(Value::Date(day)) = fact.value(schema, "date") {
                let region = fact.text(schema, "region").map(fold).unwrap_or_default();
                let works = matches!(fact.value(schema, "works"), Some(Value::Flag(true)));
                let days = match works {
                    true => &mut working.moved,
                    false => &mut working.holidays,
                };
                days.entry(region).or_default().insert(*day);
            }
        }
        working
    }

    /// Those of a person; of somebody unknown Monday to Friday.
    pub fn of_person(&self, name: Option<&str>) -> OwnDays<'_> {
        let key = name.map(|name| self.knowledge.name_rules.person(name));
        OwnDays {
            terms: key.map_or(&[], |key| self.people.of(&key)),
            holidays: &self.holidays,
            moved: &self.moved,
        }
    }
}

impl OwnDays<'_> {
    /// Working days from a day to another, both included. Where there are none, Monday to Friday; a span too long to be
    /// meant is its first day.
    pub fn between(&self, from: NaiveDate, until: NaiveDate) -> Vec<NaiveDate> {
        if (until - from).num_days() > LONGEST_SPAN {
            return vec![from];
        }
        let span = from.iter_days().take_while(|day| *day <= until);
        let days: Vec<NaiveDate> = span.filter(|day| self.works_on(*day)).collect();
        if days.is_empty() {
            weekdays(from, until)
        } else {
            days
        }
    }

    /// So many working days from a day on.
    pub fn following(&self, from: NaiveDate, count: usize) -> Vec<NaiveDate> {
        let span = from.iter_days().take(7 * count + LONGEST_SPAN as usize);
        span.filter(|day| self.works_on(*day)).take(count).collect()
    }

    fn works_on(&self, day: NaiveDate) -> bool {
        let (workdays, region) = match on(self.terms, day) {
            Some((workdays, region)) => (workdays, region.as_str()),
            None => (&USUAL, ""),
        };
        let among = |listed: &BTreeMap<String, BTreeSet<NaiveDate>>| {
            let of = |region: &str| listed.get(region).is_some_and(|days| days.contains(&day));
            of("") || of(region)
        };
        let usual = workdays[day.weekday().num_days_from_monday() as usize];
        usual && !among(self.holidays) || *workdays == USUAL && among(self.moved)
    }
}

fn pattern(digits: &str) -> [bool; 7] {
    let days: Vec<bool> = digits.chars().map(|digit| digit == '1').collect();
    days.try_into().unwrap_or(USUAL)
}
