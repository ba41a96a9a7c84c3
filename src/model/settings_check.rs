//! What a setting may be: every number has bounds, and some settings need each other.

use toml::{Table, Value};

use super::settings::{HEALTH_MEASURES, Settings, SettingsFault};
use super::suggest::nearest;

/// Bounds of a number, both included, with an example.
struct Bounds {
    keys: &'static [&'static str],
    least: f64,
    most: f64,
    /// What the number is: `share between 0 and 1, like 0.75`.
    expected: &'static str,
}

/// Every number of the settings; a table's bounds are those of all its values.
const BOUNDS: &[Bounds] = &[
    Bounds {
        keys: &[
            "completeness",
            "contract_budget_amber_from",
            "contract_work_amber_above",
            "contract_work_red_above",
            "fee_tolerance_share",
            "goal_slack",
            "health_coverage",
            "idle_share",
            "key_account_coverage",
            "key_account_share",
            "month_min_share",
            "shrunk_share",
            "target_share",
            "tentative_probability",
        ],
        least: 0.0,
        most: 1.0,
        expected: "a share between 0 and 1, like 0.75",
    },
    Bounds {
        keys: &["overload_share", "goal_cap"],
        least: 0.5,
        most: 10.0,
        expected: "a share between 0.5 and 10, like 1.2 for 120 %",
    },
    Bounds {
        keys: &[
            "health_amber_from",
            "health_green_from",
            "key_account_reconsider_below",
            "key_account_score",
        ],
        least: 0.0,
        most: 100.0,
        expected: "points between 0 and 100, like 60",
    },
    Bounds {
        keys: &["warning_points"],
        least: 0.01,
        most: 1_000.0,
        expected: "points above 0, like 5",
    },
    Bounds {
        keys: &["risk_escalate_from", "risk_escalate_unowned_from"],
        least: 1.0,
        most: 25.0,
        expected: "a score between 1 and 25, like 15",
    },
    Bounds {
        keys: &["hhi_high_from", "hhi_moderate_from"],
        least: 0.0,
        most: 10_000.0,
        expected: "an index between 0 and 10000, like 2500",
    },
    Bounds {
        keys: &["nps_detractor_to", "nps_promoter_from"],
        least: 0.0,
        most: 10.0,
        expected: "an answer between 0 and 10, like 9",
    },
    Bounds {
        keys: &["csat_satisfied_from"],
        least: 1.0,
        most: 5.0,
        expected: "an answer between 1 and 5, like 4",
    },
    Bounds {
        keys: &["weekly_hours"],
        least: 0.5,
        most: 168.0,
        expected: "hours between 0.5 and 168, like 37.5",
    },
    Bounds {
        keys: &[
            "backtest_months",
            "forecast_months",
            "key_account_recheck_months",
            "lifetime_cap_months",
            "lifetime_min_months",
            "nps_window_months",
            "trend_months",
        ],
        least: 1.0,
        most: 600.0,
        expected: "months between 1 and 600, like 6",
    },
    Bounds {
        keys: &["retainer_cap_months", "retainer_expiry_months"],
        least: 0.0,
        most: 600.0,
        expected: "months between 0 (no limit) and 600, like 3",
    },
    Bounds {
        keys: &["capacity_weeks", "contact_window_weeks", "due_weeks"],
        least: 1.0,
        most: 520.0,
        expected: "weeks between 1 and 520, like 8",
    },
    Bounds {
        keys: &[
            "ageing_days",
            "reminder_days",
            "churned_days",
            "contact_cadence_days",
            "dormant_days",
            "dso_days",
            "new_client_days",
            "review_cadence_days",
            "review_cadence_default_days",
        ],
        least: 1.0,
        most: 36_500.0,
        expected: "days between 1 and 36500, like 30",
    },
    Bounds {
        keys: &[
            "duplicate_payment_days",
            "first_payment_days",
            "health_overdue_days",
            "last_payment_days",
            "renewal_ahead_days",
            "stakeholder_quiet_days",
        ],
        least: 0.0,
        most: 36_500.0,
        expected: "days between 0 and 36500, like 30",
    },
    Bounds {
        keys: &[
            "capacity_candidates",
            "dependence_clients",
            "nps_min_answers",
        ],
        least: 1.0,
        most: 1_000.0,
        expected: "a count between 1 and 1000, like 5",
    },
    Bounds {
        keys: &["account_limit_default", "account_limits", "project_limit"],
        least: 0.0,
        most: 1_000.0,
        expected: "a count between 0 and 1000, like 5",
    },
    Bounds {
        keys: &[
            "limit_file_mib",
            "limit_line_mib",
            "limit_texts_mib",
            "limit_unpacked_mib",
        ],
        least: 0.000_1,
        most: 1_000_000.0,
        expected: "MiB between 0.0001 and 1000000, like 2048",
    },
    Bounds {
        keys: &[
            "limit_cells",
            "limit_depth",
            "limit_packing_ratio",
            "limit_parts",
            "limit_sheets",
        ],
        least: 1.0,
        most: 4_000_000_000.0,
        expected: "a count between 1 and 4000000000, like 20000",
    },
    Bounds {
        keys: &["key_account_list"],
        least: 0.0,
        most: 100_000.0,
        expected: "a count between 0 and 100000, like 20",
    },
];

/// A key that no setting has, or a health measure that is none.
pub(super) fn unknown_key(text: &str, table: &Table) -> Option<SettingsFault> {
    let known = Table::try_from(Settings::default()).expect("settings are a table");
    if let Some(key) = table.keys().find(|key| !known.contains_key(*key)) {
        let found = format!("{}unknown key {key:?}", line_of(text, key));
        return Some(SettingsFault {
            found,
            suggestion: nearest(key, known.keys().map(String::as_str)).map(str::to_owned),
        });
    }
    let measures = table.get("health")?.as_table()?;
    let key = measures
        .keys()
        .find(|key| !HEALTH_MEASURES.contains(&key.as_str()))?;
    Some(SettingsFault {
        found: format!("{}unknown health measure {key:?}", line_of(text, key)),
        suggestion: nearest(key, HEALTH_MEASURES).map(str::to_owned),
    })
}

/// The first setting that cannot be.
pub(super) fn fault(text: &str, settings: &Settings) -> Option<SettingsFault> {
    let table = Table::try_from(settings).expect("settings are a table");
    let plain = |(key, expected): (String, String)| SettingsFault {
        found: format!("{}{}, expected {expected}", line_of(text, base(&key)), key),
        suggestion: None,
    };
    words(text, settings)
        .or_else(|| out_of_bounds(&table).map(plain))
        .or_else(|| scales(settings).map(plain))
        .or_else(|| together(settings).map(plain))
}

/// `churned_days = 3` is about `churned_days`, `health.goals` about `goals`.
fn base(key: &str) -> &str {
    let name = key.split(" =").next().unwrap_or_default();
    name.rsplit('.').next().unwrap_or(name)
}

/// Where the key stands, for people: `line 3: `; nothing when it stands nowhere (a default that another value clashes with).
fn line_of(text: &str, key: &str) -> String {
    let named = |line: &str| {
        let name = line.split(['=', ']']).next().unwrap_or_default();
        let last = name.rsplit(['.', '[']).next().unwrap_or_default();
        last.trim().trim_matches(['"', '\'']) == key
    };
    let at = text.lines().position(named);
    at.map_or_else(String::new, |at| format!("line {}: ", at + 1))
}

fn words(text: &str, settings: &Settings) -> Option<SettingsFault> {
    let fault = |key: &str, value: &str, expected: &str, suggestion: Option<&str>| SettingsFault {
        found: format!(
            "{}{key} = {value:?}, expected {expected}",
            line_of(text, key)
        ),
        suggestion: suggestion.map(str::to_owned),
    };
    let day = settings.week_start.as_str();
    if !["monday", "sunday"].contains(&day) {
        let near = nearest(day, ["monday", "sunday"]);
        return Some(fault("week_start", day, "one of monday, sunday", near));
    }
    if settings.language.len() > 8 {
        let expected = "a code like \"ru\"";
        return Some(fault("language", &settings.language, expected, None));
    }
    let code = settings.base_currency.as_str();
    let is_code = code.len() == 3 && code.chars().all(|letter| letter.is_ascii_uppercase());
    if !code.is_empty() && !is_code {
        let expected = "an ISO code like \"EUR\"";
        return Some(fault("base_currency", code, expected, None));
    }
    let amounts = settings.fee_tolerance.iter();
    let mut unread = amounts.filter(|(_, amount)| !is_amount(amount));
    let (currency, amount) = unread.next()?;
    let expected = "an amount like \"10.50\"";
    Some(SettingsFault {
        found: format!(
            "{}fee_tolerance.{currency} = {amount:?}, expected {expected}",
            line_of(text, currency)
        ),
        suggestion: None,
    })
}

/// Decimal text with at most four digits after the point.
fn is_amount(text: &str) -> bool {
    let (units, part) = text.trim().split_once('.').unwrap_or((text.trim(), "0"));
    let digits = |text: &str, most: usize| {
        (1..=most).contains(&text.len()) && text.bytes().all(|digit| digit.is_ascii_digit())
    };
    digits(units, 12) && digits(part, 4)
}

/// The number with its key, and what was expected.
fn out_of_bounds(table: &Table) -> Option<(String, String)> {
    for bounds in BOUNDS {
        for key in bounds.keys {
            let numbers = table.get(*key).map(|value| numbers(key, value));
            for (name, number) in numbers.into_iter().flatten() {
                if !(bounds.least..=bounds.most).contains(&number) {
                    return Some((format!("{name} = {number}"), bounds.expected.to_owned()));
                }
            }
        }
    }
    None
}

/// All numbers of a setting with their names.
fn numbers(name: &str, value: &Value) -> Vec<(String, f64)> {
    match value {
        Value::Integer(number) => vec![(name.to_owned(), *number as f64)],
        Value::Float(number) => vec![(name.to_owned(), *number)],
        Value::Array(values) => values.iter().flat_map(|one| numbers(name, one)).collect(),
        Value::Table(table) => table
            .iter()
            .flat_map(|(key, one)| numbers(&format!("{name}.{key}"), one))
            .collect(),
        Value::String(_) | Value::Boolean(_) | Value::Datetime(_) => Vec::new(),
    }
}

/// Weights are not below zero, and a line needs two ends.
fn scales(settings: &Settings) -> Option<(String, String)> {
    let health = settings.health.iter().map(|one| ("health", one));
    let criteria = settings.key_account_criteria.iter();
    let criteria = criteria.map(|one| ("key_account_criteria", one));
    for (table, (name, scale)) in health.chain(criteria) {
        let key = format!("{table}.{name}");
        if !(0.0..=1e6).contains(&scale.weight) {
            let found = format!("{key} = {{ weight = {} }}", scale.weight);
            return Some((found, "a weight of 0 or more, like 10".to_owned()));
        }
        let ends = [scale.full, scale.none];
        let apart =
            ends.iter().all(|end| end.is_finite()) && (scale.full - scale.none).abs() > 1e-9;
        if !apart {
            let found = format!("{key} = {{ full = {}, none = {} }}", scale.full, scale.none);
            return Some((
                found,
                "two different values, like full = 1.0, none = 0.5".to_owned(),
            ));
        }
    }
    None
}

/// Settings that must stand in order.
fn together(settings: &Settings) -> Option<(String, String)> {
    let [least, most] = settings.key_account_list;
    let days = settings.ageing_days;
    let ordered = [
        (
            "health_amber_from",
            settings.health_amber_from,
            settings.health_green_from,
            "at most health_green_from",
        ),
        (
            "hhi_moderate_from",
            settings.hhi_moderate_from,
            settings.hhi_high_from,
            "at most hhi_high_from",
        ),
        (
            "dormant_days",
            f64::from(settings.dormant_days),
            f64::from(settings.churned_days),
            "at most churned_days",
        ),
        (
            "nps_detractor_to",
            f64::from(settings.nps_detractor_to) + 1.0,
            f64::from(settings.nps_promoter_from),
            "less than nps_promoter_from",
        ),
        (
            "idle_share",
            settings.idle_share,
            settings.overload_share,
            "at most overload_share",
        ),
        (
            "contract_work_amber_above",
            settings.contract_work_amber_above,
            settings.contract_work_red_above,
            "at most contract_work_red_above",
        ),
    ];
    for (key, less, more, expected) in ordered {
        if less > more {
            let less = if key == "nps_detractor_to" {
                less - 1.0
            } else {
                less
            };
            return Some((format!("{key} = {less}"), expected_of(expected, more)));
        }
    }
    if least > most {
        let found = format!("key_account_list = [{least}, {most}]");
        return Some((found, "the smallest size first, like [5, 20]".to_owned()));
    }
    if !days.is_sorted_by(|one, next| one < next) {
        let found = format!("ageing_days = {days:?}");
        return Some((found, "rising days, like [30, 60, 90, 120]".to_owned()));
    }
    let reminders = settings.reminder_days;
    if !reminders.is_sorted_by(|one, next| one < next) {
        let found = format!("reminder_days = {reminders:?}");
        return Some((found, "rising days, like [1, 15, 30]".to_owned()));
    }
    None
}

fn expected_of(expected: &str, other: f64) -> String {
    format!("{expected} ({other})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_has_bounds_once() {
        let table = Table::try_from(Settings::default()).expect("settings are a table");
        let bound: Vec<&str> = BOUNDS
            .iter()
            .flat_map(|bounds| bounds.keys)
            .copied()
            .collect();
        for (key, value) in &table {
            // both have scales of their own
            let scaled = ["health", "key_account_criteria"].contains(&key.as_str());
            let held = bound.iter().filter(|name| *name == key).count();
            let wanted =
                !scaled && !numbers(key, value).is_empty() || key == "contact_cadence_days";
            assert_eq!(held, usize::from(wanted), "{key}");
        }
        assert!(bound.iter().all(|key| table.contains_key(*key)));
    }

    #[test]
    fn says_place_found_and_expected() {
        for (text, said) in [
            (
                "\nhealth_green_from = 175",
                "line 2: health_green_from = 175, expected points between 0 and 100, like 60",
            ),
            (
                "goal_slack = 10",
                "line 1: goal_slack = 10, expected a share between 0 and 1, like 0.75",
            ),
            (
                "trend_months = 0",
                "line 1: trend_months = 0, expected months between 1 and 600, like 6",
            ),
            (
                "[review_cadence_days]\nA = 0",
                "line 2: review_cadence_days.A = 0, expected days between 1 and 36500, like 30",
            ),
            (
                "health_amber_from = 80",
                "line 1: health_amber_from = 80, expected at most health_green_from (75)",
            ),
            (
                "churned_days = 30",
                "dormant_days = 90, expected at most churned_days (30)",
            ),
            (
                "nps_detractor_to = 9",
                "line 1: nps_detractor_to = 9, expected less than nps_promoter_from (9)",
            ),
            (
                "contract_work_amber_above = 0.3",
                "line 1: contract_work_amber_above = 0.3, expected at most contract_work_red_above (0.25)",
            ),
            (
                "reminder_days = [15, 1, 30]",
                "line 1: reminder_days = [15, 1, 30], expected rising days, like [1, 15, 30]",
            ),
            (
                "ageing_days = [30, 20, 90, 120]",
                "line 1: ageing_days = [30, 20, 90, 120], expected rising days, like [30, 60, 90, 120]",
            ),
            (
                "key_account_list = [9, 2]",
                "line 1: key_account_list = [9, 2], expected the smallest size first, like [5, 20]",
            ),
            (
                "[fee_tolerance]\nEUR = 'ten'",
                "line 2: fee_tolerance.EUR = \"ten\", expected an amount like \"10.50\"",
            ),
            (
                "[health]\ngoals = { weight = -1.0, full = 1.0, none = 0.0 }",
                "line 2: health.goals = { weight = -1 }, expected a weight of 0 or more, like 10",
            ),
            (
                "[health.goals]\nweight = 1.0\nfull = 1.0\nnone = 1.0",
                "line 1: health.goals = { full = 1, none = 1 }, expected two different values, like full = 1.0, none = 0.5",
            ),
            ("a = 1\nbase_curency = 'EUR'", "line 1: unknown key \"a\""),
            (
                "base_curency = 'EUR'",
                "line 1: unknown key \"base_curency\", did you mean \"base_currency\"",
            ),
            (
                "week_start = 'mondy'",
                "line 1: week_start = \"mondy\", expected one of monday, sunday, did you mean \"monday\"",
            ),
        ] {
            let fault = Settings::read(text).expect_err(text);
            assert_eq!(fault.to_string(), said, "{text}");
        }
    }
}
