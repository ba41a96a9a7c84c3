//! Texts that stand once above the rows they are said of: group rows, nested ones too, and columns that print a value
//! only where it changes.

use std::collections::{BTreeMap, BTreeSet};

use super::daily_totals;
use super::day_above::is_month;
use super::grid::{indent, shown, text};
use super::lone::lone_text;
use super::rows::{Brief, Groups, NoData, RowKind, Shape};
use super::sheet::Cell;
use super::unpivot::{Hint, hint};
use crate::model::key::fold;
use crate::model::{Kind, Table};

/// Data rows that a column must have before its gaps mean anything.
const FEWEST_ROWS: usize = 3;
/// Gaps from which on a column that prints its values once is no accident.
const FEWEST_GAPS: usize = 2;

/// So many rows at most are a few.
const FEW_ROWS: usize = 4;

/// A group row whose rows have not ended.
#[derive(Clone)]
struct Level {
    column: u32,
    indent: usize,
    text: String,
    /// Its row sums up the rows below it: it ends where one does not stand further in.
    sums_up: bool,
    /// It is a month, which only the next month ends.
    spans: bool,
}

impl Level {
    /// Its text, as far in as it stands.
    fn shown(&self) -> String {
        format!("{}{}", " ".repeat(self.indent), self.text)
    }

    fn standing(&self) -> (u32, usize) {
        (self.column, self.indent)
    }
}

/// Hands each data row the group texts that hold for it.
pub(super) fn with_groups(shape: &Shape<'_>, briefs: Vec<Brief>) -> Vec<(u32, RowKind)> {
    let mut walk = Walk {
        levels: opening(shape, &briefs).into_iter().collect(),
        carried: BTreeMap::new(),
        printed_once: printed_once(shape, &briefs),
        groups: None,
        person: None,
    };
    (0..briefs.len())
        .map(|at| (briefs[at].number, walk.kind(shape, &briefs, at)))
        .collect()
}

struct Walk {
    /// Group rows above, outermost first.
    levels: Vec<Level>,
    /// The last value of each column that prints values once.
    carried: BTreeMap<u32, String>,
    printed_once: Vec<u32>,
    /// The texts of the row before, where they still hold.
    groups: Option<Groups>,
    /// Whose absence the row before is.
    person: Option<Person>,
}

/// A name in its column and the last row that it holds for.
struct Person {
    column: u32,
    row: u32,
    name: String,
}

impl Walk {
    fn kind(&mut self, shape: &Shape<'_>, briefs: &[Brief], at: usize) -> RowKind {
        let brief = &briefs[at];
        match brief.kind {
            None => {
                self.leave_roll_ups(shape, brief);
                let groups = self.groups_of(shape, brief);
                return RowKind::Data(self.with_person(shape, brief, groups));
            }
            Some(NoData::Group) => self.open(shape, briefs, at),
            Some(NoData::Total) => self.close(shape, brief),
            Some(NoData::Duplicate) => self.open_roll_up(shape, briefs, at),
            _ => {}
        }
        RowKind::NoData(brief.kind.unwrap_or(NoData::Note))
    }

    /// A group row ends the groups further right, further in, and as many of its own standing as follow one another here:
    /// a client and a project above their rows end the client and the project before.
    fn open(&mut self, shape: &Shape<'_>, briefs: &[Brief], at: usize) {
        let Some((column, indent, text)) = head_text(shape, &briefs[at]) else {
            return;
        };
        let spans = shape.holds_names(column) && is_span(&text, shape);
        if spans && !heads_months(shape, &text) {
            return;
        }
        while self
            .levels
            .last()
            .is_some_and(|last| last.standing() > (column, indent))
        {
            self.levels.pop();
        }
        if !follows_its_like(shape, briefs, at, (column, indent)) {
            for _ in 0..run_length(shape, briefs, at, (column, indent)) {
                if self
                    .levels
                    .last()
                    .is_some_and(|last| last.standing() == (column, indent))
                {
                    self.levels.pop();
                }
            }
        }
        self.levels.push(Level {
            column,
            indent,
            text,
            sums_up: false,
            spans,
        });
        self.carried.clear();
        self.groups = None;
    }

    /// A row that sums up those below it names them, where they stand further in in its column, or leave that empty.
    fn open_roll_up(&mut self, shape: &Shape<'_>, briefs: &[Brief], at: usize) {
        if heads_gaps(shape, briefs, at) {
            return self.open(shape, briefs, at);
        }
        let Some((column, indent, text)) = first_text(shape, &briefs[at]) else {
            return;
        };
        self.leave(&(column, indent));
        let next = briefs.get(at + 1).and_then(|next| first_text(shape, next));
        if next.is_some_and(|(other, further, _)| other == column && further > indent) {
            self.levels.push(Level {
                column,
                indent,
                text,
                sums_up: true,
                spans: false,
            });
            self.groups = None;
        }
    }

    fn leave_roll_ups(&mut self, shape: &Shape<'_>, brief: &Brief) {
        if self.levels.last().is_some_and(|last| last.sums_up)
            && let Some((column, indent, _)) = first_text(shape, brief)
        {
            self.leave(&(column, indent));
        }
    }

    /// Leaves the rows that sum up others, down to what stands further out.
    fn leave(&mut self, standing: &(u32, usize)) {
        let before = self.levels.len();
        while (self.levels.last()).is_some_and(|last| last.sums_up && last.standing() >= *standing)
        {
            self.levels.pop();
        }
        if self.levels.len() < before {
            self.groups = None;
        }
    }

    /// A total ends the group it names with all groups in it, else the innermost that is no month.
    fn close(&mut self, shape: &Shape<'_>, brief: &Brief) {
        let label = shape
            .grid
            .at(brief.number, brief.first)
            .map(|placed| fold(&shown(&placed.cell)));
        let named = label.and_then(|label| {
            self.levels
                .iter()
                .position(|level| label.contains(&fold(&level.text)))
        });
        let month = self.levels.last().is_some_and(|last| last.spans);
        let innermost = self.levels.len().saturating_sub(usize::from(!month));
        let kept = named.unwrap_or(innermost);
        self.levels.truncate(kept);
        self.groups = None;
    }

    /// A second absence below the first of a person, its number and its name left empty, is that person's.
    fn with_person(&mut self, shape: &Shape<'_>, brief: &Brief, groups: Groups) -> Groups {
        if shape.schema.table != Table::Leave || !shape.periods.is_empty() {
            return groups;
        }
        let Some(column) = shape.mapping.column_of(shape.schema, "person") else {
            return groups;
        };
        if brief.columns & shape.bit(column) != 0 {
            self.person = shape.grid.at(brief.number, column).map(|placed| Person {
                column,
                row: brief.number,
                name: shown(&placed.cell),
            });
            return groups;
        }
        match &mut self.person {
            Some(person) if person.row + 1 == brief.number && brief.first > column => {
                person.row = brief.number;
                let carried = (person.column, person.name.clone());
                Groups::new(groups.iter().cloned().chain([carried]).collect())
            }
            _ => groups,
        }
    }

    fn groups_of(&mut self, shape: &Shape<'_>, brief: &Brief) -> Groups {
        for (nth, column) in self.printed_once.iter().enumerate() {
            if brief.columns & shape.bit(*column) == 0 {
                continue;
            }
            if let Some(placed) = shape.grid.at(brief.number, *column) {
                for inner in &self.printed_once[nth..] {
                    self.carried.remove(inner);
                }
                self.carried.insert(*column, shown(&placed.cell));
                self.groups = None;
            }
        }
        let (levels, carried) = (&self.levels, &self.carried);
        self.groups
            .get_or_insert_with(|| {
                let above = levels.iter().map(|level| (level.column, level.shown()));
                let carried = carried.iter().map(|(column, text)| (*column, text.clone()));
                Groups::new(above.chain(carried).collect())
            })
            .clone()
    }
}

/// A row's first cell when it is a text, with its column and how far it is indented.
fn first_text(shape: &Shape<'_>, brief: &Brief) -> Option<(u32, usize, String)> {
    let placed = shape.grid.at(brief.number, brief.first)?;
    text(&placed.cell)?;
    Some((placed.column, indent(&placed.cell), shown(&placed.cell)))
}

/// A row's first cell when it is a day, as a text is shown.
fn first_day(shape: &Shape<'_>, brief: &Brief) -> Option<(u32, usize, String)> {
    let placed = shape.grid.at(brief.number, brief.first)?;
    let is_day = matches!(placed.cell, Cell::Date(_));
    is_day.then(|| (placed.column, 0, shown(&placed.cell)))
}

/// The name of a row that heads others: its only cell, or the only one beside its sum.
fn head_text(shape: &Shape<'_>, brief: &Brief) -> Option<(u32, usize, String)> {
    match brief.kind {
        Some(NoData::Duplicate) => first_text(shape, brief).or_else(|| first_day(shape, brief)),
        _ => lone_text(shape, brief.number),
    }
}

/// A row of a name and its sum above rows whose cells in the column of that name are empty: a group like one without a sum.
fn heads_gaps(shape: &Shape<'_>, briefs: &[Brief], at: usize) -> bool {
    let brief = &briefs[at];
    let mut below = briefs[at..].iter();
    let data = below.find(|other| other.is_open());
    let bit = shape.bit(brief.first);
    // `Client / person`: names of both stand in the column
    let two_levels = { shape.mapping.level_above }.is_some_and(|(column, _)| column == brief.first);
    brief.filled == 2
        && shape.periods.is_empty()
        && head_text(shape, brief).is_some()
        && data.is_some_and(|data| bit != 0 && (data.columns & bit == 0 || two_levels))
}

/// A group row, with its sum or without.
fn is_head(shape: &Shape<'_>, briefs: &[Brief], at: usize) -> bool {
    match briefs[at].kind {
        Some(NoData::Group) => true,
        Some(NoData::Duplicate) => heads_gaps(shape, briefs, at),
        _ => false,
    }
}

/// A month above rows of time that have no day of their own.
fn heads_months(shape: &Shape<'_>, text: &str) -> bool {
    let dated = shape.mapping.column_of(shape.schema, "date").is_some();
    shape.schema.table == Table::Time && !dated && is_month(text, &shape.knowledge.words)
}

/// True for a text that names a month or a week, which is no name of a client and no day.
fn is_span(text: &str, shape: &Shape<'_>) -> bool {
    let hint = hint(&Cell::Text(text), &shape.knowledge.words);
    matches!(
        hint,
        Some(Hint::Month(..) | Hint::Week(..) | Hint::Range(..))
    )
}

/// The group row before, with no data between, stands as far left and as far in.
fn follows_its_like(
    shape: &Shape<'_>,
    briefs: &[Brief],
    at: usize,
    standing: (u32, usize),
) -> bool {
    let before = (0..at).rev().find(|at| is_passed(&briefs[*at]));
    before.is_some_and(|before| {
        is_head(shape, briefs, before) && stands(shape, &briefs[before], standing)
    })
}

/// How many group rows of one standing follow each other from here on, with no data between.
fn run_length(shape: &Shape<'_>, briefs: &[Brief], at: usize, standing: (u32, usize)) -> usize {
    (at..briefs.len())
        .filter(|at| is_passed(&briefs[*at]))
        .take_while(|at| is_head(shape, briefs, *at))
        .filter(|at| stands(shape, &briefs[*at], standing))
        .count()
}

/// Neither blank nor headings once more.
fn is_passed(brief: &Brief) -> bool {
    !matches!(brief.kind, Some(NoData::Blank | NoData::Header))
}

fn stands(shape: &Shape<'_>, brief: &Brief, standing: (u32, usize)) -> bool {
    head_text(shape, brief).is_some_and(|(column, indent, _)| (column, indent) == standing)
}

/// The title of the first of several parts with the same headings: where group rows stand above the repeated headings, the
/// lone cell above the first headings is a group too.
fn opening(shape: &Shape<'_>, briefs: &[Brief]) -> Option<Level> {
    let header = shape.header?;
    let parted = briefs
        .windows(2)
        .any(|pair| pair[0].kind == Some(NoData::Group) && pair[1].kind == Some(NoData::Header));
    let above = header.checked_sub(1).filter(|row| parted && *row > 0)?;
    lone_text(shape, above).map(|(column, indent, text)| Level {
        column,
        indent,
        text,
        sums_up: false,
        spans: false,
    })
}

/// Columns that print a value only in the first row it holds for. They are the outermost bound columns; a value never
/// stands twice in a row, begins one run of rows only, and every part of the table begins with one.
pub(super) fn printed_once(shape: &Shape<'_>, briefs: &[Brief]) -> Vec<u32> {
    let mut found: Vec<u32> = Vec::new();
    if !shape.periods.is_empty() {
        return found;
    }
    let open = briefs.iter().filter(|brief| brief.is_open()).count();
    for view in shape.views {
        let Some((kind, _)) = shape.kind_of(view.column) else {
            continue;
        };
        let may = matches!(
            kind,
            Kind::Client | Kind::Person | Kind::Project | Kind::Date | Kind::Text | Kind::Code
        );
        if !may || open < FEWEST_ROWS || !prints_once(shape, briefs, &found, view.column) {
            break;
        }
        found.push(view.column);
    }
    found
}

fn prints_once(shape: &Shape<'_>, briefs: &[Brief], outer: &[u32], column: u32) -> bool {
    let bit = shape.bit(column);
    let outer: u64 = outer
        .iter()
        .fold(0, |mask, column| mask | shape.bit(*column));
    let gaps = briefs
        .iter()
        .filter(|brief| brief.is_open() && brief.columns & bit == 0);
    let mut gaps = gaps.peekable();
    let merged = gaps
        .peek()
        .is_some_and(|brief| shape.grid.is_covered(brief.number, column));
    let gaps = gaps.take(FEWEST_GAPS).count();
    let few = gaps < FEWEST_GAPS;
    let told = || {
        parts_end_in_totals(shape, briefs, column)
            || daily_totals::are_told(shape, briefs, column)
            || daily_totals::clocks_go_on(shape, briefs, column)
            || outer == 0 && heads_a_few(shape, briefs, column)
    };
    if bit == 0 || merged || gaps == 0 || few && !told() {
        return false;
    }
    let (mut begun, mut fresh, mut runs) = (BTreeSet::new(), true, 0);
    for brief in briefs {
        if !brief.is_open() {
            fresh |= matches!(
                brief.kind,
                Some(NoData::Total | NoData::Group | NoData::Duplicate)
            );
            // the next group may hold the same values
            if brief.kind == Some(NoData::Group) {
                begun.clear();
            }
            continue;
        }
        let outer_changes = brief.columns & outer != 0;
        if brief.columns & bit == 0 {
            if fresh || outer_changes {
                return false;
            }
            continue;
        }
        if outer_changes || fresh && !outer.eq(&0) {
            begun.clear();
        }
        let Some(placed) = shape.grid.at(brief.number, column) else {
            return false;
        };
        let value = shown(&placed.cell);
        if !begun.insert(value) {
            return false;
        }
        runs += 1;
        fresh = false;
    }
    runs >= 2
}

/// The first column of names of so few rows that one gap in it is a good part of them: the row below a name is of that name.
fn heads_a_few(shape: &Shape<'_>, briefs: &[Brief], column: u32) -> bool {
    let open = briefs.iter().filter(|brief| brief.is_open()).count();
    let first = shape
        .views
        .first()
        .is_some_and(|view| view.column == column);
    let names = shape
        .kind_of(column)
        .is_some_and(|(kind, _)| matches!(kind, Kind::Client | Kind::Person));
    first && names && open <= FEW_ROWS
}

/// Two parts or more, each of which ends in a total and has its only value of a column in its first row: one gap is no
/// accident there.
fn parts_end_in_totals(shape: &Shape<'_>, briefs: &[Brief], column: u32) -> bool {
    let bit = shape.bit(column);
    let seen = |brief: &&Brief| {
        !matches!(
            brief.kind,
            Some(NoData::Blank | NoData::Group | NoData::Header)
        )
    };
    let rows: Vec<&Brief> = briefs.iter().filter(seen).collect();
    let parts: Vec<&[&Brief]> = rows
        .split_inclusive(|brief| brief.kind == Some(NoData::Total))
        .filter(|part| part.iter().any(|brief| brief.is_open()))
        .collect();
    parts.len() >= 2
        && parts.iter().all(|part| {
            let values = part
                .iter()
                .map(|brief| brief.is_open() && brief.columns & bit != 0);
            let ends = part
                .last()
                .is_some_and(|last| last.kind == Some(NoData::Total));
            ends && values.enumerate().all(|(at, filled)| filled == (at == 0))
        })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{grid, read, shown};
    use crate::model::Table;

    /// Client, project and length of the time entries of a sheet, with `/` for a line's end.
    fn entries(text: &str) -> String {
        let intake = read(vec![grid("time.xlsx", "Sheet1", text)]);
        shown(
            &intake,
            Table::Time,
            &["date", "client", "project", "duration"],
        )
        .iter()
        .map(|entry| entry.replace("2026-10-0", "").replace("000", ""))
        .collect::<Vec<_>>()
        .join(" / ")
    }

    #[test]
    fn a_group_row_is_said_of_the_rows_below_it() {
        for (what, text, expected) in [
            (
                "clients",
                "Date|Person|Task|Hours\nHalden|||\n@46300|Anna Li|Design|1.5\n@46301|Anna Li|Design|2\nFenwick|||\n@46301|Bob Ray|Copy|3",
                "5 Halden - 1.5 / 6 Halden - 2.0 / 6 Fenwick - 3.0",
            ),
            (
                "a project in a client",
                "Client|Project|Date|Person|Hours\nHalden||||\n|Website|||\n||@46300|Anna Li|1.5\n|Search|||\n||@46302|Anna Li|3\nFenwick||||\n||@46301|Bob Ray|4",
                "5 Halden Website 1.5 / 7 Halden Search 3.0 / 6 Fenwick - 4.0",
            ),
            (
                "a project under a client, in one column",
                "Date|Person|Task|Hours\nHalden|||\nWebsite|||\n@46300|Anna Li|Design|1.5\nSearch|||\n@46302|Anna Li|Copy|3\nFenwick|||\nApp|||\n@46301|Bob Ray|Copy|4",
                "5 Halden Website 1.5 / 7 Halden Search 3.0 / 6 Fenwick App 4.0",
            ),
            (
                "until its total",
                "Date|Person|Task|Hours\nHalden|||\n@46300|Anna Li|Design|1.5\nTotal for Halden|||1.5\n@46301|Bob Ray|Copy|3",
                "5 Halden - 1.5 / 6 - - 3.0",
            ),
            (
                "a title over each part",
                "Halden|||\nDate|Person|Task|Hours\n@46300|Anna Li|Design|1.5\n\nFenwick|||\nDate|Person|Task|Hours\n@46302|Anna Li|Design|3",
                "5 Halden - 1.5 / 7 Fenwick - 3.0",
            ),
            (
                "no remark among the tasks",
                "Task|Date|Person|Hours\nDraft|@46300|Anna Li|1.5\nplease fill in your hours until Friday!|||\nFinal|@46301|Anna Li|2",
                "5 - - 1.5 / 6 - - 2.0",
            ),
            (
                "a client that sums up its projects, further in",
                "Project|Date|Person|Hours\nHalden|||4.5\n\"  Website|@46300|Anna Li|1.5\n\"  Search|@46301|Anna Li|3\nFenwick|||4\n\"  App|@46301|Bob Ray|4",
                "5 Halden Website 1.5 / 6 Halden Search 3.0 / 6 Fenwick App 4.0",
            ),
            (
                "no month and no page",
                "Client|Project|Date|Person|Hours\n2026-10||||\nHalden|Website|@46300|Anna Li|1.5\n|Website|@46301|Anna Li|2",
                "5 Halden Website 1.5 / 6 - Website 2.0",
            ),
        ] {
            assert_eq!(entries(text), expected, "{what}");
        }
    }

    #[test]
    fn a_column_that_prints_values_once_fills_its_gaps() {
        for (what, text, expected) in [
            (
                "clients",
                "Client|Date|Person|Hours\nHalden|@46300|Anna Li|1.5\n|@46301|Anna Li|2\nFenwick|@46301|Bob Ray|3\n|@46302|Bob Ray|4",
                "5 Halden - 1.5 / 6 Halden - 2.0 / 6 Fenwick - 3.0 / 7 Fenwick - 4.0",
            ),
            (
                "days",
                "Date|Person|Client|Hours\n@46300|Anna Li|Halden|1.5\n|Bob Ray|Fenwick|2\n@46301|Anna Li|Halden|4\n|Bob Ray|Fenwick|5",
                "5 Halden - 1.5 / 5 Fenwick - 2.0 / 6 Halden - 4.0 / 6 Fenwick - 5.0",
            ),
            (
                "not one whose values come again",
                "Client|Date|Person|Hours\nHalden|@46300|Anna Li|1.5\n|@46301|Anna Li|2\nFenwick|@46301|Bob Ray|3\n|@46302|Bob Ray|4\nHalden|@46303|Bob Ray|5",
                "5 Halden - 1.5 / 6 - - 2.0 / 6 Fenwick - 3.0 / 7 - - 4.0 / 8 Halden - 5.0",
            ),
            (
                "not one behind a column that is always filled",
                "Date|Client|Person|Hours\n@46300|Halden|Anna Li|1.5\n@46301||Anna Li|2\n@46302|Fenwick|Bob Ray|3\n@46303||Bob Ray|4",
                "5 Halden - 1.5 / 6 - - 2.0 / 7 Fenwick - 3.0 / 8 - - 4.0",
            ),
        ] {
            assert_eq!(entries(text), expected, "{what}");
        }
    }
}
