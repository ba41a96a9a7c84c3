//! Words of amounts (`templates/amounts.toml`).

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Deserialize;

use crate::model::key::fold;

/// The file as written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AmountLists {
    codes: Vec<String>,
    beside_multiples: Vec<String>,
    without_tax: Vec<String>,
    each_month: Vec<String>,
    inverse_rates: Vec<String>,
    rate_for: Vec<String>,
    rate_units: Vec<String>,
    scales: BTreeMap<Power, Vec<String>>,
    multiples: BTreeMap<Power, Vec<String>>,
    stuck_multiples: BTreeMap<Power, Vec<String>>,
    signs: BTreeMap<String, Vec<String>>,
    currencies: BTreeMap<String, Vec<String>>,
}

/// A power of ten, a key of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
struct Power(u32);

/// An amount of this many digits is beyond every range.
const LARGEST_POWER: u32 = 18;

impl TryFrom<String> for Power {
    type Error = String;

    fn try_from(text: String) -> Result<Power, String> {
        let power = text.parse().ok().filter(|power| *power <= LARGEST_POWER);
        power
            .map(Power)
            .ok_or_else(|| format!("{text} is no power of ten, such as 3 for thousands"))
    }
}

/// Currencies and multiples, to be looked up; their words in small letters.
#[derive(Clone, Debug, Default)]
pub struct Amounts {
    codes: HashSet<String>,
    currencies: HashMap<String, String>,
    /// Signs of several currencies: `$`.
    signs: Vec<(String, Vec<String>)>,
    /// Words behind a number and their powers of ten, longer ones first.
    pub scales: Vec<(String, u32)>,
    /// Words of headings and their powers of ten, longer ones first.
    pub multiples: Vec<(String, u32)>,
    /// Letters that are a multiple where they touch a currency, and their powers of ten, longer ones first: `TEUR`, `£000`.
    pub stuck_multiples: Vec<(String, u32)>,
    /// Words beside a multiple in a title.
    pub beside_multiples: Vec<String>,
    /// Words behind an amount to which tax is added, longer ones first.
    pub without_tax: Vec<String>,
    /// Words behind an amount that is one month's, longer ones first.
    pub each_month: Vec<String>,
    /// Words of a heading of rates told the other way round.
    pub inverse_rates: Vec<String>,
    /// Words before a number of units in a heading of rates, in small letters.
    pub rate_for: Vec<String>,
    /// Words behind it.
    pub rate_units: Vec<String>,
}

fn longest_first(words: &[String]) -> Vec<String> {
    let mut words = words.to_vec();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words
}

impl Amounts {
    /// The lists in small letters; a code with words of its own is known too.
    pub fn of(lists: &AmountLists) -> Amounts {
        let currencies = || lists.currencies.iter();
        let codes = lists.codes.iter().chain(lists.currencies.keys());
        Amounts {
            codes: codes.map(|code| code.to_uppercase()).collect(),
            currencies: currencies()
                .flat_map(|(code, words)| words.iter().map(move |word| (word, code)))
                .map(|(word, code)| (word.to_lowercase(), code.to_uppercase()))
                .collect(),
            signs: { lists.signs.iter() }
                .map(|(sign, codes)| (sign.to_lowercase(), codes.clone()))
                .collect(),
            scales: by_length(&lists.scales),
            multiples: by_length(&lists.multiples),
            stuck_multiples: by_length(&lists.stuck_multiples),
            beside_multiples: lists.beside_multiples.clone(),
            each_month: longest_first(&lists.each_month),
            without_tax: longest_first(&lists.without_tax),
            inverse_rates: lists
                .inverse_rates
                .iter()
                .map(|words| fold(words))
                .collect(),
            rate_for: longest_first(&lists.rate_for),
            rate_units: longest_first(&lists.rate_units),
        }
    }

    /// A sign of several currencies is that of an agency's own where it is one of them: `$` of a Colombian one is no US dollar.
    pub fn take_signs_of(&mut self, base: &str) {
        for (sign, codes) in &self.signs {
            if codes.iter().any(|code| code == base) {
                self.currencies.insert(sign.clone(), base.to_owned());
            }
        }
    }

    /// True for a heading that says that its rates are told the other way round: `units for 1 EUR`.
    pub fn is_inverse_rate(&self, heading: &str) -> bool {
        let folded = fold(heading);
        let mut words = self.inverse_rates.iter();
        words.any(|words| folded.starts_with(words.as_str()))
    }

    /// The code itself, when it is one.
    pub fn code(&self, upper: &str) -> Option<&str> {
        self.codes.get(upper).map(String::as_str)
    }

    /// The code of a symbol or word in small letters.
    pub fn code_of(&self, lower: &str) -> Option<&str> {
        self.currencies.get(lower).map(String::as_str)
    }
}

fn by_length(groups: &BTreeMap<Power, Vec<String>>) -> Vec<(String, u32)> {
    let mut words: Vec<(String, u32)> = groups
        .iter()
        .flat_map(|(power, words)| words.iter().map(|word| (word.to_lowercase(), power.0)))
        .collect();
    words.sort_by(|(a, _), (b, _)| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    words
}

/// The program's own words, for tests of values.
#[cfg(test)]
pub fn of_the_program() -> Amounts {
    let text = include_str!("../../../templates/amounts.toml");
    Amounts::of(&toml::from_str(text).expect("a template of the program"))
}
