//! What a sheet says of all its rows and no column does: the person named in a label above its table, the person, client or
//! project that the name of one of several sheets is, or the person that a sheet's name looks like.

use super::block::Block;
use super::cross::looks_like_a_person;
use super::header::compact;
use super::knowledge::Knowledge;
use super::recognise::Form;
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Problem, Severity, Table};

/// A name longer than this is a sentence.
const LONGEST_NAME: usize = 60;

/// A name told once for all rows.
pub struct Told {
    /// The field it fills.
    pub field: &'static str,
    /// As written.
    pub name: String,
    /// Only the looks of the sheet's name tell it.
    by_looks: bool,
}

impl Told {
    /// What is said of a person that only the looks of the sheet's name tell.
    pub fn note(&self, block: &Block<'_, '_>, row: u32) -> Option<Problem> {
        self.by_looks.then(|| Problem {
            place: block.grid.place(row, block.found.columns.0),
            rule: "time.person.sheet_name".to_owned(),
            severity: Severity::Look,
            column: String::new(),
            found: self.name.clone(),
            expected: phrase(
                "a column that names people, or a title such as {}",
                &[&"Employee: Anna Li"],
            ),
            hint: phrase("nothing, if the sheet is that person's", &[]),
            effect: phrase("the sheet's name is taken for the person of its rows", &[]),
        })
    }
}

/// The name for all rows, the surest first: a label, the sheet's name among its siblings, its looks.
pub fn told_for_all(block: &Block<'_, '_>) -> Option<Told> {
    let knowledge = block.context.knowledge;
    let labelled = || labelled_person(&block.found.talk.titles, knowledge);
    let person = |name: String, by_looks: bool| Told {
        field: "person",
        name,
        by_looks,
    };
    let among_siblings = || {
        let (field, name) = block.found.verdict.told.clone()?;
        Some(Told {
            field,
            name,
            by_looks: false,
        })
    };
    let sheet = block.found.talk.sheet.trim();
    let by_looks = || looks_like_a_person(sheet, knowledge).then(|| sheet.to_owned());
    if !lacks_person(block) {
        return among_siblings();
    }
    labelled()
        .map(|name| person(name, false))
        .or_else(among_siblings)
        .or_else(|| by_looks().map(|name| person(name, true)))
}

/// A time sheet without a column, or a row, of people.
fn lacks_person(block: &Block<'_, '_>) -> bool {
    let people_across = match &block.found.verdict.form {
        Form::Cross(cross) => cross.people_across,
        _ => false,
    };
    let has_column = block.mapping.column_of(block.schema, "person").is_some();
    block.schema.table == Table::Time && !has_column && !people_across
}

/// The person whom a label above a table names.
pub fn labelled_person(titles: &[String], knowledge: &Knowledge) -> Option<String> {
    (0..titles.len()).find_map(|at| labelled(titles, at, knowledge))
}

/// `Employee: Anna Li`, or `Employee` with the name in the next cell.
fn labelled(titles: &[String], at: usize, knowledge: &Knowledge) -> Option<String> {
    let (label, behind) = match titles[at].split_once([':', '：']) {
        Some((label, behind)) => (label, behind.trim()),
        None => (titles[at].as_str(), ""),
    };
    if !is_person_label(label, knowledge) {
        return None;
    }
    let name = if behind.is_empty() {
        titles.get(at + 1)?.trim()
    } else {
        behind
    };
    let is_name = name.chars().count() <= LONGEST_NAME
        && name.contains(char::is_alphabetic)
        && !name.contains([':', '：'])
        && !is_person_label(name, knowledge);
    is_name.then(|| name.to_owned())
}

fn is_person_label(label: &str, knowledge: &Knowledge) -> bool {
    let person = knowledge.schema(Table::Time).position("person");
    let key = compact(label);
    !fold(label).is_empty()
        && knowledge
            .claims(&key)
            .iter()
            .any(|claim| claim.table == Table::Time && Some(claim.field) == person)
}
