//! Invoices of costs that were passed on. One that names neither a project nor a contract is of the project for which its client's
//! costs of just its amount were spent in the months before: of one such cost, else of all of a project that no invoice before
//! it billed. The costs and their invoice then stand on one line, and no line lacks what another has too much.

use std::collections::{BTreeMap, BTreeSet};

use super::engagements::Engagements;
use super::papers::{Paper, ROUNDED};
use crate::model::{Money, Month};

/// Months within which a cost that is passed through is billed.
pub const MONTHS_TO_BILL: i32 = 3;

/// Costs of a client whose invoices name no project, and that has one engagement, are of that one, whatever project nobody else knows
/// they are booked on.
pub fn forget_unknown<'a>(costs: &mut [Paper<'a>], bills: &[Paper<'a>], engagements: &Engagements) {
    let naming = bills.iter().filter(|bill| !bill.project.is_empty());
    let naming: BTreeSet<&str> = naming.map(|bill| bill.client).collect();
    let named = costs.iter_mut().filter(|cost| !cost.project.is_empty());
    for cost in named.filter(|cost| !naming.contains(cost.client)) {
        let all = engagements.of_client(cost.client).iter();
        let mut agreed = all.clone().filter(|one| !one.terms.is_empty());
        let single = agreed.next().is_some() && agreed.next().is_none();
        if single && all.clone().all(|one| one.project != cost.project) {
            cost.project = "";
        }
    }
}

/// Names the project of each such invoice.
pub fn name_recharged<'a>(bills: &mut [Paper<'a>], costs: &[Paper<'a>]) {
    let mut open: BTreeMap<(&str, &str), Vec<Paper<'a>>> = BTreeMap::new();
    let named = costs.iter().filter(|cost| !cost.project.is_empty());
    for cost in named.filter(|cost| cost.net > Money::ZERO) {
        let key = (cost.client, cost.currency);
        open.entry(key).or_default().push(*cost);
    }
    let mut silent: Vec<&mut Paper<'a>> = bills.iter_mut().filter(|bill| is_silent(bill)).collect();
    silent.sort_by_key(|bill| bill.day);
    for bill in silent {
        let Some(costs) = open.get_mut(&(bill.client, bill.currency)) else {
            continue;
        };
        if let Some(billed) = billed_by(bill, costs) {
            bill.project = costs[billed[0]].project;
            for at in billed.into_iter().rev() {
                costs.remove(at);
            }
        }
    }
}

fn is_silent(bill: &Paper<'_>) -> bool {
    bill.project.is_empty() && bill.contract.is_empty() && bill.net > Money::ZERO
}

/// Positions of the costs that an invoice bills: one of its amount, else all of one project that make it.
fn billed_by(bill: &Paper<'_>, costs: &[Paper<'_>]) -> Option<Vec<usize>> {
    let is_it = |amount: Money| (amount - bill.net).abs() < ROUNDED;
    let is_near = |cost: &Paper<'_>| {
        let last = Month::of(cost.day).plus(MONTHS_TO_BILL);
        cost.day <= bill.day && Month::of(bill.day) <= last
    };
    let near = costs.iter().enumerate().filter(|(_, cost)| is_near(cost));
    if let Some((at, _)) = near.clone().find(|(_, cost)| is_it(cost.net)) {
        return Some(vec![at]);
    }
    let mut of_project: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, cost) in near {
        of_project.entry(cost.project).or_default().push(at);
    }
    let mut all = of_project.into_values();
    all.find(|own| is_it(own.iter().map(|at| costs[*at].net).sum()))
}
