//! Columns that no heading names, bound by what their values are.

use super::columns::{Bound, Mapping, Slot, View, has_digit, is_ignored};
use super::grid_trouble::says_hours;
use super::knowledge::{Claim, Knowledge};
use super::recognise::Talk;
use super::sheet::Cell;
use super::source::Source;
use super::typed;
use super::value::{self, Amounts};
use super::words::Helper;
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Field, Kind, Schema, Table};

/// How sure words of billable and other time say so.
const BY_WORDS: f64 = 0.6;

/// A needed length of time or day that no heading names is the one column left over whose every value reads as a
/// believable one (`Ist`, `Umfragedatum`, an empty heading); with two such columns nobody knows which. Of a bank's two days
/// the first is that of the booking.
pub(super) fn bind_by_values(
    views: &[View<'_>],
    schema: &Schema,
    source: Option<&Source>,
    knowledge: &Knowledge,
    mapping: &mut Mapping,
) {
    let amounts = &knowledge.words.amounts;
    for (at, field) in schema.fields.iter().enumerate() {
        let bound = mapping
            .bound
            .iter()
            .any(|bound| bound.slot == Slot::Field(at));
        if bound || !field.needed || mapping.strong == 0 {
            continue;
        }
        let mut candidates = views.iter().filter(|view| {
            let free = mapping.slot_of(view.column).is_none()
                && !is_ignored(view, source)
                && may_be(view, field.kind, knowledge);
            let enough = mapping.strong >= neighbours(field.kind)
                || field.kind == Kind::Duration && all_name_their_unit(view);
            free && enough && is_plainly(view, field, amounts)
        });
        // a pipeline of deals has days and stages too
        if schema.table == Table::Instalments {
            continue;
        }
        let booked = schema.table == Table::Payments && field.kind == Kind::Date;
        // several that name hours are parts of a day, and the first of them stands for all
        let parts = field.kind == Kind::Duration && {
            let mut all = candidates.clone();
            all.all(|view| view.heading.time_unit == Some(value::TimeUnit::Hours))
        };
        let first = booked || parts;
        let (Some(only), true) = (candidates.next(), first || candidates.next().is_none()) else {
            continue;
        };
        mapping.weight += 0.3;
        mapping.bound.push(Bound {
            column: only.column,
            slot: Slot::Field(at),
            confidence: 0.4,
            because: if field.kind == Kind::Date {
                phrase("its values all read as days", &[])
            } else {
                phrase("its values all read as times", &[])
            },
            weight: 0.3,
            strong: false,
        });
    }
}

/// One row of this many may say something else of what is billable than a known word: its cells are told.
const RARELY_OTHER: usize = 3;

/// The one column of nothing but words for what is billable and what is not says it, whatever its heading: `Тип часов` above
/// `оплачиваемые` and `неоплачиваемые`, `Category` above `Billable` and `Write-off`. Where both are said, single cells may say
/// something that nobody knows.
pub(super) fn bind_billable_words(views: &[View<'_>], schema: &Schema, mapping: &mut Mapping) {
    let Some(at) = schema.position("billable") else {
        return;
    };
    let taken = mapping.column_of(schema, "billable").is_some()
        || mapping.helper(Helper::BillableTime).is_some();
    if schema.table != Table::Time || taken {
        return;
    }
    let field = &schema.fields[at];
    let code = |cell: &Cell<'_>| match cell {
        Cell::Text(text) if !value::is_flag(cell) => {
            let folded = fold(text);
            let mut codes = field.codes.iter();
            let (code, _) = codes.find(|(_, words)| words.contains(&folded))?;
            Some(code.as_str())
        }
        _ => None,
    };
    let spelled =
        |cell: &Cell<'_>| matches!(cell, Cell::Text(text) if text.trim().chars().count() > 1);
    let called = |bound: &Bound| {
        let names = ["task", "status", "note"].map(|name| schema.position(name).map(Slot::Field));
        names.contains(&Some(bound.slot))
    };
    let says = |view: &&View<'_>| {
        let codes: Vec<Option<&str>> = view.cells.iter().map(code).collect();
        let unknown = codes.iter().filter(|code| code.is_none()).count();
        let both = ["yes", "no"].iter().all(|one| codes.contains(&Some(*one)));
        let several = view.cells.iter().any(|cell| *cell != view.cells[0]);
        let all = unknown == 0 && several && view.cells.iter().any(spelled);
        match mapping.slot_of(view.column) {
            None => all || both && unknown * RARELY_OTHER <= codes.len(),
            // a heading of what was done, above nothing but whether it is billed
            Some(bound) => called(bound) && all && both,
        }
    };
    let mut candidates = views.iter().filter(says);
    if let (Some(only), None) = (candidates.next(), candidates.next()) {
        let because = phrase("its values say what is billable", &[]);
        mapping.bind_as(only.column, Slot::Field(at), because, BY_WORDS);
    }
}

/// The one column of a bank's list all of whose values are words for money in or out says which way it went, whatever its heading.
pub(super) fn bind_direction_words(
    views: &[View<'_>],
    schema: &Schema,
    knowledge: &Knowledge,
    mapping: &mut Mapping,
) {
    let told = [Helper::MoneyIn, Helper::MoneyOut, Helper::Side];
    let taken = mapping.column_of(schema, "direction").is_some()
        || told.iter().any(|helper| mapping.helper(*helper).is_some());
    let direction = schema.position("direction").filter(|_| !taken);
    let amount = mapping.column_of(schema, "amount");
    let signed = |cell: &Cell<'_>| match cell {
        Cell::Number(number) => *number < 0.0,
        Cell::Text(text) => text.contains(['-', '−', '–', '(', '+']),
        _ => false,
    };
    let mut amounts = views.iter().filter(|view| Some(view.column) == amount);
    let is_signed = amounts.any(|view| view.cells.iter().any(signed));
    let open = schema.table == Table::Payments && amount.is_some() && !is_signed;
    let Some(at) = direction.filter(|_| open) else {
        return;
    };
    let field = &schema.fields[at];
    let way = |cell: &Cell<'_>| match cell {
        Cell::Text(text) if text.trim() == "+" => Some("in"),
        Cell::Text(text) if matches!(text.trim(), "-" | "−" | "–") => Some("out"),
        Cell::Text(text) if knowledge.words.goes_out(&fold(text)) => Some("out"),
        Cell::Text(text) if text.contains(char::is_alphabetic) => typed::known_code(text, field),
        _ => None,
    };
    let says = |view: &&View<'_>| {
        let several = view.cells.iter().any(|cell| *cell != view.cells[0]);
        let free = mapping.slot_of(view.column).is_none() && !mapping.is_spare(view.column);
        free && several && view.cells.iter().all(|cell| way(cell).is_some())
    };
    let mut candidates = views.iter().filter(says);
    if let (Some(only), None) = (candidates.next(), candidates.next()) {
        let because = phrase("its values say which way money went", &[]);
        mapping.bind_as(only.column, Slot::Field(at), because, BY_WORDS);
    }
}

/// A column of yes and no whose heading is a word for the agency's own work says what is not billable: `Internal?`.
pub(super) fn bind_own_work_flags(
    views: &[View<'_>],
    schema: &Schema,
    knowledge: &Knowledge,
    mapping: &mut Mapping,
) {
    let taken = mapping.column_of(schema, "billable").is_some()
        || mapping.helper(Helper::BillableTime).is_some();
    let billable = schema.position("billable").filter(|_| !taken);
    let Some(at) = billable.filter(|_| schema.table == Table::Time) else {
        return;
    };
    let says = |view: &&View<'_>| {
        let free = mapping.slot_of(view.column).is_none() && !view.cells.is_empty();
        free && knowledge.words.is_own_work_flag(&fold(&view.heading.text))
            && view.cells.iter().all(value::is_flag)
    };
    if let Some(view) = views.iter().find(says) {
        let because = phrase("its yes and no say what is the agency's own work", &[]);
        mapping.bind_as(view.column, Slot::Field(at), because, BY_WORDS);
    }
}

/// A heading that is unknown may mean a length of time or a day. One that is known means what it says, and no word in it
/// may turn it; a day must be called one, since deadlines and birthdays are days too.
fn may_be(view: &View<'_>, kind: Kind, knowledge: &Knowledge) -> bool {
    let heading = &view.heading;
    // an error in its place says as little as no heading
    if heading.text.is_empty() || heading.text.starts_with('#') {
        return true;
    }
    let words = &knowledge.words;
    let helps = |key: &str| {
        Table::ALL
            .iter()
            .any(|table| words.helper(key, *table).is_some())
    };
    let names = |key: &str| knowledge.claims(key).iter().any(|claim| claim.strong);
    let known = |(key, sure): &(String, f64)| *sure > 0.8 && (helps(key) || names(key));
    let known = heading.keys.iter().any(known);
    let called = kind != Kind::Date || words.names_days(&heading.words);
    called && !known && !words.turns(&heading.words, false)
}

/// Where no column is surely the day of an entry, the moment of its start is (`Start time` that holds `2026-10-05 09:00`).
pub(super) fn start_is_the_day(
    views: &[View<'_>],
    schema: &Schema,
    amounts: &Amounts,
    mapping: &mut Mapping,
) {
    let Some(at) = schema.position("date") else {
        return;
    };
    let day = Slot::Field(at);
    let taken = mapping.column_of(schema, "date");
    // a task has a first day too
    let of_entry = taken.is_none()
        || schema.table == Table::Time && mapping.strongly(schema, "date").is_none();
    let start = mapping.helper(Helper::StartsAt).filter(|_| of_entry);
    let dated = |view: &&View<'_>| {
        Some(view.column) == start
            && view
                .fit(&schema.fields[at], amounts)
                .is_some_and(|fit| fit >= 0.8)
    };
    if let Some(view) = views.iter().find(dated) {
        if let Some(column) = taken {
            mapping.unbind(column);
        }
        mapping.bind(
            view.column,
            day,
            phrase("no column is the day: that of the start counts", &[]),
        );
        mapping.weight += 0.5;
    }
}

/// Strong headings that must stand beside a column before its values alone say what it is: a day can hardly be anything
/// else.
fn neighbours(kind: Kind) -> usize {
    match kind {
        Kind::Date => 2,
        Kind::Duration => 3,
        _ => usize::MAX,
    }
}

/// Texts of a number and a unit of time, all of them: `1h 30`, `45 mins`, `2 ч`.
fn all_name_their_unit(view: &View<'_>) -> bool {
    let named = |cell: &Cell<'_>| match cell {
        Cell::Text(text) => {
            has_digit(text)
                && text.contains(char::is_alphabetic)
                && value::duration(cell, value::TimeUnit::Hours, value::Decimal::Point).is_ok()
        }
        _ => false,
    };
    view.cells.len() >= 2 && view.cells.iter().all(named)
}

/// Every value reads as what the field holds.
fn is_plainly(view: &View<'_>, field: &Field, amounts: &Amounts) -> bool {
    match field.kind {
        Kind::Date => view.fit(field, amounts).is_some_and(|fit| fit >= 1.0),
        _ => typed::all_believable(&view.cells, field, amounts),
    }
}

/// The column of a length of time that no heading names, or one such as `Total` or `Qty` where no people and no word speak of time,
/// whose values are nothing but numbers that could be any: posts, marks, pieces, money. Only a title that speaks of time says that
/// they are hours, and only one that speaks of plans that anything is planned.
pub(super) fn numbers_of_anything(
    views: &[View<'_>],
    mapping: &Mapping,
    schema: &Schema,
    talk: &Talk,
    knowledge: &Knowledge,
) -> Option<u32> {
    let at = schema.position("duration")?;
    let bound = mapping.slot_of(mapping.column_of(schema, "duration")?)?;
    let view = views.iter().find(|view| view.column == bound.column)?;
    let heading = &view.heading;
    let is_length = |claim: &Claim| (claim.table, claim.field) == (schema.table, at);
    let mut claims = heading
        .keys
        .iter()
        .flat_map(|(key, _)| knowledge.claims(key));
    let contained = knowledge.contained(&heading.words, schema.table);
    let named = claims.any(is_length) || contained.iter().any(|(field, _)| *field == at);
    let numbers = !heading.text.is_empty() && view.cells.iter().all(is_bare_number);
    let numbers = numbers && heading.time_unit.is_none();
    let anything = schema.table == Table::Bookings || numbers;
    let people =
        mapping.column_of(schema, "person").is_some() || mapping.helper(Helper::LastName).is_some();
    // names across, whose hours it adds up
    let names = views.iter().filter(|view| {
        let unknown = |(key, _): &(String, f64)| knowledge.claims(key).is_empty();
        mapping.slot_of(view.column).is_none()
            && !view.cells.is_empty()
            && view.cells.iter().all(is_bare_number)
            && view.heading.keys.iter().all(unknown)
    });
    let of_anything = schema.table == Table::Time
        && numbers
        && !people
        && names.count() < 2
        && knowledge.words.speaks_of("anything", &heading.words)
        && !says_hours(views, talk, knowledge);
    (!named && anything || of_anything).then_some(view.column)
}

/// The column of a contract's number, by a weak heading such as `№`, that only counts the rows: 1, 2, 3.
pub(super) fn numbers_of_rows(
    views: &[View<'_>],
    mapping: &Mapping,
    schema: &Schema,
) -> Option<u32> {
    let column = mapping.column_of(schema, "contract")?;
    let bound = mapping.slot_of(column)?;
    let view = views.iter().find(|view| view.column == column)?;
    let counts = |(nth, cell): (u32, &Cell<'_>)| match cell {
        Cell::Number(number) => (number - f64::from(nth)).abs() < f64::EPSILON,
        Cell::Text(text) => text.trim().parse() == Ok(nth),
        _ => false,
    };
    let counted = view.cells.len() > 1 && (1_u32..).zip(&view.cells).all(counts);
    (schema.table == Table::Contracts && !bound.strong && counted).then_some(column)
}

fn is_bare_number(cell: &Cell<'_>) -> bool {
    match cell {
        Cell::Number(_) => true,
        Cell::Text(text) => text.trim().replace(',', ".").parse::<f64>().is_ok(),
        _ => false,
    }
}
