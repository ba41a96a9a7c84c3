//! Cards side by side over the columns that tables have set: as equal as whole columns allow.

use super::{BAND, EMPTY_COLUMN, grid, on_paper};
use crate::report::book::{Block, Book, Cell, Page, Style, Tile};
use crate::report::style::{show, width};

/// First and last column of each tile, band by band, for each block of tiles.
pub(super) type Bands = Vec<Vec<Vec<(u16, u16)>>>;

/// They end here on paper that stands upright, unless its tables go on, and are so many at most.
const UPRIGHT: f64 = 100.0;
/// See `UPRIGHT`.
const MOST_UPRIGHT: usize = 4;
/// And so many at least, where there are as many.
const FEWEST_UPRIGHT: usize = 2;
/// On such paper they reach so much over the tables.
const SLACK: f64 = 1.1;
/// Pixels that usual paper takes when it lies.
const LYING: f64 = 1_800.0;
/// A card is at least so wide.
const NARROWEST: f64 = 17.0;
/// A card may grow over its need by so much to follow the tables below; on upright paper they share its whole width.
const STRETCH: f64 = 1.6;
/// Narrower cards are widened up to so many times their need.
const EVEN: f64 = 1.25;

/// Places the tiles of a page; widens columns where a card needs it.
pub(super) fn bands(book: &Book, page: &Page, widths: &mut Vec<f64>) -> Bands {
    let blocks = page.blocks.iter().filter_map(|block| match block {
        Block::Tiles(tiles) => Some(tiles),
        _ => None,
    });
    if page.print.grid > 0 {
        return blocks
            .map(|tiles| grid::bands(page.print.grid, tiles.len()))
            .collect();
    }
    let printed = on_paper(page).unwrap_or(usize::MAX);
    let printed_columns = printed.min(widths.len());
    blocks
        .map(|tiles| {
            let needs = tiles.iter().map(|tile| need(book, tile));
            let need = needs.fold(NARROWEST, f64::max);
            let tables = || widths.iter().take(printed).sum::<f64>();
            let most = match page.print.portrait {
                true => ((tables().max(UPRIGHT) / need) as usize).min(MOST_UPRIGHT),
                false => (BAND / need) as usize,
            };
            let paper = match page.print.portrait {
                true => pixels(&widths[..printed_columns]).max(UPRIGHT * 7.0) * SLACK,
                false => LYING,
            };
            let most = most.max(1);
            let mut rows = tiles.len().div_ceil(most).max(1);
            let most = match page.print.portrait {
                true => f64::INFINITY,
                false => need * STRETCH,
            };
            // cards that reach over the tables stand on two lines before they make the page too wide for its paper
            let (each, spans) = loop {
                let each = tiles.len().div_ceil(rows).max(1);
                let mut widened = widths.clone();
                // cards on two lines reach as far as those on one would
                let reach = match page.print.portrait && rows > 1 {
                    true => UPRIGHT,
                    false => 0.0,
                };
                let spans = spans(&mut widened, each, (need, most), (printed, reach));
                let end = spans.last().map_or(0, |(_, last)| usize::from(*last) + 1);
                let fits = end <= printed_columns || pixels(&widened[..end]) <= paper;
                if fits || each == 1 || page.print.portrait && each == FEWEST_UPRIGHT {
                    *widths = widened;
                    break (each, spans);
                }
                rows += 1;
            };
            tiles
                .chunks(each)
                .map(|band| spans[..band.len()].to_vec())
                .collect()
        })
        .collect()
}

fn pixels(widths: &[f64]) -> f64 {
    widths.iter().map(|wide| wide * 7.0 + 5.0).sum()
}

/// Columns of `count` cards that each hold `need` characters and may hold `most`, over those of the first columns that are
/// printed, and `reach` characters at least.
fn spans(
    widths: &mut Vec<f64>,
    count: usize,
    (need, most): (f64, f64),
    (printed, reach): (usize, f64),
) -> Vec<(u16, u16)> {
    let all: f64 = widths.iter().take(printed).sum();
    let all = all.max(reach);
    let share = (all / count as f64).clamp(need, most);
    let mut spans = Vec::new();
    let mut at = 0;
    for card in 1..=count {
        let first = at;
        let edge = share * card as f64;
        loop {
            if widths.len() <= at {
                widths.push(EMPTY_COLUMN);
            }
            at += 1;
            let wide: f64 = widths[first..at].iter().sum();
            let right: f64 = widths[..at].iter().sum();
            let next = widths.get(at).copied().unwrap_or(EMPTY_COLUMN);
            // The next column goes to this card when its middle still lies on it.
            if wide >= need && right + next / 2.0 > edge {
                break;
            }
        }
        spans.push((first as u16, at as u16 - 1));
    }
    even_out(widths, &spans, need);
    spans
}

/// Cards that are nearly as wide as the widest become as wide.
fn even_out(widths: &mut [f64], spans: &[(u16, u16)], need: f64) {
    let of = |widths: &[f64], (first, last): (u16, u16)| -> f64 {
        widths[usize::from(first)..=usize::from(last)].iter().sum()
    };
    let widest = spans
        .iter()
        .map(|span| of(widths, *span))
        .fold(need, f64::max);
    let target = widest.min(need * EVEN);
    for span in spans {
        let lack = target - of(widths, *span);
        let columns = span.1 - span.0 + 1;
        for at in span.0..=span.1 {
            widths[usize::from(at)] += lack.max(0.0) / f64::from(columns);
        }
    }
}

/// Characters a card needs: its figure is large, its other lines are small.
pub(super) fn need(book: &Book, tile: &Tile) -> f64 {
    let shown = |cell: &Cell| width(&show(cell, Style::Text, &book.words)) as f64;
    let previous = tile.previous.as_ref().map_or(0.0, |cell| {
        shown(cell) + width(&book.words.previous) as f64 + 1.0
    });
    [
        width(&tile.label) as f64 * if tile.label.is_ascii() { 0.84 } else { 0.92 },
        shown(&tile.value) * 2.0,
        width(&tile.change) as f64 + 2.0,
        previous * 0.95,
    ]
    .into_iter()
    .fold(0.0, f64::max)
        + 3.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_cover_whole_columns_side_by_side() {
        for (widths, count, expected) in [
            (vec![10.0; 6], 3, vec![(0, 1), (2, 3), (4, 5)]),
            (vec![20.0, 10.0, 10.0], 2, vec![(0, 0), (1, 2)]),
            (vec![], 2, vec![(0, 1), (2, 3)]),
        ] {
            let mut widths = widths;
            let found = spans(&mut widths, count, (20.0, 32.0), (usize::MAX, 0.0));
            assert_eq!(found, expected);
        }
    }
}
