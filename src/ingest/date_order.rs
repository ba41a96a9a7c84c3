//! Whether the day or the month comes first in the dates of a table (trap list of export formats, I.10).

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::block::Block;
use super::grid::shown;
use super::habits::OrderVerdict;
use super::layout::Found;
use super::load::seen_in;
use super::sheet::Sheet;
use super::value::{DateOrder, Decimal};
use crate::model::intake::{Question, Topic};
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Problem, Problems, Severity};

/// The order of each column that needs one.
#[derive(Default)]
pub struct Orders {
    /// By column.
    pub by_column: BTreeMap<u32, DateOrder>,
    /// What to ask.
    pub questions: Vec<Question>,
    /// Columns read day first because nothing tells.
    pub problems: Problems,
}

/// Order of day and month of each date column: its own numbers, an answer, the layout, its sibling
/// columns, the file name's range, the script of the headings; else day first, asked and flagged.
pub fn date_orders(
    block: &Block<'_, '_>,
    verdicts: &[(u32, OrderVerdict)],
    rows: &[u32],
    decimal: Decimal,
) -> Orders {
    let fixed: Vec<DateOrder> = verdicts
        .iter()
        .filter_map(|(_, verdict)| match verdict {
            OrderVerdict::Fixed(order) => Some(*order),
            _ => None,
        })
        .collect();
    let sibling = fixed
        .first()
        .copied()
        .filter(|first| fixed.iter().all(|order| order == first));
    let mut orders = Orders::default();
    for (column, verdict) in verdicts {
        if let OrderVerdict::Fixed(order) = verdict {
            orders.by_column.insert(*column, *order);
            continue;
        }
        if *verdict == OrderVerdict::Unambiguous {
            continue;
        }
        let view = block.found.views.iter().find(|view| view.column == *column);
        let heading = view.map_or("", |view| view.heading.text.as_str());
        let evidence = answered_order(block, heading)
            .or_else(|| {
                block
                    .layout
                    .and_then(|layout| order_of_layout(&layout.date_order))
            })
            .or(sibling)
            .or_else(|| order_by_range(block.grid.sheet, rows, *column))
            .or_else(|| order_by_script(block.found, decimal, &block.grid.sheet.encoding));
        let order = evidence.unwrap_or(DateOrder::DayFirst);
        orders.by_column.insert(*column, order);
        if evidence.is_none() {
            orders.ask(block, heading, *column, rows);
        }
    }
    orders
}

fn answered_order(block: &Block<'_, '_>, heading: &str) -> Option<DateOrder> {
    let context = block.context;
    let place = seen_in(block.grid);
    let answer = context
        .decisions
        .answer(Topic::Dates, "", heading, &place)?;
    match context.knowledge.words.answer(&fold(answer)) {
        Some("day_first" | "yes") => Some(DateOrder::DayFirst),
        Some("month_first" | "no") => Some(DateOrder::MonthFirst),
        _ => None,
    }
}

impl Orders {
    fn ask(&mut self, block: &Block<'_, '_>, heading: &str, column: u32, rows: &[u32]) {
        let first = rows.iter().find_map(|row| {
            let placed = block.grid.sheet.at(*row, column)?;
            Some((*row, shown(&placed.cell)))
        });
        let Some((row, sample)) = first else {
            return;
        };
        let reason = phrase(
            "every date of the column could be read either way, such as {}",
            &[&sample],
        );
        self.questions.push(Question {
            topic: Topic::Dates,
            kind: String::new(),
            subject: heading.to_owned(),
            seen_in: seen_in(block.grid),
            proposal: "day first".to_owned(),
            reason: reason.clone(),
            answer: String::new(),
            stale: false,
        });
        self.problems.push(Problem {
            place: block.grid.place(row, column),
            rule: "sheet.date_order".to_owned(),
            severity: Severity::Look,
            column: heading.to_owned(),
            found: sample,
            expected: reason,
            hint: phrase(
                "say in the decisions file whether the day or the month comes first",
                &[],
            ),
            effect: phrase("its dates are read day first", &[]),
        });
    }
}

fn order_of_layout(name: &str) -> Option<DateOrder> {
    match name {
        "day_first" => Some(DateOrder::DayFirst),
        "month_first" => Some(DateOrder::MonthFirst),
        _ => None,
    }
}

/// The order under which every date lies in the range that the file name tells, when only one does.
fn order_by_range(sheet: &Sheet, rows: &[u32], column: u32) -> Option<DateOrder> {
    let days: Vec<NaiveDate> = iso_days(&sheet.file);
    let (from, to) = (days.iter().min()?, days.iter().max()?);
    if from == to {
        return None;
    }
    let within = |order: DateOrder| {
        let mut cells = rows.iter().filter_map(|row| sheet.at(*row, column));
        cells.all(|placed| {
            super::value::date(&placed.cell, order).is_ok_and(|day| (*from..=*to).contains(&day))
        })
    };
    match (within(DateOrder::DayFirst), within(DateOrder::MonthFirst)) {
        (true, false) => Some(DateOrder::DayFirst),
        (false, true) => Some(DateOrder::MonthFirst),
        _ => None,
    }
}

/// Dates such as `2026-10-01` or `20261001` inside a file name.
fn iso_days(file: &str) -> Vec<NaiveDate> {
    let letters: Vec<char> = file.chars().collect();
    let mut days = Vec::new();
    for start in 0..letters.len() {
        for (length, format) in [(10, "%Y-%m-%d"), (8, "%Y%m%d")] {
            let Some(part) = letters.get(start..start + length) else {
                continue;
            };
            let text: String = part.iter().collect();
            let plausible =
                text.starts_with("20") && text.chars().all(|c| c.is_ascii_digit() || c == '-');
            if let (true, Ok(day)) = (plausible, NaiveDate::parse_from_str(&text, format)) {
                days.push(day);
            }
        }
    }
    days
}

/// Semicolons, decimal commas and Cyrillic headings speak for day first; nobody who writes them puts
/// the month first.
fn order_by_script(found: &Found<'_>, decimal: Decimal, encoding: &str) -> Option<DateOrder> {
    let cyrillic = found.views.iter().any(|view| {
        view.heading
            .text
            .chars()
            .any(|letter| ('\u{400}'..='\u{4ff}').contains(&letter))
    });
    (cyrillic || decimal == Decimal::Comma || encoding.contains("';'"))
        .then_some(DateOrder::DayFirst)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{answered, grid, read_with, shown};
    use super::*;
    use crate::model::{Decisions, Table};

    fn dates(file: &str, days: &[&str], answer: Option<&str>) -> (Vec<String>, Vec<String>) {
        let rows: Vec<String> = days
            .iter()
            .map(|day| format!("{day}|Anna Li|Halden|1.5"))
            .collect();
        let text = format!("Date|Person|Client|Hours\n{}", rows.join("\n"));
        let questions = answer.map(|answer| answered(Topic::Dates, "", "Date", file, answer));
        let decisions = Decisions {
            questions: questions.into_iter().collect(),
            ..Decisions::default()
        };
        let intake = read_with(vec![grid(file, "", &text)], &decisions);
        let open = intake
            .questions
            .iter()
            .filter(|asked| asked.answer.is_empty());
        let asked = open.map(|asked| asked.subject.clone()).collect();
        (shown(&intake, Table::Time, &["date"]), asked)
    }

    #[test]
    fn the_order_is_decided_or_asked() {
        for (what, file, days, answer, expected, asks) in [
            (
                "above twelve",
                "a.csv",
                &["03/04/2026", "31/04/2026", "30/04/2026"][..],
                None,
                "2026-04-03",
                false,
            ),
            (
                "month above twelve",
                "a.csv",
                &["03/04/2026", "03/30/2026"],
                None,
                "2026-03-04",
                false,
            ),
            (
                "range in the name",
                "a_2026-03-01_2026-03-31.csv",
                &["03/04/2026", "03/05/2026"],
                None,
                "2026-03-04",
                false,
            ),
            (
                "nothing tells",
                "a.csv",
                &["03/04/2026", "03/05/2026"],
                None,
                "2026-04-03",
                true,
            ),
            (
                "answered",
                "a.csv",
                &["03/04/2026", "03/05/2026"],
                Some("month first"),
                "2026-03-04",
                false,
            ),
            (
                "in Russian",
                "a.csv",
                &["03/04/2026", "03/05/2026"],
                Some("Сначала месяц"),
                "2026-03-04",
                false,
            ),
            (
                "in Chinese",
                "a.csv",
                &["03/04/2026", "03/05/2026"],
                Some("日在前"),
                "2026-04-03",
                false,
            ),
        ] {
            let (dates, asked) = dates(file, days, answer);
            assert_eq!(dates[0], expected, "{what}");
            assert_eq!(asked.len(), usize::from(asks), "{what}: {asked:?}");
        }
    }
}
