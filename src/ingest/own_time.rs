//! Time that was for no client: absences written as entries, and the agency's own work named where a client should stand.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{Batch, Fact, Facts, WORKDAY};
use super::joined_names::{is_between, names_between};
use super::knowledge::Knowledge;
use super::words::Words;
use crate::model::key::{Key, fold, is_han};
use crate::model::{Schema, Table, Value};

/// What a British time sheet calls a holiday, as an absence.
const OWN_HOLIDAY: &str = "vacation";

/// A day that nobody works on, as an absence.
const HOLIDAY: &str = "other";

/// From Monday to Friday.
const REST_OF_WEEK: u64 = 4;

/// Fields that may say that an entry was no work.
const NAMED: [&str; 3] = ["client", "project", "task"];
/// Where the client stands among them.
const CLIENT: usize = 0;

/// Time entries whose client, project or task is a leave word are absences: a sheet with one column for what was done has no
/// other place for them. So are days that the person calls a public holiday, since nobody worked on them.
pub fn move_leave(facts: &mut Facts, knowledge: &Knowledge) {
    move_leave_of(Table::Time, facts, knowledge);
}

/// The same of plans, whose shares of a week are lengths of time by now.
pub fn move_planned_leave(facts: &mut Facts, knowledge: &Knowledge) {
    move_leave_of(Table::Bookings, facts, knowledge);
}

fn move_leave_of(table: Table, facts: &mut Facts, knowledge: &Knowledge) {
    let time = knowledge.schema(table);
    let fields: Vec<usize> = NAMED
        .iter()
        .filter_map(|field| time.position(field))
        .collect();
    let mut moved: Vec<Fact> = Vec::new();
    for batch in facts.batches_mut() {
        if batch.table != table || !speaks_of_leave(batch, &fields, knowledge) {
            continue;
        }
        let kinds: Vec<Option<String>> = (0..batch.len())
            .map(|row| leave_kind(batch, row, &fields, knowledge))
            .collect();
        for (row, kind) in kinds.iter().enumerate() {
            let kind = kind.as_ref();
            moved.extend(kind.map(|kind| absence(&batch.fact(row), kind, knowledge)));
        }
        let keep: Vec<bool> = kinds.iter().map(Option::is_none).collect();
        batch.retain(&keep);
    }
    facts.extend(moved);
}

/// True when any text of these fields is a leave word.
fn speaks_of_leave(batch: &Batch, fields: &[usize], knowledge: &Knowledge) -> bool {
    fields.iter().enumerate().any(|(place, at)| {
        let texts = batch.columns[*at].texts();
        let mut texts = texts.into_iter().map(|(text, _)| text);
        texts.any(|text| absent(text, place == CLIENT, &knowledge.words).is_some())
    })
}

/// True for an entry whose client, project or task is a leave word.
pub fn is_absence(entry: &Fact, schema: &Schema, knowledge: &Knowledge) -> bool {
    NAMED.iter().enumerate().any(|(place, field)| {
        let text = entry.text(schema, field);
        text.is_some_and(|text| absent(text, place == CLIENT, &knowledge.words).is_some())
    })
}

fn leave_kind(
    batch: &Batch,
    row: usize,
    fields: &[usize],
    knowledge: &Knowledge,
) -> Option<String> {
    fields.iter().enumerate().find_map(|(place, at)| {
        let text = batch.columns[*at].text(row)?;
        absent(text, place == CLIENT, &knowledge.words).map(str::to_owned)
    })
}

/// True for nothing but the word of an absence or of a day that nobody works on.
pub(super) fn is_day_off(text: &str, knowledge: &Knowledge) -> bool {
    absent(text, true, &knowledge.words).is_some()
}

/// The code of the absence that a text names. `Holidays` is leave only in place of a client: as a project it may be a
/// campaign.
fn absent<'w>(text: &str, is_client: bool, words: &'w Words) -> Option<&'w str> {
    let folded = fold(text);
    let holiday = || words.is_public_holiday(&folded).then_some(HOLIDAY);
    let own = || (is_client && words.is_own_holiday(&folded)).then_some(OWN_HOLIDAY);
    words.leave(&folded).or_else(holiday).or_else(own)
}

/// The absence that an entry is; one that is longer than a day runs over the working days of its week.
fn absence(entry: &Fact, kind: &str, knowledge: &Knowledge) -> Fact {
    let (own, leave) = (
        knowledge.schema(entry.table),
        knowledge.schema(Table::Leave),
    );
    let mut fact = Fact {
        table: Table::Leave,
        values: vec![None; leave.fields.len()],
        ..entry.clone()
    };
    for field in ["date", "person", "duration", "duration_for"] {
        fact.set(leave, field, entry.value(own, field).cloned());
    }
    fact.set(leave, "kind", Some(Value::Text(kind.to_owned())));
    let long =
        matches!(entry.value(own, "duration"), Some(Value::Duration(length)) if *length > WORKDAY);
    if let Some(Value::Date(day)) = entry.value(own, "date")
        && entry.table == Table::Bookings
        && long
        && fact.until.is_none()
    {
        fact.until = day.checked_add_days(chrono::Days::new(REST_OF_WEEK));
    }
    fact
}

/// `Internal`, `Admin`, `内部` where a client should stand is the agency itself: the entry is of no client, and the word its
/// project where it has none.
pub fn move_internal(facts: &mut Facts, knowledge: &Knowledge) {
    let mut moved: Vec<Fact> = Vec::new();
    for batch in facts.batches_mut() {
        if !matches!(batch.table, Table::Time | Table::Bookings) {
            continue;
        }
        let schema = knowledge.schema(batch.table);
        let Some(client) = schema.position("client") else {
            continue;
        };
        let own = |text: &str| knowledge.words.is_internal(&fold(text));
        if !batch.columns[client]
            .texts()
            .iter()
            .any(|(text, _)| own(text))
        {
            continue;
        }
        let keep: Vec<bool> = (0..batch.len())
            .map(|row| !batch.columns[client].text(row).is_some_and(own))
            .collect();
        let rows = (0..batch.len()).filter(|row| !keep[*row]);
        moved.extend(rows.map(|row| of_nobody(batch.fact(row), schema)));
        batch.retain(&keep);
    }
    facts.extend(moved);
}

/// A plan or a list of time without clients whose projects are spelled as clients are, and not as the listed projects: they are these
/// clients.
pub fn take_projects_for_clients(facts: &mut Facts, knowledge: &Knowledge) {
    let mut clients: BTreeMap<Key, String> = BTreeMap::new();
    for table in CLIENTS_IN {
        for client in texts_of(facts, table, "client", knowledge) {
            clients
                .entry(knowledge.name_rules.client(&client))
                .or_insert(client);
        }
    }
    let projects = texts_of(facts, Table::Projects, "project", knowledge);
    let mut named: Vec<Fact> = Vec::new();
    for batch in facts.batches_mut() {
        let schema = knowledge.schema(batch.table);
        let columns = schema.position("client").zip(schema.position("project"));
        let of_work = matches!(batch.table, Table::Time | Table::Bookings);
        let Some((client, project)) = columns.filter(|_| of_work) else {
            continue;
        };
        if clients.is_empty() || !batch.columns[client].texts().is_empty() {
            continue;
        }
        let texts = batch.columns[project].texts().into_iter();
        let owner = |text: &str| client_in(text, &clients, knowledge);
        let owners: BTreeMap<String, String> = texts
            .filter(|(text, _)| !projects.contains(*text))
            .filter_map(|(text, _)| Some((text.to_owned(), owner(text)?)))
            .collect();
        if owners.is_empty() {
            continue;
        }
        let texts = batch.columns[project].texts().into_iter();
        let written: Vec<&str> = { texts.map(|(text, _)| text) }
            .filter(|text| !projects.contains(*text))
            .collect();
        let owners = with_owners_alike(owners, &written, knowledge);
        let mut keep = vec![true; batch.len()];
        for (row, keep) in keep.iter_mut().enumerate() {
            let text = batch.columns[project].text(row);
            let Some(owner) = text.and_then(|text| owners.get(text)) else {
                continue;
            };
            let mut entry = batch.fact(row);
            entry.set(schema, "client", Some(Value::Text(owner.clone())));
            named.push(entry);
            *keep = false;
        }
        batch.retain(&keep);
    }
    facts.extend(named);
}

/// Tables that name clients where no time does.
const CLIENTS_IN: [Table; 4] = [
    Table::Clients,
    Table::Contracts,
    Table::Invoices,
    Table::Documents,
];
/// Letters of a Chinese name from which on it is known without a mark behind it.
const FEWEST_HAN: usize = 3;

/// The client whose name is that of a project but for its legal form, or that of one of its parts and of no other: `Halden - Website`,
/// `[Halden] Website`, `麦田咖啡菜单`.
fn client_in(
    project: &str,
    clients: &BTreeMap<Key, String>,
    knowledge: &Knowledge,
) -> Option<String> {
    let client = |name: &str| clients.get(&knowledge.name_rules.client(name));
    let all = || {
        let marks = project.match_indices(is_between).map(|(at, _)| at);
        let begun = marks.map(|at| project[..at].trim());
        let parts = project.split(is_between).map(str::trim);
        begun
            .chain(parts)
            .filter(|part| !part.is_empty())
            .filter_map(client)
    };
    let begins = |name: &&String| {
        let han = name.chars().count() >= FEWEST_HAN && name.chars().all(is_han);
        han && project.starts_with(name.as_str())
    };
    let named: BTreeSet<&String> = match client(project) {
        Some(client) => BTreeSet::from([client]),
        None => all().collect(),
    };
    let only = |named: BTreeSet<&String>| match named.len() {
        1 => named.first().map(|name| (*name).clone()),
        _ => None,
    };
    match named.is_empty() {
        true => only(clients.values().filter(begins).collect()),
        false => only(named),
    }
}

/// The clients of all projects of a list that writes each of them behind its client, where half of these clients at least are
/// known: `Bramble / SMM` beside `Amber / Website`.
fn with_owners_alike(
    owners: BTreeMap<String, String>,
    written: &[&str],
    knowledge: &Knowledge,
) -> BTreeMap<String, String> {
    let same = |one: &str, other: &str| {
        knowledge.name_rules.client(one) == knowledge.name_rules.client(other)
    };
    fn first(text: &str) -> Option<&str> {
        names_between(text).map(|(first, _)| first)
    }
    let behind =
        |(text, owner): (&String, &String)| first(text).is_some_and(|first| same(first, owner));
    let mark = |text: &str| {
        let behind = text.trim_start().strip_prefix(first(text)?)?;
        behind.trim_start().chars().next()
    };
    let marks: BTreeSet<Option<char>> = written.iter().map(|text| mark(text)).collect();
    let alike = owners.iter().all(behind) && marks.len() == 1 && !marks.contains(&None);
    if !alike || owners.len() * 2 < written.len() {
        return owners;
    }
    let mut all = owners;
    for text in written {
        let first = first(text).filter(|first| !knowledge.words.is_internal(&fold(first)));
        if let Some(first) = first.filter(|_| !all.contains_key(*text)) {
            all.insert((*text).to_owned(), first.to_owned());
        }
    }
    all
}

pub(super) fn texts_of(
    facts: &Facts,
    table: Table,
    field: &str,
    knowledge: &Knowledge,
) -> BTreeSet<String> {
    let at = knowledge.schema(table).position(field);
    let batches = facts.of(table);
    let columns = batches.filter_map(|batch| Some(&batch.columns[at?]));
    let texts = columns.flat_map(|column| column.texts());
    texts.map(|(text, _)| text.to_owned()).collect()
}

pub(super) fn of_nobody(mut entry: Fact, schema: &Schema) -> Fact {
    let named = entry.value(schema, "client").cloned();
    entry.set(schema, "client", None);
    if entry.value(schema, "project").is_none() {
        entry.set(schema, "project", named);
    }
    entry
}
