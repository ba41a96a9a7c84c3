//! `words.toml` and `headings.toml` as written, and how the words are folded.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashMap;
use serde::Deserialize;

use super::super::header::compact;
use super::super::helper::{HELPERS, Helper};
use super::super::sought::{Meanings, Sought, is_chinese};
use super::super::value::{Amounts, TimeUnit};
use super::{Attendance, Words, begins_chinese, mark_key};
use crate::model::Table;
use crate::model::key::fold;
use crate::model::schema::Schemas;

pub(super) fn attendance_marks(groups: &Groups) -> HashMap<String, Attendance> {
    groups
        .iter()
        .filter_map(|(name, marks)| Some((Attendance::named(name)?, marks)))
        .flat_map(|(meaning, marks)| marks.iter().map(move |mark| (mark_key(mark), meaning)))
        .collect()
}

/// Lists of words, one list for each meaning.
type Groups = BTreeMap<String, Vec<String>>;

/// `words.toml` as written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WordLists {
    total: Vec<String>,
    total_of: Vec<String>,
    total_beside: Vec<String>,
    page: Vec<String>,
    footer: Vec<String>,
    internal: Vec<String>,
    own: Vec<String>,
    own_work: Vec<String>,
    tentative: Vec<String>,
    firm: Vec<String>,
    yes: Vec<String>,
    no: Vec<String>,
    week: Vec<String>,
    week_letters: Vec<String>,
    week_letters_beside: Vec<String>,
    not_done: Vec<String>,
    planned_payments: Vec<String>,
    spending: Vec<String>,
    counted: Vec<String>,
    credit: Vec<String>,
    dated: Vec<String>,
    no_number: Vec<String>,
    own_holiday: Vec<String>,
    done_entry: Vec<String>,
    plan_entry: Vec<String>,
    no_invoice: Vec<String>,
    payment_kinds: Vec<String>,
    credit_notes: Vec<String>,
    public_holiday: Vec<String>,
    no_sum: Vec<String>,
    total_part: Vec<String>,
    turnover_in: Vec<String>,
    turnover_out: Vec<String>,
    leave: Groups,
    leave_marks: Groups,
    attendance: Groups,
    attendance_marks: Groups,
    week_edges: Groups,
    spans: Groups,
    payment: Vec<String>,
    falling_goals: Vec<String>,
    summaries: Vec<String>,
    weekdays: Groups,
    months: Groups,
    units: Groups,
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
    planned: Vec<String>,
    turning: Vec<String>,
    turning_amounts: Vec<String>,
    day_names: Vec<String>,
    differences: Vec<String>,
    payment_numbers: Vec<String>,
    summary: Vec<String>,
    free_answers: Vec<String>,
    sheets: Vec<String>,
    groups: Groups,
    short: Groups,
}

fn list(words: &[String]) -> Meanings {
    words
        .iter()
        .map(|word| (fold(word), String::new()))
        .collect()
}

pub(super) fn groups(groups: &Groups) -> Meanings {
    groups
        .iter()
        .flat_map(|(group, words)| words.iter().map(move |word| (fold(word), group.clone())))
        .collect()
}

/// First letters of words; of Chinese words, which may end a label, all of them.
fn first_letters(words: &[String]) -> BTreeSet<char> {
    let folded: Vec<String> = words.iter().map(|word| fold(word)).collect();
    folded
        .iter()
        .flat_map(|word| {
            let many = if is_chinese(word) { usize::MAX } else { 1 };
            word.chars().take(many)
        })
        .collect()
}

/// Unit words, longest first: `分钟` before `分`.
pub(super) fn units(groups: &Groups) -> Vec<(String, TimeUnit)> {
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
    pub fn new(
        words: &WordLists,
        headings: &HeadingLists,
        amounts: Amounts,
        schemas: &Schemas,
    ) -> Words {
        let mut firmness = list(&[]);
        for (name, list) in [("firm", &words.firm), ("tentative", &words.tentative)] {
            firmness.extend(list.iter().map(|word| (fold(word), name.to_owned())));
        }
        let mut known = Words {
            amounts,
            total: list(&words.total),
            total_of: list(&words.total_of),
            total_beside: list(&words.total_beside),
            total_letters: first_letters(&words.total),
            page: list(&words.page),
            footer: list(&words.footer),
            firmness: firmness.into(),
            week: words
                .week
                .iter()
                .map(|word| (compact(word), String::new()))
                .collect(),
            week_letters: { words.week_letters.iter() }
                .filter_map(|letter| letter.chars().next())
                .collect(),
            week_letters_beside: list(&words.week_letters_beside).into(),
            not_done: list(&words.not_done),
            planned_payments: list(&words.planned_payments),
            spending: list(&words.spending),
            counted: list(&words.counted),
            credit: list(&words.credit),
            dated: list(&words.dated),
            no_number: list(&words.no_number),
            own_holiday: list(&words.own_holiday),
            done_entry: list(&words.done_entry),
            plan_entry: list(&words.plan_entry),
            no_invoice: list(&words.no_invoice),
            payment_kinds: list(&words.payment_kinds),
            credit_notes: list(&words.credit_notes).into(),
            public_holiday: list(&words.public_holiday),
            internal: list(&words.internal),
            own: list(&words.own),
            own_work: list(&words.own_work),
            no_sum: list(&words.no_sum),
            total_part: list(&words.total_part),
            turnovers: [("in", &words.turnover_in), ("out", &words.turnover_out)]
                .into_iter()
                .flat_map(|(way, list)| list.iter().map(move |word| (fold(word), way.to_owned())))
                .collect(),
            leave: groups(&words.leave).into(),
            leave_marks: groups(&words.leave_marks),
            attendance: groups(&words.attendance).into(),
            attendance_marks: attendance_marks(&words.attendance_marks),
            week_edges: groups(&words.week_edges).into(),
            spans: groups(&words.spans),
            payment: Sought::of(list(&words.payment), begins_chinese),
            falling_goals: Sought::of(list(&words.falling_goals), begins_chinese),
            summaries: list(&words.summaries),
            shares: words
                .units
                .get("percent")
                .map_or_else(Meanings::new, |words| list(words))
                .into(),
            weekdays: groups(&words.weekdays),
            months: groups(&words.months),
            decisions: groups(&headings.decisions),
            subjects: groups(&headings.subjects),
            topics: groups(&headings.topics),
            kinds: groups(&headings.kinds),
            answers: groups(&headings.answers),
            speaks: headings
                .speaks
                .iter()
                .map(|(topic, words)| (topic.clone(), list(words).into()))
                .collect(),
            planned: list(&headings.planned).into(),
            turning: list(&headings.turning).into(),
            turning_amounts: list(&headings.turning_amounts).into(),
            day_names: list(&headings.day_names).into(),
            differences: list(&headings.differences).into(),
            payment_numbers: list(&headings.payment_numbers),
            summary: list(&headings.summary),
            free_answers: list(&headings.free_answers),
            sheets: list(&headings.sheets),
            groups: groups(&headings.groups),
            short: groups(&headings.short),
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
                // a letter is a mark in a cell and no heading: `h` above numbers is hours
                let names = |word: &&String| word.chars().count() > 1 || is_chinese(word);
                let words: Vec<String> = words.iter().filter(names).cloned().collect();
                known.learn(helper, &words);
            }
        }
        known
    }

    pub(super) fn learn(&mut self, helper: Helper, words: &[String]) {
        for word in words {
            let known = self.helpers.entry(compact(word)).or_default();
            if !known.contains(&helper) {
                known.push(helper);
            }
        }
    }
}
