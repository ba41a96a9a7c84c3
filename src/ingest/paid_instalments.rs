//! What was paid of the instalments of a plan, and when, in columns beside what was planned: payments of its clients.

use super::columns::{Mapping, View, are_days, map};
use super::knowledge::Knowledge;
use super::next_steps::bind;
use crate::model::Table;

/// The payments that a plan of instalments holds: a day and an amount, both by clear headings that the plan itself does not use.
pub(super) fn paid_instalments(
    views: &[View<'_>],
    main: &Mapping,
    knowledge: &Knowledge,
) -> Option<Mapping> {
    let own = knowledge.schema(main.table);
    let payments = knowledge.schema(Table::Payments);
    let client = main
        .column_of(own, "client")
        .filter(|_| main.table == Table::Instalments)?;
    let free: Vec<View<'_>> = { views.iter() }
        .filter(|view| main.slot_of(view.column).is_none() && !main.is_spare(view.column))
        .filter(|view| !view.heading.planned && !view.cells.is_empty())
        .map(View::again)
        .collect();
    let found = map(&free, payments, None, knowledge);
    let date = found.strongly(payments, "date")?;
    // `Received`, beside the day on which it was
    let only = || {
        let amount = payments.field("amount")?;
        let mut sums = free.iter().filter(|view| {
            view.column != date
                && view.fit(amount, &knowledge.words.amounts) == Some(1.0)
                && !are_days(view)
        });
        sums.next().filter(|_| sums.next().is_none())
    };
    let amount = found.strongly(payments, "amount");
    let amount = amount.or_else(|| only().map(|view| view.column))?;
    let mut paid = Mapping::empty(Table::Payments);
    bind(&mut paid, payments, "date", date, true);
    bind(&mut paid, payments, "amount", amount, true);
    bind(&mut paid, payments, "payer", client, false);
    for (field, beside) in [("reference", "contract"), ("currency", "currency")] {
        if let Some(column) = main.column_of(own, beside) {
            bind(&mut paid, payments, field, column, false);
        }
    }
    Some(paid)
}
