//! Plans by which contracts are paid, known by their shares: those of each contract add up to the whole. Such a list names a
//! contract on several rows and is no list of contracts, whatever its other headings say.

use std::collections::BTreeMap;

use super::columns::{Mapping, Slot, View, are_days, has_digit};
use super::grid::shown;
use super::knowledge::Knowledge;
use super::sheet::Cell;
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Schema, Table};

/// How sure a column is that stands where a plan needs it.
const BESIDE_SHARES: f64 = 0.6;
/// What such a column tells of its table.
const WEIGHT: f64 = 0.3;
/// How far the shares of a contract may be from the whole, in parts of it.
const ROUNDED: f64 = 0.011;

/// The column of shares that add up to the whole for each contract, most of which have several.
pub(super) fn shares_of_contracts(
    views: &[View<'_>],
    mapping: &Mapping,
    schema: &Schema,
) -> Option<u32> {
    if !matches!(schema.table, Table::Contracts | Table::Instalments) {
        return None;
    }
    let column = mapping.column_of(schema, "contract")?;
    let contracts = views.iter().find(|view| view.column == column)?;
    let mut others = views.iter().filter(|view| view.column != column);
    let shares = others.find(|view| add_up(contracts, view))?;
    Some(shares.column)
}

fn add_up(contracts: &View<'_>, shares: &View<'_>) -> bool {
    let all: Option<Vec<f64>> = shares.cells.iter().map(share).collect();
    let Some(all) = all.filter(|all| all.len() > 1 && all.len() == contracts.cells.len()) else {
        return false;
    };
    let mut sums: BTreeMap<String, (usize, f64)> = BTreeMap::new();
    for (contract, share) in contracts.cells.iter().zip(&all) {
        let sum = sums.entry(fold(&shown(contract))).or_default();
        *sum = (sum.0 + 1, sum.1 + share);
    }
    let whole = |of: f64| {
        let mut sums = sums.values();
        sums.all(|(_, sum)| (sum - of).abs() <= of * ROUNDED)
    };
    let several: usize = { sums.values() }
        .filter(|(rows, _)| *rows > 1)
        .map(|(rows, _)| rows)
        .sum();
    several * 2 > all.len() && (whole(1.0) || whole(100.0))
}

fn share(cell: &Cell<'_>) -> Option<f64> {
    let number = match cell {
        Cell::Number(number) => *number,
        Cell::Text(text) => {
            let bare = text.trim().strip_suffix(['%', '％'])?;
            bare.trim().replace(',', ".").parse().ok()?
        }
        _ => return None,
    };
    (number > 0.0 && number <= 100.0).then_some(number)
}

/// Beside such shares the columns of a plan need no heading that is known: the texts are its parts, the days those on which they are
/// planned, the amounts theirs, where only one column can be each.
pub(super) fn bind_parts(
    mapping: &mut Mapping,
    views: &[View<'_>],
    schema: &Schema,
    knowledge: &Knowledge,
) {
    if schema.table != Table::Instalments {
        return;
    }
    let Some(shares) = shares_of_contracts(views, mapping, schema) else {
        return;
    };
    let amounts = &knowledge.words.amounts;
    for name in ["planned_on", "amount", "name"] {
        let Some(at) = schema.position(name) else {
            continue;
        };
        if mapping.column_of(schema, name).is_some() {
            continue;
        }
        let reads = |view: &View<'_>| {
            let whole = view.fit(&schema.fields[at], amounts) == Some(1.0);
            match name {
                "name" => view.cells.iter().all(is_word) && !are_days(view),
                "planned_on" => whole && are_days(view),
                _ => whole && !are_days(view),
            }
        };
        let free = |view: &&View<'_>| {
            let taken = mapping.slot_of(view.column).is_some() || view.column == shares;
            !taken && !view.cells.is_empty() && reads(view)
        };
        let mut free = views.iter().filter(free);
        let (first, next) = (free.next(), free.next());
        // a name stands before what is said of it
        let Some(view) = first.filter(|_| name == "name" || next.is_none()) else {
            continue;
        };
        let because = phrase(
            "the shares beside it add up to the whole of each contract",
            &[],
        );
        mapping.bind_as(view.column, Slot::Field(at), because, BESIDE_SHARES);
        mapping.weight += WEIGHT;
    }
}

fn is_word(cell: &Cell<'_>) -> bool {
    matches!(cell, Cell::Text(text) if !has_digit(text) || text.contains(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{grid, read, shown};
    use crate::model::Table;

    const CONTRACTS: &str = "Contract|Client|Start|End|Amount\nC-1|Arbor|@46060|@46295|30000\nC-2|Birch|@46060|@46295|20000";

    #[test]
    fn shares_that_add_up_make_a_plan_of_payments_and_no_contracts() {
        for (what, first, shares) in [
            ("parts of one", "Zzqx", ["0.4", "0.6", "0.5", "0.5"]),
            ("percent", "Zzqx", ["40 %", "60 %", "50 %", "50 %"]),
            ("hundreds", "Zzqx", ["40", "60", "50", "50"]),
        ] {
            let [a, b, c, d] = shares;
            let plan = format!(
                "Contract|Client|{first}|Qqv|Wwx|Vvz\nC-1|Arbor|Deposit|{a}|12000|@46061\n\
                    C-1|Arbor|On delivery|{b}|18000|@46290\nC-2|Birch|Deposit|{c}|10000|@46061\n\
                    C-2|Birch|Final|{d}|10000|@46320"
            );
            let intake = read(vec![
                grid("contracts.xlsx", "Contracts", CONTRACTS),
                grid("contracts.xlsx", "Sheet2", &plan),
            ]);
            let contracts = shown(&intake, Table::Contracts, &["contract", "amount"]);
            assert_eq!(contracts, ["C-1 30000", "C-2 20000"], "{what}");
            let mut parts = shown(
                &intake,
                Table::Instalments,
                &["contract", "name", "amount", "planned_on"],
            );
            parts.sort();
            assert_eq!(
                parts,
                [
                    "C-1 Deposit 12000 2026-02-08",
                    "C-1 On delivery 18000 2026-09-25",
                    "C-2 Deposit 10000 2026-02-08",
                    "C-2 Final 10000 2026-10-25",
                ],
                "{what}"
            );
        }
    }

    #[test]
    fn rates_of_tax_add_up_to_nothing() {
        let contracts = "Contract|Client|Start|End|Amount|VAT\nC-1|Arbor|@46060|@46295|30000|20 %\n\
            C-2|Birch|@46060|@46295|20000|20 %";
        let intake = read(vec![grid("contracts.xlsx", "Contracts", contracts)]);
        let read = shown(&intake, Table::Contracts, &["contract"]);
        assert_eq!(read, ["C-1", "C-2"]);
    }
}
