//! Who works for whom, and on what.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::iter::Peekable;

use chrono::NaiveDate;
use hashbrown::HashMap;

use super::client_work::{ClientWork, ProjectMonth};
use super::definition::{Definition, Rests};
use super::effort::Hours;
use super::frame::{FrameRows, FrameSpec, MetricFrame, Unit};
use super::month_sums::{MonthSums, OnProject, hours_of, people_of};
use super::portfolio::Portfolio;
use super::scope::Scope;
use super::work::{DayWork, Name};
use super::worked::Work;
use crate::model::{Duration, Month, Table};

const HOURS: &[Rests] = &[Rests::within(Table::Time, "date")];
const ALL_HOURS: &[Rests] = &[Rests::up_to(Table::Time, "date")];

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "share_of_person",
        text: "hours of the person for the client / all hours the person worked, internal ones included",
        rests_on: HOURS,
    },
    Definition {
        name: "client_task.people",
        text: "people with hours on the task",
        rests_on: HOURS,
    },
    Definition {
        name: "joint_projects.hours",
        text: "hours of the person on the project from the first day in the files to the report's day",
        rests_on: ALL_HOURS,
    },
    Definition {
        name: "hours_of_period",
        text: "those of them in the report's period",
        rests_on: HOURS,
    },
    Definition {
        name: "first_day",
        text: "first day with hours of the person on the project",
        rests_on: ALL_HOURS,
    },
    Definition {
        name: "last_day",
        text: "last day with hours of the person on the project, up to the report's day",
        rests_on: ALL_HOURS,
    },
];

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

/// What a client and a person have done together, in all months up to the report's day.
pub static JOINT_PROJECTS: FrameSpec = FrameSpec::exported(
    "joint_projects",
    "person, client, project",
    &[
        ("person", Unit::Text),
        ("client", Unit::Text),
        ("project", Unit::Text),
        ("hours", Unit::Hours),
        ("hours_of_period", Unit::Hours),
        ("first_day", Unit::Date),
        ("last_day", Unit::Date),
    ],
);

/// Hours of a person for a client, or of a task.
#[derive(Default)]
struct Effort {
    worked: Duration,
    billable: Duration,
}

impl Effort {
    fn add(&mut self, own: &OnProject<'_>) {
        self.worked += own.worked;
        self.billable += own.billable;
    }
}

/// The frame [`PERSON_CLIENT`]; all internal work of a person is one row with an empty client.
pub fn person_client(work: &Work<'_>, scope: &Scope) -> MetricFrame {
    let mut rows = FrameRows::of(&PERSON_CLIENT);
    for span in scope.spans() {
        let label = span.to_string();
        let mut efforts: HashMap<(Name<'_>, Option<Name<'_>>), Effort> = HashMap::new();
        for own in work.months_of(span).iter().flat_map(|sums| &sums.people) {
            let client = (!own.internal).then_some(own.client);
            efforts.entry((own.person, client)).or_default().add(own);
        }
        let mut efforts: Vec<_> = efforts.into_iter().collect();
        efforts.sort_unstable_by_key(|(key, _)| *key);
        for of_person in efforts.chunk_by(|((one, _), _), ((next, _), _)| one == next) {
            let whole: Duration = of_person.iter().map(|(_, effort)| effort.worked).sum();
            for ((person, client), effort) in of_person {
                rows.push([
                    label.as_str().into(),
                    person.text().into(),
                    client.map_or("", Name::text).into(),
                    effort.worked.into(),
                    effort.billable.into(),
                    share_of(effort.worked, whole).into(),
                ]);
            }
        }
    }
    rows.finish()
}

/// n/a when a person's hours add up to nothing (corrections).
fn share_of(part: Duration, whole: Duration) -> Option<f64> {
    let known = whole > Duration::ZERO;
    known.then(|| part.0 as f64 / whole.0 as f64)
}

/// The frame [`CLIENT_TASK`]: client hours only.
pub fn client_task(portfolio: &Portfolio<'_>) -> MetricFrame {
    let mut rows = FrameRows::of(&CLIENT_TASK);
    for span in portfolio.scope.spans() {
        let label = span.to_string();
        if span.len() > 1 {
            // who worked on a task in several months counts once
            let all: Vec<DayWork<'_>> = portfolio.work.days_of(span).copied().collect();
            let whole = ClientWork::of_month(span.from, &all);
            for piece in whole.project_months() {
                add_tasks(&mut rows, &label, piece);
            }
        } else {
            let sums = portfolio.work.months_of(span).iter();
            for task in sums.flat_map(|sums| &sums.tasks) {
                let names = [task.client, task.project, task.task];
                add_task(&mut rows, &label, names, (task.hours, task.people));
            }
        }
    }
    rows.finish()
}

/// A row for each task of a project.
fn add_tasks(rows: &mut FrameRows, label: &str, piece: ProjectMonth<'_, '_>) {
    for of_task in piece.work.chunk_by(|one, next| one.task == next.task) {
        let names = [piece.client, piece.project, of_task[0].task];
        let sums = (hours_of(of_task), people_of(of_task));
        add_task(rows, label, names, sums);
    }
}

fn add_task(
    rows: &mut FrameRows,
    label: &str,
    [client, project, task]: [Name<'_>; 3],
    (hours, people): (Hours, i64),
) {
    rows.push([
        label.into(),
        client.text().into(),
        project.text().into(),
        task.text().into(),
        hours.all.into(),
        hours.billable.into(),
        people.into(),
    ]);
}

/// The frame [`JOINT_PROJECTS`]: client hours only; work without a project has an empty one. Months hold their sums in this order
/// already, so that they are merged: what a large agency adds up to is never kept a second time.
pub fn joint_projects(work: &Work<'_>, scope: &Scope) -> MetricFrame {
    let mut months: Vec<_> = work.months().iter().map(of_clients).collect();
    let mut next: BinaryHeap<_> = (0..months.len())
        .filter_map(|at| Some(Reverse((months[at].peek()?.1.key(), at))))
        .collect();
    let mut rows = FrameRows::of(&JOINT_PROJECTS);
    let mut sum: Option<Joint<'_>> = None;
    while let Some(Reverse((key, at))) = next.pop() {
        let Some((month, own)) = months[at].next() else {
            continue;
        };
        if let Some((_, own)) = months[at].peek() {
            next.push(Reverse((own.key(), at)));
        }
        let joint = match &mut sum {
            Some(joint) if joint.key == key => joint,
            before => {
                before.take().iter().for_each(|joint| joint.put(&mut rows));
                before.insert(Joint::begun(own))
            }
        };
        joint.add(own, scope.period.holds(month));
    }
    sum.iter().for_each(|joint| joint.put(&mut rows));
    rows.finish()
}

/// Client work of a month by person, client and project.
fn of_clients<'w, 'a>(
    sums: &'w MonthSums<'a>,
) -> Peekable<impl Iterator<Item = (Month, &'w OnProject<'a>)>> {
    let own = sums.people.iter().filter(|own| !own.internal);
    own.map(|own| (sums.month, own)).peekable()
}

/// Hours of a person on a project.
struct Joint<'a> {
    key: [Name<'a>; 3],
    all: Duration,
    period: Duration,
    first: NaiveDate,
    last: NaiveDate,
}

impl<'a> Joint<'a> {
    fn begun(own: &OnProject<'a>) -> Joint<'a> {
        Joint {
            key: own.key(),
            all: Duration::ZERO,
            period: Duration::ZERO,
            first: own.first,
            last: own.last,
        }
    }

    fn add(&mut self, own: &OnProject<'_>, in_period: bool) {
        self.all += own.worked;
        if in_period {
            self.period += own.worked;
        }
        self.first = self.first.min(own.first);
        self.last = self.last.max(own.last);
    }

    fn put(&self, rows: &mut FrameRows) {
        let [person, client, project] = self.key.map(Name::text);
        rows.push([
            person.into(),
            client.into(),
            project.into(),
            self.all.into(),
            self.period.into(),
            self.first.into(),
            self.last.into(),
        ]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::people::People;
    use crate::metrics::reconcile::Owed;
    use crate::metrics::testing::{lines, scope, tables};

    #[test]
    fn shows_who_works_for_whom_and_on_what() {
        let time = "date | person | client | project | task | duration | billable\n\
            2026-10-05 | Mara | Halden | Brand | Copy | 6 | yes\n\
            2026-10-06 | Mara | Halden | Brand | Copy | 2 | no\n\
            2026-10-06 | Ivo | Halden | Brand | Copy | 1 | yes\n\
            2026-10-06 | Mara | | | Meeting | 2 | no";
        let (tables, scope) = (tables(&[("time", time)]), scope("2026-10", "2026-10-31"));
        let work = crate::metrics::testing::work(&tables, &scope);
        let (people, owed) = (People::of(&tables), Owed::default());
        let portfolio = Portfolio::of(&tables, &work, &people, &owed, &scope);
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
            lines(&client_task(&portfolio), &columns),
            ["Halden | Brand | Copy | 9 | 7 | 2"]
        );
    }

    #[test]
    fn joint_projects_reach_over_all_months() {
        let time = "date | person | client | project | duration\n\
            2026-08-05 | Mara | Halden | Brand | 6\n\
            2026-10-06 | Mara | Halden | Brand | 2\n\
            2026-10-07 | Mara | Halden | | 1\n\
            2026-09-07 | Ivo | Halden | Brand | 3\n\
            2026-10-06 | Mara | | | 2";
        let (tables, mut scope) = (tables(&[("time", time)]), scope("2026-10", "2026-10-31"));
        scope.first = scope.first.plus(-2);
        let work = crate::metrics::testing::work(&tables, &scope);
        let columns = [
            "person",
            "client",
            "project",
            "hours",
            "hours_of_period",
            "first_day",
            "last_day",
        ];
        assert_eq!(
            lines(&joint_projects(&work, &scope), &columns),
            [
                "Ivo | Halden | Brand | 3 | 0 | 2026-09-07 | 2026-09-07",
                "Mara | Halden |  | 1 | 1 | 2026-10-07 | 2026-10-07",
                "Mara | Halden | Brand | 8 | 2 | 2026-08-05 | 2026-10-06",
            ]
        );
    }
}
