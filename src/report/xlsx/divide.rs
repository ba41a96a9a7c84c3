//! A table longer than a sheet of paper gets a sheet of its own: only there its headings can be frozen and printed again on
//! every page.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::foot::planned;
use super::plan::PagePlan;
use super::sheet_names::of_part;
use super::{print, tables_of};
use crate::report::book::{Block, Book, Page, Repeat};
use crate::report::retold::PAGE_AND_TABLE;

/// Pages with fewer rows than this in all their tables need no second look.
const SHORT: usize = 25;

/// The book with its long tables apart, and the plans of its pages as far as they were made on the way.
pub(super) fn divided(book: &Book) -> (Cow<'_, Book>, Vec<Option<PagePlan>>) {
    let looked: Vec<(Vec<usize>, Option<PagePlan>)> =
        book.pages.iter().map(|page| long(book, page)).collect();
    if looked.iter().all(|(long, _)| long.is_empty()) {
        let plans = looked.into_iter().map(|(_, plan)| plan);
        return (Cow::Borrowed(book), plans.collect());
    }
    let (mut pages, mut plans) = (Vec::new(), Vec::new());
    for (page, (long, plan)) in book.pages.iter().zip(looked) {
        let before = pages.len();
        pages.extend(divide(page, &long, &|page| shares_the_end(book, page)));
        let plan = plan.filter(|_| long.is_empty());
        plans.push(plan);
        plans.resize_with(plans.len() + pages.len() - before - 1, || None);
    }
    let book = Book {
        pages,
        ..book.without_pages()
    };
    (Cow::Owned(book), plans)
}

/// Tables of a page with several that are longer than a sheet of paper, by their number among the blocks; and its plan where
/// it was looked at.
fn long(book: &Book, page: &Page) -> (Vec<usize>, Option<PagePlan>) {
    let rows: usize = tables_of(page).map(|table| table.rows.len()).sum();
    if tables_of(page).count() < 2 || rows < SHORT {
        return (Vec::new(), None);
    }
    let plan = planned(book, page);
    (print::long(book, page, &plan), Some(plan))
}

/// True when short tables behind a long one stand on its last sheet of paper.
fn shares_the_end(book: &Book, page: &Page) -> bool {
    print::shares_the_end(book, page, &planned(book, page))
}

/// Every long table begins a page and what follows it another, unless it shares its last sheet of paper; the first page keeps its
/// name.
fn divide(page: &Page, long: &[usize], shares: &dyn Fn(&Page) -> bool) -> Vec<Page> {
    if long.is_empty() {
        return vec![page.clone()];
    }
    let is_long = |part: &Part| part.table.is_some_and(|at| long.contains(&at));
    let mut pages: Vec<Page> = Vec::new();
    let mut before_was_long = false;
    let mut tabled = false;
    for part in parts(page) {
        let is_long = is_long(&part);
        let blocks = page.blocks[part.first..part.end].iter().cloned();
        if let Some(last) = pages.last_mut().filter(|_| before_was_long && !is_long) {
            let mut shared = last.clone();
            shared.blocks.extend(blocks.clone());
            if shared.print.repeat == Repeat::Auto {
                shared.print.repeat = Repeat::Headings;
            }
            if shares(&shared) {
                *last = shared;
                continue;
            }
        }
        match pages.last_mut() {
            Some(last) if !(before_was_long || is_long && tabled) => {
                // a title that names one table may not stand over two
                if tables_of(last).next().is_some() && part.table.is_some() {
                    last.name.clone_from(&page.name);
                    last.title.clone_from(&page.title);
                }
                last.blocks.extend(blocks);
            }
            before => {
                let name = before.is_some().then(|| part.title(page)).flatten();
                pages.push(Page {
                    name: name.map_or_else(|| page.name.clone(), |name| of_part(&page.name, name)),
                    title: with(&page.title, name),
                    blocks: blocks.collect(),
                    ..page.clone()
                });
            }
        }
        before_was_long = is_long;
        tabled |= part.table.is_some();
    }
    number(&mut pages);
    pages
}

/// Sheets of one name are numbered, or a list of them would lead to the first only; titles are where they do not differ.
fn number(pages: &mut [Page]) {
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    let mut titles: BTreeMap<String, usize> = BTreeMap::new();
    for page in pages {
        for (text, counts) in [(&mut page.name, &mut names), (&mut page.title, &mut titles)] {
            let count = counts.entry(text.clone()).or_default();
            *count += 1;
            if *count > 1 {
                *text = format!("{text} ({count})");
            }
        }
    }
}

fn with(name: &str, part: Option<&str>) -> String {
    match part {
        Some(part) if part.contains(name) => part.to_owned(),
        Some(part) => format!("{name}{PAGE_AND_TABLE}{part}"),
        None => name.to_owned(),
    }
}

/// A table with what leads to it and what is drawn of it.
#[derive(Debug)]
struct Part {
    first: usize,
    end: usize,
    table: Option<usize>,
}

impl Part {
    fn title<'p>(&self, page: &'p Page) -> Option<&'p str> {
        match page.blocks.get(self.table?) {
            Some(Block::Table(table)) if !table.title.is_empty() => Some(&table.title),
            _ => None,
        }
    }
}

fn parts(page: &Page) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut leads = None;
    for (at, block) in page.blocks.iter().enumerate() {
        match block {
            Block::Table(table) if !table.rows.is_empty() => {
                let first = leads.take().unwrap_or(at);
                parts.push(Part {
                    first,
                    end: at + 1,
                    table: Some(at),
                });
            }
            Block::Heading(_) | Block::Text(_) | Block::Tiles(_) | Block::Gap | Block::Break => {
                leads.get_or_insert(at);
            }
            Block::Table(_) | Block::Chart(_) => {
                leads = None;
                match parts.last_mut() {
                    Some(part) => part.end = at + 1,
                    None => parts.push(Part {
                        first: 0,
                        end: at + 1,
                        table: None,
                    }),
                }
            }
        }
    }
    if let Some(part) = parts.last_mut() {
        part.end = page.blocks.len();
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::book::{Cell, TableBlock};

    fn table(title: &str, rows: usize) -> Block {
        Block::Table(TableBlock {
            title: title.to_owned(),
            rows: vec![vec![Cell::default()]; rows].into(),
            ..TableBlock::default()
        })
    }

    fn shown(page: &Page) -> String {
        let blocks = page.blocks.iter().map(|block| match block {
            Block::Table(table) => table.title.clone(),
            Block::Text(text) => text.clone(),
            _ => String::new(),
        });
        format!("{}: {}", page.title, blocks.collect::<Vec<_>>().join(", "))
    }

    #[test]
    fn only_what_is_the_same_is_numbered() {
        let page = |name: &str, title: &str| Page {
            name: name.to_owned(),
            title: title.to_owned(),
            ..Page::default()
        };
        let mut pages = [
            page("Due", "Due"),
            page("Due - Where…", "Due - Where from, EUR"),
            page("Due - Where…", "Due - Where from, USD"),
            page("Due", "Due"),
        ];
        number(&mut pages);
        let shown = pages.map(|page| format!("{} | {}", page.name, page.title));
        assert_eq!(
            shown,
            [
                "Due | Due",
                "Due - Where… | Due - Where from, EUR",
                "Due - Where… (2) | Due - Where from, USD",
                "Due (2) | Due (2)",
            ]
        );
    }

    #[test]
    fn a_long_table_and_what_follows_it_begin_a_page() {
        let page = Page {
            name: "Invoices".to_owned(),
            title: "Invoices".to_owned(),
            blocks: vec![
                Block::Text("said".to_owned()),
                table("GBP", 80),
                table("none", 0),
                table("EUR", 5),
                table("CNY", 5),
                Block::Text("of it".to_owned()),
                table("KZT", 90),
            ],
            ..Page::default()
        };
        assert_eq!(divide(&page, &[], &|_| false), std::slice::from_ref(&page));
        let pages: Vec<String> = divide(&page, &[1, 6], &|_| false)
            .iter()
            .map(shown)
            .collect();
        assert_eq!(
            pages,
            [
                "Invoices: said, GBP, none",
                "Invoices (2): EUR, CNY",
                "Invoices - KZT: of it, KZT",
            ]
        );
        // one that is short stands below the long one; two are too many here
        let shares = |page: &Page| tables_of(page).count() < 3;
        let shared = divide(&page, &[1, 6], &shares);
        let pages: Vec<String> = shared.iter().map(shown).collect();
        assert_eq!(
            pages,
            [
                "Invoices: said, GBP, none, EUR",
                "Invoices - CNY: CNY",
                "Invoices - KZT: of it, KZT",
            ]
        );
        let repeats = shared.iter().map(|page| page.print.repeat);
        let repeats: Vec<Repeat> = repeats.collect();
        assert_eq!(repeats, [Repeat::Headings, Repeat::Auto, Repeat::Auto]);
    }
}
