//! Invoices and closing documents that name a project of their client where they have no column for it: in place of a contract's
//! number, because accounting programs have one column for whatever the client wants to read, or in the words for what they are.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashSet;

use super::facts::{Batch, Fact, Facts};
use super::knowledge::Knowledge;
use crate::model::key::fold;
use crate::model::{Table, Value, ValueColumn};
use unicode_width::UnicodeWidthChar;

/// A client and a project of it, both folded, and the project as it is written.
type Known = BTreeMap<(String, String), String>;

/// Letters that a project's name has at least to be looked for in other words, and the same of letters as wide as high.
const LEAST: usize = 6;
const LEAST_WIDE: usize = 3;

/// Gives a row without a project that of its client whose name stands where a contract's number does, or among the words for what
/// the invoice is: the longest where one stands in another, none where two stand beside each other. Numbers of contracts stay what
/// they are.
pub fn take_references_for_projects(facts: &mut Facts, knowledge: &Knowledge) {
    let refers = [Table::Invoices, Table::Documents]
        .into_iter()
        .any(|table| facts.of(table).any(|batch| may_refer(batch, knowledge)));
    if !refers {
        return;
    }
    let mut projects = Known::new();
    for table in [Table::Projects, Table::Time] {
        projects.extend(pairs(facts, table, "project", knowledge));
    }
    let mut numbers = pairs(facts, Table::Contracts, "contract", knowledge);
    numbers.retain(|(_, number), _| number.bytes().any(|letter| letter.is_ascii_digit()));
    let (by_client, contracts) = (by_client(&projects), by_client(&numbers));
    let mut named: Vec<Fact> = Vec::new();
    for batch in facts.batches_mut() {
        if !matches!(batch.table, Table::Invoices | Table::Documents) {
            continue;
        }
        let keep: Vec<bool> = (0..batch.len())
            .map(|row| {
                let project = project_of(batch, row, (&projects, &by_client), knowledge);
                let fact = project.or_else(|| contract_of(batch, row, &contracts, knowledge));
                let stays = fact.is_none();
                named.extend(fact);
                stays
            })
            .collect();
        if keep.contains(&false) {
            batch.retain(&keep);
        }
    }
    facts.extend(named);
}

/// True where some row gives a client, names no project, and has a field in which one can stand.
fn may_refer(batch: &Batch, knowledge: &Knowledge) -> bool {
    let schema = knowledge.schema(batch.table);
    let column = |field: &str| Some(&batch.columns[schema.position(field)?]);
    let has = |column: Option<&ValueColumn>, row| column.is_some_and(|column| column.has(row));
    let [client, project, contract, item] = ["client", "project", "contract", "item"].map(column);
    (0..batch.len()).any(|row| {
        let lacks_project = !has(project, row) && (has(contract, row) || has(item, row));
        let lacks_contract = !has(contract, row) && has(item, row);
        has(client, row) && (lacks_project || lacks_contract)
    })
}

/// The row with the contract of its client whose number stands among the words for what it is; none where it stays as it is.
fn contract_of(
    batch: &Batch,
    row: usize,
    contracts: &ByClient<'_>,
    knowledge: &Knowledge,
) -> Option<Fact> {
    let schema = knowledge.schema(batch.table);
    let text = |field: &str| batch.columns[schema.position(field)?].text(row);
    if text("contract").is_some() {
        return None;
    }
    let own = contracts.get(fold(text("client")?).as_str())?;
    let number = named_in(&fold(text("item")?), own)?;
    let mut fact = batch.fact(row);
    fact.set(schema, "contract", Some(Value::Text(number.clone())));
    Some(fact)
}

/// The row with its project; none where it stays as it is.
fn project_of(
    batch: &Batch,
    row: usize,
    (projects, by_client): (&Known, &ByClient<'_>),
    knowledge: &Knowledge,
) -> Option<Fact> {
    let schema = knowledge.schema(batch.table);
    let text = |field: &str| batch.columns[schema.position(field)?].text(row);
    if text("project").is_some() {
        return None;
    }
    let client = fold(text("client")?);
    let referred = text("contract").and_then(|told| projects.get(&(client.clone(), fold(told))));
    let project = match referred {
        Some(project) => project,
        None => named_in(&fold(text("item")?), by_client.get(client.as_str())?)?,
    };
    let mut fact = batch.fact(row);
    fact.set(schema, "project", Some(Value::Text(project.clone())));
    if referred.is_some() {
        fact.set(schema, "contract", None);
    }
    Some(fact)
}

/// Projects of a client: their folded names, and as they are written.
type ByClient<'p> = BTreeMap<&'p str, Vec<(&'p str, &'p String)>>;

fn by_client(projects: &Known) -> ByClient<'_> {
    let mut found = ByClient::new();
    for ((client, folded), project) in projects {
        found.entry(client).or_default().push((folded, project));
    }
    found
}

/// The project whose name stands in some words.
fn named_in<'p>(words: &str, projects: &[(&'p str, &'p String)]) -> Option<&'p String> {
    let standing = projects.iter().filter(|(name, _)| stands_in(name, words));
    let longest = standing.clone().max_by_key(|(name, _)| name.len())?;
    let inside = |(name, _): &(&str, &String)| longest.0.contains(name);
    standing.clone().all(inside).then_some(longest.1)
}

/// True where a name long enough to be one stands in words as whole words; those without spaces stand anywhere.
fn stands_in(name: &str, words: &str) -> bool {
    let is_wide = |letter: char| letter.width() == Some(2);
    let count = name.chars().count();
    if name
        .chars()
        .all(|letter| is_wide(letter) || letter.is_ascii_digit())
    {
        return count >= LEAST_WIDE && words.contains(name);
    }
    count >= LEAST && format!(" {words} ").contains(&format!(" {name} "))
}

/// Clients with what a field says of them.
fn pairs(facts: &Facts, table: Table, field: &str, knowledge: &Knowledge) -> Known {
    let schema = knowledge.schema(table);
    let mut found = BTreeSet::new();
    for batch in facts.of(table) {
        let Some((client, told)) = schema.position("client").zip(schema.position(field)) else {
            continue;
        };
        let [client, told] = [client, told].map(|at| batch.columns[at].by_number());
        let rows = (0..batch.len()).map(|row| client.of_row(row).zip(told.of_row(row)));
        // the same few pairs come again and again
        let pairs: HashSet<(usize, usize)> = rows.flatten().collect();
        let texts = |(one, other): (usize, usize)| client.texts()[one].zip(told.texts()[other]);
        found.extend(pairs.into_iter().filter_map(texts));
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
    #[test]
    fn an_invoice_is_of_the_contract_that_its_words_name() {
        let contracts = "Contract no.|Client|Start date|Contract amount\nK-2026/14|Arbor|@46000|9000\nK-2026/15|Birch|@46000|900";
        let invoices = "Invoice number|Client|Invoice date|Net|Subject\n\
            A-101|Arbor|@46300|1000|K-2026/14 October\nA-102|Arbor|@46301|500|K-2026/15\nA-103|Birch|@46301|500|K-2026/151";
        let intake = read(vec![
            grid("contracts.csv", "", contracts),
            grid("invoices.csv", "", invoices),
        ]);
        let mut rows = shown(&intake, Table::Invoices, &["number", "contract"]);
        rows.sort();
        // another client's contract, and another number
        assert_eq!(rows, ["A-101 K-2026/14", "A-102 -", "A-103 -"]);
    }
    #[test]
    fn an_invoice_is_of_the_project_that_it_is_for() {
        let projects = "Project|Client|Type|Fee\nShop|Arbor|Fixed|900\nWeb shop|Arbor|Fixed|5000\n\
            Social media|Arbor|Retainer|1000\nBrochure|Birch|Fixed|700\n品牌服务|Birch|Retainer|700";
        let invoices = "Invoice number|Client|Invoice date|Net|Subject\n\
            A-101|Arbor|@46300|1000|Social media - October 2026\nA-102|Arbor|@46301|500|The web shop, second part\n\
            A-103|Arbor|@46301|500|Social media and web shop\nA-104|Arbor|@46302|700|Brochure\n\
            A-105|Arbor|@46302|90|Webshops\nA-106|Birch|@46302|95|品牌服务10月";
        let intake = read(vec![
            grid("projects.csv", "", projects),
            grid("invoices.csv", "", invoices),
        ]);
        let mut rows = shown(&intake, Table::Invoices, &["number", "project"]);
        rows.sort();
        // two at once are none; a brochure is another client's; a word is not a part of another
        assert_eq!(
            rows,
            [
                "A-101 Social media",
                "A-102 Web shop",
                "A-103 -",
                "A-104 -",
                "A-105 -",
                "A-106 品牌服务"
            ]
        );
    }
}
