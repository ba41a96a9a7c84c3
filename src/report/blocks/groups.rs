//! Rows of a table under a row for each value of its first column, so that they fold away under their sum.

use crate::report::book::{Cell, CellValue, TableBlock, Total};

/// Puts a row with the live sums above the rows of each value of the first column, in order of first appearance. Rows of one
/// value only need none: the totals row says the same.
pub(super) fn fold(table: &mut TableBlock) {
    let mut groups: Vec<(CellValue, Vec<Vec<Cell>>)> = Vec::new();
    for mut row in std::mem::take(&mut *table.rows) {
        let value = match row.first_mut() {
            Some(first) => {
                first.indent = 1;
                first.value.clone()
            }
            None => CellValue::Empty,
        };
        match groups.iter_mut().find(|(known, _)| *known == value) {
            Some((_, rows)) => rows.push(row),
            None => groups.push((value, vec![row])),
        }
    }
    let several = groups.len() > 1;
    for (value, mut rows) in groups {
        if several {
            let head = head(table, value, &rows);
            table.heads.push(table.rows.len());
            table.rows.push(head);
            for first in rows.iter_mut().filter_map(|row| row.first_mut()) {
                first.value = CellValue::Empty;
            }
        } else {
            for first in rows.iter_mut().filter_map(|row| row.first_mut()) {
                first.indent = 0;
            }
        }
        table.rows.append(&mut rows);
    }
}

/// The row of a group; `table` ends where it will stand. It sums so that a sum over all rows passes it over.
fn head(table: &TableBlock, value: CellValue, rows: &[Vec<Cell>]) -> Vec<Cell> {
    let of_group = TableBlock {
        columns: table.columns.clone(),
        rows: rows.to_vec().into(),
        ..TableBlock::default()
    };
    let (first, last) = (table.rows.len() + 2, table.rows.len() + 1 + rows.len());
    let cells = table.columns.iter().enumerate().map(|(at, column)| {
        let number = at + 1;
        let shown = match (at, &column.total) {
            (0, _) => value.clone(),
            (_, Total::Sum) => CellValue::Formula {
                text: format!("SUBTOTAL(9,{{#{number}@{first}}}:{{#{number}@{last}}})"),
                result: Box::new(of_group.total(at)),
            },
            _ => CellValue::Empty,
        };
        Cell {
            value: shown,
            strong: true,
            ..Cell::default()
        }
    });
    cells.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Duration;
    use crate::report::book::Column;

    fn table(rows: &[(&str, i64)]) -> TableBlock {
        let column = |key: &str, total: Total| Column {
            key: key.to_owned(),
            total,
            ..Column::default()
        };
        let cell = |value: CellValue| Cell {
            value,
            ..Cell::default()
        };
        let rows = rows.iter().map(|(project, hours)| {
            let project = CellValue::Text((*project).to_owned());
            let hours = CellValue::Hours(Duration::minutes(*hours * 60));
            vec![cell(project), cell(hours)]
        });
        TableBlock {
            columns: vec![column("project", Total::None), column("hours", Total::Sum)],
            rows: rows.collect(),
            totals: true,
            ..TableBlock::default()
        }
    }

    #[test]
    fn rows_fold_under_a_sum_that_the_total_passes_over() {
        let mut folded = table(&[("Site", 2), ("Ads", 3), ("Site", 4)]);
        fold(&mut folded);
        assert_eq!(folded.heads, [0, 3]);
        let indents: Vec<u8> = folded.rows.iter().map(|row| row[0].indent).collect();
        assert_eq!(indents, [0, 1, 1, 0, 1]);
        let CellValue::Formula { text, result } = &folded.rows[0][1].value else {
            panic!("a live sum");
        };
        assert_eq!(text, "SUBTOTAL(9,{#2@2}:{#2@3})");
        assert_eq!(**result, CellValue::Hours(Duration::minutes(6 * 60)));
        assert_eq!(folded.total(1), CellValue::Hours(Duration::minutes(9 * 60)));
    }

    #[test]
    fn one_group_needs_no_row_of_its_own() {
        let plain = table(&[("Site", 2), ("Site", 4)]);
        let mut folded = plain.clone();
        fold(&mut folded);
        assert_eq!(folded, plain);
    }
}
