//! What the columns of one period are about, by the parts of their headings: `October 2026`, `Billable`, `Lagoon Spa` below each other.

use std::collections::BTreeMap;

use super::across::are_known;
use super::columns::View;
use super::heading::compact;
use super::helper::Helper;
use super::knowledge::Knowledge;
use super::period::Period;
use super::recognise::Talk;
use super::unpivot::text_hint;
use crate::model::Table;
use crate::model::key::fold;

/// What a column of a grid says of its cells beside their period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnSubject {
    /// `client` or `project`.
    pub field: &'static str,
    /// As written.
    pub name: String,
    /// Whether its time is billable, where the heading says so.
    pub billable: Option<bool>,
}

/// Subjects of the columns of a grid all of whose columns are one period, two at least; nothing where a heading has no other part,
/// or two have the same.
pub fn column_subjects(
    views: &[View<'_>],
    periods: &[(u32, Period)],
    talk: &Talk,
    knowledge: &Knowledge,
) -> BTreeMap<u32, ColumnSubject> {
    let one = periods.windows(2).all(|pair| pair[0].1 == pair[1].1);
    if !one || periods.len() < 2 {
        return BTreeMap::new();
    }
    let parted: Option<Vec<(u32, String, Option<bool>)>> = { periods.iter() }
        .map(|(column, _)| {
            let view = views.iter().find(|view| view.column == *column)?;
            let (name, billable) = parts_of(&view.heading.text, knowledge)?;
            Some((*column, name, billable))
        })
        .collect();
    let parted = parted.unwrap_or_default();
    let field = if are_clients(&parted, talk, knowledge) {
        "client"
    } else {
        "project"
    };
    let subjects = parted.iter().map(|(column, name, billable)| {
        let subject = ColumnSubject {
            field,
            name: name.clone(),
            billable: *billable,
        };
        (*column, subject)
    });
    let mut names: Vec<&str> = parted.iter().map(|(_, name, _)| name.as_str()).collect();
    names.sort_unstable();
    let different = names.windows(2).all(|pair| pair[0] != pair[1]);
    subjects.filter(|_| different).collect()
}

/// The one part of a heading that is neither its period nor whether its time is billable, and that.
fn parts_of(heading: &str, knowledge: &Knowledge) -> Option<(String, Option<bool>)> {
    let words = &knowledge.words;
    let mut billable = None;
    let mut name = None;
    for part in heading.split(" / ") {
        match words.helper(&compact(part), Table::Time) {
            _ if text_hint(part.trim(), words).is_some() => {}
            _ if words.speaks_of_unbillable(&fold(part)) => billable = Some(false),
            Some(Helper::BillableTime) => billable = Some(true),
            _ if name.is_some() => return None,
            _ => name = Some(part.trim().to_owned()),
        }
    }
    name.filter(|name| name.contains(char::is_alphabetic))
        .map(|name| (name, billable))
}

/// Other files know most of them as clients, or a title speaks of clients.
fn are_clients(parted: &[(u32, String, Option<bool>)], talk: &Talk, knowledge: &Knowledge) -> bool {
    let names: Vec<&str> = parted.iter().map(|(_, name, _)| name.as_str()).collect();
    let says_so = |text: &str| knowledge.words.speaks_of("clients", &fold(text));
    are_known(&names, "client", talk, knowledge) || talk.texts().any(|(text, _)| says_so(text))
}
