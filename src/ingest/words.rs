//! Words of cells, rows and titles (`templates/words.toml`, `templates/headings.toml`).

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use super::header::compact;
use super::value::TimeUnit;
use crate::model::Table;
use crate::model::key::fold;
use crate::model::schema::Schemas;

/// Columns that are no field themselves but help to fill one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Helper {
    /// First name of a person.
    FirstName,
    /// Last name of a person.
    LastName,
    /// Last day of an absence or booking that spans several.
    Until,
    /// Amounts that came in.
    MoneyIn,
    /// Amounts that went out.
    MoneyOut,
    /// Clock time at which an entry starts.
    StartsAt,
    /// Clock time at which it ends.
    EndsAt,
    /// Minutes beyond the whole hours of a duration.
    Minutes,
    /// The part of an entry that is billable; only beside the other part.
    BillableTime,
    /// The part that is not.
    NonbillableTime,
}

/// Names by which templates call the helpers.
const HELPERS: [(&str, Helper); 10] = [
    ("first_name", Helper::FirstName),
    ("last_name", Helper::LastName),
    ("until", Helper::Until),
    ("money_in", Helper::MoneyIn),
    ("money_out", Helper::MoneyOut),
    ("starts_at", Helper::StartsAt),
    ("ends_at", Helper::EndsAt),
    ("minutes", Helper::Minutes),
    ("billable_time", Helper::BillableTime),
    ("nonbillable_time", Helper::NonbillableTime),
];

impl Helper {
    /// The helper of a stable name.
    pub fn named(name: &str) -> Option<Helper> {
        HELPERS
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, helper)| *helper)
    }

    /// Stable name.
    pub fn name(self) -> &'static str {
        HELPERS
            .iter()
            .find(|(_, helper)| *helper == self)
            .map_or("", |(name, _)| *name)
    }

    fn serves(self, table: Table) -> bool {
        match self {
            Helper::FirstName | Helper::LastName => matches!(
                table,
                Table::Time | Table::People | Table::Leave | Table::Bookings
            ),
            Helper::Until => matches!(table, Table::Leave | Table::Bookings),
            Helper::MoneyIn | Helper::MoneyOut => table == Table::Payments,
            Helper::StartsAt
            | Helper::EndsAt
            | Helper::Minutes
            | Helper::BillableTime
            | Helper::NonbillableTime => table == Table::Time,
        }
    }
}

/// Lists of words, one list for each meaning.
type Groups = BTreeMap<String, Vec<String>>;

/// `words.toml` as written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WordLists {
    total: Vec<String>,
    footer: Vec<String>,
    internal: Vec<String>,
    tentative: Vec<String>,
    firm: Vec<String>,
    yes: Vec<String>,
    no: Vec<String>,
    week: Vec<String>,
    leave: Groups,
    leave_marks: Groups,
    weekdays: Groups,
    months: Groups,
    units: Groups,
    currencies: Groups,
    forms_of_time: Vec<String>,
}

/// `headings.toml` as written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HeadingLists {
    helpers: Groups,
    decisions: Groups,
    subjects: Groups,
    topics: Groups,
    kinds: Groups,
    answers: Groups,
    speaks: Groups,
    groups: Groups,
}

/// Folded word to its meaning.
type Meanings = HashMap<String, String>;

/// The words, folded once.
#[derive(Clone, Debug, Default)]
pub struct Words {
    total: Meanings,
    footer: Meanings,
    firmness: Meanings,
    week: Meanings,
    leave: Meanings,
    leave_marks: Meanings,
    weekdays: Meanings,
    months: Meanings,
    decisions: Meanings,
    subjects: Meanings,
    topics: Meanings,
    kinds: Meanings,
    answers: Meanings,
    speaks: Meanings,
    groups: Meanings,
    helpers: HashMap<String, Vec<Helper>>,
    units: Vec<(String, TimeUnit)>,
    forms_of_time: Meanings,
}

fn list(words: &[String]) -> Meanings {
    words
        .iter()
        .map(|word| (fold(word), String::new()))
        .collect()
}

fn groups(groups: &Groups) -> Meanings {
    groups
        .iter()
        .flat_map(|(group, words)| words.iter().map(move |word| (fold(word), group.clone())))
        .collect()
}

/// Unit words, longest first: `分钟` before `分`.
fn units(groups: &Groups) -> Vec<(String, TimeUnit)> {
    let mut units: Vec<(String, TimeUnit)> = groups
        .iter()
        .filter_map(|(name, words)| Some((TimeUnit::named(name)?, words)))
        .flat_map(|(unit, words)| words.iter().map(move |word| (fold(word), unit)))
        .filter(|(word, _)| !word.is_empty())
        .collect();
    units.sort_by(|(a, _), (b, _)| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    units
}

impl Words {
    /// Folds every word once. Headings of money in and out are the words of a payment's direction, those
    /// of a last day the names of a contract period's end.
    pub fn new(words: &WordLists, headings: &HeadingLists, schemas: &Schemas) -> Words {
        let mut firmness = list(&[]);
        for (name, list) in [("firm", &words.firm), ("tentative", &words.tentative)] {
            firmness.extend(list.iter().map(|word| (fold(word), name.to_owned())));
        }
        let mut known = Words {
            total: list(&words.total),
            footer: list(&words.footer),
            firmness,
            week: words
                .week
                .iter()
                .map(|word| (compact(word), String::new()))
                .collect(),
            leave: groups(&words.leave),
            leave_marks: groups(&words.leave_marks),
            weekdays: groups(&words.weekdays),
            months: groups(&words.months),
            decisions: groups(&headings.decisions),
            subjects: groups(&headings.subjects),
            topics: groups(&headings.topics),
            kinds: groups(&headings.kinds),
            answers: groups(&headings.answers),
            speaks: groups(&headings.speaks),
            groups: groups(&headings.groups),
            helpers: HashMap::new(),
            units: units(&words.units),
            forms_of_time: list(&words.forms_of_time),
        };
        for (name, helper) in HELPERS {
            known.learn(
                helper,
                headings.helpers.get(name).map_or(&[], Vec::as_slice),
            );
        }
        let field = |table: Table, name: &str| schemas.get(&table)?.field(name);
        if let Some(ends) = field(Table::People, "ends_on") {
            known.learn(Helper::Until, &ends.names);
        }
        if let Some(direction) = field(Table::Payments, "direction") {
            for (code, helper) in [("in", Helper::MoneyIn), ("out", Helper::MoneyOut)] {
                let words = direction.codes.get(code).map_or(&[][..], Vec::as_slice);
                known.learn(helper, words);
            }
        }
        known
    }

    fn learn(&mut self, helper: Helper, words: &[String]) {
        for word in words {
            let known = self.helpers.entry(compact(word)).or_default();
            if !known.contains(&helper) {
                known.push(helper);
            }
        }
    }

    /// A heading's helper for a table.
    pub fn helper(&self, key: &str, table: Table) -> Option<Helper> {
        let helpers = self.helpers.get(key)?;
        helpers.iter().copied().find(|helper| helper.serves(table))
    }

    /// The unit of time that a heading names: what stands in its brackets, else one of its words. A lone
    /// letter counts only in brackets.
    pub fn unit(&self, bracketed: &str, words: &str) -> Option<TimeUnit> {
        let whole = self.units.iter().find(|(word, _)| bracketed == word);
        let within = || {
            self.units
                .iter()
                .filter(|(word, _)| word.chars().count() >= 2)
                .find(|(word, _)| {
                    if is_chinese(word) {
                        words.contains(word.as_str())
                    } else {
                        words.contains(&format!(" {word} "))
                    }
                })
        };
        whole.or_else(within).map(|(_, unit)| *unit)
    }

    /// True for a folded word that says how a length is written (`hours`, `decimal`, `duration`), not whose it is.
    pub fn is_form_of_time(&self, word: &str) -> bool {
        self.forms_of_time.contains_key(word) || self.units.iter().any(|(unit, _)| unit == word)
    }

    /// The month that a folded word names.
    pub fn month(&self, word: &str) -> Option<u32> {
        self.months.get(word)?.parse().ok()
    }

    /// True for a weekday's folded name or letter.
    pub fn is_weekday(&self, word: &str) -> bool {
        self.weekdays.contains_key(word)
    }

    /// True for the letters of a week heading: `w`, `нед`, `第周`.
    pub fn is_week(&self, letters: &str) -> bool {
        self.week.contains_key(letters)
    }

    /// True for a label that is a total word and nothing else.
    pub fn is_total(&self, folded: &str) -> bool {
        self.total.contains_key(folded)
    }

    /// True for a label that begins with a total word: `Total for Halden`, `Итого по клиенту`; Chinese
    /// labels end with it.
    pub fn begins_total(&self, folded: &str) -> bool {
        begins(&self.total, folded)
            || self
                .total
                .keys()
                .any(|word| is_chinese(word) && folded.ends_with(word.as_str()))
    }

    /// True for a label that begins with the words of a program's stamp.
    pub fn begins_footer(&self, folded: &str) -> bool {
        begins(&self.footer, folded)
    }

    /// The code of an absence that a project or task names.
    pub fn leave(&self, folded: &str) -> Option<&str> {
        self.leave.get(folded).map(String::as_str)
    }

    /// The code of an absence that a grid cell names, short marks included.
    pub fn leave_in_grid(&self, folded: &str) -> Option<&str> {
        self.leave(folded)
            .or_else(|| self.leave_marks.get(folded).map(String::as_str))
    }

    /// True when a text speaks of hours.
    pub fn speaks_of_hours(&self, folded: &str) -> bool {
        within(&self.speaks, folded).is_some()
    }

    /// What a legend says of a colour: `firm`, `tentative`.
    pub fn firmness(&self, folded: &str) -> Option<&str> {
        within(&self.firmness, folded)
    }

    /// A typed answer: `yes`, `no`, `ignore`, `day_first`, `month_first`, or nothing known.
    pub fn answer(&self, folded: &str) -> Option<&str> {
        self.answers.get(folded).map(String::as_str)
    }

    /// Which heading of the decisions workbook a text is.
    pub fn decision_heading(&self, folded: &str) -> Option<&str> {
        self.decisions.get(folded).map(String::as_str)
    }

    /// Which topic a heading over the questions' subjects tells.
    pub fn decision_subject(&self, folded: &str) -> Option<&str> {
        self.subjects.get(folded).map(String::as_str)
    }

    /// Which topic a sheet of the decisions workbook holds.
    pub fn decision_topic(&self, folded: &str) -> Option<&str> {
        self.topics.get(folded).map(String::as_str)
    }

    /// Which kind of name a question is about.
    pub fn question_kind(&self, folded: &str) -> Option<&str> {
        self.kinds.get(folded).map(String::as_str)
    }

    /// True for a group row that names no client.
    pub fn is_no_group(&self, folded: &str) -> bool {
        begins(&self.groups, folded)
    }
}

fn begins(words: &Meanings, folded: &str) -> bool {
    words.contains_key(folded)
        || folded
            .match_indices(' ')
            .any(|(at, _)| words.contains_key(&folded[..at]))
}

/// The meaning of a word that stands inside a text; of several the longest.
fn within<'m>(words: &'m Meanings, folded: &str) -> Option<&'m str> {
    let spaced = format!(" {folded} ");
    words
        .iter()
        .filter(|(word, _)| {
            if is_chinese(word) {
                folded.contains(word.as_str())
            } else {
                spaced.contains(&format!(" {word} "))
            }
        })
        .max_by(|(a, _), (b, _)| a.len().cmp(&b.len()).then_with(|| b.cmp(a)))
        .map(|(_, meaning)| meaning.as_str())
}

fn is_chinese(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|letter| letter >= '\u{2e80}')
}
