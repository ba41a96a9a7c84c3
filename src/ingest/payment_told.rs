//! What one cell says of the payment of an invoice: `PAID 12/10`, `Part paid £5,000`, `120 000 от 09.10`, `аванс 50%`,
//! `已回款40000`. The column is known by such cells, whatever its heading is.

use chrono::{Datelike, NaiveDate};

use super::columns::{Bound, Mapping, Slot, View, has_digit};
use super::facts::Fact;
use super::grid::{shown, text};
use super::knowledge::Knowledge;
use super::reader::Reader;
use super::sheet::{Cell, Row};
use super::source::Source;
use super::typed;
use super::value::{DateOrder, Expectation, YearSaid, date_in};
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Money, Problem, Problems, Schema, Table, Value};

/// The code of an invoice that is paid in part.
const PART_PAID: &str = "part_paid";
/// The code of an invoice that is paid.
const PAID: &str = "paid";
/// What the state adds to the score of the table.
const WEIGHT: f64 = 0.3;
/// Words of a day in a text: `12 Oct 2026`.
const WORDS_OF_A_DAY: usize = 3;

/// Binds the state of invoices to a column of which half speaks of payment, where no heading names one.
pub(super) fn bind_payment_state(
    views: &[View<'_>],
    schema: &Schema,
    source: Option<&Source>,
    knowledge: &Knowledge,
    mapping: &mut Mapping,
) {
    let Some(status) = schema.position("status") else {
        return;
    };
    let bound = mapping.column_of(schema, "status").is_some();
    if schema.table != Table::Invoices || source.is_some() || bound || mapping.strong == 0 {
        return;
    }
    let tells = |view: &&View<'_>| {
        mapping.slot_of(view.column).is_none()
            && !view.heading.text.is_empty()
            && !is_remark(view, knowledge)
            && speaks_of_payment(view, knowledge)
    };
    let Some(view) = views.iter().find(tells) else {
        return;
    };
    let column = view.column;
    mapping.losers.retain(|(lost, ..)| *lost != column);
    mapping.spares.retain(|(spare, _)| *spare != column);
    mapping.weight += WEIGHT;
    mapping.bound.push(Bound {
        column,
        slot: Slot::Field(status),
        confidence: 0.6,
        because: phrase("its cells speak of payment", &[]),
        weight: WEIGHT,
        strong: false,
    });
}

/// A heading of remarks: what stands below it may say anything.
fn is_remark(view: &View<'_>, knowledge: &Knowledge) -> bool {
    let keys = view.heading.keys.iter();
    let mut claims = keys.flat_map(|(key, _)| knowledge.claims(key));
    claims.any(|claim| {
        let field = &knowledge.schema(claim.table).fields[claim.field];
        matches!(field.name.as_str(), "note" | "comment" | "summary")
    })
}

/// Half of the cells speak of payment, or are an amount and a day; one at least is a text.
fn speaks_of_payment(view: &View<'_>, knowledge: &Knowledge) -> bool {
    let speaks = |(cell, _): &&(Cell<'_>, usize)| {
        let Cell::Text(text) = *cell else {
            return false;
        };
        knowledge.words.speaks_of_payment(&fold(text)) || is_amount_and_day(text)
    };
    let speaking = view.different.iter().filter(speaks);
    let speaking: usize = speaking.map(|(_, times)| times).sum();
    speaking > 0 && speaking * 2 >= view.cells.len()
}

fn is_amount_and_day(text: &str) -> bool {
    // two words, two digits and a mark of the amount and one digit of the day at least
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if digits < 3 || !text.trim().contains(char::is_whitespace) {
        return false;
    }
    // the year only lets days without one be read
    let said = YearSaid {
        year: 2000,
        month: None,
    };
    let (rest, day) = without_day(text, DateOrder::DayFirst, said);
    let lead = |rest: &str| {
        let before = rest.split(|letter: char| letter.is_ascii_digit()).next();
        before.is_some_and(|before| !before.contains(char::is_alphabetic))
    };
    day.is_some() && number_in(&rest).is_some_and(|number| number.len() > 2) && lead(&rest)
}

impl Reader<'_> {
    /// What the state of an invoice tells besides a word: how much was paid, and when.
    pub(super) fn fill_payment_told(
        &self,
        fact: &mut Fact,
        row: &Row<'_>,
        problems: &mut Problems,
    ) {
        let Some(column) = self.mapping.column_of(self.schema, "status") else {
            return;
        };
        let Some(placed) = row.at(column) else { return };
        if let Some(day) = self.day_of_payment(&placed.cell, fact, column) {
            fact.set(self.schema, "paid_on", Some(Value::Date(day)));
            fact.set(self.schema, "status", Some(Value::Text(PAID.to_owned())));
            return;
        }
        if text(&placed.cell).is_none() {
            return;
        }
        let told = shown(&placed.cell);
        let (rest, day) = without_day(
            &told,
            self.habits_of(column).order,
            self.year_of(fact, column),
        );
        let open = !self.has(fact, "paid");
        if let Some(paid) = self.part_told(fact, &rest, column).filter(|_| open) {
            let whole = fact
                .value(self.schema, "gross")
                .or(fact.value(self.schema, "net"));
            let all = matches!(whole, Some(Value::Money(whole)) if paid >= *whole);
            let state = if all { PAID } else { PART_PAID };
            fact.set(self.schema, "paid", Some(Value::Money(paid)));
            fact.set(self.schema, "status", Some(Value::Text(state.to_owned())));
        }
        let state = fact.text(self.schema, "status").unwrap_or_default();
        let paid = [PAID, PART_PAID].contains(&state);
        if paid && !self.has(fact, "paid_on") && day.is_some() {
            fact.set(self.schema, "paid_on", day.map(Value::Date));
        }
        problems.extend(self.part_of_unknown_size(fact, row));
        problems.extend(self.unknown_state(fact, row));
    }

    /// A day and nothing else below `Paid?`, where no other column tells of the payment: it was paid on that day.
    fn day_of_payment(&self, cell: &Cell<'_>, fact: &Fact, column: u32) -> Option<NaiveDate> {
        let view = self.views.iter().find(|view| view.column == column)?;
        let asks = self
            .knowledge
            .words
            .speaks_of_payment(&fold(&view.heading.text));
        let told = ["paid", "paid_on", "balance"];
        if !asks || told.iter().any(|field| self.has(fact, field)) {
            return None;
        }
        let habits = self.habits_of(column);
        match cell {
            Cell::Date(_) => typed::day(cell, habits).ok(),
            Cell::Text(text) => {
                let (rest, day) = without_day(text, habits.order, self.year_of(fact, column));
                day.filter(|_| !rest.contains(char::is_alphanumeric))
            }
            _ => None,
        }
    }

    fn has(&self, fact: &Fact, field: &str) -> bool {
        fact.value(self.schema, field).is_some()
    }

    fn is_state(&self, state: &str) -> bool {
        let status = self.schema.field("status");
        status.is_some_and(|status| status.codes.contains_key(state))
    }

    /// The year of days without one: the one that titles say, else that of the invoice.
    fn year_of(&self, fact: &Fact, column: u32) -> YearSaid {
        let issued = match fact.value(self.schema, "issued_on") {
            Some(Value::Date(issued)) => Some(YearSaid {
                year: issued.year(),
                month: Some(issued.month()),
            }),
            _ => None,
        };
        // without any, days without a year are told to nobody
        let none = YearSaid {
            year: 0,
            month: None,
        };
        issued.or(self.habits_of(column).year).unwrap_or(none)
    }

    /// The amount that was paid: a share of the whole, what stands behind a state of part, beside a currency or touching the
    /// word `paid`, or an amount that begins the cell.
    fn part_told(&self, fact: &Fact, rest: &str, column: u32) -> Option<Money> {
        let whole = fact
            .value(self.schema, "gross")
            .or(fact.value(self.schema, "net"));
        if let Some(percent) = percent_in(rest) {
            return part_of(whole, percent);
        }
        let number = number_in(rest)?;
        let at = rest.find(number)?;
        let (before, after) = (rest[..at].trim(), rest[at + number.len()..].trim());
        let amount = || {
            let read = self.money_of(&Cell::Text(number), column).ok();
            read.map(|(amount, _)| amount).filter(|paid| paid.0 > 0)
        };
        let state = fact.text(self.schema, "status").unwrap_or_default();
        match state {
            PART_PAID => amount(),
            PAID => {
                let touches = self.is_word_of_payment(before) || self.is_currency(before, after);
                let is_part =
                    |paid: &Money| matches!(whole, Some(Value::Money(whole)) if paid < whole);
                amount().filter(|paid| touches && is_part(paid))
            }
            state if self.is_state(state) => None,
            _ => {
                let few = after.split_whitespace().count() <= 1;
                let begins = !before.contains(char::is_alphabetic) && number.len() > 2;
                amount().filter(|_| begins && few)
            }
        }
    }

    /// All of a text is a word for paid.
    fn is_word_of_payment(&self, text: &str) -> bool {
        let status = self.schema.field("status");
        let words = status.and_then(|status| status.codes.get(PAID));
        words.is_some_and(|words| words.contains(&fold(text)))
    }

    /// A currency stands right before or behind an amount.
    fn is_currency(&self, before: &str, after: &str) -> bool {
        let amounts = &self.knowledge.words.amounts;
        let code = |word: &str| amounts.currency(&Cell::Text(word)).is_ok();
        let symbol = before.chars().next_back().map(String::from);
        let last = before.split_whitespace().next_back();
        let first = after.split_whitespace().next();
        symbol.is_some_and(|symbol| code(&symbol))
            || last.is_some_and(code)
            || first.is_some_and(|word| code(word.trim_matches([',', '.', ')', ';'])))
    }

    /// An invoice that is paid in part, and nothing says how much: a day alone would be that of the whole.
    fn part_of_unknown_size(&self, fact: &mut Fact, row: &Row<'_>) -> Option<Problem> {
        let part = fact.text(self.schema, "status") == Some(PART_PAID);
        let told = ["paid", "balance"]
            .iter()
            .any(|field| self.has(fact, field));
        if !part || told || !self.has(fact, "paid_on") {
            return None;
        }
        fact.set(self.schema, "paid_on", None);
        let column = self.mapping.column_of(self.schema, "status")?;
        let (placed, field) = (row.at(column)?, self.schema.field("paid")?);
        let why = Expectation {
            what: "missing",
            expected: phrase("how much of it was paid, such as {}", &[&"500.00"]),
            hint: phrase(
                "write the amount behind the state, or into a column of its own",
                &[],
            ),
        };
        Some(Problem {
            effect: phrase(
                "nothing says how much was paid: none of it counts as paid by this list",
                &[],
            ),
            ..self.problem(row.number, column, &placed.cell, field, why)
        })
    }

    /// A state in words that nobody knows: the invoice is open, whatever day stands beside it.
    fn unknown_state(&self, fact: &mut Fact, row: &Row<'_>) -> Option<Problem> {
        let state = fact.text(self.schema, "status")?;
        if self.is_state(state) || self.has(fact, "paid") || self.has(fact, "balance") {
            return None;
        }
        let column = self.mapping.column_of(self.schema, "status")?;
        let (placed, field) = (row.at(column)?, self.schema.field("status")?);
        let why = Expectation {
            what: "unreadable",
            expected: phrase("a state such as paid, part paid 500 or open", &[]),
            hint: phrase("write it in other words", &[]),
        };
        // a day beside a state that nobody knows does not say that all was paid
        fact.set(self.schema, "paid_on", None);
        Some(Problem {
            effect: phrase("the invoice counts as open unless a payment is found", &[]),
            ..self.problem(row.number, column, &placed.cell, field, why)
        })
    }
}

/// A text without the first day in it, and the day.
fn without_day(text: &str, order: DateOrder, said: YearSaid) -> (String, Option<NaiveDate>) {
    let tokens: Vec<&str> = text.split_whitespace().collect();
    for length in (1..=WORDS_OF_A_DAY).rev() {
        for from in 0..(tokens.len() + 1).saturating_sub(length) {
            let window = tokens[from..from + length].join(" ");
            let window = window.trim_matches(|one: char| ",;:()".contains(one));
            let marked = window.contains(['.', '/', '-']) || window.contains(char::is_alphabetic);
            if !marked
                || !window.starts_with(|one: char| one.is_alphanumeric())
                || !has_digit(window)
            {
                continue;
            }
            if let Ok(day) = date_in(&Cell::Text(window), order, Some(said)) {
                let rest = [&tokens[..from], &tokens[from + length..]].concat();
                return (rest.join(" "), Some(day).filter(|day| day.year() > 1900));
            }
        }
    }
    (text.to_owned(), None)
}

/// The first number of a text, as it is written.
fn number_in(text: &str) -> Option<&str> {
    let digits = |letter: char| letter.is_ascii_digit();
    let from = text.find(digits)?;
    let rest = &text[from..];
    let until = rest.find(|letter: char| !digits(letter) && !" \u{a0}.,'".contains(letter));
    let number = &rest[..until.unwrap_or(rest.len())];
    Some(number.trim_end_matches(|letter: char| !digits(letter)))
}

/// A share of a hundred that is neither nothing nor all.
fn percent_in(text: &str) -> Option<i64> {
    let (before, _) = text.split_once(['%', '％'])?;
    let digits = before
        .trim_end()
        .rsplit(|letter: char| !letter.is_ascii_digit())
        .next()?;
    digits
        .parse()
        .ok()
        .filter(|percent| (1..100).contains(percent))
}

fn part_of(amount: Option<&Value>, percent: i64) -> Option<Money> {
    match amount {
        Some(Value::Money(amount)) => amount.0.checked_mul(percent).map(|part| Money(part / 100)),
        _ => None,
    }
}
