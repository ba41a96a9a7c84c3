//! Bank lines: money in or out by two columns, by the sign, or by words.

use super::facts::Fact;
use super::reader::{Reader, is_nothing};
use super::sheet::Row;
use super::value;
use super::words::Helper;
use crate::model::{Problems, Value};

impl Reader<'_> {
    /// Money in and money out in two columns, or the sign, or in and out words.
    pub(super) fn fill_direction(
        &self,
        fact: &mut Fact,
        row: &Row,
        problems: &mut Problems,
        lost: &mut bool,
    ) {
        let Some(amount_field) = self.schema.field("amount") else {
            return;
        };
        let mut sides = Vec::new();
        for (helper, direction) in [(Helper::MoneyIn, "in"), (Helper::MoneyOut, "out")] {
            let Some(column) = self.mapping.helper(helper) else {
                continue;
            };
            let Some(placed) = row
                .at(column)
                .filter(|placed| !is_nothing(&placed.cell, amount_field))
            else {
                continue;
            };
            match value::money(&placed.cell, self.habits_of(column).decimal) {
                Ok((amount, _)) if amount.0 == 0 => {}
                Ok((amount, code)) => sides.push((amount, direction, code)),
                Err(why) => {
                    *lost = true;
                    problems.push(self.problem(
                        row.number,
                        column,
                        &placed.cell,
                        amount_field,
                        why,
                    ));
                }
            }
        }
        if let [(amount, direction, code)] = &sides[..] {
            let direction = if amount.is_negative() {
                opposite(direction)
            } else {
                direction
            };
            fact.set(self.schema, "amount", Some(Value::Money(amount.abs())));
            fact.set(
                self.schema,
                "direction",
                Some(Value::Text(direction.to_owned())),
            );
            if let Some(code) = code {
                fact.set(self.schema, "currency", Some(Value::Text(code.clone())));
            }
            return;
        }
        let Some(Value::Money(amount)) = fact.value(self.schema, "amount").cloned() else {
            return;
        };
        if fact.text(self.schema, "direction").is_none() {
            let direction = if amount.is_negative() { "out" } else { "in" };
            fact.set(
                self.schema,
                "direction",
                Some(Value::Text(direction.to_owned())),
            );
        }
        fact.set(self.schema, "amount", Some(Value::Money(amount.abs())));
    }
}

fn opposite(direction: &str) -> &'static str {
    if direction == "in" { "out" } else { "in" }
}
