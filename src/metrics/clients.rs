//! Clients, their money and their review: every frame of this side, computed from one portfolio.

use super::MetricFrame;
use super::actions::actions_status;
use super::agency::agency_month;
use super::budget::project_month;
use super::campaigns::campaign_month;
use super::client_month::client_month;
use super::concentration::concentration;
use super::finding::{self, Finding};
use super::forecast::forecast;
use super::goals::goals_status;
use super::growth::{client_dependence, client_growth};
use super::health::{health, health_measures, scores};
use super::history::History;
use super::key_accounts::key_accounts;
use super::lifecycle::client_lifecycle;
use super::managers::account_manager;
use super::portfolio::Portfolio;
use super::retention::retention;
use super::reviews::{Register, reviews, stakeholders_status};
use super::risks::risks_status;
use super::warnings::early_warnings;
use super::work::DayWork;

/// All frames about clients. `teams` is the utilization of teams.
pub fn compute(
    portfolio: &Portfolio<'_>,
    work: &[DayWork<'_>],
    teams: &MetricFrame,
) -> Vec<MetricFrame> {
    let register = Register::of(portfolio.tables);
    let history = History::of(portfolio, work);
    let scores = scores(portfolio, &register);
    let [shares, groups, summary] = concentration(portfolio);
    let [ahead, past, forecast_score] = forecast(portfolio);
    let [key_accounts, criteria] = key_accounts(portfolio, &history, &scores);
    vec![
        client_month(portfolio),
        project_month(portfolio),
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
        reviews(portfolio, &register),
        goals_status(portfolio, &register.goals),
        actions_status(portfolio, &register.actions),
        risks_status(portfolio, &register.risks),
        stakeholders_status(portfolio),
        campaign_month(portfolio),
    ]
}

/// What a person should look at, from the same inputs.
pub fn findings(portfolio: &Portfolio<'_>) -> Vec<Finding> {
    finding::findings(portfolio, &Register::of(portfolio.tables))
}
