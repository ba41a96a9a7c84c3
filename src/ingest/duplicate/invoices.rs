//! An invoice in two places: the same number, client, day and total is one invoice, whatever its status says by now. Programs
//! write `INV-2041` and `002041` for what a list calls `2041`.

use std::collections::BTreeMap;

use super::Aside;
use crate::ingest::facts::Fact;
use crate::ingest::fitted::FittedSheet;
use crate::ingest::knowledge::Knowledge;
use crate::model::key::fold;
use crate::model::{Key, Schema, Table, Value};

/// What makes an invoice one: its number without a word before it and without leading zeros, and its client.
type Number = (String, Key);

/// An invoice on one sheet: its rows, and its first line.
struct Invoice {
    /// Rows, with their place among the sheet's.
    rows: Vec<(usize, u32)>,
    first: Fact,
    /// The letters before its number.
    prefix: String,
}

/// Rows of invoices that another sheet holds too. Kept is the sheet that reaches further in time (its statuses are newer), then the
/// longer one; a hidden sheet never.
pub fn repeated(fits: &[FittedSheet], counted: &[usize], knowledge: &Knowledge) -> Vec<Aside> {
    let schema = knowledge.schema(Table::Invoices);
    let mut order: Vec<usize> = counted
        .iter()
        .copied()
        .filter(|at| fits[*at].facts.of(Table::Invoices).next().is_some())
        .collect();
    if order.len() < 2 {
        return Vec::new();
    }
    order.sort_by_key(|at| {
        let facts = &fits[*at].facts;
        let last = facts
            .numbered(Table::Invoices)
            .filter_map(|(_, fact)| issued_on(&fact, schema))
            .max();
        let sheet = &fits[*at].about;
        let newer = std::cmp::Reverse((last, facts.len()));
        (sheet.is_hidden, newer, sheet.file.clone(), *at)
    });
    let mut kept: BTreeMap<Number, Vec<(usize, Invoice)>> = BTreeMap::new();
    let mut aside = Vec::new();
    for at in order {
        for ((written, client), mut invoice) in invoices(&fits[at], schema, knowledge) {
            let (prefix, number) = parts(&written);
            invoice.prefix = prefix.to_owned();
            let known = kept.entry((number.to_owned(), client)).or_default();
            let same = known.iter().find(|(_, other)| {
                let one = other.prefix == prefix || other.prefix.is_empty() || prefix.is_empty();
                one && is_same(&other.first, &invoice.first, schema)
            });
            match same {
                Some((other, first)) => {
                    aside.extend(invoice.rows.iter().map(|(fact, row)| Aside {
                        fit: at,
                        fact: *fact,
                        row: *row,
                        other: *other,
                        other_row: first.first.row,
                    }))
                }
                None => known.push((at, invoice)),
            }
        }
    }
    aside
}

/// The letters before a number, and the number without leading zeros.
fn parts(written: &str) -> (&str, &str) {
    let digits = written.find(|letter: char| letter.is_ascii_digit());
    let (prefix, number) = written.split_at(digits.unwrap_or(0));
    let bare = number.trim_start_matches('0');
    (prefix.trim(), if bare.is_empty() { number } else { bare })
}

/// The invoices of a sheet by number as folded and client.
fn invoices(
    fit: &FittedSheet,
    schema: &Schema,
    knowledge: &Knowledge,
) -> BTreeMap<Number, Invoice> {
    let mut invoices: BTreeMap<Number, Invoice> = BTreeMap::new();
    for (at, fact) in fit.facts.numbered(Table::Invoices) {
        let number = fold(fact.text(schema, "number").unwrap_or_default());
        let client = fact.text(schema, "client").unwrap_or_default();
        if number.is_empty() || client.is_empty() {
            continue;
        }
        let key = (number, knowledge.name_rules.client(client));
        let row = fact.row;
        let invoice = invoices.entry(key).or_insert_with(|| Invoice {
            rows: Vec::new(),
            first: fact,
            prefix: String::new(),
        });
        invoice.rows.push((at, row));
    }
    invoices
}

fn issued_on(fact: &Fact, schema: &Schema) -> Option<chrono::NaiveDate> {
    match fact.value(schema, "issued_on") {
        Some(Value::Date(day)) => Some(*day),
        _ => None,
    }
}

/// No value that both give differs, and one amount at least is the same.
fn is_same(left: &Fact, right: &Fact, schema: &Schema) -> bool {
    let both = |field: &str| Some((left.value(schema, field)?, right.value(schema, field)?));
    let differs = |field: &str| both(field).is_some_and(|(a, b)| a != b);
    let equal = |field: &str| both(field).is_some_and(|(a, b)| a == b);
    let told = ["issued_on", "issuer", "currency", "kind", "gross", "net"];
    !told.iter().any(|field| differs(field)) && (equal("gross") || equal("net"))
}
