//! `monthend.toml`: every setting has a default, and an unknown key is an error with the nearest known one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// All settings of a run. Amounts are decimal text (`"10.50"`), shares 0..1, dates ISO.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// ISO code; empty: the commonest currency of people's rates, else of invoices.
    pub base_currency: String,
    /// `en`, `ru` or `zh`; `--lang` wins.
    pub language: String,
    /// Name of the agency, for titles and client reports.
    pub agency: String,
    /// `monday` or `sunday`.
    pub week_start: String,
    /// Hours of a full week, for people without a people table.
    pub weekly_hours: f64,
    /// Target share of billable hours where the people table has none; 0 means none.
    pub target_share: f64,
    /// Below this share of recorded hours a month is marked incomplete.
    pub completeness: f64,
    /// Months of answers that count for NPS.
    pub nps_window_months: u32,
    /// Review cadence in days by tier.
    pub review_cadence_days: BTreeMap<String, u32>,
    /// Cadence of tiers not listed.
    pub review_cadence_default_days: u32,
    /// Accounts an account manager can serve, by grade.
    pub account_limits: BTreeMap<String, u32>,
    /// Limit for grades not listed.
    pub account_limit_default: u32,
    /// Active projects an account manager can serve.
    pub project_limit: u32,
    /// Share of a payment that may be missing as a bank fee (0.005 is 0.5 %).
    pub fee_tolerance_share: f64,
    /// And at most so much, by currency.
    pub fee_tolerance: BTreeMap<String, String>,
    /// Days without invoice and hours until a client counts as dormant.
    pub dormant_days: u32,
    /// And until it counts as churned.
    pub churned_days: u32,
    /// Key accounts: the share of trailing revenue they make.
    pub key_account_share: f64,
    /// Key accounts: smallest and largest size of the list.
    pub key_account_list: [usize; 2],
    /// Probability of tentative bookings.
    pub tentative_probability: f64,
    /// Health measures: weight and the values of full and of no points.
    pub health: BTreeMap<String, HealthMeasure>,
    /// Fill colours of load grids: `"0070C0" = "tentative"`.
    pub colours: BTreeMap<String, String>,
    /// A line at the foot of every page.
    pub confidentiality: String,
}

/// One measure of the health score. Points run linearly between `full` (100) and `none` (0).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HealthMeasure {
    /// Weight in the score; 0 leaves the measure out.
    pub weight: f64,
    /// Value that earns all points.
    pub full: f64,
    /// Value that earns none.
    pub none: f64,
}

/// Health measures in the order they are shown.
pub const HEALTH_MEASURES: [&str; 10] = [
    "hours_trend",
    "budget_pace",
    "delivery_margin",
    "overdue_share",
    "days_past_due",
    "satisfaction",
    "goals",
    "freshness",
    "open_risks",
    "overdue_actions",
];

impl Default for Settings {
    fn default() -> Settings {
        let words = |pairs: &[(&str, u32)]| {
            pairs
                .iter()
                .map(|(word, n)| ((*word).to_owned(), *n))
                .collect()
        };
        let fees = [
            ("EUR", "10"),
            ("USD", "10"),
            ("RUB", "1000"),
            ("CNY", "100"),
        ];
        Settings {
            base_currency: String::new(),
            language: String::new(),
            agency: String::new(),
            week_start: "monday".to_owned(),
            weekly_hours: 40.0,
            target_share: 0.0,
            completeness: 0.95,
            nps_window_months: 12,
            review_cadence_days: words(&[("key", 30), ("A", 30), ("B", 90), ("C", 180)]),
            review_cadence_default_days: 90,
            account_limits: words(&[("senior", 5), ("middle", 4), ("junior", 3)]),
            account_limit_default: 5,
            project_limit: 7,
            fee_tolerance_share: 0.005,
            fee_tolerance: fees
                .iter()
                .map(|(code, most)| ((*code).to_owned(), (*most).to_owned()))
                .collect(),
            dormant_days: 90,
            churned_days: 180,
            key_account_share: 0.8,
            key_account_list: [5, 20],
            tentative_probability: 0.5,
            health: default_health(),
            colours: BTreeMap::new(),
            confidentiality: String::new(),
        }
    }
}

/// Weights and scales of `metrics.md`, "Account review".
fn default_health() -> BTreeMap<String, HealthMeasure> {
    let scales = [
        (10.0, 1.0, 0.5),
        (15.0, 1.0, 1.3),
        (15.0, 0.5, 0.0),
        (15.0, 0.0, 0.5),
        (10.0, 0.0, 60.0),
        (10.0, 100.0, -100.0),
        (10.0, 1.0, 0.0),
        (5.0, 0.0, 1.0),
        (5.0, 1.0, 25.0),
        (5.0, 0.0, 5.0),
    ];
    HEALTH_MEASURES
        .iter()
        .zip(scales)
        .map(|(name, (weight, full, none))| {
            ((*name).to_owned(), HealthMeasure { weight, full, none })
        })
        .collect()
}
