//! The time side of the metrics: from classified work to every frame about hours.

use super::calendar::Calendar;
use super::frame::MetricFrame;
use super::ledger::Ledger;
use super::people::People;
use super::scope::Scope;
use super::work::DayWork;
use super::{bases, load, utilization, workload};
use crate::model::Tables;

/// Utilization, load, capacity ahead, named bases and who works on what.
pub fn compute(
    tables: &Tables,
    work: &[DayWork],
    people: &People,
    scope: &Scope,
) -> Vec<MetricFrame> {
    let calendar = Calendar::of(tables, work, people, scope);
    let ledger = Ledger::of(&calendar, work, scope);
    vec![
        utilization::by_person(&ledger, people, scope),
        utilization::by_team(&ledger, people, scope),
        load::by_week(tables, &calendar, work, scope),
        load::ahead(tables, &calendar, people, scope),
        bases::by_basis(tables, &ledger, people, scope),
        workload::person_client(work, scope),
        workload::client_task(work, scope),
    ]
}
