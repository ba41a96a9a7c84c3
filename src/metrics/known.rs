//! A figure that is known, or the reason why it is not (`metrics.md`, general rules).

use super::Datum;

/// The figure, or a reason code.
pub type Known<T> = Result<T, &'static str>;

/// Nothing to divide by: no hours.
pub const NO_HOURS: &str = "no-hours";
/// Nothing to divide by: no revenue.
pub const NO_SALES: &str = "no-sales";
/// No budget was agreed.
pub const NO_BUDGET: &str = "no-budget";
/// No fee was agreed.
pub const NO_FEE: &str = "no-fee";
/// Nobody told how the work is paid.
pub const NO_TERMS: &str = "no-terms";
/// No capacity.
pub const NO_CAPACITY: &str = "no-capacity";
/// No target, or a target equal to the baseline.
pub const NO_TARGET: &str = "no-target";
/// The files do not say.
pub const NO_DATA: &str = "no-data";
/// There is no earlier period to compare with.
pub const NO_PREVIOUS: &str = "no-previous";
/// Fewer cases than a score needs.
pub const TOO_FEW: &str = "too-few";
/// A cost rate or an exchange rate is missing.
pub const NO_RATE: &str = "no-rate";

/// The files do not reach back far enough.
pub const SHORT_HISTORY: &str = "short-history";
/// Nobody left: no length of life can be told.
pub const NO_CHURN: &str = "no-churn";
/// The client is gone: nothing is expected of it.
pub const GONE: &str = "gone";

/// `part / whole` of two integers of one unit, or the reason when there is nothing to divide by.
pub fn ratio(part: i64, whole: i64, reason: &'static str) -> Known<f64> {
    if whole == 0 {
        return Err(reason);
    }
    Ok(part as f64 / whole as f64)
}

/// A value column and its note column.
pub fn pair<T: Into<Datum>>(figure: Known<T>) -> [Datum; 2] {
    match figure {
        Ok(value) => [value.into(), Datum::Null],
        Err(reason) => [Datum::Null, reason.into()],
    }
}
