//! Reads and checks a theme before any data is read: every fault has its place and the nearest word.

use std::collections::BTreeMap;
use std::path::Path;

use toml::{Table, Value};

use super::{Colour, Look, Theme, logo};
use crate::model::suggest::nearest;
use crate::report::book::Paper;

/// The theme that the program carries.
const SHIPPED: &str = include_str!("../../../templates/theme.toml");
/// What a profile of one's own begins as.
const FIRST: &str = "consulting";
/// Longest name of a font, longest line at the foot.
const LONGEST: [usize; 2] = [31, 200];
/// What agencies print on.
const PAPERS: [&str; 2] = ["a4", "letter"];
/// Points that sheets can be made in.
const SIZES: [i64; 4] = [9, 10, 11, 12];

/// Something in a theme that cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{found}{}", suggestion.as_ref().map_or(String::new(), |word| format!(", did you mean {word:?}")))]
pub struct ThemeFault {
    /// What is wrong and what was expected, with its line where it is known.
    pub found: String,
    /// The nearest known word.
    pub suggestion: Option<String>,
}

/// Reads a theme's text. `profile` wins over the theme's own, `languages` are those there are, `beside` is the folder of
/// the theme, where its logo stands.
pub fn read(
    text: &str,
    profile: &str,
    languages: &[String],
    beside: Option<&Path>,
) -> Result<Theme, ThemeFault> {
    let own: Table = text
        .parse()
        .map_err(|source: toml::de::Error| plain(source.to_string().trim_end()))?;
    let shipped = shipped();
    let checker = Checker {
        text,
        shipped: &shipped,
        languages,
    };
    checker.table(&own)?;
    let chosen = match profile {
        "" => own.get("profile").or_else(|| shipped.get("profile")),
        _ => None,
    };
    let chosen = chosen.and_then(Value::as_str).unwrap_or(profile);
    let logo = match own.get("logo").and_then(Value::as_str).unwrap_or_default() {
        "" => None,
        name => {
            let logo = logo::read(name, beside).map_err(|reason| checker.at("", "logo", &reason));
            Some(logo?)
        }
    };
    Ok(Theme {
        look: look(chosen, &own, &shipped)
            .ok_or_else(|| checker.no_profile(chosen, profile, &own))?,
        logo,
        paper: paper(&own),
        fonts: by_language(&[&shipped, &own], "fonts"),
        confidentiality: by_language(&[&shipped, &own], "confidentiality"),
    })
}

/// The carried theme in a profile of its own.
pub(super) fn built_in(profile: &str) -> Theme {
    read(SHIPPED, profile, &["zh".to_owned()], None).expect("the theme in the program is sound")
}

fn shipped() -> Table {
    SHIPPED
        .parse()
        .expect("the theme in the program is well formed")
}

fn profile<'t>(theme: &'t Table, name: &str) -> Option<&'t Table> {
    theme.get("profiles")?.get(name)?.as_table()
}

/// A profile over the shipped one of its name, which is over the first.
fn look(name: &str, own: &Table, shipped: &Table) -> Option<Look> {
    let [mine, carried] = [own, shipped].map(|theme| profile(theme, name));
    if mine.is_none() && carried.is_none() {
        return None;
    }
    let mut merged = profile(shipped, FIRST)?.clone();
    for keys in [carried, mine].into_iter().flatten() {
        merged.extend(keys.clone());
    }
    merged.try_into().ok()
}

/// One text for all languages, or one for each; later ones win.
fn by_language(themes: &[&Table], key: &str) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for theme in themes {
        match theme.get(key) {
            Some(Value::String(text)) => {
                texts = BTreeMap::from([("default".to_owned(), text.clone())]);
            }
            Some(Value::Table(each)) => {
                let each = each.iter().filter_map(|(language, text)| {
                    Some((language.clone(), text.as_str()?.to_owned()))
                });
                texts.extend(each);
            }
            _ => {}
        }
    }
    texts
}

fn paper(own: &Table) -> Paper {
    match own.get("paper").and_then(Value::as_str) {
        Some("letter") => Paper::Letter,
        _ => Paper::A4,
    }
}

fn plain(found: &str) -> ThemeFault {
    ThemeFault {
        found: found.to_owned(),
        suggestion: None,
    }
}

struct Checker<'t> {
    text: &'t str,
    shipped: &'t Table,
    languages: &'t [String],
}

impl Checker<'_> {
    fn table(&self, own: &Table) -> Result<(), ThemeFault> {
        self.known("", own.keys(), self.shipped.keys())?;
        for key in ["profile", "logo", "paper"] {
            if own.get(key).is_some_and(|value| !value.is_str()) {
                return Err(self.at("", key, "expected a text in quotes"));
            }
        }
        if let Some(paper) = own.get("paper").and_then(Value::as_str)
            && !PAPERS.contains(&paper)
        {
            return Err(self.at(
                "",
                "paper",
                &format!("{paper:?}, expected \"a4\" or \"letter\""),
            ));
        }
        for (key, longest) in ["fonts", "confidentiality"].into_iter().zip(LONGEST) {
            self.texts(key, own.get(key), longest)?;
        }
        let profiles = match own.get("profiles") {
            None => return Ok(()),
            Some(Value::Table(profiles)) => profiles,
            Some(_) => return Err(self.at("", "profiles", "expected [profiles.consulting]")),
        };
        for (name, keys) in profiles {
            let Value::Table(keys) = keys else {
                return Err(self.at("profiles", name, "expected a table of colours"));
            };
            self.profile(&format!("profiles.{name}"), keys)?;
        }
        Ok(())
    }

    fn profile(&self, section: &str, keys: &Table) -> Result<(), ThemeFault> {
        let model = profile(self.shipped, FIRST).expect("it is shipped");
        self.known(section, keys.keys(), model.keys())?;
        for (key, value) in keys {
            let fault = match (&model[key], value) {
                (Value::Integer(_), value) => {
                    let fits = value.as_integer().is_some_and(|size| SIZES.contains(&size));
                    (!fits).then(|| format!("{value}, expected points of type: 9, 10, 11 or 12"))
                }
                (Value::Boolean(_), value) => {
                    (!value.is_bool()).then(|| format!("{value}, expected true or false"))
                }
                (Value::Array(_), Value::Array(series)) if !series.is_empty() => {
                    series.iter().find_map(no_colour)
                }
                (Value::Array(_), value) => Some(format!(
                    "{value}, expected colours like [\"#0072B2\", \"#E69F00\"]"
                )),
                (_, value) => no_colour(value),
            };
            if let Some(fault) = fault {
                return Err(self.at(section, key, &fault));
            }
        }
        Ok(())
    }

    /// A text, or one for each language.
    fn texts(&self, key: &str, value: Option<&Value>, longest: usize) -> Result<(), ThemeFault> {
        match value {
            None => Ok(()),
            Some(Value::String(text)) => self.text(key, "", key, text, longest),
            Some(Value::Table(each)) => {
                let default = "default".to_owned();
                let known = self.languages.iter().chain([&default]);
                self.known(key, each.keys(), known)?;
                for (language, text) in each {
                    let text = text
                        .as_str()
                        .ok_or_else(|| self.at(key, language, "expected a text in quotes"))?;
                    self.text(key, key, language, text, longest)?;
                }
                Ok(())
            }
            Some(_) => Err(self.at("", key, "expected a text, or one for each language")),
        }
    }

    fn text(
        &self,
        kind: &str,
        section: &str,
        key: &str,
        text: &str,
        longest: usize,
    ) -> Result<(), ThemeFault> {
        let odd =
            |letter: char| letter.is_control() || kind == "fonts" && "\"&,<>".contains(letter);
        if kind == "fonts" && text.trim().is_empty() {
            return Err(self.at(section, key, "expected the name of a font, like \"Arial\""));
        }
        if text.chars().any(odd) || text.chars().count() > longest {
            let reason = format!("{text:?}, expected a plain text of at most {longest} letters");
            return Err(self.at(section, key, &reason));
        }
        Ok(())
    }

    fn known<'k>(
        &self,
        section: &str,
        mut keys: impl Iterator<Item = &'k String>,
        known: impl Iterator<Item = &'k String>,
    ) -> Result<(), ThemeFault> {
        let known: Vec<&str> = known.map(String::as_str).collect();
        match keys.find(|key| !known.contains(&key.as_str())) {
            None => Ok(()),
            Some(key) => Err(ThemeFault {
                suggestion: nearest(key, known).map(str::to_owned),
                ..plain(&format!("{}unknown key {key:?}", self.line(section, key)))
            }),
        }
    }

    fn no_profile(&self, name: &str, wished: &str, own: &Table) -> ThemeFault {
        let profiles = [own, self.shipped].map(|theme| theme.get("profiles"));
        let tables = profiles.into_iter().flatten().filter_map(Value::as_table);
        let names: Vec<&String> = tables.flat_map(Table::keys).collect();
        let line = match wished {
            "" => self.line("", "profile"),
            _ => "`profile` in monthend.toml: ".to_owned(),
        };
        ThemeFault {
            suggestion: nearest(name, names.into_iter().map(String::as_str)).map(str::to_owned),
            ..plain(&format!("{line}unknown profile {name:?}"))
        }
    }

    /// What is wrong with a key.
    fn at(&self, section: &str, key: &str, what: &str) -> ThemeFault {
        plain(&format!("{}{key}: {what}", self.line(section, key)))
    }

    /// `line 3: `, of the key in its section.
    fn line(&self, section: &str, key: &str) -> String {
        let mut here = String::new();
        for (at, line) in self.text.lines().enumerate() {
            let line = line.trim();
            if let Some(name) = line.strip_prefix('[') {
                here = name.split(']').next().unwrap_or_default().trim().to_owned();
            }
            let name = line.split('=').next().unwrap_or_default().trim();
            let inline = here.is_empty() && name == section && line.contains(key);
            let named = here == section && name.trim_matches(['"', '\'']) == key;
            if named || inline || here == format!("{section}.{key}") || here == key {
                return format!("line {}: ", at + 1);
            }
        }
        String::new()
    }
}

/// Why a value is no colour.
fn no_colour(value: &Value) -> Option<String> {
    let text = value.as_str().map_or(value.to_string(), str::to_owned);
    Colour::try_from(text).err()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn languages() -> Vec<String> {
        ["en", "ru", "zh"].map(str::to_owned).to_vec()
    }

    fn of(text: &str) -> Result<Theme, ThemeFault> {
        read(text, "", &languages(), None)
    }

    #[test]
    fn what_is_left_out_stays() {
        assert_eq!(of(""), Ok(Theme::default()));
        let theme = of("[profiles.consulting]\ndark = \"#102030\"\n[fonts]\nru = \"PT Sans\"")
            .expect("a theme");
        assert_eq!(theme.look.dark, Colour(0x10_20_30));
        assert_eq!(theme.look.grey, Theme::default().look.grey);
        assert_eq!(theme.font("ru"), "PT Sans");
        assert_eq!(
            (theme.font("en"), theme.font("zh")),
            ("Arial", "Microsoft YaHei")
        );
    }

    #[test]
    fn a_profile_of_ones_own_begins_as_the_first() {
        let text = "profile = \"ours\"\n[profiles.ours]\nsize = 11";
        let theme = of(text).expect("a theme");
        assert_eq!(theme.look.size, 11);
        assert_eq!(theme.look.dark, Theme::default().look.dark);
        let wished = read(text, "accessible", &languages(), None).expect("a theme");
        assert!(wished.look.marks, "the wish wins");
    }

    #[test]
    fn the_line_at_the_foot_may_be_one_or_several() {
        let line = |text: &str, language: &str| {
            let theme = of(text).expect("a theme");
            theme.confidentiality(language).to_owned()
        };
        assert_eq!(line("confidentiality = \"Ours\"", "ru"), "Ours");
        let each = "confidentiality = { en = \"Ours\", ru = \"Наше\", default = \"-\" }";
        assert_eq!(line(each, "ru"), "Наше");
        assert_eq!(line(each, "zh"), "-");
    }

    #[test]
    fn says_what_is_wrong_where_and_the_nearest_word() {
        for (text, found, suggestion) in [
            (
                "# x\nlgo = \"a.png\"",
                "line 2: unknown key \"lgo\"",
                Some("logo"),
            ),
            (
                "[profiles.accessible]\ndark = \"#000000\"\n[profiles.consulting]\ndrak = \"#102030\"",
                "line 4: unknown key \"drak\"",
                Some("dark"),
            ),
            (
                "[profiles.accessible]\ngrey = \"#000000\"\n[profiles.consulting]\ngrey = \"#12345\"",
                "line 4: grey: \"#12345\", expected a colour like \"#1F3A5F\"",
                None,
            ),
            (
                "profile = \"acessible\"",
                "line 1: unknown profile \"acessible\"",
                Some("accessible"),
            ),
            (
                "[fonts]\nzh = \" \"",
                "line 2: zh: expected the name of a font, like \"Arial\"",
                None,
            ),
            (
                "[fonts]\nrs = \"Arial\"",
                "line 2: unknown key \"rs\"",
                Some("ru"),
            ),
            (
                "[profiles.consulting]\nsize = 30",
                "line 2: size: 30, expected points of type: 9, 10, 11 or 12",
                None,
            ),
            (
                "[profiles.consulting]\nseries = [\"#000000\", \"red\"]",
                "line 2: series: \"red\", expected a colour like \"#1F3A5F\"",
                None,
            ),
            (
                "paper = \"a5\"",
                "line 1: paper: \"a5\", expected \"a4\" or \"letter\"",
                None,
            ),
            ("logo = 3", "line 1: logo: expected a text in quotes", None),
        ] {
            let fault = of(text).expect_err(text);
            assert_eq!(fault.found, found);
            assert_eq!(fault.suggestion.as_deref(), suggestion, "{text}");
        }
    }
}
