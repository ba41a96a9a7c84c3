//! Totals that no word announces: rows without a key whose measure is the sum of the rows around them.

use std::collections::HashMap;

use super::rows::{Brief, NoData, Shape};
use super::totals::Says;
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
        let Some(found) = found else { continue };
        let lacks = briefs[at].columns & always != always;
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
