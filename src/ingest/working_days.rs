//! The days on which people work, as the people table and the holidays tell them: what runs from a first to a last day is
//! split over these.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::facts::{Batch, Fact, Facts};
use super::knowledge::Knowledge;
use super::settle::{LONGEST_SPAN, weekdays};
use super::terms::{Term, Terms, on};
use crate::model::key::fold;
use crate::model::{Key, Table, Value};

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
    /// Whole days of leave, by person.
    away: BTreeMap<Key, BTreeSet<NaiveDate>>,
}

/// Working days of one person.
pub struct OwnDays<'w> {
    terms: &'w [Term<Pattern>],
    holidays: &'w BTreeMap<String, BTreeSet<NaiveDate>>,
    moved: &'w BTreeMap<String, BTreeSet<NaiveDate>>,
    away: Option<&'w BTreeSet<NaiveDate>>,
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
            away: BTreeMap::new(),
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

    /// Days on which nobody works who is on leave: rows without hours are of whole days.
    pub fn take_leave(&mut self, leave: &[Fact]) {
        let schema = self.knowledge.schema(Table::Leave);
        for fact in leave {
            let day = match fact.value(schema, "date") {
                Some(Value::Date(day)) => *day,
                _ => continue,
            };
            if let (None, Some(name)) =
                (fact.value(schema, "duration"), fact.text(schema, "person"))
            {
                let key = self.knowledge.name_rules.person(name);
                self.away.entry(key).or_default().insert(day);
            }
        }
    }

    /// Those of a person; of somebody unknown Monday to Friday.
    pub fn of_person(&self, name: Option<&str>) -> OwnDays<'_> {
        let key = name.map(|name| self.knowledge.name_rules.person(name));
        OwnDays {
            away: key.as_ref().and_then(|key| self.away.get(key)),
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

    /// The same without days on leave, and before the first and after the last with the agency: what was worked was worked on the
    /// others.
    pub fn there_between(&self, from: NaiveDate, until: NaiveDate) -> Vec<NaiveDate> {
        let all = self.between(from, until);
        let is_there = |day: &&NaiveDate| {
            let away = self.away.is_some_and(|away| away.contains(day));
            !away && (self.terms.is_empty() || on(self.terms, **day).is_some())
        };
        let there: Vec<NaiveDate> = all.iter().filter(is_there).copied().collect();
        if there.is_empty() { all } else { there }
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

#[cfg(test)]
mod tests {
    use super::super::testing::{grid, read, shown};
    use crate::model::Table;

    #[test]
    fn hours_of_a_week_are_of_the_days_on_which_somebody_was_there() {
        // Anna came on Wednesday the 14th and is on leave on Friday: her ten hours are of two days; Ivo had the whole week, and of
        // Wes, who left before, nobody can tell
        let people = "Name|Hours per week|Start date|End date\nAnna Li|40|2026-10-14|\nIvo Tamm|40||\nWes Roe|40||2026-09-30";
        let leave = "Name|First day|Last day|Type of leave\nAnna Li|2026-10-16|2026-10-16|Vacation";
        let time = "Week commencing|Person|Client|Hours\n2026-10-12|Anna Li|Arbor|10\n2026-10-12|Ivo Tamm|Arbor|10\n2026-10-12|Wes Roe|Arbor|10\n2026-10-19|Ivo Tamm|Arbor|5";
        let intake = read(vec![
            grid("people.csv", "", people),
            grid("leave.csv", "", leave),
            grid("time.csv", "", time),
        ]);
        let rows = shown(&intake, Table::Time, &["person", "date", "duration"]);
        let of = |name: &str| -> Vec<&str> {
            let own = rows.iter().filter_map(|row| row.strip_prefix(name));
            own.map(str::trim).collect()
        };
        assert_eq!(of("Anna Li"), ["2026-10-14 5.0000", "2026-10-15 5.0000"]);
        assert_eq!(of("Ivo Tamm").len(), 10);
        assert_eq!(of("Wes Roe").len(), 5);
    }
}
