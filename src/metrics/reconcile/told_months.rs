//! Months that a text speaks of: `за октябрь`, `Oct retainer`, `2月服务费`. Of several equal amounts the invoice of the month that
//! the payer wrote is the one that is paid.

use std::collections::BTreeSet;

use crate::model::key::fold;

use super::item_words::{is_wide, parts};

/// A month and, where it is said, its year.
pub(super) type Told = (u32, Option<i32>);

/// Names of the months, folded, the first of the year first.
const NAMES: [&[&str]; 12] = [
    &[
        "january",
        "jan",
        "январь",
        "января",
        "январе",
        "янв",
        "januar",
        "janvier",
        "enero",
        "janeiro",
        "gennaio",
    ],
    &[
        "february",
        "feb",
        "февраль",
        "февраля",
        "феврале",
        "фев",
        "февр",
        "februar",
        "février",
        "febrero",
        "fevereiro",
        "febbraio",
    ],
    &[
        "march",
        "mar",
        "март",
        "марта",
        "марте",
        "мар",
        "märz",
        "mars",
        "marzo",
        "março",
    ],
    &[
        "april",
        "apr",
        "апрель",
        "апреля",
        "апреле",
        "апр",
        "avril",
        "abril",
        "aprile",
    ],
    &["may", "май", "мая", "мае", "mai", "mayo", "maio", "maggio"],
    &[
        "june", "jun", "июнь", "июня", "июне", "июн", "juni", "juin", "junio", "junho", "giugno",
    ],
    &[
        "july", "jul", "июль", "июля", "июле", "июл", "juli", "juillet", "julio", "julho", "luglio",
    ],
    &[
        "august",
        "aug",
        "август",
        "августа",
        "августе",
        "авг",
        "août",
        "agosto",
    ],
    &[
        "september",
        "sep",
        "sept",
        "сентябрь",
        "сентября",
        "сентябре",
        "сен",
        "сент",
        "septembre",
        "septiembre",
        "setembro",
        "settembre",
    ],
    &[
        "october",
        "oct",
        "октябрь",
        "октября",
        "октябре",
        "окт",
        "oktober",
        "octobre",
        "octubre",
        "outubro",
        "ottobre",
    ],
    &[
        "november",
        "nov",
        "ноябрь",
        "ноября",
        "ноябре",
        "ноя",
        "нояб",
        "novembre",
        "noviembre",
        "novembro",
    ],
    &[
        "december",
        "dec",
        "декабрь",
        "декабря",
        "декабре",
        "дек",
        "dezember",
        "décembre",
        "diciembre",
        "dezembro",
        "dicembre",
    ],
];

/// Chinese numerals of the months.
const NUMERALS: [&str; 12] = [
    "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二",
];

/// Words by which a month is that of what is paid, not of the payment: `for October`, `за октябрь`.
const FOR: &[&str] = &["for", "за", "für", "pour"];

/// Words for work that goes on month by month.
const SERVICE: &[&str] = &[
    "retainer",
    "fee",
    "fees",
    "service",
    "services",
    "абонплата",
    "абонентская",
    "абонентское",
    "обслуживание",
    "услуги",
    "сопровождение",
];

/// All months that a text speaks of; a day in a month is a date and no month.
pub(super) fn months_in(text: &str) -> BTreeSet<Told> {
    let mut told: BTreeSet<Told> = text.split_whitespace().filter_map(in_digits).collect();
    let folded = fold(text);
    let words: Vec<&str> = folded.split(' ').flat_map(parts).collect();
    for (at, word) in words.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| words[before]);
        let next = words.get(at + 1).copied();
        if let Some(month) = named(word) {
            let is_day = |other: &str| number(other).is_some_and(|day| (1..=31).contains(&day));
            let dated = before.is_some_and(is_day);
            if !dated {
                told.insert((month, [next, before].into_iter().flatten().find_map(year)));
            }
        }
        if !word.chars().all(is_wide) {
            continue;
        }
        let numbered = before.filter(|_| word.starts_with('月')).and_then(number);
        let is_date = next.and_then(number).is_some() && *word == "月";
        if let Some(month) = numbered.filter(|month| (1..=12).contains(month) && !is_date) {
            let said = at.checked_sub(3).map(|year_at| words[year_at]);
            let said = said.filter(|_| words[at - 2] == "年").and_then(year);
            told.insert((month, said));
        }
        told.extend(in_numerals(word).map(|month| (month, None)));
    }
    told
}

/// A month of the text is one of what the invoice says, as far as years are said.
pub(super) fn is_among((month, year): Told, own: &BTreeSet<Told>) -> bool {
    own.iter()
        .any(|(other, of)| *other == month && (year.is_none() || of.is_none() || *of == year))
}

/// The text says that its month is that of the work: by a word before the month, or by the word for such work.
pub(super) fn says_of_work(text: &str) -> bool {
    let folded = fold(text);
    let words: Vec<&str> = folded.split(' ').flat_map(parts).collect();
    words.iter().enumerate().any(|(at, word)| {
        let after_for = || at > 0 && named(word).is_some() && FOR.contains(&words[at - 1]);
        SERVICE.contains(word) || after_for()
    })
}

/// A word is the name of a month.
pub(super) fn is_month(word: &str) -> bool {
    named(word).is_some()
}

fn named(word: &str) -> Option<u32> {
    let at = NAMES.iter().position(|names| names.contains(&word))?;
    Some(at as u32 + 1)
}

fn number(word: &str) -> Option<u32> {
    let digits = (1..=2).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| word.parse().ok()).flatten()
}

fn year(word: &str) -> Option<i32> {
    let digits = word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    let year: i32 = digits.then(|| word.parse().ok()).flatten()?;
    (1990..2100).contains(&year).then_some(year)
}

/// `10.2026`, `2026-10`.
fn in_digits(chunk: &str) -> Option<Told> {
    let chunk = chunk.trim_matches(|sign: char| !sign.is_ascii_digit());
    let (one, other) = chunk.split_once(['.', '-', '/'])?;
    let told = year(one)
        .zip(number(other))
        .or_else(|| year(other).zip(number(one)));
    told.filter(|(_, month)| (1..=12).contains(month))
        .map(|(year, month)| (month, Some(year)))
}

/// `十二月` at the beginning of Chinese words.
fn in_numerals(word: &str) -> Option<u32> {
    let (numeral, _) = word.split_once('月')?;
    let at = NUMERALS.iter().position(|known| *known == numeral)?;
    Some(at as u32 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_read_from_names_and_numbers() {
        for (text, months) in [
            ("Oct retainer", &[(10, None)][..]),
            ("Оплата за октябрь 2026 г.", &[(10, Some(2026))]),
            ("2月服务费", &[(2, None)]),
            ("2026年4月服务费", &[(4, Some(2026))]),
            ("十二月服务费", &[(12, None)]),
            ("услуги 10.2026", &[(10, Some(2026))]),
            ("Retainer May and June", &[(5, None), (6, None)]),
            // days, lengths and a number of something else
            ("invoice of 3 October 2026", &[]),
            ("10月5日", &[]),
            ("3个月", &[]),
            ("26022月服务费", &[]),
            ("24.10.2026", &[]),
        ] {
            let told: Vec<Told> = months_in(text).into_iter().collect();
            assert_eq!(told, months, "{text}");
        }
    }
}
