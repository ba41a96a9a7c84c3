//! A quotient, or the reason why there is none.

use super::frame::Datum;
use crate::model::Duration;

/// Value and note of a share of two times: n/a with `reason` when the denominator is missing or not positive.
pub(crate) fn share(
    numerator: Duration,
    denominator: Option<Duration>,
    reason: &'static str,
) -> [Datum; 2] {
    share_of(
        i128::from(numerator.0),
        denominator.map(|time| i128::from(time.0)),
        reason,
    )
}

/// The same for products that do not fit a [`Duration`].
pub(crate) fn share_of(
    numerator: i128,
    denominator: Option<i128>,
    reason: &'static str,
) -> [Datum; 2] {
    match denominator {
        Some(whole) if whole > 0 => [Datum::Float(numerator as f64 / whole as f64), Datum::Null],
        _ => not_available(reason),
    }
}

/// n/a and its reason code.
pub(crate) fn not_available(reason: &'static str) -> [Datum; 2] {
    [Datum::Null, Datum::from(reason)]
}
