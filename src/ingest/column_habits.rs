//! How each column of a table writes dates, decimals, time and shares, decided once for all its cells.

use std::collections::BTreeMap;

use super::block::Block;
use super::columns::{Slot, View};
use super::date_order::date_orders;
use super::habits::{OrderVerdict, decide_date_order, decide_decimal, decide_time_unit};
use super::sheet::Cell;
use super::typed::Habits;
use super::value::{Decimal, TimeUnit};
use super::words::Helper;
use crate::model::intake::Question;
use crate::model::{Kind, Problems, Schema, Table};

/// Habits of columns, and what could not be decided.
pub struct Decided {
    /// By column.
    pub habits: BTreeMap<u32, Habits>,
    /// What to ask.
    pub questions: Vec<Question>,
    /// What a person should look at.
    pub problems: Problems,
}

impl Block<'_, '_> {
    /// Decides the habits of every column that means something, from the cells of its data rows.
    pub fn habits(&self, rows: &[u32]) -> Decided {
        let sheet = self.grid.sheet;
        let cells = |column: u32| {
            rows.iter()
                .filter_map(move |row| sheet.at(*row, column))
                .map(|placed| placed.cell)
        };
        let numeric: Vec<u32> = self
            .mapping
            .bound
            .iter()
            .filter(|bound| is_numeric(bound.slot, self.schema))
            .map(|bound| bound.column)
            .collect();
        let by_delimiter = if self.grid.sheet.encoding.contains("';'") {
            Decimal::Comma
        } else {
            Decimal::Point
        };
        let all = numeric.iter().flat_map(|column| cells(*column));
        let usual = decide_decimal(all, by_delimiter);
        let mut habits: BTreeMap<u32, Habits> = BTreeMap::new();
        let mut verdicts: Vec<(u32, OrderVerdict)> = Vec::new();
        for bound in &self.mapping.bound {
            let view = self
                .found
                .views
                .iter()
                .find(|view| view.column == bound.column);
            let mut habit = Habits {
                decimal: decide_decimal(cells(bound.column), usual),
                ..Habits::default()
            };
            match (bound.slot, view) {
                (Slot::Field(at), Some(view)) => match self.schema.fields[at].kind {
                    Kind::Date => {
                        verdicts.push((bound.column, decide_date_order(cells(bound.column))))
                    }
                    Kind::Duration => {
                        habit.unit = time_unit(self, view, cells(bound.column));
                    }
                    Kind::Share => {
                        habit.percent = view.heading.text.contains('%')
                            || cells(bound.column).any(
                                |cell| matches!(cell, Cell::Number(number) if number.abs() > 1.5),
                            )
                            || cells(bound.column).any(|cell| is_large_share(&cell, habit));
                    }
                    _ => {}
                },
                (Slot::Helper(Helper::Until), _) => {
                    verdicts.push((bound.column, decide_date_order(cells(bound.column))));
                }
                _ => {}
            }
            habits.insert(bound.column, habit);
        }
        let orders = date_orders(self, &verdicts, rows, usual);
        for (column, order) in orders.by_column {
            habits.entry(column).or_default().order = order;
        }
        Decided {
            habits,
            questions: orders.questions,
            problems: orders.problems,
        }
    }
}

fn is_numeric(slot: Slot, schema: &Schema) -> bool {
    match slot {
        Slot::Field(at) => matches!(
            schema.fields[at].kind,
            Kind::Money | Kind::Duration | Kind::Share | Kind::Quantity | Kind::Rate
        ),
        Slot::Helper(helper) => matches!(helper, Helper::MoneyIn | Helper::MoneyOut),
    }
}

/// A bare number of a share column that only percent explains.
fn is_large_share(cell: &Cell, habit: Habits) -> bool {
    matches!(cell, Cell::Text(text) if !text.contains('%'))
        && super::value::share(cell, habit.decimal, false)
            .is_ok_and(|share| share.abs() > 1_500_000)
}

/// Unit of a duration column: its heading, its layout, and for time entries the size of its numbers.
fn time_unit<'c>(
    block: &Block<'_, '_>,
    view: &View<'_>,
    cells: impl Iterator<Item = Cell<'c>>,
) -> TimeUnit {
    if let Some(unit) = view.heading.time_unit {
        return unit;
    }
    let fixed = block
        .layout
        .and_then(|layout| TimeUnit::named(&layout.duration_unit));
    match fixed {
        Some(unit) => unit,
        None if block.schema.table == Table::Time => decide_time_unit(cells),
        None => TimeUnit::Hours,
    }
}
