//! Plans of what is to be invoiced that name projects: whose a project is, the list of projects knows better than the name of a file.

use std::collections::BTreeMap;

use super::facts::{Batch, Facts};
use super::knowledge::Knowledge;
use crate::model::{Table, Value};

/// Gives an instalment the client whose project it is for.
pub fn take_clients_of_projects(facts: &mut Facts, knowledge: &Knowledge) {
    let owners = owners(facts, knowledge);
    let schema = knowledge.schema(Table::Instalments);
    let columns = schema.position("client").zip(schema.position("project"));
    let Some((client, project)) = columns.filter(|_| !owners.is_empty()) else {
        return;
    };
    let mut given = Vec::new();
    let plans = facts.batches_mut().iter_mut();
    for batch in plans.filter(|batch| batch.table == Table::Instalments) {
        let mut keep = vec![true; batch.len()];
        for (row, stays) in keep.iter_mut().enumerate() {
            let named = batch.columns[project].text(row);
            let owner = named.and_then(|named| owners.get(named)?.as_deref());
            if let Some(owner) =
                owner.filter(|owner| batch.columns[client].text(row) != Some(*owner))
            {
                let mut fact = batch.fact(row);
                fact.set(schema, "client", Some(Value::Text(owner.to_owned())));
                given.push(fact);
                *stays = false;
            }
        }
        if keep.contains(&false) {
            batch.retain(&keep);
        }
    }
    facts.extend(given);
}

/// Clients by their projects; none of a name that two clients' projects have.
fn owners(facts: &Facts, knowledge: &Knowledge) -> BTreeMap<String, Option<String>> {
    let schema = knowledge.schema(Table::Projects);
    let mut owners: BTreeMap<String, Option<String>> = BTreeMap::new();
    if facts.of(Table::Instalments).next().is_none() {
        return owners;
    }
    for fact in facts.of(Table::Projects).flat_map(Batch::facts) {
        let (Some(project), Some(client)) =
            (fact.text(schema, "project"), fact.text(schema, "client"))
        else {
            continue;
        };
        let owner = owners
            .entry(project.to_owned())
            .or_insert_with(|| Some(client.to_owned()));
        if owner.as_deref() != Some(client) {
            *owner = None;
        }
    }
    owners
}

#[cfg(test)]
mod tests {
    use super::super::testing::{grid, read, shown};
    use crate::model::Table;

    #[test]
    fn an_instalment_is_of_the_client_whose_project_it_is_for() {
        // two clients have a project called Site
        let projects = "Project|Client|Type|Fee\nRebrand|Arbor|Fixed|900\nSite|Arbor|Fixed|500\nSite|Birch|Fixed|400";
        let plan = "Project|Milestone|Due date|Amount\nRebrand|Deposit|2026-10-01|300\nSite|Final|2026-11-01|200\nRebrand|Final|2026-12-01|600";
        let intake = read(vec![
            grid("projects.csv", "", projects),
            grid("milestones.csv", "", plan),
        ]);
        let rows = shown(&intake, Table::Instalments, &["project", "name", "client"]);
        let has = |row: &str| rows.iter().any(|told| told.trim_end() == row);
        assert_eq!(rows.len(), 3, "{rows:?}");
        assert!(has("Rebrand Deposit Arbor") && has("Rebrand Final Arbor"));
        assert!(!has("Site Final Arbor") && !has("Site Final Birch"));
    }
}
