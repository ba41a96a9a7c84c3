//! What reading a folder brings: tables, problems, the account of every row, and questions for people.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::stored::{exact, shared_text};
use super::{Phrase, Place, Problems, Table, Tables};

/// Everything the door hands to the house.
#[derive(Clone, Debug, Default)]
pub struct Intake {
    /// The twenty-two tables.
    pub tables: Tables,
    /// All problems, sorted by place.
    pub problems: Problems,
    /// One account for each sheet of each file, sorted by file and sheet order.
    pub accounts: Vec<SheetAccount>,
    /// What each table found was believed to be, and why; in the order of `accounts`.
    pub readings: Vec<Reading>,
    /// Questions for the decisions workbook, answered ones included, sorted.
    pub questions: Vec<Question>,
    /// Spellings of names that were taken as another, each with its reason, sorted by kind and spelling.
    pub links: Vec<Link>,
    /// Payers of bank lines that are known to be a client: spelling as written to canonical client.
    pub payers: BTreeMap<String, String>,
    /// Clients whose name some file gives with its legal form: canonical client to that spelling, where it is another.
    pub legal_names: BTreeMap<String, String>,
    /// Every input file, sorted by name.
    pub inputs: Vec<Input>,
    /// Files and folders that were passed over, and why; sorted.
    pub passed_over: Vec<(String, Phrase)>,
}

/// An input file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Input {
    /// Path relative to the folder, with `/`.
    pub file: Arc<str>,
    /// SHA-256 of its bytes in hex.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
}

/// Every physical row of a sheet, from the first to the last that holds anything:
/// `used + set_aside + not_data.values().sum() == total`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetAccount {
    /// Path relative to the folder, with `/`.
    pub file: Arc<str>,
    /// Sheet name; empty for text files.
    pub sheet: Arc<str>,
    /// Tables found on it, in order; empty when it is none of ours.
    pub tables: Vec<Table>,
    /// All rows.
    pub total: u32,
    /// Rows in a canonical table.
    pub used: u32,
    /// Rows set aside, each with a problem of severity set aside.
    pub set_aside: u32,
    /// Rows that are no data, by reason: `title`, `header`, `total`, `blank`, `footer`, `group`, `note`,
    /// `duplicate` (of a parent total), `unknown_table`, `ignored`.
    pub not_data: BTreeMap<String, u32>,
    /// The sheet is hidden in the workbook.
    pub hidden: bool,
    /// Cell and words of the notes that people hung on cells: nothing reads them, people should know.
    pub notes: Vec<(String, String)>,
}

impl SheetAccount {
    /// Rows that are no data, all reasons together.
    pub fn not_data_rows(&self) -> u32 {
        self.not_data.values().sum()
    }
}

/// What a table on a sheet is believed to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// Path relative to the folder, with `/`.
    #[serde(with = "shared_text")]
    pub file: Arc<str>,
    /// Sheet name; empty for text files.
    #[serde(with = "shared_text")]
    pub sheet: Arc<str>,
    /// The canonical table; none when no table fits.
    pub table: Option<Table>,
    /// The table that comes nearest, when no table fits.
    pub nearest: Option<Table>,
    /// 0..1.
    #[serde(with = "exact")]
    pub confidence: f64,
    /// Known layout (`templates/sources`), when one fits.
    pub source: String,
    /// Why it is taken for that, or what was tried, in words.
    pub because: Vec<Phrase>,
    /// 1-based first and last heading row; none without a header.
    pub header_rows: Option<(u32, u32)>,
    /// 1-based first and last row of the table.
    pub rows: (u32, u32),
    /// Each physical column.
    pub columns: Vec<ColumnReading>,
    /// Encoding and delimiter of a text file; empty for workbooks.
    pub encoding: String,
    /// Totals that the file prints, in the order of their rows.
    pub totals: Vec<PrintedTotal>,
}

/// A total printed in a file, beside what was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintedTotal {
    /// Where it is printed.
    pub place: Place,
    /// Heading of its column; empty for a whole grid.
    pub column: String,
    /// As printed; for a whole grid the sum over its periods.
    pub printed: String,
    /// What the rows add up to that come nearest.
    pub read: String,
    /// The first and last of those rows, 1-based.
    pub rows: (u32, u32),
    /// The two are the same but for rounding.
    pub agrees: bool,
}

/// What a column is believed to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnReading {
    /// 1-based column.
    pub column: u32,
    /// Heading as written; several heading rows joined by ` / `.
    pub heading: String,
    /// Our field, or none when the column is not used.
    pub field: Option<String>,
    /// 0..1.
    #[serde(with = "exact")]
    pub confidence: f64,
    /// Why, in words.
    pub because: Phrase,
    /// Up to three values as written.
    pub samples: Vec<String>,
    /// What was chosen for all of its cells.
    pub choices: Vec<Choice>,
}

/// What was chosen for all cells of a column, where they could be read in several ways.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What the choice is about.
    pub about: About,
    /// Stable code: `minutes`, `day_first`, `comma`, `EUR`, `10^3`, `percent`.
    pub value: String,
    /// Why, in words.
    pub because: Phrase,
}

/// What a choice for a column is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum About {
    /// What a bare number of time counts.
    Unit,
    /// Whether the day or the month comes first.
    DateOrder,
    /// Point or comma before the decimals.
    DecimalMark,
    /// The currency of rows that name none themselves.
    Currency,
    /// Amounts count thousands, millions ...: a power of ten.
    Multiple,
    /// A bare number of a share is percent or a fraction.
    Share,
    /// What the cells of a grid hold: hours, shares of a week, clock times or marks.
    Cells,
}

impl About {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            About::Unit => "unit",
            About::DateOrder => "date_order",
            About::DecimalMark => "decimal_mark",
            About::Currency => "currency",
            About::Multiple => "multiple",
            About::Share => "share",
            About::Cells => "cells",
        }
    }
}

/// Kinds of questions: one sheet each in the decisions workbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "design.md, Folder, says what each asks")]
pub enum Topic {
    Names,
    Columns,
    Dates,
    Matches,
    Files,
    Colours,
    Marks,
}

impl Topic {
    /// All of them, in the order of their sheets.
    pub const ALL: [Topic; 7] = [
        Topic::Names,
        Topic::Columns,
        Topic::Dates,
        Topic::Matches,
        Topic::Files,
        Topic::Colours,
        Topic::Marks,
    ];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Topic::Names => "names",
            Topic::Columns => "columns",
            Topic::Dates => "dates",
            Topic::Matches => "matches",
            Topic::Files => "files",
            Topic::Colours => "colours",
            Topic::Marks => "marks",
        }
    }
}

/// A spelling that is taken as another, by itself or because a person said so. Spaces alone make no link.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// `client`, `person` or `project`.
    pub kind: String,
    /// As written.
    pub spelling: String,
    /// The spelling that its rows bear now.
    pub taken_as: String,
    /// Why, in words.
    pub reason: Phrase,
    /// A few files.
    pub seen_in: String,
}

/// A question to a person, and perhaps the answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Question {
    /// Which sheet it stands on.
    pub topic: Topic,
    /// Names: `client`, `person` or `project`; else empty.
    pub kind: String,
    /// What is asked about: a spelling, a heading, a payment line, a file, a colour (`RRGGBB`), a mark. With `kind` and
    /// `seen_in` (not for names) the identity by which answers are found again.
    pub subject: String,
    /// Where it was seen: file, sheet, cell; for names a few files.
    pub seen_in: String,
    /// What we would do.
    pub proposal: String,
    /// Why we ask and why we propose that.
    pub reason: Phrase,
    /// As typed; empty while unanswered.
    pub answer: String,
    /// The subject is in no file any more.
    pub stale: bool,
}

/// Answers as read from the decisions workbook, before anything else is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    /// Every row that a person could have answered, in the file's order.
    pub questions: Vec<Question>,
    /// What stands in columns that people added, in the file's order.
    pub remarks: Vec<Remark>,
}

/// A cell of a column that a person added to the decisions workbook; it goes along with its question.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remark {
    /// Sheet.
    pub topic: Topic,
    /// As the question's.
    pub kind: String,
    /// As the question's.
    pub subject: String,
    /// The column's heading, as written.
    pub heading: String,
    /// The cell, as written.
    pub text: String,
}

impl Decisions {
    /// True when the question has a row already, answered or not.
    pub fn asks(&self, question: &Question) -> bool {
        self.questions.iter().any(|asked| {
            (asked.topic, &asked.kind, &asked.subject)
                == (question.topic, &question.kind, &question.subject)
                && (asked.topic == Topic::Names || asked.seen_in == question.seen_in)
        })
    }

    /// The typed answer to a question, when there is one. A row of a column, its dates or a mark that names no place holds
    /// in all files, unless another row names this one.
    pub fn answer(&self, topic: Topic, kind: &str, subject: &str, seen_in: &str) -> Option<&str> {
        let answered = |place: &str| {
            self.questions.iter().find(|asked| {
                asked.topic == topic
                    && asked.kind == kind
                    && asked.subject == subject
                    && (topic == Topic::Names || asked.seen_in == place)
                    && !asked.answer.trim().is_empty()
            })
        };
        let anywhere = || {
            answered("").filter(|_| matches!(topic, Topic::Columns | Topic::Dates | Topic::Marks))
        };
        answered(seen_in)
            .or_else(anywhere)
            .map(|asked| asked.answer.trim())
    }
}
