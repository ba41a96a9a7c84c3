//! Widths that fit every table stacked on a page, and the page on its paper.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;

use super::breaking::{has_narrow_letters, leave_none_alone, with_its_unit};
use super::letters::{pixels as pixels_of, widest_piece};
use super::{INDENT, SHRUNK, heads};
use crate::report::book::{Block, Book, Cell, CellValue, Column, Look, Page, Style, TableBlock};
use crate::report::style::{number, show, style_of, width};
use crate::report::xlsx::sheet::heading_indent;

/// Texts wider than this are wrapped.
const WIDEST: f64 = 45.0;
/// One that is only so many times as wide is not.
const BARELY: f64 = 1.08;
/// Where most rows of a list hold texts that are wider they get so much instead: on two lines each they would take twice the paper.
const WIDEST_OF_MOST: f64 = 62.0;
/// Rows of a list of which that can be said.
const MANY: usize = 20;
/// Long texts get this much.
const WIDEST_LONG: f64 = 64.0;
/// On a page too wide for its paper texts are wrapped sooner: so wide a page may be in pixels, and so much of the widths above
/// is kept at least to get there. These are for usual paper; what is upright may lie down for the last of them.
const LYING: [(f64, f64); 6] = [
    (1_250.0, 0.85),
    (1_400.0, 0.85),
    (1_500.0, 0.7),
    (1_650.0, 0.7),
    (1_650.0, 0.55),
    (1_800.0, 0.4),
];
const UPRIGHT: [(f64, f64); 6] = [
    (800.0, 0.7),
    (950.0, 0.55),
    (1_080.0, 0.55),
    (1_235.0, 0.5),
    (1_780.0, 0.7),
    (1_780.0, 0.4),
];
/// The same for paper of the double size.
const LYING_LARGE: [(f64, f64); 2] = [(2_518.0, 0.7), (2_518.0, 0.5)];
const UPRIGHT_LARGE: [(f64, f64); 1] = [(1_800.0, 0.5)];
/// On the screen alone a text gets this much before it is wrapped.
const WIDEST_SCREEN: f64 = 100.0;
/// A link stands on one line, in smaller letters where its column is narrower. It has so much at most.
const WIDEST_LINK: f64 = 44.0;
/// One that would need more on one line even in the smallest letters is broken.
const WIDEST_WHOLE: f64 = 56.0;
/// On a page too wide for its paper a link keeps so much of its width, and so does what is written by hand.
const LINK_KEEPS: f64 = 0.75;
const INPUT_KEEPS: f64 = 0.66;
/// Texts in columns of a kind are wrapped at this.
const WIDEST_ALIKE: f64 = 16.0;
/// Columns of a kind take no more than this together for the sake of one that is wider than all others.
const ALL_ALIKE: f64 = 216.0;
/// A column is at least so wide.
const NARROWEST: f64 = 7.0;
/// One of little columns for each month.
const TREND: f64 = 14.0;
/// A page may grow so many times as wide for the sake of its headings' brackets, and as much again where that makes them lower.
const FOR_HEADINGS: f64 = 1.04;
/// Beyond these a page lies down or goes on larger paper.
const PAPER_ENDS: [f64; 2] = [1_235.0, 1_800.0];
/// Parts of the widths above that are tried, and whether headings are taller for it: a line more, and their own buttons below
/// them instead of beside them.
const TRIED: [(f64, bool); 9] = [
    (1.0, false),
    (0.85, false),
    (0.85, true),
    (0.7, true),
    (0.6, true),
    (0.55, true),
    (0.5, true),
    (0.45, true),
    (0.4, true),
];

/// Characters a column needs: its figures and headings, its links, and its texts, which can be wrapped.
#[derive(Clone, Copy, Debug, Default)]
struct Need {
    firm: f64,
    /// Its heading, and the same when headings are taller.
    head: [f64; 2],
    link: f64,
    /// On one line in letters as small as they may be: not every program breaks a link.
    link_least: f64,
    /// To write in.
    input: f64,
    text: f64,
    /// By the widths of their letters.
    text_least: f64,
    /// Most of its texts on one line each.
    common: f64,
    long_text: f64,
}

impl Need {
    fn narrowest() -> Need {
        Need {
            firm: NARROWEST,
            ..Need::default()
        }
    }

    fn most(self, other: Need) -> Need {
        Need {
            firm: self.firm.max(other.firm),
            head: [0, 1].map(|at| self.head[at].max(other.head[at])),
            link: self.link.max(other.link),
            link_least: self.link_least.max(other.link_least),
            input: self.input.max(other.input),
            text: self.text.max(other.text),
            text_least: self.text_least.max(other.text_least),
            common: self.common.max(other.common),
            long_text: self.long_text.max(other.long_text),
        }
    }

    /// Width when texts get this part of what they may have, and headings are taller or not.
    fn width(self, (kept, taller): (f64, bool)) -> f64 {
        // a text is not broken for the sake of its last letters
        let text = match WIDEST * kept {
            most if self.text <= most * BARELY => self.text,
            most if self.text_least <= most * BARELY => self.text_least.max(most),
            most => most,
        };
        let link = self.link * kept.max(LINK_KEEPS);
        let input = self.input * kept.max(INPUT_KEEPS);
        self.firm
            .max(self.head[usize::from(taller)])
            .max(text)
            .max(self.common)
            .max(link)
            .max(input)
            .max(self.long_text.min(WIDEST_LONG * kept))
    }
}

/// Usual paper, and that of the double size.
fn papers(page: &Page) -> [&'static [(f64, f64)]; 2] {
    match (page.print.portrait, page.print.tall) {
        // so many sheets of paper are wished of upright ones
        (true, 1..) => [&UPRIGHT[..4], &UPRIGHT_LARGE],
        (true, 0) => [&UPRIGHT, &UPRIGHT_LARGE],
        (false, _) => [&LYING, &LYING_LARGE],
    }
}

/// Widths of the columns that tables stand in, and whether headings have to be taller for them.
pub(super) fn of_tables(book: &Book, page: &Page) -> (Vec<f64>, bool) {
    let mut needs: Vec<Need> = Vec::new();
    let mut on_paper_to = 0;
    for block in &page.blocks {
        let Block::Table(table) = block else {
            continue;
        };
        if table.rows.is_empty() {
            continue;
        }
        for at in 0..table.columns.len() {
            let place = usize::from(table.place(at));
            let span = usize::from(table.columns[at].span.max(1));
            while needs.len() < place + span {
                needs.push(Need::narrowest());
            }
            // what takes several columns lies over those that other tables set
            if span == 1 {
                needs[place] = needs[place].most(column_need(book, table, at));
            }
            on_paper_to = on_paper_to.max(table.printed());
        }
    }
    keep_words_whole(page, &mut needs);
    let each_as_needed = needs.clone();
    make_alike(page, &mut needs);
    let [usual, large] = papers(page);
    let fitted = on_paper(&with_whole_links(&needs), on_paper_to, usual)
        .or_else(|| on_paper(&needs, on_paper_to, usual))
        .or_else(|| on_paper(&each_as_needed, on_paper_to, usual))
        .or_else(|| on_paper(&needs, on_paper_to, large));
    let (mut widths, taller) = fitted.unwrap_or_else(|| widths_of(&needs, TRIED[TRIED.len() - 1]));
    let all = pixels(&widths, on_paper_to);
    let papers = [usual, large].concat();
    let room = papers
        .iter()
        .map(|(room, _)| *room)
        .find(|room| all <= *room);
    // what stands on the screen only takes the room it needs, and makes no row higher on paper
    let screen = widths.iter_mut().zip(&needs).skip(on_paper_to);
    for (wide, need) in screen {
        let text = need.text.max(need.long_text);
        *wide = wide.max(text.min(WIDEST_SCREEN));
    }
    let most = room_for_headings(all, room.unwrap_or(all));
    leave_none_alone(page, &mut widths, (on_paper_to, most));
    let now = pixels(&widths, on_paper_to);
    let free = room_for_headings(now, most) - now;
    heads::level(page, &mut widths, taller, (on_paper_to, free));
    (widths, taller)
}

/// Pixels that a page of this width may have for its headings' sake, but never so many that it needs other paper.
fn room_for_headings(all: f64, room: f64) -> f64 {
    let edge = PAPER_ENDS.into_iter().find(|edge| all <= *edge);
    edge.map_or(all, |edge| edge.min(all * FOR_HEADINGS))
        .max(room)
}

/// What takes several columns widens the last of them where a word or number of it would be broken.
fn keep_words_whole(page: &Page, needs: &mut [Need]) {
    for block in &page.blocks {
        let Block::Table(table) = block else {
            continue;
        };
        for (at, column) in table.columns.iter().enumerate() {
            if column.span < 2 || table.rows.is_empty() {
                continue;
            }
            let cells = table.rows.iter().map(|row| match &row[at].value {
                CellValue::Text(text) => widest_piece(text, row[at].strong),
                _ => 0.0,
            });
            let widest = cells.fold(widest_piece(&column.label, true), f64::max);
            let indent = f64::from(heading_indent(at, column)) * INDENT;
            let place = usize::from(table.place(at));
            let taken = &mut needs[place..place + usize::from(column.span)];
            let given: f64 = taken.iter().map(|need| need.firm.max(need.head[1])).sum();
            let lacks = (widest + indent + FREE) / DIGIT - given;
            if let Some(last) = taken.last_mut().filter(|_| lacks > 0.0) {
                last.firm = last.firm.max(last.head[1]) + lacks.min(WIDEST / 2.0);
            }
        }
    }
}

/// The same with room for every link on one line.
fn with_whole_links(needs: &[Need]) -> Vec<Need> {
    let needs = needs.iter().map(|need| Need {
        firm: need.firm.max(need.link_least),
        ..*need
    });
    needs.collect()
}

/// Columns of a kind, such as the months of a matrix, are as wide as the widest of them, whatever other tables hold in the same
/// columns of the sheet: texts there are wrapped, and only figures that need more keep it. Headings of other tables level them
/// as far as two in three of the columns need it: one long word over one of them would make all others wide and the page small.
fn make_alike(page: &Page, needs: &mut [Need]) {
    let mut places: Vec<usize> = Vec::new();
    for block in &page.blocks {
        let Block::Table(table) = block else {
            continue;
        };
        if table.rows.is_empty() {
            continue;
        }
        let columns = table.columns.iter().enumerate();
        let alike = columns.filter(|(_, column)| column.alike);
        places.extend(alike.map(|(at, _)| usize::from(table.place(at))));
    }
    places.sort_unstable();
    places.dedup();
    let widest = |of: fn(&Need) -> f64| places.iter().map(|at| of(&needs[*at])).fold(0.0, f64::max);
    let texts = widest(|need| need.text.max(need.long_text)).min(WIDEST_ALIKE);
    let room = ALL_ALIKE / places.len().max(1) as f64;
    let room = room.max(NARROWEST);
    let wide = widest(|need| need.firm).max(texts).min(room);
    let heads = [0, 1].map(|way| {
        let mut heads: Vec<f64> = places.iter().map(|at| needs[*at].head[way]).collect();
        heads.sort_by(f64::total_cmp);
        heads.get(places.len() * 2 / 3).copied().unwrap_or(0.0)
    });
    for at in places {
        needs[at] = Need {
            firm: needs[at].firm.max(wide),
            head: [0, 1].map(|way| needs[at].head[way].max(heads[way].min(room))),
            ..Need::default()
        };
    }
}

/// The widest that fits, if any does.
fn on_paper(needs: &[Need], printed: usize, papers: &[(f64, f64)]) -> Option<(Vec<f64>, bool)> {
    papers.iter().find_map(|(room, least)| {
        let mut tried = TRIED.iter().filter(|way| way.0 >= *least);
        tried.find_map(|way| {
            let found = widths_of(needs, *way);
            (pixels(&found.0, printed) <= *room).then_some(found)
        })
    })
}

fn widths_of(needs: &[Need], way: (f64, bool)) -> (Vec<f64>, bool) {
    let widths = needs.iter().map(|need| need.width(way)).collect();
    (widths, way.1)
}

/// Pixels of the columns that are printed.
pub(super) fn pixels(widths: &[f64], printed: usize) -> f64 {
    widths
        .iter()
        .take(printed)
        .map(|wide| wide * 7.0 + 5.0)
        .sum()
}

/// Pixels of a cell's two edges.
pub(super) const EDGES: f64 = 5.0;
/// Pixels of a digit, in which widths are told.
const DIGIT: f64 = 7.0;
/// Pixels of the button beside a heading.
const BUTTON: f64 = 21.0;
/// Pixels kept free beside a heading's widest word, half of them where headings are taller.
const FREE: f64 = 12.0;
/// A heading's lines are not as long as each other: the longest has so many pixels more.
const UNEVEN: f64 = 14.0;

fn column_need(book: &Book, table: &TableBlock, at: usize) -> Need {
    let column = &table.columns[at];
    let total = Cell {
        value: if table.totals {
            table.total(at)
        } else {
            CellValue::Empty
        },
        strong: true,
        ..Cell::default()
    };
    let mut body = Need::default();
    let mut widest: BTreeMap<(Style, bool, bool, u8), (f64, &Cell)> = BTreeMap::new();
    let mut dates: BTreeSet<(Style, u32, bool, bool, u8)> = BTreeSet::new();
    for cell in table.rows.iter().map(|row| &row[at]).chain([&total]) {
        if let CellValue::Date(day) = &cell.value {
            // days of a month with as many digits are as wide as each other
            let style = style_of(cell, column.style);
            let alike = (style, day.month(), day.day() > 9, cell.strong, cell.indent);
            if !dates.insert(alike) {
                continue;
            }
        }
        let Some(figure) = number(&cell.value) else {
            body = body.most(cell_need(book, column, cell));
            continue;
        };
        // of figures written alike the greatest is the widest
        let alike = (
            style_of(cell, column.style),
            cell.strong,
            figure < 0.0,
            cell.indent,
        );
        let greatest = widest.entry(alike).or_insert((figure.abs(), cell));
        if figure.abs() > greatest.0 {
            *greatest = (figure.abs(), cell);
        }
    }
    let body = widest
        .values()
        .map(|(_, cell)| cell_need(book, column, cell))
        .fold(body, Need::most);
    // lines to write on by hand are high instead
    let least = match column.input {
        true if table.lines > 1 => 11.0,
        true => 18.0,
        false if column.look == Look::Trend => TREND,
        false => NARROWEST,
    };
    let (firm, input) = match column.input {
        true => (body.firm.max(NARROWEST), least),
        false => (body.firm.max(least), 0.0),
    };
    Need {
        firm,
        input,
        head: [false, true].map(|taller| header_need(table, at, taller)),
        common: common_need(table, at),
        ..body
    }
}

/// Characters that hold the texts of a long list on one line each, where most of its rows have texts that would be wrapped, and none
/// of them goes far beyond.
fn common_need(table: &TableBlock, at: usize) -> f64 {
    let rows = table.rows.len();
    if rows < MANY {
        return 0.0;
    }
    let texts = table.rows.iter().filter_map(|row| match &row[at].value {
        CellValue::Text(text) if row[at].link.is_none() && width(text) as f64 > WIDEST => {
            Some(pixels_of(text, row[at].strong))
        }
        _ => None,
    });
    let mut wide: Vec<f64> = texts.collect();
    if wide.len() * 2 < rows {
        return 0.0;
    }
    wide.sort_by(f64::total_cmp);
    let most = wide[wide.len() * 3 / 4];
    let needs = (most + EDGES + FREE) / DIGIT;
    if needs <= WIDEST_OF_MOST { needs } else { 0.0 }
}

/// Width of a heading, beside its button or, where it is taller, over it.
fn header_need(table: &TableBlock, at: usize, taller: bool) -> f64 {
    let column = &table.columns[at];
    let button = match (table.has_buttons(), taller) {
        (true, false) => BUTTON,
        _ => 0.0,
    };
    let all = pixels_of(&column.label, true);
    let label = match taller {
        // where room is short the page is not made smaller for it
        true => Cow::Borrowed(column.label.as_str()),
        false => with_its_unit(&column.label),
    };
    let word = widest_piece(&label, true);
    // Without spaces a bracket would be left alone on its line.
    let usual = if has_narrow_letters(&column.label) {
        3.0
    } else {
        2.0
    };
    let (lines, free) = match taller {
        true => (usual + 1.0, FREE / 2.0),
        false => (usual, FREE),
    };
    let indent = f64::from(heading_indent(at, column)) * INDENT;
    (word.max(all / lines + UNEVEN).min(all) + free + indent + button) / DIGIT
}

fn cell_need(book: &Book, column: &Column, cell: &Cell) -> Need {
    let shown: Cow<'_, str> = match (&cell.value, column.look) {
        (CellValue::Empty, _) => {
            return Need {
                firm: 3.0,
                ..Need::default()
            };
        }
        (CellValue::Text(code), Look::Band) => book.words.band(code).unwrap_or(code).into(),
        (CellValue::Text(text), _) => text.into(),
        _ => show(cell, column.style, &book.words).into(),
    };
    let bold = if cell.strong { 1.12 } else { 1.0 };
    let plain = width(&shown) as f64 * bold + f64::from(cell.indent) * 2.0;
    let mut need = Need::default();
    // Figures carry the space of a closing parenthesis.
    match (&cell.value, style_of(cell, column.style)) {
        (CellValue::Text(_), _) if cell.link.is_some() => {
            need.link = (plain * 1.05 + 4.0).min(WIDEST_LINK);
            let least = plain / SHRUNK + 2.5;
            need.link_least = if least <= WIDEST_WHOLE { least } else { 0.0 };
        }
        (CellValue::Text(_), Style::Wrapped) => need.long_text = plain * 1.05 + 4.0,
        (CellValue::Text(_), _) => {
            need.text = plain * 1.05 + 4.0;
            let beside = EDGES + FREE + f64::from(cell.indent) * INDENT;
            need.text_least = (pixels_of(&shown, cell.strong) + beside) / DIGIT;
        }
        _ => need.firm = plain + 3.0,
    }
    need
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_never_drive_a_page_onto_other_paper() {
        let room = |all: f64, room: f64| room_for_headings(all, room).round() as u32;
        assert_eq!(room(1_000.0, 1_080.0), 1_080, "the paper has more");
        assert_eq!(room(1_070.0, 1_080.0), 1_113, "a little smaller");
        // 1,230 and 4 % are 1,279, which no upright page has
        assert_eq!(room(1_230.0, 1_235.0), 1_235);
        assert_eq!(room(1_790.0, 1_800.0), 1_800);
        assert_eq!(room(2_500.0, 2_518.0), 2_518);
    }

    #[test]
    fn a_unit_of_one_letter_never_begins_a_line() {
        let table = |label: &str| TableBlock {
            columns: vec![Column {
                label: label.to_owned(),
                ..Column::default()
            }],
            ..TableBlock::default()
        };
        for label in ["Оплачиваемые, ч", "Сверх за период, ч", "Over, h"]
        {
            let wide = header_need(&table(label), 0, false) * DIGIT + EDGES;
            let words: Vec<&str> = label.split(' ').collect();
            let together = words[words.len() - 2..].join(" ");
            assert!(pixels_of(&together, true) + EDGES <= wide, "{label}");
        }
    }

    #[test]
    fn months_are_as_wide_as_each_other_over_the_columns_of_other_tables() {
        let table = |alike: bool, columns: usize| {
            Block::Table(TableBlock {
                columns: vec![
                    Column {
                        alike,
                        ..Column::default()
                    };
                    columns
                ],
                rows: vec![vec![Cell::default(); columns]].into(),
                ..TableBlock::default()
            })
        };
        let page = Page {
            blocks: vec![table(false, 2), table(true, 4)],
            ..Page::default()
        };
        let need = |firm: f64, text: f64| Need {
            firm,
            text,
            ..Need::default()
        };
        // a long text in the second column is wrapped at 16, the figures of the fourth need 18
        let mut needs = [
            need(9.0, 0.0),
            need(9.0, 40.0),
            need(9.0, 0.0),
            need(18.0, 0.0),
        ];
        make_alike(&page, &mut needs);
        let widths = |needs: &[Need]| -> Vec<String> {
            needs
                .iter()
                .map(|need| need.width((1.0, false)).to_string())
                .collect()
        };
        assert_eq!(widths(&needs), ["18"; 4]);
        needs[3] = need(9.0, 0.0);
        needs[1] = need(9.0, 40.0);
        for at in [0, 2] {
            needs[at] = need(9.0, 0.0);
        }
        make_alike(&page, &mut needs);
        assert_eq!(widths(&needs), ["16"; 4]);
        // of four headings one needs 19: the others are levelled at 12, the third of them from below
        let head = |wide: f64| Need {
            firm: 8.0,
            head: [wide; 2],
            ..Need::default()
        };
        let mut needs = [11.0, 19.0, 12.0, 9.0].map(head);
        make_alike(&page, &mut needs);
        assert_eq!(widths(&needs), ["12", "19", "12", "12"]);
    }

    #[test]
    fn most_texts_of_a_long_list_stand_on_one_line() {
        let need = |rows: usize, long: usize, letters: usize| {
            let row = |at: usize| {
                let text = if at < long {
                    "n".repeat(letters)
                } else {
                    "n".to_owned()
                };
                vec![Cell {
                    value: CellValue::Text(text),
                    ..Cell::default()
                }]
            };
            let table = TableBlock {
                columns: vec![Column::default()],
                rows: (0..rows).map(row).collect(),
                ..TableBlock::default()
            };
            common_need(&table, 0)
        };
        // fifty letters of .56 em are 373 pixels and .03 more, with edges and 12 free ones 401: 57 digits
        assert_eq!(need(20, 15, 50).round() as u32, 57);
        assert!(need(20, 9, 50) == 0.0, "few of them are so long");
        assert!(need(19, 19, 50) == 0.0, "a short list may have high rows");
        assert!(need(20, 20, 60) == 0.0, "nor are they made as wide as that");
    }

    #[test]
    fn a_text_is_not_broken_for_the_sake_of_a_few_letters() {
        let width = |text: f64, text_least: f64| {
            let need = Need {
                text,
                text_least,
                ..Need::default()
            };
            (need.width((0.7, false)) * 10.0).round() as u32
        };
        // of 45 a text keeps 31.5: 33.9 are 1.08 times as much, by its columns or by its letters
        assert_eq!(width(33.9, 33.0), 339);
        assert_eq!(width(36.0, 33.9), 339);
        assert_eq!(width(36.0, 30.0), 315);
        assert_eq!(width(36.0, 35.0), 315);
    }

    #[test]
    fn texts_give_way_on_a_page_too_wide_for_paper() {
        let figures = |count: usize| {
            vec![
                Need {
                    firm: 14.0,
                    ..Need::default()
                };
                count
            ]
        };
        let text = Need {
            firm: 10.0,
            text: 80.0,
            ..Need::default()
        };
        let width = |figures: Vec<Need>| {
            let needs = [figures, vec![text; 3]].concat();
            let fitted = on_paper(&needs, needs.len(), &LYING);
            let fitted = fitted.or_else(|| on_paper(&needs, needs.len(), &LYING_LARGE));
            let (mut widths, _) = fitted.expect("it fits");
            let wide = widths.pop().expect("a column");
            (wide * 100.0 / WIDEST).round() as u32
        };
        // Three texts of 45 are 960 pixels, a figure is 103: beside two of those they have all that they may have, 1,166 of 1,250,
        // beside six 0.85 of it, 1,436 of 1,500.
        assert_eq!(width(figures(2)), 100);
        assert_eq!(width(figures(6)), 85);
        // Nine leave 723 pixels of 1,650, that is 33 characters: 0.7 of 45.
        assert_eq!(width(figures(9)), 70);
        // Eighteen leave 664 pixels of A3: 0.6 of 45 is 582 pixels, 0.7 would be 676.
        assert_eq!(width(figures(18)), 60);
    }
}
