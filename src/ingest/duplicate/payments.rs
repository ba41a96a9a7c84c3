//! Money in two lists: a bank's statement and the agency's own list of payments received.
//!
//! A line repeats one of another layout in another file when day, amount and direction are the same and no currency differs;
//! each line is used once. Two lists hold the same money when four of five lines of the shorter do so over the days of both,
//! two at least, of different amounts: one sum on one day may be chance. Where no days agree, days nearby do. The list that names more invoices is kept, for it
//! says what the money was for; of a statement the other lines still count.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, TimeDelta};

use super::Aside;
use crate::ingest::facts::Fact;
use crate::ingest::fitted::FittedSheet;
use crate::ingest::knowledge::Knowledge;
use crate::model::{Money, Schema, Table, Value};

/// Days by which two lists may date the same money differently.
const NEARBY: i64 = 3;
/// Fewer lines of two lists may agree by chance.
const FEWEST: usize = 2;

struct Line {
    day: NaiveDate,
    amount: Money,
    is_out: bool,
    currency: String,
    row: u32,
    /// Place among the sheet's rows.
    at: usize,
}

struct Lines {
    fit: usize,
    all: Vec<Line>,
    period: (NaiveDate, NaiveDate),
    /// Lines that name an invoice.
    named: usize,
}

impl Lines {
    fn of(fit: usize, fits: &[FittedSheet], schema: &Schema) -> Option<Lines> {
        let facts = || fits[fit].facts.numbered(Table::Payments);
        let all: Vec<Line> = facts()
            .filter_map(|(at, fact)| line(at, &fact, schema))
            .collect();
        let days = || all.iter().map(|line| line.day);
        let named = facts().filter(|(_, fact)| fact.text(schema, "invoice").is_some());
        Some(Lines {
            fit,
            period: (days().min()?, days().max()?),
            named: named.count(),
            all,
        })
    }

    /// Its lines of the days of another list, of money that came in where that holds nothing else.
    fn beside<'l>(&'l self, other: &'l Lines, apart: i64) -> impl Iterator<Item = &'l Line> {
        let apart = TimeDelta::days(apart);
        let days = other.period.0 - apart..=other.period.1 + apart;
        let pays = other.all.iter().any(|line| line.is_out);
        let own = self.all.iter();
        own.filter(move |line| days.contains(&line.day) && (pays || !line.is_out))
    }
}

fn line(at: usize, fact: &Fact, schema: &Schema) -> Option<Line> {
    let (Some(Value::Date(day)), Some(Value::Money(amount))) =
        (fact.value(schema, "date"), fact.value(schema, "amount"))
    else {
        return None;
    };
    let told = |field: &str| fact.text(schema, field).unwrap_or_default();
    Some(Line {
        day: *day,
        amount: Money(amount.0.abs()),
        is_out: told("direction") == "out" || amount.0 < 0,
        currency: told("currency").to_owned(),
        row: fact.row,
        at,
    })
}

/// Lines of payments that another layout in another file holds.
pub fn repeated(fits: &[FittedSheet], counted: &[usize], knowledge: &Knowledge) -> Vec<Aside> {
    let schema = knowledge.schema(Table::Payments);
    let lists = counted.iter().filter_map(|at| Lines::of(*at, fits, schema));
    let mut lists: Vec<Lines> = lists.collect();
    lists.sort_by_key(|list| {
        let sheet = &fits[list.fit].about;
        let more = Reverse((list.named, list.all.len()));
        (sheet.is_hidden, more, sheet.file.clone(), list.fit)
    });
    let mut gone: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut aside = Vec::new();
    for (nth, kept) in lists.iter().enumerate() {
        for other in &lists[nth + 1..] {
            let (one, two) = (&fits[kept.fit], &fits[other.fit]);
            let apart = one.about.file != two.about.file && one.signatures != two.signatures;
            let found = if apart {
                repeats(kept, other)
            } else {
                Vec::new()
            };
            for (line, first) in found {
                if gone.insert((other.fit, line.at)) {
                    aside.push(Aside {
                        fit: other.fit,
                        fact: line.at,
                        row: line.row,
                        other: kept.fit,
                        other_row: first.row,
                    });
                }
            }
        }
    }
    aside
}

/// Lines of `other` with the line of `kept` that is the same money, of the same day in both, else of days nearby: people write
/// the day on which they saw it. None without evidence.
fn repeats<'l>(kept: &'l Lines, other: &'l Lines) -> Vec<(&'l Line, &'l Line)> {
    let same_day = pairs(kept, other, 0);
    if same_day.is_empty() {
        pairs(kept, other, NEARBY)
    } else {
        same_day
    }
}

fn pairs<'l>(kept: &'l Lines, other: &'l Lines, apart: i64) -> Vec<(&'l Line, &'l Line)> {
    let mut free: BTreeMap<(Money, bool), Vec<&Line>> = BTreeMap::new();
    for line in kept.beside(other, apart) {
        free.entry((line.amount, line.is_out))
            .or_default()
            .push(line);
    }
    let fits = |one: &str, two: &str| one == two || one.is_empty() || two.is_empty();
    let mut pairs = Vec::new();
    for line in other.beside(kept, apart) {
        let same = free.get_mut(&(line.amount, line.is_out));
        let found = same.and_then(|same| {
            let away = |one: &Line| (one.day - line.day).num_days().abs();
            let near = { same.iter().enumerate() }
                .filter(|(_, one)| fits(&one.currency, &line.currency) && away(one) <= apart);
            let (at, _) = near.min_by_key(|(at, one)| (away(one), *at))?;
            Some(same.remove(at))
        });
        pairs.extend(found.map(|first| (line, first)));
    }
    let shorter = { kept.beside(other, apart).count() }.min(other.beside(kept, apart).count());
    let amounts: BTreeSet<Money> = pairs.iter().map(|(line, _)| line.amount).collect();
    let enough = pairs.len() >= FEWEST && amounts.len() >= FEWEST && pairs.len() * 5 >= shorter * 4;
    if enough { pairs } else { Vec::new() }
}
