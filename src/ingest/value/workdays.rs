//! Working days of a week.

use super::super::sheet::Cell;
use super::{Expectation, Shown, show};
use crate::model::key::is_han;
use crate::model::phrase::phrase;

/// Names of each weekday from Monday. A Latin or Cyrillic word matches when it begins so.
const NAMES: [&[&str]; 7] = [
    &["mon", "mo", "пон", "пн", "一"],
    &["tue", "tu", "di", "вто", "вт", "二"],
    &["wed", "we", "mi", "сре", "ср", "三"],
    &["thu", "th", "do", "чет", "чт", "四"],
    &["fri", "fr", "пят", "пт", "五"],
    &["sat", "sa", "суб", "сб", "六"],
    &["sun", "su", "so", "вос", "вс", "日", "天"],
];

/// Days from Monday to Friday.
const WORKING_WEEK: usize = 5;

/// Seven `1` or `0` from Monday: `1111000` for Monday to Thursday. Ranges may pass Sunday (`Sun-Thu`);
/// `5/2` is five days on from Monday. A number alone is how many days a week: which ones of Monday to Friday nobody knows, so that
/// all of them are, and more are as many from Monday.
pub fn workdays(cell: &Cell) -> Result<String, Expectation> {
    let expected = || {
        phrase(
            "working days such as {} or {}",
            &[&"Mon-Thu", &"Mon, Wed, Fri"],
        )
    };
    let text = match show(cell, expected)? {
        Shown::Text(text) => text,
        // 21 is how many there are in a month
        Shown::Number(number) if (8.0..1_000.0).contains(&number) => String::new(),
        Shown::Number(number) => format!("{number}"),
        Shown::Date(_) | Shown::Time(_) | Shown::Flag(_) => String::new(),
    };
    written(&text.to_lowercase()).ok_or_else(|| Expectation::unreadable(expected()))
}

fn written(text: &str) -> Option<String> {
    let ascii: String = text.chars().filter(|c| *c != ' ').collect();
    if ascii.len() == 7 && ascii.bytes().all(|byte| matches!(byte, b'0' | b'1')) {
        return Some(ascii);
    }
    if let Some(count) = counted(&ascii) {
        return Some("1".repeat(count) + &"0".repeat(7 - count));
    }
    if let Some((on, off)) = ascii.split_once('/') {
        let (on, off) = (on.parse::<usize>().ok()?, off.parse::<usize>().ok()?);
        return (on.checked_add(off) == Some(7)).then(|| "1".repeat(on) + &"0".repeat(off));
    }
    let days = tokens(text)?;
    let mut week = [false; 7];
    let mut from: Option<usize> = None;
    let mut ranged = false;
    for token in days {
        match token {
            Token::Range => {
                if from.is_none() || ranged {
                    return None;
                }
                ranged = true;
            }
            Token::Day(day) => {
                let start = if ranged { from? } else { day };
                let length = (day + 7 - start) % 7;
                (0..=length).for_each(|step| week[(start + step) % 7] = true);
                (from, ranged) = (Some(day), false);
            }
        }
    }
    let any = week.contains(&true) && !ranged;
    any.then(|| week.iter().map(|on| if *on { '1' } else { '0' }).collect())
}

/// `4`, `4.5`: days of a week.
fn counted(text: &str) -> Option<usize> {
    let count: f64 = text.parse().ok()?;
    (0.0 < count && count <= 7.0).then(|| (count.ceil() as usize).max(WORKING_WEEK))
}

enum Token {
    Day(usize),
    Range,
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let plain = text
        .replace("星期", " ")
        .replace("礼拜", " ")
        .replace('周', " ")
        .replace(['至', '到'], "-")
        .replace('、', " ");
    let mut tokens = Vec::new();
    let mut rest = plain.as_str();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            'a'..='z' | 'а'..='я' | 'ё' => rest
                .find(|c: char| !c.is_alphabetic() || is_han(c))
                .unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (token, behind) = rest.split_at(length);
        rest = behind;
        match first {
            ' ' | ',' | ';' | '.' | '/' | '&' | '+' => {}
            '-' => tokens.push(Token::Range),
            '1'..='7' => tokens.push(Token::Day(first as usize - '1' as usize)),
            _ if matches!(token, "to" | "по" | "bis" | "through") => tokens.push(Token::Range),
            _ if matches!(token, "and" | "и" | "und" | "с") => {}
            _ => tokens.push(Token::Day(weekday(token)?)),
        }
    }
    Some(tokens)
}

fn weekday(token: &str) -> Option<usize> {
    NAMES
        .iter()
        .position(|names| names.iter().any(|name| token.starts_with(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_working_days() {
        for (text, expected) in [
            ("Mon-Thu", Some("1111000")),
            ("Monday to Friday", Some("1111100")),
            ("пн-чт", Some("1111000")),
            ("пн–пт", Some("1111100")),
            ("周一至周四", Some("1111000")),
            ("周一到周五", Some("1111100")),
            ("星期一-星期五", Some("1111100")),
            ("周一、周三、周五", Some("1010100")),
            ("Mon, Wed, Fri", Some("1010100")),
            ("пн, ср, пт", Some("1010100")),
            ("Mon-Wed, Fri", Some("1110100")),
            ("Sun-Thu", Some("1111001")),
            ("1-5", Some("1111100")),
            ("1,3,5", Some("1010100")),
            ("12345", Some("1111100")),
            ("1111000", Some("1111000")),
            ("5/2", Some("1111100")),
            ("5", Some("1111100")),
            ("4", Some("1111100")),
            ("4.5", Some("1111100")),
            ("6", Some("1111110")),
            ("never", None),
            ("Mon-", None),
            ("-", None),
            ("", None),
            ("9", None),
        ] {
            let found = workdays(&Cell::Text(text)).ok();
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }
}
