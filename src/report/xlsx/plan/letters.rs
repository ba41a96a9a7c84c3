//! How many lines a text takes in a cell, by the widths of its letters.
//!
//! Programs measure texts with the font itself, which is not at hand where a workbook is written; the usual one's widths are.
//! Other fonts of the theme differ by a few percent, which is allowed for.

use std::sync::LazyLock;

use unicode_width::UnicodeWidthChar;

use crate::report::style::pieces;

/// Pixels of an em at 10 points and 96 dots an inch.
const EM: f64 = 10.0 * 96.0 / 72.0;
/// Pixels that a cell keeps free at its two edges.
const EDGES: f64 = 5.0;
/// Programs and fonts differ by so much.
const LEEWAY: f64 = 1.03;
/// Letters up to here are looked up.
const KNOWN: usize = 0x460;

/// Widths of Arial's letters in hundredths of an em.
const PLAIN: &[(u8, &str)] = &[
    (19, "'"),
    (22, "ijlі"),
    (26, "|"),
    (28, " !,./:;I[\\]ftІЇї·\u{a0}"),
    (33, "()-`r{}"),
    (36, "\"г"),
    (39, "*"),
    (42, "ґ"),
    (44, "к"),
    (46, "зт"),
    (49, "^Ґ"),
    (50, "Jcksvxyzсух"),
    (52, "эєчь"),
    (54, "Гпявн"),
    (56, "#$0123456789?L_abdeghnopquаеийорё«»€£¥"),
    (58, "+<=>~Кдлбц×"),
    (62, "FTZТЗъ"),
    (66, "БЛЬУ&ABEKPSVXYАВЕРХЧжЁ"),
    (69, "мД"),
    (72, "CDHNRUwИЙНПСЭЯыЄ"),
    (76, "ЦюФ"),
    (79, "GOQОЪш"),
    (83, "фщMmМ"),
    (92, "Ы%ЖШWЩ"),
    (102, "Ю@"),
];
const BOLD: &[(u8, &str)] = &[
    (24, "'"),
    (28, " ,./I\\ijl|ІіЇї·\u{a0}"),
    (33, "!()-:;[]`ft"),
    (39, "*r{}"),
    (45, "гґ"),
    (49, "\"тҐ"),
    (50, "zзк"),
    (56, "#$0123456789J_aceksvxyаесухё«»€£¥эє"),
    (59, "Г+<=>^~чя×нп"),
    (61, "?FLTZbdghnopquКТор"),
    (63, "УвбийцьдлЗ"),
    (67, "EPSVXYЕРХЁ"),
    (72, "&ABCDHKNRUАБВИЙНПСЬЯЛЧДЭжЄ"),
    (75, "Цъм"),
    (79, "GOQwО"),
    (84, "MМшщ"),
    (88, "ФыюЪф%m"),
    (95, "ЖW"),
    (103, "@ЫШЩЮ"),
];
/// Of a letter that is in no list.
const OTHER: u8 = 60;
/// Dashes, dots and numbers' signs as wide as high; Chinese letters are.
const WIDE: u8 = 100;

static WIDTHS: LazyLock<[Vec<u8>; 2]> = LazyLock::new(|| {
    [PLAIN, BOLD].map(|lists| {
        let mut widths = vec![OTHER; KNOWN];
        for (wide, letters) in lists {
            for letter in letters.chars() {
                if let Some(place) = widths.get_mut(letter as usize) {
                    *place = *wide;
                }
            }
        }
        widths
    })
});

/// Pixels of a text on one line, at 10 points.
pub(super) fn pixels(text: &str, bold: bool) -> f64 {
    in_pixels(hundredths(text, bold))
}

fn in_pixels(hundredths: u32) -> f64 {
    f64::from(hundredths) * EM * LEEWAY / 100.0
}

/// Hundredths of an em.
fn hundredths(text: &str, bold: bool) -> u32 {
    let widths = &WIDTHS[usize::from(bold)];
    let hundredths = text.chars().map(|letter| {
        let known = widths.get(letter as usize).copied();
        let other = || match letter.width() {
            Some(2) => WIDE,
            Some(0) | None => 0,
            _ if matches!(letter, '—' | '…' | '№') => WIDE,
            _ => OTHER,
        };
        u32::from(known.unwrap_or_else(other))
    });
    hundredths.sum()
}

/// Pixels of the widest part of a text that is never broken, on one line, at 10 points.
pub(super) fn widest_piece(text: &str, bold: bool) -> f64 {
    let pieces = pieces(text).map(|piece| pixels(piece.trim_end(), bold));
    pieces.fold(0.0, f64::max)
}

/// Lines that a text takes in a cell so many pixels wide, at 10 points: broken at spaces, and anywhere in Chinese; a word that
/// is longer than the cell goes on in the next line.
pub(super) fn lines_in(text: &str, wide: f64, bold: bool) -> u32 {
    let room = (wide - EDGES).max(EM);
    let lines = text.lines().map(|line| lines_of_one(line, room, bold));
    lines.sum::<u32>().max(1)
}

fn lines_of_one(line: &str, room: f64, bold: bool) -> u32 {
    let (mut count, mut used) = (1, 0.0);
    for piece in pieces(line) {
        let (word, gap) = piece.split_at(piece.trim_end().len());
        let word = hundredths(word, bold);
        let (all, seen) = (in_pixels(word + hundredths(gap, bold)), in_pixels(word));
        if used + seen <= room {
            used += all;
            continue;
        }
        if used > 0.0 {
            count += 1;
        }
        let more = ((seen / room).ceil() - 1.0).max(0.0);
        count += more as u32;
        used = all - more * room;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_takes_the_lines_that_its_letters_need() {
        // bold: P .67 a .56 y .56 m .88 e .56 n .61 t .33 s .56 are 4.73 em, a space and a slash .56 more
        let first = 5.29 * EM * LEEWAY + EDGES;
        assert_eq!(lines_in("Payments / invoiced", first + 0.5, true), 2);
        // the slash begins the second line: `/ invoiced` is shorter than the first
        assert_eq!(lines_in("Payments / invoiced", first - 0.5, true), 2);
        assert_eq!(lines_in("Payments / invoiced", 200.0, true), 1);
        // ten letters of an em in a cell of four
        assert_eq!(
            lines_in("应收账款余额明细表", 4.2 * EM * LEEWAY + EDGES, true),
            3
        );
        // a word of fourteen digits, .56 each, in a cell of five of them
        let five = 5.1 * 0.56 * EM * LEEWAY + EDGES;
        assert_eq!(lines_in("12345678901234", five, false), 3);
        assert_eq!(lines_in("a\nb", 100.0, false), 2);
        assert_eq!(lines_in("", 100.0, false), 1);
    }

    #[test]
    fn every_letter_stands_in_one_list() {
        for lists in [PLAIN, BOLD] {
            let mut letters: Vec<char> = lists.iter().flat_map(|(_, of)| of.chars()).collect();
            let all = letters.len();
            letters.sort_unstable();
            letters.dedup();
            assert_eq!(letters.len(), all);
            for wanted in ('a'..='z').chain('A'..='Z').chain('А'..='я') {
                assert!(letters.binary_search(&wanted).is_ok(), "{wanted}");
            }
        }
    }
}
