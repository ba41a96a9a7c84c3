//! Decimal text as an exact integer and a scale.

use crate::model::money::round_div;

/// Which mark stands before the decimals in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decimal {
    /// `1,234.50`
    Point,
    /// `1 234,50` or `1.234,50`
    Comma,
}

/// More digits than this are an account number, not a quantity.
const MOST_DIGITS: usize = 22;

/// Decimals beyond this cannot change a result of at most eight decimals; they are dropped.
const MOST_DECIMALS: usize = 16;

/// `mantissa / 10^scale`, exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digits {
    mantissa: i128,
    scale: u32,
}

impl Digits {
    /// Zero.
    pub const ZERO: Digits = Digits {
        mantissa: 0,
        scale: 0,
    };

    /// The digits Excel shows for a float: its shortest decimal text. None for infinities and NaN.
    pub fn of_float(number: f64) -> Option<Digits> {
        if !number.is_finite() || number.abs() >= 1e20 {
            return None;
        }
        let text = format!("{}", number.abs());
        let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
        let digits = Digits::of_parts(whole, part)?;
        Some(if number < 0.0 {
            digits.negated()
        } else {
            digits
        })
    }

    /// Digits before and after the mark, nothing else.
    pub fn of_parts(whole: &str, part: &str) -> Option<Digits> {
        if !part.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        let part = &part[..part.len().min(MOST_DECIMALS)];
        let whole = whole.trim_start_matches('0');
        if whole.len() > MOST_DIGITS {
            return None;
        }
        let mut mantissa: i128 = 0;
        for digit in whole.bytes().chain(part.bytes()) {
            if !digit.is_ascii_digit() {
                return None;
            }
            mantissa = mantissa * 10 + i128::from(digit - b'0');
        }
        Some(Digits {
            mantissa,
            scale: u32::try_from(part.len()).ok()?,
        })
    }

    /// With the other sign.
    pub fn negated(self) -> Digits {
        Digits {
            mantissa: -self.mantissa,
            ..self
        }
    }

    /// Times a power of ten.
    pub fn shifted(self, tens: u32) -> Option<Digits> {
        let factor = 10_i128.checked_pow(tens)?;
        Some(Digits {
            mantissa: self.mantissa.checked_mul(factor)?,
            ..self
        })
    }

    /// A hundredth of it.
    pub fn hundredth(self) -> Digits {
        Digits {
            scale: self.scale + 2,
            ..self
        }
    }

    /// A thousandth of it.
    pub fn thousandth(self) -> Digits {
        Digits {
            scale: self.scale + 3,
            ..self
        }
    }

    /// How many `1/unit` it is, rounded half away from zero once. None when that leaves `i64`.
    pub fn times(self, unit: i64) -> Option<i64> {
        let product = self.mantissa.checked_mul(i128::from(unit))?;
        round_div(product, 10_i128.checked_pow(self.scale)?)
    }

    /// Digits with thousands marks and perhaps a sign. `decimal` decides only what the text leaves open:
    /// `1.234` is a thousand in a comma column, while `1.5` is one and a half in either.
    pub fn parse(text: &str, decimal: Decimal) -> Option<Digits> {
        let (negative, bare) = sign(text.trim());
        let digits = unsigned(bare, decimal)?;
        Some(if negative { digits.negated() } else { digits })
    }
}

/// Splits off `-`, `+`, parentheses or a trailing minus.
pub fn sign(text: &str) -> (bool, &str) {
    if let Some(inner) = text
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
    {
        return (true, inner.trim());
    }
    if let Some(rest) = text.strip_prefix('-') {
        return (true, rest.trim_start());
    }
    if let Some(rest) = text.strip_prefix('+') {
        return (false, rest.trim_start());
    }
    if let Some(rest) = text
        .strip_suffix('-')
        .filter(|_| without_cents(text).is_none())
    {
        return (true, rest.trim_end());
    }
    (false, text)
}

/// `1.250,-`, `980.--`: dashes behind the decimal mark stand for no cents; the text up to that mark.
pub fn without_cents(text: &str) -> Option<&str> {
    let whole = text.trim_end_matches('-');
    let dashed = whole.len() < text.len() && whole.ends_with(['.', ',']);
    dashed.then_some(whole)
}

fn unsigned(text: &str, decimal: Decimal) -> Option<Digits> {
    if let Some(whole) = without_cents(text) {
        return unsigned(&format!("{whole}00"), decimal);
    }
    let usual = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '\'' | '.' | ',');
    if !text.contains(|c: char| c.is_ascii_digit()) || !text.chars().all(usual) {
        return None;
    }
    let (whole, part) = match decimal_mark(text, decimal) {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, ""),
    };
    if !part.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    Digits::of_parts(&ungrouped(whole)?, part)
}

/// Where the decimal mark stands, if there is one.
fn decimal_mark(text: &str, decimal: Decimal) -> Option<usize> {
    let last = text.rfind(['.', ','])?;
    let mark = text.as_bytes()[last];
    let other = if mark == b'.' { ',' } else { '.' };
    let alone = text.bytes().filter(|byte| *byte == mark).count() == 1;
    if !alone {
        return None;
    }
    if text.contains([other, ' ', '\'']) && text[..last].contains([other, ' ', '\'']) {
        return Some(last);
    }
    let own = if decimal == Decimal::Point {
        b'.'
    } else {
        b','
    };
    let could_group = looks_grouped(&text[..last], &text[last + 1..]);
    (mark == own || !could_group).then_some(last)
}

/// True for `1` and `234` of `1.234`: three digits behind, one to three in front, no leading zero.
pub fn looks_grouped(front: &str, behind: &str) -> bool {
    behind.len() == 3 && matches!(front.len(), 1..=3) && !front.starts_with('0')
}

/// Takes thousands marks out; a mark in the wrong place is not a number. Groups of two before the last
/// (`12,34,567`) are Indian.
fn ungrouped(whole: &str) -> Option<String> {
    let mut groups = whole.split([' ', '\'', '.', ',']);
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let Some((last, middle)) = rest.split_last() else {
        return Some(first.to_owned());
    };
    let fits = matches!(first.len(), 1..=3)
        && last.len() == 3
        && middle.iter().all(|group| matches!(group.len(), 2 | 3));
    fits.then(|| format!("{first}{}", rest.concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_among_the_decimals_is_no_digit() {
        for decimals in 0..=MOST_DECIMALS {
            let part = format!("{}я", "5".repeat(decimals));
            assert_eq!(Digits::of_parts("1", &part), None, "{part}");
        }
    }

    #[test]
    fn marks_are_read_by_evidence_then_by_habit() {
        use Decimal::{Comma, Point};
        for (text, decimal, expected) in [
            ("0", Point, Some(0)),
            ("12", Point, Some(120_000)),
            ("1,234.50", Comma, Some(12_345_000)),
            ("1.234,50", Point, Some(12_345_000)),
            ("1 234,5", Point, Some(12_345_000)),
            ("1'234.50", Point, Some(12_345_000)),
            ("1.234", Point, Some(12_340)),
            ("1.234", Comma, Some(12_340_000)),
            ("1,234", Point, Some(12_340_000)),
            ("1,234", Comma, Some(12_340)),
            ("1,5", Point, Some(15_000)),
            ("0,125", Point, Some(1_250)),
            ("1.234.567", Comma, Some(12_345_670_000)),
            ("12,34,567", Point, Some(12_345_670_000)),
            (".5", Point, Some(5_000)),
            ("5.", Point, Some(50_000)),
            ("-7", Point, Some(-70_000)),
            ("(7)", Point, Some(-70_000)),
            ("7-", Point, Some(-70_000)),
            ("1.250,-", Point, Some(12_500_000)),
            ("12'500.-", Comma, Some(125_000_000)),
            ("980,--", Point, Some(9_800_000)),
            ("-980,-", Point, Some(-9_800_000)),
            ("0.00005", Point, Some(1)),
            ("0.00004", Point, Some(0)),
            ("12 34", Point, None),
            ("1,2,3", Point, None),
            ("1.2.3", Point, None),
            ("", Point, None),
            ("--1", Point, None),
            ("1234567890123456789012345", Point, None),
        ] {
            let found = Digits::parse(text, decimal).and_then(|digits| digits.times(10_000));
            assert_eq!(found, expected, "{text} {decimal:?}");
        }
    }

    #[test]
    fn floats_are_what_excel_shows() {
        for (number, expected) in [
            (0.1 + 0.2, Some(3_000)),
            (1234.5, Some(12_345_000)),
            (-0.07, Some(-700)),
            (1e-300, Some(0)),
            (f64::NAN, None),
            (1e30, None),
        ] {
            let found = Digits::of_float(number).and_then(|digits| digits.times(10_000));
            assert_eq!(found, expected, "{number}");
        }
    }
}
