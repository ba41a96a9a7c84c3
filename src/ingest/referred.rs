//! Invoices and closing documents that refer to a project by its name where others give the number of a contract: accounting
//! programs have one column for whatever the client wants to read.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{Batch, Fact, Facts};
use super::knowledge::Knowledge;
use crate::model::key::fold;
use crate::model::{Table, Value};

/// A client and a project of it, both folded, and the project as it is written.
type Known = BTreeMap<(String, String), String>;

/// Makes a contract that is called like a project of the row's client that project, where the row names none. Numbers of
/// contracts stay what they are.
pub fn take_references_for_projects(facts: &mut Facts, knowledge: &Knowledge) {
    if !facts
        .of(Table::Invoices)
        .chain(facts.of(Table::Documents))
        .any(|batch| !batch.is_empty())
    {
        return;
    }
    let mut projects = Known::new();
    for table in [Table::Projects, Table::Time] {
        projects.extend(pairs(facts, table, "project", knowledge));
    }
    for pair in pairs(facts, Table::Contracts, "number", knowledge).into_keys() {
        projects.remove(&pair);
    }
    let mut named: Vec<Fact> = Vec::new();
    for batch in facts.batches_mut() {
        if !matches!(batch.table, Table::Invoices | Table::Documents) {
            continue;
        }
        let keep: Vec<bool> = (0..batch.len())
            .map(|row| match project_of(batch, row, &projects, knowledge) {
                Some(fact) => {
                    named.push(fact);
                    false
                }
                None => true,
            })
            .collect();
        if keep.contains(&false) {
            batch.retain(&keep);
        }
    }
    facts.extend(named);
}

/// The row with its project; none where it stays as it is.
fn project_of(batch: &Batch, row: usize, projects: &Known, knowledge: &Knowledge) -> Option<Fact> {
    let schema = knowledge.schema(batch.table);
    let text = |field: &str| batch.columns[schema.position(field)?].text(row);
    let (client, contract) = (text("client")?, text("contract")?);
    if text("project").is_some() {
        return None;
    }
    let project = projects.get(&(fold(client), fold(contract)))?;
    let project = Value::Text(project.clone());
    let mut fact = batch.fact(row);
    fact.set(schema, "project", Some(project));
    fact.set(schema, "contract", None);
    Some(fact)
}

/// Clients with what a field says of them.
fn pairs(facts: &Facts, table: Table, field: &str, knowledge: &Knowledge) -> Known {
    let schema = knowledge.schema(table);
    let mut found = BTreeSet::new();
    for batch in facts.of(table) {
        let Some((client, told)) = schema.position("client").zip(schema.position(field)) else {
            continue;
        };
        let (client, told) = (&batch.columns[client], &batch.columns[told]);
        let rows = (0..batch.len()).filter_map(|row| client.text(row).zip(told.text(row)));
        found.extend(rows);
    }
    found
        .into_iter()
        .map(|(client, told)| ((fold(client), fold(told)), told.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{grid, read, shown};
    use crate::model::Table;

    #[test]
    fn a_reference_that_names_a_project_of_the_client_is_that_project() {
        let projects =
            "Project|Client|Type|Fee\nSEO retainer|Arbor|Retainer|1000\nShop|Birch|Fixed|5000";
        let invoices = "Invoice number|Client|Invoice date|Net|Contract\nA-101|Arbor|@46300|1000|SEO Retainer\nA-102|Arbor|@46301|500|Shop\nA-103|Birch|@46301|700|PO-77";
        let intake = read(vec![
            grid("projects.csv", "", projects),
            grid("invoices.csv", "", invoices),
        ]);
        let mut rows = shown(&intake, Table::Invoices, &["number", "project", "contract"]);
        rows.sort();
        // the shop is another client's
        assert_eq!(
            rows,
            ["A-101 SEO retainer -", "A-102 - Shop", "A-103 - PO-77"]
        );
    }
}
