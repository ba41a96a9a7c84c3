//! The name of one's own account in every line of a statement, which is no payer: `Account Name | STUDIO`.

use super::columns::{Mapping, View};
use super::words::Helper;
use crate::model::{Schema, Table};

/// Lines that must say the same before it is the own account's name.
const FEWEST_LINES: usize = 3;

/// Leaves a column out that may be the payer and says the same in every line of a statement with a running balance.
pub(super) fn leave_out_own_account(views: &[View<'_>], schema: &Schema, mapping: &mut Mapping) {
    let payer = mapping.column_of(schema, "payer");
    let Some(column) = payer.filter(|_| schema.table == Table::Payments) else {
        return;
    };
    let doubtful = mapping.strongly(schema, "payer").is_none();
    let balanced = mapping.helper(Helper::Balance).is_some();
    let view = views.iter().find(|view| view.column == column);
    let same = view.is_some_and(|view| {
        view.cells.len() >= FEWEST_LINES && view.cells.iter().all(|cell| *cell == view.cells[0])
    });
    if doubtful && balanced && same {
        mapping.unbind(column);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{grid, read, shown};
    use crate::model::Table;

    #[test]
    fn the_name_of_the_own_account_is_no_payer() {
        let head = "Date|Type|Description|Value|Balance|Account Name|Account Number";
        let line = |day: u32, text: &str, amount: i32, balance: i32, name: &str| {
            format!("@{day}|BAC|{text}|{amount}|{balance}|{name}|'600001-1")
        };
        for (names, expected) in [
            (["Studio"; 3], ["-", "-", "-"]),
            (["Halden", "Studio", "Orlo"], ["Halden", "Studio", "Orlo"]),
        ] {
            let lines = [
                line(46300, "HALDEN 12", 900, 1900, names[0]),
                line(46301, "RENT", -400, 1500, names[1]),
                line(46302, "ORLO 13", 100, 1600, names[2]),
            ];
            let text = format!("{head}\n{}", lines.join("\n"));
            let intake = read(vec![grid("bank.xlsx", "Sheet1", &text)]);
            assert_eq!(shown(&intake, Table::Payments, &["payer"]), expected);
        }
    }
}
