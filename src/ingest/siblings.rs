//! Sheets of one book with the same headings: one for each person, client or month. A sheet's name then says what no
//! column does.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::columns::Mapping;
use super::grid::Grid;
use super::header::first_headings;
use super::knowledge::Knowledge;
use super::known_names::KnownNames;
use super::period::{Length, Period, periods};
use super::person_around::fuller_name;
use super::recognise::Talk;
use super::season::Season;
use super::sheet::Sheet;
use super::sums_of_sheets::sums_of_sheets;
use super::unpivot::{Hint, month_in, text_hint};
use super::words::Helper;
use crate::model::key::fold;
use crate::model::{Schema, Table};

/// Headings that nearly equal forms share.
const FEWEST_SHARED: usize = 3;

/// What a sheet is among the sheets of its book.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sibling {
    /// What its name says among sheets with the same headings; none for a sheet without such siblings and for a name that
    /// says nothing: `Sheet1`, `October`, `Total`.
    pub named: Option<String>,
    /// It is one of several sheets with the same headings whose names are months.
    pub is_month: bool,
    /// The day that its name says, where it is one of several sheets with the same headings whose names are days.
    pub day: Option<Period>,
    /// It only names other sheets, each with its total.
    pub sums_up: bool,
    /// Its book has other sheets.
    pub has_others: bool,
    /// The year of its days that have none, as a person or the other files tell it.
    pub year: Option<i32>,
    /// Names that the other sheets of the run hold, once they are read.
    pub known: Option<Arc<KnownNames>>,
}

/// What each sheet is among the sheets of its book.
pub fn siblings(sheets: &[Sheet], knowledge: &Knowledge) -> Vec<Sibling> {
    let mut books: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, sheet) in sheets.iter().enumerate() {
        books.entry(&sheet.file).or_default().push(at);
    }
    let mut found = vec![Sibling::default(); sheets.len()];
    for book in books.into_values().filter(|book| book.len() > 1) {
        for at in &book {
            found[*at].has_others = true;
        }
        for at in sums_of_sheets(sheets, &book) {
            found[at].sums_up = true;
        }
        let mut alike: BTreeMap<Vec<String>, Vec<usize>> = BTreeMap::new();
        for at in book {
            if let Some(keys) = first_headings(&Grid::new(&sheets[at]), knowledge) {
                alike.entry(keys).or_default().push(at);
            }
        }
        for group in nearly_alike(alike)
            .into_iter()
            .filter(|group| group.len() > 1)
        {
            let months = group
                .iter()
                .filter(|at| is_month(&sheets[**at].name, knowledge));
            let monthly = months.count() > 1;
            let days = days_named(sheets, &group, knowledge);
            for (at, day) in group.iter().zip(days.unwrap_or_default()) {
                found[*at].day = Some(day);
            }
            for at in group {
                if found[at].day.is_some() {
                    continue;
                }
                found[at].named = telling_name(&sheets[at].name, knowledge);
                found[at].is_month = monthly && is_month(&sheets[at].name, knowledge);
            }
        }
    }
    found
}

/// The days that sheets are called after, all of them: `05.10`, `06.10` in a book of October 2026.
fn days_named(sheets: &[Sheet], group: &[usize], knowledge: &Knowledge) -> Option<Vec<Period>> {
    let words = &knowledge.words;
    let day = |at: &usize| {
        let hint = text_hint(sheets[*at].name.trim(), words)?;
        let is_day = matches!(
            hint,
            Hint::Day(_) | Hint::DayMonth(..) | Hint::Pair { .. } | Hint::WordAndNumber(..)
        );
        is_day.then_some(hint)
    };
    let hints: Option<Vec<Hint>> = group.iter().map(day).collect();
    let file = &*sheets[*group.first()?].file;
    let found = periods(&hints?, Season::of(std::iter::once(file), words));
    let found: Option<Vec<Period>> = found.into_iter().collect();
    found.filter(|days| days.iter().all(|day| day.length == Length::Day))
}

/// Sheets of one form: their headings are the same, or one was renamed (`What he did`, `What she did`) or added.
fn nearly_alike(alike: BTreeMap<Vec<String>, Vec<usize>>) -> Vec<Vec<usize>> {
    let mut groups: Vec<(BTreeSet<String>, Vec<usize>)> = Vec::new();
    let mut forms: Vec<(Vec<String>, Vec<usize>)> = alike.into_iter().collect();
    forms.sort_by_key(|(_, sheets)| sheets[0]);
    for (keys, sheets) in forms {
        let keys: BTreeSet<String> = keys.into_iter().collect();
        match groups.iter_mut().find(|(first, _)| are_near(first, &keys)) {
            Some((_, group)) => group.extend(sheets),
            None => groups.push((keys, sheets)),
        }
    }
    for (_, group) in &mut groups {
        group.sort_unstable();
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// Three headings at least are shared, and of either at most one is not.
fn are_near(left: &BTreeSet<String>, right: &BTreeSet<String>) -> bool {
    let shared = left.intersection(right).count();
    shared >= FEWEST_SHARED && left.len() <= shared + 1 && right.len() <= shared + 1
}

fn is_month(name: &str, knowledge: &Knowledge) -> bool {
    month_in(&fold(name), &knowledge.words).is_some()
}

/// A sheet's name without months, years, numbers and words that only say what kind of table it is.
pub(super) fn telling_name(name: &str, knowledge: &Knowledge) -> Option<String> {
    let words = &knowledge.words;
    let whole = fold(name);
    if words.speaks_of_a_summary(&whole) || words.is_plain_sheet(&whole) {
        return None;
    }
    let says_nothing = |word: &str| {
        let folded = fold(word);
        let letters: String = folded
            .chars()
            .filter(|letter| letter.is_alphabetic())
            .collect();
        letters.is_empty()
            || words.month(&folded).is_some()
            || words.is_week(&letters)
            || words.is_plain_sheet(&folded)
            || knowledge.speaks_of_a_table(word)
    };
    let told: Vec<&str> = name
        .split([' ', '_'])
        .filter(|word| !word.is_empty() && !says_nothing(word))
        .collect();
    let told = told.join(" ");
    let told = told.trim_matches(|letter: char| !letter.is_alphanumeric() && letter != '.');
    (!told.is_empty()).then(|| told.to_owned())
}

/// Tables whose every row is about one client.
pub(super) const ABOUT_A_CLIENT: [Table; 13] = [
    Table::Projects,
    Table::Contracts,
    Table::Invoices,
    Table::Documents,
    Table::Responses,
    Table::Touches,
    Table::Goals,
    Table::Actions,
    Table::Risks,
    Table::Results,
    Table::Stakeholders,
    Table::RateCard,
    Table::Instalments,
];

/// The field that the sheet's name, or that above the columns, fills: the person of time that names its client or project, the client of time that
/// names its people and no project, the client of what is always about a client. Where both lack nobody can tell.
pub fn told_by_sheet(
    mapping: &Mapping,
    schema: &Schema,
    talk: &Talk,
    knowledge: &Knowledge,
) -> Option<(&'static str, String)> {
    let name = talk.caption.clone().or_else(|| talk.named.clone())?;
    let has = |field: &str| mapping.column_of(schema, field).is_some();
    let people = has("person") || mapping.helper(Helper::LastName).is_some();
    let work = has("client") || has("project");
    let field = match schema.table {
        Table::Time | Table::Bookings if !people && work => "person",
        Table::Time | Table::Bookings if people && !work && !talk.groups.names => "client",
        table if ABOUT_A_CLIENT.contains(&table) && !has("client") => "client",
        _ => return None,
    };
    let fuller = (field == "person").then(|| fuller_name(&name, talk, knowledge));
    Some((field, fuller.flatten().unwrap_or(name)))
}
