//! A template is checked before any data is read: every frame, column and word it names must exist.

mod printed;
mod sense;
mod stacked;

use super::blocks::tables::operands;
use super::client_safe;
use super::labels::Labels;
use super::template::{
    BlockTemplate, ChartTemplate, ColumnTemplate, DetailedColumn, Filter, MatrixTemplate,
    PageTemplate, Per, Report, StatusTemplate, TableTemplate,
};
use crate::metrics::{FrameSpec, Unit};
use crate::model::suggest::{nearest, nearest_or_akin};

/// Something a template names is not known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("template {report}{}{}: {}{what} {found:?}{}", if page.is_empty() { String::new() } else { format!(", page {page}") }, block.map_or(String::new(), |number| format!(", block {number}")), if what.starts_with("no ") { "" } else { "unknown " }, suggestion.as_ref().map_or(String::new(), |word| format!(", did you mean {word:?}")))]
pub struct TemplateFault {
    /// Report's stable name.
    pub report: String,
    /// Page's word key.
    pub page: String,
    /// Number of the block on its page, from 1; none for what is of the page itself.
    pub block: Option<usize>,
    /// Frame, column, word, table, or a column that is not client-safe; what begins with `no` is not there at all.
    pub what: &'static str,
    /// As written.
    pub found: String,
    /// The nearest known one.
    pub suggestion: Option<String>,
}

/// Every fault of a report, in the order of its pages.
pub fn check(
    report: &Report,
    frames: &[&'static FrameSpec],
    labels: &Labels<'_>,
    languages: &[String],
) -> Vec<TemplateFault> {
    let mut faults = Vec::new();
    let mut above: Option<&PageTemplate> = None;
    let mut first = report.pages.first();
    for page in &report.pages {
        if !page.below {
            first = Some(page);
        }
        let mut checker = Checker {
            report,
            page: &page.name,
            at: None,
            frames,
            labels,
            tables: Vec::new(),
            faults: &mut faults,
        };
        checker.word(&page.name);
        checker.word(&page.title);
        checker.own_name(page);
        for frame in &page.only_with {
            checker.frame(frame);
        }
        checker.print(&page.print);
        checker.below(page, above.replace(page));
        if let Some(first) = first {
            checker.grid(page, first);
        }
        checker.condition(&page.when, languages);
        checker.is_filled(page.blocks.len(), "no block on page", &page.name);
        for (at, entry) in page.blocks.iter().enumerate() {
            checker.at = Some(at + 1);
            checker.condition(&entry.when, languages);
            checker.block(&entry.block);
        }
    }
    let mut checker = Checker {
        report,
        page: "",
        at: None,
        frames,
        labels,
        tables: Vec::new(),
        faults: &mut faults,
    };
    checker.word(&report.file);
    checker.is_filled(report.pages.len(), "no page in report", &report.report);
    checker.word(&report.subtitle);
    checker.condition(&report.when, languages);
    faults
}

/// True for amounts that stand in the currency of their row.
fn is_of_currencies(spec: &FrameSpec, column: &str) -> bool {
    let has = |wanted: &str| spec.columns.iter().find(|(name, _)| *name == wanted);
    has(column).is_some_and(|(name, unit)| *unit == Unit::Money && !name.ends_with("_base"))
        && has("currency").is_some()
}

/// Each mark of a sentence is opened and closed, one after the other.
fn has_pairs(text: &str) -> bool {
    let braces = text.matches(['{', '}']);
    let mut last = "}";
    braces
        .into_iter()
        .all(|brace| std::mem::replace(&mut last, brace) != brace)
        && last == "}"
}

/// Ways in which a change of a tile may be good.
const GOOD: [&str; 2] = ["up", "down"];
/// Marks that every sentence may have, whatever its frame.
const FILLED: [&str; 7] = [
    "client",
    "period",
    "as_of",
    "agency",
    "base_currency",
    "completeness",
    "count",
];

struct Checker<'a> {
    report: &'a Report,
    page: &'a str,
    /// Number of the block that is looked at.
    at: Option<usize>,
    frames: &'a [&'static FrameSpec],
    labels: &'a Labels<'a>,
    /// Tables so far on the page with their columns; those of a matrix are only known with the data.
    tables: Vec<(&'a str, Option<Vec<String>>)>,
    faults: &'a mut Vec<TemplateFault>,
}

impl<'a> Checker<'a> {
    fn block(&mut self, block: &'a BlockTemplate) {
        match block {
            BlockTemplate::Heading { text, only_with } => {
                self.word(text);
                if let Some(frame) = only_with {
                    self.frame(frame);
                }
            }
            BlockTemplate::Text {
                text,
                frame,
                filter,
                sort,
                each: _,
                unknown,
            } => {
                for text in [Some(text), unknown.as_ref()].into_iter().flatten() {
                    self.finding(text, frame.as_deref(), filter, sort);
                }
            }
            BlockTemplate::Tiles {
                frame,
                filter,
                tiles,
            } => {
                let Some(spec) = self.frame(frame) else {
                    return;
                };
                self.conditions(spec, filter, &["month".to_owned()]);
                self.is_filled(tiles.len(), "no figure in tiles of", frame);
                for tile in tiles {
                    self.column(spec, &tile.column);
                    self.figures_of(spec, &tile.column, "no figure for a tile in");
                    self.words(tile.label.as_ref());
                    if let Some(good) = &tile.good {
                        self.known("direction that is good", good, GOOD.into_iter());
                    }
                }
            }
            BlockTemplate::Table(table) => self.table(table),
            BlockTemplate::Status(status) => self.status(status),
            BlockTemplate::Notes(notes) => {
                self.word(&notes.title);
                for column in notes.columns.iter().map(ColumnTemplate::detailed) {
                    self.heading(&column);
                    self.note_column(&column);
                }
            }
            BlockTemplate::Matrix(matrix) => self.matrix(matrix),
            BlockTemplate::Chart(chart) => self.chart(chart),
            // it uses the frame of statements and the numbers of contracts, both of which are for the client
            BlockTemplate::Settlement {} | BlockTemplate::Gap {} | BlockTemplate::Break {} => {}
        }
    }

    fn matrix(&mut self, matrix: &'a MatrixTemplate) {
        self.tables.push((&matrix.id, None));
        self.word(&matrix.title);
        self.word(&matrix.empty);
        if let Some(without) = &matrix.without {
            self.word(without);
        }
        let Some(spec) = self.frame(&matrix.frame) else {
            return;
        };
        self.conditions(spec, &matrix.filter, &[]);
        for column in [&matrix.rows, &matrix.columns, &matrix.value]
            .into_iter()
            .chain(matrix.ratio.iter().flatten())
        {
            self.column(spec, column);
        }
        if matrix.totals && is_of_currencies(spec, &matrix.value) {
            self.fault("total over currencies of", &matrix.value, None);
        }
    }

    fn chart(&mut self, chart: &'a ChartTemplate) {
        self.size(chart.size);
        self.finding(
            &chart.title,
            chart.frame.as_deref(),
            &chart.filter,
            &chart.sort,
        );
        for other in &chart.otherwise {
            self.finding(
                &other.title,
                other.frame.as_deref(),
                &other.filter,
                &other.sort,
            );
        }
        for series in &chart.series {
            self.words(series.label.as_ref());
        }
        self.is_filled(chart.series.len(), "no series in chart of", &chart.table);
        let Some(columns) = self.columns_of(&chart.table) else {
            return;
        };
        self.series_of_figures(chart);
        let used = chart.series.iter().map(|series| &series.column);
        for column in used.chain([&chart.category]) {
            self.among(column, &columns);
        }
    }

    fn finding(&mut self, title: &str, frame: Option<&str>, filter: &Filter, sort: &[String]) {
        self.word(title);
        let spec = frame.and_then(|frame| self.frame(frame));
        if let Some(spec) = spec {
            self.conditions(spec, filter, sort);
        }
        if spec.is_some() || frame.is_none() {
            self.figures(title, spec);
        }
    }

    /// Marks of a sentence that no figure takes the place of would stand there as they are.
    fn figures(&mut self, key: &str, spec: Option<&'static FrameSpec>) {
        let columns = spec.map_or(&[][..], |spec| spec.columns);
        let columns = columns.iter().map(|(name, _)| *name);
        let known: Vec<&str> = columns.chain(FILLED).collect();
        let text = self.labels.word(key);
        if !has_pairs(&text) {
            self.fault(
                "brace without its other one in a sentence",
                &format!("{key}: {text}"),
                None,
            );
        }
        for mark in operands(&text) {
            let name = mark.trim_end_matches('*');
            let name = name.strip_suffix(".previous").unwrap_or(name);
            let name = name.strip_suffix(".change").unwrap_or(name);
            let name = name.strip_suffix(".signed").unwrap_or(name);
            let name = name.strip_suffix(".inside").unwrap_or(name);
            if !known.contains(&name) {
                let suggestion = nearest(name, known.iter().copied()).map(str::to_owned);
                self.fault(
                    "figure in a sentence",
                    &format!("{key}: {{{mark}}}"),
                    suggestion,
                );
            }
        }
    }

    fn status(&mut self, status: &'a StatusTemplate) {
        for key in [&status.label, &status.ok, &status.differ] {
            self.word(key);
        }
        if let Some(spec) = self.frame(&status.frame) {
            self.column(spec, &status.column);
        }
        if let Some(columns) = self.columns_of(&status.table) {
            self.among(&status.column, &columns);
        }
    }

    /// Columns of a table on this page or another; none when there is no such table, or they are known with the data only.
    fn columns_of(&mut self, id: &str) -> Option<Vec<String>> {
        let known = self.tables.iter().find(|(known, _)| *known == id);
        let known = known.map(|(_, columns)| columns.clone());
        match known.or_else(|| self.elsewhere(id)) {
            Some(columns) => columns,
            None => {
                let suggestion = nearest(id, self.tables.iter().map(|(id, _)| *id));
                self.fault("table", id, suggestion.map(str::to_owned));
                None
            }
        }
    }

    /// Columns of a table on another page of the agency.
    fn elsewhere(&self, id: &str) -> Option<Option<Vec<String>>> {
        let pages = self.report.pages.iter();
        let blocks = pages
            .filter(|page| page.per == Per::Agency)
            .flat_map(|page| &page.blocks);
        let mut columns = blocks.filter_map(|entry| match &entry.block {
            BlockTemplate::Table(table) if table.id == id => {
                let details = table.columns.iter().map(ColumnTemplate::detailed);
                Some(Some(details.map(|detail| detail.column).collect()))
            }
            BlockTemplate::Matrix(matrix) if matrix.id == id => Some(None),
            _ => None,
        });
        columns.next()
    }

    fn table(&mut self, table: &'a TableTemplate) {
        let details: Vec<_> = table.columns.iter().map(ColumnTemplate::detailed).collect();
        let columns: Vec<String> = details.iter().map(|detail| detail.column.clone()).collect();
        self.words(table.title.as_ref());
        self.words(table.more.as_ref());
        self.word(&table.empty);
        self.places(table, &details);
        self.is_filled(details.len(), "no column in table", &table.id);
        let Some(spec) = self.frame(&table.frame) else {
            return self.tables.push((&table.id, None));
        };
        self.conditions(spec, &table.filter, &table.sort);
        for detail in &details {
            self.heading(detail);
            if !detail.input {
                self.column(spec, &detail.column);
            }
            if let Some(table) = &detail.link_row
                && let Some(columns) = self.columns_of(table)
            {
                for column in &detail.link_on {
                    self.column(spec, column);
                    self.among(column, &columns);
                }
            }
            for column in detail.parts_of.iter().flatten().chain(&detail.unit_of) {
                self.column(spec, column);
            }
            if let Some(formula) = &detail.formula {
                self.formula(formula, &columns);
            }
            self.looks(spec, detail);
            self.total(spec, table, detail, &columns);
        }
        if table.fold && (!table.plain || details.iter().any(|detail| detail.input)) {
            self.fault(
                "fold of a table that people sort or fill in",
                &table.id,
                None,
            );
        }
        for key in table.key.iter().chain(table.split.iter()) {
            self.column(spec, key);
        }
        self.tables.push((&table.id, Some(columns)));
    }

    /// A ratio needs its two columns in the table; a sum of money needs one currency.
    fn total(
        &mut self,
        spec: &'static FrameSpec,
        table: &TableTemplate,
        detail: &DetailedColumn,
        columns: &[String],
    ) {
        match detail.total.as_deref() {
            Some("sum") if is_of_currencies(spec, &detail.column) => {
                if table.split.as_deref() != Some("currency") {
                    self.fault("total over currencies of", &detail.column, None);
                }
            }
            Some("sum") | None => {}
            Some(word) if !word.contains('/') => {
                let suggestion = nearest(word, ["sum"]).map(str::to_owned);
                self.fault("total", word, suggestion);
            }
            Some(ratio) => {
                for column in ratio.split('/') {
                    self.among(column.trim(), columns);
                }
            }
        }
    }

    fn heading(&mut self, detail: &DetailedColumn) {
        self.words(detail.label.as_ref());
        self.words(detail.link.as_ref());
        self.link(detail);
        if detail.input && detail.label.is_none() && !self.labels.has_column(&detail.column) {
            self.fault("label of column", &detail.column, None);
        }
        for code in &detail.choices {
            if !self.labels.has_code(code) {
                self.fault("code", code, None);
            }
        }
    }

    fn among(&mut self, column: &str, columns: &[String]) {
        if !columns.iter().any(|known| known == column) {
            let suggestion = nearest(column, columns.iter().map(String::as_str));
            self.fault("column of the table", column, suggestion.map(str::to_owned));
        }
    }

    fn conditions(&mut self, spec: &'static FrameSpec, filter: &Filter, sort: &[String]) {
        for column in filter.keys().chain(sort) {
            self.column(spec, column.trim_start_matches('-'));
        }
        self.marks(filter);
        self.codes(spec, filter);
    }

    fn frame(&mut self, name: &str) -> Option<&'static FrameSpec> {
        let known = self.frames.iter().find(|spec| spec.name == name).copied();
        if known.is_none() {
            let suggestion = nearest_or_akin(name, self.frames.iter().map(|spec| spec.name));
            self.fault("frame", name, suggestion.map(str::to_owned));
        }
        known
    }

    fn column(&mut self, spec: &'static FrameSpec, name: &str) {
        if !spec.columns.iter().any(|(column, _)| *column == name) {
            let suggestion = nearest_or_akin(name, spec.columns.iter().map(|(column, _)| *column));
            self.fault("column", name, suggestion.map(str::to_owned));
        }
        if self.report.per == Per::Client && !client_safe::may_see(spec.name, name) {
            self.fault("client-safe column", name, None);
        }
    }

    /// Two sheets of one name cannot be told apart; pages below others are on their sheets.
    fn own_name(&mut self, page: &PageTemplate) {
        let sheets = self.report.pages.iter().filter(|other| !other.below);
        let alike = sheets.filter(|other| other.name == page.name && other.when == page.when);
        if !page.below && alike.count() > 1 {
            self.fault("page of its own, there are two of", &page.name, None);
        }
    }

    fn words(&mut self, key: Option<&String>) {
        if let Some(key) = key {
            self.word(key);
        }
    }

    fn word(&mut self, key: &str) {
        if !self.labels.has_word(key) {
            let suggestion = nearest(key, self.labels.keys()).map(str::to_owned);
            self.fault("word", key, suggestion);
        }
    }

    fn fault(&mut self, what: &'static str, found: &str, suggestion: Option<String>) {
        self.faults.push(TemplateFault {
            report: self.report.report.clone(),
            page: self.page.to_owned(),
            block: self.at,
            what,
            found: found.to_owned(),
            suggestion,
        });
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::metrics::catalogue;
    use crate::model::{SettingValues, Settings};
    use crate::report::evidence;
    use crate::report::labels::Language;

    fn shipped(folder: &str) -> Vec<(String, String)> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("templates")
            .join(folder);
        let files = std::fs::read_dir(root)
            .expect("templates are there")
            .flatten();
        let mut texts: Vec<(String, String)> = files
            .map(|file| {
                let text = std::fs::read_to_string(file.path()).expect("templates can be read");
                (file.file_name().to_string_lossy().into_owned(), text)
            })
            .collect();
        texts.sort();
        texts
    }

    fn frames() -> Vec<&'static FrameSpec> {
        catalogue::ALL
            .iter()
            .chain(evidence::ALL)
            .copied()
            .collect()
    }

    fn languages() -> Vec<String> {
        ["en", "ru", "zh"].map(str::to_owned).to_vec()
    }

    #[test]
    fn shipped_reports_are_sound_in_every_language() {
        for (code, text) in shipped("languages") {
            let language: Language = toml::from_str(&text).expect("a language");
            let values = SettingValues::of(&Settings::default());
            let language = language.with_settings(&values);
            let labels = Labels::new(&language, &language);
            for (name, text) in shipped("reports") {
                let report: Report =
                    toml::from_str(&text).unwrap_or_else(|fault| panic!("{name}: {fault}"));
                let faults = check(&report, &frames(), &labels, &languages());
                assert_eq!(faults, Vec::new(), "{code} {name}");
            }
        }
    }

    #[test]
    fn names_what_is_wrong_and_the_nearest_word() {
        let (_, text) = shipped("languages").swap_remove(0);
        let language: Language = toml::from_str(&text).expect("a language");
        let labels = Labels::new(&language, &language);
        for (block, what, found, suggestion) in [
            (
                "kind = 'heading'\ntext = 'gaols'",
                "word",
                "gaols",
                Some("goals"),
            ),
            (
                "kind = 'text'\ntext = 'goals'\nframe = 'heath'",
                "frame",
                "heath",
                Some("health"),
            ),
            (
                "kind = 'table'\nid = 'a'\nframe = 'ageing'\nempty = 'goals'\ncolumns = ['outstandin']",
                "column",
                "outstandin",
                Some("outstanding"),
            ),
            (
                "kind = 'table'\nid = 'a'\nframe = 'ageing'\nempty = 'goals'\ncolumns = [{ column = 'outstanding', total = 'sum' }]",
                "total over currencies of",
                "outstanding",
                None,
            ),
            (
                "kind = 'table'\nid = 'a'\nframe = 'ageing'\nempty = 'goals'\ncolumns = ['client', { column = 'currency', off_paper = true }, 'outstanding']",
                "column on paper after one that is not",
                "outstanding",
                None,
            ),
            (
                "kind = 'table'\nid = 'a'\nframe = 'ageing'\nempty = 'goals'\ncolumns = [{ column = 'client', span = 2 }]",
                "span in a table that is not plain of",
                "client",
                None,
            ),
            (
                "kind = 'table'\nid = 'a'\nframe = 'ageing'\nempty = 'goals'\nfold = true\ncolumns = ['client']",
                "fold of a table that people sort or fill in",
                "a",
                None,
            ),
            (
                "kind = 'table'\nid = 'a'\nframe = 'ageing'\nempty = 'goals'\ncolumns = [{ column = 'client', total = 'sume' }]",
                "total",
                "sume",
                Some("sum"),
            ),
            (
                "kind = 'text'\ntext = 'goals'\nframe = 'health'\nwhere = { band = '!reed' }",
                "code",
                "reed",
                Some("red"),
            ),
            (
                "kind = 'text'\ntext = 'goals'\nwhen = { language = 'rus' }",
                "language",
                "rus",
                Some("ru"),
            ),
        ] {
            let text = format!(
                "report = 'x'\nabout = ''\nfile = 'goals'\nsubtitle = 'goals'\n[[page]]\nname = 'goals'\ntitle = 'goals'\n[[page.block]]\n{block}"
            );
            let report: Report = toml::from_str(&text).expect("well formed");
            let faults = check(&report, &frames(), &labels, &languages());
            let fault = faults
                .first()
                .unwrap_or_else(|| panic!("a fault in {block}"));
            assert_eq!((fault.what, fault.found.as_str()), (what, found));
            assert_eq!(fault.suggestion.as_deref(), suggestion);
        }
    }

    #[test]
    fn a_sentence_closes_its_marks() {
        for (text, sound) in [
            ("nothing to fill in", true),
            ("{client}: {count} of {as_of}", true),
            ("{client : {count}", false),
            ("client}: {count}", false),
            ("{count} of {as_of", false),
        ] {
            assert_eq!(has_pairs(text), sound, "{text}");
        }
    }

    #[test]
    fn two_pages_of_one_name_are_told() {
        let (_, text) = shipped("languages").swap_remove(0);
        let language: Language = toml::from_str(&text).expect("a language");
        let labels = Labels::new(&language, &language);
        let page = "[[page]]\nname = 'goals'\ntitle = 'goals'\nblock = [{ kind = 'gap' }]\n";
        for (pages, faults) in [(page.to_owned(), 0), (page.repeat(2), 2)] {
            let text =
                format!("report = 'x'\nabout = ''\nfile = 'goals'\nsubtitle = 'goals'\n{pages}");
            let report: Report = toml::from_str(&text).expect("well formed");
            assert_eq!(
                check(&report, &frames(), &labels, &languages()).len(),
                faults
            );
        }
    }

    #[test]
    fn a_page_below_has_one_above_and_a_grid_has_room() {
        let (_, text) = shipped("languages").swap_remove(0);
        let language: Language = toml::from_str(&text).expect("a language");
        let labels = Labels::new(&language, &language);
        let page = |more: &str| format!("[[page]]\nname = 'goals'\ntitle = 'goals'\n{more}\n");
        let table = |columns: &str| {
            format!(
                "[[page.block]]\nkind = 'table'\nid = 'a'\nframe = 'ageing'\nempty = 'goals'\nplain = true\ncolumns = [{columns}]"
            )
        };
        let grid = "print = { grid = 3 }\n".to_owned();
        let gap = "block = [{ kind = 'gap' }]";
        for (pages, what) in [
            (page("below = true"), Some("page above")),
            (page(gap) + &page(&format!("below = true\n{gap}")), None),
            (
                page(gap) + &page("below = true\nper = 'client'"),
                Some("page above of the same kind as"),
            ),
            (
                page(&(grid.clone() + &table("{ column = 'client', span = 3 }"))),
                None,
            ),
            (
                page(&(grid.clone() + &table("{ column = 'client', span = 3 }, 'currency'"))),
                Some("room in the grid for all columns of"),
            ),
            (
                page(&format!("{grid}{gap}"))
                    + &page(
                        &("below = true\n".to_owned() + &table("{ column = 'client', span = 4 }")),
                    ),
                Some("room in the grid for all columns of"),
            ),
            (
                page("print = { grid = 0 }"),
                Some("number of columns of a grid"),
            ),
        ] {
            let text =
                format!("report = 'x'\nabout = ''\nfile = 'goals'\nsubtitle = 'goals'\n{pages}");
            let report: Report = toml::from_str(&text).expect("well formed");
            let faults = check(&report, &frames(), &labels, &languages());
            assert_eq!(faults.first().map(|fault| fault.what), what, "{text}");
        }
    }

    #[test]
    fn a_clients_book_shows_nothing_unsafe() {
        let (_, text) = shipped("languages").swap_remove(0);
        let language: Language = toml::from_str(&text).expect("a language");
        let labels = Labels::new(&language, &language);
        let text = "report = 'x'\nabout = ''\nper = 'client'\nfile = 'goals'\nsubtitle = 'goals'\n[[page]]\nname = 'goals'\ntitle = 'goals'\n[[page.block]]\nkind = 'table'\nid = 'a'\nframe = 'client_month'\nempty = 'goals'\ncolumns = ['delivery_cost']";
        let report: Report = toml::from_str(text).expect("well formed");
        let faults = check(&report, &frames(), &labels, &languages());
        assert!(
            faults
                .iter()
                .any(|fault| fault.what == "client-safe column" && fault.found == "delivery_cost")
        );
    }
}
