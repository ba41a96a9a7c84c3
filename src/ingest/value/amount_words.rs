//! Words of amounts (`templates/amounts.toml`). Values are read cell by cell, far from a folder's own templates: the words are
//! those of the program.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

/// The words.
pub static AMOUNTS: LazyLock<Amounts> = LazyLock::new(|| {
    let text = include_str!("../../../templates/amounts.toml");
    let lists = toml::from_str(text).expect("a template of the program, read in every test");
    Amounts::of(lists)
});

/// The file as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    codes: Vec<String>,
    beside_multiples: Vec<String>,
    scales: BTreeMap<String, Vec<String>>,
    multiples: BTreeMap<String, Vec<String>>,
    currencies: BTreeMap<String, Vec<String>>,
}

/// Currencies and multiples, to be looked up.
pub struct Amounts {
    codes: Vec<String>,
    currencies: HashMap<String, String>,
    /// Words behind a number and their powers of ten, longer ones first.
    pub scales: Vec<(String, u32)>,
    /// Words of headings and their powers of ten, longer ones first.
    pub multiples: Vec<(String, u32)>,
    /// Words beside a multiple in a title.
    pub beside_multiples: Vec<String>,
}

impl Amounts {
    fn of(lists: Lists) -> Amounts {
        let currencies = lists.currencies.into_iter();
        Amounts {
            codes: lists.codes,
            currencies: currencies
                .flat_map(|(code, words)| words.into_iter().map(move |word| (word, code.clone())))
                .collect(),
            scales: by_length(lists.scales),
            multiples: by_length(lists.multiples),
            beside_multiples: lists.beside_multiples,
        }
    }

    /// The code itself, when it is one.
    pub fn code(&self, upper: &str) -> Option<&str> {
        self.codes
            .iter()
            .find(|code| *code == upper)
            .map(String::as_str)
    }

    /// The code of a symbol or word in small letters.
    pub fn currency(&self, lower: &str) -> Option<&str> {
        self.currencies.get(lower).map(String::as_str)
    }
}

fn by_length(groups: BTreeMap<String, Vec<String>>) -> Vec<(String, u32)> {
    let tens = |power: &str| power.parse().expect("a power of ten of the template");
    let mut words: Vec<(String, u32)> = groups
        .iter()
        .flat_map(|(power, words)| words.iter().map(move |word| (word.clone(), tens(power))))
        .collect();
    words.sort_by(|(a, _), (b, _)| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    words
}
