//! Findings of the time and client sides as rows of the exceptions list.

use super::conflicts::TimeFinding;
use super::finding::Finding;
use super::reconcile::{ExceptionRow, Gravity};
use crate::model::Phrase;
use crate::model::phrase::phrase;

/// What was odd about people's time.
pub fn of_time(findings: &[TimeFinding]) -> Vec<ExceptionRow> {
    findings
        .iter()
        .map(|finding| ExceptionRow {
            gravity: gravity(finding.class),
            class: finding.class.to_owned(),
            client: finding.client.clone(),
            subject: finding.person.clone(),
            amount: None,
            currency: String::new(),
            detail: finding.detail.clone(),
            source: String::new(),
            date: finding.day,
            owner: String::new(),
            action: phrase("check the time sheet with the person", &[]),
        })
        .collect()
}

/// What was odd about clients' money.
pub fn of_clients(findings: &[Finding]) -> Vec<ExceptionRow> {
    findings
        .iter()
        .map(|finding| ExceptionRow {
            gravity: gravity(finding.class),
            class: finding.class.to_owned(),
            client: finding.client.clone(),
            subject: finding.subject.clone(),
            amount: finding.amount,
            currency: finding.currency.clone(),
            detail: finding.detail.clone(),
            source: finding.source.clone(),
            date: finding.date,
            owner: String::new(),
            action: action(finding.class),
        })
        .collect()
}

/// What to do about what was odd about clients' money.
fn action(class: &str) -> Phrase {
    match class {
        "rate-missing" => phrase(
            "write the cost rate of the person into the list of people",
            &[],
        ),
        "currency-missing-rate" => phrase(
            "add the rate of the day to the table of exchange rates",
            &[],
        ),
        "bill-of-hours" => phrase(
            "nothing, if the bill is for these hours; else name another supplier",
            &[],
        ),
        "risk-without-owner" => phrase("name somebody who looks after the risk", &[]),
        _ => phrase("talk it through with the account manager", &[]),
    }
}

/// Money or figures go wrong without an answer: high; a figure may be off: medium; to know about: low.
fn gravity(class: &str) -> Gravity {
    match class {
        "over-budget" | "risk-without-owner" | "missing-contract" => Gravity::High,
        "bill-of-hours" | "leave-in-both" | "rejected-time" | "internal-billable" => Gravity::Low,
        _ => Gravity::Medium,
    }
}
