//! Settings that the files speak for, each with its evidence.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use chrono::{Datelike, Weekday};

use crate::metrics;
use crate::model::intake::{Intake, Topic};
use crate::model::{Duration, Settings, Table};

/// A setting.
pub struct Proposal {
    /// As in monthend.toml.
    pub key: &'static str,
    /// As TOML.
    pub value: String,
    /// The evidence, in a sentence.
    pub why: String,
    /// It may stand as it is; else it is shown as a comment, for a person to decide.
    pub sure: bool,
}

/// Fewer days of a person than this tell no habit.
const FEWEST_DAYS: usize = 5;

/// Settings in the order they are shown.
pub fn proposals(intake: &Intake, settings: &Settings) -> Vec<Proposal> {
    [
        agency(intake),
        base_currency(intake, settings),
        language(intake),
        weekly_hours(intake).or_else(|| hours_of_days(intake)),
        week_start(intake),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Fills of planning grids that are asked about: colour and where it was seen.
pub fn fills(intake: &Intake) -> BTreeMap<String, String> {
    let asked = intake
        .questions
        .iter()
        .filter(|asked| asked.topic == Topic::Colours);
    asked
        .map(|asked| (asked.subject.clone(), asked.seen_in.clone()))
        .collect()
}

/// How the agency signs.
fn agency(intake: &Intake) -> Option<Proposal> {
    metrics::own_name(intake).map(|name| Proposal {
        key: "agency",
        value: format!("{name:?}"),
        why: "The agency, for titles and for papers that it signs: the legal name of the internal account, or who issues the invoices.".to_owned(),
        sure: true,
    })
}

fn base_currency(intake: &Intake, settings: &Settings) -> Option<Proposal> {
    let base = metrics::base_currency(&intake.tables, settings);
    if base.is_empty() {
        return None;
    }
    let count = |table: Table| {
        let codes = intake.tables.rows(table).text("currency");
        let same = codes.iter().flatten().filter(|code| **code == base).count();
        (same, codes.iter().flatten().count())
    };
    let ((rates, all_rates), (invoices, all)) = (count(Table::People), count(Table::Invoices));
    Some(Proposal {
        key: "base_currency",
        value: format!("{base:?}"),
        why: format!(
            "The currency that other currencies are converted to: {rates} of {all_rates} people's rates and {invoices} of {all} invoices are in it."
        ),
        sure: true,
    })
}

/// The language of most headings.
fn language(intake: &Intake) -> Option<Proposal> {
    let read = intake
        .readings
        .iter()
        .filter(|reading| reading.table.is_some());
    let headings: Vec<&str> = read
        .flat_map(|reading| reading.columns.iter().map(|column| column.heading.as_str()))
        .filter(|heading| heading.contains(char::is_alphabetic))
        .collect();
    let holding = |letters: RangeInclusive<char>| {
        let holds = |heading: &&&str| heading.chars().any(|letter| letters.contains(&letter));
        headings.iter().filter(holds).count()
    };
    let (cyrillic, han) = (holding('а'..='я'), holding('一'..='鿿'));
    let latin = headings.len() - cyrillic.max(han);
    let counts = [
        ("ru", "Cyrillic", cyrillic),
        ("zh", "Chinese", han),
        ("en", "Latin", latin),
    ];
    let (code, script, count) = counts.into_iter().max_by_key(|(_, _, count)| *count)?;
    (count * 2 > headings.len()).then(|| Proposal {
        key: "language",
        value: format!("{code:?}"),
        why: format!(
            "The language of the workbooks: {count} of {} headings are {script}.",
            headings.len()
        ),
        sure: code != "en",
    })
}

fn commonest<T: Ord>(values: impl Iterator<Item = T>) -> Option<(T, usize)> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count)
}

/// The commonest weekly hours of the table of people.
fn weekly_hours(intake: &Intake) -> Option<Proposal> {
    let weeks = intake.tables.rows(Table::People).duration("weekly_hours");
    let told = || {
        let weeks = weeks.iter().flatten();
        weeks.filter(|week| **week > Duration::ZERO)
    };
    let (week, count) = commonest(told())?;
    Some(Proposal {
        key: "weekly_hours",
        value: format!("{:?}", week.to_hours()),
        why: format!(
            "Hours of a full week, for people without their own: {count} of {} people have these, {} hours a day.",
            told().count(),
            week.to_hours() / 5.0
        ),
        sure: true,
    })
}

/// Five times the commonest length of a person's day, where no table of people tells.
fn hours_of_days(intake: &Intake) -> Option<Proposal> {
    let rows = intake.tables.rows(Table::Time);
    let (people, dates) = (rows.text("person"), rows.date("date"));
    let mut days: BTreeMap<(&str, _), i64> = BTreeMap::new();
    for ((person, date), time) in people.into_iter().zip(dates).zip(rows.duration("duration")) {
        if let (Some(person), Some(date), Some(time)) = (person, date, time) {
            *days.entry((person, date)).or_default() += time.0;
        }
    }
    let (day, count) = commonest(days.values().copied())?;
    let hours = Duration(day).to_hours();
    let is_habit = count >= FEWEST_DAYS && count * 3 >= days.len() && (4.0..=12.0).contains(&hours);
    is_habit.then(|| Proposal {
        key: "weekly_hours",
        value: format!("{:?}", hours * 5.0),
        why: format!(
            "Hours of a full week: of {} days on which people recorded time, {count} have {hours} hours.",
            days.len()
        ),
        sure: false,
    })
}

/// Sunday where people work on it and rest on another day; else Monday, as is usual.
fn week_start(intake: &Intake) -> Option<Proposal> {
    let dates = intake.tables.rows(Table::Time).date("date");
    let on = |weekdays: &[Weekday]| {
        let dates = dates.iter().flatten();
        dates
            .filter(|date| weekdays.contains(&date.weekday()))
            .count()
    };
    let all = dates.iter().flatten().count();
    let (sundays, fridays) = (on(&[Weekday::Sun]), on(&[Weekday::Fri]));
    let workdays = intake.tables.rows(Table::People).text("workdays");
    let works = |at: usize| move |days: &&&str| days.as_bytes().get(at) == Some(&b'1');
    let told = || workdays.iter().flatten();
    let (people, sunday) = (told().count(), told().filter(works(6)).count());
    let from_sunday = sunday * 2 > people || people == 0 && sundays > fridays;
    (all + people > 0).then(|| Proposal {
        key: "week_start",
        value: format!("{:?}", if from_sunday { "sunday" } else { "monday" }),
        why: format!(
            "The first day of a week: of {all} entries of time {sundays} are on a Sunday and {fridays} on a Friday; {sunday} of {people} people with workdays work on Sundays."
        ),
        sure: from_sunday,
    })
}

/// Lines about public holidays: where people work, and whether a table names the days.
pub fn holidays(intake: &Intake) -> Vec<String> {
    let regions = intake.tables.rows(Table::People).text("region");
    let mut people: BTreeMap<&str, usize> = BTreeMap::new();
    for region in regions.into_iter().flatten() {
        *people.entry(region).or_default() += 1;
    }
    let listed = intake.tables.rows(Table::Holidays);
    let known: BTreeSet<String> = listed
        .text("region")
        .into_iter()
        .map(|region| region.unwrap_or_default().to_lowercase())
        .collect();
    let mut lines = Vec::new();
    if known.is_empty() {
        lines.push("# Public holidays: no file lists them. Put in one with the columns date, name, region.".to_owned());
    } else {
        lines.push(format!(
            "# Public holidays: {} days are listed.",
            listed.len()
        ));
    }
    for (region, count) in people {
        let covered = known.contains(&region.to_lowercase()) || known.contains("");
        let told = if covered {
            "its holidays are listed"
        } else {
            "none of its holidays is listed"
        };
        let region = region.replace(['\n', '\r'], " ");
        lines.push(format!("#   {region}: {count} people; {told}"));
    }
    lines
}
