//! Headings that stand once over several columns without a merged block: `Jan`, two blank cells, `Feb` over `Plan`, `Fact`
//! and `Diff` of each.

use super::grid::{Grid, filled_cells, shown, text};
use super::heading::{Heading, compact};
use super::knowledge::Knowledge;
use super::sheet::{Placed, Row};
use super::unpivot::hint;
use super::words::Words;
use crate::model::Table;
use crate::model::key::fold;

/// How sure what a program writes below every open question says what the answers are.
const FREE_ANSWER: f64 = 0.45;

/// Fewer headings over several columns are a title and a remark.
const FEWEST_HEADS: usize = 2;
/// Periods below them, from which on what stands above is about periods too: `Q3`, `Q4` over months.
const FEWEST_PERIODS: usize = 3;

/// True when a row holds such headings over the headings of the row below it: two of them are periods, or periods
/// stand below, or what stands below one repeats
/// below the next.
pub(super) fn parts(grid: &Grid<'_>, upper: u32, words: &Words) -> bool {
    let (Some(above), Some(below)) = (grid.row(upper), grid.row(upper + 1)) else {
        return false;
    };
    let merged = grid
        .merges_of_row(upper)
        .any(|block| block.right > block.left);
    let headings = filled_cells(&below.cells, (1, u32::MAX))
        .all(|placed| text(&placed.cell).is_some() || hint(&placed.cell, words).is_some());
    let heads = heads(&above, &below);
    if merged || !headings || heads.len() < FEWEST_HEADS {
        return false;
    }
    let periods = heads
        .iter()
        .filter_map(|column| cell(&above, *column))
        .filter(|placed| hint(&placed.cell, words).is_some())
        .count();
    let is_period = |placed: &Placed<'_>| hint(&placed.cell, words).is_some();
    let over_period = |column: &u32| cell(&below, *column).is_some_and(|placed| is_period(&placed));
    // a title that stands above the names of a grid is none of its headings
    let below_are_periods = heads.iter().all(over_period)
        && filled_cells(&below.cells, (1, u32::MAX))
            .filter(|placed| is_period(placed))
            .count()
            >= FEWEST_PERIODS;
    periods >= FEWEST_HEADS
        || below_are_periods
        || heads
            .windows(2)
            .any(|pair| repeats(&below, pair[0], pair[1]))
}

/// The heading that stands over a column by standing to its left.
pub(super) fn over<'a>(grid: &Grid<'a>, upper: u32, column: u32) -> Option<Placed<'a>> {
    let (above, below) = (grid.row(upper)?, grid.row(upper + 1)?);
    cell(&below, column)?;
    let head = heads(&above, &below)
        .into_iter()
        .rfind(|head| *head < column)?;
    let between = filled_cells(&above.cells, (head + 1, column))
        .next()
        .is_none();
    let unbroken = (head..column).all(|at| cell(&below, at).is_some());
    cell(&above, head).filter(|_| between && unbroken)
}

/// Columns of cells with a heading below them and none beside them, where the row below goes on.
fn heads(above: &Row<'_>, below: &Row<'_>) -> Vec<u32> {
    filled_cells(&above.cells, (1, u32::MAX))
        .map(|placed| placed.column)
        .filter(|column| {
            cell(below, *column).is_some()
                && cell(above, column + 1).is_none()
                && cell(below, column + 1).is_some()
        })
        .collect()
}

/// What stands below a head stands below the next one too.
fn repeats(below: &Row<'_>, head: u32, next: u32) -> bool {
    let key = |column: u32| cell(below, column).map(|placed| compact(&shown(&placed.cell)));
    (0..next - head).all(|at| key(head + at) == key(next + at))
}

fn cell<'a>(row: &Row<'a>, column: u32) -> Option<Placed<'a>> {
    filled_cells(&row.cells, (column, column)).next().copied()
}

/// `NPS` below `Relationship` is a score and no relationship: what stands above a word that is known by itself only says what
/// it belongs to.
pub(super) fn leave_out_groups(heading: &mut Heading, parts: &[String], knowledge: &Knowledge) {
    let [first, .., last] = parts else {
        return;
    };
    let meant = |text: &str| -> Vec<(Table, usize)> {
        let claims = knowledge.claims(&compact(text)).iter();
        let strong = claims.filter(|claim| claim.strong);
        strong.map(|claim| (claim.table, claim.field)).collect()
    };
    let joined = [format!("{first} {last}"), format!("{last} {first}")];
    let words = &knowledge.words;
    if words.is_free_answer(&fold(last)) {
        let question = Heading::of(std::slice::from_ref(first));
        heading.keys = question.keys;
        heading.keys.push((compact(last), FREE_ANSWER));
        heading.words = question.words;
        return;
    }
    let above = format!(" {} ", fold(first));
    let says_how = words.speaks_of_plans(&above) || words.unit("", &above).is_some();
    let (own, of_group) = (meant(last), meant(first));
    // `Sum` below `Amount` is the amount
    let same = own.iter().any(|field| of_group.contains(field));
    let known = !own.is_empty() && !same && joined.iter().all(|both| meant(both).is_empty());
    if known && !says_how {
        let group = compact(first);
        heading.keys.retain(|(key, _)| *key != group);
        heading.words = Heading::of(std::slice::from_ref(last)).words;
    }
}
