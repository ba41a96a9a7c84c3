//! Acts against the work they close: an act that no work supports, and months of work that no act covers.
//!
//! Looked at only for clients that have both acts and time. An act covers its period, or the days since the act before it up to its own
//! day; work that is priced as a whole is not asked for acts month by month.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::agreed_rates::AgreedRates;
use super::contracts::{self, Contract};
use super::documents::{Document, of_client};
use super::exceptions::{ExceptionRow, Gravity};
use crate::metrics::scope::Scope;
use crate::metrics::work::{DayWork, Worked};
use crate::metrics::worked::Work;
use crate::model::phrase::phrase;
use crate::model::{Duration, Month, Span, Table, Tables};

/// What is needed to look at acts and work.
pub struct ActsAndWork<'a> {
    pub contracts: &'a [Contract],
    pub documents: &'a [Document],
    pub agreed: &'a AgreedRates<'a>,
    pub work: &'a Work<'a>,
    pub scope: &'a Scope,
}

impl ActsAndWork<'_> {
    /// Both ways.
    pub fn exceptions(&self, tables: &Tables) -> Vec<ExceptionRow> {
        let acting: BTreeSet<&str> = self
            .documents
            .iter()
            .filter(|document| document.is_act())
            .map(|act| act.client.as_str())
            .collect();
        if acting.is_empty() {
            return Vec::new();
        }
        let worked = self.work.all();
        let worked = worked.filter(|done| done.kind != Worked::Internal);
        let mut by_client: BTreeMap<&str, Vec<&DayWork<'_>>> = BTreeMap::new();
        for done in worked.filter(|done| acting.contains(done.client.text())) {
            by_client.entry(done.client.text()).or_default().push(done);
        }
        let monthly = monthly_projects(tables);
        let mut rows = Vec::new();
        for (client, work) in by_client {
            rows.extend(self.acts_without_work(client, &work));
            rows.extend(self.work_without_acts(client, &work, &monthly));
        }
        rows
    }

    /// Acts of one contract, by what they cover.
    fn acts_without_work(&self, client: &str, work: &[&DayWork<'_>]) -> Vec<ExceptionRow> {
        let files_begin = self.work.first_day();
        let acts = of_client(self.documents, client).iter();
        let acts = acts.filter(|document| document.is_act());
        let mut covered: Vec<(NaiveDate, NaiveDate, &Document)> = acts
            .filter_map(|act| {
                let (first, last) = covers(act)?;
                Some((first, last, act))
            })
            .collect();
        covered.sort_by_key(|(first, last, act)| (*last, *first, &act.number));
        let mut rows = Vec::new();
        for (at, (first, last, act)) in covered.iter().enumerate() {
            let before = covered[..at].iter().rev();
            let mut same = before.filter(|(_, _, other)| other.contract == act.contract);
            let since = same.next().map(|(_, last, _)| *last);
            let from = since.map_or(*first, |since| since.min(*first));
            let within = |done: &&&DayWork<'_>| from <= done.day && done.day <= *last;
            let mut support = work.iter().filter(within);
            let known = files_begin.is_some_and(|begin| begin <= from);
            if !known || support.any(|done| self.is_of(done, &act.contract, client)) {
                continue;
            }
            rows.push(ExceptionRow {
                gravity: Gravity::Medium,
                class: "act-without-work".to_owned(),
                client: client.to_owned(),
                subject: act.number.clone(),
                amount: act.amount,
                currency: act.currency.clone(),
                detail: phrase(
                    "no hours of the client support the act from {} to {}",
                    &[&from, last],
                ),
                source: act.place.to_string(),
                date: act.date,
                owner: String::new(),
                action: phrase("check what the act is for or enter the time", &[]),
            });
        }
        rows
    }

    /// Work is of a contract when its project serves it; of any where the act names none, or no project of the client serves it.
    fn is_of(&self, done: &DayWork<'_>, contract: &str, client: &str) -> bool {
        let own = contracts::of_client(self.contracts, client).iter();
        let named: Vec<&Contract> = own.filter(|one| one.is(contract)).collect();
        let served = named
            .iter()
            .any(|one| self.agreed.projects_of(one).next().is_some());
        !served
            || named
                .iter()
                .any(|one| self.agreed.serves(&done.project, one))
    }

    /// Billable hours of whole months before the period, from the month of the first act on, that no act covers.
    fn work_without_acts(
        &self,
        client: &str,
        work: &[&DayWork<'_>],
        monthly: &BTreeSet<(&str, &str)>,
    ) -> Option<ExceptionRow> {
        let acts = of_client(self.documents, client).iter();
        let spans: Vec<(NaiveDate, NaiveDate)> = acts
            .filter(|document| document.is_act())
            .filter_map(|act| {
                let (first, last) = covers(act)?;
                // an act of a month's first days is for the month before
                let told = act.period.parse::<Span>().is_ok();
                let first = if told {
                    first
                } else {
                    Month::of(first).plus(-1).first_day()
                };
                Some((first, last))
            })
            .collect();
        let begin = spans.iter().map(|(first, _)| *first).min()?;
        let end = self.scope.period.first_day();
        let open = work.iter().filter(|done| {
            let month = done.month();
            let (first, last) = (month.first_day(), month.last_day());
            done.kind == Worked::Billable
                && begin <= done.day
                && done.day < end
                && monthly.contains(&(done.client.text(), done.project.text()))
                && !spans.iter().any(|(from, to)| *from <= last && first <= *to)
        });
        let (mut hours, mut since) = (Duration::ZERO, None);
        for done in open {
            hours += done.duration;
            since = Some(since.map_or(done.day, |day: NaiveDate| day.min(done.day)));
        }
        let since = since.filter(|_| hours > Duration::ZERO)?;
        Some(ExceptionRow {
            gravity: Gravity::Medium,
            class: "work-without-act".to_owned(),
            client: client.to_owned(),
            subject: Month::of(since).to_string(),
            amount: None,
            currency: String::new(),
            detail: phrase(
                "{} billable hours of whole months from {} on are in no act",
                &[&hours.said(), &Month::of(since)],
            ),
            source: String::new(),
            date: Some(since),
            owner: String::new(),
            action: phrase("prepare the act of the month", &[]),
        })
    }
}

/// First and last day that an act covers: its period, else the month up to its day.
fn covers(act: &Document) -> Option<(NaiveDate, NaiveDate)> {
    match act.period.parse::<Span>() {
        Ok(span) => Some((span.first_day(), span.last_day())),
        Err(_) => act.date.map(|day| (Month::of(day).first_day(), day)),
    }
}

/// Client and project of work that is billed month by month.
fn monthly_projects(tables: &Tables) -> BTreeSet<(&str, &str)> {
    let rows = tables.rows(Table::Projects);
    let (project, client, kind) = (rows.text("project"), rows.text("client"), rows.text("kind"));
    let monthly =
        (0..rows.len()).filter(|at| matches!(kind[*at], Some("time_and_materials" | "retainer")));
    monthly
        .filter_map(|at| Some((client[at]?, project[at]?)))
        .collect()
}
