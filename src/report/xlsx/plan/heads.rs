//! Headings of a table stand on as few lines as its widths allow: one of them that takes more than the others makes all of them
//! a tall dark band.

use super::letters::lines_in;
use super::{INDENT, breaking};
use crate::report::book::{Block, Page, TableBlock};
use crate::report::xlsx::sheet::heading_indent;

/// Pixels of the button beside a heading, or over it where headings are taller.
pub(super) const BUTTON: f64 = 20.0;
/// Lines that nobody minds.
const FEW: u32 = 2;
/// A column gets at most so many characters for its heading's sake; one that is not printed as many as it needs.
const MOST: f64 = 6.0;
/// Widths are tried in steps of so many characters.
const STEP: f64 = 0.25;

/// Lines that a heading takes in its column, so many pixels wide.
pub(super) fn lines(table: &TableBlock, at: usize, pixels: f64, tall_heads: bool) -> u32 {
    let button = match table.has_buttons() && !tall_heads {
        true => BUTTON,
        false => 0.0,
    };
    let wide = pixels - f64::from(heading_indent(at, &table.columns[at])) * INDENT;
    let label = breaking::broken(&table.columns[at].label, table, wide);
    lines_in(&label, wide - button, true)
}

/// Widens the columns whose headings take the most lines, line by line, as long as the paper has room for it.
pub(super) fn level(
    page: &Page,
    widths: &mut [f64],
    tall_heads: bool,
    (printed, mut free): (usize, f64),
) {
    for block in &page.blocks {
        let Block::Table(table) = block else { continue };
        if table.rows.is_empty() {
            continue;
        }
        while let Some((wider, takes)) = one_line_less(table, widths, tall_heads, printed) {
            if takes > free {
                break;
            }
            free -= takes;
            for (place, wide) in wider {
                widths[place] = wide;
            }
        }
    }
}

/// What the columns have to be for the highest headings to lose a line, and the pixels of paper that it takes.
fn one_line_less(
    table: &TableBlock,
    widths: &[f64],
    tall_heads: bool,
    printed: usize,
) -> Option<(Vec<(usize, f64)>, f64)> {
    let counts = |at: usize, wide: f64| lines(table, at, wide * 7.0 + 5.0, tall_heads);
    let place = |at: usize| usize::from(table.place(at));
    let single = (0..table.columns.len()).filter(|at| table.columns[*at].span <= 1);
    let taken: Vec<(usize, u32)> = single
        .filter_map(|at| Some((at, counts(at, *widths.get(place(at))?))))
        .collect();
    let most = taken.iter().map(|(_, lines)| *lines).max()?;
    if most <= FEW {
        return None;
    }
    let mut takes = 0.0;
    let highest = taken.into_iter().filter(|(_, lines)| *lines == most);
    let wider = highest.map(|(at, _)| {
        let wide = widths[place(at)];
        let on_paper = place(at) < printed;
        let room = if on_paper { MOST } else { MOST * MOST };
        // months stay as wide as each other
        let mut steps = (1..).map(|step| wide + f64::from(step) * STEP);
        let found = steps
            .by_ref()
            .take_while(|tried| *tried <= wide + room && !table.columns[at].alike)
            .find(|tried| counts(at, *tried) < most)?;
        takes += if on_paper { (found - wide) * 7.0 } else { 0.0 };
        Some((place(at), found))
    });
    let wider: Option<Vec<_>> = wider.collect();
    Some((wider?, takes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::book::{Cell, Column};

    #[test]
    fn one_heading_makes_the_others_no_taller_where_the_paper_has_room() {
        let column = |label: &str| Column {
            label: label.to_owned(),
            ..Column::default()
        };
        let page = Page {
            blocks: vec![Block::Table(TableBlock {
                columns: vec![
                    column("Client"),
                    column("Revenue change (to previous period)"),
                    column("Gross utilization (billable / contract hours)"),
                ],
                rows: vec![vec![Cell::default(); 3]].into(),
                ..TableBlock::default()
            })],
            ..Page::default()
        };
        let counts = |printed: usize, free: f64| {
            let mut widths = [20.0, 12.0, 12.0];
            level(&page, &mut widths, true, (printed, free));
            let Block::Table(table) = &page.blocks[0] else {
                unreachable!()
            };
            [1, 2].map(|at| lines(table, at, widths[at] * 7.0 + 5.0, true))
        };
        // 75 pixels hold `Revenue`, `change (to`, `previous`, `period)` and `Gross`, `utilization`, `(billable /`, `contract`, `hours)`
        assert_eq!(counts(3, 0.0), [4, 5]);
        // what is not printed gives way first: `Gross utilization`, `(billable / contract`, `hours)` need no paper
        assert_eq!(counts(2, 0.0)[0], 4);
        assert!(counts(2, 0.0)[1] <= 4);
        // with paper enough both are down to two lines, or as far as six characters more bring them
        assert!(counts(3, 200.0).into_iter().all(|lines| lines <= 3));
    }
}
