//! Names of fields that stand inside longer headings, found by the words of the heading instead of one after the other: a
//! table has a thousand of them, a folder hundreds of headings.

use hashbrown::HashMap;

use super::knowledge::{holds_words, is_spaced};

/// The telling names of a table's fields.
#[derive(Clone, Debug, Default)]
pub(super) struct Phrases {
    /// Name, folded, and field, as the template lists them.
    all: Vec<(String, usize)>,
    /// Places of names that are written with spaces.
    spaced: HashMap<String, Vec<usize>>,
    /// Places of the others.
    unspaced: Vec<usize>,
    /// Words of the longest name that is written with spaces, and its bytes.
    most_words: usize,
    longest: usize,
}

/// A word stands in a text that has single spaces around each word, by itself.
pub(super) fn stands_apart(word: &str, spaced: &str) -> bool {
    let mut gaps = spaced.match_indices(' ');
    gaps.any(|(at, _)| {
        let behind = spaced[at + 1..].strip_prefix(word);
        behind.is_some_and(|rest| rest.starts_with(' '))
    })
}

impl Phrases {
    /// Adds a folded name of a field.
    pub fn add(&mut self, name: String, field: usize) {
        let place = self.all.len();
        if is_spaced(&name) {
            self.most_words = self.most_words.max(name.split(' ').count());
            self.longest = self.longest.max(name.len());
            self.spaced.entry(name.clone()).or_default().push(place);
        } else {
            self.unspaced.push(place);
        }
        self.all.push((name, field));
    }

    /// Those that stand in `words`, which has single spaces around each word, in the order in which they were added.
    pub fn within(&self, words: &str) -> Vec<&(String, usize)> {
        let mut places: Vec<usize> = Vec::new();
        let starts: Vec<usize> = words.match_indices(' ').map(|(at, _)| at).collect();
        for (first, start) in starts.iter().enumerate() {
            for end in starts[first + 1..].iter().take(self.most_words) {
                if end - start - 1 > self.longest {
                    break;
                }
                if let Some(found) = self.spaced.get(&words[start + 1..*end]) {
                    places.extend(found);
                }
            }
        }
        if !is_spaced(words) {
            let unspaced = self.unspaced.iter().copied();
            places.extend(unspaced.filter(|place| holds_words(words, &self.all[*place].0)));
        }
        places.sort_unstable();
        places.dedup();
        places.into_iter().map(|place| &self.all[place]).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NAMES: [&str; 9] = [
        "hours",
        "hours worked",
        "worked hours",
        "due date",
        "client",
        "client name",
        "金额",
        "金额 net",
        "开票日期",
    ];

    fn phrases() -> Phrases {
        let mut phrases = Phrases::default();
        for (field, name) in NAMES.iter().enumerate() {
            phrases.add((*name).to_owned(), field);
        }
        phrases
    }

    proptest! {
        #[test]
        fn words_stand_apart_with_spaces_around_them(text in "[ab ]{0,12}", word in "[ab]( ?[ab]){0,3}") {
            prop_assert_eq!(stands_apart(&word, &text), text.contains(&format!(" {word} ")));
        }

        #[test]
        fn finds_what_looking_for_one_after_the_other_finds(
            words in proptest::collection::vec(
                proptest::sample::select(vec![
                    "hours", "worked", "due", "date", "client", "name", "金额", "net", "开票日期元", "hour",
                ]),
                0..6,
            )
        ) {
            let text = format!(" {} ", words.join(" "));
            let plain: Vec<usize> = (0..NAMES.len())
                .filter(|at| holds_words(&text, NAMES[*at]))
                .collect();
            let found: Vec<usize> = phrases().within(&text).iter().map(|(_, at)| *at).collect();
            prop_assert_eq!(found, plain);
        }
    }
}
