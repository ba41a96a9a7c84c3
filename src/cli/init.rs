//! `monthend init`: a commented monthend.toml filled with what was found.

use std::collections::BTreeMap;
use std::path::Path;

use super::args::InitArgs;
use super::progress::Bar;
use super::{Outcome, show};
use crate::error::Error;
use crate::folder::{Folder, SETTINGS};
use crate::metrics;
use crate::model::intake::{Intake, Topic};
use crate::model::{Duration, Settings, Table};
use crate::run::read;

/// Writes the file, unless one is there and `--force` is not given.
pub fn init(args: &InitArgs) -> Result<Outcome, Error> {
    let path = args.folder.join(SETTINGS);
    if path.exists() && !args.force {
        return Err(Error::AlreadyThere { path });
    }
    let paths = [args.folder.clone()];
    let folder = Folder::open(&paths, Path::new("monthend-out"))?;
    let intake = read(&paths, &folder, &Bar::new(false))?;
    let found = found(&intake, &folder.settings);
    std::fs::write(&path, text(&found)).map_err(|source| Error::Unwritable {
        path: path.clone(),
        source,
    })?;
    show::say(&path.display().to_string());
    Ok(Outcome::Fine)
}

/// A setting that the files speak for.
struct Proposal {
    key: &'static str,
    /// As TOML.
    value: String,
    why: String,
}

/// Settings told by the files, and fills that nobody explains, each with where it was first seen.
struct Found {
    settings: Vec<Proposal>,
    colours: Vec<(String, String)>,
}

fn found(intake: &Intake, settings: &Settings) -> Found {
    let base = metrics::base_currency(&intake.tables, settings);
    let base = (!base.is_empty()).then(|| Proposal {
        key: "base_currency",
        value: format!("{base:?}"),
        why: "The currency that other currencies are converted to: the commonest of people's rates, else of invoices.".to_owned(),
    });
    let fills = intake
        .questions
        .iter()
        .filter(|asked| asked.topic == Topic::Colours);
    let fills: BTreeMap<String, String> = fills
        .map(|asked| (asked.subject.clone(), asked.seen_in.clone()))
        .collect();
    Found {
        settings: [base, language(intake), weekly_hours(intake)]
            .into_iter()
            .flatten()
            .collect(),
        colours: fills.into_iter().collect(),
    }
}

/// The language of most headings, where it is Russian or Chinese.
fn language(intake: &Intake) -> Option<Proposal> {
    let read = intake
        .readings
        .iter()
        .filter(|reading| reading.table.is_some());
    let headings: Vec<&str> = read
        .flat_map(|reading| reading.columns.iter().map(|column| column.heading.as_str()))
        .filter(|heading| !heading.is_empty())
        .collect();
    let holding = |letters: std::ops::RangeInclusive<char>| {
        let holds = |heading: &&&str| heading.chars().any(|letter| letters.contains(&letter));
        headings.iter().filter(holds).count()
    };
    let counts = [
        ("ru", "Cyrillic", holding('а'..='я')),
        ("zh", "Chinese", holding('一'..='鿿')),
    ];
    let (code, script, count) = counts.into_iter().max_by_key(|(_, _, count)| *count)?;
    (count * 2 > headings.len()).then(|| Proposal {
        key: "language",
        value: format!("{code:?}"),
        why: format!(
            "The language of the workbooks: {count} of {} headings are {script}.",
            headings.len()
        ),
    })
}

/// The commonest weekly hours of the table of people.
fn weekly_hours(intake: &Intake) -> Option<Proposal> {
    let weeks = intake.tables.rows(Table::People).duration("weekly_hours");
    let mut counts: BTreeMap<Duration, usize> = BTreeMap::new();
    for week in weeks
        .into_iter()
        .flatten()
        .filter(|week| *week > Duration::ZERO)
    {
        *counts.entry(week).or_default() += 1;
    }
    let (week, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    Some(Proposal {
        key: "weekly_hours",
        value: format!("{:?}", week.to_hours()),
        why: format!(
            "Hours of a full week, for people without their own: {count} people have these."
        ),
    })
}

/// Every setting with its default as a comment; what the files speak for stands uncommented, with the reason.
fn text(found: &Found) -> String {
    let defaults = toml::to_string_pretty(&Settings::default()).expect("settings are a table");
    let mut lines = vec![
        "# Settings of monthend for this folder. Everything has a default: a line that begins with # shows it.".to_owned(),
        "# Take the # away and change the value to use your own.".to_owned(),
        String::new(),
    ];
    for Proposal { key, value, why } in &found.settings {
        lines.extend([
            format!("# {why}"),
            format!("{key} = {value}"),
            String::new(),
        ]);
    }
    let told = |line: &&str| {
        let key = line.split(" =").next().unwrap_or_default();
        found.settings.iter().any(|proposal| proposal.key == key) || *line == "[colours]"
    };
    let rest = defaults.lines().filter(|line| !told(line));
    lines.extend(rest.map(|line| {
        if line.is_empty() {
            String::new()
        } else {
            format!("# {line}")
        }
    }));
    lines.push(String::new());
    lines.push("# What the fills of planning grids mean: tentative or firm.".to_owned());
    lines.push("[colours]".to_owned());
    for (fill, seen_in) in &found.colours {
        lines.push(format!(
            "# {fill:?} = \"tentative\"  # seen in {}",
            seen_in.replace(['\n', '\r'], " ")
        ));
    }
    lines.push(String::new());
    lines.join("\n")
}
