//! Billable hours that entries call written off: work that was done and will not be invoiced.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Scope;
use super::internal::Internals;
use super::people::People;
use super::rollup::{Chosen, grouped, tells_status};
use super::worth::{Products, currency_of};
use crate::model::{Duration, Month, Tables};

/// Code of the status of such entries.
pub(super) const WRITTEN_OFF: &str = "written_off";

/// Hours written off and their value at the people's bill rates.
#[derive(Clone, Debug, Default)]
pub struct WrittenOff {
    /// Hours.
    pub hours: Duration,
    /// Hours x bill rate of the day.
    pub value: Products,
}

/// By client and month; none when no entry of the files says that it is written off.
pub type WriteOffs = Option<BTreeMap<String, BTreeMap<Month, WrittenOff>>>;

/// Reads them.
pub fn write_offs(tables: &Tables, people: &People, base: &str, scope: &Scope) -> WriteOffs {
    if !tells_status(tables, WRITTEN_OFF) {
        return None;
    }
    let all = (NaiveDate::MIN, scope.as_of);
    let groups = grouped(tables, all, is_written_off);
    if groups.is_empty() {
        return None;
    }
    let internals = Internals::of(tables);
    let mut found: BTreeMap<String, BTreeMap<Month, WrittenOff>> = BTreeMap::new();
    for group in &groups {
        let project = group.project.as_deref();
        let client = internals.client_of(group.client.as_deref(), project);
        let Some(client) = client.filter(|client| !internals.is_internal(Some(client), project))
        else {
            continue;
        };
        let months = found.entry(client.to_owned()).or_default();
        let month = months.entry(Month::of(group.day)).or_default();
        let terms = people.on(group.person.as_deref().unwrap_or_default(), group.day);
        let rate = terms.and_then(|terms| terms.bill_rate);
        month.hours += group.duration;
        month
            .value
            .add(group.duration, rate, currency_of(terms, base));
    }
    Some(found)
}

/// Hours of the period that are written off without a note, by client and person.
pub fn without_reason(tables: &Tables, scope: &Scope) -> BTreeMap<(String, String), Duration> {
    if !tells_status(tables, WRITTEN_OFF) {
        return BTreeMap::new();
    }
    let period = (scope.period.first_day(), scope.last_day(scope.period));
    let is_silent = |entry: &Chosen<'_>| is_written_off(entry) && !entry.has_note;
    let internals = Internals::of(tables);
    let mut found: BTreeMap<(String, String), Duration> = BTreeMap::new();
    for group in grouped(tables, period, is_silent) {
        let client = internals.client_of(group.client.as_deref(), group.project.as_deref());
        let client = client.unwrap_or_default().to_owned();
        let person = group.person.clone().unwrap_or_default();
        *found.entry((client, person)).or_default() += group.duration;
    }
    found
}

fn is_written_off(entry: &Chosen<'_>) -> bool {
    entry.status == Some(WRITTEN_OFF) && entry.billable != Some(false)
}
