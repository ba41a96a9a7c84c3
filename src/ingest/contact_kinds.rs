//! What kind of contact each row of a list is, where a column tells it whose heading does not: `What`, `方式`.

use super::columns::{Mapping, Slot, View};
use super::sheet::Cell;
use super::typed::known_code;
use crate::model::phrase::phrase;
use crate::model::{Field, Schema, Table};

/// Fewer cells tell nothing of their column.
const FEWEST: usize = 2;
/// Of ten cells so many name a kind.
const MOST_OF_TEN: usize = 8;
/// The code of a review.
const REVIEW: &str = "review";
/// How sure such a column is.
const BY_VALUES: f64 = 0.85;

/// Binds the column whose cells are kinds of contacts, where no heading is one of them: calls, meetings, reviews.
pub(super) fn bind_kinds_of_contacts(views: &[View<'_>], schema: &Schema, mapping: &mut Mapping) {
    let kind = schema
        .position("kind")
        .filter(|_| schema.table == Table::Touches);
    let Some(at) = kind.filter(|_| mapping.column_of(schema, "kind").is_none()) else {
        return;
    };
    let channel = schema.position("channel").map(Slot::Field);
    let field = &schema.fields[at];
    let free = |view: &&View<'_>| match mapping.slot_of(view.column) {
        None => true,
        // what only calls and mails stand in says how people talked, and a review is no way of talking
        Some(bound) => Some(bound.slot) == channel && names_reviews(view, field),
    };
    let mut told = views.iter().filter(free);
    let Some(view) = told.find(|view| are_kinds(view, field)) else {
        return;
    };
    let because = phrase("its values are kinds of contacts", &[]);
    mapping.bind_as(view.column, Slot::Field(at), because, BY_VALUES);
}

fn names_reviews(view: &View<'_>, field: &Field) -> bool {
    let mut cells = view.cells.iter();
    cells.any(|cell| matches!(cell, Cell::Text(text) if known_code(text, field) == Some(REVIEW)))
}

fn are_kinds(view: &View<'_>, field: &Field) -> bool {
    let is_kind = |cell: &&Cell<'_>| match cell {
        Cell::Text(text) => known_code(text, field).is_some(),
        _ => false,
    };
    let known = view.cells.iter().filter(is_kind).count();
    known >= FEWEST && known * 10 >= view.cells.len() * MOST_OF_TEN
}

#[cfg(test)]
mod tests {
    use super::super::testing::{grid, read, shown};
    use super::*;

    #[test]
    fn values_tell_kinds_of_contacts() {
        for (what, text, expected) in [
            (
                "a heading of anything",
                "Date|Client|What|Who|Notes\n@46300|Arbor|QBR|Ann Lee|Roadmap agreed\n@46301|Birch|Call|Ann Lee|Unhappy",
                ["review -", "call -"],
            ),
            (
                "the way of talking",
                "日期|客户|方式|我方|纪要\n@46300|山谷|季度复盘|李明|加场\n@46301|山谷|电话|李明|催款",
                ["review -", "call -"],
            ),
            (
                "a channel stays one",
                "Date|Client|Type|Channel|Notes\n@46300|Arbor|QBR|Zoom|Roadmap\n@46301|Birch|Call|Phone|Unhappy",
                ["review Zoom", "call Phone"],
            ),
        ] {
            let intake = read(vec![grid("meetings.csv", "", text)]);
            let rows = shown(&intake, Table::Touches, &["kind", "channel"]);
            assert_eq!(rows, expected, "{what}");
        }
    }
}
