//! Where a list that is longer than a sheet of paper is broken: a last sheet with only a few rows gets more of them from those
//! before, and short lists behind it share that sheet.

use super::plan::{PagePlan, Spot, TableSpot};
use super::tables_of;
use crate::report::book::{Block, Page, Repeat};

/// A list of more sheets of paper runs on to where each is full: on a few of them programs differ little in where that is.
const FEW: u32 = 4;
/// The last sheet of paper holds so much of one at least, where the one before can spare it.
const FILLED: f64 = 0.4;
/// A last sheet of so much is left to where programs find the one before full: they may find more room there than is known.
const SURELY: f64 = 0.8;
/// A sheet of paper is filled to this part at least before its rows go to the next one.
const GIVES: f64 = 0.5;
/// So much of a sheet of paper is counted on where we break it ourselves; less of it is tried in such steps.
const SURE: f64 = 0.95;
const STEP: f64 = 0.03;
/// So many rows of a list stand on its last sheet of paper at least, with its totals and what follows.
const LEAST: u32 = 4;
/// What stands behind a list shares its last sheet of paper when it takes no more than this part of one.
const SHORT: f64 = 0.3;

/// Rows that begin a sheet of paper, of a page with a list that runs on over a few sheets, each so many pixels tall. No row
/// means that the paper ends where it is full; nothing is said of any other page.
pub fn breaks(page: &Page, plan: &PagePlan, whole: u32) -> Option<Vec<u32>> {
    let list = list(page, plan)?;
    let all = plan.tall();
    if all <= whole || all > whole * FEW {
        return None;
    }
    let followed = tables_of(page).count() > 1;
    let filled = |part: f64| broken(plan, list, (f64::from(whole) * part) as u32);
    let (full, mut last) = filled(1.0);
    let holds = |last: u32, part: f64| f64::from(last) >= f64::from(whole) * part;
    if !followed && holds(last, SURELY) {
        return Some(Vec::new());
    }
    // what follows is never left to another sheet than the last rows
    let (mut best, most) = match followed {
        true => (filled(SURE).0, filled(SURE).0.len()),
        false => (Vec::new(), full.len()),
    };
    let mut part = SURE;
    while part >= GIVES && (part == SURE || !holds(last, FILLED)) {
        let (rows, fills) = filled(part);
        if rows.len() > most {
            break;
        }
        (best, last) = (rows, fills);
        part -= STEP;
    }
    Some(best)
}

/// True when what stands behind a list that runs on is short enough to share its last sheet of paper.
pub fn shares_the_end(page: &Page, plan: &PagePlan, whole: u32) -> bool {
    let Some(list) = list(page, plan) else {
        return false;
    };
    let most = f64::from(whole) * SHORT;
    let behind = plan.tall() - plan.above(list.last + 1);
    f64::from(behind) <= most && plan.tall() <= whole * FEW
}

/// The list that a page begins with, where its headings are said again on each sheet of paper and nothing but short lists and
/// words follow.
fn list<'p>(page: &Page, plan: &'p PagePlan) -> Option<&'p TableSpot> {
    let said_again = match page.print.repeat {
        Repeat::Auto => tables_of(page).count() == 1,
        Repeat::Headings => true,
        Repeat::Title | Repeat::None => false,
    };
    let mut drawn = page.blocks.iter();
    let drawn =
        drawn.any(|block| matches!(block, Block::Chart(_) | Block::Tiles(_) | Block::Break));
    if !said_again || drawn || page.print.unbroken || page.print.wide > 1 {
        return None;
    }
    let blocks = page.blocks.iter().zip(&plan.spots);
    let mut lists = blocks.filter_map(|(block, spot)| match (block, spot) {
        (Block::Table(table), Spot::Table(spot)) if !table.rows.is_empty() => Some(spot),
        _ => None,
    });
    lists.next()
}

/// Rows that begin a sheet of paper when each is filled to so many pixels, and the pixels on the last one.
fn broken(plan: &PagePlan, list: &TableSpot, tall: u32) -> (Vec<u32>, u32) {
    let said_again = plan.above(list.header + 1) - plan.above(list.header);
    let of_next = tall.saturating_sub(said_again).max(1);
    let all = plan.tall();
    let mut rows = Vec::new();
    let (mut top, mut end) = (0, tall);
    let mut bottom = plan.above(list.first);
    let latest = (list.last + 1).saturating_sub(LEAST).max(list.first + 1);
    for row in list.first..=list.last {
        let begins = bottom;
        bottom += plan.height(row);
        // the last rows stay together with the totals below them and what follows
        let ends = if row == latest { all } else { bottom };
        if ends > end && row > list.first {
            rows.push(row);
            (top, end) = (begins, begins + of_next);
        }
    }
    let again = if rows.is_empty() { 0 } else { said_again };
    (rows, all - top + again)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::book::{Cell, Print, TableBlock};

    /// A page with a list from row 4 on and, `behind` it, short ones of two rows; every row is 20 pixels tall.
    fn page_of(rows: u32, behind: u32) -> (Page, PagePlan) {
        let table = |rows: u32| {
            Block::Table(TableBlock {
                rows: vec![vec![Cell::default()]; rows as usize].into(),
                ..TableBlock::default()
            })
        };
        let spot = |header: u32, rows: u32| {
            Spot::Table(TableSpot {
                title: None,
                header,
                first: header + 1,
                last: header + rows,
                totals: None,
                footer: None,
            })
        };
        let (mut blocks, mut spots) = (vec![table(rows)], vec![spot(3, rows)]);
        let mut next = 4 + rows;
        for _ in 0..behind {
            blocks.push(table(2));
            spots.push(spot(next + 1, 2));
            next += 4;
        }
        let page = Page {
            blocks,
            print: Print {
                repeat: if behind > 0 {
                    Repeat::Headings
                } else {
                    Repeat::Auto
                },
                ..Print::default()
            },
            ..Page::default()
        };
        let plan = PagePlan {
            rows: next,
            right: 1_000,
            spots,
            ..PagePlan::default()
        };
        (page, plan)
    }

    #[test]
    fn a_last_sheet_of_paper_has_more_than_a_few_rows() {
        let rows = |rows: u32| {
            let (page, plan) = page_of(rows, 0);
            breaks(&page, &plan, 700)
        };
        // 700 pixels are 35 rows: four above the list, and its headings again on each next sheet
        assert_eq!(rows(31), None, "all on one");
        // 31 and 27 rows: with headings 28 of 35 are four in five
        assert_eq!(rows(58), Some(Vec::new()));
        // 31 and 20 rows: the first sheet is filled to 33 of 35
        assert_eq!(rows(51), Some(vec![33]));
        // 31 and 4 rows: the last sheet is to hold 14, that is 13 rows of the list below its headings
        let broken = rows(35).expect("broken");
        assert_eq!(broken.len(), 1);
        let (on_first, on_last) = (broken[0] - 4, 35 + 4 - broken[0]);
        assert!(
            on_last >= 13 && on_first >= 35 / 2 - 4,
            "{on_first} {on_last}"
        );
        // 31, 34, 34 and 2: the three before give some each
        let broken = rows(101).expect("broken");
        assert_eq!(broken.len(), 3);
        assert!(101 + 4 - broken[2] >= 13, "{broken:?}");
        // 31 and four times 34 more: it runs on to where the paper is full
        assert_eq!(rows(31 + 34 * 4), None);
    }

    #[test]
    fn short_lists_stand_below_the_last_rows_of_a_long_one() {
        let (page, plan) = page_of(31, 1);
        assert!(shares_the_end(&page, &plan, 700));
        let broken = breaks(&page, &plan, 700).expect("broken");
        // what follows is never without the last rows, and the sheet is filled to two fifths
        assert_eq!(broken.len(), 1);
        let on_last = plan.rows - broken[0];
        assert!((13..=20).contains(&on_last), "{on_last}");
        // eleven rows of four lists are more than three in ten of 35
        let (page, plan) = page_of(31, 3);
        assert!(!shares_the_end(&page, &plan, 700));
    }
}
