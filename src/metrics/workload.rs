//! Who works for whom, and on what.

use std::collections::{BTreeMap, BTreeSet};

use super::frame::{Datum, FrameSpec, MetricFrame, Unit};
use super::scope::Scope;
use super::work::{DayWork, Worked};
use crate::model::{Duration, Month, Span};

/// Who works for whom. Internal work has an empty client.
pub static PERSON_CLIENT: FrameSpec = FrameSpec::exported(
    "person_client",
    "person, client, month",
    &[
        ("month", Unit::Month),
        ("person", Unit::Text),
        ("client", Unit::Text),
        ("worked_hours", Unit::Hours),
        ("billable_hours", Unit::Hours),
        ("share_of_person", Unit::Share),
    ],
);

/// Client hours by project and task.
pub static CLIENT_TASK: FrameSpec = FrameSpec::exported(
    "client_task",
    "client, project, task, month",
    &[
        ("month", Unit::Month),
        ("client", Unit::Text),
        ("project", Unit::Text),
        ("task", Unit::Text),
        ("worked_hours", Unit::Hours),
        ("billable_hours", Unit::Hours),
        ("people", Unit::Count),
    ],
);

/// Hours of a person for a client, or of a task.
#[derive(Default)]
struct Effort<'a> {
    worked: Duration,
    billable: Duration,
    people: BTreeSet<&'a str>,
}

impl<'a> Effort<'a> {
    fn add(&mut self, work: &'a DayWork) {
        self.worked += work.duration;
        if work.kind == Worked::Billable {
            self.billable += work.duration;
        }
        self.people.insert(&work.person);
    }
}

/// The frame [`PERSON_CLIENT`]; all internal work of a person is one row with an empty client.
pub fn person_client(work: &[DayWork], scope: &Scope) -> MetricFrame {
    let mut rows = Vec::new();
    for span in scope.spans() {
        let mut efforts: BTreeMap<(&str, &str), Effort<'_>> = BTreeMap::new();
        let mut whole: BTreeMap<&str, Duration> = BTreeMap::new();
        for row in work_of(work, span) {
            let client = match row.kind {
                Worked::Internal => "",
                Worked::Billable | Worked::ClientNonBillable => row.client.as_str(),
            };
            efforts.entry((&row.person, client)).or_default().add(row);
            *whole.entry(&row.person).or_default() += row.duration;
        }
        for ((person, client), effort) in efforts {
            rows.push(vec![
                span.to_string().into(),
                person.into(),
                client.into(),
                effort.worked.into(),
                effort.billable.into(),
                share_of(effort.worked, whole[person]),
            ]);
        }
    }
    MetricFrame::of(&PERSON_CLIENT, rows)
}

/// n/a when a person's hours add up to nothing (corrections).
fn share_of(part: Duration, whole: Duration) -> Datum {
    let known = whole > Duration::ZERO;
    known.then(|| part.0 as f64 / whole.0 as f64).into()
}

/// The frame [`CLIENT_TASK`]: client hours only.
pub fn client_task(work: &[DayWork], scope: &Scope) -> MetricFrame {
    let mut rows = Vec::new();
    for span in scope.spans() {
        let mut efforts: BTreeMap<(&str, &str, &str), Effort<'_>> = BTreeMap::new();
        for row in work_of(work, span).filter(|row| row.kind != Worked::Internal) {
            let key = (row.client.as_str(), row.project.as_str(), row.task.as_str());
            efforts.entry(key).or_default().add(row);
        }
        for ((client, project, task), effort) in efforts {
            rows.push(vec![
                span.to_string().into(),
                client.into(),
                project.into(),
                task.into(),
                effort.worked.into(),
                effort.billable.into(),
                (effort.people.len() as i64).into(),
            ]);
        }
    }
    MetricFrame::of(&CLIENT_TASK, rows)
}

fn work_of(work: &[DayWork], span: Span) -> impl Iterator<Item = &DayWork> {
    work.iter()
        .filter(move |row| span.holds(Month::of(row.day)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::rollup::work_days;
    use crate::metrics::testing::{lines, scope, tables};

    #[test]
    fn shows_who_works_for_whom_and_on_what() {
        let time = "date | person | client | project | task | duration | billable\n\
            2026-10-05 | Mara | Halden | Brand | Copy | 6 | yes\n\
            2026-10-06 | Mara | Halden | Brand | Copy | 2 | no\n\
            2026-10-06 | Ivo | Halden | Brand | Copy | 1 | yes\n\
            2026-10-06 | Mara | | | Meeting | 2 | no";
        let (tables, scope) = (tables(&[("time", time)]), scope("2026-10", "2026-10-31"));
        let work = work_days(&tables, &scope);
        let columns = [
            "person",
            "client",
            "worked_hours",
            "billable_hours",
            "share_of_person",
        ];
        assert_eq!(
            lines(&person_client(&work, &scope), &columns),
            [
                "Ivo | Halden | 1 | 1 | 1.0000",
                "Mara |  | 2 | 0 | 0.2000",
                "Mara | Halden | 8 | 6 | 0.8000",
            ]
        );
        let columns = [
            "client",
            "project",
            "task",
            "worked_hours",
            "billable_hours",
            "people",
        ];
        assert_eq!(
            lines(&client_task(&work, &scope), &columns),
            ["Halden | Brand | Copy | 9 | 7 | 2"]
        );
    }
}
