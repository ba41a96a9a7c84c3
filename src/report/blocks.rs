//! One block of a template over the frames.

use std::collections::BTreeMap;

use super::book::{Block, ChartBlock, Series};
use super::labels::Labels;
use super::layout::{Setting, fill};
use super::select::Viewpoint;
use super::template::{
    BlockTemplate, ChartTemplate, Filter, LookName, MatrixTemplate, SeriesTemplate,
};

mod cells;
mod groups;
mod matrix;
mod sentence;
pub mod settlement;
mod shares;
mod status;
pub mod tables;
mod tiles;
pub(in crate::report) mod typed;
mod unfilled;
mod units;

use sentence::Source;

/// Most sentences that a text says of its rows.
const SAID: usize = 12;

/// Where a block stands: whose view, and on which page of the book (for identities that repeat).
pub struct Place<'a> {
    /// Period and client.
    pub view: Viewpoint<'a>,
    /// Number of the page in the book.
    pub number: usize,
    /// Title of the page.
    pub title: &'a str,
    /// Titles of the lists on it.
    pub lists: &'a [String],
    /// Its book is sent to a client.
    pub for_client: bool,
    /// Tables of the other pages, for charts over them.
    pub elsewhere: &'a TableIds,
}

/// A table with rows that stands on the page.
#[derive(Clone, Debug)]
pub struct Laid {
    /// Identity in the book.
    pub id: String,
    /// Value of the column it was split by; empty when it was not.
    pub part: String,
    /// That column.
    pub by: Option<String>,
}

/// Tables laid out so far on the page, by their id in the template (several where one was split).
pub type TableIds = BTreeMap<String, Vec<Laid>>;

/// The blocks a template's block becomes; none when it has nothing to say.
pub fn lay_out(
    block: &BlockTemplate,
    place: &Place<'_>,
    tables: &mut TableIds,
    setting: &Setting<'_>,
) -> Vec<Block> {
    let word = |key: &str| fill(&setting.labels.word(key), place.view.client, setting);
    match block {
        BlockTemplate::Heading { text, only_with } => {
            let has_rows = |frame: &String| {
                let picked = setting.shelf.pick(frame, &Filter::new(), &place.view);
                picked.is_some_and(|picked| !picked.is_empty())
            };
            let wanted = only_with.as_ref().is_none_or(has_rows);
            wanted
                .then(|| Block::Heading(word(text)))
                .into_iter()
                .collect()
        }
        BlockTemplate::Text {
            text,
            frame,
            filter,
            sort,
            each,
            unknown,
        } => {
            let frame = frame.as_deref();
            let source = Source {
                frame,
                filter,
                sort,
            };
            let texts = (text.as_str(), unknown.as_deref());
            let said = (0..if *each { SAID } else { 1 })
                .map_while(|row| sentence::lay_out_row(texts, &source, row, place, setting));
            let firm = said.map(|text| Block::Text(with_firm_minus(&text)));
            firm.collect()
        }
        BlockTemplate::Tiles {
            frame,
            filter,
            tiles,
        } => tiles::lay_out(frame, filter, tiles, place, setting),
        BlockTemplate::Table(table) => tables::lay_out(table, place, tables, setting),
        BlockTemplate::Status(status) => status::lay_out(status, place, tables, setting),
        BlockTemplate::Notes(notes) => {
            vec![tables::lay_out_notes(notes, place.title, place, setting)]
        }
        BlockTemplate::Matrix(matrix) => lay_out_matrix(matrix, place, tables, setting),
        BlockTemplate::Chart(chart) => lay_out_charts(chart, place, tables, setting),
        BlockTemplate::Settlement {} => settlement::lay_out(place, setting),
        BlockTemplate::Gap {} => vec![Block::Gap],
        BlockTemplate::Break {} => vec![Block::Break],
    }
}

fn lay_out_matrix(
    shape: &MatrixTemplate,
    place: &Place<'_>,
    tables: &mut TableIds,
    setting: &Setting<'_>,
) -> Vec<Block> {
    let labels = &setting.labels;
    let Some(picked) = setting.shelf.pick(&shape.frame, &shape.filter, &place.view) else {
        return Vec::new();
    };
    let mut block = matrix::lay_out(
        shape,
        &picked,
        &setting.scope.settings.base_currency,
        labels,
    );
    block.id = identity(&shape.id, "", place);
    block.title = fill(&labels.word(&shape.title), place.view.client, setting);
    block.empty = labels.word(&shape.empty);
    if !block.rows.is_empty() {
        tables.entry(shape.id.clone()).or_default().push(Laid {
            id: block.id.clone(),
            part: String::new(),
            by: None,
        });
    }
    vec![Block::Table(block)]
}

/// A chart for each table of that id that has rows, on this page or another.
fn lay_out_charts(
    chart: &ChartTemplate,
    place: &Place<'_>,
    tables: &TableIds,
    setting: &Setting<'_>,
) -> Vec<Block> {
    let labels = &setting.labels;
    let laid = tables
        .get(&chart.table)
        .or_else(|| place.elsewhere.get(&chart.table))
        .map_or(&[][..], Vec::as_slice);
    laid.iter()
        .enumerate()
        .filter_map(|(at, table)| {
            let alone = laid.len() == 1;
            let title = with_firm_minus(&chart_title(chart, (table, alone), place, setting)?);
            Some(Block::Chart(ChartBlock {
                alt: title.clone(),
                title,
                kind: chart.form.into(),
                table: table.id.clone(),
                category: chart.category.clone(),
                series: chart
                    .series
                    .iter()
                    .map(|series| lay_out_series(series, labels))
                    .collect(),
                rows: chart.rows,
                size: chart.size.map_or((640, 300), |[wide, tall]| (wide, tall)),
                fill: chart.fill,
                beside: chart.beside || at > 0,
                shaded: chart.shaded,
            }))
        })
        .collect()
}

/// Words are broken into lines by whoever draws them, some between a hyphen and its number: a minus sign stays with it.
fn with_firm_minus(title: &str) -> String {
    let mut firm = String::with_capacity(title.len());
    let mut before = ' ';
    let mut letters = title.chars().peekable();
    while let Some(letter) = letters.next() {
        let negative = letter == '-'
            && !before.is_alphanumeric()
            && letters.peek().is_some_and(char::is_ascii_digit);
        firm.push(if negative { '\u{2212}' } else { letter });
        before = letter;
    }
    firm
}

/// What a chart over a table says: the first of its findings that has a row there with all its figures. A part is named
/// unless the finding names it, or speaks of figures of the only part.
fn chart_title(
    chart: &ChartTemplate,
    (table, alone): (&Laid, bool),
    place: &Place<'_>,
    setting: &Setting<'_>,
) -> Option<String> {
    let labels = &setting.labels;
    let own = (&chart.title, &chart.frame, &chart.filter, &chart.sort);
    let others = chart.otherwise.iter();
    let others = others.map(|other| (&other.title, &other.frame, &other.filter, &other.sort));
    let mut findings = std::iter::once(own).chain(others);
    findings.find_map(|(title, frame, filter, sort)| {
        let frame = frame.as_deref();
        let filter = &of_part(frame, filter, table, setting);
        let source = Source {
            frame,
            filter,
            sort,
        };
        let said = sentence::lay_out_known(title, &source, place, setting)?;
        let told = said.contains(&labels.code(&table.part)) || (alone && frame.is_some());
        Some(match told {
            true => said,
            false => tables::with_part(said, &table.part, labels),
        })
    })
}

/// The conditions with that of a split table's part, where the frame can be split so too.
fn of_part(frame: Option<&str>, filter: &Filter, table: &Laid, setting: &Setting<'_>) -> Filter {
    let mut filter = filter.clone();
    if let (Some(frame), Some(by)) = (frame, &table.by)
        && setting.shelf.has(frame, by)
    {
        filter.insert(by.clone(), table.part.clone());
    }
    filter
}

fn lay_out_series(series: &SeriesTemplate, labels: &Labels<'_>) -> Series {
    let label = series.label.as_ref();
    Series {
        column: series.column.clone(),
        label: label.map_or_else(|| labels.column(&series.column), |key| labels.word(key)),
        line: series.line,
        second: series.second,
    }
}

/// Unique in the book.
fn identity(id: &str, part: &str, place: &Place<'_>) -> String {
    format!("{}_{}", stable(id, part), place.number + 1)
}

/// The same whatever else stands in the book: letters of other scripts and marks stand as their numbers.
fn stable(id: &str, part: &str) -> String {
    let plain = |letter: char| match letter.is_ascii_alphanumeric() {
        true => letter.to_string(),
        false => format!("{:x}", u32::from(letter)),
    };
    let part: String = part.chars().map(plain).collect();
    let part = if part.is_empty() {
        part
    } else {
        format!("_{part}")
    };
    format!("{id}{part}")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::metrics::frame::FrameRows;
    use crate::metrics::{FrameSpec, Metrics, Scope, Unit};
    use crate::model::{Month, Settings, Span, TradeWords};
    use crate::report::labels::Language;
    use crate::report::select::Shelf;
    use crate::report::template::TableTemplate;

    #[test]
    fn of_more_rows_than_a_sheet_is_read_with_some_are_told_and_no_part_is_added_up() {
        static SPEC: FrameSpec = FrameSpec::shown("long", "number", &[("number", Unit::Count)]);
        let table = "id = 'long'\nframe = 'long'\nempty = 'empty'\ntotals = true\ncolumns = [{ column = 'number', total = 'sum' }]";
        let table: TableTemplate = toml::from_str(table).expect("a template");
        let words: Language =
            toml::from_str(include_str!("../../templates/languages/en.toml")).expect("a language");
        let october = Month::new(2026, 10).expect("a month");
        let scope = Scope {
            period: Span::month(october),
            as_of: october.last_day(),
            first: october,
            settings: Settings::default(),
            words: TradeWords::default(),
        };
        for (rows, shown, footer) in [
            (250_000, 250_000, ""),
            (
                250_002,
                250_000,
                "2 more rows, for which a sheet has no room: the tables of the folder data hold all of them",
            ),
        ] {
            let mut frame = FrameRows::of(&SPEC);
            (0..rows).for_each(|number: i64| frame.push([number.into()]));
            let mut metrics = Metrics::default();
            metrics.insert(frame.finish());
            let shelf = Shelf::of(&metrics);
            let setting = Setting {
                theme: &Arc::default(),
                shelf: &shelf,
                scope: &scope,
                labels: Labels::new(&words, &words),
                typed: &[],
            };
            let place = Place {
                for_client: false,
                view: Viewpoint {
                    period: scope.period,
                    client: None,
                },
                number: 0,
                title: "Long",
                lists: &[],
                elsewhere: &TableIds::new(),
            };
            let blocks = tables::lay_out(&table, &place, &mut TableIds::new(), &setting);
            let [Block::Table(block)] = blocks.as_slice() else {
                panic!("one table");
            };
            assert_eq!((block.rows.len(), block.footer.as_str()), (shown, footer));
            assert_eq!(block.totals, footer.is_empty());
        }
    }

    #[test]
    fn a_minus_stays_with_its_number() {
        for (title, firm) in [
            (
                "Revenue 75,526 EUR, -14.7% to the period before",
                "Revenue 75,526 EUR, \u{2212}14.7% to the period before",
            ),
            ("Change (-3)", "Change (\u{2212}3)"),
            // names and ranges
            (
                "COVID-19, 2026-10 and 3-4 people",
                "COVID-19, 2026-10 and 3-4 people",
            ),
            ("Hours - 12 of them", "Hours - 12 of them"),
        ] {
            assert_eq!(with_firm_minus(title), firm);
        }
    }
}
