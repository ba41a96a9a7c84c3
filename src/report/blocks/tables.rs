//! Lists: columns, typed rows, totals, and the cells that people fill in.

use std::collections::BTreeMap;

use super::cells::{cell, not_available, style_of};
use super::groups;
use super::shares::{self, Rounded};
use super::typed::{Sought, Typed, told_gone};
use super::{Laid, Place, TableIds, fill, identity, stable, unfilled, units};
use crate::metrics::{Datum, Unit};
use crate::model::Month;
use crate::report::arithmetic;
use crate::report::book::{APART, Block, Cell, CellValue, Column, Link, Style, TableBlock, Total};
use crate::report::labels::Labels;
use crate::report::layout::{Setting, sheet_name};
use crate::report::select::{Picked, number, plain};
use crate::report::style::{self, number as figure};
use crate::report::template::{
    ColumnTemplate, DetailedColumn, NotesTemplate, StyleName, TableTemplate,
};

/// The column of notes that numbers its lines; it comes first where a template does not name it.
const LINE: &str = "line";
/// A formula may miss its figure by so small a part: sums of fractions are not exact.
const SLACK: f64 = 1e-9;
/// Rows of a table. A sheet holds a million, which nobody reads and few programs open; the tables for machines hold all.
const MOST_ROWS: usize = 250_000;
/// Word key of what is said under a table that would have more.
const BEYOND: &str = "rows_beyond";
/// Word key of its heading.
pub(in crate::report) const LINE_WORD: &str = "line_number";

/// A table, or one for each value of its `split` column.
pub(super) fn lay_out(
    table: &TableTemplate,
    place: &Place<'_>,
    tables: &mut TableIds,
    setting: &Setting<'_>,
) -> Vec<Block> {
    let Some(picked) = setting.shelf.pick(&table.frame, &table.filter, &place.view) else {
        return Vec::new();
    };
    if picked.is_empty() && table.optional {
        return Vec::new();
    }
    let base = &setting.scope.settings.base_currency;
    let picked = picked.sorted(&table.sort).base_first(&table.sort, base);
    let parts = match &table.split {
        Some(column) if !picked.is_empty() => picked.split(column, base),
        _ => vec![(String::new(), picked)],
    };
    let mut blocks: Vec<TableBlock> = Vec::new();
    let sheet = Sheet::of(table, place, setting);
    let mut known: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    for (part, picked) in parts {
        let beyond = picked.len().saturating_sub(MOST_ROWS);
        let picked = picked.limited(Some(MOST_ROWS));
        for row in sheet.known(&picked) {
            *known.entry(row.values).or_default() += 1;
        }
        let shares = shares::rounded(&sheet.details, &picked);
        let more = table
            .limit
            .map_or(0, |most| picked.len().saturating_sub(most));
        let mut block = sheet.lay_out(&part, &picked.limited(table.limit), &shares, place);
        if let (Some(key), 1..) = (&table.more, more) {
            let said = setting
                .labels
                .word(key)
                .replace("{count}", &more.to_string());
            block.footer = [block.footer, said].join("\n").trim().to_owned();
        }
        if beyond > 0 {
            let said = setting.labels.word(BEYOND);
            let said = said.replace("{count}", &beyond.to_string());
            block.footer = [block.footer, said].join("\n").trim().to_owned();
            // a sum of some rows is taken for that of all
            block.totals = false;
        }
        if !block.rows.is_empty() {
            tables.entry(table.id.clone()).or_default().push(Laid {
                id: block.id.clone(),
                part,
                by: table.split.clone(),
            });
        }
        blocks.push(block);
    }
    let told = !place.for_client && place.view.client.is_none();
    let left = sheet.typed_elsewhere(&known);
    unfilled::left_out(&mut blocks, &table.key, told, &setting.labels);
    // sums of groups name columns by number: only those that stay are numbered
    let first = table.columns.first().map(|column| column.detailed().column);
    let is_led =
        |block: &&mut TableBlock| block.columns.first().map(|own| &own.key) == first.as_ref();
    if table.fold {
        blocks.iter_mut().filter(is_led).for_each(groups::fold);
    }
    let told = |key: &str| {
        let mut details = table.columns.iter().map(ColumnTemplate::detailed);
        details.any(|detail| detail.column == key && detail.style == Some(StyleName::Number))
    };
    let needless = |block: &mut TableBlock| units::without_needless_decimals(block, &told);
    blocks.iter_mut().for_each(needless);
    blocks.iter_mut().for_each(leave_unknown_sums);
    blocks.iter_mut().for_each(leave_unknown_ratios);
    if let (Some(block), false) = (blocks.last_mut(), left.is_empty()) {
        let line = match block.rows.is_empty() {
            true => &mut block.empty,
            false => &mut block.footer,
        };
        let own = Some(std::mem::take(line)).filter(|own| !own.is_empty());
        *line = own.into_iter().chain(left).collect::<Vec<_>>().join(APART);
        block.recalls = true;
    }
    blocks.into_iter().map(Block::Table).collect()
}

/// The code of a band that is none.
const TOO_LITTLE: &str = "insufficient_data";
/// Why there is no score then.
const FEW_MEASURES: &str = "few_measures";

/// A sum of n/a and nothing else than zeros is n/a: zero would be a figure.
fn leave_unknown_sums(table: &mut TableBlock) {
    for at in 0..table.columns.len() {
        let mut unknown = false;
        let nothing = table.rows.iter().all(|row| match &row[at].value {
            CellValue::NotAvailable => {
                unknown = true;
                true
            }
            CellValue::Empty => true,
            value => style::number(value) == Some(0.0),
        });
        let is_empty = |row: &Vec<Cell>| row[at].value == CellValue::Empty;
        let without = !table.rows.is_empty() && table.rows.iter().all(is_empty);
        let column = &mut table.columns[at];
        if column.total == Total::Sum && without {
            column.total = Total::None;
        }
        if column.total == Total::Sum && unknown && nothing {
            column.total = Total::Unknown;
        }
    }
}

/// A ratio of sums is n/a where some row has a part of the lower sum and nobody knows what of the upper one.
fn leave_unknown_ratios(table: &mut TableBlock) {
    let figure = |row: &[Cell], at: usize| style::number(&row[at].value);
    let is_unknown = |total: &Total| {
        let Total::Ratio {
            numerator,
            denominator,
        } = total
        else {
            return false;
        };
        let places = (table.column_at(numerator), table.column_at(denominator));
        let (Some(above), Some(below)) = places else {
            return false;
        };
        let mut rows = table.rows.iter();
        rows.any(|row| {
            figure(row, above).is_none() && figure(row, below).is_some_and(|part| part != 0.0)
        })
    };
    let columns = table.columns.iter().map(|column| is_unknown(&column.total));
    let unknown: Vec<bool> = columns.collect();
    for (column, unknown) in table.columns.iter_mut().zip(unknown) {
        if unknown {
            column.total = Total::Unknown;
        }
    }
}

/// Numbered lines for people to write on; what stands there is found again on the page of the same title.
pub(super) fn lay_out_notes(
    notes: &NotesTemplate,
    title: &str,
    place: &Place<'_>,
    setting: &Setting<'_>,
) -> Block {
    let labels = &setting.labels;
    let line = labels.word(LINE_WORD);
    let details: Vec<DetailedColumn> = notes.columns.iter().map(ColumnTemplate::detailed).collect();
    let numbered = Column {
        key: LINE.to_owned(),
        label: line.clone(),
        style: Style::Count,
        ..Column::default()
    };
    let mut columns: Vec<Column> = details
        .iter()
        .map(|detail| match detail.column.as_str() {
            LINE => Column {
                off_paper: detail.off_paper,
                ..numbered.clone()
            },
            _ => Column {
                input: true,
                ..lay_out_column(detail, Unit::Text, Total::None, labels)
            },
        })
        .collect();
    if !columns.iter().any(|column| column.key == LINE) {
        columns.insert(0, numbered);
    }
    let keys = [line];
    let headings: Vec<String> = columns.iter().map(|column| column.label.clone()).collect();
    let written = fill(&labels.word(&notes.title), place.view.client, setting);
    let sought = Sought {
        page: title,
        lists: place.lists,
        title: &written,
        keys: &keys,
        inputs: &headings,
        headings: &headings,
        of_agency: false,
    };
    let typed = Typed::of(&sought, setting);
    let inputs = columns.iter().filter(|column| column.input);
    let inputs: Vec<String> = inputs.map(|column| column.label.clone()).collect();
    let own = (1..=notes.rows).map(|number| (vec![number.to_string()], 0));
    let lines = own.chain(typed.added(&keys, &inputs, notes.rows));
    let rows = lines.zip(1..).map(|((values, before), number)| {
        let cells = columns.iter().map(|column| match column.key.as_str() {
            LINE => Cell {
                value: CellValue::Count(number),
                ..Cell::default()
            },
            _ => typed.cell(labels, &|table| {
                table.find(&keys, &values, before, &column.label)
            }),
        });
        cells.collect()
    });
    let rows: Vec<Vec<Cell>> = rows.collect();
    Block::Table(TableBlock {
        id: identity(&notes.id, "", place),
        title: written,
        columns,
        rows: rows.into(),
        lines: notes.lines,
        ..TableBlock::default()
    })
}

/// So many texts that were typed at rows which are gone stand in one cell, and so many letters: no row of a sheet is taller, and no
/// cell holds more than 32,767.
const MOST_IN_A_CELL: (usize, usize) = (30, 20_000);

/// A table template with what is the same for all its rows.
struct Sheet<'t> {
    table: &'t TableTemplate,
    details: Vec<DetailedColumn>,
    /// Headings of the key columns, by which typed cells are found again.
    keys: Vec<String>,
    /// Headings of the columns that people fill in.
    inputs: Vec<String>,
    typed: Typed<'t>,
    setting: &'t Setting<'t>,
}

impl<'t> Sheet<'t> {
    fn of(table: &'t TableTemplate, place: &Place<'_>, setting: &'t Setting<'t>) -> Sheet<'t> {
        let details: Vec<DetailedColumn> =
            table.columns.iter().map(ColumnTemplate::detailed).collect();
        let heading = |column: &String| {
            let detail = details.iter().find(|detail| detail.column == *column);
            detail.map_or_else(
                || setting.labels.column(column),
                |detail| label_of(detail, &setting.labels),
            )
        };
        let labels = &setting.labels;
        let keys: Vec<String> = table.key.iter().map(heading).collect();
        let inputs = details.iter().filter(|detail| detail.input);
        let inputs: Vec<String> = inputs.map(|detail| label_of(detail, labels)).collect();
        let headings: Vec<String> = details.iter().map(|d| label_of(d, labels)).collect();
        let title = table.title.as_ref().map(|key| labels.word(key));
        let sought = Sought {
            page: place.title,
            lists: place.lists,
            title: title.as_deref().unwrap_or(""),
            keys: &keys,
            inputs: &inputs,
            headings: &headings,
            of_agency: place.view.client.is_none(),
        };
        Sheet {
            table,
            typed: Typed::of(&sought, setting),
            keys,
            inputs,
            details,
            setting,
        }
    }

    fn lay_out(
        &self,
        part: &str,
        picked: &Picked<'_>,
        shares: &BTreeMap<usize, Rounded>,
        place: &Place<'_>,
    ) -> TableBlock {
        let labels = &self.setting.labels;
        let known = self.known(picked);
        let rows: Vec<Vec<Cell>> = (0..picked.len())
            .map(|at| {
                let details = self.details.iter().enumerate();
                details
                    .map(
                        |(column, detail)| match known.get(at).filter(|_| detail.input) {
                            Some(row) => self.typed(detail, row),
                            None => {
                                let mut cell = match self.is_unknown_score(column, at, picked) {
                                    true => not_available(Some(FEW_MEASURES), labels),
                                    false => self.lay_out_cell(detail, at, picked),
                                };
                                let share = shares.get(&column).and_then(|rows| rows[at]);
                                if let Some(share) = share {
                                    cell.value = CellValue::Number(share);
                                }
                                cell
                            }
                        },
                    )
                    .collect()
            })
            .collect();
        let title = self.table.title.as_ref().map_or_else(String::new, |key| {
            fill(&labels.word(key), place.view.client, self.setting)
        });
        TableBlock {
            id: identity(&self.table.id, part, place),
            name: stable(&self.table.id, part),
            title: with_part(title, part, labels),
            columns: self.lay_out_columns(picked),
            footer: footer(&rows, labels),
            rows: rows.into(),
            totals: self.table.totals && !picked.is_empty(),
            empty: labels.word(&self.table.empty),
            sortable: !self.table.plain,
            ..TableBlock::default()
        }
    }

    fn lay_out_columns(&self, picked: &Picked<'_>) -> Vec<Column> {
        let labels = &self.setting.labels;
        let columns = self.details.iter().enumerate().map(|(at, detail)| {
            let unit = match detail.input {
                true => Unit::Text,
                false => picked.unit(&detail.column),
            };
            let label = (self.table.totals && at == 0).then(|| labels.word("total"));
            lay_out_column(detail, unit, total_of(detail, label), labels)
        });
        columns.collect()
    }

    /// A score stands before its band. Where too little is known for a band the score is no figure to be held against others
    /// either: a client of whom two things are known, both good, would be the best of all.
    fn is_unknown_score(&self, column: usize, at: usize, picked: &Picked<'_>) -> bool {
        let next = self.details.get(column + 1);
        let is_band = |detail: &&DetailedColumn| detail.look == super::LookName::Band;
        let beside = next.filter(is_band);
        // how it changed is no figure then either
        let of_change = self.details[column].column == "change";
        let band = beside.or_else(|| self.details.iter().find(is_band).filter(|_| of_change));
        band.is_some_and(|band| {
            plain(picked.value(at, &band.column)) == TOO_LITTLE
                && number(picked.value(at, &self.details[column].column)).is_some()
                && picked.unit(&self.details[column].column) == Unit::Number
        })
    }

    fn lay_out_cell(&self, detail: &DetailedColumn, at: usize, picked: &Picked<'_>) -> Cell {
        let labels = &self.setting.labels;
        let mut cell = cell(picked, at, &detail.column, labels);
        if detail.look == super::LookName::Band {
            let code = plain(picked.value(at, &detail.column));
            if ["red", "amber", "green"].contains(&code.as_str()) {
                cell.value = CellValue::Text(code);
            }
        }
        if let Some(unit) = &detail.unit_of {
            let unit = plain(picked.value(at, unit));
            cell.style = units::style_of(&unit, &cell.value);
            if detail.difference {
                units::in_points(&mut cell);
            }
        }
        if let Some(formula) = &detail.formula {
            cell.value = live(formula, cell.value, at, picked);
        }
        if let (Some(key), true) = (&detail.link, picked.has("client")) {
            let client = plain(picked.value(at, "client"));
            let page = sheet_name(key, Some(&client), self.setting);
            cell.link = Some(Box::new(Link::Page(page)));
        }
        if let Some(table) = &detail.link_row {
            let keys = detail.link_on.iter().map(|column| {
                let shown = labels.show(picked.value(at, column), picked.unit(column));
                (column.clone(), shown)
            });
            cell.link = Some(Box::new(Link::Match {
                table: table.clone(),
                keys: keys.collect(),
            }));
        }
        cell
    }

    /// What people typed at rows that the table has no more, in as many cells as it takes: it stands nowhere else.
    fn typed_elsewhere(&self, known: &BTreeMap<Vec<String>, usize>) -> Vec<String> {
        let all = self.typed.left(&self.keys, &self.inputs, known);
        let cells = in_cells(&all).into_iter();
        cells
            .map(|texts| told_gone(texts, &self.setting.labels))
            .collect()
    }

    /// How each row is found again; empty where people fill in nothing.
    fn known(&self, picked: &Picked<'_>) -> Vec<KnownRow> {
        if !self.details.iter().any(|detail| detail.input) {
            return Vec::new();
        }
        let labels = &self.setting.labels;
        let mut met: BTreeMap<Vec<String>, usize> = BTreeMap::new();
        (0..picked.len())
            .map(|at| {
                let shown = |column: &String| match picked.value(at, column) {
                    Datum::Date(day) => day.to_string(),
                    Datum::Text(text) if picked.unit(column) == Unit::Month => text
                        .parse::<Month>()
                        .map_or_else(|_| text.clone(), |month| month.first_day().to_string()),
                    value => labels.show(value, picked.unit(column)),
                };
                let values: Vec<String> = self.table.key.iter().map(shown).collect();
                let count = met.entry(values.clone()).or_default();
                *count += 1;
                KnownRow {
                    values,
                    before: *count - 1,
                }
            })
            .collect()
    }

    /// What a person typed in this cell of the previous pack.
    fn typed(&self, detail: &DetailedColumn, row: &KnownRow) -> Cell {
        let labels = &self.setting.labels;
        let wanted = label_of(detail, labels);
        let found = self.typed.cell(labels, &|table| {
            table.find(&self.keys, &row.values, row.before, &wanted)
        });
        let again = || self.typed.again(&row.values, &wanted, &self.inputs);
        match found.value {
            CellValue::Empty if row.before == 0 => again().map_or(found, Typed::as_it_was),
            _ => found,
        }
    }
}

/// The texts of each cell.
fn in_cells(texts: &[String]) -> Vec<&[String]> {
    let (most, letters) = MOST_IN_A_CELL;
    let mut cells = Vec::new();
    let (mut begun, mut length) = (0, 0);
    for (at, text) in texts.iter().enumerate() {
        let own = text.chars().count();
        if at > begun && (at - begun == most || length + own > letters) {
            cells.push(&texts[begun..at]);
            (begun, length) = (at, 0);
        }
        length += own;
    }
    cells.push(&texts[begun..]);
    cells.retain(|cell| !cell.is_empty());
    cells
}

/// A row's key columns as shown, and how many rows before it show the same.
struct KnownRow {
    values: Vec<String>,
    before: usize,
}

/// A live formula over columns of the row, when each of them has a number and it comes to the figure: one that Excel would work out
/// to another would take the figure's place.
fn live(formula: &str, result: CellValue, at: usize, picked: &Picked<'_>) -> CellValue {
    let value = |column: &str| number(picked.value(at, column)).unwrap_or(f64::NAN);
    let worth = arithmetic::worth(formula, &value).unwrap_or(f64::NAN);
    let agrees = figure(&result).is_some_and(|figure| {
        let slack = figure.abs().max(1.0) * SLACK;
        (worth - figure).abs() <= slack
    });
    if !agrees {
        return result;
    }
    CellValue::Formula {
        text: formula.to_owned(),
        result: Box::new(result),
    }
}

/// Columns that a formula names in braces.
pub(in crate::report) fn operands(formula: &str) -> impl Iterator<Item = &str> {
    let parts = formula.split('{').skip(1);
    parts.filter_map(|part| part.split_once('}').map(|(column, _)| column))
}

fn lay_out_column(
    detail: &DetailedColumn,
    unit: Unit,
    total: Total,
    labels: &Labels<'_>,
) -> Column {
    Column {
        key: detail.column.clone(),
        label: label_of(detail, labels),
        style: detail.style.map_or_else(|| style_of(unit), Style::from),
        total,
        look: detail.look.into(),
        input: detail.input,
        choices: detail
            .choices
            .iter()
            .map(|code| labels.code(code))
            .collect(),
        span: detail.span.unwrap_or(1),
        off_paper: detail.off_paper,
        alike: false,
    }
}

fn total_of(detail: &DetailedColumn, label: Option<String>) -> Total {
    match (detail.total.as_deref(), label) {
        (Some("sum"), _) => Total::Sum,
        (Some(ratio), _) => {
            ratio
                .split_once('/')
                .map_or(Total::None, |(above, below)| Total::Ratio {
                    numerator: above.trim().to_owned(),
                    denominator: below.trim().to_owned(),
                })
        }
        (None, Some(label)) => Total::Label(label),
        (None, None) => Total::None,
    }
}

/// The heading of a column.
pub(in crate::report) fn label_of(detail: &DetailedColumn, labels: &Labels<'_>) -> String {
    let own = detail.label.as_ref();
    own.map_or_else(|| labels.column(&detail.column), |key| labels.word(key))
}

/// The title of one part of a split table.
pub(super) fn with_part(title: String, part: &str, labels: &Labels<'_>) -> String {
    match (title.is_empty(), part.is_empty()) {
        (_, true) => title,
        (true, false) => labels.code(part),
        (false, false) => {
            format!(
                "{title}{}{}",
                labels.word("part_separator"),
                labels.code(part)
            )
        }
    }
}

/// Values that are n/a, counted by reason.
pub(super) fn footer(rows: &[Vec<Cell>], labels: &Labels<'_>) -> String {
    let mut reasons: BTreeMap<&str, i64> = BTreeMap::new();
    for cell in rows.iter().flatten() {
        if cell.value == CellValue::NotAvailable && !cell.note.is_empty() {
            *reasons.entry(&cell.note).or_default() += 1;
        }
    }
    if reasons.is_empty() {
        return String::new();
    }
    let counted: Vec<String> = reasons
        .into_iter()
        .map(|(reason, count)| {
            format!(
                "{reason} {}",
                labels.show(&Datum::Count(count), Unit::Count)
            )
        })
        .collect();
    let reasons = counted.join(&labels.word("list_separator"));
    labels
        .word("footer_not_available")
        .replace("{reasons}", &reasons)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Money;

    #[test]
    fn a_sum_is_not_zero_for_want_of_what_is_known() {
        let money = |units: i64| CellValue::Money(Money::units(units));
        let (no, gap) = (CellValue::NotAvailable, CellValue::Empty);
        for (values, total) in [
            (vec![no.clone(), no.clone()], Total::Unknown),
            (vec![no.clone(), money(0), gap.clone()], Total::Unknown),
            (vec![no.clone(), money(5)], Total::Sum),
            (vec![money(0), gap], Total::Sum),
            (vec![], Total::Sum),
        ] {
            let row = |value: &CellValue| {
                vec![Cell {
                    value: value.clone(),
                    ..Cell::default()
                }]
            };
            let mut table = TableBlock {
                columns: vec![Column {
                    total: Total::Sum,
                    ..Column::default()
                }],
                rows: values.iter().map(row).collect(),
                ..TableBlock::default()
            };
            leave_unknown_sums(&mut table);
            assert_eq!(table.columns[0].total, total, "{values:?}");
        }
    }

    #[test]
    fn a_ratio_of_sums_needs_both_of_every_row() {
        let money = |units: i64| CellValue::Money(Money::units(units));
        let ratio = Total::Ratio {
            numerator: "revenue".to_owned(),
            denominator: "spend".to_owned(),
        };
        for (rows, total) in [
            (
                vec![(money(5), money(1)), (money(0), money(2))],
                ratio.clone(),
            ),
            // nobody told what the second spend brought
            (
                vec![(money(5), money(1)), (CellValue::Empty, money(2))],
                Total::Unknown,
            ),
            (
                vec![(money(5), money(1)), (CellValue::NotAvailable, money(0))],
                ratio.clone(),
            ),
        ] {
            let column = |key: &str, total: &Total| Column {
                key: key.to_owned(),
                total: total.clone(),
                ..Column::default()
            };
            let cell = |value: &CellValue| Cell {
                value: value.clone(),
                ..Cell::default()
            };
            let cells = rows
                .iter()
                .map(|(above, below)| vec![cell(above), cell(below), Cell::default()]);
            let mut table = TableBlock {
                columns: vec![
                    column("revenue", &Total::Sum),
                    column("spend", &Total::Sum),
                    column("return", &ratio),
                ],
                rows: cells.collect(),
                ..TableBlock::default()
            };
            leave_unknown_ratios(&mut table);
            assert_eq!(table.columns[2].total, total, "{rows:?}");
        }
    }
}
