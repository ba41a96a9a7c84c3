//! The dictionary sheet: every figure with its meaning, its unit and the frames that hold it.

use crate::metrics::{Datum, Unit, catalogue, definition};
use crate::model::{SettingValues, Settings};

/// Rows of the dictionary frame.
pub fn rows(settings: &Settings) -> Vec<Vec<Datum>> {
    let values = SettingValues::of(settings);
    definition::ALL
        .iter()
        .map(|definition| {
            let holders: Vec<_> = catalogue::ALL
                .iter()
                .filter_map(|spec| {
                    spec.columns
                        .iter()
                        .find(|(name, _)| definition.is_of(spec.name, name))
                        .map(|(_, unit)| (spec.name, *unit))
                })
                .collect();
            let frames: Vec<&str> = holders.iter().map(|(name, _)| *name).collect();
            let unit = holders.first().map_or("", |(_, unit)| unit_code(*unit));
            vec![
                definition.column().into(),
                definition.said(&values).encode().into(),
                unit.into(),
                frames.join(", ").into(),
            ]
        })
        .collect()
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
