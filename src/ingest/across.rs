//! What the names above the columns of a grid on its side are: people, clients or projects.

use super::block::Block;
use super::colours::seen_in;
use super::cross::{Cross, Side, Subject};
use super::knowledge::Knowledge;
use super::recognise::{Form, Talk};
use crate::model::intake::{Question, Topic};
use crate::model::key::fold;
use crate::model::phrase::phrase;

/// Whose or what the hours of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Across {
    /// Who worked.
    People,
    /// For whom; nothing else says so where it is a guess.
    Clients,
    /// On what, or nobody can tell.
    Projects {
        /// Neither a word nor another file says that they are no clients.
        guessed: bool,
    },
}

impl Across {
    /// The field that a column's name fills.
    pub fn field(self) -> &'static str {
        match self {
            Across::People => "person",
            Across::Clients => "client",
            Across::Projects { .. } => "project",
        }
    }

    /// What they are called in a sentence.
    pub fn plural(self) -> &'static str {
        match self {
            Across::People => "people",
            Across::Clients => "clients",
            Across::Projects { .. } => "projects",
        }
    }

    /// What a person said they are.
    pub fn of_field(field: &str) -> Option<Across> {
        match field {
            "person" => Some(Across::People),
            "client" => Some(Across::Clients),
            "project" => Some(Across::Projects { guessed: false }),
            _ => None,
        }
    }
}

/// Clients or projects: what other files know most of them as, else what title, sheet or file speaks of, else projects by a
/// guess.
pub fn clients_or_projects(
    subjects: &[(u32, Subject)],
    talk: &Talk,
    knowledge: &Knowledge,
) -> Across {
    let words = &knowledge.words;
    let names: Vec<&str> = { subjects.iter() }
        .filter_map(|(_, subject)| match subject {
            Subject::Named(name) if !words.is_internal(&fold(name)) => Some(name.as_str()),
            _ => None,
        })
        .collect();
    if are_known(&names, "client", talk, knowledge) {
        return Across::Clients;
    }
    if are_known(&names, "project", talk, knowledge) {
        return Across::Projects { guessed: false };
    }
    // a label speaks of the name behind it
    let said: Vec<String> = { talk.texts() }
        .filter(|(text, _)| !text.contains([':', '：']))
        .map(|(text, _)| fold(text))
        .collect();
    let speaks = |topic: &str| said.iter().any(|text| words.speaks_of(topic, text));
    match (speaks("clients"), speaks("projects")) {
        (true, false) => Across::Clients,
        (false, true) => Across::Projects { guessed: false },
        _ => Across::Projects { guessed: true },
    }
}

/// Other files know half of some names at least as clients, or as projects.
pub(super) fn are_known(names: &[&str], field: &str, talk: &Talk, knowledge: &Knowledge) -> bool {
    let Some(known) = &talk.known else {
        return false;
    };
    let is_known = |name: &&&str| known.are_all(field, std::iter::once(**name), knowledge);
    let met = names.iter().filter(is_known).count();
    met > 0 && met * 2 >= names.len()
}

/// People down and names across that may be clients as well as projects, or days and clients down and names across that may be people as
/// well as tasks: a person says which, once.
pub(super) fn ask_what_stands_across(block: &Block<'_, '_>) -> Option<Question> {
    let Form::Cross(cross) = &block.found.verdict.form else {
        return None;
    };
    // a column beside the days names the clients already, and nobody is named
    let named_clients = block.mapping.column_of(block.schema, "client").is_some();
    let whose = block.mapping.column_of(block.schema, "person").is_none() && named_clients;
    let by_days = matches!(cross.side, Side::Days(_));
    if !is_open(cross) || by_days && !whose || block.grid.sheet.is_hidden() {
        return None;
    }
    let (column, names) = named(cross)?;
    let view = (block.found.views.iter()).find(|view| view.column == column)?;
    let shown = names.join(", ");
    let reason = match cross.side {
        Side::Names(..) => phrase(
            "the columns of these hours are taken for projects, but could be clients: {}",
            &[&shown],
        ),
        Side::Days(_) => phrase(
            "the columns of these hours are taken for projects, but could be people: {}",
            &[&shown],
        ),
    };
    Some(Question {
        topic: Topic::Columns,
        kind: String::new(),
        subject: view.label(),
        seen_in: seen_in(block.grid),
        proposal: "project".to_owned(),
        reason,
        answer: String::new(),
        stale: false,
    })
}

/// Nothing tells, and no column beside them is either.
fn is_open(cross: &Cross) -> bool {
    cross.across == (Across::Projects { guessed: true }) && cross.clients.is_empty()
}

/// The first named column, and the names of the first few.
fn named(cross: &Cross) -> Option<(u32, Vec<&str>)> {
    const SHOWN: usize = 3;
    let named = cross.subjects.iter().filter_map(|(column, subject)| {
        let Subject::Named(name) = subject else {
            return None;
        };
        Some((*column, name.as_str()))
    });
    let first = named.clone().next()?;
    Some((first.0, named.take(SHOWN).map(|(_, name)| name).collect()))
}
