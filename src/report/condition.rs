//! When a page or block stands in a book: with data, by a setting, in a language, for a kind of period.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Table, Value};

use super::layout::Setting;
use super::select::{Viewpoint, limit_of};
use super::template::Filter;
use crate::model::{Settings, Span};

/// Kinds of period by their months.
pub const PERIODS: [(&str, i32); 4] = [("month", 1), ("quarter", 3), ("half", 6), ("year", 12)];

/// All that is said must hold; `a|b` for either, `!` in front for none of them.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Condition {
    /// The frame has rows, in a client's view rows of the client.
    pub frame: Option<String>,
    /// The frame has none.
    pub without: Option<String>,
    /// Which rows of them.
    #[serde(rename = "where")]
    pub filter: Filter,
    /// The files hold rows of one of these tables.
    pub read: Vec<String>,
    /// Settings by key: a value, `yes`, `no`, an empty text, or `>5`, `<0.5`.
    pub setting: BTreeMap<String, String>,
    /// Code of the book's language.
    pub language: Option<String>,
    /// `month`, `quarter`, `half`, `year`; anything else is `other`.
    pub period: Option<String>,
    /// The report speaks of a day before the period's last one, or does not.
    pub unfinished: Option<bool>,
}

impl Condition {
    /// True when the page or block is wanted.
    pub fn holds(&self, view: &Viewpoint<'_>, setting: &Setting<'_>) -> bool {
        let has_rows = |frame: &String| {
            let picked = setting.shelf.pick(frame, &self.filter, view);
            picked.is_some_and(|picked| !picked.is_empty())
        };
        let is = |wanted: &Option<String>, value: &str| {
            wanted.as_ref().is_none_or(|wanted| fits(value, wanted))
        };
        self.frame.as_ref().is_none_or(has_rows)
            && !self.without.as_ref().is_some_and(has_rows)
            && (self.read.is_empty() || self.read.iter().any(|table| is_read(table, setting)))
            && is(&self.language, setting.labels.language())
            && is(&self.period, kind_of(view.period))
            && self
                .unfinished
                .is_none_or(|wanted| wanted == is_unfinished(setting))
            && self.settings_hold(&setting.scope.settings)
    }

    fn settings_hold(&self, settings: &Settings) -> bool {
        if self.setting.is_empty() {
            return true;
        }
        let table = table_of(settings);
        self.setting.iter().all(|(key, wanted)| {
            table
                .get(key)
                .is_some_and(|value| fits(&plain(value), wanted))
        })
    }
}

/// False for a table of which no file holds a row.
fn is_read(table: &str, setting: &Setting<'_>) -> bool {
    let whole = [("table", table), ("field", "")];
    let filter: Filter = whole
        .map(|(column, value)| (column.to_owned(), value.to_owned()))
        .into();
    let everybody = Viewpoint {
        period: setting.scope.period,
        client: None,
    };
    let missing = setting.shelf.pick("not_found", &filter, &everybody);
    missing.is_none_or(|missing| missing.is_empty())
}

fn is_unfinished(setting: &Setting<'_>) -> bool {
    setting.scope.as_of < setting.scope.period.last_day()
}

/// Settings that a condition may name: those that are one word or number.
pub fn known_settings() -> Vec<String> {
    let table = table_of(&Settings::default());
    let single = table
        .into_iter()
        .filter(|(_, value)| !matches!(value, Value::Table(_) | Value::Array(_)));
    single.map(|(key, _)| key).collect()
}

fn table_of(settings: &Settings) -> Table {
    Table::try_from(settings).expect("settings are a table")
}

fn kind_of(period: Span) -> &'static str {
    let starts = |months: i32| (period.from.number() as i32 - 1) % months == 0;
    let kind = PERIODS
        .iter()
        .find(|(_, months)| period.len() == *months && starts(*months));
    kind.map_or("other", |(kind, _)| *kind)
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Boolean(flag) => if *flag { "yes" } else { "no" }.to_owned(),
        other => other.to_string(),
    }
}

fn fits(value: &str, wanted: &str) -> bool {
    if let Some(unwanted) = wanted.strip_prefix('!') {
        return !fits(value, unwanted);
    }
    let number = value.parse::<f64>().ok();
    match limit_of(wanted) {
        Some((side, limit)) => number.and_then(|number| number.partial_cmp(&limit)) == Some(side),
        None => wanted.split('|').any(|either| {
            let same = either.parse::<f64>().ok().zip(number);
            value == either || same.is_some_and(|(one, other)| one.total_cmp(&other).is_eq())
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_held_against_words_and_numbers() {
        let settings = Settings {
            target_share: 0.75,
            agency: "Northlight".to_owned(),
            ..Settings::default()
        };
        for (key, wanted, holds) in [
            ("target_share", ">0", true),
            ("target_share", ">0.75", false),
            ("target_share", "<0.8", true),
            ("target_share", "0.750", true),
            ("target_share", "!>0", false),
            ("agency", "Northlight|Other", true),
            ("agency", "!", true),
            ("confidentiality", "", true),
            ("confidentiality", "!", false),
            ("take_only_combination", "no", true),
            ("take_only_combination", "yes", false),
        ] {
            let condition = Condition {
                setting: BTreeMap::from([(key.to_owned(), wanted.to_owned())]),
                ..Condition::default()
            };
            assert_eq!(condition.settings_hold(&settings), holds, "{key} {wanted}");
        }
    }

    #[test]
    fn periods_have_kinds() {
        for (period, kind) in [
            ("2026-10", "month"),
            ("2026-Q4", "quarter"),
            ("2026", "year"),
        ] {
            assert_eq!(kind_of(period.parse().expect("a period")), kind);
        }
        let month = |text: &str| text.parse().expect("a month");
        let odd = Span {
            from: month("2026-02"),
            to: month("2026-04"),
        };
        assert_eq!(kind_of(odd), "other");
    }
}
