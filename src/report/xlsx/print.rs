//! Print set-up of a sheet: paper, size, breaks, what stands on every sheet of paper.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::breaks::{breaks, room};
use super::paper::{Sheet, larger, sheet};
use super::plan::{PagePlan, Spot};
use super::{LIST, tables_of, title_rows};
use crate::report::book::{Block, Book, Page, Repeat};
use crate::report::theme::Theme;

/// Several tables are printed on one sheet of paper as long as they are no smaller than this.
const SMALLEST: f64 = 0.55;
/// And several on a wished number of sheets of paper.
const SMALLEST_WISHED: f64 = 0.6;
/// A sheet of paper is saved when that makes the page no smaller than so.
const SAVED: f64 = 0.85;
/// Sizes are tried in steps of so much.
const STEP: f64 = 0.02;
/// Inches of the plain margins: left and right, top and bottom, head and foot.
const MARGINS: [f64; 3] = [0.4, 0.7, 0.3];
/// Most signs of a part of a head or foot; a whole one may have 255.
const LONGEST: usize = 70;

/// Sets how a page is printed.
pub fn onto_paper(
    sheet: &mut Worksheet,
    book: &Book,
    page: &Page,
    plan: &PagePlan,
) -> Result<(), XlsxError> {
    let paper = paper_of(page, plan, &book.theme);
    sheet.set_paper_size(paper.code);
    if !page.print.portrait {
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
        sheet.set_print_fit_to_pages(1, 0);
        sheet.set_page_breaks(&rows)?;
    } else {
        sheet.set_print_fit_to_pages(wide, 0);
        let scale = paper.scale(plan, wide);
        let broken = breaks(page, plan, title_rows(page), room(paper, scale));
        if !page.print.unbroken {
            sheet.set_page_breaks(&broken.rows)?;
        }
    }
    let [side, end, edge] = MARGINS;
    let side = side + beside.max(0.0);
    sheet.set_margins(side, side, end, end, edge, edge);
    Ok(())
}

/// A page on one sheet of paper that would be smaller than so goes on paper of the double size.
fn paper_of(page: &Page, plan: &PagePlan, theme: &Theme) -> Sheet {
    let usual = sheet(page, plan, theme);
    let small = prints_on_one(page, plan, usual) && on_one(page, plan, usual) < SMALLEST_WISHED;
    let wanted = small.then(|| larger(page, theme)).flatten();
    wanted.unwrap_or(usual)
}

/// How large a page is when all of it stands on one sheet of paper.
fn on_one(page: &Page, plan: &PagePlan, paper: Sheet) -> f64 {
    let down = paper.down / f64::from(plan.tall().max(1));
    paper.scale(plan, page.print.wide).min(down)
}

/// Tables that are longer than a sheet of paper, by their number among the blocks; none where the page fits what is wished.
pub fn long(book: &Book, page: &Page, plan: &PagePlan) -> Vec<usize> {
    let paper = paper_of(page, plan, &book.theme);
    if prints_on_one(page, plan, paper) || on_wished(page, plan, paper).is_some() {
        return Vec::new();
    }
    let scale = paper.scale(plan, page.print.wide);
    breaks(page, plan, title_rows(page), room(paper, scale)).long
}

/// Size and breaks with which a page fits on the wished number of sheets of paper, with nothing cut in two.
fn on_wished(page: &Page, plan: &PagePlan, paper: Sheet) -> Option<(f64, Vec<u32>)> {
    let wished = usize::from(page.print.tall);
    if wished < 2 || page.print.wide > 1 {
        return None;
    }
    let largest = paper.scale(plan, 1);
    (1..=wished).find_map(|sheets| {
        let smallest = match sheets < wished {
            true => SMALLEST_WISHED.max(largest * SAVED),
            false => SMALLEST_WISHED,
        };
        let mut scale = largest;
        while scale >= smallest {
            let found = breaks(page, plan, title_rows(page), room(paper, scale));
            if found.rows.len() < sheets
                && found.long.is_empty()
                && fits(plan, paper, scale, sheets)
            {
                return Some((scale, found.rows));
            }
            scale -= STEP;
        }
        None
    })
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
    let on_one = on_one(page, plan, paper);
    let most = match (drawn, tables_of(page).count()) {
        (_, 2..) if on_one >= SMALLEST => return !has_break(page),
        (true, _) => 1.7,
        (_, 2..) => 1.45,
        // A list that fits needs nothing; one that is long runs on.
        _ if plan.proportion() <= paper.proportion() => return false,
        _ => 1.15,
    };
    plan.proportion() < paper.proportion() * most && !has_break(page)
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
    if !tables.any(|table| table.printed() < table.across()) {
        return Ok(());
    }
    let columns = (1..=plan.widths.len())
        .find(|columns| plan.pixels(*columns) >= plan.width())
        .unwrap_or(plan.widths.len());
    sheet.set_print_area(0, 0, plan.rows.saturating_sub(1), columns as u16 - 1)?;
    Ok(())
}

fn head_and_foot(sheet: &mut Worksheet, book: &Book, page: &Page) {
    let face = book.theme.font(&book.language);
    let small = format!("&\"{face},Regular\"&8 ");
    let heading = match (page.print.header.as_str(), book.title.as_str()) {
        ("", title) if title == page.title || title.is_empty() => part(&page.title),
        ("", title) => format!("{} | {}", part(title), part(&page.title)),
        (said, _) => part(said),
    };
    sheet.set_header(format!("&L{small}{heading}"));
    let number = book.words.page.replacen("{}", "&P", 1);
    let number = number.replacen("{}", "&N", 1);
    let right = match page.print.footer.as_str() {
        "" => "&F".to_owned(),
        said => part(said),
    };
    sheet.set_footer(format!(
        "&L{small}{}&C{small}{number}&R{small}{right}",
        part(&book.confidentiality)
    ));
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

    #[test]
    fn signs_are_never_codes() {
        assert_eq!(part("R&D"), "R&&D");
        let many = part(&"&".repeat(200));
        assert_eq!((many.len(), many.matches("&&").count()), (70, 35));
        let odd = part(&format!("a{}", "&".repeat(200)));
        assert_eq!(odd.len(), 69, "a code of two signs is not cut in two");
        assert_eq!(part(&"😀".repeat(100)).encode_utf16().count(), 70);
    }
}
