//! Load of account managers against the limits of their grade.
//!
//! Clients, projects, the limit and the top client's share of hours are those of the manager as a whole and stand on
//! each row; hours (on the client's main currency) and AGI are those of the row's currency, so that they add up.

use std::collections::{BTreeMap, BTreeSet};

use super::accounts::Account;
use super::definition::{Definition, Rests};
use super::known::{Known, NO_HOURS, pair, ratio};
use super::portfolio::Portfolio;
use super::{Datum, FrameSpec, MetricFrame, Unit};
use crate::model::{Duration, Money, Span, Table};

const CLIENTS: &[Rests] = &[
    Rests::whole(Table::Clients),
    Rests::within(Table::Time, "date"),
    Rests::within(Table::Invoices, "issued_on"),
];
const HOURS: &[Rests] = &[
    Rests::within(Table::Time, "date"),
    Rests::whole(Table::Clients),
];

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "account_manager.clients",
        text: "active clients of the account manager: status active, or hours or revenue in the month",
        rests_on: CLIENTS,
    },
    Definition {
        name: "active_projects",
        text: "projects of these clients that run in the month or have hours in it",
        rests_on: &[
            Rests::whole(Table::Projects),
            Rests::within(Table::Time, "date"),
        ],
    },
    Definition {
        name: "account_manager.hours",
        text: "client hours of everybody for these clients, on the row of the client's main currency",
        rests_on: HOURS,
    },
    Definition {
        name: "top_client_share",
        text: "hours of the largest of these clients / hours of all of them",
        rests_on: HOURS,
    },
    Definition {
        name: "limit",
        text: "clients that a manager of that grade can serve, from the settings",
        rests_on: &[Rests::whole(Table::People)],
    },
    Definition {
        name: "project_limit",
        text: "projects that a manager can serve, from the settings",
        rests_on: &[Rests::whole(Table::Clients)],
    },
];

/// Load of account managers.
pub static ACCOUNT_MANAGER: FrameSpec = FrameSpec::exported(
    "account_manager",
    "account manager, month, currency",
    &[
        ("month", Unit::Month),
        ("currency", Unit::Text),
        ("account_manager", Unit::Text),
        ("clients", Unit::Count),
        ("active_projects", Unit::Count),
        ("hours", Unit::Hours),
        ("top_client_share", Unit::Share),
        ("top_client_share_note", Unit::Code),
        ("agi", Unit::Money),
        ("limit", Unit::Count),
        ("over_limit", Unit::Flag),
        ("project_limit", Unit::Count),
    ],
);

/// What one manager carries in a span.
#[derive(Default)]
struct Load {
    clients: i64,
    projects: i64,
    client_hours: Vec<Duration>,
    by_currency: BTreeMap<String, (Duration, Money)>,
}

/// The frame; accounts without a manager stand under an empty name.
pub fn account_manager(portfolio: &Portfolio<'_>) -> MetricFrame {
    let mut rows = Vec::new();
    for span in portfolio.scope.spans() {
        let managers: BTreeSet<&str> = portfolio
            .accounts
            .iter()
            .map(|account| account.manager.as_str())
            .collect();
        for manager in managers {
            rows.extend(load(portfolio, manager, span).rows(portfolio, manager, span));
        }
    }
    MetricFrame::of(&ACCOUNT_MANAGER, rows)
}

fn load(portfolio: &Portfolio<'_>, manager: &str, span: Span) -> Load {
    let mut load = Load::default();
    let accounts = portfolio.accounts.iter();
    for account in accounts.filter(|account| account.manager == manager) {
        if portfolio.is_active(account, span) {
            load.add(portfolio, account, span);
        }
    }
    load
}

impl Load {
    fn add(&mut self, portfolio: &Portfolio<'_>, account: &Account, span: Span) {
        let client = account.client.as_str();
        let hours = portfolio.hours(client, span).all;
        let last = portfolio.scope.last_day(span);
        let engagements = portfolio.engagements.of_client(client).iter();
        let current =
            engagements.filter(|one| one.is_current(one.hours(portfolio, span), span, last));
        self.clients += 1;
        self.projects += current.count() as i64;
        self.client_hours.push(hours);
        let main = self
            .by_currency
            .entry(account.currency.clone())
            .or_default();
        main.0 += hours;
        for (currency, flow) in portfolio.revenue.by_currency(client, span) {
            let sums = self.by_currency.entry(currency.to_owned()).or_default();
            sums.1 += flow.agi();
        }
    }

    fn top_share(&self) -> Known<f64> {
        let all: Duration = self.client_hours.iter().copied().sum();
        let top = self.client_hours.iter().max().copied().unwrap_or_default();
        ratio(top.0, all.0.max(0), NO_HOURS)
    }

    fn rows(&self, portfolio: &Portfolio<'_>, manager: &str, span: Span) -> Vec<Vec<Datum>> {
        let limit = (!manager.is_empty()).then(|| limit(portfolio, manager, span));
        let project_limit = i64::from(portfolio.scope.settings.project_limit);
        let over = limit.map(|limit| self.clients > limit || self.projects > project_limit);
        let row = |(currency, (hours, agi)): (&String, &(Duration, Money))| {
            let [share, share_note] = pair(self.top_share());
            vec![
                span.to_string().into(),
                currency.into(),
                manager.into(),
                self.clients.into(),
                self.projects.into(),
                (*hours).into(),
                share,
                share_note,
                (*agi).into(),
                limit.into(),
                over.into(),
                limit.map(|_| project_limit).into(),
            ]
        };
        self.by_currency.iter().map(row).collect()
    }
}

/// Accounts a manager of that grade can serve; case does not matter.
fn limit(portfolio: &Portfolio<'_>, manager: &str, span: Span) -> i64 {
    let settings = &portfolio.scope.settings;
    let day = portfolio.scope.last_day(span);
    let grade = portfolio
        .people
        .latest(manager, day)
        .map(|terms| terms.grade.trim().to_lowercase());
    let mut limits = settings.account_limits.iter();
    let limit = limits.find(|(name, _)| Some(name.to_lowercase()) == grade);
    i64::from(limit.map_or(settings.account_limit_default, |(_, limit)| *limit))
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, scope, shown};
    use super::*;

    #[test]
    fn limits_follow_the_grade() {
        let clients = "client | status | account_manager | currency
            A | active | Jo | EUR\n B | active | Jo | EUR\n C | active | Jo | EUR\n D | active | Jo | USD\n E | active | Sam | EUR\n F | lost | Sam | EUR";
        let people = "person | grade\n Jo | Junior\n Sam | senior";
        let work = "2026-10-01 Jo A Web B 6\n2026-10-01 Jo D Web B 2";
        let sample = Sample::of(
            &[("clients", clients), ("people", people)],
            work,
            scope("2026-10", "2026-10"),
        );
        let found = account_manager(&sample.portfolio());
        assert_eq!(
            shown(
                &found,
                "account_manager currency clients active_projects hours top_client_share top_client_share_note limit over_limit"
            ),
            [
                "Jo EUR 4 2 6 0.75 - 3 yes",
                "Jo USD 4 2 2 0.75 - 3 yes",
                "Sam EUR 1 0 0 - no-hours 5 no"
            ]
        );
    }
}
