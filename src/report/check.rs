//! A template is checked before any data is read: every frame, column and word it names must exist.

use super::client_safe;
use super::labels::Labels;
use super::template::{BlockTemplate, ColumnTemplate, Filter, Per, Report, TableTemplate};
use crate::metrics::FrameSpec;
use crate::model::suggest::nearest;

/// Something a template names is not known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("template {report}, page {page}: unknown {what} {found:?}{}", suggestion.as_ref().map_or(String::new(), |word| format!(", did you mean {word:?}")))]
pub struct TemplateFault {
    /// Report's stable name.
    pub report: String,
    /// Page's word key.
    pub page: String,
    /// Frame, column, word, table, or a column that is not client-safe.
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
) -> Vec<TemplateFault> {
    let mut faults = Vec::new();
    for page in &report.pages {
        let mut checker = Checker {
            report,
            page: &page.name,
            frames,
            labels,
            tables: Vec::new(),
            faults: &mut faults,
        };
        checker.word(&page.name);
        checker.word(&page.title);
        if let Some(frame) = &page.only_with {
            checker.frame(frame);
        }
        for block in &page.blocks {
            checker.block(block);
        }
    }
    let mut checker = Checker {
        report,
        page: "",
        frames,
        labels,
        tables: Vec::new(),
        faults: &mut faults,
    };
    checker.word(&report.file);
    checker.word(&report.subtitle);
    faults
}

struct Checker<'a> {
    report: &'a Report,
    page: &'a str,
    frames: &'a [&'static FrameSpec],
    labels: &'a Labels<'a>,
    tables: Vec<&'a str>,
    faults: &'a mut Vec<TemplateFault>,
}

impl<'a> Checker<'a> {
    fn block(&mut self, block: &'a BlockTemplate) {
        match block {
            BlockTemplate::Heading { text } => self.word(text),
            BlockTemplate::Text {
                text,
                frame,
                filter,
                sort,
            } => {
                self.word(text);
                if let Some(spec) = frame.as_ref().and_then(|frame| self.frame(frame)) {
                    self.conditions(spec, filter, sort);
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
                for tile in tiles {
                    self.column(spec, &tile.column);
                    self.words(tile.label.as_ref());
                }
            }
            BlockTemplate::Table(table) => self.table(table),
            BlockTemplate::Matrix {
                id,
                title,
                frame,
                filter,
                rows,
                columns,
                value,
                ratio,
                empty,
                look: _,
            } => {
                self.tables.push(id);
                self.word(title);
                self.word(empty);
                let Some(spec) = self.frame(frame) else {
                    return;
                };
                self.conditions(spec, filter, &[]);
                for column in [rows, columns, value]
                    .into_iter()
                    .chain(ratio.iter().flatten())
                {
                    self.column(spec, column);
                }
            }
            BlockTemplate::Chart {
                title,
                table,
                series,
                form: _,
                category: _,
                rows: _,
                beside: _,
            } => {
                self.word(title);
                for series in series {
                    self.words(series.label.as_ref());
                }
                if !self.tables.contains(&table.as_str()) {
                    let suggestion = nearest(table, self.tables.iter().copied()).map(str::to_owned);
                    self.fault("table", table, suggestion);
                }
            }
            BlockTemplate::Gap {} => {}
        }
    }

    fn table(&mut self, table: &'a TableTemplate) {
        self.tables.push(&table.id);
        self.words(table.title.as_ref());
        self.word(&table.empty);
        let Some(spec) = self.frame(&table.frame) else {
            return;
        };
        self.conditions(spec, &table.filter, &table.sort);
        let details: Vec<_> = table.columns.iter().map(ColumnTemplate::detailed).collect();
        for detail in &details {
            if !detail.input {
                self.column(spec, &detail.column);
            }
            self.words(detail.label.as_ref());
            self.words(detail.link.as_ref());
        }
        for key in table.key.iter().chain(table.split.iter()) {
            self.column(spec, key);
        }
    }

    fn conditions(&mut self, spec: &'static FrameSpec, filter: &Filter, sort: &[String]) {
        for column in filter.keys().chain(sort) {
            self.column(spec, column.trim_start_matches('-'));
        }
    }

    fn frame(&mut self, name: &str) -> Option<&'static FrameSpec> {
        let known = self.frames.iter().find(|spec| spec.name == name).copied();
        if known.is_none() {
            let suggestion =
                nearest(name, self.frames.iter().map(|spec| spec.name)).map(str::to_owned);
            self.fault("frame", name, suggestion);
        }
        known
    }

    fn column(&mut self, spec: &'static FrameSpec, name: &str) {
        if !spec.columns.iter().any(|(column, _)| *column == name) {
            let suggestion =
                nearest(name, spec.columns.iter().map(|(column, _)| *column)).map(str::to_owned);
            self.fault("column", name, suggestion);
        }
        if self.report.per == Per::Client && !client_safe::may_see(spec.name, name) {
            self.fault("client-safe column", name, None);
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
            what,
            found: found.to_owned(),
            suggestion,
        });
    }
}
