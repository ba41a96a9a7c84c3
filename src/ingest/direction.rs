//! Bank lines: money in or out by two columns, by words, by the sign, or by a mark behind the amount.

use super::facts::Fact;
use super::grid::text;
use super::reader::{Reader, is_nothing};
use super::sheet::{Cell, Row};
use super::value::{self, Expectation, Side};
use super::words::Helper;
use crate::model::key::fold;
use crate::model::{Money, Problems, Value};

/// One amount of a bank line, the way its money goes, and the currency beside it.
type Moved = (Money, &'static str, Option<String>);

impl Reader<'_> {
    /// Money in and money out in two columns, or the sign, or in and out words; and who is on the other side.
    pub(super) fn fill_direction(
        &self,
        fact: &mut Fact,
        row: &Row<'_>,
        problems: &mut Problems,
        lost: &mut bool,
    ) {
        let sides = self.sides(row, problems, lost);
        if let [(amount, direction, code)] = &sides[..] {
            self.set_moved(fact, amount.abs(), direction);
            if let Some(code) = code {
                fact.set(self.schema, "currency", Some(Value::Text(code.clone())));
            }
        } else if let Some(Value::Money(amount)) = fact.value(self.schema, "amount").cloned() {
            let direction = self.direction(fact, row, amount);
            let left = self.left_of(row, amount.abs());
            self.set_moved(fact, left, direction);
        }
        self.fill_party(fact, row);
    }

    fn set_moved(&self, fact: &mut Fact, amount: Money, direction: &str) {
        let direction = Some(Value::Text(direction.to_owned()));
        fact.set(self.schema, "amount", Some(Value::Money(amount)));
        fact.set(self.schema, "direction", direction);
    }

    /// Amounts of the two columns that are not zero.
    fn sides(&self, row: &Row<'_>, problems: &mut Problems, lost: &mut bool) -> Vec<Moved> {
        let (first, second) = if self.swapped {
            ("out", "in")
        } else {
            ("in", "out")
        };
        let columns = [(Helper::MoneyIn, first), (Helper::MoneyOut, second)];
        let mut sides = Vec::new();
        for (helper, direction) in columns {
            let Some(column) = self.mapping.helper(helper) else {
                continue;
            };
            match self.moved(row, column, problems) {
                Some((amount, code)) if amount.0 != 0 => {
                    let signed = self.signed_debits && helper == Helper::MoneyOut;
                    let direction = if amount.is_negative() && !signed {
                        opposite(direction)
                    } else {
                        direction
                    };
                    sides.push((amount, direction, code));
                }
                Some(_) => {}
                None => *lost = true,
            }
        }
        sides
    }

    /// The amount of a column, zero for an empty cell; none with a problem.
    fn moved(
        &self,
        row: &Row<'_>,
        column: u32,
        problems: &mut Problems,
    ) -> Option<(Money, Option<String>)> {
        let field = self.schema.field("amount")?;
        let placed = row.at(column);
        let Some(placed) = placed.filter(|placed| !is_nothing(&placed.cell, field)) else {
            return Some((Money(0), None));
        };
        match self.money_of(&placed.cell, column) {
            Ok(read) => Some(read),
            Err(why) => {
                problems.push(self.problem(row.number, column, &placed.cell, field, why));
                None
            }
        }
    }

    /// An amount in its column's habits.
    pub(super) fn money_of(
        &self,
        cell: &Cell<'_>,
        column: u32,
    ) -> Result<(Money, Option<String>), Expectation> {
        let habits = self.habits_of(column);
        self.knowledge
            .words
            .amounts
            .money_in(cell, habits.decimal, habits.tens)
    }

    /// A mark behind the amount, then the sign below zero, then the word or sign of a column; else money came in.
    fn direction(&self, fact: &Fact, row: &Row<'_>, amount: Money) -> &'static str {
        let marked = self
            .column_of("amount")
            .and_then(|column| text(&row.at(column)?.cell))
            .and_then(value::side);
        match marked {
            Some(Side::Credit) => return "in",
            Some(Side::Debit) => return "out",
            None => {}
        }
        if amount.is_negative() || self.is_signed_out(row) {
            return "out";
        }
        match fact.text(self.schema, "direction") {
            Some("out") => "out",
            Some(other) if self.knowledge.words.goes_out(&fold(other)) => "out",
            _ => "in",
        }
    }

    /// A minus that stands in the column of directions.
    fn is_signed_out(&self, row: &Row<'_>) -> bool {
        let column = self.mapping.column_of(self.schema, "direction");
        column
            .and_then(|column| text(&row.at(column)?.cell))
            .is_some_and(|sign| matches!(sign.trim(), "-" | "−" | "–" | "—"))
    }

    /// True for a payment of which only a part went back: the rest took place, whatever its state is called.
    pub(super) fn keeps_part(&self, row: &Row<'_>) -> bool {
        let read = |column: Option<u32>| {
            let column = column?;
            let placed = row.at(column)?;
            let (amount, _) = self.money_of(&placed.cell, column).ok()?;
            Some(amount.abs())
        };
        let back = read(self.mapping.helper(Helper::MoneyBack));
        let amount = read(self.column_of("amount"));
        matches!((back, amount), (Some(back), Some(amount)) if back.0 > 0 && back < amount)
    }

    /// What is left of an amount of which a part went back, as another column says.
    fn left_of(&self, row: &Row<'_>, amount: Money) -> Money {
        let back = self.mapping.helper(Helper::MoneyBack).and_then(|column| {
            let placed = row.at(column)?;
            let (back, _) = self.money_of(&placed.cell, column).ok()?;
            Some(back.abs())
        });
        match back {
            Some(back) if back <= amount => amount - back,
            _ => amount,
        }
    }

    /// The name on the other side where a statement writes account, tax number and name into one cell of several
    /// lines: the debited account paid what came in.
    fn fill_party(&self, fact: &mut Fact, row: &Row<'_>) {
        if fact.text(self.schema, "payer").is_some() {
            return;
        }
        let other = match fact.text(self.schema, "direction") {
            Some("in") => Helper::DebitParty,
            Some("out") => Helper::CreditParty,
            _ => return,
        };
        let name = self
            .mapping
            .helper(other)
            .and_then(|column| text(&row.at(column)?.cell))
            .and_then(|party| party.lines().map(str::trim).rfind(|line| !line.is_empty()))
            .filter(|line| line.chars().any(char::is_alphabetic));
        let name = name.map(|name| Value::Text(name.to_owned()));
        fact.set(self.schema, "payer", name);
    }
}

fn opposite(direction: &str) -> &'static str {
    if direction == "in" { "out" } else { "in" }
}
