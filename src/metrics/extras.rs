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
        let of_several = fees.iter().any(|fee| net.0 % fee.0 == 0);
        let extra = match has_fee.contains(month) {
            _ if of_several => Money::ZERO,
            true => *net,
            false => (*net - *most).max(Money::ZERO),
        };
        *found.entry(*month).or_default() += extra;
    }
    found
}
