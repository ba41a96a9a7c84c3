//! Rows that feed several tables: what one of them lacks, another may have.

use std::collections::BTreeSet;

use super::account::Fate;
use super::body::Body;
use super::facts::Facts;
use super::knowledge::Knowledge;
use super::sheetfit::{Context, SheetFit};
use super::unused::UNUSED_COLUMN;
use crate::model::place::Place;
use crate::model::{Kind, Problem, Table, Value};

/// Rule of a payment without a day.
const NOT_PAID_YET: &str = "payments.date.missing";

impl SheetFit<'_> {
    /// Rows that feed several tables: a table whose number a row lacks has nothing in it, and the row is set aside
    /// only when no table takes it. A contract that stands on many rows is one.
    pub(super) fn keep_shared(&mut self, bodies: Vec<Body>, context: Context<'_>) {
        let used: BTreeSet<u32> = bodies
            .iter()
            .flat_map(|body| &body.fates)
            .filter(|(_, fate)| *fate == Fate::Used)
            .map(|(row, _)| *row)
            .collect();
        let main = bodies.first().map(|body| &body.facts);
        let contracts: BTreeSet<u32> = { main.into_iter() }
            .flat_map(|facts| facts.of(Table::Contracts))
            .flat_map(|batch| batch.rows.iter().copied())
            .collect();
        let unused_by_all = unused_by_all(&bodies);
        let mut told: BTreeSet<Place> = BTreeSet::new();
        for (at, mut body) in bodies.into_iter().enumerate() {
            let table = body.facts.batches().first().map(|batch| batch.table);
            let of_contracts = !contracts.is_empty() && table == Some(Table::Projects);
            // a cell that two tables read is told once
            body.problems
                .retain(|problem| !of_contracts || !told.contains(&problem.place));
            body.problems.retain(|problem| {
                let lacking = is_without_number(problem, context.knowledge)
                    || at > 0 && self.is_unpaid(problem);
                // what one of the tables does not use, another may be about
                let elsewhere = problem.rule == UNUSED_COLUMN
                    && (at > 0 || !unused_by_all.contains(&problem.place));
                !elsewhere && (!lacking || at == 0 && !used.contains(&problem.place.row))
            });
            let mut seen: Vec<Vec<Option<Value>>> = Vec::new();
            let mut again = BTreeSet::new();
            for (place, contract) in body.facts.numbered(Table::Contracts) {
                if seen.contains(&contract.values) {
                    again.insert(place);
                } else {
                    seen.push(contract.values);
                }
            }
            body.facts.drop_rows(&again);
            told.extend(body.problems.iter().map(|problem| problem.place.clone()));
            if at > 0 {
                let nothing_next = without_step(&body.facts, context.knowledge);
                body.facts.drop_rows(&nothing_next);
                if of_contracts {
                    let unnamed = without_contract(&body.facts, &contracts, context.knowledge);
                    body.facts.drop_rows(&unnamed);
                    // what becomes of a row, its contract says
                    body.fates.clear();
                }
            }
            self.keep(body);
        }
    }

    /// A part of a plan of which nothing is paid yet.
    fn is_unpaid(&self, problem: &Problem) -> bool {
        let mut readings = self.readings.iter().rev();
        let payments = readings.find(|reading| reading.table == Some(Table::Payments));
        let told = ["date", "amount"];
        let mut columns = { payments.into_iter() }
            .flat_map(|reading| &reading.columns)
            .filter(|column| {
                told.iter()
                    .any(|field| column.field.as_deref() == Some(*field))
            });
        problem.rule == NOT_PAID_YET
            && columns.all(|column| self.grid.at(problem.place.row, column.column).is_none())
    }
}

/// Places of the columns that none of several tables uses.
fn unused_by_all(bodies: &[Body]) -> BTreeSet<Place> {
    let unused = |body: &Body| -> BTreeSet<Place> {
        let told = body.problems.iter();
        let told = told.filter(|problem| problem.rule == UNUSED_COLUMN);
        told.map(|problem| problem.place.clone()).collect()
    };
    let all = bodies.iter().map(unused);
    all.reduce(|left, right| &left & &right).unwrap_or_default()
}

/// Actions without what is to be done: the client, contact or answer of that row has none.
fn without_step(facts: &Facts, knowledge: &Knowledge) -> BTreeSet<usize> {
    let schema = knowledge.schema(Table::Actions);
    let actions = facts.numbered(Table::Actions);
    let empty = actions.filter(|(_, action)| action.text(schema, "action").is_none());
    empty.map(|(place, _)| place).collect()
}

/// Projects without a name, whose contracts name none, and those of contracts that are set aside.
fn without_contract(
    facts: &Facts,
    contracts: &BTreeSet<u32>,
    knowledge: &Knowledge,
) -> BTreeSet<usize> {
    let schema = knowledge.schema(Table::Projects);
    let projects = facts.numbered(Table::Projects);
    let gone = projects.filter(|(_, project)| {
        project.text(schema, "project").is_none() || !contracts.contains(&project.row)
    });
    gone.map(|(place, _)| place).collect()
}

/// The problem of a row without the number by which its table knows rows, of a client nobody has met yet, or of a question that
/// a row leaves open.
fn is_without_number(problem: &Problem, knowledge: &Knowledge) -> bool {
    let mut parts = problem.rule.split('.');
    let (Some(table), Some(field), Some("missing")) = (parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    Table::named(table)
        .and_then(|table| knowledge.schema(table).field(field))
        .is_some_and(|field| {
            let told_apart = [NEVER_MET, NOT_ANSWERED].contains(&problem.rule.as_str());
            field.needed && (field.kind == Kind::Number || told_apart)
        })
}

/// In a list of clients that tells when each was last met: one that was not.
const NEVER_MET: &str = "touches.date.missing";
/// One of several questions of a survey that a row leaves open.
const NOT_ANSWERED: &str = "responses.score.missing";
