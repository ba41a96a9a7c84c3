//! What a row of an invoice list says beside its fields: credit in a column of its own, debit or credit by a letter, a
//! status that is a kind of document, the amount of a line where no column holds a total.

use super::facts::Fact;
use super::grid::text;
use super::reader::Reader;
use super::sheet::{Cell, Row};
use super::typed::known_code;
use super::value::{self, Expectation, Side};
use super::words::Helper;
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Money, Problem, Problems, Value};

/// The code of an invoice that is paid in part.
const PART_PAID: &str = "part_paid";
/// The code of a credit note.
pub const CREDIT_NOTE: &str = "credit_note";

impl Reader<'_> {
    /// Fills amount and kind from what stands beside them.
    pub(super) fn fill_invoice(&self, fact: &mut Fact, row: &Row<'_>, problems: &mut Problems) {
        let known = |fact: &Fact| ["gross", "net"].iter().any(|f| has(self, fact, f));
        if !known(fact) {
            let line = self.money_beside(row, Helper::LineAmount);
            self.set_gross(fact, line);
        }
        if !known(fact)
            && let Some((credited, code)) = self.money_beside(row, Helper::Credited)
            && credited.0 != 0
        {
            self.set_gross(fact, Some((-credited.abs(), code)));
            self.set_kind(fact);
        }
        self.fill_part_paid(fact, row);
        problems.extend(self.part_of_unknown_size(fact, row));
        if self.is_on_credit_side(row) || self.is_credit_by_status(fact) {
            self.set_kind(fact);
        }
    }

    /// `частично, 500 000`, `Part paid £5,000`, `аванс 50%`: what was paid of the invoice stands in its state.
    fn fill_part_paid(&self, fact: &mut Fact, row: &Row<'_>) {
        let Some(column) = self.mapping.column_of(self.schema, "status") else {
            return;
        };
        let told = row.at(column).and_then(|placed| text(&placed.cell));
        let Some(told) = told.filter(|_| !has(self, fact, "paid")) else {
            return;
        };
        let paid = match percent_in(told) {
            Some(percent) => part_of(fact.value(self.schema, "gross"), percent),
            None if fact.text(self.schema, "status") == Some(PART_PAID) => number_in(told)
                .and_then(|number| self.money_of(&Cell::Text(number), column).ok())
                .map(|(paid, _)| paid),
            None => None,
        };
        if let Some(paid) = paid {
            fact.set(self.schema, "paid", Some(Value::Money(paid)));
            let part = Value::Text(PART_PAID.to_owned());
            fact.set(self.schema, "status", Some(part));
        }
    }

    /// An invoice that is paid in part on some day, and nothing says how much: the day alone would be that of the whole.
    fn part_of_unknown_size(&self, fact: &mut Fact, row: &Row<'_>) -> Option<Problem> {
        let part = fact.text(self.schema, "status") == Some(PART_PAID);
        let told = ["paid", "balance"]
            .iter()
            .any(|field| has(self, fact, field));
        if !part || told || !has(self, fact, "paid_on") {
            return None;
        }
        fact.set(self.schema, "paid_on", None);
        let column = self.mapping.column_of(self.schema, "status")?;
        let placed = row.at(column)?;
        let why = Expectation {
            what: "missing",
            expected: phrase("how much of it was paid, such as {}", &[&"500.00"]),
            hint: phrase(
                "write the amount behind the state, or into a column of its own",
                &[],
            ),
        };
        let field = self.schema.field("paid")?;
        Some(Problem {
            effect: phrase(
                "nothing says how much was paid: none of it counts as paid by this list",
                &[],
            ),
            ..self.problem(row.number, column, &placed.cell, field, why)
        })
    }

    fn set_gross(&self, fact: &mut Fact, amount: Option<(Money, Option<String>)>) {
        let Some((amount, code)) = amount else { return };
        fact.set(self.schema, "gross", Some(Value::Money(amount)));
        if let Some(code) = code.filter(|_| !has(self, fact, "currency")) {
            fact.set(self.schema, "currency", Some(Value::Text(code)));
        }
    }

    fn set_kind(&self, fact: &mut Fact) {
        let kind = Some(Value::Text(CREDIT_NOTE.to_owned()));
        fact.set(self.schema, "kind", kind);
    }

    fn money_beside(&self, row: &Row<'_>, helper: Helper) -> Option<(Money, Option<String>)> {
        let column = self.mapping.helper(helper)?;
        let placed = row.at(column)?;
        self.money_of(&placed.cell, column).ok()
    }

    /// `C`, `Cr`, `贷`, `-` in a column of sides, or `CR` behind the total.
    fn is_on_credit_side(&self, row: &Row<'_>) -> bool {
        let of = |column: Option<u32>| column.and_then(|column| text(&row.at(column)?.cell));
        let lettered = of(self.mapping.helper(Helper::Side)).is_some_and(|side| {
            matches!(side.trim(), "-" | "−" | "–") || self.knowledge.words.is_credit(&fold(side))
        });
        let marked = of(self.mapping.column_of(self.schema, "gross"))
            .is_some_and(|total| value::side(total) == Some(Side::Credit));
        lettered || marked
    }

    /// A status that names a kind of document: `credit note`.
    fn is_credit_by_status(&self, fact: &mut Fact) -> bool {
        let field = |name: &str| self.schema.field(name);
        let (Some(kind), Some(status)) = (field("kind"), field("status")) else {
            return false;
        };
        let named = fact.text(self.schema, "status").is_some_and(|text| {
            !status.codes.contains_key(text) && known_code(text, kind) == Some(CREDIT_NOTE)
        });
        if named {
            fact.set(self.schema, "status", None);
        }
        named
    }
}

fn has(reader: &Reader<'_>, fact: &Fact, field: &str) -> bool {
    fact.value(reader.schema, field).is_some()
}

/// The first number of a text, as it is written.
fn number_in(text: &str) -> Option<&str> {
    let digits = |letter: char| letter.is_ascii_digit();
    let from = text.find(digits)?;
    let rest = &text[from..];
    let until = rest.find(|letter: char| !digits(letter) && !" \u{a0}.,'".contains(letter));
    let number = &rest[..until.unwrap_or(rest.len())];
    Some(number.trim_end_matches(|letter: char| !digits(letter)))
}

/// A share of a hundred that is neither nothing nor all.
fn percent_in(text: &str) -> Option<i64> {
    let (before, _) = text.split_once(['%', '％'])?;
    let digits = before
        .trim_end()
        .rsplit(|letter: char| !letter.is_ascii_digit())
        .next()?;
    digits
        .parse()
        .ok()
        .filter(|percent| (1..100).contains(percent))
}

fn part_of(amount: Option<&Value>, percent: i64) -> Option<Money> {
    match amount {
        Some(Value::Money(amount)) => amount.0.checked_mul(percent).map(|part| Money(part / 100)),
        _ => None,
    }
}
