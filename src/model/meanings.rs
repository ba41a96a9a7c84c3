//! What each setting means, in the words of the file that `init` writes.

/// Keys and tables of `monthend.toml` with their meaning; a table's own name says what all its keys are.
const MEANINGS: &[(&str, &str)] = &[
    (
        "base_currency",
        "currency that totals are converted to; empty: the commonest of people's rates, else of invoices",
    ),
    (
        "language",
        "language of the workbooks: en, ru or zh; --lang wins",
    ),
    (
        "agency",
        "name of the agency, for titles and client reports",
    ),
    ("week_start", "first day of a week: monday or sunday"),
    (
        "weekly_hours",
        "hours of a full week of people without a people table",
    ),
    (
        "target_share",
        "share of net hours that should be billable where the people table has no target; 0: none",
    ),
    (
        "completeness",
        "below this share of recorded hours a month is marked incomplete",
    ),
    (
        "nps_window_months",
        "months of answers that count for NPS and CSAT",
    ),
    (
        "review_cadence_days",
        "days from one account review to the next, by tier",
    ),
    (
        "review_cadence_default_days",
        "the same for tiers not listed",
    ),
    (
        "account_limits",
        "accounts that an account manager can serve, by grade",
    ),
    ("account_limit_default", "the same for grades not listed"),
    (
        "project_limit",
        "active projects that an account manager can serve",
    ),
    (
        "fee_tolerance_share",
        "share of a payment that may be missing as a bank fee (0.005 is 0.5 %)",
    ),
    ("fee_tolerance", "and at most so much, by currency"),
    (
        "dormant_days",
        "days without invoice and hours until a client counts as dormant",
    ),
    ("churned_days", "and until it counts as lost"),
    (
        "key_account_share",
        "key accounts: the share of the last 12 months' revenue that they make",
    ),
    (
        "key_account_list",
        "key accounts: smallest and largest size of the list",
    ),
    (
        "retainer_carries",
        "unused hours of a retainer are carried to the next month; false: they lapse at the month's end",
    ),
    (
        "retainer_cap_months",
        "and at most so many months' quotas of them; 0: no limit",
    ),
    (
        "retainer_expiry_months",
        "months after which they lapse; 0: they never do",
    ),
    (
        "tentative_probability",
        "probability of tentative bookings in the forecast",
    ),
    ("confidentiality", "a line at the foot of every page"),
    (
        "health",
        "health score: weight of a measure, and the values of full and of no points, linear between; weight 0 leaves it out",
    ),
    (
        "colours",
        "what the fills of planning grids mean: tentative or firm",
    ),
];

/// The meaning of a key or table.
pub fn meaning(key: &str) -> Option<&'static str> {
    MEANINGS
        .iter()
        .find(|(name, _)| *name == key)
        .map(|(_, meaning)| *meaning)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Settings;

    #[test]
    fn every_setting_has_a_meaning_and_every_meaning_a_setting() {
        let settings = toml::Table::try_from(Settings::default()).expect("settings are a table");
        for key in settings.keys() {
            assert!(meaning(key).is_some(), "{key}");
        }
        for (key, _) in MEANINGS {
            assert!(settings.contains_key(*key), "{key}");
        }
    }
}
