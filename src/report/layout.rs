//! A template over the frames makes books: the pages in words and typed cells.

use std::collections::{BTreeMap, BTreeSet};

use super::blocks::{self, Place};
use super::book::{Block, Book, Link, Page, Words};
use super::labels::Labels;
use super::select::{Shelf, Viewpoint};
use super::template::{PageTemplate, Per, Report};
use crate::metrics::{Datum, Scope, Unit};
use crate::model::typed::TypedGrid;

/// Everything a template is laid over.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// All frames, evidence included.
    pub shelf: &'a Shelf,
    /// Period, as-of and settings.
    pub scope: &'a Scope,
    /// The book's language.
    pub labels: Labels<'a>,
    /// What people typed into the previous pack.
    pub typed: &'a [TypedGrid],
}

/// The books of a report: one, or one for each of `clients`.
pub fn lay_out(report: &Report, clients: &[String], setting: &Setting<'_>) -> Vec<Book> {
    match report.per {
        Per::Agency => vec![lay_out_book(report, None, clients, setting)],
        Per::Client => clients
            .iter()
            .map(|client| lay_out_book(report, Some(client), &[], setting))
            .collect(),
    }
}

/// Clients with a book or page of their own in the period: active ones, sorted.
pub fn active_clients(shelf: &Shelf, scope: &Scope) -> Vec<String> {
    let view = Viewpoint {
        period: scope.period,
        client: None,
    };
    let filter = [("month", "@period"), ("active", "yes")]
        .map(|(column, wanted)| (column.to_owned(), wanted.to_owned()));
    let Some(picked) = shelf.pick("client_month", &BTreeMap::from(filter), &view) else {
        return Vec::new();
    };
    let mut clients: Vec<String> = (0..picked.len())
        .filter_map(|at| match picked.value(at, "client") {
            Datum::Text(client) => Some(client.clone()),
            _ => None,
        })
        .collect();
    clients.sort();
    clients.dedup();
    clients
}

fn lay_out_book(
    report: &Report,
    client: Option<&str>,
    clients: &[String],
    setting: &Setting<'_>,
) -> Book {
    let labels = &setting.labels;
    let period = setting.scope.period;
    let subject = match client {
        Some(client) => client.to_owned(),
        None => labels.word(&report.file),
    };
    let mut pages = Vec::new();
    for page in &report.pages {
        match page.per {
            Per::Agency => pages.extend(lay_out_page(report, page, client, pages.len(), setting)),
            Per::Client => {
                for client in clients {
                    pages.extend(lay_out_page(
                        report,
                        page,
                        Some(client),
                        pages.len(),
                        setting,
                    ));
                }
            }
        }
    }
    settle(&mut pages);
    Book {
        file_name: format!("{subject} {period}"),
        title: format!("{subject} {}", labels.period(period)),
        subject: subtitle(report, client, setting),
        agency: setting.scope.settings.agency.clone(),
        language: labels.language().to_owned(),
        dated: setting.scope.as_of,
        confidentiality: setting.scope.settings.confidentiality.clone(),
        words: Words::of(&|key| labels.word(key)),
        pages,
    }
}

/// Links to pages that the book has not are dropped; names of tiles that repeat are numbered.
fn settle(pages: &mut [Page]) {
    let names: BTreeSet<String> = pages.iter().map(|page| page.name.clone()).collect();
    let mut tiles: BTreeMap<String, usize> = BTreeMap::new();
    for block in pages.iter_mut().flat_map(|page| &mut page.blocks) {
        match block {
            Block::Table(table) => {
                for cell in table.rows.iter_mut().flatten() {
                    let dead =
                        |link: &Link| matches!(link, Link::Page(page) if !names.contains(page));
                    if cell.link.as_ref().is_some_and(dead) {
                        cell.link = None;
                    }
                }
            }
            Block::Tiles(row) => {
                for tile in row {
                    let count = tiles.entry(tile.name.clone()).or_default();
                    *count += 1;
                    if *count > 1 {
                        tile.name = format!("{}_{count}", tile.name);
                    }
                }
            }
            Block::Heading(_) | Block::Text(_) | Block::Chart(_) | Block::Gap => {}
        }
    }
}

fn lay_out_page(
    report: &Report,
    page: &PageTemplate,
    client: Option<&str>,
    number: usize,
    setting: &Setting<'_>,
) -> Option<Page> {
    let view = Viewpoint {
        period: setting.scope.period,
        client,
    };
    if let Some(frame) = &page.only_with {
        let picked = setting.shelf.pick(frame, &BTreeMap::new(), &view)?;
        if picked.is_empty() {
            return None;
        }
    }
    let title = fill(&setting.labels.word(&page.title), client, setting);
    let place = Place {
        view,
        number,
        title: &title,
    };
    let mut tables = BTreeMap::new();
    let blocks: Vec<Block> = page
        .blocks
        .iter()
        .flat_map(|block| blocks::lay_out(block, &place, &mut tables, setting))
        .collect();
    Some(Page {
        name: fill(&setting.labels.word(&page.name), client, setting),
        title: title.clone(),
        subtitle: subtitle(report, client, setting),
        blocks,
        landscape: page.landscape,
        tab: page.tab.into(),
        widths: Vec::new(),
    })
}

/// The line under a title: period, as-of, basis, completeness, as the report's word says.
fn subtitle(report: &Report, client: Option<&str>, setting: &Setting<'_>) -> String {
    fill(&setting.labels.word(&report.subtitle), client, setting)
}

/// Fills `{client}`, `{period}`, `{as_of}`, `{agency}`, `{base_currency}` and `{completeness}`.
pub fn fill(text: &str, client: Option<&str>, setting: &Setting<'_>) -> String {
    let labels = &setting.labels;
    let scope = setting.scope;
    let mut filled = text.to_owned();
    for (mark, value) in [
        ("{client}", client.unwrap_or_default().to_owned()),
        ("{period}", labels.period(scope.period)),
        ("{as_of}", labels.date(scope.as_of)),
        ("{agency}", scope.settings.agency.clone()),
        ("{base_currency}", scope.settings.base_currency.clone()),
    ] {
        filled = filled.replace(mark, &value);
    }
    if filled.contains("{completeness}") {
        filled = filled.replace("{completeness}", &completeness(setting));
    }
    filled
}

fn completeness(setting: &Setting<'_>) -> String {
    let view = Viewpoint {
        period: setting.scope.period,
        client: None,
    };
    let filter = BTreeMap::from([("month".to_owned(), "@period".to_owned())]);
    let picked = setting
        .shelf
        .pick("agency_month", &filter, &view)
        .filter(|picked| !picked.is_empty());
    let Some(picked) = picked else {
        return setting.labels.formats().not_available.clone();
    };
    let value = picked.value(0, "completeness");
    let shown = setting.labels.show(value, Unit::Share);
    match value {
        Datum::Float(share) if *share < setting.scope.settings.completeness => {
            format!("{shown} ({})", setting.labels.word("incomplete"))
        }
        _ => shown,
    }
}
