//! Rows added, changed and gone since a pack was issued. A row that only moved, in its file or to another, is none of these.

use std::collections::{BTreeSet, HashMap, VecDeque};

use chrono::NaiveDate;

use super::rows::{Fact, KEPT, KeptFields};
use crate::metrics::reconcile::accounts::Accounts;
use crate::model::Table;
use crate::model::issued::{Kept, KeptRow, KeptTable};

/// What happened to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// It was not there.
    Added,
    /// It says something else.
    Changed,
    /// It is no longer there.
    Gone,
}

impl What {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            What::Added => "row_added",
            What::Changed => "row_changed",
            What::Gone => "row_gone",
        }
    }
}

/// A row that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What happened.
    pub what: What,
    /// As issued.
    pub before: Option<Fact>,
    /// As it is.
    pub now: Option<Fact>,
    /// Its client, where one is known.
    pub client: String,
}

impl Change {
    /// The row as it is, else as it was.
    pub fn fact(&self) -> &Fact {
        let fact = self.now.as_ref().or(self.before.as_ref());
        fact.expect("a change is of some row")
    }

    /// Its table.
    pub fn table(&self) -> Table {
        self.fact().table
    }

    /// The days it is or was dated.
    pub fn days(&self) -> impl Iterator<Item = NaiveDate> {
        let facts = self.now.iter().chain(&self.before);
        facts.filter_map(Fact::day)
    }

    /// Fields that read otherwise.
    pub fn fields(&self) -> Vec<&'static str> {
        let (Some(before), Some(now)) = (&self.before, &self.now) else {
            return Vec::new();
        };
        let kept = KEPT.iter().find(|kept| kept.table == now.table);
        let names = kept.into_iter().flat_map(KeptFields::names);
        names
            .filter(|name| before.value(name) != now.value(name))
            .collect()
    }
}

/// All changes of rows dated up to the day `until`, table by table in the order of their rows. Rows after the day as of which the
/// pack was issued were not in it, though they may be kept.
pub fn changes(
    issued: (&Kept, NaiveDate),
    now: &Kept,
    until: NaiveDate,
    accounts: &Accounts,
) -> Vec<Change> {
    KEPT.iter()
        .flat_map(|kept| of_table(kept, issued, now))
        .map(|mut change| {
            change.client = change.fact().client(accounts).to_owned();
            change
        })
        .filter(|change| {
            let mut days = change.days().peekable();
            days.peek().is_none() || days.any(|day| day <= until)
        })
        .collect()
}

fn of_table(kept: &KeptFields, (before, as_of): (&Kept, NaiveDate), now: &Kept) -> Vec<Change> {
    let nothing = KeptTable::default();
    let [old, new] = [before, now].map(|kept_rows| kept_rows.table(kept.table).unwrap_or(&nothing));
    let (gone, added) = unlike(&up_to(as_of, kept, old), new);
    let fact = |of: &Kept, fields: &[String], row: &KeptRow| Fact::of(kept.table, of, fields, row);
    let gone = gone.iter().map(|row| fact(before, &old.fields, row));
    let added = added.iter().map(|row| fact(now, &new.fields, row));
    paired(kept, gone.collect(), added.collect())
}

/// The rows dated up to a day, and those that are not dated.
fn up_to(last: NaiveDate, kept: &KeptFields, table: &KeptTable) -> KeptTable {
    let dated_by = |field: &String| Some(field.as_str()) == kept.day;
    let Some(place) = table.fields.iter().position(dated_by) else {
        return table.clone();
    };
    let counts = |row: &&KeptRow| {
        let day = row.values().nth(place).and_then(|day| day.parse().ok());
        day.is_none_or(|day: NaiveDate| day <= last)
    };
    KeptTable {
        fields: table.fields.clone(),
        rows: table.rows.iter().filter(counts).cloned().collect(),
    }
}

/// Rows of one side that the other has not, as often as it has not.
fn unlike(old: &KeptTable, new: &KeptTable) -> (Vec<KeptRow>, Vec<KeptRow>) {
    let common: BTreeSet<&String> = old
        .fields
        .iter()
        .filter(|field| new.fields.contains(field))
        .collect();
    let line = |table: &KeptTable, row: &KeptRow| {
        if old.fields == new.fields {
            return row.2.clone();
        }
        let pairs = table.fields.iter().zip(row.values());
        let mut pairs: Vec<_> = pairs.filter(|(field, _)| common.contains(field)).collect();
        pairs.sort();
        let values: Vec<&str> = pairs.into_iter().map(|(_, value)| value).collect();
        values.join("\t")
    };
    let mut left: HashMap<String, VecDeque<&KeptRow>> = HashMap::new();
    for row in &old.rows {
        left.entry(line(old, row)).or_default().push_back(row);
    }
    let mut added = Vec::new();
    for row in &new.rows {
        let same = left.get_mut(&line(new, row)).and_then(VecDeque::pop_front);
        if same.is_none() {
            added.push(row.clone());
        }
    }
    let mut gone: Vec<KeptRow> = left.into_values().flatten().cloned().collect();
    gone.sort_by_key(|row| (row.0, row.1));
    (gone, added)
}

/// A row gone and one added that are the same thing, by their key or else by place and client, are one that changed. Papers
/// with a number are told by it alone.
fn paired(kept: &KeptFields, gone: Vec<Fact>, added: Vec<Fact>) -> Vec<Change> {
    let by_key = |fact: &Fact| {
        let values: Vec<&str> = kept.key.iter().map(|field| fact.value(field)).collect();
        values.join("\t")
    };
    let by_place = |fact: &Fact| format!("{}\t{}", fact.place, fact.value("client"));
    let mut before: Vec<Option<Fact>> = gone.into_iter().map(Some).collect();
    let mut pairs: Vec<(Fact, Option<Fact>)> = added.into_iter().map(|fact| (fact, None)).collect();
    let keys: [&dyn Fn(&Fact) -> String; 2] = [&by_key, &by_place];
    let numbered = ["number", "contract"].contains(&kept.key[0]);
    for key in keys.into_iter().take(if numbered { 1 } else { 2 }) {
        let mut waiting: HashMap<String, VecDeque<usize>> = HashMap::new();
        for (at, fact) in before.iter().enumerate() {
            if let Some(fact) = fact {
                waiting.entry(key(fact)).or_default().push_back(at);
            }
        }
        for (now, old) in pairs.iter_mut().filter(|(_, old)| old.is_none()) {
            let at = waiting.get_mut(&key(now)).and_then(VecDeque::pop_front);
            *old = at.and_then(|at| before[at].take());
        }
    }
    let here = pairs.into_iter().map(|(now, before)| Change {
        what: if before.is_some() {
            What::Changed
        } else {
            What::Added
        },
        before,
        now: Some(now),
        client: String::new(),
    });
    let gone = before.into_iter().flatten().map(|before| Change {
        what: What::Gone,
        before: Some(before),
        now: None,
        client: String::new(),
    });
    here.chain(gone).collect()
}
