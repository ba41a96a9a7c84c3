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
    (
        "contact_cadence_days",
        "days between contacts of any kind, by tier; tiers not listed: their review cadence",
    ),
    (
        "stakeholder_quiet_days",
        "days without contact after which a person at the client is listed",
    ),
    (
        "due_weeks",
        "weeks ahead that the calendar of what is due shows",
    ),
    ("renewal_ahead_days", "days ahead that renewals are listed"),
    (
        "reference_words",
        "words by which an action or a contact asks for a reference",
    ),
    (
        "warning_points",
        "points of a health measure whose loss is an early warning",
    ),
    (
        "backtest_months",
        "months that the health score is looked back for its back-test",
    ),
    (
        "shrunk_share",
        "loss of revenue from which a client counts as shrunk there",
    ),
    (
        "campaign_goals",
        "words in a goal's name that tie it to a figure of the campaigns",
    ),
    (
        "month_goal_words",
        "words in a goal's name that say it is a figure of one month",
    ),
    (
        "new_client_days",
        "days in which a client counts as new, or as returned",
    ),
    (
        "lifetime_cap_months",
        "longest life of a client that a projected lifetime value counts on",
    ),
    (
        "key_account_score",
        "key accounts: score from which a client outside the list is worth considering",
    ),
    (
        "key_account_criteria",
        "key accounts: weight of a criterion, and the values of full and of no points",
    ),
    (
        "retainer_carries",
        "retainers: unused hours are carried to the next month; false: they lapse",
    ),
    (
        "retainer_cap_months",
        "retainers: hours carried are at most so many months' quotas; 0: no limit",
    ),
    (
        "retainer_expiry_months",
        "retainers: months after which unused hours lapse; 0: never",
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
