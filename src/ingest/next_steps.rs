//! What is to be done next and until when, in the columns of a list of clients, of contacts or of answers: actions of these clients.

use std::collections::BTreeSet;

use super::columns::{Mapping, View, map};
use super::grid::shown;
use super::knowledge::Knowledge;
use super::mapping::Slot;
use crate::model::phrase::phrase;
use crate::model::{Schema, Table};

/// The actions that a list holds beside its own table: a next step and its day, both by clear headings that the list itself does
/// not use. Whose they are, who does them and when they were agreed is what the list says of its rows.
pub(super) fn next_steps(
    views: &[View<'_>],
    main: &Mapping,
    knowledge: &Knowledge,
) -> Option<Mapping> {
    let (owner, agreed_on) = match main.table {
        Table::Clients => ("account_manager", ""),
        Table::Touches => ("person", "date"),
        Table::Responses => ("", "date"),
        _ => return None,
    };
    let (actions, own) = (
        knowledge.schema(Table::Actions),
        knowledge.schema(main.table),
    );
    let free: Vec<View<'_>> = { views.iter() }
        .filter(|view| main.slot_of(view.column).is_none() && !main.is_spare(view.column))
        .map(View::again)
        .collect();
    let found = map(&free, actions, None, knowledge);
    let mut steps = Mapping::empty(Table::Actions);
    bind(
        &mut steps,
        actions,
        "client",
        main.column_of(own, "client")?,
        false,
    );
    bind(
        &mut steps,
        actions,
        "action",
        found.strongly(actions, "action")?,
        true,
    );
    bind(
        &mut steps,
        actions,
        "due_on",
        found.strongly(actions, "due_on")?,
        true,
    );
    for (field, beside) in [
        ("owner", owner),
        ("agreed_on", agreed_on),
        ("done_on", ""),
        ("status", ""),
    ] {
        let column = found.strongly(actions, field);
        if let Some(column) = column.or_else(|| main.column_of(own, beside)) {
            bind(
                &mut steps,
                actions,
                field,
                column,
                column_is_own(&found, column),
            );
        }
    }
    Some(steps)
}

/// The risks that a list of clients holds beside them: a risk and what is done about it, or how likely or bad it is, by clear
/// headings that the list itself does not use.
pub(super) fn risks_of_clients(
    views: &[View<'_>],
    main: &Mapping,
    knowledge: &Knowledge,
) -> Option<Mapping> {
    if main.table != Table::Clients {
        return None;
    }
    let (schema, own) = (knowledge.schema(Table::Risks), knowledge.schema(main.table));
    let free: Vec<View<'_>> = { views.iter() }
        .filter(|view| main.slot_of(view.column).is_none() && !main.is_spare(view.column))
        .map(View::again)
        .collect();
    let found = map(&free, schema, None, knowledge);
    let strong = |field: &str| found.strongly(schema, field);
    let judged = ["mitigation", "probability", "impact"];
    judged.into_iter().find_map(strong)?;
    let mut risks = Mapping::empty(Table::Risks);
    let client = main.column_of(own, "client")?;
    bind(&mut risks, schema, "client", client, false);
    bind(&mut risks, schema, "risk", strong("risk")?, true);
    for field in judged
        .into_iter()
        .chain(["raised_on", "closed_on", "status"])
    {
        if let Some(column) = strong(field) {
            bind(&mut risks, schema, field, column, true);
        }
    }
    let owner = strong("owner").or_else(|| main.column_of(own, "account_manager"));
    if let Some(owner) = owner {
        bind(
            &mut risks,
            schema,
            "owner",
            owner,
            strong("owner").is_some(),
        );
    }
    Some(risks)
}

/// True for a list of clients, each in one row, with what is next for them.
pub(super) fn lists_clients(views: &[View<'_>], clients: &Mapping, knowledge: &Knowledge) -> bool {
    let schema = knowledge.schema(Table::Clients);
    let column = clients.column_of(schema, "client");
    let view = views.iter().find(|view| Some(view.column) == column);
    let once = view.is_some_and(|view| {
        let names: BTreeSet<String> = view.cells.iter().map(shown).collect();
        names.len() == view.cells.len()
    });
    once && next_steps(views, clients, knowledge).is_some()
}

fn column_is_own(found: &Mapping, column: u32) -> bool {
    found.slot_of(column).is_some()
}

pub(super) fn bind(steps: &mut Mapping, schema: &Schema, field: &str, column: u32, own: bool) {
    let because = if own {
        phrase("the heading says so", &[])
    } else {
        phrase("it says so of the whole row", &[])
    };
    if let Some(at) = schema.position(field) {
        steps.bind_as(column, Slot::Field(at), because, 0.8);
    }
}
