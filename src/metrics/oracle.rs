//! The figures of random agencies worked out once more: plain loops over the rows, written from the definitions, with no
//! frame of the program's and none of its arithmetic.
//!
//! [`agency`] is three months of a small agency: hours, revenue, AGI, cost, and the laws among all frames. [`firm`] is two
//! years of another with contracts, budgets, bookings and campaigns; each file beside it works out one family of figures.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{Datum, Metrics};
use crate::model::{Duration, Money};

mod ageing;
mod agency;
mod campaigns;
mod capacity;
mod clients;
mod firm;
mod forecast;
mod health;
mod overrun;
mod projects;

/// Units of a [`Duration`] in an hour.
const HOUR: i128 = 90_000;

/// A row of a frame by column.
type Row = BTreeMap<&'static str, Datum>;

fn rows(metrics: &Metrics, frame: &str) -> Vec<Row> {
    let frame = metrics.get(frame).expect("a frame of the catalogue");
    let columns = frame.spec.columns.iter();
    let columns: Vec<_> = columns
        .map(|(name, _)| (*name, frame.values(name)))
        .collect();
    let row = |at: usize| {
        columns
            .iter()
            .map(|(name, values)| (*name, values[at].clone()))
            .collect()
    };
    (0..frame.len()).map(row).collect()
}

fn text(row: &Row, column: &str) -> String {
    match &row[column] {
        Datum::Text(text) => text.clone(),
        Datum::Null => String::new(),
        other => panic!("{column} is no text but {other:?}"),
    }
}

/// Money, hours or a count; n/a is none.
fn whole(row: &Row, column: &str) -> Option<i64> {
    match &row[column] {
        Datum::Money(Money(parts)) | Datum::Hours(Duration(parts)) | Datum::Count(parts) => {
            Some(*parts)
        }
        Datum::Null => None,
        other => panic!("{column} is no whole number but {other:?}"),
    }
}

/// Half away from zero.
fn rounded(parts: i128, divisor: i128) -> i64 {
    let sign = if (parts < 0) == (divisor < 0) { 1 } else { -1 };
    let (parts, divisor) = (parts.abs(), divisor.abs());
    (sign * ((2 * parts + divisor) / (2 * divisor))) as i64
}

/// A share or another plain number; n/a is none.
fn number(row: &Row, column: &str) -> Option<f64> {
    match &row[column] {
        Datum::Float(number) => Some(*number),
        Datum::Null => None,
        other => panic!("{column} is no number but {other:?}"),
    }
}

/// True when two ratios agree but for the last digits of a float.
fn near(one: Option<f64>, other: Option<f64>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => {
            (one - other).abs() <= 1e-9 * one.abs().max(other.abs()).max(1.0)
        }
        (None, None) => true,
        _ => false,
    }
}

/// `part / whole`; none without a whole.
fn quotient(part: i128, whole: i128) -> Option<f64> {
    (whole != 0).then(|| part as f64 / whole as f64)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn loops_over_the_rows_of_a_firm_find_the_same(firm in firm::firms()) {
        let metrics = firm.metrics();
        capacity::people_by_the_day(&firm, &metrics)?;
        capacity::one_month_on_every_basis(&firm, &metrics)?;
        capacity::weeks_ahead(&firm, &metrics)?;
        projects::budgets_burn_and_are_overrun(&firm, &metrics)?;
        overrun::who_went_over_the_budget(&firm, &metrics)?;
        projects::retainers_carry_what_is_left(&firm, &metrics)?;
        projects::work_in_progress(&firm, &metrics)?;
        clients::spend_against_every_stretch(&firm, &metrics)?;
        clients::two_years_of_all_clients(&firm, &metrics)?;
        clients::shares_ranks_and_hhi(&firm, &metrics)?;
        campaigns::sums_and_ratios_of_sums(&firm, &metrics)?;
        campaigns::goals_that_name_a_figure(&firm, &metrics)?;
        forecast::firm_and_probable(&firm, &metrics)?;
        health::contributions_add_up(&firm, &metrics)?;
    }
}
