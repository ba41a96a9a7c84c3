//! What counts as internal, and whose a project is (`metrics.md`, "Time and capacity").

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Table, Tables};

/// Internal clients and projects as the clients and projects tables tell them.
#[derive(Debug)]
pub(crate) struct Internals<'a> {
    clients: BTreeSet<&'a str>,
    projects: BTreeMap<&'a str, Vec<Engagement<'a>>>,
}

#[derive(Debug)]
struct Engagement<'a> {
    client: Option<&'a str>,
    internal: bool,
}

impl<'a> Internals<'a> {
    pub(crate) fn of(tables: &'a Tables) -> Internals<'a> {
        Internals {
            clients: internal_clients(tables),
            projects: engagements(tables),
        }
    }

    /// The client of an entry: its own, else the one all projects of that name belong to.
    pub(crate) fn client_of(
        &self,
        client: Option<&'a str>,
        project: Option<&str>,
    ) -> Option<&'a str> {
        client.or_else(|| {
            let engagements = self.projects.get(project?)?;
            let owner = engagements.first()?.client?;
            let one = engagements
                .iter()
                .all(|engagement| engagement.client == Some(owner));
            one.then_some(owner)
        })
    }

    /// True without a client, for an internal client, and for an internal project of the client.
    pub(crate) fn is_internal(&self, client: Option<&str>, project: Option<&str>) -> bool {
        let Some(client) = client else { return true };
        self.clients.contains(client)
            || project
                .and_then(|project| self.projects.get(project))
                .is_some_and(|engagements| {
                    engagements.iter().any(|engagement| {
                        engagement.internal && engagement.client.is_none_or(|own| own == client)
                    })
                })
    }
}

/// Clients that their list calls internal, and those of which it says nothing and that have internal projects, no other and neither a
/// contract nor an invoice: the agency in its own list.
pub(super) fn internal_clients(tables: &Tables) -> BTreeSet<&str> {
    let rows = tables.rows(Table::Clients);
    let (names, statuses) = (rows.text("client"), rows.text("status"));
    let of_projects = with_internal_projects(tables);
    names
        .into_iter()
        .zip(statuses)
        .filter(|(name, status)| match status {
            None => name.is_some_and(|name| of_projects.contains(name)),
            Some(status) => *status == "internal",
        })
        .filter_map(|(name, _)| name)
        .collect()
}

/// Clients with internal projects only, and with no paper.
fn with_internal_projects(tables: &Tables) -> BTreeSet<&str> {
    let rows = tables.rows(Table::Projects);
    let all = || rows.text("client").into_iter().zip(rows.text("kind"));
    let internal = all().filter(|(_, kind)| *kind == Some("internal"));
    let mut found: BTreeSet<&str> = internal.filter_map(|(client, _)| client).collect();
    if found.is_empty() {
        return found;
    }
    let others = all().filter(|(_, kind)| *kind != Some("internal"));
    let papers = [Table::Contracts, Table::Invoices];
    let papers = papers.map(|table| tables.rows(table).text("client"));
    let others = others.map(|(client, _)| client);
    for client in others.chain(papers.into_iter().flatten()).flatten() {
        found.remove(client);
    }
    found
}

fn engagements(tables: &Tables) -> BTreeMap<&str, Vec<Engagement<'_>>> {
    let rows = tables.rows(Table::Projects);
    let (names, clients, kinds) = (rows.text("project"), rows.text("client"), rows.text("kind"));
    let mut projects: BTreeMap<&str, Vec<Engagement<'_>>> = BTreeMap::new();
    for ((name, client), kind) in names.into_iter().zip(clients).zip(kinds) {
        if let Some(name) = name {
            projects.entry(name).or_default().push(Engagement {
                client,
                internal: kind == Some("internal"),
            });
        }
    }
    projects
}
