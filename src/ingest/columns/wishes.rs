//! What a column could be: each field that its heading, its values and its unit speak for.

use super::super::agreed_tax::{agreed_amount, is_with_tax, without_tax_words};
use super::super::believable::believable;
use super::super::day_rates::may_be_of_days;
use super::super::header::Heading;
use super::super::knowledge::{Claim, Knowledge};
use super::super::mapping::{Bound, Slot};
use super::super::said_beside::names_units;
use super::super::sheet::Cell;
use super::super::source::Source;
use super::super::view::View;
use super::super::words::{Each, Helper};
use super::{Wish, are_days, has_digit, slot_named};
use crate::model::phrase::phrase;
use crate::model::{Kind, Phrase, Schema, Table};

/// How sure a column is at most that says nothing of its table.
const BESIDE: f64 = 0.45;

/// How sure an amount with tax in it is that without.
const WITH_TAX: f64 = 0.98;

pub(super) fn wishes_of(
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
pub(super) fn are_lengths(view: &View<'_>) -> bool {
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
