//! Columns headed by a currency and nothing else, two or more of them: each row's amount stands in that of its currency, each
//! day's rates stand side by side.

use super::columns::{Mapping, Slot, View};
use super::knowledge::Knowledge;
use super::money_unit::is_sign_or_code;
use super::sheet::Cell;
use super::value::Amounts;
use crate::model::phrase::phrase;
use crate::model::{Schema, Table};

/// Fewer such columns are words of something else.
const FEWEST: usize = 2;

/// The field of such columns, and their places among the views.
pub(super) fn currency_columns(
    views: &[View<'_>],
    schema: &Schema,
    amounts: &Amounts,
) -> Option<(usize, Vec<usize>)> {
    let field = match schema.table {
        Table::Invoices => schema.position("gross")?,
        Table::Payments => schema.position("amount")?,
        Table::Rates => schema.position("rate")?,
        _ => return None,
    };
    // of one of its currencies a bank may have nothing
    let headed = |view: &View<'_>| {
        let heading = view.heading.text.trim();
        let empty = schema.table == Table::Payments && view.cells.is_empty();
        is_sign_or_code(heading) && amounts.iso(heading).is_some() && (empty || are_numbers(view))
    };
    let places: Vec<usize> = (0..views.len()).filter(|at| headed(&views[*at])).collect();
    let has_amounts = places.iter().any(|at| !views[*at].cells.is_empty());
    (has_amounts && places.len() >= FEWEST).then_some((field, places))
}

fn are_numbers(view: &View<'_>) -> bool {
    let is_number = |cell: &Cell<'_>| match cell {
        Cell::Number(_) => true,
        Cell::Text(text) => {
            text.contains(|one: char| one.is_ascii_digit()) && !text.contains(char::is_alphabetic)
        }
        _ => false,
    };
    !view.cells.is_empty() && view.cells.iter().all(is_number)
}

/// True for rates whose currencies are the headings.
pub(super) fn names_currencies(mapping: &Mapping, schema: &Schema) -> bool {
    let rate = schema.position("rate");
    let mut losers = mapping.losers.iter();
    schema.table == Table::Rates && losers.any(|(_, field, _)| Some(*field) == rate)
}

/// The rates of the other currencies of each day: a table each.
pub(super) fn other_rates(main: &mut Mapping, knowledge: &Knowledge) -> Vec<Mapping> {
    let schema = knowledge.schema(Table::Rates);
    let Some(rate) = schema
        .position("rate")
        .filter(|_| main.table == Table::Rates)
    else {
        return Vec::new();
    };
    if main.column_of(schema, "currency").is_some() {
        return Vec::new();
    }
    let (others, left) = std::mem::take(&mut main.losers)
        .into_iter()
        .partition(|(_, field, _)| *field == rate);
    main.losers = left;
    let others: Vec<(u32, usize, u32)> = others;
    let tables = others.into_iter().map(|(column, ..)| {
        let mut other = main.clone();
        let because = phrase("its heading is a currency", &[]);
        other.bind_as(column, Slot::Field(rate), because, 0.9);
        other
    });
    tables.collect()
}
