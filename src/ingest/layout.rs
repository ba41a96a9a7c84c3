//! The tables of a sheet: below each other, side by side, or none.

use super::columns::{Mapping, View, view};
use super::grid::{Grid, filled_cells, is_blank, shown};
use super::header::{HeaderRows, extend, find, is_label};
use super::knowledge::Knowledge;
use super::lengths::choose_length;
use super::recognise::{Talk, Verdict, judge};
use super::sheet::Row;
use super::t13;
use crate::model::Table;

/// Rows whose cells say which columns a block has.
const PROBED_ROWS: usize = 500;
/// Title rows that are listened to.
const TITLES: usize = 12;

/// A block of a sheet and what it is believed to be.
pub struct Found<'a> {
    /// Its header.
    pub header: Option<HeaderRows>,
    /// First and last row below the header; empty when the first is larger.
    pub rows: (u32, u32),
    /// First and last column.
    pub columns: (u32, u32),
    /// Its columns.
    pub views: Vec<View<'a>>,
    /// What it is.
    pub verdict: Verdict,
    /// What stands around it.
    pub talk: Talk,
}

impl Found<'_> {
    /// The mapping of a recognised table.
    pub fn mapping(&self) -> Option<&Mapping> {
        self.verdict.mapping.as_ref()
    }
}

/// Finds the tables of a sheet. A sheet without headers is one block without a table.
pub fn tables<'a>(
    grid: &Grid<'a>,
    knowledge: &Knowledge,
    decided: Option<Table>,
) -> Vec<Found<'a>> {
    let Some((first, last)) = grid.bounds() else {
        return Vec::new();
    };
    if let Some(found) = t13::find(grid, knowledge).filter(|_| decided.is_none()) {
        return vec![found];
    }
    let mut headers: Vec<Option<HeaderRows>> =
        find(grid, knowledge).into_iter().map(Some).collect();
    if headers.is_empty() {
        headers.push(likely_header(grid, first, last, knowledge));
    }
    let mut found = Vec::new();
    for (at, header) in headers.iter().enumerate() {
        let from = header.map_or(first, |header| header.bottom + 1);
        let to = headers
            .get(at + 1)
            .copied()
            .flatten()
            .map_or(last, |next| above_title(grid, next.top));
        let above = match at.checked_sub(1).and_then(|before| headers[before]) {
            Some(before) => before.bottom + 1,
            None => first,
        };
        let talk = talk(grid, above, header.map_or(first, |header| header.top));
        found.extend(block(grid, *header, (from, to), talk, knowledge, decided));
    }
    found
}

/// The last row before a header and its title: a lone text right above it, below a row that holds nothing.
fn above_title(grid: &Grid<'_>, header: u32) -> u32 {
    let filled = |row: u32| {
        grid.row(row)
            .map_or(0, |row| filled_cells(&row.cells, (1, u32::MAX)).count())
    };
    let titled = header > 2 && filled(header - 1) == 1 && filled(header - 2) == 0;
    if titled { header - 2 } else { header - 1 }
}

/// Without any known heading: the first row of texts above a row at least as wide, to show people.
fn likely_header(
    grid: &Grid<'_>,
    first: u32,
    last: u32,
    knowledge: &Knowledge,
) -> Option<HeaderRows> {
    let rows: Vec<Row<'_>> = grid.rows(first, last).take(31).collect();
    let width = |at: usize| filled_cells(&rows[at].cells, (1, u32::MAX)).count();
    (0..rows.len().saturating_sub(1))
        .find(|at| {
            width(*at) >= 2
                && filled_cells(&rows[*at].cells, (1, u32::MAX))
                    .all(|placed| super::grid::text(&placed.cell).is_some())
                && !filled_cells(&rows[*at].cells, (1, u32::MAX)).all(is_label)
                && width(at + 1) * 2 >= width(*at)
        })
        .map(|at| extend(grid, rows[at].number, knowledge))
}

/// Texts of the rows above a header.
pub(super) fn talk(grid: &Grid<'_>, from: u32, header: u32) -> Talk {
    let mut titles: Vec<String> = grid
        .sheet
        .rows_backwards(from, header.saturating_sub(1))
        .take(TITLES)
        .flat_map(|row| row.cells)
        .filter(|placed| !is_blank(&placed.cell))
        .map(|placed| shown(&placed.cell))
        .filter(|text| text.chars().count() <= 120)
        .collect();
    titles.dedup();
    Talk {
        file: words_of_name(&grid.sheet.file),
        sheet: grid.sheet.name.to_string(),
        titles,
    }
}

/// A file's name as words: without its ending, dots as gaps.
fn words_of_name(file: &str) -> String {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    stem.replace('.', " ")
}

/// One block, or several side by side when empty columns part it and each part is a table by itself.
fn block<'a>(
    grid: &Grid<'a>,
    header: Option<HeaderRows>,
    rows: (u32, u32),
    talk: Talk,
    knowledge: &Knowledge,
    decided: Option<Table>,
) -> Vec<Found<'a>> {
    let runs = column_runs(grid, header, rows);
    let Some(whole) = runs.first().zip(runs.last()).map(|(a, b)| (a.0, b.1)) else {
        return Vec::new();
    };
    let judged = |columns: (u32, u32), talk: Talk| {
        let views = view(grid, header, rows, columns, knowledge);
        let verdict = judge(&views, &talk, knowledge, decided);
        let mut found = Found {
            header,
            rows,
            columns,
            views,
            verdict,
            talk,
        };
        choose_length(grid.sheet, &mut found, knowledge);
        found
    };
    let wide_runs: Vec<(u32, u32)> = runs.into_iter().filter(|run| run.1 > run.0).collect();
    if wide_runs.len() >= 2 && decided.is_none() {
        let parts: Vec<Found<'a>> = wide_runs
            .iter()
            .map(|run| judged(*run, talk.clone()))
            .collect();
        if parts.iter().all(|part| part.verdict.table.is_some()) {
            return parts;
        }
    }
    vec![judged(whole, talk)]
}

/// Runs of columns that hold anything, parted by columns that hold nothing.
fn column_runs(grid: &Grid<'_>, header: Option<HeaderRows>, rows: (u32, u32)) -> Vec<(u32, u32)> {
    let from = header.map_or(rows.0, |header| header.top);
    let probed = grid
        .rows(from, rows.1.max(from))
        .take(PROBED_ROWS)
        .flat_map(|row| row.cells)
        .filter(|placed| !is_blank(&placed.cell));
    let mut columns: Vec<u32> = probed.map(|placed| placed.column).collect();
    columns.sort_unstable();
    columns.dedup();
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for column in columns {
        match runs.last_mut() {
            Some(run) if run.1 + 1 == column => run.1 = column,
            _ => runs.push((column, column)),
        }
    }
    runs
}
