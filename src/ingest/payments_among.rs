//! Payments in a list of invoices that is called after both: `Invoices and Received Payments`.

use super::block::Block;
use super::facts::Fact;
use super::grid::shown;
use super::invoices::amount;
use super::reader::Reader;
use super::rows::Groups;
use super::sheet::Row;
use crate::model::key::fold;
use crate::model::{Money, Schema, Table, Value};

/// What a payment has of a row of invoices.
const SAME: [(&str, &str); 4] = [
    ("date", "issued_on"),
    ("payer", "client"),
    ("reference", "item"),
    ("currency", "currency"),
];

/// Where a list of invoices says that a row is a payment.
pub(super) struct PaymentsAmong<'b> {
    kind: u32,
    payments: &'b Schema,
}

impl<'b> PaymentsAmong<'b> {
    /// None where nothing around the table speaks of payments: there they are told and left to the bank's own lists.
    pub(super) fn of(block: &Block<'b, '_>) -> Option<PaymentsAmong<'b>> {
        let knowledge = block.context.knowledge;
        let kind = block.mapping.column_of(block.schema, "kind");
        let kind = kind.filter(|_| block.schema.table == Table::Invoices)?;
        let mut around = block.found.talk.texts();
        let payments = knowledge.schema(Table::Payments);
        around
            .any(|(text, _)| knowledge.is_titled(text, Table::Payments))
            .then_some(PaymentsAmong { kind, payments })
    }

    /// The payment that a row is, where it has a day and an amount.
    pub(super) fn read(&self, reader: &Reader<'_>, row: &Row<'_>, groups: &Groups) -> Option<Fact> {
        let kind = fold(&shown(&row.at(self.kind)?.cell));
        if !reader.knowledge.words.is_payment_kind(&kind) {
            return None;
        }
        let line = reader.read_plain(row, groups);
        let paid = amount(&line, "gross", reader.schema)?;
        let mut fact = Fact {
            table: Table::Payments,
            values: vec![None; self.payments.fields.len()],
            ..line.clone()
        };
        for (field, from) in SAME {
            fact.set(
                self.payments,
                field,
                line.value(reader.schema, from).cloned(),
            );
        }
        fact.value(self.payments, "date")?;
        let size = Value::Money(Money(paid.0.abs()));
        fact.set(self.payments, "amount", Some(size));
        let way = Value::Text("in".to_owned());
        fact.set(self.payments, "direction", Some(way));
        Some(fact)
    }
}
