//! Renewals ahead: contracts and retainers that run out and the renewal day that the client's own row names.
//!
//! Of clients that are looked after, up to `renewal_ahead_days` of the settings after the report's day; a renewal day that
//! has passed stays until the file names another. Unit: days; amounts as in the contract, never added.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::accounts::Account;
use super::definition::{Definition, Rests};
use super::due_calendar::is_looked_after;
use super::engagements::Terms;
use super::health::Score;
use super::portfolio::Portfolio;
use super::reconcile::reference::compact;
use super::{Datum, FrameSpec, MetricFrame, Unit};
use crate::model::{Money, Table};

const SOURCES: &[Rests] = &[
    Rests::whole(Table::Clients),
    Rests::whole(Table::Contracts),
    Rests::whole(Table::Projects),
];

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "renews_on",
        text: "last day of a contract with its annexes, or of a retainer of the list of projects, that runs on the report's day (estimates and other work with one price renew nothing), or the renewal day of the client's own row",
        rests_on: SOURCES,
    },
    Definition {
        name: "days_left",
        text: "days from the report's day to the renewal; below zero when it has passed",
        rests_on: SOURCES,
    },
    Definition {
        name: "renewals.amount",
        text: "amount of the contract as its file says, in its own currency, of a retainer its fee of a month; empty without either",
        rests_on: SOURCES,
    },
];

/// Renewals ahead, the next first.
pub static RENEWALS: FrameSpec = FrameSpec::exported(
    "renewals",
    "client, renewal",
    &[
        ("client", Unit::Text),
        ("account_manager", Unit::Text),
        ("renews_on", Unit::Date),
        ("days_left", Unit::Count),
        ("contract", Unit::Text),
        ("amount", Unit::Money),
        ("currency", Unit::Text),
        ("score", Unit::Number),
        ("band", Unit::Code),
    ],
);

/// One renewal of a client.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Renewal {
    /// The day.
    pub on: NaiveDate,
    /// Contract, or retainer without one, that ends then; empty when only the client's row names the day.
    pub contract: String,
    /// Amount of the contract.
    pub amount: Option<Money>,
    /// Its currency.
    pub currency: String,
}

/// All of a client, by day; none of one that is not looked after.
pub fn renewals_of(portfolio: &Portfolio<'_>, account: &Account) -> Vec<Renewal> {
    if !is_looked_after(portfolio, account) {
        return Vec::new();
    }
    let mut found = endings(portfolio, account);
    let of_projects = retainers(portfolio, account).into_iter();
    let of_projects = of_projects.filter(|one| found.iter().all(|other| other.on != one.on));
    let of_projects: Vec<Renewal> = of_projects.collect();
    found.extend(of_projects);
    if let Some(on) = account.renewal_on
        && found.iter().all(|one| one.on != on)
    {
        found.push(Renewal {
            on,
            ..Renewal::default()
        });
    }
    found.sort();
    found.dedup();
    found
}

/// Contracts that run on the report's day and end: each number once, on the last day of its annexes, those that begin later too.
/// Estimates and other work with one price renew nothing.
fn endings(portfolio: &Portfolio<'_>, account: &Account) -> Vec<Renewal> {
    let today = portfolio.scope.as_of;
    let rows = portfolio.tables.rows(Table::Contracts);
    let (name, client) = (rows.text("contract"), rows.text("client"));
    let (status, currency) = (rows.text("status"), rows.text("currency"));
    let (signed, first) = (rows.date("signed_on"), rows.date("starts_on"));
    let (last, amount) = (rows.date("ends_on"), rows.money("amount"));
    let agreed = |at: &usize| {
        client[*at] == Some(account.client.as_str())
            && !matches!(status[*at], Some("draft" | "ended" | "terminated"))
            && signed[*at].is_none_or(|signed| signed <= today)
    };
    let mut of_number: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for at in (0..rows.len()).filter(agreed) {
        let number = compact(name[at].unwrap_or_default());
        if last[at].is_some() && !is_of_one_price(portfolio, account, &number, last[at]) {
            // rows without a number have nothing in common
            let key = if number.is_empty() {
                format!(" {at}")
            } else {
                number
            };
            of_number.entry(key).or_default().push(at);
        }
    }
    let endings = of_number.into_values().filter_map(|own| {
        let runs = |at: &&usize| {
            first[**at].is_none_or(|first| first <= today)
                && last[**at].is_some_and(|last| last >= today)
        };
        own.iter().find(runs)?;
        let at = own.into_iter().max_by_key(|at| last[*at])?;
        Some(Renewal {
            on: last[at]?,
            contract: name[at].unwrap_or_default().to_owned(),
            amount: amount[at],
            currency: currency[at].unwrap_or(&account.currency).to_owned(),
        })
    });
    endings.collect()
}

/// True where all work that a list of projects has under a number, and that ends on the day where some does, has one price.
fn is_of_one_price(
    portfolio: &Portfolio<'_>,
    account: &Account,
    number: &str,
    last: Option<NaiveDate>,
) -> bool {
    let engagements = portfolio.engagements.of_client(&account.client).iter();
    let listed = engagements.filter(|engagement| !engagement.is_of_contracts);
    let all = listed.flat_map(|engagement| &engagement.terms);
    let own = all.filter(|terms| !number.is_empty() && compact(&terms.contract) == number);
    let own: Vec<&Terms> = own.collect();
    let some = own.iter().any(|terms| terms.ends_on == last);
    let mut of_day = own.iter().filter(|terms| !some || terms.ends_on == last);
    !own.is_empty() && of_day.all(|terms| terms.kind == "fixed")
}

/// Retainers of the list of projects that run on the report's day and end, with nothing agreed after them.
fn retainers(portfolio: &Portfolio<'_>, account: &Account) -> Vec<Renewal> {
    let today = portfolio.scope.as_of;
    let all = portfolio.engagements.of_client(&account.client).iter();
    let listed = all.filter(|engagement| !engagement.is_of_contracts);
    let ending = listed.filter_map(|engagement| {
        let begun = |terms: &Terms| terms.starts_on.is_none_or(|first| first <= today);
        let terms = engagement.terms.last()?;
        let on = terms.ends_on.filter(|last| *last >= today)?;
        let runs = terms.is_retainer() && begun(terms) && !terms.is_closed();
        let currency = match terms.currency.as_str() {
            "" => &account.currency,
            own => own,
        };
        runs.then(|| Renewal {
            on,
            contract: engagement.project.clone(),
            amount: terms.amount,
            currency: currency.to_owned(),
        })
    });
    ending.collect()
}

/// The frame; the health score stands beside each.
pub fn renewals(portfolio: &Portfolio<'_>, scores: &[(String, Score, Score)]) -> MetricFrame {
    let today = portfolio.scope.as_of;
    let ahead = u64::from(portfolio.scope.settings.renewal_ahead_days);
    let last = today.checked_add_days(Days::new(ahead));
    let mut found: Vec<(Renewal, &str)> = Vec::new();
    for account in portfolio.accounts.iter() {
        let renewals = renewals_of(portfolio, account).into_iter();
        let near = renewals.filter(|one| last.is_none_or(|last| one.on <= last));
        found.extend(near.map(|renewal| (renewal, account.client.as_str())));
    }
    found.sort_by(|left, right| {
        (left.0.on, left.1, &left.0.contract).cmp(&(right.0.on, right.1, &right.0.contract))
    });
    let rows = found.into_iter().map(|(renewal, client)| {
        let score = scores.iter().find(|(named, _, _)| named == client);
        row(portfolio, renewal, client, score.map(|(_, now, _)| now))
    });
    MetricFrame::of(&RENEWALS, rows.collect())
}

fn row(
    portfolio: &Portfolio<'_>,
    renewal: Renewal,
    client: &str,
    score: Option<&Score>,
) -> Vec<Datum> {
    let account = portfolio.accounts.get(client);
    let days = (renewal.on - portfolio.scope.as_of).num_days();
    vec![
        client.into(),
        account.map(|account| &account.manager).into(),
        renewal.on.into(),
        days.into(),
        renewal.contract.into(),
        renewal.amount.into(),
        renewal.currency.into(),
        score.and_then(|score| score.score.ok()).into(),
        score.map(|score| score.band).into(),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, scope, shown};
    use super::*;

    #[test]
    fn retainers_that_end_and_nothing_follows() {
        // Care is followed by new terms, Shop has ended, Web is no retainer; Ads ends with its contract
        let projects = "project | client | kind | starts_on | ends_on | budget_amount
            Press | A | retainer | 2026-01-01 | 2026-12-31 | 400\n Care | A | retainer | 2026-01-01 | 2026-12-31 | 10
            Care | A | retainer | 2027-01-01 | 2027-12-31 | 20\n Shop | A | retainer | 2026-01-01 | 2026-09-30 | 30
            Web | A | fixed | 2026-01-01 | 2026-12-31 | 40\n Ads | B | retainer | 2026-01-01 | 2026-11-30 | 50";
        let contracts = "contract | client | starts_on | ends_on | amount | currency\n K1 | B | 2026-01-01 | 2026-11-30 | 600 | EUR";
        let clients = "client | status | currency\n A | active | EUR\n B | active | EUR";
        let texts = [
            ("clients", clients),
            ("projects", projects),
            ("contracts", contracts),
        ];
        let sample = Sample::of(&texts, "", scope("2026-10", "2026-10"));
        let found = renewals(&sample.portfolio(), &[]);
        assert_eq!(
            shown(&found, "client renews_on contract amount currency"),
            ["B 2026-11-30 K1 600 EUR", "A 2026-12-31 Press 400 EUR"]
        );
    }

    #[test]
    fn a_contract_ends_with_its_last_annex_and_estimates_renew_nothing() {
        // K-1: an annex that begins in January runs on to the 20th, another is signed in December only; its estimate of the same number
        // ends in November. K-2 is for fixed work alone
        let contracts = "contract | client | signed_on | starts_on | ends_on | amount | currency
            K-1 | A | 2025-12-01 | 2026-01-01 | 2026-12-31 | 100 | EUR
            K 1 | A | 2026-10-20 | 2027-01-01 | 2027-01-20 | 200 | EUR
            K-1 | A | 2026-12-20 | 2027-01-21 | 2027-01-25 | 300 | EUR
            K-1 | A | 2026-05-01 | 2026-05-10 | 2026-11-30 | 900 | EUR
            K-2 | A | 2026-05-01 | 2026-05-10 | 2026-11-27 | 400 | EUR";
        let projects = "project | client | kind | contract | starts_on | ends_on | budget_amount
            Care | A | retainer | K-1 | 2026-01-01 | 2026-12-31 | 10\n Care | A | retainer | K-1 | 2027-01-01 | 2027-01-20 | 20
            Film | A | fixed | K-1 | 2026-05-10 | 2026-11-30 | 900\n Site | A | fixed | K-2 | 2026-05-10 | 2026-11-20 | 400";
        let texts = [
            ("clients", "client | status | currency\n A | active | EUR"),
            ("contracts", contracts),
            ("projects", projects),
        ];
        let sample = Sample::of(&texts, "", scope("2026-10", "2026-10"));
        let found = renewals(&sample.portfolio(), &[]);
        assert_eq!(
            shown(&found, "renews_on contract amount"),
            ["2027-01-20 K 1 200"]
        );
    }

    #[test]
    fn contracts_that_end_and_renewal_days_that_no_contract_has() {
        let clients = "client | status | account_manager | renewal_on | currency
            A | active | Jo | 2026-11-20 | EUR\n B | active | Jo | 2026-10-20 | EUR
            C | active | Jo | 2027-01-30 | EUR\n D | lost | Jo | 2026-11-20 | EUR\n E | active | Jo | 2027-01-29 | EUR";
        let contracts = "contract | client | starts_on | ends_on | status | amount | currency
            K1 | A | 2026-01-01 | 2026-11-10 | active | 100 | USD
            K2 | A | 2026-01-01 | 2026-11-20 | active | 50 | 
            K3 | A | 2026-01-01 | 2026-10-01 | active | 1 | 
            K4 | A | 2026-11-01 | 2026-11-15 | active | 1 | 
            K5 | A | 2026-01-01 | 2026-11-11 | terminated | 1 | ";
        let texts = [("clients", clients), ("contracts", contracts)];
        let sample = Sample::of(&texts, "", scope("2026-10", "2026-10"));
        // 31 October + 90 days is 29 January
        assert_eq!(
            shown(
                &renewals(&sample.portfolio(), &[]),
                "client renews_on days_left contract amount currency"
            ),
            [
                "B 2026-10-20 -11  - ",
                "A 2026-11-10 10 K1 100 USD",
                "A 2026-11-20 20 K2 50 EUR",
                "E 2027-01-29 90  - ",
            ]
        );
    }
}
