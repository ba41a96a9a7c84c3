//! `monthend.toml`: every setting has a default, and an unknown key is an error with the nearest known one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::suggest::nearest;

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
    /// Days between contacts of any kind, by tier; tiers not listed: their review cadence.
    pub contact_cadence_days: BTreeMap<String, u32>,
    /// Days without contact after which a person at the client is listed.
    pub stakeholder_quiet_days: u32,
    /// Weeks ahead that the calendar of what is due shows.
    pub due_weeks: u32,
    /// Days ahead that renewals are listed.
    pub renewal_ahead_days: u32,
    /// Words by which an action or a contact is told to ask for a reference.
    pub reference_words: Vec<String>,
    /// Points of a health measure whose loss is an early warning.
    pub warning_points: f64,
    /// Months that the health score is looked back for its back-test.
    pub backtest_months: u32,
    /// Loss of revenue from which a client counts as shrunk there.
    pub shrunk_share: f64,
    /// Words in a goal's name that tie it to a figure of the campaigns; the longest that fits decides.
    pub campaign_goals: BTreeMap<String, Vec<String>>,
    /// Words in a goal's name that say it is a figure of one month.
    pub month_goal_words: Vec<String>,
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
    /// Days after its first sign of life, or its first after a silence, in which a client counts as new or returned.
    pub new_client_days: u32,
    /// Longest life of a client, in months, that a projected lifetime value counts on.
    pub lifetime_cap_months: u32,
    /// Key accounts: the share of trailing revenue they make.
    pub key_account_share: f64,
    /// Key accounts: smallest and largest size of the list.
    pub key_account_list: [usize; 2],
    /// Key accounts: a score from which a client outside the list is worth considering.
    pub key_account_score: f64,
    /// Key-account criteria: weight and the values of full and of no points. Computed ones, and fields of the clients
    /// table that hold a mark.
    pub key_account_criteria: BTreeMap<String, HealthMeasure>,
    /// Retainers: unused hours are carried to the next month; false: they lapse at the month's end.
    pub retainer_carries: bool,
    /// Retainers: unused hours carried are at most so many months' quotas; 0: no limit.
    pub retainer_cap_months: u32,
    /// Retainers: months after which unused hours lapse; 0: they never do.
    pub retainer_expiry_months: u32,
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
            contact_cadence_days: BTreeMap::new(),
            stakeholder_quiet_days: 60,
            due_weeks: 4,
            renewal_ahead_days: 90,
            reference_words: REFERENCE_WORDS.map(str::to_owned).to_vec(),
            warning_points: 1.0,
            backtest_months: 3,
            shrunk_share: 0.2,
            campaign_goals: default_campaign_goals(),
            month_goal_words: MONTH_GOAL_WORDS.map(str::to_owned).to_vec(),
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
            new_client_days: 90,
            lifetime_cap_months: 60,
            key_account_share: 0.8,
            key_account_list: [5, 20],
            key_account_score: 75.0,
            key_account_criteria: default_criteria(),
            retainer_carries: true,
            retainer_cap_months: 0,
            retainer_expiry_months: 0,
            tentative_probability: 0.5,
            health: default_health(),
            colours: BTreeMap::new(),
            confidentiality: String::new(),
        }
    }
}

/// Asking for a reference, in the languages the program speaks.
const REFERENCE_WORDS: [&str; 11] = [
    "reference",
    "testimonial",
    "case study",
    "referral",
    "рекомендац",
    "отзыв",
    "кейс",
    "推荐",
    "案例",
    "好评",
    "证言",
];

/// A figure of one month, in the languages the program speaks.
const MONTH_GOAL_WORDS: [&str; 8] = [
    "a month",
    "per month",
    "monthly",
    "в месяц",
    "ежемесячно",
    "每月",
    "月均",
    "月度",
];

/// Figures of campaigns that a goal can name.
fn default_campaign_goals() -> BTreeMap<String, Vec<String>> {
    let words = [
        (
            "cost_per_lead",
            "cost per lead|cpl|стоимость лида|стоимость заявки|цена лида|цена заявки|线索成本|获客成本",
        ),
        (
            "cost_per_click",
            "cost per click|cpc|стоимость клика|цена клика|点击成本|点击单价",
        ),
        (
            "cost_per_conversion",
            "cost per conversion|cost per acquisition|cost per order|cpa|cpo|стоимость конверсии|стоимость заказа|стоимость целевого действия|转化成本",
        ),
        (
            "return_on_spend",
            "return on ad spend|return on spend|roas|окупаемость рекламы|рентабельность рекламы|投产比|广告回报",
        ),
        (
            "click_rate",
            "click through rate|click rate|ctr|кликабельность|点击率",
        ),
        (
            "conversion_rate",
            "conversion rate|коэффициент конверсии|конверсия|转化率",
        ),
        (
            "leads",
            "leads|enquiries|inquiries|лиды|лидов|заявки|заявок|线索|潜客|询盘|留资",
        ),
        (
            "conversions",
            "conversions|конверсии|конверсий|转化数|转化量",
        ),
        ("clicks", "clicks|клики|кликов|переходы|点击"),
        ("impressions", "impressions|показы|показов|曝光|展示"),
        (
            "revenue",
            "campaign revenue|revenue from ads|выручка с рекламы|выручка от рекламы|广告收入",
        ),
    ];
    words
        .iter()
        .map(|(figure, words)| {
            let words = words.split('|').map(str::to_owned).collect();
            ((*figure).to_owned(), words)
        })
        .collect()
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

/// A key or value of `monthend.toml` that is not known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{found}{}", suggestion.as_ref().map_or(String::new(), |word| format!(", did you mean {word:?}")))]
pub struct SettingsFault {
    /// What is wrong, with its line where it is known.
    pub found: String,
    /// The nearest known word.
    pub suggestion: Option<String>,
}

impl Settings {
    /// Reads a settings file's text. The first fault is returned.
    pub fn read(text: &str) -> Result<Settings, SettingsFault> {
        let table: toml::Table = text
            .parse()
            .map_err(|source: toml::de::Error| plain_fault(&source))?;
        let known = toml::Table::try_from(Settings::default()).expect("settings are a table");
        if let Some(key) = table.keys().find(|key| !known.contains_key(*key)) {
            let suggestion = nearest(key, known.keys().map(String::as_str)).map(str::to_owned);
            return Err(SettingsFault {
                found: format!("unknown key {key:?}"),
                suggestion,
            });
        }
        if let Some(fault) = unknown_measure(&table).or_else(|| unknown_figure(&table)) {
            return Err(fault);
        }
        let mut settings: Settings = toml::from_str(text).map_err(|source| plain_fault(&source))?;
        let mut health = default_health();
        health.extend(std::mem::take(&mut settings.health));
        settings.health = health;
        let mut criteria = default_criteria();
        criteria.extend(std::mem::take(&mut settings.key_account_criteria));
        settings.key_account_criteria = criteria;
        let mut goals = default_campaign_goals();
        goals.extend(std::mem::take(&mut settings.campaign_goals));
        settings.campaign_goals = goals;
        settings.check_words()?;
        Ok(settings)
    }

    fn check_words(&self) -> Result<(), SettingsFault> {
        one_of("week_start", &self.week_start, &["monday", "sunday"])?;
        if !self.language.is_empty() && self.language.len() > 8 {
            return Err(SettingsFault {
                found: format!(
                    "language = {:?}, expected a code like \"ru\"",
                    self.language
                ),
                suggestion: None,
            });
        }
        let code = &self.base_currency;
        if !code.is_empty()
            && (code.len() != 3 || !code.chars().all(|letter| letter.is_ascii_uppercase()))
        {
            let found = format!("base_currency = {code:?}, expected an ISO code like \"EUR\"");
            return Err(SettingsFault {
                found,
                suggestion: None,
            });
        }
        for (name, share) in [
            ("completeness", self.completeness),
            ("target_share", self.target_share),
            ("fee_tolerance_share", self.fee_tolerance_share),
            ("key_account_share", self.key_account_share),
            ("shrunk_share", self.shrunk_share),
            ("tentative_probability", self.tentative_probability),
        ] {
            if !(0.0..=1.0).contains(&share) {
                let found =
                    format!("{name} = {share}, expected a share between 0 and 1, like 0.75");
                return Err(SettingsFault {
                    found,
                    suggestion: None,
                });
            }
        }
        Ok(())
    }
}

fn one_of(key: &str, found: &str, known: &[&str]) -> Result<(), SettingsFault> {
    if known.contains(&found) {
        return Ok(());
    }
    let suggestion = nearest(found, known.iter().copied()).map(str::to_owned);
    Err(SettingsFault {
        found: format!("{key} = {found:?}, expected one of {}", known.join(", ")),
        suggestion,
    })
}

fn unknown_measure(table: &toml::Table) -> Option<SettingsFault> {
    let measures = table.get("health")?.as_table()?;
    let key = measures
        .keys()
        .find(|key| !HEALTH_MEASURES.contains(&key.as_str()))?;
    let suggestion = nearest(key, HEALTH_MEASURES).map(str::to_owned);
    Some(SettingsFault {
        found: format!("unknown health measure {key:?}"),
        suggestion,
    })
}

fn unknown_figure(table: &toml::Table) -> Option<SettingsFault> {
    let figures = table.get("campaign_goals")?.as_table()?;
    let known = default_campaign_goals();
    let key = figures.keys().find(|key| !known.contains_key(*key))?;
    let suggestion = nearest(key, known.keys().map(String::as_str)).map(str::to_owned);
    Some(SettingsFault {
        found: format!("unknown campaign figure {key:?}"),
        suggestion,
    })
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
            ("[campaign_goals]\nlead = ['leads']", Some("leads")),
            ("qqqqqqqq = 1", None),
        ] {
            let fault = Settings::read(text).expect_err(text);
            assert_eq!(fault.suggestion.as_deref(), suggestion, "{text}");
        }
    }

    #[test]
    fn words_of_one_figure_keep_the_others() {
        let settings =
            Settings::read("[campaign_goals]\nleads = ['sign-ups']").expect("a known figure");
        assert_eq!(settings.campaign_goals["leads"], ["sign-ups"]);
        assert!(settings.campaign_goals.contains_key("cost_per_lead"));
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
