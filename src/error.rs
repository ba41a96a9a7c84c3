//! The few things that stop a run, each with its path and source.

use std::path::PathBuf;

use crate::ingest::find::FindError;
use crate::ingest::knowledge::KnowledgeError;
use crate::model::settings::SettingsFault;
use crate::model::suggest::nearest;
use crate::pack::asked::Asked;
use crate::report::check::TemplateFault;
use crate::report::labels::UnknownText;
use crate::report::pack;
use crate::report::theme::ThemeFault;

/// Why nothing could be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A path given on the command line is not there.
    #[error(transparent)]
    Find(#[from] FindError),
    /// A file the run cannot do without.
    #[error("{path}: cannot be read", path = path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Answers that people gave, which a new decisions workbook would replace.
    #[error("{path}: cannot be read, and its answers would be lost; save it again as xlsx, or move it away to be asked anew", path = path.display())]
    AnswersUnread {
        /// The decisions workbook.
        path: PathBuf,
    },
    /// A workbook of an earlier pack that the new one would replace.
    #[error("{path}: cannot be read, and what was typed into it would be lost; save it again as xlsx, or move it away, and run again", path = path.display())]
    TypedUnread {
        /// The workbook.
        path: PathBuf,
    },
    /// A pack that may have been issued, or typed into.
    #[error("{path}: cannot be read, and nothing else tells whether its pack was issued; restore it, or move that pack away, and run again", path = path.display())]
    PackUnread {
        /// Its manifest.
        path: PathBuf,
    },
    /// A file that must be written.
    #[error("{path}: cannot be written", path = path.display())]
    Unwritable {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// `monthend.toml` has a key or value that is not known.
    #[error("{path}: {fault}", path = path.display())]
    Settings {
        /// The settings file.
        path: PathBuf,
        /// Key, line and nearest word.
        fault: SettingsFault,
    },
    /// The theme has a key, colour, font or logo that cannot be.
    #[error("{path}: {fault}", path = path.display())]
    Theme {
        /// The theme's file.
        path: PathBuf,
        /// Key, line and nearest word.
        fault: ThemeFault,
    },
    /// A template is not TOML of the expected form.
    #[error("template {name}{}", nearest_key(source).map_or(String::new(), |word| format!(": did you mean {word:?}?")))]
    Template {
        /// Path below `templates/`.
        name: String,
        /// Line and cause.
        source: Box<toml::de::Error>,
    },
    /// A template stands where none is looked for.
    #[error("template {name}: no such template is looked for{}", suggestion.as_ref().map_or(String::new(), |place| format!(", did you mean {place:?}")))]
    Misplaced {
        /// Path below `templates/`.
        name: String,
        /// Where it would be.
        suggestion: Option<String>,
    },
    /// A language file beside the data has a text that nothing asks for.
    #[error("template {name}, {unknown}")]
    UnknownText {
        /// Path below `templates/`.
        name: String,
        /// The text.
        unknown: Box<UnknownText>,
    },
    /// A template names something that does not exist.
    #[error(transparent)]
    TemplateFault(Box<TemplateFault>),
    /// Tables, sources or words cannot be used.
    #[error(transparent)]
    Knowledge(KnowledgeError),
    /// No such language file.
    #[error("no language {code:?}; known are {}", known.join(", "))]
    NoLanguage {
        /// As asked.
        code: String,
        /// Codes there are.
        known: Vec<String>,
    },
    /// No such report.
    #[error("no report {name:?}{}; `monthend templates list` shows them", suggestion.as_ref().map_or(String::new(), |word| format!(", did you mean {word:?}")))]
    NoReport {
        /// As asked.
        name: String,
        /// The nearest known one.
        suggestion: Option<String>,
    },
    /// No such template.
    #[error("no template {name:?}{}; `monthend templates list` shows them", suggestion.as_ref().map_or(String::new(), |word| format!(", did you mean {word:?}")))]
    NoTemplate {
        /// As asked.
        name: String,
        /// The nearest known one.
        suggestion: Option<String>,
    },
    /// No such figure.
    #[error("no figure {name:?}{}", suggestion.as_ref().map_or(String::new(), |word| format!(", did you mean {word:?}")))]
    NoMetric {
        /// As asked.
        name: String,
        /// The nearest known one.
        suggestion: Option<String>,
    },
    /// A client, person or project that no table of figures names.
    #[error("no {what} {name:?}{}", suggestion.as_ref().map_or(String::new(), |word| format!(", did you mean {word:?}")))]
    NoSubject {
        /// The column: client, person or project.
        what: &'static str,
        /// As asked.
        name: String,
        /// The nearest known one.
        suggestion: Option<String>,
    },
    /// A file that `init` would write over.
    #[error("{path}: is there already; --force replaces it", path = path.display())]
    AlreadyThere {
        /// Which file.
        path: PathBuf,
    },
    /// The as-of date lies before the period.
    #[error(
        "--as-of {as_of} lies before the period {period}; it may be its first day at the earliest"
    )]
    AsOfTooEarly {
        /// As asked.
        as_of: chrono::NaiveDate,
        /// The report's period.
        period: crate::model::Span,
    },
    /// Files were read, but no row of any of the twenty-two tables was found.
    #[error(
        "{folder}: no row of any known table in {files} file(s){}; `monthend inspect {folder}` shows what each was taken for",
        asked.as_ref().map_or(String::new(), |asked| format!("; {} question(s) for you in {}", asked.open, asked.place.display())),
        folder = folder.display()
    )]
    NothingUsable {
        /// The folder.
        folder: PathBuf,
        /// How many files were read.
        files: usize,
        /// What people may answer to make more of them.
        asked: Option<Asked>,
    },
    /// Rows were read, but nothing in them happened on a day.
    #[error(
        "{folder}: {rows} row(s) were read, but none says when anything happened; name the month, such as `--month 2026-10`",
        folder = folder.display()
    )]
    NothingDated {
        /// The folder.
        folder: PathBuf,
        /// How many rows are used.
        rows: usize,
    },
    /// `--strict`, and something was set aside, unread, or does not add up.
    #[error("nothing written, because of --strict: {0}")]
    Strict(String),
    /// The pack could not be written.
    #[error(transparent)]
    Pack(#[from] pack::Error),
}

/// The key nearest to one that a template has and may not have: serde names the wrong one first and all the right ones after it.
fn nearest_key(source: &toml::de::Error) -> Option<String> {
    let said = source.message();
    if !said.starts_with("unknown ") {
        return None;
    }
    let mut quoted = said.split('`').skip(1).step_by(2);
    let found = quoted.next()?;
    nearest(found, quoted).map(str::to_owned)
}
