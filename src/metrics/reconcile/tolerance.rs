//! How much of an invoice a bank may keep as its fee.

use std::collections::BTreeMap;

use crate::model::{Money, Settings};

/// The smaller of a share of the amount owed and a fixed amount per currency; a currency without a fixed
/// amount has no tolerance. Integers throughout, so that exactly 2 % is within 2 % (`peers.md` 5.7, 1).
#[derive(Clone, Debug)]
pub struct Tolerance {
    share: i64,
    most: BTreeMap<String, Money>,
}

/// The smallest coin that is told apart: what differs by it for each invoice is rounding.
pub(super) const CENT: Money = Money(Money::UNIT / 100);

/// Shares are kept in 1/1,000,000.
const WHOLE: i128 = 1_000_000;

impl Tolerance {
    /// As the settings say; an amount that is no number is no tolerance.
    pub fn of(settings: &Settings) -> Tolerance {
        Tolerance {
            share: (settings.fee_tolerance_share * WHOLE as f64).round() as i64,
            most: settings
                .fee_tolerance
                .iter()
                .filter_map(|(currency, amount)| Some((currency.clone(), read_amount(amount)?)))
                .collect(),
        }
    }

    /// True when `paid` falls short of `owed` by a bank's fee.
    pub fn forgives(&self, owed: Money, paid: Money, currency: &str) -> bool {
        let short = owed - paid;
        let most = self.most.get(currency).copied().unwrap_or_default();
        short > Money::ZERO
            && short <= most
            && i128::from(short.0) * WHOLE <= i128::from(self.share) * i128::from(owed.0)
    }
}

/// True when what lacks (or, below zero, is too much) is a cent of rounding for each of some invoices.
pub(super) fn is_rounding(lacking: Money, invoices: usize) -> bool {
    lacking != Money::ZERO && lacking.abs() <= Money(CENT.0 * invoices as i64)
}

/// Decimal text, up to four digits after the point.
fn read_amount(text: &str) -> Option<Money> {
    let (units, part) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    if part.len() > 4 || !part.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let parts: i64 = format!("{part:0<4}").parse().ok()?;
    let units: i64 = units.parse().ok()?;
    Some(Money(units.checked_mul(Money::UNIT)?.checked_add(parts)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_in_integers() {
        let settings = Settings {
            fee_tolerance_share: 0.02,
            fee_tolerance: BTreeMap::from([
                ("EUR".into(), "25.50".into()),
                ("USD".into(), "10".into()),
            ]),
            ..Settings::default()
        };
        let tolerance = Tolerance::of(&settings);
        let cents = |cents: i64| Money(cents * 100);
        for (owed, paid, currency, expected) in [
            (121_000, 118_580, "EUR", true),
            (121_000, 118_579, "EUR", false),
            (121_000, 118_580, "USD", false),
            (121_000, 120_000, "USD", true),
            (121_000, 120_999, "GBP", false),
            (121_000, 121_000, "EUR", false),
            (121_000, 121_001, "EUR", false),
            (200_000, 197_450, "EUR", true),
            (200_000, 197_449, "EUR", false),
        ] {
            assert_eq!(
                tolerance.forgives(cents(owed), cents(paid), currency),
                expected,
                "{owed} {paid} {currency}"
            );
        }
    }
}
