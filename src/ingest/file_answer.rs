//! What people answered when they were asked what a file is: for a sheet, for the whole file, and for those of other months.

use super::grid::Grid;
use super::knowledge::Knowledge;
use super::sheet::Sheet;
use super::sheetfit::Context;
use crate::model::Table;
use crate::model::intake::{Question, Topic};
use crate::model::key::fold;

/// A person's answer about a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FileAnswer {
    Ignore,
    Table(Table),
}

/// Answers name the sheet, or the whole file.
pub(super) fn file_answer(grid: &Grid<'_>, context: Context<'_>) -> Option<FileAnswer> {
    let subject = grid.sheet.file.as_ref();
    let sheet = grid.sheet.name.as_ref();
    let answer = [sheet, ""]
        .iter()
        .find_map(|seen_in| context.decisions.answer(Topic::Files, "", subject, seen_in))?;
    let asked = context.decisions.questions.iter().find(|asked| {
        asked.topic == Topic::Files && asked.subject == subject && asked.seen_in == sheet
    });
    understood(answer, asked, context.knowledge)
}

/// What an answer to a question about a file says: a table, none, or what was proposed.
fn understood(answer: &str, asked: Option<&Question>, knowledge: &Knowledge) -> Option<FileAnswer> {
    let words = &knowledge.words;
    let folded = fold(answer);
    if words.answer(&folded) == Some("ignore") {
        return Some(FileAnswer::Ignore);
    }
    let yes = words.answer(&folded) == Some("yes");
    let proposed = asked.filter(|_| yes).map(|asked| asked.proposal.trim());
    let titled = || knowledge.table_called(&folded);
    match Table::named(&folded)
        .or_else(titled)
        .or_else(|| proposed.and_then(Table::named))
    {
        Some(table) => Some(FileAnswer::Table(table)),
        None => proposed
            .filter(|said| words.answer(&fold(said)) == Some("ignore"))
            .map(|_| FileAnswer::Ignore),
    }
}

/// True for an answer that says what a file is.
pub(super) fn is_answer_about_a_file(asked: &Question, knowledge: &Knowledge) -> bool {
    understood(&asked.answer, Some(asked), knowledge).is_some()
}

/// The answer that was given for files of the same folder whose names differ in nothing but numbers, and so for those of other months.
pub(super) fn answer_of_family(sheet: &Sheet, context: Context<'_>) -> Option<FileAnswer> {
    let family = (family_of(&sheet.file), family_of(&sheet.name));
    let answered = context.decisions.questions.iter().filter(|asked| {
        asked.topic == Topic::Files
            && !asked.answer.trim().is_empty()
            && (family_of(&asked.subject), family_of(&asked.seen_in)) == family
    });
    let mut answers =
        answered.map(|asked| understood(&asked.answer, Some(asked), context.knowledge));
    let first = answers.next()??;
    answers
        .all(|other| other.as_ref() == Some(&first))
        .then_some(first)
}

/// A name with all its numbers alike.
pub(super) fn family_of(name: &str) -> String {
    let mut family = String::new();
    for letter in name.chars() {
        let letter = if letter.is_ascii_digit() { '#' } else { letter };
        if letter != '#' || !family.ends_with('#') {
            family.push(letter);
        }
    }
    family
}
