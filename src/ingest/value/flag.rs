//! Yes and no.

use super::super::sheet::Cell;
use super::{Expectation, Shown, show};
use crate::model::Phrase;
use crate::model::key::fold;
use crate::model::phrase::phrase;

/// Words that mean yes in any column; a field's own words come first.
const YES: &[&str] = &[
    "yes",
    "checked",
    "отмечено",
    "已勾选",
    "y",
    "true",
    "t",
    "1",
    "x",
    "✓",
    "✔",
    "☑",
    "✅",
    "да",
    "д",
    "+",
    "есть",
    "истина",
    "是",
    "√",
    "有",
    "对",
    "ja",
    "oui",
    "sí",
    "si",
];
const NO: &[&str] = &[
    "no",
    "unchecked",
    "n",
    "false",
    "f",
    "0",
    "-",
    "✗",
    "✘",
    "☐",
    "❌",
    "нет",
    "н",
    "ложь",
    "否",
    "无",
    "×",
    "没有",
    "nein",
    "non",
];

/// Yes or no. `yes` and `no` are the field's own words (`billable`, `оплачиваемый`); the usual ones
/// always count.
pub fn flag(cell: &Cell, yes: &[String], no: &[String]) -> Result<bool, Expectation> {
    told(cell, yes, no)?.ok_or_else(|| Expectation::unreadable(expected()))
}

/// True for a yes or no in the usual words.
pub fn is_flag(cell: &Cell) -> bool {
    matches!(told(cell, &[], &[]), Ok(Some(_)))
}

fn expected() -> Phrase {
    phrase("yes or no, such as {} or {}", &[&"yes", &"no"])
}

fn told(cell: &Cell, yes: &[String], no: &[String]) -> Result<Option<bool>, Expectation> {
    Ok(match show(cell, expected)? {
        Shown::Flag(flag) => Some(flag),
        Shown::Number(number) if number.abs() < f64::EPSILON => Some(false),
        Shown::Number(number) if (number - 1.0).abs() < f64::EPSILON => Some(true),
        Shown::Text(text) => in_words(&text.to_lowercase(), yes, no),
        Shown::Number(_) | Shown::Date(_) | Shown::Time(_) => None,
    })
}

fn in_words(word: &str, yes: &[String], no: &[String]) -> Option<bool> {
    if !yes.is_empty() || !no.is_empty() {
        // `Non-billable` is `non billable`; `+` and `-` are nothing but themselves
        let bare = fold(word);
        let own = |words: &[String]| {
            words.iter().any(|own| {
                super::normal(own).to_lowercase() == word || !bare.is_empty() && fold(own) == bare
            })
        };
        if own(yes) {
            return Some(true);
        }
        if own(no) {
            return Some(false);
        }
    }
    if YES.contains(&word) {
        return Some(true);
    }
    NO.contains(&word).then_some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_yes_and_no() {
        let yes = ["Billable".to_owned()];
        let no = ["x".to_owned()];
        for (cell, expected) in [
            (Cell::Text("Yes"), Some(true)),
            (Cell::Text("да"), Some(true)),
            (Cell::Text("ДА"), Some(true)),
            (Cell::Text("是"), Some(true)),
            (Cell::Text("√"), Some(true)),
            (Cell::Text("✓"), Some(true)),
            (Cell::Text("+"), Some(true)),
            (Cell::Text("есть"), Some(true)),
            (Cell::Text("billable"), Some(true)),
            (Cell::Text("X"), Some(false)),
            (Cell::Text("нет"), Some(false)),
            (Cell::Text("否"), Some(false)),
            (Cell::Text("—"), Some(false)),
            (Cell::Text("maybe"), None),
            (Cell::Number(1.0), Some(true)),
            (Cell::Number(0.0), Some(false)),
            (Cell::Number(2.0), None),
            (Cell::Flag(true), Some(true)),
        ] {
            assert_eq!(flag(&cell, &yes, &no).ok(), expected, "{cell:?}");
        }
    }
}
