//! `红冲`, `сторно`: the word that a list writes beside an invoice that was reversed, or beside the negative one that reverses it. Where
//! both stand in the list they cancel each other, and both count; a reversed one without the other is void, and the other without it
//! is a credit note.

use std::collections::BTreeMap;

use super::facts::Fact;
use super::grid::text;
use super::invoice_row::CREDIT_NOTE;
use super::invoices::amount;
use super::reader::Reader;
use super::sheet::Row;
use crate::model::key::fold;
use crate::model::{Money, Schema, Value};

/// Stands for a status until all invoices of the list are read.
const REVERSAL: &str = "reversal";
/// The status of an invoice that does not count.
const VOID: &str = "void";

impl Reader<'_> {
    /// Marks a row whose status says that it was reversed, or reverses another.
    pub(super) fn mark_reversal(&self, fact: &mut Fact, row: &Row<'_>) {
        if fact.text(self.schema, "status") != Some(VOID) {
            return;
        }
        let column = self.mapping.column_of(self.schema, "status");
        let said = column.and_then(|column| text(&row.at(column)?.cell));
        if said.is_some_and(|said| self.knowledge.words.is_reversal(&fold(said))) {
            fact.set(
                self.schema,
                "status",
                Some(Value::Text(REVERSAL.to_owned())),
            );
        }
    }
}

/// Settles what of the marked invoices counts.
pub(super) fn settle_reversals(invoices: &mut [Fact], schema: &Schema) {
    let marked = |fact: &Fact| fact.text(schema, "status") == Some(REVERSAL);
    let reversed: Vec<usize> = (0..invoices.len())
        .filter(|at| marked(&invoices[*at]))
        .collect();
    if reversed.is_empty() {
        return;
    }
    let mut negative: BTreeMap<(u32, String, i64), Vec<usize>> = BTreeMap::new();
    for (at, fact) in invoices.iter().enumerate() {
        let void = fact.text(schema, "status") == Some(VOID);
        let total = total(fact, schema).filter(|total| total.is_negative() && !void);
        if let Some(total) = total {
            negative
                .entry(key(fact, schema, total))
                .or_default()
                .push(at);
        }
    }
    for at in reversed {
        let fact = &mut invoices[at];
        let Some(total) = total(fact, schema) else {
            fact.set(schema, "status", Some(Value::Text(VOID.to_owned())));
            continue;
        };
        if total.is_negative() {
            fact.set(schema, "status", None);
            fact.set(schema, "kind", Some(Value::Text(CREDIT_NOTE.to_owned())));
            continue;
        }
        let other = negative
            .get_mut(&key(fact, schema, -total))
            .and_then(Vec::pop);
        let status = other.is_none().then(|| Value::Text(VOID.to_owned()));
        fact.set(schema, "status", status);
    }
}

fn total(fact: &Fact, schema: &Schema) -> Option<Money> {
    amount(fact, "gross", schema).or_else(|| amount(fact, "net", schema))
}

fn key(fact: &Fact, schema: &Schema, total: Money) -> (u32, String, i64) {
    let client = fact.text(schema, "client").unwrap_or_default();
    (fact.source, client.to_owned(), total.0)
}
