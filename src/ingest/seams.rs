//! Where two different tables stand side by side without an empty column between them.
//!
//! Any column of a wide sheet may be the first of a second table: what the parts are asked is counted once for all of them.

use std::collections::{BTreeSet, HashMap};

use super::columns::View;
use super::grid::{Grid, is_blank, text};
use super::knowledge::Knowledge;
use super::layout::Found;
use super::sheet::Placed;
use super::side_by_side::{FEWEST_COLUMNS, PROBED_ROWS};
use super::words::{TotalLabel, Words};
use crate::model::Kind;
use crate::model::key::fold;

/// Places that are tried: a sheet with more of them is one table of many columns.
const MOST_SEAMS: usize = 8;

/// Last columns of the left one of two tables that a block may be: where a heading of the left part comes again, or where
/// one part would lose most of its columns. Beyond the end of the shorter table the longer one goes on.
pub(super) fn seams(grid: &Grid<'_>, whole: &Found<'_>, knowledge: &Knowledge) -> Vec<u32> {
    let plain = whole.verdict.source.is_none() && whole.verdict.wide.is_none();
    if whole.header.is_none() || !plain {
        return Vec::new();
    }
    let views = &whole.views;
    let headings = Headings::of(views);
    let lost = Lost::of(whole);
    let mut rows: Option<Vec<FilledRow<'_>>> = None;
    let last = (views.len() + 1).saturating_sub(FEWEST_COLUMNS);
    let may_part = |at: &usize| {
        let again = headings.first_like(*at);
        if again.is_none() && !lost.is_most(0..*at) && !lost.is_most(*at..views.len()) {
            return false;
        }
        let rows = rows.get_or_insert_with(|| filled_rows(grid, whole));
        goes_on(rows, views[*at].column, &knowledge.words)
            || again.is_some_and(|own| names_others(rows, own, &views[*at], knowledge))
    };
    let seams = (FEWEST_COLUMNS..last).filter(may_part);
    seams
        .map(|at| views[at].column - 1)
        .take(MOST_SEAMS)
        .collect()
}

/// The headings of a block, and where each of them stands first.
struct Headings<'v, 'a> {
    views: &'v [View<'a>],
    first: HashMap<&'v str, usize>,
}

impl<'v, 'a> Headings<'v, 'a> {
    fn of(views: &'v [View<'a>]) -> Headings<'v, 'a> {
        let mut first = HashMap::new();
        for (at, view) in views.iter().enumerate() {
            if let Some(key) = key_of(view) {
                first.entry(key).or_insert(at);
            }
        }
        Headings { views, first }
    }

    /// The first column on the left that has the heading of this one.
    fn first_like(&self, at: usize) -> Option<&'v View<'a>> {
        let first = *self.first.get(key_of(&self.views[at])?)?;
        (first < at).then(|| &self.views[first])
    }
}

fn key_of<'v>(view: &'v View<'_>) -> Option<&'v str> {
    view.heading.keys.first().map(|(key, _)| key.as_str())
}

/// How many columns, up to each of them, mean nothing when a block is read as one table; none where it is no table.
struct Lost(Option<Vec<usize>>);

impl Lost {
    fn of(whole: &Found<'_>) -> Lost {
        let Some(mapping) = whole.mapping() else {
            return Lost(None);
        };
        let bound: BTreeSet<u32> = mapping.bound.iter().map(|bound| bound.column).collect();
        let mut lost = 0;
        let counts = whole.views.iter().map(|view| {
            lost += usize::from(!bound.contains(&view.column));
            lost
        });
        Lost(Some([0].into_iter().chain(counts).collect()))
    }

    /// Six of ten columns of the part would mean nothing.
    fn is_most(&self, part: std::ops::Range<usize>) -> bool {
        let Some(counts) = &self.0 else {
            return true;
        };
        (counts[part.end] - counts[part.start]) * 10 >= part.len() * 6
    }
}

/// The cells of a row that are not blank, and which of them were found to be the label of a total.
struct FilledRow<'a> {
    cells: Vec<Placed<'a>>,
    totals: Vec<Option<bool>>,
}

fn filled_rows<'a>(grid: &Grid<'a>, whole: &Found<'_>) -> Vec<FilledRow<'a>> {
    let (left, right) = whole.columns;
    let rows = grid.rows(whole.rows.0, whole.rows.1).take(PROBED_ROWS);
    let filled = rows.map(|row| {
        let mut cells = row.cells;
        cells.retain(|placed| (left..=right).contains(&placed.column) && !is_blank(&placed.cell));
        let totals = vec![None; cells.len()];
        FilledRow { cells, totals }
    });
    filled.collect()
}

impl FilledRow<'_> {
    /// How many cells stand on the left of a column.
    fn before(&self, column: u32) -> usize {
        self.cells.partition_point(|placed| placed.column < column)
    }

    fn is_total(&mut self, at: usize, words: &Words) -> bool {
        let Some(placed) = self.cells.get(at) else {
            return false;
        };
        *self.totals[at].get_or_insert_with(|| {
            text(&placed.cell).is_some_and(|text| {
                let label = fold(text);
                matches!(words.total_label(&label), Some(TotalLabel::Whole))
            })
        })
    }

    fn name(&self, column: u32) -> Option<String> {
        let placed = self.cells.get(self.before(column))?;
        let own = (placed.column == column).then(|| text(&placed.cell));
        own.flatten().map(fold)
    }
}

/// One side ends before the other, whose rows go on as full as before; until then both sides are filled.
fn goes_on(rows: &mut [FilledRow<'_>], seam: u32, words: &Words) -> bool {
    let mut filled: Vec<[usize; 2]> = Vec::new();
    for row in rows {
        let left = row.before(seam);
        let right = row.cells.len() - left;
        let labels = row.is_total(0, words) || row.is_total(left, words);
        if left + right > 0 && !labels {
            filled.push([left, right]);
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
    let usual = filled[..until].iter().map(|cells| cells[longer]).max();
    let usual = usual.unwrap_or(0);
    let full =
        |cells: &[usize; 2]| cells[longer] >= FEWEST_COLUMNS.min(usual) && cells[shorter] == 0;
    one != other && both * 10 >= until * 8 && filled[until..].iter().all(full)
}

/// The right part names other people, clients or projects than the left one on the same rows, under the same heading: a row
/// is about one of them. Both parts go on to the end.
fn names_others(
    rows: &[FilledRow<'_>],
    own: &View<'_>,
    first: &View<'_>,
    knowledge: &Knowledge,
) -> bool {
    let Some(key) = key_of(first) else {
        return false;
    };
    let names = knowledge.claims(key).iter().any(|claim| {
        let kind = knowledge.schema(claim.table).fields[claim.field].kind;
        claim.strong && matches!(kind, Kind::Client | Kind::Person | Kind::Project)
    });
    if !names {
        return false;
    }
    let pairs = rows.iter().filter_map(|row| {
        let (one, other) = (row.name(own.column)?, row.name(first.column)?);
        Some(one != other)
    });
    let pairs: Vec<bool> = pairs.collect();
    let others = pairs.iter().filter(|other| **other).count();
    pairs.len() >= FEWEST_COLUMNS && others * 2 >= pairs.len()
}
