//! The dictionary sheet: every figure with its meaning, its unit and the frames that hold it.

use std::collections::BTreeMap;

use crate::metrics::{Datum, Unit, catalogue, definition};
use crate::model::{SettingValues, Settings};

/// Rows of the dictionary frame.
pub fn rows(settings: &Settings) -> Vec<Vec<Datum>> {
    let values = SettingValues::of(settings);
    let holders = holders();
    definition::ALL
        .iter()
        .map(|definition| {
            let own = holders.get(definition.name).map_or(&[][..], Vec::as_slice);
            let frames: Vec<&str> = own.iter().map(|(name, _)| *name).collect();
            let unit = own.first().map_or("", |(_, unit)| unit_code(*unit));
            vec![
                format!("figure:{}", definition.name).into(),
                definition.said(&values).encode().into(),
                unit.into(),
                frames.join(", ").into(),
            ]
        })
        .collect()
}

/// The frames that hold a figure, each with the unit of its first column of that kind, by the name of the definition.
fn holders() -> BTreeMap<&'static str, Vec<(&'static str, Unit)>> {
    let mut holders: BTreeMap<&str, Vec<(&str, Unit)>> = BTreeMap::new();
    for spec in catalogue::ALL {
        for (column, unit) in spec.columns {
            let Some(definition) = definition::of(spec.name, column) else {
                continue;
            };
            let own = holders.entry(definition.name).or_default();
            if own.last().is_none_or(|(frame, _)| *frame != spec.name) {
                own.push((spec.name, *unit));
            }
        }
    }
    holders
}

fn unit_code(unit: Unit) -> &'static str {
    match unit {
        Unit::Hours => "hours",
        Unit::Money => "money",
        Unit::Share => "share",
        Unit::Number | Unit::Rate => "plain-number",
        Unit::Count => "count",
        Unit::Date => "date",
        Unit::Month => "month",
        Unit::Flag => "flag",
        Unit::Text | Unit::Code | Unit::Phrase => "text",
    }
}
