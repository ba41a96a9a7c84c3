//! Columns that follow from others row by row: gross from net and tax, an amount from hours and their price, what is left of
//! a budget, a running total, each row's share of the whole. Whoever has the others loses nothing with them.

use std::collections::BTreeMap;

/// A column's numbers by row, in ten-thousandths.
pub(super) type Numbers = BTreeMap<u32, i64>;

/// Fewer rows follow by chance.
const FEWEST_ROWS: usize = 2;
/// Whole numbers from here on may be rounded from a finer unit.
const LARGE: i128 = 10 * UNIT;
/// Columns of which a sum may be made.
const MOST_COLUMNS: usize = 24;
/// The unit of the numbers.
const UNIT: i128 = 10_000;
/// What a printed number may be rounded by: half a hundredth, and as much again for what it is made of.
const ROUNDED: i128 = UNIT / 100;

/// The columns of numbers of a list.
pub(super) struct Sums<'n> {
    /// Those that are read, or told.
    pub(super) known: Vec<&'n Numbers>,
    /// All of them, from left to right.
    pub(super) around: Vec<&'n Numbers>,
    /// All that may be parts of a whole.
    pub(super) parts: Vec<&'n Numbers>,
}

impl Sums<'_> {
    /// True for a column that comes of others that are known, or of which, with another one, a known one is made.
    pub(super) fn tell(&self, column: &Numbers) -> bool {
        let alone = |one: &Numbers| {
            repeats(column, one) || accumulates(column, one) || is_share(column, one)
        };
        column.len() >= FEWEST_ROWS
            && (self.known.iter().any(|one| alone(one))
                || of_two(column, &self.known)
                || self.makes_known(column)
                || sums_neighbours(column, &self.around))
    }

    /// With another column it is multiplied, or added up, to a known one.
    fn makes_known(&self, column: &Numbers) -> bool {
        let is_part = { self.parts.iter() }.any(|part| std::ptr::eq(*part, column));
        let others = { self.around.iter() }.filter(|other| !std::ptr::eq(**other, column));
        let mut others = others.filter(|other| other.len() >= FEWEST_ROWS);
        others.any(|other| {
            let added = is_part && { self.parts.iter() }.any(|part| std::ptr::eq(*part, *other));
            self.known.iter().any(|whole| {
                let apart = !std::ptr::eq(*whole, *other) && whole.len() >= column.len();
                apart && makes(column, other, whole, added)
            })
        })
    }
}

/// The product of two columns, or their sum, is the third in each row.
fn makes(column: &Numbers, other: &Numbers, whole: &Numbers, added: bool) -> bool {
    let (Some(others), Some(wholes)) = (beside(column, other), beside(column, whole)) else {
        return false;
    };
    let rows = || {
        others
            .iter()
            .zip(&wholes)
            .map(|((one, other), (_, whole))| (*one, *other, *whole))
    };
    rows().all(|(one, other, whole)| (one * other / UNIT - whole).abs() <= 2 * ROUNDED)
        || added && rows().all(|(one, other, whole)| (one + other - whole).abs() <= 2 * ROUNDED)
}

/// The values of two columns in each row of the first; none where the second lacks one.
fn beside(column: &Numbers, other: &Numbers) -> Option<Vec<(i128, i128)>> {
    let pairs = column.iter().map(|(row, value)| {
        let other = other.get(row).copied();
        Some((i128::from(*value), i128::from(other?)))
    });
    pairs.collect()
}

/// The same in another unit: each is the same multiple of the other, as minutes of hours, but for what is rounded; never by a
/// multiple of one value.
fn repeats(column: &Numbers, other: &Numbers) -> bool {
    let Some(pairs) = beside(column, other) else {
        return false;
    };
    let varied = pairs.iter().any(|(_, one)| *one != pairs[0].1);
    let equal = pairs
        .iter()
        .all(|(one, other)| (one.abs() - other.abs()).abs() <= ROUNDED);
    // whole minutes of seconds
    let whole = pairs
        .iter()
        .all(|(one, _)| one % UNIT == 0 && one.abs() >= LARGE);
    let loose = if whole { UNIT } else { ROUNDED };
    let sums = pairs
        .iter()
        .fold((0, 0), |sums, (one, other)| (sums.0 + one, sums.1 + other));
    let multiple = || {
        let mut pairs = pairs.iter();
        sums.1 != 0
            && pairs
                .all(|(one, other)| (one * sums.1 - other * sums.0).abs() <= loose * sums.1.abs())
    };
    equal || varied && multiple()
}

/// What ran up so far.
fn accumulates(column: &Numbers, other: &Numbers) -> bool {
    let Some(pairs) = beside(column, other) else {
        return false;
    };
    let steps = pairs.windows(2).filter(|pair| pair[1].1 != 0);
    let all = |sign: i128| {
        let mut pairs = pairs.windows(2);
        pairs.all(|pair| (pair[1].0 - pair[0].0 - sign * pair[1].1).abs() <= ROUNDED)
    };
    steps.count() >= FEWEST_ROWS && (all(1) || all(-1))
}

/// Each row's part of the sum of all, as a fraction or in percent.
fn is_share(column: &Numbers, other: &Numbers) -> bool {
    let Some(pairs) = beside(column, other) else {
        return false;
    };
    let whole: i128 = other.values().map(|value| i128::from(*value)).sum();
    let all = |times: i128, loose: i128| {
        let mut pairs = pairs.iter();
        pairs
            .all(|(share, part)| (share * whole - part * UNIT * times).abs() <= loose * whole.abs())
    };
    whole != 0 && (all(1, ROUNDED / 2) || all(100, UNIT / 2))
}

/// Sum, difference, product or ratio of two others.
fn of_two(column: &Numbers, known: &[&Numbers]) -> bool {
    let beside: Vec<Vec<i128>> = { known.iter().take(MOST_COLUMNS) }
        .filter_map(|other| {
            Some(
                beside(column, other)?
                    .into_iter()
                    .map(|(_, one)| one)
                    .collect(),
            )
        })
        .collect();
    let own: Vec<i128> = column.values().map(|value| i128::from(*value)).collect();
    let every = |holds: &dyn Fn(usize) -> bool| (0..own.len()).all(holds);
    let near = |left: i128, right: i128| (left - right).abs() <= 2 * ROUNDED;
    beside.iter().enumerate().any(|(at, left)| {
        beside[at + 1..].iter().any(|right| {
            every(&|row| near(own[row], left[row] + right[row]))
                || every(&|row| near(own[row].abs(), (left[row] - right[row]).abs()))
                || every(&|row| near(own[row], left[row] * right[row] / UNIT))
                || every(&|row| near(own[row], left[row] * right[row] / UNIT / 100))
                || is_ratio(&own, left, right)
                || is_ratio(&own, right, left)
        })
    })
}

/// Each is the quotient of two others, as a fraction or in percent.
fn is_ratio(own: &[i128], above: &[i128], below: &[i128]) -> bool {
    let all = |times: i128, loose: i128| {
        (0..own.len()).all(|row| {
            let whole = below[row].abs();
            (own[row] * below[row] - above[row] * UNIT * times).abs() <= loose * whole
        })
    };
    let told = below.iter().all(|value| *value != 0);
    told && (all(1, ROUNDED) || all(100, UNIT / 2))
}

/// The sum of a run of columns to its left or right.
fn sums_neighbours(column: &Numbers, around: &[&Numbers]) -> bool {
    let Some(at) = around.iter().position(|one| std::ptr::eq(*one, column)) else {
        return false;
    };
    let is_sum = |columns: &mut dyn Iterator<Item = &&Numbers>| {
        let mut sums: Numbers = column.keys().map(|row| (*row, 0)).collect();
        let mut summed = 0;
        for one in columns.take(MOST_COLUMNS) {
            for (row, sum) in &mut sums {
                *sum = sum.saturating_add(one.get(row).copied().unwrap_or(0));
            }
            summed += 1;
            let same = || {
                sums.iter()
                    .all(|(row, sum)| (column[row] - sum).abs() <= 100)
            };
            if summed > 1 && same() {
                return true;
            }
        }
        false
    };
    is_sum(&mut around[..at].iter().rev()) || is_sum(&mut around[at + 1..].iter())
}
