//! Rows of one or two cells in a wider table: group headings, notes, footers and stamps.

use super::columns::Slot;
use super::grid::{filled_cells, indent, shown, text};
use super::rows::{Brief, NoData, Shape};
use super::sections::sections;
use super::sheet::{Cell, Placed};
use crate::model::key::fold;

/// Words that a footer has and a name has not.
const MANY_WORDS: usize = 5;

/// Marks rows of one cell in a wider table: group headings where data follows, footers where none does. A lone
/// amount is a sum or a row to set aside, never a note.
pub(super) fn mark_lone_cells(shape: &Shape<'_>, briefs: &mut [Brief]) {
    let width = shape.views.len();
    let last_data = briefs
        .iter()
        .rposition(|brief| is_plainly_data(shape, brief));
    let sections = sections(shape, briefs);
    for at in 0..briefs.len() {
        let few = briefs[at].filled;
        if !briefs[at].is_open() || few > 2 {
            continue;
        }
        let after = last_data.is_none_or(|last| at > last);
        let section = sections.binary_search(&at).is_ok();
        let lone = few == 1 && (width >= 3 || section);
        let stamped = width >= 3 && is_stamp(shape, briefs, at, after);
        let stray = after && width >= 4 && !briefs[at].keyed && !is_summed_up(briefs, at);
        if !lone && !stamped && !stray {
            continue;
        }
        let measures = briefs[at].amount.is_some() && !stamped;
        let identity = !stamped && !section && is_lone_identity(shape, briefs, at);
        if measures || shape.fills_period(&briefs[at]) || identity {
            continue;
        }
        briefs[at].kind = Some(if (after && !section) || stamped {
            NoData::Footer
        } else if lone && opens_group(briefs, at) {
            NoData::Group
        } else {
            NoData::Note
        });
    }
}

/// Marks rows of a word and a number in a list of names where the number is that of the rows above, up to a row of one cell or
/// a total: `Count`, `2`. The word stands in several rows, or right below a total.
pub(super) fn mark_counts(shape: &Shape<'_>, briefs: &mut [Brief]) {
    if !shape.keys_are_names() {
        return;
    }
    let counts: Vec<(usize, String, f64)> = (0..briefs.len())
        .filter_map(|at| {
            let (word, number) = word_and_number(shape, &briefs[at])?;
            Some((at, word, number))
        })
        .collect();
    let mut known: Option<&str> = None;
    for (at, word, number) in &counts {
        let part = briefs[..*at].iter().rev();
        let part = part.skip_while(|brief| brief.kind == Some(NoData::Total));
        let rows = part.take_while(|brief| brief.is_open() && brief.filled > 1);
        let rows = rows.count();
        let several = counts.iter().filter(|(_, other, _)| other == word).count() > 1;
        let below_total = at
            .checked_sub(1)
            .is_some_and(|above| briefs[above].kind == Some(NoData::Total));
        let is_count = (*number - rows as f64).abs() < f64::EPSILON;
        let counts_part = rows > 0 && is_count && (several || below_total);
        // the count of all parts stands below the last of them
        if counts_part || below_total && known == Some(word) {
            briefs[*at].kind = Some(NoData::Total);
            known = Some(word);
        }
    }
}

/// The only word of an open row, folded, where names stand, and the only other cell, a number.
fn word_and_number(shape: &Shape<'_>, brief: &Brief) -> Option<(String, f64)> {
    if !brief.is_open() || brief.filled != 2 || !shape.is_identity(brief.first) {
        return None;
    }
    let row = shape.grid.row(brief.number)?;
    let mut cells = filled_cells(&row.cells, shape.columns);
    let word = fold(text(&cells.next()?.cell)?);
    match cells.next()?.cell {
        Cell::Number(number) => Some((word, number)),
        Cell::Text(number) => Some((word, number.trim().parse().ok()?)),
        _ => None,
    }
}

/// Marks what is left of two cells below the data, with a number that is no sum: `Expected hours`, `160`.
pub(super) fn mark_strays(shape: &Shape<'_>, briefs: &mut [Brief]) {
    let last_data = briefs
        .iter()
        .rposition(|brief| is_plainly_data(shape, brief));
    let below = last_data.map_or(0, |last| last + 1);
    for at in below..briefs.len() {
        let brief = &briefs[at];
        let stray = brief.filled == 2 && shape.views.len() >= 4 && !brief.keyed;
        let row = is_summed_up(briefs, at)
            || shape.fills_period(brief)
            || is_incomplete(shape, briefs, at);
        if brief.is_open() && stray && !row {
            briefs[at].kind = Some(NoData::Footer);
        }
    }
}

/// A row of the list that lacks most of its cells: right below another row, a name stands where names of rows do, and a value
/// in a column of its own. In the first column, where labels stand too, the name must be one of those above.
fn is_incomplete(shape: &Shape<'_>, briefs: &[Brief], at: usize) -> bool {
    let brief = &briefs[at];
    let touches = at
        .checked_sub(1)
        .is_some_and(|above| briefs[above].is_open() && briefs[above].number + 1 == brief.number);
    let Some(last) = brief.columns.checked_ilog2() else {
        return false;
    };
    let other = shape.columns.0 + last;
    let names = shape
        .mapping
        .slot_of(brief.first)
        .is_some_and(|bound| match bound.slot {
            Slot::Field(at) => shape.schema.needs(&shape.schema.fields[at].name),
            Slot::Helper(_) => false,
        });
    let measures = shape.mapping.slot_of(other).is_some();
    let known = || {
        let placed = shape.grid.at(brief.number, brief.first);
        let label = placed.as_ref().and_then(|placed| text(&placed.cell));
        let view = shape.views.iter().find(|view| view.column == brief.first);
        view.is_some_and(|view| {
            let same = |cell: &Cell<'_>| text(cell).is_some_and(|above| Some(above) == label);
            view.cells.iter().filter(|cell| same(cell)).count() > 1
        })
    };
    touches && names && measures && (brief.first > shape.columns.0 || known())
}

/// A row with an amount right above a total is one of its rows, whatever else it lacks.
fn is_summed_up(briefs: &[Brief], at: usize) -> bool {
    let next = briefs.get(at + 1);
    let total = next.is_some_and(|next| {
        next.number == briefs[at].number + 1
            && (next.kind == Some(NoData::Total) || next.is_open() && next.bare)
    });
    total && briefs[at].amount.is_some()
}

fn is_plainly_data(shape: &Shape<'_>, brief: &Brief) -> bool {
    brief.is_open()
        && (brief.filled > 2
            || shape.fills_period(brief)
            || brief.filled > 1 && brief.keyed && !shape.keys_are_names())
}

/// The mark of the program or person that made the sheet: `Generated by`, `Page 1 of 2`, `Monday, March 02, 2026 08:03 PM`.
/// In a list of names it must stand apart from the names or be no name by its looks.
fn is_stamp(shape: &Shape<'_>, briefs: &[Brief], at: usize, after: bool) -> bool {
    let Some(row) = shape.grid.row(briefs[at].number) else {
        return false;
    };
    let cells: Vec<Placed<'_>> = filled_cells(&row.cells, shape.columns).copied().collect();
    let Some(text) = cells.first().and_then(|placed| text(&placed.cell)) else {
        return false;
    };
    let words = &shape.knowledge.words;
    let folded = fold(text);
    let dated = folded
        .split(' ')
        .next()
        .is_some_and(|word| word.chars().count() > 1 && words.is_weekday(word))
        && folded.chars().filter(char::is_ascii_digit).count() >= 4;
    // above the headings once more it is the day of what follows
    let heads = briefs
        .get(at + 1)
        .is_some_and(|next| next.kind == Some(NoData::Header));
    let dated = dated && !heads;
    let page = words.is_page(&folded);
    if !dated && !page && !words.begins_footer(&folded) {
        return false;
    }
    let sentence = folded.split(' ').count() >= MANY_WORDS
        || text.contains([':', '：'])
        || text.chars().any(|letter| letter.is_ascii_digit());
    !shape.keys_are_names() && !briefs[at].keyed
        || after && (sentence || stands_apart(briefs, at))
        || page && sentence
}

/// A blank row, a total or another footer stands before it.
fn stands_apart(briefs: &[Brief], at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| &briefs[before]);
    before.is_none_or(|before| {
        before.number + 1 < briefs[at].number
            || matches!(
                before.kind,
                Some(NoData::Blank | NoData::Footer | NoData::Total)
            )
    })
}

/// The only cell names the row's subject in a list of subjects, like its neighbours do.
fn is_lone_identity(shape: &Shape<'_>, briefs: &[Brief], at: usize) -> bool {
    let column = briefs[at].first;
    let dated = shape
        .schema
        .fields
        .iter()
        .any(|field| field.needed && field.kind == crate::model::Kind::Date);
    if dated || !shape.is_identity(column) || !shape.periods.is_empty() {
        return false;
    }
    let merged = shape.grid.is_covered(briefs[at].number, column + 1);
    let filled_below = briefs[at + 1..]
        .iter()
        .find(|next| next.is_open() && next.filled > 1)
        .is_none_or(|next| shape.grid.at(next.number, column).is_some());
    !merged && filled_below
}

/// A data row follows before the next lone cell's turn is over.
fn opens_group(briefs: &[Brief], at: usize) -> bool {
    briefs[at + 1..]
        .iter()
        .find(|next| !matches!(next.kind, Some(NoData::Blank | NoData::Header)))
        .is_some_and(Brief::is_open)
}

/// The text of a row's only cell, with its column and how far it is indented.
pub(super) fn lone_text(shape: &Shape<'_>, number: u32) -> Option<(u32, usize, String)> {
    let row = shape.grid.row(number)?;
    let mut cells = filled_cells(&row.cells, shape.columns);
    let (placed, None) = (cells.next()?, cells.next()) else {
        return None;
    };
    Some((placed.column, indent(&placed.cell), shown(&placed.cell)))
}
