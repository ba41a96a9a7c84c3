//! Of two days of a row the one that every row has is the row's own: a day that stands only where something was paid is that of
//! the payment, however far left it stands (`Paid | When | Invoice | Date`).

use super::columns::{Mapping, Slot, View, are_days};
use super::knowledge::{Claim, Knowledge};
use crate::model::phrase::phrase;
use crate::model::{Kind, Schema, Table};

/// Gives the needed day of invoices to the column that is never empty, and the one that had it to the payment where it stands
/// right beside what says whether an invoice is paid.
pub(super) fn take_filled_days(
    views: &[View<'_>],
    schema: &Schema,
    knowledge: &Knowledge,
    mapping: &mut Mapping,
) {
    let day = schema
        .position("issued_on")
        .filter(|at| schema.table == Table::Invoices && schema.fields[*at].kind == Kind::Date);
    let Some(day) = day else { return };
    let Some(own) = mapping.column_of(schema, "issued_on") else {
        return;
    };
    let view = |column: u32| views.iter().find(|view| view.column == column);
    // a total fills columns that no invoice does
    let numbered = mapping.column_of(schema, "number").and_then(view);
    let most = numbered.map_or(0, |view| view.cells.len());
    let is_short = view(own).is_some_and(|view| view.cells.len() < most);
    let is_day = |claim: &Claim| claim.table == schema.table && claim.field == day;
    let filled = views.iter().find(|view| {
        let mut keys = view.heading.keys.iter();
        mapping.slot_of(view.column).is_none()
            && view.cells.len() >= most
            && keys.any(|(key, _)| knowledge.claims(key).iter().any(is_day))
            && are_days(view)
    });
    let Some(filled) = filled.filter(|_| is_short) else {
        return;
    };
    let because = phrase("every row has this day, and not the other", &[]);
    let column = filled.column;
    mapping.losers.retain(|(lost, ..)| *lost != column);
    mapping.unbind(own);
    mapping.bind_as(column, Slot::Field(day), because, 0.8);
    let states = ["status", "paid"].map(|field| mapping.column_of(schema, field));
    let beside = states
        .into_iter()
        .flatten()
        .any(|state| state.abs_diff(own) == 1);
    let open = mapping.column_of(schema, "paid_on").is_none();
    if let Some(paid) = schema.position("paid_on").filter(|_| beside && open) {
        let because = phrase("it stands beside what says whether an invoice is paid", &[]);
        mapping.bind_as(own, Slot::Field(paid), because, 0.6);
    }
}

/// Costs without a day of their own are of the day on which they were paid.
pub(super) fn take_days_of_payment(schema: &Schema, mapping: &mut Mapping) {
    let date = schema
        .position("date")
        .filter(|_| schema.table == Table::Expenses);
    let taken = mapping.column_of(schema, "date").is_some();
    let paid = mapping.strongly(schema, "paid_on");
    if let (Some(date), Some(paid), false) = (date, paid, taken) {
        let because = phrase("no column is its day: that of the payment counts", &[]);
        mapping.bind_as(paid, Slot::Field(date), because, 0.6);
    }
}
