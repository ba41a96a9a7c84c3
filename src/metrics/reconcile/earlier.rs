//! Receipts of invoices that are older than the files. Files that begin in the middle of a year hold payments of invoices before
//! them: what such a line names is a number of a series before the first one of the files, or a number of no series and too soon
//! after the files begin. Their cash is no credit of anybody today.

use std::collections::BTreeMap;
use std::slice;

use chrono::{Days, NaiveDate};

use super::invoices::{Invoice, Standing};
use super::payments::Payment;
use super::words::{Of, Word, number_words, words};

/// Invoices are paid late: so long after the first invoice of a series a number before it is believed.
const DAYS_OF_A_SERIES: u64 = 120;

/// So long after the first invoice of the files a number that nothing is like is one of before.
const DAYS_OF_THE_FILES: u64 = 90;

/// Digits without letters that may be a number, and how far before the first one of a series.
const BARE_DIGITS: usize = 4;
/// See `BARE_DIGITS`.
const HARDLY: u64 = 100;

/// Digits that a number has at least.
const LEAST_DIGITS: usize = 3;

/// Where the invoices of the files begin.
#[derive(Clone, Debug, Default)]
pub(super) struct Beginnings {
    first_on: Option<NaiveDate>,
    /// By the letters of its numbers: the day of the first invoice of a series and the smallest number of that day.
    series: BTreeMap<String, (NaiveDate, Vec<u64>)>,
}

/// What a line says of an invoice before the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Earlier {
    /// It names a number before the first of a series, known from that day on.
    OfSeries(NaiveDate),
    /// It names a number that is of no series; known from the day on which the files begin.
    OfNoSeries(NaiveDate),
}

impl Earlier {
    /// The day from which it is known.
    pub(super) fn known_on(self) -> NaiveDate {
        match self {
            Earlier::OfSeries(day) | Earlier::OfNoSeries(day) => day,
        }
    }
}

impl Beginnings {
    /// Of all invoices that were issued.
    pub(super) fn of(invoices: &[Invoice]) -> Beginnings {
        let mut found = Beginnings::default();
        let issued = invoices.iter();
        let issued = issued.filter(|one| one.standing == Standing::Issued && !one.credit);
        for invoice in issued {
            let Some(day) = invoice.issued_on else {
                continue;
            };
            found.first_on = Some(found.first_on.map_or(day, |first| first.min(day)));
            let Some((letters, number)) = series_of(&number_words(&invoice.number)) else {
                continue;
            };
            let first = (day, number);
            let known = found.series.entry(letters).or_insert_with(|| first.clone());
            if first < *known {
                *known = first;
            }
        }
        found
    }

    /// What a line says of an invoice before the files; `unknown` when it names a number that no invoice has.
    pub(super) fn earlier(&self, payment: &Payment, unknown: bool) -> Option<Earlier> {
        let (text, in_column) = match payment.invoice.as_str() {
            "" => (payment.reference.as_str(), false),
            number => (number, true),
        };
        let words = words(text);
        let mut compared = false;
        for at in 0..words.len() {
            for run in words[at..]
                .chunks(1)
                .take(1)
                .chain(words[at..].windows(2).take(1))
            {
                let Some((letters, number)) = named(run, in_column) else {
                    continue;
                };
                let Some((first_on, first)) = self.series.get(&letters) else {
                    continue;
                };
                compared = true;
                let soon = within(payment.date, *first_on, DAYS_OF_A_SERIES);
                if number < *first && soon {
                    return Some(Earlier::OfSeries(*first_on));
                }
            }
        }
        let bare = words
            .iter()
            .find_map(|word| self.just_before(word, payment.date));
        if bare.is_some() {
            return bare.map(Earlier::OfSeries);
        }
        let first_on = self.first_on?;
        let soon = within(payment.date, first_on, DAYS_OF_THE_FILES);
        (unknown && !compared && soon).then_some(Earlier::OfNoSeries(first_on))
    }
    /// Digits without their letters, as long as those of a series and hardly before its first: 2625 where it begins with `NL-2631`.
    fn just_before(&self, word: &Word, day: NaiveDate) -> Option<NaiveDate> {
        let (letters, number) = series_of(slice::from_ref(word))?;
        let [number] = number[..] else { return None };
        let digits = number.to_string().len();
        let year = (1900..2100).contains(&number);
        if letters != "#" || digits < BARE_DIGITS || year || word.is_of_something_else() {
            return None;
        }
        let fits = |(first_on, first): &&(NaiveDate, Vec<u64>)| match first[..] {
            [first] => {
                first.to_string().len() == digits
                    && (1..=HARDLY).contains(&first.saturating_sub(number))
                    && within(day, *first_on, DAYS_OF_A_SERIES)
            }
            _ => false,
        };
        let mut series = self.series.values().filter(fits);
        series.next().map(|(first_on, _)| *first_on)
    }
}

/// The series and number of some words that may be one; digits alone have to be announced.
fn named(run: &[Word], in_column: bool) -> Option<(String, Vec<u64>)> {
    let other = |word: &Word| word.is_of_something_else() || !word.dates.is_empty();
    if run.iter().any(other) {
        return None;
    }
    let (letters, number) = series_of(run)?;
    let said = in_column || run[0].of == Of::Invoice;
    let bare = !letters.chars().any(char::is_alphabetic);
    let is_year = matches!(number[..], [1900..=2099]);
    (!bare || (said && !is_year)).then_some((letters, number))
}

fn within(day: NaiveDate, first: NaiveDate, days: u64) -> bool {
    let last = first.checked_add_days(Days::new(days));
    last.is_none_or(|last| day <= last)
}

/// Letters of a number, with a sign for each run of digits, and these: `nl#` and 2614 of `NL-2614`. None without digits enough.
fn series_of(words: &[Word]) -> Option<(String, Vec<u64>)> {
    if words.iter().any(|word| !word.dates.is_empty()) {
        return None;
    }
    let (mut letters, mut number, mut digits) = (String::new(), Vec::new(), 0);
    for part in words.iter().flat_map(|word| &word.parts) {
        let mut rest = part.as_str();
        while let Some(first) = rest.chars().next() {
            let is_digit = first.is_ascii_digit();
            let end = rest.find(|letter: char| letter.is_ascii_digit() != is_digit);
            let (run, after) = rest.split_at(end.unwrap_or(rest.len()));
            if is_digit {
                digits += run.len();
                letters.push('#');
                number.push(run.parse().ok()?);
            } else {
                letters.push_str(run);
            }
            rest = after;
        }
    }
    (digits >= LEAST_DIGITS).then_some((letters, number))
}
