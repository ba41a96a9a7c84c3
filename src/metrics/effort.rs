//! Client hours by month and project.

use std::collections::BTreeMap;

use hashbrown::HashMap;

use super::accounts::Accounts;
use super::client_work::ClientHours;
use super::worked::Work;
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

    /// Adds a piece of work.
    pub fn record(&mut self, part: &ClientHours<'_>) {
        self.all += part.duration;
        if part.is_billable() {
            self.billable += part.duration;
        }
    }
}

/// Hours by month, kept as running totals.
#[derive(Clone, Debug, Default)]
struct Running {
    /// Months with hours, in order, each with the sum up to it.
    totals: Vec<(Month, Hours)>,
}

impl Running {
    /// Adds hours of the last month so far, or of a later one.
    fn add(&mut self, month: Month, hours: Hours) {
        let last = self.totals.last().copied();
        if last.is_none_or(|(last, _)| last < month) {
            let so_far = last.map_or(Hours::default(), |(_, sum)| sum);
            self.totals.push((month, so_far));
        }
        if let Some((_, sum)) = self.totals.last_mut() {
            sum.add(hours);
        }
    }

    fn until(&self, month: Month) -> Hours {
        let after = self.totals.partition_point(|(one, _)| *one <= month);
        let last = after.checked_sub(1).map(|at| self.totals[at].1);
        last.unwrap_or_default()
    }

    fn over(&self, span: Span) -> Hours {
        if span.to < span.from {
            return Hours::default();
        }
        let (until, before) = (self.until(span.to), self.until(span.from.plus(-1)));
        Hours {
            all: until.all - before.all,
            billable: until.billable - before.billable,
        }
    }
}

/// Client hours of people, for clients that are not internal.
#[derive(Clone, Debug, Default)]
pub struct Effort<'a> {
    clients: BTreeMap<&'a str, Running>,
    projects: HashMap<(&'a str, &'a str), Running>,
}

impl<'a> Effort<'a> {
    /// Sums client work.
    pub fn of(work: &Work<'a>, accounts: &Accounts) -> Effort<'a> {
        let mut effort = Effort::default();
        for sums in work.months() {
            for done in &sums.projects {
                let (client, project) = (done.client.text(), done.project.text());
                if accounts.get(client).is_none() {
                    continue;
                }
                let of_client = effort.clients.entry(client).or_default();
                of_client.add(sums.month, done.hours);
                let of_project = effort.projects.entry((client, project)).or_default();
                of_project.add(sums.month, done.hours);
            }
        }
        effort
    }

    /// Hours of a client.
    pub fn of_client(&self, client: &str, span: Span) -> Hours {
        let months = self.clients.get(client);
        months.map_or(Hours::default(), |months| months.over(span))
    }

    /// Hours of a project.
    pub fn of_project(&self, client: &str, project: &str, span: Span) -> Hours {
        let months = self.projects.get(&(client, project));
        months.map_or(Hours::default(), |months| months.over(span))
    }

    /// The last month with hours on a project.
    pub fn last_month(&self, client: &str, project: &str) -> Option<Month> {
        let months = self.projects.get(&(client, project))?;
        months.totals.last().map(|(month, _)| *month)
    }

    /// True when any entry of client work names a project.
    pub fn names_projects(&self) -> bool {
        self.projects.keys().any(|(_, project)| !project.is_empty())
    }

    /// Client and project of all client hours, in no order; the project is empty where the entry names none.
    pub fn projects(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.projects.keys().copied()
    }
}
