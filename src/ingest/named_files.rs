//! One file of time for each client, `Hours - Halden - October.xlsx` beside `Hours - Fenwick - October.xlsx`: the files have the same
//! columns, none names clients, and their names differ in one part. It may as well be a team's, so that a person says whose they are.

use std::collections::{BTreeMap, BTreeSet};

use super::fitted::FittedSheet;
use super::knowledge::Knowledge;
use crate::model::intake::{Question, Topic};
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Decisions, Kind, Table};

/// More words are a sentence.
const LONGEST_NAME: usize = 4;

/// One question for each such file.
pub(super) fn ask_whose_files(
    fits: &[FittedSheet],
    decisions: &Decisions,
    knowledge: &Knowledge,
) -> Vec<Question> {
    let mut families: BTreeMap<(&str, &[String]), Vec<&FittedSheet>> = BTreeMap::new();
    let open = |fit: &&FittedSheet| is_of_nobody(fit, decisions, knowledge);
    for fit in fits.iter().filter(open) {
        let folder = fit
            .about
            .file
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder);
        families
            .entry((folder, &fit.signatures))
            .or_default()
            .push(fit);
    }
    let mut questions = Vec::new();
    for family in families.into_values() {
        let names: Vec<Vec<&str>> = { family.iter() }
            .map(|fit| words_of(&fit.about.file, knowledge))
            .collect();
        let Some(parts) = differing(&names) else {
            continue;
        };
        let people = { family.iter() }.any(|fit| fit.about.is_hidden)
            || family
                .iter()
                .zip(&parts)
                .any(|(fit, part)| is_a_person(fit, part, knowledge));
        if people {
            continue;
        }
        questions.extend(
            family
                .iter()
                .zip(parts)
                .map(|(fit, part)| question(fit, part)),
        );
    }
    questions
}

fn question(fit: &FittedSheet, proposal: String) -> Question {
    let place = place_of(fit);
    Question {
        topic: Topic::Names,
        kind: "client".to_owned(),
        subject: place.clone(),
        seen_in: place,
        proposal,
        reason: phrase(
            "no column names clients, and the names of several such files differ in this part: whose are these rows?",
            &[],
        ),
        answer: String::new(),
        stale: false,
    }
}

fn place_of(fit: &FittedSheet) -> String {
    let sheet = &fit.about;
    match sheet.name.is_empty() {
        true => sheet.file.to_string(),
        false => format!("{}, {}", sheet.file, sheet.name),
    }
}

/// Time of people in which nothing but an answer to this question names clients or projects.
fn is_of_nobody(fit: &FittedSheet, decisions: &Decisions, knowledge: &Knowledge) -> bool {
    let place = place_of(fit);
    let answered = || {
        decisions
            .answer(Topic::Names, "client", &place, &place)
            .is_some()
    };
    let schema = knowledge.schema(Table::Time);
    let has = |field: &str| {
        let mut columns = fit.readings.iter().flat_map(|reading| &reading.columns);
        columns.any(|column| column.field.as_deref() == Some(field))
    };
    let named = |fields: &[&str]| {
        let at: Vec<usize> = fields
            .iter()
            .filter_map(|field| schema.position(field))
            .collect();
        fit.facts.of(Table::Time).any(|batch| {
            at.iter()
                .any(|at| (0..batch.len()).any(|row| batch.columns[*at].has(row)))
        })
    };
    fit.tables == [Table::Time]
        && has("person")
        && !has("client")
        && !has("project")
        && (answered() || !named(&["client", "project"]))
}

/// The words of a file's name without its numbers, months and ending.
fn words_of<'f>(file: &'f str, knowledge: &Knowledge) -> Vec<&'f str> {
    let name = file.rsplit('/').next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let apart = |letter: char| letter.is_whitespace() || "_,()[]–—".contains(letter);
    let words = stem.split(apart);
    words
        .filter(|word| {
            let numbered = word.contains(|letter: char| letter.is_ascii_digit());
            let letters = word.contains(char::is_alphabetic);
            letters && !numbered && knowledge.words.month(&fold(word)).is_none()
        })
        .collect()
}

/// The words in which names differ, between those that all begin and end with; none where some name has nothing there, or all have
/// the same.
fn differing(names: &[Vec<&str>]) -> Option<Vec<String>> {
    let first = names.first()?;
    let alike = |at: usize, back: bool| {
        let word = |name: &Vec<&str>| {
            let at = if back {
                name.len().checked_sub(at + 1)?
            } else {
                at
            };
            name.get(at).map(|word| fold(word))
        };
        let own = word(first);
        own.is_some() && names.iter().all(|name| word(name) == own)
    };
    let before = (0..first.len()).take_while(|at| alike(*at, false)).count();
    let behind = (0..first.len()).take_while(|at| alike(*at, true)).count();
    let part = |name: &Vec<&str>| {
        let end = name.len().checked_sub(behind)?;
        let words = name.get(before..end)?;
        let short = (1..=LONGEST_NAME).contains(&words.len());
        short.then(|| words.join(" "))
    };
    let parts: Option<Vec<String>> = names.iter().map(part).collect();
    let parts = parts?;
    let different: BTreeSet<String> = parts.iter().map(|part| fold(part)).collect();
    (before + behind > 0 && different.len() > 1).then_some(parts)
}

/// Somebody whose rows the file holds bears such a name.
fn is_a_person(fit: &FittedSheet, part: &str, knowledge: &Knowledge) -> bool {
    let schema = knowledge.schema(Table::Time);
    let part = fold(part);
    let said: BTreeSet<&str> = part.split(' ').collect();
    let mut people = schema.fields.iter().enumerate();
    people.any(|(at, field)| {
        field.kind == Kind::Person
            && fit.facts.of(Table::Time).any(|batch| {
                let mut names = batch.columns[at].texts().into_iter();
                names.any(|(name, _)| fold(name).split(' ').any(|word| said.contains(word)))
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_differ_in_one_part() {
        for (names, expected) in [
            (
                &["hours halden", "hours fenwick"][..],
                Some(vec!["halden", "fenwick"]),
            ),
            (
                &["halden hours", "north sea hours"],
                Some(vec!["halden", "north sea"]),
            ),
            (&["hours halden", "hours halden"], None),
            (&["hours", "hours halden"], None),
            (&["halden", "fenwick"], None),
        ] {
            let names: Vec<Vec<&str>> =
                names.iter().map(|name| name.split(' ').collect()).collect();
            let expected = expected.map(|parts| parts.into_iter().map(str::to_owned).collect());
            assert_eq!(differing(&names), expected, "{names:?}");
        }
    }
}
