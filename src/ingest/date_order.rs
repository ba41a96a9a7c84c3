//! Whether the day or the month comes first in the dates of a table (trap list of export formats, I.10).

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};

use super::block::Block;
use super::choices::by_answer;
use super::colours::seen_in;
use super::grid::shown;
use super::habits::{OrderVerdict, decide_date_order};
use super::layout::Found;
use super::sheet::{Cell, Sheet};
use super::value::{DateOrder, Decimal, YearSaid};
use super::words::Words;
use crate::model::intake::{Question, Topic};
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Phrase, Problem, Problems, Severity};

/// The order of each column that needs one.
#[derive(Default)]
pub struct Orders {
    /// By column, with the reason where it is not the column's own numbers.
    pub by_column: BTreeMap<u32, (DateOrder, Option<Phrase>)>,
    /// What to ask.
    pub questions: Vec<Question>,
    /// Columns read day first because nothing tells.
    pub problems: Problems,
}

/// Order of day and month of each date column: its own numbers, an answer, the layout, the other dates of the file,
/// the range that its titles or its name tell, the script of the headings; else the likelier one, asked and flagged.
pub fn date_orders(
    block: &Block<'_, '_>,
    verdicts: &[(u32, OrderVerdict)],
    rows: &[u32],
    decimal: Decimal,
    said: Option<YearSaid>,
) -> Orders {
    let mut orders = Orders::default();
    for (column, verdict) in verdicts {
        let answer = answered_order(block, *column)
            .filter(|_| *verdict != OrderVerdict::Unambiguous)
            .map(|order| (order, Some(by_answer())));
        if let Some(answer) = answer {
            orders.by_column.insert(*column, answer);
            continue;
        }
        match verdict {
            OrderVerdict::Fixed(order) => {
                orders.by_column.insert(*column, (*order, None));
            }
            OrderVerdict::Unambiguous => {}
            OrderVerdict::Ambiguous | OrderVerdict::Mixed => {
                let days = Days {
                    sheet: block.grid.sheet,
                    rows,
                    column: *column,
                    said,
                };
                let evidence = evidence(block, verdicts, &days, decimal);
                let is_told = evidence.is_some();
                let (order, because) = evidence.unwrap_or_else(|| (days.likelier(), unclear()));
                orders.by_column.insert(*column, (order, Some(because)));
                if !is_told {
                    orders.ask(block, &days, order);
                }
            }
        }
    }
    orders
}

/// What tells the order of a column that does not tell it itself, the surest first.
fn evidence(
    block: &Block<'_, '_>,
    verdicts: &[(u32, OrderVerdict)],
    days: &Days<'_>,
    decimal: Decimal,
) -> Option<(DateOrder, Phrase)> {
    let by = |order: Option<DateOrder>, because: Phrase| order.map(|order| (order, because));
    let layout = || order_of_layout(&block.layout?.date_order);
    let words = &block.context.knowledge.words;
    let heading = order_of_pattern(heading_of(block, days.column), words);
    by(heading, phrase("the heading says so", &[]))
        .or_else(|| by(layout(), phrase("this layout writes dates so", &[])))
        .or_else(|| {
            let titles = block.found.talk.titles.iter().map(String::as_str);
            let mut lines = titles.chain(block.notes_below());
            let order = lines.find_map(|line| order_of_pattern(line, words));
            by(
                order,
                phrase("a line above or below the table says so", &[]),
            )
        })
        .or_else(|| {
            let because = phrase("other dates of the table can only be read so", &[]);
            by(order_of_siblings(verdicts), because)
        })
        .or_else(|| {
            let because = phrase("dates beside or above the table can only be read so", &[]);
            by(order_elsewhere(block, days), because)
        })
        .or_else(|| {
            let because = phrase(
                "only so do all dates lie within the time that names tell",
                &[],
            );
            by(order_by_range(block, days), because)
        })
        .or_else(|| {
            let because = phrase("the other sheets of the file write dates so", &[]);
            by(block.context.date_order, because)
        })
        .or_else(|| {
            let order = order_by_script(block.found, decimal, &block.grid.sheet.encoding);
            let because = phrase(
                "nobody who writes Cyrillic, semicolons or decimal commas puts the month first",
                &[],
            );
            by(order, because)
        })
}

/// The order that letters of a pattern stand in: `MM/DD/YYYY`, `дд.мм`, `TT.MM.JJJJ`, `月/日/年`.
fn order_of_pattern(text: &str, words: &Words) -> Option<DateOrder> {
    let lower = text.to_lowercase();
    let parted = |one: char| one.is_whitespace() || "()[]（）,;:".contains(one);
    lower.split(parted).find_map(|word| {
        let parts: Vec<&str> = word.split(['/', '.', '-']).collect();
        let is = |part: &str, topic: &str| {
            let first = part.chars().next();
            let alike = first.is_some_and(|first| part.chars().all(|one| one == first));
            alike && words.known_in(topic).any(|letter| part.starts_with(letter))
        };
        let plain = parts.len() == 3 || parts.len() == 2 && parts.iter().all(|part| part.len() > 1);
        let order = |first: &str, second: &str| is(parts[0], first) && is(parts[1], second);
        match plain {
            true if order("day_letters", "month_letters") => Some(DateOrder::DayFirst),
            true if order("month_letters", "day_letters") => Some(DateOrder::MonthFirst),
            _ => None,
        }
    })
}

fn unclear() -> Phrase {
    phrase("nothing tells; it is asked", &[])
}

/// The order that all told columns of the table share.
pub fn order_of_siblings(verdicts: &[(u32, OrderVerdict)]) -> Option<DateOrder> {
    agreed(verdicts.iter().map(|(_, verdict)| *verdict))
}

/// The order in columns that are not used, and in the lines above the table (`Period: 01/10/2026 - 31/10/2026`).
fn order_elsewhere(block: &Block<'_, '_>, days: &Days<'_>) -> Option<DateOrder> {
    let columns = block.found.views.iter().map(|view| {
        let cells = view.cells.iter().copied();
        decide_date_order(cells, days.said)
    });
    let titles: Vec<Cell<'_>> = block
        .found
        .talk
        .titles
        .iter()
        .flat_map(|t| dates_in(t))
        .collect();
    agreed(columns.chain([decide_date_order(titles, days.said)]))
}

fn agreed(verdicts: impl Iterator<Item = OrderVerdict>) -> Option<DateOrder> {
    let mut fixed = verdicts.filter_map(|verdict| match verdict {
        OrderVerdict::Fixed(order) => Some(order),
        _ => None,
    });
    let first = fixed.next()?;
    fixed.all(|order| order == first).then_some(first)
}

/// The words of a line that hold digits, each as a cell.
fn dates_in(line: &str) -> Vec<Cell<'_>> {
    line.split([' ', ',', ';', '(', ')', '–', '—'])
        .filter(|word| word.contains(|letter: char| letter.is_ascii_digit()))
        .map(|word| Cell::Text(word.trim_matches(['-', ':', '.'])))
        .collect()
}

fn heading_of<'b>(block: &'b Block<'_, '_>, column: u32) -> &'b str {
    let view = block.found.views.iter().find(|view| view.column == column);
    view.map_or("", |view| view.heading.text.as_str())
}

/// The dates of a column.
struct Days<'r> {
    sheet: &'r Sheet,
    rows: &'r [u32],
    column: u32,
    said: Option<YearSaid>,
}

impl Days<'_> {
    fn under(&self, order: DateOrder) -> impl Iterator<Item = Option<NaiveDate>> {
        self.rows
            .iter()
            .filter_map(|row| self.sheet.at(*row, self.column))
            .map(move |placed| super::value::date_in(&placed.cell, order, self.said).ok())
    }

    /// True when every date of the column lies in a range.
    fn within(&self, range: (NaiveDate, NaiveDate), order: DateOrder) -> bool {
        self.under(order)
            .all(|day| day.is_some_and(|day| (range.0..=range.1).contains(&day)))
    }

    /// Days between the first and the last date.
    fn span(&self, order: DateOrder) -> Option<i64> {
        let days: Vec<NaiveDate> = self.under(order).flatten().collect();
        Some((*days.iter().max()? - *days.iter().min()?).num_days())
    }

    /// Exports cover a month or two: the order under which the dates stand much nearer together, else day first.
    fn likelier(&self) -> DateOrder {
        match (
            self.span(DateOrder::DayFirst),
            self.span(DateOrder::MonthFirst),
        ) {
            (Some(day), Some(month)) if month <= 62 && day > month * 2 + 31 => {
                DateOrder::MonthFirst
            }
            _ => DateOrder::DayFirst,
        }
    }
}

/// A person's answer about a column or its dates; `yes` and `no` answer what was proposed.
fn answered_order(block: &Block<'_, '_>, column: u32) -> Option<DateOrder> {
    let context = block.context;
    let heading = heading_of(block, column);
    let view = block.found.views.iter().find(|view| view.column == column);
    if let Some(order) = view.and_then(|view| block.said(view).order) {
        return Some(order);
    }
    let place = seen_in(block.grid);
    let words = &context.knowledge.words;
    let asked = context.decisions.questions.iter().find(|asked| {
        asked.topic == Topic::Dates && asked.subject == heading && asked.seen_in == place
    });
    let proposed = asked.and_then(|asked| words.answer(&fold(&asked.proposal)));
    let month_first = proposed == Some("month_first");
    let answer = context
        .decisions
        .answer(Topic::Dates, "", heading, &place)?;
    match words.answer(&fold(answer)) {
        Some("day_first") => Some(DateOrder::DayFirst),
        Some("month_first") => Some(DateOrder::MonthFirst),
        Some("yes") if month_first => Some(DateOrder::MonthFirst),
        Some("no") if !month_first => Some(DateOrder::MonthFirst),
        Some("yes" | "no") => Some(DateOrder::DayFirst),
        _ => None,
    }
}

impl Orders {
    fn ask(&mut self, block: &Block<'_, '_>, days: &Days<'_>, order: DateOrder) {
        let heading = heading_of(block, days.column);
        let first = days.rows.iter().find_map(|row| {
            let placed = days.sheet.at(*row, days.column)?;
            Some((*row, shown(&placed.cell)))
        });
        let Some((row, sample)) = first else {
            return;
        };
        let reason = phrase(
            "every date of the column could be read either way, such as {}",
            &[&sample],
        );
        let (proposal, effect) = match order {
            DateOrder::DayFirst => ("day first", phrase("its dates are read day first", &[])),
            DateOrder::MonthFirst => ("month first", phrase("its dates are read month first", &[])),
        };
        self.questions.push(Question {
            topic: Topic::Dates,
            kind: String::new(),
            subject: heading.to_owned(),
            seen_in: seen_in(block.grid),
            proposal: proposal.to_owned(),
            reason: reason.clone(),
            answer: String::new(),
            stale: false,
        });
        self.problems.push(Problem {
            place: block.grid.place(row, days.column),
            rule: "sheet.date_order".to_owned(),
            severity: Severity::Look,
            column: heading.to_owned(),
            found: sample,
            expected: reason,
            hint: phrase(
                "say in the decisions file whether the day or the month comes first",
                &[],
            ),
            effect,
        });
    }
}

fn order_of_layout(name: &str) -> Option<DateOrder> {
    match name {
        "day_first" => Some(DateOrder::DayFirst),
        "month_first" => Some(DateOrder::MonthFirst),
        _ => None,
    }
}

/// The order under which every date lies in the range that titles, sheet or file name tell, when only one does.
fn order_by_range(block: &Block<'_, '_>, days: &Days<'_>) -> Option<DateOrder> {
    let range = range_told(block)?;
    let within = |order| days.within(range, order);
    match (within(DateOrder::DayFirst), within(DateOrder::MonthFirst)) {
        (true, false) => Some(DateOrder::DayFirst),
        (false, true) => Some(DateOrder::MonthFirst),
        _ => None,
    }
}

/// First and last day that the table's surroundings speak of: a pair of dates (`from 2026-10-01 to 2026-10-31`), else
/// a month.
pub fn range_told(block: &Block<'_, '_>) -> Option<(NaiveDate, NaiveDate)> {
    let talk = &block.found.talk;
    let named = || {
        let season = talk.season(block.context.knowledge);
        let first = NaiveDate::from_ymd_opt(season.year?, season.month?, 1)?;
        Some((first, first.checked_add_months(Months::new(1))?.pred_opt()?))
    };
    talk.texts()
        .map(|(text, _)| text)
        .chain([block.grid.sheet.file.as_ref()])
        .find_map(|text| {
            let days = iso_days(text);
            let range = (*days.iter().min()?, *days.iter().max()?);
            (range.0 < range.1).then_some(range)
        })
        .or_else(named)
}

/// Dates such as `2026-10-01` or `20261001` inside a file name.
fn iso_days(file: &str) -> Vec<NaiveDate> {
    let letters: Vec<char> = file.chars().collect();
    let mut days = Vec::new();
    for start in 0..letters.len() {
        for (length, format) in [(10, "%Y-%m-%d"), (8, "%Y%m%d")] {
            let Some(part) = letters.get(start..start + length) else {
                continue;
            };
            let text: String = part.iter().collect();
            let plausible =
                text.starts_with("20") && text.chars().all(|c| c.is_ascii_digit() || c == '-');
            if let (true, Ok(day)) = (plausible, NaiveDate::parse_from_str(&text, format)) {
                days.push(day);
            }
        }
    }
    days
}

/// Semicolons, decimal commas and Cyrillic headings speak for day first; nobody who writes them puts
/// the month first.
fn order_by_script(found: &Found<'_>, decimal: Decimal, encoding: &str) -> Option<DateOrder> {
    let cyrillic = found.views.iter().any(|view| {
        view.heading
            .text
            .chars()
            .any(|letter| ('\u{400}'..='\u{4ff}').contains(&letter))
    });
    (cyrillic || decimal == Decimal::Comma || encoding.contains("';'"))
        .then_some(DateOrder::DayFirst)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{answered, grid, read_with, shown};
    use super::*;
    use crate::model::{Decisions, Table};

    #[test]
    fn letters_of_a_pattern_tell_the_order() {
        let words = &super::super::testing::knowledge().words;
        for (text, order) in [
            ("Dates are MM/DD/YYYY", Some(DateOrder::MonthFirst)),
            ("Date (dd/mm/yy)", Some(DateOrder::DayFirst)),
            ("Дата (дд.мм)", Some(DateOrder::DayFirst)),
            ("Datum (TT.MM.JJJJ)", Some(DateOrder::DayFirst)),
            ("日期（月/日/年）", Some(DateOrder::MonthFirst)),
            ("yyyy-mm-dd", None),
            ("Time (hh:mm)", None),
            ("9 a.m.", None),
        ] {
            assert_eq!(order_of_pattern(text, words), order, "{text}");
        }
    }

    fn dates(file: &str, days: &[&str], answer: Option<&str>) -> (Vec<String>, Vec<String>) {
        let rows: Vec<String> = days
            .iter()
            .map(|day| format!("{day}|Anna Li|Halden|1.5"))
            .collect();
        let text = format!("Date|Person|Client|Hours\n{}", rows.join("\n"));
        let questions = answer.map(|answer| answered(Topic::Dates, "", "Date", file, answer));
        let decisions = Decisions {
            questions: questions.into_iter().collect(),
            ..Decisions::default()
        };
        let intake = read_with(vec![grid(file, "", &text)], &decisions);
        let open = intake
            .questions
            .iter()
            .filter(|asked| asked.answer.is_empty());
        let asked = open.map(|asked| asked.subject.clone()).collect();
        (shown(&intake, Table::Time, &["date"]), asked)
    }

    #[test]
    fn the_order_is_decided_or_asked() {
        for (what, file, days, answer, expected, asks) in [
            (
                "above twelve",
                "a.csv",
                &["03/04/2026", "31/04/2026", "30/04/2026"][..],
                None,
                "2026-04-03",
                false,
            ),
            (
                "month above twelve",
                "a.csv",
                &["03/04/2026", "03/30/2026"],
                None,
                "2026-03-04",
                false,
            ),
            (
                "range in the name",
                "a_2026-03-01_2026-03-31.csv",
                &["03/04/2026", "03/05/2026"],
                None,
                "2026-03-04",
                false,
            ),
            (
                "nothing tells",
                "a.csv",
                &["03/04/2026", "05/04/2026"],
                None,
                "2026-04-03",
                true,
            ),
            (
                "nothing tells, but only one order keeps them near together",
                "a.csv",
                &["03/04/2026", "03/05/2026", "03/11/2026"],
                None,
                "2026-03-04",
                true,
            ),
            (
                "a month in the name",
                "hours October 2026.csv",
                &["10/04/2026", "10/05/2026"],
                None,
                "2026-10-04",
                false,
            ),
            (
                "answered",
                "a.csv",
                &["03/04/2026", "03/05/2026"],
                Some("month first"),
                "2026-03-04",
                false,
            ),
            (
                "in Russian",
                "a.csv",
                &["03/04/2026", "03/05/2026"],
                Some("Сначала месяц"),
                "2026-03-04",
                false,
            ),
            (
                "in Chinese",
                "a.csv",
                &["03/04/2026", "03/05/2026"],
                Some("日在前"),
                "2026-04-03",
                false,
            ),
        ] {
            let (dates, asked) = dates(file, days, answer);
            assert_eq!(dates[0], expected, "{what}");
            assert_eq!(asked.len(), usize::from(asks), "{what}: {asked:?}");
        }
    }
}
