//! Templates: those carried inside the program, and a user's own beside the data.
//!
//! A file `templates/<kind>/<name>.toml` in the folder replaces the built-in one of that name, or adds to them.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use rust_embed::Embed;
use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::ingest::knowledge::Knowledge;
use crate::ingest::plain_file::bytes_of;
use crate::metrics::catalogue;
use crate::model::TradeWords;
use crate::model::suggest::nearest;
use crate::report::labels::{self, Labels, Lacking, Language};
use crate::report::template::Report;
use crate::report::theme::{self, Theme};
use crate::report::{check, evidence};

/// The language that others fall back to.
const ENGLISH: &str = "en";
/// Path of the theme.
const THEME: &str = "theme.toml";

#[derive(Embed)]
#[folder = "templates/"]
struct BuiltIn;

/// Every template text by its path below `templates/`, `/` as separator.
#[derive(Clone, Debug)]
pub struct Library {
    texts: BTreeMap<String, String>,
    own: Vec<String>,
    folder: Option<PathBuf>,
}

impl Library {
    /// The built-in templates, and over them those in `folder/templates`.
    pub fn open(folder: Option<&Path>) -> Result<Library, Error> {
        let mut library = Library {
            texts: built_in(),
            own: Vec::new(),
            folder: folder.map(|folder| folder.join("templates")),
        };
        if let Some(root) = folder
            .map(|folder| folder.join("templates"))
            .filter(|root| root.is_dir())
        {
            for (name, path) in own_templates(&root) {
                library.expects(&name)?;
                let text = { bytes_of(&path) }
                    .and_then(|bytes| String::from_utf8(bytes).map_err(io::Error::other))
                    .map_err(|source| Error::Unreadable { path, source })?;
                library.own.push(name.clone());
                library.texts.insert(name, text);
            }
        }
        Ok(library)
    }

    /// A template of a folder or name of which there is none would be left alone without a word.
    fn expects(&self, name: &str) -> Result<(), Error> {
        let (folder, file) = name
            .split_once('/')
            .map_or(("", name), |(folder, file)| (folder, file));
        let known = BuiltIn::iter().map(|known| match (folder, known.split_once('/')) {
            ("", None) => known.to_string(),
            ("", Some(_)) => String::new(),
            (_, below) => below.map_or(String::new(), |(folder, _)| folder.to_owned()),
        });
        let known: BTreeSet<String> = known.filter(|known| !known.is_empty()).collect();
        let given = if folder.is_empty() { file } else { folder };
        if known.contains(given) {
            return Ok(());
        }
        let of_its_name = BuiltIn::iter().find(|known| bare_name(known) == bare_name(name));
        let near = nearest(given, known.iter().map(String::as_str)).map(|near| match folder {
            "" => near.to_owned(),
            _ => format!("{near}/{file}"),
        });
        Err(Error::Misplaced {
            name: name.to_owned(),
            suggestion: of_its_name.map(String::from).or(near),
        })
    }

    /// Paths of all templates, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().map(String::as_str)
    }

    /// Paths of the user's own templates.
    pub fn own(&self) -> &[String] {
        &self.own
    }

    /// The user's own templates by their path, sorted.
    pub fn own_texts(&self) -> impl Iterator<Item = (&str, &str)> {
        let texts = self.texts.iter();
        texts
            .filter(|(name, _)| self.own.contains(name))
            .map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// The text of a template by its path, or by its bare name when only one has it.
    pub fn text(&self, name: &str) -> Option<(&str, &str)> {
        let wanted = name.trim_end_matches(".toml");
        let exact = self
            .texts
            .iter()
            .find(|(path, _)| path.trim_end_matches(".toml") == wanted);
        let bare = || {
            let mut same = self
                .texts
                .iter()
                .filter(|(path, _)| bare_name(path) == wanted);
            same.next().filter(|_| same.next().is_none())
        };
        exact
            .or_else(bare)
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// A hash of all templates but those of pages, which no reading depends on.
    pub fn hash_for_reading(&self) -> String {
        let mut hash = Sha256::new();
        let of_pages = |name: &str| name.starts_with("reports/") || name == THEME;
        for (name, text) in self.texts.iter().filter(|(name, _)| !of_pages(name)) {
            for part in [name, text] {
                hash.update((part.len() as u64).to_le_bytes());
                hash.update(part);
            }
        }
        let bytes = hash.finalize();
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Tables, sources and words for the door.
    pub fn knowledge(&self) -> Result<Knowledge, Error> {
        let texts = self
            .texts
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()));
        let mut knowledge = Knowledge::read(texts).map_err(Error::Knowledge)?;
        // the decisions workbook is read back in the words in which it was written
        for code in self.languages() {
            let words = self.language(&code)?.words;
            let said = words
                .iter()
                .map(|(key, text)| (key.as_str(), text.as_str()));
            knowledge.words.learn_decisions(said);
        }
        Ok(knowledge)
    }

    /// Words that figures are told by.
    pub fn trade_words(&self) -> Result<TradeWords, Error> {
        let name = "trade.toml";
        let text = self.texts.get(name).map_or("", String::as_str);
        TradeWords::read(text).map_err(|source| Error::Template {
            name: name.to_owned(),
            source: Box::new(source),
        })
    }

    /// How pages look. `profile`: the settings' own; empty for the theme's.
    pub fn theme(&self, profile: &str) -> Result<Theme, Error> {
        let text = self.texts.get(THEME).map_or("", String::as_str);
        let folder = self.folder.as_deref();
        theme::read(text, profile, &self.languages(), folder).map_err(|fault| Error::Theme {
            path: folder.unwrap_or(Path::new("templates")).join(THEME),
            fault,
        })
    }

    /// A language, by code. What a file beside the data leaves out is as in the program's own of that code, else as in English.
    pub fn language(&self, code: &str) -> Result<Language, Error> {
        let name = language_file(code);
        let text = self.texts.get(&name).ok_or_else(|| Error::NoLanguage {
            code: code.to_owned(),
            known: self.languages(),
        })?;
        let shipped = shipped(&name);
        let english = language_file(ENGLISH);
        let below = [
            shipped.as_deref(),
            self.texts.get(&english).map(String::as_str),
        ];
        let below: Vec<&str> = below
            .into_iter()
            .flatten()
            .filter(|other| other != text)
            .collect();
        Language::read(code, text, &below).map_err(|source| Error::Template {
            name,
            source: Box::new(source),
        })
    }

    /// The first text of a language file beside the data that nobody asks for: a key misspelt.
    pub fn unknown_text(&self) -> Result<(), Error> {
        let known: Vec<String> = built_in_languages().collect();
        let reports = self.texts.iter();
        let reports = reports.filter(|(name, _)| name.starts_with("reports/"));
        let reports: Vec<&str> = reports.map(|(_, text)| text.as_str()).collect();
        for name in self
            .own
            .iter()
            .filter(|name| name.starts_with("languages/"))
        {
            if let Some(unknown) = labels::unknown(&self.texts[name], &known, &reports) {
                return Err(Error::UnknownText {
                    name: name.clone(),
                    unknown: Box::new(unknown),
                });
            }
        }
        Ok(())
    }

    /// What languages of files beside the data lack, those that are not the program's own.
    pub fn lacking(&self) -> Vec<Lacking> {
        let known: Vec<String> = built_in_languages().collect();
        let own = self.own.iter().filter_map(|name| {
            let code = name.strip_prefix("languages/")?.strip_suffix(".toml")?;
            let shipped = shipped(name).is_some();
            (!shipped).then(|| labels::lacking(code, self.texts.get(name)?, &known))?
        });
        own.collect()
    }

    /// Codes of all languages.
    pub fn languages(&self) -> Vec<String> {
        self.texts
            .keys()
            .filter(|name| name.starts_with("languages/"))
            .map(|name| bare_name(name).to_owned())
            .collect()
    }

    /// All reports in their order, each checked against what can be computed and said.
    pub fn reports(&self, labels: &Labels<'_>) -> Result<Vec<Report>, Error> {
        let mut reports = Vec::new();
        for (name, text) in self
            .texts
            .iter()
            .filter(|(name, _)| name.starts_with("reports/"))
        {
            let report: Report = toml::from_str(text).map_err(|source| Error::Template {
                name: name.clone(),
                source: Box::new(source),
            })?;
            reports.push(report);
        }
        let frames: Vec<_> = catalogue::ALL
            .iter()
            .chain(evidence::ALL)
            .copied()
            .collect();
        let languages = self.languages();
        let mut faults = reports
            .iter()
            .flat_map(|report| check::check(report, &frames, labels, &languages));
        if let Some(fault) = faults.next() {
            return Err(Error::TemplateFault(Box::new(fault)));
        }
        reports.sort_by(|left: &Report, right: &Report| {
            (left.order, &left.report).cmp(&(right.order, &right.report))
        });
        Ok(reports)
    }
}

fn language_file(code: &str) -> String {
    format!("languages/{code}.toml")
}

/// The program's own template of a path.
fn shipped(name: &str) -> Option<String> {
    let file = BuiltIn::get(name)?;
    Some(String::from_utf8(file.data.into_owned()).expect("built-in templates are UTF-8"))
}

/// Texts of the program's own languages.
fn built_in_languages() -> impl Iterator<Item = String> {
    BuiltIn::iter()
        .filter(|name| name.starts_with("languages/"))
        .filter_map(|name| shipped(&name))
}

fn built_in() -> BTreeMap<String, String> {
    BuiltIn::iter()
        .filter_map(|name| {
            let text = shipped(&name)?;
            Some((name.into_owned(), text))
        })
        .collect()
}

fn own_templates(root: &Path) -> Vec<(String, PathBuf)> {
    walkdir::WalkDir::new(root)
        .sort_by_file_name()
        .into_iter()
        .flatten()
        .filter(|entry| {
            entry
                .path()
                .extension()
                .is_some_and(|ending| ending == "toml")
        })
        .filter_map(|entry| {
            let below = entry.path().strip_prefix(root).ok()?;
            let name = below
                .components()
                .map(|part| part.as_os_str().to_string_lossy())
                .collect::<Vec<_>>()
                .join("/");
            Some((name, entry.into_path()))
        })
        .collect()
}

/// `languages/en.toml` is `en`.
fn bare_name(path: &str) -> &str {
    path.rsplit('/')
        .next()
        .unwrap_or(path)
        .trim_end_matches(".toml")
}
