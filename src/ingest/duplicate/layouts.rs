//! The same hours in two layouts: a tool's export and a time sheet of the same person.
//!
//! Compared are the hours of a person on a day, for a client and a project where both sheets name them. A cell of one sheet repeats one
//! of the other when its hours are the same altogether, or entry by entry. Two sheets of different files hold the same time when four of
//! five rows of the shorter (five at least) do so over the days and people of both, and this is no chance: the lengths vary, or both
//! together would make days longer than twelve hours. Of fewer rows each must say in the same
//! words what was done, or of three rows on several days nothing else on either side. The sheet that says more is kept. A sheet may
//! also repeat what several others hold together.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::Aside;
use crate::ingest::facts::{Batch, Facts};
use crate::ingest::fitted::FittedSheet;
use crate::ingest::knowledge::Knowledge;
use crate::model::{Duration, Schema, Table, Value};

/// A working day is hardly longer.
const LONG_DAY: Duration = Duration::hours(12);
/// So many different lengths are no habit.
const VARIED: usize = 3;

/// Fewer rows than this may be the same hours by habit.
const FEWEST_ROWS: usize = 5;
/// Fewer rows than this prove nothing even where each says in the same words what was done.
const FEWEST_TELLING: usize = 2;
/// Fewer rows than this prove nothing where one side says nothing of what was done.
const FEWEST_SILENT: usize = 3;
/// Longer sheets are compared with one other at a time only.
const LONGEST_PIECE: usize = 5_000;

#[derive(Clone, Copy)]
struct Entry<'f> {
    /// Its sheet.
    fit: usize,
    person: &'f str,
    day: NaiveDate,
    client: &'f str,
    project: &'f str,
    /// What was done.
    what: &'f str,
    length: Duration,
    row: u32,
    /// Place among the run's rows.
    at: usize,
}

struct Entries<'f> {
    fit: usize,
    all: Vec<Entry<'f>>,
    people: BTreeSet<&'f str>,
    period: (NaiveDate, NaiveDate),
    names_clients: bool,
    names_projects: bool,
    /// Values told in a row, on average.
    told: usize,
}

/// Person, day, client, project; the last two empty where one of the sheets does not name them.
type Cell<'f> = (&'f str, NaiveDate, &'f str, &'f str);

impl<'f> Entries<'f> {
    fn of(fit: usize, batches: &[(usize, &'f Batch)], schema: &Schema) -> Option<Entries<'f>> {
        let rows = |(first, batch): &(usize, &'f Batch)| {
            let (first, batch) = (*first, *batch);
            (0..batch.len()).filter_map(move |row| entry(fit, first + row, batch, row, schema))
        };
        let all: Vec<Entry<'f>> = batches.iter().flat_map(rows).collect();
        let days = || all.iter().map(|entry| entry.day);
        let most = |named: &dyn Fn(&Entry<'_>) -> bool| {
            all.iter().filter(|entry| named(entry)).count() * 2 > all.len()
        };
        let values = batches.iter().flat_map(|(_, batch)| {
            (0..batch.len()).map(|row| {
                let told = batch.columns.iter().filter(|column| column.has(row));
                told.count()
            })
        });
        Some(Entries {
            fit,
            people: all.iter().map(|entry| entry.person).collect(),
            period: (days().min()?, days().max()?),
            names_clients: most(&|entry| !entry.client.is_empty()),
            names_projects: most(&|entry| !entry.project.is_empty()),
            told: values.sum::<usize>() / all.len(),
            all,
        })
    }

    /// Rows by cell, over the days and people of both.
    fn cells(&self, other: &Entries<'f>) -> BTreeMap<Cell<'f>, Vec<&Entry<'f>>> {
        let clients = self.names_clients && other.names_clients;
        let projects = self.names_projects && other.names_projects;
        let shared = self.all.iter().filter(|entry| {
            (other.period.0..=other.period.1).contains(&entry.day)
                && other.people.contains(entry.person)
        });
        let mut cells: BTreeMap<Cell<'f>, Vec<&Entry<'f>>> = BTreeMap::new();
        for entry in shared {
            let client = if clients { entry.client } else { "" };
            let project = if projects { entry.project } else { "" };
            let cell = (entry.person, entry.day, client, project);
            cells.entry(cell).or_default().push(entry);
        }
        cells
    }
}

fn entry<'f>(
    fit: usize,
    at: usize,
    batch: &'f Batch,
    row: usize,
    schema: &Schema,
) -> Option<Entry<'f>> {
    let column = |field: &str| Some(&batch.columns[schema.position(field)?]);
    let value = |field: &str| column(field)?.get(row);
    let (Some(Value::Date(day)), Some(Value::Duration(length))) =
        (value("date"), value("duration"))
    else {
        return None;
    };
    let text = |field: &str| {
        column(field)
            .and_then(|column| column.text(row))
            .unwrap_or_default()
    };
    let person = text("person");
    (!person.is_empty()).then(|| Entry {
        fit,
        person,
        day,
        client: text("client"),
        project: text("project"),
        what: match text("note") {
            "" => text("task"),
            note => note,
        },
        length,
        row: batch.rows[row],
        at,
    })
}

/// Rows of time that stand in another layout in another file. `facts` are those of the run with their names settled.
pub fn repeated(
    fits: &[FittedSheet],
    counted: &[usize],
    facts: &Facts,
    knowledge: &Knowledge,
) -> Vec<Aside> {
    let schema = knowledge.schema(Table::Time);
    let mut by_sheet: BTreeMap<usize, Vec<(usize, &Batch)>> = BTreeMap::new();
    for (first, batch) in facts.placed(Table::Time) {
        by_sheet
            .entry(batch.source as usize)
            .or_default()
            .push((first, batch));
    }
    let layouts: BTreeSet<&[String]> = by_sheet
        .keys()
        .map(|at| fits[*at].signatures.as_slice())
        .collect();
    if layouts.len() < 2 {
        return Vec::new();
    }
    let sheets: Vec<Entries<'_>> = by_sheet
        .into_iter()
        .filter(|(at, _)| counted.contains(at))
        .filter_map(|(at, batches)| Entries::of(at, &batches, schema))
        .collect();
    let mut aside: Vec<Aside> = Vec::new();
    let mut gone: BTreeSet<usize> = BTreeSet::new();
    for (nth, left) in sheets.iter().enumerate() {
        for right in &sheets[nth + 1..] {
            if gone.contains(&left.fit)
                || gone.contains(&right.fit)
                || left.all.len().min(right.all.len()) < FEWEST_TELLING
                || !may_repeat(fits, left, right)
            {
                continue;
            }
            let standing = |entries: &Entries<'_>| {
                let sheet = &fits[entries.fit].about;
                let more = Reverse((entries.told, entries.all.len()));
                (sheet.is_hidden, more, sheet.file.clone(), entries.fit)
            };
            let (kept, other) = if standing(left) <= standing(right) {
                (left, right)
            } else {
                (right, left)
            };
            let repeats = repeats(kept, other);
            if !repeats.is_empty() {
                gone.insert(other.fit);
                aside.extend(repeats);
            }
        }
    }
    for other in sheets.iter().filter(|one| one.all.len() <= LONGEST_PIECE) {
        if gone.contains(&other.fit) {
            continue;
        }
        let parts = sheets.iter().filter(|one| {
            one.fit != other.fit && !gone.contains(&one.fit) && may_repeat(fits, one, other)
        });
        let parts: Vec<&Entries<'_>> = parts.collect();
        let whole = |aside: &Vec<Aside>| aside.len() == other.all.len();
        let repeats = together(&parts).map(|all| repeats(&all, other));
        if let Some(repeats) = repeats.filter(whole) {
            gone.insert(other.fit);
            aside.extend(repeats);
        }
    }
    aside
}

/// What several sheets hold; none of fewer than two.
fn together<'f>(parts: &[&Entries<'f>]) -> Option<Entries<'f>> {
    let first = parts.first().filter(|_| parts.len() > 1)?;
    let from = parts.iter().map(|part| part.period.0).min()?;
    let to = parts.iter().map(|part| part.period.1).max()?;
    Some(Entries {
        fit: first.fit,
        all: { parts.iter() }
            .flat_map(|part| part.all.iter().copied())
            .collect(),
        people: { parts.iter() }
            .flat_map(|part| part.people.iter().copied())
            .collect(),
        period: (from, to),
        names_clients: parts.iter().all(|part| part.names_clients),
        names_projects: parts.iter().all(|part| part.names_projects),
        told: first.told,
    })
}

fn may_repeat(fits: &[FittedSheet], left: &Entries<'_>, right: &Entries<'_>) -> bool {
    let (a, b) = (&fits[left.fit], &fits[right.fit]);
    a.about.file != b.about.file
        && a.signatures != b.signatures
        && left.period.0 <= right.period.1
        && right.period.0 <= left.period.1
        && !left.people.is_disjoint(&right.people)
}

/// Rows of `other` that `kept` holds; none without evidence.
fn repeats(kept: &Entries<'_>, other: &Entries<'_>) -> Vec<Aside> {
    let (theirs, own) = (kept.cells(other), other.cells(kept));
    let mut aside = Vec::new();
    let mut matched = (0, 0);
    let (mut worded, mut silent) = (true, true);
    let mut lengths: BTreeSet<Duration> = BTreeSet::new();
    let mut days: BTreeMap<(&str, NaiveDate), Duration> = BTreeMap::new();
    for (cell, entries) in &own {
        let Some(met) = theirs.get(cell) else {
            continue;
        };
        let pairs = pairs(entries, met);
        let sum: Duration = pairs.iter().map(|(entry, _)| entry.length).sum();
        *days.entry((cell.0, cell.1)).or_insert(Duration::ZERO) += sum + sum;
        worded &= pairs.iter().all(|(entry, other)| is_worded(entry, other));
        silent &= pairs
            .iter()
            .all(|(entry, other)| says_no_other(entry, other));
        lengths.extend(pairs.iter().map(|(entry, _)| entry.length));
        matched.0 += pairs.len();
        matched.1 += if pairs.len() == entries.len() {
            met.len()
        } else {
            pairs.len()
        };
        aside.extend(pairs.iter().map(|(entry, first)| Aside {
            fit: other.fit,
            fact: entry.at,
            row: entry.row,
            other: first.fit,
            other_row: first.row,
        }));
    }
    let count = |cells: &BTreeMap<Cell<'_>, Vec<&Entry<'_>>>| -> usize {
        cells.values().map(Vec::len).sum()
    };
    let most = matched.0 * 5 >= count(&own) * 4 || matched.1 * 5 >= count(&theirs) * 4;
    let long = days.values().filter(|sum| **sum > LONG_DAY).count() * 2 > days.len();
    let whole = matched.0 == count(&own) || matched.1 == count(&theirs);
    let varied = matched.0 >= FEWEST_ROWS && most && (lengths.len() >= VARIED || long);
    let told = worded && matched.0 >= FEWEST_TELLING;
    let clients = kept.names_clients && other.names_clients;
    let unsaid = silent && clients && matched.0 >= FEWEST_SILENT && days.len() > 1;
    let unsaid = unsaid && (lengths.len() > 1 || long);
    if varied || whole && (told || unsaid) {
        aside
    } else {
        Vec::new()
    }
}

/// The same length, and the same words of what was done.
fn is_worded(entry: &Entry<'_>, other: &Entry<'_>) -> bool {
    entry.length == other.length && !entry.what.is_empty() && entry.what == other.what
}

/// The same length, and no other words of what was done.
fn says_no_other(entry: &Entry<'_>, other: &Entry<'_>) -> bool {
    let either = entry.what.is_empty() || other.what.is_empty();
    entry.length == other.length && (either || entry.what == other.what)
}

/// Entries of a cell with the entry that holds them: all where the hours are the same altogether, else those of one length.
fn pairs<'e, 'f>(
    own: &[&'e Entry<'f>],
    theirs: &[&'e Entry<'f>],
) -> Vec<(&'e Entry<'f>, &'e Entry<'f>)> {
    let sum =
        |entries: &[&Entry<'_>]| -> Duration { entries.iter().map(|entry| entry.length).sum() };
    if sum(own) == sum(theirs) {
        return own.iter().map(|entry| (*entry, theirs[0])).collect();
    }
    let mut free = theirs.to_vec();
    own.iter()
        .filter_map(|entry| {
            let at = free.iter().position(|other| other.length == entry.length)?;
            Some((*entry, free.remove(at)))
        })
        .collect()
}
