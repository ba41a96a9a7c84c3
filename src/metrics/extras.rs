//! What invoices hold beside the fees of a month: a commission, extra work, costs charged on.

use std::collections::{BTreeMap, BTreeSet};

use super::papers::{MONTHS_OF_A_HABIT, ROUNDED};
use crate::model::{Money, Month};

/// By month what is billed beside the fees, where an invoice of just a fee is a habit. An invoice above all fees holds one where no
/// other of its month is one; one of several fees holds nothing else.
pub fn extras(fees: &BTreeSet<Money>, bills: &[(Month, Money)]) -> BTreeMap<Month, Money> {
    let is_fee = |net: Money| fees.iter().any(|fee| (net - *fee).abs() < ROUNDED);
    let Some(most) = fees.last().filter(|fee| **fee > Money::ZERO) else {
        return BTreeMap::new();
    };
    if bills.iter().filter(|(_, net)| is_fee(*net)).count() < MONTHS_OF_A_HABIT {
        return BTreeMap::new();
    }
    let has_fee: BTreeSet<Month> = bills
        .iter()
        .filter(|(_, net)| is_fee(*net))
        .map(|(month, _)| *month)
        .collect();
    let mut found: BTreeMap<Month, Money> = BTreeMap::new();
    for (month, net) in bills
        .iter()
        .filter(|(_, net)| *net > Money::ZERO && !is_fee(*net))
    {
        let of_several = fees.iter().any(|fee| beyond(*net, *fee) == Money::ZERO);
        let extra = match has_fee.contains(month) {
            _ if of_several => Money::ZERO,
            true => *net,
            false => (*net - *most).max(Money::ZERO),
        };
        *found.entry(*month).or_default() += extra;
    }
    found
}

/// What is left of an invoice above as many whole fees as are in it. A fee, or the invoice, may be the part without tax of a round sum:
/// for each fee in it they differ by half a cent. All of it beside a fee of nothing.
pub fn beyond(net: Money, fee: Money) -> Money {
    const HALF_A_CENT: i64 = Money::UNIT / 200;
    if fee <= Money::ZERO {
        return net;
    }
    let fees = (net.0 + fee.0 / 2) / fee.0;
    let differ = (net.0 - fees * fee.0).abs();
    match fees > 0 && differ <= HALF_A_CENT * (fees + 1) {
        true => Money::ZERO,
        false => Money(net.0 % fee.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_of_fees_without_their_tax_is_nothing_beyond_them() {
        // 60,000 a month with 6 % tax: 56,603.77; the quarter's 180,000 are 169,811.32, a cent more than three times that
        let amount = |cents: i64| Money(cents * Money::UNIT / 100);
        let left = |net: i64, fee: i64| beyond(amount(net), amount(fee));
        assert_eq!(left(16_981_132, 5_660_377), Money::ZERO);
        assert_eq!(left(5_660_377, 5_660_377), Money::ZERO);
        assert_eq!(left(25_000_000, 8_333_333), Money::ZERO);
        // two cents are no rounding of one fee, and 5.00 more are work beyond them
        assert_eq!(left(10_002, 10_000), amount(2));
        assert_eq!(left(30_500, 10_000), amount(500));
        assert_eq!(left(9_900, 10_000), amount(9_900));
        assert_eq!(left(9_900, 0), amount(9_900));
    }
}
