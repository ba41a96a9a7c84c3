//! How values look as text in each language, and how wide that is.

use std::fmt::Write;

use chrono::{Datelike, NaiveDate};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::book::{Cell, CellValue, Style, Words, Writing};
use crate::model::{Month, is_wide};

/// The style a cell is shown in: its own, else the column's, else what its value asks for.
pub fn style_of(cell: &Cell, column: Style) -> Style {
    let wished = cell.style.unwrap_or(column);
    let worded = matches!(wished, Style::Text | Style::Wrapped | Style::Flag);
    match worded {
        true => natural_style(&cell.value).unwrap_or(wished),
        false => wished,
    }
}

fn natural_style(value: &CellValue) -> Option<Style> {
    match value {
        CellValue::Hours(_) => Some(Style::Hours),
        CellValue::Money(_) => Some(Style::Money),
        CellValue::Number(_) => Some(Style::Number),
        CellValue::Count(_) => Some(Style::Count),
        CellValue::Date(_) => Some(Style::Date),
        CellValue::Formula { result, .. } => natural_style(result),
        CellValue::Flag(_) => Some(Style::Flag),
        CellValue::Empty | CellValue::NotAvailable | CellValue::Text(_) => None,
    }
}

/// True when a spreadsheet could take a text for a formula; some take wide signs for plain ones.
pub fn looks_like_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
}

/// The number in a cell, if it holds one.
pub fn number(value: &CellValue) -> Option<f64> {
    match value {
        CellValue::Hours(duration) => Some(duration.to_hours()),
        CellValue::Money(money) => Some(money.to_f64()),
        CellValue::Number(number) => Some(*number).filter(|number| number.is_finite()),
        CellValue::Count(count) => Some(*count as f64),
        CellValue::Formula { result, .. } => number(result),
        CellValue::Empty
        | CellValue::NotAvailable
        | CellValue::Text(_)
        | CellValue::Date(_)
        | CellValue::Flag(_) => None,
    }
}

/// The cell as a reader sees it.
pub fn show(cell: &Cell, column: Style, words: &Words) -> String {
    show_value(&cell.value, style_of(cell, column), words)
}

fn show_value(value: &CellValue, style: Style, words: &Words) -> String {
    match value {
        CellValue::Empty => String::new(),
        CellValue::NotAvailable => words.not_available.clone(),
        CellValue::Text(text) => text.clone(),
        CellValue::Flag(true) => words.yes.clone(),
        CellValue::Flag(false) => words.no.clone(),
        CellValue::Date(day) if style == Style::Month => words.writing.table_month(*day),
        CellValue::Date(day) => words.writing.day(*day),
        CellValue::Formula { result, .. } => show_value(result, style, words),
        other => match number(other) {
            Some(number) => show_number(number, style, &words.writing),
            None => words.not_available.clone(),
        },
    }
}

/// The number as a spreadsheet holds it in this style: times of day are parts of a day.
pub fn number_in(value: &CellValue, style: Style) -> Option<f64> {
    let number = number(value)?;
    Some(match style {
        Style::Clock => number / 24.0,
        _ => number,
    })
}

/// Whole minutes, as programs cut them off, after seconds are rounded.
fn clock(hours: f64) -> String {
    let minutes = (hours.abs() * 3_600.0).round() as i64 / 60;
    let sign = if hours < 0.0 { "-" } else { "" };
    format!("{sign}{}:{:02}", minutes / 60, minutes % 60)
}

fn show_number(number: f64, style: Style, writing: &Writing) -> String {
    if style == Style::Clock {
        return clock(number);
    }
    if style == Style::Rate {
        return rate(number, writing);
    }
    let plain = rounded(number, style);
    let digits = group_thousands(&plain, writing);
    let shown = match style {
        Style::Share => writing.percent.replace("{}", &digits),
        Style::Points => format!("{digits} {}", writing.points),
        _ => digits,
    };
    match (is_zero(&plain), number > 0.0) {
        (true, false) if matches!(style, Style::Money | Style::Hours) => "-".to_owned(),
        (false, false) => format!("({shown})"),
        _ => shown,
    }
}

/// The digits of a figure without its sign, as its style rounds them.
fn rounded(number: f64, style: Style) -> String {
    let (factor, digits) = match style {
        Style::Share => (100.0, 1),
        Style::Hours | Style::Number | Style::Points => (1.0, 1),
        Style::Money | Style::Count => (1.0, 0),
        _ => (1.0, 2),
    };
    fixed((number * factor).abs(), digits)
}

fn is_zero(digits: &str) -> bool {
    digits.bytes().all(|byte| matches!(byte, b'0' | b'.'))
}

/// True of less than nothing that is nothing when it is rounded: `(0.00)` would be taken for a slip.
pub fn is_less_than_nothing(number: f64, style: Style) -> bool {
    let figure = !matches!(style, Style::Clock | Style::Rate);
    figure && number < 0.0 && is_zero(&rounded(number, style))
}

/// A rate with all its digits up to the tenth after the point, and four at least.
fn rate(number: f64, writing: &Writing) -> String {
    let all = format!("{number:.10}");
    let (whole, part) = all.split_once('.').unwrap_or((&all, ""));
    let told = part.trim_end_matches('0').len().max(4);
    group_thousands(&format!("{whole}.{}", &part[..told]), writing)
}

/// Digits after the point as a spreadsheet rounds them: halves go up.
pub fn fixed(number: f64, digits: usize) -> String {
    let scale = 10_f64.powi(digits as i32);
    let scaled = number * scale;
    // A product such as 0.285 * 100 falls just short of its half.
    let rounded = (scaled + scaled.abs().max(1.0) * 1e-12).round() / scale;
    format!("{rounded:.digits$}")
}

fn group_thousands(plain: &str, writing: &Writing) -> String {
    let (whole, part) = plain.split_once('.').unwrap_or((plain, ""));
    let mut shown = String::with_capacity(plain.len() + 4);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            shown.push_str(&writing.thousands);
        }
        shown.push(digit);
    }
    if !part.is_empty() {
        shown.push_str(&writing.decimal);
        shown.push_str(part);
    }
    shown
}

impl Writing {
    /// A day.
    pub fn day(&self, day: NaiveDate) -> String {
        written(&self.date, day, &self.months)
    }

    /// The month of a day, as in tables.
    pub fn table_month(&self, day: NaiveDate) -> String {
        written(&self.table_month, day, &self.months)
    }

    /// A month as short as under the columns of a chart.
    pub fn short_month(&self, month: Month) -> String {
        let Some(name) = self.months.get(month.number() as usize - 1) else {
            return month.to_string();
        };
        let year = format!("{:04}", month.year());
        self.month
            .replace("{yy}", &year[year.len() - 2..])
            .replace("{y}", &year)
            .replace("{month}", name)
    }

    /// The number code of a spreadsheet that shows days so.
    pub fn day_code(&self) -> String {
        self.code_of(&self.date)
    }

    /// The number code of a spreadsheet that shows months so.
    pub fn month_code(&self) -> String {
        self.code_of(&self.table_month)
    }

    /// The number code of a spreadsheet that shows percentages so, with these digits: the sign itself makes them hundredths.
    pub fn percent_code(&self, digits: &str) -> String {
        let literal = |text: &str| -> String {
            let mark = |letter: char| match letter {
                '%' => "%".to_owned(),
                '"' => String::new(),
                letter => format!("\"{letter}\""),
            };
            text.chars().map(mark).collect()
        };
        match self.percent.split_once("{}") {
            Some((before, after)) if self.percent.contains('%') => {
                format!("{}{digits}{}", literal(before), literal(after))
            }
            _ => format!("{digits}%"),
        }
    }

    /// What is no part of a date stands as it is.
    fn code_of(&self, pattern: &str) -> String {
        let parts = [
            ("{y}", "yyyy"),
            ("{month}", "mmm"),
            ("{m}", "mm"),
            ("{day}", "d"),
            ("{d}", "dd"),
        ];
        let pattern = match self.months.is_empty() {
            true => pattern.replace("{month}", "{m}"),
            false => pattern.to_owned(),
        };
        let mut code = match pattern.contains("{month}") && !self.locale.is_empty() {
            true => format!("[$-{}]", self.locale),
            false => String::new(),
        };
        let mut rest = pattern.as_str();
        while let Some(letter) = rest.chars().next() {
            let part = parts.iter().find(|(mark, _)| rest.starts_with(mark));
            rest = match part {
                Some((mark, in_code)) => {
                    code.push_str(in_code);
                    &rest[mark.len()..]
                }
                None => {
                    match letter {
                        '-' | '.' | ' ' => code.push(letter),
                        '"' => {}
                        _ => code.extend(['"', letter, '"']),
                    }
                    &rest[letter.len_utf8()..]
                }
            };
        }
        code
    }
}

/// A day by a pattern of `{y}`, `{m}`, `{d}`, `{day}` and `{month}`; a month without a short name is shown by its number.
pub fn written(pattern: &str, day: NaiveDate, short_months: &[String]) -> String {
    let mut written = String::with_capacity(pattern.len() + 4);
    let mut rest = pattern;
    while let Some((before, behind)) = rest.split_once('{') {
        written.push_str(before);
        let (mark, after) = behind.split_once('}').unwrap_or(("", behind));
        let name = short_months.get(day.month0() as usize);
        let put = match (mark, name) {
            ("y", _) => write!(written, "{:04}", day.year()),
            ("month", Some(name)) => written.write_str(name),
            ("m" | "month", _) => write!(written, "{:02}", day.month()),
            ("day", _) => write!(written, "{}", day.day()),
            ("d", _) => write!(written, "{:02}", day.day()),
            _ => {
                written.push('{');
                rest = behind;
                continue;
            }
        };
        put.expect("a text takes every letter");
        rest = after;
    }
    written.push_str(rest);
    written
}

/// A text in so many columns: cut at a space where one is near, with an ellipsis.
pub fn shortened(text: &str, most: usize) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mut kept = 0;
    let mut used = 1;
    for (at, letter) in text.char_indices() {
        used += letter.width().unwrap_or(0);
        if used > most {
            break;
        }
        kept = at + letter.len_utf8();
    }
    let whole = &text[..kept];
    let in_word = text[kept..].starts_with(|letter: char| !letter.is_whitespace());
    let at_word = whole
        .rfind(char::is_whitespace)
        .filter(|at| *at * 3 >= whole.len() * 2);
    let cut = match at_word {
        Some(at) if in_word => &whole[..at],
        _ => whole,
    };
    let marks = |letter: char| letter.is_whitespace() || ",;:-–|(".contains(letter);
    format!("{}…", cut.trim_end_matches(marks))
}

/// Names in so many columns each. Where some have to be cut, what all of them begin with goes first, since it tells none from
/// another, and so does what `title`, over all of them, says: projects are often called after their client.
pub fn told_apart(names: &[String], most: usize, title: &str) -> Vec<String> {
    let long = names.iter().any(|name| width(name) > most);
    let same = match long && names.len() > 1 {
        true => begun_alike(names),
        false => 0,
    };
    let own = names.iter().map(|name| {
        let said = match long {
            true => begun_alike(&[name.as_str(), title]),
            false => 0,
        };
        shortened(&name[same.max(said)..], most)
    });
    own.collect()
}

/// Bytes of the words that all names begin with, and that leave something of each.
fn begun_alike<N: AsRef<str>>(names: &[N]) -> usize {
    let mut names = names.iter().map(AsRef::as_ref);
    let Some(first) = names.next() else {
        return 0;
    };
    let others: Vec<&str> = names.collect();
    let shared = |name: &&str| -> usize {
        let pairs = first.chars().zip(name.chars());
        let same = pairs.take_while(|(one, other)| one == other);
        same.map(|(letter, _)| letter.len_utf8()).sum()
    };
    let alike = others.iter().map(shared).min().unwrap_or(0);
    let parts = |letter: char| letter.is_whitespace() || ":-–—·|/,".contains(letter);
    // signs that are words of their own end anywhere
    let ends = |at: usize| {
        let before = first[..at].chars().next_back();
        before.is_some_and(|letter| parts(letter) || letter.width() == Some(2))
    };
    let leaves = |at: usize| {
        let mut all = others.iter().copied().chain([first]);
        all.all(|name| !name[at..].trim().is_empty())
    };
    let ends = (1..=alike)
        .rev()
        .filter(|at| first.is_char_boundary(*at) && ends(*at));
    let mut ends = ends.filter(|at| leaves(*at));
    ends.next().unwrap_or(0)
}

/// Columns a text takes in a fixed-width font; a Chinese sign takes two. Of several lines the widest.
pub fn width(text: &str) -> usize {
    if is_plain(text) {
        return text.len();
    }
    if let Some(wide) = text.chars().map(usual_width).sum::<Option<usize>>() {
        return wide;
    }
    text.lines().map(UnicodeWidthStr::width).max().unwrap_or(0)
}

/// Nothing but printable letters of ASCII, eight looked at in one go: every text of a page is asked for its width several times.
fn is_plain(text: &str) -> bool {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let mut eights = text.as_bytes().chunks_exact(8);
    let plain = eights.all(|eight| {
        let letters = eight
            .iter()
            .fold(0, |all, letter| all << 8 | u64::from(*letter));
        let (below, above) = (
            letters.wrapping_sub(EACH * 0x20),
            letters.wrapping_add(EACH),
        );
        (letters | below | above) & (EACH << 7) == 0
    });
    let rest = eights.remainder();
    plain && rest.iter().all(|letter| (b' '..=b'~').contains(letter))
}

/// Columns of a letter that takes as many beside any other; none of other letters.
fn usual_width(letter: char) -> Option<usize> {
    match letter {
        ' '..='~' | '\u{a0}' | '«' | '»' | 'À'..='ɏ' | 'А'..='я' | 'Ё' | 'ё' => Some(1),
        '–' | '—' | '‘'..='”' | '…' | '№' => Some(1),
        '、' | '。' | '\u{4e00}'..='\u{9fff}' | '（' | '）' | '，' | '：' | '；' => Some(2),
        _ => None,
    }
}

/// Lines a text takes when it is wrapped at `room` columns. Breaks at spaces and between Chinese signs.
pub fn lines(text: &str, room: usize) -> usize {
    let room = room.max(1);
    text.lines()
        .map(|line| lines_of_one(line, room))
        .sum::<usize>()
        .max(1)
}

fn lines_of_one(line: &str, room: usize) -> usize {
    let mut count = 1;
    let mut used = 0;
    for piece in pieces(line) {
        let wide = piece.width();
        if used + piece.trim_end().width() <= room {
            used += wide;
        } else if piece.trim_end().width() <= room {
            count += 1;
            used = wide;
        } else {
            let over = used + wide;
            count += (over - 1) / room;
            used = over % room;
        }
    }
    count
}

/// Parts of a line that are never broken, each with the space behind it.
pub fn pieces(line: &str) -> impl Iterator<Item = &str> {
    let words = line.split_inclusive([' ', '\n', '\t']);
    words.flat_map(|word| word.split_inclusive(is_wide))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Duration, Money};

    #[test]
    fn a_spreadsheet_shows_percentages_as_the_language_does() {
        for (percent, code) in [
            ("{}%", "0.0%"),
            ("{}\u{a0}%", "0.0\"\u{a0}\"%"),
            ("%{}", "%0.0"),
            ("", "0.0%"),
        ] {
            let writing = Writing {
                percent: percent.to_owned(),
                ..Writing::default()
            };
            assert_eq!(writing.percent_code("0.0"), code, "{percent}");
        }
    }

    #[test]
    fn a_text_is_as_wide_as_its_letters() {
        let letters = (' '..='\u{9fff}')
            .chain('！'..='～')
            .filter(|letter| usual_width(*letter).is_some());
        let letters: Vec<char> = letters.collect();
        assert!(letters.len() > 21_000);
        for letter in &letters {
            for text in [letter.to_string(), format!("a{letter}中{letter}я")] {
                assert_eq!(width(&text), text.as_str().width(), "{text}");
            }
        }
        for (text, wide) in [
            ("", 0),
            ("eight ~ and more of it", 22),
            ("a line\nand a longer one", 16),
            ("tab\t and\u{7f}", UnicodeWidthStr::width("tab\t and\u{7f}")),
            ("Общество «Дом»", 14),
            ("应收账款（含税）", 16),
            ("cafe\u{301}", 4),
        ] {
            assert_eq!(width(text), wide, "{text:?}");
        }
        // every byte at every place of eight
        for at in 0..20 {
            for byte in 0..=0x7f {
                let mut text = vec![b'a'; 20];
                text[at] = byte;
                let text = String::from_utf8(text).expect("ASCII");
                assert_eq!(is_plain(&text), (0x20..0x7f).contains(&byte), "{text:?}");
            }
        }
    }

    #[test]
    fn a_day_is_written_by_its_pattern() {
        let day: NaiveDate = "2026-03-07".parse().expect("a day");
        let months: Vec<String> = ["Jan", "Feb", "Mar"].map(str::to_owned).to_vec();
        for (pattern, written_so) in [
            ("{y}-{m}-{d}", "2026-03-07"),
            ("{day} {month} {y}", "7 Mar 2026"),
            ("{d}.{m}.{y}", "07.03.2026"),
            ("{y}年{m}月", "2026年03月"),
            ("{q} {{d} {", "{q} {07 {"),
            ("", ""),
        ] {
            assert_eq!(written(pattern, day, &months), written_so);
        }
        assert_eq!(written("{month}", day, &[]), "03");
    }

    #[test]
    fn shows_values_as_the_language_does() {
        let russian = Writing {
            date: "{d}.{m}.{y}".to_owned(),
            decimal: ",".to_owned(),
            thousands: "\u{a0}".to_owned(),
            tall: false,
            percent: "{}\u{a0}%".to_owned(),
            ..Writing::default()
        };
        let label = |key: &str| key.trim_start_matches("writer.").to_owned();
        let money = CellValue::Money(Money(-12_345_678_900));
        for (value, style, language, shown) in [
            (money.clone(), Style::Money, "en", "(1,234,568)"),
            (money, Style::Cents, "ru", "(1\u{a0}234\u{a0}567,89)"),
            (CellValue::Number(0.713), Style::Share, "zh", "71.3%"),
            (CellValue::Number(0.713), Style::Share, "ru", "71,3\u{a0}%"),
            (CellValue::Number(-0.5), Style::Share, "ru", "(50,0\u{a0}%)"),
            (
                CellValue::Hours(Duration::minutes(90)),
                Style::Hours,
                "ru",
                "1,5",
            ),
            (
                CellValue::Hours(Duration::minutes(26 * 60 + 59)),
                Style::Clock,
                "en",
                "26:59",
            ),
            (CellValue::Number(7.1), Style::Clock, "ru", "7:06"),
            (CellValue::Number(0.107_703), Style::Rate, "ru", "0,107703"),
            (CellValue::Number(1_234.5), Style::Rate, "en", "1,234.5000"),
            (CellValue::Money(Money::ZERO), Style::Money, "en", "-"),
            // less than half a cent is no amount, and not less than none
            (CellValue::Money(Money(-13)), Style::Cents, "en", "0.00"),
            (CellValue::Money(Money(-50)), Style::Cents, "en", "(0.01)"),
            (CellValue::Number(-0.000_4), Style::Share, "en", "0.0%"),
            (CellValue::Flag(true), Style::Flag, "en", "yes"),
            (CellValue::NotAvailable, Style::Share, "en", "not_available"),
            (
                CellValue::Number(f64::NAN),
                Style::Share,
                "en",
                "not_available",
            ),
        ] {
            let cell = Cell {
                value,
                ..Cell::default()
            };
            let writing = match language {
                "ru" => russian.clone(),
                _ => Writing::default(),
            };
            assert_eq!(show(&cell, style, &Words::of(&label, writing)), shown);
        }
    }

    #[test]
    fn a_language_says_how_days_are_written() {
        let day = "2026-10-05".parse().expect("a day");
        for (date, shown, code) in [
            ("{y}-{m}-{d}", "2026-10-05", "yyyy-mm-dd"),
            ("{d}.{m}.{y}", "05.10.2026", "dd.mm.yyyy"),
            ("{day} {month} {y}", "5 Oct 2026", "[$-409]d mmm yyyy"),
            ("{day} {month}", "5 Oct", "[$-409]d mmm"),
            // a slash and letters are signs of number codes themselves
            ("{d}/{m}/{y}", "05/10/2026", "dd\"/\"mm\"/\"yyyy"),
            (
                "{y}年{m}月{d}日",
                "2026年10月05日",
                "yyyy\"年\"mm\"月\"dd\"日\"",
            ),
        ] {
            let writing = Writing {
                date: date.to_owned(),
                locale: "409".to_owned(),
                months: short_months(),
                ..Writing::default()
            };
            assert_eq!(writing.day(day), shown);
            assert_eq!(writing.day_code(), code);
        }
    }

    fn short_months() -> Vec<String> {
        let names = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(' ');
        names.map(str::to_owned).collect()
    }

    #[test]
    fn a_month_of_a_table_is_a_day_shown_without_its_day() {
        let day = "2026-09-01".parse().expect("a day");
        for (pattern, months, shown, code) in [
            ("{month} {y}", short_months(), "Sep 2026", "[$-409]mmm yyyy"),
            ("{y}年{m}月", Vec::new(), "2026年09月", "yyyy\"年\"mm\"月\""),
            // a language without short names
            ("{month}.{y}", Vec::new(), "09.2026", "mm.yyyy"),
        ] {
            let writing = Writing {
                table_month: pattern.to_owned(),
                locale: "409".to_owned(),
                months,
                ..Writing::default()
            };
            let cell = Cell {
                value: CellValue::Date(day),
                ..Cell::default()
            };
            assert_eq!(writing.month_code(), code);
            let words = Words::of(&|key| key.to_owned(), writing);
            assert_eq!(show(&cell, Style::Month, &words), shown);
        }
    }

    #[test]
    fn halves_go_up() {
        for (number, digits, shown) in [
            (142.25, 1, "142.3"),
            (0.5, 0, "1"),
            (2.5, 0, "3"),
            (28.499, 0, "28"),
            (91519.82, 0, "91520"),
        ] {
            assert_eq!(fixed(number, digits), shown);
        }
    }

    #[test]
    fn what_all_names_begin_with_tells_none_from_another() {
        let apart = |names: &[&str], most: usize| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            told_apart(&names, most, "Strathbeg Distillers Ltd 2026-10")
        };
        let projects = [
            "Strathbeg Distillers retainer",
            "Strathbeg Distillers 2026 launch",
        ];
        assert_eq!(apart(&projects, 18), ["retainer", "2026 launch"]);
        // short enough as they are
        assert_eq!(
            apart(&["Acme site", "Acme shop"], 18),
            ["Acme site", "Acme shop"]
        );
        // not within a word
        let names = ["Northern Lights Theatre", "Northwood Partnership Ltd"];
        assert_eq!(
            apart(&names, 18),
            ["Northern Lights…", "Northwood Partner…"]
        );
        let names = [
            "深圳市蓝鲸智能家电有限公司月费",
            "深圳市蓝鲸智能家电有限公司新品发布",
        ];
        assert_eq!(apart(&names, 18), ["月费", "新品发布"]);
        // one name is not another's beginning
        let names = ["Brackenhall Foods Group", "Brackenhall Foods Group Europe"];
        assert_eq!(apart(&names, 18), ["Group", "Group Europe"]);
        assert_eq!(
            apart(&["Brackenhall Foods Group"], 18),
            ["Brackenhall Foods…"]
        );
        // what the title says already
        assert_eq!(
            apart(
                &["Strathbeg Distillers 2026 launch", "Website of the fair"],
                18
            ),
            ["2026 launch", "Website of the…"]
        );
    }

    #[test]
    fn long_names_are_cut_after_a_word() {
        for (text, most, shown) in [
            ("Brackenhall Foods", 18, "Brackenhall Foods"),
            ("Northern Lights Theatre", 18, "Northern Lights…"),
            // no word ends near
            ("Aldermoor-Partnership", 18, "Aldermoor-Partner…"),
            ("上海市浦东新区张江高科技园区", 18, "上海市浦东新区张…"),
            ("Bread, butter and beer", 15, "Bread, butter…"),
        ] {
            assert_eq!(shortened(text, most), shown);
            assert!(width(shown) <= most);
        }
    }

    #[test]
    fn a_month_of_a_chart_is_short() {
        let month: Month = "2026-10".parse().expect("a month");
        assert_eq!(Writing::default().short_month(month), "2026-10");
        let names = "1 2 3 4 5 6 7 8 9 Oct 11 12".split(' ');
        let writing = Writing {
            months: names.map(str::to_owned).collect(),
            month: "{month} {yy}".to_owned(),
            ..Writing::default()
        };
        assert_eq!(writing.short_month(month), "Oct 26");
    }

    #[test]
    fn counts_lines() {
        for (text, room, count) in [
            ("", 10, 1),
            ("one two three", 7, 2),
            ("one two three", 20, 1),
            ("汉字汉字", 4, 2),
            ("abcdefghij", 4, 3),
            ("a\nb", 10, 2),
        ] {
            assert_eq!(lines(text, room), count, "{text}");
        }
        assert_eq!(width("汉字ab"), 6);
    }
}
