//! The fee of each month in a list of contracts: a contract is worth all its months together.

use chrono::{Days, Months, NaiveDate};

use super::block::Block;
use super::columns::{Mapping, View};
use super::facts::Fact;
use super::grid::shown;
use super::reader::Reader;
use super::sheet::Row;
use super::words::Words;
use crate::model::phrase::phrase;
use crate::model::{Money, Problem, Schema, Severity, Table, Value};

/// Contracts of more months have no end that anybody means.
const MOST_MONTHS: u32 = 600;

/// The column whose heading says that a contract's amount is one month's, such as `Monthly fee`.
pub fn monthly_fee(
    schema: &Schema,
    views: &[View<'_>],
    mapping: &Mapping,
    words: &Words,
) -> Option<u32> {
    let column = mapping
        .column_of(schema, "amount")
        .filter(|_| schema.table == Table::Contracts)?;
    let view = views.iter().find(|view| view.column == column)?;
    let heading = view.heading.words.as_str();
    (words.speaks_of_months(heading) || words.speaks_of_retainers(heading)).then_some(column)
}

impl Reader<'_> {
    /// True where contracts are told with the fee of a month.
    pub(super) fn has_monthly_fees(&self) -> bool {
        let words = &self.knowledge.words;
        monthly_fee(self.schema, self.views, self.mapping, words).is_some()
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
        let unnumbered = cell.filter(|cell| self.is_without_number(cell, number));
        let Some((cell, client)) = unnumbered.zip(client) else {
            return;
        };
        let day = ["signed_on", "starts_on"].iter().find_map(|field| {
            match fact.value(self.schema, field)? {
                Value::Date(day) => Some(format!(" {day}")),
                _ => None,
            }
        });
        let name = format!("{} {client}{}", shown(&cell), day.unwrap_or_default());
        fact.set(self.schema, "contract", Some(Value::Text(name)));
    }

    /// Hours are those of each month where their heading says so, or where the fee is a month's: such a contract is a retainer.
    pub(super) fn tell_monthly_hours(&self, fact: &mut Fact) {
        let told = |field: &str| fact.value(self.schema, field).is_some();
        if told("budget_hours")
            && !told("hours_for")
            && (self.has_monthly_hours() || self.has_monthly_fees())
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
        let words = &self.knowledge.words;
        let column = self.mapping.column_of(self.schema, "budget_hours");
        let view = self.views.iter().find(|view| Some(view.column) == column);
        self.schema.table == Table::Contracts
            && view.is_some_and(|view| words.speaks_of_months(&view.heading.words))
    }

    /// The amount of all months of a contract; none where it has no last day.
    pub(super) fn fill_whole_fee(&self, fact: &mut Fact) {
        if !self.has_monthly_fees() {
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

/// A month's fee for the months from a first to a last day; of a month begun, its days.
fn fee_of_all_months(fee: Money, first: NaiveDate, last: NaiveDate) -> Option<Money> {
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
    let parts = i128::from(whole) * i128::from(days) + i128::from(begun);
    let amount =
        (i128::from(fee.0) * parts * 2 + i128::from(days)).div_euclid(2 * i128::from(days));
    i64::try_from(amount).ok().map(Money)
}

/// Says once that a month's fee was taken for all months, and of which contracts that is not possible.
pub(super) fn fees_told(block: &Block<'_, '_>, endless: usize) -> Option<Problem> {
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
