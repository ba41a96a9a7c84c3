//! Tables side by side: which are lists of their own, and which sum up another.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::Mapping;
use super::grid::{Grid, text};
use super::knowledge::Knowledge;
use super::layout::Found;
use super::period::{Length, Period};
use super::recognise::Verdict;
use super::sheet::Row;
use super::value::{self, DateOrder, Decimal, TimeUnit};
use crate::model::Table;
use crate::model::key::fold;
use crate::model::phrase::phrase;

/// Columns of a table that stands beside another.
pub(super) const FEWEST_COLUMNS: usize = 3;
/// Longer lists have no summary beside them that is looked for.
const MOST_SUMMED: usize = 20_000;
/// Rows that are looked at.
pub(super) const PROBED_ROWS: usize = 500;

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
