//! Amounts of one currency as integers.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use super::phrase::NUMBER;

/// An amount in 1/10,000 of a currency unit. The currency stands beside it, never inside, so that two
/// amounts are added only where the caller has already grouped by currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(pub i64);

impl Money {
    /// How many parts one currency unit has.
    pub const UNIT: i64 = 10_000;
    /// No money.
    pub const ZERO: Money = Money(0);

    /// Whole currency units.
    pub const fn units(units: i64) -> Money {
        Money(units * Money::UNIT)
    }

    /// `self * numerator / denominator`, rounded half away from zero. `None` when the denominator is
    /// zero or the result does not fit.
    pub fn scale(self, numerator: i64, denominator: i64) -> Option<Money> {
        let product = i128::from(self.0) * i128::from(numerator);
        round_div(product, i128::from(denominator)).map(Money)
    }

    /// The amount as a float, for the very edge (a cell, a ratio) and never before.
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / Money::UNIT as f64
    }

    /// The amount without its sign.
    pub fn abs(self) -> Money {
        Money(self.0.abs())
    }

    /// True below zero.
    pub fn is_negative(self) -> bool {
        self.0 < 0
    }
}

/// `a / b` rounded half away from zero; `None` when `b` is zero or the quotient leaves `i64`.
pub fn round_div(a: i128, b: i128) -> Option<i64> {
    if b == 0 {
        return None;
    }
    let (a, b) = if b < 0 { (-a, -b) } else { (a, b) };
    let half = b / 2;
    let quotient = if a >= 0 {
        (a + half) / b
    } else {
        (a - half) / b
    };
    i64::try_from(quotient).ok()
}

/// Decimal text with up to four digits after the point and no trailing zeros: `-12.5`, `1200`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() {
            write!(f, "{NUMBER}")?;
        }
        let sign = if self.0 < 0 { "-" } else { "" };
        let whole = self.0.unsigned_abs() / Money::UNIT as u64;
        let part = self.0.unsigned_abs() % Money::UNIT as u64;
        if part == 0 {
            return write!(f, "{sign}{whole}");
        }
        let digits = format!("{part:04}");
        let digits = digits.trim_end_matches('0');
        // in a sentence money is written as it is paid: 7,619.40
        match f.alternate() {
            true => write!(f, "{sign}{whole}.{digits:0<2}"),
            false => write!(f, "{sign}{whole}.{digits}"),
        }
    }
}

impl Add for Money {
    type Output = Money;
    fn add(self, other: Money) -> Money {
        Money(self.0 + other.0)
    }
}

impl Sub for Money {
    type Output = Money;
    fn sub(self, other: Money) -> Money {
        Money(self.0 - other.0)
    }
}

impl Neg for Money {
    type Output = Money;
    fn neg(self) -> Money {
        Money(-self.0)
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Money) {
        self.0 += other.0;
    }
}

impl SubAssign for Money {
    fn sub_assign(&mut self, other: Money) {
        self.0 -= other.0;
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Money>>(amounts: I) -> Money {
        amounts.fold(Money::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_up_to_four_digits() {
        for (parts, text) in [
            (0, "0"),
            (125_000, "12.5"),
            (-1, "-0.0001"),
            (10_000_000, "1000"),
        ] {
            assert_eq!(Money(parts).to_string(), text);
        }
    }

    #[test]
    fn scales_half_away_from_zero() {
        assert_eq!(Money(5).scale(1, 2), Some(Money(3)));
        assert_eq!(Money(-5).scale(1, 2), Some(Money(-3)));
        assert_eq!(Money(5).scale(1, 0), None);
        assert_eq!(Money(7).scale(-1, -2), Some(Money(4)));
    }
}
