//! A folder of an agency: its settings, templates and the answers people gave.

use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::ingest;
use crate::ingest::cache::Reading;
use crate::ingest::knowledge::Knowledge;
use crate::ingest::read::Limits;
use crate::ingest::sheetfit::Context;
use crate::library::Library;
use crate::model::intake::Decisions;
use crate::model::{Problem, Settings, Severity, TradeWords};
use crate::report::in_use::Saved;

/// A folder with its settings, templates and answers.
pub struct Folder {
    /// The first folder of the paths (the file's own folder when only files are given).
    pub root: PathBuf,
    /// `monthend.toml` over the defaults.
    pub settings: Settings,
    /// Built-in and own templates.
    pub library: Library,
    /// Hash of those of them that reading depends on.
    pub templates: String,
    /// Tables, sources and words of the door.
    pub knowledge: Knowledge,
    /// Words that figures are told by.
    pub words: TradeWords,
    /// Answers of people.
    pub decisions: Decisions,
    /// The workbook they stand in, or will stand in, and how it was when they were read.
    pub answers: (PathBuf, Saved),
}

impl Folder {
    /// Opens the folder of the paths. `out` is where decisions stand when the folder cannot be written.
    pub fn open(paths: &[PathBuf], out: &Path) -> Result<Folder, Error> {
        let root = root_of(paths);
        let settings = read_settings(&root)?;
        let library = Library::open(Some(&root))?;
        let mut knowledge = library.knowledge()?;
        knowledge
            .words
            .amounts
            .take_signs_of(&settings.base_currency);
        let words = library.trade_words()?;
        let path = decisions_path(&root, out);
        let saved = Saved::of(&path);
        let decisions = read_decisions(&path, &knowledge)?;
        Ok(Folder {
            root,
            answers: (path, saved),
            settings,
            templates: library.hash_for_reading(),
            library,
            knowledge,
            words,
            decisions,
        })
    }

    /// What reading its files depends on.
    pub fn reading(&self) -> Reading<'_> {
        Reading {
            templates: &self.templates,
            limits: Limits::from(&self.settings),
            context: Context {
                knowledge: &self.knowledge,
                decisions: &self.decisions,
                settings: &self.settings,
                date_order: None,
            },
        }
    }

    /// Where the decisions workbook stands or will stand.
    pub fn decisions_path(&self, out: &Path) -> PathBuf {
        decisions_path(&self.root, out)
    }
}

fn decisions_path(root: &Path, out: &Path) -> PathBuf {
    let own = root.join(DECISIONS);
    let beside_pack = out.join(DECISIONS);
    if !own.is_file() && beside_pack.is_file() {
        beside_pack
    } else {
        own
    }
}

/// File name of the decisions workbook.
pub const DECISIONS: &str = "monthend-decisions.xlsx";
/// File name of the settings.
pub const SETTINGS: &str = "monthend.toml";

/// The folder that keeps settings and answers.
pub fn root_of(paths: &[PathBuf]) -> PathBuf {
    let folder = paths.iter().find(|path| path.is_dir()).cloned();
    folder
        .or_else(|| {
            paths
                .first()
                .and_then(|path| path.parent().map(Path::to_path_buf))
        })
        .filter(|root| !root.as_os_str().is_empty())
        .unwrap_or_else(|| PathBuf::from("."))
}

fn read_settings(root: &Path) -> Result<Settings, Error> {
    let path = root.join(SETTINGS);
    if !path.exists() {
        return Ok(Settings::default());
    }
    if !path.is_file() {
        let source = std::io::ErrorKind::InvalidInput.into();
        return Err(Error::Unreadable { path, source });
    }
    let text = std::fs::read_to_string(&path).map_err(|source| Error::Unreadable {
        path: path.clone(),
        source,
    })?;
    Settings::read(&text).map_err(|fault| Error::Settings { path, fault })
}

/// The answers, whatever the limits on files of others are: they are the agency's own. A workbook that cannot be read, or not all of
/// it, is an error, since the next one would take its place.
fn read_decisions(path: &Path, knowledge: &Knowledge) -> Result<Decisions, Error> {
    // a folder or a pipe of that name holds no answers, and nothing takes its place
    if !path.is_file() {
        return Ok(Decisions::default());
    }
    let lost = || Error::AnswersUnread {
        path: path.to_owned(),
    };
    let file = ingest::find::InputFile {
        name: DECISIONS.into(),
        path: path.to_owned(),
    };
    let mut problems = Vec::new();
    let (sheets, _) = ingest::read::read_file(&file, Limits::default(), &mut problems);
    let is_lost = |problem: &Problem| problem.severity == Severity::Unread;
    if problems.iter().any(is_lost) {
        return Err(lost());
    }
    ingest::decisions::read_decisions(&sheets, knowledge).ok_or_else(lost)
}
