//! What each physical row is: data, or one of the things that stand between data.

use std::collections::BTreeMap;

use super::columns::{Mapping, Slot, View};
use super::grid::{Grid, filled_cells, shown, text};
use super::header::compact;
use super::knowledge::Knowledge;
use super::sheet::{Cell, Placed};
use super::unpivot;
use super::value::{self, Decimal, TimeUnit};
use crate::model::key::fold;
use crate::model::{Kind, Schema};

/// More rows without date or number than this are a damaged column, not sums.
const MOST_SUMS: usize = 2_000;

/// Why a row is no data (`SheetAccount::not_data`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the codes say it")]
pub enum NoData {
    Title,
    Header,
    Total,
    Blank,
    Footer,
    Group,
    Note,
    Duplicate,
    UnknownTable,
    Ignored,
}

impl NoData {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            NoData::Title => "title",
            NoData::Header => "header",
            NoData::Total => "total",
            NoData::Blank => "blank",
            NoData::Footer => "footer",
            NoData::Group => "group",
            NoData::Note => "note",
            NoData::Duplicate => "duplicate",
            NoData::UnknownTable => "unknown_table",
            NoData::Ignored => "ignored",
        }
    }
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum RowKind {
    /// A row of values; group texts that stand above it, by column.
    Data(BTreeMap<u32, String>),
    /// Something else.
    NoData(NoData),
}

/// What the classifier needs to know of a table.
pub struct Shape<'s> {
    /// Its grid.
    pub grid: &'s Grid<'s>,
    /// First and last column.
    pub columns: (u32, u32),
    /// First and last row below the header.
    pub rows: (u32, u32),
    /// Its columns.
    pub views: &'s [View<'s>],
    /// Its mapping.
    pub mapping: &'s Mapping,
    /// Its schema.
    pub schema: &'s Schema,
    /// Columns of a wide grid.
    pub periods: &'s [u32],
    /// Words.
    pub knowledge: &'s Knowledge,
}

struct Seen<'s> {
    row: u32,
    cells: Vec<Placed<'s>>,
    kind: Option<NoData>,
}

/// Classifies rows that hold anything; absent and blank rows are blank.
pub fn classify(shape: &Shape<'_>) -> Vec<(u32, RowKind)> {
    let rows = shape.grid.rows(shape.rows.0, shape.rows.1);
    let mut seen: Vec<Seen<'_>> = rows
        .map(|row| {
            let cells: Vec<Placed<'_>> = filled_cells(&row.cells, shape.columns).copied().collect();
            let kind = shape.plain_kind(&cells);
            let row = row.number;
            Seen { row, cells, kind }
        })
        .collect();
    shape.mark_lone_cells(&mut seen);
    shape.mark_sums(&mut seen);
    shape.with_groups(seen)
}

impl Shape<'_> {
    /// What a row is by itself.
    fn plain_kind(&self, cells: &[Placed<'_>]) -> Option<NoData> {
        if cells.is_empty() {
            return Some(NoData::Blank);
        }
        if self.repeats_header(cells) {
            return Some(NoData::Header);
        }
        if self.is_labelled_total(cells) {
            return Some(NoData::Total);
        }
        None
    }

    /// Six cells of ten are headings. Most rows are told apart by their first cells.
    fn repeats_header(&self, cells: &[Placed<'_>]) -> bool {
        let mut alike = 0;
        for (at, placed) in cells.iter().enumerate() {
            alike += usize::from(self.is_own_heading(placed));
            let others = at + 1 - alike;
            if others * 10 > cells.len() * 4 {
                return false;
            }
        }
        alike >= 2
    }

    fn is_own_heading(&self, placed: &Placed) -> bool {
        let Some(view) = self.views.iter().find(|view| view.column == placed.column) else {
            return false;
        };
        let key = compact(&shown(&placed.cell));
        !key.is_empty() && view.heading.keys.iter().any(|(known, _)| *known == key)
    }

    /// `Total for X`, `Итого`, `合计`, `>>>` in one of the first cells, with no value that only data has.
    fn is_labelled_total(&self, cells: &[Placed<'_>]) -> bool {
        let words = &self.knowledge.words;
        let labels: Vec<(u32, String)> = cells
            .iter()
            .take(3)
            .filter_map(|placed| Some((placed.column, text(&placed.cell)?)))
            .map(|(column, text)| (column, fold(text)))
            .collect();
        let filler = cells
            .first()
            .and_then(|placed| text(&placed.cell))
            .is_some_and(|text| text.starts_with(">>"));
        if filler {
            return true;
        }
        let keyed = self.has_key(cells, None);
        labels.iter().any(|(column, label)| {
            let keyed_elsewhere = self.has_key(cells, Some(*column));
            words.is_total(label) && !keyed_elsewhere
                || words.begins_total(label) && !keyed && !self.names_many(cells)
        })
    }

    /// A readable date, or a document number: what a total never has.
    fn has_key(&self, cells: &[Placed<'_>], besides: Option<u32>) -> bool {
        cells
            .iter()
            .filter(|placed| Some(placed.column) != besides)
            .any(|placed| match self.kind_of(placed.column) {
                Some((Kind::Date, _)) => text(&placed.cell)
                    .is_none_or(|text| text.chars().any(|letter| letter.is_ascii_digit())),
                Some((Kind::Number, at)) => self.schema.fields[at].needed,
                _ => false,
            })
    }

    /// Three or more texts: a row that names its subject, not a total.
    fn names_many(&self, cells: &[Placed<'_>]) -> bool {
        cells
            .iter()
            .filter(|placed| matches!(placed.cell, Cell::Text(_)))
            .filter(|placed| {
                matches!(
                    self.kind_of(placed.column),
                    Some((
                        Kind::Client | Kind::Person | Kind::Project | Kind::Text | Kind::Code,
                        _
                    ))
                )
            })
            .count()
            >= 3
    }

    fn kind_of(&self, column: u32) -> Option<(Kind, usize)> {
        match self.mapping.slot_of(column)?.slot {
            Slot::Field(at) => Some((self.schema.fields[at].kind, at)),
            Slot::Helper(_) => None,
        }
    }

    /// Rows of one cell in a wider table: group headings where data follows, footers where none does. A lone
    /// amount is a sum or a row to set aside, never a note.
    fn mark_lone_cells(&self, seen: &mut [Seen<'_>]) {
        let width = self.views.len();
        let measure = self.measure();
        let last_data = seen.iter().rposition(|seen| {
            seen.kind.is_none()
                && (seen.cells.len() > 2
                    || self.fills_period(&seen.cells)
                    || seen.cells.len() > 1 && self.has_key(&seen.cells, None))
        });
        for at in 0..seen.len() {
            if seen[at].kind.is_some() {
                continue;
            }
            let after = last_data.is_none_or(|last| at > last);
            let few = seen[at].cells.len();
            let lone = few == 1 && width >= 3;
            let stamp = after && few <= 2 && width >= 4 && !self.has_key(&seen[at].cells, None);
            if !lone && !stamp {
                continue;
            }
            let measures = few == 1 && measure == Some(seen[at].cells[0].column);
            if measures || self.fills_period(&seen[at].cells) || self.is_lone_identity(seen, at) {
                continue;
            }
            seen[at].kind = Some(if after {
                NoData::Footer
            } else if lone && self.opens_group(seen, at) {
                NoData::Group
            } else {
                NoData::Note
            });
        }
    }

    /// A cell of a day, week or month: a grid prints names once, so that rows of one such cell are data.
    fn fills_period(&self, cells: &[Placed<'_>]) -> bool {
        cells
            .iter()
            .any(|placed| self.periods.contains(&placed.column))
    }

    /// The only cell names the row's subject in a list of subjects, like its neighbours do.
    fn is_lone_identity(&self, seen: &[Seen<'_>], at: usize) -> bool {
        let column = seen[at].cells[0].column;
        let first_must = self.schema.must.first();
        let identity = self.kind_of(column).is_some_and(|(_, field)| {
            first_must.is_some_and(|group| group.contains(&self.schema.fields[field].name))
                && !self
                    .schema
                    .fields
                    .iter()
                    .any(|f| f.needed && f.kind == Kind::Date)
        });
        if !identity || !self.periods.is_empty() {
            return false;
        }
        let merged = self.grid.is_covered(seen[at].row, column + 1);
        let filled_below = seen[at + 1..]
            .iter()
            .find(|next| next.kind.is_none() && next.cells.len() > 1)
            .is_none_or(|next| next.cells.iter().any(|placed| placed.column == column));
        !merged && filled_below
    }

    /// A data row follows before the next lone cell's turn is over.
    fn opens_group(&self, seen: &[Seen<'_>], at: usize) -> bool {
        seen[at + 1..]
            .iter()
            .find(|next| next.kind != Some(NoData::Blank) && next.kind != Some(NoData::Header))
            .is_some_and(|next| next.kind.is_none())
    }

    /// Rows without date or number whose measure is the sum of the rows below (roll-up) or above (total).
    fn mark_sums(&self, seen: &mut [Seen<'_>]) {
        let Some(measure) = self.measure() else {
            return;
        };
        let amounts: Vec<Option<i64>> = seen
            .iter()
            .map(|seen| {
                if seen.kind.is_some() {
                    None
                } else {
                    self.amount(&seen.cells, measure)
                }
            })
            .collect();
        let keyless: Vec<bool> = seen
            .iter()
            .zip(&amounts)
            .map(|(seen, amount)| {
                seen.kind.is_none() && amount.is_some() && !self.has_key(&seen.cells, None)
            })
            .collect();
        let keyed = keyless
            .iter()
            .zip(&amounts)
            .filter(|(less, amount)| !**less && amount.is_some())
            .count();
        let doubtful = keyless.iter().filter(|less| **less).count();
        if keyed == 0 || doubtful > MOST_SUMS {
            return;
        }
        for at in 0..seen.len() {
            if !keyless[at] {
                continue;
            }
            let own = amounts[at];
            if self.sum_below(&amounts, &keyless, at).contains(&own) {
                seen[at].kind = Some(NoData::Duplicate);
            } else if self.sum_above(&amounts, &keyless, at).contains(&own) {
                seen[at].kind = Some(NoData::Total);
            }
        }
    }

    fn measure(&self) -> Option<u32> {
        let has_key = self.schema.fields.iter().enumerate().any(|(at, field)| {
            matches!(field.kind, Kind::Date | Kind::Number)
                && field.needed
                && self
                    .mapping
                    .bound
                    .iter()
                    .any(|bound| bound.slot == Slot::Field(at))
        });
        if !has_key {
            return None;
        }
        ["duration", "gross", "net", "amount", "balance"]
            .iter()
            .find_map(|name| self.mapping.column_of(self.schema, name))
    }

    fn amount(&self, cells: &[Placed<'_>], column: u32) -> Option<i64> {
        let placed = cells.iter().find(|placed| placed.column == column)?;
        match self.kind_of(column)?.0 {
            Kind::Duration => value::duration(&placed.cell, TimeUnit::Hours, Decimal::Point)
                .ok()
                .map(|time| time.0),
            Kind::Money => value::money(&placed.cell, Decimal::Point)
                .ok()
                .map(|(amount, _)| amount.0),
            _ => None,
        }
    }

    /// Sums of the data rows that follow: up to the next keyless row, and up to the next keyless row that
    /// starts as far left.
    fn sum_below(&self, amounts: &[Option<i64>], keyless: &[bool], at: usize) -> Vec<Option<i64>> {
        let mut sums = Vec::new();
        let mut sum = 0;
        let mut rows = 0;
        for next in at + 1..amounts.len() {
            if keyless[next] {
                if rows > 0 {
                    sums.push(Some(sum));
                }
                continue;
            }
            if let Some(amount) = amounts[next] {
                sum += amount;
                rows += 1;
            }
        }
        if rows > 0 {
            sums.push(Some(sum));
        }
        sums
    }

    fn sum_above(&self, amounts: &[Option<i64>], keyless: &[bool], at: usize) -> Vec<Option<i64>> {
        let mut sums = Vec::new();
        let mut sum = 0;
        let mut rows = 0;
        for before in (0..at).rev() {
            if keyless[before] {
                if rows > 0 {
                    sums.push(Some(sum));
                }
                continue;
            }
            if let Some(amount) = amounts[before] {
                sum += amount;
                rows += 1;
            }
        }
        if rows > 0 {
            sums.push(Some(sum));
        }
        sums
    }

    /// Hands each data row the group texts above it; a total ends the group of its column.
    fn with_groups(&self, seen: Vec<Seen<'_>>) -> Vec<(u32, RowKind)> {
        let mut groups: BTreeMap<u32, String> = BTreeMap::new();
        let mut kinds = Vec::with_capacity(seen.len());
        for seen in seen {
            let kind = match seen.kind {
                Some(NoData::Group) => {
                    let placed = seen.cells[0];
                    groups.insert(placed.column, shown(&placed.cell));
                    RowKind::NoData(NoData::Group)
                }
                Some(NoData::Total) => {
                    groups.clear();
                    RowKind::NoData(NoData::Total)
                }
                Some(kind) => RowKind::NoData(kind),
                None => RowKind::Data(groups.clone()),
            };
            kinds.push((seen.row, kind));
        }
        kinds
    }
}

/// True for a group text that names a month or an ageing bucket and not a client.
pub fn is_no_name(text: &str, knowledge: &Knowledge) -> bool {
    let cell = Cell::Text(text);
    unpivot::hint(&cell, &knowledge.words).is_some()
        || !text.chars().any(char::is_alphabetic)
        || text.chars().any(|letter| letter.is_ascii_digit()) && text.contains('-')
        || knowledge.words.is_no_group(&fold(text))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{grid, read, shown};
    use crate::model::Table;

    #[test]
    fn rows_that_are_no_data_say_why() {
        let head = "Date|Person|Client|Hours|Note";
        let (one, two) = ("@46300|Anna Li|Halden|1.5|x", "@46301|Bob Ray|Fenwick|2|y");
        for (what, text, reason) in [
            (
                "total",
                format!("{head}\n{one}\n{two}\nTotal|||3.5|"),
                "total",
            ),
            (
                "total in Russian",
                format!("{head}\n{one}\n{two}\nИтого|||3.5|"),
                "total",
            ),
            (
                "total in Chinese",
                format!("{head}\n{one}\n{two}\n合计|||3.5|"),
                "total",
            ),
            (
                "subtotal of a client",
                format!("{head}\n{one}\nTotal for Halden|||1.5|\n{two}"),
                "total",
            ),
            (
                "total without a word",
                format!("{head}\n{one}\n{two}\n|||3.5|"),
                "total",
            ),
            (
                "group",
                format!("{head}\n{one}\nFenwick||||\n{two}"),
                "group",
            ),
            (
                "footer",
                format!("{head}\n{one}\n{two}\n\nGenerated by Timely"),
                "footer",
            ),
            (
                "repeated header",
                format!("{head}\n{one}\n{head}\n{two}"),
                "header",
            ),
            ("blank", format!("{head}\n{one}\n\n{two}"), "blank"),
        ] {
            let intake = read(vec![grid("a.csv", "", &text)]);
            let account = &intake.accounts[0];
            assert_eq!(account.used, 2, "{what}: {account:?}");
            let least = if reason == "header" { 2 } else { 1 };
            assert_eq!(
                account.not_data.get(reason),
                Some(&least),
                "{what}: {account:?}"
            );
            assert_eq!(intake.tables.rows(Table::Time).len(), 2, "{what}");
        }
    }

    #[test]
    fn a_group_row_names_the_client_below_it() {
        let text = "Date|Person|Task|Hours\nHalden|||\n@46300|Anna Li|Design|1.5\n@46301|Anna Li|Design|2\nFenwick|||\n@46301|Bob Ray|Copy|3";
        let intake = read(vec![grid("time.xlsx", "Sheet1", text)]);
        assert_eq!(
            shown(&intake, Table::Time, &["client", "person", "duration"]),
            [
                "Halden Anna Li 1.5000",
                "Halden Anna Li 2.0000",
                "Fenwick Bob Ray 3.0000"
            ]
        );
    }
}
