//! Names made comparable once.

use std::fmt;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

/// A name without case, punctuation, spaces and legal form: two spellings with one key are one client,
/// person or project. Built by [`NameRules`], so that the knowledge of legal forms stays in templates.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Key(String);

/// Words that do not tell names apart (`templates/names.toml`).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameRules {
    /// Legal forms as whole words: `ltd`, `ооо`, `gmbh`.
    pub legal_forms: Vec<String>,
    /// Legal forms that end a name without a space: `有限公司`.
    pub legal_endings: Vec<String>,
}

impl NameRules {
    /// Key of a client. A name that is nothing but a legal form keeps it.
    pub fn client(&self, name: &str) -> Key {
        let folded = fold(name);
        let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        let kept: String = words
            .iter()
            .filter(|word| !self.legal_forms.iter().any(|form| form == *word))
            .copied()
            .collect();
        let kept = if kept.is_empty() {
            words.concat()
        } else {
            kept
        };
        Key(self.without_ending(&kept).to_owned())
    }

    fn without_ending<'a>(&self, name: &'a str) -> &'a str {
        let ending = self
            .legal_endings
            .iter()
            .filter(|ending| name.ends_with(ending.as_str()) && name.len() > ending.len())
            .max_by_key(|ending| ending.len());
        ending.map_or(name, |ending| &name[..name.len() - ending.len()])
    }

    /// Key of a person: the order of first and last name does not matter.
    pub fn person(&self, name: &str) -> Key {
        let folded = fold(name);
        let mut words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        words.sort_unstable();
        Key(words.concat())
    }

    /// Key of a project.
    pub fn project(&self, name: &str) -> Key {
        Key(fold(name).split(' ').collect())
    }
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

/// NFKC, lower case, `ё` as `е`, every run of anything but letters and digits as one space, trimmed.
/// Dots and apostrophes vanish without a space (`o.o.o.`, `O'Neil`). The base of all comparisons of words.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    for letter in text.nfkc().flat_map(char::to_lowercase) {
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
    folded
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
            legal_forms: ["ltd", "ооо", "тоо", "llc", "co"]
                .map(str::to_owned)
                .to_vec(),
            legal_endings: ["有限公司", "科技有限公司"].map(str::to_owned).to_vec(),
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
    fn a_person_in_either_order() {
        assert_eq!(
            rules().person("Ivanova, Anna"),
            rules().person("Anna Ivanova")
        );
    }
}
