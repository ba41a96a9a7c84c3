//! Words of cells, rows and titles (`templates/words.toml`, `templates/headings.toml`).

mod decisions;
mod lists;
mod totals;

use std::collections::{BTreeMap, BTreeSet};

use chrono::Weekday;
use hashbrown::HashMap;
use unicode_normalization::UnicodeNormalization;

pub use super::helper::Helper;
use super::phrases::stands_apart;
use super::sought::{Meanings, Sought, is_chinese, is_chinese_letter};
use super::value::{Amounts, TimeUnit};
use crate::model::Table;
pub use lists::{HeadingLists, WordLists};

/// What a mark of attendance says of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attendance {
    /// At work, on a business trip included.
    Present,
    /// A weekend or a holiday: no absence.
    Off,
}

impl Attendance {
    fn named(name: &str) -> Option<Attendance> {
        match name {
            "present" => Some(Attendance::Present),
            "off" => Some(Attendance::Off),
            _ => None,
        }
    }
}

/// For how long the hours of a heading stand: `hours per day`, `hours per week`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Each {
    /// Of every working day.
    Day,
    /// Of every week.
    Week,
}

/// Which day of a week a label speaks of: `week of`, `week ending`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeekEdge {
    /// The first day.
    First,
    /// The last.
    Last,
}

impl WeekEdge {
    /// True for the weekdays on which weeks begin, or end.
    pub fn suits(self, day: Weekday) -> bool {
        match self {
            WeekEdge::First => matches!(day, Weekday::Sat | Weekday::Sun | Weekday::Mon),
            WeekEdge::Last => matches!(day, Weekday::Fri | Weekday::Sat | Weekday::Sun),
        }
    }
}

/// A mark as it is compared: symbols count, case and spaces do not.
pub fn mark_key(text: &str) -> String {
    text.nfkc()
        .flat_map(char::to_lowercase)
        .filter(|letter| !letter.is_whitespace())
        .map(|letter| if letter == 'ё' { 'е' } else { letter })
        .collect()
}

/// What the label of a row says of a total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TotalLabel<'f> {
    /// A total word and nothing else.
    Whole,
    /// With words that name nobody, or with words that only totals begin with: `Total hours`, `Total for Halden`.
    Explained,
    /// With something that may be a name: `Total Halden`, `Halden Total`, `Total Media`.
    Of(&'f str),
}

/// The words, folded once.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// Currencies and multiples (`templates/amounts.toml`).
    pub amounts: Amounts,
    total: Meanings,
    total_of: Meanings,
    total_beside: Meanings,
    total_letters: BTreeSet<char>,
    page: Meanings,
    footer: Meanings,
    firmness: Sought,
    week: Meanings,
    week_letters: Vec<char>,
    week_letters_beside: Sought,
    not_done: Meanings,
    planned_payments: Meanings,
    spending: Meanings,
    counted: Meanings,
    credit: Meanings,
    dated: Meanings,
    no_number: Meanings,
    own_holiday: Meanings,
    done_entry: Meanings,
    plan_entry: Meanings,
    no_invoice: Meanings,
    payment_kinds: Meanings,
    credit_notes: Sought,
    public_holiday: Meanings,
    internal: Meanings,
    own: Meanings,
    own_work: Meanings,
    no_sum: Meanings,
    total_part: Meanings,
    turnovers: Meanings,
    leave: Sought,
    leave_marks: Meanings,
    attendance: Sought,
    attendance_marks: HashMap<String, Attendance>,
    week_edges: Sought,
    /// Words between and before the two days of a cell.
    pub(super) spans: Meanings,
    /// Words by which a cell speaks of the payment of an invoice.
    pub(super) payment: Sought,
    /// Words of goals that are reached from above.
    pub(super) falling_goals: Sought,
    summaries: Meanings,
    shares: Sought,
    weekdays: Meanings,
    months: Meanings,
    decisions: Meanings,
    subjects: Meanings,
    topics: Meanings,
    kinds: Meanings,
    answers: Meanings,
    pub(super) speaks: BTreeMap<String, Sought>,
    planned: Sought,
    turning: Sought,
    turning_amounts: Sought,
    day_names: Sought,
    differences: Sought,
    payment_numbers: Meanings,
    summary: Meanings,
    pub(super) free_answers: Meanings,
    sheets: Meanings,
    groups: Meanings,
    short: Meanings,
    helpers: HashMap<String, Vec<Helper>>,
    units: Vec<(String, TimeUnit)>,
    forms_of_time: Meanings,
}

impl Words {
    /// A heading's helper for a table.
    pub fn helper(&self, key: &str, table: Table) -> Option<Helper> {
        let helpers = self.helpers.get(key)?;
        helpers.iter().copied().find(|helper| helper.serves(table))
    }

    /// The unit of time that a heading names: what stands in its brackets, else one of its words. A lone
    /// letter counts only in brackets.
    pub fn unit(&self, bracketed: &str, words: &str) -> Option<TimeUnit> {
        let whole = self.units.iter().find(|(word, _)| bracketed == word);
        // `Hrs/day` counts hours, whatever they are hours of
        let of_each_day = self.each(words) == Some(Each::Day);
        let within = || {
            self.units
                .iter()
                .filter(|(word, _)| word.chars().count() >= 2)
                .filter(|(_, unit)| !of_each_day || *unit != TimeUnit::Days)
                .find(|(word, _)| {
                    if is_chinese(word) {
                        words.contains(word.as_str())
                    } else {
                        stands_apart(word, words)
                    }
                })
        };
        whole.or_else(within).map(|(_, unit)| *unit)
    }

    /// True for a folded word that says how a length is written (`hours`, `decimal`, `duration`), not whose it is.
    pub fn is_form_of_time(&self, word: &str) -> bool {
        self.forms_of_time.contains_key(word) || self.units.iter().any(|(unit, _)| unit == word)
    }

    /// A folded text without the Chinese word of time at its end: `可计费` of `可计费工时`.
    pub fn before_form_of_time<'t>(&self, text: &'t str) -> &'t str {
        let units = self.units.iter().map(|(word, _)| word);
        let known = self.forms_of_time.keys().chain(units);
        let known = known.filter(|word| word.chars().count() >= 2 && is_chinese(word));
        let rest = known.filter_map(|word| text.strip_suffix(word.as_str()));
        rest.min_by_key(|rest| rest.len()).unwrap_or(text)
    }

    /// The month that a folded word names.
    pub fn month(&self, word: &str) -> Option<u32> {
        self.months.get(word)?.parse().ok()
    }

    /// The weekday of a folded name; 1 is Monday.
    pub fn weekday(&self, word: &str) -> Option<u32> {
        self.weekdays.get(word)?.parse().ok()
    }

    /// True when some name of a weekday begins with a folded letter or word; 1 is Monday.
    pub fn weekday_begins(&self, weekday: u32, letter: &str) -> bool {
        !letter.is_empty()
            && self
                .weekdays
                .iter()
                .any(|(word, number)| number.parse() == Ok(weekday) && word.starts_with(letter))
    }

    /// Which day of a week a folded label speaks of.
    pub fn week_edge(&self, folded: &str) -> Option<WeekEdge> {
        match within(&self.week_edges, folded)? {
            "first" => Some(WeekEdge::First),
            "last" => Some(WeekEdge::Last),
            _ => None,
        }
    }

    /// True for a folded unit of shares of a working week: `fte`, `ставки`.
    pub fn is_share_unit(&self, folded: &str) -> bool {
        !folded.is_empty() && self.shares.contains_key(folded)
    }

    /// True when a folded text names a unit of shares: `План, FTE`.
    pub fn speaks_of_shares(&self, folded: &str) -> bool {
        within(&self.shares, folded).is_some()
    }

    /// What a mark of attendance says by common use, by its key.
    pub fn attendance_mark(&self, key: &str) -> Option<Attendance> {
        self.attendance_marks.get(key).copied()
    }

    /// What a legend's folded words say of a mark: presence, a day off, or the code of an absence.
    pub fn legend_meaning(&self, folded: &str) -> Option<Result<Attendance, &str>> {
        let away = self.leave.longest_in(folded);
        let here = self.attendance.longest_in(folded);
        match (away, here) {
            (Some((word, _)), Some((other, name))) if other.len() > word.len() => {
                Attendance::named(name).map(Ok)
            }
            (Some((_, code)), _) => Some(Err(code)),
            (None, Some((_, name))) => Attendance::named(name).map(Ok),
            (None, None) => None,
        }
    }

    /// True for a weekday's folded name or letter.
    pub fn is_weekday(&self, word: &str) -> bool {
        self.weekdays.contains_key(word)
    }

    /// True for the letters of a week heading: `w`, `нед`, `第周`.
    pub fn is_week(&self, letters: &str) -> bool {
        self.week.contains_key(letters)
    }

    /// True for a letter by which some languages shorten their week.
    pub fn is_week_letter(&self, letter: char) -> bool {
        let mut small = letter.to_lowercase();
        small
            .next()
            .is_some_and(|small| self.week_letters.contains(&small))
    }

    /// True for a folded text with a word of such a language.
    pub fn speaks_of_lettered_weeks(&self, text: &str) -> bool {
        within(&self.week_letters_beside, text).is_some()
    }

    /// The same of payments, of which a plan is none either.
    pub fn is_no_payment_yet(&self, folded: &str) -> bool {
        self.is_not_done(folded) || self.planned_payments.contains_key(folded)
    }

    /// True for the state of a payment that has not taken place, or not yet: `pending submission` is one that is pending.
    pub fn is_not_done(&self, folded: &str) -> bool {
        let first = folded.split(' ').next().unwrap_or_default();
        self.not_done.contains_key(folded)
            || first.chars().count() >= 6 && self.not_done.contains_key(first)
    }

    /// True for a kind or direction of a contract under which we pay.
    pub fn is_spending(&self, folded: &str) -> bool {
        self.spending.contains_key(folded)
    }

    /// True for a letter or word of the credit side.
    pub fn is_credit(&self, folded: &str) -> bool {
        self.credit.contains_key(folded)
    }

    /// True for the word between a document's number and its date: `от`, `dated`.
    pub fn is_dated(&self, folded: &str) -> bool {
        self.dated.contains_key(folded)
    }

    /// True for words that say that a document has no number: `б/н`.
    pub fn is_no_number(&self, folded: &str) -> bool {
        self.no_number.contains_key(folded)
    }

    /// True for a name of the agency itself where a client or project should stand.
    pub fn is_internal(&self, folded: &str) -> bool {
        self.internal.contains_key(folded)
    }

    /// The word of the agency itself in a name that holds nothing else but common words for work: `Internal - admin`.
    pub fn own_work<'n>(&self, folded: &'n str) -> Option<&'n str> {
        let is_work = |rest: &str| {
            let parts = || rest.split(' ').all(|word| self.own_work.contains_key(word));
            !rest.is_empty() && (self.own_work.contains_key(rest) || parts())
        };
        let found = self.own.keys().filter_map(|own| {
            let apart = |rest: &str, at_edge: bool| is_chinese(own) || rest.is_empty() || at_edge;
            let first = { folded.strip_prefix(own.as_str()) }
                .filter(|rest| apart(rest, rest.starts_with(' ')) && is_work(rest.trim()));
            let last = { folded.strip_suffix(own.as_str()) }
                .filter(|rest| apart(rest, rest.ends_with(' ')) && is_work(rest.trim()));
            match (first, last) {
                (Some(_), _) => Some(&folded[..own.len()]),
                (None, Some(rest)) => Some(&folded[rest.len()..]),
                (None, None) => None,
            }
        });
        // in one order, however the words are kept
        found.max_by_key(|own| (own.len(), *own))
    }

    /// True for a day that nobody works on.
    pub fn is_public_holiday(&self, folded: &str) -> bool {
        self.public_holiday.contains_key(folded)
    }

    /// True for a word that is a person's own leave on a plan of leave, and a day off for all elsewhere.
    pub fn is_own_holiday(&self, folded: &str) -> bool {
        self.own_holiday.contains_key(folded)
    }

    /// True for a folded text about nothing but credit notes.
    pub fn speaks_of_credit_notes(&self, folded: &str) -> bool {
        within(&self.credit_notes, folded).is_some()
    }

    /// True for a kind of what looks like an invoice and is none.
    pub fn is_no_invoice(&self, folded: &str) -> bool {
        self.no_invoice.contains_key(folded) || self.is_payment_kind(folded)
    }

    /// True for a kind of paper that is a payment.
    pub fn is_payment_kind(&self, folded: &str) -> bool {
        self.payment_kinds.contains_key(folded)
    }

    /// True for the kind of an entry that was planned.
    pub fn is_plan_entry(&self, folded: &str) -> bool {
        self.plan_entry.contains_key(folded)
    }

    /// True for the kind of an entry that took place.
    pub fn is_done_entry(&self, folded: &str) -> bool {
        self.done_entry.contains_key(folded)
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
        self.speaks
            .iter()
            .any(|(topic, words)| topic == "hours" && within(words, folded).is_some())
    }

    /// True for a heading that says that its rates are what clients pay.
    pub fn speaks_of_charging(&self, folded: &str) -> bool {
        let known = self.speaks.get("charged");
        known.is_some_and(|words| within(words, folded.trim()).is_some())
    }

    /// True for a folded text that speaks of money.
    pub fn speaks_of_money(&self, folded: &str) -> bool {
        let money = self.speaks.get("money");
        money.is_some_and(|words| within(words, folded).is_some())
    }

    /// For how long the hours of a heading stand, by its words: each day or each week.
    pub fn each(&self, words: &str) -> Option<Each> {
        let speaks = |topic: &str| {
            let known = self.speaks.get(topic);
            known.is_some_and(|known| within(known, words.trim()).is_some())
        };
        match () {
            () if speaks("per_day") => Some(Each::Day),
            () if speaks("per_week") => Some(Each::Week),
            () => None,
        }
    }

    /// True for a folded text that speaks of time that nobody is charged for.
    pub fn speaks_of_unbillable(&self, folded: &str) -> bool {
        let known = self.speaks.get("not_billable");
        known.is_some_and(|known| within(known, folded).is_some())
    }

    /// True for the word of an invoice that a supplier sent.
    pub fn is_of_supplier(&self, folded: &str) -> bool {
        let known = self.speaks.get("from_suppliers");
        known.is_some_and(|known| known.contains_key(folded)) || self.is_spending(folded)
    }

    /// True for the heading of a column of months.
    pub fn names_months(&self, folded: &str) -> bool {
        let known = self.speaks.get("months");
        known.is_some_and(|known| known.contains_key(folded))
    }

    pub(super) fn speaks_of(&self, topic: &str, words: &str) -> bool {
        let known = self.speaks.get(topic);
        known.is_some_and(|known| within(known, words.trim()).is_some())
    }

    /// True for a kind of day on which somebody works: from home, on a business trip.
    pub fn is_presence(&self, folded: &str) -> bool {
        self.attendance(folded) == Some(Attendance::Present)
    }

    /// What a folded heading says of attendance: `overtime`, `public holidays`.
    pub fn attendance(&self, folded: &str) -> Option<Attendance> {
        Attendance::named(self.attendance.get(folded)?)
    }

    /// A heading's folded words with the short ones spelled out, where there are any: `budget hrs`, `inv no`.
    pub fn spelled_out(&self, words: &str) -> Option<String> {
        let long = |word: &str| self.short.get(word).map(String::as_str);
        let spelled: Vec<&str> = words
            .split_whitespace()
            .map(|word| long(word).unwrap_or(word))
            .collect();
        let spelled = spelled.join(" ");
        (spelled != words.trim()).then_some(spelled)
    }

    /// True when a heading, its words between single spaces, speaks of what is planned.
    pub fn speaks_of_plans(&self, words: &str) -> bool {
        within(&self.planned, words.trim()).is_some()
    }

    /// True when words beside the name of a field say that its heading means something else: `Days remaining`.
    pub fn turns(&self, beside: &str, amount: bool) -> bool {
        let beside = beside.trim();
        within(&self.turning, beside).is_some()
            || amount && within(&self.turning_amounts, beside).is_some()
    }

    /// True for a heading that says that it holds days, be it as the end of a word: `Umfragedatum`.
    pub fn names_days(&self, heading: &str) -> bool {
        let heading = heading.trim();
        let ends = |word: &str| {
            let mut names = self.day_names.keys();
            names.any(|name| name.chars().count() > 2 && word.ends_with(name.as_str()))
        };
        within(&self.day_names, heading).is_some() || heading.split(' ').any(ends)
    }

    /// True when a heading, its words between single spaces, compares what is planned with what was done.
    pub fn speaks_of_differences(&self, words: &str) -> bool {
        within(&self.differences, words.trim()).is_some()
    }

    /// True for a folded heading of payments' numbers.
    pub fn is_payment_number(&self, folded: &str) -> bool {
        self.payment_numbers.contains_key(folded)
    }

    /// True for a name that a program gives a sheet by itself: `Sheet1`, `Лист 2`, `工作表1`.
    pub fn is_plain_sheet(&self, folded: &str) -> bool {
        let bare = folded.trim_end_matches(|letter: char| letter.is_numeric() || letter == ' ');
        bare.is_empty() || self.sheets.contains_key(bare)
    }

    /// What a legend says of a colour: `firm`, `tentative`.
    pub fn firmness(&self, folded: &str) -> Option<&str> {
        within(&self.firmness, folded)
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
fn within<'m>(words: &'m Sought, folded: &str) -> Option<&'m str> {
    words.longest_in(folded).map(|(_, meaning)| meaning)
}

/// Such a word need not stand apart where whole cells are searched.
fn begins_chinese(word: &str) -> bool {
    word.starts_with(is_chinese_letter)
}
