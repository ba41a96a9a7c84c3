//! Days of a person with more than 24 hours in several entries of one list. No entry is wrong by itself, so that all are used and each such
//! day is told; where nothing but the size of its numbers says that they are hours and they may well be minutes, that is asked.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::account::Fate;
use super::block::Block;
use super::body::Body;
use super::colours::seen_in;
use super::columns::View;
use super::facts::{Batch, Fact};
use super::habits::holds_bare_number;
use super::sheet::Cell;
use crate::model::column::ValueColumn;
use crate::model::intake::{Question, Topic};
use crate::model::phrase::phrase;
use crate::model::tables::day_of;
use crate::model::{Duration, Problem, Problems, Severity, Table, Value};

/// Hours of a day.
const DAY: Duration = Duration(24 * Duration::HOUR);
/// Minutes are written down in fives.
const STEP_OF_MINUTES: f64 = 5.0;
/// So many days of a person are told one by one.
const MOST_TOLD: usize = 5;
/// Of so many person-days one is kept in a place of its own; a longer stretch is none of a list of entries.
const MOST_DAYS: usize = 4_000_000;

/// A person's day that is too long.
struct LongDay {
    person: String,
    day: i32,
    length: Duration,
    /// The entry with which it became so.
    row: u32,
}

/// What is wrong with days of more than 24 hours, and what to ask.
pub(super) fn long_days(block: &Block<'_, '_>, batch: &Batch) -> (Problems, Option<Question>) {
    let schema = block.schema;
    let column = block.mapping.column_of(schema, "duration");
    let Some(column) = column.filter(|_| batch.table == Table::Time && !batch.is_open()) else {
        return (Vec::new(), None);
    };
    let long = too_long(block, batch).unwrap_or_default();
    let view = block.found.views.iter().find(|view| view.column == column);
    let (Some(view), Some(first)) = (view, long.first()) else {
        return (Vec::new(), None);
    };
    if may_be_minutes(block, view) {
        let problem = Problem {
            rule: "time.duration.unit".to_owned(),
            expected: phrase("a heading that names the unit: h, min", &[]),
            hint: phrase(
                "say minutes or hours for this column in the sheet Columns of monthend-decisions.xlsx",
                &[],
            ),
            effect: phrase("its numbers count as hours until that is answered", &[]),
            ..told(block, view, first)
        };
        let asked = Question {
            topic: Topic::Columns,
            kind: String::new(),
            subject: view.label(),
            seen_in: seen_in(block.grid),
            proposal: "minutes".to_owned(),
            reason: phrase(
                "counted as hours, {} has {} h on {}",
                &[&first.person, &plain(first.length), &day_of(first.day)],
            ),
            answer: String::new(),
            stale: false,
        };
        return (vec![problem], Some(asked));
    }
    (told_by_person(block, view, &long), None)
}

/// Every day by itself, and in one line those of a person who has many: then it is a habit of the list, and no slip of a day.
fn told_by_person(block: &Block<'_, '_>, view: &View<'_>, long: &[LongDay]) -> Problems {
    let mut of_person: BTreeMap<&str, Vec<&LongDay>> = BTreeMap::new();
    for day in long {
        of_person.entry(&day.person).or_default().push(day);
    }
    let told = of_person.values().flat_map(|days| match days.len() {
        ..=MOST_TOLD => {
            let each = days.iter().map(|day| (day.row, told(block, view, day)));
            each.collect::<Vec<_>>()
        }
        _ => Vec::from_iter(told_at_once(block, view, days)),
    });
    let mut told: Vec<(u32, Problem)> = told.collect();
    told.sort_by_key(|(row, _)| *row);
    told.into_iter().map(|(_, problem)| problem).collect()
}

/// The days of a person in one line, at the longest of them.
fn told_at_once(
    block: &Block<'_, '_>,
    view: &View<'_>,
    days: &[&LongDay],
) -> Option<(u32, Problem)> {
    let (first, last) = (
        days.iter().map(|day| day.day).min()?,
        days.iter().map(|day| day.day).max()?,
    );
    let longest = days.iter().rev().max_by_key(|day| day.length)?;
    let effect = phrase(
        "so on {} days from {} to {}; all their entries count",
        &[&days.len(), &day_of(first), &day_of(last)],
    );
    let problem = told(block, view, longest);
    Some((longest.row, Problem { effect, ..problem }))
}

/// Takes out the days of a person for which a grid has more than 24 hours: one of its columns is no length of time.
pub(super) fn leave_out_longer_than_days(body: &mut Body, block: &Block<'_, '_>) {
    let schema = block.context.knowledge.schema(Table::Time);
    let mut left: BTreeSet<u32> = BTreeSet::new();
    for batch in body.facts.batches_mut() {
        let of_time = batch.table == Table::Time && !batch.is_empty();
        let days = |fact: &Fact| {
            let alone = fact.until.is_none() && fact.week_share.is_none();
            let (day, length) = (fact.value(schema, "date"), fact.value(schema, "duration"));
            match (fact.text(schema, "person"), day, length) {
                (Some(person), Some(Value::Date(day)), Some(Value::Duration(length)))
                    if alone && of_time =>
                {
                    Some(((person.to_owned(), *day), *length))
                }
                _ => None,
            }
        };
        let told: Vec<_> = batch.facts().map(|fact| days(&fact)).collect();
        let mut sums: BTreeMap<&(String, NaiveDate), (Duration, usize)> = BTreeMap::new();
        for (at, (whose, length)) in
            { told.iter().enumerate() }.filter_map(|(at, told)| Some((at, told.as_ref()?)))
        {
            let sum = sums.entry(whose).or_insert((Duration::ZERO, at));
            sum.0 += *length;
        }
        sums.retain(|_, (sum, _)| *sum > DAY);
        if sums.is_empty() {
            continue;
        }
        let keep = told.iter().map(|told| {
            let whose = told.as_ref().map(|(whose, _)| whose);
            whose.is_none_or(|whose| !sums.contains_key(whose))
        });
        let keep: Vec<bool> = keep.collect();
        let mut of_person: BTreeMap<&str, Vec<(NaiveDate, Duration, usize)>> = BTreeMap::new();
        for ((person, day), (sum, first)) in &sums {
            let days = of_person.entry(person).or_default();
            days.push((*day, *sum, *first));
        }
        for (person, days) in of_person {
            let each = if days.len() > MOST_TOLD {
                1
            } else {
                days.len()
            };
            for (day, sum, first) in &days[..each] {
                let (row, column) = (batch.rows[*first], batch.beside(*first).column);
                let effect = match each < days.len() {
                    true => phrase("{} such days are in no figure", &[&days.len()]),
                    false => phrase("the day is in no figure", &[]),
                };
                body.problems.push(Problem {
                    place: block.grid.place(row, column),
                    rule: "time.duration.long_day".to_owned(),
                    severity: Severity::SetAside,
                    column: String::new(),
                    found: format!("{person}, {day}: {} h", plain(*sum)),
                    expected: phrase("at most 24 hours on a person's day", &[]),
                    hint: phrase(
                        "say which columns are hours: answer ignore for the others in the sheet Columns of monthend-decisions.xlsx",
                        &[],
                    ),
                    effect,
                });
            }
        }
        let gone = { batch.rows.iter().zip(&keep) }.filter(|(_, keep)| !**keep);
        left.extend(gone.map(|(row, _)| *row));
        batch.retain(&keep);
    }
    for row in body.facts.batches().iter().flat_map(|batch| &batch.rows) {
        left.remove(row);
    }
    let aside = body.fates.iter_mut().filter(|(row, _)| left.contains(row));
    aside.for_each(|(_, fate)| *fate = Fate::SetAside);
}

fn told(block: &Block<'_, '_>, view: &View<'_>, long: &LongDay) -> Problem {
    Problem {
        place: block.grid.place(long.row, view.column),
        rule: "time.duration.long_day".to_owned(),
        severity: Severity::Look,
        column: format!("{} -> duration", view.label()),
        found: format!(
            "{}, {}: {} h",
            long.person,
            day_of(long.day),
            plain(long.length)
        ),
        expected: phrase("at most 24 hours on a person's day", &[]),
        hint: phrase(
            "correct the day or the hours, or leave them if one row stands for several days",
            &[],
        ),
        effect: phrase("all entries of the day count", &[]),
    }
}

/// The days with more than 24 hours, in the order of their rows; none where no column names people or days.
fn too_long(block: &Block<'_, '_>, batch: &Batch) -> Option<Vec<LongDay>> {
    let at = |field: &str| block.schema.position(field).map(|at| &batch.columns[at]);
    let (people, lengths) = (at("person")?.by_number(), at("duration")?);
    let ValueColumn::Days(days) = at("date")? else {
        return None;
    };
    let told = || days.iter().flatten();
    let (first, last) = (told().min()?, told().max()?);
    let stretch = usize::try_from(last - first).ok()? + 1;
    let places = people.texts().len().checked_mul(stretch)?;
    if places > MOST_DAYS {
        return None;
    }
    let mut sums = vec![0_i64; places];
    let mut long = Vec::new();
    for (row, day) in days.iter().enumerate() {
        let (Some(day), Some(person), Some(length)) =
            (day, people.of_row(row), lengths.integer(row))
        else {
            continue;
        };
        let sum = &mut sums[person * stretch + usize::try_from(day - first).ok()?];
        let before = *sum;
        *sum += length;
        if before <= DAY.0 && *sum > DAY.0 {
            long.push((person, day, batch.rows[row]));
        }
    }
    let all = long.into_iter().filter_map(|(person, day, row)| {
        let length = sums[person * stretch + usize::try_from(day - first).ok()?];
        let person = people.texts()[person]?.to_owned();
        (length > DAY.0).then_some(LongDay {
            person,
            day,
            length: Duration(length),
            row,
        })
    });
    let mut all: Vec<LongDay> = all.collect();
    all.sort_by_key(|one| (one.row, one.day));
    all.dedup_by(|one, other| (&one.person, one.day) == (&other.person, other.day));
    Some(all)
}

/// Neither a heading nor an answer names the unit, and every number is a whole one as people write minutes: 5, 15, 40.
fn may_be_minutes(block: &Block<'_, '_>, view: &View<'_>) -> bool {
    let named = view.heading.time_unit.is_some()
        || block.said(view).unit.is_some()
        || block
            .layout
            .is_some_and(|layout| !layout.duration_unit.is_empty())
        || block
            .context
            .knowledge
            .words
            .speaks_of_hours(view.heading.words.trim());
    let in_fives = |cell: &Cell<'_>| match cell {
        Cell::Number(number) => number % STEP_OF_MINUTES == 0.0,
        Cell::Text(text) => {
            let number = text.trim().replace(',', ".").parse::<f64>();
            number.is_ok_and(|number| number % STEP_OF_MINUTES == 0.0)
        }
        _ => false,
    };
    let numbers = view.cells.iter().all(holds_bare_number);
    !named && numbers && view.cells.iter().all(in_fives)
}

/// Hours without needless zeros.
fn plain(length: Duration) -> String {
    let hours = length.to_string();
    hours.trim_end_matches('0').trim_end_matches('.').to_owned()
}
