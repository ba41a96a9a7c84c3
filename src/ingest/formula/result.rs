//! The result of one formula, when the cells it names have theirs.

use super::exact::Exact;
use super::parse::{self, Step};
use super::{Block, Formula, Value};

/// Calls with the filled cells of a block that are asked for, on another sheet when one is named. None when there is no
/// such sheet.
pub type Cells<'c> =
    dyn Fn(Option<&str>, Block, parse::Cells, &mut dyn FnMut(Value)) -> Option<()> + 'c;

/// An operand.
enum Operand<'f> {
    Value(Value),
    Block(Option<&'f str>, Block),
}

impl Formula {
    /// The result; none when an operand is a text, an error or has no result itself.
    pub(super) fn result(&self, cells: &Cells<'_>) -> Option<Value> {
        let mut stack = Stack {
            cells,
            operands: Vec::new(),
        };
        for step in &self.steps {
            stack.take(step)?;
        }
        match stack.operands.pop()? {
            Operand::Value(value) => Some(value),
            Operand::Block(sheet, block) => stack.only(sheet, block),
        }
        .filter(|value| *value != Value::Nothing)
    }
}

struct Stack<'f, 'c> {
    cells: &'c Cells<'c>,
    operands: Vec<Operand<'f>>,
}

impl<'f> Stack<'f, '_> {
    fn take(&mut self, step: &'f Step) -> Option<()> {
        let number = match step {
            Step::Text(text) => return self.push(Operand::Value(Value::Text(text.clone()))),
            Step::Block(sheet, block) => {
                return self.push(Operand::Block(sheet.as_deref(), *block));
            }
            Step::Number(number) => *number,
            Step::Negate => self.number()?.negated(),
            Step::Percent => self.number()?.over(Exact::Fraction(100, 1))?,
            Step::Sum(cells, arguments) => {
                let sum = self.sum(*cells, *arguments)?;
                return self.push(Operand::Value(sum));
            }
            two_operands => self.both(two_operands)?,
        };
        self.push(Operand::Value(Value::Number(number)))
    }

    fn push(&mut self, operand: Operand<'f>) -> Option<()> {
        self.operands.push(operand);
        Some(())
    }

    fn both(&mut self, step: &Step) -> Option<Exact> {
        let right = self.number()?;
        let left = self.number()?;
        match step {
            Step::Add => Some(left.plus(right)),
            Step::Subtract => Some(left.plus(right.negated())),
            Step::Multiply => Some(left.times(right)),
            _ => left.over(right),
        }
    }

    /// The last operand as a number; an empty cell is zero.
    fn number(&mut self) -> Option<Exact> {
        let value = match self.operands.pop()? {
            Operand::Value(value) => value,
            Operand::Block(sheet, block) => self
                .only(sheet, block)
                .unwrap_or(Value::Number(Exact::ZERO)),
        };
        number_of(&value)
    }

    /// The only cell of a block; none when it is empty.
    fn only(&self, sheet: Option<&str>, block: Block) -> Option<Value> {
        let Some(_) = block.single() else {
            return Some(Value::Nothing);
        };
        let mut found = None;
        let mut see = |value| found = Some(value);
        if (self.cells)(sheet, block, parse::Cells::All, &mut see).is_none() {
            return Some(Value::Nothing);
        }
        found
    }

    /// A sum of nothing but times is a time.
    fn sum(&mut self, cells: parse::Cells, arguments: usize) -> Option<Value> {
        let first = self.operands.len().checked_sub(arguments)?;
        let mut sum = Some(Exact::ZERO);
        let (mut times, mut others) = (false, false);
        for operand in self.operands.drain(first..) {
            match operand {
                Operand::Value(value) => {
                    let number = number_of(&value)?;
                    others = true;
                    sum = sum.map(|sum| sum.plus(number));
                }
                Operand::Block(sheet, block) => {
                    (self.cells)(sheet, block, cells, &mut |value| {
                        times |= matches!(value, Value::Time(_));
                        others |= matches!(value, Value::Number(_) | Value::Day(_));
                        sum = added(sum, &value);
                    })?;
                }
            }
        }
        let shown = if times && !others {
            Value::Time
        } else {
            Value::Number
        };
        sum.map(shown)
    }
}

/// SUM passes over texts and flags in cells, and fails at an error.
fn added(sum: Option<Exact>, value: &Value) -> Option<Exact> {
    match value {
        Value::Nothing => None,
        value => {
            Some(number_of(value).map_or(sum?, |number| sum.map_or(number, |sum| sum.plus(number))))
        }
    }
}

fn number_of(value: &Value) -> Option<Exact> {
    match value {
        Value::Number(number) | Value::Day(number) | Value::Time(number) => Some(*number),
        _ => None,
    }
}
