//! A payment that settles several invoices, written in a row for each of them with its whole amount in every one.

use std::collections::BTreeMap;

use super::block::Block;
use super::facts::{Batch, Fact};
use super::grid::shown;
use crate::model::key::fold;
use crate::model::{Schema, Table, Value};

/// What is the same in all rows of one payment.
const SAME: [&str; 5] = ["date", "payer", "amount", "currency", "direction"];

/// Takes such a payment once, for all of its invoices: its rows have one number of a payment, and nothing but their invoices differs.
pub(super) fn take_once(block: &Block<'_, '_>, batch: &mut Batch) {
    let words = &block.context.knowledge.words;
    if batch.table != Table::Payments {
        return;
    }
    let mut views = block.found.views.iter();
    let numbers = views.find(|view| words.is_payment_number(&fold(&view.heading.text)));
    let Some(numbers) = numbers.map(|view| view.column) else {
        return;
    };
    let mut of_number: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, row) in batch.rows.iter().enumerate() {
        let number = block.grid.at(*row, numbers);
        let number = number.map(|placed| fold(&shown(&placed.cell)));
        if let Some(number) = number.filter(|number| !number.is_empty()) {
            of_number.entry(number).or_default().push(at);
        }
    }
    let mut whole: BTreeMap<usize, Option<Fact>> = BTreeMap::new();
    for rows in of_number.into_values().filter(|rows| rows.len() > 1) {
        let facts: Vec<Fact> = rows.iter().map(|at| batch.fact(*at)).collect();
        if let Some(payment) = for_all_invoices(&facts, block.schema) {
            whole.extend(rows[1..].iter().map(|at| (*at, None)));
            whole.insert(rows[0], Some(payment));
        }
    }
    if whole.is_empty() {
        return;
    }
    let all: Vec<Fact> = batch.facts().collect();
    batch.retain(&vec![false; all.len()]);
    for (at, fact) in all.into_iter().enumerate() {
        match whole.remove(&at) {
            None => batch.push(fact),
            Some(payment) => payment.into_iter().for_each(|payment| batch.push(payment)),
        }
    }
}

/// The one payment of rows that are alike but for their invoices.
fn for_all_invoices(rows: &[Fact], schema: &Schema) -> Option<Fact> {
    let mut payment = rows.first()?.clone();
    let alike = |row: &Fact| {
        SAME.iter()
            .all(|field| row.value(schema, field) == payment.value(schema, field))
    };
    let invoices: Option<Vec<&str>> = rows.iter().map(|row| row.text(schema, "invoice")).collect();
    let invoices = invoices?;
    let different = (1..invoices.len()).all(|at| !invoices[..at].contains(&invoices[at]));
    if !different || !rows.iter().all(alike) {
        return None;
    }
    let invoices = Value::Text(invoices.join(", "));
    payment.set(schema, "invoice", Some(invoices));
    Some(payment)
}
