//! One block of a template over the frames.

use std::collections::BTreeMap;

use super::book::{
    Block, Cell, CellValue, ChartBlock, Column, Link, Look, Series, Style, TableBlock, Tile, Total,
};
use super::labels::Labels;
use super::layout::{Setting, fill};
use super::select::{Picked, Viewpoint, number, plain};
use super::template::{
    BlockTemplate, ColumnTemplate, DetailedColumn, Filter, SeriesTemplate, TableTemplate,
    TileTemplate,
};
use crate::metrics::{Datum, Unit};
use crate::model::{Duration, Money, Month};

/// Where a block stands: whose view, and on which page of the book (for identities that repeat).
pub struct Place<'a> {
    /// Period and client.
    pub view: Viewpoint<'a>,
    /// Number of the page in the book.
    pub number: usize,
}

/// Tables laid out so far on the page: template id to the ids in the book (several where one was split).
pub type TableIds = BTreeMap<String, Vec<String>>;

/// The blocks a template's block becomes; none when it has nothing to say.
pub fn lay_out(
    block: &BlockTemplate,
    place: &Place<'_>,
    tables: &mut TableIds,
    setting: &Setting<'_>,
) -> Vec<Block> {
    let labels = &setting.labels;
    match block {
        BlockTemplate::Heading { text } => vec![Block::Heading(fill(
            &labels.word(text),
            place.view.client,
            setting,
        ))],
        BlockTemplate::Text {
            text,
            frame,
            filter,
            sort,
        } => sentence(text, frame.as_deref(), filter, sort, place, setting)
            .map(Block::Text)
            .into_iter()
            .collect(),
        BlockTemplate::Tiles {
            frame,
            filter,
            tiles,
        } => lay_out_tiles(frame, filter, tiles, place, setting),
        BlockTemplate::Table(table) => lay_out_table(table, place, tables, setting),
        BlockTemplate::Matrix {
            id,
            title,
            frame,
            filter,
            rows,
            columns,
            value,
            ratio,
            look,
            empty,
        } => {
            let shape = Matrix {
                rows,
                columns,
                value,
                ratio: ratio.as_ref(),
                look: (*look).into(),
            };
            let Some(picked) = setting.shelf.pick(frame, filter, &place.view) else {
                return Vec::new();
            };
            let mut block = shape.lay_out(&picked, labels);
            block.id = identity(id, "", place);
            block.title = fill(&labels.word(title), place.view.client, setting);
            block.empty = labels.word(empty);
            tables.entry(id.clone()).or_default().push(block.id.clone());
            vec![Block::Table(block)]
        }
        BlockTemplate::Chart {
            title,
            form,
            table,
            category,
            series,
            rows,
            beside,
        } => {
            let ids = tables.get(table).map_or(&[][..], Vec::as_slice);
            ids.iter()
                .map(|id| {
                    let title = fill(&labels.word(title), place.view.client, setting);
                    let series = series
                        .iter()
                        .map(|series| lay_out_series(series, labels))
                        .collect();
                    Block::Chart(ChartBlock {
                        alt: title.clone(),
                        title,
                        kind: (*form).into(),
                        table: id.clone(),
                        category: category.clone(),
                        series,
                        rows: *rows,
                        size: (640, 300),
                        beside: *beside,
                    })
                })
                .collect()
        }
        BlockTemplate::Gap {} => vec![Block::Gap],
    }
}

fn lay_out_series(series: &SeriesTemplate, labels: &Labels<'_>) -> Series {
    Series {
        column: series.column.clone(),
        label: series
            .label
            .as_ref()
            .map_or_else(|| labels.column(&series.column), |key| labels.word(key)),
        line: series.line,
        second: series.second,
    }
}

fn identity(id: &str, part: &str, place: &Place<'_>) -> String {
    let part: String = part.chars().filter(char::is_ascii_alphanumeric).collect();
    let part = if part.is_empty() {
        part
    } else {
        format!("_{part}")
    };
    format!("{id}{part}_{}", place.number + 1)
}

/// A sentence with the figures of one row; none when no row fits.
fn sentence(
    text: &str,
    frame: Option<&str>,
    filter: &Filter,
    sort: &[String],
    place: &Place<'_>,
    setting: &Setting<'_>,
) -> Option<String> {
    let mut filled = fill(&setting.labels.word(text), place.view.client, setting);
    let Some(frame) = frame else {
        return Some(filled);
    };
    let picked = setting.shelf.pick(frame, filter, &place.view)?.sorted(sort);
    if picked.is_empty() {
        return None;
    }
    for (column, unit) in picked.columns() {
        let mark = format!("{{{column}}}");
        if filled.contains(&mark) {
            filled = filled.replace(&mark, &setting.labels.show(picked.value(0, column), unit));
        }
    }
    Some(filled)
}

fn lay_out_tiles(
    frame: &str,
    filter: &Filter,
    tiles: &[TileTemplate],
    place: &Place<'_>,
    setting: &Setting<'_>,
) -> Vec<Block> {
    let pick = |month: &str| {
        let mut filter = filter.clone();
        filter.insert("month".to_owned(), month.to_owned());
        setting
            .shelf
            .pick(frame, &filter, &place.view)
            .filter(|picked| !picked.is_empty())
    };
    let Some(now) = pick("@period") else {
        return Vec::new();
    };
    let before = pick("@previous");
    let months = pick("@last12");
    let tiles = tiles
        .iter()
        .map(|tile| lay_out_tile(tile, &now, before.as_ref(), months.as_ref(), setting))
        .collect();
    vec![Block::Tiles(tiles)]
}

fn lay_out_tile(
    tile: &TileTemplate,
    now: &Picked<'_>,
    before: Option<&Picked<'_>>,
    months: Option<&Picked<'_>>,
    setting: &Setting<'_>,
) -> Tile {
    let labels = &setting.labels;
    let column = tile.column.as_str();
    let unit = now.unit(column);
    let value = now.value(0, column);
    let mut label = tile
        .label
        .as_ref()
        .map_or_else(|| labels.column(column), |key| labels.word(key));
    if unit == Unit::Money && now.has("currency") {
        label = format!("{label}, {}", plain(now.value(0, "currency")));
    }
    let previous = before.map(|picked| picked.value(0, column));
    let (change, up) = previous.map_or((String::new(), None), |previous| {
        change(previous, value, unit, labels)
    });
    let good = match tile.good.as_deref() {
        Some("up") => up,
        Some("down") => up.map(|up| !up),
        _ => None,
    };
    let trend = months.map_or_else(Vec::new, |picked| {
        (0..picked.len())
            .map(|at| number(picked.value(at, column)))
            .collect()
    });
    Tile {
        label,
        value: cell(now, 0, column, labels),
        previous: before.map(|picked| cell(picked, 0, column, labels)),
        change,
        good,
        trend,
        name: column.to_owned(),
    }
}

/// Change in words and its direction: percentage points for shares, else a percentage of the value before.
fn change(before: &Datum, now: &Datum, unit: Unit, labels: &Labels<'_>) -> (String, Option<bool>) {
    let (Some(before), Some(now)) = (number(before), number(now)) else {
        return (String::new(), None);
    };
    let difference = now - before;
    let up = (difference.abs() > f64::EPSILON).then_some(difference > 0.0);
    let sign = if difference > 0.0 { "+" } else { "" };
    if unit == Unit::Share {
        let points = labels.show(&Datum::Float(difference * 100.0), Unit::Number);
        return (
            format!("{sign}{points} {}", labels.word("percentage_points")),
            up,
        );
    }
    if before.abs() < f64::EPSILON {
        return (String::new(), up);
    }
    (
        format!(
            "{sign}{}",
            labels.show(&Datum::Float(difference / before.abs()), Unit::Share)
        ),
        up,
    )
}

fn lay_out_table(
    table: &TableTemplate,
    place: &Place<'_>,
    tables: &mut TableIds,
    setting: &Setting<'_>,
) -> Vec<Block> {
    let Some(picked) = setting.shelf.pick(&table.frame, &table.filter, &place.view) else {
        return Vec::new();
    };
    let picked = picked.sorted(&table.sort);
    let parts = match &table.split {
        Some(column) if !picked.is_empty() => picked.split(column),
        _ => vec![(String::new(), picked)],
    };
    let mut blocks = Vec::new();
    for (part, picked) in parts {
        let block = lay_out_part(table, &part, picked.limited(table.limit), place, setting);
        tables
            .entry(table.id.clone())
            .or_default()
            .push(block.id.clone());
        blocks.push(Block::Table(block));
    }
    blocks
}

fn lay_out_part(
    table: &TableTemplate,
    part: &str,
    picked: Picked<'_>,
    place: &Place<'_>,
    setting: &Setting<'_>,
) -> TableBlock {
    let labels = &setting.labels;
    let details: Vec<DetailedColumn> = table.columns.iter().map(ColumnTemplate::detailed).collect();
    let columns = details
        .iter()
        .enumerate()
        .map(|(at, detail)| lay_out_column(detail, at, &picked, table.totals, labels))
        .collect();
    let rows = (0..picked.len())
        .map(|at| {
            details
                .iter()
                .map(|detail| lay_out_cell(detail, at, &picked, table, setting))
                .collect()
        })
        .collect();
    let title = table.title.as_ref().map_or_else(String::new, |key| {
        fill(&labels.word(key), place.view.client, setting)
    });
    let title = match (title.is_empty(), part.is_empty()) {
        (_, true) => title,
        (true, false) => labels.code(part),
        (false, false) => format!("{title}, {}", labels.code(part)),
    };
    TableBlock {
        id: identity(&table.id, part, place),
        title,
        columns,
        rows,
        totals: table.totals && !picked.is_empty(),
        empty: labels.word(&table.empty),
        sortable: !table.plain,
        footer: String::new(),
    }
}

fn lay_out_column(
    detail: &DetailedColumn,
    at: usize,
    picked: &Picked<'_>,
    totals: bool,
    labels: &Labels<'_>,
) -> Column {
    let unit = if detail.input {
        Unit::Text
    } else {
        picked.unit(&detail.column)
    };
    let total = match detail.total.as_deref() {
        Some("sum") => Total::Sum,
        Some(ratio) => ratio
            .split_once('/')
            .map_or(Total::None, |(numerator, denominator)| Total::Ratio {
                numerator: numerator.trim().to_owned(),
                denominator: denominator.trim().to_owned(),
            }),
        None if totals && at == 0 => Total::Label(labels.word("total")),
        None => Total::None,
    };
    Column {
        key: detail.column.clone(),
        label: detail
            .label
            .as_ref()
            .map_or_else(|| labels.column(&detail.column), |key| labels.word(key)),
        style: detail.style.map_or_else(|| style_of(unit), Style::from),
        total,
        look: detail.look.into(),
        input: detail.input,
        choices: detail
            .choices
            .iter()
            .map(|code| labels.code(code))
            .collect(),
    }
}

fn lay_out_cell(
    detail: &DetailedColumn,
    at: usize,
    picked: &Picked<'_>,
    table: &TableTemplate,
    setting: &Setting<'_>,
) -> Cell {
    if detail.input {
        return Cell {
            value: typed(detail, at, picked, table, setting),
            ..Cell::default()
        };
    }
    let mut cell = cell(picked, at, &detail.column, &setting.labels);
    if let (Some(key), true) = (&detail.link, picked.has("client")) {
        let client = plain(picked.value(at, "client"));
        cell.link = Some(Link::Page(fill(
            &setting.labels.word(key),
            Some(&client),
            setting,
        )));
    }
    cell
}

/// What a person typed in this cell of the previous pack, found by the row's key columns.
fn typed(
    detail: &DetailedColumn,
    at: usize,
    picked: &Picked<'_>,
    table: &TableTemplate,
    setting: &Setting<'_>,
) -> CellValue {
    let labels = &setting.labels;
    let details: Vec<DetailedColumn> = table.columns.iter().map(ColumnTemplate::detailed).collect();
    let heading = |column: &str| {
        let own = details
            .iter()
            .find(|detail| detail.column == column)
            .and_then(|detail| detail.label.as_ref());
        own.map_or_else(|| labels.column(column), |key| labels.word(key))
    };
    let keys: Vec<String> = table.key.iter().map(|column| heading(column)).collect();
    let values: Vec<String> = table
        .key
        .iter()
        .map(|column| labels.show(picked.value(at, column), picked.unit(column)))
        .collect();
    let wanted = heading(&detail.column);
    let found = setting
        .typed
        .iter()
        .find_map(|grid| grid.find(&keys, &values, &wanted));
    found.map_or(CellValue::Empty, |text| CellValue::Text(text.to_owned()))
}

/// A typed cell; n/a carries its reason as a note.
pub fn cell(picked: &Picked<'_>, at: usize, column: &str, labels: &Labels<'_>) -> Cell {
    let value = picked.value(at, column);
    let unit = picked.unit(column);
    let note = picked.note(at, column);
    match (value, note) {
        (Datum::Null, Some(code)) => Cell {
            value: CellValue::NotAvailable,
            note: labels.code(code),
            ..Cell::default()
        },
        (_, Some(code)) => Cell {
            value: cell_value(value, unit, labels),
            note: labels.code(code),
            ..Cell::default()
        },
        (_, None) => Cell {
            value: cell_value(value, unit, labels),
            ..Cell::default()
        },
    }
}

fn cell_value(value: &Datum, unit: Unit, labels: &Labels<'_>) -> CellValue {
    match value {
        Datum::Null => CellValue::Empty,
        Datum::Text(text) if text.is_empty() => CellValue::Empty,
        Datum::Text(text) => CellValue::Text(match unit {
            Unit::Code | Unit::Phrase => labels.show(value, unit),
            _ => text.clone(),
        }),
        Datum::Date(day) => CellValue::Date(*day),
        Datum::Hours(duration) => CellValue::Hours(*duration),
        Datum::Money(money) => CellValue::Money(*money),
        Datum::Float(number) => CellValue::Number(*number),
        Datum::Count(count) => CellValue::Count(*count),
        Datum::Flag(flag) => CellValue::Flag(*flag),
    }
}

/// The style a unit has unless the template says otherwise.
fn style_of(unit: Unit) -> Style {
    match unit {
        Unit::Text | Unit::Code => Style::Text,
        Unit::Phrase => Style::Wrapped,
        Unit::Month => Style::Text,
        Unit::Date => Style::Date,
        Unit::Hours => Style::Hours,
        Unit::Money => Style::Money,
        Unit::Share => Style::Share,
        Unit::Number => Style::Number,
        Unit::Count => Style::Count,
        Unit::Flag => Style::Flag,
    }
}

/// Rows x columns of a frame with one value in each crossing.
struct Matrix<'t> {
    rows: &'t str,
    columns: &'t str,
    value: &'t str,
    ratio: Option<&'t [String; 2]>,
    look: Look,
}

impl Matrix<'_> {
    fn lay_out(&self, picked: &Picked<'_>, labels: &Labels<'_>) -> TableBlock {
        let left = distinct(picked, self.rows);
        let top = distinct(picked, self.columns);
        let unit = picked.unit(self.value);
        let mut crossings: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
        for at in 0..picked.len() {
            let row = left
                .iter()
                .position(|value| value == picked.value(at, self.rows));
            let column = top
                .iter()
                .position(|value| value == picked.value(at, self.columns));
            if let (Some(row), Some(column)) = (row, column) {
                crossings.entry((row, column)).or_default().push(at);
            }
        }
        let rows = left
            .iter()
            .enumerate()
            .map(|(row, name)| {
                let mut cells = vec![text_cell(heading(name, picked.unit(self.rows), labels))];
                cells.extend((0..top.len()).map(|column| {
                    crossings
                        .get(&(row, column))
                        .map_or_else(Cell::default, |at| self.crossing(at, picked, labels))
                }));
                cells
            })
            .collect();
        let mut columns = vec![Column {
            key: self.rows.to_owned(),
            label: labels.column(self.rows),
            style: Style::Text,
            total: Total::None,
            look: Look::Plain,
            input: false,
            choices: Vec::new(),
        }];
        columns.extend(top.iter().map(|name| Column {
            key: plain(name),
            label: short_heading(name, picked.unit(self.columns), labels),
            style: style_of(unit),
            total: Total::None,
            look: self.look,
            input: false,
            choices: Vec::new(),
        }));
        TableBlock {
            columns,
            rows,
            sortable: false,
            ..TableBlock::default()
        }
    }

    fn crossing(&self, at: &[usize], picked: &Picked<'_>, labels: &Labels<'_>) -> Cell {
        if let Some([top, bottom]) = self.ratio {
            let sum = |column: &str| {
                at.iter()
                    .filter_map(|at| number(picked.value(*at, column)))
                    .sum::<f64>()
            };
            let below = at
                .first()
                .and_then(|at| number(picked.value(*at, bottom)))
                .unwrap_or(0.0);
            if below.abs() < f64::EPSILON {
                let note = at
                    .first()
                    .and_then(|at| picked.note(*at, self.value))
                    .map_or_else(String::new, |code| labels.code(code));
                return Cell {
                    value: CellValue::NotAvailable,
                    note,
                    ..Cell::default()
                };
            }
            return Cell {
                value: CellValue::Number(sum(top) / below),
                ..Cell::default()
            };
        }
        match (at, picked.value(at[0], self.value)) {
            ([only], _) => cell(picked, *only, self.value, labels),
            (_, Datum::Hours(_)) => {
                let hours = at.iter().map(|at| match picked.value(*at, self.value) {
                    Datum::Hours(duration) => *duration,
                    _ => Duration::ZERO,
                });
                Cell {
                    value: CellValue::Hours(hours.sum()),
                    ..Cell::default()
                }
            }
            (_, Datum::Money(_)) => {
                let amounts = at.iter().map(|at| match picked.value(*at, self.value) {
                    Datum::Money(money) => *money,
                    _ => Money::ZERO,
                });
                Cell {
                    value: CellValue::Money(amounts.sum()),
                    ..Cell::default()
                }
            }
            _ => cell(picked, at[0], self.value, labels),
        }
    }
}

fn text_cell(text: String) -> Cell {
    Cell {
        value: CellValue::Text(text),
        ..Cell::default()
    }
}

/// The values of a column, each once, sorted (n/a and empty texts last).
fn distinct(picked: &Picked<'_>, column: &str) -> Vec<Datum> {
    let mut values: Vec<Datum> = Vec::new();
    let sorted = picked.clone().sorted(&[column.to_owned()]);
    for at in 0..sorted.len() {
        let value = sorted.value(at, column);
        if values.last() != Some(value) {
            values.push(value.clone());
        }
    }
    let blank = |value: &Datum| plain(value).is_empty();
    values.sort_by_key(blank);
    values
}

fn heading(value: &Datum, unit: Unit, labels: &Labels<'_>) -> String {
    if plain(value).is_empty() {
        labels.word("without_name")
    } else {
        labels.show(value, unit)
    }
}

/// Heading of a matrix column: dates without the year, months as they are.
fn short_heading(value: &Datum, unit: Unit, labels: &Labels<'_>) -> String {
    match value {
        Datum::Date(day) => day
            .format(if labels.language() == "ru" {
                "%d.%m"
            } else {
                "%m-%d"
            })
            .to_string(),
        Datum::Text(text) if text.parse::<Month>().is_ok() => text.clone(),
        _ => heading(value, unit, labels),
    }
}
