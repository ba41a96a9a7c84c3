//! Exports of one layout whose periods overlap: the rows they share count once.
//!
//! Two equal rows in two files may be two things (everybody works eight hours), so equality alone is no evidence. Two sheets overlap when, of the days and people that
//! both hold, four rows of five (and five at least) stand in both; or all of them, three at least, where each reaches beyond the other.
//! Then a row that stands three times in one and twice in the other counts three times. Where rows name no person, three different rows
//! are needed, days aside: two people's sheets may hold eight hours a day for the same project.
//!
//! One row is enough where two files of different days share some, all that both hold of these days is the same, and each such row
//! says who did it and what for.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use chrono::NaiveDate;

use super::{Aside, FEWEST_ROWS};
use crate::ingest::facts::Batch;
use crate::ingest::fitted::FittedSheet;
use crate::ingest::knowledge::Knowledge;
use crate::model::tables::{day_number, day_of};
use crate::model::{Kind, Value, ValueColumn};

/// Fewer rows of shared days than this may coincide by chance even when all do.
const FEWEST_SHARED: usize = 3;

/// So many different rows, days aside, are no habit.
const VARIED: usize = 3;

/// More ranges of shared days than this are taken as all days.
const MOST_RANGES: usize = 64;

/// A row in what tells it from others.
struct Entry {
    /// Its place among the rows read of its sheet.
    fact: usize,
    image: u64,
    day: Option<NaiveDate>,
    /// None without a name.
    person: Option<u64>,
    /// Hardly a second thing where another file has the same: it says whose it is, and what for.
    tells: bool,
    row: u32,
}

/// What of a sheet tells, sooner than its rows, that it has none that stand in another.
pub struct Outline {
    period: Option<(NaiveDate, NaiveDate)>,
    /// Some row names no day.
    has_undated: bool,
    people: BTreeSet<Option<u64>>,
    /// A sheet of hardly any rows, of which each says who did it and what for.
    pub is_told: bool,
    /// Equal rows are hardly chance: they name people, or vary.
    pub tells: bool,
}

impl Outline {
    /// That of a sheet.
    pub fn of(fit: &FittedSheet, knowledge: &Knowledge) -> Outline {
        let batches = fit.facts.batches();
        let mut period: Option<(i32, i32)> = None;
        let mut has_undated = false;
        for day in batches.iter().flat_map(days) {
            let Some(day) = day else {
                has_undated = true;
                continue;
            };
            let (first, last) = period.unwrap_or((day, day));
            period = Some((first.min(day), last.max(day)));
        }
        let people = batches.iter().flat_map(|batch| who(batch, knowledge));
        let people: BTreeSet<Option<u64>> = people.collect();
        let small = fit.facts.len() < FEWEST_ROWS;
        let mut told = Vec::new();
        let whole = SharedDays {
            all: true,
            ..SharedDays::default()
        };
        for batch in batches.iter().filter(|_| small) {
            put_entries(&mut told, batch, 0, &whole, knowledge);
        }
        Outline {
            is_told: small && told.iter().all(|entry| entry.tells),
            period: period.map(|(first, last)| (day_of(first), day_of(last))),
            has_undated,
            tells: !people.contains(&None) || vary(batches),
            people,
        }
    }

    /// False when no row of this sheet can stand in the other.
    pub fn may_share(&self, other: &Outline) -> bool {
        let apart = match (self.period, other.period) {
            (Some((first, last)), Some((others_first, others_last))) => {
                last < others_first || others_last < first
            }
            _ => true,
        };
        let apart = apart && !self.has_undated;
        !apart && !self.people.is_disjoint(&other.people)
    }

    /// The days that both hold; none where one of them holds rows without a day, which may stand anywhere.
    fn days_shared_with(&self, other: &Outline) -> Option<RangeInclusive<NaiveDate>> {
        let (own, theirs) = (self.period?, other.period?);
        let dated = !self.has_undated && !other.has_undated;
        dated.then(|| own.0.max(theirs.0)..=own.1.min(theirs.1))
    }

    /// False when not all rows of this sheet can stand in the other: it holds days or people that the other does not.
    pub fn may_stand_in(&self, other: &Outline) -> bool {
        let within = match (self.period, other.period) {
            (Some((first, last)), Some((others_first, others_last))) => {
                others_first <= first && last <= others_last
            }
            (Some(_), None) => false,
            (None, _) => true,
        };
        let undated = other.has_undated || !self.has_undated;
        within && undated && self.people.is_subset(&other.people)
    }
}

/// Days of a sheet that others hold too.
#[derive(Default)]
struct SharedDays {
    /// All of them.
    all: bool,
    ranges: BTreeSet<(i32, i32)>,
}

impl SharedDays {
    /// Some more; all without a range.
    fn add(&mut self, days: Option<RangeInclusive<NaiveDate>>) {
        match days {
            Some(days) => {
                let (first, last) = days.into_inner();
                self.ranges.insert((day_number(first), day_number(last)));
                self.all |= self.ranges.len() > MOST_RANGES;
            }
            None => self.all = true,
        }
    }

    /// True of a row without a day too.
    fn hold(&self, day: Option<i32>) -> bool {
        let within = |day: i32| {
            let mut begun = self.ranges.range(..=(day, i32::MAX));
            begun.any(|(_, last)| day <= *last)
        };
        self.all || day.is_none_or(within)
    }
}

fn vary(batches: &[Batch]) -> bool {
    let mut habits = BTreeSet::new();
    let all = batches.iter().flat_map(|batch| batch.images(false));
    for habit in all {
        habits.insert(habit);
        if habits.len() >= VARIED {
            return true;
        }
    }
    false
}

/// Rows of a sheet that another may hold too, in their order.
struct Entries<'o> {
    all: Vec<Entry>,
    /// Their images, each once, sorted.
    images: Vec<u64>,
    /// All rows of the sheet.
    rows: usize,
    outline: &'o Outline,
}

impl<'o> Entries<'o> {
    /// Those of a sheet that have no day, or one of the shared.
    fn of(
        fit: &FittedSheet,
        outline: &'o Outline,
        shared: &SharedDays,
        knowledge: &Knowledge,
    ) -> Entries<'o> {
        let mut all = Vec::new();
        let mut before = 0;
        for batch in fit.facts.batches() {
            put_entries(&mut all, batch, before, shared, knowledge);
            before += batch.len();
        }
        let mut images: Vec<u64> = all.iter().map(|entry| entry.image).collect();
        images.sort_unstable();
        images.dedup();
        Entries {
            all,
            images,
            rows: fit.facts.len(),
            outline,
        }
    }

    /// True when some row of this sheet looks like one of the other.
    fn meets(&self, other: &Entries<'_>) -> bool {
        let (fewer, more) = match self.images.len() <= other.images.len() {
            true => (&self.images, &other.images),
            false => (&other.images, &self.images),
        };
        let mut rest = more.as_slice();
        fewer.iter().any(|image| {
            rest = &rest[rest.partition_point(|other| other < image)..];
            rest.first() == Some(image)
        })
    }

    /// Images of the rows that lie in days and are of people which the other holds too, each with its count.
    fn shared_with(&self, other: &Entries<'_>) -> Option<BTreeMap<u64, usize>> {
        let within = |day: NaiveDate| {
            let period = other.outline.period;
            period.is_some_and(|(first, last)| (first..=last).contains(&day))
        };
        let people = &other.outline.people;
        let shared = self
            .all
            .iter()
            .filter(|entry| people.contains(&entry.person) && entry.day.is_none_or(within));
        let mut images: BTreeMap<u64, usize> = BTreeMap::new();
        for entry in shared {
            *images.entry(entry.image).or_default() += 1;
        }
        (!images.is_empty()).then_some(images)
    }
}

/// Who each row is of, as a number; none without a name.
fn people(batch: &Batch, knowledge: &Knowledge) -> Vec<Option<u64>> {
    match names(batch, knowledge) {
        Some(column) => numbers(column),
        None => vec![None; batch.len()],
    }
}

/// Who the rows are of, each once; the numbers are those of [`people`].
fn who(batch: &Batch, knowledge: &Knowledge) -> BTreeSet<Option<u64>> {
    let Some(column) = names(batch, knowledge) else {
        return (0..batch.len().min(1)).map(|_| None).collect();
    };
    let (mut each, mut named) = (ValueColumn::Nothing(0), 0);
    for (name, rows) in column.texts() {
        each.push(Some(Value::Text(name.to_owned())));
        named += rows;
    }
    let nobody = (named < batch.len()).then_some(None);
    numbers(&each).into_iter().chain(nobody).collect()
}

/// The column of people's names.
fn names<'b>(batch: &'b Batch, knowledge: &Knowledge) -> Option<&'b ValueColumn> {
    let mut fields = knowledge.schema(batch.table).fields.iter();
    let person = fields.position(|field| field.kind == Kind::Person)?;
    Some(&batch.columns[person])
}

/// The same number for the same value; none without one.
fn numbers(column: &ValueColumn) -> Vec<Option<u64>> {
    let mut numbers = vec![0; column.len()];
    column.mix_into(&mut numbers);
    let numbers = numbers.into_iter().enumerate();
    numbers
        .map(|(row, number)| column.has(row).then_some(number))
        .collect()
}

/// Puts the rows of a batch, before which so many others stand, behind those of the sheet so far.
fn put_entries(
    all: &mut Vec<Entry>,
    batch: &Batch,
    before: usize,
    shared: &SharedDays,
    knowledge: &Knowledge,
) {
    if !days(batch).any(|day| shared.hold(day)) {
        return;
    }
    let (images, people) = (batch.images(true), people(batch, knowledge));
    let subjects = subjects(batch, knowledge);
    let of_people =
        { knowledge.schema(batch.table).fields.iter() }.any(|field| field.kind == Kind::Person);
    let says_what = |row: usize| subjects.iter().any(|subject| subject.has(row));
    let held = days(batch).enumerate().filter(|(_, day)| shared.hold(*day));
    all.extend(held.map(|(row, day)| Entry {
        fact: before + row,
        image: images[row],
        day: day.map(day_of),
        person: people[row],
        tells: (people[row].is_some() || !of_people) && says_what(row),
        row: batch.rows[row],
    }));
}

/// Columns that say what a row is about: clients, projects, numbers, texts.
fn subjects<'b>(batch: &'b Batch, knowledge: &Knowledge) -> Vec<&'b ValueColumn> {
    let fields = knowledge.schema(batch.table).fields.iter();
    let about = |kind: Kind| {
        matches!(
            kind,
            Kind::Client | Kind::Project | Kind::Number | Kind::Text
        )
    };
    let columns = fields.zip(&batch.columns);
    let about = columns.filter(|(field, _)| about(field.kind));
    about.map(|(_, column)| column).collect()
}

/// The first day that each row names.
fn days(batch: &Batch) -> impl Iterator<Item = Option<i32>> {
    let columns = batch.columns.iter();
    let columns: Vec<&ValueColumn> = columns
        .filter(|column| matches!(column, ValueColumn::Days(_)))
        .collect();
    (0..batch.len()).map(move |row| columns.iter().find_map(|column| column.day(row)))
}

/// Rows of the later of two overlapping sheets that stand in the earlier, for every pair of a group of sheets of one layout. Hidden
/// sheets come last, and before them one that collects several others of its workbook; then the smaller ones.
pub fn overlaps(fits: &[FittedSheet], group: &[usize], knowledge: &Knowledge) -> Vec<Aside> {
    let outlines: Vec<Outline> = group
        .iter()
        .map(|at| Outline::of(&fits[*at], knowledge))
        .collect();
    let mut shared: BTreeMap<usize, SharedDays> = BTreeMap::new();
    for (one, other) in near_pairs(&outlines) {
        let days = outlines[one].days_shared_with(&outlines[other]);
        for sheet in [one, other] {
            shared.entry(sheet).or_default().add(days.clone());
        }
    }
    let entries: BTreeMap<usize, Entries<'_>> = shared
        .iter()
        .map(|(sheet, shared)| {
            let at = group[*sheet];
            (
                at,
                Entries::of(&fits[at], &outlines[*sheet], shared, knowledge),
            )
        })
        .collect();
    let near = near_pairs(&outlines).map(|(one, other)| (group[one], group[other]));
    let pairs = overlapping_pairs(fits, near, &entries);
    if pairs.is_empty() {
        return Vec::new();
    }
    let mut order: Vec<usize> = pairs.keys().copied().collect();
    order.sort_by_key(|at| {
        let sheet = &fits[*at].about;
        let same_book = |other: &&usize| fits[**other].about.file == sheet.file;
        let collected = pairs
            .get(at)
            .map_or(0, |others| others.iter().filter(same_book).count());
        let rows = std::cmp::Reverse(fits[*at].facts.len());
        (
            sheet.is_hidden,
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
        for entry in &entries[&at].all {
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
                    fact: entry.fact,
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

/// Sheets that may overlap, two by two, by their places in the group.
fn near_pairs(outlines: &[Outline]) -> impl Iterator<Item = (usize, usize)> {
    let pairs = (0..outlines.len())
        .flat_map(|one| (one + 1..outlines.len()).map(move |other| (one, other)));
    pairs.filter(|(one, other)| {
        let (left, right) = (&outlines[*one], &outlines[*other]);
        let tell = || left.tells && right.tells || days_of_both(left, right).is_some();
        left.may_share(right) && right.may_share(left) && tell()
    })
}

fn overlapping_pairs(
    fits: &[FittedSheet],
    near: impl Iterator<Item = (usize, usize)>,
    entries: &BTreeMap<usize, Entries<'_>>,
) -> BTreeMap<usize, BTreeSet<usize>> {
    let mut pairs: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (at, other) in near {
        let (left, right) = (&entries[&at], &entries[&other]);
        if !left.meets(right) {
            continue;
        }
        let apart = fits[at].about.file != fits[other].about.file;
        let tell = left.outline.tells && right.outline.tells;
        if tell && overlap(left, right) || apart && meet(left, right) {
            pairs.entry(at).or_default().insert(other);
            pairs.entry(other).or_default().insert(at);
        }
    }
    pairs
}

fn overlap(left: &Entries<'_>, right: &Entries<'_>) -> bool {
    let (Some(a), Some(b)) = (left.shared_with(right), right.shared_with(left)) else {
        return false;
    };
    let common: usize = a
        .iter()
        .map(|(image, count)| b.get(image).map_or(0, |other| *count.min(other)))
        .sum();
    let count = |rows: &BTreeMap<u64, usize>| rows.values().sum::<usize>();
    let fewer = count(&a).min(count(&b));
    let beyond = count(&a) < left.rows && count(&b) < right.rows;
    common >= FEWEST_ROWS && common * 5 >= fewer * 4
        || beyond && common >= FEWEST_SHARED && count(&a) == common && count(&b) == common
}

/// The days of both, where neither holds exactly those of the other.
fn days_of_both(left: &Outline, right: &Outline) -> Option<RangeInclusive<NaiveDate>> {
    let (one, other) = (left.period?, right.period?);
    let dated = !left.has_undated && !right.has_undated;
    (one != other && dated).then(|| one.0.max(other.0)..=one.1.min(other.1))
}

/// In the days of both, two files of different days hold the same rows and nothing else.
fn meet(left: &Entries<'_>, right: &Entries<'_>) -> bool {
    let Some(both) = days_of_both(left.outline, right.outline) else {
        return false;
    };
    let of_both = |entries: &Entries<'_>| {
        let inside = |entry: &&Entry| entry.day.is_some_and(|day| both.contains(&day));
        let inside: Vec<&Entry> = entries.all.iter().filter(inside).collect();
        let mut images: Vec<u64> = inside.iter().map(|entry| entry.image).collect();
        images.sort_unstable();
        let tell = inside.iter().all(|entry| entry.tells);
        (!images.is_empty() && tell).then_some(images)
    };
    of_both(left).is_some_and(|images| Some(images) == of_both(right))
}
