//! What a row says twice agrees: no last day is before the first, hours times rate are the amount, net and tax the total, the days
//! of an absence fit between its first and its last. Otherwise the row is used as it stands, and told.

use std::collections::BTreeMap;

use super::block::Block;
use super::columns::View;
use super::facts::{Batch, Fact, WORKDAY};
use super::grid::shown;
use super::invoices::amount;
use super::reader::Reader;
use super::settle::weekdays;
use super::sheet::Cell;
use super::words::Helper;
use crate::model::phrase::phrase;
use crate::model::tables::day_of;
use crate::model::{Duration, Money, Phrase, Problem, Problems, Severity, Table, Value};

/// First and last days.
const SPANS: [(&str, &str); 3] = [
    ("starts_on", "ends_on"),
    ("starts_on", "due_on"),
    ("issued_on", "due_on"),
];
/// Totals are rounded to whole units.
const ROUNDED: i64 = Money::UNIT;
/// Hours are rounded to hundredths.
const HUNDREDTH: i64 = Duration::HOUR / 100;
/// From so many times as much on an amount is that of other hours: rates of a day.
const OTHER_HOURS: i128 = 5;
/// So many rows that all differ have columns that mean something else: one line says so.
const FEWEST: usize = 3;

/// What does not agree in the rows of a list.
pub(super) fn row_checks(block: &Block<'_, '_>, batch: &Batch, reader: &Reader<'_>) -> Problems {
    if batch.table != block.schema.table || block.found.verdict.wide.is_some() {
        return Problems::new();
    }
    let mut problems = days_in_order(block, batch);
    problems.extend(made_numbers(block, batch, reader));
    problems.extend(match batch.table {
        Table::Time => amounts(block, batch),
        Table::Invoices if block.layout.is_none() => {
            let mut told = totals(block, batch, reader);
            told.extend(products(block, batch, reader));
            told
        }
        Table::Leave => absences(block, batch),
        _ => Problems::new(),
    });
    problems
}

/// Numbers that were made because the list has none.
fn made_numbers(block: &Block<'_, '_>, batch: &Batch, reader: &Reader<'_>) -> Option<Problem> {
    let at = block
        .schema
        .position("number")
        .filter(|_| reader.makes_numbers())?;
    let first = batch.columns[at].text(0)?;
    Some(Problem {
        place: block.heading_place(block.found.views.first()?.column),
        rule: "invoices.number.made".to_owned(),
        severity: Severity::Look,
        column: String::new(),
        found: first.to_owned(),
        expected: phrase("a column with the number of each invoice", &[]),
        hint: phrase("add such a column", &[]),
        effect: phrase("each invoice is called by its file and row", &[]),
    })
}

/// Rows whose last day is before their first.
fn days_in_order(block: &Block<'_, '_>, batch: &Batch) -> Problems {
    let schema = block.schema;
    let mut problems = Problems::new();
    for (first, last) in SPANS {
        let at = |field: &str| {
            block.mapping.column_of(schema, field)?;
            schema.position(field)
        };
        let (Some(first), Some(last)) = (at(first), at(last)) else {
            continue;
        };
        let column = block.mapping.column_of(schema, &schema.fields[last].name);
        let day = |field: usize, row: usize| batch.columns[field].day(row).map(day_of);
        for (row, number) in batch.rows.iter().enumerate() {
            if let (Some(from), Some(until)) = (day(first, row), day(last, row))
                && until < from
            {
                let field = schema.fields[last].name.as_str();
                problems.extend(told(
                    block,
                    (*number, column),
                    (field, "before_start"),
                    ends_first(&from),
                ));
            }
        }
    }
    let until = block.mapping.helper(Helper::Until);
    let Some(date) = schema.position("date").filter(|_| until.is_some()) else {
        return problems;
    };
    for (row, number) in batch.rows.iter().enumerate() {
        if let (Some(from), Some(until_day)) = (
            batch.columns[date].day(row).map(day_of),
            batch.beside(row).until,
        ) && until_day < from
        {
            problems.extend(told(
                block,
                (*number, until),
                ("until", "before_start"),
                ends_first(&from),
            ));
        }
    }
    problems
}

fn ends_first(from: &chrono::NaiveDate) -> Phrase {
    phrase("a day from {} on", &[from])
}

/// Entries whose amount is not that of their hours at their rate.
fn amounts(block: &Block<'_, '_>, batch: &Batch) -> Problems {
    let schema = block.schema;
    let at = |field: &str| {
        block.mapping.column_of(schema, field)?;
        schema.position(field)
    };
    let (Some(rate), Some(sum), Some(length)) =
        (at("rate"), at("amount"), schema.position("duration"))
    else {
        return Problems::new();
    };
    let column = block.mapping.column_of(schema, "amount");
    let integer = |field: usize, row: usize| {
        batch.columns[field]
            .integer(row)
            .filter(|value| *value != 0)
    };
    let (mut checked, mut found) = (0, Problems::new());
    for (row, number) in batch.rows.iter().enumerate() {
        let (Some(rate), Some(sum), Some(length)) =
            (integer(rate, row), integer(sum, row), integer(length, row))
        else {
            continue;
        };
        let product = i128::from(rate) * i128::from(length) / i128::from(Duration::HOUR);
        let slack = i128::from(rate) * i128::from(HUNDREDTH) / i128::from(Duration::HOUR);
        let gap = (product - i128::from(sum)).abs();
        if product.abs() >= OTHER_HOURS * i128::from(sum).abs() {
            continue;
        }
        checked += 1;
        if gap > slack.abs() + i128::from(Money::UNIT / 20) {
            let product = Money(i64::try_from(product).unwrap_or_default());
            let expected = phrase("{}: the hours times the rate", &[&product]);
            found.extend(told(
                block,
                (*number, column),
                ("amount", "differs"),
                expected,
            ));
        }
    }
    few_or_first(found, checked)
}

/// Invoices whose net amount and tax are not their total, where no other column of the row tells the rest.
fn totals(block: &Block<'_, '_>, batch: &Batch, reader: &Reader<'_>) -> Problems {
    let schema = block.schema;
    let column = |field: &str| block.mapping.column_of(schema, field);
    if ["net", "tax", "gross"]
        .iter()
        .any(|field| column(field).is_none())
    {
        return Problems::new();
    }
    let held = ["net", "tax", "gross"].map(column);
    // of a line the total is that of its invoice
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    let facts: Vec<Fact> = batch.facts().collect();
    let number = |fact: &Fact| fact.text(schema, "number").unwrap_or_default().to_owned();
    facts
        .iter()
        .for_each(|fact| *numbers.entry(number(fact)).or_default() += 1);
    let (mut checked, mut found) = (0, Problems::new());
    for fact in facts.iter().filter(|fact| numbers[&number(fact)] == 1) {
        let told_amount = |field: &str| amount(fact, field, schema);
        let (Some(net), Some(tax), Some(gross)) =
            (told_amount("net"), told_amount("tax"), told_amount("gross"))
        else {
            continue;
        };
        checked += 1;
        let left = (gross - net - tax).0.abs();
        if left <= ROUNDED || is_told_beside(block, reader, (fact.row, held), left) {
            continue;
        }
        let expected = phrase("{}: net and tax together", &[&(net + tax)]);
        found.extend(told(
            block,
            (fact.row, column("gross")),
            ("gross", "differs"),
            expected,
        ));
    }
    few_or_first(found, checked)
}

/// Invoices whose amount is not their price times their quantity, in a list where it is that of most.
fn products(block: &Block<'_, '_>, batch: &Batch, reader: &Reader<'_>) -> Problems {
    let helper = |helper: Helper| block.mapping.helper(helper);
    let (Some(price), Some(count)) = (helper(Helper::Price), helper(Helper::Quantity)) else {
        return Problems::new();
    };
    let fields = { ["net", "gross"].into_iter() }
        .filter_map(|field| Some((field, block.mapping.column_of(block.schema, field)?)));
    let fields: Vec<(&str, u32)> = fields.collect();
    let read = |row: u32, column: u32| {
        let placed = block.grid.at(row, column)?;
        let (money, _) = reader.money_of(&placed.cell, column).ok()?;
        Some(i128::from(money.0))
    };
    let (mut agree, mut found) = (0, Problems::new());
    for row in &batch.rows {
        let amounts = read(*row, price).zip(read(*row, count));
        let Some(product) = amounts.map(|(price, count)| price * count / i128::from(Money::UNIT))
        else {
            continue;
        };
        let gap = |column: u32| Some((read(*row, column)? - product).abs());
        let gaps: Vec<(i128, &(&str, u32))> = { fields.iter() }
            .filter_map(|field| Some((gap(field.1)?, field)))
            .collect();
        let Some((least, (field, column))) = gaps.into_iter().min() else {
            continue;
        };
        let around = (*row, [Some(price), Some(count), Some(*column)]);
        let left = i64::try_from(least);
        let beside = || left.is_ok_and(|left| is_told_beside(block, reader, around, left));
        let parted = || is_part_beside(block, reader, around, product);
        if least <= i128::from(ROUNDED) || beside() || parted() {
            agree += 1;
            continue;
        }
        let product = Money(i64::try_from(product).unwrap_or_default());
        let expected = phrase("{}: the price times the quantity", &[&product]);
        found.extend(told(
            block,
            (*row, Some(*column)),
            (field, "differs"),
            expected,
        ));
    }
    if found.len() < agree {
        found
    } else {
        Problems::new()
    }
}

/// A part of the product that another cell of the row tells in percent was taken off it or put on top: a discount, a tax.
fn is_part_beside(
    block: &Block<'_, '_>,
    reader: &Reader<'_>,
    (row, held): (u32, [Option<u32>; 3]),
    product: i128,
) -> bool {
    let read = |column: u32| {
        let cell = block.grid.at(row, column)?.cell;
        let text = shown(&cell);
        let bare = Cell::Text(text.trim_end_matches(['%', '％', ' ']));
        let (money, _) = reader.money_of(&bare, column).ok()?;
        Some(i128::from(money.0))
    };
    let Some(amount) = held[2].and_then(read) else {
        return false;
    };
    let unit = i128::from(Money::UNIT);
    let near = |whole: i128| {
        let part = |unit: i128| product * whole / unit;
        [part(unit), part(100 * unit)].iter().any(|part| {
            [product - part, product + part]
                .iter()
                .any(|rest| (rest - amount).abs() <= i128::from(ROUNDED))
        })
    };
    let others = block.found.views.iter().map(|view| view.column);
    let mut others = others.filter(|other| !held.contains(&Some(*other)));
    others.any(|other| read(other).is_some_and(|part| part > 0 && near(part)))
}

/// Another amount of the row, or all others together: a discount, a tax withheld.
fn is_told_beside(
    block: &Block<'_, '_>,
    reader: &Reader<'_>,
    (row, held): (u32, [Option<u32>; 3]),
    left: i64,
) -> bool {
    let others = block
        .found
        .views
        .iter()
        .filter(|view| !held.contains(&Some(view.column)));
    let read = |view: &View<'_>| {
        let placed = block.grid.at(row, view.column)?;
        let (money, _) = reader.money_of(&placed.cell, view.column).ok()?;
        Some(money.0.abs())
    };
    let amounts: Vec<i64> = others.filter_map(read).collect();
    let near = |amount: i64| (amount - left).abs() <= ROUNDED;
    amounts.iter().any(|amount| near(*amount)) || near(amounts.iter().sum())
}

/// Absences whose days do not fit between their first and their last.
fn absences(block: &Block<'_, '_>, batch: &Batch) -> Problems {
    let schema = block.schema;
    let column = block.mapping.column_of(schema, "duration");
    if column.is_none() || block.mapping.helper(Helper::Until).is_none() {
        return Problems::new();
    }
    let rows = batch.facts().filter_map(|fact| {
        let (Some(Value::Date(from)), Some(Value::Duration(length)), Some(until)) = (
            fact.value(schema, "date").cloned(),
            fact.value(schema, "duration").cloned(),
            fact.until,
        ) else {
            return None;
        };
        let (days, there) = (length.0 / WORKDAY.0, (until - from).num_days() + 1);
        let working = weekdays(from, until).len() as i64;
        // free days in between are no days of leave
        let few = days > 0 && days * 2 <= working && working - days > 2;
        if there < 1 || days <= there && !few {
            return None;
        }
        let expected = phrase("{} working days, from the first to the last", &[&working]);
        told(block, (fact.row, column), ("duration", "differs"), expected)
    });
    rows.collect()
}

/// All of a few; of rows that nearly all differ the first.
fn few_or_first(mut found: Problems, checked: usize) -> Problems {
    if checked >= FEWEST && found.len() * 2 > checked {
        found.truncate(1);
    }
    found
}

fn told(
    block: &Block<'_, '_>,
    (row, column): (u32, Option<u32>),
    (field, what): (&str, &str),
    expected: Phrase,
) -> Option<Problem> {
    let column = column?;
    let view = block.found.views.iter().find(|view| view.column == column);
    let heading = view.map_or("", |view| view.heading.text.as_str());
    let found = block
        .grid
        .at(row, column)
        .map_or_else(String::new, |placed| shown(&placed.cell));
    Some(Problem {
        place: block.grid.place(row, column),
        rule: format!("{}.{field}.{what}", block.schema.table),
        severity: Severity::Look,
        column: format!("{heading} -> {field}"),
        found,
        expected,
        hint: phrase("correct the cell that is wrong", &[]),
        effect: phrase("the row is used as it stands", &[]),
    })
}
