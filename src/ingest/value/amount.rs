//! Money, shares, quantities and rates.

use std::borrow::Cow;

use super::super::heading::Heading;
use super::super::money_unit::{MoneyUnit, money_unit};
use super::super::sheet::Cell;
use super::amount_words::Amounts;
use super::digits::{Decimal, Digits, sign, without_cents};
use super::{Expectation, Shown, is_prose, show};
use crate::model::key::fold;
use crate::model::money::round_div;
use crate::model::phrase::phrase;
use crate::model::{Money, Phrase};

/// Words of a unit at a heading's end: `in thousand EUR`.
const UNIT_WORDS: usize = 3;

/// The side of an account that an accountant's mark names behind or before an amount: `40.00 CR`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// `CR`: what is owed to the other side; money in on a bank's statement.
    Credit,
    /// `DR`.
    Debit,
}

/// The mark of a side beside an amount, if any.
pub fn side(text: &str) -> Option<Side> {
    marked(text.trim()).map(|(side, _)| side)
}

/// The mark and the text without it; the mark stands alone at an end, before or behind digits.
fn marked(text: &str) -> Option<(Side, &str)> {
    for (mark, side) in [("cr", Side::Credit), ("dr", Side::Debit)] {
        let end = text.len().checked_sub(mark.len())?;
        let behind = text.is_char_boundary(end) && text[end..].eq_ignore_ascii_case(mark);
        let before =
            text.is_char_boundary(mark.len()) && text[..mark.len()].eq_ignore_ascii_case(mark);
        let rest = match (behind, before) {
            (true, _) => text[..end].trim_end(),
            (_, true) => text[mark.len()..]
                .trim_start_matches(['.', ':'])
                .trim_start(),
            _ => continue,
        };
        let parted = |rest: &str| {
            !rest.ends_with(char::is_alphabetic) && rest.contains(|c: char| c.is_ascii_digit())
        };
        if parted(rest) {
            return Some((side, rest));
        }
    }
    None
}

fn money_expected() -> Phrase {
    phrase("an amount such as {} or {}", &[&"1,234.50", &"1 234,50 ₽"])
}

/// A share in 1/1,000,000. `75 %` is 0.75 everywhere; a bare number is a fraction, or percent when
/// the column is `in_percent`.
pub fn share(cell: &Cell, decimal: Decimal, in_percent: bool) -> Result<i64, Expectation> {
    let expected = || phrase("a share such as {} or {}", &[&"75 %", &"0.75"]);
    let unreadable = || Expectation::unreadable(expected());
    let (digits, percent) = match show(cell, expected)? {
        Shown::Number(number) => (Digits::of_float(number), in_percent),
        Shown::Text(text) => match text.strip_suffix('%').or_else(|| text.strip_prefix('%')) {
            Some(bare) => (Digits::parse(bare, decimal), true),
            None => (Digits::parse(&text, decimal), in_percent),
        },
        Shown::Date(_) | Shown::Time(_) | Shown::Flag(_) => (None, false),
    };
    let digits = digits.ok_or_else(unreadable)?;
    let digits = if percent { digits.hundredth() } else { digits };
    digits
        .times(1_000_000)
        .ok_or_else(|| Expectation::out_of_range(expected()))
}

/// A plain number in 1/10,000.
pub fn quantity(cell: &Cell, decimal: Decimal) -> Result<i64, Expectation> {
    number(cell, decimal, 10_000)
}

/// An exchange rate in 1/100,000,000 of the base for one unit. The cell tells it for so many `units` of the currency; or, when it is
/// `inverse`, units of the currency for so many of the base.
pub fn rate(
    cell: &Cell,
    decimal: Decimal,
    (inverse, units): (bool, i64),
) -> Result<i64, Expectation> {
    const ONE: i128 = 100_000_000;
    let told = number(cell, decimal, 100_000_000)?;
    let (told_parts, units) = (i128::from(told), i128::from(units.max(1)));
    let one = match inverse && told > 0 {
        true => round_div(ONE * ONE * units, told_parts).filter(|one| *one > 0),
        false => round_div(told_parts, units),
    };
    let expected = || phrase("a number such as {}", &[&"12.5"]);
    one.ok_or_else(|| Expectation::out_of_range(expected()))
}

fn number(cell: &Cell, decimal: Decimal, unit: i64) -> Result<i64, Expectation> {
    let expected = || phrase("a number such as {}", &[&"12.5"]);
    let digits = match show(cell, expected)? {
        Shown::Number(number) => Digits::of_float(number),
        Shown::Text(text) => Digits::parse(&text, decimal),
        Shown::Date(_) | Shown::Time(_) | Shown::Flag(_) => None,
    };
    digits
        .ok_or_else(|| Expectation::unreadable(expected()))?
        .times(unit)
        .ok_or_else(|| Expectation::out_of_range(expected()))
}

/// `€4.500` and `€4,500` are four and a half thousand, whatever marks decimals elsewhere: no currency has three of them. A
/// Russian invoice writes kopecks behind a dash, `120 000-00`.
fn without_grouping(number: &str, in_currency: bool, decimal: Decimal) -> Option<Cow<'_, str>> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|one| one.is_ascii_digit());
    if let Some((whole, behind)) = number.split_once(['.', ',']) {
        let grouped = digits(whole) && digits(behind) && behind.len() == 3 && whole.len() <= 3;
        let grouped = grouped && !whole.starts_with('0') && in_currency;
        return grouped.then(|| Cow::Owned(format!("{whole}{behind}")));
    }
    let (whole, cents) = number.split_once('-')?;
    let bare: String = whole.chars().filter(|one| !one.is_whitespace()).collect();
    let mark = match decimal {
        Decimal::Point => '.',
        Decimal::Comma => ',',
    };
    let both = digits(&bare) && digits(cents) && cents.len() == 2;
    both.then(|| Cow::Owned(format!("{bare}{mark}{cents}")))
}

impl Amounts {
    /// The power of ten in which folded words say that amounts are written: `万元`, `тыс руб`, `keur`, `in thousands`.
    pub fn multiple_said(&self, folded: &str) -> Option<u32> {
        let of = |word: &str| {
            let told = self.multiples.iter().find(|(multiple, _)| {
                word.strip_prefix(multiple.as_str())
                    .is_some_and(|rest| rest.is_empty() || self.iso(rest).is_some())
            });
            told.map(|(_, tens)| *tens)
        };
        // `人民币万元`: the currency stands before its multiple as well
        let behind_currency = |word: &str| {
            let mut known = self.multiples.iter();
            known.find_map(|(multiple, tens)| {
                let (before, rest) = word.split_once(multiple.as_str())?;
                let currency = self.iso(before).is_some() && before.chars().count() > 1;
                (currency && (rest.is_empty() || self.iso(rest).is_some())).then_some(*tens)
            })
        };
        folded
            .split(' ')
            .find_map(|word| of(word).or_else(|| behind_currency(word)))
    }

    /// The multiple of a title that says nothing but the unit of amounts: `单位：万元`, `in thousands of EUR`, `в тыс. руб.`.
    pub fn multiple_of_title(&self, folded: &str) -> Option<u32> {
        let told = |word: &str| {
            self.beside_multiples.iter().any(|beside| beside == word)
                || self.iso(word).is_some()
                || self.multiple_said(word).is_some()
        };
        self.multiple_said(folded)
            .filter(|_| folded.split(' ').all(told))
    }

    /// The multiple of a whole title, or of the unit in its brackets or behind its last comma or colon: `Invoices 2026 (in thousands of
    /// EUR)`, `2026年开票 单位：万元`.
    pub fn multiple_in_title(&self, title: &str) -> Option<u32> {
        let mut units = units_of_title(title).chain(behind_dash(title));
        units.find_map(|unit| {
            let stuck = || self.stuck_unit(unit).map(|found| found.tens);
            self.multiple_of_title(&fold(unit)).or_else(stuck)
        })
    }

    /// The currency of a title whose unit is a multiple stuck to it: `all amounts in £000`, `($k)`.
    pub fn currency_of_stuck_unit(&self, title: &str) -> Option<String> {
        let mut units = units_of_title(title).chain(behind_dash(title));
        units.find_map(|unit| self.stuck_unit(unit)?.currency)
    }

    /// A part of a title that says nothing but a unit of money and a multiple stuck to it.
    fn stuck_unit(&self, part: &str) -> Option<MoneyUnit<'static>> {
        // `$0.00` is an amount
        let digits = |pair: &[u8]| pair[0] == b'.' && pair[1].is_ascii_digit();
        if part.as_bytes().windows(2).any(digits) {
            return None;
        }
        let beside = self.beside_multiples.first()?;
        let said = format!("{beside} {part}");
        let found = money_unit(&said, self).filter(|found| found.tens > 0)?;
        let told = |word: &str| self.beside_multiples.iter().any(|beside| beside == word);
        let plain = fold(found.bare).split(' ').all(told);
        plain.then_some(MoneyUnit {
            bare: "",
            tens: found.tens,
            currency: found.currency,
        })
    }

    /// The multiple of a heading: `Budget (k EUR)`, `Сумма договора, тыс. руб.`, `Fee in thousands`. Without a bracket or comma
    /// only a last word of some length, or several that say nothing else, is a unit: `Plan K` may be anything.
    pub fn multiple_of_heading(&self, heading: &Heading) -> Option<u32> {
        let behind_comma = || {
            let (_, behind) = heading.text.rsplit_once([',', '，'])?;
            self.multiple_of_title(&fold(behind))
        };
        let at_end = || {
            let words: Vec<&str> = heading.words.split_whitespace().collect();
            let last = |count: usize| words.len().checked_sub(count).map(|from| &words[from..]);
            let told = |tail: &[&str]| {
                let telling = tail.len() > 1 || tail[0].len() > 2;
                self.multiple_of_title(&tail.join(" ")).filter(|_| telling)
            };
            (1..=UNIT_WORDS).rev().filter_map(last).find_map(told)
        };
        let unit = self.multiple_said(&heading.unit);
        let stuck = || {
            let unit = money_unit(&heading.text, self)?;
            Some(unit.tens).filter(|tens| *tens > 0)
        };
        unit.or_else(behind_comma).or_else(at_end).or_else(stuck)
    }

    /// The currency of a unit that is a multiple: `万元`, `тыс. руб.`.
    pub fn currency_of_multiple(&self, unit: &str) -> Option<&str> {
        self.scaled_currency(&unit.trim().to_lowercase(), 0).0
    }

    /// An amount of which a cell says that tax comes on top, without those words: `£1,500 + VAT`.
    pub fn without_tax<'c>(&self, cell: &Cell<'c>) -> Option<&'c str> {
        without_ending(cell, &self.without_tax)
    }

    /// An amount of which a cell says that it is one month's, without those words: `£3,000/month`, `$800 pcm`.
    pub fn of_a_month<'c>(&self, cell: &Cell<'c>) -> Option<&'c str> {
        without_ending(cell, &self.each_month)
    }

    /// An amount and the currency written beside it, if any. Decimals beyond four are rounded half away from
    /// zero, once. A lone dash is zero, as accounting formats show it (`SSP-`).
    pub fn money(
        &self,
        cell: &Cell,
        decimal: Decimal,
    ) -> Result<(Money, Option<String>), Expectation> {
        self.money_in(cell, decimal, 0)
    }

    /// An amount of a column that counts in multiples, given as a power of ten; a cell that names its own (`1.2 млн`) counts
    /// as written.
    pub fn money_in(
        &self,
        cell: &Cell,
        decimal: Decimal,
        tens: u32,
    ) -> Result<(Money, Option<String>), Expectation> {
        let unreadable = || Expectation::unreadable(money_expected());
        let (digits, code) = match show(cell, money_expected)? {
            Shown::Number(number) => (Digits::of_float(number).ok_or_else(unreadable)?, None),
            Shown::Text(text) => self.written_money(&text, decimal).ok_or_else(unreadable)?,
            Shown::Date(_) | Shown::Time(_) | Shown::Flag(_) => return Err(unreadable()),
        };
        let amount = digits
            .shifted(if tens == 0 || self.names_multiple(cell) {
                0
            } else {
                tens
            })
            .ok_or_else(|| Expectation::out_of_range(money_expected()))?
            .times(Money::UNIT)
            .filter(|parts| parts.unsigned_abs() < 1 << 62)
            .ok_or_else(|| Expectation::out_of_range(money_expected()))?;
        Ok((Money(amount), code.map(str::to_owned)))
    }

    fn written_money(&self, text: &str, decimal: Decimal) -> Option<(Digits, Option<&str>)> {
        if is_prose(text) {
            return None;
        }
        if let Some((side, rest)) = marked(text) {
            let (digits, code) = self.unmarked_money(rest, decimal)?;
            let digits = if side == Side::Credit {
                digits.negated()
            } else {
                digits
            };
            return Some((digits, code));
        }
        self.unmarked_money(text, decimal)
    }

    fn unmarked_money(&self, text: &str, decimal: Decimal) -> Option<(Digits, Option<&str>)> {
        let (outer, rest) = sign(text);
        let (code, rest) = self.without_currency(rest);
        let (inner, rest) = if outer { (false, rest) } else { sign(rest) };
        let (code, rest) = match code {
            Some(code) => (Some(code), rest),
            None => self.without_currency(rest),
        };
        if rest.is_empty() {
            return (outer || inner).then_some((Digits::ZERO, code));
        }
        let (rest, tens) = self.without_scale(rest);
        if rest.starts_with(['-', '+', '(']) || rest.ends_with('-') && without_cents(rest).is_none()
        {
            return None;
        }
        let whole = (tens == 0).then(|| without_grouping(rest, code.is_some(), decimal));
        let rest = whole.flatten().unwrap_or(Cow::Borrowed(rest));
        let digits = Digits::parse(&rest, decimal)?.shifted(tens)?;
        let digits = if outer || inner {
            digits.negated()
        } else {
            digits
        };
        Some((digits, code))
    }

    /// Takes one currency off either end.
    fn without_currency<'t>(&self, text: &'t str) -> (Option<&str>, &'t str) {
        let number = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '(' | ')');
        let text = text.trim();
        let start = text
            .find(|c: char| number(c) || c == '.')
            .unwrap_or(text.len());
        let mut front = text[..start].trim();
        let mut start = start;
        if let (true, Some(dotted)) = (text[start..].starts_with('.'), text.get(..=start))
            && self.iso(dotted).is_some()
        {
            front = dotted;
            start += 1;
        }
        if let Some(code) = self.iso(front) {
            return (Some(code), text[start..].trim());
        }
        let end = text.rfind(number).map_or(0, |at| at + 1);
        let behind = text[end..].trim();
        match self.iso(behind) {
            Some(code) => (Some(code), text[..end].trim()),
            None => self.scaled_currency(text, end),
        }
    }

    /// `1.2万元`, `150 тыс. руб.`: the currency behind a multiplying word, which stays.
    fn scaled_currency<'t>(&self, text: &'t str, end: usize) -> (Option<&str>, &'t str) {
        let behind = text[end..].trim_start();
        let gap = text.len() - behind.len();
        for (word, _) in &self.scales {
            if let Some(rest) = behind.strip_prefix(word.as_str())
                && let Some(code) = self.iso(rest)
            {
                return (Some(code), text[..gap + word.len()].trim());
            }
        }
        (None, text)
    }

    /// True for a text with a multiplying word of its own.
    fn names_multiple(&self, cell: &Cell) -> bool {
        let Cell::Text(text) = cell else { return false };
        let lower = text.to_lowercase();
        self.scales.iter().any(|(word, _)| {
            lower.match_indices(word.as_str()).any(|(at, _)| {
                lower[..at]
                    .trim_end()
                    .ends_with(|letter: char| letter.is_ascii_digit())
            })
        })
    }

    fn without_scale<'t>(&self, text: &'t str) -> (&'t str, u32) {
        let lower = text.to_lowercase();
        for (word, tens) in &self.scales {
            if lower.len() == text.len() && lower.ends_with(word.as_str()) {
                return (text[..text.len() - word.len()].trim_end(), *tens);
            }
        }
        (text, 0)
    }
}

/// A title, what stands in its brackets, and what stands behind its last comma or colon.
pub fn units_of_title(title: &str) -> impl Iterator<Item = &str> {
    let open = |at: usize| {
        title[at..]
            .chars()
            .next()
            .map_or(at, |one| at + one.len_utf8())
    };
    let inside = title.find(['(', '（', '[']).map(|at| {
        let inside = &title[open(at)..];
        inside
            .find([')', '）', ']'])
            .map_or(inside, |end| &inside[..end])
    });
    let behind = |text: &'_ str| text.rfind([',', '，', ':', '：']);
    let tail = behind(title).map(|at| &title[open(at)..]);
    let inner = inside.and_then(|inside| inside.rsplit([':', '：']).next());
    [Some(title), inside, inner, tail].into_iter().flatten()
}

/// What stands behind the last dash of a title that has gaps around it.
fn behind_dash(title: &str) -> Option<&str> {
    let dashes = [" – ", " — ", " - "];
    let parted = dashes.iter().filter_map(|dash| title.rsplit_once(dash));
    parted
        .map(|(_, behind)| behind)
        .min_by_key(|behind| behind.len())
}

/// An amount without one of some words behind it.
/// The text of a cell without one of the words that may stand behind its number.
pub fn without_ending<'c>(cell: &Cell<'c>, words: &[String]) -> Option<&'c str> {
    let Cell::Text(text) = *cell else { return None };
    let lower = text.to_lowercase();
    let same = lower.len() == text.len();
    let mut words = words.iter().filter(|_| same);
    words.find_map(|word| {
        let rest = lower.trim_end().strip_suffix(word.as_str())?;
        let rest = text[..rest.len()].trim_end();
        rest.contains(|one: char| one.is_ascii_digit())
            .then_some(rest)
    })
}

#[cfg(test)]
mod tests {
    use super::super::amount_words::of_the_program;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn headings_name_their_multiple_in_brackets_behind_a_comma_or_at_their_end() {
        let words = of_the_program();
        for (heading, tens) in [
            ("Budget (k EUR)", Some(3)),
            ("Сумма договора, тыс. руб.", Some(3)),
            ("Сумма договора тыс. руб.", Some(3)),
            ("Fee in thousand EUR", Some(3)),
            ("Amount, in thousands", Some(3)),
            ("Budget kEUR", Some(3)),
            ("合同金额 万元", Some(4)),
            ("合同金额（万元）", Some(4)),
            ("Выручка млн", Some(6)),
            ("Сумма, руб. с НДС", None),
            ("Plan K", None),
            ("Budget EUR", None),
            ("Amount", None),
        ] {
            let heading = Heading::of(&[heading.to_owned()]);
            assert_eq!(
                words.multiple_of_heading(&heading),
                tens,
                "{}",
                heading.text
            );
        }
    }

    #[test]
    fn multiples_are_said_by_units_and_cells_may_name_their_own() {
        let words = of_the_program();
        for (unit, tens) in [
            ("万元", Some(4)),
            ("тыс руб", Some(3)),
            ("in thousands", Some(3)),
            ("keur", Some(3)),
            ("млн", Some(6)),
            ("亿元", Some(8)),
            ("元", None),
            ("kzt", None),
            ("usd", None),
            ("", None),
        ] {
            assert_eq!(words.multiple_said(unit), tens, "{unit}");
        }
        for (title, tens) in [
            ("单位 万元", Some(4)),
            ("in thousands of eur", Some(3)),
            ("в тыс руб", Some(3)),
            ("a million thanks", None),
            ("单位 元", None),
        ] {
            assert_eq!(words.multiple_of_title(title), tens, "{title}");
        }
        for (cell, parts) in [
            (Cell::Number(48.512_345), 4_851_234_500),
            (Cell::Text("120"), 12_000_000_000),
            (Cell::Text("1.2万"), 120_000_000),
            (Cell::Text("(5)"), -500_000_000),
        ] {
            let read = words.money_in(&cell, Decimal::Point, 4).ok();
            assert_eq!(read.map(|(amount, _)| amount.0), Some(parts), "{cell:?}");
        }
    }

    #[test]
    fn reads_money_as_people_write_it() {
        let words = of_the_program();
        use Decimal::{Comma, Point};
        for (text, decimal, expected) in [
            ("1,234.50", Point, Some((12_345_000, ""))),
            ("$13.50 ", Point, Some((135_000, "USD"))),
            ("¥30.00", Point, Some((300_000, "CNY"))),
            (" KYD 10.00 ", Point, Some((100_000, "KYD"))),
            ("SSP-", Point, Some((0, "SSP"))),
            ("-", Point, Some((0, ""))),
            ("$ -", Point, Some((0, "USD"))),
            ("$-142.85", Point, Some((-1_428_500, "USD"))),
            ("($400.00)", Point, Some((-4_000_000, "USD"))),
            ("$(400.00)", Point, Some((-4_000_000, "USD"))),
            ("- $20.00", Point, Some((-200_000, "USD"))),
            ("-$5", Point, Some((-50_000, "USD"))),
            ("5-", Point, Some((-50_000, ""))),
            ("(1,000)", Point, Some((-10_000_000, ""))),
            ("+10000.00", Point, Some((100_000_000, ""))),
            ("1 234,50 ₽", Comma, Some((12_345_000, "RUB"))),
            ("1\u{a0}234,50\u{a0}руб.", Comma, Some((12_345_000, "RUB"))),
            ("1\u{202f}234,5 р.", Comma, Some((12_345_000, "RUB"))),
            ("500р", Comma, Some((5_000_000, "RUB"))),
            ("-89,99", Comma, Some((-899_900, ""))),
            ("2.000,0", Comma, Some((20_000_000, ""))),
            ("20,0", Point, Some((200_000, ""))),
            ("1'234.50 CHF", Point, Some((12_345_000, "CHF"))),
            ("1’234.50", Point, Some((12_345_000, ""))),
            ("EUR 1.234,50", Comma, Some((12_345_000, "EUR"))),
            ("1.234,50 €", Comma, Some((12_345_000, "EUR"))),
            ("£1,000", Point, Some((10_000_000, "GBP"))),
            ("12,50元", Point, Some((125_000, "CNY"))),
            ("１２３．５", Point, Some((1_235_000, ""))),
            ("￥１，２３４．５０", Point, Some((12_345_000, "CNY"))),
            ("150 000 ₸", Comma, Some((1_500_000_000, "KZT"))),
            ("150000 тг", Comma, Some((1_500_000_000, "KZT"))),
            ("10000 KZT", Point, Some((100_000_000, "KZT"))),
            ("1.2万", Point, Some((120_000_000, ""))),
            ("1.2万元", Point, Some((120_000_000, "CNY"))),
            ("150 тыс. руб.", Comma, Some((1_500_000_000, "RUB"))),
            ("−5", Point, Some((-50_000, ""))),
            ("0.00005", Point, Some((1, ""))),
            ("-0.00005", Point, Some((-1, ""))),
            (".5", Point, Some((5_000, ""))),
            ("руб. 5", Point, Some((50_000, "RUB"))),
            ("р.5", Point, Some((50_000, "RUB"))),
            ("abc", Point, None),
            ("", Point, None),
            ("USD", Point, None),
            ("12 34", Point, None),
            ("--5", Point, None),
            ("(-5)", Point, None),
            ("1.2.3", Point, None),
            ("5 apples", Point, None),
            ("99999999999999999999", Point, None),
            ("01.02.2026", Point, None),
            ("40.00 CR", Point, Some((-400_000, ""))),
            ("40.00cr", Point, Some((-400_000, ""))),
            ("CR 40.00", Point, Some((-400_000, ""))),
            ("1,200.00 DR", Point, Some((12_000_000, ""))),
            ("$40.00 CR", Point, Some((-400_000, "USD"))),
            ("CR", Point, None),
            ("5 acr", Point, None),
        ] {
            let found = words.money(&Cell::Text(text), decimal).ok();
            let found = found.map(|(amount, code)| (amount.0, code.unwrap_or_default()));
            let expected = expected.map(|(parts, code)| (parts, code.to_owned()));
            assert_eq!(found, expected, "{text:?} {decimal:?}");
        }
    }

    #[test]
    fn reads_money_of_other_cells() {
        let words = of_the_program();
        for (cell, expected) in [
            (Cell::Number(1234.5), Some(12_345_000)),
            (Cell::Number(0.1 + 0.2), Some(3_000)),
            (Cell::Formula("=15000.00"), Some(150_000_000)),
            (Cell::Formula("-3.5"), Some(-35_000)),
            (Cell::Formula("I7+I8"), None),
            (Cell::Formula("=1+2"), None),
            (Cell::Error("#REF!"), None),
            (Cell::Date(46_000.0), None),
            (Cell::Flag(true), None),
        ] {
            let found = words
                .money(&cell, Decimal::Point)
                .ok()
                .map(|(amount, _)| amount.0);
            assert_eq!(found, expected, "{cell:?}");
        }
        let formula = words.money(&Cell::Formula("I7+I8"), Decimal::Point);
        assert_eq!(formula.err().map(|why| why.what), Some("formula"));
    }

    #[test]
    fn reads_shares() {
        for (cell, percent, expected) in [
            (Cell::Text("75 %"), false, Some(750_000)),
            (Cell::Text("75%"), true, Some(750_000)),
            (Cell::Text("０.5％"), false, Some(5_000)),
            (Cell::Text("0,75"), false, Some(750_000)),
            (Cell::Text("75"), true, Some(750_000)),
            (Cell::Number(0.75), false, Some(750_000)),
            (Cell::Number(75.0), true, Some(750_000)),
            (Cell::Text("-5 %"), false, Some(-50_000)),
            (Cell::Text("most"), false, None),
        ] {
            assert_eq!(
                share(&cell, Decimal::Point, percent).ok(),
                expected,
                "{cell:?}"
            );
        }
    }

    #[test]
    fn reads_quantities_and_rates() {
        for (text, expected) in [("9", Some(90_000)), ("9,5", Some(95_000)), ("ten", None)] {
            let found = quantity(&Cell::Text(text), Decimal::Comma).ok();
            assert_eq!(found, expected, "{text}");
        }
        let found = rate(&Cell::Text("92,3456"), Decimal::Comma, (false, 1));
        assert_eq!(found, Ok(9_234_560_000));
        let of_a_hundred = rate(&Cell::Text("14,75"), Decimal::Comma, (false, 100));
        assert_eq!(of_a_hundred, Ok(14_750_000));
        let for_a_hundred = rate(&Cell::Text("125"), Decimal::Point, (true, 100));
        assert_eq!(for_a_hundred, Ok(80_000_000));
    }

    #[test]
    fn rates_told_the_other_way_round_are_turned() {
        let amounts = of_the_program();
        for (heading, inverse) in [
            ("Units for 1 EUR", true),
            ("Единиц за 1 евро", true),
            ("每1欧元", true),
            ("Rate", false),
            ("Курс за 1 единицу", false),
        ] {
            assert_eq!(amounts.is_inverse_rate(heading), inverse, "{heading}");
        }
        for (told, turned) in [
            ("1.25", Some(80_000_000)),
            ("3", Some(33_333_333)),
            ("0", Some(0)),
        ] {
            let found = rate(&Cell::Text(told), Decimal::Point, (true, 1)).ok();
            assert_eq!(found, turned, "{told}");
        }
    }

    proptest! {
        #[test]
        fn shown_money_reads_back(parts in -1_000_000_000_000_i64..1_000_000_000_000) {
            let words = of_the_program();
            let shown = Money(parts).to_string();
            let read = words.money(&Cell::Text(shown.as_str()), Decimal::Point);
            prop_assert_eq!(read.ok(), Some((Money(parts), None)));
        }

        #[test]
        fn float_cells_keep_cents(cents in -100_000_000_000_i64..100_000_000_000) {
            let words = of_the_program();
            let read = words.money(&Cell::Number(cents as f64 / 100.0), Decimal::Point);
            prop_assert_eq!(read.ok(), Some((Money(cents * 100), None)));
        }
    }
}
