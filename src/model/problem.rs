//! Bad data as a value.

use super::{Phrase, Place};

/// What a problem means for the row it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A file or sheet that could not be read, or not to its end; the run ends with code 1.
    Unread,
    /// The row is in no figure.
    SetAside,
    /// The row is used; a person should look.
    Look,
}

impl Severity {
    /// The severity of a code.
    pub fn of_code(code: &str) -> Option<Severity> {
        let all = [Severity::Unread, Severity::SetAside, Severity::Look];
        all.into_iter().find(|severity| severity.code() == code)
    }

    /// Stable code for `data/` and `--json`.
    pub fn code(self) -> &'static str {
        match self {
            Severity::Unread => "unread",
            Severity::SetAside => "set_aside",
            Severity::Look => "look",
        }
    }
}

/// Something in a file is not as hoped. Collected, shown, never thrown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// File, sheet and cell.
    pub place: Place,
    /// Stable dotted name, `table.field.what`: `time.duration.unreadable`.
    pub rule: String,
    /// What it means for the row.
    pub severity: Severity,
    /// Heading as written and our field: `Std. -> duration`; empty where no column is meant.
    pub column: String,
    /// The value, verbatim.
    pub found: String,
    /// What would have been accepted, with an example.
    pub expected: Phrase,
    /// One thing to do.
    pub hint: Phrase,
    /// What the reports lack because of it.
    pub effect: Phrase,
}

/// Problems in the order they were met; sorted by place before they are shown.
pub type Problems = Vec<Problem>;
