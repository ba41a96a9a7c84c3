//! Hours above a budget by person: counted by the day, shared in proportion on the day on which the budget runs out.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

use super::firm::{Entry, Firm, PEOPLE, PROJECTS, august, months_to};
use super::projects::counts_for;
use super::{HOUR, Row, rounded, rows, text, whole};
use crate::metrics::Metrics;

const OCTOBER: i32 = 26;
/// Projects with agreed hours; the internal one has none.
const BUDGETED: usize = 3;

/// What people did on a project in October.
#[derive(Default)]
struct Done {
    hours: i64,
    /// Above the budget, each day's shared in proportion.
    above: f64,
    /// Days on which something is above it: each may be off by one unit of rounding.
    days: i64,
    /// Above the budget on a day for which nobody says a price.
    unpriced: bool,
}

fn of_project(firm: &Firm, project: usize) -> impl Iterator<Item = &Entry> {
    firm.worked()
        .filter(move |entry| counts_for(firm, project, entry))
}

/// People with what they did in October, and all that is above the budget in it.
fn october(firm: &Firm, project: usize) -> (BTreeMap<usize, Done>, i64) {
    let agreed = firm.agreed[project].0 * HOUR as i64;
    let retainer = project == 0;
    let mut days: BTreeMap<NaiveDate, Vec<&Entry>> = BTreeMap::new();
    for entry in of_project(firm, project) {
        days.entry(august(entry.day)).or_default().push(entry);
    }
    let (mut people, mut used, mut all) = (BTreeMap::<usize, Done>::new(), 0, 0);
    for (day, entries) in days {
        let in_october = months_to(day) == OCTOBER;
        if retainer && !in_october {
            continue;
        }
        let of_day: i64 = entries.iter().map(|entry| entry.parts()).sum();
        let before = (used - agreed).max(0);
        used += of_day;
        let above = (used - agreed).max(0) - before;
        if !in_october {
            continue;
        }
        all += above;
        for entry in entries {
            let done = people.entry(entry.person).or_default();
            done.hours += entry.parts();
            if above != 0 {
                done.above += above as f64 * entry.parts() as f64 / of_day as f64;
                done.days += 1;
                let priced = firm.contracts.get(entry.person);
                done.unpriced |= !priced.is_some_and(|terms| terms.holds_on(day));
            }
        }
    }
    (people, all)
}

/// A third of a person's hours of August and September, July having none.
fn usual(firm: &Firm, project: usize, person: usize) -> i64 {
    let before = of_project(firm, project)
        .filter(|entry| entry.person == person && months_to(august(entry.day)) < OCTOBER);
    let parts: i64 = before.map(|entry| entry.parts()).sum();
    rounded(parts.into(), 3)
}

pub(super) fn who_went_over_the_budget(firm: &Firm, metrics: &Metrics) -> TestCaseResult {
    let listed = rows(metrics, "over_servicing");
    for (project, name) in PROJECTS.iter().enumerate().take(BUDGETED) {
        let (people, all) = october(firm, project);
        let of_project = listed.iter().filter(|row| text(row, "project") == *name);
        let found: BTreeMap<String, &Row> =
            of_project.map(|row| (text(row, "person"), row)).collect();
        let agreed = firm.agreed[project].0 * HOUR as i64;
        let counted = of_project_hours(firm, project) - agreed;
        if counted <= 0 {
            prop_assert!(found.is_empty(), "{} is within", name);
            continue;
        }
        let mut sum = 0;
        for (person, done) in &people {
            let Some(row) = found.get(PEOPLE[*person]) else {
                prop_assert_eq!(done.hours, 0, "{} of {}", PEOPLE[*person], project);
                continue;
            };
            let above = whole(row, "hours_after_budget").unwrap_or_default();
            sum += above;
            let off = (above as f64 - done.above).abs();
            prop_assert!(off <= done.days as f64 + 0.5, "{off} {:?}", row);
            prop_assert_eq!(whole(row, "hours"), Some(done.hours));
            let usual = usual(firm, project, *person);
            prop_assert_eq!(whole(row, "usual_hours"), Some(usual));
            prop_assert_eq!(whole(row, "above_usual_hours"), Some(done.hours - usual));
            let worth = |rate: i64| rounded(i128::from(rate * 10_000) * i128::from(above), HOUR);
            let price = firm.contracts.get(*person).map(|terms| terms.price);
            let (value, cost) = match price {
                // hours taken back as they were given are worth nothing, whatever an hour is
                _ if above == 0 => (Some(0), Some(0)),
                Some(price) if !done.unpriced => (Some(worth(price)), Some(worth(10))),
                _ => (None, None),
            };
            prop_assert_eq!(whole(row, "over_servicing_value"), value, "{:?}", row);
            prop_assert_eq!(whole(row, "over_servicing_cost"), cost, "{:?}", row);
        }
        if found.len() == people.len() {
            prop_assert_eq!(sum, all, "{}", name);
        }
    }
    Ok(())
}

/// Hours that count against the budget at the report's day: a retainer's of October, other work's from the beginning.
fn of_project_hours(firm: &Firm, project: usize) -> i64 {
    of_project(firm, project)
        .filter(|entry| project != 0 || months_to(august(entry.day)) == OCTOBER)
        .map(|entry| entry.parts())
        .sum()
}
