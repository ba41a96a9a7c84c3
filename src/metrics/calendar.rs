//! Contract, holiday, leave and net hours of a person, day by day (`metrics.md`, "Time and capacity").
//!
//! A day's share of the contract week may be a fraction of a [`Duration`]'s unit. It is carried in 1/420 of it
//! (420 is divisible by 1 to 7 workdays) and rounded once, when the days of a month, week or other stretch
//! are added up.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};

use super::people::{People, Terms, WEEKDAYS};
use super::scope::Scope;
use super::work::Name;
use super::worked::Work;
use crate::model::key::fold;
use crate::model::money::round_div;
use crate::model::{Duration, Month, Settings, Table, Tables};

/// Parts of a [`Duration`]'s unit that a day's contract time is counted in.
const PARTS: i128 = 420;

/// Hours of a stretch of days. They add up: `net` is `contract - holiday - leave` to the unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Capacity {
    /// S: contract hours.
    pub contract: Duration,
    /// Hd: contract hours of public holidays.
    pub holiday: Duration,
    /// L: leave, never more than a day's S - Hd.
    pub leave: Duration,
    /// N = S - Hd - L.
    pub net: Duration,
}

impl Capacity {
    /// Adds another stretch.
    pub fn add(&mut self, other: Capacity) {
        self.contract += other.contract;
        self.holiday += other.holiday;
        self.leave += other.leave;
        self.net += other.net;
    }
}

/// Exact sums in 1/420 of a unit: what is left of S after nothing, after holidays, after leave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Exact {
    contract: i128,
    after_holidays: i128,
    net: i128,
}

impl Exact {
    fn add(&mut self, other: Exact) {
        self.contract += other.contract;
        self.after_holidays += other.after_holidays;
        self.net += other.net;
    }

    /// Rounds what is left after each step, so that a step that takes nothing shows nothing.
    fn round(self) -> Capacity {
        let whole = |parts| Duration(round_div(parts, PARTS).expect("hours of people fit"));
        let (contract, after_holidays) = (whole(self.contract), whole(self.after_holidays));
        let net = whole(self.net);
        Capacity {
            contract,
            holiday: contract - after_holidays,
            leave: after_holidays - net,
            net,
        }
    }
}

/// Absence of a person on a day: the larger of what each sheet says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Absence {
    whole_day: bool,
    duration: Duration,
    sheets: usize,
}

/// The settings' week, for whoever has hours where no people table is.
struct Assumed {
    terms: Terms,
    months: BTreeMap<String, BTreeSet<Month>>,
    as_of: NaiveDate,
    period: BTreeSet<String>,
}

/// Everybody's working days.
pub struct Calendar<'a> {
    people: &'a People,
    /// By region as people write it; each holds the days without a region too.
    holidays: BTreeMap<String, Listed>,
    leave: BTreeMap<String, BTreeMap<NaiveDate, Absence>>,
    assumed: Option<Assumed>,
}

impl<'a> Calendar<'a> {
    /// Reads holidays and leave; without a people table, `work` tells who works here.
    pub fn of(tables: &Tables, work: &Work<'_>, people: &'a People, scope: &Scope) -> Calendar<'a> {
        Calendar {
            people,
            holidays: read_holidays(tables, people),
            leave: read_leave(tables),
            assumed: people.is_empty().then(|| assume(work, scope)),
        }
    }

    /// Everybody who may have capacity, sorted.
    pub fn names(&self) -> Vec<&str> {
        match &self.assumed {
            Some(assumed) => assumed.months.keys().map(String::as_str).collect(),
            None => self.people.names().collect(),
        }
    }

    /// Capacity from a day to another, both included; `None` when the person is unknown or a contract in force
    /// does not say its hours.
    pub fn capacity(&self, person: &str, first: NaiveDate, last: NaiveDate) -> Option<Capacity> {
        if self.assumed.is_none() && self.people.periods(person).is_empty() || person.is_empty() {
            return None;
        }
        let own = self.own(person);
        let mut sum = Exact::default();
        let mut known: Option<Week<'_>> = None;
        for day in first.iter_days().take_while(|day| *day <= last) {
            let Some(terms) = own.terms.on(day) else {
                continue;
            };
            let week = match known.filter(|week| std::ptr::eq(week.terms, terms)) {
                Some(week) => week,
                None => self.week_of(terms)?,
            };
            known = Some(week);
            sum.add(own.day(week, day));
        }
        Some(sum.round())
    }

    /// True when the person has net time on the day.
    pub fn works_on(&self, person: &str, day: NaiveDate) -> bool {
        let own = self.own(person);
        let week = own.terms.on(day).and_then(|terms| self.week_of(terms));
        week.is_some_and(|week| own.day(week, day).net > 0)
    }

    /// Person and day of each absence that more than one sheet tells, sorted.
    pub fn leave_in_both(&self) -> impl Iterator<Item = (&str, NaiveDate)> {
        self.leave.iter().flat_map(|(person, days)| {
            days.iter()
                .filter(|(_, absence)| absence.sheets > 1)
                .map(|(day, _)| (person.as_str(), *day))
        })
    }

    fn own(&self, person: &str) -> Own<'_> {
        let terms = match &self.assumed {
            Some(assumed) => OwnTerms::Assumed(
                assumed,
                assumed.months.get(person),
                assumed.period.contains(person),
            ),
            None => OwnTerms::Told(self.people.periods(person)),
        };
        Own {
            terms,
            leave: self.leave.get(person),
        }
    }

    /// `None` when the terms do not say the week's hours.
    fn week_of<'c>(&'c self, terms: &'c Terms) -> Option<Week<'c>> {
        Some(Week {
            terms,
            workday: workday_parts(terms)?,
            holidays: self.holidays.get(&terms.region),
        })
    }
}

/// The days of a week under some terms, worked out once for many weeks.
#[derive(Clone, Copy)]
struct Week<'c> {
    terms: &'c Terms,
    /// S of a workday in parts.
    workday: i128,
    /// Those of the region; none when nobody there has any.
    holidays: Option<&'c Listed>,
}

/// The holidays of a region, and the weekends on which people work instead.
#[derive(Default)]
struct Listed {
    free: BTreeSet<NaiveDate>,
    moved: BTreeSet<NaiveDate>,
}

impl Week<'_> {
    /// A day of the person's week, or one on which everybody works whose week is Monday to Friday.
    fn works_on(&self, day: NaiveDate) -> bool {
        let usual = self.terms.workdays[day.weekday().num_days_from_monday() as usize];
        let moved = || self.holidays.is_some_and(|days| days.moved.contains(&day));
        usual || self.terms.workdays == WEEKDAYS && moved()
    }
}

/// What a person's days are made of, looked up once for many days.
struct Own<'c> {
    terms: OwnTerms<'c>,
    leave: Option<&'c BTreeMap<NaiveDate, Absence>>,
}

impl Own<'_> {
    fn day(&self, week: Week<'_>, day: NaiveDate) -> Exact {
        let contract = if week.works_on(day) { week.workday } else { 0 };
        if contract == 0 {
            return Exact::default();
        }
        let free = week.holidays.is_some_and(|days| days.free.contains(&day));
        let after_holidays = if free { 0 } else { contract };
        let absence = self.leave.and_then(|days| days.get(&day));
        let leave = absence.map_or(0, |absence| absence.parts(after_holidays));
        Exact {
            contract,
            after_holidays,
            net: after_holidays - leave,
        }
    }
}

enum OwnTerms<'c> {
    /// Periods of the people table.
    Told(&'c [Terms]),
    /// The settings' week in the months with hours; and whether the person has hours in the period.
    Assumed(&'c Assumed, Option<&'c BTreeSet<Month>>, bool),
}

impl<'c> OwnTerms<'c> {
    /// Assumed weeks hold up to as-of in the months somebody recorded hours, later for whoever did in the period.
    fn on(&self, day: NaiveDate) -> Option<&'c Terms> {
        match self {
            OwnTerms::Told(periods) => Terms::on(periods, day),
            OwnTerms::Assumed(assumed, months, in_period) => {
                let recorded = months.is_some_and(|months| months.contains(&Month::of(day)));
                (recorded || (day > assumed.as_of && *in_period)).then_some(&assumed.terms)
            }
        }
    }
}

impl Absence {
    fn parts(&self, most: i128) -> i128 {
        if self.whole_day {
            return most;
        }
        (i128::from(self.duration.0) * PARTS).clamp(0, most)
    }
}

/// S of a workday in parts; `None` when the terms do not say the week's hours.
fn workday_parts(terms: &Terms) -> Option<i128> {
    let week = i128::from(terms.weekly_hours?.0.max(0));
    let workdays = terms.workdays.iter().filter(|works| **works).count();
    Some(week * PARTS / workdays.max(1) as i128)
}

fn assume(work: &Work<'_>, scope: &Scope) -> Assumed {
    let mut months: BTreeMap<String, BTreeSet<Month>> = BTreeMap::new();
    let mut period = BTreeSet::new();
    let recorded: BTreeSet<(Name<'_>, Month)> = { work.months().iter() }
        .flat_map(|sums| sums.people.iter().map(|own| (own.person, sums.month)))
        .collect();
    for (person, month) in recorded
        .into_iter()
        .filter(|(person, _)| !person.is_empty())
    {
        months.entry(person.to_string()).or_default().insert(month);
        if scope.period.holds(month) {
            period.insert(person.to_string());
        }
    }
    Assumed {
        terms: Terms {
            weekly_hours: Some(scope.settings.week()),
            workdays: WEEKDAYS,
            ..Terms::default()
        },
        months,
        as_of: scope.as_of,
        period,
    }
}

fn read_holidays(tables: &Tables, people: &People) -> BTreeMap<String, Listed> {
    let rows = tables.rows(Table::Holidays);
    let (days, regions) = (rows.date("date"), rows.text("region"));
    // a folder's own template may be older than the field
    let works = rows.has("works").then(|| rows.flag("works"));
    let works = |at: usize| works.as_ref().is_some_and(|all| all[at] == Some(true));
    let listed: Vec<(NaiveDate, String, bool)> = (0..rows.len())
        .filter_map(|at| {
            let region = regions[at].map(fold).unwrap_or_default();
            Some((days[at]?, region, works(at)))
        })
        .collect();
    let regions: BTreeSet<&str> = people
        .names()
        .flat_map(|name| people.periods(name))
        .map(|terms| terms.region.as_str())
        .chain([""])
        .collect();
    regions
        .into_iter()
        .map(|region| {
            let folded = fold(region);
            let mut own = Listed::default();
            for (day, of, works) in &listed {
                if of.is_empty() || *of == folded {
                    let days = match works {
                        true => &mut own.moved,
                        false => &mut own.free,
                    };
                    days.insert(*day);
                }
            }
            (region.to_owned(), own)
        })
        .collect()
}

/// Leave by person and day: the sum of each sheet's rows, then the larger of the sheets.
fn read_leave(tables: &Tables) -> BTreeMap<String, BTreeMap<NaiveDate, Absence>> {
    let rows = tables.rows(Table::Leave);
    let (days, durations) = (rows.date("date"), rows.duration("duration"));
    let (persons, places) = (rows.text("person"), rows.places());
    let mut by_sheet = BTreeMap::new();
    for at in 0..rows.len() {
        let (Some(person), Some(day)) = (persons[at], days[at]) else {
            continue;
        };
        let sheet = (&places[at].file, &places[at].sheet);
        let absence: &mut Absence = by_sheet.entry((person, day, sheet)).or_default();
        absence.duration += durations[at].unwrap_or_default();
        absence.whole_day |= durations[at].is_none();
    }
    let mut leave: BTreeMap<String, BTreeMap<NaiveDate, Absence>> = BTreeMap::new();
    for ((person, day, _), told) in by_sheet {
        let days = leave.entry(person.to_owned()).or_default();
        let absence = days.entry(day).or_default();
        absence.whole_day |= told.whole_day;
        absence.duration = absence.duration.max(told.duration);
        absence.sheets += 1;
    }
    leave
}

/// First day of the week a day lies in.
pub fn week_of(day: NaiveDate, settings: &Settings) -> NaiveDate {
    let since = match settings.week_start.as_str() {
        "sunday" => day.weekday().num_days_from_sunday(),
        _ => day.weekday().num_days_from_monday(),
    };
    day - Days::new(u64::from(since))
}

/// Last day of the week that begins on a day.
pub fn week_end(week: NaiveDate) -> NaiveDate {
    week + Days::new(6)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::testing::{date, hours, scope, tables};

    const OCTOBER: [&str; 2] = ["2026-10-01", "2026-10-31"];

    /// S, Hd, L, N of Mara.
    fn capacity(sheets: &[(&str, &str)], [first, last]: [&str; 2]) -> Option<[Duration; 4]> {
        let tables = tables(sheets);
        let people = People::of(&tables);
        let calendar = Calendar::of(
            &tables,
            &Work::default(),
            &people,
            &scope("2026-10", "2026-10-31"),
        );
        calendar
            .capacity("Mara", date(first), date(last))
            .map(|sum| [sum.contract, sum.holiday, sum.leave, sum.net])
    }

    fn check(sheets: &[(&str, &str)], days: [&str; 2], expected: [&str; 4]) {
        let expected = expected.map(hours);
        assert_eq!(
            capacity(sheets, days),
            Some(expected),
            "{sheets:?} {days:?}"
        );
    }

    const FULL: (&str, &str) = ("people", "person | weekly_hours | region\nMara | 40 | DE");

    #[test]
    fn spreads_the_week_over_workdays() {
        // October 2026 begins on a Thursday and has 22 weekdays, 4 Mondays to Wednesdays, 5 Thursdays
        for (people, expected) in [
            ("Mara | 40 | | |", "176"),
            ("Mara | 37.5 | | |", "165"),
            ("Mara | 32 | 1111000 | |", "136"),
            // a seventh of an hour a day, 31 days: rounded once, at the end
            ("Mara | 1 | 1111111 | |", "4.42857"),
            ("Mara | 0 | | |", "0"),
            // joins, leaves in mid-month, both days included
            ("Mara | 40 | | 2026-10-15 |", "96"),
            ("Mara | 40 | | | 2026-10-15", "88"),
            ("Mara | 40 | | 2026-10-15 | 2026-10-15", "8"),
            ("Mara | 40 | | 2026-11-01 |", "0"),
            // the contract changes in mid-month: 10 weekdays of 8 h, 12 of 4 h
            (
                "Mara | 40 | | | 2026-10-14\nMara | 20 | | 2026-10-15 |",
                "128",
            ),
            // overlap: the later one counts
            ("Mara | 40 | | | \nMara | 20 | | 2026-10-15 |", "128"),
        ] {
            let people =
                format!("person | weekly_hours | workdays | starts_on | ends_on\n{people}");
            let [contract, ..] = capacity(&[("people", &people)], OCTOBER).expect("known");
            let digits = (contract.to_hours() * 100_000.0).round() / 100_000.0;
            assert_eq!(digits.to_string(), expected, "{people}");
        }
    }

    #[test]
    fn hours_not_told_are_unknown() {
        let people = "person | weekly_hours | starts_on\nMara | | 2026-10-15";
        assert_eq!(capacity(&[("people", people)], OCTOBER), None);
        check(
            &[("people", people)],
            ["2026-10-01", "2026-10-14"],
            ["0", "0", "0", "0"],
        );
        assert_eq!(capacity(&[("people", "person\nIvo")], OCTOBER), None);
    }

    #[test]
    fn a_weekend_that_is_made_up_for_is_a_day_of_work() {
        // October 2026 has 22 weekdays; the 10th is a Saturday, the 9th a Friday that is only shorter. Who has Monday to Thursday has 17
        // days of 8 h and works none of them
        let holidays = (
            "holidays",
            "date | region | works\n2026-10-05 | | \n2026-10-10 | | yes\n2026-10-09 | | yes",
        );
        let people = "person | weekly_hours\nMara | 40";
        check(
            &[("people", people), holidays],
            OCTOBER,
            ["184", "8", "0", "176"],
        );
        let people = "person | weekly_hours | workdays\nMara | 32 | 1111000";
        check(
            &[("people", people), holidays],
            OCTOBER,
            ["136", "8", "0", "128"],
        );
    }

    #[test]
    fn takes_holidays_of_the_region_and_of_everybody() {
        for (holiday, hours) in [
            ("2026-10-05 | ", "8"),
            ("2026-10-05 | de", "8"),
            ("2026-10-05 | KZ", "0"),
            // a Saturday
            ("2026-10-03 | DE", "0"),
            // twice the same day
            ("2026-10-05 | DE\n2026-10-05 | ", "8"),
        ] {
            let holidays = format!("date | region\n{holiday}");
            let net = if hours == "8" { "168" } else { "176" };
            check(
                &[FULL, ("holidays", &holidays)],
                OCTOBER,
                ["176", hours, "0", net],
            );
        }
        let part_time = "person | weekly_hours | workdays\nMara | 24 | 1110000";
        let friday = "date | region\n2026-10-09 |";
        check(
            &[("people", part_time), ("holidays", friday)],
            OCTOBER,
            ["96", "0", "0", "96"],
        );
    }

    #[test]
    fn caps_leave_at_what_is_left_of_the_day() {
        let holidays = ("holidays", "date | region\n2026-10-05 |");
        for (leave, hours, net) in [
            ("2026-10-06 | Mara | 4", "4", "164"),
            ("2026-10-06 | Mara | ", "8", "160"),
            ("2026-10-06 | Mara | 12", "8", "160"),
            // two halves of one day
            ("2026-10-06 | Mara | 4\n2026-10-06 | Mara | 4", "8", "160"),
            // on a holiday, on a Sunday, of somebody else
            ("2026-10-05 | Mara | 8", "0", "168"),
            ("2026-10-04 | Mara | 8", "0", "168"),
            ("2026-10-06 | Ivo | 8", "0", "168"),
        ] {
            let leave = format!("date | person | duration\n{leave}");
            let sheets = [FULL, holidays, ("leave", &leave)];
            check(&sheets, OCTOBER, ["176", "8", hours, net]);
        }
    }

    #[test]
    fn leave_in_two_sheets_counts_once() {
        let one = "date | person | duration\n2026-10-06 | Mara | 4\n2026-10-07 | Mara | 8";
        let other = "date | person | duration\n2026-10-06 | Mara | 6";
        let sheets = [FULL, ("leave", one), ("leave", other)];
        check(&sheets, OCTOBER, ["176", "0", "14", "162"]);
        let tables = tables(&sheets);
        let people = People::of(&tables);
        let calendar = Calendar::of(
            &tables,
            &Work::default(),
            &people,
            &scope("2026-10", "2026-10-31"),
        );
        let both: Vec<_> = calendar.leave_in_both().collect();
        assert_eq!(both, [("Mara", date("2026-10-06"))]);
    }

    #[test]
    fn what_takes_nothing_shows_nothing() {
        // half a unit left in all of S, Hd and L: no unit may appear from rounding
        let exact = Exact {
            contract: 4_410,
            after_holidays: 2_205,
            net: 0,
        };
        let sum = exact.round();
        assert_eq!(sum.net, Duration(0));
        assert_eq!(sum.contract, sum.holiday + sum.leave);
    }

    #[test]
    fn weeks_begin_where_settings_say() {
        let mut settings = Settings::default();
        for (start, day, week) in [
            ("monday", "2026-10-01", "2026-09-28"),
            ("monday", "2026-10-05", "2026-10-05"),
            ("sunday", "2026-10-04", "2026-10-04"),
            ("sunday", "2026-10-03", "2026-09-27"),
        ] {
            settings.week_start = start.to_owned();
            assert_eq!(week_of(date(day), &settings), date(week));
        }
    }
}
