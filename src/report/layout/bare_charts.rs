//! Charts that would draw nothing, or one column as wide as the page, are left out: the table says as much.

use std::collections::{BTreeMap, BTreeSet};

use crate::report::book::{Block, Cell, CellValue, ChartBlock, Page, TableBlock};
use crate::report::style::number;

/// Drops them from all pages; those over tables that the book has not are dropped when they are drawn.
pub fn leave_out(pages: &mut [Page]) {
    let tables = tables_by_id(pages);
    let is_bare = |chart: &ChartBlock| {
        let table = tables.get(chart.table.as_str());
        table.is_some_and(|table| is_bare(chart, table))
    };
    let bare: BTreeSet<(usize, usize)> = pages
        .iter()
        .enumerate()
        .flat_map(|(at, page)| page.blocks.iter().enumerate().map(move |(n, b)| (at, n, b)))
        .filter_map(|(at, number, block)| match block {
            Block::Chart(chart) => Some((at, number, chart)),
            _ => None,
        })
        .filter(|(_, _, chart)| is_bare(chart))
        .map(|(at, number, _)| (at, number))
        .collect();
    for (at, page) in pages.iter_mut().enumerate() {
        let mut number = 0;
        page.blocks.retain(|_| {
            number += 1;
            !bare.contains(&(at, number - 1))
        });
    }
}

fn tables_by_id(pages: &[Page]) -> BTreeMap<&str, &TableBlock> {
    let blocks = pages.iter().flat_map(|page| &page.blocks);
    let tables = blocks.filter_map(|block| match block {
        Block::Table(table) => Some((table.id.as_str(), table)),
        _ => None,
    });
    tables.collect()
}

/// Without any value but zero; or of one category, where it is a time (a line of one point is not seen at all) or the only
/// value of it.
fn is_bare(chart: &ChartBlock, table: &TableBlock) -> bool {
    let rows = chart.rows.unwrap_or(usize::MAX).min(table.rows.len());
    let columns: Vec<usize> = chart
        .series
        .iter()
        .filter_map(|series| table.column_at(&series.column))
        .collect();
    let drawn = |row: &[Cell]| {
        let values = columns.iter().filter_map(|at| number(&row[*at].value));
        values.filter(|value| *value != 0.0).count()
    };
    let values: usize = table.rows.iter().take(rows).map(|row| drawn(row)).sum();
    let is_time = |row: &Vec<Cell>| {
        let category = table.column_at(&chart.category);
        category.is_some_and(|at| matches!(row[at].value, CellValue::Date(_)))
    };
    values == 0 || (rows == 1 && (values == 1 || table.rows.first().is_some_and(is_time)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Month;
    use crate::report::book::{ChartKind, Column, Series};

    fn page(categories: &[CellValue], values: &[[f64; 2]]) -> Page {
        let column = |key: &str| Column {
            key: key.to_owned(),
            ..Column::default()
        };
        let rows = categories.iter().zip(values).map(|(category, values)| {
            let cell = |value: CellValue| Cell {
                value,
                ..Cell::default()
            };
            let [one, two] = values.map(CellValue::Number);
            vec![cell(category.clone()), cell(one), cell(two)]
        });
        let table = TableBlock {
            id: "months".to_owned(),
            columns: ["month", "agi", "hours"].map(column).into(),
            rows: rows.collect(),
            ..TableBlock::default()
        };
        let series = ["agi", "hours"].map(|column| Series {
            column: column.to_owned(),
            label: column.to_owned(),
            line: column == "hours",
            second: column == "hours",
        });
        let chart = ChartBlock {
            title: "A finding".to_owned(),
            alt: String::new(),
            kind: ChartKind::Column,
            table: "months".to_owned(),
            category: "month".to_owned(),
            series: series.into(),
            rows: None,
            size: (640, 300),
            fill: false,
            beside: false,
            shaded: false,
        };
        Page {
            blocks: vec![Block::Table(table), Block::Chart(chart), Block::Gap],
            ..Page::default()
        }
    }

    #[test]
    fn a_chart_stays_where_there_is_something_to_compare() {
        let months = ["2026-08", "2026-09"].map(|month| {
            let month: Month = month.parse().expect("a month");
            CellValue::Date(month.first_day())
        });
        let names = ["Acme", "Bolt"].map(|name| CellValue::Text(name.to_owned()));
        for (categories, values, stays) in [
            (&months[..], &[[0.0, 9.0], [10.0, 8.0]][..], true),
            // the only month with a value is news
            (&months[..], &[[0.0, 9.0], [0.0, 0.0]], true),
            (&months[..], &[[0.0, 0.0], [0.0, 0.0]], false),
            // a client's first month
            (&months[..1], &[[0.0, 9.0]], false),
            (&months[..1], &[[10.0, 9.0]], false),
            // what was wished beside what was reached
            (&names[..1], &[[10.0, 9.0]], true),
            (&names[..1], &[[10.0, 0.0]], false),
            (&names[..], &[[10.0, 0.0], [0.0, 3.0]], true),
            (&names[..0], &[], false),
        ] {
            let mut pages = vec![page(categories, values)];
            leave_out(&mut pages);
            let left = if stays { 3 } else { 2 };
            assert_eq!(pages[0].blocks.len(), left, "{categories:?} {values:?}");
        }
    }
}
