//! A tile that says whether figures of a table are all zero: a live formula over its column.

use super::{Place, TableIds, fill};
use crate::report::book::{Block, Cell, CellValue, Tile};
use crate::report::layout::Setting;
use crate::report::select::number;
use crate::report::template::{Filter, StatusTemplate};

/// Amounts that are smaller differ by their rounding only.
const LEAST: f64 = 0.005;

/// The tile; none without rows to look at.
pub(super) fn lay_out(
    status: &StatusTemplate,
    place: &Place<'_>,
    tables: &TableIds,
    setting: &Setting<'_>,
) -> Vec<Block> {
    let labels = &setting.labels;
    let word = |key: &str| fill(&labels.word(key), place.view.client, setting);
    let picked = setting
        .shelf
        .pick(&status.frame, &Filter::new(), &place.view);
    let Some(picked) = picked.filter(|picked| !picked.is_empty()) else {
        return Vec::new();
    };
    let differing = (0..picked.len())
        .filter_map(|at| number(picked.value(at, &status.column)))
        .filter(|figure| figure.abs() >= LEAST)
        .count();
    let (ok, differ) = (word(&status.ok), word(&status.differ));
    let said = match differing {
        0 => ok.clone(),
        count => differ.replace("{count}", &count.to_string()),
    };
    let laid = tables
        .get(&status.table)
        .or_else(|| place.elsewhere.get(&status.table));
    let value = match laid.and_then(|laid| laid.first()) {
        Some(table) => CellValue::Formula {
            text: formula(&table.id, &status.column, &ok, &differ),
            result: Box::new(CellValue::Text(said)),
        },
        None => CellValue::Text(said),
    };
    vec![Block::Tiles(vec![Tile {
        label: word(&status.label),
        value: Cell {
            value,
            ..Cell::default()
        },
        previous: None,
        change: String::new(),
        good: None,
        trend: Vec::new(),
        months: Vec::new(),
        name: format!("{}_status", status.table),
        ok,
    }])]
}

fn formula(table: &str, column: &str, ok: &str, differ: &str) -> String {
    let range = format!("{{{table}!{column}*}}");
    let count = format!("(COUNTIF({range},\">={LEAST}\")+COUNTIF({range},\"<=-{LEAST}\"))");
    let quoted = |text: &str| text.replace('"', "\"\"").replace(['{', '}'], "");
    let (before, after) = differ.split_once("{count}").unwrap_or((differ, ""));
    format!(
        "IF({count}=0,\"{}\",\"{}\"&{count}&\"{}\")",
        quoted(ok),
        quoted(before),
        quoted(after)
    )
}
