//! Checks of what is well written and would still show nothing, or nonsense: lists of nothing, sums of words, links to nowhere.

use super::Checker;
use crate::metrics::{FrameSpec, Unit};
use crate::model::suggest::nearest;
use crate::report::arithmetic;
use crate::report::blocks::tables::operands;
use crate::report::template::{BlockTemplate, ChartTemplate, DetailedColumn, LookName, StyleName};

/// Kinds of columns that a style, look or sum fits.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Figures,
    Days,
    Words,
}

impl Kind {
    fn of(unit: Unit) -> Kind {
        match unit {
            Unit::Hours | Unit::Money | Unit::Share | Unit::Number | Unit::Rate | Unit::Count => {
                Kind::Figures
            }
            Unit::Date | Unit::Month => Kind::Days,
            Unit::Text | Unit::Code | Unit::Phrase | Unit::Flag => Kind::Words,
        }
    }

    /// What a style shows; plain words fit everything.
    fn shown_by(style: StyleName) -> Kind {
        match style {
            StyleName::Text | StyleName::Wrapped | StyleName::Flag => Kind::Words,
            StyleName::Date | StyleName::Month => Kind::Days,
            _ => Kind::Figures,
        }
    }
}

impl<'a> Checker<'a> {
    /// A list of nothing leaves its block, page or report empty.
    pub(super) fn is_filled(&mut self, count: usize, what: &'static str, of: &str) {
        if count == 0 {
            self.fault(what, of, None);
        }
    }

    /// Signs between columns of the table, as a spreadsheet works them out.
    pub(super) fn formula(&mut self, formula: &str, columns: &[String]) {
        for column in operands(formula) {
            self.among(column, columns);
        }
        if arithmetic::worth(formula, &|_| 1.0).is_none() {
            self.fault("no formula like {left}-{right}:", formula, None);
        }
    }

    /// Words have no sum, bars or decimals.
    pub(super) fn looks(&mut self, spec: &'static FrameSpec, detail: &DetailedColumn) {
        if detail.input {
            return;
        }
        let Some(kind) = kind_in(spec, &detail.column) else {
            return;
        };
        let style = detail.style.map_or(Kind::Words, Kind::shown_by);
        if style != Kind::Words && style != kind {
            self.fault("no value for its style in", &detail.column, None);
        }
        if detail.total.as_deref() == Some("sum") {
            self.figures_of(spec, &detail.column, "no figure for a sum in");
        }
        if matches!(
            detail.look,
            LookName::Bars | LookName::Heat | LookName::Sign
        ) {
            self.figures_of(spec, &detail.column, "no figure for its look in");
        }
    }

    /// A column that is no figure has nothing to be drawn or added up.
    pub(super) fn figures_of(
        &mut self,
        spec: &'static FrameSpec,
        column: &str,
        what: &'static str,
    ) {
        if kind_in(spec, column).is_some_and(|kind| kind != Kind::Figures) {
            self.fault(what, column, None);
        }
    }

    pub(super) fn series_of_figures(&mut self, chart: &'a ChartTemplate) {
        let blocks = self.report.pages.iter().flat_map(|page| &page.blocks);
        let mut drawn = blocks.filter_map(|entry| match &entry.block {
            BlockTemplate::Table(table) if table.id == chart.table => Some(table),
            _ => None,
        });
        let Some(table) = drawn.next() else {
            return;
        };
        let Some(spec) = self.frames.iter().find(|spec| spec.name == table.frame) else {
            return;
        };
        for series in &chart.series {
            self.figures_of(spec, &series.column, "no figure for a series in");
        }
    }

    /// Links lead to a page of the report.
    pub(super) fn link(&mut self, detail: &DetailedColumn) {
        let Some(link) = &detail.link else {
            return;
        };
        let pages = self.report.pages.iter().map(|page| page.name.as_str());
        let pages: Vec<&str> = pages.collect();
        if !pages.contains(&link.as_str()) {
            let suggestion = nearest(link, pages).map(str::to_owned);
            self.fault("page to link to", link, suggestion);
        }
    }
}

fn kind_in(spec: &FrameSpec, column: &str) -> Option<Kind> {
    let found = spec.columns.iter().find(|(name, _)| *name == column);
    found.map(|(_, unit)| Kind::of(*unit))
}

#[cfg(test)]
mod tests {
    use crate::metrics::catalogue;
    use crate::report::check::check;
    use crate::report::labels::{Labels, Language};
    use crate::report::template::Report;

    #[test]
    fn what_would_show_nothing_or_nonsense_is_told() {
        let english = include_str!("../../../templates/languages/en.toml");
        let language: Language = toml::from_str(english).expect("a language");
        let labels = Labels::new(&language, &language);
        let table = |columns: &str| {
            format!(
                "block = [{{ kind = 'table', id = 'a', frame = 'ageing', split = 'currency', empty = 'goals', columns = [{columns}] }}"
            )
        };
        let chart = |series: &str| {
            format!(
                "{}, {{ kind = 'chart', title = 'goals', form = 'bar', table = 'a', category = 'client', series = [{series}] }}]",
                table("'client', 'outstanding', 'credits'")
            )
        };
        let column = |more: &str| table(&format!("'client', 'outstanding', {{ {more} }}")) + "]";
        for (blocks, told) in [
            ("block = []".to_owned(), "no block on page"),
            (table("") + "]", "no column in table"),
            (chart(""), "no series in chart of"),
            (chart("'outstanding'"), ""),
            (chart("'client'"), "no figure for a series in"),
            (
                "block = [{ kind = 'tiles', frame = 'agency_month', tiles = [] }]".to_owned(),
                "no figure in tiles of",
            ),
            (
                column("column = 'as_of', total = 'sum'"),
                "no figure for a sum in",
            ),
            (
                column("column = 'as_of', look = 'bars'"),
                "no figure for its look in",
            ),
            (
                column("column = 'as_of', style = 'money'"),
                "no value for its style in",
            ),
            (column("column = 'as_of', style = 'date'"), ""),
            (column("column = 'as_of', style = 'text'"), ""),
            (
                column("column = 'as_of', link = 'portfolio'"),
                "page to link to",
            ),
            (column("column = 'as_of', link = 'goals'"), ""),
            (
                column("column = 'not_due', formula = '{outstanding}-*2'"),
                "no formula like {left}-{right}:",
            ),
            (
                column("column = 'not_due', formula = '{outstanding}*2'"),
                "",
            ),
        ] {
            let text = format!(
                "report = 'x'\nabout = ''\nfile = 'goals'\nsubtitle = 'goals'\n[[page]]\nname = 'goals'\ntitle = 'goals'\n{blocks}"
            );
            let report: Report = toml::from_str(&text).expect("well formed");
            let faults = check(&report, catalogue::ALL, &labels, &[]);
            let what = faults.first().map_or("", |fault| fault.what);
            assert_eq!(what, told, "{blocks}");
        }
    }
}
