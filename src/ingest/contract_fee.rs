//! The fee of each month in a list of contracts: a contract is worth all its months together.

use chrono::{Days, Months, NaiveDate};

use super::block::Block;
use super::columns::{Mapping, View};
use super::facts::Fact;
use super::grid::{is_blank, shown};
use super::knowledge::Knowledge;
use super::reader::Reader;
use super::sheet::{Cell, Row};
use super::told_kind::RETAINER;
use super::typed::known_code;
use super::words::Words;
use crate::model::key::fold;
use crate::model::money::round_div;
use crate::model::phrase::phrase;
use crate::model::{Duration, Money, Problem, Schema, Severity, Table, Value};

/// Contracts of more months have no end that anybody means.
const MOST_MONTHS: u32 = 600;

/// The column whose heading says that a contract's amount is one month's, such as `Monthly fee`; of projects, where another is that
/// of all.
fn monthly_fee(
    schema: &Schema,
    views: &[View<'_>],
    mapping: &Mapping,
    words: &Words,
) -> Option<u32> {
    let field = fee_of(schema.table)?;
    let columns = agreed_columns(schema, views, mapping, (field, words));
    let by_row = schema.table == Table::Contracts || mapping.of_contracts || are_both(&columns);
    let mut columns = columns.into_iter().filter(|_| by_row);
    columns.find_map(|(monthly, column)| monthly.then_some(column))
}

/// The column of contracts' amounts of which some cell says that it is one month's: `£2,500 pm`.
fn cells_of_months(
    schema: &Schema,
    views: &[View<'_>],
    mapping: &Mapping,
    words: &Words,
) -> Option<u32> {
    let field = fee_of(schema.table).filter(|_| schema.table == Table::Contracts)?;
    let columns = agreed_columns(schema, views, mapping, (field, words));
    let says = |column: &u32| {
        let mut views = views.iter();
        let view = views.find(|view| view.column == *column);
        let mut cells = view.into_iter().flat_map(|view| &view.cells);
        cells.any(|cell| words.amounts.of_a_month(cell).is_some())
    };
    columns.into_iter().map(|(_, column)| column).find(says)
}

/// The field of what is agreed to be paid.
pub(super) fn fee_of(table: Table) -> Option<&'static str> {
    match table {
        Table::Contracts => Some("amount"),
        Table::Projects => Some("budget_amount"),
        _ => None,
    }
}

/// The columns of what is agreed, of money or of hours, those of the whole first; each with whether it is one month's.
fn agreed_columns(
    schema: &Schema,
    views: &[View<'_>],
    mapping: &Mapping,
    (field, words): (&str, &Words),
) -> Vec<(bool, u32)> {
    let at = schema.position(field);
    let spares = mapping.spares.iter();
    let spares = spares.filter(|(_, spare)| Some(*spare) == at);
    let first = mapping.column_of(schema, field).into_iter();
    let columns = first.chain(spares.map(|(column, _)| *column));
    let mut columns: Vec<(bool, u32)> = columns
        .filter_map(|column| views.iter().find(|view| view.column == column))
        .map(|view| (is_of_month(view, words), view.column))
        .collect();
    columns.sort_unstable();
    columns
}

/// Some are of months and some are of the whole: each row has its own.
fn are_both(columns: &[(bool, u32)]) -> bool {
    let has = |monthly: bool| columns.iter().any(|(own, _)| *own == monthly);
    has(true) && has(false)
}

/// Two columns of what is agreed, money or hours, one of the whole and one of months: each row has either.
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
    fee_of(schema.table).is_some() && monthly(first) != monthly(other)
}

/// A heading over what is agreed for each month, or each quarter.
pub(super) fn is_of_month(view: &View<'_>, words: &Words) -> bool {
    speaks_of_parts(view.heading.words.as_str(), words)
}

/// Words of what is agreed for each month or quarter.
fn speaks_of_parts(told: &str, words: &Words) -> bool {
    words.speaks_of_months(told)
        || words.speaks_of_retainers(told)
        || words.speaks_of_quarters(told)
}

/// A kind of work that is paid month by month or by quarters, and says so.
fn is_kind_of_months(cell: &Cell<'_>, knowledge: &Knowledge) -> bool {
    let Cell::Text(text) = cell else { return false };
    let kinds = knowledge.schema(Table::Projects).field("kind");
    let code = kinds.and_then(|kinds| known_code(text, kinds));
    code == Some(RETAINER) && speaks_of_parts(&fold(text), &knowledge.words)
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
            || cells_of_months(self.schema, self.views, self.mapping, words).is_some()
            || self.mapping.kinds.is_some() && self.schema.table == Table::Contracts
    }

    fn columns_of(&self, field: &str) -> Vec<(bool, u32)> {
        let words = &self.knowledge.words;
        agreed_columns(self.schema, self.views, self.mapping, (field, words))
    }

    /// True where each row of a list of projects has either what is agreed for each month or for all of its work.
    pub(super) fn has_both(&self, field: &str) -> bool {
        self.schema.table == Table::Projects && are_both(&self.columns_of(field))
    }

    /// The column of a field that a row fills, and whether it is one month's: of a retainer's those of months go first, of other
    /// work those of all.
    fn told(&self, fact: &Fact, row: &Row<'_>, name: &str) -> Option<(bool, u32)> {
        let field = self.schema.field(name)?;
        let mut columns = self.columns_of(name);
        if fact.text(self.schema, "kind") == Some(RETAINER) {
            columns.reverse();
        }
        let is_filled = |column: u32| self.cell(row, column, field).is_some();
        let mut filled = columns.iter().filter(|(_, column)| is_filled(*column));
        filled.next().copied()
    }

    /// The column that tells a row's amount, and whether that is one month's, as its heading or the row's kind says.
    pub(super) fn amount_told(&self, fact: &Fact, row: &Row<'_>) -> Option<(bool, u32)> {
        let field = fee_of(self.schema.table)?;
        let columns = self.columns_of(field);
        // a list of nothing but fees of months is one of retainers, told or not
        let only = columns.first().filter(|_| columns.len() == 1).copied();
        let (monthly, column) = self.told(fact, row, field).or(only)?;
        let amounts = &self.knowledge.words.amounts;
        let by_cell = || {
            let cell = row.at(column).map(|placed| placed.cell);
            self.schema.table == Table::Contracts
                && cell.is_some_and(|cell| amounts.of_a_month(&cell).is_some())
        };
        let monthly = monthly || self.kind_tells_month(row, column) || by_cell();
        Some((monthly, column))
    }

    /// A neutral heading over the fee of a row whose kind says that it is paid month by month: `Monthly retainer`, `月度服务`.
    fn kind_tells_month(&self, row: &Row<'_>, amount: u32) -> bool {
        let kind = self.mapping.kinds.and_then(|kinds| row.at(kinds));
        let words = &self.knowledge.words;
        let heading = self.heading_of(amount);
        let neutral = heading.is_some_and(|heading| !words.speaks_of_the_whole(heading));
        neutral && kind.is_some_and(|placed| is_kind_of_months(&placed.cell, self.knowledge))
    }

    /// Months that what a cell tells is agreed for, by its heading or, below a neutral one, by the kind of its row.
    fn months_of(&self, row: &Row<'_>, column: u32) -> i64 {
        const QUARTER: i64 = 3;
        let words = &self.knowledge.words;
        let heading = self.heading_of(column).unwrap_or_default();
        let kind = self.mapping.kinds.and_then(|kinds| row.at(kinds));
        let by_kind = || {
            kind.is_some_and(|placed| words.speaks_of_quarters(&fold(&shown(&placed.cell))))
                && self.kind_tells_month(row, column)
                && !speaks_of_parts(heading, words)
        };
        match words.speaks_of_quarters(heading) || by_kind() {
            true => QUARTER,
            false => 1,
        }
    }

    /// The words of a column's heading.
    fn heading_of(&self, column: u32) -> Option<&str> {
        let mut views = self.views.iter();
        let view = views.find(|view| view.column == column)?;
        Some(&view.heading.words)
    }

    /// A contract called `б/н`: what it is called, whose it is and its day tell it from others.
    pub(super) fn fill_unnumbered(&self, fact: &mut Fact, row: &Row<'_>) {
        let number = self.schema.field("contract");
        let column = self.mapping.column_of(self.schema, "contract");
        let Some((number, column)) = number.zip(column) else {
            return self.fill_empty_number(fact, row);
        };
        let cell = self.cell(row, column, number);
        let client = fact.text(self.schema, "client").map(str::to_owned);
        let no_number = |cell: &&Cell<'_>| self.is_without_number(cell, number);
        let unnumbered = cell.filter(|cell| self.names_no_number(column) || no_number(&cell));
        match unnumbered.zip(client) {
            Some((cell, client)) => self.name_contract(fact, &cell, &client),
            None => self.fill_empty_number(fact, row),
        }
    }

    /// A row without a number among contracts that have one: whose it is, what kind of work it is for and its day tell it from others, where
    /// it has an amount or hours.
    fn fill_empty_number(&self, fact: &mut Fact, row: &Row<'_>) {
        let has = |fact: &Fact, field: &str| fact.value(self.schema, field).is_some();
        let agreed = ["amount", "budget_hours", "hourly_rate"];
        let dated = has(fact, "signed_on") || has(fact, "starts_on");
        let whole = dated && agreed.iter().any(|field| has(fact, field));
        let client = fact.text(self.schema, "client").map(str::to_owned);
        let Some(client) = client.filter(|_| whole && !has(fact, "contract")) else {
            return;
        };
        let kind = self.mapping.kinds.and_then(|column| {
            let placed = row.at(column).filter(|placed| !is_blank(&placed.cell))?;
            Some(shown(&placed.cell))
        });
        let day = ["signed_on", "starts_on"].iter().find_map(|field| {
            match fact.value(self.schema, field)? {
                Value::Date(day) => Some(*day),
                _ => None,
            }
        });
        let Some(day) = day else { return };
        let name = kind.map_or_else(String::new, |kind| format!("{kind} "));
        let name = format!("{name}{client} {day}");
        fact.set(self.schema, "contract", Some(Value::Text(name)));
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
        if told("budget_hours") && !told("hours_for") && self.are_hours_of_month(fact, row) {
            fact.set(
                self.schema,
                "hours_for",
                Some(Value::Text("month".to_owned())),
            );
        }
    }

    /// True where contracts are told with the hours of a month.
    pub(super) fn has_monthly_hours(&self) -> bool {
        let by_row = self.schema.table == Table::Contracts || self.mapping.of_contracts;
        let columns = self.columns_of("budget_hours");
        by_row && columns.iter().any(|(monthly, _)| *monthly) || self.has_both("budget_hours")
    }

    /// True for a row whose hours are those of each month: their heading says so or, where it is the only one of hours, the fee.
    fn are_hours_of_month(&self, fact: &Fact, row: &Row<'_>) -> bool {
        let told = self.told(fact, row, "budget_hours");
        let only = || self.columns_of("budget_hours").len() < 2;
        let by_fee = || {
            self.amount_told(fact, row)
                .is_some_and(|(monthly, _)| monthly)
        };
        told.is_some_and(|(monthly, _)| monthly) || only() && by_fee()
    }

    /// The value of a cell, of a quarter's that of a month; a further column of a field is written as the first one is.
    fn value_in(&self, row: &Row<'_>, column: u32, name: &str) -> Option<Value> {
        let field = self.schema.field(name)?;
        let first = self
            .column_of(name)
            .filter(|_| !self.habits.contains_key(&column));
        let cell = self.cell(row, column, field)?;
        let (value, _) = self.typed(&cell, field, first.unwrap_or(column)).ok()?;
        let months = i128::from(self.months_of(row, column));
        let of_month = |whole: i64| round_div(i128::from(whole), months);
        match value {
            Value::Money(money) => of_month(money.0).map(|part| Value::Money(Money(part))),
            Value::Duration(hours) => of_month(hours.0).map(|part| Value::Duration(Duration(part))),
            other => Some(other),
        }
    }

    fn money_in(&self, row: &Row<'_>, column: u32) -> Option<Money> {
        match self.value_in(row, column, fee_of(self.schema.table)?)? {
            Value::Money(money) => Some(money),
            _ => None,
        }
    }

    /// What a row says of the project that it is, or that its contract is for: of a retainer the hours and the fee of a month, of
    /// other work all of them. An amount that no heading calls a month's is a whole contract's.
    pub(super) fn fill_agreed(&self, fact: &mut Fact, row: &Row<'_>) {
        let of_contract = self.mapping.of_contracts;
        if of_contract {
            self.fill_contract_without_number(fact, row);
        }
        let by_row =
            ["budget_amount", "budget_hours"].map(|field| of_contract || self.has_both(field));
        if !by_row.contains(&true) {
            return;
        }
        let told = self.amount_told(fact, row).and_then(|(monthly, column)| {
            let amount = self.money_in(row, column)?;
            Some((monthly, amount))
        });
        let hours = self.told(fact, row, "budget_hours");
        let of_months = |told: Option<bool>| told == Some(true);
        let monthly = of_months(told.map(|(monthly, _)| monthly))
            || of_months(hours.map(|(monthly, _)| monthly));
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
        let [of_money, of_hours] = by_row;
        if of_money {
            let amount = told.and_then(|(monthly, amount)| match (is_retainer, monthly, days) {
                (true, false, Some((first, last))) => {
                    fee_of_a_month(amount.0, first, last).map(Money)
                }
                (false, true, Some((first, last))) => fee_of_all_months(amount, first, last),
                (true, true, _) | (false, false, _) => Some(amount),
                _ => None,
            });
            fact.set(self.schema, "budget_amount", amount.map(Value::Money));
        }
        let own = hours.and_then(|(_, column)| self.value_in(row, column, "budget_hours"));
        if let Some(Value::Duration(hours)) = own.filter(|_| of_hours) {
            let by_month = self.are_hours_of_month(fact, row)
                || told.is_none() && self.columns_of("budget_hours").len() < 2;
            let hours = match (is_retainer && !by_month, days) {
                (true, Some((first, last))) => fee_of_a_month(hours.0, first, last).map(Duration),
                (true, None) => None,
                (false, _) => Some(hours),
            };
            fact.set(self.schema, "budget_hours", hours.map(Value::Duration));
        }
    }

    /// The amount of all months of a contract, none where it has no last day, and the fee of one of them.
    pub(super) fn fill_whole_fee(&self, fact: &mut Fact, row: &Row<'_>) {
        let Some((monthly, column)) = self.amount_told(fact, row) else {
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
        if let Some(fee) = self.money_in(row, column) {
            fact.set(self.schema, "monthly_fee", Some(Value::Money(fee)));
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

/// The column of amounts of which some are one month's, as its heading or the kinds of rows say.
pub(super) fn column_of_months(block: &Block<'_, '_>) -> Option<u32> {
    let knowledge = block.context.knowledge;
    let (words, views) = (&knowledge.words, &block.found.views);
    let by_kind = || {
        let mut all = views.iter();
        let kinds = all.find(|view| Some(view.column) == block.mapping.kinds)?;
        let mut cells = kinds.cells.iter();
        let monthly = cells.any(|cell| is_kind_of_months(cell, knowledge));
        let amount = block
            .mapping
            .column_of(block.schema, fee_of(block.schema.table)?)?;
        let view = views.iter().find(|view| view.column == amount)?;
        let neutral = !words.speaks_of_the_whole(&view.heading.words);
        (monthly && neutral).then_some(amount)
    };
    monthly_fee(block.schema, views, block.mapping, words)
        .or_else(by_kind)
        .or_else(|| cells_of_months(block.schema, views, block.mapping, words))
}

/// Says once that a month's fee was taken for all months, and of which contracts that is not possible.
pub(super) fn fees_told(block: &Block<'_, '_>, endless: usize) -> Option<Problem> {
    if block.schema.table != Table::Contracts {
        return None;
    }
    let column = column_of_months(block)?;
    let view = block.view(column)?;
    Some(Problem {
        place: block.heading_place(column),
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
        effect: match endless {
            0 => phrase(
                "the fee of a month counts for each month from start to end",
                &[],
            ),
            _ => phrase(
                "the fee of a month counts for each month from start to end; contracts without an end have no amount: {}",
                &[&endless],
            ),
        },
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
