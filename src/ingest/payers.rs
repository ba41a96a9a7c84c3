//! Who pays: payers of bank lines that are a known client under another spelling.

use std::collections::BTreeMap;

use crate::model::intake::{Decisions, Topic};
use crate::model::key::{Key, NameRules};
use crate::model::{Table, Tables};

/// Tables whose clients are worth knowing a payer by.
const WITH_CLIENTS: [Table; 5] = [
    Table::Clients,
    Table::Projects,
    Table::Contracts,
    Table::Invoices,
    Table::Time,
];

/// Payers as written, each with the client whose key is the same or whose name a person gave as the answer.
pub fn payers(
    tables: &Tables,
    rules: &NameRules,
    decisions: &Decisions,
) -> BTreeMap<String, String> {
    let clients = known_clients(tables, rules);
    let rows = tables.rows(Table::Payments);
    let mut known = BTreeMap::new();
    for payer in rows.text("payer").into_iter().flatten() {
        if known.contains_key(payer) {
            continue;
        }
        let spelling = answered(payer, rules, decisions).unwrap_or_else(|| payer.to_owned());
        if let Some(client) = clients.get(&rules.client(&spelling)) {
            known.insert(payer.to_owned(), client.clone());
        }
    }
    known
}

/// The name a person gave for this payer, whatever its case and legal form.
fn answered(payer: &str, rules: &NameRules, decisions: &Decisions) -> Option<String> {
    let key = rules.client(payer);
    decisions
        .questions
        .iter()
        .filter(|question| question.topic == Topic::Names && question.kind == "client")
        .find(|question| {
            rules.client(&question.subject) == key && !question.answer.trim().is_empty()
        })
        .map(
            |question| match crate::model::key::fold(&question.answer).as_str() {
                "yes" | "да" | "是" => question.proposal.clone(),
                _ => question.answer.trim().to_owned(),
            },
        )
}

fn known_clients(tables: &Tables, rules: &NameRules) -> BTreeMap<Key, String> {
    let mut clients = BTreeMap::new();
    for table in WITH_CLIENTS {
        for name in tables.rows(table).text("client").into_iter().flatten() {
            clients
                .entry(rules.client(name))
                .or_insert_with(|| name.to_owned());
        }
    }
    clients
}
