//! A language file over others: what it leaves out is taken from them, and can be told.

use std::collections::BTreeSet;

use toml::{Table, Value};

use super::Language;
use crate::model::suggest::nearest;

/// So many lacking texts are named.
const NAMED: usize = 20;
/// The lists that are of use only when they are whole: their section, keys and length.
const MONTHS: (&str, [&str; 2], usize) = ("formats", ["months", "short_months"], 12);

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
                    let spoilt = own.get(&key).is_some_and(|own| is_cut((&name, &key), own));
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

fn is_cut(place: (&str, &str), value: &Value) -> bool {
    let (section, months, whole) = MONTHS;
    let is_list = place.0 == section && months.contains(&place.1);
    is_list && value.as_array().is_none_or(|names| names.len() != whole)
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

/// A text of a language file that nothing asks for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: unknown text {key:?}{}", suggestion.as_ref().map_or(String::new(), |word| format!(", did you mean {word:?}")))]
pub struct UnknownText {
    /// 1-based line.
    pub line: usize,
    /// As written, behind the name of its section: `words.portfolo`.
    pub key: String,
    /// The nearest known one.
    pub suggestion: Option<String>,
}

/// The first text of a file that none of the `known` languages has and that none of the `templates` names.
pub fn unknown(text: &str, known: &[String], templates: &[&str]) -> Option<UnknownText> {
    let wanted: BTreeSet<String> = known.iter().flat_map(|text| keys(text)).collect();
    let mut named = BTreeSet::new();
    for template in templates {
        let template: Table = toml::from_str(template).unwrap_or_default();
        gather(&Value::Table(template), &mut named);
    }
    let own = keys(text).into_iter();
    let unknown = own.filter(|key| {
        let bare = key.split_once('.').map_or(key.as_str(), |(_, bare)| bare);
        !wanted.contains(key) && !named.contains(bare)
    });
    let unknown = unknown.map(|key| UnknownText {
        line: line_of(text, &key),
        suggestion: nearest(&key, wanted.iter().map(String::as_str)).map(str::to_owned),
        key,
    });
    unknown.min_by_key(|unknown| unknown.line)
}

/// Every text of a template, its own and those of the tables and lists in it.
fn gather(value: &Value, texts: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            texts.insert(text.clone());
        }
        Value::Array(values) => values.iter().for_each(|value| gather(value, texts)),
        Value::Table(table) => table.values().for_each(|value| gather(value, texts)),
        _ => {}
    }
}

/// The 1-based line where a section's key is set.
fn line_of(text: &str, key: &str) -> usize {
    let Some((section, key)) = key.split_once('.') else {
        return 1;
    };
    let mut inside = false;
    let found = text.lines().position(|line| {
        let line = line.trim_start();
        if line.starts_with('[') {
            inside = line.trim_start_matches('[').starts_with(section);
        }
        let quoted = line.trim_start_matches(['"', '\'']);
        let rest = quoted.strip_prefix(key);
        inside
            && rest.is_some_and(|rest| rest.trim_start_matches(['"', '\'', ' ']).starts_with('='))
    });
    found.map_or(1, |line| line + 1)
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
                .filter(|(key, value)| !value.is_bool() && !is_cut((section, key), value));
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
    fn a_text_that_nothing_asks_for_is_told_with_its_line_and_the_nearest() {
        let known = [ENGLISH.to_owned()];
        let told = |own: &str, templates: &[&str]| unknown(own, &known, templates);
        let fault = told("[words]\na = 'A'\nbb = 'B'\n", &[]).expect("it is unknown");
        assert_eq!(
            fault.to_string(),
            "line 3: unknown text \"words.bb\", did you mean \"words.b\""
        );
        let template = "[[page]]\ntitle = 'bb'\n";
        assert_eq!(
            told("[words]\nbb = 'B'\n", &[template]),
            None,
            "an own page has it"
        );
        assert_eq!(told(ENGLISH, &[]), None);
    }

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
        let english = format!("{ENGLISH}[columns]\nmonths = 'Months'\n");
        let read = Language::read("xx", "[columns]\nmonths = 'Monate'\n", &[&english]);
        let heading = read.expect("sound").columns["months"].clone();
        assert_eq!(heading, "Monate", "a heading is no list");
        assert!(Language::read("xx", "[wrods]\na = 'A'\n", &[ENGLISH]).is_err());
    }
}
