//! Steps or contacts whose table would leave what was worked unused: lengths of time, or when each began and ended. It is a list
//! of time.

use super::clock::{between_clocks, clock};
use super::columns::{Mapping, View};
use super::grid::text;
use super::knowledge::{Claim, Knowledge};
use super::measured::number;
use super::sheet::Cell;
use super::words::Helper;
use crate::model::Table;

/// True where columns that the table has no use for hold lengths of time, or clock times of beginning and end.
pub(super) fn leaves_out_time(
    views: &[View<'_>],
    mapping: &Mapping,
    knowledge: &Knowledge,
) -> bool {
    let steps = matches!(mapping.table, Table::Actions | Table::Touches);
    let unused = |view: &&View<'_>| {
        mapping.slot_of(view.column).is_none()
            && !mapping.is_spare(view.column)
            && !view.cells.is_empty()
    };
    let unused = || views.iter().filter(unused);
    let clocks = |wanted: Helper| {
        unused().any(|view| {
            let mut keys = view.heading.keys.iter();
            keys.any(|(key, _)| knowledge.words.helper(key, Table::Time) == Some(wanted))
                && mostly(view, |cell| clock(cell).is_some())
        })
    };
    let lengths = |view: &View<'_>| is_length(view, knowledge);
    steps
        && (clocks(Helper::StartsAt) && clocks(Helper::EndsAt)
            || unused().any(holds_stays)
            || unused().any(lengths))
}

/// A list of steps that names the day on which each was done: nothing is left to do.
pub(super) fn are_all_done(views: &[View<'_>], mapping: &Mapping, knowledge: &Knowledge) -> bool {
    let done = mapping.column_of(knowledge.schema(mapping.table), "done_on");
    let view = views.iter().find(|view| Some(view.column) == done);
    let most = views.iter().map(|view| view.cells.len()).max();
    mapping.table == Table::Actions && view.map(|view| view.cells.len()) == most
}

/// `10:00-12:30` in every cell.
fn holds_stays(view: &View<'_>) -> bool {
    mostly(view, |cell| {
        text(cell).is_some_and(|text| between_clocks(text).is_some())
    })
}

/// A heading of worked time above lengths of it; what is planned is none.
fn is_length(view: &View<'_>, knowledge: &Knowledge) -> bool {
    let time = knowledge.schema(Table::Time);
    let worked = |claim: &Claim| {
        claim.table == Table::Time && claim.strong && time.position("duration") == Some(claim.field)
    };
    let mut keys = view.heading.keys.iter();
    let named = keys.any(|(key, _)| knowledge.claims(key).iter().any(worked));
    named
        && !view.heading.planned
        && mostly(view, |cell| {
            matches!(cell, Cell::Time(_)) || number(cell, knowledge).is_some()
        })
}

fn mostly(view: &View<'_>, is: impl Fn(&Cell<'_>) -> bool) -> bool {
    view.cells.iter().filter(|cell| is(cell)).count() * 10 >= view.cells.len() * 8
}
