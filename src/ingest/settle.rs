//! Rows that need other rows: shares of a week need people, spans need working days, leave hides in time,
//! invoices come in lines.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::facts::{Batch, Fact, Facts};
use super::knowledge::Knowledge;
use crate::model::key::fold;
use crate::model::{Duration, Key, Money, Settings, Table, Value};

/// First day, last day and weekly hours.
type Term = (Option<NaiveDate>, Option<NaiveDate>, Duration);

/// Weekly hours of people over time.
struct Weeks {
    terms: BTreeMap<Key, Vec<Term>>,
    usual: Duration,
}

impl Weeks {
    fn of(facts: &Facts, knowledge: &Knowledge, settings: &Settings) -> Weeks {
        let schema = knowledge.schema(Table::People);
        let mut terms: BTreeMap<Key, Vec<Term>> = BTreeMap::new();
        for fact in facts.of(Table::People).flat_map(Batch::facts) {
            let Some(person) = fact.text(schema, "person") else {
                continue;
            };
            let date = |field: &str| match fact.value(schema, field) {
                Some(Value::Date(day)) => Some(*day),
                _ => None,
            };
            if let Some(Value::Duration(week)) = fact.value(schema, "weekly_hours") {
                let key = knowledge.name_rules.person(person);
                let term = (date("starts_on"), date("ends_on"), *week);
                terms.entry(key).or_default().push(term);
            }
        }
        Weeks {
            terms,
            usual: Duration((settings.weekly_hours * Duration::HOUR as f64).round() as i64),
        }
    }

    /// The contract week valid on a day: of several terms the latest that has begun.
    fn on(&self, person: &Key, day: NaiveDate) -> Duration {
        let Some(terms) = self.terms.get(person) else {
            return self.usual;
        };
        let valid = terms
            .iter()
            .filter(|(from, to, _)| {
                from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to)
            })
            .max_by_key(|(from, _, _)| *from);
        let nearest = || terms.iter().min_by_key(|(from, _, _)| *from);
        valid
            .or_else(nearest)
            .map_or(self.usual, |(_, _, week)| *week)
    }
}

/// Shares of the contract week become hours.
pub fn resolve_shares(facts: &mut Facts, knowledge: &Knowledge, settings: &Settings) {
    let weeks = Weeks::of(facts, knowledge, settings);
    let mut open = facts.take(Batch::is_open);
    for fact in open.iter_mut().filter(|fact| fact.week_share.is_some()) {
        let schema = knowledge.schema(fact.table);
        let person = fact
            .text(schema, "person")
            .map(|name| knowledge.name_rules.person(name))
            .unwrap_or_default();
        let Some(Value::Date(day)) = fact.value(schema, "date").cloned() else {
            continue;
        };
        let share = fact.week_share.take().unwrap_or_default();
        let time = weeks.on(&person, day).scale(share, 1_000_000);
        fact.set(schema, "duration", time.map(Value::Duration));
    }
    facts.extend(open);
}

/// Rows that run from a first to a last day become one row for each working day.
pub fn split_spans(facts: &mut Facts, knowledge: &Knowledge) {
    let spans = facts.take(|batch| batch.is_open() || batch.table == Table::Leave);
    let mut split = Vec::with_capacity(spans.len());
    for mut fact in spans {
        let schema = knowledge.schema(fact.table);
        let until = fact.until.take();
        let Some(Value::Date(from)) = fact.value(schema, "date").cloned() else {
            split.push(fact);
            continue;
        };
        let total = match fact.value(schema, "duration") {
            Some(Value::Duration(total)) => Some(*total),
            _ => None,
        };
        let days = match (until, fact.table) {
            (Some(until), _) if until >= from => working_days(from, until),
            (None, Table::Leave) => days_of_length(from, total),
            _ => vec![from],
        };
        if days.len() <= 1 {
            split.push(fact);
            continue;
        }
        let count = days.len() as i64;
        for (at, day) in days.iter().enumerate() {
            let mut part = fact.clone();
            part.set(schema, "date", Some(Value::Date(*day)));
            let share = total.map(|total| {
                let each = total.0 / count;
                let rest = if at == 0 { total.0 - each * count } else { 0 };
                Duration(each + rest)
            });
            let whole = fact.table == Table::Leave
                && share.is_none_or(|share| share >= super::facts::WORKDAY);
            let share = share.filter(|_| !whole);
            part.set(schema, "duration", share.map(Value::Duration));
            split.push(part);
        }
    }
    facts.extend(split);
}

/// Longest span that is believed: a typo in a year must not make thousands of rows.
const LONGEST_SPAN: i64 = 400;

fn working_days(from: NaiveDate, until: NaiveDate) -> Vec<NaiveDate> {
    if (until - from).num_days() > LONGEST_SPAN {
        return vec![from];
    }
    let days: Vec<NaiveDate> = from
        .iter_days()
        .take_while(|day| *day <= until)
        .filter(|day| day.weekday().number_from_monday() <= 5)
        .collect();
    if days.is_empty() { vec![from] } else { days }
}

/// An absence of several days without a last day runs over the working days that follow.
fn days_of_length(from: NaiveDate, total: Option<Duration>) -> Vec<NaiveDate> {
    let days = total.map_or(1, |total| total.0 / super::facts::WORKDAY.0);
    let whole = total.is_none_or(|total| total.0 % super::facts::WORKDAY.0 == 0);
    if !(2..=LONGEST_SPAN).contains(&days) || !whole {
        return vec![from];
    }
    from.iter_days()
        .filter(|day| day.weekday().number_from_monday() <= 5)
        .take(days as usize)
        .collect()
}

/// Time entries whose project or task is a leave word are absences.
pub fn move_leave(facts: &mut Facts, knowledge: &Knowledge) {
    let time = knowledge.schema(Table::Time);
    let fields: Vec<usize> = ["project", "task"]
        .iter()
        .filter_map(|field| time.position(field))
        .collect();
    let mut moved: Vec<Fact> = Vec::new();
    for batch in facts.batches_mut() {
        if batch.table != Table::Time || !speaks_of_leave(batch, &fields, knowledge) {
            continue;
        }
        let kinds: Vec<Option<String>> = (0..batch.len())
            .map(|row| leave_kind(batch, row, &fields, knowledge))
            .collect();
        for (row, kind) in kinds.iter().enumerate() {
            let kind = kind.as_ref();
            moved.extend(kind.map(|kind| absence(&batch.fact(row), kind, knowledge)));
        }
        let keep: Vec<bool> = kinds.iter().map(Option::is_none).collect();
        batch.retain(&keep);
    }
    facts.extend(moved);
}

/// True when any text of these fields is a leave word.
fn speaks_of_leave(batch: &Batch, fields: &[usize], knowledge: &Knowledge) -> bool {
    let mut texts = fields.iter().flat_map(|at| batch.columns[*at].texts());
    texts.any(|(text, _)| knowledge.words.leave(&fold(text)).is_some())
}

fn leave_kind(
    batch: &Batch,
    row: usize,
    fields: &[usize],
    knowledge: &Knowledge,
) -> Option<String> {
    fields.iter().find_map(|at| {
        let text = batch.columns[*at].text(row)?;
        knowledge.words.leave(&fold(text)).map(str::to_owned)
    })
}

fn absence(entry: &Fact, kind: &str, knowledge: &Knowledge) -> Fact {
    let (time, leave) = (
        knowledge.schema(Table::Time),
        knowledge.schema(Table::Leave),
    );
    let mut fact = Fact {
        table: Table::Leave,
        values: vec![None; leave.fields.len()],
        ..entry.clone()
    };
    for field in ["date", "person", "duration"] {
        fact.set(leave, field, entry.value(time, field).cloned());
    }
    fact.set(leave, "kind", Some(Value::Text(kind.to_owned())));
    fact
}

/// Invoices: lines of one number and client folded into one, missing amounts told by the others, credit
/// notes negative.
pub fn settle_invoices(facts: &mut Facts, by_lines: &BTreeSet<u32>, knowledge: &Knowledge) {
    let schema = knowledge.schema(Table::Invoices);
    let mut first: BTreeMap<(u32, String, String), usize> = BTreeMap::new();
    let invoices = facts.take(|batch| batch.table == Table::Invoices);
    let mut settled: Vec<Fact> = Vec::with_capacity(invoices.len());
    for mut fact in invoices {
        let number = fact.text(schema, "number").unwrap_or_default().to_owned();
        let client = fact.text(schema, "client").unwrap_or_default();
        let key = (
            fact.source,
            number,
            knowledge.name_rules.client(client).to_string(),
        );
        if let Some(at) = first.get(&key).filter(|_| !key.1.is_empty()) {
            let known = &mut settled[*at];
            if by_lines.contains(&fact.source) || repeats_totals(known, &fact, schema) {
                fill_gaps(known, &fact);
                continue;
            }
        }
        complete_amounts(&mut fact, schema);
        first.entry(key).or_insert(settled.len());
        settled.push(fact);
    }
    facts.extend(settled);
}

/// The same totals and dates on a line of the same number: a line, not another invoice.
fn repeats_totals(known: &Fact, line: &Fact, schema: &crate::model::Schema) -> bool {
    let same = |field: &str| known.value(schema, field) == line.value(schema, field);
    let mut line = line.clone();
    complete_amounts(&mut line, schema);
    let totals = ["gross", "net", "tax"]
        .iter()
        .all(|field| known.value(schema, field) == line.value(schema, field));
    totals && same("issued_on") && same("due_on") && known.row != line.row
}

fn fill_gaps(known: &mut Fact, line: &Fact) {
    for (mine, other) in known.values.iter_mut().zip(&line.values) {
        if mine.is_none() {
            *mine = other.clone();
        }
    }
}

fn complete_amounts(fact: &mut Fact, schema: &crate::model::Schema) {
    let amount = |fact: &Fact, field: &str| match fact.value(schema, field) {
        Some(Value::Money(amount)) => Some(*amount),
        _ => None,
    };
    let (net, tax, gross) = (
        amount(fact, "net"),
        amount(fact, "tax"),
        amount(fact, "gross"),
    );
    let (net, tax, gross) = match (net, tax, gross) {
        (Some(net), Some(tax), None) => (Some(net), Some(tax), Some(net + tax)),
        (None, Some(tax), Some(gross)) => (Some(gross - tax), Some(tax), Some(gross)),
        (Some(net), None, Some(gross)) => (Some(net), Some(gross - net), Some(gross)),
        (Some(one), None, None) | (None, None, Some(one)) => (Some(one), None, Some(one)),
        other => other,
    };
    let credit = fact.text(schema, "kind") == Some("credit_note");
    let signed =
        |amount: Option<Money>| amount.map(|amount| if credit { -amount.abs() } else { amount });
    for (field, value) in [("net", net), ("tax", tax), ("gross", gross)] {
        fact.set(schema, field, signed(value).map(Value::Money));
    }
    for field in ["paid", "balance"] {
        let value = amount(fact, field);
        fact.set(schema, field, signed(value).map(Value::Money));
    }
    let negative = gross.or(net).is_some_and(Money::is_negative);
    if negative && fact.text(schema, "kind").is_none() {
        fact.set(schema, "kind", Some(Value::Text("credit_note".to_owned())));
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{grid, read, shown};
    use crate::model::Table;

    #[test]
    fn invoice_lines_are_folded() {
        let head = "Invoice number|Client|Invoice date|Due date|Net|Tax|Gross|Description";
        let fields = ["number", "client", "net", "tax", "gross", "kind"];
        for (what, lines, expected) in [
            (
                "two lines that repeat the totals",
                "I-1|Halden|@46300|@46320|100|20|120|Design\nI-1|Halden|@46300|@46320|100|20|120|Copy",
                vec!["I-1 Halden 100 20 120 -"],
            ),
            (
                "the same number of two clients",
                "I-1|Halden|@46300|@46320|100|20|120|Design\nI-1|Fenwick|@46300|@46320|100|20|120|Design",
                vec!["I-1 Halden 100 20 120 -", "I-1 Fenwick 100 20 120 -"],
            ),
            (
                "a missing tax is the difference",
                "I-1|Halden|@46300|@46320|100||120|Design",
                vec!["I-1 Halden 100 20 120 -"],
            ),
            (
                "a negative one is a credit note",
                "I-2|Halden|@46300|@46320|-100|-20|-120|Design",
                vec!["I-2 Halden -100 -20 -120 credit_note"],
            ),
        ] {
            let intake = read(vec![grid("a.csv", "", &format!("{head}\n{lines}"))]);
            assert_eq!(shown(&intake, Table::Invoices, &fields), expected, "{what}");
            assert_eq!(
                intake.accounts[0].used as usize,
                lines.lines().count(),
                "{what}"
            );
        }
    }
}
