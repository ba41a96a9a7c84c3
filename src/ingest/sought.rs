//! Words that are sought inside texts. They are looked up by the words of the text, instead of one after the other: lists hold
//! hundreds of words, and every heading and many cells are asked for several lists.

use std::ops::Deref;

use hashbrown::HashMap;

/// Folded word to its meaning.
pub(super) type Meanings = HashMap<String, String>;

/// Words with their meanings, to be found inside folded texts.
#[derive(Clone, Debug, Default)]
pub(super) struct Sought {
    meanings: Meanings,
    /// Those that need not stand apart.
    joined: Vec<String>,
    /// Words of the longest of the others.
    most_words: usize,
    /// Bytes of the longest of the others.
    longest: usize,
}

impl Deref for Sought {
    type Target = Meanings;

    fn deref(&self) -> &Meanings {
        &self.meanings
    }
}

impl From<Meanings> for Sought {
    /// Chinese words need not stand apart.
    fn from(meanings: Meanings) -> Sought {
        Sought::of(meanings, is_chinese)
    }
}

impl Sought {
    /// Words of which some need not stand apart; these hold a Chinese letter each.
    pub fn of(meanings: Meanings, is_joined: impl Fn(&str) -> bool) -> Sought {
        let mut joined: Vec<String> = { meanings.keys() }
            .filter(|word| is_joined(word))
            .cloned()
            .collect();
        joined.sort_unstable();
        let words = |word: &String| word.matches(' ').count() + 1;
        Sought {
            joined,
            most_words: meanings.keys().map(words).max().unwrap_or(0),
            longest: meanings.keys().map(String::len).max().unwrap_or(0),
            meanings,
        }
    }

    /// The longest word that stands inside a text, with its meaning; of equally long ones the first.
    pub fn longest_in<'m>(&'m self, folded: &str) -> Option<(&'m str, &'m str)> {
        let parts = self.parts(folded).chain(self.joined_in(folded));
        parts
            .filter_map(|part| self.meanings.get_key_value(part))
            .max_by(|(a, _), (b, _)| a.len().cmp(&b.len()).then_with(|| b.cmp(a)))
            .map(|(word, meaning)| (word.as_str(), meaning.as_str()))
    }

    /// True when one of the words stands inside a text.
    pub fn is_in(&self, folded: &str) -> bool {
        self.parts(folded)
            .any(|part| self.meanings.contains_key(part))
            || self.joined_in(folded).next().is_some()
    }

    /// What stands between two gaps of a text, as far as it may be a word.
    fn parts<'t>(&self, folded: &'t str) -> impl Iterator<Item = &'t str> {
        let (most, longest) = (self.most_words, self.longest);
        let starts = std::iter::once(0).chain(folded.match_indices(' ').map(|(at, _)| at + 1));
        starts.flat_map(move |start| {
            let behind = &folded[start..];
            let ends = behind.match_indices(' ').map(|(at, _)| at);
            ends.chain(std::iter::once(behind.len()))
                .take(most)
                .take_while(move |end| *end <= longest)
                .map(move |end| &behind[..end])
        })
    }

    fn joined_in<'t>(&'t self, folded: &'t str) -> impl Iterator<Item = &'t str> {
        // most texts have no such letter
        let may_be = folded.bytes().any(|byte| byte >= FIRST_BYTE_OF_CHINESE);
        let joined = self.joined.iter().filter(move |_| may_be);
        joined
            .map(String::as_str)
            .filter(|word| folded.contains(*word))
    }
}

/// UTF-8 writes no letter from `\u{2e80}` on with a smaller first byte.
const FIRST_BYTE_OF_CHINESE: u8 = 0xe2;

/// Nothing but Chinese letters.
pub(super) fn is_chinese(word: &str) -> bool {
    !word.is_empty() && word.chars().all(is_chinese_letter)
}

/// A letter of Chinese, or of the scripts and signs around it.
pub(super) fn is_chinese_letter(letter: char) -> bool {
    letter >= '\u{2e80}'
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::phrases::stands_apart;
    use super::*;

    const WORDS: [&str; 10] = [
        "hours",
        "hours left",
        "left",
        "due date",
        "date due",
        "小时",
        "时",
        "小时 a",
        "a b c",
        "б",
    ];

    fn plainly(words: &[&str], folded: &str, is_joined: fn(&str) -> bool) -> Option<String> {
        let spaced = format!(" {folded} ");
        let stands = |word: &&&str| {
            stands_apart(word, &spaced) || is_joined(word) && folded.contains(**word)
        };
        let found = words.iter().filter(stands);
        let best = found.max_by(|a, b| a.len().cmp(&b.len()).then_with(|| b.cmp(a)));
        best.map(|word| (*word).to_owned())
    }

    proptest! {
        #[test]
        fn finds_what_looking_for_one_after_the_other_finds(
            parts in proptest::collection::vec(
                proptest::sample::select(vec![
                    "hours", "left", "due", "date", "小时", "一小时 ", "a", "b", "c", "", " ", "б", "hour",
                ]),
                0..8,
            ),
            gap in proptest::sample::select(vec![" ", "", "  "]),
        ) {
            let text = parts.join(gap);
            let begins = |word: &str| word.starts_with(is_chinese_letter);
            for is_joined in [is_chinese as fn(&str) -> bool, begins] {
                let meanings = WORDS.map(|word| (word.to_owned(), String::new()));
                let sought = Sought::of(meanings.into(), is_joined);
                let plain = plainly(&WORDS, &text, is_joined);
                let found = sought.longest_in(&text).map(|(word, _)| word.to_owned());
                prop_assert_eq!(&found, &plain, "{:?}", text);
                prop_assert_eq!(sought.is_in(&text), plain.is_some(), "{:?}", text);
            }
        }
    }
}
