//! `monthend explain`: what a figure means, and with a folder what stands behind it.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::args::ExplainArgs;
use super::progress::Bar;
use super::{Outcome, show};
use crate::error::Error;
use crate::folder::Folder;
use crate::metrics::definition::{self, Definition};
use crate::metrics::{Datum, FrameSpec, MetricFrame, Metrics, Unit, catalogue};
use crate::model::phrase::Phrase;
use crate::model::suggest::nearest;
use crate::model::{SettingValues, Settings};
use crate::report::select::plain;
use crate::report::sources::{Subject, source_rows};
use crate::run::{compute, read};

/// The definition; with a folder also the rows of every frame that has the figure, and the rows of the files
/// behind them.
pub fn explain(args: &ExplainArgs) -> Result<Outcome, Error> {
    let definition = find(&args.metric)?;
    let Some(root) = &args.folder else {
        let values = SettingValues::of(&Settings::default());
        tell_definition(definition, &values, args.json);
        return Ok(Outcome::Fine);
    };
    let paths = [root.clone()];
    let folder = Folder::open(&paths, Path::new("monthend-out"))?;
    let values = SettingValues::of(&folder.settings);
    let bar = Bar::new(args.json);
    let intake = read(&paths, &folder, &bar)?;
    let computed = compute(&intake, &folder, args.month, None)?;
    drop(bar);
    let period = computed.scope.period.to_string();
    let wanted = [
        ("month", Some(&period)),
        ("client", args.client.as_ref()),
        ("person", args.person.as_ref()),
        ("project", args.project.as_ref()),
    ];
    for (what, name) in &wanted[1..] {
        if let Some(name) = name {
            refuse_unknown(&computed.metrics, what, name)?;
        }
    }
    let operands: Vec<Value> = computed
        .metrics
        .iter()
        .filter(|frame| holds(frame.spec, definition))
        .flat_map(|frame| matching_rows(frame, &wanted))
        .collect();
    let subject = Subject {
        client: args.client.as_deref(),
        person: args.person.as_deref(),
        project: args.project.as_deref(),
    };
    let sources = source_rows(definition, &intake.tables, &subject, &computed.scope);
    if args.json {
        show::say(&json!({ "metric": definition.name, "definition": definition.said(&values).to_string(), "period": period, "operands": operands, "sources": sources }).to_string());
    } else {
        tell_definition(definition, &values, false);
        for row in &operands {
            show::say("");
            tell_row(row);
        }
        show::say("");
        for line in &sources {
            show::say(line);
        }
        show::talk(&format!(
            "{} rows of your files stand behind this, period {period}",
            sources.len()
        ));
    }
    Ok(Outcome::Fine)
}

/// A client, person or project that no frame names is a slip, not a figure without rows.
fn refuse_unknown(metrics: &Metrics, what: &'static str, name: &str) -> Result<(), Error> {
    let with_column = metrics
        .iter()
        .filter(|frame| frame.position(what).is_some());
    let known: BTreeSet<String> = with_column
        .flat_map(|frame| frame.values(what))
        .map(|value| plain(&value))
        .collect();
    if known
        .iter()
        .any(|one| one.to_lowercase() == name.to_lowercase())
    {
        return Ok(());
    }
    Err(Error::NoSubject {
        what,
        name: name.to_owned(),
        suggestion: nearest(name, known.iter().map(String::as_str)).map(str::to_owned),
    })
}

fn find(metric: &str) -> Result<&'static Definition, Error> {
    let (frame, column) = metric.split_once('.').unwrap_or(("", metric));
    let named = |definition: &&Definition| definition.column() == column;
    let of_a_frame = || {
        let frames = catalogue::ALL.iter();
        let mut holders = frames.filter(|spec| spec.columns.iter().any(|(own, _)| *own == column));
        holders.find_map(|spec| definition::of(spec.name, column))
    };
    let found = definition::of(frame, column)
        .or_else(|| definition::ALL.iter().find(named))
        .or_else(of_a_frame);
    found.ok_or_else(|| Error::NoMetric {
        name: metric.to_owned(),
        suggestion: nearest(
            metric,
            definition::ALL.iter().map(|definition| definition.name),
        )
        .map(str::to_owned),
    })
}

fn holds(spec: &FrameSpec, definition: &Definition) -> bool {
    let mut columns = spec.columns.iter();
    columns.any(|(column, _)| definition.is_of(spec.name, column))
}

fn tell_definition(definition: &Definition, values: &SettingValues, json: bool) {
    let frames: Vec<&str> = catalogue::ALL
        .iter()
        .filter(|spec| holds(spec, definition))
        .map(|spec| spec.name)
        .collect();
    if json {
        show::say(
            &json!({ "metric": definition.name, "definition": definition.said(values).to_string(), "frames": frames })
                .to_string(),
        );
        return;
    }
    show::say(&format!(
        "{}\n  {}\n  in data/{}.csv",
        definition.name,
        definition.said(values),
        frames.join(".csv, data/")
    ));
}

/// Rows of a frame for the period and subject asked for; conditions on columns it lacks do not count, but a frame
/// that lacks every subject column asked for is left out.
fn matching_rows(frame: &MetricFrame, wanted: &[(&str, Option<&String>)]) -> Vec<Value> {
    let subjects: Vec<_> = wanted
        .iter()
        .filter(|(column, value)| *column != "month" && value.is_some())
        .collect();
    if !subjects.is_empty()
        && subjects
            .iter()
            .all(|(column, _)| frame.position(column).is_none())
    {
        return Vec::new();
    }
    let columns: Vec<(&str, Unit, Vec<Datum>)> = frame
        .spec
        .columns
        .iter()
        .map(|(name, unit)| (*name, *unit, frame.values(name)))
        .collect();
    (0..frame.len())
        .filter(|at| {
            wanted.iter().all(|(column, value)| {
                match (value, columns.iter().find(|(name, _, _)| name == column)) {
                    (Some(value), Some((_, _, values))) => {
                        plain(&values[*at]).to_lowercase() == value.to_lowercase()
                    }
                    _ => true,
                }
            })
        })
        .map(|at| {
            let mut row = Map::from_iter([("frame".to_owned(), Value::from(frame.spec.name))]);
            for (name, unit, values) in &columns {
                if values[at] != Datum::Null {
                    let text = plain(&values[at]);
                    let text = if *unit == Unit::Phrase {
                        Phrase::decode(&text).to_string()
                    } else {
                        text
                    };
                    row.insert((*name).to_owned(), Value::from(text));
                }
            }
            Value::Object(row)
        })
        .collect()
}

fn tell_row(row: &Value) {
    for (name, value) in row.as_object().into_iter().flatten() {
        show::say(&format!(
            "  {name:<28} {}",
            value.as_str().unwrap_or_default()
        ));
    }
}
