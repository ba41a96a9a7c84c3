//! What was chosen for all cells of a column and why, in the words that `inspect` shows.

use super::block::Block;
use super::columns::{Slot, View};
use super::grid::shown;
use super::habits::{Marks, OrderCounts};
use super::reader::currency_of_heading;
use super::recognise::Form;
use super::sheet::Cell;
use super::told_currency::told_currency;
use super::typed::Habits;
use super::value::{DateOrder, Decimal, TimeUnit};
use super::wide::Contents;
use super::words::Helper;
use crate::model::intake::{About, Choice};
use crate::model::phrase::phrase;
use crate::model::{Kind, Phrase, Schema};

/// A choice that a person made.
pub fn by_answer() -> Phrase {
    phrase("a person said so", &[])
}

/// The unit of bare numbers of time; none where no number stands bare.
pub fn unit(unit: TimeUnit, because: Phrase, numbers: bool) -> Option<Choice> {
    numbers.then(|| choice(About::Unit, unit.name(), because))
}

/// Day or month first, with how many dates tell.
pub fn told_order(order: DateOrder, orders: &OrderCounts) -> Choice {
    let because = match order {
        DateOrder::DayFirst => phrase(
            "{} of {} dates have a day above 12",
            &[&orders.day, &orders.all],
        ),
        DateOrder::MonthFirst => phrase(
            "{} of {} dates have a day above 12 behind the month",
            &[&orders.month, &orders.all],
        ),
    };
    date_order(order, because)
}

/// Day or month first.
pub fn date_order(order: DateOrder, because: Phrase) -> Choice {
    let code = match order {
        DateOrder::DayFirst => "day_first",
        DateOrder::MonthFirst => "month_first",
    };
    choice(About::DateOrder, code, because)
}

/// The decimal mark of a column that writes numbers as text with a mark in them.
pub fn decimal_mark(chosen: Decimal, marks: &Marks, answered: bool) -> Option<Choice> {
    let (code, telling) = match chosen {
        Decimal::Point => ("point", marks.points),
        Decimal::Comma => ("comma", marks.commas),
    };
    let because = if answered {
        by_answer()
    } else if telling > 0 {
        phrase(
            "{} of {} values can only be read so",
            &[&telling, &marks.marked],
        )
    } else if marks.of_thousands() == Some(chosen) {
        phrase("amounts have two decimals at most", &[])
    } else {
        phrase("the other numbers of the table are written so", &[])
    };
    (marks.marked > 0).then(|| choice(About::DecimalMark, code, because))
}

/// Thousands, millions and the like.
pub fn multiple(tens: u32, because: Phrase) -> Option<Choice> {
    (tens > 0).then(|| choice(About::Multiple, format!("10^{tens}"), because))
}

/// Percent or fractions.
pub fn share(percent: bool, because: Phrase) -> Choice {
    let code = if percent { "percent" } else { "fraction" };
    choice(About::Share, code, because)
}

/// Rows whose formats are looked at to tell a column's currency.
const SAMPLED_ROWS: usize = 500;

impl Block<'_, '_> {
    /// The currency of an amount's column: that of its rows, of an answer, its heading or a title.
    pub(super) fn currency_choice(&self, view: &View<'_>, habits: Habits) -> Option<Choice> {
        let amounts = &self.context.knowledge.words.amounts;
        let currency = |code: String, because| choice(About::Currency, code, because);
        if let Some(column) = self.mapping.column_of(self.schema, "currency") {
            let column = self.found.views.iter().find(|view| view.column == column)?;
            let codes = column
                .cells
                .iter()
                .filter_map(|cell| amounts.currency(cell).ok());
            let because = phrase("column {} names it row by row", &[&column.label()]);
            return Some(currency(listed(codes), because));
        }
        let beside = view.cells.iter().filter_map(|cell| {
            let read = amounts.money(cell, habits.decimal).ok();
            read.and_then(|(_, code)| code)
        });
        let beside: Vec<String> = beside.collect();
        if !beside.is_empty() {
            let because = phrase(
                "{} of the first {} amounts name it",
                &[&beside.len(), &view.cells.len()],
            );
            return Some(currency(listed(beside.into_iter()), because));
        }
        if let Some(code) = self.said(view).currency {
            return Some(currency(code, by_answer()));
        }
        if let Some(code) = currency_of_heading(&view.heading.text, amounts) {
            return Some(currency(code, phrase("the heading says so", &[])));
        }
        let signs = &self.grid.sheet.signs;
        let rows = self.found.rows.0..=self.found.rows.1;
        let formats = rows
            .take(SAMPLED_ROWS)
            .filter_map(|row| amounts.iso(signs.of(row, view.column)?));
        let formats: Vec<String> = formats.map(str::to_owned).collect();
        if !formats.is_empty() {
            let because = phrase("the format of its cells shows it", &[]);
            return Some(currency(listed(formats.into_iter()), because));
        }
        let words = &self.context.knowledge.words;
        let told = told_currency(&self.found.talk, &self.notes_below(), words);
        told.map(|code| {
            let because = phrase("a line above or below the table says so", &[]);
            currency(code, because)
        })
    }

    /// The currency that a person named for a column of amounts.
    pub(super) fn currency_said(&self) -> Option<String> {
        let amounts = self
            .mapping
            .bound
            .iter()
            .filter(|bound| self.holds_amounts(bound.slot));
        amounts
            .filter_map(|bound| {
                self.found
                    .views
                    .iter()
                    .find(|view| view.column == bound.column)
            })
            .find_map(|view| self.said(view).currency)
    }

    /// What the period cells of a grid hold.
    pub(super) fn grid_choice(&self) -> Option<(u32, Choice)> {
        let hours =
            |column: u32, because: Phrase| Some((column, choice(About::Cells, "hours", because)));
        match &self.found.verdict.form {
            Form::T13(t13) => {
                let because = phrase("form T-13 counts hours under its codes", &[]);
                return hours(t13.halves[0].first()?.0, because);
            }
            Form::Cross(cross) => {
                let because = phrase("nothing speaks of parts of a week", &[]);
                return hours(cross.subjects.first()?.0, because);
            }
            Form::Passings(_) => return None,
            Form::Usual => {}
        }
        let wide = self.found.verdict.wide.as_ref()?;
        let (first, _) = wide.periods.first()?;
        let (code, because) = match wide.contents {
            Contents::Clocks => ("clocks", phrase("its cells are pairs of clock times", &[])),
            Contents::Marks => ("marks", phrase("its cells are marks of attendance", &[])),
            Contents::Hours if self.grid_said().is_some() => {
                let shares = self.grid_said() == Some(true);
                (if shares { "shares" } else { "hours" }, by_answer())
            }
            Contents::Hours if self.language(wide).shares => (
                "shares",
                phrase(
                    "a percent sign, a word or small broken numbers speak of parts of a week",
                    &[],
                ),
            ),
            Contents::Hours if self.language(wide).habits.unit != TimeUnit::Hours => (
                self.language(wide).habits.unit.name(),
                phrase("its title or headings say so", &[]),
            ),
            Contents::Hours => ("hours", phrase("nothing speaks of parts of a week", &[])),
        };
        Some((*first, choice(About::Cells, code, because)))
    }

    /// A person's answer about the first period of a grid: its bare numbers are shares, or hours.
    pub(super) fn grid_said(&self) -> Option<bool> {
        let wide = self.found.verdict.wide.as_ref()?;
        let (first, _) = wide.periods.first()?;
        let view = self.found.views.iter().find(|view| view.column == *first)?;
        let said = self.said(view);
        said.percent.or(said.unit.map(|_| false))
    }

    /// The unit of time in a person's answer about the first period of a grid.
    pub(super) fn grid_unit_said(&self) -> Option<TimeUnit> {
        let wide = self.found.verdict.wide.as_ref()?;
        let (first, _) = wide.periods.first()?;
        let view = self.found.views.iter().find(|view| view.column == *first)?;
        self.said(view).unit
    }

    /// True for a column of amounts.
    pub(super) fn holds_amounts(&self, slot: Slot) -> bool {
        is_amount(slot, self.schema)
    }
}

fn is_amount(slot: Slot, schema: &Schema) -> bool {
    match slot {
        Slot::Field(at) => schema.fields[at].kind == Kind::Money,
        Slot::Helper(helper) => matches!(
            helper,
            Helper::MoneyIn | Helper::MoneyOut | Helper::LineAmount | Helper::Credited
        ),
    }
}

/// Different codes in the order they stand, `EUR, USD`.
fn listed(codes: impl Iterator<Item = String>) -> String {
    let mut different: Vec<String> = Vec::new();
    for code in codes {
        if !different.contains(&code) {
            different.push(code);
        }
    }
    different.join(", ")
}

/// Why bare numbers count a unit by their size: the number in the middle.
pub fn by_size(middle: &Cell<'_>) -> Phrase {
    phrase(
        "no word names it; half of the numbers are {} or less",
        &[&shown(middle)],
    )
}

fn choice(about: About, value: impl Into<String>, because: Phrase) -> Choice {
    Choice {
        about,
        value: value.into(),
        because,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{answered, grid, read_with, shown as rows};
    use crate::model::intake::{Intake, Topic};
    use crate::model::{Decisions, Table};

    fn with(text: &str, heading: &str, answer: &str) -> Intake {
        let questions = vec![answered(Topic::Columns, "", heading, "", answer)];
        let decisions = Decisions {
            questions,
            ..Decisions::default()
        };
        read_with(vec![grid("list.csv", "", text)], &decisions)
    }

    /// `unit minutes: the heading says so`
    fn told(intake: &Intake, heading: &str) -> Vec<String> {
        let columns = intake.readings.iter().flat_map(|reading| &reading.columns);
        columns
            .filter(|column| column.heading == heading)
            .flat_map(|column| &column.choices)
            .map(|choice| {
                format!(
                    "{} {}: {}",
                    choice.about.code(),
                    choice.value,
                    choice.because
                )
            })
            .collect()
    }

    const TIME: &str = "Date|Person|Client|Hours\n";

    #[test]
    fn every_choice_gives_its_reason() {
        let invoices = "Number|Client|Issue date|Amount";
        for (what, text, heading, expected) in [
            (
                "a word of the heading",
                "Date|Person|Client|Duration (min)\n@46300|Anna Li|Halden|30\n@46301|Anna Li|Halden|45".to_owned(),
                "Duration (min)",
                vec!["unit minutes: the heading says so"],
            ),
            (
                "size, and the mark of two values",
                format!("{}@46300|Anna Li|Halden|\"7,5\n@46301|Anna Li|Halden|\"8,25\n@46302|Anna Li|Halden|\"6", TIME.replace("Hours", "Duration")),
                "Duration",
                vec![
                    "decimal_mark comma: 2 of 2 values can only be read so",
                    "unit hours: no word names it; half of the numbers are 7.5 or less",
                ],
            ),
            (
                "days above 12",
                format!("{TIME}05/10/2026|Anna Li|Halden|1\n14/10/2026|Anna Li|Halden|1\n15/10/2026|Anna Li|Halden|1"),
                "Date",
                vec!["date_order day_first: 2 of 3 dates have a day above 12"],
            ),
            (
                "nothing tells",
                format!("{TIME}05/10/2026|Anna Li|Halden|1\n06/10/2026|Anna Li|Halden|1"),
                "Date",
                vec!["date_order day_first: nothing tells; it is asked"],
            ),
            (
                "a currency beside some amounts",
                format!("{invoices}\nI-1|Halden|@46300|\"€ 120\nI-2|Orlo|@46301|80"),
                "Amount",
                vec!["currency EUR: 1 of the first 2 amounts name it"],
            ),
            (
                "a heading that names multiple and currency",
                "Number|Client|Issue date|Amount (тыс. руб.)\nI-1|Halden|@46300|120\nI-2|Orlo|@46301|80".to_owned(),
                "Amount (тыс. руб.)",
                vec![
                    "multiple 10^3: the heading says so",
                    "currency RUB: the heading says so",
                ],
            ),
        ] {
            let intake = with(&text, "nothing", "");
            assert_eq!(told(&intake, heading), expected, "{what}");
        }
    }

    #[test]
    fn an_answer_turns_every_choice_over() {
        let time = |hours: &str| {
            format!("{TIME}05/10/2026|Anna Li|Halden|{hours}\n14/10/2026|Anna Li|Halden|{hours}")
        };
        let intake = with(&time("30"), "Hours", "duration, minutes");
        assert_eq!(
            rows(&intake, Table::Time, &["duration"]),
            ["0.5000", "0.5000"]
        );
        let amount = "Number|Client|Issue date|Amount|Currency\nI-1|Halden|@46300|\"1.500|EUR";
        let intake = with(amount, "Amount", "gross, decimal comma");
        assert_eq!(rows(&intake, Table::Invoices, &["gross"]), ["1500"]);
        // a date that can be read one way only keeps it
        let intake = with(&time("1"), "Date", "date, month first");
        assert_eq!(
            rows(&intake, Table::Time, &["date"]),
            ["2026-05-10", "2026-10-14"]
        );
        let invoice = "Number|Client|Issue date|Amount (k EUR)\nI-1|Halden|@46300|120";
        let intake = with(invoice, "Amount (k EUR)", "gross, USD, as written");
        assert_eq!(
            rows(&intake, Table::Invoices, &["gross", "currency"]),
            ["120 USD"]
        );
    }
}
