//! Acts that were read as invoices: programs print both with the same columns, and a journal of realizations beside the invoices for
//! the same services would count every one twice.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{Batch, Fact, Facts};
use super::fitted::FittedSheet;
use super::invoices::amount;
use super::knowledge::Knowledge;
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Problem, Schema, Severity, SheetRef, Table, Value};

/// Of the acts of a sheet, so many in ten are for clients with invoices.
const MOST: usize = 8;
/// Days between an invoice and its act.
const LONGEST: i64 = 62;

/// A sheet of acts, by its number, and that of the invoices for the same.
pub type Acts = BTreeMap<u32, u32>;

/// Invoices of a sheet that is called after acts are documents where another sheet holds invoices to the same clients. Acts alone are what was invoiced.
pub fn move_acts(facts: &mut Facts, refs: &[SheetRef], knowledge: &Knowledge) -> Acts {
    let sources: BTreeSet<u32> = facts
        .of(Table::Invoices)
        .map(|batch| batch.source)
        .collect();
    let called = |source: &u32| {
        let place = &refs[*source as usize];
        let file = place.file.rsplit('/').next().unwrap_or_default();
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let mut names = [stem, &*place.sheet].into_iter();
        names.any(|name| {
            let words = fold(&name.replace('.', " "));
            knowledge.words.speaks_of_acts(&words)
        })
    };
    let (acts, lists): (Vec<u32>, Vec<u32>) = sources.into_iter().partition(called);
    if acts.is_empty() || lists.is_empty() {
        return Acts::new();
    }
    let schema = knowledge.schema(Table::Invoices);
    let keys = |source: u32| -> Vec<Key> {
        let batches = facts
            .of(Table::Invoices)
            .filter(|batch| batch.source == source);
        batches.flat_map(|batch| keys(batch, schema)).collect()
    };
    let mut found = Acts::new();
    for act in acts {
        let own = keys(act);
        let list = lists.iter().find(|list| repeat(&own, &keys(**list)));
        found.extend(list.map(|list| (act, *list)));
    }
    if found.is_empty() {
        return found;
    }
    let is_act =
        |batch: &Batch| batch.table == Table::Invoices && found.contains_key(&batch.source);
    let (notes, acts): (Vec<Fact>, Vec<Fact>) = { facts.take(is_act).into_iter() }
        .partition(|fact| fact.text(schema, "kind") == Some("credit_note"));
    facts.extend(notes);
    complete_bills(facts, &found, &acts, schema);
    facts.extend(acts.iter().map(|fact| document(fact, knowledge)));
    found
}

/// Invoices of the lists that tell no tax, or no contract, have that of the acts of the same sales: of the client, the amount and the
/// time, where all of these acts say the same.
fn complete_bills(facts: &mut Facts, found: &Acts, acts: &[Fact], schema: &Schema) {
    let lists: BTreeSet<u32> = found.values().copied().collect();
    let mut told: BTreeMap<(String, i64), Vec<(&Fact, Key)>> = BTreeMap::new();
    for (act, key) in acts
        .iter()
        .filter_map(|act| Some((act, key_of(act, schema)?)))
    {
        told.entry((key.0.clone(), key.2))
            .or_default()
            .push((act, key));
    }
    let is_list = |batch: &Batch| batch.table == Table::Invoices && lists.contains(&batch.source);
    let mut bills = facts.take(is_list);
    for bill in &mut bills {
        let Some(key) = key_of(bill, schema) else {
            continue;
        };
        let same = told.get(&(key.0.clone(), key.2)).into_iter().flatten();
        let same: Vec<&Fact> = { same.filter(|(_, act)| is_near(act, &key)) }
            .map(|(act, _)| *act)
            .collect();
        let gross = amount(bill, "gross", schema);
        let net = amount(bill, "net", schema);
        let tax = one(same.iter().map(|act| amount(act, "tax", schema)));
        let tells_none = amount(bill, "tax", schema).is_none() && (net.is_none() || net == gross);
        if let Some((gross, tax)) = gross.zip(tax).filter(|_| tells_none) {
            bill.set(schema, "tax", Some(Value::Money(tax)));
            bill.set(schema, "net", Some(Value::Money(gross - tax)));
        }
        for field in ["contract", "project"] {
            let said = one(same
                .iter()
                .map(|act| act.text(schema, field).map(str::to_owned)));
            if let Some(said) = said.filter(|_| bill.text(schema, field).is_none()) {
                bill.set(schema, field, Some(Value::Text(said)));
            }
        }
    }
    facts.extend(bills);
}

/// What all of some say.
fn one<T: PartialEq>(mut said: impl Iterator<Item = Option<T>>) -> Option<T> {
    let first = said.next()??;
    said.all(|other| other.as_ref() == Some(&first))
        .then_some(first)
}

/// Client, currency and amount of an invoice, and its day.
type Key = (String, String, i64, Option<chrono::NaiveDate>);

fn keys(batch: &Batch, schema: &Schema) -> Vec<Key> {
    batch
        .facts()
        .filter_map(|fact| key_of(&fact, schema))
        .collect()
}

/// None of a credit note.
fn key_of(fact: &Fact, schema: &Schema) -> Option<Key> {
    let text = |field: &str| fact.text(schema, field).map(fold).unwrap_or_default();
    let whole = amount(fact, "gross", schema).or(amount(fact, "net", schema))?;
    let day = match fact.value(schema, "issued_on") {
        Some(Value::Date(day)) => Some(*day),
        _ => None,
    };
    let credit = fact.text(schema, "kind") == Some("credit_note");
    (!credit).then(|| (text("client"), text("currency"), whole.0, day))
}

/// One currency, as far as it is said, and about one time.
fn is_near(one: &Key, other: &Key) -> bool {
    let days = one.3.zip(other.3);
    let near = days.is_none_or(|(one, other)| (one - other).num_days().abs() <= LONGEST);
    near && (one.1 == other.1 || one.1.is_empty() || other.1.is_empty())
}

/// Nearly all acts are for clients that have an invoice of about that time, whatever its amount: an advance, a part, several acts.
fn repeat(acts: &[Key], invoices: &[Key]) -> bool {
    let billed = |act: &&Key| {
        let mut all = invoices.iter();
        all.any(|other| !act.0.is_empty() && act.0 == other.0 && is_near(act, other))
    };
    let met = acts.iter().filter(billed).count();
    met > 0 && met * 10 >= acts.len() * MOST
}

/// A closing document of what was read as an invoice.
pub(super) fn document(invoice: &Fact, knowledge: &Knowledge) -> Fact {
    let (own, documents) = (
        knowledge.schema(Table::Invoices),
        knowledge.schema(Table::Documents),
    );
    let mut fact = Fact {
        table: Table::Documents,
        values: vec![None; documents.fields.len()],
        ..invoice.clone()
    };
    for (field, from) in [
        ("number", "number"),
        ("date", "issued_on"),
        ("client", "client"),
        ("contract", "contract"),
        ("project", "project"),
        ("amount", "gross"),
        ("currency", "currency"),
    ] {
        fact.set(documents, field, invoice.value(own, from).cloned());
    }
    fact.set(documents, "kind", Some(Value::Text("act".to_owned())));
    fact
}

/// Says of each sheet of acts that it is no list of invoices.
pub fn tell_acts(fits: &mut [FittedSheet], acts: &Acts) {
    for (act, list) in acts {
        let invoices = fits[*list as usize].about.file.to_string();
        let fit = &mut fits[*act as usize];
        let row = fit.about.bounds.map_or(1, |(first, _)| first);
        fit.problems.push(Problem {
            place: fit.place(row, 1),
            rule: "invoices.acts".to_owned(),
            severity: Severity::Look,
            column: String::new(),
            found: fit.about.file.to_string(),
            expected: phrase("invoices that stand in no other file", &[]),
            hint: phrase("nothing, if these are acts for the invoices of {}", &[&invoices]),
            effect: phrase(
                "its rows are closing documents and in no revenue: {} has the invoices to the same clients",
                &[&invoices],
            ),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{grid, read, shown};
    use crate::model::Table;

    const ACTS: &str = "Номер|Дата|Контрагент|Сумма\nА-1|@46325|Парус|1200\nА-2|@46325|Орешник|700";

    #[test]
    fn acts_beside_their_invoices_count_once() {
        let bills = "Номер счета|Дата счета|Контрагент|Сумма\n101|@46300|Парус|1500\n102|@46301|Орешник|700\n103|@46301|Орешник|90";
        let intake = read(vec![
            grid("Реализация.csv", "", ACTS),
            grid("Счета.csv", "", bills),
        ]);
        let mut invoices = shown(&intake, Table::Invoices, &["number"]);
        invoices.sort();
        assert_eq!(invoices, ["101", "102", "103"]);
        let documents = shown(
            &intake,
            Table::Documents,
            &["number", "date", "client", "amount"],
        );
        assert_eq!(
            documents,
            ["А-1 2026-10-30 Парус 1200", "А-2 2026-10-30 Орешник 700"]
        );
    }

    #[test]
    fn invoices_that_tell_no_tax_have_that_of_their_acts() {
        let acts = "Номер|Дата|Контрагент|Сумма|НДС|Договор\nА-1|@46325|Парус|1200|200|Д-7\nА-2|@46325|Орешник|700|Без НДС|\n\
            А-3|@46325|Маяк|600|100|Д-8\nА-4|@46325|Маяк|600|0|Д-9";
        let bills = "Номер счета|Дата счета|Контрагент|Сумма\n101|@46324|Парус|1200\n102|@46324|Орешник|700\n\
            103|@46100|Парус|1200\n104|@46324|Парус|500\n105|@46324|Маяк|600";
        let intake = read(vec![
            grid("Реализация.csv", "", acts),
            grid("Счета.csv", "", bills),
        ]);
        let mut rows = shown(
            &intake,
            Table::Invoices,
            &["number", "net", "tax", "gross", "contract"],
        );
        rows.sort();
        // months before any act, another amount, and acts that say two things
        assert_eq!(
            rows,
            [
                "101 1000 200 1200 Д-7",
                "102 700 0 700 -",
                "103 1200 - 1200 -",
                "104 500 - 500 -",
                "105 600 - 600 -"
            ]
        );
    }

    #[test]
    fn acts_alone_and_acts_for_other_clients_are_invoices() {
        let other =
            "Номер счета|Дата счета|Контрагент|Сумма\n101|@46300|Вереск|1200\n102|@46301|Маяк|700";
        let alone = read(vec![grid("Реализация.csv", "", ACTS)]);
        assert_eq!(shown(&alone, Table::Invoices, &["number"]).len(), 2);
        let beside = read(vec![
            grid("Реализация.csv", "", ACTS),
            grid("Счета.csv", "", other),
        ]);
        assert_eq!(shown(&beside, Table::Invoices, &["number"]).len(), 4);
    }
}
