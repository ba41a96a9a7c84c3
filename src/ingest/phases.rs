//! Projects of which a list has a row for each phase.

use std::collections::BTreeMap;

use super::facts::{Fact, Facts};
use super::knowledge::Knowledge;
use super::told_kind::RETAINER;
use crate::model::key::fold;
use crate::model::{Duration, Money, Schema, Table, Value};

/// Rows of one list, client and project that name different phases become one project: from the first day of all to the last, with
/// the hours and money of all. What is agreed by month is no phase. A status that the phases do not share is that of none: their
/// days say what runs.
pub fn join_phases(facts: &mut Facts, knowledge: &Knowledge) {
    let schema = knowledge.schema(Table::Projects);
    let rows = facts.take(|batch| batch.table == Table::Projects);
    let mut places: BTreeMap<(u32, String, String), usize> = BTreeMap::new();
    let mut joined: Vec<(Fact, Vec<String>)> = Vec::new();
    for row in rows {
        let Some((key, phase)) = phase_of(&row, schema) else {
            joined.push((row, Vec::new()));
            continue;
        };
        match places.get(&key) {
            Some(place) if !joined[*place].1.contains(&phase) => {
                join(&mut joined[*place].0, &row, schema);
                joined[*place].1.push(phase);
            }
            Some(_) => joined.push((row, Vec::new())),
            None => {
                places.insert(key, joined.len());
                joined.push((row, vec![phase]));
            }
        }
    }
    facts.extend(joined.into_iter().map(|(row, _)| row));
}

/// List, client and project of a row, and the phase that it names.
fn phase_of(row: &Fact, schema: &Schema) -> Option<((u32, String, String), String)> {
    let text = |field: &str| row.text(schema, field);
    if text("kind") == Some(RETAINER) {
        return None;
    }
    let client = text("client").map(fold).unwrap_or_default();
    let key = (row.source, client, fold(text("project")?));
    Some((key, fold(text("phase")?)))
}

fn join(whole: &mut Fact, part: &Fact, schema: &Schema) {
    for field in ["budget_hours", "budget_amount"] {
        let sum = match (whole.value(schema, field), part.value(schema, field)) {
            (Some(Value::Money(one)), Some(Value::Money(other))) => {
                Some(Value::Money(Money(one.0 + other.0)))
            }
            (Some(Value::Duration(one)), Some(Value::Duration(other))) => {
                Some(Value::Duration(Duration(one.0 + other.0)))
            }
            (one, other) => one.or(other).cloned(),
        };
        whole.set(schema, field, sum);
    }
    let days = |fact: &Fact, field: &str| match fact.value(schema, field) {
        Some(Value::Date(day)) => Some(*day),
        _ => None,
    };
    let first = [&*whole, part].map(|fact| days(fact, "starts_on"));
    let last = [&*whole, part].map(|fact| days(fact, "ends_on"));
    let first = first[0].zip(first[1]).map(|(one, other)| one.min(other));
    let last = last[0].zip(last[1]).map(|(one, other)| one.max(other));
    whole.set(schema, "starts_on", first.map(Value::Date));
    whole.set(schema, "ends_on", last.map(Value::Date));
    for (at, field) in schema.fields.iter().enumerate() {
        let shared = ["kind", "status", "manager", "contract", "currency"];
        let same = whole.values[at] == part.values[at];
        if field.name == "status" && !same {
            whole.values[at] = None;
        } else if shared.contains(&field.name.as_str()) && whole.values[at].is_none() {
            whole.values[at].clone_from(&part.values[at]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{grid, read, shown};
    use crate::model::Table;

    #[test]
    fn phases_are_one_project_and_months_of_a_retainer_are_none() {
        let projects = "Project|Client|Phase|Start|End|Budget hours|Fee|Status|Type\n\
            Shop|Arbor|Design|@46023|@46053|40|5000|Done|\nShop|Arbor|Build|@46054|@46112|100|9000|Active|\n\
            Shop|Birch|Design|@46023|@46053|10|700|Active|\nCare|Birch|Spring|@46023|@46112|5|90|Active|Retainer\n\
            Care|Birch|Summer|@46113|@46200|6|95|Active|Retainer\nShop|Birch|Design|@46200|@46230|11|800|Active|";
        let intake = read(vec![grid("projects.csv", "", projects)]);
        let fields = [
            "project",
            "client",
            "starts_on",
            "ends_on",
            "budget_hours",
            "budget_amount",
            "status",
        ];
        let mut rows = shown(&intake, Table::Projects, &fields);
        rows.sort();
        // 40 + 100 hours and 5,000 + 9,000 from 1 January (46023) to 31 March (46112); the same phase twice is another piece of work
        assert_eq!(
            rows,
            [
                "Care Birch 2026-01-01 2026-03-31 5.0000 90 active",
                "Care Birch 2026-04-01 2026-06-27 6.0000 95 active",
                "Shop Arbor 2026-01-01 2026-03-31 140.0000 14000 -",
                "Shop Birch 2026-01-01 2026-01-31 10.0000 700 active",
                "Shop Birch 2026-06-27 2026-07-27 11.0000 800 active",
            ]
        );
    }
}
