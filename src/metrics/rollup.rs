//! Time entries rolled up by day: the one heavy pass over the time table.
//!
//! The day is in the key, so the roll-up of all months is the union of the roll-ups of each month. Names are told apart
//! once and compared as numbers. Few entries agree in everything, so that sorting them costs less than a hash of groups
//! would, and the order is wanted anyway.

use chrono::NaiveDate;
use hashbrown::HashMap;

use super::jobs::{Found, Jobs, Terms};
use super::scope::Scope;
use super::work::{DayWork, Name, Names};
use super::write_offs::WRITTEN_OFF;
use crate::model::column::Numbered;
use crate::model::tables::{day_number, day_of};
use crate::model::{Duration, Table, Tables};

/// Fields whose values no figure needs; of a note it counts whether there is one ([`write_offs`](super::write_offs)).
pub const UNREAD: [(Table, &str); 2] = [(Table::Time, "note"), (Table::Time, "amount")];

/// The text fields of a time entry that its work keeps.
const NAMED: [&str; 5] = ["person", "client", "project", "task", "currency"];

/// Time entries with their names as numbers.
pub struct Entries<'t> {
    tables: &'t Tables,
    named: [Named<'t>; 5],
}

/// A field of names.
struct Named<'t> {
    column: Numbered<'t>,
    /// By the number of the text, its place among the names.
    places: Vec<u32>,
    /// The place of the empty name.
    nobody: u32,
}

impl<'t> Named<'t> {
    fn of(column: Numbered<'t>, names: &Names) -> Named<'t> {
        let place = |text: &str| names.rank(text).expect("names are made of these texts");
        let nobody = place("");
        let texts = column.texts().iter();
        let places = texts.map(|text| text.map_or(nobody, place)).collect();
        Named {
            column,
            places,
            nobody,
        }
    }

    fn place(&self, row: usize) -> u32 {
        let number = self.column.of_row(row);
        number.map_or(self.nobody, |number| self.places[number])
    }
}

impl<'t> Entries<'t> {
    /// Tells the names apart, which come beside the entries, in alphabetical order.
    pub fn of(tables: &'t Tables) -> (Names, Entries<'t>) {
        let rows = tables.rows(Table::Time);
        let columns = NAMED.map(|field| rows.numbered(field));
        let owners = tables.rows(Table::Projects).text("client");
        let texts = columns.iter().flat_map(|column| column.texts());
        let mut texts: Vec<&str> = texts.copied().chain(owners).flatten().collect();
        texts.sort_unstable();
        texts.dedup();
        let names = Names::of(texts);
        let named = columns.map(|column| Named::of(column, &names));
        (names, Entries { tables, named })
    }

    /// What the entries up to as-of were worked on; rejected ones are left out.
    pub fn jobs<'n>(&self, names: &'n Names, scope: &Scope) -> Jobs<'n>
    where
        't: 'n,
    {
        let rows = self.tables.rows(Table::Time);
        let (days, durations) = (rows.values("date"), rows.values("duration"));
        let (flags, rates) = (rows.values("billable"), rows.values("rate"));
        let status = rows.numbered("status");
        let last = day_number(scope.as_of);
        let mut jobs = Found::of(self.tables, names, rows.len());
        for at in 0..rows.len() {
            let counts = days.day(at).is_some_and(|day| day <= last) && durations.has(at);
            let status = status.text(at);
            if !counts || status == Some("rejected") {
                jobs.pass();
                continue;
            }
            let [client, project, task, currency] =
                [1, 2, 3, 4].map(|field: usize| self.named[field].place(at));
            jobs.push(Terms {
                client,
                project,
                task,
                billable: flags.flag(at),
                written_off: status == Some(WRITTEN_OFF),
                rate: rates.integer(at),
                currency,
            });
        }
        jobs.end()
    }

    /// Worked time, classified and sorted.
    pub fn work_days<'n>(self, names: &'n Names, jobs: &'n Jobs<'n>) -> Vec<DayWork<'n>> {
        let mut work = self.in_order_of_the_table(names, jobs);
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

    fn in_order_of_the_table<'n>(&self, names: &'n Names, jobs: &'n Jobs<'n>) -> Vec<DayWork<'n>> {
        let rows = self.tables.rows(Table::Time);
        let (days, durations) = (rows.values("date"), rows.values("duration"));
        let mut work = Vec::with_capacity(rows.len());
        // most entries are of the day of the one before
        let mut today = (0, day_of(0));
        for at in 0..rows.len() {
            let (Some(job), Some(day)) = (jobs.of_row(at), days.day(at)) else {
                continue;
            };
            if today.0 != day {
                today = (day, day_of(day));
            }
            work.push(DayWork {
                day: today.1,
                person: names.at(self.named[0].place(at)),
                job,
                duration: Duration(durations.integer(at).unwrap_or_default()),
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

/// A time entry as far as it is chosen by.
pub(crate) struct Chosen<'e> {
    pub(crate) day: NaiveDate,
    pub(crate) billable: Option<bool>,
    pub(crate) status: Option<&'e str>,
    pub(crate) has_note: bool,
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

/// The entries that are `wanted`, added up by day, person, client and project; sorted by these.
pub(crate) fn grouped(tables: &Tables, wanted: impl Fn(&Chosen<'_>) -> bool) -> Vec<Group> {
    let rows = tables.rows(Table::Time);
    let (days, durations) = (rows.values("date"), rows.values("duration"));
    let (flags, notes) = (rows.values("billable"), rows.values("note"));
    let status = rows.numbered("status");
    let columns = ["person", "client", "project"].map(|field| Alike::of(rows.numbered(field)));
    let mut sums: HashMap<(i32, [u32; 3]), (i64, i64)> = HashMap::new();
    let mut today = (0, day_of(0));
    for at in 0..rows.len() {
        let (Some(day), Some(duration)) = (days.day(at), durations.integer(at)) else {
            continue;
        };
        if today.0 != day {
            today = (day, day_of(day));
        }
        let entry = Chosen {
            day: today.1,
            billable: flags.flag(at),
            status: status.text(at),
            has_note: notes.has(at),
        };
        if wanted(&entry) {
            let names = [0, 1, 2].map(|field: usize| columns[field].number(at));
            let (sum, entries) = sums.entry((day, names)).or_default();
            *sum += duration;
            *entries += 1;
        }
    }
    let mut sums: Vec<_> = sums.into_iter().collect();
    sums.sort_unstable();
    let group = |((day, names), (duration, entries)): ((i32, [u32; 3]), (i64, i64))| {
        let name = |field: usize| columns[field].text(names[field]).map(str::to_owned);
        Group {
            day: day_of(day),
            person: name(0),
            client: name(1),
            project: name(2),
            duration: Duration(duration),
            entries,
        }
    };
    sums.into_iter().map(group).collect()
}

/// Names of a column by their place in alphabetical order, nobody first.
struct Alike<'t> {
    column: Numbered<'t>,
    sorted: Vec<&'t str>,
    places: Vec<u32>,
}

impl<'t> Alike<'t> {
    fn of(column: Numbered<'t>) -> Alike<'t> {
        let mut sorted: Vec<&str> = column.texts().iter().copied().flatten().collect();
        sorted.sort_unstable();
        sorted.dedup();
        let place = |text: &str| sorted.partition_point(|other| *other < text) as u32 + 1;
        let texts = column.texts().iter();
        let places = texts.map(|text| text.map_or(0, place)).collect();
        Alike {
            column,
            sorted,
            places,
        }
    }

    fn number(&self, row: usize) -> u32 {
        let number = self.column.of_row(row);
        number.map_or(0, |number| self.places[number])
    }

    fn text(&self, number: u32) -> Option<&'t str> {
        Some(self.sorted[(number as usize).checked_sub(1)?])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::testing::{hours, scope, tables};
    use crate::metrics::work::Worked;

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
        let jobs = entries.jobs(&names, &scope("2026-10", "2026-10-31"));
        let work = entries.work_days(&names, &jobs);
        let work = work.into_iter();
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
            let jobs = entries.jobs(&names, &scope("2026-10", "2026-10-31"));
            let work = entries.work_days(&names, &jobs);
            work.iter().map(|row| format!("{row:?}")).collect()
        };
        let union: Vec<String> = months.iter().flat_map(|month| roll(month)).collect();
        assert_eq!(roll(&months.join("\n")), union);
    }
}
