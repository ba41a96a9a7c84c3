//! Rows of the people table by person, as far as the door itself needs them: hours of a week to turn shares into hours,
//! working days to split spans.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::facts::{Batch, Fact, Facts};
use super::knowledge::Knowledge;
use crate::model::{Key, Schema, Table, Value};

/// What holds for a person from a first to a last day, both included.
#[derive(Debug)]
pub struct Term<T> {
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    value: T,
}

/// Terms of everybody.
#[derive(Debug)]
pub struct Terms<T> {
    people: BTreeMap<Key, Vec<Term<T>>>,
}

impl<T> Terms<T> {
    /// Reads one value of each row of the people table; rows without it are left out.
    pub fn read(
        facts: &Facts,
        knowledge: &Knowledge,
        value: impl Fn(&Schema, &Fact) -> Option<T>,
    ) -> Terms<T> {
        let schema = knowledge.schema(Table::People);
        let mut people: BTreeMap<Key, Vec<Term<T>>> = BTreeMap::new();
        for fact in facts.of(Table::People).flat_map(Batch::facts) {
            let date = |field: &str| match fact.value(schema, field) {
                Some(Value::Date(day)) => Some(*day),
                _ => None,
            };
            let (person, value) = (fact.text(schema, "person"), value(schema, &fact));
            if let (Some(person), Some(value)) = (person, value) {
                let term = Term {
                    from: date("starts_on"),
                    to: date("ends_on"),
                    value,
                };
                let key = knowledge.name_rules.person(person);
                people.entry(key).or_default().push(term);
            }
        }
        for terms in people.values_mut() {
            terms.sort_by_key(|term| term.from);
        }
        Terms { people }
    }

    /// Those of a person, by first day; none of somebody unknown.
    pub fn of(&self, person: &Key) -> &[Term<T>] {
        self.people.get(person).map_or(&[], Vec::as_slice)
    }
}

/// What holds on a day: of several terms the latest that has begun.
pub fn on<T>(terms: &[Term<T>], day: NaiveDate) -> Option<&T> {
    let holds = |term: &&Term<T>| {
        term.from.is_none_or(|from| from <= day) && term.to.is_none_or(|to| day <= to)
    };
    let term = terms.iter().rev().find(holds)?;
    Some(&term.value)
}

/// What holds on a day, else what held first.
pub fn on_or_first<T>(terms: &[Term<T>], day: NaiveDate) -> Option<&T> {
    let first = || terms.first().map(|term| &term.value);
    on(terms, day).or_else(first)
}
