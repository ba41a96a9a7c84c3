//! A sheet that sums up the other sheets of its workbook: other rows, the same hours or amounts.
//!
//! A summary has another grain (a person a row, a client a row), so that no row of it stands elsewhere, but its sums do. It is
//! known by its name and by sums that agree altogether or day by day; without such a name only by days of several lengths that
//! all agree with several other sheets, since three people may work like days. A sheet that calls itself a summary of the same
//! days and tells other sums is not counted either, and asked about.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::ingest::facts::{Batch, Fact, Facts};
use crate::ingest::fitted::FittedSheet;
use crate::ingest::knowledge::Knowledge;
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Duration, Money, Phrase, Schema, Table, Value};

/// Tables whose sums are compared, with the field that is summed and the day that it is of.
const SUMMED: [(Table, &str, &str); 5] = [
    (Table::Time, "duration", "date"),
    (Table::Bookings, "duration", "date"),
    (Table::Invoices, "gross", "issued_on"),
    (Table::Payments, "amount", "date"),
    (Table::Expenses, "amount", "date"),
];

/// Larger books are exports, whose sheets go on where the one before was full.
const MOST_ROWS: usize = 50_000;

/// So many different sums of days are no habit of several people.
const VARIED: usize = 3;

/// A sheet whose numbers stand on other sheets of its book.
pub struct Summary {
    /// Its place among the sheets.
    pub fit: usize,
    /// What was found.
    pub found: Phrase,
    /// Its sums differ from those of the others: a person is asked.
    pub differs: bool,
}

/// The unit of sums of time; that of sums of money is a currency.
const HOURS: &str = "h";

/// What a sheet adds up to.
#[derive(Default)]
struct Sums {
    /// By day and unit.
    days: BTreeMap<(NaiveDate, String), i64>,
    /// Altogether, by unit.
    all: BTreeMap<String, i64>,
    people: BTreeSet<String>,
}

impl Sums {
    /// Those of a sheet's rows; none where some row has no day or no measure yet.
    fn of(
        facts: &Facts,
        table: Table,
        schema: &Schema,
        (measure, day): (&str, &str),
    ) -> Option<Sums> {
        let mut sums = Sums::default();
        for fact in facts.of(table).flat_map(Batch::facts) {
            sums.add(&fact, schema, (measure, day))?;
        }
        (!sums.all.is_empty()).then_some(sums)
    }

    fn add(&mut self, fact: &Fact, schema: &Schema, (measure, day): (&str, &str)) -> Option<()> {
        let (amount, unit) = match fact.value(schema, measure)? {
            Value::Duration(length) => (length.0, HOURS),
            Value::Money(amount) => (amount.0, fact.text(schema, "currency").unwrap_or_default()),
            _ => return None,
        };
        let Some(Value::Date(day)) = fact.value(schema, day) else {
            return None;
        };
        *self.days.entry((*day, unit.to_owned())).or_default() += amount;
        *self.all.entry(unit.to_owned()).or_default() += amount;
        self.people.extend(fact.text(schema, "person").map(fold));
        Some(())
    }

    fn join(&mut self, other: &Sums) {
        for (day, amount) in &other.days {
            *self.days.entry(day.clone()).or_default() += amount;
        }
        for (currency, amount) in &other.all {
            *self.all.entry(currency.clone()).or_default() += amount;
        }
        self.people.extend(other.people.iter().cloned());
    }

    /// `15.5 h`, `120 EUR + 7.5 USD`.
    fn shown(&self) -> String {
        let each = self.all.iter().map(|(unit, amount)| match unit.as_str() {
            HOURS => {
                let hours = Duration(*amount).to_string();
                let hours = hours.trim_end_matches('0').trim_end_matches('.');
                format!("{hours} {HOURS}")
            }
            currency => format!("{} {currency}", Money(*amount))
                .trim_end()
                .to_owned(),
        });
        each.collect::<Vec<_>>().join(" + ")
    }

    fn shares_days_with(&self, other: &Sums) -> bool {
        let ends = |sums: &Sums| {
            let first = sums.days.keys().next().map(|(day, _)| *day);
            first.zip(sums.days.keys().next_back().map(|(day, _)| *day))
        };
        let (Some(own), Some(theirs)) = (ends(self), ends(other)) else {
            return false;
        };
        own.0 <= theirs.1 && theirs.0 <= own.1
    }

    /// Day by day as much as all others of those that add up to `all` together; and there are several such sums.
    fn are_half_of(&self, all: &Sums) -> bool {
        let lengths: BTreeSet<i64> = self.days.values().copied().collect();
        let half =
            |(day, amount): (_, &i64)| self.days.get(day).map(|own| own * 2) == Some(*amount);
        lengths.len() >= VARIED && self.days.len() == all.days.len() && all.days.iter().all(half)
    }

    /// Its people, where it names some, are theirs.
    fn names_people_of(&self, other: &Sums) -> bool {
        self.people.is_subset(&other.people)
    }
}

/// Sheets that sum up the others of their book.
pub fn summaries(fits: &[FittedSheet], counted: &[usize], knowledge: &Knowledge) -> Vec<Summary> {
    let mut books: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for at in counted {
        books.entry(&fits[*at].about.file).or_default().push(*at);
    }
    let several = books.into_values().filter(|book| book.len() > 1);
    several
        .flat_map(|book| SUMMED.map(|summed| in_book(fits, &book, summed, knowledge)))
        .flatten()
        .collect()
}

fn in_book(
    fits: &[FittedSheet],
    book: &[usize],
    (table, measure, day): (Table, &str, &str),
    knowledge: &Knowledge,
) -> Vec<Summary> {
    let rows: usize = book.iter().map(|at| fits[*at].facts.len()).sum();
    if rows > MOST_ROWS {
        return Vec::new();
    }
    let holds = |at: &&usize| fits[**at].facts.of(table).next().is_some();
    if book.iter().filter(holds).count() < 2 {
        return Vec::new();
    }
    let schema = knowledge.schema(table);
    let sums = |at: &usize| {
        let facts = &fits[*at].facts;
        Some((*at, Sums::of(facts, table, schema, (measure, day))?))
    };
    let (named, plain): (Vec<_>, Vec<_>) = book
        .iter()
        .filter_map(sums)
        .partition(|(at, _)| calls_itself_a_summary(&fits[*at].about.name, knowledge));
    let all = joined(plain.iter().map(|(_, sums)| sums));
    let named = named
        .iter()
        .filter_map(|(at, sums)| Some((*at, compare(sums, &all)?)));
    let unnamed = plain
        .iter()
        .filter(|(_, sums)| plain.len() > 2 && sums.are_half_of(&all))
        .filter(|(at, sums)| {
            let others = plain.iter().filter(|(other, _)| other != at);
            let others = joined(others.map(|(_, sums)| sums));
            sums.days == others.days && sums.names_people_of(&others)
        });
    let unnamed = unnamed.map(|(at, sums)| (*at, (told(sums, sums), false)));
    let found = named.chain(unnamed.take(1));
    found
        .map(|(fit, (found, differs))| Summary {
            fit,
            found,
            differs,
        })
        .collect()
}

fn joined<'s>(sums: impl Iterator<Item = &'s Sums>) -> Sums {
    sums.fold(Sums::default(), |mut all, sums| {
        all.join(sums);
        all
    })
}

/// `Total`, `Summary October`: a word of a summary, months and years aside.
fn calls_itself_a_summary(name: &str, knowledge: &Knowledge) -> bool {
    let words = &knowledge.words;
    let folded = fold(name);
    let telling = |word: &&str| {
        words.month(word).is_none() && word.contains(|letter: char| letter.is_alphabetic())
    };
    let bare: Vec<&str> = folded.split(' ').filter(telling).collect();
    words.speaks_of_a_summary(&folded) || words.speaks_of_a_summary(&bare.join(" "))
}

/// What a sheet that calls itself a summary says beside the others; nothing where they are of other days.
fn compare(own: &Sums, others: &Sums) -> Option<(Phrase, bool)> {
    let differs = own.all != others.all;
    let same = own.shares_days_with(others) || !differs && !others.all.is_empty();
    same.then(|| (told(own, others), differs))
}

fn told(own: &Sums, others: &Sums) -> Phrase {
    phrase(
        "it sums up the other sheets of this workbook: {} here, {} there",
        &[&own.shown(), &others.shown()],
    )
}
