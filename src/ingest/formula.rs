//! Formulas whose result a file does not hold (trap T1): numbers, `+ - * / %`, comparisons, parentheses, references, SUM, the
//! SUBTOTAL that sums, ROUND and IF.
//!
//! Anything else stays a formula, which is a problem later and never a zero.

mod exact;
mod order;
mod parse;
mod result;

use std::sync::Arc;

pub use exact::Exact;
pub use order::{Sheets, Spot, results};
use parse::{Cells, Step, steps};

/// A block of cells; bounds are 1-based and included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// First and last row.
    pub rows: (u32, u32),
    /// First and last column.
    pub columns: (u32, u32),
}

impl Block {
    /// The only cell of the block.
    pub fn single(self) -> Option<(u32, u32)> {
        let single = self.rows.0 == self.rows.1 && self.columns.0 == self.columns.1;
        single.then_some((self.rows.0, self.columns.0))
    }
}

/// What a cell or a formula comes to.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A number.
    Number(Exact),
    /// A day, in days as the workbook counts them.
    Day(Exact),
    /// A time, in days.
    Time(Exact),
    /// A text.
    Text(Arc<str>),
    /// True or false.
    Flag(bool),
    /// An error, or a formula without a result.
    Nothing,
}

/// A formula that was understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Formula {
    steps: Vec<Step>,
}

impl Formula {
    /// Reads a formula, with or without its `=`. None for what is not supported.
    pub fn parse(text: &str) -> Option<Formula> {
        let text = text.trim();
        let text = text.strip_prefix('=').unwrap_or(text);
        steps(text).map(|steps| Formula { steps })
    }

    /// The result of a formula that names no cell: `15000.00`, `3*(2+1)`, `"00123"`.
    pub fn constant(&self) -> Option<Value> {
        let names_cells = self.blocks().next().is_some();
        (!names_cells)
            .then(|| self.result(&|_, _, _, _| None))
            .flatten()
    }

    /// How many steps it takes; never none.
    #[expect(clippy::len_without_is_empty, reason = "no formula is empty")]
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// True when a subtotal around it must pass over it.
    fn is_subtotal(&self) -> bool {
        let sums = |step: &Step| matches!(step, Step::Sum(Cells::NoSubtotals, _));
        self.steps.iter().any(sums)
    }

    /// The blocks that it names, each with its sheet when that is another one.
    fn blocks(&self) -> impl Iterator<Item = (Option<&str>, Block)> {
        self.steps.iter().filter_map(|step| match step {
            Step::Block(sheet, block) => Some((sheet.as_deref(), *block)),
            _ => None,
        })
    }
}

/// A text cell that is a formula without references, as spreadsheets write it into text files:
/// `=15000.00` is a number, `="00123"` guards a text.
pub fn unfolded(text: &str) -> Option<String> {
    let formula = Formula::parse(text.strip_prefix('=')?)?;
    match formula.constant()? {
        Value::Text(text) => Some(text.to_string()),
        Value::Number(number) => Some(format!("{}", number.to_double())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_without_references_are_worked_out() {
        for (text, expected) in [
            ("=15000.00", Some("15000")),
            ("=-142.85", Some("-142.85")),
            ("= 0.1 + 0.2", Some("0.3")),
            ("=1+2*3-(4-1)/2", Some("5.5")),
            ("=-2*-3", Some("6")),
            ("=50%*8", Some("4")),
            ("=10/4/5", Some("0.5")),
            ("=SUM(1,2;3)+SUM(4)", Some("10")),
            ("=sum((1+2)*2, -1)", Some("5")),
            ("=\"00123\"", Some("00123")),
            ("=\"say \"\"yes\"\"\"", Some("say \"yes\"")),
            ("=1/0", None),
            ("=A1", None),
            ("=\"a\"+1", None),
            ("=2^3", None),
            ("=NOW()", None),
            ("=SUM()", None),
            ("=SUBTOTAL(9, 1;2)+1", Some("4")),
            ("=subtotal(109,(1+2)*2)", Some("6")),
            ("=SUBTOTAL(1,2)", None),
            ("=SUBTOTAL(9)", None),
            ("=ROUND(2.345,2)", Some("2.35")),
            ("=ROUND(-2.5, 0)+ROUND(1249,-2)", Some("1197")),
            ("=ROUND(1,99)", None),
            ("=ROUND(1)", None),
            ("=IF(\"UK\"=\"uk\",20%*50,0)", Some("10")),
            ("=IF(2<=1,1,IF(3<>3,2,3))", Some("3")),
            ("=IF(1+1>=2,\"yes\",1/0)", Some("yes")),
            ("=IF(1>0,1/0,2)", None),
            ("=IF(\"a\"=1,1,2)", Some("2")),
            ("=IF(\"a\"<1,1,2)", None),
            ("=IF(1)", None),
            ("=(1", None),
            ("=1)", None),
            ("=1 2", None),
            ("=", None),
            ("==== total ====", None),
            ("=> ask client", None),
            ("15000", None),
        ] {
            assert_eq!(unfolded(text).as_deref(), expected, "{text}");
        }
        let deep = format!("={}1{}", "(".repeat(20_000), ")".repeat(20_000));
        assert_eq!(unfolded(&deep).as_deref(), Some("1"));
    }
}
