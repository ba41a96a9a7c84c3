//! Time entries rolled up by day: the one heavy group-by over the time table.
//!
//! The day is in the key, so the roll-up of all months is the union of the roll-ups of each month. What comes
//! out is small and is classified in plain Rust.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use polars::prelude::*;

use super::internal::Internals;
use super::scope::Scope;
use super::work::{DayWork, Worked};
use crate::model::tables::{day_number, day_of};
use crate::model::{Duration, Table, Tables};

/// Entries that agree in everything that matters for their classification.
pub(crate) struct Group {
    pub(crate) day: NaiveDate,
    pub(crate) person: Option<String>,
    pub(crate) client: Option<String>,
    pub(crate) project: Option<String>,
    pub(crate) task: Option<String>,
    pub(crate) billable: Option<bool>,
    pub(crate) duration: Duration,
    pub(crate) entries: i64,
}

/// Worked time up to as-of, classified and sorted; rejected entries are left out.
pub fn work_days(tables: &Tables, scope: &Scope) -> Vec<DayWork> {
    let accepted = dated_up_to(scope.as_of).and(col("status").neq_missing(lit("rejected")));
    let internals = Internals::of(tables);
    let mut sums: BTreeMap<DayWork, Duration> = BTreeMap::new();
    for group in grouped(tables, accepted) {
        *sums.entry(classify(&internals, &group)).or_default() += group.duration;
    }
    sums.into_iter()
        .map(|(work, duration)| DayWork { duration, ..work })
        .collect()
}

/// Everything of a [`DayWork`] but its duration.
fn classify(internals: &Internals<'_>, group: &Group) -> DayWork {
    let project = group.project.as_deref();
    let own = group.client.clone();
    let client = own.or_else(|| internals.client_of(None, project).map(str::to_owned));
    let kind = if internals.is_internal(client.as_deref(), project) {
        Worked::Internal
    } else if group.billable == Some(false) {
        Worked::ClientNonBillable
    } else {
        Worked::Billable
    };
    DayWork {
        day: group.day,
        person: group.person.clone().unwrap_or_default(),
        client: client.unwrap_or_default(),
        project: group.project.clone().unwrap_or_default(),
        task: group.task.clone().unwrap_or_default(),
        kind,
        duration: Duration::ZERO,
    }
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
    let keys = ["date", "person", "client", "project", "task", "billable"].map(col);
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
    let (projects, tasks) = (text("project"), text("task"));
    let days = column("date").date().expect("a date key").physical();
    let flags = column("billable").bool().expect("a flag key");
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
                task: owned(tasks.get(at)),
                billable: flags.get(at),
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
        work_days(&tables, &scope("2026-10", "2026-10-31"))
            .into_iter()
            .map(|work| (work.client, work.kind, work.duration))
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
        let roll = |entries: &str| {
            let time = format!("date | person | client | duration\n{entries}");
            work_days(&tables(&[("time", &time)]), &scope("2026-10", "2026-10-31"))
        };
        let mut union: Vec<DayWork> = months.iter().flat_map(|month| roll(month)).collect();
        union.sort();
        assert_eq!(roll(&months.join("\n")), union);
    }
}
