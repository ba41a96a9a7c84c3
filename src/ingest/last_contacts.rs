//! When each client was last met, in a column of a list of clients: contacts with these clients.

use super::columns::{Mapping, View};
use super::knowledge::Knowledge;
use super::next_steps::bind;
use crate::model::{Field, Table};

/// Share of the cells of such a column that are days; the others are told cell by cell.
const ENOUGH_DAYS: f64 = 0.5;

/// The contacts that a list of clients holds: one table for each column of last days that the list itself does not use.
pub(super) fn last_contacts(
    views: &[View<'_>],
    main: &Mapping,
    knowledge: &Knowledge,
) -> Vec<Mapping> {
    if main.table != Table::Clients {
        return Vec::new();
    }
    let (own, touches) = (
        knowledge.schema(main.table),
        knowledge.schema(Table::Touches),
    );
    let (Some(client), Some(date)) = (main.column_of(own, "client"), touches.field("date")) else {
        return Vec::new();
    };
    let manager = main.column_of(own, "account_manager");
    let days = views
        .iter()
        .filter(|view| is_free(view, main) && are_last_days(view, date, knowledge));
    days.map(|view| {
        let mut contacts = Mapping::empty(Table::Touches);
        bind(&mut contacts, touches, "client", client, false);
        bind(&mut contacts, touches, "date", view.column, true);
        if let Some(manager) = manager {
            bind(&mut contacts, touches, "person", manager, false);
        }
        contacts
    })
    .collect()
}

fn is_free(view: &View<'_>, main: &Mapping) -> bool {
    main.slot_of(view.column).is_none() && !main.is_spare(view.column)
}

fn are_last_days(view: &View<'_>, date: &Field, knowledge: &Knowledge) -> bool {
    let words = &knowledge.words;
    words.last_contacts(&view.heading.words).is_some()
        && view
            .fit(date, &words.amounts)
            .is_some_and(|share| share >= ENOUGH_DAYS)
}
