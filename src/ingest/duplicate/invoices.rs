//! An invoice in two places: the same number, client, day and total is one invoice, whatever its status says by now. Programs
//! write `INV-2041` and `002041` for what a list calls `2041`; they export its lines, whose sum is the total of its row in a list.

use std::collections::BTreeMap;

use super::Aside;
use crate::ingest::facts::Fact;
use crate::ingest::fitted::FittedSheet;
use crate::ingest::invoices::{Folded, LinesOf, amount, folded, tell_third_amount};
use crate::ingest::knowledge::Knowledge;
use crate::model::key::fold;
use crate::model::{Key, Money, Schema, Table, Value};

/// What makes an invoice one: its number without a word before it and without leading zeros, and its client.
type Number = (String, Key);

/// An invoice on one sheet.
struct Invoice {
    /// Rows of its lines, with their place among the sheet's.
    rows: Vec<(usize, u32)>,
    /// Its lines as one.
    whole: Fact,
    /// The letters before its number.
    prefix: String,
}

/// Rows of invoices that another sheet holds too. Kept is the sheet that reaches further in time (its statuses are newer), then the
/// one with more invoices, and of these the one that tells more of them; a hidden sheet never.
pub fn repeated(fits: &[FittedSheet], counted: &[usize], knowledge: &Knowledge) -> Vec<Aside> {
    let schema = knowledge.schema(Table::Invoices);
    let holds = |at: &&usize| fits[**at].facts.of(Table::Invoices).next().is_some();
    let order: Vec<usize> = counted.iter().filter(holds).copied().collect();
    if order.len() < 2 {
        return Vec::new();
    }
    let order = order.into_iter();
    let mut order: Vec<(usize, Vec<(Number, Invoice)>)> = order
        .map(|at| (at, invoices(&fits[at], schema, knowledge)))
        .collect();
    order.sort_by_cached_key(|(at, invoices)| {
        let facts = || invoices.iter().map(|(_, invoice)| &invoice.whole);
        let last = facts().filter_map(|fact| issued_on(fact, schema)).max();
        let told = |fact: &Fact| fact.values.iter().flatten().count();
        let told: usize = facts().map(told).sum();
        let sheet = &fits[*at].about;
        let newer = std::cmp::Reverse((last, invoices.len(), told));
        (sheet.is_hidden, newer, sheet.file.clone(), *at)
    });
    let mut kept: BTreeMap<Number, Vec<(usize, Invoice)>> = BTreeMap::new();
    let mut aside = Vec::new();
    for (at, invoices) in order {
        for ((written, client), mut invoice) in invoices {
            let (prefix, number) = parts(&written);
            invoice.prefix = prefix.to_owned();
            let known = kept.entry((number.to_owned(), client)).or_default();
            let same = known.iter().find(|(sheet, other)| {
                let one = other.prefix == prefix || other.prefix.is_empty() || prefix.is_empty();
                *sheet != at && one && is_same(&other.whole, &invoice.whole, schema)
            });
            match same {
                Some((other, first)) => {
                    aside.extend(invoice.rows.iter().map(|(fact, row)| Aside {
                        fit: at,
                        fact: *fact,
                        row: *row,
                        other: *other,
                        other_row: first.whole.row,
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

/// The invoices of a sheet, each with its number as folded and client, in their order.
fn invoices(fit: &FittedSheet, schema: &Schema, knowledge: &Knowledge) -> Vec<(Number, Invoice)> {
    let (places, mut facts): (Vec<usize>, Vec<Fact>) = fit.facts.numbered(Table::Invoices).unzip();
    for fact in &mut facts {
        tell_third_amount(fact, schema);
    }
    let rows: Vec<u32> = facts.iter().map(|fact| fact.row).collect();
    let sources = facts.iter().map(|fact| fact.source);
    let lines: LinesOf = sources.filter_map(|at| Some((at, fit.lines?))).collect();
    let numbered = |Folded { fact, lines }| {
        let number = fold(fact.text(schema, "number").unwrap_or_default());
        let client = fact.text(schema, "client").unwrap_or_default();
        if number.is_empty() || client.is_empty() {
            return None;
        }
        let key = (number, knowledge.name_rules.client(client));
        let rows = lines.iter().map(|at| (places[*at], rows[*at])).collect();
        let invoice = Invoice {
            rows,
            whole: fact,
            prefix: String::new(),
        };
        Some((key, invoice))
    };
    let folded = folded(facts, &lines, knowledge).into_iter();
    folded.filter_map(numbered).collect()
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
    let told = ["issued_on", "issuer", "currency", "kind"];
    !told.iter().any(|field| differs(field)) && have_same_amounts(left, right, schema)
}

/// Amounts that both give are the same; one alone, `Amount`, may be with tax or without.
fn have_same_amounts(left: &Fact, right: &Fact, schema: &Schema) -> bool {
    let amounts = |fact: &Fact| ["net", "gross"].map(|field| amount(fact, field, schema));
    let lone = |[net, gross]: [Option<Money>; 2]| net.xor(gross);
    let (left, right) = (amounts(left), amounts(right));
    match (lone(left), lone(right)) {
        (Some(one), _) => right.contains(&Some(one)),
        (_, Some(one)) => left.contains(&Some(one)),
        _ => left == right && left != [None, None],
    }
}
