//! Totals of a table, exact: money and time are added as integers.

use super::book::{Cell, CellValue, TableBlock, Total};
use super::style::number;
use crate::model::{Duration, Money};

impl TableBlock {
    /// Position of a column by its key.
    pub fn column_at(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.key == key)
    }

    /// What the totals row shows under a column.
    pub fn total(&self, at: usize) -> CellValue {
        match &self.columns[at].total {
            Total::None => CellValue::Empty,
            Total::Label(label) => CellValue::Text(label.clone()),
            Total::Sum => self.sum(at),
            Total::Unknown => CellValue::NotAvailable,
            Total::Ratio {
                numerator,
                denominator,
            } => self.ratio(numerator, denominator),
        }
    }

    fn ratio(&self, numerator: &str, denominator: &str) -> CellValue {
        let sum_of = |key: &str| number(&self.sum(self.column_at(key)?));
        match (sum_of(numerator), sum_of(denominator)) {
            (Some(above), Some(below)) if below != 0.0 => CellValue::Number(above / below),
            _ => CellValue::NotAvailable,
        }
    }

    /// Sum of a column without the rows that sum up others; texts and n/a count for nothing, as in a spreadsheet's own sum.
    fn sum(&self, at: usize) -> CellValue {
        let mut money: Option<Money> = None;
        let mut hours: Option<Duration> = None;
        let mut count: Option<i64> = None;
        let mut rest: Option<f64> = None;
        let rows = self.rows.iter().enumerate();
        let rows = rows.filter(|(at, _)| !self.heads.contains(at));
        for (_, row) in rows {
            match result_of(&row[at]) {
                CellValue::Money(amount) => *money.get_or_insert(Money::ZERO) += *amount,
                CellValue::Hours(part) => *hours.get_or_insert(Duration::ZERO) += *part,
                CellValue::Count(more) => *count.get_or_insert(0) += more,
                CellValue::Number(more) if more.is_finite() => *rest.get_or_insert(0.0) += more,
                _ => {}
            }
        }
        match (money, hours, count, rest) {
            (Some(money), None, None, None) => CellValue::Money(money),
            (None, Some(hours), None, None) => CellValue::Hours(hours),
            (None, None, Some(count), None) => CellValue::Count(count),
            (None, None, None, None) => CellValue::Count(0),
            (money, hours, count, rest) => CellValue::Number(
                money.map_or(0.0, Money::to_f64)
                    + hours.map_or(0.0, Duration::to_hours)
                    + count.map_or(0.0, |count| count as f64)
                    + rest.unwrap_or(0.0),
            ),
        }
    }
}

fn result_of(cell: &Cell) -> &CellValue {
    match &cell.value {
        CellValue::Formula { result, .. } => result,
        other => other,
    }
}
