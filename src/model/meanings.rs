//! What each setting means, in the words of the file that `init` writes.

/// Keys and tables of `monthend.toml` by group, with their meaning; a table's own name says what all its keys are.
const GROUPS: &[(&str, &[(&str, &str)])] = &[
    (
        "General",
        &[
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
            (
                "confidentiality",
                "a line at the foot of every page; empty: the theme's (templates/theme.toml)",
            ),
            (
                "profile",
                "look of the pages: consulting, accessible (larger type, more contrast, nothing told by colour alone) or a profile of your theme; empty: the theme's",
            ),
            ("week_start", "first day of a week: monday or sunday"),
            (
                "month_min_share",
                "share of the usual (median) month's hours from which a month can be the one that a run is about when nobody says",
            ),
        ],
    ),
    (
        "Time and capacity",
        &[
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
            ("capacity_weeks", "weeks ahead that load and capacity show"),
            (
                "overload_share",
                "a person with bookings above this share of net hours is overloaded",
            ),
            (
                "idle_share",
                "a person with bookings up to this share of net hours is idle",
            ),
            (
                "capacity_candidates",
                "people who are named for an overloaded person and week",
            ),
            (
                "trend_months",
                "months before whose mean the hours of a period are compared with (health score, over-servicing)",
            ),
            (
                "colours",
                "what the fills of planning grids mean: tentative or firm",
            ),
        ],
    ),
    (
        "Money",
        &[
            (
                "ageing_days",
                "days past due at which the bands of ageing end; the last band is open",
            ),
            ("dso_days", "days of sales behind the simple DSO"),
            (
                "reminder_days",
                "days past due from which a first, a second and a final reminder are due",
            ),
            (
                "fee_tolerance_share",
                "share of a payment that may be missing as a bank fee (0.005 is 0.5 %)",
            ),
            (
                "fee_tolerance",
                "most that may be missing of a payment as a bank fee, by currency",
            ),
            (
                "duplicate_payment_days",
                "days either way within which a second equal payment is a probable duplicate",
            ),
            (
                "first_payment_days",
                "days after the first invoice in which the first payment may well come; where payments begin later, what was due before is taken as paid",
            ),
            (
                "last_payment_days",
                "days without a payment before the report's day that are no surprise, however often there are payments",
            ),
            (
                "take_only_combination",
                "a payment that names nothing settles the only combination of open invoices of its amount; false: it is proposed",
            ),
            (
                "contract_budget_amber_from",
                "share of a contract's amount that is invoiced from which its light on the contract card is amber; above the whole it is red",
            ),
            (
                "contract_work_amber_above",
                "worked and invoiced value of a contract differ by more than this share of the larger one: amber",
            ),
            (
                "contract_work_red_above",
                "and by more than this share: red",
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
                "forecast_months",
                "months that are forecast, and over which the last forecast is scored",
            ),
            (
                "tentative_probability",
                "probability of tentative bookings, unsigned work and prospects in the forecast",
            ),
        ],
    ),
    (
        "Clients over time",
        &[
            (
                "dormant_days",
                "days without invoice and hours until a client counts as dormant",
            ),
            ("churned_days", "and until it counts as lost"),
            (
                "new_client_days",
                "days in which a client counts as new, or as returned",
            ),
            (
                "lifetime_min_months",
                "months that a rate of leaving and a projected lifetime value need",
            ),
            (
                "lifetime_cap_months",
                "longest life of a client that a projected lifetime value counts on",
            ),
            (
                "hhi_moderate_from",
                "HHI from which revenue is moderately concentrated",
            ),
            ("hhi_high_from", "and from which it is highly concentrated"),
            (
                "dependence_clients",
                "how many of the largest clients are looked at for what would go with them",
            ),
        ],
    ),
    (
        "Key accounts",
        &[
            (
                "key_account_share",
                "the share of the last 12 months' revenue that they make",
            ),
            ("key_account_list", "smallest and largest size of the list"),
            (
                "key_account_recheck_months",
                "months between the list and the one it is re-checked against",
            ),
            (
                "key_account_score",
                "score from which a client outside the list is worth considering",
            ),
            (
                "key_account_reconsider_below",
                "score below which one on the list is to be reconsidered",
            ),
            (
                "key_account_coverage",
                "share of the criteria's weight that must be known before a score advises anything",
            ),
            (
                "key_account_criteria",
                "weight of a criterion, and the values of full and of no points",
            ),
        ],
    ),
    (
        "Health and early warnings",
        &[
            ("health_green_from", "score from which a client is green"),
            (
                "health_amber_from",
                "score from which a client is amber; below it is red",
            ),
            (
                "health_coverage",
                "share of the weight that must be known for a band",
            ),
            (
                "health_overdue_days",
                "a client with an invoice more days past due than this is red whatever its score",
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
                "health",
                "weight of a measure, and the values of full and of no points, linear between; weight 0 leaves it out",
            ),
        ],
    ),
    (
        "Answers, goals, risks and cadence",
        &[
            (
                "nps_window_months",
                "months of answers that count for NPS and CSAT",
            ),
            (
                "nps_min_answers",
                "NPS answers below which there is no score",
            ),
            (
                "nps_promoter_from",
                "NPS answer from which a contact is a promoter",
            ),
            (
                "nps_detractor_to",
                "NPS answer up to which a contact is a detractor",
            ),
            (
                "csat_satisfied_from",
                "CSAT answer from which a contact is satisfied",
            ),
            (
                "goal_slack",
                "share that a goal may lag behind its time and still be on track (0.1 is ten points)",
            ),
            ("goal_cap", "attainment that a goal counts with at most"),
            (
                "risk_escalate_from",
                "score (1 to 25) from which a risk is escalated",
            ),
            (
                "risk_escalate_unowned_from",
                "and from which it is without an owner",
            ),
            (
                "review_cadence_days",
                "days from one account review to the next, by tier",
            ),
            (
                "review_cadence_default_days",
                "days from one account review to the next, of tiers not listed",
            ),
            (
                "contact_cadence_days",
                "days between contacts of any kind, by tier; tiers not listed: their review cadence",
            ),
            (
                "contact_window_weeks",
                "weeks of contacts that are counted, and compared with as many before",
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
        ],
    ),
    (
        "Account managers",
        &[
            (
                "account_limits",
                "accounts that an account manager can serve, by grade",
            ),
            (
                "account_limit_default",
                "accounts that an account manager of a grade not listed can serve",
            ),
            (
                "project_limit",
                "active projects that an account manager can serve",
            ),
        ],
    ),
    (
        "How much of a file is read: what is beyond is not read, and told",
        &[
            ("limit_file_mib", "largest file, in MiB (2048 are 2 GiB)"),
            (
                "limit_unpacked_mib",
                "most that a workbook may hold after unpacking, in MiB",
            ),
            (
                "limit_packing_ratio",
                "how many times smaller a part of a workbook may be packed",
            ),
            ("limit_parts", "parts of a workbook's package"),
            ("limit_sheets", "sheets of a workbook"),
            (
                "limit_cells",
                "cells of a file, blank ones with a format included",
            ),
            ("limit_texts_mib", "different texts of a file, in MiB"),
            (
                "limit_depth",
                "tags inside of each other in a part of a workbook",
            ),
            (
                "limit_line_mib",
                "longest line of a text file, and longest tag or text of a workbook, in MiB",
            ),
        ],
    ),
];

/// The group and the meaning of a key or table.
pub fn meaning(key: &str) -> Option<(&'static str, &'static str)> {
    GROUPS.iter().find_map(|(group, meanings)| {
        let mut meanings = meanings.iter();
        let (_, meaning) = meanings.find(|(name, _)| *name == key)?;
        Some((*group, *meaning))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::model::Settings;

    #[test]
    fn every_setting_has_a_meaning_and_every_meaning_a_setting() {
        let settings = toml::Table::try_from(Settings::default()).expect("settings are a table");
        for key in settings.keys() {
            assert!(meaning(key).is_some(), "{key}");
        }
        let mut told = BTreeSet::new();
        for (key, _) in GROUPS.iter().flat_map(|(_, meanings)| meanings.iter()) {
            assert!(settings.contains_key(*key), "{key}");
            assert!(told.insert(*key), "{key} twice");
        }
    }
}
