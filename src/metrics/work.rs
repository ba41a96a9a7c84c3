//! Worked time, classified: the one pass over all time entries ends here, and every figure about hours begins here.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

use chrono::NaiveDate;

use crate::model::{Duration, Money, Month, Span};

/// What an hour counts as (`metrics.md`, "Time and capacity").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Worked {
    /// B: for a client, billable.
    Billable,
    /// C: for a client, not billable.
    ClientNonBillable,
    /// I: on internal clients or projects, or without a client.
    Internal,
}

/// Time of one person on one day on one job. Rejected entries are not in it; leave entries never reach the time table (the
/// door moves them to `leave`). Work is sorted by its fields in order, so that a span is a slice ([`of_span`]).
///
/// There are as many of these as entries, and few jobs, so that the jobs are kept apart: what is known of the job is read as
/// if it stood here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DayWork<'a> {
    /// The day; never after as-of.
    pub day: NaiveDate,
    /// Canonical name; empty when the entry names nobody.
    pub person: Name<'a>,
    /// What was worked on.
    pub job: &'a Job<'a>,
    /// Sum of the entries, corrections included.
    pub duration: Duration,
}

/// What work is done on: client, project and task, of one kind and rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Job<'a> {
    /// Canonical name; empty without a client. Internal clients keep their name.
    pub client: Name<'a>,
    /// Canonical name; empty without a project.
    pub project: Name<'a>,
    /// As written; empty without a task.
    pub task: Name<'a>,
    /// What it counts as.
    pub kind: Worked,
    /// Billable, and its entries say that nobody will be asked to pay for it.
    pub written_off: bool,
    /// The entries' own rate of an hour.
    pub rate: Option<Money>,
    /// ISO code of that rate; empty without one.
    pub currency: Name<'a>,
}

impl<'a> Deref for DayWork<'a> {
    type Target = Job<'a>;

    fn deref(&self) -> &Job<'a> {
        self.job
    }
}

impl<'a> DayWork<'a> {
    /// The month of its day.
    pub fn month(&self) -> Month {
        Month::of(self.day)
    }

    /// Client, project and task.
    pub fn task_of_project(&self) -> [Name<'a>; 3] {
        [self.client, self.project, self.task]
    }
}

/// The work of a span.
pub fn of_span<'w, 'a>(work: &'w [DayWork<'a>], span: Span) -> &'w [DayWork<'a>] {
    let first = work.partition_point(|row| row.day < span.first_day());
    let end = work.partition_point(|row| row.day <= span.last_day());
    &work[first..end.max(first)]
}

/// All names that time entries mention, each once. The empty name is always among them.
#[derive(Debug)]
pub struct Names {
    words: Vec<Word>,
}

#[derive(Debug)]
struct Word {
    text: String,
    rank: u32,
}

/// One of [`Names`]: compared by its place in alphabetical order, which costs as little as comparing numbers. Only names
/// of the same `Names` may be compared.
#[derive(Clone, Copy)]
pub struct Name<'a>(&'a Word);

impl Names {
    /// Puts texts in order; the empty one comes first.
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Names {
        let mut all: Vec<&str> = texts.into_iter().chain([""]).collect();
        all.sort_unstable();
        all.dedup();
        let word = |(rank, text): (u32, &str)| Word {
            text: text.to_owned(),
            rank,
        };
        Names {
            words: (0..).zip(all).map(word).collect(),
        }
    }

    /// The name at a place in alphabetical order.
    pub fn at(&self, rank: u32) -> Name<'_> {
        Name(&self.words[rank as usize])
    }

    /// The place of a text; none when no entry mentions it.
    pub fn rank(&self, text: &str) -> Option<u32> {
        let found = self
            .words
            .binary_search_by(|word| word.text.as_str().cmp(text));
        found.ok().map(|at| self.words[at].rank)
    }

    /// The name of a text; none when no entry mentions it.
    pub fn named(&self, text: &str) -> Option<Name<'_>> {
        self.rank(text).map(|rank| self.at(rank))
    }
}

impl<'a> Name<'a> {
    /// Its text.
    pub fn text(self) -> &'a str {
        &self.0.text
    }

    /// Its place in alphabetical order.
    pub fn rank(self) -> u32 {
        self.0.rank
    }

    /// One number that orders as the four names do, the first before the others.
    pub fn key(names: [Name<'_>; 4]) -> u128 {
        let ranks = names.map(|name| u128::from(name.rank()));
        ranks.iter().fold(0, |key, rank| key << 32 | rank)
    }
}

impl Deref for Name<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0.text
    }
}

impl PartialEq for Name<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.rank == other.0.rank
    }
}

impl Eq for Name<'_> {}

impl PartialOrd for Name<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Name<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.rank.cmp(&other.0.rank)
    }
}

impl Hash for Name<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.rank.hash(state);
    }
}

impl fmt::Debug for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0.text, f)
    }
}

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0.text, f)
    }
}
