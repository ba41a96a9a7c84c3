//! A language file over others: what it leaves out is taken from them, and can be told.

use std::collections::BTreeSet;

use toml::{Table, Value};

use super::Language;

/// So many lacking texts are named.
const NAMED: usize = 20;
/// The list that is of use only when it is whole.
const MONTHS: (&str, usize) = ("months", 12);

/// Texts that a language file lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lacking {
    /// The language.
    pub code: String,
    /// What is lacking, like `words.portfolio`, sorted; never empty.
    pub keys: Vec<String>,
    /// How many texts a whole file has.
    pub of: usize,
}

impl Lacking {
    /// The first of them.
    pub fn first(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().take(NAMED).map(String::as_str)
    }
}

impl Language {
    /// A file's text, and below it those that it is laid over, the nearest first. Of these only mistakes of the first are told.
    pub fn read(code: &str, text: &str, below: &[&str]) -> Result<Language, toml::de::Error> {
        let mut language: Language = toml::from_str(text)?;
        if !below.is_empty() {
            let mut whole: Table = toml::from_str(text)?;
            for text in below {
                lay_over(&mut whole, toml::from_str(text)?);
            }
            language = whole.try_into()?;
        }
        language.language = code.to_owned();
        Ok(language)
    }
}

/// Adds what a table lacks, section by section.
fn lay_over(whole: &mut Table, below: Table) {
    for (name, value) in below {
        match (whole.get_mut(&name), value) {
            (Some(Value::Table(own)), Value::Table(below)) => {
                for (key, value) in below {
                    let spoilt = own.get(&key).is_some_and(|own| is_cut(&key, own));
                    if spoilt || !own.contains_key(&key) {
                        own.insert(key, value);
                    }
                }
            }
            (Some(_), _) => {}
            (None, value) => {
                whole.insert(name, value);
            }
        }
    }
}

fn is_cut(key: &str, value: &Value) -> bool {
    let (months, whole) = MONTHS;
    key == months && value.as_array().is_none_or(|names| names.len() != whole)
}

/// What a file lacks of all that some of the `known` languages have; none for one that is whole.
pub fn lacking(code: &str, text: &str, known: &[String]) -> Option<Lacking> {
    let mut wanted = BTreeSet::new();
    for text in known {
        wanted.extend(keys(text));
    }
    let own = keys(text);
    let keys: Vec<String> = wanted.difference(&own).cloned().collect();
    (!keys.is_empty()).then(|| Lacking {
        code: code.to_owned(),
        keys,
        of: wanted.len(),
    })
}

/// Texts of a file as `section.key`. Whether letters are tall is no text.
fn keys(text: &str) -> BTreeSet<String> {
    let sections: Table = toml::from_str(text).unwrap_or_default();
    let sections = sections.iter().filter_map(|(section, value)| {
        let texts = value.as_table()?;
        Some((section, texts))
    });
    sections
        .flat_map(|(section, texts)| {
            let whole = texts
                .iter()
                .filter(|(key, value)| !value.is_bool() && !is_cut(key, value));
            whole.map(move |(key, _)| format!("{section}.{key}"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &str = "language = 'en'\n[formats]\ndate = '{y}'\nmonths = ['1','2','3','4','5','6','7','8','9','10','11','12']\n\
        [words]\na = 'A'\nb = 'B'\n";

    #[test]
    fn what_is_left_out_is_taken_from_below_and_told() {
        let own = "[formats]\nmonths = ['i']\n[words]\nb = 'be'\n[phrases]\n'no hours' = 'x'\n";
        let read = Language::read("xx", own, &[ENGLISH]).expect("sound");
        assert_eq!(
            (read.words["a"].as_str(), read.words["b"].as_str()),
            ("A", "be")
        );
        assert_eq!(
            (read.language.as_str(), read.formats.date.as_str()),
            ("xx", "{y}")
        );
        assert_eq!(read.formats.months.len(), 12, "a list of one month is none");
        let other = "[formats]\ntall = true\n[phrases]\n'no hours' = 'y'\n".to_owned();
        let told = lacking("xx", own, &[ENGLISH.to_owned(), other]).expect("it lacks some");
        assert_eq!(told.keys, ["formats.date", "formats.months", "words.a"]);
        assert_eq!(told.of, 5);
        assert_eq!(lacking("xx", ENGLISH, &[ENGLISH.to_owned()]), None);
        assert!(Language::read("xx", "[wrods]\na = 'A'\n", &[ENGLISH]).is_err());
    }
}
