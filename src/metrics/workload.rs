//! Who works for whom, and on what.

use std::collections::{BTreeMap, BTreeSet};

use super::catalogue::{CLIENT_TASK, PERSON_CLIENT};
use super::frame::{Datum, MetricFrame};
use super::scope::Scope;
use super::work::{DayWork, Worked};
use crate::model::{Duration, Month, Span};

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
