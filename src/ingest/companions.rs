//! Lists whose rows hold several facts: a tracker with contract, invoice and closing document in one row feeds three
//! tables, a list of contracts with what they are for is one of projects too, one of clients with hours of each month one of their
//! retainers, and one with their next steps a list of actions.

use super::columns::{Mapping, Slot, View, map};
use super::contract_projects::{contracted_projects, kinds_of_work};
use super::currency_columns::other_rates;
use super::knowledge::Knowledge;
use super::last_contacts::last_contacts;
use super::next_steps::{next_steps, risks_of_clients};
use super::other_scores::other_scores;
use super::paid_instalments::paid_instalments;
use super::recognise::Verdict;
use super::told_kind::has_monthly_terms;
use crate::model::phrase::phrase;
use crate::model::{Kind, Schema, Table};

/// Tables that people keep in one list.
const FAMILY: [Table; 3] = [Table::Contracts, Table::Invoices, Table::Documents];

/// Columns of its own that a table must have beside its number.
const OWN_COLUMNS: usize = 2;

/// The other tables that a list feeds. Each has its number, whatever else it needs, and two columns more, all by clear
/// headings; and none of these is a column of the list's own table. Columns that the list's table had only by a word
/// of theirs go to the others.
pub fn companions(views: &[View<'_>], main: &mut Verdict, knowledge: &Knowledge) -> Vec<Verdict> {
    let Some(mapping) = main.mapping.as_mut() else {
        return Vec::new();
    };
    if main.source.is_some() {
        return Vec::new();
    }
    let scores = other_scores(mapping, knowledge);
    let rates = other_rates(mapping, knowledge);
    let steps = next_steps(views, mapping, knowledge);
    let beside = beside_retainers(views, mapping, knowledge);
    let risks = risks_of_clients(views, mapping, knowledge);
    let more: Vec<Mapping> = { beside.into_iter().chain(steps).chain(risks) }
        .chain(last_contacts(views, mapping, knowledge))
        .chain(paid_instalments(views, mapping, knowledge))
        .chain(scores)
        .chain(rates)
        .collect();
    if !more.is_empty() {
        return more.into_iter().map(verdict).collect();
    }
    if !FAMILY.contains(&mapping.table) {
        return Vec::new();
    }
    let others = FAMILY.into_iter().filter(|table| *table != mapping.table);
    let found: Vec<Mapping> = others
        .filter_map(|table| companion(views, mapping, knowledge.schema(table), knowledge))
        .collect();
    for column in found.iter().flat_map(own_columns) {
        if !mapping.is_strong(column) {
            mapping.unbind(column);
        }
    }
    // of rows for each invoice none is a contract's own
    let alone = found.is_empty();
    mapping.kinds = kinds_of_work(views, mapping, knowledge).filter(|_| alone);
    let projects = contracted_projects(views, mapping, knowledge).filter(|_| alone);
    found.into_iter().chain(projects).map(verdict).collect()
}

fn companion(
    views: &[View<'_>],
    main: &Mapping,
    schema: &Schema,
    knowledge: &Knowledge,
) -> Option<Mapping> {
    let mut mapping = map(views, schema, None, knowledge);
    let needed = schema.fields.iter().filter(|field| field.needed);
    // one amount of a row is that of all that stands in it
    let is_shared = |name: &str| {
        let own = schema.field(name).filter(|field| field.kind == Kind::Money);
        let column = own.and_then(|_| mapping.column_of(schema, name));
        column.is_some_and(|column| {
            let bound = main.slot_of(column).map(|bound| bound.slot);
            let fields = &knowledge.schema(main.table).fields;
            matches!(bound, Some(Slot::Field(at)) if fields[at].kind == Kind::Money)
        })
    };
    let is_clear = |name: &str| mapping.strongly(schema, name).is_some() || is_shared(name);
    let all = needed
        .into_iter()
        .all(|field| is_clear(&field.name) || field.or.iter().any(|or| is_clear(or)));
    let number = schema
        .fields
        .iter()
        .find(|field| field.needed && field.kind == Kind::Number)
        .and_then(|field| mapping.strongly(schema, &field.name))?;
    let own = own_columns(&mapping)
        .filter(|column| *column != number && !main.is_strong(*column))
        .count();
    let taken = main
        .slot_of(number)
        .is_some_and(|bound| is_number_of(bound.slot, main, knowledge));
    // a ledger of invoices names one contract again and again: none of its amounts is the contract's
    let again = schema.table == Table::Contracts && is_shared("amount") && {
        let mut columns = views.iter().filter(|view| view.column == number);
        columns.any(|view| view.different.iter().any(|(_, rows)| *rows > 1))
    };
    if !all || own < OWN_COLUMNS || taken || again {
        return None;
    }
    let shared: Vec<u32> = { schema.fields.iter() }
        .filter(|field| is_shared(&field.name))
        .filter_map(|field| mapping.column_of(schema, &field.name))
        .collect();
    let weak: Vec<u32> = mapping
        .bound
        .iter()
        .map(|bound| bound.column)
        .filter(|column| !mapping.is_strong(*column) && !shared.contains(column))
        .collect();
    for column in weak {
        mapping.unbind(column);
    }
    Some(mapping)
}

/// Retainers without a name in a list of clients, or the clients of a list of such retainers.
fn beside_retainers(views: &[View<'_>], main: &Mapping, knowledge: &Knowledge) -> Option<Mapping> {
    let other = match main.table {
        Table::Clients => Table::Projects,
        Table::Projects => Table::Clients,
        _ => return None,
    };
    let mut mapping = map(views, knowledge.schema(other), None, knowledge);
    if other == Table::Clients {
        // from when to when a retainer runs tells nothing of its client
        let projects = knowledge.schema(Table::Projects);
        let days = ["starts_on", "ends_on"].map(|field| main.column_of(projects, field));
        if let [Some(from), Some(to)] = days {
            mapping.unbind(from);
            mapping.unbind(to);
        }
    }
    let (retainers, clients) = if other == Table::Projects {
        (&mapping, main)
    } else {
        (main, &mapping)
    };
    let schema = knowledge.schema(Table::Clients);
    let told = schema.must.iter().all(|group| {
        let mut fields = group.iter();
        fields.any(|field| clients.strongly(schema, field).is_some())
    });
    (told && are_unnamed_retainers(views, retainers, knowledge)).then_some(mapping)
}

/// Rows of clients with hours of each month and no project, or what service they are: each is the client's retainer. A fee alone says no more than
/// that the client pays one.
pub fn are_unnamed_retainers(views: &[View<'_>], mapping: &Mapping, knowledge: &Knowledge) -> bool {
    let schema = knowledge.schema(Table::Projects);
    let has = |field: &str| mapping.strongly(schema, field).is_some();
    mapping.table == Table::Projects
        && mapping.strongly(schema, "project").is_none()
        && has("client")
        && has("budget_hours")
        && has_monthly_terms(schema, views, mapping, &knowledge.words)
}

/// The number by which a table knows its rows.
fn is_number_of(slot: Slot, mapping: &Mapping, knowledge: &Knowledge) -> bool {
    let schema = knowledge.schema(mapping.table);
    matches!(slot, Slot::Field(at) if schema.fields[at].needed && schema.fields[at].kind == Kind::Number)
}

/// Columns with clear headings.
fn own_columns(mapping: &Mapping) -> impl Iterator<Item = u32> {
    mapping
        .bound
        .iter()
        .map(|bound| bound.column)
        .filter(|column| mapping.is_strong(*column))
}

fn verdict(mapping: Mapping) -> Verdict {
    Verdict {
        table: Some(mapping.table),
        because: vec![phrase(
            "the same rows hold it beside the other table, with columns of its own",
            &[],
        )],
        mapping: Some(mapping),
        confidence: 0.8,
        ..Verdict::none()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{grid, read, shown};
    use crate::model::Table;

    #[test]
    fn a_list_of_retainers_is_none_of_clients() {
        let retainers = "Client|Retainer|Monthly fee|Hours per month|Currency|Start|End\n\
            Arbor|Arbor content|4800|150|EUR|@46023|@46203\nArbor|Arbor content|5400|140|EUR|@46204|@46387\nBirch|Press office|3900|95|EUR|@46023|@46387";
        let campaigns = "Client|Campaign|Fixed fee|Estimated hours|Currency|Kick-off|Delivery\nBirch|Launch|54000|1100|EUR|@46083|@46295";
        let intake = read(vec![
            grid("Agreements.xlsx", "Retainers", retainers),
            grid("Agreements.xlsx", "Campaigns", campaigns),
        ]);
        assert!(intake.tables.rows(Table::Clients).is_empty());
        let fields = ["project", "client", "starts_on", "ends_on", "budget_amount"];
        let mut rows = shown(&intake, Table::Projects, &fields);
        rows.sort();
        assert_eq!(
            rows,
            [
                "Arbor content Arbor 2026-01-01 2026-06-30 4800",
                "Arbor content Arbor 2026-07-01 2026-12-31 5400",
                "Launch Birch 2026-03-02 2026-09-30 54000",
                "Press office Birch 2026-01-01 2026-12-31 3900",
            ]
        );
    }
}
