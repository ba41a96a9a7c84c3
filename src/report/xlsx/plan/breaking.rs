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

/// A heading without spaces whose closing bracket would begin a line, or whose opening one would end it, gets the room that
/// the bracket needs: where texts of such letters are broken, not every program looks at what it breaks.
pub(super) fn leave_no_bracket_alone(
    page: &Page,
    widths: &mut [f64],
    (printed, room): (usize, f64),
) {
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
            if column.span > 1 || has_narrow_letters(&column.label) || may_be_broken(table) {
                continue;
            }
            let indent = f64::from(heading_indent(at, column)) * INDENT;
            let parted = |wide: f64| {
                let widened = WIDENED.iter().map(|by| (wide * 7.0 + 5.0) * by);
                widened
                    .filter(|pixels| parts_a_bracket(&column.label, pixels - indent))
                    .count()
            };
            let steps = (0..).map(|step| *wide + f64::from(step) * BRACKET_STEP);
            let whole = *wide + BRACKET_WIDENS.min(left / 7.0);
            *wide = steps
                .take_while(|wide| *wide <= whole)
                .min_by_key(|wide| parted(*wide))
                .unwrap_or(*wide);
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
    if has_narrow_letters(label) || !may_be_broken(table) || lines_in(label, wide, true) < 2 {
        return label.into();
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

/// A unit of one letter stays with the word before it: `Отработано, ч`.
pub(super) fn with_its_unit(label: &str) -> Cow<'_, str> {
    match label.rsplit_once(' ') {
        Some((words, unit)) if unit.chars().count() == 1 => format!("{words}\u{a0}{unit}").into(),
        _ => label.into(),
    }
}

/// True of a heading without Chinese letters.
pub(super) fn has_narrow_letters(label: &str) -> bool {
    label.chars().count() == width(label)
}

#[cfg(test)]
mod tests {
    use super::*;

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
