//! Exports of one layout whose periods overlap: the rows they share count once.
//!
//! Two equal rows in two files may be two things (everybody works eight hours), so equality alone is no evidence. Two sheets overlap when, of the days and people that
//! both hold, four rows of five (and five at least) stand in both; or all of them, three at least, where each reaches beyond the other.
//! Then a row that stands three times in one and twice in the other counts three times. Where rows name no person, three different rows
//! are needed, days aside: two people's sheets may hold eight hours a day for the same project.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{Aside, FEWEST_ROWS};
use crate::ingest::facts::Batch;
use crate::ingest::knowledge::Knowledge;
use crate::ingest::sheetfit::SheetFit;
use crate::model::{Kind, Value, ValueColumn};

/// Fewer rows of shared days than this may coincide by chance even when all do.
const FEWEST_SHARED: usize = 3;

/// So many different rows, days aside, are no habit.
const VARIED: usize = 3;

/// A row in what tells it from others.
struct Entry {
    image: u64,
    /// The same without its days.
    habit: u64,
    day: Option<NaiveDate>,
    /// None without a name.
    person: Option<u64>,
    row: u32,
}

/// Rows of a sheet, in their order.
pub struct Entries {
    all: Vec<Entry>,
    period: Option<(NaiveDate, NaiveDate)>,
    people: BTreeSet<Option<u64>>,
}

impl Entries {
    /// Those of a sheet.
    pub fn of(fit: &SheetFit<'_>, knowledge: &Knowledge) -> Entries {
        let all: Vec<Entry> = fit
            .facts
            .batches()
            .iter()
            .flat_map(|batch| entries(batch, knowledge))
            .collect();
        let days = || all.iter().filter_map(|entry| entry.day);
        Entries {
            period: days().min().zip(days().max()),
            people: all.iter().map(|entry| entry.person).collect(),
            all,
        }
    }

    /// True when equal rows are hardly chance: they name people, or vary.
    pub fn tell(&self) -> bool {
        let habits: BTreeSet<u64> = self.all.iter().map(|entry| entry.habit).collect();
        habits.len() >= VARIED || self.all.iter().all(|entry| entry.person.is_some())
    }

    /// Images of the rows that lie in days and are of people which the other holds too, each with its count.
    fn shared_with(&self, other: &Entries) -> Option<BTreeMap<u64, usize>> {
        let within = |day: NaiveDate| {
            other
                .period
                .is_some_and(|(first, last)| (first..=last).contains(&day))
        };
        let shared = self
            .all
            .iter()
            .filter(|entry| other.people.contains(&entry.person) && entry.day.is_none_or(within));
        let mut images: BTreeMap<u64, usize> = BTreeMap::new();
        for entry in shared {
            *images.entry(entry.image).or_default() += 1;
        }
        (!images.is_empty()).then_some(images)
    }
}

fn entries(batch: &Batch, knowledge: &Knowledge) -> Vec<Entry> {
    let schema = knowledge.schema(batch.table);
    let person = schema
        .fields
        .iter()
        .position(|field| field.kind == Kind::Person)
        .map(|at| &batch.columns[at]);
    let mut people = vec![0; batch.len()];
    if let Some(column) = person {
        column.mix_into(&mut people);
    }
    let named = |row: usize| person.is_some_and(|column| column.has(row));
    let (images, habits) = (batch.images(true), batch.images(false));
    (0..batch.len())
        .map(|row| Entry {
            image: images[row],
            habit: habits[row],
            day: day(batch, row),
            person: named(row).then_some(people[row]),
            row: batch.rows[row],
        })
        .collect()
}

/// The first day that a row names.
fn day(batch: &Batch, row: usize) -> Option<NaiveDate> {
    let days = batch
        .columns
        .iter()
        .filter(|column| matches!(column, ValueColumn::Days(_)));
    days.filter_map(|column| column.get(row))
        .find_map(|value| match value {
            Value::Date(day) => Some(day),
            _ => None,
        })
}

/// Rows of the later of two overlapping sheets that stand in the earlier, for every pair of a group of sheets of one layout. Hidden
/// sheets come last, and before them one that collects several others of its workbook; then the smaller ones.
pub fn overlaps(fits: &[SheetFit<'_>], group: &[usize], knowledge: &Knowledge) -> Vec<Aside> {
    let entries: BTreeMap<usize, Entries> = group
        .iter()
        .map(|at| (*at, Entries::of(&fits[*at], knowledge)))
        .collect();
    let pairs = overlapping_pairs(group, &entries);
    if pairs.is_empty() {
        return Vec::new();
    }
    let mut order = group.to_vec();
    order.sort_by_key(|at| {
        let sheet = &fits[*at].grid.sheet;
        let same_book = |other: &&usize| fits[**other].grid.sheet.file == sheet.file;
        let collected = pairs
            .get(at)
            .map_or(0, |others| others.iter().filter(same_book).count());
        let rows = std::cmp::Reverse(fits[*at].facts.len());
        (
            sheet.is_hidden(),
            collected > 1,
            rows,
            sheet.file.clone(),
            *at,
        )
    });
    let mut left: BTreeMap<usize, BTreeMap<u64, Vec<u32>>> = BTreeMap::new();
    let mut aside = Vec::new();
    for at in order {
        let others: Vec<usize> = pairs.get(&at).into_iter().flatten().copied().collect();
        let mut own: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
        let mut met: BTreeMap<(usize, u64), usize> = BTreeMap::new();
        for (fact, entry) in entries[&at].all.iter().enumerate() {
            let found = others.iter().find_map(|other| {
                let rows = left.get(other)?.get(&entry.image)?;
                let passed = met.entry((*other, entry.image)).or_default();
                let row = rows.get(*passed)?;
                *passed += 1;
                Some((*other, *row))
            });
            match found {
                Some((other, row)) => aside.push(Aside {
                    fit: at,
                    fact,
                    row: entry.row,
                    other,
                    other_row: row,
                }),
                None => own.entry(entry.image).or_default().push(entry.row),
            }
        }
        left.insert(at, own);
    }
    aside
}

fn overlapping_pairs(
    group: &[usize],
    entries: &BTreeMap<usize, Entries>,
) -> BTreeMap<usize, BTreeSet<usize>> {
    let mut pairs: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (nth, at) in group.iter().enumerate() {
        for other in &group[nth + 1..] {
            if overlap(&entries[at], &entries[other]) {
                pairs.entry(*at).or_default().insert(*other);
                pairs.entry(*other).or_default().insert(*at);
            }
        }
    }
    pairs
}

fn overlap(left: &Entries, right: &Entries) -> bool {
    if !left.tell() || !right.tell() {
        return false;
    }
    let (Some(a), Some(b)) = (left.shared_with(right), right.shared_with(left)) else {
        return false;
    };
    let common: usize = a
        .iter()
        .map(|(image, count)| b.get(image).map_or(0, |other| *count.min(other)))
        .sum();
    let count = |rows: &BTreeMap<u64, usize>| rows.values().sum::<usize>();
    let fewer = count(&a).min(count(&b));
    let beyond = count(&a) < left.all.len() && count(&b) < right.all.len();
    common >= FEWEST_ROWS && common * 5 >= fewer * 4
        || beyond && common >= FEWEST_SHARED && count(&a) == common && count(&b) == common
}
