//! Whether the bare numbers of a list of leave count days: its first and last days say so.

use chrono::NaiveDate;

use super::block::Block;
use super::columns::View;
use super::grid::{is_blank, shown};
use super::helper::Helper;
use super::lengths::PROBED_ROWS;
use super::sheet::Cell;
use super::value::{self, DateOrder};

/// No number is more than the days from the first to the last of its row; without a last day none is more than one day.
pub(super) fn are_days_of_leave(block: &Block<'_, '_>, lengths: &View<'_>) -> bool {
    let first = block.mapping.column_of(block.schema, "date");
    let last = block.mapping.helper(Helper::Until);
    let rows = block.grid.rows(block.found.rows.0, block.found.rows.1);
    let mut seen = 0;
    for row in rows.take(PROBED_ROWS) {
        let cell = |column: u32| {
            let placed = row.at(column)?;
            (!is_blank(&placed.cell)).then_some(placed.cell)
        };
        let Some(number) = cell(lengths.column).and_then(|cell| bare(&cell)) else {
            continue;
        };
        let days = match last {
            None => Some(1),
            Some(last) => first
                .and_then(cell)
                .zip(cell(last))
                .and_then(|(first, last)| days(&first, &last)),
        };
        let Some(days) = days else { continue };
        if number <= 0.0 || number > days as f64 {
            return false;
        }
        seen += 1;
    }
    seen > 0
}

fn bare(cell: &Cell<'_>) -> Option<f64> {
    let number: f64 = shown(cell).trim().replace(',', ".").parse().ok()?;
    number.is_finite().then_some(number)
}

/// Days from one to another, both counted, however day and month are ordered: the fewer.
fn days(first: &Cell<'_>, last: &Cell<'_>) -> Option<i64> {
    let orders = [DateOrder::DayFirst, DateOrder::MonthFirst].into_iter();
    let spans = orders.filter_map(|order| {
        let read = |cell: &Cell<'_>| -> Option<NaiveDate> { value::date(cell, order).ok() };
        let days = (read(last)? - read(first)?).num_days() + 1;
        (days > 0).then_some(days)
    });
    spans.min()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{grid, read, shown};
    use crate::model::Table;

    #[test]
    fn numbers_of_leave_are_days_where_its_first_and_last_days_say_so() {
        for (what, text, expected) in [
            (
                "days of spans",
                "Employee|Leave type|From|To|Requested\nMara|Vacation|@46300|@46301|2\n\
                    Ivo|Sick|@46302|@46302|0.5",
                vec![
                    "2026-10-05 Mara -",
                    "2026-10-06 Mara -",
                    "2026-10-07 Ivo 4.0000",
                ],
            ),
            (
                "hours of a day",
                "Employee|Leave type|From|To|Requested\nMara|Vacation|@46300|@46300|8\n\
                    Ivo|Sick|@46302|@46302|4",
                vec!["2026-10-05 Mara 8.0000", "2026-10-07 Ivo 4.0000"],
            ),
            (
                "the unit stands beside it",
                "Employee|Leave type|From|To|Requested|Unit\nMara|Vacation|@46300|@46301|2|days\n\
                    Ivo|Sick|@46302|@46302|3|hours",
                vec![
                    "2026-10-05 Mara -",
                    "2026-10-06 Mara -",
                    "2026-10-07 Ivo 3.0000",
                ],
            ),
            (
                "a Sunday goes before the one day of work",
                "Employee|Leave type|From|To|Requested|Unit\nMara|Vacation|@46299|@46300|1|days\n\
                    Ivo|Sick|@46302|@46302|3|hours",
                vec!["2026-10-05 Mara 8.0000", "2026-10-07 Ivo 3.0000"],
            ),
        ] {
            let intake = read(vec![grid("leave.csv", "", text)]);
            let mut rows = shown(&intake, Table::Leave, &["date", "person", "duration"]);
            rows.sort();
            assert_eq!(rows, expected, "{what}");
        }
    }

    #[test]
    fn what_came_of_a_request_stands_beside_its_state() {
        let text = "审批编号|审批状态|审批结果|发起人|请假类型|开始时间|结束时间|时长\n\
            Q-1|已完成|同意|秦朗|年假|@46300|@46300|1\nQ-2|已完成|拒绝|苏晓|年假|@46301|@46301|1\n\
            Q-3|已撤销||苏晓|年假|@46302|@46302|1";
        let intake = read(vec![grid("请假.csv", "", text)]);
        let rows = shown(&intake, Table::Leave, &["date", "person"]);
        assert_eq!(rows, ["2026-10-05 秦朗"]);
    }
}
