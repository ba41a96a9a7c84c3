//! All frames of a month end, in the order in which one needs the other.

use super::calendar::{Calendar, week_of};
use super::campaigns::Campaigns;
use super::catalogue::{PERSON_CLIENT, UTILIZATION_TEAM};
use super::conflicts::conflicts;
use super::finding::findings;
use super::goals::in_month;
use super::internal::Internals;
use super::issued::Since;
use super::kept_sums::KeptSums;
use super::month_sums::Judges;
use super::people::People;
use super::portfolio::Portfolio;
use super::reconcile::{self, Books, Handed, agreed_of, contracts_of, owed, unresolved};
use super::reviews::Register;
use super::rollup::{Entries, Months, Opened};
use super::worked::Work;
use super::{Metrics, Scope, clients, exchange, gaps, handed_in, hours, month, unread};
use crate::model::intake::{Decisions, Intake, Question};
use crate::model::issued::Issued;
use crate::model::shelf::Shelf;
use crate::model::{Month, Phrase, Settings, Span, Table, Tables, TradeWords};
use chrono::NaiveDate;

/// The period to report when nobody names one, and why; none without any dated fact.
pub fn default_period(tables: &Tables, settings: &Settings) -> Option<(Span, Phrase)> {
    month::default_period(tables, settings).map(|(month, why)| (Span::month(month), why))
}

/// The day up to which facts count when nobody names one: the period's last, or, where a period of several months is not over in the
/// files, that of the last month with time, invoices, payments or expenses. Months that have not come are nobody's free capacity, and
/// what falls due in them is not overdue.
pub fn default_as_of(tables: &Tables, period: Span) -> NaiveDate {
    let last = month::last_month(tables, period);
    let within = last.filter(|_| period.len() > 1);
    within.map_or(period.last_day(), |month| Span::month(month).last_day())
}

/// The time frame of a run: from the first month with any fact, settings with the base currency filled in.
pub fn scope(
    tables: &Tables,
    settings: &Settings,
    words: &TradeWords,
    period: Span,
    as_of: NaiveDate,
) -> Scope {
    let mut settings = settings.clone();
    settings.base_currency = exchange::base_currency(tables, &settings);
    let first = month::first_month(tables).unwrap_or(period.from);
    Scope {
        period,
        as_of,
        first: first.min(period.from),
        settings,
        words: words.clone(),
    }
}

/// Every frame of the catalogue, and the questions that only the matching of payments can ask.
pub fn compute(intake: &Intake, decisions: &Decisions, scope: &Scope) -> (Metrics, Vec<Question>) {
    compute_after(intake, decisions, scope, &Issued::default(), None)
}

/// The same, held against packs that were issued before, with what earlier runs added up.
pub fn compute_after(
    intake: &Intake,
    decisions: &Decisions,
    scope: &Scope,
    issued: &Issued,
    shelf: Option<&dyn Shelf>,
) -> (Metrics, Vec<Question>) {
    let tables = &intake.tables;
    let since = Since::of(issued, tables, &intake.payers);
    let (sums, questions) = add_up(intake, decisions, scope, &since, shelf);
    let mut metrics = unread::blank(sums, tables, scope);
    let missing = gaps::missing_data(&metrics, tables, scope);
    metrics.insert(missing);
    metrics.insert(gaps::not_found(tables, scope));
    for frame in since.frames(&metrics, tables, scope) {
        metrics.insert(frame);
    }
    (metrics, questions)
}

/// All figures as the rows add up, those that no file tells of too: they are sums of nothing.
pub(super) fn add_up(
    intake: &Intake,
    decisions: &Decisions,
    scope: &Scope,
    since: &Since<'_>,
    shelf: Option<&dyn Shelf>,
) -> (Metrics, Vec<Question>) {
    let tables = &intake.tables;
    let people = People::of(tables).with_week(&scope.settings);
    let (names, entries) = Entries::of(tables);
    let internals = Internals::of(tables);
    let months = Months::of(&entries, &names, &internals, scope);
    let opened = Opened::of(&months);
    let base = exchange::base_currency(tables, &scope.settings);
    let books = Books::of(tables, &intake.payers, decisions, &scope.settings);
    let books = books.with_cash_told(tables, scope);
    let contracts = contracts_of(tables, &books, scope.as_of, &base);
    let agreed = agreed_of(tables, &contracts, &books, &scope.words);
    let judges = Judges {
        people: &people,
        base: &base,
        agreed: Some(&agreed),
    };
    let kept = shelf.map(|shelf| KeptSums::of(shelf, &internals, judges));
    let asked_for = single_entries_asked_for(tables, scope);
    let is_asked_for = |month| month >= asked_for && month <= scope.period.to;
    let sums = months.sums(judges, kept.as_ref(), &opened, is_asked_for);
    let work = Work::of(sums, &opened);
    let calendar = Calendar::of(tables, &work, &people, scope);
    let time = hours::compute(tables, &work, &people, &calendar, scope);
    let owed = owed(&books, scope);
    let made = |name: &str| {
        let frame = time.iter().find(|frame| frame.spec.name == name);
        frame.expect("the time side makes it")
    };
    let (teams, person_client) = (made(UTILIZATION_TEAM.name), made(PERSON_CLIENT.name));
    let portfolio = Portfolio::of(tables, &work, &people, &owed, scope).with_agreed(&agreed);
    let register = Register::of(tables);
    let register = Register {
        campaigns: Campaigns::of(&portfolio),
        goals: in_month(register.goals, scope.period.to),
        ..register
    };
    let accounts = clients::compute(
        &portfolio,
        &register,
        &owed.collections,
        teams,
        person_client,
    );
    let mut found = handed_in::of_time(&conflicts(tables, &work, &people, &calendar, scope));
    found.extend(handed_in::of_clients(&findings(&portfolio, &register)));
    found.extend(since.exceptions(tables, scope));
    found.extend(unresolved(&books, tables, &intake.questions, scope));
    let handed = Handed {
        exceptions: found,
        matched_before: owed.matched_before.clone(),
        legal_names: intake.legal_names.clone(),
    };
    let problems = &intake.problems;
    let (finance, questions) =
        reconcile::compute(tables, problems, &work, &people, &books, scope, handed);
    let due = clients::compute_with(&portfolio, &register, &finance);
    let mut metrics = Metrics::default();
    for frame in time.into_iter().chain(accounts).chain(due).chain(finance) {
        metrics.insert(frame);
    }
    (metrics, questions)
}

/// The first month whose single entries figures will likely ask for: any is opened when it is, this only spares opening it
/// twice. Contracts, acts, budgets and work by the hour look at all entries, else those of the period and its first week are
/// looked at.
fn single_entries_asked_for(tables: &Tables, scope: &Scope) -> Month {
    let projects = tables.rows(Table::Projects);
    let kinds = projects.numbered("kind");
    let all = [Table::Contracts, Table::Documents]
        .iter()
        .any(|table| !tables.rows(*table).is_empty())
        || !projects.lacks("budget_hours")
        || kinds.texts().contains(&Some("time_and_materials"));
    match all {
        true => scope.first,
        false => Month::of(week_of(scope.period.first_day(), &scope.settings)),
    }
}
