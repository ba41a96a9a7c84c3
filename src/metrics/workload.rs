//! Who works for whom, and on what.

use std::collections::{BTreeMap, BTreeSet};

use super::frame::{Datum, FrameSpec, MetricFrame, Unit};
use super::scope::Scope;
use super::work::{DayWork, Name, Worked, of_span};
use crate::model::Duration;

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
    people: BTreeSet<Name<'a>>,
}

impl<'a> Effort<'a> {
    fn add(&mut self, work: &DayWork<'a>) {
        self.worked += work.duration;
        if work.kind == Worked::Billable {
            self.billable += work.duration;
        }
        self.people.insert(work.person);
    }
}

/// The frame [`PERSON_CLIENT`]; all internal work of a person is one row with an empty client.
pub fn person_client(work: &[DayWork<'_>], scope: &Scope) -> MetricFrame {
    let mut rows = Vec::new();
    for span in scope.spans() {
        let mut efforts: BTreeMap<(Name<'_>, Option<Name<'_>>), Effort<'_>> = BTreeMap::new();
        let mut whole: BTreeMap<Name<'_>, Duration> = BTreeMap::new();
        for row in of_span(work, span) {
            let client = (row.kind != Worked::Internal).then_some(row.client);
            efforts.entry((row.person, client)).or_default().add(row);
            *whole.entry(row.person).or_default() += row.duration;
        }
        for ((person, client), effort) in efforts {
            rows.push(vec![
                span.to_string().into(),
                person.text().into(),
                client.map_or("", Name::text).into(),
                effort.worked.into(),
                effort.billable.into(),
                share_of(effort.worked, whole[&person]),
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
pub fn client_task(work: &[DayWork<'_>], scope: &Scope) -> MetricFrame {
    let mut rows = Vec::new();
    for span in scope.spans() {
        let mut efforts: BTreeMap<[Name<'_>; 3], Effort<'_>> = BTreeMap::new();
        let outside = of_span(work, span).iter();
        for row in outside.filter(|row| row.kind != Worked::Internal) {
            let key = [row.client, row.project, row.task];
            efforts.entry(key).or_default().add(row);
        }
        for ([client, project, task], effort) in efforts {
            rows.push(vec![
                span.to_string().into(),
                client.text().into(),
                project.text().into(),
                task.text().into(),
                effort.worked.into(),
                effort.billable.into(),
                (effort.people.len() as i64).into(),
            ]);
        }
    }
    MetricFrame::of(&CLIENT_TASK, rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::rollup::Entries;
    use crate::metrics::testing::{lines, scope, tables};

    #[test]
    fn shows_who_works_for_whom_and_on_what() {
        let time = "date | person | client | project | task | duration | billable\n\
            2026-10-05 | Mara | Halden | Brand | Copy | 6 | yes\n\
            2026-10-06 | Mara | Halden | Brand | Copy | 2 | no\n\
            2026-10-06 | Ivo | Halden | Brand | Copy | 1 | yes\n\
            2026-10-06 | Mara | | | Meeting | 2 | no";
        let (tables, scope) = (tables(&[("time", time)]), scope("2026-10", "2026-10-31"));
        let entries = Entries::of(&tables);
        let work = entries.work_days(&scope);
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
