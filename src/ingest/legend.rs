//! Legends of attendance sheets: `√ 出勤  △ 事假`, `Я – явка, В – выходной`.

use std::collections::BTreeMap;

use super::words::{Attendance, Words, mark_key};
use crate::model::key::fold;

/// A mark is at most this long.
const LONGEST_MARK: usize = 4;
/// Before a dash a mark is at most this long: `half-day` is none.
const LONGEST_DASHED: usize = 2;
/// So many marks parted by single spaces are a list of them.
const FEWEST_MARKS: usize = 2;
/// A text that explains marks is at most this long.
const LONGEST_LEGEND: usize = 600;

/// The absence that a person's own holiday is.
const OWN_HOLIDAY: &str = "vacation";

/// What a mark stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// At work, or a day off.
    Day(Attendance),
    /// An absence, by its code.
    Away(String),
    /// An absence of half a day, by its code.
    HalfAway(String),
}

/// Marks that a sheet explains itself, by their keys.
#[derive(Clone, Debug, Default)]
pub struct Legend {
    marks: BTreeMap<String, Meaning>,
    /// Marks of `holiday`, which is everybody's day off or one person's leave.
    holidays: BTreeMap<String, Meaning>,
}

/// The mark of rest in a sheet of attendance, and of leave in one of leave.
const REST: &str = "休";

impl Legend {
    /// Reads rows of texts; a mark and its meaning stand in one text, or in neighbouring cells. The first explanation of
    /// a mark counts.
    pub fn of<'t>(rows: impl Iterator<Item = Vec<&'t str>>, words: &Words) -> Legend {
        let mut legend = Legend::default();
        for row in rows {
            for text in row.iter().filter(|text| text.len() <= LONGEST_LEGEND) {
                legend.read(text, words);
            }
            for pair in row.windows(2) {
                legend.learn(pair[0], pair[1], words);
            }
        }
        legend
    }

    /// A person's answer about a mark: what a legend would say, or that it is to be ignored.
    pub fn answer(&mut self, mark: &str, answer: &str, words: &Words) {
        let ignored = words.answer(&fold(answer)) == Some("ignore");
        let meaning = if ignored {
            Some(Meaning::Day(Attendance::Off))
        } else {
            meaning_of(answer, words)
        };
        if let Some(meaning) = meaning {
            self.marks.insert(mark_key(mark), meaning);
        }
    }

    /// On a plan of people's leave a holiday is the person's own.
    pub fn take_holidays_for_leave(&mut self) {
        // a rest day has no place in a list of leave
        let rest = self.marks.entry(REST.to_owned());
        rest.or_insert_with(|| Meaning::Away(OWN_HOLIDAY.to_owned()));
        for (mark, leave) in &self.holidays {
            self.marks.insert(mark.clone(), leave.clone());
        }
    }

    /// What a mark's key stands for.
    pub fn meaning(&self, key: &str) -> Option<&Meaning> {
        self.marks.get(key)
    }

    fn read(&mut self, text: &str, words: &Words) {
        for item in items(text).flat_map(signed_items) {
            if self.read_touching(item, words) || self.read_pairs(item, words) {
                continue;
            }
            if !self.read_item(item, words) {
                for part in item.split_whitespace() {
                    self.read_item(part, words);
                }
            }
        }
    }

    /// `√出勤 △事假 休 法定休息`, `√ 出勤 △ 事假`: single spaces part the items, and a mark from its meaning where it is short.
    fn read_touching(&mut self, item: &str, words: &Words) -> bool {
        let parts: Vec<&str> = without_caption(item).split_whitespace().collect();
        let is_mark = |part: &&&str| !part.contains(char::is_alphanumeric);
        let touches = |part: &&&str| {
            part.starts_with(|one: char| !one.is_alphanumeric())
                && part.ends_with(char::is_alphanumeric)
        };
        // `+ — at work` is one mark
        let signed = parts.iter().any(|part| ["—", "–", "-", "="].contains(part));
        if signed {
            return false;
        }
        let marks = parts.iter().filter(is_mark).count();
        if marks.max(parts.iter().filter(touches).count()) < FEWEST_MARKS {
            return false;
        }
        let mut parts = parts.into_iter().peekable();
        while let Some(part) = parts.next() {
            if touches(&&part) {
                self.read_item(part, words);
            } else if let Some(meaning) = parts.next_if(|next| !touches(&next)) {
                self.learn(part, meaning, words);
            }
        }
        true
    }

    /// `√ 出勤 年 年假 病 病假`: mark and meaning by turns, all parted by single spaces.
    fn read_pairs(&mut self, item: &str, words: &Words) -> bool {
        let parts: Vec<&str> = without_caption(item).split_whitespace().collect();
        let pairs = parts.chunks_exact(2);
        let even = pairs.remainder().is_empty() && parts.len() >= 2 * FEWEST_MARKS;
        let mut known = pairs.clone();
        let all = even && known.all(|pair| Legend::default().learn(pair[0], pair[1], words));
        if all {
            for pair in pairs {
                self.learn(pair[0], pair[1], words);
            }
        }
        all
    }

    fn read_item(&mut self, item: &str, words: &Words) -> bool {
        split_item(item).is_some_and(|(mark, meaning)| self.learn(mark, meaning, words))
            || mark_behind(item).is_some_and(|(meaning, mark)| self.learn(mark, meaning, words))
    }

    fn learn(&mut self, mark: &str, meaning: &str, words: &Words) -> bool {
        let mark = mark.trim_matches(|letter: char| " «»“”„\"".contains(letter));
        let han = mark.chars().filter(|letter| *letter >= '\u{2e80}').count();
        let short = !mark.is_empty() && mark.chars().count() + han <= LONGEST_MARK;
        let number = mark.chars().all(|letter| letter.is_ascii_digit());
        if !short || number {
            return false;
        }
        let own = own_holiday(&fold(meaning), words);
        let known = own.is_some();
        if let Some(own) = own {
            self.holidays.entry(mark_key(mark)).or_insert(own);
        }
        match meaning_of(meaning, words) {
            Some(meaning) => drop(self.marks.entry(mark_key(mark)).or_insert(meaning)),
            None => return known,
        }
        true
    }
}

/// A person's own holiday, or half a day of it: `holiday`, `half day holiday`, `half-day`.
fn own_holiday(folded: &str, words: &Words) -> Option<Meaning> {
    let leave = || OWN_HOLIDAY.to_owned();
    if words.is_own_holiday(folded) {
        return Some(Meaning::Away(leave()));
    }
    let half = words.longest_of("half", folded)?;
    let rest = folded.replacen(half, " ", 1);
    let rest = rest.trim();
    (rest.is_empty() || words.is_own_holiday(rest)).then(|| Meaning::HalfAway(leave()))
}

fn meaning_of(text: &str, words: &Words) -> Option<Meaning> {
    let folded = fold(text);
    if folded.is_empty() || folded.chars().count() > 60 {
        return None;
    }
    Some(match words.legend_meaning(&folded)? {
        Ok(day) => Meaning::Day(day),
        Err(code) if words.speaks_of("half", &folded) => Meaning::HalfAway(code.to_owned()),
        Err(code) => Meaning::Away(code.to_owned()),
    })
}

/// The parts of a legend, each with one mark: parted by semicolons, commas, line ends or wide gaps.
fn items(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', ';', '；', ',', '，', '、', '。'])
        .flat_map(|part| part.split('\u{3000}'))
        .flat_map(|part| part.split("  "))
        .map(|part| part.trim().trim_start_matches('.'))
        .filter(|part| !part.is_empty())
}

/// `P=present AL=annual leave`, `√出勤 年-年假 病-病假`: a mark with its sign begins an item of its own; one with a dash or a colon
/// where it is not the only one.
fn signed_items(item: &str) -> impl Iterator<Item = &str> {
    let marked = |word: &str, signs: &[char], longest: usize| {
        let Some((mark, meaning)) = word.split_once(signs) else {
            return false;
        };
        let number = mark.contains(|letter: char| letter.is_ascii_digit());
        let short = (1..=longest).contains(&mark.chars().count());
        short && !number && (longest == LONGEST_MARK || meaning.starts_with(char::is_alphabetic))
    };
    let dashed = |word: &str| marked(word, &['-', '–', '—', ':', '：'], LONGEST_DASHED);
    let several = item.split_whitespace().filter(|word| dashed(word)).count() >= FEWEST_MARKS;
    let begins = move |at: usize| {
        let word = item[at..].split_whitespace().next().unwrap_or_default();
        marked(word, &['=', '＝'], LONGEST_MARK) || several && dashed(word)
    };
    let gaps = item.match_indices(' ').map(|(at, _)| at + 1);
    let mut ends: Vec<usize> = gaps.filter(|at| begins(*at)).collect();
    ends.push(item.len());
    let mut from = 0;
    ends.into_iter().map(move |end| {
        let part = item[from..end].trim();
        from = end;
        part
    })
}

/// Mark and meaning: parted by a dash, an equals sign or a colon, by a space, or by nothing where the mark is a symbol.
fn split_item(item: &str) -> Option<(&str, &str)> {
    let item = without_caption(item);
    let is_sign = |letter: char| "=:：—–-".contains(letter);
    if let Some((mark, meaning)) = item.split_once(is_sign)
        && mark.trim().chars().count() <= LONGEST_MARK
        && !mark.trim().is_empty()
    {
        return Some((
            mark.trim(),
            meaning.trim_matches(|l: char| is_sign(l) || l == ' '),
        ));
    }
    let symbols = item
        .find(|letter: char| letter.is_alphanumeric() || letter == ' ')
        .filter(|at| *at > 0);
    if let Some(at) = symbols {
        return Some((&item[..at], item[at..].trim()));
    }
    item.split_once(' ')
        .filter(|(mark, _)| mark.chars().count() <= LONGEST_MARK)
}

/// `出勤√`, `公休G`: the mark stands behind its meaning where it is no letter of the same script.
fn mark_behind(item: &str) -> Option<(&str, &str)> {
    let is_mark = |letter: char| letter.is_ascii_alphabetic() || !letter.is_alphanumeric();
    let bare = item.trim_end();
    let at = bare.trim_end_matches(is_mark).len();
    let last = bare[..at].chars().next_back()?;
    (at < bare.len() && !last.is_ascii()).then(|| (&bare[..at], bare[at..].trim()))
}

/// `说明：√出勤` without `说明：`.
fn without_caption(item: &str) -> &str {
    match item.split_once([':', '：']) {
        Some((caption, rest))
            if !rest.trim().is_empty()
                && caption.chars().count() >= 2
                && caption
                    .chars()
                    .all(|letter| letter.is_alphabetic() || letter == ' ')
                && (split_item(rest.trim()).is_some() || mark_behind(rest).is_some()) =>
        {
            rest.trim()
        }
        _ => item,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::knowledge;
    use super::*;

    #[test]
    fn legends_explain_marks() {
        let present = || Some(Meaning::Day(Attendance::Present));
        let off = || Some(Meaning::Day(Attendance::Off));
        let away = |code: &str| Some(Meaning::Away(code.to_owned()));
        for (rows, mark, expected) in [
            (
                vec![vec!["说明：√出勤  △事假  ○病假  ☆年休假"]],
                "△",
                away("unpaid"),
            ),
            (
                vec![vec!["说明：√出勤  △事假  ○病假  ☆年休假"]],
                "√",
                present(),
            ),
            (vec![vec!["√ 出勤，○ 病假，G 公休"]], "g", off()),
            (
                vec![vec!["Я – явка; В – выходной; ОТ - отпуск"]],
                "от",
                away("vacation"),
            ),
            (
                vec![vec!["Условные обозначения: X - больничный"]],
                "x",
                away("sick"),
            ),
            (
                vec![vec!["考勤方法：出勤√, 病假＋,出差C,公休G"]],
                "+",
                away("sick"),
            ),
            (
                vec![vec!["考勤方法：出勤√, 病假＋,出差C,公休G"]],
                "g",
                off(),
            ),
            (
                vec![vec!["考勤方法：出勤√, 病假＋,出差C,公休G"]],
                "√",
                present(),
            ),
            (
                vec![vec!["说明：√出勤 △事假 ○病假 休 法定休息"]],
                "△",
                away("unpaid"),
            ),
            (
                vec![vec!["说明：√出勤 △事假 ○病假 休 法定休息"]],
                "√",
                present(),
            ),
            (vec![vec!["√ 出勤 △ 事假"]], "△", away("unpaid")),
            (vec![vec!["√=出勤 ○=病假"]], "○", away("sick")),
            (vec![vec!["D = Dienstreise\nU = Urlaub"]], "d", present()),
            (vec![vec!["△", "事假"]], "△", away("unpaid")),
            (
                vec![vec!["U = Urlaub", "HU = halber Urlaubstag"]],
                "hu",
                Some(Meaning::HalfAway("vacation".to_owned())),
            ),
            (vec![vec!["Z = no idea"]], "z", None),
            (vec![vec!["12", "отпуск"]], "12", None),
        ] {
            let legend = Legend::of(rows.clone().into_iter(), &knowledge().words);
            assert_eq!(legend.meaning(mark).cloned(), expected, "{rows:?} {mark}");
        }
    }
}
