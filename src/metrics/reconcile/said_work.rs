//! One of several invoices of one amount, by what the payer wrote of it: the digits of its number, the number of its order, the
//! month of its work. Nothing is told where two fit, nor where one of them does not say what the text says of another.

use std::collections::BTreeSet;

use super::invoices::Invoice;
use super::item_words::{is_wide, parts, shares_a_word};
use super::told_months::{is_among, months_in, says_of_work};
use super::words::{number_words, words};
use crate::model::key::fold;

/// Digits of a number that are no accident among a few invoices.
const LEAST_DIGITS: usize = 3;

/// The only one of some invoices that a text speaks of.
pub(super) fn only_said<'i>(
    text: &str,
    invoices: impl Iterator<Item = (usize, &'i Invoice)>,
) -> Option<usize> {
    let told: Vec<Told<'_>> = invoices.map(Told::of).collect();
    if let Some(only) = of_digits(text, &told) {
        return Some(only);
    }
    let (orders, rest) = orders_in(text, &told);
    let fits =
        |one: &&Told<'_>| orders.is_empty() || one.orders.iter().any(|own| orders.contains(own));
    let of_order: Vec<&Told<'_>> = told.iter().filter(fits).collect();
    if let ([only], false) = (of_order.as_slice(), orders.is_empty()) {
        return Some(only.at);
    }
    of_month(&rest, !orders.is_empty(), &of_order)
}

/// A month is said and the invoice is for other ones.
pub(super) fn is_of_another_month(text: &str, invoice: &Invoice) -> bool {
    let one = Told::of((0, invoice));
    let (_, rest) = orders_in(text, std::slice::from_ref(&one));
    let said: Vec<_> = months_in(&rest).into_iter().collect();
    let [said] = said[..] else { return false };
    let at_work = says_of_work(&rest) || shares_a_word(&rest, &one.words);
    at_work && !one.months.is_empty() && !is_among(said, &one.months)
}

/// What an invoice says of itself.
struct Told<'i> {
    at: usize,
    number: &'i str,
    words: String,
    months: BTreeSet<super::told_months::Told>,
    /// Numbers of contracts and orders, without separators.
    orders: BTreeSet<String>,
}

impl<'i> Told<'i> {
    fn of((at, invoice): (usize, &'i Invoice)) -> Told<'i> {
        let mut orders: BTreeSet<String> = [invoice.contract.as_str(), &invoice.item]
            .into_iter()
            .flat_map(str::split_whitespace)
            .map(|chunk| fold(chunk).replace(' ', ""))
            .filter(|order| is_order(order))
            .collect();
        orders.remove(&fold(&invoice.number).replace(' ', ""));
        let words = format!("{} {} {}", invoice.item, invoice.period, invoice.project);
        Told {
            at,
            number: &invoice.number,
            months: months_in(&words),
            words,
            orders,
        }
    }

    /// Its digits, all and those of its last run, without leading zeros.
    fn digits(&self) -> BTreeSet<String> {
        let runs = number_words(self.number);
        let runs = runs.iter().flat_map(|word| &word.parts);
        let runs: Vec<String> = runs
            .map(|part| part.chars().filter(char::is_ascii_digit).collect())
            .filter(|run: &String| !run.is_empty())
            .collect();
        [runs.concat(), runs.last().cloned().unwrap_or_default()]
            .iter()
            .map(|run| run.trim_start_matches('0').to_owned())
            .collect()
    }
}

/// Letters, then digits, and nothing that is Chinese: `so2602`.
fn is_order(order: &str) -> bool {
    let digits = order.bytes().filter(u8::is_ascii_digit).count();
    digits >= LEAST_DIGITS
        && order.chars().next().is_some_and(char::is_alphabetic)
        && !order.chars().any(is_wide)
}

/// The invoice whose digits stand in the text as a word of their own; a year is none.
fn of_digits(text: &str, told: &[Told<'_>]) -> Option<usize> {
    let said: BTreeSet<String> = words(text)
        .into_iter()
        .filter(|word| word.dates.is_empty() && !word.is_of_something_else())
        .filter_map(|word| match word.parts.as_slice() {
            [only] if only.bytes().all(|byte| byte.is_ascii_digit()) => Some(only.clone()),
            _ => None,
        })
        .filter(|run| run.len() >= LEAST_DIGITS && !is_year(run))
        .map(|run| run.trim_start_matches('0').to_owned())
        .collect();
    let mut own = told.iter().filter(|one| !one.digits().is_disjoint(&said));
    match (own.next(), own.next()) {
        (Some(only), None) => Some(only.at),
        _ => None,
    }
}

fn is_year(run: &str) -> bool {
    run.len() == 4 && (run.starts_with("19") || run.starts_with("20"))
}

/// Numbers of orders that the text names, and the text without them. What is glued behind one may be a month: `SO-26022月`.
fn orders_in(text: &str, told: &[Told<'_>]) -> (BTreeSet<String>, String) {
    let folded = fold(text);
    let mut words: Vec<String> = folded
        .split(' ')
        .flat_map(parts)
        .map(str::to_owned)
        .collect();
    let known: BTreeSet<&String> = told.iter().flat_map(|one| &one.orders).collect();
    let mut found = BTreeSet::new();
    // an order of several words leaves fewer behind
    let mut at = 0;
    while at < words.len() {
        for order in known.iter().rev() {
            if let Some((length, rest)) = begins_with(&words[at..], order) {
                found.insert((*order).clone());
                words.drain(at..at + length);
                words.insert(at, rest);
                break;
            }
        }
        at += 1;
    }
    // a month in digits has its sign in the text as written
    let in_digits = text
        .split_whitespace()
        .filter(|chunk| chunk.contains(['.', '/', '-']));
    let in_digits: Vec<&str> = in_digits.collect();
    (
        found,
        format!("{} {}", words.join(" "), in_digits.join(" ")),
    )
}

/// How many words an order's number takes, and what is left of the last of them: nothing, or the number of a month.
fn begins_with(words: &[String], order: &str) -> Option<(usize, String)> {
    let mut left = order;
    for (at, word) in words.iter().enumerate() {
        if let Some(rest) = word.strip_prefix(left) {
            let month = rest
                .parse::<u32>()
                .is_ok_and(|month| (1..=12).contains(&month));
            let follows = words.get(at + 1).is_some_and(|next| next.starts_with('月'));
            return (rest.is_empty() || (month && follows)).then(|| (at + 1, rest.to_owned()));
        }
        left = left.strip_prefix(word.as_str())?;
    }
    None
}

/// The invoice of the one month that the text says, of those that all say theirs.
fn of_month(text: &str, ordered: bool, told: &[&Told<'_>]) -> Option<usize> {
    let said: Vec<_> = months_in(text).into_iter().collect();
    let [said] = said[..] else { return None };
    if told.iter().any(|one| one.months.is_empty()) {
        return None;
    }
    let mut own = told.iter().filter(|one| is_among(said, &one.months));
    let (Some(only), None) = (own.next(), own.next()) else {
        return None;
    };
    let of_work = ordered || says_of_work(text) || shares_a_word(text, &only.words);
    of_work.then_some(only.at)
}
