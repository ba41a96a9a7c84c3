//! Terms of payment that hold a discount for paying early (`2/10 net 30`): the days stay, the discount goes to its own field.

use crate::ingest::facts::Fact;
use crate::ingest::reader::Reader;
use crate::ingest::sheet::Cell;
use crate::ingest::value::{self, Decimal, Expectation};
use crate::model::{Discount, Field, Value};

/// Quantities are kept in 1/10,000.
const QUANTITY: i64 = 10_000;

/// A discount in a cell of terms, and the days in which the whole is due.
pub(in crate::ingest) fn discount_in(
    cell: &Cell<'_>,
    field: &Field,
) -> Option<(Discount, Option<i64>)> {
    match cell {
        Cell::Text(text) if !field.discounted.is_empty() => Discount::of_terms(text),
        _ => None,
    }
}

/// Days in which the whole is due, of terms that hold a discount.
pub(super) fn days_in(cell: &Cell<'_>, field: &Field) -> Option<i64> {
    let (_, net) = discount_in(cell, field)?;
    net.map(|days| days * QUANTITY)
}

/// The only number of a text where it counts days: `10 days after the act`, `постоплата 10 дней`; none of `50/50`.
pub(super) fn days_told(
    cell: &Cell<'_>,
    field: &Field,
    decimal: Decimal,
) -> Option<Result<i64, Expectation>> {
    let text = match cell {
        Cell::Text(text) if !field.discounted.is_empty() => *text,
        _ => return None,
    };
    let is_digit = |letter: char| letter.is_ascii_digit();
    let begins = text.find(is_digit)?;
    let behind = text[begins..].trim_start_matches(is_digit);
    let number = &text[begins..text.len() - behind.len()];
    let mut words = behind.split(|letter: char| !letter.is_alphabetic());
    let counts_days = words.any(value::is_word_of_days);
    let only = !behind.contains(is_digit) && !behind.contains(['%', '％', '/']);
    (only && counts_days).then(|| value::quantity(&Cell::Text(number), decimal))
}

impl Reader<'_> {
    /// Fills days and discount from a cell of terms; false when it holds no discount.
    pub(in crate::ingest) fn fill_from_terms(
        &self,
        fact: &mut Fact,
        cell: &Cell<'_>,
        at: usize,
    ) -> bool {
        let field = &self.schema.fields[at];
        let Some((discount, _)) = discount_in(cell, field) else {
            return false;
        };
        fact.values[at] = days_in(cell, field).map(Value::Quantity);
        if fact.value(self.schema, &field.discounted).is_none() {
            let text = Value::Text(discount.to_string());
            fact.set(self.schema, &field.discounted, Some(text));
        }
        true
    }
}
