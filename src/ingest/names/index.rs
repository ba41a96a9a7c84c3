//! Which names are worth comparing: those that share a word, a run of letters or the ends of a word. Never all with all.

use std::collections::{BTreeMap, BTreeSet};

use super::nodes::Names;
use super::spelling::{Spelling, Word};
use crate::model::Kind;

/// More names than this share a word that tells nothing.
const MOST_SHARING: usize = 300;
/// More names of one kind than this are no names; none is compared with another.
const MOST_NAMES: usize = 30_000;
/// Letters of the ends by which slips are found.
const END: usize = 3;

/// Names by what they hold.
pub struct Index {
    /// By whole words and the name as one word.
    words: Shelf,
    /// By ends of words, pairs of Chinese characters and logins.
    pieces: Shelf,
}

#[derive(Default)]
struct Shelf {
    by_key: BTreeMap<String, Vec<usize>>,
    keys: Vec<BTreeSet<String>>,
}

impl Shelf {
    fn of(names: &Names, keys: impl Fn(&Spelling) -> BTreeSet<String>) -> Shelf {
        let mut shelf = Shelf::default();
        if names.all.len() > MOST_NAMES {
            return shelf;
        }
        for (at, name) in names.all.iter().enumerate() {
            let keys = keys(&name.spelling);
            for key in &keys {
                shelf.by_key.entry(key.clone()).or_default().push(at);
            }
            shelf.keys.push(keys);
        }
        shelf
    }

    /// Others that hold something of a name; one may come several times.
    fn beside(&self, at: usize) -> impl Iterator<Item = usize> {
        let keys = self.keys.get(at).into_iter().flatten();
        let names = keys.filter_map(|key| self.by_key.get(key));
        let few = names.filter(|names| names.len() <= MOST_SHARING);
        few.flatten().copied().filter(move |other| *other != at)
    }
}

impl Index {
    /// Sorts names onto shelves.
    pub fn of(names: &Names) -> Index {
        let kind = names.kind;
        Index {
            words: Shelf::of(names, whole_words),
            pieces: Shelf::of(names, |spelling| pieces(spelling, kind)),
        }
    }

    /// Names that share a word, in any alphabet, in their order.
    pub fn sharing(&self, at: usize) -> Vec<usize> {
        each_once(self.words.beside(at))
    }

    /// Those, and names with a word that begins or ends alike; one may come several times.
    pub fn around(&self, at: usize) -> impl Iterator<Item = usize> {
        self.words.beside(at).chain(self.pieces.beside(at))
    }

    /// How many groups of names hold each word; `groups` tells the group of each name.
    pub fn holders(&self, groups: &[usize]) -> Holders<'_> {
        let count = |names: &Vec<usize>| {
            let held: BTreeSet<usize> = names.iter().map(|at| groups[*at]).collect();
            held.len()
        };
        let words = self.words.by_key.iter();
        Holders(
            words
                .map(|(key, names)| (key.as_str(), count(names)))
                .collect(),
        )
    }
}

/// Each of some names once.
pub fn each_once(names: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut names: Vec<usize> = names.collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// How many groups of names hold a word: spellings of one name hold it once.
pub struct Holders<'i>(BTreeMap<&'i str, usize>);

impl Holders<'_> {
    /// Those of a word.
    pub fn of(&self, word: &Word) -> usize {
        self.0.get(word.rough.as_str()).copied().unwrap_or(0)
    }
}

fn whole_words(spelling: &Spelling) -> BTreeSet<String> {
    let words = spelling.words.iter().filter(|word| !word.is_initial());
    let mut keys: BTreeSet<String> = words
        .flat_map(|word| [word.rough.clone(), word.wide.clone()])
        .collect();
    keys.insert(format!("={}", spelling.together()));
    keys.extend({ spelling.chinese.iter() }.map(|(_, bare)| format!("~{bare}")));
    keys
}

fn pieces(spelling: &Spelling, kind: Kind) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for word in &spelling.words {
        let letters: Vec<char> = word.rough.chars().collect();
        if word.is_chinese() {
            keys.extend(letters.windows(2).map(String::from_iter));
        } else if letters.len() > END + 1 {
            keys.insert(format!("{}-", String::from_iter(&letters[..END])));
            keys.insert(format!(
                "-{}",
                String::from_iter(&letters[letters.len() - END..])
            ));
        }
    }
    if kind == Kind::Person {
        keys.extend(logins(spelling));
    }
    keys
}

/// Logins that a name may have, and a single word as one: `ali`, `annal`, `annali` of Anna Li.
pub fn logins(spelling: &Spelling) -> BTreeSet<String> {
    let words: Vec<&Word> = spelling.words.iter().collect();
    match words.as_slice() {
        [one] => BTreeSet::from([one.rough.clone()]),
        [a, b] if !a.is_initial() && !b.is_initial() => both_ways(a, b),
        _ => BTreeSet::new(),
    }
}

fn both_ways(a: &Word, b: &Word) -> BTreeSet<String> {
    let first = |word: &Word| word.rough.chars().take(1).collect::<String>();
    let mut logins = BTreeSet::new();
    for (one, other) in [(a, b), (b, a)] {
        logins.insert(format!("{}{}", one.rough, other.rough));
        logins.insert(format!("{}{}", first(one), other.rough));
        logins.insert(format!("{}{}", one.rough, first(other)));
    }
    logins
}
