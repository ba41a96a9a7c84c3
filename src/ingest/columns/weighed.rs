//! Columns against each other: which of their wishes stand, beside the other columns of their table.

use super::super::currency_columns::currency_columns;
use super::super::knowledge::Knowledge;
use super::super::mapping::{Bound, Slot};
use super::super::rate_headings::column_of_rates;
use super::super::said_beside::months_of_years;
use super::super::sheet::Cell;
use super::super::view::View;
use super::super::words::Helper;
use super::Wish;
use crate::model::phrase::phrase;
use crate::model::{Kind, Phrase, Schema, Table};

/// How sure a column of months is the day beside one of years.
const MONTHS_OF_YEARS: f64 = 0.97;

/// How sure a heading that is a currency is that of amounts in it.
const BY_CURRENCY: f64 = 0.9;

/// How sure first names alone are those of people.
const FIRST_NAMES: f64 = 0.5;

/// How sure a column is at least whose heading speaks of a length of time, `Done duration`.
const SPOKEN_OF: f64 = 0.3;

/// What a layout takes for the status of a client, as HubSpot's stage of its life, is none beside a column that is called so.
pub(super) fn keep_own_status(
    wishes: &mut Vec<Wish>,
    views: &[View<'_>],
    schema: &Schema,
    knowledge: &Knowledge,
) {
    let status = schema.position("status");
    let is_called_so = |wish: &Wish| {
        let keys = views[wish.at].heading.keys.iter();
        let mut claims = keys.flat_map(|(key, _)| knowledge.claims(key));
        claims
            .any(|claim| claim.table == schema.table && Some(claim.field) == status && claim.strong)
    };
    let is_status = |wish: &Wish| Some(wish.slot) == status.map(Slot::Field);
    let own = |wish: &Wish| is_status(wish) && !wish.by_layout && is_called_so(wish);
    if wishes.iter().any(own) {
        wishes.retain(|wish| !is_status(wish) || !wish.by_layout || is_called_so(wish));
    }
}

/// A column of nothing but numbers cannot be the text that makes a row what it is: hours under `Public Holidays` name no
/// holiday.
pub(super) fn names_by_numbers(wish: &Wish, view: &View<'_>, schema: &Schema) -> bool {
    let Slot::Field(at) = wish.slot else {
        return false;
    };
    let field = &schema.fields[at];
    let mut groups = schema.must.iter().chain(&schema.must_without_title);
    let musts = groups.any(|group| group.contains(&field.name));
    field.kind == Kind::Text
        && musts
        && !view.cells.is_empty()
        && view
            .cells
            .iter()
            .all(|cell| matches!(cell, Cell::Number(_) | Cell::Time(_)))
}

/// `*现代服务*设计费`: what the tax office calls an item is no project.
pub(super) fn is_class_of_tax(wish: &Wish, view: &View<'_>, schema: &Schema) -> bool {
    let project = match wish.slot {
        Slot::Field(at) => schema.fields[at].kind == Kind::Project,
        Slot::Helper(_) => false,
    };
    let classed = |cell: &Cell<'_>| match cell {
        Cell::Text(text) => {
            let class = text
                .trim()
                .strip_prefix('*')
                .and_then(|rest| rest.split_once('*'));
            class.is_some_and(|(class, item)| !class.is_empty() && !item.is_empty())
        }
        _ => false,
    };
    project && !view.cells.is_empty() && view.cells.iter().all(classed)
}

/// First names without a column of last names are how people call each other: they are the names.
pub(super) fn take_first_names_for_people(wishes: &mut [Wish], schema: &Schema) {
    let [first, last] = [Helper::FirstName, Helper::LastName].map(Slot::Helper);
    let Some(person) = schema.position("person").map(Slot::Field) else {
        return;
    };
    if wishes.iter().any(|wish| wish.slot == last) {
        return;
    }
    for wish in wishes.iter_mut().filter(|wish| wish.slot == first) {
        wish.slot = person;
        wish.score = FIRST_NAMES;
        wish.bound = Bound {
            slot: person,
            confidence: FIRST_NAMES,
            because: phrase("first names, and no column of last names", &[]),
            weight: FIRST_NAMES / 2.0,
            ..wish.bound.clone()
        };
    }
}

/// A column of billable hours that holds nothing at all tells of no entry that it is not billable.
pub(super) fn is_empty_part(wish: &Wish, view: &View<'_>) -> bool {
    let parts = [Helper::BillableTime, Helper::NonbillableTime].map(Slot::Helper);
    parts.contains(&wish.slot) && view.cells.is_empty()
}

/// Billable time is a part only where the other part or the whole stands beside it; alone it is a length of time like
/// any other.
pub(super) fn keep_parts_of_wholes(wishes: &mut Vec<Wish>, views: &[View<'_>], schema: &Schema) {
    let [billable, rest] = [Helper::BillableTime, Helper::NonbillableTime].map(Slot::Helper);
    let wished = |slot: Slot| wishes.iter().any(|wish| wish.slot == slot);
    let length = schema.position("duration").map(Slot::Field);
    let has_whole = |slot: Slot| {
        let part = wishes.iter().find(|wish| wish.slot == slot);
        part.is_some_and(|part| {
            wishes.iter().any(|wish| {
                let heading = &views[wish.at].heading;
                let named = wish.bound.strong
                    || wish.by_layout
                    || wish.score >= 0.5
                    || !heading.planned && (wish.score >= SPOKEN_OF || heading.time_unit.is_some());
                Some(wish.slot) == length && wish.at != part.at && named
            })
        })
    };
    let (whole, whole_of_rest) = (has_whole(billable), has_whole(rest));
    let wished_billable = wished(billable);
    let both = wished_billable && wished(rest);
    wishes.retain(|wish| match wish.slot {
        slot if slot == billable => both || whole,
        slot if slot == rest => both || whole_of_rest && !wished_billable,
        _ => true,
    });
}

/// Hours beside an amount are what somebody worked, and not a week's.
pub(super) fn keep_hours_of_weeks(
    wishes: &mut Vec<Wish>,
    views: &[View<'_>],
    schema: &Schema,
    knowledge: &Knowledge,
) {
    let time = knowledge.schema(Table::Time);
    let weekly = schema.position("weekly_hours").map(Slot::Field);
    let amount = time.position("amount");
    let rate = schema.position("bill_rate");
    let claimed = |view: &View<'_>, table: Table, field: Option<usize>| {
        let keys = view.heading.keys.iter();
        let mut claims = keys.flat_map(|(key, _)| knowledge.claims(key));
        claims.any(|claim| claim.table == table && Some(claim.field) == field && claim.strong)
    };
    // what an hour is charged at is no amount
    let is_amount =
        |view: &View<'_>| claimed(view, Table::Time, amount) && !claimed(view, Table::People, rate);
    if schema.table == Table::People && views.iter().any(is_amount) {
        wishes.retain(|wish| Some(wish.slot) != weekly || wish.bound.strong);
    }
}

/// The other party of a cost is who was paid; only beside a column of suppliers can it be the client whom the cost is for.
pub(super) fn keep_counterparties(wishes: &mut Vec<Wish>, schema: &Schema) {
    let [client, vendor] = ["client", "vendor"].map(|name| schema.position(name).map(Slot::Field));
    if schema.table != Table::Expenses {
        return;
    }
    let supplied: Vec<usize> = wishes
        .iter()
        .filter(|wish| Some(wish.slot) == vendor && wish.bound.strong)
        .map(|wish| wish.at)
        .collect();
    let either: Vec<usize> = wishes
        .iter()
        .filter(|wish| Some(wish.slot) == vendor && !wish.bound.strong)
        .map(|wish| wish.at)
        .collect();
    wishes.retain(|wish| {
        let open = Some(wish.slot) == client && !wish.bound.strong && either.contains(&wish.at);
        !open || supplied.iter().any(|at| *at != wish.at)
    });
}

/// A column's wish to be a field: how sure it is, why, and what that weighs.
pub(super) fn wish(
    (at, views): (usize, &[View<'_>]),
    slot: Slot,
    (score, because, weight): (f64, Phrase, f64),
    strong: bool,
) -> Wish {
    Wish {
        at,
        by_layout: false,
        slot,
        score,
        bound: Bound {
            column: views[at].column,
            slot,
            confidence: score,
            because,
            weight,
            strong,
        },
    }
}

/// Some heading names the field and nothing else.
fn is_named(wishes: &[Wish], slot: Slot) -> bool {
    { wishes.iter() }.any(|wish| wish.slot == slot && wish.bound.strong)
}

/// Headings that are currencies are those of amounts, or of rates, where no other heading is.
pub(super) fn take_currencies(
    wishes: &mut Vec<Wish>,
    views: &[View<'_>],
    schema: &Schema,
    knowledge: &Knowledge,
) {
    let amounts = &knowledge.words.amounts;
    let Some((field, places)) = currency_columns(views, schema, amounts) else {
        return;
    };
    let slot = Slot::Field(field);
    if is_named(wishes, slot) {
        return;
    }
    for at in places {
        let because = phrase("its heading is a currency", &[]);
        let told = (BY_CURRENCY, because, BY_CURRENCY / 2.0);
        wishes.push(wish((at, views), slot, told, true));
    }
}

/// A heading that says what units of a currency cost in another is that of rates, where no other heading is.
pub(super) fn take_rates(
    wishes: &mut Vec<Wish>,
    views: &[View<'_>],
    schema: &Schema,
    knowledge: &Knowledge,
) {
    let amounts = &knowledge.words.amounts;
    let rate = schema.position("rate").map(Slot::Field);
    let Some((at, slot)) = column_of_rates(views, schema, amounts).zip(rate) else {
        return;
    };
    if is_named(wishes, slot) {
        return;
    }
    wishes.retain(|wish| wish.at != at);
    let because = phrase("its heading tells one currency in another", &[]);
    let told = (BY_CURRENCY, because, BY_CURRENCY);
    wishes.push(wish((at, views), slot, told, true));
}

/// Years and months in two columns are the day of a list of time that has no other.
pub(super) fn take_months_of_years(
    wishes: &mut Vec<Wish>,
    views: &[View<'_>],
    schema: &Schema,
    knowledge: &Knowledge,
) {
    let date = schema.position("date").map(Slot::Field);
    let Some(date) = date.filter(|_| schema.table == Table::Time) else {
        return;
    };
    let dated = |wish: &Wish| wish.slot == date && wish.bound.strong;
    let Some((year, month)) = months_of_years(views, knowledge)
        .filter(|(_, month)| !wishes.iter().any(|wish| dated(wish) && wish.at != *month))
    else {
        return;
    };
    wishes.retain(|wish| wish.at != month);
    for (at, slot, strong) in [
        (year, Slot::Helper(Helper::Year), false),
        (month, date, true),
    ] {
        let because = phrase("year and month stand in two columns", &[]);
        let told = (MONTHS_OF_YEARS, because, if strong { 0.5 } else { 0.0 });
        wishes.push(wish((at, views), slot, told, strong));
    }
}

/// The last day of an entry that has clock times says no more than that it passed midnight.
pub(super) fn keep_spans_without_clocks(wishes: &mut Vec<Wish>, schema: &Schema) {
    let clocks = [Helper::StartsAt, Helper::EndsAt].map(Slot::Helper);
    let clocked = wishes.iter().any(|wish| clocks.contains(&wish.slot));
    if schema.table == Table::Time && clocked {
        wishes.retain(|wish| wish.slot != Slot::Helper(Helper::Until));
    }
}
