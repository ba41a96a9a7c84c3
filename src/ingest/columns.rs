//! Which column is which field: headings x value profile x unit evidence, one field one column.

mod halves;
mod weighed;
mod wishes;

use super::contact_kinds::bind_kinds_of_contacts;
use super::contract_fee::are_by_row;
use super::filled_days::{take_days_of_payment, take_filled_days};
use super::half_days::bind_half_days;
use super::knowledge::Knowledge;
pub use super::mapping::{Bound, Mapping, Slot};
use super::net_amounts::take_net_amounts;
use super::own_account::leave_out_own_account;
use super::payment_told::bind_payment_state;
use super::reader::currency_of_heading;
use super::sheet::Cell;
use super::source::Source;
use super::span_columns::bind_spans;
use super::twin_columns::read_twins;
use super::unnamed::{
    bind_billable_words, bind_by_values, bind_direction_words, bind_own_work_flags,
    start_is_the_day,
};
use super::value::{self, Amounts, DateOrder};
pub use super::view::{View, view};
use super::words::Helper;
use crate::model::{Field, Kind, Schema, Table};
use halves::take_halves;
use weighed::{
    is_class_of_tax, is_empty_part, keep_counterparties, keep_hours_of_weeks, keep_own_status,
    keep_parts_of_wholes, keep_spans_without_clocks, names_by_numbers, take_currencies,
    take_first_names_for_people, take_months_of_years, take_rates,
};
use wishes::wishes_of;

struct Wish {
    at: usize,
    by_layout: bool,
    slot: Slot,
    score: f64,
    bound: Bound,
}

/// Binds columns to the fields of one schema, best wish first, then left-most.
pub fn map(
    views: &[View<'_>],
    schema: &Schema,
    source: Option<&Source>,
    knowledge: &Knowledge,
) -> Mapping {
    let mut wishes: Vec<Wish> = Vec::new();
    let client = schema.position("client").map(Slot::Field);
    let lacks_clients = lacks_clients(views, source);
    for (at, view) in views.iter().enumerate() {
        let ignored = is_ignored(view, source);
        wishes_of(at, view, schema, source, knowledge, &mut wishes);
        if ignored {
            let clocks = [Slot::Helper(Helper::StartsAt), Slot::Helper(Helper::EndsAt)];
            let of_client = |wish: &Wish| {
                lacks_clients
                    && Some(wish.slot) == client
                    && wish.bound.strong
                    && !view.cells.is_empty()
            };
            wishes.retain(|wish| wish.at != at || clocks.contains(&wish.slot) || of_client(wish));
        }
    }
    if source.is_some() && schema.table == Table::Clients {
        keep_own_status(&mut wishes, views, schema, knowledge);
    }
    wishes.retain(|wish| !is_empty_part(wish, &views[wish.at]));
    if source.is_none() {
        take_halves(&mut wishes, views, schema, knowledge);
    }
    keep_parts_of_wholes(&mut wishes, views, schema);
    take_first_names_for_people(&mut wishes, schema);
    keep_spans_without_clocks(&mut wishes, schema);
    wishes.retain(|wish| !names_by_numbers(wish, &views[wish.at], schema));
    wishes.retain(|wish| !is_class_of_tax(wish, &views[wish.at], schema));
    keep_hours_of_weeks(&mut wishes, views, schema, knowledge);
    take_months_of_years(&mut wishes, views, schema, knowledge);
    keep_counterparties(&mut wishes, schema);
    take_currencies(&mut wishes, views, schema, knowledge);
    take_rates(&mut wishes, views, schema, knowledge);
    let rank = |wish: &Wish| rank_of(wish, &views[wish.at], schema, knowledge);
    wishes.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then_with(|| rank(a).cmp(&rank(b)))
            .then(a.at.cmp(&b.at))
            .then(a.slot.cmp(&b.slot))
    });
    let amounts = &knowledge.words.amounts;
    let mut mapping = Mapping::empty(schema.table);
    for wish in wishes {
        let column = wish.bound.column;
        if mapping.slot_of(column).is_some() || mapping.is_spare(column) {
            continue;
        }
        let taken = mapping.bound.iter().find(|bound| bound.slot == wish.slot);
        match (taken, wish.slot) {
            (Some(_), Slot::Field(field))
                if wish.by_layout || is_read_beside(&wish, &schema.fields[field]) =>
            {
                mapping.spares.push((column, field));
            }
            (Some(winner), Slot::Field(field))
                if schema.fields[field].kind == Kind::Money
                    && of_other_currency(views, winner.column, column, amounts) =>
            {
                mapping.spares.push((column, field));
            }
            (Some(winner), Slot::Field(field))
                if wish.bound.strong
                    && ["amount", "budget_amount", "budget_hours"]
                        .contains(&schema.fields[field].name.as_str())
                    && are_by_row(views, winner.column, column, schema, &knowledge.words) =>
            {
                mapping.spares.push((column, field));
            }
            (Some(winner), Slot::Field(field)) if wish.bound.strong => {
                mapping
                    .losers
                    .push((wish.bound.column, field, winner.column));
            }
            (Some(_), _) => {}
            (None, _) => {
                mapping.weight += wish.bound.weight;
                mapping.strong += usize::from(wish.bound.strong);
                mapping.bound.push(wish.bound);
            }
        }
    }
    mapping.spares.sort_unstable();
    mapping.losers.retain({
        let bound: Vec<u32> = mapping
            .bound
            .iter()
            .map(|bound| bound.column)
            .chain(mapping.spares.iter().map(|(column, _)| *column))
            .collect();
        move |(column, _, _)| !bound.contains(column)
    });
    mapping.losers.sort_unstable();
    mapping.losers.dedup_by_key(|(column, _, _)| *column);
    if source.is_none() {
        read_twins(views, schema, knowledge, &mut mapping);
    }
    bind_by_values(views, schema, source, knowledge, &mut mapping);
    start_is_the_day(views, schema, amounts, &mut mapping);
    bind_spans(views, schema, source, knowledge, &mut mapping);
    take_filled_days(views, schema, knowledge, &mut mapping);
    if source.is_none() {
        take_net_amounts(views, schema, knowledge, &mut mapping);
    }
    bind_payment_state(views, schema, source, knowledge, &mut mapping);
    bind_billable_words(views, schema, &mut mapping);
    bind_own_work_flags(views, schema, knowledge, &mut mapping);
    take_days_of_payment(schema, &mut mapping);
    bind_half_days(views, schema, &knowledge.words, &mut mapping);
    if source.is_none() {
        bind_direction_words(views, schema, knowledge, &mut mapping);
    }
    leave_out_own_account(views, schema, &mut mapping);
    if source.is_none() {
        bind_kinds_of_contacts(views, schema, &mut mapping);
    }
    mapping.bound.sort_by_key(|bound| bound.column);
    mapping
}

/// The column of clients of a layout is there and holds nothing.
fn lacks_clients(views: &[View<'_>], source: Option<&Source>) -> bool {
    let of_clients = |view: &&View<'_>| {
        let keys = view.heading.keys.first();
        let field = keys.and_then(|(key, _)| source?.field(key));
        field == Some("client")
    };
    let mut found = views.iter().filter(of_clients).peekable();
    found.peek().is_some() && found.all(|view| view.cells.is_empty())
}

/// Of two people of a row the one whose heading stands first among the words of the field: an account manager before the manager of
/// a project.
fn rank_of(wish: &Wish, view: &View<'_>, schema: &Schema, knowledge: &Knowledge) -> usize {
    let is_person = |at: usize| schema.fields[at].kind == Kind::Person;
    // the name by which people call a client goes before that of its firm
    let is_client =
        |at: usize| schema.table == Table::Clients && schema.fields[at].kind == Kind::Client;
    let Slot::Field(at) = wish.slot else { return 0 };
    let keys = view
        .heading
        .keys
        .iter()
        .filter(|_| is_person(at) || is_client(at));
    let claims = keys.flat_map(|(key, _)| knowledge.claims(key));
    let own = claims.filter(|claim| claim.table == schema.table && claim.field == at);
    let own = own.filter(|claim| is_person(at) || !claim.strong);
    own.map(|claim| claim.rank).min().unwrap_or(0)
}

/// Texts of several columns are one field's.
fn is_read_beside(wish: &Wish, field: &Field) -> bool {
    field.joins && (wish.bound.strong || field.beside)
}

/// Two columns of one amount, each in a currency of its own: `Amount (EUR)`, `Amount (USD)`.
fn of_other_currency(views: &[View<'_>], first: u32, other: u32, amounts: &Amounts) -> bool {
    let code = |column: u32| {
        let view = views.iter().find(|view| view.column == column)?;
        currency_of_heading(&view.heading.text, amounts)
    };
    code(first)
        .zip(code(other))
        .is_some_and(|(first, other)| first != other)
}

/// Nothing but numbers of days of a month, labels of totals left aside.
pub(super) fn are_day_numbers(cells: &[Cell<'_>]) -> bool {
    let is_label = |cell: &&Cell<'_>| matches!(cell, Cell::Text(text) if !has_digit(text));
    let (labels, days): (Vec<&Cell<'_>>, Vec<&Cell<'_>>) = cells.iter().partition(is_label);
    let all = days.iter().all(|cell| value::day_number(cell).is_some());
    all && days.len() > labels.len()
}

pub(super) fn has_digit(text: &str) -> bool {
    text.bytes().any(|letter| letter.is_ascii_digit())
}

/// Seconds or milliseconds since 1970.
fn is_moment_count(text: &str) -> bool {
    text.len() > 8 && text.bytes().all(|letter| letter.is_ascii_digit())
}

/// Days without a time of day.
pub(super) fn are_days(view: &View<'_>) -> bool {
    let orders = [DateOrder::DayFirst, DateOrder::MonthFirst];
    let reads = |cell: &Cell<'_>| orders.iter().any(|order| value::date(cell, *order).is_ok());
    let is_day = |cell: &Cell<'_>| match cell {
        Cell::Text(text) => !text.contains(':') && !is_moment_count(text) && reads(cell),
        Cell::Date(day) => day.fract() == 0.0,
        _ => false,
    };
    !view.cells.is_empty() && view.cells.iter().all(is_day)
}

pub(super) fn is_ignored(view: &View<'_>, source: Option<&Source>) -> bool {
    source.is_some_and(|source| {
        view.heading
            .keys
            .first()
            .is_some_and(|(key, _)| source.ignores(key))
    })
}

/// A field or helper by the name that a source layout uses.
pub fn slot_named(name: &str, schema: &Schema) -> Option<Slot> {
    schema
        .position(name)
        .map(Slot::Field)
        .or_else(|| Helper::named(name).map(Slot::Helper))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{grid, read};
    use crate::model::Table;

    /// Homonym traps of export formats, H: a heading means what its table and its values say.
    #[test]
    fn homonyms_are_told_by_table_and_values() {
        for (what, text, expected) in [
            (
                "account is a client among people's time",
                "Date|User|Account|Hours\n@46300|Anna Li|Halden|1\n@46301|Anna Li|Fenwick|2",
                "time: date person client duration",
            ),
            (
                "paid that says days is no amount",
                "Invoice number|Client|Issue date|Due date|Invoice amount|Paid\nI-1|Halden|@46300|@46320|100|12 days\nI-2|Fenwick|@46301|@46321|200|5 days",
                "invoices: number client issued_on due_on gross -",
            ),
            (
                "contact name is the client of an invoice",
                "ContactName|InvoiceNumber|InvoiceDate|DueDate|Total\nHalden|I-1|@46300|@46320|100\nFenwick|I-2|@46301|@46321|200",
                "invoices: client number issued_on due_on gross",
            ),
            (
                "time is a length where it reads as one",
                "Date|Person|Client|Time\n@46300|Anna Li|Halden|1:30\n@46301|Anna Li|Fenwick|0:45",
                "time: date person client duration",
            ),
            (
                "two lengths of an entry count once",
                "Date|Person|Client|Duration (h)|Duration (decimal)\n@46300|Anna Li|Halden|1:30|1.5\n@46301|Anna Li|Fenwick|0:45|0.75",
                "time: date person client duration -",
            ),
            (
                "a number is no person and no client",
                "Date|Employee|Employee ID|Client|Hours\n@46300|Anna Li|17|Halden|1\n@46301|Bob Ray|18|Halden|2",
                "time: date person - client duration",
            ),
            (
                "values name the one column that no heading does",
                "Date|Employee|Client|Xyz\n@46300|Anna Li|Halden|7.5\n@46301|Bob Ray|Halden|3:30\n@46302|Bob Ray|Halden|\"2,25",
                "time: date person client duration",
            ),
            (
                "a counter is no length of time",
                "Date|Employee|Client|Xyz|Hours\n@46300|Anna Li|Halden|1|5\n@46301|Bob Ray|Halden|2|6\n@46302|Bob Ray|Halden|3|7",
                "time: date person client - duration",
            ),
        ] {
            let intake = read(vec![grid("a.csv", "", text)]);
            let reading = &intake.readings[0];
            let fields: Vec<&str> = reading
                .columns
                .iter()
                .map(|column| column.field.as_deref().unwrap_or("-"))
                .collect();
            let table = reading.table.map_or("none", Table::name);
            assert_eq!(format!("{table}: {}", fields.join(" ")), expected, "{what}");
        }
    }
}
