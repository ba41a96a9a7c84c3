//! Which canonical table a block of cells is: known layouts first, then headings, values and titles together.

use super::columns::{Mapping, View, map};
use super::grid::text;
use super::header::compact;
use super::knowledge::{Knowledge, Mark, Source};
use super::sheet::Cell;
use super::typed;
use super::unpivot::{Hint, Length, Period, Season, are_day_numbers, periods};
use super::value;
use super::words::Helper;
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Phrase, Schema, Table};

#[derive(Clone, Debug)]
/// What stands around a table: its file, its sheet, its title rows.
pub struct Talk {
    /// Path relative to the folder.
    pub file: String,
    /// Sheet name.
    pub sheet: String,
    /// Texts above the header.
    pub titles: Vec<String>,
}

impl Talk {
    /// Year and month it speaks of: titles first, then sheet, then file.
    pub fn season(&self, knowledge: &Knowledge) -> Season {
        let texts = self
            .titles
            .iter()
            .map(String::as_str)
            .chain([self.sheet.as_str(), self.file.as_str()]);
        Season::of(texts, &knowledge.words)
    }

    fn texts(&self) -> impl Iterator<Item = (&str, f64)> {
        let titles = self.titles.iter().map(|title| (title.as_str(), 0.9));
        [(self.file.as_str(), 0.8), (self.sheet.as_str(), 0.8)]
            .into_iter()
            .chain(titles)
    }
}

/// The columns of a wide grid.
#[derive(Clone, Debug, Default)]
pub struct Wide {
    /// Columns that stand for periods.
    pub periods: Vec<(u32, Period)>,
    /// Columns that look like periods whose year or month is nowhere said.
    pub unknown: Vec<u32>,
}

/// What a block is believed to be.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The table; none when nothing fits.
    pub table: Option<Table>,
    /// Its columns.
    pub mapping: Option<Mapping>,
    /// Index into the knowledge's sources.
    pub source: Option<usize>,
    /// 0..1.
    pub confidence: f64,
    /// Why, or what was tried.
    pub because: Vec<Phrase>,
    /// The grid, when the table is wider than long.
    pub wide: Option<Wide>,
    /// The table it comes nearest to, for a question.
    pub nearest: Option<Table>,
}

struct Trial {
    mapping: Mapping,
    score: f64,
    titled: f64,
    missing: Vec<String>,
}

/// Judges a block. `decided` is a person's answer and wins.
pub fn judge(
    views: &[View<'_>],
    talk: &Talk,
    knowledge: &Knowledge,
    decided: Option<Table>,
) -> Verdict {
    let wide = wide(views, talk, knowledge);
    let source = known_source(views, knowledge);
    if let Some((at, source)) = source.filter(|_| decided.is_none()) {
        if let Some(verdict) = by_source(views, at, source, knowledge) {
            return verdict;
        }
    }
    let plain: Vec<View<'_>> = views
        .iter()
        .filter(|view| !wide.as_ref().is_some_and(|wide| wide.holds(view.column)))
        .map(copy)
        .collect();
    let grid_trouble = wide
        .as_ref()
        .and_then(|wide| trouble(views, wide, talk, knowledge));
    let mut trials: Vec<Trial> = knowledge
        .schemas
        .values()
        .filter(|schema| decided.is_none_or(|table| table == schema.table))
        .map(|schema| try_table(&plain, views.len(), schema, wide.as_ref(), talk, knowledge))
        .collect();
    trials.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then(a.mapping.table.cmp(&b.mapping.table))
    });
    let winner = trials
        .iter()
        .position(|trial| decided.is_some() || fits(trial, wide.as_ref(), grid_trouble.is_some()));
    match winner {
        Some(at) => accept(&trials, at, wide, decided.is_some()),
        None => reject(&trials, grid_trouble),
    }
}

impl Wide {
    /// True for one of the grid's columns.
    pub fn holds(&self, column: u32) -> bool {
        self.periods.iter().any(|(known, _)| *known == column) || self.unknown.contains(&column)
    }
}

fn copy<'a>(view: &View<'a>) -> View<'a> {
    View {
        column: view.column,
        heading: view.heading.clone(),
        cells: view.cells.clone(),
    }
}

/// The source whose whole fingerprint stands in the headings; of several the one that knows most columns.
fn known_source<'k>(views: &[View<'_>], knowledge: &'k Knowledge) -> Option<(usize, &'k Source)> {
    let there = |mark: &Mark| {
        mark.headings().iter().any(|heading| {
            let wanted = compact(heading);
            views
                .iter()
                .any(|view| view.heading.keys.iter().any(|(key, _)| *key == wanted))
        })
    };
    knowledge
        .sources
        .iter()
        .enumerate()
        .filter(|(_, source)| !source.fingerprint.is_empty())
        .filter(|(_, source)| source.fingerprint.iter().all(there))
        .max_by(|(a, left), (b, right)| {
            (explained(left, views), left.fingerprint.len())
                .cmp(&(explained(right, views), right.fingerprint.len()))
                .then(b.cmp(a))
        })
}

/// How many columns a layout knows.
fn explained(source: &Source, views: &[View<'_>]) -> usize {
    views
        .iter()
        .filter_map(|view| view.heading.keys.first())
        .filter(|(key, _)| source.field(key).is_some() || source.ignores(key))
        .count()
}

fn by_source(
    views: &[View<'_>],
    at: usize,
    source: &Source,
    knowledge: &Knowledge,
) -> Option<Verdict> {
    let schema = knowledge.schema(source.table);
    let mapping = map(views, schema, Some(source), knowledge);
    missing(&mapping, schema, None).is_empty().then(|| Verdict {
        table: Some(source.table),
        mapping: Some(mapping),
        source: Some(at),
        confidence: 0.98,
        because: vec![phrase(
            "its headings are those of a known layout: {}",
            &[&source.source],
        )],
        wide: None,
        nearest: Some(source.table),
    })
}

/// Period columns, when there are enough of them to be a grid: five of any kind, three that cannot be
/// anything else.
fn wide(views: &[View<'_>], talk: &Talk, knowledge: &Knowledge) -> Option<Wide> {
    let found: Vec<(u32, Hint)> = views
        .iter()
        .filter_map(|view| Some((view.column, view.heading.hint?)))
        .collect();
    let hints: Vec<Hint> = found.iter().map(|(_, hint)| *hint).collect();
    let keep_numbers = are_day_numbers(&hints);
    let (columns, hints): (Vec<u32>, Vec<Hint>) = found
        .into_iter()
        .filter(|(_, hint)| keep_numbers || !matches!(hint, Hint::DayNumber(_)))
        .unzip();
    let sure = hints
        .iter()
        .filter(|hint| matches!(hint, Hint::Day(_) | Hint::Range(..) | Hint::Week(..)))
        .count();
    if hints.len() < 5 && sure < 3 {
        return None;
    }
    let mut wide = Wide::default();
    for (column, period) in columns
        .into_iter()
        .zip(periods(&hints, talk.season(knowledge)))
    {
        match period {
            Some(period) => wide.periods.push((column, period)),
            None => wide.unknown.push(column),
        }
    }
    Some(wide)
}

/// Why a grid cannot be time, bookings or leave, in words; nothing when it can.
fn trouble(views: &[View<'_>], wide: &Wide, talk: &Talk, knowledge: &Knowledge) -> Option<Phrase> {
    let cells: Vec<&Cell> = views
        .iter()
        .filter(|view| wide.holds(view.column))
        .flat_map(|view| view.cells.iter().copied())
        .collect();
    if cells.is_empty() {
        return Some(phrase("its day or week columns hold nothing", &[]));
    }
    let share = |count: usize| count * 10 >= cells.len() * 4;
    if share(cells.iter().filter(|cell| is_clock_pair(cell)).count()) {
        return Some(phrase(
            "two clock times in a cell say when somebody came and left, not how long they worked on what",
            &[],
        ));
    }
    let field = knowledge.schema(Table::Bookings).field("duration")?;
    let habits = typed::Habits::default();
    let readable = cells
        .iter()
        .filter(|cell| typed::read(cell, field, habits).is_ok() || is_leave(cell, knowledge))
        .count();
    if readable * 10 < cells.len() * 6 {
        return Some(phrase(
            "its cells hold marks, not hours or percentages",
            &[],
        ));
    }
    let said = talk
        .texts()
        .any(|(text, _)| knowledge.words.speaks_of_hours(&fold(text)))
        || views
            .iter()
            .any(|view| knowledge.words.speaks_of_hours(&fold(&view.heading.text)))
        || share(cells.iter().filter(|cell| says_its_unit(cell)).count());
    if !said {
        return Some(phrase("nothing says that its numbers are hours", &[]));
    }
    if wide.periods.is_empty() {
        return Some(phrase(
            "nothing says which year or month its columns belong to",
            &[],
        ));
    }
    None
}

fn is_leave(cell: &Cell, knowledge: &Knowledge) -> bool {
    text(cell).is_some_and(|text| knowledge.words.leave_in_grid(&fold(text)).is_some())
}

/// `08:46\n17:59`: in and out.
fn is_clock_pair(cell: &Cell) -> bool {
    let Some(text) = text(cell) else {
        return false;
    };
    let parts: Vec<&str> = text
        .split(|letter: char| letter.is_whitespace() || letter == '-' || letter == '–')
        .filter(|part| !part.is_empty())
        .collect();
    parts.len() == 2
        && parts.iter().all(|part| {
            part.split_once(':').is_some_and(|(hours, minutes)| {
                hours.parse::<u32>().is_ok_and(|hours| hours <= 24)
                    && minutes.parse::<u32>().is_ok_and(|minutes| minutes < 60)
            })
        })
}

/// A time cell, a percentage, or text with a unit.
fn says_its_unit(cell: &Cell) -> bool {
    match cell {
        Cell::Time(_) => true,
        Cell::Text(text) => {
            text.contains([':', '%'])
                || text.chars().any(char::is_alphabetic)
                    && value::duration(cell, value::TimeUnit::Hours, value::Decimal::Point).is_ok()
        }
        _ => false,
    }
}

fn try_table(
    views: &[View<'_>],
    all_columns: usize,
    schema: &Schema,
    wide: Option<&Wide>,
    talk: &Talk,
    knowledge: &Knowledge,
) -> Trial {
    let mapping = map(views, schema, None, knowledge);
    let as_grid = wide.filter(|_| takes_grids(schema.table));
    let titled = titled(schema, talk, knowledge);
    let missing = missing(&mapping, schema, as_grid);
    let period_columns = wide.map_or(0, |wide| wide.periods.len() + wide.unknown.len());
    let explained = mapping.bound.len() + as_grid.map_or(0, |_| period_columns);
    let coverage = explained as f64 / all_columns.max(1) as f64;
    let shape = as_grid.map_or(0.0, |wide| shape_speaks(schema.table, wide, views));
    Trial {
        score: mapping.weight + titled + coverage + shape,
        mapping,
        titled,
        missing,
    }
}

fn takes_grids(table: Table) -> bool {
    matches!(table, Table::Time | Table::Bookings)
}

/// Days are worked time, weeks ahead are planned time; titles may say otherwise.
fn shape_speaks(table: Table, wide: &Wide, _views: &[View<'_>]) -> f64 {
    let weeks = wide
        .periods
        .iter()
        .filter(|(_, period)| period.length != Length::Day)
        .count();
    let weekly = weeks * 2 > wide.periods.len();
    match table {
        Table::Bookings if weekly => 0.6,
        Table::Time if !weekly => 0.6,
        _ => 0.0,
    }
}

/// Title words in file, sheet and title rows.
fn titled(schema: &Schema, talk: &Talk, knowledge: &Knowledge) -> f64 {
    let speaks: f64 = talk
        .texts()
        .filter(|(text, _)| knowledge.is_titled(text, schema.table))
        .map(|(_, weight)| weight)
        .sum();
    speaks.min(1.7)
}

/// Names of must groups without a column.
fn missing(mapping: &Mapping, schema: &Schema, wide: Option<&Wide>) -> Vec<String> {
    let has = |field: &String| {
        mapping.column_of(schema, field).is_some()
            || wide.is_some() && (field == "date" || field == "duration")
            || field == "person" && mapping.helper(Helper::LastName).is_some()
            || schema.table == Table::Payments
                && (field == "amount" || field == "direction")
                && (mapping.helper(Helper::MoneyIn).is_some()
                    || mapping.helper(Helper::MoneyOut).is_some())
    };
    schema
        .must
        .iter()
        .filter(|group| !group.iter().any(has))
        .map(|group| group.join(" / "))
        .collect()
}

/// Every must group is there and the headings say enough.
fn fits(trial: &Trial, wide: Option<&Wide>, troubled: bool) -> bool {
    let by_grid = wide.is_some() && takes_grids(trial.mapping.table) && {
        let strongly_long = trial.mapping.strong >= 5;
        !strongly_long
    };
    let list_with_periods =
        wide.is_some() && !takes_grids(trial.mapping.table) && trial.mapping.strong < 5;
    if list_with_periods {
        return false;
    }
    let evidence =
        trial.mapping.strong >= 2 || (trial.mapping.strong >= 1 && (trial.titled > 0.0 || by_grid));
    let least = if by_grid { 0.4 } else { 0.9 };
    trial.missing.is_empty() && evidence && trial.mapping.weight >= least && !(by_grid && troubled)
}

fn accept(trials: &[Trial], at: usize, wide: Option<Wide>, decided: bool) -> Verdict {
    let trial = &trials[at];
    let table = trial.mapping.table;
    let second = trials
        .iter()
        .filter(|other| other.missing.is_empty() && other.mapping.table != table)
        .map(|other| (other.score, other.mapping.table))
        .next();
    let lead = second.map_or(1.0, |(score, _)| {
        ((trial.score - score) / trial.score.max(0.1)).clamp(0.0, 1.0)
    });
    let mut because = vec![if decided {
        phrase("a person said so", &[])
    } else {
        phrase(
            "{} of its columns are fields of {}",
            &[&trial.mapping.bound.len(), &table],
        )
    }];
    if trial.titled > 0.0 {
        because.push(phrase("its file, sheet or title speaks of it", &[]));
    }
    if let Some((_, other)) = second.filter(|_| lead < 0.15) {
        because.push(phrase("it could also be {}", &[&other]));
    }
    let confidence = if decided {
        1.0
    } else {
        ((0.5 + lead) * (trial.score / 4.0).min(1.0)).clamp(0.2, 0.95)
    };
    Verdict {
        table: Some(table),
        mapping: Some(trial.mapping.clone()),
        source: None,
        confidence,
        because,
        wide: wide.filter(|_| takes_grids(table)),
        nearest: Some(table),
    }
}

/// What was tried: the two nearest tables and what each lacks.
fn reject(trials: &[Trial], trouble: Option<Phrase>) -> Verdict {
    let mut because: Vec<Phrase> = trouble.into_iter().collect();
    let near: Vec<&Trial> = trials
        .iter()
        .filter(|trial| trial.mapping.strong > 0)
        .take(2)
        .collect();
    for trial in &near {
        let table = trial.mapping.table;
        because.push(if trial.missing.is_empty() {
            phrase("too little in it speaks for {}", &[&table])
        } else {
            phrase(
                "tried as {}, but no column is {}",
                &[&table, &trial.missing.join(", ")],
            )
        });
    }
    if because.is_empty() {
        because.push(phrase("no heading is one of a table known here", &[]));
    }
    Verdict {
        table: None,
        mapping: None,
        source: None,
        confidence: 0.0,
        because,
        wide: None,
        nearest: near.first().map(|trial| trial.mapping.table),
    }
}
