//! Where headings are broken: a bracket stays with its words, a unit of one letter with the word before it.

use std::borrow::Cow;

use super::INDENT;
use super::letters::{lines_in, pixels as pixels_of};
use super::widths::{EDGES, pixels};
use crate::report::book::{Block, Page, TableBlock};
use crate::report::style::{pieces, width};
use crate::report::xlsx::sheet::heading_indent;

/// The same column is so much wider beside its letters than they are taken to be: as they are, in another program, and where the
/// theme's font is not at hand.
const WIDENED: [f64; 4] = [1.03, 1.09, 1.17, 1.25];
/// A column gets at most so many characters for a bracket's sake.
const BRACKET_WIDENS: f64 = 5.0;
const BRACKET_STEP: f64 = 0.125;
/// A text of two lines that is no more than so many times as long as one is drawn on one by some programs.
const BARELY: f64 = 1.15;

/// A heading without spaces whose closing bracket would begin a line, or whose opening one would end it, gets the room that
/// the bracket needs: where texts of such letters are broken, not every program looks at what it breaks. One with a unit of one
/// letter gets the room for it beside its word.
pub(super) fn leave_none_alone(page: &Page, widths: &mut [f64], (printed, room): (usize, f64)) {
    for block in &page.blocks {
        let Block::Table(table) = block else {
            continue;
        };
        if table.rows.is_empty() {
            continue;
        }
        for (at, column) in table.columns.iter().enumerate() {
            let left = room - pixels(widths, printed);
            let Some(wide) = widths.get_mut(usize::from(table.place(at))) else {
                continue;
            };
            if column.span > 1 {
                continue;
            }
            let indent = f64::from(heading_indent(at, column)) * INDENT;
            if has_narrow_letters(&column.label) {
                let needs = of_unit(&column.label).map_or(0.0, |pixels| (pixels + indent) / 7.0);
                if needs > *wide && (needs - *wide) * 7.0 <= left {
                    *wide = needs;
                }
                continue;
            }
            if may_be_broken(table) {
                continue;
            }
            let parted = |wide: f64| {
                let widened = WIDENED.iter().map(|by| (wide * 7.0 + 5.0) * by);
                widened
                    .filter(|pixels| parts_a_bracket(&column.label, pixels - indent))
                    .count()
            };
            let steps = (0..).map(|step| *wide + f64::from(step) * BRACKET_STEP);
            let whole = *wide + BRACKET_WIDENS.min(left / 7.0);
            let mut best: Option<(usize, f64)> = None;
            for tried in steps.take_while(|tried| *tried <= whole) {
                let parts = parted(tried);
                if best.is_none_or(|(least, _)| parts < least) {
                    best = Some((parts, tried));
                }
                if parts == 0 {
                    break;
                }
            }
            *wide = best.map_or(*wide, |(_, best)| best);
        }
    }
}

/// Headings of a table that is no Excel table, and that nobody types in, may be broken where they should be: its headings are
/// the names of an Excel table's columns, and those of writing columns are looked for in the next run.
fn may_be_broken(table: &TableBlock) -> bool {
    !table.sortable && !table.columns.iter().any(|column| column.input)
}

/// A heading as it is written into a cell so many pixels wide: one without spaces that takes more than a line is broken before
/// its bracket.
pub(super) fn broken<'l>(label: &'l str, table: &TableBlock, wide: f64) -> Cow<'l, str> {
    if !may_be_broken(table) || lines_in(label, wide, true) < 2 {
        return label.into();
    }
    if has_narrow_letters(label) {
        return with_its_unit(label);
    }
    match label.rfind('（') {
        Some(at) if at > 0 && label.ends_with('）') => {
            format!("{}\n{}", &label[..at], &label[at..]).into()
        }
        _ => label.into(),
    }
}

/// True when lines that are broken at spaces and beside any Chinese letter begin with a closing bracket or end with an opening
/// one, or the last of them is a single letter.
fn parts_a_bracket(label: &str, pixels: f64) -> bool {
    let room = pixels - EDGES;
    let (mut used, mut before, mut alone) = (0.0, ' ', false);
    for piece in pieces(label) {
        let wide = pixels_of(piece.trim_end(), true);
        let mut letters = piece.trim_end().chars();
        if used > 0.0 && used + wide > room {
            if matches!(letters.next(), Some('）' | ')' | '」'))
                || matches!(before, '（' | '(' | '「')
            {
                return true;
            }
            used = 0.0;
            alone = true;
        } else {
            alone = false;
        }
        used += pixels_of(piece, true);
        before = letters.next_back().unwrap_or(before);
    }
    alone && !before.is_ascii()
}

/// Words of a paragraph that may fit on one line or may not, as programs draw them, in a room of so many pixels: where sentences
/// end they are put on two, or the second line would stay blank in some.
pub(super) fn by_sentences(text: &str, room: f64) -> Cow<'_, str> {
    if text.contains('\n')
        || lines_in(text, room, false) != 2
        || pixels_of(text, false) > room * BARELY
    {
        return text.into();
    }
    let ends = text
        .match_indices(['.', '。', '!', '?'])
        .map(|(at, mark)| at + mark.len());
    let parts = ends.map(|end| (&text[..end], text[end..].trim_start(), end));
    let mut parts = parts.filter(|(first, rest, end)| {
        let ended = first.ends_with('。') || text[*end..].starts_with(' ');
        ended && !rest.is_empty() && lines_in(first, room, false) == 1
    });
    match parts.next_back() {
        Some((first, rest, _)) => format!("{first}\n{rest}").into(),
        None => text.into(),
    }
}

/// A unit of one letter stays with the word before it: `Отработано, ч`.
pub(super) fn with_its_unit(label: &str) -> Cow<'_, str> {
    match label.rsplit_once(' ') {
        Some((words, unit)) if unit.chars().count() == 1 => format!("{words}\u{a0}{unit}").into(),
        _ => label.into(),
    }
}

/// Pixels of a column, but for its edge, in which a unit of one letter stands beside the word before it.
fn of_unit(label: &str) -> Option<f64> {
    match with_its_unit(label) {
        Cow::Owned(whole) => {
            let together = whole.rsplit(' ').next().unwrap_or(&whole);
            Some(pixels_of(together, true) * WIDENED[0])
        }
        Cow::Borrowed(_) => None,
    }
}

/// True of a heading without Chinese letters.
pub(super) fn has_narrow_letters(label: &str) -> bool {
    label.chars().count() == width(label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::book::{Cell, Column};

    #[test]
    fn a_unit_of_one_letter_gets_room_beside_its_word() {
        let page = |sortable: bool| Page {
            blocks: vec![Block::Table(TableBlock {
                columns: ["Client", "Net worked, h"]
                    .map(|label| Column {
                        label: label.to_owned(),
                        ..Column::default()
                    })
                    .into(),
                rows: vec![vec![Cell::default(); 2]].into(),
                sortable,
                ..TableBlock::default()
            })],
            ..Page::default()
        };
        // `worked,` and its unit are 7 letters of .59 em and three more: 78 pixels or so, with an indent 87
        let room = 1_000.0;
        let tenths = |widths: [f64; 2]| widths.map(|width| (width * 10.0).round() as u32);
        for sortable in [true, false] {
            let page = page(sortable);
            let mut widths = [9.0, 9.0];
            leave_none_alone(&page, &mut widths, (2, room));
            assert_eq!(tenths(widths)[0], 90);
            assert!(widths[1] * 7.0 + 5.0 >= 78.0, "{widths:?}");
            let mut narrow = [9.0, 9.0];
            leave_none_alone(&page, &mut narrow, (2, 137.0));
            assert_eq!(tenths(narrow), [90, 90], "the paper has no room");
        }
        let Block::Table(table) = &page(false).blocks[0] else {
            unreachable!()
        };
        assert_eq!(broken("Net worked, h", table, 60.0), "Net worked,\u{a0}h");
        assert_eq!(broken("Net worked, h", table, 200.0), "Net worked, h");
    }

    #[test]
    fn a_paragraph_of_one_line_and_a_little_is_broken_between_its_sentences() {
        let text = "Revenue was 91,520 GBP. Outstanding: 109,515 GBP.";
        let whole = pixels_of(text, false) + 6.0;
        assert_eq!(by_sentences(text, whole), text);
        let broken = "Revenue was 91,520 GBP.\nOutstanding: 109,515 GBP.";
        assert_eq!(by_sentences(text, whole * 0.95), broken);
        // two lines whoever draws it
        assert_eq!(by_sentences(text, whole * 0.8), text);
        let chinese = "收入为一千。应收为两千。";
        let whole = pixels_of(chinese, false) + 5.0;
        assert_eq!(
            by_sentences(chinese, whole * 0.95),
            "收入为一千。\n应收为两千。"
        );
        // a point within a figure ends nothing
        let one = "Revenue was 91.52 and outstanding 109.51 of it";
        assert_eq!(by_sentences(one, pixels_of(one, false)), one);
    }

    #[test]
    fn a_bracket_stays_with_its_words() {
        // six letters and edges of 5: the seventh begins a line
        let six = pixels_of("应收余额余额", true) + 5.0;
        assert!(parts_a_bracket("应收余含税）", six - 1.0));
        assert!(!parts_a_bracket("应收余含税）", six));
        assert!(parts_a_bracket("应收余额了（含税）", six));
        assert!(!parts_a_bracket("应收余额（含税）", six));
        // the bracket alone has no room beside the words, which have blanks where a line may end
        let words = pixels_of("毛收入 AGI（收入 - 代付", true) + 5.0;
        assert!(parts_a_bracket("毛收入 AGI（收入 - 代付）", words));
        assert!(!parts_a_bracket("毛收入 AGI（收入 - 代付）", words - 14.0));
        // three letters and one; two and two
        let two = pixels_of("超出", true) + 5.0;
        assert!(parts_a_bracket("超出工时", two * 1.5));
        assert!(!parts_a_bracket("超出工时", two));
        assert!(!parts_a_bracket("Over, h", 20.0));
    }
}
