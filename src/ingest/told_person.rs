//! The one person that a sheet is about: named in a label above its table, or by the sheet's name.

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

/// A person named once for all rows.
pub struct Told {
    /// As written.
    pub name: String,
    by_sheet: bool,
}

impl Told {
    /// What is said of a name that only the sheet's name tells.
    pub fn note(&self, block: &Block<'_, '_>, row: u32) -> Option<Problem> {
        self.by_sheet.then(|| Problem {
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

/// The person of a time sheet without a column of people: by a label, else by the sheet's name where it is a person's.
pub fn told_person(block: &Block<'_, '_>) -> Option<Told> {
    let knowledge = block.context.knowledge;
    let has_column = block.mapping.column_of(block.schema, "person").is_some();
    if block.schema.table != Table::Time || has_column {
        return None;
    }
    let verdict = &block.found.verdict;
    let people_across = match &verdict.form {
        Form::Cross(cross) => cross.people_across,
        _ => false,
    };
    if people_across {
        return None;
    }
    let titles = &block.found.talk.titles;
    let labelled = (0..titles.len()).find_map(|at| labelled(titles, at, knowledge));
    let sheet = block.found.talk.sheet.trim();
    let by_sheet = || looks_like_a_person(sheet, knowledge).then(|| sheet.to_owned());
    labelled
        .map(|name| Told {
            name,
            by_sheet: false,
        })
        .or_else(|| {
            by_sheet().map(|name| Told {
                name,
                by_sheet: true,
            })
        })
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
