//! All formulas of a workbook: each after those it needs. Circles have no result.

use std::cell::Cell;
use std::collections::BTreeMap;

use super::{Block, Cells, Formula, Value};
use crate::ingest::limits::MOST_LOOKED_AT;

/// A cell of a workbook: number of the sheet, 1-based row and column.
pub type Spot = (usize, u32, u32);

/// The cells around the formulas.
pub trait Sheets {
    /// The number of a sheet.
    fn number(&self, name: &str) -> Option<usize>;

    /// Calls with row, column and value of every filled cell of a block. Returns how many cells were looked at.
    fn visit(&self, sheet: usize, block: Block, see: &mut dyn FnMut(u32, u32, Value)) -> u64;
}

/// What each formula comes to; those without a result are absent.
pub fn results(formulas: &BTreeMap<Spot, Formula>, sheets: &dyn Sheets) -> BTreeMap<Spot, Value> {
    let mut order = Order {
        formulas,
        sheets,
        states: BTreeMap::new(),
        looked_at: Cell::new(0),
    };
    for spot in formulas.keys() {
        order.work_out(*spot);
    }
    let found = order.states.into_iter();
    found
        .filter_map(|(spot, state)| match state {
            State::Done(value) => Some((spot, value?)),
            State::UnderWay => None,
        })
        .collect()
}

enum State {
    UnderWay,
    Done(Option<Value>),
}

struct Order<'a> {
    formulas: &'a BTreeMap<Spot, Formula>,
    sheets: &'a dyn Sheets,
    states: BTreeMap<Spot, State>,
    looked_at: Cell<u64>,
}

impl Order<'_> {
    /// Works out a formula after all that it needs, without recursion: chains of formulas can be as long as a sheet.
    fn work_out(&mut self, spot: Spot) {
        let mut path = vec![spot];
        while let Some(spot) = path.last().copied() {
            match self.states.get(&spot) {
                None => {
                    self.states.insert(spot, State::UnderWay);
                    self.needed(spot, &mut path);
                }
                Some(State::UnderWay) => {
                    let value = self.result(spot);
                    self.states.insert(spot, State::Done(value));
                }
                Some(State::Done(_)) => {
                    path.pop();
                }
            }
        }
    }

    /// Adds the formulas that nobody has looked at and this one needs.
    fn needed(&self, spot: Spot, path: &mut Vec<Spot>) {
        for (sheet, block) in self.formulas[&spot].blocks() {
            let Some(sheet) = self.sheet(spot, sheet) else {
                continue;
            };
            let (first, last) = block.columns;
            let from = (sheet, block.rows.0, first);
            let to = (sheet, block.rows.1, last);
            for other in self.formulas.range(from..=to).map(|(spot, _)| *spot) {
                if !self.may_look(1) {
                    return;
                }
                if (first..=last).contains(&other.2) && !self.states.contains_key(&other) {
                    path.push(other);
                }
            }
        }
    }

    fn sheet(&self, spot: Spot, name: Option<&str>) -> Option<usize> {
        name.map_or(Some(spot.0), |name| self.sheets.number(name))
    }

    fn may_look(&self, cells: u64) -> bool {
        self.looked_at.set(self.looked_at.get() + cells);
        self.looked_at.get() <= MOST_LOOKED_AT
    }

    fn result(&self, spot: Spot) -> Option<Value> {
        let visit = |name: Option<&str>, block: Block, cells: Cells, see: &mut dyn FnMut(Value)| {
            let sheet = self.sheet(spot, name)?;
            let mut resolved = |row, column, value| {
                let spot = (sheet, row, column);
                if cells == Cells::All || !self.is_subtotal(spot) {
                    see(self.resolved(spot, value));
                }
            };
            if !self.may_look(1) {
                return None;
            }
            let seen = self.sheets.visit(sheet, block, &mut resolved);
            self.may_look(seen).then_some(())
        };
        self.formulas[&spot].result(&visit)
    }

    fn is_subtotal(&self, spot: Spot) -> bool {
        self.formulas.get(&spot).is_some_and(Formula::is_subtotal)
    }

    /// A cell's own value, or what its formula came to.
    fn resolved(&self, spot: Spot, value: Value) -> Value {
        match self.states.get(&spot) {
            Some(State::Done(Some(result))) => result.clone(),
            Some(State::UnderWay) => Value::Nothing,
            _ => value,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Exact;
    use super::*;

    /// Sheets named `0`, `1`... of numbers, and of formulas with a result of their own where one is stored.
    struct Numbers(BTreeMap<Spot, f64>);

    impl Sheets for Numbers {
        fn number(&self, name: &str) -> Option<usize> {
            name.parse().ok()
        }

        fn visit(&self, sheet: usize, block: Block, see: &mut dyn FnMut(u32, u32, Value)) -> u64 {
            let mut seen = 0;
            for ((at, row, column), number) in &self.0 {
                let inside = (block.rows.0..=block.rows.1).contains(row)
                    && (block.columns.0..=block.columns.1).contains(column);
                if *at == sheet && inside {
                    seen += 1;
                    let value = Exact::of(*number).map_or(Value::Nothing, Value::Number);
                    see(*row, *column, value);
                }
            }
            seen
        }
    }

    /// Results of the formulas in column A, from row 1 on, beside numbers in column B; NaN is a formula's own cell.
    fn column(formulas: &[&str], numbers: &[f64]) -> Vec<Option<f64>> {
        let parsed = (1..)
            .zip(formulas)
            .filter_map(|(row, text)| Some(((0, row, 1), Formula::parse(text)?)));
        let own = (1..).zip(formulas).map(|(row, _)| ((0, row, 1), f64::NAN));
        let beside = (1..)
            .zip(numbers)
            .map(|(row, number)| ((0, row, 2), *number));
        let sheets = Numbers(own.chain(beside).collect());
        let results = results(&parsed.collect(), &sheets);
        (1..)
            .zip(formulas)
            .map(|(row, _)| match results.get(&(0, row, 1)) {
                Some(Value::Number(number)) => Some(number.to_double()),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn formulas_are_worked_out_after_those_they_need() {
        let formulas = [
            "=A2+A3",
            "=SUM(B1:B3)",
            "=A4*2",
            "=B1-C9",
            "=A1",
            "=SUM('0'!A1:A3,1)",
        ];
        let found = column(&formulas, &[1.5, 2.0, 0.25]);
        assert_eq!(
            found,
            [
                Some(6.75),
                Some(3.75),
                Some(3.0),
                Some(1.5),
                Some(6.75),
                Some(14.5)
            ]
        );
    }

    #[test]
    fn a_subtotal_passes_over_subtotals() {
        // two parts, their total, the total again by way of a sum, and a sum of everything
        let formulas = [
            "=SUBTOTAL(9,B1:B2)",
            "=SUBTOTAL(109,B3)*2",
            "=SUM(A1:A2)",
            "=SUBTOTAL(9,B1:B3,A1:A3)",
        ];
        let found = column(&formulas, &[1.5, 2.0, 0.25]);
        // parts 3.5 and 0.5; A1 and A2 hold subtotals, A3 is a plain sum of 4: 3.75 + 4
        assert_eq!(found, [Some(3.5), Some(0.5), Some(4.0), Some(7.75)]);
    }

    #[test]
    fn circles_and_what_depends_on_them_have_no_result() {
        let found = column(
            &[
                "=A2",
                "=A1+1",
                "=A3",
                "=A1+1",
                "=SUM(A1:A2)",
                "=5",
                "=VLOOKUP(1)",
                "=A7",
            ],
            &[],
        );
        assert_eq!(found, [None, None, None, None, None, Some(5.0), None, None]);
    }

    #[test]
    fn chains_may_be_long() {
        let mut formulas: Vec<String> = (2..=50_000).map(|row| format!("=A{row}+1")).collect();
        formulas.push("=1".to_owned());
        let formulas: Vec<&str> = formulas.iter().map(String::as_str).collect();
        assert_eq!(first_of_chain(&formulas), Some(50_000.0));
    }

    fn first_of_chain(formulas: &[&str]) -> Option<f64> {
        let parsed = (1..)
            .zip(formulas)
            .filter_map(|(row, text)| Some(((0, row, 1), Formula::parse(text)?)));
        let results = results(&parsed.collect(), &OnlyFormulas);
        match results.get(&(0, 1, 1)) {
            Some(Value::Number(number)) => Some(number.to_double()),
            _ => None,
        }
    }

    struct OnlyFormulas;

    impl Sheets for OnlyFormulas {
        fn number(&self, _: &str) -> Option<usize> {
            None
        }

        fn visit(&self, _: usize, block: Block, see: &mut dyn FnMut(u32, u32, Value)) -> u64 {
            see(block.rows.0, block.columns.0, Value::Nothing);
            1
        }
    }
}
