//! Grids of weekdays whose rows name their week: `Week starting | Employee | Mon | Tue`, as approvals of weekly sheets are
//! exported.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::columns::View;
use super::header::compact;
use super::period::{Length, Period};
use super::sheet::{Cell, Row};
use super::unpivot::Hint;
use super::value::{self, DateOrder};
use super::words::{WeekEdge, Words};
use crate::model::key::fold;

/// The column that names the week of each row.
#[derive(Clone, Copy, Debug)]
pub struct RowWeeks {
    column: u32,
    order: DateOrder,
    edge: Option<WeekEdge>,
}

impl RowWeeks {
    /// The column of a grid whose headings are weekdays: all of its cells are days, and its heading speaks of a week or they
    /// all are the same day of one.
    pub fn of(views: &[View<'_>], hints: &[Hint], words: &Words) -> Option<RowWeeks> {
        let weekdays = hints.iter().all(|hint| matches!(hint, Hint::Weekday(_)));
        let columns = views.iter().filter(|view| view.heading.hint.is_none());
        weekdays.then(|| columns.filter_map(|view| of_column(view, words)).next())?
    }

    /// The columns as days of a week that each row moves to its own.
    pub fn periods(hints: &[Hint]) -> Vec<Option<Period>> {
        let monday = NaiveDate::from_ymd_opt(2024, 1, 1);
        let day = |hint: &Hint| match hint {
            Hint::Weekday(day) => monday?.checked_add_days(Days::new(u64::from(*day) - 1)),
            _ => None,
        };
        let period = |start| Period {
            start,
            length: Length::Day,
        };
        hints.iter().map(|hint| day(hint).map(period)).collect()
    }

    /// The day of a row that a column stands for; none where the row names no week.
    pub fn day(&self, row: &Row<'_>, weekday: Weekday) -> Option<NaiveDate> {
        let named = value::date(&row.at(self.column)?.cell, self.order).ok()?;
        let ahead = |from: Weekday, to: Weekday| {
            Days::new(u64::from(
                (7 + to.num_days_from_monday() - from.num_days_from_monday()) % 7,
            ))
        };
        match self.edge {
            Some(WeekEdge::First) => named.checked_add_days(ahead(named.weekday(), weekday)),
            Some(WeekEdge::Last) => named.checked_sub_days(ahead(weekday, named.weekday())),
            None => {
                let monday = named.checked_sub_days(ahead(Weekday::Mon, named.weekday()))?;
                monday.checked_add_days(ahead(Weekday::Mon, weekday))
            }
        }
    }
}

fn of_column(view: &View<'_>, words: &Words) -> Option<RowWeeks> {
    let heading = fold(&view.heading.text);
    let edge = words.week_edge(&heading);
    let order = [DateOrder::DayFirst, DateOrder::MonthFirst]
        .into_iter()
        .filter_map(|order| Some((order, same_weekday(&view.cells, order)?)))
        .max_by_key(|(_, same)| *same);
    let (order, same) = order?;
    let week = edge.is_some() || words.is_week(&compact(&view.heading.text));
    (!view.cells.is_empty() && (week || same && view.cells.len() > 2)).then_some(RowWeeks {
        column: view.column,
        order,
        edge,
    })
}

/// Whether days all are the same day of a week; none where one is no day.
fn same_weekday(cells: &[Cell<'_>], order: DateOrder) -> Option<bool> {
    let days: Option<Vec<Weekday>> = cells
        .iter()
        .map(|cell| match cell {
            Cell::Number(_) => None,
            cell => Some(value::date(cell, order).ok()?.weekday()),
        })
        .collect();
    days.map(|days| days.windows(2).all(|pair| pair[0] == pair[1]))
}
