//! Print set-up of a sheet: paper, size, breaks, what stands on every sheet of paper.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::breaks::{breaks, room};
use super::paper::{self, Sheet, larger, sheet};
use super::plan::{PagePlan, Spot};
use super::{LIST, running, tables_of, title_rows};
use crate::report::book::{Block, Book, Page, Repeat};
use crate::report::style::{shortened, width};
use crate::report::theme::Theme;

/// Nothing is made smaller than this to save a sheet of paper.
const SMALLEST: f64 = 0.6;
/// What is wished on one sheet of paper goes on a larger one when it would be smaller than this.
const SMALLEST_ON_ONE: f64 = 0.56;
/// A last sheet of paper that holds less than this part of it is saved, where the page can be made a little smaller.
const LONE: f64 = 0.25;
/// Short lists that leave sheets of paper half empty are put on fewer ones in type of seven points or more.
const READABLE: f64 = 0.7;
/// A sheet of paper is saved when that makes the page no smaller than so.
const SAVED: f64 = 0.85;
/// The same where tables share a grid: sizes are to be alike from client to client.
const SAVED_OF_GRID: f64 = 0.88;
/// Sheets of paper that leave more than this part of them blank are saved for smaller type than others.
const BLANK: f64 = 0.3;
const SAVED_OF_BLANK: f64 = 0.78;
/// Where it cannot be saved and holds less than this part, the one before gives some of its lists to it until it holds as much.
const FEW: f64 = 0.4;
/// A sheet of paper is filled to this part at least before its lists go to the next one.
const GIVES: f64 = 0.5;
/// What fits on one lying sheet of paper stands up where it is so many times as large then.
const LARGER: f64 = 1.08;
/// It stands up to save sheets of paper where it is no smaller than so.
const STANDS: f64 = 0.64;
/// Sizes are tried in steps of so much.
const STEP: f64 = 0.02;
/// Inches of the plain margins: left and right, top and bottom, head and foot.
const MARGINS: [f64; 3] = [0.4, 0.7, 0.3];
/// Pixels of a column whose width is not set.
const UNSET: u32 = 64;
/// Most signs of a part of a head or foot; a whole one may have 255.
const LONGEST: usize = 120;
/// Columns of a head, and those that the book's subject has of it.
const HEAD: usize = 100;
/// See `HEAD`.
const SUBJECT: usize = 44;
/// Columns on either side of the page's number at the foot: on paper that stands upright three parts share 7 inches.
const SIDE: usize = 38;

/// Sets how a page is printed.
pub fn onto_paper(
    sheet: &mut Worksheet,
    book: &Book,
    page: &Page,
    plan: &PagePlan,
) -> Result<(), XlsxError> {
    let paper = paper_of(page, plan, &book.theme);
    sheet.set_paper_size(paper.code);
    if !paper.upright {
        sheet.set_landscape();
    }
    head_and_foot(sheet, book, page);
    if let Some((first, last)) = repeated(page, plan) {
        sheet.set_repeat_rows(first, last)?;
    }
    print_area(sheet, page, plan)?;
    let wide = page.print.wide.max(1);
    let mut beside = 0.0;
    if prints_on_one(page, plan, paper) {
        sheet.set_print_fit_to_pages(wide, 1);
    } else if let Some((scale, rows)) = on_wished(page, plan, paper) {
        // the width is made to fit whatever the font is; wider margins make it smaller where the height needs that
        beside = (paper.across - f64::from(plan.width()) * scale) / 2.0 * paper.pixel;
        let rows = running::breaks(page, plan, whole(paper, scale)).unwrap_or(rows);
        sheet.set_print_fit_to_pages(1, 0);
        sheet.set_page_breaks(&rows)?;
    } else {
        sheet.set_print_fit_to_pages(wide, 0);
        let scale = paper.scale(plan, wide);
        if !page.print.unbroken {
            let rows = running::breaks(page, plan, whole(paper, scale));
            let rows = rows.unwrap_or_else(|| evened(page, plan, paper, scale));
            sheet.set_page_breaks(&rows)?;
        }
    }
    let [side, end, edge] = MARGINS;
    let side = side + beside.max(0.0);
    sheet.set_margins(side, side, end, end, edge, edge);
    Ok(())
}

/// A page that is wished on one sheet of paper and would be too small there goes on paper of the double size.
fn paper_of(page: &Page, plan: &PagePlan, theme: &Theme) -> Sheet {
    let usual = sheet(page, plan, theme);
    if let Some(upright) = stood_up(page, plan, usual, theme) {
        return upright;
    }
    let small = page.print.tall == 1 && on_one(page, plan, usual) < SMALLEST_ON_ONE;
    let wanted = small.then(|| larger(page, theme)).flatten();
    wanted.unwrap_or(usual)
}

/// Several short lists that leave lying sheets of paper half empty, or are small for standing on one, stand on an upright one where
/// they are fewer or larger there.
fn stood_up(page: &Page, plan: &PagePlan, usual: Sheet, theme: &Theme) -> Option<Sheet> {
    let print = &page.print;
    let is_told = print.lies || print.tall > 0 || print.wide > 1 || print.unbroken;
    if usual.upright || is_told || has_break(page) || tables_of(page).count() < 2 {
        return None;
    }
    let upright = paper::upright(usual, page, theme)?;
    let stands = upright.scale(plan, 1);
    let [lying_on_one, on_one] = [usual, upright].map(|paper| on_one(page, plan, paper));
    let again = said_again(page, plan);
    let taken = |paper: Sheet, scale: f64| {
        let broken = breaks(page, plan, title_rows(page), room(paper, scale));
        let sheets = sheets(plan, &broken.rows, (whole(paper, scale), again));
        (sheets.0, broken.long.is_empty())
    };
    let is_better = if lying_on_one >= SMALLEST {
        on_one > lying_on_one * LARGER
    } else if on_one >= STANDS {
        true
    } else {
        let (fewer, whole) = taken(upright, stands);
        stands >= STANDS && whole && fewer < taken(usual, usual.scale(plan, 1)).0
    };
    is_better.then_some(upright)
}

/// How large a page is when all of it stands on one sheet of paper.
fn on_one(page: &Page, plan: &PagePlan, paper: Sheet) -> f64 {
    let down = paper.down / f64::from(plan.tall().max(1));
    paper.scale(plan, page.print.wide).min(down)
}

/// Tables that are longer than a sheet of paper, by their number among the blocks; none where the page fits what is wished.
pub fn long(book: &Book, page: &Page, plan: &PagePlan) -> Vec<usize> {
    let paper = paper_of(page, plan, &book.theme);
    let wished = || page.print.tall > 1 && on_wished(page, plan, paper).is_some();
    if prints_on_one(page, plan, paper) || wished() {
        return Vec::new();
    }
    let scale = paper.scale(plan, page.print.wide);
    breaks(page, plan, title_rows(page), room(paper, scale)).long
}

/// True when short lists behind a long one are better printed on its last sheet of paper than on one of their own.
pub fn shares_the_end(book: &Book, page: &Page, plan: &PagePlan) -> bool {
    let paper = paper_of(page, plan, &book.theme);
    let scale = paper.scale(plan, page.print.wide);
    running::shares_the_end(page, plan, whole(paper, scale))
}

/// Pixels of a plan that a sheet of paper takes at most.
fn whole(paper: Sheet, scale: f64) -> u32 {
    (paper.down / scale) as u32
}

/// Pixels of what is said again on each sheet of paper.
fn said_again(page: &Page, plan: &PagePlan) -> u32 {
    repeated(page, plan).map_or(0, |(first, last)| plan.above(last + 1) - plan.above(first))
}

/// Pixels that stay blank at the foot of the last sheet of paper of a page that fits on as many as are wished.
pub fn blank_at_the_foot(book: &Book, page: &Page, plan: &PagePlan) -> Option<u32> {
    if page.print.tall < 2 {
        return None;
    }
    let paper = paper_of(page, plan, &book.theme);
    let (scale, rows) = on_wished(page, plan, paper)?;
    let begins = rows.last().copied().unwrap_or(0);
    let said_again = if begins > 0 { title_rows(page) } else { 0 };
    let used = plan.tall() - plan.above(begins) + plan.above(said_again);
    room(paper, scale).checked_sub(used)
}

/// Size and breaks with which a page fits on the wished number of sheets of paper, with nothing cut in two.
fn on_wished(page: &Page, plan: &PagePlan, paper: Sheet) -> Option<(f64, Vec<u32>)> {
    let wished = usize::from(page.print.tall);
    if page.print.wide > 1 || page.print.unbroken {
        return None;
    }
    let largest = paper.scale(plan, 1);
    if wished == 0 {
        return without_lone(page, plan, paper, largest);
    }
    if wished < 2 {
        return None;
    }
    let found = (1..=wished).find_map(|sheets| {
        let smallest = match sheets < wished || page.print.grid > 0 {
            true => SMALLEST.max(largest * saved(page)),
            false => SMALLEST,
        };
        let mut scale = largest;
        while scale >= smallest {
            let found = breaks(page, plan, title_rows(page), room(paper, scale));
            if found.rows.len() < sheets
                && found.long.is_empty()
                && fits(plan, paper, scale, sheets)
            {
                return Some((scale, evened(page, plan, paper, scale)));
            }
            scale -= STEP;
        }
        None
    });
    found.or_else(|| without_lone(page, plan, paper, largest))
}

fn saved(page: &Page) -> f64 {
    match page.print.grid {
        0 => SAVED,
        _ => SAVED_OF_GRID,
    }
}

/// Size and breaks with which a page needs a sheet of paper less, where the last one would hold only a few lines, or where lists that
/// fit on one each leave several half empty.
fn without_lone(
    page: &Page,
    plan: &PagePlan,
    paper: Sheet,
    largest: f64,
) -> Option<(f64, Vec<u32>)> {
    let again = said_again(page, plan);
    let used = |scale: f64| {
        let broken = breaks(page, plan, title_rows(page), room(paper, scale));
        let sheets = sheets(plan, &broken.rows, (whole(paper, scale), again));
        (sheets, broken)
    };
    let ((count, last), broken) = used(largest);
    let lone = f64::from(last) <= f64::from(room(paper, largest)) * LONE;
    let short = tables_of(page).count() > 1 && broken.long.is_empty();
    let least = match (lone, short) {
        (true, _) => SMALLEST,
        (false, true) => READABLE,
        (false, false) => return None,
    };
    if count < 2 {
        return None;
    }
    let all = f64::from(count * whole(paper, largest));
    let kept = match f64::from(plan.tall()) < all * (1.0 - BLANK) {
        true if page.print.grid == 0 => SAVED_OF_BLANK,
        _ => saved(page),
    };
    let (mut scale, mut first) = (largest - STEP, None);
    while scale >= least.max(largest * kept) {
        let ((fewer, _), broken) = used(scale);
        if fewer < count {
            let rows = match broken.long.is_empty() {
                true => evened(page, plan, paper, scale),
                false => broken.rows,
            };
            let whole = whole(paper, scale);
            let (_, last) = sheets(plan, &rows, (whole, again));
            if f64::from(last) > f64::from(whole) * FEW {
                return Some((scale, rows));
            }
            first.get_or_insert((scale, rows));
        }
        scale -= STEP;
    }
    // half-empty sheets are better than full ones and one of a few lines
    first.filter(|_| lone)
}

/// Breaks of a page in this size. A last sheet of paper with only a few lines gets more of them from those before, unless a list would
/// run on over sheets for it: where those end, shorter sheets do not tell.
fn evened(page: &Page, plan: &PagePlan, paper: Sheet, scale: f64) -> Vec<u32> {
    let whole = whole(paper, scale);
    let again = said_again(page, plan);
    let filled = |part: f64| {
        let tall = f64::from(room(paper, scale)) * part;
        let broken = breaks(page, plan, title_rows(page), tall as u32);
        (sheets(plan, &broken.rows, (whole, again)), broken)
    };
    let ((count, mut fills_last), whole_sheets) = filled(1.0);
    let mut best = whole_sheets.rows;
    if count < 2 || !whole_sheets.long.is_empty() {
        return best;
    }
    let mut part = 1.0 - STEP;
    while part >= GIVES && f64::from(fills_last) <= f64::from(whole) * FEW {
        let ((more, last), broken) = filled(part);
        let fills = f64::from(last) <= f64::from(whole) * part;
        if more > count || !fills || !broken.long.is_empty() {
            break;
        }
        (best, fills_last) = (broken.rows, last);
        part -= STEP;
    }
    best
}

/// How many sheets of paper, so many pixels tall, a page takes with these breaks, and the pixels on the last of them. What runs on
/// over sheets fills them, below what is said again on each but the first.
fn sheets(plan: &PagePlan, breaks: &[u32], (all, said_again): (u32, u32)) -> (u32, u32) {
    let of_next = all.saturating_sub(said_again).max(1);
    let starts = std::iter::once(0).chain(breaks.iter().copied());
    let ends = breaks.iter().copied().chain([plan.rows]);
    let (mut count, mut last) = (0, 0);
    for (start, end) in starts.zip(ends) {
        let again = if start > 0 { said_again } else { 0 };
        let tall = plan.above(end) - plan.above(start) + again;
        let more = tall.saturating_sub(all).div_ceil(of_next);
        count += 1 + more;
        last = tall - more * of_next;
    }
    (count, last)
}

/// True when so many sheets of paper hold the rows: what is no table or chart is never broken before.
fn fits(plan: &PagePlan, paper: Sheet, scale: f64, sheets: usize) -> bool {
    plan.tall() <= room(paper, scale) * sheets as u32
}

/// A page that is a little too long is made smaller, one with charts more so, because a chart is not cut in two.
fn prints_on_one(page: &Page, plan: &PagePlan, paper: Sheet) -> bool {
    match page.print.tall {
        0 => {}
        wished => return wished == 1,
    }
    let drawn = plan
        .spots
        .iter()
        .any(|spot| matches!(spot, Spot::Chart(..)));
    if on_one(page, plan, paper) < SMALLEST || has_break(page) {
        return false;
    }
    let most = match (drawn, tables_of(page).count()) {
        (_, 2..) => return true,
        (true, _) => 1.7,
        // A list that fits needs nothing; one that is long runs on.
        _ if plan.proportion() <= paper.proportion() => return false,
        _ => 1.15,
    };
    plan.proportion() < paper.proportion() * most
}

fn has_break(page: &Page) -> bool {
    page.blocks.contains(&Block::Break)
}

/// Rows that stand on every sheet of paper.
fn repeated(page: &Page, plan: &PagePlan) -> Option<(u32, u32)> {
    let blocks = page.blocks.iter().zip(&plan.spots);
    let mut tables = blocks.filter_map(|(block, spot)| match (block, spot) {
        (Block::Table(table), Spot::Table(spot)) if !table.rows.is_empty() => Some((table, spot)),
        _ => None,
    });
    let title = Some((0, title_rows(page) - 1));
    match page.print.repeat {
        Repeat::None => None,
        Repeat::Title => title,
        Repeat::Headings => tables.next().map(|(_, spot)| (spot.header, spot.header)),
        Repeat::Auto => {
            let is_list = |table: &crate::report::book::TableBlock| {
                table.sortable || table.rows.len() >= LIST
            };
            let all: Vec<_> = tables.collect();
            let (_, first) = all.iter().find(|(table, _)| is_list(table))?;
            // Over tables that begin with headings of their own those of the first would stand twice; none of them is longer
            // than a sheet of paper, see `divide`.
            match all.len() {
                1 => Some((first.header, first.header)),
                _ => title,
            }
        }
    }
}

/// Columns that stand on the screen only are left out.
fn print_area(sheet: &mut Worksheet, page: &Page, plan: &PagePlan) -> Result<(), XlsxError> {
    let mut tables = tables_of(page);
    if page.print.grid > 0 {
        let last = plan.rows.saturating_sub(1);
        sheet.set_print_area(0, 0, last, page.print.grid - 1)?;
        return Ok(());
    }
    if !tables.any(|table| table.printed() < table.across()) {
        return Ok(());
    }
    let columns = printed_columns(plan);
    sheet.set_print_area(0, 0, plan.rows.saturating_sub(1), columns - 1)?;
    Ok(())
}

/// Columns that hold all that is printed: a chart may end beyond those that anything is written in.
fn printed_columns(plan: &PagePlan) -> u16 {
    let set = plan.widths.len();
    let columns = (1..=set).find(|columns| plan.pixels(*columns) >= plan.width());
    let beyond = || plan.width().saturating_sub(plan.pixels(set));
    columns.unwrap_or_else(|| set + beyond().div_ceil(UNSET) as usize) as u16
}

fn head_and_foot(sheet: &mut Worksheet, book: &Book, page: &Page) {
    let face = book.theme.font(&book.language);
    let small = format!("&\"{face},Regular\"&8 ");
    let heading = match page.print.header.as_str() {
        "" => heading(book, page),
        said => said.to_owned(),
    };
    sheet.set_header(format!("&L{small}{}", part(&heading)));
    let number = book.words.page.replacen("{}", "&P", 1);
    let number = number.replacen("{}", "&N", 1);
    let right = match page.print.footer.as_str() {
        // A name as long as that would run into the page's number.
        "" if width(&book.file_name) > SIDE => part(&dated(&book.file_name, SIDE)),
        "" => "&F".to_owned(),
        said => part(&shortened(said, SIDE)),
    };
    sheet.set_footer(format!(
        "&L{small}{}&C{small}{number}&R{small}{right}",
        part(&shortened(&book.confidentiality, SIDE))
    ));
}

/// What the book and the page are called. Only what neither of them can do without is left of a long title: the period, and the
/// begin of the rest.
fn heading(book: &Book, page: &Page) -> String {
    let subject = book.title.strip_suffix(book.period.as_str());
    let subject = subject.map_or(book.title.as_str(), str::trim_end);
    let of_book = || match book.title.len() > subject.len() {
        true => format!("{} {}", shortened(subject, SUBJECT), book.period),
        false => shortened(subject, SUBJECT),
    };
    if subject.is_empty() || book.title == page.title {
        return shortened(&page.title, HEAD);
    }
    // A page that names the client itself need not be told whose it is.
    if page.title.contains(subject) {
        let short = shortened(subject, SUBJECT);
        let told = page.title.replacen(subject, &short, 1);
        return match told.contains(&book.period) {
            true => shortened(&told, HEAD),
            false => format!(
                "{} | {}",
                shortened(&told, HEAD - width(&book.period) - 3),
                book.period
            ),
        };
    }
    let of_book = of_book();
    let room = HEAD.saturating_sub(width(&of_book) + 3);
    format!("{of_book} | {}", shortened(&page.title, room))
}

/// A short name that still ends with the period.
fn dated(name: &str, most: usize) -> String {
    match name.rsplit_once(' ') {
        Some((subject, period)) if width(period) < most / 2 => {
            format!("{} {period}", shortened(subject, most - width(period) - 1))
        }
        _ => shortened(name, most),
    }
}

/// A text whose signs are no codes, as long as there is room.
fn part(text: &str) -> String {
    let mut part = String::new();
    for letter in text.chars() {
        let length = part.encode_utf16().count() + letter.len_utf16() + usize::from(letter == '&');
        if length > LONGEST {
            break;
        }
        part.push(letter);
        if letter == '&' {
            part.push(letter);
        }
    }
    part
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::book::{Print, TableBlock};
    use crate::report::xlsx::plan::TableSpot;

    /// 1,000 pixels on 1,000: 700 of them from top to bottom are 35 rows.
    const PAPER: Sheet = Sheet {
        code: 9,
        across: 1_000.0,
        down: 700.0,
        pixel: 0.01,
        upright: true,
    };

    #[test]
    fn signs_are_never_codes() {
        assert_eq!(part("R&D"), "R&&D");
        let many = part(&"&".repeat(200));
        assert_eq!((many.len(), many.matches("&&").count()), (120, 60));
        let odd = part(&format!("a{}", "&".repeat(200)));
        assert_eq!(odd.len(), 119, "a code of two signs is not cut in two");
        assert_eq!(part(&"😀".repeat(100)).encode_utf16().count(), 120);
    }

    #[test]
    fn a_long_name_leaves_room_for_the_period() {
        assert_eq!(dated("Portfolio 2026-10", SIDE), "Portfolio 2026-10");
        let name = "Aldermoor and Finch Regional Heritage Regeneration Partnership";
        let short = dated(&format!("{name} 2026-10"), SIDE);
        assert_eq!(short, "Aldermoor and Finch Regional… 2026-10");
    }

    #[test]
    fn a_few_lines_get_no_sheet_of_paper_of_their_own() {
        let plan = |rows: u32| PagePlan {
            rows,
            right: 1_000,
            ..PagePlan::default()
        };
        let page = Page::default();
        let scale = |rows: u32| without_lone(&page, &plan(rows), PAPER, 1.0).map(|found| found.0);
        assert_eq!(scale(35), None, "all on one");
        // two lines more: 740 pixels fit when they are printed at 700/740 = 0.945
        assert!(scale(37).is_some_and(|scale| (0.9..0.95).contains(&scale)));
        assert_eq!(scale(50), None, "fifteen rows are worth their sheet");
        assert_eq!(sheets(&plan(50), &[20], (700, 0)), (2, 600));
        assert_eq!(sheets(&plan(90), &[20], (700, 0)), (3, 700));
        // 400 pixels, then 1,400 on two sheets of which each begins with 100 that were said before: 700 and 100, 600 of 1,400
        // and 100, 200 and 100
        assert_eq!(sheets(&plan(90), &[20], (700, 100)), (4, 300));
    }

    #[test]
    fn a_chart_that_is_wider_than_the_tables_is_printed_whole() {
        // columns of 75 and 145 pixels; 64 each beyond them
        let columns = |right: u32| {
            printed_columns(&PagePlan {
                widths: vec![10.0, 20.0],
                right,
                ..PagePlan::default()
            })
        };
        assert_eq!([75, 76, 220].map(columns), [1, 2, 2]);
        assert_eq!([221, 284, 285].map(columns), [3, 3, 4]);
    }

    #[test]
    fn short_lists_share_a_sheet_of_paper_where_they_are_little_smaller_for_it() {
        // 18, 16 and 17 rows: at full size each begins a sheet of 700 pixels, at 0.92 two of them are 34 rows of 38 counted on
        let share = |lists: [(u32, u32); 3]| {
            let (page, plan) = listed(lists, 0);
            without_lone(&page, &plan, PAPER, 1.0)
        };
        let (scale, rows) = share([(2, 17), (19, 34), (36, 52)]).expect("two sheets");
        assert!(scale >= 0.85 && rows == [36], "{scale} {rows:?}");
        // 22 rows each: two are more than a sheet at 0.85
        assert_eq!(share([(2, 21), (23, 44), (46, 67)]), None);
    }

    /// Lists from the row of their title to their last, on upright sheets of paper of which so many are wished.
    fn listed(lists: [(u32, u32); 3], tall: u16) -> (Page, PagePlan) {
        let list = || {
            Block::Table(TableBlock {
                rows: vec![Vec::new()].into(),
                ..TableBlock::default()
            })
        };
        let page = Page {
            blocks: lists.map(|_| list()).into(),
            print: Print {
                tall,
                ..Print::default()
            },
            ..Page::default()
        };
        let spots = lists.map(|(title, last)| {
            Spot::Table(TableSpot {
                title: Some(title),
                header: title + 1,
                first: title + 2,
                last,
                totals: None,
                footer: None,
            })
        });
        let plan = PagePlan {
            rows: lists[2].1 + 1,
            right: 1_000,
            spots: spots.into(),
            ..PagePlan::default()
        };
        (page, plan)
    }

    #[test]
    fn a_nearly_empty_last_sheet_of_paper_gets_a_list_of_the_one_before() {
        // titles in rows 2, 16 and 30, the last list has three rows; 700 pixels are 35 rows, of which 33 are counted on
        let (page, plan) = listed([(2, 13), (16, 27), (30, 34)], 0);
        let usual = breaks(&page, &plan, title_rows(&page), room(PAPER, 1.0));
        assert_eq!(usual.rows, [30]);
        assert_eq!(evened(&page, &plan, PAPER, 1.0), [16]);
        // the same where two sheets of paper are wished, and 41 rows are too many for one at 85 %
        let (page, plan) = listed([(2, 13), (16, 32), (35, 40)], 2);
        let usual = breaks(&page, &plan, title_rows(&page), room(PAPER, 1.0));
        assert_eq!(usual.rows, [35]);
        let (_, rows) = on_wished(&page, &plan, PAPER).expect("it fits on two");
        assert_eq!(rows, [16]);
    }

    #[test]
    fn short_lists_stand_upright_where_that_saves_paper() {
        // a lying sheet is 1,045 pixels wide and 660 tall, an upright one 717 and 988
        let stands = |lists: [(u32, u32); 3], right: u32, print: Print| {
            let (page, plan) = listed(lists, 0);
            let page = Page { print, ..page };
            let plan = PagePlan { right, ..plan };
            paper_of(&page, &plan, &Theme::default()).upright
        };
        let auto = Print::default;
        // 55 rows are 1,100 pixels: at 0.9 they fit on an upright sheet, and lying on none at 0.6
        let tall = [(2, 18), (20, 36), (38, 54)];
        assert!(stands(tall, 700, auto()));
        let lies = Print {
            lies: true,
            ..auto()
        };
        assert!(!stands(tall, 700, lies));
        // upright it would be printed at 717/1,300 = 0.55
        assert!(!stands(tall, 1_300, auto()));
        // 25 rows fill a lying sheet no more than they are wide
        assert!(!stands([(2, 8), (10, 16), (18, 24)], 1_000, auto()));
        // 45 rows are 900 pixels: lying on one sheet at 0.73, upright at 0.9
        assert!(stands([(2, 14), (16, 28), (30, 44)], 800, auto()));
    }
}
