//! What is left blank at the foot of a page's last sheet of paper goes to the lines that people write on there.

use super::plan::{PagePlan, Spot, plan};
use super::print;
use crate::report::book::{Block, Book, Page, TableBlock};

/// A line to write on grows to so many times its height.
const GROWS: u32 = 3;
/// So much of the blank is shared out, in percent: programs differ a little in how tall they make rows.
const SHARED: u32 = 90;

/// The plan of a page whose lines to write on reach to the foot of its paper.
pub fn planned(book: &Book, page: &Page) -> PagePlan {
    let mut plan = plan(book, page);
    let last = page.blocks.iter().zip(&plan.spots).next_back();
    let Some((Block::Table(table), Spot::Table(spot))) = last else {
        return plan;
    };
    if !is_written_on(table) {
        return plan;
    }
    let (rows, count) = (spot.first..=spot.last, table.rows.len() as u32);
    let Some(blank) = print::blank_at_the_foot(book, page, &plan) else {
        return plan;
    };
    let more = blank * SHARED / 100 / count;
    for row in rows {
        if let Some(height) = plan.heights.get_mut(&row) {
            *height += more.min(*height * (GROWS - 1));
        }
    }
    plan
}

fn is_written_on(table: &TableBlock) -> bool {
    table.lines > 1 && !table.rows.is_empty()
}
