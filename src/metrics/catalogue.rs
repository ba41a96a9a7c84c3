//! Every frame the metrics floor makes: the contract between metrics, reports and `data/`.
//!
//! Each is described where it is made. Names and columns are stable (`design.md`, "Stable tables"); more may be added at
//! the end of a row. `month` holds the label of a month (`2026-10`) or, for a longer report period, also that of the
//! period and of the one before (`2026-Q4`, `2026-Q3`).

pub use super::actions::ACTIONS_STATUS;
pub use super::agency::AGENCY_MONTH;
pub use super::bases::UTILIZATION_BASES;
pub use super::budget::PROJECT_MONTH;
pub use super::campaign_goals::CAMPAIGN_GOALS;
pub use super::campaigns::CAMPAIGN_MONTH;
pub use super::capacity::{CAPACITY_AHEAD, CAPACITY_GROUP, CAPACITY_SUGGESTIONS};
pub use super::client_base::CLIENT_BASE;
pub use super::client_month::CLIENT_MONTH;
pub use super::concentration::{CONCENTRATION, CONCENTRATION_GROUP, CONCENTRATION_SUMMARY};
pub use super::contacts::{CONTACT_CADENCE, TOUCHES_WEEK};
pub use super::criteria::KEY_ACCOUNT_CRITERIA;
pub use super::due_calendar::DUE_CALENDAR;
pub use super::exchange_rates::EXCHANGE_RATES;
pub use super::forecast::{FORECAST, FORECAST_PAST, FORECAST_SCORE};
use super::frame::FrameSpec;
pub use super::gaps::{MISSING_DATA, NOT_FOUND};
pub use super::goals::GOALS_STATUS;
pub use super::growth::{CLIENT_DEPENDENCE, CLIENT_GROWTH};
pub use super::health::{HEALTH, HEALTH_MEASURES};
pub use super::health_backtest::{HEALTH_BACKTEST, HEALTH_BACKTEST_SUMMARY};
pub use super::issued::late::{ADJUSTMENTS, LATE_ITEMS, LATE_SUMMARY, MONTH_WITH_LATE};
pub use super::issued::restated::{RESTATED, RESTATED_ROWS, RESTATED_SUMMARY};
pub use super::key_accounts::KEY_ACCOUNTS;
pub use super::lifecycle::CLIENT_LIFECYCLE;
pub use super::load::LOAD_WEEK;
pub use super::manager_clients::MANAGER_CLIENT;
pub use super::managers::ACCOUNT_MANAGER;
pub use super::over_servicing::OVER_SERVICING;
pub use super::projects_in_work::PROJECTS_IN_WORK;
pub use super::promoters::PROMOTERS;
pub use super::realization::REALIZATION;
pub use super::reconcile::ageing::AGEING;
pub use super::reconcile::bridge::BRIDGE;
pub use super::reconcile::candidates::CANDIDATES;
pub use super::reconcile::cash::CASH_DUE;
pub use super::reconcile::collection::COLLECTION;
pub use super::reconcile::contract_card::CONTRACT_CARD;
pub use super::reconcile::deductions::DEDUCTIONS;
pub use super::reconcile::exceptions::EXCEPTIONS;
pub use super::reconcile::exchange_differences::EXCHANGE_DIFFERENCES;
pub use super::reconcile::legs::LEGS;
pub use super::reconcile::matches::{INVOICES_STATUS, MATCHES, UNAPPLIED};
pub use super::reconcile::statement::STATEMENT;
pub use super::reconcile::summary::RECEIVABLES_SUMMARY;
pub use super::reconcile::tracker::DOCUMENTS_STATUS;
pub use super::renewals::RENEWALS;
pub use super::retainer::RETAINER_BALANCE;
pub use super::retention::RETENTION;
pub use super::revenue_bases::REVENUE_BASES;
pub use super::reviews::REVIEWS;
pub use super::risks::RISKS_STATUS;
pub use super::spend::CLIENT_SPEND;
pub use super::stakeholders::STAKEHOLDERS_STATUS;
pub use super::utilization::{UTILIZATION_PERSON, UTILIZATION_ROLE, UTILIZATION_TEAM};
pub use super::warnings::EARLY_WARNINGS;
pub use super::wip::WIP;
pub use super::workload::{CLIENT_TASK, JOINT_PROJECTS, PERSON_CLIENT};

/// Every frame, in the order they are listed to people.
pub static ALL: &[&FrameSpec] = &[
    &UTILIZATION_PERSON,
    &UTILIZATION_TEAM,
    &UTILIZATION_ROLE,
    &LOAD_WEEK,
    &CAPACITY_AHEAD,
    &CAPACITY_GROUP,
    &CAPACITY_SUGGESTIONS,
    &UTILIZATION_BASES,
    &PERSON_CLIENT,
    &CLIENT_TASK,
    &JOINT_PROJECTS,
    &CLIENT_MONTH,
    &CLIENT_SPEND,
    &REVENUE_BASES,
    &WIP,
    &REALIZATION,
    &PROJECT_MONTH,
    &RETAINER_BALANCE,
    &OVER_SERVICING,
    &AGENCY_MONTH,
    &EXCHANGE_RATES,
    &CONCENTRATION,
    &CONCENTRATION_GROUP,
    &CONCENTRATION_SUMMARY,
    &RETENTION,
    &CLIENT_LIFECYCLE,
    &CLIENT_GROWTH,
    &CLIENT_DEPENDENCE,
    &FORECAST,
    &FORECAST_PAST,
    &FORECAST_SCORE,
    &KEY_ACCOUNTS,
    &KEY_ACCOUNT_CRITERIA,
    &ACCOUNT_MANAGER,
    &MANAGER_CLIENT,
    &HEALTH,
    &HEALTH_MEASURES,
    &HEALTH_BACKTEST,
    &HEALTH_BACKTEST_SUMMARY,
    &EARLY_WARNINGS,
    &REVIEWS,
    &GOALS_STATUS,
    &ACTIONS_STATUS,
    &RISKS_STATUS,
    &STAKEHOLDERS_STATUS,
    &CONTACT_CADENCE,
    &TOUCHES_WEEK,
    &PROMOTERS,
    &RENEWALS,
    &CAMPAIGN_MONTH,
    &CAMPAIGN_GOALS,
    &PROJECTS_IN_WORK,
    &CLIENT_BASE,
    &DUE_CALENDAR,
    &INVOICES_STATUS,
    &AGEING,
    &MATCHES,
    &UNAPPLIED,
    &CANDIDATES,
    &LEGS,
    &EXCEPTIONS,
    &BRIDGE,
    &DEDUCTIONS,
    &EXCHANGE_DIFFERENCES,
    &CONTRACT_CARD,
    &DOCUMENTS_STATUS,
    &STATEMENT,
    &CASH_DUE,
    &COLLECTION,
    &RECEIVABLES_SUMMARY,
    &MISSING_DATA,
    &NOT_FOUND,
    &RESTATED_SUMMARY,
    &RESTATED,
    &RESTATED_ROWS,
    &LATE_SUMMARY,
    &ADJUSTMENTS,
    &MONTH_WITH_LATE,
    &LATE_ITEMS,
];
