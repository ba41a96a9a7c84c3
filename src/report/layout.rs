//! A template over the frames makes books: the pages in words and typed cells.

mod bare_charts;
mod links;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::blocks::{self, Place, TableIds};
use super::book::{Block, Book, Link, Page, Print, Words};
use super::labels::Labels;
use super::marks::put;
use super::select::{Picked, Shelf, Viewpoint};
use super::template::{
    BlockTemplate, Orientation, PageTemplate, Per, PrintTemplate, Report, looks_ahead, sheets,
};
use super::theme::Theme;
use crate::metrics::{Datum, Scope, Unit};
use crate::model::Money;
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
    /// Fonts, colours, logo, line at the foot.
    pub theme: &'a Arc<Theme>,
}

/// The agency's book of a report, with pages for each of `clients` where its template wants them.
pub fn of_agency(report: &Report, clients: &[String], setting: &Setting<'_>) -> Book {
    lay_out_book(report, None, clients, setting)
}

/// A client's book of a report.
pub fn of_client(report: &Report, client: &str, setting: &Setting<'_>) -> Book {
    let labels = match is_untaxed(client, setting) {
        true => setting.labels.untaxed(),
        false => setting.labels,
    };
    lay_out_book(report, Some(client), &[], &Setting { labels, ..*setting })
}

/// True of a client whose invoices are all known to be without tax.
fn is_untaxed(client: &str, setting: &Setting<'_>) -> bool {
    let view = Viewpoint {
        period: setting.scope.period,
        client: Some(client),
    };
    let invoices = setting
        .shelf
        .pick("invoices_status", &BTreeMap::new(), &view);
    invoices.is_some_and(|invoices| {
        let tax = |at: usize| invoices.value(at, "tax");
        let mut taxes = (0..invoices.len()).map(tax);
        !invoices.is_empty() && taxes.all(|tax| *tax == Datum::Money(Money::ZERO))
    })
}

/// What a book is called.
pub struct Heading {
    /// Without extension, for a file system to clean.
    pub file_name: String,
    /// In the document properties and on every page header.
    pub title: String,
}

/// True when a report has what its template asks for.
pub fn is_wanted(report: &Report, setting: &Setting<'_>) -> bool {
    let view = Viewpoint {
        period: setting.scope.period,
        client: None,
    };
    report.when.holds(&view, setting)
}

/// The names of a report's book.
pub fn heading(report: &Report, client: Option<&str>, setting: &Setting<'_>) -> Heading {
    let labels = &setting.labels;
    let period = setting.scope.period;
    let subject = match client {
        Some(client) => client.to_owned(),
        None => labels.word(&report.file),
    };
    Heading {
        file_name: format!("{subject} {period}"),
        title: format!("{subject} {}", labels.period(period)),
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
    clients_of(shelf.pick("client_month", &BTreeMap::from(filter), &view))
}

/// Clients that a frame has rows of, sorted.
pub fn clients_in(frame: &str, shelf: &Shelf, scope: &Scope) -> Vec<String> {
    let view = Viewpoint {
        period: scope.period,
        client: None,
    };
    clients_of(shelf.pick(frame, &BTreeMap::new(), &view))
}

fn clients_of(picked: Option<Picked<'_>>) -> Vec<String> {
    let Some(picked) = picked else {
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
    let heading = heading(report, client, setting);
    let mut pages = Vec::new();
    let mut tables = TableIds::new();
    let mut waiting = Vec::new();
    for sheet in sheets(&report.pages) {
        let views: Vec<Option<&str>> = match sheet[0].per {
            Per::Agency => vec![client],
            Per::Client => clients.iter().map(|client| Some(client.as_str())).collect(),
        };
        for view in views {
            let number = pages.len();
            let laid = lay_out_sheet(report, sheet, view, number, &TableIds::new(), setting);
            let Some((laid, own)) = laid else { continue };
            pages.push(laid);
            if looks_ahead(sheet) {
                waiting.push((sheet, view, number));
            }
            if sheet[0].per == Per::Agency {
                tables.extend(own);
            }
        }
    }
    // Charts and tiles over tables further on need to know where those stand.
    for (sheet, view, number) in waiting {
        if let Some((laid, _)) = lay_out_sheet(report, sheet, view, number, &tables, setting) {
            pages[number] = laid;
        }
    }
    bare_charts::leave_out(&mut pages);
    settle(&mut pages, &tables);
    Book {
        file_name: heading.file_name,
        title: heading.title,
        period: labels.period(setting.scope.period),
        for_client: report.per == Per::Client,
        subject: subtitle(report, client, setting),
        agency: setting.scope.settings.agency.clone(),
        language: labels.language().to_owned(),
        dated: setting.scope.as_of,
        confidentiality: foot(setting),
        theme: Arc::clone(setting.theme),
        words: Words::of(&|key| labels.word(key), labels.writing()),
        pages,
    }
}

/// The line at the foot of every page: the settings' own, else the theme's.
fn foot(setting: &Setting<'_>) -> String {
    let own = &setting.scope.settings.confidentiality;
    let line = match own.as_str() {
        "" => setting.theme.confidentiality(setting.labels.language()),
        own => own,
    };
    line.to_owned()
}

/// Links to pages that the book has not are dropped; names of tiles that repeat are numbered.
fn settle(pages: &mut [Page], tables: &TableIds) {
    let found = links::rows(pages, tables);
    let names: BTreeSet<String> = pages.iter().map(|page| page.name.clone()).collect();
    let mut tiles: BTreeMap<String, usize> = BTreeMap::new();
    for block in pages.iter_mut().flat_map(|page| &mut page.blocks) {
        match block {
            Block::Table(table) => {
                for cell in table.rows.iter_mut().flatten() {
                    cell.link = cell.link.take().and_then(|link| match &*link {
                        Link::Page(page) if !names.contains(page) => None,
                        Link::Match { table, keys } => found.row(table, keys).map(Box::new),
                        _ => Some(link),
                    });
                }
            }
            Block::Tiles(row) => {
                for tile in row.iter_mut().filter(|tile| !tile.name.is_empty()) {
                    let count = tiles.entry(tile.name.clone()).or_default();
                    *count += 1;
                    if *count > 1 {
                        tile.name = format!("{}_{count}", tile.name);
                    }
                }
            }
            Block::Heading(_) | Block::Text(_) | Block::Chart(_) | Block::Gap | Block::Break => {}
        }
    }
}

/// A page with those below it, each of these under a heading.
fn lay_out_sheet(
    report: &Report,
    sheet: &[PageTemplate],
    client: Option<&str>,
    number: usize,
    elsewhere: &TableIds,
    setting: &Setting<'_>,
) -> Option<(Page, TableIds)> {
    let laid = |page| lay_out_page(report, page, client, number, elsewhere, setting);
    let mut pages = sheet.iter().filter_map(laid);
    let (mut whole, mut tables) = pages.next()?;
    for (below, own) in pages {
        whole.blocks.push(Block::Heading(below.title));
        whole.blocks.extend(below.blocks);
        tables.extend(own);
    }
    Some((whole, tables))
}

fn lay_out_page(
    report: &Report,
    page: &PageTemplate,
    client: Option<&str>,
    number: usize,
    elsewhere: &TableIds,
    setting: &Setting<'_>,
) -> Option<(Page, TableIds)> {
    let view = Viewpoint {
        period: setting.scope.period,
        client,
    };
    let has_rows = |frame: &String| {
        let picked = setting.shelf.pick(frame, &BTreeMap::new(), &view);
        picked.is_some_and(|picked| !picked.is_empty())
    };
    let has_what_it_shows = page.only_with.is_empty() || page.only_with.iter().any(has_rows);
    let may_recall = page.blocks.iter().any(|entry| entry.block.has_inputs());
    if !page.when.holds(&view, setting) || !(has_what_it_shows || may_recall) {
        return None;
    }
    let title = match page.title == page.name {
        true => sheet_name(&page.title, client, setting),
        false => fill(&setting.labels.word(&page.title), client, setting),
    };
    let lists = page.blocks.iter().filter_map(|entry| match &entry.block {
        BlockTemplate::Table(table) => table.title.as_ref(),
        _ => None,
    });
    let lists: Vec<String> = lists.map(|key| setting.labels.word(key)).collect();
    let place = Place {
        view,
        number,
        title: &title,
        lists: &lists,
        for_client: report.per == Per::Client,
        elsewhere,
    };
    let mut tables = BTreeMap::new();
    let mut blocks: Vec<Block> = page
        .blocks
        .iter()
        .filter(|entry| entry.when.holds(&view, setting))
        .flat_map(|entry| blocks::lay_out(&entry.block, &place, &mut tables, setting))
        .collect();
    let shows_rows = has_what_it_shows && !only_empty_lists(&blocks);
    if !page.only_with.is_empty() && !shows_rows && !blocks.iter().any(recalls) {
        return None;
    }
    if page.gather_empty {
        gather_empty(&mut blocks);
    }
    if page.per == Per::Client {
        leave_unnamed(&mut blocks);
    }
    let laid = Page {
        name: sheet_name(&page.name, client, setting),
        title: title.clone(),
        subtitle: subtitle(report, client, setting),
        blocks,
        print: print(&page.print, client, setting),
        tab: page.tab.into(),
        logo: report.per == Per::Client,
        widths: Vec::new(),
    };
    Some((laid, tables))
}

/// True for lists that are all without rows, and nothing that is drawn.
fn only_empty_lists(blocks: &[Block]) -> bool {
    let mut lists = 0;
    let empty = blocks.iter().all(|block| match block {
        Block::Table(table) => {
            lists += 1;
            table.rows.is_empty()
        }
        Block::Tiles(_) | Block::Chart(_) => false,
        Block::Heading(_) | Block::Text(_) | Block::Gap | Block::Break => true,
    });
    empty && lists > 0
}

/// True when it tells what people typed at rows that are gone.
fn recalls(block: &Block) -> bool {
    matches!(block, Block::Table(table) if table.recalls)
}

/// A heading and a line for each list without rows would fill a sheet of paper with nothing.
fn gather_empty(blocks: &mut Vec<Block>) {
    let is_empty = |block: &Block| matches!(block, Block::Table(table) if table.rows.is_empty());
    let Some(last) = blocks.iter().rposition(is_empty) else {
        return;
    };
    let mut said = Vec::new();
    let mut below = blocks.split_off(last + 1);
    blocks.retain(|block| match block {
        Block::Table(table) if table.rows.is_empty() => {
            said.push(table.empty.trim().to_owned());
            false
        }
        _ => true,
    });
    blocks.push(Block::Text(said.join(" ")));
    blocks.append(&mut below);
}

/// Pages that are repeated have no names of their own for what stands on them.
fn leave_unnamed(blocks: &mut [Block]) {
    for block in blocks {
        if let Block::Table(table) = block {
            table.name.clear();
        }
    }
}

fn print(wished: &PrintTemplate, client: Option<&str>, setting: &Setting<'_>) -> Print {
    let said = |key: &Option<String>| {
        let key = key.as_ref();
        key.map_or_else(String::new, |key| {
            fill(&setting.labels.word(key), client, setting)
        })
    };
    Print {
        paper: wished.paper,
        portrait: wished.orientation == Orientation::Portrait,
        lies: wished.orientation == Orientation::Landscape,
        wide: wished.wide.unwrap_or(1),
        tall: wished.tall.unwrap_or(0),
        grid: wished.grid.unwrap_or(0),
        repeat: wished.repeat,
        unbroken: wished.breaks == Some(false),
        header: said(&wished.header),
        footer: said(&wished.footer),
    }
}

/// The line under a title: period, as-of, basis, completeness, as the report's word says.
fn subtitle(report: &Report, client: Option<&str>, setting: &Setting<'_>) -> String {
    let line = fill(&setting.labels.word(&report.subtitle), client, setting);
    // Without the agency's name the line would begin with what parts it from the period.
    let parts = |letter: char| letter.is_whitespace() || [',', '，'].contains(&letter);
    line.trim_start_matches(parts).to_owned()
}

/// Fills `{client}` (in a client's view; elsewhere it is a row's), `{period}`, `{as_of}`, `{agency}`, `{base_currency}` and `{completeness}`.
pub fn fill(text: &str, client: Option<&str>, setting: &Setting<'_>) -> String {
    let labels = &setting.labels;
    let scope = setting.scope;
    let mut filled = text.to_owned();
    if let Some(client) = client {
        filled = put(&filled, "{client}", client);
    }
    for (mark, value) in [
        ("{period}", labels.period(scope.period)),
        ("{as_of}", labels.date(scope.as_of)),
        ("{agency}", scope.settings.agency.clone()),
        ("{base_currency}", scope.settings.base_currency.clone()),
    ] {
        filled = put(&filled, mark, &value);
    }
    if filled.contains("{completeness}") {
        filled = put(&filled, "{completeness}", &completeness(setting));
    }
    filled
}

/// What a sheet is called: the name of a client stands apart from the word before it in every language.
pub fn sheet_name(key: &str, client: Option<&str>, setting: &Setting<'_>) -> String {
    let word = setting.labels.word(key);
    let named = client.map(|client| word.replace("{client}", client));
    fill(&named.unwrap_or(word), None, setting)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::{MetricFrame, Metrics, catalogue};
    use crate::model::{Money, Month, Settings, Span, TradeWords};
    use crate::report::book::{CellValue, TableBlock};
    use crate::report::labels::Language;

    #[test]
    fn lists_without_rows_share_a_paragraph() {
        let empty = |said: &str| {
            Block::Table(TableBlock {
                title: "A list".to_owned(),
                empty: said.to_owned(),
                ..TableBlock::default()
            })
        };
        let filled = Block::Table(TableBlock {
            rows: vec![Vec::new()].into(),
            ..TableBlock::default()
        });
        let mut blocks = vec![
            empty("No goals."),
            filled.clone(),
            empty("No risks."),
            Block::Gap,
        ];
        gather_empty(&mut blocks);
        let said = Block::Text("No goals. No risks.".to_owned());
        assert_eq!(blocks, [filled.clone(), said, Block::Gap]);
        let mut blocks = vec![filled.clone()];
        gather_empty(&mut blocks);
        assert_eq!(blocks, [filled]);
    }

    const TEMPLATE: &str = r#"
        report = "small"
        about = ""
        file = "file"
        subtitle = "under"
        [[page]]
        name = "page"
        title = "page"
        [[page.block]]
        kind = "text"
        text = "largest"
        frame = "ageing"
        sort = ["-outstanding"]
        [[page.block]]
        kind = "text"
        text = "none"
        frame = "ageing"
        where = { currency = "USD" }
        [[page.block]]
        kind = "table"
        id = "ageing"
        frame = "ageing"
        split = "currency"
        totals = true
        empty = "none"
        key = ["client"]
        columns = ["client", { column = "outstanding", total = "sum" }, { column = "comment", input = true }]
        [[page.block]]
        kind = "matrix"
        id = "open"
        title = "page"
        frame = "ageing"
        rows = "client"
        columns = "currency"
        value = "outstanding"
        empty = "none"
        [[page.block]]
        kind = "chart"
        title = "owes"
        frame = "ageing"
        sort = ["-outstanding"]
        form = "bar"
        table = "ageing"
        category = "client"
        series = [{ column = "outstanding" }]
        [[page.block]]
        kind = "chart"
        title = "owes"
        frame = "ageing"
        where = { currency = "!", client = "Acme" }
        otherwise = [{ title = "page" }]
        form = "bar"
        table = "ageing"
        category = "client"
        series = [{ column = "outstanding" }]
        [[page.block]]
        kind = "notes"
        id = "notes"
        title = "page"
        rows = 2
        columns = [{ column = "comment", input = true }]
    "#;

    const WORDS: &str = r#"
        language = "en"
        [formats]
        decimal = "."
        thousands = ","
        date = "{y}-{m}-{d}"
        month = "{month} {y}"
        months = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "October", "11", "12"]
        [words]
        file = "Small"
        under = "{period}, as of {as_of}"
        page = "Open"
        largest = "{count} rows: {client*}; most by {client}, {outstanding} {currency}"
        owes = "{client} owes {outstanding} {currency}"
        none = "Nothing."
        total = "Total"
        line_number = "No."
        list_separator = ", "
        part_separator = ", "
        [columns]
        client = "Client"
        outstanding = "Outstanding"
        comment = "Comment"
    "#;

    fn ageing() -> Metrics {
        let mut metrics = Metrics::default();
        let row = |client: &str, currency: &str, units: i64| {
            let spec = &catalogue::AGEING;
            let values = spec.columns.iter().map(|(name, unit)| match (*name, unit) {
                ("client", _) => client.into(),
                ("currency", _) => currency.into(),
                ("outstanding", _) => Money::units(units).into(),
                _ => Datum::Null,
            });
            values.collect()
        };
        let rows = vec![
            row("Acme", "EUR", 100),
            row("Beta", "EUR", 2500),
            row("Beta", "GBP", 7),
            row("Cedar", "GBP", 5),
        ];
        metrics.insert(MetricFrame::of(&catalogue::AGEING, rows));
        metrics
    }

    /// Blocks as text, one line a row.
    fn shown(block: &Block) -> String {
        let cell = |cell: &crate::report::book::Cell| match &cell.value {
            CellValue::Empty => "-".to_owned(),
            CellValue::Text(text) => text.clone(),
            CellValue::Money(amount) => amount.to_string(),
            CellValue::Count(count) => count.to_string(),
            other => format!("{other:?}"),
        };
        match block {
            Block::Text(text) => text.clone(),
            Block::Table(table) => {
                let labels: Vec<&str> = table
                    .columns
                    .iter()
                    .map(|column| column.label.as_str())
                    .collect();
                let mut lines = vec![format!(
                    "{} [{}]: {}",
                    table.id,
                    table.title,
                    labels.join(" | ")
                )];
                lines.extend(
                    table
                        .rows
                        .iter()
                        .map(|row| row.iter().map(cell).collect::<Vec<_>>().join(" | ")),
                );
                lines.join("\n")
            }
            Block::Chart(chart) => format!("chart of {}: {}", chart.table, chart.title),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn lays_frames_out_by_the_template() {
        let report: Report = toml::from_str(TEMPLATE).expect("a template");
        let words: Language = toml::from_str(WORDS).expect("a language");
        let october = Month::new(2026, 10).expect("a month");
        let scope = Scope {
            period: Span::month(october),
            as_of: october.last_day(),
            first: october,
            settings: Settings::default(),
            words: TradeWords::default(),
        };
        let shelf = Shelf::of(&ageing());
        let typed = |sheet: &[&[&str]]| TypedGrid {
            rows: sheet
                .iter()
                .map(|row| row.iter().map(|cell| (*cell).to_owned()).collect())
                .collect(),
            ..TypedGrid::default()
        };
        let typed = [
            // another page with the same headings says other things of the same clients
            typed(&[
                &["Other"],
                &["Client", "Outstanding", "Comment"],
                &["Acme", "1", "not here"],
                &["Beta", "1", "not here"],
            ]),
            typed(&[
                &["Open"],
                &["EUR"],
                &["Client", "Outstanding", "Comment"],
                &["Beta", "3", "call them"],
            ]),
            typed(&[&["Other"], &["No.", "Comment"], &["2", "not here"]]),
            typed(&[&["Open"], &["No.", "Comment"], &["2", "keep"]]),
        ];
        let setting = Setting {
            shelf: &shelf,
            scope: &scope,
            labels: Labels::new(&words, &words),
            typed: &typed,
            theme: &Arc::default(),
        };
        let book = of_agency(&report, &[], &setting);
        assert_eq!(book.file_name, "Small 2026-10");
        assert_eq!(book.pages[0].subtitle, "October 2026, as of 2026-10-31");
        let blocks: Vec<String> = book.pages[0].blocks.iter().map(shown).collect();
        assert_eq!(
            blocks,
            [
                "4 rows: Beta, Acme, Cedar; most by Beta, 2,500 EUR",
                "ageing_EUR_1 [EUR]: Client | Outstanding | Comment\nAcme | 100 | -\nBeta | 2500 | call them",
                "ageing_GBP_1 [GBP]: Client | Outstanding | Comment\nBeta | 7 | call them\nCedar | 5 | -",
                "open_1 [Open]: Client | EUR | GBP\nAcme | 100 | -\nBeta | 2500 | 7\nCedar | - | 5",
                "chart of ageing_EUR_1: Beta owes 2,500 EUR",
                "chart of ageing_GBP_1: Beta owes 7 GBP",
                "chart of ageing_EUR_1: Acme owes 100 EUR",
                "chart of ageing_GBP_1: Open, GBP",
                "notes_1 [Open]: No. | Comment\n1 | -\n2 | keep",
            ]
        );
    }
}
