//! Clients, their money and their review: every frame of this side, computed from one portfolio.

use super::MetricFrame;
use super::actions::actions_status;
use super::agency::agency_month;
use super::budget::project_month;
use super::campaign_goals::{campaign_goals, held_against_campaigns};
use super::campaigns::campaign_month;
use super::client_base::client_base;
use super::client_month::client_month;
use super::concentration::concentration;
use super::contacts::{contact_cadence, touches_week};
use super::due_calendar::due_calendar;
use super::dues::Dues;
use super::earned;
use super::exchange_rates::exchange_rates;
use super::forecast::forecast;
use super::goals::goals_status;
use super::growth::{client_dependence, client_growth};
use super::health::{health, health_measures, scores};
use super::health_backtest::health_backtest;
use super::history::History;
use super::key_accounts::key_accounts;
use super::lifecycle::client_lifecycle;
use super::manager_clients::manager_client;
use super::managers::account_manager;
use super::over_servicing::over_servicing;
use super::overrun::Overruns;
use super::portfolio::Portfolio;
use super::projects_in_work::projects_in_work;
use super::promoters::promoters;
use super::realization::realization;
use super::receivable::Collections;
use super::renewals::renewals;
use super::retainer::retainer_balance;
use super::retention::retention;
use super::revenue_bases::revenue_bases;
use super::reviews::{Register, reviews};
use super::risks::risks_status;
use super::spend::client_spend;
use super::stakeholders::{read_stakeholders, stakeholders_status};
use super::warnings::early_warnings;
use super::wip::wip;
use super::workload::client_task;

/// All frames about clients that need no reconciliation. `collections` are what the
/// reconciliation found, `teams` the utilization of teams, `person_client` says who
/// works for whom.
pub fn compute(
    portfolio: &Portfolio<'_>,
    register: &Register,
    collections: &Collections,
    teams: &MetricFrame,
    person_client: &MetricFrame,
) -> Vec<MetricFrame> {
    let stakeholders = read_stakeholders(portfolio);
    let history = History::of(portfolio);
    let scores = scores(portfolio, register);
    let [shares, groups, summary] = concentration(portfolio);
    let [ahead, past, forecast_score] = forecast(portfolio);
    let [key_accounts, criteria] = key_accounts(portfolio, &history, &scores);
    let [backtest, backtest_summary] = health_backtest(portfolio, register);
    let campaigns = &register.campaigns;
    let held = held_against_campaigns(portfolio, &register.goals, campaigns);
    let lines = earned::lines(portfolio);
    let overruns = Overruns::of(portfolio);
    vec![
        client_task(portfolio),
        client_month(portfolio),
        client_spend(portfolio),
        revenue_bases(portfolio, &lines, collections),
        wip(portfolio, &lines, &overruns),
        exchange_rates(portfolio),
        realization(portfolio, collections),
        project_month(portfolio, &overruns),
        retainer_balance(portfolio),
        over_servicing(portfolio, &overruns),
        agency_month(portfolio, teams),
        shares,
        groups,
        summary,
        retention(portfolio, &history),
        client_lifecycle(portfolio, &history),
        client_growth(portfolio, &history),
        client_dependence(portfolio, &history),
        ahead,
        past,
        forecast_score,
        key_accounts,
        criteria,
        account_manager(portfolio),
        health(&scores),
        health_measures(&scores),
        early_warnings(portfolio, &scores),
        reviews(portfolio, register),
        goals_status(portfolio, &register.goals, &held),
        actions_status(portfolio, &register.actions),
        risks_status(portfolio, &register.risks),
        stakeholders_status(portfolio, &stakeholders),
        contact_cadence(portfolio, register, &stakeholders),
        touches_week(portfolio, register),
        promoters(portfolio, register),
        renewals(portfolio, &scores),
        manager_client(portfolio, person_client),
        campaign_month(portfolio, campaigns),
        campaign_goals(portfolio, &register.goals, campaigns),
        backtest,
        backtest_summary,
        projects_in_work(portfolio),
    ]
}

/// Frames that also need what the reconciliation found.
pub fn compute_with(
    portfolio: &Portfolio<'_>,
    register: &Register,
    finance: &[MetricFrame],
) -> Vec<MetricFrame> {
    let dues = Dues::of(finance);
    vec![
        due_calendar(portfolio, register, &dues),
        client_base(portfolio, register, &dues),
    ]
}
