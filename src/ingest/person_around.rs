//! A person's whole name in a title: `Stundennachweis Katrin Vogel`, `Tom Becker - weekly timesheet (hours)`, `Отчёт сотрудника:
//! Громова Ольга`. The sheet's or the file's name must hold a word of it.

use super::cross::looks_like_a_person;
use super::knowledge::{Knowledge, is_spaced};
use super::talk::Talk;
use super::told_person::told_around;
use crate::model::Table;
use crate::model::key::fold;

/// Words of a title of a table.
const LONGEST_TITLE: usize = 4;
/// Chinese names have two or three letters; firms have more.
const CHINESE_NAME: std::ops::RangeInclusive<usize> = 2..=3;

/// One whole name of a person stands in the titles above a table, or a label tells whose it is.
pub(super) fn is_of_a_person(talk: &Talk, knowledge: &Knowledge) -> bool {
    let mut names = people_in_titles(talk, knowledge);
    names.dedup();
    let labelled = || told_around(talk, Table::Time, "person", knowledge).is_some();
    names.len() == 1 || labelled()
}

/// The one name of a person in a title.
pub(super) fn person_in_title(title: &str, knowledge: &Knowledge) -> Option<String> {
    let mut names = people_in(std::iter::once(title), knowledge).into_iter();
    names.next().filter(|_| names.next().is_none())
}

/// The names of people in the titles above a table.
fn people_in_titles(talk: &Talk, knowledge: &Knowledge) -> Vec<String> {
    people_in(talk.titles.iter().map(String::as_str), knowledge)
}

fn people_in<'t>(titles: impl Iterator<Item = &'t str>, knowledge: &Knowledge) -> Vec<String> {
    let pieces = titles.flat_map(|title| {
        let apart = title
            .replace(" - ", "|")
            .replace(" – ", "|")
            .replace(" — ", "|");
        let marks = [':', '：', '|', '(', ')', ',', '，', '（', '）'];
        let pieces: Vec<String> = apart
            .split(marks)
            .map(|piece| piece.trim().to_owned())
            .collect();
        pieces
    });
    let names = pieces.map(|piece| without_titles(&piece, knowledge));
    names
        .filter(|name| looks_like_a_person(name, knowledge))
        .collect()
}

/// A text without words that are a title of a table.
pub(super) fn without_titles(text: &str, knowledge: &Knowledge) -> String {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    let mut length = LONGEST_TITLE;
    while length > 0 {
        let is_title = |run: &&[&str]| knowledge.is_whole_title(&fold(&run.join(" ")));
        match words.windows(length).position(|run| is_title(&run)) {
            Some(at) => {
                words.drain(at..at + length);
            }
            None => length -= 1,
        }
    }
    words.join(" ")
}

/// The only name in the titles that shares a word with a text.
fn sharing(talk: &Talk, text: &str, knowledge: &Knowledge) -> Option<String> {
    let text = format!(" {} ", fold(&text.replace('_', " ")));
    let shares = |name: &String| {
        let words = fold(name);
        let mut words = words.split(' ');
        words.any(|word| word.chars().count() > 1 && text.contains(&format!(" {word} ")))
    };
    let mut names: Vec<String> = people_in_titles(talk, knowledge)
        .into_iter()
        .filter(shares)
        .collect();
    names.dedup();
    match &names[..] {
        [only] => Some(only.clone()),
        _ => None,
    }
}

/// The whole name of which a sheet's name is a part.
pub(super) fn fuller_name(name: &str, talk: &Talk, knowledge: &Knowledge) -> Option<String> {
    sharing(talk, name, knowledge)
}

/// The whole name of which the file's name holds a part.
pub(super) fn person_of_file(talk: &Talk, knowledge: &Knowledge) -> Option<String> {
    let file = talk.file.rsplit(['/', '\\']).next().unwrap_or_default();
    sharing(talk, file, knowledge)
}

/// Whose the sheet of a grid of days and subjects is: a title begins with its Chinese name, or tells the whole name where several
/// sheets of one form are called after people.
pub(super) fn person_of_sheet(talk: &Talk, knowledge: &Knowledge) -> Option<String> {
    let is_client = |name: &str| {
        let known = talk.known.as_ref();
        known.is_some_and(|known| known.are_all("client", std::iter::once(name), knowledge))
    };
    let sheet = talk.sheet.trim();
    let chinese = !is_spaced(sheet) && CHINESE_NAME.contains(&sheet.chars().count());
    let begins = || {
        talk.titles
            .iter()
            .any(|title| title.trim().starts_with(sheet))
    };
    if chinese && begins() && !is_client(sheet) {
        return Some(sheet.to_owned());
    }
    let name = talk.named.as_deref()?;
    let whole = looks_like_a_person(name, knowledge);
    let fuller = fuller_name(name, talk, knowledge).filter(|_| !whole);
    fuller.filter(|fuller| !is_client(fuller) && !is_client(name))
}
