//! Shares that are shown to one decimal and add up to 100.0: largest remainder. `data/` keeps all digits.

use std::collections::BTreeMap;

use crate::metrics::Datum;
use crate::report::select::{Picked, plain};
use crate::report::template::DetailedColumn;

/// Steps of a whole: tenths of a percent.
const STEPS: f64 = 1_000.0;
/// How far from a whole the parts may add up; parts of something larger are left as they are.
const SLACK: f64 = 1e-6;

/// The rounded values of one column by row; none for a row that is left as it stands.
pub(super) type Rounded = Vec<Option<f64>>;

/// Rounded values of the columns that are parts of a whole, or run over such a column; by position of the column.
pub(super) fn rounded(details: &[DetailedColumn], picked: &Picked<'_>) -> BTreeMap<usize, Rounded> {
    let mut found = BTreeMap::new();
    for (at, detail) in details.iter().enumerate() {
        if let Some(of) = &detail.parts_of {
            found.insert(at, parts(&detail.column, of, picked));
        }
    }
    for (at, detail) in details.iter().enumerate() {
        let over = detail.runs_over.as_ref();
        let part = over.and_then(|over| details.iter().position(|other| other.column == *over));
        if let Some(values) = part.and_then(|part| found.get(&part)) {
            found.insert(at, running(values));
        }
    }
    found
}

/// The parts of each whole: rows that agree in some columns.
fn parts(column: &str, of: &[String], picked: &Picked<'_>) -> Rounded {
    let mut wholes: BTreeMap<Vec<String>, Vec<usize>> = BTreeMap::new();
    for at in 0..picked.len() {
        let key = of.iter().map(|column| plain(picked.value(at, column)));
        wholes.entry(key.collect()).or_default().push(at);
    }
    let mut rounded = vec![None; picked.len()];
    for rows in wholes.into_values() {
        let share = |at: &usize| match picked.value(*at, column) {
            Datum::Float(share) => *share,
            _ => 0.0,
        };
        let shares: Vec<f64> = rows.iter().map(share).collect();
        for (at, steps) in rows.iter().zip(largest_remainder(&shares)) {
            let told = matches!(picked.value(*at, column), Datum::Float(_));
            rounded[*at] = told.then(|| f64::from(steps) / STEPS);
        }
    }
    rounded
}

/// Steps of each share, which together make the whole; none at all when the shares make no whole. Of equal remainders the
/// first comes first.
fn largest_remainder(shares: &[f64]) -> Vec<i32> {
    let sum: f64 = shares.iter().sum();
    if (sum - 1.0).abs() > SLACK || shares.iter().any(|share| *share < 0.0) {
        return Vec::new();
    }
    // a remainder that is one but for the last digits of a float is a whole step
    let exact = |share: &f64| (share * STEPS * 1e6).round() / 1e6;
    let mut steps: Vec<i32> = shares
        .iter()
        .map(|share| exact(share).floor() as i32)
        .collect();
    let left = STEPS as i32 - steps.iter().sum::<i32>();
    let mut order: Vec<usize> = (0..shares.len()).collect();
    let remainder = |at: &usize| exact(&shares[*at]) - exact(&shares[*at]).floor();
    order.sort_by(|one, other| remainder(other).total_cmp(&remainder(one)));
    for at in order.into_iter().take(left.max(0) as usize) {
        steps[at] += 1;
    }
    steps
}

/// Sums of the values so far.
fn running(values: &Rounded) -> Rounded {
    let mut sum = 0.0;
    let run = |value: &Option<f64>| {
        sum += (*value)?;
        Some((sum * STEPS).round() / STEPS)
    };
    values.iter().map(run).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shown_shares_add_up() {
        for (shares, steps) in [
            (&[1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0][..], &[334, 333, 333][..]),
            (&[0.6, 0.4, 0.0], &[600, 400, 0]),
            // 66.66, 16.67, 16.67: the two larger remainders round up
            (&[4.0 / 6.0, 1.0 / 6.0, 1.0 / 6.0], &[666, 167, 167]),
            (&[0.0004, 0.0004, 0.9992], &[1, 0, 999]),
            // parts of something larger
            (&[0.3, 0.3], &[]),
            (&[1.5, -0.5], &[]),
            (&[], &[]),
        ] {
            assert_eq!(largest_remainder(shares), steps, "{shares:?}");
        }
        let run = running(&vec![Some(0.334), Some(0.333), None, Some(0.333)]);
        assert_eq!(run, [Some(0.334), Some(0.667), None, Some(1.0)]);
    }
}
