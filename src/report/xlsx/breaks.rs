//! Where a long page is broken for print: before what would be cut in two though it fits on a page of its own, and before a
//! heading that would stand alone at the foot.

use super::paper::Sheet;
use super::plan::{PagePlan, ROW, Spot};
use crate::report::book::{Block, Page};

/// So much of a page is counted on, in percent: programs differ a little in how tall they make rows. What begins in the rest
/// is broken before as well, or it might be cut there.
const SURE: u32 = 95;
/// A list goes on over the next page when so many of its rows stand on this one.
const ROWS_BEFORE: u32 = 4;

/// Something that is better kept together: its block, first row, last row, and the row up to which it has to be when it is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    block: usize,
    first: u32,
    last: u32,
    begun: u32,
    /// The template wants it to begin a sheet of paper.
    wished: bool,
}

/// The page in print.
pub struct Breaks {
    /// A page begins with each of these rows.
    pub rows: Vec<u32>,
    /// Tables that do not fit on a page, by their number among the blocks.
    pub long: Vec<usize>,
}

/// Pixels of a plan that a sheet of paper takes from top to bottom, counted on, when it is printed in this size.
pub fn room(sheet: Sheet, scale: f64) -> u32 {
    (sheet.down / scale) as u32 * SURE / 100
}

/// Breaks of a page whose first rows, so many, are printed again on each sheet of paper, which takes `tall` pixels.
pub fn breaks(page: &Page, plan: &PagePlan, repeated: u32, tall: u32) -> Breaks {
    let said_again = plan.above(repeated);
    let of_next = tall.saturating_sub(said_again).max(ROW);
    let pieces = pieces(page, plan);
    let (mut rows, mut end, mut long) = (Vec::new(), tall, Vec::new());
    for (at, piece) in pieces.into_iter().enumerate() {
        let [top, bottom, begun] =
            [piece.first, piece.last + 1, piece.begun + 1].map(|row| plan.above(row));
        let fits = bottom - top <= of_next;
        // a page with nothing but its title and a sentence would be worse
        let alone = at == 0;
        let is_cut = alone && bottom > end && matches!(page.blocks[piece.block], Block::Table(_));
        if !fits || is_cut {
            long.push(piece.block);
        }
        let wanted = bottom > end && (fits && !alone || begun > end);
        if (wanted || piece.wished) && piece.first > repeated {
            rows.push(piece.first);
            end = top + of_next;
        }
        while bottom > end {
            end += of_next;
        }
    }
    Breaks { rows, long }
}

/// Tables and charts from top to bottom, each with the heading over it; what stands side by side is one piece.
fn pieces(page: &Page, plan: &PagePlan) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut heading = None;
    let mut wished = false;
    for (at, (block, spot)) in page.blocks.iter().zip(&plan.spots).enumerate() {
        let piece = match (block, spot) {
            (Block::Heading(_), Spot::Line(row, _)) => {
                heading = Some(*row);
                continue;
            }
            (Block::Break, _) => {
                (heading, wished) = (None, true);
                continue;
            }
            (Block::Table(table), Spot::Table(spot)) if !table.rows.is_empty() => {
                let below = [spot.totals, spot.footer].into_iter().flatten().max();
                Piece {
                    block: at,
                    first: spot.title.unwrap_or(spot.header),
                    last: below.unwrap_or(spot.last),
                    begun: (spot.first + ROWS_BEFORE).min(spot.last),
                    wished,
                }
            }
            (Block::Table(_), Spot::Table(spot)) => Piece {
                block: at,
                first: spot.title.unwrap_or(spot.header),
                last: spot.header,
                begun: spot.header,
                wished,
            },
            (Block::Chart(chart), Spot::Chart(row, ..)) => {
                let last = row + chart.size.1.div_ceil(ROW);
                Piece {
                    block: at,
                    first: *row,
                    last,
                    begun: last,
                    wished,
                }
            }
            _ => {
                heading = None;
                continue;
            }
        };
        let first = heading.take().unwrap_or(piece.first);
        let piece = Piece { first, ..piece };
        wished = false;
        match pieces.last_mut() {
            Some(before) if piece.first <= before.last && !piece.wished => {
                before.last = before.last.max(piece.last);
            }
            _ => pieces.push(piece),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::book::TableBlock;
    use crate::report::xlsx::plan::TableSpot;

    /// A page of lists under titles: of each the row of the title and how many rows it has.
    fn page_of(lists: &[(u32, u32)]) -> (Page, PagePlan) {
        let table = || TableBlock {
            rows: vec![Vec::new()].into(),
            ..TableBlock::default()
        };
        let page = Page {
            blocks: lists.iter().map(|_| Block::Table(table())).collect(),
            ..Page::default()
        };
        let spot = |(title, rows): &(u32, u32)| {
            Spot::Table(TableSpot {
                title: Some(*title),
                header: title + 1,
                first: title + 2,
                last: title + 1 + rows,
                totals: None,
                footer: None,
            })
        };
        let plan = PagePlan {
            right: 500,
            spots: lists.iter().map(spot).collect(),
            ..PagePlan::default()
        };
        (page, plan)
    }

    #[test]
    fn a_new_sheet_of_paper_begins_where_the_template_says() {
        let (mut page, mut plan) = page_of(&[(2, 5), (10, 5), (18, 5)]);
        page.blocks.insert(1, Block::Break);
        plan.spots.insert(1, Spot::Nothing);
        assert_eq!(breaks(&page, &plan, 2, 579).rows, [10]);
        page.blocks.insert(3, Block::Break);
        plan.spots.insert(3, Spot::Nothing);
        assert_eq!(breaks(&page, &plan, 2, 579).rows, [10, 18]);
    }

    #[test]
    fn a_list_that_would_be_cut_begins_a_page() {
        // 579 pixels are 28 rows; two of them are said again on the second page
        for (lists, rows, long) in [
            (&[(2, 10), (15, 10)][..], &[][..], &[][..]),
            // the second would end in row 35
            (&[(2, 10), (15, 20)], &[15], &[]),
            // too long for a page: it goes on, unless only its headings would stand here
            (&[(2, 10), (15, 60)], &[], &[1]),
            (&[(2, 20), (26, 60)], &[26], &[1]),
            // begins in what is not counted on
            (&[(2, 24), (29, 5)], &[29], &[]),
            // the first one stays under the title, and where its last rows do not it needs its headings again
            (&[(5, 25)], &[], &[0]),
            (&[(10, 20)], &[], &[0]),
            (&[(10, 10)], &[], &[]),
        ] {
            let (page, plan) = page_of(lists);
            let found = breaks(&page, &plan, 2, 579);
            assert_eq!(
                (found.rows.as_slice(), found.long.as_slice()),
                (rows, long),
                "{lists:?}"
            );
        }
    }
}
