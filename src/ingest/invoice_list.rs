//! A plain list of invoices has the columns of a list of payments as well: number, day, client, text, amount, state.

use std::collections::BTreeSet;

use super::columns::{Mapping, View};
use super::grid::shown;
use super::knowledge::Knowledge;
use crate::model::Table;
use crate::model::key::fold;

/// True when a column says of every row that it is an invoice or a credit note.
pub(super) fn names_kinds(views: &[View<'_>], invoices: &Mapping, knowledge: &Knowledge) -> bool {
    let schema = knowledge.schema(Table::Invoices);
    let column = invoices.column_of(schema, "kind");
    let view = views.iter().find(|view| Some(view.column) == column);
    let Some((view, field)) = view.zip(schema.field("kind")) else {
        return false;
    };
    let codes: Option<BTreeSet<&str>> = { view.cells.iter() }
        .map(|cell| {
            let said = fold(&shown(cell));
            let mut codes = field.codes.iter();
            let code = codes.find(|(_, words)| words.contains(&said));
            let code = code.map(|(code, _)| code.as_str());
            code.or_else(|| knowledge.words.is_no_invoice(&said).then_some(""))
        })
        .collect();
    codes.is_some_and(|codes| codes.contains("invoice") && codes.len() > 1)
}

/// True when both readings take the same columns for number and day, and each number stands once: payments of several parts
/// would name one twice, and a day of payment is another column of an invoice.
pub(super) fn lists_invoices(
    views: &[View<'_>],
    invoices: &Mapping,
    payments: &Mapping,
    knowledge: &Knowledge,
) -> bool {
    let column =
        |mapping: &Mapping, field: &str| mapping.column_of(knowledge.schema(mapping.table), field);
    let [number, day] = ["number", "issued_on"].map(|field| column(invoices, field));
    let [named, paid] = ["invoice", "date"].map(|field| column(payments, field));
    let is_pair = invoices.table == Table::Invoices && payments.table == Table::Payments;
    let view = views.iter().find(|view| Some(view.column) == number);
    let once = view.is_some_and(|view| {
        let numbers: BTreeSet<String> = view.cells.iter().map(shown).collect();
        view.cells.len() > 1 && numbers.len() == view.cells.len()
    });
    is_pair && number == named && day.is_some() && day == paid && once
}
