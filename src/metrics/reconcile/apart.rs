//! Invoices and credit notes that are set apart: a number used twice, and credit notes that name each other in a circle. They
//! match nothing and move no balance from the day on which this is known; both are listed among the exceptions.
//!
//! A number is a client's own: two clients may have the same (`Invoice`). Where a series begins anew with each year, which shows
//! in two numbers at least that come back, a number of another year is another number; so is one of another of our own legal
//! entities, where the file tells which issued an invoice. An invoice that stands in two files with its number, day, currency and
//! amount is one: the row that says more counts, the other is a copy. What is set apart is in no balance and in no revenue.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Datelike, NaiveDate};

use super::invoices::{Invoice, Standing};
use super::reference::compact;
use crate::model::Money;

/// Why an invoice is set apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Another invoice of the client has its number.
    NumberTwice,
    /// A credit note that, by way of others, corrects itself.
    Circular,
}

/// That an invoice is set apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Apart {
    /// Why.
    pub why: Why,
    /// First day on which this is known; none: it always was.
    pub from: Option<NaiveDate>,
    /// The other invoices of the number or the circle, by position.
    pub others: Vec<usize>,
}

impl Apart {
    /// Known on a day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day)
    }
}

/// Client, number, whether it is a credit note, the year where each has its own series, and which of our legal entities issued it.
type Use<'a> = (&'a str, &'a str, bool, Option<i32>, Option<&'a str>);

/// Sets apart what has to be; `invoices` are in their order.
pub fn set_apart(invoices: &mut [Invoice]) {
    let numbers: Vec<String> = invoices.iter().map(|one| compact(&one.number)).collect();
    mark_copies(invoices, &numbers);
    let begins_anew = begins_anew_each_year(invoices, &numbers);
    let mut uses: HashMap<Use<'_>, Vec<usize>> = HashMap::new();
    for (at, invoice) in issued(invoices) {
        let number = numbers[at].as_str();
        if !number.is_empty() {
            let year = invoice.issued_on.map(|day| day.year());
            let year = year.filter(|_| begins_anew);
            let (client, issuer) = (invoice.client.as_str(), invoice.issuer.as_deref());
            let of = (client, number, invoice.credit, year, issuer);
            uses.entry(of).or_default().push(at);
        }
    }
    let twice = uses.into_values().filter(|all| all.len() > 1);
    let mut twice: Vec<Vec<usize>> = twice.collect();
    twice.sort_unstable();
    let circles = circles(invoices);
    for all in twice {
        let mut days: Vec<Option<NaiveDate>> =
            all.iter().map(|at| invoices[*at].issued_on).collect();
        days.sort();
        mark(invoices, &all, Why::NumberTwice, days[1]);
    }
    for all in circles {
        let last = all.iter().map(|at| invoices[*at].issued_on).max();
        mark(invoices, &all, Why::Circular, last.flatten());
    }
}

/// Systems round tax of their own: amounts of one invoice may differ so much.
const CENTS: Money = Money(2 * Money::UNIT / 100);

fn mark_copies(invoices: &mut [Invoice], numbers: &[String]) {
    let mut uses: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (at, invoice) in issued(invoices).filter(|(at, _)| !numbers[*at].is_empty()) {
        let of = (invoice.client.as_str(), numbers[at].as_str());
        uses.entry(of).or_default().push(at);
    }
    let is_one = |one: usize, other: usize| {
        let (one, other) = (&invoices[one], &invoices[other]);
        one.place.file != other.place.file
            && one.issued_on.is_some()
            && (one.issued_on, &one.currency, one.credit)
                == (other.issued_on, &other.currency, other.credit)
            && (one.gross - other.gross).abs() <= CENTS
    };
    let mut copies = Vec::new();
    for mut all in uses.into_values().filter(|all| all.len() > 1) {
        all.sort_by_key(|at| std::cmp::Reverse(told_of(&invoices[*at])));
        for place in 1..all.len() {
            let of_another = |kept: &usize| !copies.contains(kept) && is_one(*kept, all[place]);
            if all[..place].iter().any(of_another) {
                copies.push(all[place]);
            }
        }
    }
    for at in copies {
        invoices[at].standing = Standing::Copy;
    }
}

/// How much a row says of its invoice.
fn told_of(invoice: &Invoice) -> usize {
    let texts = [
        &*invoice.contract,
        &invoice.project,
        &invoice.period,
        &invoice.item,
    ];
    let texts = texts.iter().filter(|text| !text.is_empty()).count();
    texts + usize::from(invoice.stated.is_some()) + usize::from(invoice.tells_tax)
}

fn mark(invoices: &mut [Invoice], all: &[usize], why: Why, from: Option<NaiveDate>) {
    for at in all {
        let others = all.iter().copied().filter(|other| other != at).collect();
        invoices[*at].apart = Some(Box::new(Apart { why, from, others }));
    }
}

fn issued(invoices: &[Invoice]) -> impl Iterator<Item = (usize, &Invoice)> {
    let all = invoices.iter().enumerate();
    all.filter(|(_, invoice)| invoice.standing == Standing::Issued)
}

/// Two numbers or more come back in another year.
fn begins_anew_each_year(invoices: &[Invoice], numbers: &[String]) -> bool {
    let dated = issued(invoices).filter_map(|(at, invoice)| {
        let year = invoice.issued_on?.year();
        Some((numbers[at].as_str(), year)).filter(|(number, _)| !number.is_empty())
    });
    let mut dated: Vec<(&str, i32)> = dated.collect();
    dated.sort_unstable();
    dated.dedup();
    let again = dated.chunk_by(|one, other| one.0 == other.0);
    again.filter(|years| years.len() > 1).count() > 1
}

/// Credit notes each of which corrects the next, the last one the first.
fn circles(invoices: &[Invoice]) -> Vec<Vec<usize>> {
    let notes = || issued(invoices).filter(|(_, invoice)| invoice.credit);
    let naming = || notes().filter(|(_, note)| !note.corrects.is_empty());
    if naming().next().is_none() {
        return Vec::new();
    }
    let mut numbered: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for (at, note) in notes() {
        numbered.insert((note.client.as_str(), compact(&note.number)), at);
    }
    let next: BTreeMap<usize, usize> = naming()
        .filter_map(|(at, note)| {
            let key = (note.client.as_str(), compact(&note.corrects));
            Some((at, *numbered.get(&key)?))
        })
        .collect();
    let mut circles: BTreeSet<Vec<usize>> = BTreeSet::new();
    for start in next.keys() {
        let mut way = vec![*start];
        while let Some(then) = way.last().and_then(|at| next.get(at)) {
            if then == start {
                way.sort_unstable();
                circles.insert(way);
                break;
            }
            if way.contains(then) {
                break;
            }
            way.push(*then);
        }
    }
    circles.into_iter().collect()
}
