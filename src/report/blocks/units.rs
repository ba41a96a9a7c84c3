//! Values are shown as their own unit wants: whole numbers without a decimal, shares as percentages.

use crate::report::book::{Cell, CellValue, Style, TableBlock, Total};

/// The style of a value in a row that tells its unit.
pub(super) fn style_of(unit: &str, value: &CellValue) -> Option<Style> {
    match (unit, value) {
        ("share" | "cadences", _) => Some(Style::Share),
        ("days" | "count" | "rows", _) => Some(Style::Count),
        ("hours", _) => Some(Style::Hours),
        (currency, _) if is_currency(currency) => Some(Style::Cents),
        (_, CellValue::Number(number)) if number.fract() == 0.0 => Some(Style::Count),
        (_, CellValue::Number(_)) => Some(Style::Number),
        _ => None,
    }
}

/// A difference of shares is told in percentage points.
pub(super) fn in_points(cell: &mut Cell) {
    if let (Some(Style::Share), CellValue::Number(share)) = (cell.style, &cell.value) {
        cell.value = CellValue::Number(share * 100.0);
        cell.style = Some(Style::Points);
    }
}

fn is_currency(unit: &str) -> bool {
    unit.len() == 3 && unit.bytes().all(|letter| letter.is_ascii_uppercase())
}

/// Plain numbers of which none has a part of a whole are counts: 4 and not 4.0. Where the template says that a column holds
/// numbers they are told alike on every page.
pub(super) fn without_needless_decimals(table: &mut TableBlock, told: &dyn Fn(&str) -> bool) {
    for (at, column) in table.columns.iter_mut().enumerate() {
        let is_plain = column.style == Style::Number && column.total == Total::None;
        let mut cells = table.rows.iter().map(|row| &row[at]);
        let whole = cells.all(|cell| match cell.value {
            CellValue::Number(number) => number.fract() == 0.0 && cell.style.is_none(),
            CellValue::NotAvailable | CellValue::Empty => true,
            _ => false,
        });
        if is_plain && whole && !told(&column.key) {
            column.style = Style::Count;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::book::Column;

    #[test]
    fn decimals_stand_where_some_value_has_one() {
        for (values, style) in [
            (&[Some(4.0), None, Some(10.0)][..], Style::Count),
            (&[Some(4.0), Some(2.5)], Style::Number),
        ] {
            let cell = |value: &Option<f64>| Cell {
                value: value.map_or(CellValue::NotAvailable, CellValue::Number),
                ..Cell::default()
            };
            let mut table = TableBlock {
                columns: vec![Column {
                    key: "points".to_owned(),
                    style: Style::Number,
                    ..Column::default()
                }],
                rows: values.iter().map(|value| vec![cell(value)]).collect(),
                ..TableBlock::default()
            };
            let mut told = table.clone();
            without_needless_decimals(&mut table, &|_| false);
            assert_eq!(table.columns[0].style, style, "{values:?}");
            without_needless_decimals(&mut told, &|key| key == "points");
            assert_eq!(told.columns[0].style, Style::Number, "{values:?}");
        }
    }

    #[test]
    fn a_difference_of_shares_is_in_points() {
        for (style, value, expected) in [
            (Some(Style::Share), -0.25, (Some(Style::Points), -25.0)),
            (Some(Style::Count), 3.0, (Some(Style::Count), 3.0)),
        ] {
            let mut cell = Cell {
                value: CellValue::Number(value),
                style,
                ..Cell::default()
            };
            in_points(&mut cell);
            let value = CellValue::Number(expected.1);
            assert_eq!((cell.style, cell.value), (expected.0, value));
        }
    }

    #[test]
    fn a_value_is_shown_by_its_unit() {
        for (unit, value, style) in [
            ("share", 0.44, Some(Style::Share)),
            ("days", 138.0, Some(Style::Count)),
            ("people", 12_000.0, Some(Style::Count)),
            ("%", 5.5, Some(Style::Number)),
        ] {
            assert_eq!(style_of(unit, &CellValue::Number(value)), style);
        }
        assert_eq!(style_of("people", &CellValue::NotAvailable), None);
    }
}
