//! Client hours by month and project.

use std::collections::BTreeMap;

use super::accounts::Accounts;
use super::work::{DayWork, Worked};
use crate::model::{Duration, Month, Span};

/// Client hours: B + C, and B alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hours {
    /// B + C.
    pub all: Duration,
    /// B.
    pub billable: Duration,
}

impl Hours {
    /// Adds others.
    pub fn add(&mut self, other: Hours) {
        self.all += other.all;
        self.billable += other.billable;
    }

    fn record(&mut self, part: &DayWork<'_>) {
        self.all += part.duration;
        if part.kind == Worked::Billable {
            self.billable += part.duration;
        }
    }
}

/// Client hours of people, for clients that are not internal.
#[derive(Clone, Debug, Default)]
pub struct Effort<'a> {
    clients: BTreeMap<&'a str, BTreeMap<Month, Hours>>,
    projects: BTreeMap<(&'a str, &'a str), BTreeMap<Month, Hours>>,
}

impl<'a> Effort<'a> {
    /// Sums client work ([`super::work::of_clients`]), one month of a project after the other.
    pub fn of(work: &[&'a DayWork<'a>], accounts: &Accounts) -> Effort<'a> {
        let mut effort = Effort::default();
        for of_month in work.chunk_by(|one, next| one.month_of_project() == next.month_of_project())
        {
            let (client, project, month) = of_month[0].month_of_project();
            if accounts.get(&client).is_none() {
                continue;
            }
            let mut hours = Hours::default();
            of_month.iter().for_each(|part| hours.record(part));
            let months = effort.clients.entry(client.text()).or_default();
            months.entry(month).or_default().add(hours);
            let key = (client.text(), project.text());
            let months = effort.projects.entry(key).or_default();
            months.entry(month).or_default().add(hours);
        }
        effort
    }

    /// Hours of a client.
    pub fn of_client(&self, client: &str, span: Span) -> Hours {
        sum(self.clients.get(client), span)
    }

    /// Hours of a project.
    pub fn of_project(&self, client: &str, project: &str, span: Span) -> Hours {
        sum(self.projects.get(&(client, project)), span)
    }

    /// Client and project of all client hours; the project is empty where the entry names none.
    pub fn projects(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.projects.keys().copied()
    }
}

fn sum(months: Option<&BTreeMap<Month, Hours>>, span: Span) -> Hours {
    let mut hours = Hours::default();
    if let (Some(months), true) = (months, span.from <= span.to) {
        months
            .range(span.from..=span.to)
            .for_each(|(_, part)| hours.add(*part));
    }
    hours
}
