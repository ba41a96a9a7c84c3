//! What a line above or below a table says its numbers count: `(unit: days)`, `в процентах`, `All times in minutes`.

use super::gridcell::LARGEST_SHARE;
use super::period::Length;
use super::sought::{is_chinese, is_chinese_letter};
use super::talk::Talk;
use super::value::TimeUnit;
use super::words::Words;
use crate::model::key::fold;

/// How plainly a line says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Plain {
    /// It begins with the unit, which may be what it is about: `Days worked`.
    Begins,
    /// The unit stands between commas: `Load, days, November`.
    Apart,
    /// The unit stands in brackets, behind `in` or behind `unit`.
    Said,
}

/// A unit of time, or shares of a week in percent or as fractions of it.
pub type ToldUnit = (Plain, TimeUnit);

/// The unit that a table's titles name, else its sheet, else its file; none where two differ.
pub fn told_unit(talk: &Talk, words: &Words) -> Option<ToldUnit> {
    let titles: Vec<&str> = talk.titles.iter().map(String::as_str).collect();
    [&titles[..], &[talk.sheet.as_str()], &[talk.file_name()]]
        .into_iter()
        .find_map(|lines| unit_of_lines(lines, words))
}

/// The unit that lines name most plainly; none where two differ.
pub fn unit_of_lines(lines: &[&str], words: &Words) -> Option<ToldUnit> {
    let said: Vec<ToldUnit> = lines.iter().flat_map(|line| of_line(line, words)).collect();
    let plainest = said.iter().map(|(plain, _)| *plain).max()?;
    let mut units = said.iter().filter(|(plain, _)| *plain == plainest);
    let first = *units.next()?;
    units.all(|unit| *unit == first).then_some(first)
}

/// The unit that is told for the numbers of a grid, where they can be so many of them in one of its periods.
pub fn unit_of_numbers(
    told: Option<ToldUnit>,
    numbers: &[f64],
    length: Length,
) -> Option<TimeUnit> {
    let (plain, unit) = told?;
    let (most, usual) = match length {
        Length::Day => (1.5, 1.0),
        Length::Week => (7.0, 5.0),
        Length::Month => (31.0, 23.0),
    };
    let all = |fits: &dyn Fn(f64) -> bool| numbers.iter().all(|number| fits(number.abs()));
    let within = |most: f64| numbers.iter().filter(|number| number.abs() <= most).count() * 4;
    let whole = |number: f64| number.fract() == 0.0;
    let fits = match (unit, plain) {
        // a total may stand among them
        (TimeUnit::Days, Plain::Said) => within(most) >= numbers.len() * 3,
        (TimeUnit::Days, _) => all(&|number| number <= usual && whole(number * 4.0)),
        (TimeUnit::Minutes, Plain::Said) => all(&|number| number <= most * 24.0 * 60.0),
        (TimeUnit::Minutes, _) => all(&whole) && !all(&|number| number <= 12.0),
        (TimeUnit::Percent, _) => {
            length != Length::Day
                && (within(LARGEST_SHARE) >= numbers.len() * 3
                    || within(MOST_PERCENT) >= numbers.len() * 3 && all(&whole))
        }
        (TimeUnit::Hours, plain) => plain > Plain::Begins,
        _ => false,
    };
    (fits && !numbers.is_empty()).then_some(unit)
}

/// A week and a half, in percent.
const MOST_PERCENT: f64 = 150.0;

const OPEN: [char; 4] = ['(', '（', '[', '【'];
const ENDS: [char; 11] = [')', '）', ']', '】', ',', '，', ';', '；', ':', '：', '。'];

fn of_line(line: &str, words: &Words) -> Vec<ToldUnit> {
    let mut line = line.replace(['%', '％'], " percent ");
    for dash in [" – ", " — ", " - "] {
        line = line.replace(dash, ", ");
    }
    let mut said = Vec::new();
    let (mut before, mut led) = (None, false);
    for part in line.split_inclusive(|one| OPEN.contains(&one) || ENDS.contains(&one)) {
        let folded = fold(part);
        let lone = folded.chars().count() < 3 && !is_chinese(&folded);
        let unit = of_part(&folded, words);
        let plain = unit.and_then(|(plain, _)| match before {
            _ if plain == Plain::Said || led => Some(Plain::Said),
            Some(one) if OPEN.contains(&one) => Some(Plain::Said),
            _ if lone => None,
            Some(_) => Some(Plain::Apart),
            None => Some(Plain::Begins),
        });
        said.extend(plain.zip(unit).map(|(plain, (_, unit))| (plain, unit)));
        before = part.chars().next_back();
        led = matches!(before, Some(':' | '：')) && leads(&folded, words);
    }
    said
}

/// The unit that a folded part of a line is, with words around it that say nothing else.
fn of_part(folded: &str, words: &Words) -> Option<ToldUnit> {
    if words.each(folded).is_some() {
        return None;
    }
    let known = |text: &str| match words.is_share_unit(text) {
        true => Some(TimeUnit::Percent),
        false => words.unit(text, ""),
    };
    let bare = words.known_in("unit_behind").find_map(|word| {
        let front = folded.strip_suffix(word)?;
        (front.ends_with(' ') || is_chinese(word)).then(|| front.trim_end())
    });
    let bare = bare.unwrap_or(folded);
    if let Some(unit) = known(bare) {
        return Some((Plain::Begins, unit));
    }
    let gaps = bare.char_indices();
    let gaps = gaps.filter(|(_, one)| *one == ' ' || is_chinese_letter(*one));
    let mut parts = gaps.map(|(at, _)| bare.split_at(at));
    parts.find_map(|(front, unit)| {
        let unit = known(unit.trim_start())?;
        leads(front, words).then_some((Plain::Said, unit))
    })
}

/// What a folded text ends with says that a unit follows: `in`, `единица измерения`, `单位`.
fn leads(front: &str, words: &Words) -> bool {
    words.known_in("unit_in").any(|word| {
        let rest = front.strip_suffix(word);
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with(' ') || is_chinese(word))
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::knowledge;
    use super::*;

    #[test]
    fn lines_tell_a_unit() {
        let words = &knowledge().words;
        for (line, unit) in [
            ("Bookings November 2026 (unit: days)", Some(TimeUnit::Days)),
            ("Plan, in days", Some(TimeUnit::Days)),
            ("Загрузка, дней, ноябрь 2026", Some(TimeUnit::Days)),
            ("План на ноябрь, чел.-дн.", Some(TimeUnit::Days)),
            ("Planung November in PT", Some(TimeUnit::Days)),
            ("2026年10月工时（单位：人天）", Some(TimeUnit::Days)),
            ("本表以天计", Some(TimeUnit::Days)),
            ("Days worked, October", Some(TimeUnit::Days)),
            ("Учёт рабочего времени, в днях", Some(TimeUnit::Days)),
            ("Stundenerfassung Oktober (in Tagen)", Some(TimeUnit::Days)),
            (
                "October 2026. All times in minutes",
                Some(TimeUnit::Minutes),
            ),
            ("工时（分钟）", Some(TimeUnit::Minutes)),
            ("Load, % of week", Some(TimeUnit::Percent)),
            ("Загрузка в процентах", Some(TimeUnit::Percent)),
            ("Загрузка, ставки", Some(TimeUnit::Percent)),
            ("Auslastung in %, November", Some(TimeUnit::Percent)),
            ("Сколько (в день)", None),
            ("Plan (5 days)", None),
            ("Team Lisbon, PT", None),
            ("Days off and hours", None),
        ] {
            let told = unit_of_lines(&[line], words).map(|(_, unit)| unit);
            assert_eq!(told, unit, "{line}");
        }
    }
}
