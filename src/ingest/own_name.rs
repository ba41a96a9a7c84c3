//! The agency under its own name where clients stand.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{Batch, Fact, Facts};
use super::knowledge::Knowledge;
use super::own_time::{of_nobody, texts_of};
use crate::model::intake::{Link, Topic};
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Decisions, Phrase, SheetRef, Table};

/// Tables that name whom the agency works for, and their fields that do.
const NAMING: [(Table, &str); 5] = [
    (Table::Clients, "client"),
    (Table::Projects, "client"),
    (Table::Contracts, "client"),
    (Table::Invoices, "client"),
    (Table::Payments, "payer"),
];

/// A client that nothing but time names, called internal itself or all of it on projects called so, and none of it billable, is the
/// agency itself: its entries are of no client. Each is told as a link of names to the word that its work is called; an answer about the name keeps it.
pub fn move_own_work(
    facts: &mut Facts,
    refs: &[SheetRef],
    knowledge: &Knowledge,
    decisions: &Decisions,
) -> Vec<Link> {
    let own = own_names(facts, knowledge, decisions);
    if own.is_empty() {
        return Vec::new();
    }
    let mut moved: Vec<Fact> = Vec::new();
    let mut files: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for batch in facts.batches_mut() {
        let schema = knowledge.schema(batch.table);
        let Some(client) = schema.position("client").filter(|_| is_work(batch.table)) else {
            continue;
        };
        let of_row = |row: usize| {
            batch.columns[client]
                .text(row)
                .and_then(|name| own.get_key_value(name))
        };
        let mut keep = vec![true; batch.len()];
        for (row, keep) in keep.iter_mut().enumerate() {
            if let Some((name, _)) = of_row(row) {
                *keep = false;
                let file = refs
                    .get(batch.source as usize)
                    .map_or("", |sheet| &*sheet.file);
                files.entry(name.clone()).or_default().insert(file);
                moved.push(of_nobody(batch.fact(row), schema));
            }
        }
        batch.retain(&keep);
    }
    facts.extend(moved);
    let links = own.into_iter().map(|(name, word)| Link {
        kind: "client".to_owned(),
        seen_in: shown(files.get(&name)),
        reason: why(&name, knowledge),
        spelling: name,
        taken_as: word,
    });
    links.collect()
}

fn why(name: &str, knowledge: &Knowledge) -> Phrase {
    match knowledge.words.own_work(&fold(name)) {
        Some(_) => phrase(
            "it is called internal work, and no other file names it as a client",
            &[],
        ),
        None => phrase(
            "all its time is internal, and no other file names it as a client",
            &[],
        ),
    }
}

/// A few files.
fn shown(files: Option<&BTreeSet<&str>>) -> String {
    let few = files.into_iter().flatten().take(3).copied();
    few.collect::<Vec<_>>().join(", ")
}

fn is_work(table: Table) -> bool {
    matches!(table, Table::Time | Table::Bookings)
}

/// Names of the agency itself, as they are written where clients stand, with the word that their work is called.
fn own_names(
    facts: &Facts,
    knowledge: &Knowledge,
    decisions: &Decisions,
) -> BTreeMap<String, String> {
    let mut open = texts_of(facts, Table::Time, "client", knowledge);
    for (table, field) in NAMING {
        for name in texts_of(facts, table, field, knowledge) {
            open.remove(&name);
        }
    }
    open.retain(|name| decisions.answer(Topic::Names, "client", name, "").is_none());
    let mut own = BTreeMap::new();
    for batch in facts.batches().iter().filter(|batch| is_work(batch.table)) {
        look_through(batch, &mut open, &mut own, knowledge);
    }
    own.retain(|name, _| open.contains(name));
    own
}

/// Strikes out whoever has other work, and notes what the others' is called.
fn look_through(
    batch: &Batch,
    open: &mut BTreeSet<String>,
    own: &mut BTreeMap<String, String>,
    knowledge: &Knowledge,
) {
    let schema = knowledge.schema(batch.table);
    let column = |field: &str| schema.position(field).map(|at| &batch.columns[at]);
    let Some(client) = column("client") else {
        return;
    };
    let (project, billable) = (column("project"), column("billable"));
    for row in 0..batch.len() {
        if open.is_empty() {
            return;
        }
        let Some(name) = client.text(row).filter(|name| open.contains(*name)) else {
            continue;
        };
        let word = project.and_then(|project| project.text(row));
        let word = word.filter(|word| knowledge.words.is_internal(&fold(word)));
        let folded = fold(name);
        let word = word.or_else(|| knowledge.words.own_work(&folded));
        let is_billable = billable.is_some_and(|flags| flags.flag(row) == Some(true));
        match word.filter(|_| !is_billable) {
            Some(word) => {
                own.entry(name.to_owned())
                    .or_insert_with(|| word.to_owned());
            }
            None => {
                open.remove(name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{grid, read, shown};
    use crate::model::Table;

    #[test]
    fn the_agency_under_its_own_name_is_no_client_and_told() {
        let time = "Date|Person|Client|Project|Hours|Billable\n@46300|Mara|Clover & Co|Internal|2|no\n\
            @46300|Mara|Arbor|Site|3|yes\n@46301|Mara|Birch|Internal|1|no\n@46301|Mara|Cedar|Internal|1|yes\n\
            @46301|Mara|Dale|Internal|1|no\n@46302|Mara|Dale|Site|1|no";
        let clients = "Client|Status\nArbor|Active\nBirch|Active";
        let intake = read(vec![
            grid("clients.csv", "", clients),
            grid("time.csv", "", time),
        ]);
        let mut rows = shown(&intake, Table::Time, &["client", "project", "duration"]);
        rows.sort();
        // Birch is listed, Cedar's is billable, Dale has other work
        assert_eq!(
            rows,
            [
                "- Internal 2.0000",
                "Arbor Site 3.0000",
                "Birch Internal 1.0000",
                "Cedar Internal 1.0000",
                "Dale Internal 1.0000",
                "Dale Site 1.0000",
            ]
        );
        let links: Vec<String> = intake
            .links
            .iter()
            .map(|link| {
                format!(
                    "{}: {} = {}, {}",
                    link.kind, link.spelling, link.taken_as, link.seen_in
                )
            })
            .collect();
        assert_eq!(links, ["client: Clover & Co = Internal, time.csv"]);
    }

    #[test]
    fn a_client_called_internal_work_is_the_agency_unless_others_name_it() {
        let time = "Date|Person|Client|Project|Hours\n@46300|Mara|Internal - admin|Planning|2\n\
            @46300|Mara|Внутренние работы||3\n@46301|Mara|内部工作|例会|1\n@46301|Mara|Internal Medicine|Site|4\n\
            @46302|Mara|Agency Projects|Site|5\n@46302|Mara|Arbor|Site|6";
        let clients = "Client|Status\nArbor|Active\nAgency Projects|Active";
        let intake = read(vec![
            grid("clients.csv", "", clients),
            grid("time.csv", "", time),
        ]);
        let mut rows = shown(&intake, Table::Time, &["client", "project", "duration"]);
        rows.sort();
        assert_eq!(
            rows,
            [
                "- Planning 2.0000",
                "- Внутренние работы 3.0000",
                "- 例会 1.0000",
                "Agency Projects Site 5.0000",
                "Arbor Site 6.0000",
                "Internal Medicine Site 4.0000",
            ]
        );
        let links = intake.links.iter();
        let own: Vec<String> = links
            .map(|link| format!("{} = {}", link.spelling, link.taken_as))
            .collect();
        assert_eq!(
            own,
            [
                "Internal - admin = internal",
                "Внутренние работы = внутренние",
                "内部工作 = 内部",
            ]
        );
    }
}
