//! What stands around a table and speaks of it: its file, its sheet, its titles, texts above its rows.

use std::sync::Arc;

use super::knowledge::Knowledge;
use super::known_names::KnownNames;
use super::period::Period;
use super::season::Season;
use crate::model::Table;
use crate::model::key::fold;

/// What stands around a table: its file, its sheet, its title rows.
#[derive(Clone, Debug, Default)]
pub struct Talk {
    /// Path relative to the folder, without the ending.
    pub file: String,
    /// Sheet name.
    pub sheet: String,
    /// Texts above the header.
    pub titles: Vec<String>,
    /// What stands once above rows of the table, by the look of rows with one cell.
    pub groups: GroupTalk,
    /// The name that its sheet has among sheets of the same layout: a person's, a client's.
    pub named: Option<String>,
    /// The name above its columns, where tables of the same layout stand side by side, each below a name of its own.
    pub caption: Option<String>,
    /// The month, or the day, that its sheet's name says, where the sheet is one of several with the same headings.
    pub month: Option<Period>,
    /// The month that the heading of its hours names: `Hours (Oct 26)`.
    pub headed: Option<Period>,
    /// Its numbers are the totals of the sheets that it names.
    pub sums_up: bool,
    /// The titles right above it speak of money, and of no hours.
    pub of_money: bool,
    /// The year that a person or the other files told for days without one.
    pub year: Option<i32>,
    /// Names of clients and people in the other sheets of the run, where they were looked for.
    pub known: Option<Arc<KnownNames>>,
}

/// What rows of one cell say of the rows below them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GroupTalk {
    /// Some of them are days.
    pub days: bool,
    /// Some of them are names.
    pub names: bool,
    /// Names stand above rows that leave their column empty, with nothing but a number beside them: the sum of those rows.
    pub summed: bool,
    /// Rows of a name and a number stand right above fuller ones: under a heading of two levels these are the outer.
    pub levels: bool,
}

impl Talk {
    /// Year and month it speaks of: titles first, then sheet, then file.
    pub fn season(&self, knowledge: &Knowledge) -> Season {
        let year = self.year.map(|year| year.to_string());
        let texts = self
            .titles
            .iter()
            .map(String::as_str)
            .chain([self.sheet.as_str(), self.file.as_str()])
            .chain(year.as_deref());
        Season::of(texts, &knowledge.words)
    }

    /// The file's name without its folders.
    pub fn file_name(&self) -> &str {
        self.file.rsplit(['/', '\\']).next().unwrap_or_default()
    }

    /// The texts with how much each counts, the nearest first: titles, sheet, file, folder.
    pub fn nearest(&self) -> [(Vec<&str>, f64); 4] {
        let name = self.file_name();
        let folder = &self.file[..self.file.len() - name.len()];
        let titles = self.titles.iter().map(String::as_str);
        [
            (titles.collect(), 0.9),
            (vec![self.sheet.as_str()], 0.8),
            (vec![name], 0.8),
            (vec![folder], 0.8),
        ]
    }

    /// All of it, with how much each counts.
    pub fn texts(&self) -> impl Iterator<Item = (&str, f64)> {
        let titles = self.titles.iter().map(|title| (title.as_str(), 0.9));
        [(self.file.as_str(), 0.8), (self.sheet.as_str(), 0.8)]
            .into_iter()
            .chain(titles)
    }
}

/// `Cost, EUR`, `Сумма, руб.` among titles, and nothing of hours or time.
pub(super) fn measures_money(titles: &[String], knowledge: &Knowledge) -> bool {
    let words = &knowledge.words;
    let folded = || titles.iter().map(|title| fold(title));
    let timed = |title: &String| {
        words.speaks_of_hours(title)
            || words.speaks_of_attendance(title)
            || knowledge.is_titled(title, Table::Time)
            || knowledge.is_titled(title, Table::Bookings)
    };
    let label = |title: &str| title.contains([':', '：']);
    let money = { titles.iter() }.any(|title| !label(title) && words.speaks_of_money(&fold(title)));
    money && !folded().any(|title| timed(&title))
}
