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

/// Clients that their list calls internal.
pub(super) fn internal_clients(tables: &Tables) -> BTreeSet<&str> {
    let rows = tables.rows(Table::Clients);
    let (names, statuses) = (rows.text("client"), rows.text("status"));
    names
        .into_iter()
        .zip(statuses)
        .filter(|(_, status)| *status == Some("internal"))
        .filter_map(|(name, _)| name)
        .collect()
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
