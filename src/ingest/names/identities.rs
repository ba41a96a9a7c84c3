//! Numbers by which the state knows a firm (`ИНН`, `VAT ID`, `统一社会信用代码`): spellings that stand beside the same one are one client.

use std::collections::{BTreeMap, BTreeSet};

use super::groups::Owners;
use super::nodes::Names;
use crate::ingest::facts::{Batch, Facts};
use crate::ingest::knowledge::Knowledge;
use crate::model::phrase::phrase;
use crate::model::{Kind, Table};

/// Digits that such a number has at least.
const FEWEST_DIGITS: usize = 7;
/// A number beside more names is somebody else's, as a rule the agency's own.
const MOST_NAMES: usize = 4;

/// Names by the number that stands beside them.
pub type Identities = BTreeMap<String, BTreeSet<String>>;

/// The numbers beside the clients of all lists. A list that gives several names one and the same number tells its own.
pub fn identities(facts: &Facts, knowledge: &Knowledge) -> Identities {
    let mut found = Identities::new();
    for table in [
        Table::Clients,
        Table::Invoices,
        Table::Contracts,
        Table::Payments,
        Table::Documents,
    ] {
        let schema = knowledge.schema(table);
        let names = schema
            .fields
            .iter()
            .position(|field| field.kind == Kind::Client);
        let Some((name, id)) = names.zip(schema.position("tax_id")) else {
            continue;
        };
        let mut by_source: BTreeMap<u32, Identities> = BTreeMap::new();
        for batch in facts.of(table) {
            let own = by_source.entry(batch.source).or_default();
            add(own, batch, name, id);
        }
        for own in by_source.into_values() {
            let names: BTreeSet<&String> = own.values().flatten().collect();
            if own.len() == 1 && names.len() > 1 {
                continue;
            }
            for (id, names) in own {
                found.entry(id).or_default().extend(names);
            }
        }
    }
    found.retain(|_, names| (2..=MOST_NAMES).contains(&names.len()));
    found
}

fn add(found: &mut Identities, batch: &Batch, name: usize, id: usize) {
    let [names, ids] = [name, id].map(|at| batch.columns[at].by_number());
    let rows = (0..batch.len()).map(|row| names.of_row(row).zip(ids.of_row(row)));
    let pairs: BTreeSet<(usize, usize)> = rows.flatten().collect();
    for (name, id) in pairs {
        if let Some((name, id)) = names.texts()[name].zip(ids.texts()[id])
            && let Some(id) = number(id)
        {
            found.entry(id).or_default().insert(name.to_owned());
        }
    }
}

/// The number without signs; of `ИНН / КПП` the first.
fn number(text: &str) -> Option<String> {
    let first = text.split(['/', '\\']).next().unwrap_or_default();
    let plain: String = first
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .collect();
    let digits = plain.chars().filter(char::is_ascii_digit).count();
    (digits >= FEWEST_DIGITS).then(|| plain.to_uppercase())
}

/// Names that stand beside the number of another: the one that the table of clients lists, else the one in most rows, stands for all.
/// Two listed names stay two.
pub(super) fn owners_by_identity(
    names: &Names,
    identities: &Identities,
    knowledge: &Knowledge,
) -> Owners {
    let rules = &knowledge.name_rules;
    let mut owners = Owners::new();
    for (id, spellings) in identities {
        let found: BTreeSet<usize> = { spellings.iter() }
            .filter_map(|name| names.find(name, rules))
            .collect();
        let listed = found
            .iter()
            .filter(|at| names.all[**at].is_listed())
            .count();
        let owner = found.iter().max_by_key(|at| {
            let name = &names.all[**at];
            (name.is_listed(), !name.is_payer(), std::cmp::Reverse(**at))
        });
        let Some(owner) = owner.filter(|_| listed < 2) else {
            continue;
        };
        for at in found.iter().filter(|at| *at != owner) {
            let why = phrase("both stand beside the number {}", &[id]);
            owners.insert(*at, (*owner, why));
        }
    }
    owners
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::{grid, read, shown};
    use crate::model::Table;

    #[test]
    fn spellings_beside_one_number_are_one_client() {
        let clients = "Клиент|ИНН|Статус\nСокол|7701234567|активный\nБерёза|7707654321|активный";
        let invoices = "Номер счета|Дата счета|Контрагент|ИНН|Сумма\n1|@46300|ООО Рекламные системы|7701234567|100\n2|@46301|ООО Север|7709999999|200";
        let intake = read(vec![
            grid("Клиенты.csv", "", clients),
            grid("Счета.csv", "", invoices),
        ]);
        let found = shown(&intake, Table::Invoices, &["number", "client"]);
        assert_eq!(found, ["1 Сокол", "2 ООО Север"]);
    }

    #[test]
    fn one_number_beside_all_names_is_our_own() {
        let invoices = "Номер счета|Дата счета|Контрагент|ИНН|Сумма\n1|@46300|Сокол|7701234567|100\n2|@46301|Берёза|7701234567|200";
        let intake = read(vec![grid("Счета.csv", "", invoices)]);
        let found = shown(&intake, Table::Invoices, &["client"]);
        assert_eq!(found, ["Сокол", "Берёза"]);
    }
}
