//! Names made comparable once.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

/// A name without case, punctuation and legal form, for finding a name that somebody typed. Built by [`NameRules`], so that the
/// knowledge of legal forms stays in templates. Whether two spellings are one name is decided in `ingest::names`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Key(String);

/// Words that do not tell names apart (`templates/names.toml`), all folded.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameRules {
    /// Legal forms of one or more words at the end of a name: `ltd`, `ооо`, `sp z oo`.
    pub legal_forms: BTreeSet<String>,
    /// Those that may stand in front as well.
    #[serde(default)]
    pub forms_in_front: BTreeSet<String>,
    /// Legal forms that end a name without a space: `有限公司`.
    pub legal_endings: Vec<String>,
    /// Forms of one line are one form in other letters or words.
    #[serde(default)]
    pub same_forms: Vec<Vec<String>>,
    /// Forms that tell nothing by themselves.
    #[serde(default)]
    pub neutral_forms: Vec<String>,
    /// Places in front of a firm's name that is written together: `苏州`.
    #[serde(default)]
    pub places: Vec<String>,
    /// What a firm does, behind its name and before its legal form: `科技`.
    #[serde(default)]
    pub trades: Vec<String>,
    /// Words that stand for `&`.
    #[serde(default)]
    pub joining: Vec<String>,
    /// Endings of fathers' names, and such names themselves.
    #[serde(default)]
    pub patronymics: Vec<String>,
    /// Letters of other alphabets in Latin.
    #[serde(default)]
    pub latin: BTreeMap<char, String>,
    /// Latin spellings that are brought to one rough spelling, in order.
    #[serde(default)]
    pub rough: Vec<Rough>,
}

/// Words of a legal form that are looked at.
const MOST_WORDS: usize = 12;

/// A piece of a Latin spelling and what it is replaced by.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the type says it")]
pub struct Rough {
    pub from: String,
    pub to: String,
}

impl NameRules {
    /// Key of a client. A name that is nothing but a legal form keeps it.
    pub fn client(&self, name: &str) -> Key {
        let words: Vec<String> = fold(name).split_whitespace().map(str::to_owned).collect();
        Key(self.without_forms(words).0.concat())
    }

    /// Key of a person: the order of first and last name does not matter.
    pub fn person(&self, name: &str) -> Key {
        let folded = fold(name);
        let mut words: Vec<&str> = folded.split_whitespace().collect();
        // `宋 佳`, as forms pad it
        let han = |letter: char| ('\u{4e00}'..='\u{9fff}').contains(&letter);
        let padded = words.iter().all(|word| word.chars().all(han));
        if padded {
            return Key(words.concat());
        }
        words.sort_unstable();
        Key(words.join(" "))
    }

    /// Takes the legal forms off both ends of a company's folded words; the last word always stays.
    pub fn without_forms(&self, words: Vec<String>) -> (Vec<String>, BTreeSet<String>) {
        let mut words = letters_together(words);
        let mut forms = BTreeSet::new();
        while let Some(form) = self.form_at(&words, &self.legal_forms, true) {
            words.truncate(words.len() - form.split(' ').count());
            forms.insert(form);
        }
        while let Some(form) = self.form_at(&words, &self.forms_in_front, false) {
            words.drain(..form.split(' ').count());
            forms.insert(form);
        }
        if let Some(ending) = words.last().and_then(|last| self.ending_of(last)) {
            forms.insert(ending.clone());
            if let Some(last) = words.last_mut() {
                last.truncate(last.len() - ending.len());
            }
        }
        (words, forms)
    }

    /// The longest of some forms at an end of the words, when more words are left.
    fn form_at(&self, words: &[String], forms: &BTreeSet<String>, at_end: bool) -> Option<String> {
        let most = words.len().saturating_sub(1).min(MOST_WORDS);
        let part = |count: usize| match at_end {
            true => words[words.len() - count..].join(" "),
            false => words[..count].join(" "),
        };
        (1..=most).rev().map(part).find(|part| forms.contains(part))
    }

    fn ending_of(&self, word: &str) -> Option<String> {
        self.legal_endings
            .iter()
            .filter(|ending| word.ends_with(ending.as_str()) && word.len() > ending.len())
            .max_by_key(|ending| ending.len())
            .cloned()
    }

    /// True when two companies' forms do not tell them apart: one has none, or each has its like in the other.
    pub fn forms_agree(&self, left: &BTreeSet<String>, right: &BTreeSet<String>) -> bool {
        let telling = |forms: &BTreeSet<String>| -> Vec<String> {
            let telling = forms
                .iter()
                .filter(|form| !self.neutral_forms.contains(form));
            telling.cloned().collect()
        };
        let (left, right) = (telling(left), telling(right));
        let has_like = |form: &String, others: &[String]| {
            others
                .iter()
                .any(|other| form == other || self.are_one_form(form, other))
        };
        left.is_empty()
            || right.is_empty()
            || left.iter().all(|form| has_like(form, &right))
                && right.iter().all(|form| has_like(form, &left))
    }

    /// The short name of a firm whose whole one is a place, that name and a trade, all written together: without the place, and
    /// without the trade too.
    pub fn without_place_and_trade<'n>(&self, name: &'n str) -> (&'n str, &'n str) {
        let longest = |matches: &dyn Fn(&str) -> bool, parts: &[String]| {
            let parts = parts.iter().filter(|part| matches(part));
            parts.map(String::len).max().unwrap_or(0)
        };
        let place = longest(&|place| name.starts_with(place), &self.places);
        let local = &name[place..];
        let mut bare = local;
        loop {
            match longest(&|trade| bare.ends_with(trade), &self.trades) {
                0 => return (local, bare),
                trade => bare = &bare[..bare.len() - trade],
            }
        }
    }

    fn are_one_form(&self, left: &String, right: &String) -> bool {
        self.same_forms
            .iter()
            .any(|line| line.contains(left) && line.contains(right))
    }
}

/// Runs of single letters as one word: `s a` is `sa`. A lone letter stays.
fn letters_together(words: Vec<String>) -> Vec<String> {
    let single = |word: &str| {
        let mut letters = word.chars();
        matches!((letters.next(), letters.next()), (Some(letter), None) if letter.is_alphabetic())
    };
    let mut joined: Vec<String> = Vec::with_capacity(words.len());
    let mut open = false;
    for word in words {
        let one = single(&word);
        match joined.last_mut() {
            Some(last) if one && open => last.push_str(&word),
            _ => joined.push(word),
        }
        open = one;
    }
    joined
}

impl Key {
    /// True for a name without a single letter or digit.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The key's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A Chinese character of everyday use.
pub fn is_han(letter: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&letter)
}

/// NFKC, lower case, `ё` as `е`, every run of anything but letters and digits as one space, trimmed.
/// Dots and apostrophes vanish without a space (`o.o.o.`, `O'Neil`). The base of all comparisons of words.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    if text.is_ascii() {
        fold_ascii(text, &mut folded);
    } else {
        fold_letters(text.nfkc().flat_map(char::to_lowercase), &mut folded);
    }
    folded
}

/// As [`fold_letters`], where it takes no table to tell what a letter is: most texts are such.
fn fold_ascii(text: &str, folded: &mut String) {
    let mut gap = false;
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            if gap && !folded.is_empty() {
                folded.push(' ');
            }
            gap = false;
            folded.push(char::from(byte.to_ascii_lowercase()));
        } else {
            gap |= !matches!(byte, b'.' | b'\'' | b'`');
        }
    }
}

fn fold_letters(letters: impl Iterator<Item = char>, folded: &mut String) {
    let mut gap = false;
    for letter in letters {
        match letter {
            '.' | '\'' | '’' | 'ʼ' | '`' | '\u{200b}' | '\u{feff}' | '\u{ad}' => {}
            letter if letter.is_alphanumeric() || is_mark(letter) => {
                if gap && !folded.is_empty() {
                    folded.push(' ');
                }
                gap = false;
                folded.push(if letter == 'ё' { 'е' } else { letter });
            }
            _ => gap = true,
        }
    }
}

/// Combining marks that stay part of a word.
fn is_mark(letter: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> NameRules {
        NameRules {
            legal_forms: ["ltd", "ооо", "тоо", "llc", "co"].map(str::to_owned).into(),
            forms_in_front: ["ооо", "тоо"].map(str::to_owned).into(),
            legal_endings: ["有限公司", "科技有限公司"].map(str::to_owned).to_vec(),
            same_forms: vec![["ltd", "ооо"].map(str::to_owned).to_vec()],
            ..NameRules::default()
        }
    }

    #[test]
    fn one_client_one_key() {
        let rules = rules();
        for (left, right) in [
            ("Halden Brewery Ltd.", "HALDEN  brewery"),
            ("ООО «Берёза»", "Береза, ООО"),
            ("沪江科技有限公司", "沪江"),
            ("O'Neil & Co", "ONeil"),
            ("Ｈａｌｄｅｎ", "halden"),
        ] {
            assert_eq!(rules.client(left), rules.client(right), "{left} / {right}");
        }
        assert_ne!(rules.client("11420 Corp"), rules.client("Corp"));
        assert!(!rules.client("ООО").is_empty());
    }

    #[test]
    fn letters_of_ascii_fold_as_all_letters_do() {
        let all: String = (0..=127_u8).map(char::from).collect();
        for text in [
            all.as_str(),
            "",
            " . ",
            "O'Neil & Co.",
            "a.b. -c`d",
            "__x__1",
            "A..  .b",
        ] {
            let mut folded = String::new();
            fold_letters(text.nfkc().flat_map(char::to_lowercase), &mut folded);
            assert_eq!(fold(text), folded, "{text:?}");
        }
    }

    #[test]
    fn a_person_in_either_order() {
        assert_eq!(
            rules().person("Ivanova, Anna"),
            rules().person("Anna Ivanova")
        );
    }
}
