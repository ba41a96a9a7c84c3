//! What is agreed with clients: each project with its terms, as the list of projects has them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::accounts::Accounts;
use super::effort::{Effort, Hours};
use super::portfolio::Portfolio;
use super::reconcile::reference::compact;
use crate::model::{Duration, Money, Month, Span, Table, Tables};

/// Code of work that is agreed by month.
pub const RETAINER: &str = "retainer";

/// One row of the projects table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Terms {
    /// Kind code; empty when unknown.
    pub kind: String,
    /// Status code; empty when unknown.
    pub status: String,
    /// Project manager.
    pub manager: String,
    /// Contract number.
    pub contract: String,
    /// First day.
    pub starts_on: Option<NaiveDate>,
    /// Last day, included.
    pub ends_on: Option<NaiveDate>,
    /// Of a client that is lost, and of a contract that is over and tells no last day: that of the last month with hours or an invoice.
    pub rests_after: Option<NaiveDate>,
    /// Hours agreed, per month for a retainer.
    pub budget: Option<Duration>,
    /// Money agreed, net of tax, per month for a retainer.
    pub amount: Option<Money>,
    /// Its currency; empty when the file does not say.
    pub currency: String,
}

/// A client's project with its terms, by first day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Engagement {
    /// Canonical name of the client.
    pub client: String,
    /// Canonical name.
    pub project: String,
    /// Rows of the projects table; none when only time names it.
    pub terms: Vec<Terms>,
    /// Of a client's retainer without a name: the client's projects without terms, whose hours count against it.
    covers: Vec<String>,
    /// A later row of fixed work added to the one before.
    pub is_changed: bool,
    /// The client's hours name no project and may be of another engagement: what was worked on this one is not known.
    pub is_blind: bool,
    /// The list of projects has nothing of the client: its contracts say what is agreed.
    pub is_of_contracts: bool,
}

/// All engagements of clients that are not internal, by client and project.
#[derive(Clone, Debug, Default)]
pub struct Engagements {
    all: Vec<Engagement>,
}

impl Engagements {
    /// Reads the projects table; time on projects it does not know makes engagements without terms. A row
    /// without a client belongs to whoever has time on it. Of a client that it does not know [`terms_of_contracts`] are the one
    /// engagement, for all of its work.
    pub fn of(tables: &Tables, accounts: &Accounts, effort: &Effort<'_>) -> Engagements {
        let mut found: BTreeMap<(String, String), Vec<Terms>> = BTreeMap::new();
        for (client, project) in effort.projects().filter(|(_, project)| !project.is_empty()) {
            found.insert((client.to_owned(), project.to_owned()), Vec::new());
        }
        let mut open: BTreeMap<String, Vec<Terms>> = BTreeMap::new();
        for (client, project, terms) in read_projects(tables) {
            if client.is_empty() {
                open.entry(project).or_default().push(terms);
            } else if accounts.get(&client).is_some() && terms.kind != "internal" {
                found.entry((client, project)).or_default().push(terms);
            }
        }
        for ((_, project), terms) in &mut found {
            if let (true, Some(named)) = (terms.is_empty(), open.get(project)) {
                terms.clone_from(named);
            }
        }
        let of_contracts = terms_of_contracts(tables);
        let of_contracts = of_contracts
            .into_iter()
            .filter(|(client, _)| accounts.get(client).is_some());
        let mut alone: BTreeSet<String> = BTreeSet::new();
        for (client, terms) in of_contracts {
            alone.insert(client.clone());
            found.insert((client, String::new()), terms);
        }
        rest(&mut found, tables, accounts, effort);
        let all = found.into_iter().map(|((client, project), mut terms)| {
            terms.sort_by_key(|terms| terms.starts_on);
            let rows = terms.len();
            let terms = with_changes(terms);
            let is_changed = terms.len() < rows;
            Engagement {
                is_of_contracts: project.is_empty() && alone.contains(&client),
                client,
                project,
                terms,
                covers: Vec::new(),
                is_blind: false,
                is_changed,
            }
        });
        let mut all: Vec<Engagement> = all.collect();
        cover(&mut all);
        take_unnamed(&mut all, effort);
        Engagements { all }
    }

    /// All, by client and project.
    pub fn iter(&self) -> impl Iterator<Item = &Engagement> {
        self.all.iter()
    }

    /// Those of a client.
    pub fn of_client(&self, client: &str) -> &[Engagement] {
        let start = self.all.partition_point(|one| one.client.as_str() < client);
        let end = self
            .all
            .partition_point(|one| one.client.as_str() <= client);
        &self.all[start..end]
    }
}

/// Fixed work with its change requests: a row that begins while the one before runs adds its hours and its price to it.
fn with_changes(terms: Vec<Terms>) -> Vec<Terms> {
    let mut all: Vec<Terms> = Vec::new();
    for row in terms {
        let adds = |own: &&mut Terms| {
            let within = own.starts_on < row.starts_on && row.starts_on <= own.ends_on;
            let fixed = own.kind == "fixed" && row.kind == "fixed";
            within && fixed && own.currency == row.currency && !row.never_began()
        };
        match all.last_mut().filter(adds) {
            Some(own) => own.add(row),
            None => all.push(row),
        }
    }
    all
}

/// Where a client is lost, or a contract is over and tells no last day, its work rests after the last month with hours on it or an
/// invoice of it.
fn rest(
    found: &mut BTreeMap<(String, String), Vec<Terms>>,
    tables: &Tables,
    accounts: &Accounts,
    effort: &Effort<'_>,
) {
    let over = contracts_over(tables);
    let is_lost = |client: &str| accounts.get(client).is_some_and(|one| one.status == "lost");
    let rows = tables.rows(Table::Invoices);
    let (client, issued_on) = (rows.text("client"), rows.date("issued_on"));
    let (project, contract) = (rows.text("project"), rows.text("contract"));
    for ((own, named), all) in found {
        let lost = is_lost(own);
        for terms in all.iter_mut() {
            let number = compact(&terms.contract);
            let ended = terms.ends_on.is_none() && over.contains(&(own.as_str(), number.clone()));
            if !lost && !ended {
                continue;
            }
            let of_it = |at: &usize| {
                let of_contract = contract[*at].is_some_and(|told| compact(told) == number);
                let of_project = project[*at].is_some_and(|told| told == *named);
                let of_any = lost && contract[*at].is_none() && project[*at].is_none();
                of_contract || of_project || of_any
            };
            let own_rows = (0..rows.len()).filter(|at| client[*at] == Some(own));
            let billed = own_rows.filter(of_it).filter_map(|at| issued_on[at]);
            let worked = effort.last_month(own, named);
            let last = billed.map(Month::of).chain(worked).max();
            let last = last.map(|month| month.last_day());
            terms.rests_after = last.or(lost.then_some(NaiveDate::MIN));
        }
    }
}

/// Client and compact number of contracts that are over and tell no last day.
fn contracts_over(tables: &Tables) -> BTreeSet<(&str, String)> {
    let rows = tables.rows(Table::Contracts);
    let (client, contract) = (rows.text("client"), rows.text("contract"));
    let (status, ends_on) = (rows.text("status"), rows.date("ends_on"));
    let read = |at: usize| {
        let over = matches!(status[at], Some("ended" | "terminated")) && ends_on[at].is_none();
        Some((client[at]?, compact(contract[at]?))).filter(|_| over)
    };
    (0..rows.len()).filter_map(read).collect()
}

/// A retainer without a name is for all of its client's work that nothing else was agreed for.
fn cover(all: &mut [Engagement]) {
    let mut loose: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for one in all.iter().filter(|one| one.terms.is_empty()) {
        let projects = loose.entry(one.client.clone()).or_default();
        projects.push(one.project.clone());
    }
    for retainer in all.iter_mut().filter(|one| one.project.is_empty()) {
        retainer.covers = loose.remove(&retainer.client).unwrap_or_default();
    }
}

/// Hours of a client that never name a project are of its only engagement; of several nobody can tell which.
fn take_unnamed(all: &mut [Engagement], effort: &Effort<'_>) {
    let (unnamed, named): (Vec<_>, Vec<_>) = effort
        .projects()
        .partition(|(_, project)| project.is_empty());
    let named: BTreeSet<&str> = named.into_iter().map(|(client, _)| client).collect();
    let unnamed = unnamed.into_iter().map(|(client, _)| client);
    let unnamed: BTreeSet<&str> = unnamed.filter(|client| !named.contains(client)).collect();
    let agreed = all.iter_mut().filter(|one| {
        let began = one.terms.iter().any(|terms| !terms.never_began());
        began && unnamed.contains(one.client.as_str())
    });
    let mut of_client: BTreeMap<String, Vec<&mut Engagement>> = BTreeMap::new();
    for one in agreed {
        of_client.entry(one.client.clone()).or_default().push(one);
    }
    for engagements in of_client.into_values() {
        match engagements.len() {
            1 => engagements
                .into_iter()
                .filter(|one| !one.project.is_empty())
                .for_each(|one| one.covers.push(String::new())),
            _ => engagements.into_iter().for_each(|one| one.is_blind = true),
        }
    }
}

/// What contracts agree on with clients that no list of projects has: of each client those that hold one after the other, of which at
/// least one agrees on hours. Of contracts that hold side by side nobody can tell which hours are whose.
pub fn terms_of_contracts(tables: &Tables) -> BTreeMap<String, Vec<Terms>> {
    let listed = read_projects(tables);
    let listed: BTreeSet<&str> = listed.iter().map(|(client, _, _)| &**client).collect();
    let mut found = BTreeMap::new();
    if listed.contains("") {
        return found;
    }
    for (client, terms) in read_contracts(tables) {
        if !listed.contains(&*client) {
            found.entry(client).or_insert_with(Vec::new).push(terms);
        }
    }
    found.retain(|_, all: &mut Vec<Terms>| {
        all.sort_by_key(|terms| terms.starts_on);
        let follows = |pair: &[Terms]| {
            let first = pair[1].starts_on.zip(pair[0].ends_on);
            first.is_some_and(|(next, last)| last < next)
        };
        all.iter().any(|terms| terms.budget.is_some()) && all.windows(2).all(follows)
    });
    found
}

/// Contracts that agree on hours, a fee or a rate, each with its client.
fn read_contracts(tables: &Tables) -> Vec<(String, Terms)> {
    let rows = tables.rows(Table::Contracts);
    let (client, contract) = (rows.text("client"), rows.text("contract"));
    let (status, currency) = (rows.text("status"), rows.text("currency"));
    let (signed_on, starts_on) = (rows.date("signed_on"), rows.date("starts_on"));
    let (ends_on, hours_for) = (rows.date("ends_on"), rows.text("hours_for"));
    let (hours, rate) = (rows.duration("budget_hours"), rows.money("hourly_rate"));
    let amount = rows.money("amount");
    // a folder's own template may be older than the field
    let fee = rows.has("monthly_fee").then(|| rows.money("monthly_fee"));
    let word = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let read = |at: usize| {
        let fee = fee.as_ref().and_then(|fees| fees[at]);
        let kind = match (hours_for[at], fee, rate[at], amount[at]) {
            (Some("month"), _, _, _) | (None, Some(_), _, _) => RETAINER,
            (_, _, Some(_), _) => "time_and_materials",
            (_, None, None, Some(_)) => "fixed",
            _ => "",
        };
        let agrees = hours[at].is_some() || !kind.is_empty();
        let terms = Terms {
            kind: kind.to_owned(),
            status: word(status[at]),
            manager: String::new(),
            contract: word(contract[at]),
            starts_on: starts_on[at].or(signed_on[at]),
            ends_on: ends_on[at],
            rests_after: None,
            budget: hours[at].filter(|hours| *hours > Duration::ZERO),
            amount: match kind {
                "fixed" => amount[at],
                RETAINER => fee,
                _ => None,
            },
            currency: word(currency[at]),
        };
        let counts = agrees && status[at] != Some("draft");
        client[at]
            .filter(|_| counts)
            .map(|client| (client.to_owned(), terms))
    };
    (0..rows.len()).filter_map(read).collect()
}

fn read_projects(tables: &Tables) -> Vec<(String, String, Terms)> {
    let rows = tables.rows(Table::Projects);
    let text = |field: &str| rows.text(field);
    let (project, client, kind) = (text("project"), text("client"), text("kind"));
    let (status, manager, contract) = (text("status"), text("manager"), text("contract"));
    let (starts_on, ends_on) = (rows.date("starts_on"), rows.date("ends_on"));
    let (budget, amount) = (rows.duration("budget_hours"), rows.money("budget_amount"));
    let currency = text("currency");
    let word = |words: &[Option<&str>], at: usize| words[at].unwrap_or_default().to_owned();
    (0..rows.len())
        .filter(|at| {
            let retained = || kind[*at] == Some(RETAINER) && budget[*at].is_some();
            project[*at].is_some() || client[*at].is_some() && retained()
        })
        .map(|at| {
            let terms = Terms {
                kind: known_kind(kind[at]),
                status: word(&status, at),
                manager: word(&manager, at),
                contract: word(&contract, at),
                starts_on: starts_on[at],
                ends_on: ends_on[at],
                rests_after: None,
                budget: budget[at].filter(|hours| *hours > Duration::ZERO),
                amount: amount[at].filter(|amount| *amount > Money::ZERO),
                currency: word(&currency, at),
            };
            (word(&client, at), word(&project, at), terms)
        })
        .collect()
}

/// A kind of work as the program knows it. A word that it does not know says no more than none.
fn known_kind(told: Option<&str>) -> String {
    const KINDS: [&str; 4] = [RETAINER, "fixed", "time_and_materials", "internal"];
    let known = told.filter(|told| KINDS.contains(told));
    known.unwrap_or_default().to_owned()
}

impl Terms {
    fn add(&mut self, change: Terms) {
        let hours = self.budget.into_iter().chain(change.budget);
        self.budget = hours.reduce(|own, more| own + more);
        let amounts = self.amount.into_iter().chain(change.amount);
        self.amount = amounts.reduce(|own, more| own + more);
        self.ends_on = self
            .ends_on
            .zip(change.ends_on)
            .map(|(own, more)| own.max(more));
        self.status = change.status;
    }

    /// True when a day of the span lies between first and last day.
    pub fn touch(&self, first: NaiveDate, last: NaiveDate) -> bool {
        self.starts_on.is_none_or(|start| start <= last)
            && self.ends_on.is_none_or(|end| first <= end)
            && self.rests_after.is_none_or(|end| first <= end)
    }

    /// True for work whose hours and fee are agreed per month.
    pub fn is_retainer(&self) -> bool {
        self.kind == RETAINER
    }

    /// True for work with one fee for the whole: it is called so, or nothing says its kind and it has a price, a first and a last
    /// day, as no work by the hour has.
    pub fn is_fixed(&self) -> bool {
        let whole = self.amount.is_some() && self.starts_on.is_some() && self.ends_on.is_some();
        self.kind == "fixed" || self.kind.is_empty() && whole
    }

    /// True for work that is over on a day: its status says so and its last day, if it has one, is past.
    pub fn is_finished(&self, day: NaiveDate) -> bool {
        let over = matches!(self.status.as_str(), "closed" | "done" | "completed");
        over && self.ends_on.is_none_or(|end| end <= day)
    }

    /// True for work that never began, whatever the dates say.
    pub fn never_began(&self) -> bool {
        matches!(
            self.status.as_str(),
            "cancelled" | "lost" | "planned" | "draft"
        )
    }

    /// True for work that is over, or never began, whatever the dates say.
    pub fn is_closed(&self) -> bool {
        matches!(
            self.status.as_str(),
            "closed" | "done" | "completed" | "cancelled" | "lost" | "paused" | "planned" | "draft"
        )
    }
}

impl Engagement {
    /// The terms that began last up to a day, else the first.
    pub fn terms_on(&self, day: NaiveDate) -> Option<&Terms> {
        self.terms.get(self.terms_at(day)?)
    }

    /// Position of [`Engagement::terms_on`].
    pub fn terms_at(&self, day: NaiveDate) -> Option<usize> {
        let begun = |terms: &Terms| terms.starts_on.is_none_or(|start| start <= day);
        let found = self.terms.iter().rposition(begun);
        found.or((!self.terms.is_empty()).then_some(0))
    }

    /// First month whose hours count against the whole budget that is valid at a span's end: where terms follow
    /// each other, the month in which these began, else the first of the files.
    pub fn window(&self, portfolio: &Portfolio<'_>, span: Span) -> Month {
        let terms = self.terms_on(portfolio.scope.last_day(span));
        let start = terms.and_then(|terms| terms.starts_on);
        match start {
            Some(start) if self.terms.len() > 1 => Month::of(start),
            _ => portfolio.scope.first.min(span.from),
        }
    }

    /// Currency of its money at a span's end: its own, else the client's.
    pub fn currency<'s>(&'s self, portfolio: &'s Portfolio<'_>, span: Span) -> &'s str {
        let terms = self.terms_on(portfolio.scope.last_day(span));
        let own = terms.map_or("", |terms| terms.currency.as_str());
        if !own.is_empty() {
            return own;
        }
        let account = portfolio.accounts.get(&self.client);
        account.map_or(portfolio.rates.base(), |account| &account.currency)
    }

    /// True when its terms run in the span: a last day says so; without one a status that it is over, which has
    /// no date, counts for every month.
    pub fn runs_in(&self, span: Span, last: NaiveDate) -> bool {
        self.terms_on(last).is_some_and(|terms| {
            terms.touch(span.first_day(), last) && (terms.ends_on.is_some() || !terms.is_closed())
        })
    }

    /// Hours of a span that count against what is agreed: of its project, and of those a retainer without a name covers.
    pub fn used(&self, portfolio: &Portfolio<'_>, span: Span) -> Duration {
        let hours = |project: &str| portfolio.effort.of_project(&self.client, project, span).all;
        let covered = self.covers.iter().map(|project| hours(project));
        covered.fold(hours(&self.project), |sum, hours| sum + hours)
    }

    /// Its project and those it covers.
    pub fn projects(&self) -> impl Iterator<Item = &str> {
        let covered = self.covers.iter().map(String::as_str);
        covered.chain([self.project.as_str()])
    }

    /// Client hours on it in a span.
    pub fn hours(&self, portfolio: &Portfolio<'_>, span: Span) -> Hours {
        let effort = &portfolio.effort;
        effort.of_project(&self.client, &self.project, span)
    }

    /// True when it has hours in a span or runs in it.
    pub fn is_current(&self, hours: Hours, span: Span, last: NaiveDate) -> bool {
        hours != Hours::default() || self.runs_in(span, last)
    }
}
