//! `monthend.toml`: every setting has a default, and an unknown key is an error with the nearest known one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Duration, settings_check};

/// All settings of a run. Amounts are decimal text (`"10.50"`), shares 0..1, dates ISO.
///
/// In the order of the file that `init` writes, by group ([`super::meanings`]); bounds stand in `settings_check.rs`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// ISO code; empty: the commonest currency of people's rates, else of invoices.
    pub base_currency: String,
    /// `en`, `ru` or `zh`; `--lang` wins.
    pub language: String,
    /// Name of the agency, for titles and client reports.
    pub agency: String,
    /// A line at the foot of every page.
    pub confidentiality: String,
    /// Profile of the theme: `consulting`, `accessible` or one of its own; empty: the theme's.
    pub profile: String,
    /// `monday` or `sunday`.
    pub week_start: String,
    /// Share of the median month's hours from which a month can be the one that a run is about when nobody says.
    pub month_min_share: f64,

    /// Hours of a full week, for people without a people table.
    pub weekly_hours: f64,
    /// Target share of billable hours where the people table has none; 0 means none.
    pub target_share: f64,
    /// Below this share of recorded hours a month is marked incomplete.
    pub completeness: f64,
    /// Weeks ahead of load and capacity.
    pub capacity_weeks: u32,
    /// Share of net hours above which a person's bookings are an overload.
    pub overload_share: f64,
    /// Share of net hours up to which a booked person is idle.
    pub idle_share: f64,
    /// People who are named for an overloaded person and week.
    pub capacity_candidates: u32,
    /// Months before a period whose mean its hours are compared with.
    pub trend_months: u32,
    /// Fill colours of load grids: `"0070C0" = "tentative"`.
    pub colours: BTreeMap<String, String>,

    /// Days past due at which the bands of ageing end; the last band is open.
    pub ageing_days: [u32; 4],
    /// Days of sales behind the simple DSO.
    pub dso_days: u32,
    /// Days past due from which a first, a second and a final reminder are due.
    pub reminder_days: [u32; 3],
    /// Share of a payment that may be missing as a bank fee (0.005 is 0.5 %).
    pub fee_tolerance_share: f64,
    /// And at most so much, by currency.
    pub fee_tolerance: BTreeMap<String, String>,
    /// Days either way, both included, within which a second equal payment is a probable duplicate.
    pub duplicate_payment_days: u32,
    /// Days after the first invoice in which the first payment may well come; payments that begin later are told in part.
    pub first_payment_days: u32,
    /// Days without a payment before the report's day that are no surprise.
    pub last_payment_days: u32,
    /// A combination of open invoices that is proven to be the only one of a payment's amount is taken without a person's word.
    pub take_only_combination: bool,
    /// Contract cards: share of the budget invoiced from which its light is amber.
    pub contract_budget_amber_from: f64,
    /// Contract cards: share of the larger one by which worked and invoiced value differ above which their light is amber.
    pub contract_work_amber_above: f64,
    /// And above which it is red.
    pub contract_work_red_above: f64,
    /// Retainers: unused hours are carried to the next month; false: they lapse at the month's end.
    pub retainer_carries: bool,
    /// Retainers: unused hours carried are at most so many months' quotas; 0: no limit.
    pub retainer_cap_months: u32,
    /// Retainers: months after which unused hours lapse; 0: they never do.
    pub retainer_expiry_months: u32,
    /// Months that are forecast, and that the last forecast is scored over.
    pub forecast_months: u32,
    /// Probability of tentative bookings.
    pub tentative_probability: f64,

    /// Days without invoice and hours until a client counts as dormant.
    pub dormant_days: u32,
    /// And until it counts as churned.
    pub churned_days: u32,
    /// Days after its first sign of life, or its first after a silence, in which a client counts as new or returned.
    pub new_client_days: u32,
    /// Months that a rate of leaving, and a client's margin a month to build on, need.
    pub lifetime_min_months: u32,
    /// Longest life of a client, in months, that a projected lifetime value counts on.
    pub lifetime_cap_months: u32,
    /// HHI from which revenue is moderately concentrated.
    pub hhi_moderate_from: f64,
    /// And from which it is highly concentrated.
    pub hhi_high_from: f64,
    /// How many of the largest clients are looked at for what would go with them.
    pub dependence_clients: u32,
    /// Key accounts: the share of trailing revenue they make.
    pub key_account_share: f64,
    /// Key accounts: smallest and largest size of the list.
    pub key_account_list: [usize; 2],
    /// Key accounts: months between the list and the one it is re-checked against.
    pub key_account_recheck_months: u32,
    /// Key accounts: a score from which a client outside the list is worth considering.
    pub key_account_score: f64,
    /// Key accounts: a score below which one on the list is to be reconsidered.
    pub key_account_reconsider_below: f64,
    /// Key accounts: share of the criteria's weight that must be known before a score advises anything.
    pub key_account_coverage: f64,
    /// Key-account criteria: weight and the values of full and of no points. Computed ones, and fields of the clients
    /// table that hold a mark.
    pub key_account_criteria: BTreeMap<String, HealthMeasure>,

    /// Health: score from which a client is green.
    pub health_green_from: f64,
    /// Health: score from which it is amber; below it is red.
    pub health_amber_from: f64,
    /// Health: share of the weight that must be known for a band.
    pub health_coverage: f64,
    /// Health: a client with an invoice that is more days past due is red whatever its score.
    pub health_overdue_days: u32,
    /// Points of a health measure whose loss is an early warning.
    pub warning_points: f64,
    /// Months that the health score is looked back for its back-test.
    pub backtest_months: u32,
    /// Loss of revenue from which a client counts as shrunk there.
    pub shrunk_share: f64,
    /// Health measures: weight and the values of full and of no points.
    pub health: BTreeMap<String, HealthMeasure>,

    /// Months of answers that count for NPS and CSAT.
    pub nps_window_months: u32,
    /// NPS answers below which there is no score.
    pub nps_min_answers: u32,
    /// NPS answer from which a contact is a promoter.
    pub nps_promoter_from: u32,
    /// NPS answer up to which a contact is a detractor.
    pub nps_detractor_to: u32,
    /// CSAT answer from which a contact is satisfied.
    pub csat_satisfied_from: u32,
    /// Points (as a share) that a goal may lag behind the elapsed share of its time and still be on track.
    pub goal_slack: f64,
    /// Attainment that a goal counts with at most.
    pub goal_cap: f64,
    /// Score from which a risk is escalated.
    pub risk_escalate_from: f64,
    /// And from which it is without an owner.
    pub risk_escalate_unowned_from: f64,
    /// Review cadence in days by tier.
    pub review_cadence_days: BTreeMap<String, u32>,
    /// Cadence of tiers not listed.
    pub review_cadence_default_days: u32,
    /// Days between contacts of any kind, by tier; tiers not listed: their review cadence.
    pub contact_cadence_days: BTreeMap<String, u32>,
    /// Weeks of contacts that are counted, and compared with as many before.
    pub contact_window_weeks: u32,
    /// Days without contact after which a person at the client is listed.
    pub stakeholder_quiet_days: u32,
    /// Weeks ahead that the calendar of what is due shows.
    pub due_weeks: u32,
    /// Days ahead that renewals are listed.
    pub renewal_ahead_days: u32,

    /// Accounts an account manager can serve, by grade.
    pub account_limits: BTreeMap<String, u32>,
    /// Limit for grades not listed.
    pub account_limit_default: u32,
    /// Active projects an account manager can serve.
    pub project_limit: u32,

    /// Largest file that is read, in MiB.
    pub limit_file_mib: f64,
    /// Most that a package may hold unpacked, in MiB: a full sheet of a million rows and 16 columns takes 600.
    pub limit_unpacked_mib: f64,
    /// How many times smaller a part of a package may be packed. Deflate cannot honestly pack better than a thousand times.
    pub limit_packing_ratio: u32,
    /// Parts of a package. A workbook of 250 sheets with drawings and notes has about a thousand.
    pub limit_parts: u32,
    /// Sheets of a workbook. Excel itself opens some thousands only with patience.
    pub limit_sheets: u32,
    /// Cells of a file, blank ones with a format included.
    pub limit_cells: u32,
    /// Different texts of a file, in MiB.
    pub limit_texts_mib: f64,
    /// Tags inside of each other in a part of a package. A workbook has about ten.
    pub limit_depth: u32,
    /// Longest line of a text file, tag or text of a package, in MiB. A cell holds 32,767 characters.
    pub limit_line_mib: f64,
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
            confidentiality: String::new(),
            profile: String::new(),
            week_start: "monday".to_owned(),
            month_min_share: 0.1,
            weekly_hours: 40.0,
            target_share: 0.0,
            completeness: 0.95,
            capacity_weeks: 8,
            overload_share: 1.0,
            idle_share: 0.0,
            capacity_candidates: 3,
            trend_months: 3,
            colours: BTreeMap::new(),
            ageing_days: [30, 60, 90, 120],
            dso_days: 90,
            reminder_days: [1, 15, 30],
            fee_tolerance_share: 0.005,
            fee_tolerance: fees
                .iter()
                .map(|(code, most)| ((*code).to_owned(), (*most).to_owned()))
                .collect(),
            duplicate_payment_days: 7,
            first_payment_days: 75,
            last_payment_days: 28,
            take_only_combination: false,
            contract_budget_amber_from: 0.9,
            contract_work_amber_above: 0.1,
            contract_work_red_above: 0.25,
            retainer_carries: true,
            retainer_cap_months: 0,
            retainer_expiry_months: 0,
            forecast_months: 3,
            tentative_probability: 0.5,
            dormant_days: 90,
            churned_days: 180,
            new_client_days: 90,
            lifetime_min_months: 6,
            lifetime_cap_months: 60,
            hhi_moderate_from: 1_500.0,
            hhi_high_from: 2_500.0,
            dependence_clients: 3,
            key_account_share: 0.8,
            key_account_list: [5, 20],
            key_account_recheck_months: 3,
            key_account_score: 75.0,
            key_account_reconsider_below: 50.0,
            key_account_coverage: 0.6,
            key_account_criteria: default_criteria(),
            health_green_from: 75.0,
            health_amber_from: 50.0,
            health_coverage: 0.6,
            health_overdue_days: 60,
            warning_points: 1.0,
            backtest_months: 3,
            shrunk_share: 0.2,
            health: default_health(),
            nps_window_months: 12,
            nps_min_answers: 5,
            nps_promoter_from: 9,
            nps_detractor_to: 6,
            csat_satisfied_from: 4,
            goal_slack: 0.1,
            goal_cap: 1.2,
            risk_escalate_from: 15.0,
            risk_escalate_unowned_from: 9.0,
            review_cadence_days: words(&[("key", 30), ("A", 30), ("B", 90), ("C", 180)]),
            review_cadence_default_days: 90,
            contact_cadence_days: BTreeMap::new(),
            contact_window_weeks: 4,
            stakeholder_quiet_days: 60,
            due_weeks: 4,
            renewal_ahead_days: 90,
            account_limits: words(&[("senior", 5), ("middle", 4), ("junior", 3)]),
            account_limit_default: 5,
            project_limit: 7,
            limit_file_mib: 2_048.0,
            limit_unpacked_mib: 4_096.0,
            limit_packing_ratio: 1_000,
            limit_parts: 10_000,
            limit_sheets: 2_000,
            limit_cells: 200_000_000,
            limit_texts_mib: 1_024.0,
            limit_depth: 100,
            limit_line_mib: 64.0,
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

/// Key-account criteria that are computed, in the order they are shown.
pub const KEY_ACCOUNT_CRITERIA: [&str; 5] = [
    "revenue_share",
    "growth",
    "delivery_margin",
    "tenure",
    "health",
];

/// Shares and margins as shares, tenure in months, health 0 to 100, marks of the clients table 1 to 5.
fn default_criteria() -> BTreeMap<String, HealthMeasure> {
    let scales = [
        ("revenue_share", 30.0, 0.2, 0.0),
        ("growth", 15.0, 0.3, -0.3),
        ("delivery_margin", 20.0, 0.5, 0.0),
        ("tenure", 10.0, 36.0, 0.0),
        ("health", 15.0, 100.0, 0.0),
        ("potential", 15.0, 5.0, 1.0),
        ("strategic_fit", 10.0, 5.0, 1.0),
        ("reference_value", 5.0, 5.0, 1.0),
        ("relationship", 5.0, 5.0, 1.0),
        ("payment_discipline", 5.0, 5.0, 1.0),
    ];
    scales
        .into_iter()
        .map(|(name, weight, full, none)| (name.to_owned(), HealthMeasure { weight, full, none }))
        .collect()
}

/// A key or value of `monthend.toml` that cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{found}{}", suggestion.as_ref().map_or(String::new(), |word| format!(", did you mean {word:?}")))]
pub struct SettingsFault {
    /// What is wrong and what was expected, with its line where it is known.
    pub found: String,
    /// The nearest known word.
    pub suggestion: Option<String>,
}

impl Settings {
    /// Hours of a week for whoever's are not told.
    pub fn week(&self) -> Duration {
        Duration((self.weekly_hours * Duration::HOUR as f64).round() as i64)
    }

    /// Reads a settings file's text. The first fault is returned.
    pub fn read(text: &str) -> Result<Settings, SettingsFault> {
        let table: toml::Table = text
            .parse()
            .map_err(|source: toml::de::Error| plain_fault(&source))?;
        if let Some(fault) = settings_check::unknown_key(text, &table) {
            return Err(fault);
        }
        let mut settings: Settings = toml::from_str(text).map_err(|source| plain_fault(&source))?;
        let mut health = default_health();
        health.extend(std::mem::take(&mut settings.health));
        settings.health = health;
        let mut criteria = default_criteria();
        criteria.extend(std::mem::take(&mut settings.key_account_criteria));
        settings.key_account_criteria = criteria;
        match settings_check::fault(text, &settings) {
            Some(fault) => Err(fault),
            None => Ok(settings),
        }
    }
}

fn plain_fault(source: &toml::de::Error) -> SettingsFault {
    SettingsFault {
        found: source.to_string().trim_end().to_owned(),
        suggestion: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_when_empty() {
        assert_eq!(Settings::read(""), Ok(Settings::default()));
    }

    #[test]
    fn names_the_nearest_key() {
        for (text, suggestion) in [
            ("base_curency = 'EUR'", Some("base_currency")),
            ("week_start = 'mondy'", Some("monday")),
            (
                "[health]\ngaols = { weight = 1.0, full = 1.0, none = 0.0 }",
                Some("goals"),
            ),
            ("qqqqqqqq = 1", None),
        ] {
            let fault = Settings::read(text).expect_err(text);
            assert_eq!(fault.suggestion.as_deref(), suggestion, "{text}");
        }
    }

    #[test]
    fn one_measure_keeps_the_others() {
        let settings =
            Settings::read("[health]\ngoals = { weight = 20.0, full = 1.0, none = 0.0 }")
                .expect("known keys");
        assert_eq!(settings.health.len(), HEALTH_MEASURES.len());
        assert!((settings.health["goals"].weight - 20.0).abs() < f64::EPSILON);
    }
}
