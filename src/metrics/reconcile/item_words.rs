//! What invoices are for, in their own words, against the text of a bank line: one of several equal amounts is the one whose
//! words the payer wrote.
//!
//! No list of words is needed: what counts is which words of an invoice its rivals lack.

use std::collections::BTreeSet;

use super::told_months::is_month;
use crate::model::key::fold;

/// Digits of a word that says little by itself: a stage, a month, a year. It counts with the word beside it.
const FEW_DIGITS: usize = 4;

/// One word in common says little.
const LEAST_SAID: usize = 2;

/// Shorter words stand in every text: `за`, `of`.
const SHORTEST: usize = 3;

/// So many letters at least are shared with the text; of Chinese, where a pair of letters is a word, each counts as several.
const LEAST_LETTERS: usize = 8;
/// See `LEAST_LETTERS`.
const OF_WIDE: usize = 3;

/// The one of several invoices whose words a text has, of all the words that the others share with it and more. An invoice without
/// rivals has no word that they lack: all of its words have to be said.
pub(super) fn only_named(text: &str, invoices: &[(usize, String)]) -> Option<usize> {
    if let [(only, words)] = invoices {
        return says_all(text, words).then_some(*only);
    }
    let said = signs(text);
    let shared = invoices.iter().map(|(at, words)| {
        let own = signs(words);
        let both: BTreeSet<String> = own.intersection(&said).cloned().collect();
        (*at, both)
    });
    let shared: Vec<(usize, BTreeSet<String>)> = shared.collect();
    let (at, most) = shared.iter().max_by_key(|(_, both)| both.len())?;
    let others = || shared.iter().filter(|(other, _)| other != at);
    let is_alone = others().all(|(_, both)| both.len() < most.len() && both.is_subset(most));
    (is_alone && letters(most) >= LEAST_LETTERS).then_some(*at)
}

fn letters(signs: &BTreeSet<String>) -> usize {
    let letters = signs.iter().flat_map(|sign| sign.chars());
    letters
        .map(|letter| if is_wide(letter) { OF_WIDE } else { 1 })
        .sum()
}

/// True when a text says all that an invoice is for.
pub(super) fn says_all(text: &str, words: &str) -> bool {
    let (said, own) = (signs(text), signs(words));
    own.len() >= LEAST_SAID && own.is_subset(&said)
}

/// A word of some length that is no month stands in both, of Chinese a pair of letters.
pub(super) fn shares_a_word(text: &str, words: &str) -> bool {
    let (said, own) = (signs(text), signs(words));
    said.intersection(&own).any(|sign| {
        let long = sign.chars().any(is_wide) || sign.chars().count() > SHORTEST;
        long && !sign.contains(' ')
            && !is_month(sign)
            && !sign.bytes().any(|byte| byte.is_ascii_digit())
    })
}

/// Words of a text that tell one invoice from another: a short number only with the word before or after it, and Chinese, which
/// has no spaces, in pairs of letters.
fn signs(text: &str) -> BTreeSet<String> {
    let folded = fold(text);
    let words: Vec<&str> = folded.split(' ').flat_map(parts).collect();
    let mut signs = BTreeSet::new();
    for (at, word) in words.iter().enumerate() {
        if is_short_number(word) {
            let before = at.checked_sub(1).map(|before| words[before]);
            let beside = [before, words.get(at + 1).copied()].into_iter().flatten();
            let beside = beside.filter(|other| !is_short_number(other));
            signs.extend(beside.map(|other| format!("{} {}", nearest(other, at, &words), word)));
        } else if word.chars().all(is_wide) {
            let letters: Vec<char> = word.chars().collect();
            signs.extend(letters.windows(2).map(|pair| pair.iter().collect()));
        } else if word.chars().count() >= SHORTEST || word.bytes().any(|byte| byte.is_ascii_digit())
        {
            signs.insert((*word).to_owned());
        }
    }
    signs
}

/// The part of a neighbour that counts: of Chinese the letter that touches the number.
fn nearest(other: &str, at: usize, words: &[&str]) -> String {
    let follows = words
        .get(at + 1)
        .is_some_and(|next| std::ptr::eq(*next, other));
    let letter = match follows {
        true => other.chars().next(),
        false => other.chars().next_back(),
    };
    match letter {
        Some(letter) if is_wide(letter) => letter.to_string(),
        _ => other.to_owned(),
    }
}

fn is_short_number(word: &str) -> bool {
    word.len() <= FEW_DIGITS && word.bytes().all(|byte| byte.is_ascii_digit())
}

pub(super) fn is_wide(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// A word at the seams of Chinese and others: `2026年4月` is 2026, 年, 4, 月.
pub(super) fn parts(word: &str) -> impl Iterator<Item = &str> {
    let mut rest = word;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = rest
            .char_indices()
            .find(|(_, letter)| is_wide(*letter) != is_wide(first))
            .map_or(rest.len(), |(at, _)| at);
        let (part, left) = rest.split_at(end);
        rest = left;
        Some(part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_that_its_rivals_lack_tell_an_invoice() {
        for (text, invoices, named) in [
            // the month of a service, with and without the rest of its words
            (
                "品牌月度服务4月",
                &["品牌月度服务3月", "品牌月度服务4月"][..],
                Some(1),
            ),
            (
                "官网运维 2026年4月 HT2026-010",
                &[
                    "官网运维与内容更新 2026年4月",
                    "官网运维与内容更新 2026年10月",
                ],
                Some(0),
            ),
            (
                "Оплата по договору ПР-02/25 за июнь 2026",
                &[
                    "Абонентское обслуживание, май 2026",
                    "Абонентское обслуживание, июнь 2026",
                    "Абонентское обслуживание, июнь 2025",
                ],
                Some(1),
            ),
            (
                "2 этап, редизайн сайта",
                &["Редизайн сайта, этап 1", "Редизайн сайта, этап 2"],
                Some(1),
            ),
            // two say the same
            (
                "Retainer October 2026",
                &["Retainer - October 2026", "Retainer - October 2026"],
                None,
            ),
            // what all have tells nothing, nor do days and sums
            (
                "Retainer, 4 of 12",
                &["Retainer - May 2026", "Retainer - June 2026"],
                None,
            ),
            // each has a word that the other lacks
            (
                "May and June 2026",
                &["Retainer - May 2026", "Retainer - June 2026"],
                None,
            ),
            ("за июнь", &["", ""], None),
            // words that stand in every text, and one that may be of anything
            (
                "Оплата по договору за работы",
                &["Сопровождение по сайту за месяц", "Редизайн"],
                None,
            ),
            (
                "Payment for the month",
                &["Design for the web", "Copy"],
                None,
            ),
            ("服务费", &["品牌服务", "官网运维"], None),
            // without rivals any word would do
            ("Retainer 2026", &["Retainer - October 2026"], None),
            (
                "Retainer, October 2026",
                &["Retainer - October 2026"],
                Some(0),
            ),
        ] {
            let invoices: Vec<(usize, String)> = invoices
                .iter()
                .map(|item| (*item).to_owned())
                .enumerate()
                .collect();
            assert_eq!(only_named(text, &invoices), named, "{text}");
        }
    }

    #[test]
    fn a_text_says_all_that_an_invoice_is_for() {
        for (text, words, all) in [
            (
                "营销小程序开发 中期款 HT2026-001",
                "营销小程序开发 中期款",
                true,
            ),
            ("营销小程序开发 尾款", "营销小程序开发 中期款", false),
            ("part of Brand guide, stage 2", "Brand guide, stage 2", true),
            // a word alone, and nothing at all
            ("Retainer", "Retainer", false),
            ("Retainer", "", false),
        ] {
            assert_eq!(says_all(text, words), all, "{text}: {words}");
        }
    }
}
