//! How each column of a table writes dates, decimals, time and shares, decided once for all its cells.

use std::collections::BTreeMap;

use super::block::Block;
use super::columns::{Slot, View};
use super::date_order::{date_orders, order_of_siblings};
use super::exchanged::find_exchanged;
use super::habits::{OrderVerdict, decide_counted, decide_date_order, decide_time_unit};
use super::length_check::check_copies;
use super::sheet::Cell;
use super::typed::Habits;
use super::value::{self, DateOrder, Decimal, TimeUnit, YearSaid};
use super::words::Helper;
use crate::model::intake::Question;
use crate::model::key::fold;
use crate::model::{Kind, Problems, Schema, Table};

/// Habits of columns, and what could not be decided.
pub struct Decided {
    /// By column.
    pub habits: BTreeMap<u32, Habits>,
    /// What to ask.
    pub questions: Vec<Question>,
    /// What a person should look at.
    pub problems: Problems,
    /// The order that the table's own dates tell.
    pub told_order: Option<DateOrder>,
}

impl Block<'_, '_> {
    /// Decides the habits of every column that means something, from the cells of its data rows.
    pub fn habits(&self, rows: &[u32]) -> Decided {
        let sheet = self.grid.sheet;
        let counts: BTreeMap<u32, Vec<(Cell<'_>, usize)>> = self
            .mapping
            .bound
            .iter()
            .filter(|bound| is_judged(bound.slot, self.schema))
            .filter_map(|bound| {
                let cells = sheet.column(bound.column, rows)?;
                Some((bound.column, cells.counts().collect()))
            })
            .collect();
        let counted = |column: u32| counts.get(&column).into_iter().flatten().copied();
        let different = |column: u32| counted(column).map(|(cell, _)| cell);
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
        let told = numeric.iter().flat_map(|column| counted(*column));
        let usual = decide_counted(told, by_delimiter);
        let year = self.year_said();
        let mut habits: BTreeMap<u32, Habits> = BTreeMap::new();
        let mut verdicts: Vec<(u32, OrderVerdict)> = Vec::new();
        for bound in &self.mapping.bound {
            let view = self
                .found
                .views
                .iter()
                .find(|view| view.column == bound.column);
            let mut habit = Habits {
                decimal: if numeric.contains(&bound.column) || matches!(bound.slot, Slot::Helper(_))
                {
                    decide_counted(counted(bound.column), usual)
                } else {
                    usual
                },
                year,
                first_line: self.takes_first_line(view),
                tens: view.map_or(0, |view| self.multiple_of(view)),
                ..Habits::default()
            };
            match (bound.slot, view) {
                (Slot::Field(at), Some(view)) => match self.schema.fields[at].kind {
                    Kind::Date => verdicts.push((
                        bound.column,
                        decide_date_order(different(bound.column), year),
                    )),
                    Kind::Duration => {
                        habit.unit = time_unit(self, view, counted(bound.column));
                    }
                    Kind::Share => {
                        habit.percent = view.heading.text.contains('%')
                            || different(bound.column).any(
                                |cell| matches!(cell, Cell::Number(number) if number.abs() > 1.5),
                            )
                            || different(bound.column).any(|cell| is_large_share(&cell, habit));
                    }
                    _ => {}
                },
                (Slot::Helper(Helper::BillableTime | Helper::NonbillableTime), Some(view)) => {
                    habit.unit = time_unit(self, view, counted(bound.column));
                }
                (Slot::Helper(Helper::Until), _) => {
                    verdicts.push((
                        bound.column,
                        decide_date_order(different(bound.column), year),
                    ));
                }
                _ => {}
            }
            habits.insert(bound.column, habit);
        }
        let orders = date_orders(self, &verdicts, rows, usual, year);
        for (column, order) in orders.by_column {
            habits.entry(column).or_default().order = order;
        }
        let mut decided = Decided {
            habits,
            questions: orders.questions,
            problems: orders.problems,
            told_order: order_of_siblings(&verdicts),
        };
        find_exchanged(self, &verdicts, rows, &mut decided);
        self.check_lengths(rows, &mut decided);
        decided
    }

    fn check_lengths(&self, rows: &[u32], decided: &mut Decided) {
        let column = self.mapping.column_of(self.schema, "duration");
        let habits = column.and_then(|column| decided.habits.get(&column).copied());
        if let Some(habits) = habits {
            decided.problems.extend(check_copies(self, rows, habits));
        }
    }

    /// The multiple that a column's heading names, or a title that says nothing else.
    fn multiple_of(&self, view: &View<'_>) -> u32 {
        let titles = self.found.talk.titles.iter();
        value::multiple_said(&view.heading.unit)
            .or_else(|| {
                titles
                    .map(|title| fold(title))
                    .find_map(|title| value::multiple_of_title(&title))
            })
            .unwrap_or(0)
    }

    fn takes_first_line(&self, view: Option<&View<'_>>) -> bool {
        let key = view.and_then(|view| view.heading.keys.first());
        self.layout
            .zip(key)
            .is_some_and(|(layout, (key, _))| layout.takes_first_line(key))
    }

    /// The year that titles, sheet and file speak of.
    fn year_said(&self) -> Option<YearSaid> {
        let season = self.found.talk.season(self.context.knowledge);
        let month = season.month;
        season.year.map(|year| YearSaid { year, month })
    }
}

/// True for a column whose cells tell its habits.
fn is_judged(slot: Slot, schema: &Schema) -> bool {
    let dated = matches!(slot, Slot::Field(at) if schema.fields[at].kind == Kind::Date);
    dated || is_numeric(slot, schema) || matches!(slot, Slot::Helper(_))
}

fn is_numeric(slot: Slot, schema: &Schema) -> bool {
    match slot {
        Slot::Field(at) => matches!(
            schema.fields[at].kind,
            Kind::Money | Kind::Duration | Kind::Share | Kind::Quantity | Kind::Rate
        ),
        Slot::Helper(helper) => matches!(
            helper,
            Helper::MoneyIn
                | Helper::MoneyOut
                | Helper::Balance
                | Helper::MoneyBack
                | Helper::Credited
                | Helper::LineAmount
                | Helper::Price
                | Helper::Quantity
        ),
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
    cells: impl Iterator<Item = (Cell<'c>, usize)>,
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
