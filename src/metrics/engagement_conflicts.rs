//! Contradictions in what is agreed with clients, each with the rule that was used all the same.
//!
//! Looked at are projects and contracts that touch the report's period: two rows of one project on the same days, two
//! contracts of a client on the same days that no project tells apart, budgets without a period, work of no kind,
//! and a fixed fee that differs from the contract's amount.

use chrono::NaiveDate;

use super::accounts::Account;
use super::engagements::{Engagement, Terms};
use super::finding::Finding;
use super::portfolio::Portfolio;
use super::reconcile::reference::compact;
use crate::model::phrase::phrase;
use crate::model::{Money, Phrase, Table};

/// Contradictions of the report's period.
pub fn engagement_conflicts(portfolio: &Portfolio<'_>) -> Vec<Finding> {
    let contracts = contracts(portfolio);
    let mut found = Vec::new();
    for account in portfolio.accounts.iter() {
        let engagements = portfolio.engagements.of_client(&account.client);
        for engagement in engagements.iter().filter(|one| !one.is_of_contracts) {
            let desk = Desk {
                portfolio,
                account,
                engagement,
            };
            found.extend(desk.two_terms());
            found.extend(desk.budget_without_period());
            found.extend(desk.no_kind());
            found.extend(desk.other_fee(&contracts));
        }
        let own: Vec<&Contract> = contracts
            .iter()
            .filter(|contract| contract.client == account.client)
            .collect();
        found.extend(overlaps(portfolio, account, engagements, &own));
    }
    found
}

/// A contract that holds on a day of the period.
struct Contract {
    client: String,
    number: String,
    currency: String,
    amount: Option<Money>,
    from: NaiveDate,
    to: NaiveDate,
    place: String,
}

fn contracts(portfolio: &Portfolio<'_>) -> Vec<Contract> {
    let rows = portfolio.tables.rows(Table::Contracts);
    let text = |field: &str| rows.text(field);
    let (client, number) = (text("client"), text("contract"));
    let (currency, status) = (text("currency"), text("status"));
    let (starts, ends) = (rows.date("starts_on"), rows.date("ends_on"));
    let (amount, places) = (rows.money("amount"), rows.places());
    let period = portfolio.scope.period;
    let (first, last) = (period.first_day(), portfolio.scope.last_day(period));
    let read = |at: usize| {
        let from = starts[at].unwrap_or(NaiveDate::MIN);
        let to = ends[at].unwrap_or(NaiveDate::MAX);
        let holds = from <= last && first <= to;
        let alive = !matches!(status[at], Some("draft" | "terminated"));
        (holds && alive).then(|| Contract {
            client: client[at].unwrap_or_default().to_owned(),
            number: number[at].unwrap_or_default().to_owned(),
            currency: currency[at].unwrap_or_default().to_owned(),
            amount: amount[at],
            from,
            to,
            place: places[at].to_string(),
        })
    };
    (0..rows.len()).filter_map(read).collect()
}

/// Two contracts of a client in one currency that hold on the same days, where no project says what belongs to which.
fn overlaps(
    portfolio: &Portfolio<'_>,
    account: &Account,
    engagements: &[Engagement],
    contracts: &[&Contract],
) -> Vec<Finding> {
    let listed = engagements.iter().filter(|one| !one.is_of_contracts);
    let named = listed.flat_map(|engagement| &engagement.terms);
    if named.into_iter().any(|terms| !terms.contract.is_empty()) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (at, one) in contracts.iter().enumerate() {
        let other = contracts[at + 1..].iter().find(|other| {
            one.currency == other.currency
                && compact(&one.number) != compact(&other.number)
                && one.from.max(other.from) <= one.to.min(other.to)
        });
        if let Some(other) = other {
            let detail = phrase(
                "contracts {} and {} hold on the same days and no project names either; hours and invoices without a contract number belong to neither",
                &[&one.number, &other.number],
            );
            found.push(Finding {
                subject: one.number.clone(),
                source: one.place.clone(),
                ..about(portfolio, "client-contracts-overlap", account, detail)
            });
        }
    }
    found
}

fn about(
    portfolio: &Portfolio<'_>,
    class: &'static str,
    account: &Account,
    detail: Phrase,
) -> Finding {
    Finding {
        class,
        client: account.client.clone(),
        subject: String::new(),
        amount: None,
        currency: String::new(),
        detail,
        source: String::new(),
        date: Some(portfolio.scope.last_day(portfolio.scope.period)),
    }
}

struct Desk<'a, 'b> {
    portfolio: &'a Portfolio<'b>,
    account: &'a Account,
    engagement: &'a Engagement,
}

impl Desk<'_, '_> {
    fn finding(&self, class: &'static str, detail: Phrase) -> Finding {
        Finding {
            subject: self.engagement.project.clone(),
            ..about(self.portfolio, class, self.account, detail)
        }
    }

    /// Terms that touch the period, by first day.
    fn here(&self) -> Vec<&Terms> {
        let period = self.portfolio.scope.period;
        let last = self.portfolio.scope.last_day(period);
        let terms = self.engagement.terms.iter();
        terms
            .filter(|terms| terms.touch(period.first_day(), last))
            .collect()
    }

    fn two_terms(&self) -> Option<Finding> {
        if self.engagement.is_changed {
            let detail = phrase(
                "a later row of this project holds on the same days: its hours and its fee are added",
                &[],
            );
            return Some(self.finding("project-twice", detail));
        }
        let here = self.here();
        let both = here.windows(2).find(|pair| {
            let begins = pair[1].starts_on.unwrap_or(NaiveDate::MIN);
            let ends = pair[0].ends_on.unwrap_or(NaiveDate::MAX);
            // a row without an end is followed, not contradicted, by one that begins later
            let follows = pair[0].ends_on.is_none() && pair[0].starts_on < pair[1].starts_on;
            begins <= ends && !follows
        });
        both.map(|_| {
            let detail = phrase(
                "two rows of this project hold on the same days; the one that began last counts",
                &[],
            );
            self.finding("project-twice", detail)
        })
    }

    fn budget_without_period(&self) -> Option<Finding> {
        let terms = self.here().into_iter().find(|terms| {
            let agreed = terms.budget.is_some() || terms.amount.is_some();
            let open = terms.starts_on.is_none() || terms.ends_on.is_none();
            agreed && open && !terms.is_retainer()
        })?;
        let detail = if terms.is_fixed() && terms.amount.is_some() {
            phrase(
                "a budget without first and last day: all hours of the files count against it, pace and recognised revenue are not known",
                &[],
            )
        } else {
            phrase(
                "a budget without first and last day: all hours of the files count against it, pace is not known",
                &[],
            )
        };
        Some(self.finding("budget-without-period", detail))
    }

    fn no_kind(&self) -> Option<Finding> {
        let here = self.here();
        let terms = here.into_iter().find(|terms| terms.kind.is_empty())?;
        let agreed = terms.budget.is_some() || terms.amount.is_some();
        agreed.then(|| {
            let detail = match terms.is_fixed() {
                true => phrase(
                    "a price, a first and a last day and no kind of work: taken as one fixed price for the whole",
                    &[],
                ),
                false => phrase(
                    "a budget and no kind of work: paid by the hour only where a rate or an invoice says so, one budget for the whole",
                    &[],
                ),
            };
            self.finding("kind-missing", detail)
        })
    }

    /// A fixed fee that differs from the amount of the contract that the project alone serves.
    fn other_fee(&self, contracts: &[Contract]) -> Option<Finding> {
        let here = self.here();
        let terms = here
            .into_iter()
            .find(|terms| terms.is_fixed() && !terms.contract.is_empty())?;
        let number = compact(&terms.contract);
        let engagements = self
            .portfolio
            .engagements
            .of_client(&self.account.client)
            .iter();
        let serving = engagements.filter(|one| {
            let mut terms = one.terms.iter();
            terms.any(|terms| compact(&terms.contract) == number)
        });
        let alone = serving.count() == 1 && self.engagement.terms.len() == 1;
        let mut rows = contracts.iter().filter(|contract| {
            contract.client == self.account.client && compact(&contract.number) == number
        });
        let (contract, more) = (rows.next()?, rows.next());
        let (fee, amount) = (terms.amount?, contract.amount?);
        (alone && more.is_none() && fee != amount).then(|| {
            let detail = phrase(
                "the fee is {} here and {} in contract {}; the project's counts",
                &[&fee, &amount, &contract.number],
            );
            Finding {
                amount: Some(fee - amount),
                currency: contract.currency.clone(),
                source: contract.place.clone(),
                ..self.finding("fee-differs", detail)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, scope};
    use super::*;

    fn found(tables: &[(&str, &str)]) -> Vec<String> {
        let sample = Sample::of(tables, "", scope("2026-10", "2026-10"));
        let found = engagement_conflicts(&sample.portfolio());
        let told = found
            .iter()
            .map(|one| format!("{} {} {}", one.class, one.client, one.subject));
        told.collect()
    }

    #[test]
    fn contradictions_of_projects_are_listed() {
        let clients = "client\n A";
        let contracts =
            "contract | client | amount | currency\n K-1 | A | 1000 | EUR\n K-2 | A | 500 | EUR";
        let projects = "project | client | kind | starts_on | ends_on | budget_hours | budget_amount | contract
            Twice | A | fixed | 2026-01-01 | 2026-12-31 | 10 | |
            Twice | A | fixed | 2026-10-01 | 2026-12-31 | 20 | |
            Later | A | retainer | 2026-01-01 | | 10 | |
            Later | A | retainer | 2026-10-01 | | 20 | |
            Over | A | fixed | 2025-01-01 | 2025-12-31 | 10 | |
            Open | A | fixed | 2026-01-01 | | | 700 |
            Care | A | retainer | | | 10 | |
            Kindless | A | | 2026-01-01 | 2026-12-31 | 10 | |
            Cheap | A | fixed | 2026-01-01 | 2026-12-31 | | 900 | K-1
            Same | A | fixed | 2026-01-01 | 2026-12-31 | | 500 | k2";
        assert_eq!(
            found(&[
                ("clients", clients),
                ("contracts", contracts),
                ("projects", projects)
            ]),
            [
                "fee-differs A Cheap",
                "kind-missing A Kindless",
                "budget-without-period A Open",
                "project-twice A Twice",
            ]
        );
    }

    #[test]
    fn contracts_that_nothing_tells_apart_are_listed() {
        let contracts = "contract | client | currency | starts_on | ends_on | status
            1 | A | EUR | 2026-01-01 | 2026-12-31 | active\n 2 | A | EUR | 2026-10-01 | | active
            3 | A | USD | 2026-01-01 | | active\n 4 | A | EUR | 2026-01-01 | | draft
            5 | B | EUR | 2026-01-01 | 2026-10-10 |\n 6 | B | EUR | 2026-10-11 | |";
        assert_eq!(
            found(&[("contracts", contracts)]),
            ["client-contracts-overlap A 1"]
        );
        let projects = "project | client | contract\n Web | A | 2";
        assert!(found(&[("contracts", contracts), ("projects", projects)]).is_empty());
    }
}
