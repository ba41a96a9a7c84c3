//! Values put into sentences, where a value may be missing: files without a currency have none to name.

use crate::model::close_up;

/// Puts a value in all places of a mark. An empty one takes with it what only led to it: the space before it, brackets around it,
/// what follows it at the beginning of a sentence, and a sentence that says nothing else (`Currency: {currency}.`).
pub fn put(text: &str, mark: &str, value: &str) -> String {
    if !value.is_empty() {
        let (mut said, mut rest) = (String::with_capacity(text.len()), text);
        while let Some((before, after)) = rest.split_once(mark) {
            let (before, after) = close_up(before, value, after);
            said.push_str(before);
            said.push_str(value);
            rest = after;
        }
        return said + rest;
    }
    let mut text = text.to_owned();
    while let Some(at) = text.find(mark) {
        text = without(&text[..at], &text[at + mark.len()..]);
    }
    text
}

fn without(before: &str, after: &str) -> String {
    let begins = sentence_before(before);
    let own = &before[begins..];
    if own.trim().is_empty() {
        return format!("{}{}", &before[..begins], led_by(after));
    }
    let (inner, rest) = (
        before.trim_end_matches(OPENING),
        after.trim_start_matches(CLOSING),
    );
    if inner.len() < before.len() && rest.len() < after.len() {
        return format!("{}{rest}", inner.trim_end());
    }
    let says_nothing_else = !own
        .chars()
        .any(|letter| letter.is_ascii_digit() || letter == '{');
    let end = after.chars().next();
    match end {
        Some('.' | '。') if says_nothing_else => {
            let next = after.trim_start_matches(['.', '。']);
            format!("{}{}", &before[..begins], next.trim_start())
        }
        None if says_nothing_else => before[..begins].trim_end().to_owned(),
        _ => format!("{}{after}", before.trim_end()),
    }
}

const OPENING: [char; 2] = ['(', '（'];
const CLOSING: [char; 2] = [')', '）'];

/// Where the last sentence of a text begins.
fn sentence_before(text: &str) -> usize {
    let ends = [". ", "。"].map(|end| text.rfind(end).map(|at| at + end.len()));
    ends.into_iter().flatten().max().unwrap_or(0)
}

/// What a value stood before at the beginning of a sentence, without its colon or comma and with a large letter.
fn led_by(after: &str) -> String {
    let rest = after.trim_start_matches([':', '：', ',', '，', ' ']);
    let mut letters = rest.chars();
    match letters.next() {
        Some(first) if rest.len() < after.len() => first.to_uppercase().chain(letters).collect(),
        _ => rest.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_currency_that_nobody_names_leaves_no_hole() {
        for (text, said) in [
            (
                "In October revenue was 17,800 {c} (+43.5%), AGI 17,800 {c}, margin n/a. Open: 20,100 {c}.",
                "In October revenue was 17,800 (+43.5%), AGI 17,800, margin n/a. Open: 20,100.",
            ),
            (
                "Revenue: invoiced. Base currency {c}. Time: 88.6%",
                "Revenue: invoiced. Time: 88.6%",
            ),
            (
                "Contract: K-1. Currency: {c}. All amounts include tax.",
                "Contract: K-1. All amounts include tax.",
            ),
            ("Currency: {c}.", ""),
            (
                "{c}: outstanding 20,100, overdue 0.",
                "Outstanding 20,100, overdue 0.",
            ),
            (
                "neither side owes the other anything ({c}).",
                "neither side owes the other anything.",
            ),
            (
                "收入：不含税。本位币 {c}。工时完整度：88.6%",
                "收入：不含税。工时完整度：88.6%",
            ),
            ("{c}：应收 20,100。", "应收 20,100。"),
            ("Revenue 17,800 {c} in October", "Revenue 17,800 in October"),
        ] {
            assert_eq!(put(text, "{c}", ""), said);
        }
        for (value, said) in [
            ("青禾乳业", "据青禾乳业账面，欠青禾乳业 5 CNY"),
            ("Nordhavn", "据 Nordhavn 账面，欠 Nordhavn 5 CNY"),
            ("10月", "据 10月账面，欠 10月 5 CNY"),
            ("A 公司", "据 A 公司账面，欠 A 公司 5 CNY"),
        ] {
            assert_eq!(put("据 {c} 账面，欠 {c} 5 CNY", "{c}", value), said);
        }
        assert_eq!(put("Open: 5 {c}, {c}", "{c}", "EUR"), "Open: 5 EUR, EUR");
    }
}
