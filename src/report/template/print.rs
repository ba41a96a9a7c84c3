//! How a page goes on paper, as templates write it.

use serde::Deserialize;

use crate::report::book::{Paper, Repeat};

/// How a page goes on paper; what is left out is decided by what stands on it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PrintTemplate {
    /// `auto`, `a4`, `a3`, `letter`, `tabloid`.
    pub paper: Paper,
    /// `auto`, `landscape` or `portrait`. What is left to us lies, unless it needs fewer sheets of paper upright.
    pub orientation: Orientation,
    /// Sheets of paper side by side.
    pub wide: Option<u16>,
    /// At most so many sheets of paper under each other, as long as it can be read.
    pub tall: Option<u16>,
    /// The page's tables and tiles share so many equal columns, by their spans.
    pub grid: Option<u16>,
    /// `auto`, `title`, `headings`, `none`.
    pub repeat: Repeat,
    /// False: a sheet of paper ends where it is full, even in the middle of a table.
    pub breaks: Option<bool>,
    /// Word key of the left of the head.
    pub header: Option<String>,
    /// Word key of the right of the foot.
    pub footer: Option<String>,
}

/// How paper lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "named as everybody does")]
pub enum Orientation {
    #[default]
    Auto,
    Landscape,
    Portrait,
}
