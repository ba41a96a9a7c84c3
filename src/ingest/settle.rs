//! Rows that need other rows: shares of a week need people, spans need working days, leave hides in time.

use chrono::{Datelike, NaiveDate};

use super::facts::{Batch, Fact, Facts};
use super::knowledge::Knowledge;
use super::terms::{Terms, on_or_first};
use super::working_days::{OwnDays, WorkingDays};
use crate::model::{Duration, Money, Settings, Table, Value};

/// Shares of the contract week become hours; a contract's own week in parts of a full one (FTE) is of the settings' week.
pub fn resolve_shares(facts: &mut Facts, knowledge: &Knowledge, settings: &Settings) {
    let usual = settings.week();
    resolve_weeks(facts, knowledge, usual);
    let weeks = Terms::read(facts, knowledge, |schema, fact| {
        match fact.value(schema, "weekly_hours") {
            Some(Value::Duration(week)) => Some(*week),
            _ => None,
        }
    });
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
        if fact.table == Table::Leave {
            let week = on_or_first(weeks.of(&person), day)
                .copied()
                .unwrap_or(usual);
            let time = week.scale(share, 1_000_000);
            fact.set(schema, "duration", time.map(Value::Duration));
            continue;
        }
        let days = fact
            .until
            .map_or(WEEK, |until| weekdays(day, until).len() as i64);
        let week = on_or_first(weeks.of(&person), day)
            .copied()
            .unwrap_or(usual);
        let time = week.scale(share * days, 1_000_000 * WEEK);
        fact.set(schema, "duration", time.map(Value::Duration));
        // `50%` below `Hours/day` is a part of every day of the span, which is the whole of it now
        if fact.text(schema, EACH_DAY.0) == Some(EACH_DAY.1) {
            fact.set(schema, EACH_DAY.0, None);
        }
    }
    facts.extend(open);
}

/// People whose week is told as a part of a full one.
fn resolve_weeks(facts: &mut Facts, knowledge: &Knowledge, full: Duration) {
    let schema = knowledge.schema(Table::People);
    let mut people = facts.take(|batch| batch.table == Table::People && batch.is_open());
    for person in &mut people {
        if let Some(share) = person.week_share.take() {
            // another list may have told the hours
            if person.value(schema, "weekly_hours").is_none() {
                let week = full.scale(share, 1_000_000);
                person.set(schema, "weekly_hours", week.map(Value::Duration));
            }
        }
    }
    facts.extend(people);
}

/// The part of a week that a length is which is no whole number of days; whole days are the person's whatever their length.
pub(super) fn share_of_week(length: Duration) -> Option<i64> {
    let day = super::facts::WORKDAY.0;
    (length.0 % day != 0).then(|| length.0 * 1_000_000 / (day * WEEK))
}

/// Working days of a week.
const WEEK: i64 = 5;

/// The time of a whole span whose heading gives that of each week of it.
pub fn of_weeks(each: Duration, from: NaiveDate, until: NaiveDate) -> Option<Duration> {
    let days = weekdays(from, until).len() as i64;
    each.scale(days, WEEK)
}

/// The field and the code of a length that is that of each of the person's working days in the span.
pub(super) const EACH_DAY: (&str, &str) = ("duration_for", "each_day");

/// Rows that run from a first to a last day become one row for each of the person's working days.
pub fn split_spans(facts: &mut Facts, knowledge: &Knowledge) {
    let mut working = WorkingDays::of(facts, knowledge);
    let leave = facts.take(|batch| batch.table == Table::Leave);
    let leave = split_all(leave, &working, knowledge);
    working.take_leave(&leave);
    facts.extend(leave);
    let spans = facts.take(|batch| batch.is_open() && batch.table != Table::Leave);
    let split = split_all(spans, &working, knowledge);
    facts.extend(split);
}

fn split_all(spans: Vec<Fact>, working: &WorkingDays<'_>, knowledge: &Knowledge) -> Vec<Fact> {
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
        let is_of_each = fact.text(schema, EACH_DAY.0) == Some(EACH_DAY.1);
        if is_of_each {
            fact.set(schema, EACH_DAY.0, None);
        }
        let own = working.of_person(fact.text(schema, "person"));
        let days = match (until, fact.table) {
            (Some(until), Table::Time) if until >= from => own.there_between(from, until),
            (Some(until), _) if until >= from => own.between(from, until),
            (None, Table::Leave) => days_of_length(&own, from, total),
            _ => vec![from],
        };
        if days.len() <= 1 {
            // from a free day on it is of the one that is none
            if let Some(day) = days.first() {
                fact.set(schema, "date", Some(Value::Date(*day)));
            }
            split.push(fact);
            continue;
        }
        let count = days.len() as i64;
        for (at, day) in days.iter().enumerate() {
            let mut part = fact.clone();
            part.set(schema, "date", Some(Value::Date(*day)));
            let share = |total: Duration| match is_of_each {
                true => total,
                false => Duration(part_of(total.0, count, at)),
            };
            let share = total.map(share);
            if let Some(Value::Money(amount)) = fact.value(schema, "amount") {
                let amount = Money(part_of(amount.0, count, at));
                part.set(schema, "amount", Some(Value::Money(amount)));
            }
            let whole = fact.table == Table::Leave
                && share.is_none_or(|share| share >= super::facts::WORKDAY);
            let share = share.filter(|_| !whole);
            part.set(schema, "duration", share.map(Value::Duration));
            split.push(part);
        }
    }
    split
}

/// One of so many even parts of a whole, counted from 0; the first holds what is left over.
pub(super) fn part_of(whole: i64, parts: i64, at: usize) -> i64 {
    let each = whole / parts;
    let rest = if at == 0 { whole - each * parts } else { 0 };
    each + rest
}

/// Longest span that is believed: a typo in a year must not make thousands of rows.
pub const LONGEST_SPAN: i64 = 400;

/// Monday to Friday from a day to another, both included; the first day where there is none.
pub fn weekdays(from: NaiveDate, until: NaiveDate) -> Vec<NaiveDate> {
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
fn days_of_length(own: &OwnDays<'_>, from: NaiveDate, total: Option<Duration>) -> Vec<NaiveDate> {
    let days = total.map_or(1, |total| total.0 / super::facts::WORKDAY.0);
    let whole = total.is_none_or(|total| total.0 % super::facts::WORKDAY.0 == 0);
    if !(2..=LONGEST_SPAN).contains(&days) || !whole {
        return vec![from];
    }
    own.following(from, days as usize)
}
