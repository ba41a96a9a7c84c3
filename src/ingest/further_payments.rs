//! Rows below an invoice that hold nothing but a payment: what was paid of it later, each part in a row of its own.

use super::facts::Fact;
use super::grid::is_blank;
use super::invoices::amount;
use super::reader::Reader;
use super::rows::Groups;
use super::sheet::Row;
use crate::model::{Schema, Table, Value};

/// What tells an invoice from another.
const OWN: [&str; 5] = ["number", "issued_on", "net", "tax", "gross"];
/// What a further payment has of its invoice.
const SHARED: [&str; 6] = [
    "number",
    "client",
    "issued_on",
    "kind",
    "issuer",
    "currency",
];

impl Reader<'_> {
    /// A payment of the invoice that the row above it is of: the row has an amount paid, and nothing of an invoice.
    pub(super) fn further_payment(
        &self,
        row: &Row<'_>,
        groups: &Groups,
        above: &Fact,
    ) -> Option<Fact> {
        if self.schema.table != Table::Invoices || above.row >= row.number {
            return None;
        }
        let filled = |field: &&str| {
            let column = self.mapping.column_of(self.schema, field);
            column.is_some_and(|column| {
                let own = row.at(column).filter(|placed| !is_blank(&placed.cell));
                own.is_some() && !self.grid.is_covered(row.number, column)
            })
        };
        let fields: &[&str] = &OWN;
        if !filled(&"paid") || fields.iter().any(filled) {
            return None;
        }
        let mut fact = self.read_plain(row, groups);
        amount(&fact, "paid", self.schema)?;
        for field in OWN {
            fact.set(self.schema, field, None);
        }
        for field in SHARED {
            fact.set(self.schema, field, above.value(self.schema, field).cloned());
        }
        above.text(self.schema, "number")?;
        Some(fact)
    }
}

/// True for a row that holds a payment and no amount of an invoice.
pub fn is_further_payment(fact: &Fact, schema: &Schema) -> bool {
    let has = |field: &str| amount(fact, field, schema).is_some();
    has("paid") && !["net", "tax", "gross"].into_iter().any(has)
}

/// The invoice once more with what was paid of it on another day: both parts together are at most the whole.
pub(super) fn is_another_part(invoice: &Fact, row: &Fact, schema: &Schema) -> bool {
    let days = [invoice, row].map(|fact| fact.value(schema, "paid_on"));
    let [paid, more] = [invoice, row].map(|fact| amount(fact, "paid", schema));
    let whole = amount(invoice, "gross", schema).or_else(|| amount(invoice, "net", schema));
    let (Some(paid), Some(more), Some(whole)) = (paid, more, whole) else {
        return false;
    };
    let apart = days[0].is_some() && days[1].is_some() && days[0] != days[1];
    apart && paid.0 != 0 && more.0 != 0 && (paid + more).0.abs() <= whole.0.abs()
}

/// Adds it to its invoice: all that was paid, the last day of it, and what is open after it.
pub fn add_payment(invoice: &mut Fact, payment: &Fact, schema: &Schema) {
    let paid = [&*invoice, payment].map(|fact| amount(fact, "paid", schema));
    let sum = match paid {
        [Some(one), Some(other)] => Some(one + other),
        [one, other] => one.or(other),
    };
    let day = |fact: &Fact| fact.value(schema, "paid_on").cloned();
    let days = match (day(invoice), day(payment)) {
        (Some(Value::Date(one)), Some(Value::Date(other))) => Some(Value::Date(one.max(other))),
        (one, other) => other.or(one),
    };
    invoice.set(schema, "paid", sum.map(Value::Money));
    invoice.set(schema, "paid_on", days);
    invoice.set(schema, "balance", payment.value(schema, "balance").cloned());
}
