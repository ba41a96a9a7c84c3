//! What a column measures, told by its cells and its heading before anything else is known of it: days, lengths of time,
//! amounts of money or shares. Bare numbers under a heading that says nothing of them may count anything.

use super::columns::View;
use super::grid::text;
use super::knowledge::Knowledge;
use super::money_format::PERCENT;
use super::reader::currency_of_heading;
use super::sheet::Cell;
use super::value::{self, DateOrder, Decimal, TimeUnit, quantity};
use crate::model::{Duration, Kind, Money};

/// One cell of this many may be something else.
const RARELY_OTHER: usize = 10;

/// What a column measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    Day,
    Length,
    Money,
    Share,
}

/// What a column measures, where nothing but its cells and its heading is known.
pub(super) fn measure_of(
    view: &View<'_>,
    sign: Option<&str>,
    knowledge: &Knowledge,
) -> Option<Measure> {
    let amounts = &knowledge.words.amounts;
    let few = view.cells.len() / RARELY_OTHER;
    let most = |is: &dyn Fn(&Cell<'_>) -> bool| {
        // a column of something else says so soon
        let mut others = view.cells.iter().filter(|cell| !is(cell));
        !view.cells.is_empty() && others.nth(few).is_none()
    };
    if most(&|cell| matches!(cell, Cell::Date(_)) || is_written_day(cell)) {
        return Some(Measure::Day);
    }
    if !most(&|cell| number(cell, knowledge).is_some()) {
        return None;
    }
    let named = |kind: Kind| {
        let keys = view.heading.keys.iter();
        let mut claims = keys.flat_map(|(key, _)| knowledge.claims(key));
        claims.any(|claim| {
            claim.strong && knowledge.schema(claim.table).fields[claim.field].kind == kind
        })
    };
    let shares = |cell: &Cell<'_>| text(cell).is_some_and(|text| text.trim_end().ends_with('%'));
    if view.percent || view.heading.unit == PERCENT || most(&shares) {
        return Some(Measure::Share);
    }
    let says_length = |cell: &Cell<'_>| match cell {
        Cell::Time(_) => true,
        Cell::Text(_) => {
            // the unit stands in the cell where it reads as the same whatever the column counts
            let read = |unit| value::duration(cell, unit, Decimal::Point).ok();
            let hours = read(TimeUnit::Hours);
            hours.is_some() && hours == read(TimeUnit::Minutes)
        }
        _ => false,
    };
    if view.heading.time_unit.is_some() || most(&says_length) {
        return Some(Measure::Length);
    }
    let in_currency = |cell: &Cell<'_>| {
        let read = amounts.money(cell, Decimal::Point);
        read.is_ok_and(|(_, currency)| currency.is_some())
    };
    let money = currency_of_heading(&view.heading.text, amounts).is_some()
        || sign.is_some_and(|sign| amounts.iso(sign).is_some())
        || most(&in_currency);
    if money || named(Kind::Money) {
        return Some(Measure::Money);
    }
    named(Kind::Duration).then_some(Measure::Length)
}

/// A whole day in words or digits; a bare number may count anything.
fn is_written_day(cell: &Cell<'_>) -> bool {
    let read = |order| value::date(cell, order).is_ok();
    text(cell).is_some() && (read(DateOrder::DayFirst) || read(DateOrder::MonthFirst))
}

/// A number of any kind, in ten-thousandths: an amount, hours, percent.
pub(super) fn number(cell: &Cell<'_>, knowledge: &Knowledge) -> Option<i64> {
    match cell {
        Cell::Number(_) => quantity(cell, Decimal::Point).ok(),
        Cell::Time(_) => length(cell),
        Cell::Text(text) => {
            let bare = text.trim().trim_end_matches('%');
            let decimal = if bare.contains(',') && !bare.contains('.') {
                Decimal::Comma
            } else {
                Decimal::Point
            };
            let money = knowledge.words.amounts.money(&Cell::Text(bare), decimal);
            money
                .ok()
                .map(|(amount, _)| amount.0)
                .or_else(|| length(cell))
        }
        _ => None,
    }
}

fn length(cell: &Cell<'_>) -> Option<i64> {
    let read = value::duration(cell, TimeUnit::Hours, Decimal::Point).ok()?;
    let parts = i128::from(read.0) * i128::from(Money::UNIT) / i128::from(Duration::HOUR);
    i64::try_from(parts).ok()
}
