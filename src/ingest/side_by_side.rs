//! Two different tables side by side without an empty column between them.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::{Mapping, View};
use super::grid::{Grid, filled_cells, text};
use super::knowledge::Knowledge;
use super::layout::Found;
use super::period::{Length, Period};
use super::recognise::Verdict;
use super::sheet::Row;
use super::value::{self, DateOrder, Decimal, TimeUnit};
use super::words::TotalLabel;
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Kind, Table};

/// Columns of a table that stands beside another.
const FEWEST_COLUMNS: usize = 3;
/// Longer lists have no summary beside them that is looked for.
const MOST_SUMMED: usize = 20_000;
/// Rows that are looked at.
const PROBED_ROWS: usize = 500;

/// Last columns of the left one of two tables that a block may be: where a heading of the left part comes again, or where
/// one part would lose most of its columns. Beyond the end of the shorter table the longer one goes on.
pub(super) fn seams(grid: &Grid<'_>, whole: &Found<'_>, knowledge: &Knowledge) -> Vec<u32> {
    let plain = whole.verdict.source.is_none() && whole.verdict.wide.is_none();
    if whole.header.is_none() || !plain {
        return Vec::new();
    }
    let views = &whole.views;
    let may_part = |at: &usize| {
        let (left, right) = views.split_at(*at);
        left.len() >= FEWEST_COLUMNS
            && right.len() >= FEWEST_COLUMNS
            && (comes_again(left, &right[0]) || loses_most(whole, left) || loses_most(whole, right))
            && (goes_on(grid, whole, views[*at].column, knowledge)
                || names_others(grid, whole, (left, &right[0]), knowledge))
    };
    let seams = (1..views.len()).filter(may_part);
    seams.map(|at| views[at].column - 1).collect()
}

/// Both parts are tables of their own, different ones, and most of their columns are fields.
pub(super) fn are_two(left: &Found<'_>, right: &Found<'_>) -> bool {
    is_explained(left) && is_explained(right) && left.verdict.table != right.verdict.table
}

/// A table most of whose columns are its fields.
fn is_explained(part: &Found<'_>) -> bool {
    let bound = part.mapping().map_or(0, |mapping| mapping.bound.len());
    part.verdict.table.is_some() && bound * 4 >= part.views.len() * 3
}

/// The columns below each of several captions, where the first stands above the first column.
pub(super) fn parts_below(captions: &[(u32, String)], whole: (u32, u32)) -> Vec<(u32, u32)> {
    let starts = captions.iter().map(|(column, _)| *column);
    let ends = { captions.iter().skip(1) }
        .map(|(column, _)| column - 1)
        .chain([whole.1]);
    let parts: Vec<(u32, u32)> = starts.zip(ends).collect();
    let wide = |(left, right): &(u32, u32)| right + 1 >= left + FEWEST_COLUMNS as u32;
    let begins = parts.first().is_some_and(|(left, _)| *left == whole.0);
    let all = begins && parts.iter().all(wide);
    if all { parts } else { Vec::new() }
}

/// Each part is a list of its own with names of its own: of different tables, and of somebody else than another part on the same row.
/// The payment of an invoice beside it is no list, for it is of the same client.
pub(super) fn are_lists(grid: &Grid<'_>, parts: &[Found<'_>], knowledge: &Knowledge) -> bool {
    let names = |part: &Found<'_>| -> Option<u32> {
        let mapping = part.mapping()?;
        let schema = knowledge.schema(part.verdict.table?);
        let named = ["client", "payer", "vendor", "person"];
        named
            .iter()
            .find_map(|field| mapping.column_of(schema, field))
    };
    let columns: Option<Vec<u32>> = parts.iter().map(names).collect();
    let tables: BTreeSet<_> = parts.iter().map(|part| part.verdict.table).collect();
    let (Some(columns), Some(first)) = (columns, parts.first()) else {
        return false;
    };
    let others = |pair: &[u32]| {
        let mut rows = grid.rows(first.rows.0, first.rows.1).take(PROBED_ROWS);
        rows.any(|row| {
            let name = |column: u32| {
                let placed = row.at(column)?;
                text(&placed.cell).map(fold)
            };
            name(pair[0])
                .zip(name(pair[1]))
                .is_some_and(|(one, other)| one != other)
        })
    };
    tables.len() == parts.len() && parts.iter().all(is_explained) && columns.windows(2).any(others)
}

/// The names that both a list of time and a summary beside it may have.
const SUMMED_BY: [&str; 3] = ["client", "person", "project"];

/// Time without days whose every line is the sum of a list beside or above it under the same name, altogether or month by month,
/// repeats that list.
pub(super) fn without_summaries<'a>(
    grid: &Grid<'a>,
    mut parts: Vec<Found<'a>>,
    knowledge: &Knowledge,
) -> Vec<Found<'a>> {
    let sums_up = |at: usize| {
        let others = parts.iter().enumerate().filter(|(other, _)| *other != at);
        others
            .map(|(_, other)| other)
            .any(|other| repeats_sums(grid, &parts[at], other, knowledge))
    };
    let summaries: Vec<usize> = (0..parts.len()).filter(|at| sums_up(*at)).collect();
    for at in summaries {
        parts[at].verdict = Verdict {
            because: vec![phrase(
                "its numbers are sums of the list on the same sheet",
                &[],
            )],
            hint: Some(phrase("nothing, if that is right", &[])),
            ..Verdict::none()
        };
    }
    parts
}

fn repeats_sums(
    grid: &Grid<'_>,
    part: &Found<'_>,
    list: &Found<'_>,
    knowledge: &Knowledge,
) -> bool {
    let schema = knowledge.schema(Table::Time);
    let both = [part, list].map(|found| {
        let time = found.verdict.table == Some(Table::Time);
        found.mapping().filter(|_| time)
    });
    let [Some(sums), Some(entries)] = both else {
        return false;
    };
    let column = |mapping: &Mapping, field: &str| mapping.column_of(schema, field);
    let (dated, wide) = (column(entries, "date"), list.verdict.wide.is_some());
    let Some(days) = dated.filter(|_| !wide && column(sums, "date").is_none()) else {
        return false;
    };
    let named: Vec<&str> = { SUMMED_BY.into_iter() }
        .filter(|field| column(sums, field).is_some())
        .collect();
    let [field] = named[..] else { return false };
    let (Some(name), Some(own)) = (column(sums, field), column(entries, field)) else {
        return false;
    };
    let Some(length) = column(entries, "duration") else {
        return false;
    };
    // all of a list's hours stand in one column, or those of each period in its own
    let sums: Vec<(u32, Option<Period>)> = match &part.verdict.wide {
        Some(wide) => { wide.periods.iter() }
            .map(|(column, period)| (*column, Some(*period)))
            .collect(),
        None => column(sums, "duration")
            .map(|column| (column, None))
            .into_iter()
            .collect(),
    };
    let orders = [DateOrder::DayFirst, DateOrder::MonthFirst];
    orders.into_iter().any(|order| {
        let all = sums.iter().all(|(column, period)| {
            let told = |row: &Row<'_>| match period {
                None => true,
                Some(period) => row.at(days).is_some_and(|placed| {
                    let day = value::date(&placed.cell, order);
                    day.is_ok_and(|start| {
                        let length = Length::Day;
                        period.touches(Period { start, length })
                    })
                }),
            };
            let listed = lengths(grid, list, (own, length), told, knowledge);
            let summed = lengths(grid, part, (name, *column), |_| true, knowledge);
            agree(&summed, &listed, period.is_some())
        });
        all && !sums.is_empty()
    })
}

/// Names and lengths of the rows that are told of; totals are none.
fn lengths(
    grid: &Grid<'_>,
    found: &Found<'_>,
    (name, length): (u32, u32),
    told: impl Fn(&Row<'_>) -> bool,
    knowledge: &Knowledge,
) -> Vec<(String, i64)> {
    let rows = grid.rows(found.rows.0, found.rows.1).take(MOST_SUMMED);
    let line = |row: Row<'_>| {
        let name = fold(text(&row.at(name)?.cell)?);
        let length = value::duration(&row.at(length)?.cell, TimeUnit::Hours, Decimal::Point);
        let counts = knowledge.words.total_label(&name).is_none() && told(&row);
        Some((name, length.ok()?.0)).filter(|_| counts)
    };
    rows.filter_map(line).collect()
}

/// Each sum is that of the entries of its name; of a period also none stands where there are entries.
fn agree(sums: &[(String, i64)], entries: &[(String, i64)], whole: bool) -> bool {
    let mut by_name: BTreeMap<&str, i64> = BTreeMap::new();
    for (name, length) in entries {
        *by_name.entry(name).or_default() += length;
    }
    let told = |(name, sum): &(String, i64)| by_name.get(name.as_str()).unwrap_or(&0) == sum;
    let all = by_name
        .keys()
        .all(|name| sums.iter().any(|(own, _)| own == name));
    sums.iter().all(told) && (whole && all || !whole && sums.len() > 1)
}

fn comes_again(left: &[View<'_>], first: &View<'_>) -> bool {
    let key = |view: &View<'_>| view.heading.keys.first().map(|(key, _)| key.clone());
    key(first).is_some_and(|first| left.iter().any(|view| key(view).as_ref() == Some(&first)))
}

/// The right part names other people, clients or projects than the left one on the same rows, under the same heading: a row
/// is about one of them. Both parts go on to the end.
fn names_others(
    grid: &Grid<'_>,
    whole: &Found<'_>,
    (left, first): (&[View<'_>], &View<'_>),
    knowledge: &Knowledge,
) -> bool {
    let Some((key, _)) = first.heading.keys.first() else {
        return false;
    };
    let names = knowledge.claims(key).iter().any(|claim| {
        let kind = knowledge.schema(claim.table).fields[claim.field].kind;
        claim.strong && matches!(kind, Kind::Client | Kind::Person | Kind::Project)
    });
    let own = left
        .iter()
        .find(|view| view.heading.keys.first().is_some_and(|(own, _)| own == key));
    let Some(own) = own.filter(|_| names) else {
        return false;
    };
    let rows = grid.rows(whole.rows.0, whole.rows.1).take(PROBED_ROWS);
    let pairs: Vec<(String, String)> = rows
        .filter_map(|row| {
            let name = |column: u32| {
                row.at(column)
                    .and_then(|placed| text(&placed.cell))
                    .map(fold)
            };
            name(own.column).zip(name(first.column))
        })
        .collect();
    let others = pairs.iter().filter(|(own, other)| own != other).count();
    pairs.len() >= FEWEST_COLUMNS && others * 2 >= pairs.len()
}

/// Read as one table, six of ten columns of the part would mean nothing.
fn loses_most(whole: &Found<'_>, part: &[View<'_>]) -> bool {
    let Some(mapping) = whole.mapping() else {
        return true;
    };
    let lost = part
        .iter()
        .filter(|view| mapping.slot_of(view.column).is_none());
    lost.count() * 10 >= part.len() * 6
}

/// One side ends before the other, whose rows go on as full as before; until then both sides are filled.
fn goes_on(grid: &Grid<'_>, whole: &Found<'_>, seam: u32, knowledge: &Knowledge) -> bool {
    let (left, right) = whole.columns;
    let sides = [(left, seam - 1), (seam, right)];
    let mut filled: Vec<[usize; 2]> = Vec::new();
    for row in grid.rows(whole.rows.0, whole.rows.1).take(PROBED_ROWS) {
        let cells = sides.map(|side| filled_cells(&row.cells, side).count());
        let labels = |side: (u32, u32)| {
            let first = filled_cells(&row.cells, side)
                .next()
                .and_then(|placed| text(&placed.cell));
            first.is_some_and(|text| {
                let label = knowledge
                    .words
                    .total_label(&fold(text))
                    .map(|label| matches!(label, TotalLabel::Whole));
                label == Some(true)
            })
        };
        if cells != [0, 0] && !sides.into_iter().any(labels) {
            filled.push(cells);
        }
    }
    let last = |side: usize| filled.iter().rposition(|cells| cells[side] > 0);
    let (Some(one), Some(other)) = (last(0), last(1)) else {
        return false;
    };
    let (shorter, longer) = if one < other { (0, 1) } else { (1, 0) };
    let until = one.min(other) + 1;
    let both = filled[..until]
        .iter()
        .filter(|cells| cells[0] > 0 && cells[1] > 0)
        .count();
    let widths: BTreeSet<usize> = filled[..until].iter().map(|cells| cells[longer]).collect();
    let usual = widths.last().copied().unwrap_or(0);
    let full =
        |cells: &[usize; 2]| cells[longer] >= FEWEST_COLUMNS.min(usual) && cells[shorter] == 0;
    one != other && both * 10 >= until * 8 && filled[until..].iter().all(full)
}
