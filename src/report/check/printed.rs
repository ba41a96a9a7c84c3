//! Checks of what decides whether something stands in a book, and of how it goes on paper.

use super::Checker;
use crate::metrics::{FrameSpec, Unit};
use crate::model::Table;
use crate::model::suggest::nearest;
use crate::report::condition::{Condition, PERIODS, known_settings};
use crate::report::template::{DetailedColumn, Filter, PrintTemplate, TableTemplate};

/// What a value of a condition may be besides plain words.
const MARKS: [&str; 5] = ["@period", "@previous", "@months", "@last12", "@client"];
/// Most sheets of paper side by side or under each other, and most columns that one may take.
const MOST: u16 = 20;
/// Bounds of a chart in pixels.
const CHART: std::ops::RangeInclusive<u32> = 120..=3_000;

impl Checker<'_> {
    pub(super) fn print(&mut self, print: &PrintTemplate) {
        for key in [&print.header, &print.footer].into_iter().flatten() {
            self.word(key);
        }
        for number in [print.wide, print.tall].into_iter().flatten() {
            if number > MOST {
                self.fault("number of sheets of paper", &number.to_string(), None);
            }
        }
    }

    pub(super) fn condition(&mut self, when: &Condition, languages: &[String]) {
        let frames = [&when.frame, &when.without].into_iter().flatten();
        for frame in frames.clone() {
            if let Some(spec) = self.frame(frame) {
                self.conditions(spec, &when.filter, &[]);
            }
        }
        if let (Some(column), None) = (when.filter.keys().next(), frames.clone().next()) {
            self.fault("frame of the condition on", column, None);
        }
        for table in &when.read {
            let tables = Table::ALL.map(|table| table.to_string());
            self.known("table", table, tables.iter().map(String::as_str));
        }
        let settings = known_settings();
        for key in when.setting.keys() {
            self.known("setting", key, settings.iter().map(String::as_str));
        }
        let languages = || languages.iter().map(String::as_str);
        for code in when.language.iter().flat_map(|either| words(either)) {
            self.known("language", code, languages());
        }
        let periods = || PERIODS.iter().map(|(kind, _)| *kind).chain(["other"]);
        for kind in when.period.iter().flat_map(|either| words(either)) {
            self.known("kind of period", kind, periods());
        }
    }

    /// Marks of a filter's values.
    pub(super) fn marks(&mut self, filter: &Filter) {
        let marks = filter.values().flat_map(|value| words(value));
        for mark in marks.filter(|word| word.starts_with('@')) {
            self.known("mark", mark, MARKS.into_iter());
        }
    }

    /// A code that no row can have would leave the block out without a word.
    pub(super) fn codes(&mut self, spec: &'static FrameSpec, filter: &Filter) {
        for (column, value) in filter {
            let unit = spec.columns.iter().find(|(name, _)| name == column);
            if unit.is_none_or(|(_, unit)| *unit != Unit::Code) {
                continue;
            }
            let plain = |word: &&str| {
                !word.is_empty()
                    && !["yes", "no"].contains(word)
                    && !word.starts_with(['@', '>', '<'])
            };
            for code in words(value).filter(plain) {
                if !self.labels.has_code(code) {
                    let suggestion = nearest(code, self.labels.codes()).map(str::to_owned);
                    self.fault("code", code, suggestion);
                }
            }
        }
    }

    pub(super) fn size(&mut self, size: Option<[u32; 2]>) {
        for pixels in size.into_iter().flatten() {
            if !CHART.contains(&pixels) {
                self.fault("pixels of a chart", &pixels.to_string(), None);
            }
        }
    }

    /// Columns off paper come last; only plain tables have columns that take several of the sheet.
    pub(super) fn places(&mut self, table: &TableTemplate, details: &[DetailedColumn]) {
        let off = details.iter().position(|detail| detail.off_paper);
        let after = details.iter().skip(off.unwrap_or(details.len()));
        if let Some(detail) = after.into_iter().find(|detail| !detail.off_paper) {
            self.fault(
                "column on paper after one that is not",
                &detail.column,
                None,
            );
        }
        if off == Some(0) {
            self.fault("table without a column on paper", &table.id, None);
        }
        for detail in details {
            if detail.span.is_some_and(|span| span == 0 || span > MOST) {
                self.fault("span of", &detail.column, None);
            }
            if detail.span.is_some_and(|span| span > 1) && !table.plain {
                self.fault("span in a table that is not plain of", &detail.column, None);
            }
        }
    }

    /// A column of notes is for people, but for the number of its line.
    pub(super) fn note_column(&mut self, detail: &DetailedColumn) {
        if !detail.input && detail.column != "line" {
            self.fault("column of notes that nobody fills in", &detail.column, None);
        }
    }

    pub(super) fn known<'k>(
        &mut self,
        what: &'static str,
        found: &str,
        known: impl Iterator<Item = &'k str>,
    ) {
        let known: Vec<&str> = known.collect();
        if !known.contains(&found) {
            let suggestion = nearest(found, known).map(str::to_owned);
            self.fault(what, found, suggestion);
        }
    }
}

/// `!a|b` names `a` and `b`.
fn words(either: &str) -> impl Iterator<Item = &str> {
    either.trim_start_matches('!').split('|')
}
