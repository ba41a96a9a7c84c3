//! What a pack was made with: the program, the period, the settings.

use serde_json::Value;

use crate::metrics::Scope;
use crate::metrics::frame::Datum;
use crate::model::Settings;

/// The program, the period, and every setting by the name that it has in `monthend.toml`: first those that are not as they are
/// without that file.
pub(super) fn provenance(scope: &Scope, version: &str) -> Vec<Vec<Datum>> {
    let run = [
        ("program".to_owned(), format!("monthend {version}")),
        ("period".to_owned(), scope.period.to_string()),
        ("as_of".to_owned(), scope.as_of.to_string()),
    ];
    let entries = |settings: &Settings| -> Vec<(String, String)> {
        let mut set = Vec::new();
        let settings = serde_json::to_value(settings).expect("settings are JSON");
        gather("", &settings, &mut set);
        set.sort();
        let typed = set
            .into_iter()
            .map(|(name, value)| (format!("setting:{name}"), value));
        typed.collect()
    };
    let usual = entries(&Settings::default());
    let (plain, own): (Vec<_>, Vec<_>) = entries(&scope.settings)
        .into_iter()
        .partition(|entry| usual.contains(entry));
    let parts = [("run", run.to_vec()), ("set", own), ("default", plain)];
    let rows = parts.into_iter().flat_map(|(origin, entries)| {
        let row =
            move |(entry, value): (String, String)| vec![entry.into(), value.into(), origin.into()];
        entries.into_iter().map(row)
    });
    rows.collect()
}

/// What is set, one entry for each value that is there.
fn gather(name: &str, value: &Value, set: &mut Vec<(String, String)>) {
    let shown = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        other => other.to_string(),
    };
    match value {
        Value::Null => {}
        Value::Object(values) => {
            for (key, value) in values {
                let dot = if name.is_empty() { "" } else { "." };
                gather(&format!("{name}{dot}{key}"), value, set);
            }
        }
        Value::Array(values) if values.is_empty() => {}
        Value::Array(values) if !values.iter().any(Value::is_object) => {
            let values: Vec<String> = values.iter().map(shown).collect();
            set.push((name.to_owned(), values.join(", ")));
        }
        Value::Array(values) => {
            for (at, value) in values.iter().enumerate() {
                gather(&format!("{name}.{}", at + 1), value, set);
            }
        }
        Value::String(text) if text.is_empty() => {}
        value => set.push((name.to_owned(), shown(value))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Month, Span, TradeWords};

    #[test]
    fn what_was_set_stands_before_what_comes_by_itself() {
        let october = Month::new(2026, 10).expect("a month");
        let scope = Scope {
            period: Span::month(october),
            as_of: october.last_day(),
            first: october,
            settings: Settings {
                agency: "Kiln".to_owned(),
                warning_points: 2.0,
                ..Settings::default()
            },
            words: TradeWords::default(),
        };
        let rows = provenance(&scope, "1.0");
        let text = |value: &Datum| match value {
            Datum::Text(text) => text.clone(),
            _ => String::new(),
        };
        let shown: Vec<String> = rows
            .iter()
            .map(|row| row.iter().map(text).collect::<Vec<_>>().join(" "))
            .collect();
        assert_eq!(
            shown[..5],
            [
                "program monthend 1.0 run",
                "period 2026-10 run",
                "as_of 2026-10-31 run",
                "setting:agency Kiln set",
                "setting:warning_points 2.0 set",
            ]
        );
        let rest = &shown[5..];
        assert!(rest.len() > 50 && rest.iter().all(|line| line.ends_with(" default")));
    }
}
