//! Time entries rolled up by day: the one heavy pass over the time table.
//!
//! The day is in the key, so the roll-up of all months is the union of the roll-ups of each month. Names are told apart
//! once and compared as numbers. Few entries agree in everything, so that sorting them costs less than a hash of groups
//! would, and the order is wanted anyway.

use chrono::NaiveDate;
use hashbrown::HashMap;
use polars::prelude::*;
use polars_arrow::array::{Array, Utf8ViewArray};

use super::internal::Internals;
use super::scope::Scope;
use super::work::{DayWork, Name, Names, Worked};
use super::write_offs::WRITTEN_OFF;
use crate::model::tables::{day_number, day_of};
use crate::model::{Duration, Money, Table, Tables};

/// The text fields of a time entry that its work keeps, in the order of [`DayWork`].
const NAMED: [&str; 5] = ["person", "client", "project", "task", "currency"];

/// Time entries with their names as numbers.
pub struct Entries<'t> {
    tables: &'t Tables,
    /// The five of [`NAMED`] as places among the names, row by row.
    places: [Vec<u32>; 5],
}

impl<'t> Entries<'t> {
    /// Tells the names apart, which come beside the entries, in alphabetical order.
    pub fn of(tables: &'t Tables) -> (Names, Entries<'t>) {
        let frame = tables.frame(Table::Time);
        let mut texts = Texts::default();
        let owners = tables.rows(Table::Projects).text("client");
        for owner in owners.into_iter().flatten() {
            texts.number(owner);
        }
        let numbers = NAMED.map(|field| texts.numbers(column(frame, field).str().expect("text")));
        let names = Names::of(texts.numbers.keys().copied());
        let ranks = texts.places(&names);
        let places = numbers.map(|mut numbers| {
            for number in &mut numbers {
                *number = ranks[*number as usize];
            }
            numbers
        });
        (names, Entries { tables, places })
    }

    /// Worked time up to as-of, classified and sorted; rejected entries are left out.
    pub fn work_days<'n>(self, names: &'n Names, scope: &Scope) -> Vec<DayWork<'n>>
    where
        't: 'n,
    {
        let mut work = self.classified(names, day_number(scope.as_of));
        // sheets tell one day after the other, so that this finds little to do
        work.sort_by_key(|row| row.day);
        for of_day in work.chunk_by_mut(|one, next| one.day == next.day) {
            sort_day(of_day);
        }
        work.dedup_by(|later, first| {
            let same = DayWork {
                duration: first.duration,
                ..*later
            } == *first;
            if same {
                first.duration += later.duration;
            }
            same
        });
        work
    }

    /// Entries up to a day that were not rejected, in the order of the table.
    fn classified<'n>(self, names: &'n Names, last: i32) -> Vec<DayWork<'n>>
    where
        't: 'n,
    {
        let frame = self.tables.frame(Table::Time);
        let days = column(frame, "date").date().expect("days").physical();
        let durations = column(frame, "duration").i64().expect("parts of an hour");
        let flags = column(frame, "billable").bool().expect("flags");
        let rates = column(frame, "rate").i64().expect("money");
        let status = column(frame, "status").str().expect("text");
        let mut classes = Classes::of(self.tables, names);
        let name = |field: usize, at: usize| names.at(self.places[field][at]);
        let mut work = Vec::with_capacity(frame.height());
        // most entries are of the day of the one before
        let mut today = (0, day_of(0));
        let told = days.iter().zip(durations.iter()).zip(status.iter());
        let how = flags.iter().zip(rates.iter());
        for (at, (((day, duration), status), (billable, rate))) in told.zip(how).enumerate() {
            let (Some(day), Some(duration)) = (day, duration) else {
                continue;
            };
            if day > last || status == Some("rejected") {
                continue;
            }
            if today.0 != day {
                today = (day, day_of(day));
            }
            let project = name(2, at);
            let (client, kind) = classes.of_entry(name(1, at), project, billable);
            work.push(DayWork {
                day: today.1,
                person: name(0, at),
                client,
                project,
                task: name(3, at),
                kind,
                written_off: kind == Worked::Billable && status == Some(WRITTEN_OFF),
                rate: rate.map(Money),
                currency: rate.map_or(names.at(0), |_| name(4, at)),
                duration: Duration(duration),
            });
        }
        work
    }
}

/// Sorts the work of one day. The names decide almost always, and as one number they are compared at once.
fn sort_day(work: &mut [DayWork<'_>]) {
    work.sort_by_cached_key(|row| Name::key([row.person, row.client, row.project, row.task]));
    let alike = |one: &DayWork<'_>, next: &DayWork<'_>| {
        one.person == next.person && one.task_of_project() == next.task_of_project()
    };
    for same in work.chunk_by_mut(alike) {
        same.sort_unstable();
    }
}

fn column<'f>(frame: &'f DataFrame, field: &str) -> &'f Column {
    frame.column(field).expect("a field of the time table")
}

/// Texts by the order in which they were met.
#[derive(Default)]
struct Texts<'t> {
    numbers: HashMap<&'t str, u32>,
}

impl<'t> Texts<'t> {
    fn number(&mut self, text: &'t str) -> u32 {
        let next = self.numbers.len() as u32;
        *self.numbers.entry(text).or_insert(next)
    }

    /// Numbers of a column.
    fn numbers(&mut self, column: &'t StringChunked) -> Vec<u32> {
        let mut numbers = Vec::with_capacity(column.len());
        for chunk in column.downcast_iter() {
            self.number_chunk(chunk, &mut numbers);
        }
        numbers
    }

    /// Views that are equal are of the same text, so that each text is looked at about once and not in each row.
    fn number_chunk(&mut self, chunk: &'t Utf8ViewArray, numbers: &mut Vec<u32>) {
        let mut known: HashMap<u128, u32> = HashMap::new();
        let nothing = self.number("");
        for (at, view) in chunk.views().iter().enumerate() {
            numbers.push(if chunk.is_null(at) {
                nothing
            } else {
                let seen = known.entry(view.as_u128());
                *seen.or_insert_with(|| self.number(chunk.value(at)))
            });
        }
    }

    /// By number, the place in alphabetical order.
    fn places(&self, names: &Names) -> Vec<u32> {
        let mut places = vec![0; self.numbers.len()];
        for (text, number) in &self.numbers {
            places[*number as usize] = names.rank(text).expect("names are made of these texts");
        }
        places
    }
}

/// What entries count as; asked once for each client and project.
struct Classes<'a> {
    internals: Internals<'a>,
    names: &'a Names,
    known: HashMap<(Name<'a>, Name<'a>), (Name<'a>, bool)>,
}

impl<'a> Classes<'a> {
    fn of(tables: &'a Tables, names: &'a Names) -> Classes<'a> {
        Classes {
            internals: Internals::of(tables),
            names,
            known: HashMap::new(),
        }
    }

    /// Whose an entry is, and what it counts as.
    fn of_entry(
        &mut self,
        client: Name<'a>,
        project: Name<'a>,
        billable: Option<bool>,
    ) -> (Name<'a>, Worked) {
        let Classes {
            internals,
            names,
            known,
        } = self;
        let (client, internal) = *known.entry((client, project)).or_insert_with(|| {
            let said = |name: Name<'a>| Some(name.text()).filter(|text| !text.is_empty());
            let owner = internals.client_of(said(client), said(project));
            let internal = internals.is_internal(owner, said(project));
            let owner = owner.and_then(|owner| names.named(owner));
            (owner.unwrap_or(client), internal)
        });
        let kind = match (internal, billable) {
            (true, _) => Worked::Internal,
            (false, Some(false)) => Worked::ClientNonBillable,
            (false, _) => Worked::Billable,
        };
        (client, kind)
    }
}

/// Entries that agree in everything that matters for their classification.
pub(crate) struct Group {
    pub(crate) day: NaiveDate,
    pub(crate) person: Option<String>,
    pub(crate) client: Option<String>,
    pub(crate) project: Option<String>,
    pub(crate) duration: Duration,
    pub(crate) entries: i64,
}

/// Entries dated up to a day.
pub(crate) fn dated_up_to(last: NaiveDate) -> Expr {
    col("date").lt_eq(lit(day_number(last)).cast(DataType::Date))
}

/// Entries dated from a day on.
pub(crate) fn dated_from(first: NaiveDate) -> Expr {
    col("date").gt_eq(lit(day_number(first)).cast(DataType::Date))
}

/// The group-by over the time table, of the entries that `wanted` keeps; sorted by its keys.
pub(crate) fn grouped(tables: &Tables, wanted: Expr) -> Vec<Group> {
    let keys = ["date", "person", "client", "project"].map(col);
    let frame = tables
        .frame(Table::Time)
        .clone()
        .lazy()
        .filter(wanted.and(col("duration").is_not_null()))
        .group_by(&keys)
        .agg([
            col("duration").cast(DataType::Int64).sum(),
            len().cast(DataType::Int64).alias("entries"),
        ])
        .sort_by_exprs(keys, SortMultipleOptions::default())
        .collect_with_engine(Engine::InMemory)
        .expect("the time table has the fields of its schema")
        .unwrap_single();
    read_groups(&frame)
}

fn read_groups(frame: &DataFrame) -> Vec<Group> {
    let column = |name: &str| frame.column(name).expect("a key or sum of the roll-up");
    let text = |name: &str| column(name).str().expect("a text key");
    let (persons, clients) = (text("person"), text("client"));
    let projects = text("project");
    let days = column("date").date().expect("a date key").physical();
    let durations = column("duration").i64().expect("cast before the sum");
    let entries = column("entries").i64().expect("cast after the count");
    let owned = |text: Option<&str>| text.map(str::to_owned);
    (0..frame.height())
        .filter_map(|at| {
            Some(Group {
                day: day_of(days.get(at)?),
                person: owned(persons.get(at)),
                client: owned(clients.get(at)),
                project: owned(projects.get(at)),
                duration: Duration(durations.get(at)?),
                entries: entries.get(at)?,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::testing::{hours, scope, tables};

    const CLIENTS: &str = "client | status\nHalden | active\nOurselves | internal";
    const PROJECTS: &str = "project | client | kind\nBrand | Halden | retainer\nPitch | Halden | internal\n\
        Site | Halden | fixed\nSite | Borea | fixed\nTraining | | internal";

    fn kinds(entries: &str) -> Vec<(String, Worked, Duration)> {
        let time =
            format!("date | person | client | project | duration | billable | status\n{entries}");
        let tables = tables(&[
            ("clients", CLIENTS),
            ("projects", PROJECTS),
            ("time", &time),
        ]);
        let (names, entries) = Entries::of(&tables);
        let work = entries
            .work_days(&names, &scope("2026-10", "2026-10-31"))
            .into_iter();
        work.map(|work| (work.client.to_string(), work.kind, work.duration))
            .collect()
    }

    #[test]
    fn classifies_entries() {
        for (entry, client, kind) in [
            ("Halden | Brand | 1 | yes", "Halden", Worked::Billable),
            (
                "Halden | Brand | 1 | no",
                "Halden",
                Worked::ClientNonBillable,
            ),
            ("Halden | Brand | 1 | ", "Halden", Worked::Billable),
            ("Halden | | 1 | ", "Halden", Worked::Billable),
            // an internal client or project wins over the flag
            ("Ourselves | | 1 | yes", "Ourselves", Worked::Internal),
            ("Halden | Pitch | 1 | yes", "Halden", Worked::Internal),
            ("Halden | Training | 1 | yes", "Halden", Worked::Internal),
            // a project of one client brings its client, one of two does not
            (" | Brand | 1 | ", "Halden", Worked::Billable),
            (" | Site | 1 | yes", "", Worked::Internal),
            (" | | 1 | yes", "", Worked::Internal),
            // a client that is in no table is a client
            ("Nobody Knows | | 1 | ", "Nobody Knows", Worked::Billable),
        ] {
            assert_eq!(
                kinds(&format!("2026-10-05 | Mara | {entry} | approved")),
                [(client.to_owned(), kind, hours("1"))],
                "{entry}"
            );
        }
    }

    #[test]
    fn adds_corrections_and_leaves_rejected_and_later_entries_out() {
        let sums = kinds(
            "2026-10-05 | Mara | Halden | Brand | 3:20 | yes |\n\
             2026-10-05 | Mara | Halden | Brand | 1:40 | |\n\
             2026-10-05 | Mara | Halden | Brand | -0.5 | yes | pending\n\
             2026-10-05 | Mara | Halden | Brand | 8 | yes | rejected\n\
             2026-11-01 | Mara | Halden | Brand | 8 | yes |",
        );
        assert_eq!(
            sums,
            [("Halden".to_owned(), Worked::Billable, hours("4.5"))]
        );
    }

    #[test]
    fn the_roll_up_of_all_months_is_the_union_of_each() {
        let months = [
            "2026-09-30 | Mara | Halden | 2\n2026-09-01 | Ivo | Borea | 1",
            "2026-10-01 | Mara | Halden | 3\n2026-10-01 | Ivo | Borea | 4",
        ];
        let roll = |entries: &str| -> Vec<String> {
            let time = format!("date | person | client | duration\n{entries}");
            let tables = tables(&[("time", &time)]);
            let (names, entries) = Entries::of(&tables);
            let work = entries.work_days(&names, &scope("2026-10", "2026-10-31"));
            work.iter().map(|row| format!("{row:?}")).collect()
        };
        let union: Vec<String> = months.iter().flat_map(|month| roll(month)).collect();
        assert_eq!(roll(&months.join("\n")), union);
    }
}
