//! Names out of the rows, and their one spelling back into them.

use std::collections::{BTreeMap, BTreeSet};

use crate::ingest::facts::{Batch, Facts};
use crate::ingest::knowledge::Knowledge;
use crate::model::{Kind, SheetRef, Table};

/// The field of the other names that a table gives its names.
const OTHER_NAMES: &str = "other_names";
/// The same of the clients of projects.
const CLIENT_OTHER_NAMES: &str = "client_other_names";
/// What parts texts of several columns in one field.
const JOINED: &str = " / ";
/// Shorter numbers count rows.
const FEWEST_DIGITS: usize = 3;
/// Files named with a spelling.
const FILES_SHOWN: usize = 3;

/// Where and how often a spelling stands.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// Rows.
    pub count: usize,
    /// Files.
    pub files: BTreeSet<String>,
    /// Sheets of the kind's own table that list it: indices into the run's sheets.
    pub home: BTreeSet<u32>,
    /// Stands in bank lines only.
    pub payer_only: bool,
    /// Pays (a bank line comes in from it).
    pub pays: bool,
}

impl Seen {
    /// A few files, for questions and lists.
    pub fn shown(&self) -> String {
        let shown: Vec<&str> = self
            .files
            .iter()
            .take(FILES_SHOWN)
            .map(String::as_str)
            .collect();
        shown.join("; ")
    }

    /// Adds what was seen of another spelling of the same name.
    pub fn take(&mut self, other: Seen) {
        self.count += other.count;
        self.files.extend(other.files);
        self.home.extend(other.home);
        self.payer_only &= other.payer_only;
        self.pays |= other.pays;
    }

    fn at(&mut self, file: &str, rows: usize) {
        self.count += rows;
        if !self.files.contains(file) {
            self.files.insert(file.to_owned());
        }
    }
}

/// The table that lists the names of a kind, and its field.
pub fn home_of(kind: Kind) -> (Table, &'static str) {
    match kind {
        Kind::Client => (Table::Clients, "client"),
        Kind::Person => (Table::People, "person"),
        _ => (Table::Projects, "project"),
    }
}

/// Every spelling of a kind.
pub fn gather(
    facts: &Facts,
    sheets: &[SheetRef],
    knowledge: &Knowledge,
    kind: Kind,
) -> BTreeMap<String, Seen> {
    let (home, home_field) = home_of(kind);
    let mut seen: BTreeMap<String, Seen> = BTreeMap::new();
    for batch in facts.batches() {
        let schema = knowledge.schema(batch.table);
        let fields = schema.fields.iter().zip(&batch.columns);
        for (field, column) in fields.filter(|(field, _)| field.kind == kind) {
            for (name, count) in column.texts() {
                let entry = entry_of(&mut seen, name);
                entry.at(&sheets[batch.source as usize].file, count);
                if batch.table == home && field.name == home_field {
                    entry.home.insert(batch.source);
                }
            }
        }
    }
    if kind == Kind::Client {
        add_payers(&mut seen, facts, sheets, knowledge);
    }
    seen
}

fn entry_of<'s>(seen: &'s mut BTreeMap<String, Seen>, name: &str) -> &'s mut Seen {
    if !seen.contains_key(name) {
        seen.insert(name.to_owned(), Seen::default());
    }
    seen.get_mut(name).expect("put in above")
}

/// Payers of bank lines may be clients under another spelling.
fn add_payers(
    seen: &mut BTreeMap<String, Seen>,
    facts: &Facts,
    sheets: &[SheetRef],
    knowledge: &Knowledge,
) {
    let schema = knowledge.schema(Table::Payments);
    for fact in facts.of(Table::Payments).flat_map(Batch::facts) {
        let Some(payer) = fact.text(schema, "payer") else {
            continue;
        };
        let fresh = !seen.contains_key(payer);
        let entry = entry_of(seen, payer);
        entry.payer_only |= fresh;
        entry.pays |= fact.text(schema, "direction") == Some("in");
        if entry.payer_only {
            entry.at(&sheets[fact.source as usize].file, 1);
        }
    }
}

/// E-mail addresses of the table of people, in lower case, each with the person it is of; an address of two is left out.
pub fn addresses(facts: &Facts, knowledge: &Knowledge) -> BTreeMap<String, String> {
    let schema = knowledge.schema(Table::People);
    let mut found: BTreeMap<String, Option<String>> = BTreeMap::new();
    for fact in facts.of(Table::People).flat_map(Batch::facts) {
        let (Some(person), Some(email)) = (fact.text(schema, "person"), fact.text(schema, "email"))
        else {
            continue;
        };
        let owner = found
            .entry(email.trim().to_lowercase())
            .or_insert_with(|| Some(person.to_owned()));
        if owner.as_deref() != Some(person) {
            *owner = None;
        }
    }
    let owned = found.into_iter();
    owned
        .filter_map(|(email, owner)| Some((email, owner?)))
        .collect()
}

/// Codes, short and legal names that the table of a kind gives its names, each with the name it is of; one of two names is left out.
pub fn other_names(facts: &Facts, knowledge: &Knowledge, kind: Kind) -> BTreeMap<String, String> {
    let (home, home_field) = home_of(kind);
    let mut found: BTreeMap<String, Option<String>> = BTreeMap::new();
    let told = |table: Table, name: &str, others: &str| -> Vec<(String, String)> {
        let schema = knowledge.schema(table);
        let facts = facts.of(table).flat_map(Batch::facts);
        let both = facts.filter_map(|fact| {
            let pair = fact.text(schema, name).zip(fact.text(schema, others));
            pair.map(|(name, others)| (name.to_owned(), others.to_owned()))
        });
        both.collect()
    };
    let mut pairs = told(home, home_field, OTHER_NAMES);
    if kind == Kind::Client {
        // a list of projects names the clients with their codes
        pairs.extend(told(Table::Projects, "client", CLIENT_OTHER_NAMES));
    }
    for (name, others) in &pairs {
        for other in others.split(JOINED).map(str::trim) {
            let bare = other.chars().all(|letter| letter.is_ascii_digit());
            if other.is_empty() || bare && other.len() < FEWEST_DIGITS {
                continue;
            }
            // `0017` as a number is 17
            let number = other.trim_start_matches('0');
            let number = Some(number).filter(|number| bare && !number.is_empty());
            for other in number.into_iter().chain([other]) {
                let owner = found
                    .entry(other.to_owned())
                    .or_insert_with(|| Some(name.to_owned()));
                if owner.as_deref() != Some(name.as_str()) {
                    *owner = None;
                }
            }
        }
    }
    let owned = found.into_iter();
    owned
        .filter_map(|(other, owner)| Some((other, owner?)))
        .collect()
}

/// Puts the one spelling into every row. `spelled` maps a spelling to the one it is taken as.
pub fn rewrite(
    facts: &mut Facts,
    spelled: &BTreeMap<String, String>,
    kind: Kind,
    knowledge: &Knowledge,
) {
    for batch in facts.batches_mut() {
        let schema = knowledge.schema(batch.table);
        let fields = schema.fields.iter().zip(&mut batch.columns);
        for (_, column) in fields.filter(|(field, _)| field.kind == kind) {
            column.rename(|name| spelled.get(name).cloned());
        }
    }
}
