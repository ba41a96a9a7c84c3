//! Which mark separates fields: the one that gives most lines the same number of them.

use std::collections::BTreeMap;

const MARKS: [char; 4] = [';', '\t', ',', '|'];
/// Lines looked at.
const SAMPLE: usize = 400;
/// A semicolon or tab this regular turns commas between digits into decimal commas.
const REGULAR: f64 = 0.6;

/// The delimiter of a text. A first line `sep=;` says it; text of one column counts as comma-separated.
pub fn find(lines: &[&str]) -> char {
    let said = lines
        .first()
        .and_then(|line| line.trim().strip_prefix("sep="));
    if let Some(mark) = said.and_then(|rest| rest.chars().next()) {
        return mark;
    }
    let other = MARKS
        .iter()
        .any(|mark| *mark != ',' && regularity(lines, *mark, false).0 >= REGULAR);
    let mut best = (',', 0.0);
    for mark in MARKS {
        let (share, width) = regularity(lines, mark, other && mark == ',');
        let score = if width == 0 {
            0.0
        } else {
            share + 0.02 * width.min(20) as f64
        };
        if score > best.1 {
            best = (mark, score);
        }
    }
    best.0
}

/// Share of the filled lines that hold the commonest number of marks, and that number; (0, 0) without any.
fn regularity(lines: &[&str], mark: char, not_between_digits: bool) -> (f64, usize) {
    let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
    let mut filled = 0_usize;
    let mut open = false;
    for line in lines
        .iter()
        .take(SAMPLE)
        .filter(|line| !line.trim().is_empty())
    {
        let inside = open;
        let width = count(line, mark, not_between_digits, &mut open);
        if inside {
            continue;
        }
        filled += 1;
        if width > 0 {
            *widths.entry(width).or_default() += 1;
        }
    }
    let commonest = widths
        .iter()
        .max_by_key(|(width, lines)| (**lines, **width));
    commonest.map_or((0.0, 0), |(width, lines)| {
        (*lines as f64 / filled as f64, *width)
    })
}

/// Marks of a line outside quotes; `open` carries a quoted field into the next line.
fn count(line: &str, mark: char, not_between_digits: bool, open: &mut bool) -> usize {
    if !*open && !line.contains('"') {
        return count_plain(line.as_bytes(), mark, not_between_digits);
    }
    let mut found = 0;
    let mut before = mark;
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter == '"' && (*open || before == mark) {
            *open = !*open;
        } else if letter == mark && !*open {
            let after = letters.peek().is_some_and(char::is_ascii_digit);
            let decimal = not_between_digits && before.is_ascii_digit() && after;
            found += usize::from(!decimal);
        }
        before = letter;
    }
    // A quote that never closes must not hide the rest of the file.
    if *open && line.ends_with('"') {
        *open = false;
    }
    found
}

/// Marks of a line without quotes, as most lines are.
fn count_plain(line: &[u8], mark: char, not_between_digits: bool) -> usize {
    let is_mark = |at: &usize| line[*at] == mark as u8;
    let is_digit = |at: usize| line.get(at).is_some_and(u8::is_ascii_digit);
    let is_decimal = |at: usize| at > 0 && is_digit(at - 1) && is_digit(at + 1);
    let marks = (0..line.len()).filter(is_mark);
    marks
        .filter(|at| !(not_between_digits && is_decimal(*at)))
        .count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn lines_without_quotes_count_as_others_do(line in "[0-9,;a\u{431}]{0,12}", between: bool) {
            for mark in [',', ';'] {
                // a quote behind all else changes nothing before it
                let with_quote = count(&format!("{line}a\""), mark, between, &mut false);
                prop_assert_eq!(count(&line, mark, between, &mut false), with_quote);
            }
        }
    }

    #[test]
    fn regular_marks_win() {
        for (text, expected) in [
            ("a,b,c\n1,2,3", ','),
            ("a;b\n1,5;2,5\n3,5;4,5", ';'),
            ("a;b;c\nx;1,50;2,50\ny;3,50;4,50", ';'),
            ("a\tb\n1,5\t2", '\t'),
            ("a|b\n1|2", '|'),
            ("sep=;\na,b;c", ';'),
            ("Title, of it\n\na;b;c\n1;2;3\n4;5;6", ';'),
            ("name,hours\n\"a;b\",\"1,5\"\n\"c;d\",\"2,5\"", ','),
            ("one\ntwo", ','),
            ("", ','),
        ] {
            let lines: Vec<&str> = text.lines().collect();
            assert_eq!(find(&lines), expected, "{text:?}");
        }
    }
}
