//! The fee of each month in a list of contracts: a contract is worth all its months together.

use chrono::{Days, Months, NaiveDate};

use super::block::Block;
use super::columns::{Mapping, View};
use super::facts::Fact;
use super::grid::shown;
use super::reader::Reader;
use super::sheet::{Cell, Row};
use super::words::Words;
use crate::model::money::round_div;
use crate::model::phrase::phrase;
use crate::model::{Duration, Money, Problem, Schema, Severity, Table, Value};

/// The code of work that is agreed by month.
const RETAINER: &str = "retainer";
/// Contracts of more months have no end that anybody means.
const MOST_MONTHS: u32 = 600;

/// The column whose heading says that a contract's amount is one month's, such as `Monthly fee`.
pub fn monthly_fee(
    schema: &Schema,
    views: &[View<'_>],
    mapping: &Mapping,
    words: &Words,
) -> Option<u32> {
    let mut columns = amounts(schema, views, mapping, words).into_iter();
    columns.find_map(|(monthly, column)| monthly.then_some(column))
}

/// The columns of the amounts of contracts, those of whole contracts first; each with whether it is one month's.
fn amounts(
    schema: &Schema,
    views: &[View<'_>],
    mapping: &Mapping,
    words: &Words,
) -> Vec<(bool, u32)> {
    let agreed = if mapping.of_contracts {
        "budget_amount"
    } else {
        "amount"
    };
    let amount = schema.position(agreed);
    let spares = mapping
        .spares
        .iter()
        .filter(|(_, field)| Some(*field) == amount)
        .map(|(column, _)| *column);
    let columns = mapping.column_of(schema, agreed).into_iter();
    let mut columns: Vec<(bool, u32)> = columns
        .chain(spares)
        .filter(|_| schema.table == Table::Contracts || mapping.of_contracts)
        .filter_map(|column| views.iter().find(|view| view.column == column))
        .map(|view| (is_of_month(view, words), view.column))
        .collect();
    columns.sort_unstable();
    columns
}

/// Two columns of the amounts of contracts, or of their hours, one of whole contracts and one of months: each row has either.
pub(super) fn are_by_row(
    views: &[View<'_>],
    first: u32,
    other: u32,
    schema: &Schema,
    words: &Words,
) -> bool {
    let monthly = |column: u32| {
        let mut views = views.iter();
        let view = views.find(|view| view.column == column);
        view.is_some_and(|view| is_of_month(view, words))
    };
    schema.table == Table::Contracts && monthly(first) != monthly(other)
}

fn is_of_month(view: &View<'_>, words: &Words) -> bool {
    let heading = view.heading.words.as_str();
    words.speaks_of_months(heading) || words.speaks_of_retainers(heading)
}

/// Words, none of them with a digit.
pub(super) fn has_no_digit(view: &View<'_>) -> bool {
    let is_word = |cell: &Cell<'_>| match cell {
        Cell::Text(text) => !text.contains(|letter: char| letter.is_ascii_digit()),
        _ => false,
    };
    !view.cells.is_empty() && view.cells.iter().all(is_word)
}

impl Reader<'_> {
    /// True where contracts are told with the fee of a month.
    pub(super) fn has_monthly_fees(&self) -> bool {
        let words = &self.knowledge.words;
        monthly_fee(self.schema, self.views, self.mapping, words).is_some()
    }

    /// The column that tells a row's amount, and whether that is one month's; that of a whole contract before a month's.
    pub(super) fn amount_told(&self, row: &Row<'_>) -> Option<(bool, u32)> {
        let columns = amounts(self.schema, self.views, self.mapping, &self.knowledge.words);
        let mut fields = ["amount", "budget_amount"].into_iter();
        let field = fields.find_map(|field| self.schema.field(field))?;
        let mut filled = columns.iter();
        let told = filled.find(|(_, column)| self.cell(row, *column, field).is_some());
        // a list of nothing but fees of months is one of retainers, told or not
        let only = columns.first().filter(|_| columns.len() == 1);
        told.or(only).copied()
    }

    /// A contract called `б/н`: what it is called, whose it is and its day tell it from others.
    pub(super) fn fill_unnumbered(&self, fact: &mut Fact, row: &Row<'_>) {
        let number = self.schema.field("contract");
        let column = self.mapping.column_of(self.schema, "contract");
        let Some((number, column)) = number.zip(column) else {
            return;
        };
        let cell = self.cell(row, column, number);
        let client = fact.text(self.schema, "client").map(str::to_owned);
        let no_number = |cell: &&Cell<'_>| self.is_without_number(cell, number);
        let unnumbered = cell.filter(|cell| self.names_no_number(column) || no_number(&cell));
        if let Some((cell, client)) = unnumbered.zip(client) {
            self.name_contract(fact, &cell, &client);
        }
    }

    fn name_contract(&self, fact: &mut Fact, cell: &Cell<'_>, client: &str) {
        let day = ["signed_on", "starts_on"].iter().find_map(|field| {
            match fact.value(self.schema, field)? {
                Value::Date(day) => Some(format!(" {day}")),
                _ => None,
            }
        });
        let name = format!("{} {client}{}", shown(cell), day.unwrap_or_default());
        fact.set(self.schema, "contract", Some(Value::Text(name)));
        if self.schema.field("called").is_some() {
            fact.set(
                self.schema,
                "called",
                Some(Value::Text(shown(cell).to_string())),
            );
        }
    }

    /// A project whose contract has no number is of the one that is called as [`fill_unnumbered`](Self::fill_unnumbered) does.
    fn fill_contract_without_number(&self, fact: &mut Fact, row: &Row<'_>) {
        let field = self.schema.field("contract");
        let Some((column, field)) = self.mapping.numberless.zip(field) else {
            return;
        };
        let client = fact.text(self.schema, "client").map(str::to_owned);
        if let Some((cell, client)) = self.cell(row, column, field).zip(client) {
            self.name_contract(fact, &cell, &client);
        }
    }

    /// A column that only may be the numbers of contracts, and has no digit anywhere: it says what kind of contracts they are.
    fn names_no_number(&self, column: u32) -> bool {
        let mut bound = self.mapping.bound.iter();
        let sure = bound.any(|bound| bound.column == column && bound.strong);
        let view = self.views.iter().find(|view| view.column == column);
        !sure && view.is_some_and(has_no_digit)
    }

    /// Hours are those of each month where their heading says so, or where the fee is a month's: such a contract is a retainer.
    pub(super) fn tell_monthly_hours(&self, fact: &mut Fact, row: &Row<'_>) {
        let told = |field: &str| fact.value(self.schema, field).is_some();
        if told("budget_hours")
            && !told("hours_for")
            && (self.are_hours_of_month(row)
                || self.hours_columns().len() < 2
                    && self.amount_told(row).is_some_and(|(monthly, _)| monthly))
        {
            fact.set(
                self.schema,
                "hours_for",
                Some(Value::Text("month".to_owned())),
            );
        }
    }

    /// True where contracts are told with the hours of a month.
    pub(super) fn has_monthly_hours(&self) -> bool {
        self.hours_columns().iter().any(|(monthly, _)| *monthly)
    }

    /// True for a row whose hours are those of each month: the first column of hours that it fills says so.
    fn are_hours_of_month(&self, row: &Row<'_>) -> bool {
        let Some(field) = self.schema.field("budget_hours") else {
            return false;
        };
        let columns = self.hours_columns();
        let mut filled = columns.iter();
        let told = filled.find(|(_, column)| self.cell(row, *column, field).is_some());
        told.is_some_and(|(monthly, _)| *monthly)
    }

    /// The columns of the hours of contracts, the one that is read first before others; each with whether it is of months.
    fn hours_columns(&self) -> Vec<(bool, u32)> {
        if self.schema.table != Table::Contracts && !self.mapping.of_contracts {
            return Vec::new();
        }
        let at = self.schema.position("budget_hours");
        let spares = self.mapping.spares.iter();
        let spares = spares.filter(|(_, field)| Some(*field) == at);
        let first = self.mapping.column_of(self.schema, "budget_hours");
        let columns = first.into_iter().chain(spares.map(|(column, _)| *column));
        let views = columns.filter_map(|column| {
            let mut views = self.views.iter();
            views.find(|view| view.column == column)
        });
        let words = &self.knowledge.words;
        views
            .map(|view| (words.speaks_of_months(&view.heading.words), view.column))
            .collect()
    }

    fn money_in(&self, row: &Row<'_>, column: u32) -> Option<Money> {
        let mut fields = ["amount", "budget_amount"].into_iter();
        let field = fields.find_map(|field| self.schema.field(field))?;
        match self.typed(&self.cell(row, column, field)?, field, column) {
            Ok((Value::Money(money), _)) => Some(money),
            _ => None,
        }
    }

    /// What a contract says of the project that it is for: of a retainer the hours and the fee of a month, of other work all of them.
    pub(super) fn fill_contracted(&self, fact: &mut Fact, row: &Row<'_>) {
        self.fill_contract_without_number(fact, row);
        let told = self.amount_told(row).and_then(|(monthly, column)| {
            let amount = self.money_in(row, column)?;
            Some((monthly, amount))
        });
        let monthly = told.is_some_and(|(monthly, _)| monthly) || self.are_hours_of_month(row);
        if monthly && fact.text(self.schema, "kind").is_none() {
            let retainer = Value::Text(RETAINER.to_owned());
            fact.set(self.schema, "kind", Some(retainer));
        }
        let is_retainer = fact.text(self.schema, "kind") == Some(RETAINER);
        let day = |field: &str| match fact.value(self.schema, field) {
            Some(Value::Date(day)) => Some(*day),
            _ => None,
        };
        let days = day("starts_on").zip(day("ends_on"));
        let amount = told.and_then(|(monthly, amount)| match (is_retainer, monthly, days) {
            (true, false, Some((first, last))) => fee_of_a_month(amount.0, first, last).map(Money),
            (false, true, Some((first, last))) => fee_of_all_months(amount, first, last),
            (true, true, _) | (false, false, _) => Some(amount),
            _ => None,
        });
        fact.set(self.schema, "budget_amount", amount.map(Value::Money));
        let by_month = self.are_hours_of_month(row)
            || self.hours_columns().len() < 2 && told.is_none_or(|(monthly, _)| monthly);
        if let Some(Value::Duration(hours)) = fact.value(self.schema, "budget_hours").cloned()
            && is_retainer
            && !by_month
        {
            let month =
                days.and_then(|(first, last)| fee_of_a_month(hours.0, first, last).map(Duration));
            fact.set(self.schema, "budget_hours", month.map(Value::Duration));
        }
    }

    /// The amount of all months of a contract; none where it has no last day.
    pub(super) fn fill_whole_fee(&self, fact: &mut Fact, row: &Row<'_>) {
        let Some((monthly, column)) = self.amount_told(row) else {
            return;
        };
        if !monthly {
            let money = self.money_in(row, column);
            if let Some(money) = money.filter(|_| self.column_of("amount") != Some(column)) {
                fact.set(self.schema, "amount", Some(Value::Money(money)));
            }
            return;
        }
        let day = |field: &str| match fact.value(self.schema, field) {
            Some(Value::Date(day)) => Some(*day),
            _ => None,
        };
        let first = day("starts_on").or_else(|| day("signed_on"));
        let (first, last) = (first, day("ends_on"));
        if let Some(Value::Money(fee)) = fact.value(self.schema, "amount").cloned() {
            let whole = first
                .zip(last)
                .and_then(|(first, last)| fee_of_all_months(fee, first, last).map(Value::Money));
            fact.set(self.schema, "amount", whole);
        }
    }
}

/// The part of a month in what is agreed for the months from a first to a last day: a month of which little is missing is paid as one.
fn fee_of_a_month(whole: i64, first: NaiveDate, last: NaiveDate) -> Option<i64> {
    let (parts, days) = months_between(first, last)?;
    let months = round_div(parts, days).filter(|months| *months > 0)?;
    round_div(i128::from(whole), i128::from(months))
}

/// A month's fee for the months from a first to a last day; of a month begun, its days.
fn fee_of_all_months(fee: Money, first: NaiveDate, last: NaiveDate) -> Option<Money> {
    let (parts, days) = months_between(first, last)?;
    round_div(i128::from(fee.0) * parts, days).map(Money)
}

/// The months from a first to a last day: parts, and how many of these a month has.
fn months_between(first: NaiveDate, last: NaiveDate) -> Option<(i128, i128)> {
    let end = last.checked_add_days(Days::new(1))?;
    let after = |months: u32| first.checked_add_months(Months::new(months));
    let mut whole = 0;
    while after(whole + 1)? <= end {
        whole += 1;
        if whole > MOST_MONTHS {
            return None;
        }
    }
    let begun = (end - after(whole)?).num_days();
    let days = (after(whole + 1)? - after(whole)?).num_days();
    if end <= first {
        return None;
    }
    let days = i128::from(days);
    Some((i128::from(whole) * days + i128::from(begun), days))
}

/// Says once that a month's fee was taken for all months, and of which contracts that is not possible.
pub(super) fn fees_told(block: &Block<'_, '_>, endless: usize) -> Option<Problem> {
    if block.schema.table != Table::Contracts {
        return None;
    }
    let words = &block.context.knowledge.words;
    let column = monthly_fee(block.schema, &block.found.views, block.mapping, words)?;
    let view = block
        .found
        .views
        .iter()
        .find(|view| view.column == column)?;
    let row = block.found.header.map_or(1, |header| header.bottom);
    Some(Problem {
        place: block.grid.place(row, column),
        rule: "contracts.amount.monthly".to_owned(),
        severity: Severity::Look,
        column: view.label(),
        found: view.heading.text.clone(),
        expected: phrase("the amount of a whole contract", &[]),
        hint: if endless == 0 {
            phrase("nothing, if it is the fee of one month", &[])
        } else {
            phrase(
                "write when each contract ends, or list the fees as retainers among the projects",
                &[],
            )
        },
        effect: phrase(
            "the fee of a month counts for each month from start to end; contracts without an end have no amount: {}",
            &[&endless],
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contract_is_worth_all_its_months() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        for (first, last, whole) in [
            ("2026-01-01", "2026-12-31", Some(1200)),
            ("2025-02-01", "2027-01-31", Some(2400)),
            ("2026-01-31", "2026-02-27", Some(100)),
            ("2026-03-16", "2026-04-30", Some(150)),
            ("2026-03-16", "2026-03-15", None),
        ] {
            let found = fee_of_all_months(Money(100), day(first), day(last));
            assert_eq!(found.map(|fee| fee.0), whole, "{first} to {last}");
        }
    }
}
