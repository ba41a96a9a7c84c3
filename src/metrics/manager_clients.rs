//! Where the time of an account manager's clients goes, and the manager's own.
//!
//! Grain: account manager, client and month; active clients only, those without a manager under an empty name. Shares are
//! ratios of hours: of the client among all of the manager's clients, and of the client in all the manager worked
//! (internal work included), so that the shares of own time need not add up to 1. No hours: n/a `no-hours`.

use std::collections::{BTreeMap, BTreeSet};

use super::definition::{Definition, Rests};
use super::known::{NO_HOURS, pair, ratio};
use super::portfolio::Portfolio;
use super::{Datum, FrameSpec, MetricFrame, Unit};
use crate::model::{Duration, Span, Table};

const HOURS: &[Rests] = &[
    Rests::within(Table::Time, "date"),
    Rests::whole(Table::Clients),
];

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "client_hours",
        text: "hours of everybody for the client, billable or not",
        rests_on: HOURS,
    },
    Definition {
        name: "share_of_clients",
        text: "hours for the client / hours for all active clients of the account manager",
        rests_on: HOURS,
    },
    Definition {
        name: "own_hours",
        text: "hours that the account manager worked for the client",
        rests_on: HOURS,
    },
    Definition {
        name: "share_of_own_time",
        text: "hours that the account manager worked for the client / all hours the account manager worked, internal ones included",
        rests_on: HOURS,
    },
];

/// Time per client of each account manager.
pub static MANAGER_CLIENT: FrameSpec = FrameSpec::exported(
    "manager_client",
    "account manager, client, month",
    &[
        ("month", Unit::Month),
        ("account_manager", Unit::Text),
        ("client", Unit::Text),
        ("client_hours", Unit::Hours),
        ("share_of_clients", Unit::Share),
        ("share_of_clients_note", Unit::Code),
        ("own_hours", Unit::Hours),
        ("share_of_own_time", Unit::Share),
        ("share_of_own_time_note", Unit::Code),
    ],
);

/// Worked hours of a manager: of each client, and of all work.
#[derive(Debug, Default)]
struct Own {
    clients: BTreeMap<String, Duration>,
    all: Duration,
}

/// By label of the month and name of the manager.
type Worked = BTreeMap<(String, String), Own>;

/// The frame. `person_client` says who works for whom.
pub fn manager_client(portfolio: &Portfolio<'_>, person_client: &MetricFrame) -> MetricFrame {
    let accounts = portfolio.accounts.iter();
    let managers: BTreeSet<&str> = accounts.map(|account| account.manager.as_str()).collect();
    let worked = worked(person_client, &managers);
    let mut rows = Vec::new();
    for span in portfolio.scope.spans() {
        for manager in &managers {
            let own = worked.get(&(span.to_string(), (*manager).to_owned()));
            rows.extend(rows_of(portfolio, manager, span, own));
        }
    }
    MetricFrame::of(&MANAGER_CLIENT, rows)
}

fn worked(frame: &MetricFrame, managers: &BTreeSet<&str>) -> Worked {
    let mut worked = Worked::new();
    let texts = ["month", "person", "client"].map(|name| frame.texts(name));
    let [months, persons, clients] = texts;
    let rows = months
        .zip(persons)
        .zip(clients)
        .zip(frame.hours("worked_hours"));
    for (((month, person), client), hours) in rows {
        if !person.is_empty() && managers.contains(person) {
            let key = (month.to_owned(), person.to_owned());
            let own = worked.entry(key).or_default();
            *own.clients.entry(client.to_owned()).or_default() += hours;
            own.all += hours;
        }
    }
    worked
}

/// Largest client first.
fn rows_of(
    portfolio: &Portfolio<'_>,
    manager: &str,
    span: Span,
    own: Option<&Own>,
) -> Vec<Vec<Datum>> {
    let accounts = portfolio.accounts.iter();
    let mut clients: Vec<(Duration, &str)> = accounts
        .filter(|account| account.manager == manager && portfolio.is_active(account, span))
        .map(|account| {
            let client = account.client.as_str();
            (portfolio.hours(client, span).all, client)
        })
        .collect();
    clients.sort_by(|left, right| (right.0, left.1).cmp(&(left.0, right.1)));
    let all: Duration = clients.iter().map(|(hours, _)| *hours).sum();
    let row = |(hours, client): &(Duration, &str)| {
        let [share, share_note] = pair(ratio(hours.0, all.0.max(0), NO_HOURS));
        let part = own.and_then(|own| own.clients.get(*client)).copied();
        let part = part.unwrap_or(Duration::ZERO);
        let whole = own.map_or(0, |own| own.all.0.max(0));
        let [of_own, of_own_note] = pair(ratio(part.0, whole, NO_HOURS));
        vec![
            span.to_string().into(),
            manager.into(),
            (*client).into(),
            (*hours).into(),
            share,
            share_note,
            (!manager.is_empty()).then_some(part).into(),
            of_own,
            of_own_note,
        ]
    };
    clients.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, scope, shown};
    use super::super::workload::person_client;
    use super::*;

    #[test]
    fn the_clients_time_and_the_managers_own() {
        let clients = "client | status | account_manager
            A | active | Jo\n B | active | Jo\n C | active | Sam\n D | active | \n L | lost | Jo";
        let work = "2026-10-01 Jo A Web B 2\n2026-10-02 Ann A Web B 4\n2026-10-02 Jo B Web C 2\n2026-10-05 Jo - - I 4\n2026-10-05 Ann D Web B 1";
        let sample = Sample::of(&[("clients", clients)], work, scope("2026-10", "2026-10"));
        let worked = person_client(&sample.work, &sample.scope);
        let found = manager_client(&sample.portfolio(), &worked);
        // Jo: 8 hours in all, 2 for A, 2 for B; Jo's clients have 6 + 2
        assert_eq!(
            shown(
                &found,
                "account_manager client client_hours share_of_clients share_of_clients_note own_hours share_of_own_time share_of_own_time_note"
            ),
            [
                " D 1 1 - - - no-hours",
                "Jo A 6 0.75 - 2 0.25 -",
                "Jo B 2 0.25 - 2 0.25 -",
                "Sam C 0 - no-hours 0 - no-hours",
            ]
        );
    }
}
