//! Which column is which field: headings x value profile x unit evidence, one field one column.

use super::agreed_tax::{agreed_amount, is_with_tax, without_tax_words};
use super::believable::believable;
use super::contact_kinds::bind_kinds_of_contacts;
use super::contract_fee::are_by_row;
use super::currency_columns::currency_columns;
use super::day_rates::may_be_of_days;
use super::filled_days::{take_days_of_payment, take_filled_days};
use super::half_days::bind_half_days;
use super::header::Heading;
use super::knowledge::{Claim, Knowledge};
use super::own_account::leave_out_own_account;
use super::payment_told::bind_payment_state;
use super::rate_headings::column_of_rates;
use super::reader::currency_of_heading;
use super::said_beside::{months_of_years, names_units};
use super::sheet::Cell;
use super::source::Source;
use super::span_columns::bind_spans;
use super::twin_columns::read_twins;
use super::unnamed::{
    bind_billable_words, bind_by_values, bind_direction_words, bind_own_work_flags,
    start_is_the_day,
};
use super::value::{self, Amounts, DateOrder};
use super::words::{Each, Helper};
use crate::model::phrase::phrase;
use crate::model::{Field, Kind, Phrase, Schema, Table};

pub use super::mapping::{Bound, Mapping, Slot};
pub use super::view::{View, view};

/// How sure a column of months is the day beside one of years.
const MONTHS_OF_YEARS: f64 = 0.97;
/// How sure a column is at most that says nothing of its table.
const BESIDE: f64 = 0.45;
/// How sure a heading that is a currency is that of amounts in it.
const BY_CURRENCY: f64 = 0.9;
/// How sure an amount with tax in it is that without.
const WITH_TAX: f64 = 0.98;
/// How sure first names alone are those of people.
const FIRST_NAMES: f64 = 0.5;

/// How sure a column is at least whose heading speaks of a length of time, `Done duration`.
const SPOKEN_OF: f64 = 0.3;

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
    for (at, view) in views.iter().enumerate() {
        let ignored = is_ignored(view, source);
        wishes_of(at, view, schema, source, knowledge, &mut wishes);
        if ignored {
            let clocks = [Slot::Helper(Helper::StartsAt), Slot::Helper(Helper::EndsAt)];
            wishes.retain(|wish| wish.at != at || clocks.contains(&wish.slot));
        }
    }
    if source.is_some() && schema.table == Table::Clients {
        keep_own_status(&mut wishes, views, schema, knowledge);
    }
    wishes.retain(|wish| !is_empty_part(wish, &views[wish.at]));
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

/// What a layout takes for the status of a client, as HubSpot's stage of its life, is none beside a column that is called so.
fn keep_own_status(
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

/// A column of nothing but numbers cannot be the text that makes a row what it is: hours under `Public Holidays` name no
/// holiday.
fn names_by_numbers(wish: &Wish, view: &View<'_>, schema: &Schema) -> bool {
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
fn is_class_of_tax(wish: &Wish, view: &View<'_>, schema: &Schema) -> bool {
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
fn take_first_names_for_people(wishes: &mut [Wish], schema: &Schema) {
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
fn is_empty_part(wish: &Wish, view: &View<'_>) -> bool {
    let parts = [Helper::BillableTime, Helper::NonbillableTime].map(Slot::Helper);
    parts.contains(&wish.slot) && view.cells.is_empty()
}

/// Billable time is a part only where the other part or the whole stands beside it; alone it is a length of time like
/// any other.
fn keep_parts_of_wholes(wishes: &mut Vec<Wish>, views: &[View<'_>], schema: &Schema) {
    let [billable, rest] = [Helper::BillableTime, Helper::NonbillableTime].map(Slot::Helper);
    let wished = |slot: Slot| wishes.iter().any(|wish| wish.slot == slot);
    let part = wishes.iter().find(|wish| wish.slot == billable);
    let length = schema.position("duration").map(Slot::Field);
    let whole = part.is_some_and(|part| {
        wishes.iter().any(|wish| {
            let heading = &views[wish.at].heading;
            let named = wish.bound.strong
                || wish.by_layout
                || wish.score >= 0.5
                || !heading.planned && (wish.score >= SPOKEN_OF || heading.time_unit.is_some());
            Some(wish.slot) == length && wish.at != part.at && named
        })
    });
    let both = wished(billable) && wished(rest);
    wishes.retain(|wish| match wish.slot {
        slot if slot == billable => both || whole,
        slot if slot == rest => both,
        _ => true,
    });
}

/// Hours beside an amount are what somebody worked, and not a week's.
fn keep_hours_of_weeks(
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
fn keep_counterparties(wishes: &mut Vec<Wish>, schema: &Schema) {
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

/// Headings that are currencies are those of amounts, or of rates, where no other heading is.
fn take_currencies(
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
    if wishes
        .iter()
        .any(|wish| wish.slot == slot && wish.bound.strong)
    {
        return;
    }
    for at in places {
        wishes.push(Wish {
            at,
            by_layout: false,
            slot,
            score: BY_CURRENCY,
            bound: Bound {
                column: views[at].column,
                slot,
                confidence: BY_CURRENCY,
                because: phrase("its heading is a currency", &[]),
                weight: BY_CURRENCY / 2.0,
                strong: true,
            },
        });
    }
}

/// A heading that says what units of a currency cost in another is that of rates, where no other heading is.
fn take_rates(wishes: &mut Vec<Wish>, views: &[View<'_>], schema: &Schema, knowledge: &Knowledge) {
    let amounts = &knowledge.words.amounts;
    let rate = schema.position("rate").map(Slot::Field);
    let Some((at, slot)) = column_of_rates(views, schema, amounts).zip(rate) else {
        return;
    };
    if wishes
        .iter()
        .any(|wish| wish.slot == slot && wish.bound.strong)
    {
        return;
    }
    wishes.retain(|wish| wish.at != at);
    wishes.push(Wish {
        at,
        by_layout: false,
        slot,
        score: BY_CURRENCY,
        bound: Bound {
            column: views[at].column,
            slot,
            confidence: BY_CURRENCY,
            because: phrase("its heading tells one currency in another", &[]),
            weight: BY_CURRENCY,
            strong: true,
        },
    });
}

/// Years and months in two columns are the day of a list of time that has no other.
fn take_months_of_years(
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
        wishes.push(Wish {
            at,
            by_layout: false,
            slot,
            score: MONTHS_OF_YEARS,
            bound: Bound {
                column: views[at].column,
                slot,
                confidence: MONTHS_OF_YEARS,
                because: phrase("year and month stand in two columns", &[]),
                weight: if strong { 0.5 } else { 0.0 },
                strong,
            },
        });
    }
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

/// The last day of an entry that has clock times says no more than that it passed midnight.
fn keep_spans_without_clocks(wishes: &mut Vec<Wish>, schema: &Schema) {
    let clocks = [Helper::StartsAt, Helper::EndsAt].map(Slot::Helper);
    let clocked = wishes.iter().any(|wish| clocks.contains(&wish.slot));
    if schema.table == Table::Time && clocked {
        wishes.retain(|wish| wish.slot != Slot::Helper(Helper::Until));
    }
}

pub(super) fn is_ignored(view: &View<'_>, source: Option<&Source>) -> bool {
    source.is_some_and(|source| {
        view.heading
            .keys
            .first()
            .is_some_and(|(key, _)| source.ignores(key))
    })
}

fn wishes_of(
    at: usize,
    view: &View<'_>,
    schema: &Schema,
    source: Option<&Source>,
    knowledge: &Knowledge,
    wishes: &mut Vec<Wish>,
) {
    let by_layout = |slot: Slot| {
        let named = |key: &str| source.and_then(|source| source.field(key));
        let first = view.heading.keys.first();
        first
            .and_then(|(key, _)| slot_named(named(key)?, schema))
            .is_some_and(|known| known == slot)
    };
    let mut add = |slot: Slot, score: f64, because: Phrase, weight: f64, strong: bool| {
        let score = if view.cells.is_empty() {
            score * 0.3
        } else {
            score
        };
        wishes.push(Wish {
            at,
            by_layout: by_layout(slot),
            slot,
            score,
            bound: Bound {
                column: view.column,
                slot,
                confidence: score.min(1.0),
                because,
                weight: if view.cells.is_empty() {
                    weight * 0.5
                } else {
                    weight
                },
                strong,
            },
        });
    };
    let amounts = &knowledge.words.amounts;
    // what a day or a week costs is no price of an hour
    let of_hours = |field: usize| {
        let field = &schema.fields[field];
        let (words, heading) = (&knowledge.words, &view.heading.words);
        let rate = field.kind == Kind::Money && field.name.ends_with("rate");
        let of_days = rate && may_be_of_days(schema, &field.name);
        match field.name.as_str() {
            "weekly_hours" => {
                !matches!(words.each(heading), Some(Each::Day)) && !words.speaks_of_months(heading)
            }
            // that of a day is divided by its hours
            _ => {
                !rate
                    || of_days && words.each(heading) == Some(Each::Day)
                    || words.each(heading).is_none()
            }
        }
    };
    let costs = |field: usize| is_price(schema, field) && is_cost(view, knowledge);
    let untaxed = without_tax_words(view, schema, &knowledge.words);
    for (key, sure) in view.heading.keys.iter().chain(&untaxed) {
        let own = source.and_then(|source| source.field(key));
        if let Some(slot) = own.and_then(|field| slot_named(field, schema)) {
            let because = phrase("this layout's column", &[]);
            // a client's column without any value leaves the client to another
            let of_client =
                matches!(slot, Slot::Field(at) if schema.fields[at].kind == Kind::Client);
            let wanted = if of_client && view.cells.is_empty() {
                1.0
            } else {
                2.0
            };
            add(slot, wanted * sure, because, 1.0, true);
        }
        let words = &knowledge.words;
        let ends = || {
            let spans = matches!(schema.table, Table::Leave | Table::Bookings);
            let ends = words.helper(key, Table::Time) == Some(Helper::EndsAt);
            (spans && ends && are_days(view)).then_some(Helper::Until)
        };
        let helper = words.helper(key, schema.table).or_else(ends);
        let misleads = |helper: &Helper| match helper {
            Helper::BillableTime => !are_lengths(view),
            Helper::Unit => !names_units(view, &knowledge.words),
            // a year alone helps nothing
            Helper::Year => true,
            _ => false,
        };
        if let Some(helper) = helper.filter(|helper| !misleads(helper)) {
            let day = schema.position("date").filter(|_| are_days(view));
            let helper = match (helper, day) {
                (Helper::StartsAt, Some(day)) => {
                    let because = phrase("the heading says so, and its values are days", &[]);
                    add(Slot::Field(day), 0.95 * sure, because, 0.5, false);
                    continue;
                }
                (Helper::EndsAt, Some(_)) => Helper::Until,
                (helper, _) => helper,
            };
            let because = phrase("the heading says so", &[]);
            // projects, contracts and bookings have last days; few lists of time do
            let telling =
                helper.is_telling() && (helper, schema.table) != (Helper::Until, Table::Time);
            let weight = if telling { 0.3 } else { 0.0 };
            add(Slot::Helper(helper), 0.98 * sure, because, weight, false);
        }
        let own = |claim: &&Claim| claim.table == schema.table && of_hours(claim.field);
        let dear = |claim: &&Claim| claim.strong || !costs(claim.field);
        for claim in knowledge.claims(key).iter().filter(own).filter(dear) {
            let Some(fit) = believable(view, schema, claim.field, claim.strong, knowledge) else {
                continue;
            };
            let base = if claim.strong { 1.0 } else { 0.5 };
            let because = if claim.strong {
                phrase("heading word, {} % of values read", &[&percent(fit)])
            } else {
                phrase("may mean it, {} % of values read", &[&percent(fit)])
            };
            let base = base * planned_share(view, schema, claim.field);
            // of the same amount with tax and without, the latter is meant
            let with_tax = schema.fields[claim.field].kind == Kind::Money
                && agreed_amount(schema.table).is_some()
                && is_with_tax(view, &knowledge.words);
            let base = if with_tax { base * WITH_TAX } else { base };
            let rarity = 0.35 + 0.65 / knowledge.tables_knowing(key).max(1) as f64;
            let score = base * sure * (0.5 + 0.5 * fit);
            let beside = schema.fields[claim.field].beside;
            add(
                Slot::Field(claim.field),
                if beside { score.min(BESIDE) } else { score },
                because,
                if beside { 0.0 } else { score * rarity },
                claim.strong && *sure > 0.8 && !beside,
            );
        }
    }
    if let Some((score, least, most)) = scale_asked(view, schema) {
        let because = phrase("its heading names a scale from {} to {}", &[&least, &most]);
        // ten is the scale of the question that is asked first; a few odd answers are told one by one
        let (sure, least_fit) = if (least, most) == (0, 10) {
            (1.05, 0.4)
        } else {
            (0.9, 0.5)
        };
        if view.fit(&schema.fields[score], amounts) >= Some(least_fit) {
            add(Slot::Field(score), sure, because, 0.7, true);
        }
    }
    let foreign = |(key, _): &(String, f64)| knowledge.is_foreign(key, schema.table);
    if view.heading.keys.iter().any(foreign) {
        return;
    }
    let contained = knowledge.contained(&view.heading.words, schema.table);
    let taxed = names_tax(&view.heading, knowledge);
    let is_tax = |field: usize| {
        let field = &schema.fields[field];
        taxed && field.kind == Kind::Money && field.name != "tax"
    };
    let meant = contained
        .into_iter()
        .filter(|(field, _)| of_hours(*field) && !is_tax(*field) && !costs(*field))
        .filter(|(field, _)| !schema.fields[*field].beside);
    for (field, part) in meant {
        let counts = || {
            view.cells
                .iter()
                .all(|cell| matches!(cell, Cell::Number(_) | Cell::Time(_)))
        };
        if schema.fields[field].kind == Kind::Flag && counts() {
            continue;
        }
        let Some(fit) = believable(view, schema, field, false, knowledge) else {
            continue;
        };
        let score = (0.2 + 0.3 * part) * (0.5 + 0.5 * fit) * planned_share(view, schema, field);
        let because = phrase("speaks of it, {} % of values read", &[&percent(fit)]);
        add(Slot::Field(field), score, because, score * 0.6, false);
    }
}

/// Lengths of time, and not only 0 and 1: `Billable` above them counts hours and is no mark of yes and no.
fn are_lengths(view: &View<'_>) -> bool {
    let is_mark = |cell: &Cell<'_>| match cell {
        Cell::Number(number) => [0.0, 1.0].contains(number),
        Cell::Text(text) => matches!(text.trim(), "0" | "1") || !has_digit(text),
        Cell::Time(_) => false,
        _ => true,
    };
    let is_length = |cell: &Cell<'_>| match cell {
        Cell::Number(_) | Cell::Time(_) => true,
        Cell::Text(text) => has_digit(text),
        _ => false,
    };
    view.cells.iter().all(is_length) && !view.cells.iter().all(is_mark)
}

/// What clients pay for hours.
fn is_price(schema: &Schema, field: usize) -> bool {
    let name = schema.fields[field].name.as_str();
    match schema.table {
        Table::Time | Table::RateCard => matches!(name, "rate" | "amount"),
        Table::People => name == "bill_rate",
        _ => false,
    }
}

/// A heading of what the work costs us: `Internal cost rate`, `Себестоимость часа`.
fn is_cost(view: &View<'_>, knowledge: &Knowledge) -> bool {
    knowledge.words.speaks_of_own_cost(&view.heading.words)
}

/// A heading that names a tax, and no amount with or without it: `Montant TVA`.
fn names_tax(heading: &Heading, knowledge: &Knowledge) -> bool {
    let invoices = knowledge.schema(Table::Invoices);
    let said = knowledge.contained(&heading.words, Table::Invoices);
    let longest = said.iter().max_by(|one, other| one.1.total_cmp(&other.1));
    longest.is_some_and(|(field, _)| Some(*field) == invoices.position("tax"))
}

/// The score of a survey whose question names its scale, in whatever language: `De 0 a 10, quanto ...?`
fn scale_asked(view: &View<'_>, schema: &Schema) -> Option<(usize, u32, u32)> {
    let score = schema.position("score")?;
    let words = view.heading.words.split_whitespace();
    let numbers: Vec<u32> = words.filter_map(|word| word.parse().ok()).collect();
    match numbers[..] {
        [least @ 0..=1, most @ (5 | 7 | 10)] => Some((score, least, most)),
        _ => None,
    }
}

/// Planned hours and amounts are worked ones only where nothing else is.
fn planned_share(view: &View<'_>, schema: &Schema, field: usize) -> f64 {
    let kind = schema.fields[field].kind;
    let worked = schema.table == Table::Time && matches!(kind, Kind::Duration | Kind::Money);
    if worked && view.heading.planned {
        0.4
    } else {
        1.0
    }
}

fn percent(fit: f64) -> u32 {
    (fit * 100.0).round() as u32
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
