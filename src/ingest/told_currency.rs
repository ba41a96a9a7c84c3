//! A currency that stands above a table for all of its amounts: `Currency: EUR`, `Российский рубль`, `单位：元`.

use std::collections::{BTreeMap, BTreeSet};

use super::block::Block;
use super::columns::Slot;
use super::kinds::Kinds;
use super::recognise::Talk;
use super::rows::{NoData, RowKind};
use super::sheet::Cell;
use super::typed::Habits;
use super::value::{Amounts, units_of_title};
use super::words::{Helper, Words};
use crate::model::Kind;
use crate::model::key::fold;

/// The currency of titles and sheet, else of lines below; none when two speak of different ones.
pub fn told_currency(talk: &Talk, below: &[&str], words: &Words) -> Option<String> {
    let one = |codes: Vec<String>| {
        let codes: BTreeSet<String> = codes.into_iter().collect();
        { codes.iter() }
            .next()
            .filter(|_| codes.len() == 1)
            .cloned()
    };
    let texts = talk.titles.iter().chain([&talk.sheet]);
    let of_text =
        |text: &String| of_title(text, &words.amounts).or_else(|| of_amounts(text, words));
    let above: Vec<String> = texts.filter_map(of_text).collect();
    match above.is_empty() {
        true => one({ below.iter() }
            .filter_map(|text| of_amounts(text, words))
            .collect()),
        false => one(above),
    }
}

/// `All amounts in GBP`, `Суммы в рублях`: the currency behind the last word of a line that speaks of money.
fn of_amounts(line: &str, words: &Words) -> Option<String> {
    let mut last = line.trim_end_matches(['.', '*', ')', ' ']).rsplit(' ');
    let (currency, lead) = (last.next()?, last.next()?);
    let leads = words.known_in("unit_in").any(|word| word == fold(lead));
    let spoken = leads && words.speaks_of_money(&fold(line));
    let code = || words.amounts.currency(&Cell::Text(currency)).ok();
    spoken.then(code)?
}

/// The only currency that stands beside the printed totals of amounts whose rows name none: `$1,415.00` below `340.00`.
pub(super) fn currency_of_totals(
    block: &Block<'_, '_>,
    habits: &BTreeMap<u32, Habits>,
    kinds: &Kinds,
) -> Option<String> {
    let is_money = |slot: &Slot| match slot {
        Slot::Field(at) => block.schema.fields[*at].kind == Kind::Money,
        Slot::Helper(helper) => *helper == Helper::LineAmount,
    };
    let columns: Vec<u32> = { block.mapping.bound.iter() }
        .filter(|bound| is_money(&bound.slot))
        .map(|bound| bound.column)
        .collect();
    let amounts = &block.context.knowledge.words.amounts;
    let mut codes = BTreeSet::new();
    for (row, kind) in kinds.iter() {
        if !matches!(kind, RowKind::NoData(NoData::Total)) {
            continue;
        }
        for column in &columns {
            let decimal = habits.get(column).copied().unwrap_or_default().decimal;
            let placed = block.grid.at(row, *column);
            let read = placed.and_then(|placed| amounts.money(&placed.cell, decimal).ok());
            codes.extend(read.and_then(|(_, code)| code));
        }
    }
    codes.pop_first().filter(|_| codes.is_empty())
}

/// A title that is a currency, or ends with one behind a colon or comma. A currency among other words may be a word of
/// another language and is not believed.
fn of_title(text: &str, amounts: &Amounts) -> Option<String> {
    let multiple = |part: &str| {
        amounts.multiple_of_title(&fold(part))?;
        let mut words = part.split_whitespace().rev();
        words.find_map(|word| {
            let plain = amounts.currency(&Cell::Text(word)).ok();
            let behind = || amounts.currency_of_multiple(word).map(str::to_owned);
            plain
                .or_else(behind)
                .or_else(|| before_multiple(word, amounts))
        })
    };
    units_of_title(text)
        .map(|part| part.trim().trim_matches(['(', ')', '（', '）']))
        .filter(|part| may_be_currency(part))
        .find_map(|part| {
            let plain = amounts.currency(&Cell::Text(part)).ok();
            plain.or_else(|| multiple(part))
        })
        .or_else(|| amounts.currency_of_stuck_unit(text))
        .filter(|code| text.trim().to_uppercase() != "ALL" || code != "ALL")
}

/// `人民币万元`: the currency that a word begins with.
fn before_multiple(word: &str, amounts: &Amounts) -> Option<String> {
    let ends = word.char_indices().map(|(at, _)| at).skip(2);
    { ends }
        .find_map(|end| amounts.iso(&word[..end]))
        .map(str::to_owned)
}

/// Short, without digits, and no lone letter of an alphabet: `р` is a column's name more often than a currency.
fn may_be_currency(part: &str) -> bool {
    let is_sign = |c: char| !c.is_ascii() && (!c.is_alphabetic() || c >= '\u{2e80}');
    !part.contains(|c: char| c.is_ascii_digit())
        && part.chars().count() <= 24
        && (part.chars().count() >= 2 || part.chars().all(is_sign))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::testing;

    #[test]
    fn titles_tell_a_currency() {
        let words = &testing::knowledge().words;
        for (titles, expected) in [
            (&["Российский рубль"][..], Some("RUB")),
            (&["Sales ledger", "Currency: EUR"], Some("EUR")),
            (&["Aged receivables, GBP"], Some("GBP")),
            (&["单位：元"], Some("CNY")),
            (&["2026年开票（单位：万元）"], Some("CNY")),
            (&["Invoices 2026 (in thousands of EUR)"], Some("EUR")),
            (&["Try it", "All"], None),
            (&["Currency: EUR", "Currency: USD"], None),
            (&["September 2026"], None),
            (&["Invoices 2026. All amounts in GBP"], Some("GBP")),
            (&["Счета 2026", "Все суммы в рублях"], Some("RUB")),
            (&["Amounts of the office in Turkey"], None),
        ] {
            let talk = Talk {
                file: String::new(),
                sheet: String::new(),
                titles: titles.iter().map(|&title| title.to_owned()).collect(),
                ..Talk::default()
            };
            assert_eq!(
                told_currency(&talk, &[], words).as_deref(),
                expected,
                "{titles:?}"
            );
        }
    }
}
