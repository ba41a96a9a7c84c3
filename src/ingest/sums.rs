//! Totals that no word announces: rows without a key whose measure is the sum of the rows around them.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::rows::{Brief, NoData, Shape};
use super::totals::Says;
use super::value::{self, DateOrder};
use crate::model::Kind;
/// A column counts as always filled when at most one data row of this many leaves it empty.
const RARELY_EMPTY: usize = 20;

/// A sum that a row repeats.
#[derive(Clone, Copy)]
struct Match {
    kind: NoData,
    rows: usize,
}

/// Marks rows whose measure is the sum of the rows below (roll-up) or above (total).
///
/// A damaged row, whose date is missing, may repeat the amount before it by chance. So a sum counts only where the row
/// lacks something that data always has, or where several such rows are all sums and one of them of two rows.
pub(super) fn mark_sums(shape: &Shape<'_>, briefs: &mut [Brief]) {
    mark_days_above(shape, briefs);
    let doubtful: Vec<usize> = (0..briefs.len())
        .filter(|at| is_doubtful(&briefs[*at]))
        .collect();
    if doubtful.is_empty() {
        return;
    }
    let ladder = Ladder::new(briefs);
    let always = always_filled(shape, briefs);
    let matches: Vec<(usize, Option<Match>)> = doubtful
        .iter()
        .map(|at| (*at, ladder.match_of(briefs, *at)))
        .collect();
    let all = doubtful.len() > 1
        && matches.iter().all(|(_, found)| found.is_some())
        && matches
            .iter()
            .filter_map(|(_, found)| *found)
            .any(|found| found.rows > 1);
    for (at, found) in matches {
        let lacks = briefs[at].columns & always != always;
        if lacks && sums_up_its_part(shape, briefs, at) {
            briefs[at].kind = Some(NoData::Total);
            continue;
        }
        let Some(found) = found else { continue };
        let proven = match briefs[at].says {
            Says::TotalIfSum => lacks || found.rows > 1,
            _ if briefs[at].keyed => lacks && all,
            _ => lacks || all,
        };
        if proven {
            briefs[at].kind = Some(found.kind);
        }
    }
}

/// Marks a day and its sum above rows that have words and no day: no other row tells one. Half of the sums at least are right.
fn mark_days_above(shape: &Shape<'_>, briefs: &mut [Brief]) {
    if !shape.periods.is_empty() || shape.keys_are_names() {
        return;
    }
    let measured = |brief: &&Brief| brief.is_open() && brief.amount.is_some();
    let of_no_day = |brief: &Brief| brief.bare != brief.keyed;
    if briefs.iter().filter(measured).any(of_no_day) {
        return;
    }
    let heads: Vec<usize> = (0..briefs.len())
        .filter(|at| briefs[*at].is_open() && briefs[*at].bare && briefs[*at].filled == 2)
        .collect();
    let rows_below = |at: usize| {
        let below = briefs[at + 1..].iter();
        below
            .take_while(|brief| !brief.is_open() || !brief.bare)
            .filter(measured)
            .filter_map(|brief| brief.amount)
    };
    let whole = heads.iter().all(|at| rows_below(*at).count() > 0);
    let right = { heads.iter() }
        .filter(|at| briefs[**at].amount == Some(rows_below(**at).sum()))
        .count();
    let keyed = briefs.iter().filter(measured).filter(|brief| brief.keyed);
    if whole && right * 2 >= heads.len() && keyed.count() == heads.len() {
        for at in heads {
            briefs[at].kind = Some(NoData::Duplicate);
        }
    }
}

/// A dated row without a word where rows always have some, last of its part, whose measure is the sum of the part's rows, or
/// that of its only row with the same day. So a board's summary row looks when its rows are of one day.
fn sums_up_its_part(shape: &Shape<'_>, briefs: &[Brief], at: usize) -> bool {
    let apart = |one: &Brief, next: &Brief| next.number > one.number + 1;
    let next = briefs.get(at + 1);
    let last = next.is_none_or(|next| !next.is_open() || apart(&briefs[at], next));
    if !last || !briefs[at].bare {
        return false;
    }
    let mut part: Vec<&Brief> = Vec::new();
    let mut after = &briefs[at];
    for brief in briefs[..at].iter().rev() {
        if !brief.is_open() || brief.bare || apart(brief, after) {
            break;
        }
        part.push(brief);
        after = brief;
    }
    let mut sum = 0_i64;
    let mut measured = 0;
    for amount in part.iter().filter_map(|brief| brief.amount) {
        sum = sum.saturating_add(amount);
        measured += 1;
    }
    let same_day = || {
        let own = day(shape, &briefs[at]);
        own.is_some() && part.iter().all(|brief| day(shape, brief) == own)
    };
    measured > 0 && briefs[at].amount == Some(sum) && (measured > 1 || same_day())
}

/// A row's first date, whether it is typed or written.
fn day(shape: &Shape<'_>, brief: &Brief) -> Option<NaiveDate> {
    let dated = |column: &u32| matches!(shape.kind_of(*column), Some((Kind::Date, _)));
    let mut columns = shape.views.iter().map(|view| view.column).filter(dated);
    columns.find_map(|column| {
        let placed = shape.grid.at(brief.number, column)?;
        value::date(&placed.cell, DateOrder::DayFirst).ok()
    })
}

fn is_doubtful(brief: &Brief) -> bool {
    brief.is_open()
        && brief.amount.is_some()
        && (!brief.keyed || brief.bare || brief.says == Says::TotalIfSum)
}

/// True for a row between whose neighbours a sum may begin or end.
fn parts(brief: &Brief) -> bool {
    is_doubtful(brief) || matches!(brief.kind, Some(NoData::Total | NoData::Group))
}

/// Columns of words that nearly every keyed row fills.
fn always_filled(shape: &Shape<'_>, briefs: &[Brief]) -> u64 {
    let data: Vec<u64> = briefs
        .iter()
        .filter(|brief| brief.is_open() && brief.amount.is_some() && !is_doubtful(brief))
        .map(|brief| brief.columns)
        .collect();
    shape
        .views
        .iter()
        .filter(|view| shape.holds_words(view.column))
        .map(|view| shape.bit(view.column))
        .filter(|bit| {
            let empty = data.iter().filter(|columns| *columns & bit == 0).count();
            empty * RARELY_EMPTY <= data.len()
        })
        .fold(0, |mask, bit| mask | bit)
}

/// Running sums at the rows where a sum may begin or end: before the first row, at every row that is or may be a total or
/// a group, after the last. Found by value, so that the search does not grow with the square of the rows.
struct Ladder {
    /// Running sum before each row.
    before: Vec<i64>,
    /// Data rows before each row.
    counted: Vec<usize>,
    /// Running sum to the first and the last step with it.
    steps: HashMap<i64, (usize, usize)>,
}

impl Ladder {
    fn new(briefs: &[Brief]) -> Ladder {
        let mut ladder = Ladder {
            before: Vec::with_capacity(briefs.len() + 1),
            counted: Vec::with_capacity(briefs.len() + 1),
            steps: HashMap::new(),
        };
        let (mut sum, mut rows) = (0_i64, 0);
        for (at, brief) in briefs.iter().enumerate() {
            ladder.before.push(sum);
            ladder.counted.push(rows);
            if at == 0 || parts(brief) {
                ladder.step(sum, at);
            }
            if let Some(amount) = brief.amount.filter(|_| brief.is_open() && !parts(brief)) {
                sum = sum.saturating_add(amount);
                rows += 1;
            }
        }
        ladder.before.push(sum);
        ladder.counted.push(rows);
        ladder.step(sum, briefs.len());
        ladder
    }

    fn step(&mut self, sum: i64, at: usize) {
        self.steps.entry(sum).or_insert((at, at)).1 = at;
    }

    /// The sum that a row repeats: of rows below it, else of rows above it.
    fn match_of(&self, briefs: &[Brief], at: usize) -> Option<Match> {
        let own = briefs[at].amount?;
        let here = self.before[at];
        let below = here.checked_add(own).and_then(|sum| self.steps.get(&sum));
        let below = below.map(|(_, last)| self.counted[*last].saturating_sub(self.counted[at]));
        let above = here.checked_sub(own).and_then(|sum| self.steps.get(&sum));
        let above = above.map(|(first, _)| self.counted[at].saturating_sub(self.counted[*first]));
        let found = |rows: Option<usize>, kind| {
            rows.filter(|rows| *rows > 0)
                .map(|rows| Match { kind, rows })
        };
        found(below, NoData::Duplicate).or_else(|| found(above, NoData::Total))
    }
}
