//! A plain list of invoices has the columns of a list of payments as well: number, day, client, text, amount, state.

use std::collections::BTreeSet;

use super::columns::{Mapping, Slot, View};
use super::grid::shown;
use super::knowledge::Knowledge;
use crate::model::Table;
use crate::model::key::fold;
use crate::model::phrase::phrase;

/// How sure a column is the kind of each row by its values.
const BY_VALUES: f64 = 0.6;

/// What the kind of a row of a list of invoices says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Paper {
    /// An invoice.
    Invoice,
    /// A credit note.
    Credit,
    /// A closing document, which bills nothing where invoices stand beside it.
    Act,
    /// A quote, a draft, a payment.
    Nothing,
}

/// What a kind says, where it is known.
pub(super) fn paper_of(said: &str, knowledge: &Knowledge) -> Option<Paper> {
    let folded = fold(said);
    let code = |table: Table| {
        let field = knowledge.schema(table).field("kind")?;
        let mut codes = field.codes.iter();
        codes
            .find(|(_, words)| words.contains(&folded))
            .map(|(code, _)| code.as_str())
    };
    match (code(Table::Invoices), code(Table::Documents)) {
        (_, Some("act")) => Some(Paper::Act),
        (Some("credit_note"), _) => Some(Paper::Credit),
        (Some("invoice"), _) | (None, Some("invoice")) => Some(Paper::Invoice),
        _ => knowledge
            .words
            .is_no_invoice(&folded)
            .then_some(Paper::Nothing),
    }
}

/// True when a column says of every row whether it is an invoice, and some are none: it is the kind of the rows.
pub(super) fn names_kinds(
    views: &[View<'_>],
    invoices: &mut Mapping,
    knowledge: &Knowledge,
) -> bool {
    let schema = knowledge.schema(Table::Invoices);
    let Some(at) = schema.position("kind") else {
        return false;
    };
    let says = |view: &&View<'_>| {
        let kinds: Option<BTreeSet<Paper>> = { view.cells.iter() }
            .map(|cell| paper_of(&shown(cell), knowledge))
            .collect();
        kinds.is_some_and(|kinds| kinds.contains(&Paper::Invoice) && kinds.len() > 1)
    };
    let Some(view) = views.iter().find(says) else {
        return false;
    };
    if invoices.column_of(schema, "kind") != Some(view.column) {
        let because = phrase("its values say which rows are invoices", &[]);
        invoices.unbind(view.column);
        invoices.bind_as(view.column, Slot::Field(at), because, BY_VALUES);
    }
    true
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
