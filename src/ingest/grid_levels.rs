//! Rows of a grid that sum up the rows below them: a project above its people, a client above its projects. What belongs to
//! such a row stands further right or further in.

use std::collections::BTreeMap;

/// A row of a grid.
#[derive(Clone, Debug)]
pub(super) struct Levelled {
    /// Column of its only name and how far that is indented; none for a row with several names or without one.
    pub only: Option<(u32, usize)>,
    /// Column of its first name and how far that is indented.
    pub first: Option<(u32, usize)>,
    /// What each period column holds; nothing for an empty one and a zero.
    pub amounts: BTreeMap<u32, i64>,
}

/// Which rows are the sum of those below them that stand further in. Each period must agree.
pub(super) fn roll_ups(rows: &[Levelled]) -> Vec<bool> {
    (0..rows.len())
        .map(|at| sums_up(&rows[at], &rows[at + 1..]))
        .collect()
}

fn sums_up(row: &Levelled, below: &[Levelled]) -> bool {
    let Some(level) = row.only.filter(|_| !row.amounts.is_empty()) else {
        return false;
    };
    let inner = below
        .iter()
        .take_while(|next| next.first.is_some_and(|first| first > level));
    let mut sum: BTreeMap<u32, i64> = BTreeMap::new();
    let mut next_level = None;
    for next in inner {
        let nearest = *next_level.get_or_insert(next.first);
        if next.first > nearest {
            continue;
        }
        for (column, amount) in &next.amounts {
            let total = sum.entry(*column).or_default();
            *total = total.saturating_add(*amount);
        }
        if !sum_may_still_be(&sum, &row.amounts) {
            return false;
        }
    }
    sum.retain(|_, amount| *amount != 0);
    sum == row.amounts
}

/// No period is above the row's yet: a long list below a row that is no sum is given up early.
fn sum_may_still_be(sum: &BTreeMap<u32, i64>, wanted: &BTreeMap<u32, i64>) -> bool {
    sum.iter()
        .all(|(column, amount)| amount <= wanted.get(column).unwrap_or(&0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows by column and indent of their first name, its being the only one, and hours of two months.
    fn rows(rows: &[(u32, usize, bool, [i64; 2])]) -> Vec<Levelled> {
        rows.iter()
            .map(|(column, indent, only, amounts)| Levelled {
                only: only.then_some((*column, *indent)),
                first: Some((*column, *indent)),
                amounts: (1..)
                    .zip(*amounts)
                    .filter(|(_, amount)| *amount != 0)
                    .collect(),
            })
            .collect()
    }

    #[test]
    fn a_row_that_sums_up_those_further_in_is_found() {
        let by_column = rows(&[
            (1, 0, true, [10, 3]),
            (2, 0, true, [7, 3]),
            (3, 0, true, [7, 0]),
            (3, 0, true, [0, 3]),
            (2, 0, true, [3, 0]),
            (3, 0, true, [3, 0]),
            (1, 0, true, [4, 4]),
            (2, 0, true, [4, 4]),
        ]);
        let found = roll_ups(&by_column);
        assert_eq!(found, [true, true, false, false, true, false, true, false]);
        let by_indent = rows(&[
            (1, 0, true, [5, 0]),
            (1, 2, true, [3, 0]),
            (1, 2, true, [2, 0]),
        ]);
        assert_eq!(roll_ups(&by_indent), [true, false, false]);
    }

    #[test]
    fn a_row_of_its_own_is_none() {
        for (what, other) in [
            (
                "another month",
                rows(&[(1, 0, true, [5, 1]), (2, 0, true, [5, 0])]),
            ),
            (
                "a name beside it",
                rows(&[(1, 0, false, [5, 0]), (2, 0, true, [5, 0])]),
            ),
            (
                "nothing further in",
                rows(&[(1, 0, true, [5, 0]), (1, 0, true, [5, 0])]),
            ),
        ] {
            assert!(!roll_ups(&other)[0], "{what}");
        }
    }
}
