//! Key figures side by side.

use super::Place;
use super::cells::{cell, style_of};
use super::tables::with_part;
use crate::metrics::{Datum, Unit};
use crate::report::book::{Block, Cell, Tile};
use crate::report::labels::Labels;
use crate::report::layout::Setting;
use crate::report::select::{Picked, number, plain};
use crate::report::template::{Filter, TileTemplate};

/// A row of tiles for each currency that the period has.
pub(super) fn lay_out(
    frame: &str,
    filter: &Filter,
    tiles: &[TileTemplate],
    place: &Place<'_>,
    setting: &Setting<'_>,
) -> Vec<Block> {
    let Some(shown) = pick(frame, filter, "@period", place, setting) else {
        return Vec::new();
    };
    if !shown.has("currency") {
        return vec![Block::Tiles(lay_out_row(
            frame, filter, tiles, place, setting,
        ))];
    }
    let currencies = shown.split("currency", &setting.scope.settings.base_currency);
    currencies
        .into_iter()
        .map(|(currency, _)| {
            let mut filter = filter.clone();
            filter.insert("currency".to_owned(), currency);
            Block::Tiles(lay_out_row(frame, &filter, tiles, place, setting))
        })
        .filter(|block| !matches!(block, Block::Tiles(tiles) if tiles.is_empty()))
        .collect()
}

fn pick<'s>(
    frame: &str,
    filter: &Filter,
    months: &str,
    place: &Place<'_>,
    setting: &Setting<'s>,
) -> Option<Picked<'s>> {
    let mut filter = filter.clone();
    filter.insert("month".to_owned(), months.to_owned());
    let picked = setting.shelf.pick(frame, &filter, &place.view)?;
    Some(picked).filter(|picked| !picked.is_empty())
}

/// Tiles of one row. A figure that is neither there nor explained is left out, and so is one that no file of the folder tells
/// for any of the months.
fn lay_out_row(
    frame: &str,
    filter: &Filter,
    tiles: &[TileTemplate],
    place: &Place<'_>,
    setting: &Setting<'_>,
) -> Vec<Tile> {
    let pick = |months: &str| pick(frame, filter, months, place, setting);
    let Some(now) = pick("@period") else {
        return Vec::new();
    };
    let before = pick("@previous");
    let months = pick("@last12").map(|picked| picked.sorted(&["month".to_owned()]));
    tiles
        .iter()
        .filter(|tile| {
            let column = tile.column.as_str();
            match now.value(0, column) {
                Datum::Null => is_worth_explaining(column, &now, months.as_ref()),
                _ => true,
            }
        })
        .map(|tile| lay_out_tile(tile, &now, before.as_ref(), months.as_ref(), setting))
        .collect()
}

/// Reasons of what nobody has told or set, which is told where the folder's files are.
const NEVER_TOLD: [&str; 2] = ["no-data", "no-target"];

fn is_worth_explaining(column: &str, now: &Picked<'_>, months: Option<&Picked<'_>>) -> bool {
    let Some(reason) = now.note(0, column) else {
        return false;
    };
    let known =
        |picked: &Picked<'_>| (0..picked.len()).any(|at| picked.value(at, column) != &Datum::Null);
    !NEVER_TOLD.contains(&reason) || months.is_some_and(known)
}

fn lay_out_tile(
    tile: &TileTemplate,
    now: &Picked<'_>,
    before: Option<&Picked<'_>>,
    months: Option<&Picked<'_>>,
    setting: &Setting<'_>,
) -> Tile {
    let labels = &setting.labels;
    let column = tile.column.as_str();
    let unit = now.unit(column);
    let value = now.value(0, column);
    let mut label = tile
        .label
        .as_ref()
        .map_or_else(|| labels.column(column), |key| labels.word(key));
    if unit == Unit::Money && now.has("currency") {
        label = with_part(label, &plain(now.value(0, "currency")), labels);
    }
    let shown = |picked: &Picked<'_>| Cell {
        style: Some(style_of(unit)),
        ..cell(picked, 0, column, labels)
    };
    let previous = before.map(|picked| picked.value(0, column));
    let (change, up) = previous.map_or((String::new(), None), |previous| {
        change(previous, value, unit, labels)
    });
    let good = match tile.good.as_deref() {
        Some("up") => up,
        Some("down") => up.map(|up| !up),
        _ => None,
    };
    // a single month has no trend
    let months = months.filter(|picked| {
        let values = (0..picked.len()).filter_map(|at| number(picked.value(at, column)));
        values.count() > 1
    });
    let trend = months.map_or_else(Vec::new, |picked| {
        (0..picked.len())
            .map(|at| number(picked.value(at, column)))
            .collect()
    });
    let months = months.map_or_else(Vec::new, |picked| {
        let months = (0..picked.len()).map(|at| picked.value(at, "month"));
        months.map(plain).collect()
    });
    Tile {
        label,
        value: shown(now),
        previous: before.map(shown),
        change: super::with_firm_minus(&change),
        good,
        trend,
        months,
        name: column.to_owned(),
        ok: String::new(),
    }
}

/// Beyond so many times the value before, a percentage says less than the difference.
const MANY_TIMES: f64 = 10.0;

/// Change in words and its direction: percentage points for shares, the difference of counts and of what was next to nothing
/// before or below zero, else a percentage of the value before.
pub(super) fn change(
    before: &Datum,
    now: &Datum,
    unit: Unit,
    labels: &Labels<'_>,
) -> (String, Option<bool>) {
    let (Some(before), Some(now)) = (number(before), number(now)) else {
        return (String::new(), None);
    };
    let difference = now - before;
    let up = (difference.abs() > f64::EPSILON).then_some(difference > 0.0);
    let sign = if difference > 0.0 { "+" } else { "" };
    if unit == Unit::Share {
        let points = labels.show(&Datum::Float(difference * 100.0), Unit::Number);
        return (
            format!("{sign}{points} {}", labels.word("percentage_points")),
            up,
        );
    }
    if before.abs() < f64::EPSILON && unit != Unit::Count {
        return (String::new(), up);
    }
    // nothing left is told by the value itself
    if up.is_none() && unit == Unit::Count || now.abs() < f64::EPSILON && unit != Unit::Count {
        return (String::new(), up);
    }
    let share = difference / before.abs();
    let whole = || labels.show(&Datum::Count(difference.round() as i64), Unit::Count);
    let shown = match (unit, share.abs() > MANY_TIMES || before < 0.0) {
        (Unit::Count, _) | (Unit::Money, true) => whole(),
        (_, true) => labels.show(&Datum::Float(difference), Unit::Number),
        _ => labels.show(&Datum::Float(share), Unit::Share),
    };
    (format!("{sign}{shown}"), up)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Duration, Money};
    use crate::report::labels::Language;

    #[test]
    fn counts_and_what_was_next_to_nothing_change_by_their_difference() {
        let english = include_str!("../../../templates/languages/en.toml");
        let english: Language = toml::from_str(english).expect("a language");
        let labels = Labels::new(&english, &english);
        let hours = |hours: f64| Datum::Hours(Duration((hours * 90_000.0) as i64));
        let money = |units: i64| Datum::Money(Money::units(units));
        for (before, now, unit, shown) in [
            (Datum::Count(12), Datum::Count(13), Unit::Count, "+1"),
            (Datum::Count(0), Datum::Count(2), Unit::Count, "+2"),
            (Datum::Count(13), Datum::Count(13), Unit::Count, ""),
            (hours(10.0), hours(12.0), Unit::Hours, "+20.0%"),
            // ten times as much is still told in percent
            (hours(1.0), hours(11.0), Unit::Hours, "+1,000.0%"),
            (hours(0.3), hours(15.9), Unit::Hours, "+15.6"),
            (money(5), money(2_005), Unit::Money, "+2,000"),
            (money(200), money(100), Unit::Money, "-50.0%"),
            (money(0), money(100), Unit::Money, ""),
            (money(100), money(0), Unit::Money, ""),
            // of what is below zero nothing is a part
            (money(-120), money(30), Unit::Money, "+150"),
            (money(-120), money(-150), Unit::Money, "-30"),
            (hours(-2.5), hours(1.0), Unit::Hours, "+3.5"),
            (
                Datum::Float(0.5),
                Datum::Float(0.45),
                Unit::Share,
                "-5.0 pp",
            ),
        ] {
            assert_eq!(change(&before, &now, unit, &labels).0, shown, "{before:?}");
        }
    }
}
