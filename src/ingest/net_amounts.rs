//! Amounts without a word of tax beside the tax itself: where the tax is a whole rate of each of them, they are without it.
//! `Сумма 10000 | НДС 2000`. Of 12000 it would be 16.67 %.

use super::columns::View;
use super::knowledge::Knowledge;
use super::mapping::{Mapping, Slot};
use super::sheet::Cell;
use super::value::Decimal;
use crate::model::phrase::phrase;
use crate::model::{Schema, Table};

/// How sure such amounts are without tax.
const BY_RATE: f64 = 0.7;
/// Whole rates of tax.
const RATES: std::ops::RangeInclusive<i128> = 3..=30;
/// Of a fifth on top and a quarter within nobody can tell without the currency.
const A_QUARTER: i128 = 25;
/// Amounts below it show no rate: 20, in 1/10,000.
const LEAST: i64 = 200_000;

/// Takes what was read as the total of invoices for their net amount, where the tax beside it says so.
pub(super) fn take_net_amounts(
    views: &[View<'_>],
    schema: &Schema,
    knowledge: &Knowledge,
    mapping: &mut Mapping,
) {
    let column = |field: &str| mapping.column_of(schema, field);
    let (Some(gross), Some(tax), None, Some(net)) = (
        column("gross"),
        column("tax"),
        column("net"),
        schema.position("net"),
    ) else {
        return;
    };
    let view = |column: u32| views.iter().find(|view| view.column == column);
    let (Some(total), Some(taxes)) = (view(gross), view(tax)) else {
        return;
    };
    let words = &knowledge.words;
    if schema.table != Table::Invoices || words.speaks_of("with_tax", &total.heading.words) {
        return;
    }
    let read = |cell: &Cell<'_>| Some(words.amounts.money(cell, Decimal::Point).ok()?.0.0);
    let (mut on_top, mut within, mut rows) = (0, 0, 0);
    let mut quarters = true;
    for (row, cell) in total.rows.iter().zip(&total.cells) {
        let other = taxes.rows.iter().position(|other| other == row);
        let tax = other.and_then(|at| read(&taxes.cells[at]));
        let (Some(sum), Some(tax)) = (read(cell), tax) else {
            continue;
        };
        if tax == 0 || sum.abs() < LEAST {
            continue;
        }
        rows += 1;
        on_top += usize::from(rate(sum, tax).is_some());
        let inside = rate(sum - tax, tax);
        within += usize::from(inside.is_some());
        quarters &= inside == Some(A_QUARTER);
    }
    let quarter_here = || {
        let code = view(gross).and_then(|view| {
            super::reader::currency_of_heading(&view.heading.text, &words.amounts)
        });
        let told = code.or_else(|| {
            column("currency")
                .and_then(view)
                .map(|view| view.samples().concat())
        });
        told.is_some_and(|code| words.speaks_of("a_quarter_of_tax", &code.to_lowercase()))
    };
    if rows > 0 && on_top == rows && (within < rows || quarters && !quarter_here()) {
        let because = phrase("the tax beside it is a whole rate of each amount", &[]);
        mapping.bind_as(gross, Slot::Field(net), because, BY_RATE);
    }
}

/// The whole rate that a tax is of an amount, to the cent.
fn rate(sum: i64, tax: i64) -> Option<i128> {
    let (sum, tax) = (i128::from(sum.abs()), i128::from(tax.abs()));
    let rate = (tax * 100 + sum / 2).checked_div(sum)?;
    let gap = (sum * rate - tax * 100).abs();
    (RATES.contains(&rate) && gap <= 100 * 100).then_some(rate)
}
