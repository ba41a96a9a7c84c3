//! How well a block does as one table: its columns, its title, and what it lacks.

use super::super::against::{names_acts, speaks_against};
use super::super::called::{is_called_bills, name_suppliers};
use super::super::columns::{Mapping, Slot, View, map};
use super::super::companions::are_unnamed_retainers;
use super::super::currency_columns::names_currencies;
use super::super::heading_levels::bind_levels;
use super::super::invoice_list::names_kinds;
use super::super::knowledge::Knowledge;
use super::super::known_values::bind_by_known_names;
use super::super::parts_of_contracts::{bind_parts, shares_of_contracts};
use super::super::person_around::is_of_a_person;
use super::super::reader::currency_of_heading;
use super::super::siblings::told_by_sheet;
use super::super::span_columns;
use super::super::talk::Talk;
use super::super::told_client::OF_ONE_CLIENT;
use super::super::told_month::month_of;
use super::super::told_person::told_around;
use super::super::unnamed::{numbers_of_anything, numbers_of_rows};
use super::super::wide::{Wide, shape_speaks};
use super::super::words::Helper;
use super::Trial;
use crate::model::key::fold;
use crate::model::{Kind, Schema, Table};

/// What a column tells that says of each row whether it is an invoice or a credit note.
const KINDS: f64 = 1.0;

/// What headings of names beside each length of a grid tell.
const NAMED_BESIDE: f64 = 0.5;

/// What a sheet's name tells that is nothing but a word for the table.
const CALLED: f64 = 0.8;

/// How much of a word for a table counts where a nearer text names another one: the sheet before the file, the file before its
/// folder.
const FARTHER: f64 = 0.25;

pub(super) fn try_table(
    views: &[View<'_>],
    all_columns: usize,
    schema: &Schema,
    wide: Option<&Wide>,
    talk: &Talk,
    knowledge: &Knowledge,
) -> Trial {
    let mut mapping = map(views, schema, None, knowledge);
    bind_by_known_names(&mut mapping, views, schema, None, (talk, knowledge));
    bind_parts(&mut mapping, views, schema, knowledge);
    if schema.table == Table::Expenses && is_called_bills(talk, knowledge) {
        name_suppliers(&mut mapping, views, schema, knowledge);
    }
    let shared_out =
        schema.table == Table::Contracts && shares_of_contracts(views, &mapping, schema).is_some();
    if talk.groups.names || talk.groups.summed || talk.groups.levels {
        bind_levels(&mut mapping, views, schema, knowledge);
    }
    if schema.table == Table::Invoices && names_kinds(views, &mut mapping, knowledge) {
        mapping.strong += 1;
        mapping.weight += KINDS;
    }
    let as_grid = wide.filter(|wide| wide.may_be(schema.table));
    // `Client | Hrs` below each day
    if schema.table == Table::Time && as_grid.is_some_and(|wide| !wide.measures.named.is_empty()) {
        mapping.strong += 1;
        mapping.weight += NAMED_BESIDE;
    }
    let titled = match schema.table {
        Table::Documents if names_acts(views, knowledge) => 1.0,
        _ => titled(schema, talk, knowledge),
    };
    if titled == 0.0
        && let Some(column) = numbers_of_anything(views, &mapping, schema, talk, knowledge)
    {
        mapping.unbind(column);
    }
    if titled == 0.0
        && let Some(column) = numbers_of_rows(views, &mapping, schema)
    {
        mapping.unbind(column);
    }
    let lacking = hopeless(&mapping, schema) as f64;
    let told = told_by_sheet(&mapping, schema, talk, knowledge);
    let without_title = schema.must_without_title.iter().filter(|_| titled == 0.0);
    let groups = schema.must.iter().chain(without_title);
    let mut missing = missing(
        &mapping,
        schema,
        groups,
        (as_grid, talk, told.as_ref(), knowledge),
    );
    if are_unnamed_retainers(views, &mapping, knowledge) {
        missing.retain(|group| group != "project");
    }
    // whose its rows are can be asked; what they are, its title says
    if titled > 0.0 && OF_ONE_CLIENT.contains(&schema.table) {
        missing.retain(|group| group != "client");
    }
    let against = speaks_against(views, &mapping, schema, (titled, talk), knowledge);
    let lacking = lacking + against;
    let period_columns = wide.map_or(0, |wide| wide.periods.len() + wide.unknown.len());
    let explained = mapping.bound.len() + as_grid.map_or(0, |_| period_columns);
    let coverage = explained as f64 / all_columns.max(1) as f64;
    let done = || {
        let mut texts = talk.texts();
        texts.any(|(text, _)| knowledge.words.speaks_of_what_was_done(&fold(text)))
    };
    let shape = as_grid.map_or(0.0, |wide| match schema.table {
        Table::Bookings if done() => 0.0,
        Table::Time if done() => 0.6,
        table => shape_speaks(table, wide),
    });
    let of_anything = titled == 0.0 && amounts_to_anything(views, &mapping, schema, knowledge);
    Trial {
        score: mapping.weight + titled * (0.4 + 0.6 * coverage) + coverage + shape - lacking,
        mapping,
        titled,
        missing,
        told,
        clocked: false,
        denied: shared_out
            || of_anything
            || schema.table == Table::Invoices && are_bills(talk, knowledge)
            || against > 0.0
                && titled == 0.0
                && matches!(
                    schema.table,
                    Table::Actions | Table::People | Table::Documents | Table::Leave
                ),
    }
}

/// A day, a name and a bare number under `Total` or `Qty`: money that came, was spent or is owed, or none at all.
fn amounts_to_anything(
    views: &[View<'_>],
    mapping: &Mapping,
    schema: &Schema,
    knowledge: &Knowledge,
) -> bool {
    let money =
        |slot: Slot| matches!(slot, Slot::Field(at) if schema.fields[at].kind == Kind::Money);
    let amounts = &knowledge.words.amounts;
    let anything = |view: &View<'_>| {
        knowledge.words.speaks_of("anything", &view.heading.words)
            && currency_of_heading(&view.heading.text, amounts).is_none()
    };
    let mut bound = { mapping.bound.iter() }.filter(|bound| money(bound.slot));
    matches!(
        schema.table,
        Table::Payments | Table::Results | Table::Expenses
    ) && mapping.bound.len() <= FEW_COLUMNS
        && bound.any(|bound| {
            let mut views = views.iter();
            let view = views.find(|view| view.column == bound.column);
            view.is_some_and(anything)
        })
}

/// A day, a name and a number.
const FEW_COLUMNS: usize = 3;

/// File, sheet or title say that suppliers sent what is listed, and none that they are our own as well.
fn are_bills(talk: &Talk, knowledge: &Knowledge) -> bool {
    let mut texts = talk.texts();
    texts.any(|(text, _)| knowledge.words.speaks_of_bills(&fold(text)))
        || is_called_bills(talk, knowledge)
}

/// Title words in file, sheet and title rows.
pub(super) fn titled(schema: &Schema, talk: &Talk, knowledge: &Knowledge) -> f64 {
    if schema.table == Table::Expenses && is_called_bills(talk, knowledge) {
        return CALLED;
    }
    let names = |text: &&str, table: Table| {
        knowledge.is_titled(text, table)
            && (table != Table::Time || !is_plan_in_hours(text, knowledge))
    };
    let (mut speaks, mut part) = (0.0, 1.0);
    for (texts, weight) in talk.nearest() {
        let own = texts.iter().filter(|text| names(text, schema.table));
        let own = own.count();
        speaks += own as f64 * weight * part;
        let others = || Table::ALL.iter().filter(|table| **table != schema.table);
        let other = texts
            .iter()
            .any(|text| others().any(|table| names(text, *table)));
        if own == 0 && other {
            part = FARTHER;
        }
    }
    speaks.min(1.7)
}

/// `Capacity plan Q4 - hours`: hours are what the plan counts in, and nothing else in it speaks of time that was worked.
fn is_plan_in_hours(text: &str, knowledge: &Knowledge) -> bool {
    let folded = fold(text);
    let words = folded.split(' ');
    let others: Vec<&str> = words
        .filter(|word| !knowledge.words.speaks_of_hours(word))
        .collect();
    knowledge.is_titled(text, Table::Bookings)
        && !knowledge.words.speaks_of_what_was_done(&folded)
        && !knowledge.is_titled(&others.join(" "), Table::Time)
}

/// What is known beside a table's columns: its grid, its surroundings, a field that the sheet's name fills.
type Beside<'b> = (
    Option<&'b Wide>,
    &'b Talk,
    Option<&'b (&'static str, String)>,
    &'b Knowledge,
);

/// Names of must groups without a column.
pub(super) fn missing<'g>(
    mapping: &Mapping,
    schema: &Schema,
    groups: impl Iterator<Item = &'g Vec<String>>,
    (wide, talk, told, knowledge): Beside<'_>,
) -> Vec<String> {
    // what is left to pay is no invoice's amount where only credits stand beside it: an account with its client
    let ledger = schema.table == Table::Invoices && mapping.helper(Helper::Credited).is_some();
    let has = |field: &str| {
        mapping.column_of(schema, field).is_some() && !(ledger && field == "balance")
            || wide.is_some_and(|wide| wide.says(field))
            || wide.is_some() && field == "project" && mapping.column_of(schema, "task").is_some()
            || span_columns::fills(schema.table, field) && mapping.helper(Helper::Span).is_some()
            || field == "person" && mapping.helper(Helper::LastName).is_some()
            || field == "duration" && mapping.helper(Helper::BillableTime).is_some()
            || schema.table == Table::Invoices
                && field == "gross"
                && mapping.helper(Helper::LineAmount).is_some()
            || told.is_some_and(|(told, _)| *told == field)
            || told_around(talk, schema.table, field, knowledge).is_some()
            || field == "currency" && names_currencies(mapping, schema)
            || talk.groups.days && field == "date"
            || field == "date" && month_of(talk, mapping, None, knowledge).is_some()
            || talk.groups.names && is_time(schema.table) && field == "client"
            || schema.table == Table::Payments
                && (field == "amount" || field == "direction")
                && (mapping.helper(Helper::MoneyIn).is_some()
                    || mapping.helper(Helper::MoneyOut).is_some())
    };
    groups
        .filter(|group| !group.iter().any(|field| has(field)))
        .map(|group| group.join(" / "))
        .collect()
}

pub(super) fn is_time(table: Table) -> bool {
    matches!(table, Table::Time | Table::Bookings)
}

/// Numbers of documents that every row needs and no column holds or makes up for.
fn hopeless(mapping: &Mapping, schema: &Schema) -> usize {
    let bound = |field: &str| mapping.column_of(schema, field).is_some();
    let numbers = schema
        .fields
        .iter()
        .filter(|field| field.needed && field.kind == Kind::Number);
    numbers
        .filter(|field| !bound(&field.name) && !field.or.iter().any(|or| bound(or)))
        .count()
}

/// Every must group is there and the headings say enough.
pub(super) fn fits(
    trial: &Trial,
    schema: &Schema,
    (wide, troubled): (Option<&Wide>, bool),
    (talk, knowledge): (&Talk, &Knowledge),
) -> bool {
    let may_be_grid = wide.is_some_and(|wide| wide.may_be(trial.mapping.table));
    let by_grid = may_be_grid && {
        let strongly_long = trial.mapping.strong >= 5;
        !strongly_long
    };
    if trial.denied {
        return false;
    }
    let list_with_periods = wide.is_some() && !may_be_grid && trial.mapping.strong < 5;
    if list_with_periods {
        return false;
    }
    let evidence = trial.mapping.strong >= 2
        || (trial.mapping.strong >= 1 && (trial.titled > 0.0 || by_grid))
        || by_grid && (trial.titled > 0.0 || trial.clocked) && !trial.mapping.bound.is_empty();
    let of_one = || schema.table == Table::Time && is_of_a_person(talk, knowledge);
    let least = match (by_grid, trial.titled > 0.0) {
        // a grid below a person's name is that person's time
        (true, false) if of_one() || trial.clocked => 0.2,
        (true, true) => 0.3,
        (true, false) => 0.4,
        (false, true) => 0.6,
        (false, false) => 0.9,
    };
    let plain = trial.titled == 0.0 && !by_grid;
    let evidence = evidence && !(plain && counts_money(trial, schema));
    trial.missing.is_empty() && evidence && trial.mapping.weight >= least && !(by_grid && troubled)
}

/// Numbers beside a currency that no heading calls a length of time are money: a pipeline of deals, a price list.
fn counts_money(trial: &Trial, schema: &Schema) -> bool {
    let column = |field: &str| {
        let slot = schema.position(field).map(Slot::Field);
        trial
            .mapping
            .bound
            .iter()
            .find(|bound| Some(bound.slot) == slot)
    };
    let priced = ["rate", "amount"]
        .into_iter()
        .any(|field| column(field).is_some());
    let length = column("duration");
    schema.table == Table::Time
        && column("currency").is_some()
        && !priced
        && length.is_some_and(|length| !length.strong)
}
