//! The result of one formula, when the cells it names have theirs.

use std::cmp::Ordering;

use super::exact::Exact;
use super::parse::{self, Comparison, Step};
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
            stack.take(step);
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
    /// What fails has no value; the branch of an IF that nobody takes may.
    fn take(&mut self, step: &'f Step) {
        let value = match step {
            Step::Text(text) => Some(Value::Text(text.clone())),
            Step::Block(sheet, block) => {
                let block = Operand::Block(sheet.as_deref(), *block);
                return self.operands.push(block);
            }
            Step::Number(number) => Some(Value::Number(*number)),
            Step::Sum(cells, arguments) => self.sum(*cells, *arguments),
            Step::Compare(comparison) => self.compared(*comparison),
            Step::If { otherwise } => self.chosen(*otherwise),
            Step::Negate => self.number().map(|number| Value::Number(number.negated())),
            Step::Percent => {
                let part = |number: Exact| number.over(Exact::Fraction(100, 1));
                self.number().and_then(part).map(Value::Number)
            }
            two_numbers => self.both(two_numbers).map(Value::Number),
        };
        let value = Operand::Value(value.unwrap_or(Value::Nothing));
        self.operands.push(value);
    }

    fn both(&mut self, step: &Step) -> Option<Exact> {
        let right = self.number();
        let left = self.number();
        let (left, right) = (left?, right?);
        match step {
            Step::Add => Some(left.plus(right)),
            Step::Subtract => Some(left.plus(right.negated())),
            Step::Multiply => Some(left.times(right)),
            Step::Round => left.rounded(right),
            _ => left.over(right),
        }
    }

    /// The last operand; none for an empty cell.
    fn value(&mut self) -> Option<Value> {
        match self.operands.pop()? {
            Operand::Value(value) => Some(value),
            Operand::Block(sheet, block) => self.only(sheet, block),
        }
    }

    /// Numbers by their size, texts by their letters, large or small; an empty cell is zero and no text. Numbers and texts
    /// are never equal.
    fn compared(&mut self, comparison: Comparison) -> Option<Value> {
        let right = self.value();
        let left = self.value();
        let order = match (left, right) {
            (None, None) => Some(Ordering::Equal),
            (Some(left), None) => order_of(&left, &beside_nothing(&left)),
            (None, Some(right)) => order_of(&beside_nothing(&right), &right),
            (Some(left), Some(right)) => {
                if left == Value::Nothing || right == Value::Nothing {
                    return None;
                }
                order_of(&left, &right)
            }
        };
        let holds = match (comparison, order) {
            (Comparison::Equal, order) => order == Some(Ordering::Equal),
            (Comparison::Other, order) => order != Some(Ordering::Equal),
            (Comparison::Less, order) => order? == Ordering::Less,
            (Comparison::AtMost, order) => order? != Ordering::Greater,
            (Comparison::More, order) => order? == Ordering::Greater,
            (Comparison::AtLeast, order) => order? != Ordering::Less,
        };
        Some(Value::Flag(holds))
    }

    /// The branch of an IF that its condition says; an empty cell is zero.
    fn chosen(&mut self, otherwise: bool) -> Option<Value> {
        let zero = Value::Number(Exact::ZERO);
        let no = if otherwise {
            self.value().unwrap_or_else(|| zero.clone())
        } else {
            Value::Flag(false)
        };
        let yes = self.value().unwrap_or_else(|| zero.clone());
        let holds = match self.value().unwrap_or(zero) {
            Value::Flag(holds) => holds,
            other => number_of(&other)?.sign() != Ordering::Equal,
        };
        Some(if holds { yes } else { no })
    }

    /// The last operand as a number; an empty cell is zero.
    fn number(&mut self) -> Option<Exact> {
        let value = self.value();
        number_of(&value.unwrap_or(Value::Number(Exact::ZERO)))
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

/// What an empty cell is beside another value.
fn beside_nothing(value: &Value) -> Value {
    match value {
        Value::Text(_) => Value::Text("".into()),
        Value::Flag(_) => Value::Flag(false),
        Value::Nothing => Value::Nothing,
        _ => Value::Number(Exact::ZERO),
    }
}

/// Which of two values of one kind is larger; none for two kinds.
fn order_of(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Text(left), Value::Text(right)) => {
            Some(left.to_lowercase().cmp(&right.to_lowercase()))
        }
        (Value::Flag(left), Value::Flag(right)) => Some(left.cmp(right)),
        _ => {
            let (left, right) = (number_of(left)?, number_of(right)?);
            Some(left.plus(right.negated()).sign())
        }
    }
}
