//! Settings inside texts: `{settings.health_green_from}` in a word, a heading or a definition stands for the value.
//!
//! A path goes on into tables and lists (`{settings.ageing_days.0}`); `%` at its end makes a share a percentage, `+1` names
//! the next whole number (`{settings.ageing_days.0+1}`). Marks that name no setting stay as they are.

use toml::{Table, Value};

use super::{Phrase, Settings};

pub(super) const OPEN: &str = "{settings.";

/// The values of a run's settings, for texts.
#[derive(Clone, Debug)]
pub struct SettingValues {
    table: Table,
}

impl SettingValues {
    /// Those of the settings.
    pub fn of(settings: &Settings) -> SettingValues {
        SettingValues {
            table: Table::try_from(settings).expect("settings are a table"),
        }
    }

    /// The text with every mark filled.
    pub fn fill(&self, text: &str) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find(OPEN) {
            filled.push_str(&rest[..at]);
            let mark = &rest[at..];
            let end = mark.find('}').map_or(mark.len(), |end| end + 1);
            let path = mark[OPEN.len()..end].trim_end_matches('}');
            filled.push_str(&self.value(path).unwrap_or_else(|| mark[..end].to_owned()));
            rest = &mark[end..];
        }
        filled.push_str(rest);
        filled
    }

    /// A sentence with the value of each mark as its argument, so that its translations may name the same settings.
    pub fn phrase(&self, text: &str) -> Phrase {
        let named = SettingValues::marks(text);
        let values = named.map(|path| self.value(path).unwrap_or_default());
        Phrase::named(text, values.collect())
    }

    /// The value of a path, written plainly.
    pub fn value(&self, path: &str) -> Option<String> {
        let (path, change): (&str, fn(f64) -> f64) = match path.strip_suffix('%') {
            Some(path) => (path, |share| share * 100.0),
            None => match path.strip_suffix("+1") {
                Some(path) => (path, |number| number + 1.0),
                None => (path, |number| number),
            },
        };
        let mut keys = path.split('.');
        let mut value = self.table.get(keys.next()?)?;
        for key in keys {
            value = match value {
                Value::Table(table) => table.get(key)?,
                Value::Array(values) => values.get(key.parse::<usize>().ok()?)?,
                _ => return None,
            };
        }
        match value {
            Value::Integer(number) => Some(plain(change(*number as f64))),
            Value::Float(number) => Some(plain(change(*number))),
            Value::String(text) => Some(text.clone()),
            _ => None,
        }
    }

    /// Paths of the marks in a text, in their order.
    pub fn marks(text: &str) -> impl Iterator<Item = &str> {
        let parts = text.split(OPEN).skip(1);
        parts.filter_map(|part| part.split_once('}').map(|(path, _)| path))
    }
}

/// As few digits as the number needs, six at most.
fn plain(number: f64) -> String {
    let text = format!("{number:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fills_what_it_knows() {
        let settings = Settings {
            health_coverage: 0.575,
            ..Settings::default()
        };
        let values = SettingValues::of(&settings);
        for (text, filled) in [
            ("under {settings.health_coverage%} %", "under 57.5 %"),
            (
                "{settings.ageing_days.0+1}-{settings.ageing_days.1} days",
                "31-60 days",
            ),
            ("{settings.health.goals.weight}", "10"),
            (
                "{client}, {settings.nothing}, {}",
                "{client}, {settings.nothing}, {}",
            ),
            ("{settings.open", "{settings.open"),
        ] {
            assert_eq!(values.fill(text), filled);
        }
        let marks: Vec<&str> = SettingValues::marks("a {settings.b%} c {settings.d.0}").collect();
        assert_eq!(marks, ["b%", "d.0"]);
    }
}
