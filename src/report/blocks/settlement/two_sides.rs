//! Rows of a statement with both sides: papers, turnover, closing balance and the difference as live formulas.

use crate::metrics::Datum;
use crate::model::Money;
use crate::report::book::{Cell, CellValue, Column, Style};
use crate::report::labels::Labels;
use crate::report::marks::put;
use crate::report::style::shortened;

/// Stands for what the other party's side comes to while it is empty.
const UNFILLED: &str = "-";

/// Columns: ours, then theirs.
pub(super) const OURS: [&str; 4] = ["date", "document", "debit", "credit"];

const THEIRS: [&str; 4] = [
    "their_date",
    "their_document",
    "their_debit",
    "their_credit",
];

/// Debit less credit of the other party's side.
pub(super) struct Balance {
    /// The party has filled in an amount.
    pub given: bool,
    opening: Money,
    pub turnover: [Money; 2],
}

impl Balance {
    /// Of the opening row and the papers below it.
    pub fn of(rows: &[Vec<Cell>]) -> Balance {
        let amounts = |row: &Vec<Cell>| [6, 7].map(|at| amount(&row[at]));
        let [debit, credit] = rows.first().map_or([Money::ZERO; 2], amounts);
        let papers = rows.iter().skip(1).map(amounts);
        let is_given = |row: &Vec<Cell>| {
            let mut amounts = [6, 7].map(|at| &row[at].value).into_iter();
            amounts.any(|value| matches!(value, CellValue::Number(_)))
        };
        Balance {
            given: rows.iter().any(is_given),
            opening: debit - credit,
            turnover: papers.fold([Money::ZERO; 2], |sums, amounts| {
                [sums[0] + amounts[0], sums[1] + amounts[1]]
            }),
        }
    }

    pub fn closing(&self) -> Money {
        let [debit, credit] = self.turnover;
        self.opening + debit - credit
    }
}

/// What a person typed, to the hundredth of a cent; words are no amount.
fn amount(cell: &Cell) -> Money {
    match cell.value {
        CellValue::Number(number) => Money((number * Money::UNIT as f64).round() as i64),
        _ => Money::ZERO,
    }
}

pub(super) fn columns(labels: &Labels<'_>, client: &str) -> Vec<Column> {
    let styles = [Style::Date, Style::Wrapped, Style::Cents, Style::Cents];
    let column = |key: &str, label: String, style: Style, input: bool| Column {
        key: key.to_owned(),
        label,
        style,
        input,
        ..Column::default()
    };
    let ours = OURS.iter().zip(styles).map(|(key, style)| {
        let label = labels.word(&format!("settlement_{key}"));
        column(key, label, style, false)
    });
    let theirs = THEIRS
        .iter()
        .zip(OURS)
        .zip(styles)
        .map(|((key, own), style)| {
            let label = labels.word(&format!("settlement_{own}"));
            let of = labels.word("settlement_of");
            let client = shortened(client, NAMED);
            let label = put(&put(&of, "{what}", &label), "{client}", &client);
            column(key, label, style, true)
        });
    ours.chain(theirs).collect()
}

fn money_cell(amount: Option<Money>) -> Cell {
    Cell {
        value: amount.map_or(CellValue::Empty, CellValue::Money),
        ..Cell::default()
    }
}

pub(super) fn row_of(date: &Datum, document: String, amounts: [Option<Money>; 2]) -> Vec<Cell> {
    let date = match date {
        Datum::Date(day) => CellValue::Date(*day),
        _ => CellValue::Empty,
    };
    let document = match document.is_empty() {
        true => CellValue::Empty,
        false => CellValue::Text(document),
    };
    let mut row: Vec<Cell> = [date, document]
        .map(|value| Cell {
            value,
            ..Cell::default()
        })
        .into();
    row.extend(amounts.map(money_cell));
    row.extend(THEIRS.map(|_| Cell::default()));
    row
}

/// A row that the form works out: its words on both sides, and formulas with their results; without one they show a dash.
fn computed_row(words: &str, sides: [(String, Option<Money>); 4]) -> Vec<Cell> {
    let word = |text: &str| Cell {
        value: CellValue::Text(text.to_owned()),
        strong: true,
        fixed: true,
        ..Cell::default()
    };
    let empty = || Cell {
        fixed: true,
        ..Cell::default()
    };
    let formula = |(text, result): (String, Option<Money>)| {
        let value = match text.is_empty() {
            true => CellValue::Empty,
            false => CellValue::Formula {
                text,
                result: Box::new(
                    result.map_or_else(|| CellValue::Text(UNFILLED.to_owned()), CellValue::Money),
                ),
            },
        };
        Cell {
            value,
            strong: true,
            fixed: true,
            ..Cell::default()
        }
    };
    let [debit, credit, their_debit, their_credit] = sides.map(formula);
    let theirs = if their_debit.value == CellValue::Empty {
        empty()
    } else {
        word(words)
    };
    vec![
        empty(),
        word(words),
        debit,
        credit,
        empty(),
        theirs,
        their_debit,
        their_credit,
    ]
}

pub(super) fn turnover_row(
    labels: &Labels<'_>,
    last: usize,
    turnover: [Money; 2],
    theirs: Option<[Money; 2]>,
) -> Vec<Cell> {
    let sum = |column: &str| format!("SUM({{{column}@2}}:{{{column}@{last}}})");
    let their = |column: &str, at: usize| {
        let result = theirs.map(|sums| sums[at]);
        (once_filled(&sum(column), last), result)
    };
    let [debit, credit] = turnover;
    computed_row(
        &labels.word("settlement_turnover"),
        [
            (sum("debit"), Some(debit)),
            (sum("credit"), Some(credit)),
            their("their_debit", 0),
            their("their_credit", 1),
        ],
    )
}

pub(super) fn closing_row(
    labels: &Labels<'_>,
    last: usize,
    closing: Money,
    theirs: Option<Money>,
) -> Vec<Cell> {
    let turnover = last + 1;
    let side = |one: &str, other: &str| {
        format!(
            "MAX(0,ROUND({{{one}@1}}-{{{other}@1}}+{{{one}@{turnover}}}-{{{other}@{turnover}}},4))"
        )
    };
    let positive = |amount: Money| {
        if amount.is_negative() {
            Money::ZERO
        } else {
            amount
        }
    };
    computed_row(
        &labels.word("settlement_closing"),
        [
            (side("debit", "credit"), Some(positive(closing))),
            (side("credit", "debit"), Some(positive(-closing))),
            (
                once_filled(&side("their_debit", "their_credit"), last),
                theirs.map(positive),
            ),
            (
                once_filled(&side("their_credit", "their_debit"), last),
                theirs.map(|balance| positive(-balance)),
            ),
        ],
    )
}

/// A formula that shows a dash until the other party has filled in an amount.
fn once_filled(formula: &str, last: usize) -> String {
    format!("IF(COUNT({{their_debit@1}}:{{their_credit@{last}}})=0,\"{UNFILLED}\",{formula})")
}

/// Our balance less the other party's, whose books are the mirror of ours; nothing until it has filled its side.
pub(super) fn difference_row(
    labels: &Labels<'_>,
    last: usize,
    difference: Option<Money>,
) -> Vec<Cell> {
    let row = last + 2;
    let text = format!(
        "ROUND({{debit@{row}}}-{{credit@{row}}}-({{their_credit@{row}}}-{{their_debit@{row}}}),4)"
    );
    let text = once_filled(&text, last);
    let nothing = || (String::new(), Some(Money::ZERO));
    computed_row(
        &labels.word("settlement_difference"),
        [(text, difference), nothing(), nothing(), nothing()],
    )
}

/// Columns of a client's name in headings.
const NAMED: usize = 28;
