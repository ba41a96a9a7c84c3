//! What a person should look at among clients, work and risks; listed beside the reconciliation's exceptions.

use chrono::NaiveDate;

use super::accounts::Account;
use super::effort::Hours;
use super::engagement_conflicts::engagement_conflicts;
use super::papers::spent;
use super::portfolio::Portfolio;
use super::revenue::Flow;
use super::reviews::Register;
use crate::model::phrase::phrase;
use crate::model::{Duration, Money, Month, Phrase, Span, Table};

/// An exception before it is given severity, age and owner.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Stable class (`peers.md` 5.6).
    pub class: &'static str,
    /// Canonical name; empty when no client is meant.
    pub client: String,
    /// Project, person, risk or currency.
    pub subject: String,
    /// Money at stake, where there is any.
    pub amount: Option<Money>,
    /// Its currency.
    pub currency: String,
    /// One sentence.
    pub detail: Phrase,
    /// File, sheet and cell; empty for sums.
    pub source: String,
    /// Day of the fact.
    pub date: Option<NaiveDate>,
}

/// Findings of the report's period, by class, client and subject.
pub fn findings(portfolio: &Portfolio<'_>, register: &Register) -> Vec<Finding> {
    let mut found = Vec::new();
    // where nobody has an hour, time is not kept, and no single client lacks it
    let span = portfolio.scope.period;
    let is_timed = |account: &Account| portfolio.hours(&account.client, span).all != Duration::ZERO;
    let time_is_kept = portfolio.accounts.iter().any(is_timed);
    for account in portfolio.accounts.iter() {
        if time_is_kept {
            found.extend(revenue_without_hours(portfolio, account));
        }
        found.extend(over_budget(portfolio, account));
        found.extend(hours_without_project(portfolio, account));
        found.extend(hours_without_contract(portfolio, account));
    }
    found.extend(engagement_conflicts(portfolio));
    found.extend(bills_of_hours(portfolio));
    found.extend(people_without_rate(portfolio));
    found.extend(currencies_without_rate(portfolio));
    found.extend(unowned_risks(portfolio, register));
    found.sort_by(|left, right| {
        (left.class, &left.client, &left.subject).cmp(&(right.class, &right.client, &right.subject))
    });
    found
}

fn about(portfolio: &Portfolio<'_>, class: &'static str, client: &str, detail: Phrase) -> Finding {
    Finding {
        class,
        client: client.to_owned(),
        subject: String::new(),
        amount: None,
        currency: String::new(),
        detail,
        source: String::new(),
        date: Some(portfolio.scope.last_day(portfolio.scope.period)),
    }
}

/// AGI of the period, and not one hour.
fn revenue_without_hours(portfolio: &Portfolio<'_>, account: &Account) -> Vec<Finding> {
    let span = portfolio.scope.period;
    if portfolio.hours(&account.client, span).all != Duration::ZERO {
        return Vec::new();
    }
    let flows = portfolio.revenue.by_currency(&account.client, span);
    let earned = flows
        .into_iter()
        .filter(|(_, flow)| flow.agi() > Money::ZERO);
    let finding = |(currency, flow): (&str, Flow)| {
        let detail = phrase(
            "invoiced {} {} and no hours in {}",
            &[&flow.agi(), &currency, &span],
        );
        Finding {
            amount: Some(flow.agi()),
            currency: currency.to_owned(),
            ..about(portfolio, "billed-without-hours", &account.client, detail)
        }
    };
    earned.map(finding).collect()
}

/// Projects above their hours.
fn over_budget(portfolio: &Portfolio<'_>, account: &Account) -> Vec<Finding> {
    let span = portfolio.scope.period;
    let day = portfolio.scope.last_day(span);
    let mut found = Vec::new();
    for engagement in portfolio.engagements.of_client(&account.client) {
        let (single, terms) = (engagement.terms.len() == 1, engagement.terms_on(day));
        // what one contract alone agrees on is told of the contract
        if engagement.is_of_contracts && single {
            continue;
        }
        let Some(burn) = engagement.burn(portfolio, span) else {
            continue;
        };
        let (Some(budget), Some(over)) = (burn.budget, burn.over) else {
            continue;
        };
        if over > Duration::ZERO {
            let retainer = terms.is_some_and(|terms| terms.kind == "retainer");
            let contract = terms.filter(|_| engagement.is_of_contracts);
            let class = if retainer {
                "over-cap-hours"
            } else {
                "over-budget"
            };
            let detail = phrase(
                "{} hours used of {} agreed",
                &[&burn.used.said(), &budget.said()],
            );
            found.push(Finding {
                subject: contract
                    .map_or(&engagement.project, |terms| &terms.contract)
                    .clone(),
                ..about(portfolio, class, &account.client, detail)
            });
        }
    }
    found
}

fn hours_without_project(portfolio: &Portfolio<'_>, account: &Account) -> Option<Finding> {
    let span = portfolio.scope.period;
    let hours = portfolio.effort.of_project(&account.client, "", span);
    // a file without projects is no oversight of anybody
    let named = portfolio.effort.names_projects();
    (named && hours != Hours::default()).then(|| {
        let detail = phrase("{} hours without a project", &[&hours.all.said()]);
        about(portfolio, "hours-without-project", &account.client, detail)
    })
}

/// Hours of a client that has no contract valid in the period, where contracts are kept at all.
fn hours_without_contract(portfolio: &Portfolio<'_>, account: &Account) -> Option<Finding> {
    let span = portfolio.scope.period;
    let hours = portfolio.hours(&account.client, span);
    if hours == Hours::default() || has_contract(portfolio, &account.client, span) {
        return None;
    }
    let detail = phrase(
        "{} hours and no contract valid in {}",
        &[&hours.all.said(), &span],
    );
    Some(about(
        portfolio,
        "missing-contract",
        &account.client,
        detail,
    ))
}

fn has_contract(portfolio: &Portfolio<'_>, client: &str, span: Span) -> bool {
    let rows = portfolio.tables.rows(Table::Contracts);
    let (clients, status) = (rows.text("client"), rows.text("status"));
    let (starts_on, ends_on) = (rows.date("starts_on"), rows.date("ends_on"));
    let last = portfolio.scope.last_day(span);
    let valid = |at: usize| {
        clients[at] == Some(client)
            && status[at] != Some("draft")
            && starts_on[at].is_none_or(|start| start <= last)
            && ends_on[at].is_none_or(|end| end >= span.first_day())
    };
    rows.is_empty() || (0..rows.len()).any(valid)
}

/// Bills of the period for hours that are in the cost.
fn bills_of_hours(portfolio: &Portfolio<'_>) -> Vec<Finding> {
    let span = portfolio.scope.period;
    let all = spent(portfolio.tables, &portfolio.accounts, portfolio.scope.as_of).into_iter();
    let here = all.filter(|expense| span.holds(Month::of(expense.paper.day)));
    let bills = here.filter_map(|bill| Some((bill, portfolio.own_bills.hours_of(&bill)?)));
    let told = bills.map(|(bill, hours)| {
        let detail = phrase(
            "{} hours of this person for the client are in the cost at the person's rate: the bill is not counted beside them",
            &[&hours.said()],
        );
        Finding {
            subject: bill.vendor.to_owned(),
            amount: Some(bill.paper.net),
            currency: bill.paper.currency.to_owned(),
            date: Some(bill.paper.day),
            ..about(portfolio, "bill-of-hours", bill.paper.client, detail)
        }
    });
    told.collect()
}

fn people_without_rate(portfolio: &Portfolio<'_>) -> Vec<Finding> {
    if portfolio.people.is_empty() {
        return Vec::new();
    }
    let unrated = portfolio.worth.unrated(portfolio.scope.period).into_iter();
    let finding = |(person, hours): (&str, Duration)| {
        let detail = phrase("{} client hours without a cost rate", &[&hours.said()]);
        Finding {
            subject: person.to_owned(),
            ..about(portfolio, "rate-missing", "", detail)
        }
    };
    unrated.map(finding).collect()
}

/// Currencies with revenue and no exchange rate, once each with the amount of all clients.
fn currencies_without_rate(portfolio: &Portfolio<'_>) -> Vec<Finding> {
    let span = portfolio.scope.period;
    let day = portfolio.scope.last_day(span);
    let mut sums: std::collections::BTreeMap<&str, Money> = Default::default();
    for account in portfolio.accounts.iter() {
        for (currency, flow) in portfolio.revenue.by_currency(&account.client, span) {
            if flow != Flow::default() && portfolio.rates.rate(currency, day).is_none() {
                *sums.entry(currency).or_default() += flow.invoiced;
            }
        }
    }
    let finding = |(currency, amount): (&str, Money)| {
        let base = portfolio.rates.base();
        let detail = phrase("no rate of {} to {} up to {}", &[&currency, &base, &day]);
        Finding {
            subject: currency.to_owned(),
            amount: Some(amount),
            currency: currency.to_owned(),
            ..about(portfolio, "currency-missing-rate", "", detail)
        }
    };
    sums.into_iter().map(finding).collect()
}

fn unowned_risks(portfolio: &Portfolio<'_>, register: &Register) -> Vec<Finding> {
    let day = portfolio.scope.as_of;
    let open = register.risks.iter().filter(|risk| {
        risk.owner.is_empty()
            && risk.is_escalated(&portfolio.scope.settings)
            && risk.is_open(day) == Some(true)
            && portfolio.is_outside(&risk.client)
    });
    let finding = |risk: &super::risks::Risk| {
        let score = format!("{:.0}", risk.score.unwrap_or_default());
        let detail = phrase("risk with score {} and nobody who owns it", &[&score]);
        Finding {
            subject: risk.risk.clone(),
            source: risk.place.to_string(),
            date: risk.raised_on,
            ..about(portfolio, "risk-without-owner", &risk.client, detail)
        }
    };
    open.map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, scope};
    use super::*;

    #[test]
    fn lists_what_a_person_should_look_at() {
        let tables = [
            (
                "people",
                "person | cost_rate | currency\n Mara | 40 | EUR\n Free | | EUR",
            ),
            (
                "projects",
                "project | client | kind | budget_hours\n Care | A | retainer | 10\n Build | A | fixed | 10",
            ),
            (
                "contracts",
                "contract | client | ends_on\n 1 | A | \n 2 | B | 2026-09-30",
            ),
            (
                "invoices",
                "number | client | issued_on | net | currency\n 1 | C | 2026-10-01 | 100 | USD",
            ),
            (
                "risks",
                "client | risk | probability | impact | owner\n A | alone | 3 | 3 | \n A | kept | 3 | 3 | Jo\n A | top | 5 | 1 | Jo",
            ),
        ];
        let work =
            "2026-10-01 Mara A Care B 12\n2026-10-01 Mara A Build B 12\n2026-10-01 Free B - B 1";
        let sample = Sample::of(&tables, work, scope("2026-10", "2026-10"));
        let found = findings(&sample.portfolio(), &Register::of(&sample.tables));
        let found: Vec<_> = found
            .iter()
            .map(|one| (one.class, one.client.as_str(), one.subject.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                ("billed-without-hours", "C", ""),
                ("budget-without-period", "A", "Build"),
                ("currency-missing-rate", "", "USD"),
                ("hours-without-project", "B", ""),
                ("missing-contract", "B", ""),
                ("over-budget", "A", "Build"),
                ("over-cap-hours", "A", "Care"),
                ("rate-missing", "", "Free"),
                ("risk-without-owner", "A", "alone"),
            ]
        );
    }
}
