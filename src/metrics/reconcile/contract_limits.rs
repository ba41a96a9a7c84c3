//! Contracts against the hours worked and the acts signed under them: hours beyond the cap, acts beyond the sum, and contracts that
//! stand as active although acts cover all of them.

use std::collections::BTreeSet;

use super::contract_card::acted_net;
use super::contracts::Contract;
use super::documents::Document;
use super::exceptions::{ExceptionRow, Gravity};
use super::ledger::Ledger;
use super::worked_value::Rates;
use crate::metrics::scope::Scope;
use crate::metrics::work::{DayWork, Worked};
use crate::metrics::worked::Work;
use crate::model::phrase::phrase;
use crate::model::{Duration, Phrase, Table, Tables};

/// All of them; `whole` are the contracts with their annexes.
pub fn of_limits(
    (ledger, contracts, whole): (&Ledger, &[Contract], &[Contract]),
    documents: &[Document],
    (rates, work): (&Rates<'_>, &Work<'_>),
    tables: &Tables,
    scope: &Scope,
) -> Vec<ExceptionRow> {
    let retainers = retainers(tables);
    let budgeted = budgeted(tables);
    let mut rows = Vec::new();
    for contract in whole {
        rows.extend(acts_beyond(ledger, contract, whole, documents));
    }
    for contract in contracts {
        // what projects have hours of their own for is told of them
        let mut own = rates.agreed.projects_of(contract).peekable();
        if own.peek().is_some() && own.all(|project| budgeted.contains(project)) {
            continue;
        }
        let mut projects = rates.agreed.projects_of(contract);
        let is_retainer =
            contract.hours_by_month || projects.any(|project| retainers.contains(&project));
        rows.extend(over_cap(
            contract,
            contracts,
            (rates, work),
            is_retainer,
            scope,
        ));
    }
    rows
}

/// Projects with hours that are agreed for them.
fn budgeted(tables: &Tables) -> BTreeSet<&str> {
    let rows = tables.rows(Table::Projects);
    let (project, hours) = (rows.text("project"), rows.duration("budget_hours"));
    let all = (0..rows.len()).filter(|at| hours[*at].is_some_and(|agreed| agreed > Duration::ZERO));
    all.filter_map(|at| project[at]).collect()
}

fn retainers(tables: &Tables) -> Vec<&str> {
    let rows = tables.rows(Table::Projects);
    let (project, kind) = (rows.text("project"), rows.text("kind"));
    let all = (0..rows.len()).filter(|at| kind[*at] == Some("retainer"));
    all.filter_map(|at| project[at]).collect()
}

/// Billable hours of the contract's projects, or of the client where it is the only contract and no project names it, within its
/// days: all of them up to as-of, of a retainer those of the period, held against as many months' hours.
fn over_cap(
    contract: &Contract,
    contracts: &[Contract],
    (rates, work): (&Rates<'_>, &Work<'_>),
    is_retainer: bool,
    scope: &Scope,
) -> Option<ExceptionRow> {
    let cap = contract.budget_hours.filter(|cap| *cap > Duration::ZERO)?;
    let cap = if is_retainer {
        Duration(cap.0.checked_mul(scope.period.len() as i64)?)
    } else {
        cap
    };
    let served = rates.agreed.projects_of(contract).next().is_some();
    let only = contract.is_only(contracts);
    let belongs = |done: &&DayWork<'_>| {
        let own = if served {
            rates.agreed.serves(&done.project, contract)
        } else {
            only
        };
        done.kind == Worked::Billable
            && *done.client == *contract.client
            && own
            && contract.holds_on(done.day)
            && (!is_retainer || done.day >= scope.period.first_day())
    };
    let used: Duration = work.all().filter(belongs).map(|done| done.duration).sum();
    let detail = phrase(
        "{} hours used of {} in contract {}",
        &[&used.said(), &cap.said(), &contract.number],
    );
    let action = phrase("agree on an annex or stop the work", &[]);
    let mut row = about(contract, "over-cap-hours", Gravity::High, [detail, action]);
    if is_retainer {
        // as of a project: the next month has hours of its own
        row.gravity = Gravity::Medium;
        // it is as old as the period that it is about
        row.date = Some(scope.period.first_day());
    }
    (used > cap).then_some(row)
}

fn acts_beyond(
    ledger: &Ledger,
    contract: &Contract,
    contracts: &[Contract],
    documents: &[Document],
) -> Option<ExceptionRow> {
    let budget = contract.budget?;
    let acted = acted_net(ledger, contract, contracts, documents);
    if acted > budget {
        let detail = phrase(
            "acts of {} are signed for a contract of {}",
            &[&acted, &budget],
        );
        let action = phrase("agree on an annex or correct the acts", &[]);
        let mut row = about(
            contract,
            "acts-over-contract",
            Gravity::High,
            [detail, action],
        );
        row.amount = Some(acted - budget);
        return Some(row);
    }
    let delivered = acted == budget && budget > crate::model::Money::ZERO;
    if !delivered || contract.status != "active" {
        return None;
    }
    let detail = phrase(
        "acts cover all of the {} agreed, the contract stands as active",
        &[&budget],
    );
    let action = phrase("close the contract or agree on what follows", &[]);
    Some(about(
        contract,
        "contract-not-closed",
        Gravity::Low,
        [detail, action],
    ))
}

fn about(
    contract: &Contract,
    class: &str,
    gravity: Gravity,
    [detail, action]: [Phrase; 2],
) -> ExceptionRow {
    ExceptionRow {
        gravity,
        class: class.to_owned(),
        client: contract.client.clone(),
        subject: contract.number.clone(),
        amount: None,
        currency: contract.currency.clone(),
        detail,
        source: contract.place.to_string(),
        date: contract.starts_on,
        owner: String::new(),
        action,
    }
}
