//! Invoices after reading: lines of one number made one, missing amounts told by the others, credit notes negative.

use std::collections::BTreeMap;

use super::facts::{Fact, Facts};
use super::further_payments::{add_payment, is_another_part, is_further_payment};
use super::knowledge::Knowledge;
use super::lines::Lines;
use super::reversals::settle_reversals;
use crate::model::{Money, Schema, Table, Value};

/// What the lines of a sheet are, by the sheet's index.
pub type LinesOf = BTreeMap<u32, Lines>;

/// An invoice and the rows that tell of it.
pub struct Folded {
    /// The invoice.
    pub fact: Fact,
    /// Its lines, by their place among the rows it was made of.
    pub lines: Vec<usize>,
}

/// Invoices: lines of one number, client, kind and issuing entity folded into one, missing amounts told by the others, credit notes
/// negative exactly once, however the file shows them.
pub fn settle_invoices(facts: &mut Facts, lines: &LinesOf, knowledge: &Knowledge) {
    let schema = knowledge.schema(Table::Invoices);
    let mut invoices = facts.take(|batch| batch.table == Table::Invoices);
    for fact in &mut invoices {
        complete_amounts(fact, schema);
    }
    settle_reversals(&mut invoices, schema);
    let settled = folded(invoices, lines, knowledge).into_iter();
    facts.extend(settled.map(|Folded { mut fact, .. }| {
        sign_amounts(&mut fact, schema);
        fact
    }));
}

/// Lines of one sheet, number, client, kind and issuing entity as one invoice, in the order of their first lines.
pub fn folded(
    invoices: impl IntoIterator<Item = Fact>,
    lines: &LinesOf,
    knowledge: &Knowledge,
) -> Vec<Folded> {
    let schema = knowledge.schema(Table::Invoices);
    let mut first: BTreeMap<(u32, [String; 4]), Vec<usize>> = BTreeMap::new();
    let mut folded: Vec<Folded> = Vec::new();
    for (place, fact) in invoices.into_iter().enumerate() {
        let text = |field: &str| fact.text(schema, field).unwrap_or_default().to_owned();
        let client = knowledge.name_rules.client(&text("client")).to_string();
        let number = text("number");
        let named = !number.is_empty();
        let key = (fact.source, [number, client, text("kind"), text("issuer")]);
        let known = first.get(&key).filter(|_| named);
        let same_day = |at: &&usize| !is_of_another_day(&folded[**at].fact, &fact, schema);
        let known = known.and_then(|known| known.iter().rev().find(same_day));
        let known = known.map(|at| &mut folded[*at]);
        match (known, lines.get(&fact.source)) {
            (Some(known), _) if is_further_payment(&fact, schema) => {
                add_payment(&mut known.fact, &fact, schema);
                known.lines.push(place);
            }
            (Some(known), Some(Lines::Amounts)) => {
                add_line(&mut known.fact, &fact, schema);
                known.lines.push(place);
            }
            (Some(known), _)
                if repeats_totals(&known.fact, &fact, schema)
                    && is_another_part(&known.fact, &fact, schema) =>
            {
                add_payment(&mut known.fact, &fact, schema);
                known.lines.push(place);
            }
            (Some(known), told) if told.is_some() || repeats_totals(&known.fact, &fact, schema) => {
                fill_gaps(&mut known.fact, &fact);
                known.lines.push(place);
            }
            _ => {
                first.entry(key).or_default().push(folded.len());
                let lines = vec![place];
                folded.push(Folded { fact, lines });
            }
        }
    }
    folded
}

/// Issued on another day: another invoice of the same number, however the lines of the table are folded.
fn is_of_another_day(known: &Fact, line: &Fact, schema: &Schema) -> bool {
    let day = |fact: &Fact| fact.value(schema, "issued_on").cloned();
    day(known)
        .zip(day(line))
        .is_some_and(|(one, other)| one != other)
}

/// The same totals and dates on a row of the same number: a line, not another invoice.
fn repeats_totals(known: &Fact, line: &Fact, schema: &Schema) -> bool {
    let same = |field: &&str| known.value(schema, field) == line.value(schema, field);
    let fields = ["gross", "net", "tax", "issued_on", "due_on"];
    fields.iter().all(same) && known.row != line.row
}

fn fill_gaps(known: &mut Fact, line: &Fact) {
    for (mine, other) in known.values.iter_mut().zip(&line.values) {
        if mine.is_none() {
            *mine = other.clone();
        }
    }
}

/// Adds a line's own amounts. What is paid and what is open are told of the whole invoice.
fn add_line(known: &mut Fact, line: &Fact, schema: &Schema) {
    for field in ["net", "tax", "gross"] {
        let sum = match (amount(known, field, schema), amount(line, field, schema)) {
            (Some(one), Some(other)) => Some(one + other),
            (one, other) => one.or(other),
        };
        known.set(schema, field, sum.map(Value::Money));
    }
    // lines for several things are for none of them alone
    let said = |fact: &Fact, field: &str| fact.text(schema, field).map(str::to_owned);
    let differs = |field: &&str| said(known, field) != said(line, field);
    let several: Vec<&str> = ["item", "project"].into_iter().filter(differs).collect();
    fill_gaps(known, line);
    for field in several {
        known.set(schema, field, Some(Value::Text(String::new())));
    }
}

/// The amount in a field of money.
pub fn amount(fact: &Fact, field: &str, schema: &Schema) -> Option<Money> {
    match fact.value(schema, field) {
        Some(Value::Money(amount)) => Some(*amount),
        _ => None,
    }
}

/// Of net, tax and gross two tell the third; one alone is both net and gross.
fn complete_amounts(fact: &mut Fact, schema: &Schema) {
    tell_third_amount(fact, schema);
    let told = |field: &str| amount(fact, field, schema);
    if let (Some(one), None, None) | (None, None, Some(one)) =
        (told("net"), told("tax"), told("gross"))
    {
        fact.set(schema, "net", Some(Value::Money(one)));
        fact.set(schema, "gross", Some(Value::Money(one)));
    }
}

/// Of net, tax and gross two tell the third.
pub fn tell_third_amount(fact: &mut Fact, schema: &Schema) {
    let told = |field: &str| amount(fact, field, schema);
    let (field, third) = match (told("net"), told("tax"), told("gross")) {
        (Some(net), Some(tax), None) => ("gross", net + tax),
        (None, Some(tax), Some(gross)) => ("net", gross - tax),
        (Some(net), None, Some(gross)) => ("tax", gross - net),
        _ => return,
    };
    fact.set(schema, field, Some(Value::Money(third)));
}

/// A credit note's amounts are negative; a negative invoice is a credit note.
fn sign_amounts(fact: &mut Fact, schema: &Schema) {
    let told = |fact: &Fact, field: &str| amount(fact, field, schema);
    let total = told(fact, "gross").or(told(fact, "net"));
    if fact.text(schema, "kind").is_none() && total.is_some_and(Money::is_negative) {
        fact.set(schema, "kind", Some(Value::Text("credit_note".to_owned())));
    }
    if fact.text(schema, "kind") != Some("credit_note") {
        return;
    }
    for field in ["net", "tax", "gross", "paid", "balance"] {
        let negative = told(fact, field).map(|amount| Value::Money(-amount.abs()));
        fact.set(schema, field, negative);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{grid, read, shown};
    use crate::model::Table;

    #[test]
    fn a_number_of_another_day_is_another_invoice() {
        let text = "Invoice number|Client|Invoice date|Due date|Net|VAT|Total|Description\n\
                    I-1|Halden|@46300|@46320|500|100|600|Site\n\
                    I-1|Halden|@46307|@46327|700|140|840|Ads\nI-1|Halden|@46307|@46327|50|10|60|Fee";
        let intake = read(vec![grid("a.csv", "", text)]);
        let found = shown(&intake, Table::Invoices, &["number", "gross"]);
        assert_eq!(found, ["I-1 600", "I-1 900"]);
    }

    #[test]
    fn invoice_lines_are_folded() {
        let head = "Invoice number|Client|Invoice date|Due date|Net|Tax|Gross|Description";
        let fields = ["number", "client", "net", "tax", "gross", "kind"];
        for (what, lines, expected) in [
            (
                "two lines that repeat the totals",
                "I-1|Halden|@46300|@46320|100|20|120|Design\nI-1|Halden|@46300|@46320|100|20|120|Copy",
                vec!["I-1 Halden 100 20 120 -"],
            ),
            (
                "the same number of two clients",
                "I-1|Halden|@46300|@46320|100|20|120|Design\nI-1|Fenwick|@46300|@46320|100|20|120|Design",
                vec!["I-1 Halden 100 20 120 -", "I-1 Fenwick 100 20 120 -"],
            ),
            (
                "two lines with amounts of their own",
                "I-1|Halden|@46300|@46320|100|20|120|Design\nI-1|Halden|@46300|@46320|50|10|60|Copy",
                vec!["I-1 Halden 150 30 180 -"],
            ),
            (
                "a missing tax is the difference",
                "I-1|Halden|@46300|@46320|100||120|Design",
                vec!["I-1 Halden 100 20 120 -"],
            ),
            (
                "a negative one is a credit note",
                "I-2|Halden|@46300|@46320|-100|-20|-120|Design",
                vec!["I-2 Halden -100 -20 -120 credit_note"],
            ),
        ] {
            let intake = read(vec![grid("a.csv", "", &format!("{head}\n{lines}"))]);
            assert_eq!(shown(&intake, Table::Invoices, &fields), expected, "{what}");
            assert_eq!(
                intake.accounts[0].used as usize,
                lines.lines().count(),
                "{what}"
            );
        }
    }

    /// Equal lines are two lines where price times quantity tells that their amounts are their own.
    #[test]
    fn equal_lines_with_own_amounts_are_added() {
        let head = "Invoice number|Client|Invoice date|Item|Quantity|Unit price|Net|VAT|Total";
        let line = "I-1|Halden|@46300|Design|2|50|100|20|120";
        let intake = read(vec![grid("a.csv", "", &format!("{head}\n{line}\n{line}"))]);
        let fields = ["number", "net", "tax", "gross"];
        assert_eq!(shown(&intake, Table::Invoices, &fields), ["I-1 200 40 240"]);
    }
}
