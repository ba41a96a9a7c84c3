//! Exports with one row for each line of an invoice (export formats, trap T11): are the amounts those of the line, or
//! the invoice's, repeated on every line? Judged over a whole table; the folding itself is in [`super::invoices`].

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::block::Block;
use super::facts::{Batch, Fact, Facts};
use super::further_payments::is_further_payment;
use super::grid::shown;
use super::header::Heading;
use super::sheet::{Cell, Row};
use super::typed::Habits;
use super::words::Helper;
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Money, Phrase, Problem, Problems, Severity, Table, Value};

/// What the amounts of an invoice's lines are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Lines {
    /// The invoice's, repeated on every line.
    Totals,
    /// The line's own; the invoice is their sum.
    Amounts,
}

/// Rows of one number and client, in their order.
type Invoice<'f> = Vec<&'f Fact>;

/// What the lines of a table are, and what does not add up in them.
#[derive(Default)]
pub struct Judged {
    /// None when no number stands on two rows, or nothing tells lines from invoices that share a number.
    pub lines: Option<Lines>,
    /// Totals that differ.
    pub problems: Problems,
}

struct Counted<'b> {
    block: &'b Block<'b, 'b>,
    habits: &'b BTreeMap<u32, Habits>,
}

/// Judges the lines of a table of invoices.
pub fn judge<'b>(
    block: &'b Block<'b, 'b>,
    habits: &'b BTreeMap<u32, Habits>,
    facts: &Facts,
) -> Judged {
    if block.schema.table != Table::Invoices {
        return Judged::default();
    }
    let counted = Counted { block, habits };
    let facts: Vec<Fact> = facts.of(Table::Invoices).flat_map(Batch::facts).collect();
    let invoices = counted.invoices(&facts);
    if invoices.is_empty() {
        return Judged::default();
    }
    let lines = counted.lines(&invoices);
    let problems = match lines {
        Some(Lines::Totals) => counted.differences(&invoices),
        _ => Problems::default(),
    };
    Judged { lines, problems }
}

impl<'b> Counted<'b> {
    /// Those that take several rows.
    fn invoices<'f>(&self, facts: &'f [Fact]) -> Vec<Invoice<'f>> {
        let schema = self.block.schema;
        let rules = &self.block.context.knowledge.name_rules;
        let mut known: BTreeMap<(&str, String), Invoice<'f>> = BTreeMap::new();
        let invoiced = |fact: &&Fact| !is_further_payment(fact, schema);
        for fact in facts.iter().filter(invoiced) {
            let Some(number) = fact.text(schema, "number") else {
                continue;
            };
            let client = fact.text(schema, "client").unwrap_or_default();
            let key = (number, rules.client(client).to_string());
            known.entry(key).or_default().push(fact);
        }
        known.into_values().filter(|rows| rows.len() > 1).collect()
    }

    /// The layout knows; else a column of line amounts beside a total, a total that is called one of a line, prices
    /// times quantities, and last the totals themselves: equal ones are repeated, different ones beside the text or the
    /// project of a line are its own.
    fn lines(&self, invoices: &[Invoice<'_>]) -> Option<Lines> {
        if let Some(known) = self.block.layout.and_then(|layout| layout.lines) {
            return Some(known);
        }
        let total = self.total_column();
        if total.is_none() || self.is_called_line(total) || self.is_price_times_quantity(invoices) {
            return Some(Lines::Amounts);
        }
        if self.column(Helper::LineAmount).is_some() {
            return Some(Lines::Totals);
        }
        let alike = invoices
            .iter()
            .filter(|rows| self.is_repeated(rows))
            .count();
        let itemised = self.column(Helper::Item).is_some() || self.are_parted_by_words(invoices);
        match (alike, invoices.len() - alike) {
            (_, 0) => Some(Lines::Totals),
            (alike, others) if itemised && others >= alike => Some(Lines::Amounts),
            (0, _) => None,
            _ => Some(Lines::Totals),
        }
    }

    /// Rows of one number, client and day that each name another project, or say something else in a column of words that is
    /// nothing else: a second invoice of the same number by mistake is of another day, or says the same.
    fn are_parted_by_words(&self, invoices: &[Invoice<'_>]) -> bool {
        let schema = self.block.schema;
        let of_one_day = invoices.iter().all(|rows| {
            let day = rows[0].value(schema, "issued_on");
            day.is_some() && rows.iter().all(|row| row.value(schema, "issued_on") == day)
        });
        let project = self.field_column("project");
        let may_part =
            |column: u32| Some(column) == project || self.block.mapping.slot_of(column).is_none();
        let columns = self.block.found.views.iter().map(|view| view.column);
        of_one_day
            && columns
                .filter(|column| may_part(*column))
                .any(|column| invoices.iter().all(|rows| self.differ_in(rows, column)))
    }

    /// Each of the rows has another text in the column.
    fn differ_in(&self, rows: &[&Fact], column: u32) -> bool {
        let texts = rows.iter().filter_map(|fact| {
            let row = self.row(fact)?;
            match row.at(column)?.cell {
                Cell::Text(text) => Some(fold(text)).filter(|text| !text.is_empty()),
                _ => None,
            }
        });
        texts.collect::<BTreeSet<String>>().len() == rows.len()
    }

    fn column(&self, helper: Helper) -> Option<u32> {
        self.block.mapping.helper(helper)
    }

    fn field_column(&self, field: &str) -> Option<u32> {
        self.block.mapping.column_of(self.block.schema, field)
    }

    fn total_column(&self) -> Option<u32> {
        ["gross", "net"]
            .iter()
            .find_map(|field| self.field_column(field))
    }

    /// The heading of the total is one of line amounts: `Line Total`.
    fn is_called_line(&self, total: Option<u32>) -> bool {
        let words = &self.block.context.knowledge.words;
        let says = |heading: &Heading| {
            let keys = heading.keys.iter().map(|(key, _)| key);
            keys.into_iter()
                .any(|key| words.helper(key, Table::Invoices) == Some(Helper::LineAmount))
        };
        let views = &self.block.found.views;
        views
            .iter()
            .any(|view| Some(view.column) == total && says(&view.heading))
    }

    /// Price times quantity is the amount of most lines.
    fn is_price_times_quantity(&self, invoices: &[Invoice<'_>]) -> bool {
        let (Some(price), Some(quantity)) =
            (self.column(Helper::Price), self.column(Helper::Quantity))
        else {
            return false;
        };
        let schema = self.block.schema;
        let (mut right, mut wrong) = (0, 0);
        for fact in invoices.iter().flatten() {
            let amounts = self.amount(fact, price).zip(self.amount(fact, quantity));
            let Some(product) = amounts.and_then(|(price, count)| times(price, count)) else {
                continue;
            };
            let near = |field: &str| {
                money(fact, field, schema).is_some_and(|amount| is_near(amount, product))
            };
            if near("net") || near("gross") {
                right += 1;
            } else {
                wrong += 1;
            }
        }
        right > 0 && right >= wrong * 4
    }

    fn row(&self, fact: &Fact) -> Option<Row<'b>> {
        self.block.grid.row(fact.row)
    }

    fn amount(&self, fact: &Fact, column: u32) -> Option<Money> {
        let row = self.row(fact)?;
        let placed = row.at(column)?;
        let habits = self.habits.get(&column).copied().unwrap_or_default();
        let (amount, _) = self
            .block
            .context
            .knowledge
            .words
            .amounts
            .money_in(&placed.cell, habits.decimal, habits.tens)
            .ok()?;
        Some(amount)
    }

    /// The same totals on every line.
    fn is_repeated(&self, rows: &[&Fact]) -> bool {
        let schema = self.block.schema;
        let same = |field: &str| {
            let first = rows[0].value(schema, field);
            rows.iter().all(|row| row.value(schema, field) == first)
        };
        ["net", "tax", "gross"].iter().all(|field| same(field))
    }

    /// Totals that differ between the lines of an invoice, or from the sum of its lines.
    fn differences(&self, invoices: &[Invoice<'_>]) -> Problems {
        let told = |rows: &Invoice<'_>| self.between(rows).or_else(|| self.sum_differs(rows));
        invoices.iter().filter_map(told).collect()
    }

    fn between(&self, rows: &[&Fact]) -> Option<Problem> {
        let schema = self.block.schema;
        let total = self.total_column()?;
        let field = if self.field_column("gross") == Some(total) {
            "gross"
        } else {
            "net"
        };
        let first = rows.first()?;
        let amount = money(first, field, schema)?;
        let other = rows
            .iter()
            .find(|row| money(row, field, schema).is_some_and(|other| other != amount))?;
        let expected = phrase(
            "the total of the invoice on each of its lines, {} as in row {}",
            &[&amount, &first.row],
        );
        Some(self.problem(other, total, expected))
    }

    fn sum_differs(&self, rows: &[&Fact]) -> Option<Problem> {
        let schema = self.block.schema;
        let (column, total) = (self.column(Helper::LineAmount)?, self.total_column()?);
        let amounts: Option<Vec<Money>> = rows.iter().map(|row| self.amount(row, column)).collect();
        let sum = amounts?.into_iter().fold(Money(0), |sum, one| sum + one);
        let first = rows.first()?;
        let known = |field: &str| money(first, field, schema);
        let (net, tax, gross) = (known("net"), known("tax"), known("gross"));
        let right = [
            net,
            gross,
            gross.zip(tax).map(|(gross, tax)| gross - tax),
            net.zip(tax).map(|(net, tax)| net + tax),
        ];
        let adds_up = |total: &Money| is_near(total.abs(), sum.abs());
        if right.iter().flatten().any(adds_up) {
            return None;
        }
        let expected = phrase("the sum of the invoice's lines, {}", &[&sum]);
        Some(self.problem(first, total, expected))
    }

    fn problem(&self, fact: &Fact, column: u32, expected: Phrase) -> Problem {
        let row = self.row(fact).unwrap_or_default();
        let cell = row.at(column);
        let heading = self
            .block
            .found
            .views
            .iter()
            .find(|view| view.column == column)
            .map_or("", |view| view.heading.text.as_str());
        Problem {
            place: self.block.grid.place(fact.row, column),
            rule: "invoices.lines.differ".to_owned(),
            severity: Severity::Look,
            column: heading.to_owned(),
            found: cell.map_or_else(String::new, |placed| shown(&placed.cell)),
            expected,
            hint: phrase("correct the total or the lines", &[]),
            effect: phrase("the invoice is used with the total of its first line", &[]),
        }
    }
}

fn money(fact: &Fact, field: &str, schema: &crate::model::Schema) -> Option<Money> {
    match fact.value(schema, field) {
        Some(Value::Money(amount)) => Some(*amount),
        _ => None,
    }
}

/// A cent of difference is rounding.
fn is_near(left: Money, right: Money) -> bool {
    (left - right).abs().0 <= Money::UNIT / 100
}

fn times(price: Money, count: Money) -> Option<Money> {
    let product = i128::from(price.0) * i128::from(count.0) / i128::from(Money::UNIT);
    i64::try_from(product).ok().map(Money)
}
