//! Amounts whose meaning another cell or another heading tells: one column for each currency, a budget of hours or of money.

use super::facts::Fact;
use super::grid::shown;
use super::reader::{Reader, currency_of_heading};
use super::sheet::Row;
use super::told_kind::RETAINER;
use super::value;
use super::words::Helper;
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::place::column_letters;
use crate::model::{Money, Problem, Severity, Table, Value};

impl Reader<'_> {
    /// True for a further column of amounts whose heading names a currency, and not that of the first.
    pub(super) fn is_of_other_currency(&self, column: u32, field: &str) -> bool {
        let first = self.column_of(field);
        let of_first = first.and_then(|first| self.currency_of_column(first));
        let own = self.currency_of_column(column);
        own.is_some() && own != of_first
    }

    fn currency_of_column(&self, column: u32) -> Option<String> {
        let heading = self.views.iter().find(|view| view.column == column)?;
        currency_of_heading(&heading.heading.text, &self.knowledge.words.amounts)
    }

    /// Takes an amount from a column of its own currency, `Amount (USD)` beside `Amount (EUR)`, where the row has none yet.
    /// Of two amounts the first counts, since two currencies are never added; the row is told.
    pub(super) fn fill_from_other_currency(
        &self,
        fact: &mut Fact,
        row: &Row<'_>,
        column: u32,
        at: usize,
    ) -> Option<Problem> {
        let code = self.currency_of_column(column)?;
        let placed = row.at(column)?;
        let field = &self.schema.fields[at];
        let nothing = |value: &Value| *value == Value::Money(Money(0));
        let (value, _) = self.typed(&placed.cell, field, column).ok()?;
        if nothing(&value) {
            return None;
        }
        if !fact.values[at].as_ref().is_none_or(nothing) {
            return self.two_currencies(row, column, at);
        }
        fact.values[at] = Some(value);
        fact.set(self.schema, "currency", Some(Value::Text(code)));
        None
    }

    fn two_currencies(&self, row: &Row<'_>, column: u32, at: usize) -> Option<Problem> {
        let field = &self.schema.fields[at];
        let first = self.column_of(&field.name)?;
        let cell = |column| row.at(column).map(|placed| shown(&placed.cell));
        Some(Problem {
            place: self.grid.place(row.number, column),
            rule: format!("{}.{}.two_currencies", self.schema.table, field.name),
            severity: Severity::Look,
            column: self.label(Some(column), field),
            found: cell(column)?,
            expected: phrase(
                "an amount in one currency: column {} has {}",
                &[&column_letters(first), &cell(first)?],
            ),
            hint: phrase(
                "leave it if both are the same amount; else give each amount a row of its own",
                &[],
            ),
            effect: phrase("the row is used with the first amount", &[]),
        })
    }

    /// A budget is hours or money as the cell beside it says: `Budget By`, `Hours`.
    pub(super) fn settle_budget(&self, fact: &mut Fact, row: &Row<'_>) {
        self.settle_monthly(fact, row);
        let Some(by) = self.mapping.helper(Helper::BudgetBy) else {
            return;
        };
        let column = |name: &str| self.mapping.column_of(self.schema, name);
        let (hours, money) = (column("budget_hours"), column("budget_amount"));
        let ((Some(column), None) | (None, Some(column))) = (hours, money) else {
            return;
        };
        let said = row
            .at(by)
            .map_or_else(String::new, |placed| fold(&shown(&placed.cell)));
        let words = &self.knowledge.words;
        let cell = row.at(column).map(|placed| placed.cell);
        fact.set(self.schema, "budget_hours", None);
        let amount = fact.value(self.schema, "budget_amount").cloned();
        fact.set(self.schema, "budget_amount", None);
        if words.speaks_of_hours(&said) {
            let decimal = self.habits_of(column).decimal;
            let length =
                cell.and_then(|cell| value::duration(&cell, value::TimeUnit::Hours, decimal).ok());
            fact.set(self.schema, "budget_hours", length.map(Value::Duration));
        } else if words.speaks_of_money(&said) {
            fact.set(self.schema, "budget_amount", amount);
        }
        let agreed = ["budget_hours", "budget_amount"];
        let is_told = agreed
            .iter()
            .any(|field| fact.value(self.schema, field).is_some());
        if is_told && words.speaks_of_months(&said) {
            self.settle_retainer(fact);
        }
    }

    /// `£3,000/month` is what a retainer costs each month.
    fn settle_monthly(&self, fact: &mut Fact, row: &Row<'_>) {
        let amount = self.mapping.column_of(self.schema, "budget_amount");
        let Some(placed) = amount.and_then(|column| row.at(column)) else {
            return;
        };
        let monthly = self
            .knowledge
            .words
            .amounts
            .of_a_month(&placed.cell)
            .is_some();
        if monthly && self.schema.table == Table::Projects {
            self.settle_retainer(fact);
        }
    }

    /// What is agreed for each month is a retainer, where nothing else is said.
    fn settle_retainer(&self, fact: &mut Fact) {
        if fact.text(self.schema, "kind").is_none() {
            let kind = Value::Text(RETAINER.to_owned());
            fact.set(self.schema, "kind", Some(kind));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{grid, read, shown};
    use crate::model::Table;

    #[test]
    fn what_is_agreed_for_each_month_is_a_retainer() {
        let list = "Client|Project|Start Date|Budget By|Budget|Budget Spent|Budget Remaining\n\
            Halden|Care|@46023|Hours per Month|20|5|15\nHalden|Web|@46023|Hours per Project|200|5|195\n\
            Halden|Ads|@46023|Fees per Month|500|5|495\nHalden|Site|@46023|Hours per Month|||";
        let intake = read(vec![grid("projects.csv", "", list)]);
        let mut rows = shown(
            &intake,
            Table::Projects,
            &["project", "kind", "budget_hours", "budget_amount"],
        );
        rows.sort();
        assert_eq!(
            rows,
            [
                "Ads retainer - 500",
                "Care retainer 20.0000 -",
                "Site - - -",
                "Web - 200.0000 -",
            ]
        );
    }
}
