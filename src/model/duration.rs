//! Working time as integers.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use super::money::round_div;
use super::phrase::NUMBER;

/// A length of time in 1/90,000 of an hour: a second is 25, a minute 1,500, a ten-thousandth of an hour 9,
/// all exact. May be negative (a correction).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration(pub i64);

impl Duration {
    /// One hour.
    pub const HOUR: i64 = 90_000;
    /// One minute.
    pub const MINUTE: i64 = 1_500;
    /// One second.
    pub const SECOND: i64 = 25;
    /// No time.
    pub const ZERO: Duration = Duration(0);

    /// Whole hours.
    pub const fn hours(hours: i64) -> Duration {
        Duration(hours * Duration::HOUR)
    }

    /// Whole minutes.
    pub const fn minutes(minutes: i64) -> Duration {
        Duration(minutes * Duration::MINUTE)
    }

    /// Whole seconds.
    pub const fn seconds(seconds: i64) -> Duration {
        Duration(seconds * Duration::SECOND)
    }

    /// Hours given in ten-thousandths.
    pub const fn ten_thousandths(parts: i64) -> Duration {
        Duration(parts * 9)
    }

    /// `self * numerator / denominator`, rounded half away from zero. `None` when the denominator is
    /// zero or the result does not fit.
    pub fn scale(self, numerator: i64, denominator: i64) -> Option<Duration> {
        let product = i128::from(self.0) * i128::from(numerator);
        round_div(product, i128::from(denominator)).map(Duration)
    }

    /// Hours with one decimal, half away from zero, as a sentence says them: `186.0`.
    pub fn said(self) -> Said {
        let tenths = round_div(i128::from(self.0), i128::from(Duration::HOUR / 10));
        let tenths = tenths.expect("an hour has tenths");
        let sign = if tenths < 0 { "-" } else { "" };
        let tenths = tenths.unsigned_abs();
        Said(format!("{sign}{}.{}", tenths / 10, tenths % 10))
    }

    /// The same with two decimals where one does not say it: `13.25`.
    pub fn said_exactly(self) -> Said {
        let hundredths = round_div(i128::from(self.0), i128::from(Duration::HOUR / 100));
        let hundredths = hundredths.expect("an hour has hundredths");
        if hundredths % 10 == 0 {
            return self.said();
        }
        let sign = if hundredths < 0 { "-" } else { "" };
        let hundredths = hundredths.unsigned_abs();
        Said(format!(
            "{sign}{}.{:02}",
            hundredths / 100,
            hundredths % 100
        ))
    }

    /// Hours as a float, for the very edge (a cell, a ratio) and never before.
    pub fn to_hours(self) -> f64 {
        self.0 as f64 / Duration::HOUR as f64
    }

    /// The larger of this and zero.
    pub fn or_zero(self) -> Duration {
        self.max(Duration::ZERO)
    }
}

/// Hours as a sentence says them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said(String);

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() {
            write!(f, "{NUMBER}")?;
        }
        f.write_str(&self.0)
    }
}

/// Decimal hours with four digits, rounded half away from zero: `7.5000`.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() {
            write!(f, "{NUMBER}")?;
        }
        let parts = round_div(i128::from(self.0), 9).expect("nine is not zero");
        let sign = if parts < 0 { "-" } else { "" };
        let parts = parts.unsigned_abs();
        write!(f, "{sign}{}.{:04}", parts / 10_000, parts % 10_000)
    }
}

impl Add for Duration {
    type Output = Duration;
    fn add(self, other: Duration) -> Duration {
        Duration(self.0 + other.0)
    }
}

impl Sub for Duration {
    type Output = Duration;
    fn sub(self, other: Duration) -> Duration {
        Duration(self.0 - other.0)
    }
}

impl Neg for Duration {
    type Output = Duration;
    fn neg(self) -> Duration {
        Duration(-self.0)
    }
}

impl AddAssign for Duration {
    fn add_assign(&mut self, other: Duration) {
        self.0 += other.0;
    }
}

impl SubAssign for Duration {
    fn sub_assign(&mut self, other: Duration) {
        self.0 -= other.0;
    }
}

impl Sum for Duration {
    fn sum<I: Iterator<Item = Duration>>(parts: I) -> Duration {
        parts.fold(Duration::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_has_one_decimal() {
        // 4,500 parts are a twentieth of an hour
        for (parts, said) in [
            (186 * Duration::HOUR + 800, "186.0"),
            (4_500, "0.1"),
            (4_499, "0.0"),
            (-4_500, "-0.1"),
            (-Duration::HOUR, "-1.0"),
        ] {
            assert_eq!(Duration(parts).said().to_string(), said);
        }
    }

    #[test]
    fn units_are_exact() {
        assert_eq!(Duration::minutes(60), Duration::hours(1));
        assert_eq!(Duration::seconds(3600), Duration::hours(1));
        assert_eq!(Duration::ten_thousandths(10_000), Duration::hours(1));
        let third: Duration = [Duration::minutes(20); 3].into_iter().sum();
        assert_eq!(third, Duration::hours(1));
    }

    #[test]
    fn shows_four_digits() {
        assert_eq!(Duration::minutes(20).to_string(), "0.3333");
        assert_eq!(Duration::minutes(-90).to_string(), "-1.5000");
    }
}
