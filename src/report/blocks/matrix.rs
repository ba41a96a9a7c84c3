//! Rows x columns with one value in each crossing.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::{cell, not_available, style_of, text_cell};
use crate::metrics::{Datum, Unit};
use crate::model::{Duration, Money, Month};
use crate::report::book::{Cell, CellValue, Column, Look, Style, TableBlock, Total};
use crate::report::labels::Labels;
use crate::report::select::{Picked, number, plain};
use crate::report::template::MatrixTemplate;

/// Key of the column with the sums of the rows.
const SUM: &str = "row_total";
/// Key of the column with the sums of all that have no column of their own.
const OTHERS: &str = "all_others";
/// Key of the column with little columns for the row's values.
const TREND: &str = "row_trend";
/// Columns of a matrix: a sheet has no room for those of thousands, and nobody reads them.
const MOST_ACROSS: usize = 250;

/// The matrix as a plain table, of currencies the base one first; identity and words are the caller's.
pub(super) fn lay_out(
    shape: &MatrixTemplate,
    picked: &Picked<'_>,
    base: &str,
    labels: &Labels<'_>,
) -> TableBlock {
    let left = distinct(picked, &shape.rows);
    let mut top = distinct(picked, &shape.columns);
    if shape.columns == "currency" {
        top.sort_by_key(|currency| plain(currency) != base);
    }
    let others = top.split_off(top.len().min(MOST_ACROSS)).len();
    let across = top.len() + usize::from(others > 0);
    let crossings = crossings(shape, picked, &left, &top);
    let rows = left.iter().enumerate().map(|(row, name)| {
        let mut cells = vec![text_cell(row_heading(shape, name, picked, labels))];
        let mut all = Vec::new();
        for column in 0..across {
            let at = crossings.get(&(row, column)).map_or(&[][..], Vec::as_slice);
            all.extend_from_slice(at);
            cells.push(match shape.ratio {
                // shares of different wholes have no sum
                Some(_) if column == top.len() => Cell::default(),
                _ => crossing(shape, at, picked, labels),
            });
        }
        if shape.totals {
            cells.push(Cell {
                value: sum(&all, &shape.value, picked),
                strong: true,
                ..Cell::default()
            });
        }
        if shape.trend {
            cells.push(Cell::default());
        }
        cells
    });
    TableBlock {
        rows: rows.collect(),
        columns: columns(shape, (&top, others), picked, labels),
        totals: shape.totals && !left.is_empty(),
        sortable: false,
        ..TableBlock::default()
    }
}

/// Rows of the frame that meet in each crossing; those of columns that are not shown meet behind the last one.
fn crossings(
    shape: &MatrixTemplate,
    picked: &Picked<'_>,
    left: &[Datum],
    top: &[Datum],
) -> BTreeMap<(usize, usize), Vec<usize>> {
    let mut crossings: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    let across = picked.each(&shape.rows).zip(picked.each(&shape.columns));
    let (mut row, mut column) = (0, 0);
    for (at, (own_row, own_column)) in across.enumerate() {
        let found = (place(left, own_row, row), place(top, own_column, column));
        if let (Some(found_row), found_column) = found {
            (row, column) = (found_row, found_column.unwrap_or(column));
            let column = found_column.unwrap_or(top.len());
            crossings.entry((row, column)).or_default().push(at);
        }
    }
    crossings
}

/// Where a value stands, which is looked for from the place of the one before: rows mostly come in the order of the values.
fn place(values: &[Datum], wanted: &Datum, before: usize) -> Option<usize> {
    let (earlier, later) = values.split_at(before.min(values.len()));
    let found = later.iter().position(|value| value == wanted);
    let found = found.map(|at| earlier.len() + at);
    found.or_else(|| earlier.iter().position(|value| value == wanted))
}

fn columns(
    shape: &MatrixTemplate,
    (top, others): (&[Datum], usize),
    picked: &Picked<'_>,
    labels: &Labels<'_>,
) -> Vec<Column> {
    let total = |total: Total| if shape.totals { total } else { Total::None };
    let column = |key: String, label: String, style: Style| Column {
        key,
        label,
        style,
        total: total(Total::Sum),
        ..Column::default()
    };
    let style = style_of(picked.unit(&shape.value));
    let mut columns = vec![Column {
        total: total(Total::Label(labels.word("total"))),
        ..column(shape.rows.clone(), labels.column(&shape.rows), Style::Text)
    }];
    let unit = picked.unit(&shape.columns);
    columns.extend(top.iter().map(|name| Column {
        look: shape.look.into(),
        alike: true,
        ..column(
            plain(name),
            short_heading(&shape.columns, name, unit, labels),
            style,
        )
    }));
    if others > 0 {
        let label = format!("{} ({others})", labels.word(OTHERS));
        columns.push(column(OTHERS.to_owned(), label, style));
    }
    if shape.totals {
        columns.push(column(SUM.to_owned(), labels.word("total"), style));
    }
    if shape.trend {
        columns.push(Column {
            key: TREND.to_owned(),
            label: labels.word(TREND),
            look: Look::Trend,
            ..Column::default()
        });
    }
    columns
}

fn crossing(
    shape: &MatrixTemplate,
    at: &[usize],
    picked: &Picked<'_>,
    labels: &Labels<'_>,
) -> Cell {
    let Some(first) = at.first() else {
        return Cell::default();
    };
    if let Some([top, bottom]) = &shape.ratio {
        return ratio(shape, at, top, bottom, picked, labels);
    }
    let known = at
        .iter()
        .any(|at| picked.value(*at, &shape.value) != &Datum::Null);
    if at.len() == 1 || !known {
        return cell(picked, *first, &shape.value, labels);
    }
    Cell {
        value: sum(at, &shape.value, picked),
        ..Cell::default()
    }
}

/// Sum of the upper column over the lower one, which is the same in every row of the crossing.
fn ratio(
    shape: &MatrixTemplate,
    at: &[usize],
    top: &str,
    bottom: &str,
    picked: &Picked<'_>,
    labels: &Labels<'_>,
) -> Cell {
    let above: f64 = at
        .iter()
        .filter_map(|at| number(picked.value(*at, top)))
        .sum();
    let below = number(picked.value(at[0], bottom)).unwrap_or(0.0);
    if below.abs() < f64::EPSILON {
        return not_available(picked.note(at[0], &shape.value), labels);
    }
    Cell {
        value: CellValue::Number(above / below),
        ..Cell::default()
    }
}

/// Exact where the values are whole parts; n/a counts for nothing.
fn sum(at: &[usize], column: &str, picked: &Picked<'_>) -> CellValue {
    let values = at.iter().map(|at| picked.value(*at, column));
    match picked.unit(column) {
        Unit::Hours => CellValue::Hours(
            values
                .map(|value| match value {
                    Datum::Hours(duration) => *duration,
                    _ => Duration::ZERO,
                })
                .sum(),
        ),
        Unit::Money => CellValue::Money(
            values
                .map(|value| match value {
                    Datum::Money(amount) => *amount,
                    _ => Money::ZERO,
                })
                .sum(),
        ),
        Unit::Count => CellValue::Count(
            values
                .map(|value| match value {
                    Datum::Count(count) => *count,
                    _ => 0,
                })
                .sum(),
        ),
        _ => CellValue::Number(values.filter_map(number).sum()),
    }
}

/// The values of a column, each once: codes in the frame's order, others sorted, empty ones last.
fn distinct(picked: &Picked<'_>, column: &str) -> Vec<Datum> {
    let mut values: Vec<Datum> = Vec::new();
    let mut seen = BTreeSet::new();
    let ordered = match picked.unit(column) {
        Unit::Code => picked.clone(),
        _ => picked.clone().sorted(&[column.to_owned()]),
    };
    for at in 0..ordered.len() {
        let value = ordered.value(at, column);
        if values.last() != Some(value) && seen.insert((value == &Datum::Null, plain(value))) {
            values.push(value.clone());
        }
    }
    values.sort_by_key(|value| plain(value).is_empty());
    values
}

fn heading(column: &str, value: &Datum, unit: Unit, labels: &Labels<'_>) -> String {
    if plain(value).is_empty() {
        labels.word(if column == "currency" {
            "without_currency"
        } else {
            "without_name"
        })
    } else {
        labels.show(value, unit)
    }
}

fn row_heading(
    shape: &MatrixTemplate,
    name: &Datum,
    picked: &Picked<'_>,
    labels: &Labels<'_>,
) -> String {
    match &shape.without {
        Some(without) if plain(name).is_empty() => labels.word(without),
        _ => heading(&shape.rows, name, picked.unit(&shape.rows), labels),
    }
}

/// Heading of a matrix column: dates without the year, months short.
fn short_heading(column: &str, value: &Datum, unit: Unit, labels: &Labels<'_>) -> String {
    let month = |text: &String| text.parse::<Month>().ok();
    match value {
        Datum::Date(day) => labels.short_date(*day),
        Datum::Text(text) => month(text).map_or_else(
            || heading(column, value, unit, labels),
            |month| labels.table_month(month),
        ),
        _ => heading(column, value, unit, labels),
    }
}
