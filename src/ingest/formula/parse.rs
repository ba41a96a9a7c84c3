//! The text of a formula as steps of a calculation, operands first. Nothing recurses: formulas may nest deeply.

use std::sync::Arc;

use super::Block;
use super::exact::Exact;
use crate::ingest::limits::{MOST_COLUMNS, MOST_ROWS};

/// One step; it takes its operands from those before it.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// A number.
    Number(Exact),
    /// A text in quotes.
    Text(Arc<str>),
    /// Cells, with the name of another sheet.
    Block(Option<Arc<str>>, Block),
    /// The operand's negative.
    Negate,
    /// The operand's hundredth.
    Percent,
    /// Sum of two.
    Add,
    /// Difference of two.
    Subtract,
    /// Product of two.
    Multiply,
    /// Quotient of two.
    Divide,
    /// The sum of so many arguments.
    Sum(Cells, usize),
    /// The first of two, rounded to as many places as the second says.
    Round,
    /// Two compared.
    Compare(Comparison),
    /// The second or the third of three, as the first says; of two, the second or false.
    If {
        /// There is a third.
        otherwise: bool,
    },
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `<>`
    Other,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

/// Functions that are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Function {
    Sum(Cells),
    Round,
    If,
}

impl Function {
    /// What it does with so many arguments; none with a number that it does not take.
    fn with(self, arguments: usize) -> Option<Step> {
        match (self, arguments) {
            (Function::Sum(cells), _) => Some(Step::Sum(cells, arguments)),
            (Function::Round, 2) => Some(Step::Round),
            (Function::If, 2 | 3) => Some(Step::If {
                otherwise: arguments == 3,
            }),
            _ => None,
        }
    }
}

/// Which cells of its blocks a sum adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cells {
    /// SUM: all of them.
    All,
    /// SUBTOTAL(9, ...) and SUBTOTAL(109, ...): those that are no subtotals themselves, so that parts count once.
    NoSubtotals,
}

/// What waits for its second operand or its closing parenthesis.
enum Waiting {
    Open,
    /// With the number of arguments so far.
    Call(Function, usize),
    Operator(Step, u8),
}

/// The steps of a formula without its `=`; none when anything in it is not supported.
pub fn steps(text: &str) -> Option<Vec<Step>> {
    let mut parser = Parser {
        rest: text,
        steps: Vec::new(),
        waiting: Vec::new(),
    };
    loop {
        parser.operand()?;
        if !parser.operators()? {
            return Some(parser.steps);
        }
    }
}

struct Parser<'t> {
    rest: &'t str,
    steps: Vec<Step>,
    waiting: Vec<Waiting>,
}

impl<'t> Parser<'t> {
    /// The next character after spaces, taken.
    fn next(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start();
        let letter = self.rest.chars().next()?;
        self.rest = &self.rest[letter.len_utf8()..];
        Some(letter)
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'t str {
        let end = self.rest.find(|letter| !wanted(letter));
        let (taken, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        taken
    }

    fn take(&mut self, wanted: char) -> bool {
        let rest = self.rest.strip_prefix(wanted);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Signs and opening parentheses, then a number, a text or a reference.
    fn operand(&mut self) -> Option<()> {
        loop {
            let before = self.rest.trim_start();
            match self.next()? {
                '(' => self.waiting.push(Waiting::Open),
                '-' => self.waiting.push(Waiting::Operator(Step::Negate, 3)),
                '+' => {}
                '"' => {
                    let text = self.quoted('"')?;
                    self.steps.push(Step::Text(text.into()));
                    return Some(());
                }
                '0'..='9' | '.' => {
                    self.rest = before;
                    return self.number();
                }
                _ => {
                    self.rest = before;
                    if !self.name()? {
                        return Some(());
                    }
                }
            }
        }
    }

    /// Text up to the closing quote; a doubled quote stands for itself.
    fn quoted(&mut self, quote: char) -> Option<String> {
        let mut text = String::new();
        loop {
            text.push_str(self.take_while(|letter| letter != quote));
            if !self.take(quote) {
                return None;
            }
            if !self.take(quote) {
                return Some(text);
            }
            text.push(quote);
        }
    }

    fn number(&mut self) -> Option<()> {
        let start = self.rest;
        self.take_while(|letter| letter.is_ascii_digit() || letter == '.');
        if self.rest.starts_with(['e', 'E']) {
            self.rest = &self.rest[1..];
            self.take_while(|letter| letter == '-' || letter == '+');
            self.take_while(|letter| letter.is_ascii_digit());
        }
        let text = &start[..start.len() - self.rest.len()];
        self.steps.push(Step::Number(Exact::parse(text)?));
        Some(())
    }

    /// A reference, or a function; true when its first argument follows.
    fn name(&mut self) -> Option<bool> {
        let quoted = self.rest.starts_with('\'');
        let name = if quoted {
            self.take('\'');
            self.quoted('\'')?
        } else {
            self.take_while(is_of_name).to_owned()
        };
        if self.take('!') {
            let corner = self.take_while(is_of_name);
            self.block(Some(name.as_str().into()), corner)?;
        } else if !quoted && self.take('(') {
            let function = self.function(&name)?;
            self.waiting.push(Waiting::Call(function, 1));
            return Some(true);
        } else if quoted {
            return None;
        } else {
            self.block(None, &name)?;
        }
        Some(false)
    }

    /// A known function. SUBTOTAL says by its first argument, which is taken, whether it sums.
    fn function(&mut self, name: &str) -> Option<Function> {
        let known = [
            ("SUM", Function::Sum(Cells::All)),
            ("ROUND", Function::Round),
            ("IF", Function::If),
        ];
        let plain = known
            .iter()
            .find(|(known, _)| name.eq_ignore_ascii_case(known));
        if let Some((_, function)) = plain {
            return Some(*function);
        }
        if !name.eq_ignore_ascii_case("SUBTOTAL") {
            return None;
        }
        self.rest = self.rest.trim_start();
        let kind = self.take_while(|letter| letter.is_ascii_digit());
        let ends = matches!(self.next(), Some(',' | ';'));
        (ends && matches!(kind, "9" | "109")).then_some(Function::Sum(Cells::NoSubtotals))
    }

    /// `A1`, `$A$1:B2` or `A:B`.
    fn block(&mut self, sheet: Option<Arc<str>>, corner: &str) -> Option<()> {
        let first = corner_of(corner)?;
        let last = if self.take(':') {
            corner_of(self.take_while(is_of_name))?
        } else {
            (Some(first.0?), first.1)
        };
        let rows = match (first.0, last.0) {
            (Some(first), Some(last)) => (first.min(last), first.max(last)),
            (None, None) => (1, MOST_ROWS),
            _ => return None,
        };
        let columns = (first.1.min(last.1), first.1.max(last.1));
        self.steps.push(Step::Block(sheet, Block { rows, columns }));
        Some(())
    }

    /// What follows an operand, up to where the next one begins; false at the end.
    fn operators(&mut self) -> Option<bool> {
        loop {
            let Some(letter) = self.next() else {
                return self.close_all().map(|()| false);
            };
            match letter {
                '%' => self.steps.push(Step::Percent),
                '+' => return Some(self.binary(Step::Add, 1)),
                '-' => return Some(self.binary(Step::Subtract, 1)),
                '*' => return Some(self.binary(Step::Multiply, 2)),
                '/' => return Some(self.binary(Step::Divide, 2)),
                '=' | '<' | '>' => {
                    let comparison = self.comparison(letter);
                    return Some(self.binary(Step::Compare(comparison), 0));
                }
                ')' => self.close()?,
                ',' | ';' => {
                    self.unwind(0);
                    let Some(Waiting::Call(_, arguments)) = self.waiting.last_mut() else {
                        return None;
                    };
                    *arguments += 1;
                    return Some(true);
                }
                _ => return None,
            }
        }
    }

    /// The comparison that begins with a sign.
    fn comparison(&mut self, sign: char) -> Comparison {
        match sign {
            '<' if self.take('>') => Comparison::Other,
            '<' if self.take('=') => Comparison::AtMost,
            '<' => Comparison::Less,
            '>' if self.take('=') => Comparison::AtLeast,
            '>' => Comparison::More,
            _ => Comparison::Equal,
        }
    }

    fn binary(&mut self, step: Step, rank: u8) -> bool {
        self.unwind(rank);
        self.waiting.push(Waiting::Operator(step, rank));
        true
    }

    /// Operators of at least this rank have their operands.
    fn unwind(&mut self, rank: u8) {
        while let Some(Waiting::Operator(step, _)) = self
            .waiting
            .pop_if(|waiting| matches!(waiting, Waiting::Operator(_, bound) if *bound >= rank))
        {
            self.steps.push(step);
        }
    }

    fn close(&mut self) -> Option<()> {
        self.unwind(0);
        if let Waiting::Call(function, arguments) = self.waiting.pop()? {
            self.steps.push(function.with(arguments)?);
        }
        Some(())
    }

    fn close_all(&mut self) -> Option<()> {
        self.unwind(0);
        self.waiting.is_empty().then_some(())
    }
}

fn is_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '$' | '_' | '.')
}

/// Row, when there is one, and column of `$A$1`, `A1` or `A`.
fn corner_of(text: &str) -> Option<(Option<u32>, u32)> {
    let text = text.strip_prefix('$').unwrap_or(text);
    let end = text.find(|letter: char| !letter.is_ascii_alphabetic());
    let (letters, rest) = text.split_at(end.unwrap_or(text.len()));
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let column = letters.bytes().fold(0, |column, letter| {
        column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1
    });
    let digits = rest.strip_prefix('$').unwrap_or(rest);
    let row = match digits {
        "" if rest.is_empty() => None,
        _ if digits.bytes().all(|digit| digit.is_ascii_digit()) => Some(digits.parse().ok()?),
        _ => return None,
    };
    let inside = column <= MOST_COLUMNS && row.is_none_or(|row| (1..=MOST_ROWS).contains(&row));
    inside.then_some((row, column))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn block(text: &str) -> Option<(Option<String>, Block)> {
        match steps(text)?.as_slice() {
            [Step::Block(sheet, block)] => Some((sheet.as_deref().map(str::to_owned), *block)),
            _ => None,
        }
    }

    #[test]
    fn references_name_cells() {
        let at = |rows, columns| Block { rows, columns };
        for (text, sheet, expected) in [
            ("B6", None, at((6, 6), (2, 2))),
            ("$b$6", None, at((6, 6), (2, 2))),
            (
                "XFD1048576",
                None,
                at((MOST_ROWS, MOST_ROWS), (MOST_COLUMNS, MOST_COLUMNS)),
            ),
            ("C9:A2", None, at((2, 9), (1, 3))),
            ("$A:B", None, at((1, MOST_ROWS), (1, 2))),
            ("July!A1", Some("July"), at((1, 1), (1, 1))),
            ("'it''s July'!A1:A2", Some("it's July"), at((1, 2), (1, 1))),
            ("Июль!A1", Some("Июль"), at((1, 1), (1, 1))),
        ] {
            assert_eq!(
                block(text),
                Some((sheet.map(str::to_owned), expected)),
                "{text}"
            );
        }
        for text in [
            "A0", "A1048577", "XFE1", "ABCD1", "A1:", "A1:B", "A", "1:3", "[1]S!A1", "'S'",
            "#REF!", "A1!", "A$",
        ] {
            assert_eq!(block(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[A-C0-9$:!'\"().,;+*/%<=>SUMIFROND eEя-]{0,40}") {
            let _ = steps(&text);
        }
    }
}
