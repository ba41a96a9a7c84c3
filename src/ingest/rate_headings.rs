//! Headings of exchange rates: how many units of a currency they are told for, and which way round; and the column beside them that
//! says so row by row.

use super::block::Block;
use super::columns::View;
use super::facts::Fact;
use super::grid::shown;
use super::money_unit::is_sign_or_code;
use super::reader::Reader;
use super::sought::is_chinese_letter;
use super::value::Amounts;
use crate::model::money::round_div;
use crate::model::{Schema, Table, Value};

/// For how many units central banks and people tell rates.
const UNITS: [(&str, i64); 5] = [
    ("1", 1),
    ("10", 10),
    ("100", 100),
    ("1000", 1_000),
    ("10000", 10_000),
];
/// Parts of a unit in a quantity.
const WHOLE: i128 = 10_000;

/// What a heading says of its rates: `руб. за 100 единиц`, `GBP for 1 unit`, `1 USD =`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Told {
    /// For how many units.
    units: i64,
    /// Of which currency, where it is named beside the number.
    of: Option<String>,
    /// It names another currency, or ends where that stands in the cell: `1 USD =`.
    in_another: bool,
}

/// True for a heading that says what units of a currency cost in another.
pub(super) fn is_of_rates(heading: &str, amounts: &Amounts) -> bool {
    told(heading, amounts).is_some_and(|told| told.in_another)
}

/// Whether a column tells units of the currency for the base, and for how many units it tells them.
pub(super) fn told_of_rates(block: &Block<'_, '_>, view: &View<'_>) -> (bool, i64) {
    let amounts = &block.context.knowledge.words.amounts;
    let text = view.heading.text.as_str();
    let own = told(text, amounts);
    let mut titles = block.found.talk.titles.iter();
    let of_title = || titles.find_map(|title| told(title, amounts));
    let units = own.clone().or_else(of_title).map_or(1, |told| told.units);
    let listed = own
        .as_ref()
        .and_then(|told| told.of.as_deref())
        .map(|code| lists(block, code));
    let inverse = match (own, listed) {
        (Some(told), Some(listed)) => !listed && (!told.in_another || text.contains('=')),
        (Some(told), None) => !told.in_another && amounts.is_inverse_rate(text),
        (None, _) => amounts.is_inverse_rate(text),
    };
    (inverse, units)
}

/// True for a currency that has rates of its own in the list: it is no base.
fn lists(block: &Block<'_, '_>, code: &str) -> bool {
    let amounts = &block.context.knowledge.words.amounts;
    let column = block.mapping.column_of(block.schema, "currency");
    let mut views = block.found.views.iter();
    let view = views.find(|view| Some(view.column) == column);
    view.is_some_and(|view| {
        let mut cells = view.cells.iter();
        cells.any(|cell| amounts.currency(cell).is_ok_and(|own| own == code))
    })
}

fn told(heading: &str, amounts: &Amounts) -> Option<Told> {
    let parts = parts(heading);
    let found = parts.iter().enumerate().find_map(|(at, part)| {
        let (_, units) = UNITS.iter().find(|(number, _)| number == part)?;
        let before = at.checked_sub(1).map(|at| parts[at].as_str());
        let behind = parts.get(at + 1).map(String::as_str);
        let of = behind.and_then(|behind| currency_of(behind, amounts));
        let counted = behind.is_some_and(|behind| begins(behind, &amounts.rate_units));
        // `for 10 October` is a day
        let last = behind.is_none();
        let asked = before.is_some_and(|before| last && ends(before, &amounts.rate_for));
        (of.is_some() || counted || asked).then_some((at, *units, of))
    });
    let (at, units, of) = found?;
    let mut others = parts.iter().enumerate();
    let in_another = others.any(|(other, part)| match other.cmp(&(at + 1)) {
        // `100外币兑人民币` is one word
        std::cmp::Ordering::Equal => {
            behind_units(part, amounts).is_some_and(|rest| currency_in(rest, amounts).is_some())
        }
        _ => other != at && currency_in(part, amounts).is_some(),
    });
    Some(Told {
        units,
        of,
        in_another: in_another || heading.contains('='),
    })
}

/// Words, numbers and signs of a heading, each by itself; a number with a mark inside is none of units.
fn parts(heading: &str) -> Vec<String> {
    let kind = |letter: char| match letter {
        letter if letter.is_ascii_digit() || matches!(letter, '.' | ',') => 1,
        letter if is_chinese_letter(letter) => 2,
        letter if letter.is_alphabetic() => 3,
        letter if letter.is_whitespace() || matches!(letter, '/' | '(' | ')' | '（' | '）') => 0,
        _ => 4,
    };
    let mut parts: Vec<String> = Vec::new();
    let mut last = 0;
    for letter in heading.chars() {
        let own = kind(letter);
        match (own, own == last) {
            (0, _) => {}
            (_, true) => parts.last_mut().expect("the last one").push(letter),
            (_, false) => parts.push(letter.to_string()),
        }
        last = own;
    }
    let bare = |part: String| part.trim_matches(['.', ',', ':', ';']).to_owned();
    let named = |part: &String| !part.is_empty();
    parts.into_iter().map(bare).filter(named).collect()
}

fn begins(word: &str, known: &[String]) -> bool {
    let word = word.to_lowercase();
    let chinese = |known: &String| known.chars().all(is_chinese_letter);
    known
        .iter()
        .any(|known| word == *known || chinese(known) && word.starts_with(known.as_str()))
}

fn ends(word: &str, known: &[String]) -> bool {
    let word = word.to_lowercase();
    let chinese = |known: &String| known.chars().all(is_chinese_letter);
    known
        .iter()
        .any(|known| word == *known || chinese(known) && word.ends_with(known.as_str()))
}

/// The currency that a part of a heading is, or begins with where it is Chinese.
fn currency_of(part: &str, amounts: &Amounts) -> Option<String> {
    let whole = || {
        let lower = part.to_lowercase();
        let word = amounts.word(&lower).filter(|_| !part.is_ascii());
        let code = || amounts.iso(part).filter(|_| is_sign_or_code(part));
        // `euro`, `dollars`: a word of four letters is no word of anything else
        let long = || amounts.word(&lower).filter(|_| lower.len() > 3);
        word.or_else(code).or_else(long).map(str::to_owned)
    };
    let begun = || {
        let chinese = part.chars().all(is_chinese_letter);
        let ends = part.char_indices().skip(1).map(|(at, _)| at);
        let mut heads = ends.filter(|_| chinese).map(|at| &part[..at]);
        heads.find_map(|head| amounts.word(head)).map(str::to_owned)
    };
    whole().or_else(begun)
}

/// The currency that a part of a heading holds, wherever it stands in Chinese words.
fn currency_in(part: &str, amounts: &Amounts) -> Option<String> {
    let starts = part.char_indices().map(|(at, _)| at);
    let mut rests = starts
        .filter(|at| *at == 0 || part.chars().all(is_chinese_letter))
        .map(|at| &part[at..]);
    rests.find_map(|rest| currency_of(rest, amounts))
}

/// What follows the units, or their currency, in one Chinese word: `兑人民币`.
fn behind_units<'p>(part: &'p str, amounts: &Amounts) -> Option<&'p str> {
    let ends = part.char_indices().skip(1).map(|(at, _)| at);
    let is_units = |head: &str| {
        amounts.rate_units.iter().any(|known| known == head) || amounts.word(head).is_some()
    };
    let mut heads = ends.filter(|at| is_units(&part[..*at]));
    heads.next().map(|at| &part[at..])
}

impl Reader<'_> {
    /// Says of a rate that its file tells it the other way round, and takes the units off that a column beside it counts.
    pub(super) fn settle_rate(&self, fact: &mut Fact) {
        let column = self.mapping.column_of(self.schema, "rate");
        let inverse = column.is_some_and(|column| self.habits_of(column).inverse);
        if inverse {
            fact.set(self.schema, "inverted", Some(Value::Flag(true)));
        }
        let told = (
            fact.value(self.schema, "rate"),
            fact.value(self.schema, "units"),
        );
        let (Some(Value::Rate(rate)), Some(Value::Quantity(units))) = told else {
            return;
        };
        let (rate, units) = (i128::from(*rate), i128::from(*units));
        let one = match inverse {
            true => round_div(rate * units, WHOLE),
            false => round_div(rate * WHOLE, units),
        };
        if let Some(one) = one.filter(|_| units > 0) {
            fact.set(self.schema, "rate", Some(Value::Rate(one)));
            fact.set(self.schema, "units", None);
        }
    }
}

/// The column whose heading says that its numbers are rates, where no other is called so.
pub(super) fn column_of_rates(
    views: &[View<'_>],
    schema: &Schema,
    amounts: &Amounts,
) -> Option<usize> {
    let at = |view: &View<'_>| {
        let numbers = view.cells.iter().all(|cell| {
            let text = shown(cell);
            text.contains(|letter: char| letter.is_ascii_digit())
                && !text.contains(char::is_alphabetic)
        });
        !view.cells.is_empty() && numbers && is_of_rates(&view.heading.text, amounts)
    };
    let found = views.iter().position(at);
    found.filter(|_| schema.table == Table::Rates)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{grid, knowledge, read, shown};
    use super::*;

    #[test]
    fn headings_tell_units_of_rates() {
        let knowledge = knowledge();
        let amounts = &knowledge.words.amounts;
        for (heading, expected) in [
            ("Курс, руб. за 100 единиц", Some((100, true))),
            ("GBP for 1 unit", Some((1, true))),
            ("人民币/1外币", Some((1, true))),
            ("每100外币兑人民币", Some((100, true))),
            ("100美元兑人民币", Some((100, true))),
            ("1 USD =", Some((1, true))),
            ("Rate per 1,000 units", None),
            ("Rate per 1000 units", Some((1_000, false))),
            ("Units for 1 EUR", Some((1, false))),
            ("Курс на 10.10", None),
            ("Rates for 10 October", None),
            ("Rate 100", None),
            ("Top 10 clients", None),
        ] {
            let found = told(heading, amounts).map(|told| (told.units, told.in_another));
            assert_eq!(found, expected, "{heading}");
        }
    }

    #[test]
    fn rates_are_those_of_one_unit() {
        for (what, text, expected) in [
            (
                "the heading counts units",
                "Дата;Валюта;Курс, руб. за 100 единиц\n31.10.2026;KZT;14,75",
                14_750_000,
            ),
            (
                "a column does",
                "Дата;Валюта;Номинал;Курс\n31.10.2026;KZT;100;14,75",
                14_750_000,
            ),
            (
                "pounds for a dollar",
                "Date;Currency;GBP for 1 unit\n2026-10-31;USD;0.79",
                79_000_000,
            ),
            (
                "dollars for a euro, and the list is of dollars",
                "Date;Currency;Units for 1 EUR\n2026-10-31;USD;1.25",
                80_000_000,
            ),
            (
                "the currency that is told is the one of the list",
                "Date;Currency;1 USD =\n2026-10-31;USD;0.79",
                79_000_000,
            ),
            (
                "and here it is the base",
                "Date;Currency;1 EUR =\n2026-10-31;USD;1.25",
                80_000_000,
            ),
            (
                "a bank of China",
                "日期;币种;每100外币兑人民币\n2026-10-31;USD;681.00",
                681_000_000,
            ),
        ] {
            let intake = read(vec![grid("rates.csv", "", &text.replace(';', "|"))]);
            let rates = shown(&intake, Table::Rates, &["rate"]);
            assert_eq!(rates, [i64::to_string(&expected)], "{what}");
        }
    }
}
