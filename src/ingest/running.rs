//! A running balance beside money in and money out tells which is which: in the books of the agency a debit of the
//! bank is money that came in, in the bank's own statement it is money that went.

use super::block::Block;
use super::kinds::Kinds;
use super::sheet::Row;
use super::typed::Habits;
use super::words::Helper;
use crate::model::Money;
use std::collections::BTreeMap;

/// Rows that are looked at.
const MOST_ROWS: usize = 500;

/// True when the balance grows by what the headings call money out.
pub fn is_swapped(block: &Block<'_, '_>, habits: &BTreeMap<u32, Habits>, kinds: &Kinds) -> bool {
    let column = |helper| block.mapping.helper(helper);
    let (Some(balance), Some(credit), Some(debit)) = (
        column(Helper::Balance),
        column(Helper::MoneyIn),
        column(Helper::MoneyOut),
    ) else {
        return false;
    };
    let signed = has_signed_debits(block, habits, kinds);
    let read = |row: &Row<'_>, column: u32| read_amount(block, habits, row, column);
    let out = |amount: Money| if signed { amount.abs() } else { amount };
    let lines: Vec<(Money, Money)> = kinds
        .data()
        .iter()
        .take(MOST_ROWS)
        .filter_map(|number| {
            let row = block.grid.row(*number)?;
            let read = |column| read(&row, column);
            let moved = read(credit).unwrap_or(Money(0)) - out(read(debit).unwrap_or(Money(0)));
            Some((read(balance)?, moved))
        })
        .collect();
    let (mut usual, mut swapped) = (0_usize, 0_usize);
    for pair in lines.windows(2) {
        let [(before, moved_before), (after, moved_after)] = pair else {
            continue;
        };
        let grown = *after - *before;
        let forward = *moved_after;
        let backward = -*moved_before;
        usual += usize::from(grown == forward || grown == backward);
        swapped += usize::from(grown == -forward || grown == -backward);
    }
    swapped > usual * 2
}

/// Every amount of the column of money out stands below zero: the sign says no more than the column. One among others is a
/// booking taken back.
pub fn has_signed_debits(
    block: &Block<'_, '_>,
    habits: &BTreeMap<u32, Habits>,
    kinds: &Kinds,
) -> bool {
    let Some(debit) = block.mapping.helper(Helper::MoneyOut) else {
        return false;
    };
    let data = kinds.data();
    let mut amounts = data
        .iter()
        .take(MOST_ROWS)
        .filter_map(|number| read_amount(block, habits, &block.grid.row(*number)?, debit))
        .filter(|amount| *amount != Money(0))
        .peekable();
    amounts.peek().is_some() && amounts.all(Money::is_negative)
}

fn read_amount(
    block: &Block<'_, '_>,
    habits: &BTreeMap<u32, Habits>,
    row: &Row<'_>,
    column: u32,
) -> Option<Money> {
    let decimal = habits.get(&column).copied().unwrap_or_default().decimal;
    let amounts = &block.context.knowledge.words.amounts;
    Some(amounts.money(&row.at(column)?.cell, decimal).ok()?.0)
}
