//! Numbers of formulas: exact fractions as long as they fit, doubles as in Excel beyond that.
//!
//! A sum of literal decimals is rounded once, when it becomes a cell: `0.1+0.2` is the double nearest to 0.3.

use std::cmp::Ordering;

/// Longer decimal texts are not worth an exact fraction.
const LONGEST_DECIMAL: usize = 30;
/// Places to which numbers are rounded, before or behind the point.
const MOST_PLACES: i128 = 15;

/// A number in the middle of a calculation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Exact {
    /// Numerator and denominator; the denominator is positive, the fraction in lowest terms.
    Fraction(i128, i128),
    /// What does not fit.
    Double(f64),
}

impl Exact {
    /// Zero.
    pub const ZERO: Exact = Exact::Fraction(0, 1);

    /// Reads digits with an optional point and exponent: `15000.00`, `.5`, `1E3`.
    pub fn parse(text: &str) -> Option<Exact> {
        if text.len() > LONGEST_DECIMAL || text.contains(['e', 'E']) {
            return text.parse().ok().and_then(Exact::of);
        }
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let digits = || whole.bytes().chain(part.bytes());
        if digits().next().is_none() || !digits().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let mantissa = digits().try_fold(0_i128, |so_far, digit| {
            so_far
                .checked_mul(10)?
                .checked_add(i128::from(digit - b'0'))
        })?;
        let tens = 10_i128.checked_pow(u32::try_from(part.len()).ok()?)?;
        Some(Exact::reduced(mantissa, tens))
    }

    /// A stored number by the digits that Excel shows of it; none for what is no number.
    pub fn of(number: f64) -> Option<Exact> {
        if !number.is_finite() {
            return None;
        }
        let text = format!("{}", number.abs());
        if text.len() > LONGEST_DECIMAL {
            return Some(Exact::Double(number));
        }
        let exact = Exact::parse(&text)?;
        Some(if number < 0.0 { exact.negated() } else { exact })
    }

    /// The nearest double.
    pub fn to_double(self) -> f64 {
        match self {
            Exact::Double(number) => number,
            Exact::Fraction(over, 1) => over as f64,
            Exact::Fraction(over, under) => decimal(over, under)
                .and_then(|text| text.parse().ok())
                .unwrap_or(over as f64 / under as f64),
        }
    }

    /// With the other sign.
    pub fn negated(self) -> Exact {
        match self {
            Exact::Fraction(over, under) => over
                .checked_neg()
                .map_or(Exact::Double(-(over as f64)), |over| {
                    Exact::Fraction(over, under)
                }),
            Exact::Double(number) => Exact::Double(-number),
        }
    }

    /// The sum.
    pub fn plus(self, other: Exact) -> Exact {
        let exact = || {
            let (Exact::Fraction(a, b), Exact::Fraction(c, d)) = (self, other) else {
                return None;
            };
            let shared = divisor(b, d);
            let left = a.checked_mul(d / shared)?;
            let over = left.checked_add(c.checked_mul(b / shared)?)?;
            Some(Exact::reduced(over, (b / shared).checked_mul(d)?))
        };
        exact().unwrap_or_else(|| Exact::Double(self.to_double() + other.to_double()))
    }

    /// The product.
    pub fn times(self, other: Exact) -> Exact {
        let exact = || {
            let (Exact::Fraction(a, b), Exact::Fraction(c, d)) = (self, other) else {
                return None;
            };
            let (left, right) = (divisor(a, d).max(1), divisor(c, b).max(1));
            let over = (a / left).checked_mul(c / right)?;
            let under = (b / right).checked_mul(d / left)?;
            Some(Exact::reduced(over, under))
        };
        exact().unwrap_or_else(|| Exact::Double(self.to_double() * other.to_double()))
    }

    /// The quotient; none by zero.
    pub fn over(self, other: Exact) -> Option<Exact> {
        match other {
            Exact::Fraction(0, _) => None,
            Exact::Fraction(over, under) if over != i128::MIN => {
                Some(self.times(Exact::Fraction(under * over.signum(), over.abs())))
            }
            other => {
                let quotient = self.to_double() / other.to_double();
                quotient.is_finite().then_some(Exact::Double(quotient))
            }
        }
    }

    /// Below, at or above zero.
    pub fn sign(self) -> Ordering {
        match self {
            Exact::Fraction(over, _) => over.cmp(&0),
            Exact::Double(number) => number.partial_cmp(&0.0).unwrap_or(Ordering::Equal),
        }
    }

    /// Rounded to so many decimal places, halves away from zero; below zero to tens. None for more than it can be.
    pub fn rounded(self, places: Exact) -> Option<Exact> {
        let places = match places {
            Exact::Fraction(places, 1) if places.abs() <= MOST_PLACES => places,
            _ => return None,
        };
        let tens = Exact::Fraction(10_i128.pow(u32::try_from(places.abs()).ok()?), 1);
        let raised = |number: Exact| match places {
            ..0 => number.over(tens),
            _ => Some(number.times(tens)),
        };
        let whole = match raised(self)? {
            Exact::Fraction(over, under) => {
                let doubled = over.checked_mul(2)?;
                let half = under.checked_mul(over.signum())?;
                Exact::Fraction(doubled.checked_add(half)? / under.checked_mul(2)?, 1)
            }
            Exact::Double(number) => Exact::of(number.round())?,
        };
        match places {
            ..0 => Some(whole.times(tens)),
            _ => whole.over(tens),
        }
    }

    fn reduced(over: i128, under: i128) -> Exact {
        let shared = divisor(over, under).max(1);
        Exact::Fraction(over / shared, under / shared)
    }
}

/// The fraction as `mantissa`e-`places`, when it is a decimal; parsing that rounds once.
fn decimal(over: i128, under: i128) -> Option<String> {
    let mut rest = under;
    let (mut twos, mut fives) = (0_u32, 0_u32);
    while rest % 2 == 0 {
        rest /= 2;
        twos += 1;
    }
    while rest % 5 == 0 {
        rest /= 5;
        fives += 1;
    }
    let places = twos.max(fives);
    let missing = 2_i128
        .checked_pow(places - twos)?
        .checked_mul(5_i128.checked_pow(places - fives)?)?;
    let mantissa = over.checked_mul(missing)?;
    (rest == 1).then(|| format!("{mantissa}e-{places}"))
}

/// The greatest common divisor; the other number when one is zero.
fn divisor(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    i128::try_from(a).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Exact {
        Exact::parse(text).expect("a number")
    }

    #[test]
    fn decimals_are_rounded_once() {
        let sum = read("0.1").plus(read("0.2"));
        assert_eq!(sum, read("0.3"));
        assert_eq!(sum.to_double().to_bits(), 0.3_f64.to_bits());
        let third = read("10").over(read("3")).expect("not by zero");
        assert_eq!(third.times(read("3")), read("10"));
        let shown: [(Exact, f64); 5] = [
            (read("15000.00"), 15_000.0),
            (read(".5"), 0.5),
            (read("1E3"), 1_000.0),
            (
                read("7").over(read("2").negated()).expect("not by zero"),
                -3.5,
            ),
            (third, 10.0 / 3.0),
        ];
        for (number, expected) in shown {
            assert_eq!(
                number.to_double().to_bits(),
                expected.to_bits(),
                "{number:?}"
            );
        }
        assert_eq!(read("1").over(Exact::ZERO), None);
    }

    #[test]
    fn what_does_not_fit_becomes_a_double() {
        let long = read("123456789012345678901234567890");
        let Exact::Double(product) = long.times(long) else {
            panic!("60 digits do not fit")
        };
        assert!((product / 1.524_157_875_323_883_6e58 - 1.0).abs() < 1e-12);
        for text in ["", ".", "1.2.3", "-1", "1,5", "x", "1e999"] {
            assert_eq!(Exact::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn cents_add_up_as_integers(cents in proptest::collection::vec(-1_000_000_000_i64..1_000_000_000, 1..50)) {
            let sum = cents.iter().fold(Exact::ZERO, |sum, cents| {
                sum.plus(Exact::of(*cents as f64 / 100.0).expect("finite"))
            });
            let expected = cents.iter().sum::<i64>() as f64 / 100.0;
            prop_assert_eq!(sum.to_double().to_bits(), expected.to_bits());
        }

        #[test]
        fn a_number_comes_back(number in any::<f64>()) {
            if let Some(exact) = Exact::of(number) {
                let back = exact.to_double();
                prop_assert_eq!((back + 0.0).to_bits(), (number + 0.0).to_bits());
            }
        }

        #[test]
        fn no_numbers_panic(a in any::<i128>(), b in 1..i128::MAX, c in any::<i128>(), d in 1..i128::MAX) {
            let (left, right) = (Exact::reduced(a, b), Exact::reduced(c, d));
            let _ = (left.plus(right), left.times(right), left.over(right), left.negated(), left.to_double());
        }
    }
}
