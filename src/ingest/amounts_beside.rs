//! Amounts whose meaning another cell or another heading tells: one column for each currency, a budget of hours or of money.

use super::facts::Fact;
use super::grid::shown;
use super::reader::{Reader, currency_of_heading};
use super::sheet::Row;
use super::typed;
use super::value;
use super::words::Helper;
use crate::model::key::fold;
use crate::model::{Money, Value};

impl Reader<'_> {
    /// Takes an amount from a column of its own currency, `Amount (USD)` beside `Amount (EUR)`, where the row has none yet.
    /// True when the column is one: of two amounts the first counts, since two currencies are never added.
    pub(super) fn fill_from_other_currency(
        &self,
        fact: &mut Fact,
        row: &Row<'_>,
        column: u32,
        at: usize,
    ) -> bool {
        let heading = self.views.iter().find(|view| view.column == column);
        let Some(code) = heading.and_then(|view| currency_of_heading(&view.heading.text)) else {
            return false;
        };
        let nothing = matches!(fact.values[at], None | Some(Value::Money(Money(0))));
        let Some(placed) = row.at(column).filter(|_| nothing) else {
            return true;
        };
        let field = &self.schema.fields[at];
        let read = typed::read(&placed.cell, field, self.habits_of(column));
        if let Ok((value, _)) = read
            && value != Value::Money(Money(0))
        {
            fact.values[at] = Some(value);
            fact.set(self.schema, "currency", Some(Value::Text(code)));
        }
        true
    }

    /// A budget is hours or money as the cell beside it says: `Budget By`, `Hours`.
    pub(super) fn settle_budget(&self, fact: &mut Fact, row: &Row<'_>) {
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
    }
}
