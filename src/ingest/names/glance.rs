//! What tells at a glance that two names are not alike: most of those that only share the end of a word, of which there may be
//! hundreds for each name, are never held against each other word by word.

use super::groups::{Groups, rank};
use super::index::Holders;
use super::likely::MOST_HOLDERS;
use super::nodes::{Name, Names};
use super::spelling::{Spelling, Word};
use crate::model::Kind;

/// Odd numbers without a pattern, to mix with.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
const PRIME: u64 = 0x0100_0000_01b3;

/// The names of a kind at a glance.
pub struct Glances {
    /// Of each name, that of the name that stands for its group.
    of: Vec<Glance>,
}

#[derive(Clone, Copy)]
struct Glance {
    /// The name that stands for it.
    first: u32,
    /// Its place among all by how much it stands for others; the smaller the more.
    rank: u32,
    /// A bit for each form of each word, and the same of words that few names hold.
    held: u64,
    rare: u64,
    /// A bit for each letter, of names in plain Latin letters only.
    letters: u64,
    /// Nothing but a shared word makes it likely another of which the same is said.
    by_words: Option<bool>,
    /// Stands in bank lines only.
    payer: bool,
}

impl Glances {
    /// Looks at each name once.
    pub fn of(names: &Names, groups: &Groups, holders: &Holders<'_>) -> Glances {
        let ranks = ranks(&names.all);
        let own = |at: usize| {
            let name = &names.all[at];
            let words = &name.spelling.words;
            let rare = words.iter().filter(|word| holders.of(word) <= MOST_HOLDERS);
            Glance {
                first: at as u32,
                rank: ranks[at],
                held: held(words.iter()),
                rare: held(rare),
                letters: match names.kind {
                    Kind::Client => 0,
                    _ => letters(words),
                },
                by_words: goes_by_words(names.kind, &name.spelling),
                payer: name.is_payer(),
            }
        };
        let first = |at: usize| groups.members[groups.of[at]][0];
        Glances {
            of: (0..names.all.len()).map(|at| own(first(at))).collect(),
        }
    }

    /// The first name of another's group, where it stands higher than this one, which is the first of its own.
    pub fn higher(&self, other: usize, at: usize) -> Option<usize> {
        let (theirs, own) = (&self.of[other], &self.of[at]);
        let higher = theirs.first as usize != at && !theirs.payer && theirs.rank < own.rank;
        higher.then_some(theirs.first as usize)
    }

    /// False where two names surely are not alike.
    pub fn may_be_alike(&self, other: usize, at: usize) -> bool {
        let (theirs, own) = (&self.of[other], &self.of[at]);
        if own.by_words.is_none() || own.by_words != theirs.by_words {
            return true;
        }
        let plain = own.letters != 0 && theirs.letters != 0;
        let differ = || (own.letters ^ theirs.letters).count_ones() > MOST_LETTERS;
        let by_a_slip = || !(plain && differ());
        theirs.rare & own.rare != 0 || theirs.held & own.held != 0 && by_a_slip()
    }

    /// The smaller the more a name's group stands for others.
    pub fn rank(&self, at: usize) -> u32 {
        self.of[at].rank
    }
}

/// Places of names by [`rank`]; those of one rank share theirs.
fn ranks(names: &[Name]) -> Vec<u32> {
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by(|one, other| rank(&names[*one]).cmp(&rank(&names[*other])));
    let mut ranks = vec![0; names.len()];
    let alike = |one: &usize, next: &usize| rank(&names[*one]) == rank(&names[*next]);
    for (place, same) in (0..).zip(order.chunk_by(alike)) {
        for at in same {
            ranks[*at] = place;
        }
    }
    ranks
}

/// Names of several words are alike over one that both hold ([`likely`](super::likely::likely)): but for a firm's and its name by ear
/// in the other alphabet, and for Chinese ones, of which one may be the other shortened. A single word is alike by a slip, or as a
/// login.
fn goes_by_words(kind: Kind, spelling: &Spelling) -> Option<bool> {
    let chinese = kind != Kind::Person && spelling.words.iter().any(Word::is_chinese);
    match spelling.words.as_slice() {
        [first, _, ..] if !chinese => Some(kind == Kind::Client && first.cyrillic),
        _ => None,
    }
}

/// Words that are one have one of these bits at least in common.
fn held<'w>(words: impl Iterator<Item = &'w Word>) -> u64 {
    let forms = |word: &Word| {
        [&word.text, &word.plain, &word.wide, &word.rough].map(|form| 1_u64 << place_of(form))
    };
    words.flat_map(forms).fold(0, |held, bit| held | bit)
}

/// Names that share a common word only have the same letters but for those of a slip: two are written, and two are lacking.
const MOST_LETTERS: u32 = 4;

fn letters(words: &[Word]) -> u64 {
    let bytes = || words.iter().flat_map(|word| word.text.bytes());
    match bytes().all(|byte| byte.is_ascii()) {
        true => bytes().fold(0, |letters, byte| letters | 1 << (byte % 64)),
        false => 0,
    }
}

/// One of 64 places.
fn place_of(form: &str) -> u64 {
    let bytes = form.bytes();
    let mixed = bytes.fold(SPREAD, |mixed, byte| {
        (mixed ^ u64::from(byte)).wrapping_mul(PRIME)
    });
    mixed.wrapping_mul(SPREAD) >> 58
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::gather::Seen;
    use super::super::groups::{Told, group};
    use super::super::index::Index;
    use super::super::likely::likely;
    use super::*;
    use crate::ingest::testing::knowledge;

    fn names(kind: Kind, texts: &[String]) -> Names {
        let seen = texts.iter().map(|text| (text.clone(), Seen::default()));
        let rules = &knowledge().name_rules;
        Names::of(kind, seen.collect(), &BTreeMap::new(), rules)
    }

    fn glances(names: &Names, index: &Index) -> Glances {
        let groups = group(names, index, &Told::default(), &knowledge());
        Glances::of(names, &groups, &index.holders(&groups.of))
    }

    #[test]
    fn whatever_is_likely_is_seen_at_a_glance() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/names/pairs.txt");
        let text = std::fs::read_to_string(path).expect("the project's own file");
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let texts: Vec<String> = lines
            .flat_map(|line| line.split('|').skip(1).take(2))
            .map(|text| text.trim().to_owned())
            .collect();
        for kind in [Kind::Client, Kind::Person, Kind::Project] {
            let names = names(kind, &texts);
            let index = Index::of(&names);
            let glances = glances(&names, &index);
            let holders = index.holders(&(0..names.all.len()).collect::<Vec<_>>());
            let firsts: Vec<usize> = (0..names.all.len())
                .filter(|at| glances.of[*at].first as usize == *at)
                .collect();
            let (mut alike, mut hidden) = (0, 0);
            for (at, other) in firsts
                .iter()
                .flat_map(|at| firsts.iter().map(move |other| (*at, *other)))
            {
                let spelling = |at: usize| &names.all[at].spelling;
                let seen = glances.may_be_alike(other, at);
                if at != other
                    && likely(kind, spelling(at), spelling(other), &|word| {
                        holders.of(word)
                    })
                    .is_some()
                {
                    assert!(seen, "{} {}", names.all[at].shown, names.all[other].shown);
                    alike += 1;
                }
                hidden += usize::from(!seen);
            }
            assert!(alike > 20 && hidden > 1_000, "{alike} {hidden}");
        }
    }

    #[test]
    fn few_names_that_only_end_alike_are_held_against_each_other() {
        // 24 first names and 24 last ones that begin alike, none of them in two names
        let letters = || ('a'..='x').map(String::from);
        let texts: Vec<String> = letters()
            .map(|letter| format!("Mar{letter}ek Tol{letter}ova"))
            .collect();
        let names = names(Kind::Person, &texts);
        let index = Index::of(&names);
        let glances = glances(&names, &index);
        let pairs =
            || (0..texts.len()).flat_map(|at| index.around(at).map(move |other| (at, other)));
        let all = pairs().count();
        assert!(all > 1_000, "{all}");
        // two words have each a bit of 64: one pair in sixteen has one in common by chance
        let seen = pairs()
            .filter(|(at, other)| glances.may_be_alike(*other, *at))
            .count();
        assert!(seen < all / 6, "{seen} of {all}");
    }

    #[test]
    fn of_many_who_share_a_first_name_only_those_of_like_letters_are_held_against_each_other() {
        let name = |at: usize| {
            let letter = |at: usize| char::from(b'b' + (at % 20) as u8);
            let surname = [at, at / 20 + 3, at * 7 + 5, at * 3 + 11].map(letter);
            format!("Anna {}o", String::from_iter(surname))
        };
        let texts: Vec<String> = (0..200).map(name).collect();
        let names = names(Kind::Person, &texts);
        let index = Index::of(&names);
        let glances = glances(&names, &index);
        let pairs = || {
            (0..names.all.len())
                .flat_map(|at| index.sharing(at).into_iter().map(move |other| (at, other)))
        };
        let seen = pairs().filter(|(at, other)| glances.may_be_alike(*other, *at));
        let (seen, all) = (seen.count(), pairs().count());
        assert!(all > 30_000 && seen < all / 2, "{seen} of {all}");
    }
}
