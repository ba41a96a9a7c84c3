//! A column's heading and how it is compared.

use super::unpivot::Hint;
use super::value::TimeUnit;
use crate::model::key::fold;

/// A column's heading.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Heading {
    /// As written, several rows joined by ` / `.
    pub text: String,
    /// Comparison keys with how sure each is, best first.
    pub keys: Vec<(String, f64)>,
    /// Its words, separated and surrounded by single spaces.
    pub words: String,
    /// What stands in brackets or after the last comma: a unit or a currency.
    pub unit: String,
    /// The period it stands for, in a wide grid.
    pub hint: Option<Hint>,
    /// The unit of time that it names: `Duration (h)`, `minutes`, `План, ч`, `天数`.
    pub time_unit: Option<TimeUnit>,
    /// It speaks of what is planned and not of what was done: `Plan / Hours`, `Бюджет, ч`.
    pub planned: bool,
    /// Its number, where a row below the headings numbers the columns.
    pub number: Option<String>,
}

/// A heading without case, punctuation and spaces.
pub fn compact(text: &str) -> String {
    let mut folded = fold(text);
    folded.retain(|letter| letter != ' ');
    folded
}

impl Heading {
    /// A heading of one or several parts, outermost first.
    pub fn of(parts: &[String]) -> Heading {
        let mut keys = Vec::new();
        let joined = parts.join(" / ");
        push_keys(&mut keys, &joined, 1.0);
        if joined.contains('№') {
            push_keys(&mut keys, &joined.replace('№', " "), 0.95);
        }
        if joined.trim() == "#" {
            push_keys(&mut keys, "№", 1.0);
        }
        if let [first, .., last] = parts {
            push_keys(&mut keys, last, 0.9);
            push_keys(&mut keys, first, 0.7);
            // `Hours / Non-billable`
            push_keys(&mut keys, &format!("{last} {first}"), 0.95);
        }
        if let [only] = parts {
            for way in only
                .split(['/', '|', '\\'])
                .filter(|way| way.trim() != only)
            {
                push_keys(&mut keys, way, 0.9);
            }
        }
        let only = parts.first().filter(|_| parts.len() == 1);
        let asked = only.and_then(|only| without_number(only));
        if let Some(asked) = asked {
            push_keys(&mut keys, asked, 0.98);
        }
        let unit = unit_of(parts.last().map_or("", String::as_str));
        Heading {
            words: format!(" {} ", fold(&split_camel(asked.unwrap_or(&joined)))),
            text: joined,
            keys,
            unit,
            hint: None,
            time_unit: None,
            planned: false,
            number: None,
        }
    }
}

/// A question without its number in a form: `2、`, `3.`, `Q4:`.
fn without_number(text: &str) -> Option<&str> {
    let bare = text.trim_start_matches(['Q', 'q']);
    let end = bare.find(|letter: char| !letter.is_ascii_digit())?;
    let behind = bare[end..].strip_prefix(['、', '.', '．', ':', '：', ')', '）'])?;
    let asked = behind.trim_start();
    let begins = asked.chars().next().is_some_and(char::is_alphabetic);
    ((1..=2).contains(&end) && begins).then_some(asked)
}

fn push_keys(keys: &mut Vec<(String, f64)>, text: &str, sure: f64) {
    let whole = compact(text);
    let bare = without_unit(text);
    // `Сумма, руб. (с НДС)`
    let barer = compact(without_unit(bare));
    for (key, sure) in [
        (whole, sure),
        (compact(bare), sure * 0.97),
        (barer, sure * 0.96),
    ] {
        if !key.is_empty() && keys.iter().all(|(known, _)| *known != key) {
            keys.push((key, sure));
        }
    }
}

/// `Hours (h)` without `(h)`, `План, ч` without `, ч`.
pub(super) fn without_unit(text: &str) -> &str {
    let cut = text
        .find(['(', '（', '['])
        .filter(|at| *at > 0)
        .or_else(|| {
            text.rfind(',')
                .filter(|at| text[*at..].chars().count() <= 8)
        });
    cut.map_or(text, |at| text[..at].trim())
}

fn unit_of(text: &str) -> String {
    let rest = &text[without_unit(text).len()..];
    fold(rest)
}

/// `InvoiceDate` as `Invoice Date`.
fn split_camel(text: &str) -> String {
    let mut split = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    for letter in text.chars() {
        if letter.is_uppercase() && before.is_lowercase() {
            split.push(' ');
        }
        split.push(letter);
        before = letter;
    }
    split
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_compare_without_decoration() {
        for (left, right) in [
            ("*ContactName", "contact name"),
            ("Account Name  ↑", "account name"),
            ("InvoiceDate", "invoice date"),
            ("Счёт №:", "счет №"),
        ] {
            assert_eq!(compact(left), compact(right), "{left}");
        }
    }

    #[test]
    fn units_are_kept_as_evidence() {
        for (text, key, unit) in [
            ("Duration (h)", "duration", "h"),
            ("Amount (USD)", "amount", "usd"),
            ("План, ч", "план", "ч"),
            ("金额（元）", "金额", "元"),
        ] {
            let heading = Heading::of(&[text.to_owned()]);
            assert!(heading.keys.iter().any(|(known, _)| known == key), "{text}");
            assert_eq!(heading.unit, unit, "{text}");
        }
    }

    #[test]
    fn a_heading_may_say_the_same_twice() {
        let heading = Heading::of(&["Client / Заказчик".to_owned()]);
        for way in ["client", "заказчик"] {
            assert!(heading.keys.iter().any(|(key, _)| key == way), "{way}");
        }
    }
}
