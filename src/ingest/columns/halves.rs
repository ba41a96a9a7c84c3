//! Hours that clients pay for beside those that they do not, each in a column of its own: `Client time | Internal time`,
//! `Биллинг | Не биллинг`, `可计费 | 不可计费`. Together they are the entry, whatever their words are for a mark of one column.

use super::super::heading::compact;
use super::super::knowledge::{Claim, Knowledge};
use super::super::mapping::Slot;
use super::super::sheet::Cell;
use super::super::view::View;
use super::super::words::Helper;
use super::Wish;
use super::weighed::wish;
use super::wishes::are_lengths;
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Kind, Schema, Table};

/// How sure two such headings are.
const SURE: f64 = 0.98;

/// Takes two columns of lengths, one of what is billable and one of what is not, for the parts of each entry.
pub(super) fn take_halves(
    wishes: &mut Vec<Wish>,
    views: &[View<'_>],
    schema: &Schema,
    knowledge: &Knowledge,
) {
    if schema.table != Table::Time {
        return;
    }
    let halves = [Some(true), Some(false)].map(|billable| {
        let mut found = (0..views.len()).filter(|at| {
            let view = &views[*at];
            !view.cells.is_empty() && are_counts(view) && half(view, schema, knowledge) == billable
        });
        found.next().filter(|_| found.next().is_none())
    });
    let [Some(billable), Some(rest)] = halves else {
        return;
    };
    let length = schema.position("duration").map(Slot::Field);
    let is_whole = |wish: &Wish| {
        Some(wish.slot) == length && wish.bound.strong && ![billable, rest].contains(&wish.at)
    };
    if wishes.iter().any(is_whole) {
        return;
    }
    if !are_lengths(&views[billable]) && !are_lengths(&views[rest]) {
        return;
    }
    wishes.retain(|wish| wish.at != billable && wish.at != rest);
    for (at, helper) in [
        (billable, Helper::BillableTime),
        (rest, Helper::NonbillableTime),
    ] {
        let because = phrase("the heading says so", &[]);
        wishes.push(wish(
            (at, views),
            Slot::Helper(helper),
            (SURE, because, 0.3),
            false,
        ));
    }
}

/// Numbers or times, so that no column of marks is one of lengths.
fn are_counts(view: &View<'_>) -> bool {
    are_lengths(view)
        || view
            .cells
            .iter()
            .all(|cell| matches!(cell, Cell::Number(_)))
}

/// Whether the hours below a heading are billable, as its words say beside those of time.
fn half(view: &View<'_>, schema: &Schema, knowledge: &Knowledge) -> Option<bool> {
    let words = &knowledge.words;
    // numbers of clients stand below `Client`
    let names = |claim: &Claim| {
        let kind = || schema.fields[claim.field].kind;
        claim.table == schema.table
            && claim.strong
            && !matches!(kind(), Kind::Flag | Kind::Duration)
    };
    let mut keys = view.heading.keys.iter();
    if keys.any(|(key, _)| knowledge.claims(key).iter().any(names)) {
        return None;
    }
    let heading = fold(&view.heading.text);
    let apart = heading
        .split(' ')
        .filter(|word| !words.is_form_of_time(word));
    let bare: Vec<&str> = apart.collect();
    let bare = bare.join(" ");
    let bare = words.before_form_of_time(&bare);
    let codes = &schema.field("billable")?.codes;
    let says = |code: &str| {
        codes
            .get(code)
            .is_some_and(|known| known.iter().any(|word| word == bare))
    };
    let helper = words.helper(&compact(&view.heading.text), Table::Time);
    match helper {
        _ if says("no") => Some(false),
        _ if says("yes") => Some(true),
        Some(Helper::BillableTime) => Some(true),
        Some(Helper::NonbillableTime) => Some(false),
        _ => None,
    }
}
