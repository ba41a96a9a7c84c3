//! What each physical row is: data, or one of the things that stand between data.

use std::ops::Deref;
use std::sync::Arc;

use super::briefs::Columns;
use super::columns::{Mapping, Slot, View};
use super::crosses::PART;
use super::empty_days::mark_empty_days;
use super::grid::{Grid, filled_cells, shown, text};
use super::groups::with_groups;
use super::habits::decide_decimal;
use super::header::compact;
use super::kinds::Kinds;
use super::knowledge::Knowledge;
use super::lone::{mark_counts, mark_lone_cells, mark_strays};
use super::sheet::{Cell, Placed};
use super::sums::mark_sums;
use super::totals::{Says, confirm_totals, says};
use super::unpivot;
use super::value;
use crate::model::key::fold;
use crate::model::{Kind, Schema};

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
    const ALL: [NoData; 10] = [
        NoData::Title,
        NoData::Header,
        NoData::Total,
        NoData::Blank,
        NoData::Footer,
        NoData::Group,
        NoData::Note,
        NoData::Duplicate,
        NoData::UnknownTable,
        NoData::Ignored,
    ];

    /// The reason of a code.
    pub fn of_code(code: &str) -> Option<NoData> {
        NoData::ALL.into_iter().find(|why| why.code() == code)
    }

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

/// Texts that stand once above the rows they are said of, outermost first, each with its column and the spaces before it
/// that show how far in it stands. Most rows have none, and share nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Groups(Option<Arc<Vec<(u32, String)>>>);

impl Groups {
    /// No text.
    pub const NONE: Groups = Groups(None);

    /// The texts of some rows.
    pub fn new(texts: Vec<(u32, String)>) -> Groups {
        Groups((!texts.is_empty()).then(|| Arc::new(texts)))
    }
}

impl Deref for Groups {
    type Target = [(u32, String)];

    fn deref(&self) -> &[(u32, String)] {
        self.0.as_ref().map_or(&[], |texts| texts)
    }
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum RowKind {
    /// A row of values, and the group texts that hold for it.
    Data(Groups),
    /// Something else.
    NoData(NoData),
}

/// What the classifier needs to know of a table.
pub struct Shape<'s> {
    /// Its grid.
    pub grid: &'s Grid<'s>,
    /// First and last column.
    pub columns: (u32, u32),
    /// First row of its header, where it has one.
    pub header: Option<u32>,
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

/// A row looked at once. Most rows are told apart by this alone; only doubtful ones are looked at again.
pub(super) struct Brief {
    /// 1-based row.
    pub number: u32,
    /// Cells that are not blank.
    pub filled: u32,
    /// Column of the first of them; 0 for none.
    pub first: u32,
    /// Which of the table's first 64 columns they are.
    pub columns: u64,
    /// It holds what a total never has: a date, a document number, in a list of names a name.
    pub keyed: bool,
    /// It has a key and a measure, but not one word: a day's total looks so.
    pub bare: bool,
    /// Its measure, where that reads.
    pub amount: Option<i64>,
    /// What a label in it claims.
    pub says: Says,
    /// What it is, once that is known; data as long as it is not.
    pub kind: Option<NoData>,
}

impl Brief {
    /// True when the row may be data.
    pub fn is_open(&self) -> bool {
        self.kind.is_none()
    }
}

/// Classifies rows that hold anything; absent and blank rows are blank.
pub fn classify(shape: &Shape<'_>) -> Kinds {
    let rows = shape.filled_rows();
    let mut columns = Columns::of(shape);
    if !columns.are_plain(&rows) {
        return Kinds::Told(told_by_briefs(shape, columns.briefs(&rows)));
    }
    debug_assert_eq!(
        Kinds::Data(rows.clone()).one_by_one(),
        told_by_briefs(shape, columns.briefs(&rows)),
        "briefs would tell the same"
    );
    Kinds::Data(rows)
}

/// What rows are by their briefs and those around them.
fn told_by_briefs(shape: &Shape<'_>, mut briefs: Vec<Brief>) -> Vec<(u32, RowKind)> {
    mark_titles(shape, &mut briefs);
    mark_empty_days(shape, &mut briefs);
    confirm_totals(shape, &mut briefs);
    mark_counts(shape, &mut briefs);
    mark_lone_cells(shape, &mut briefs);
    mark_sums(shape, &mut briefs);
    mark_strays(shape, &mut briefs);
    with_groups(shape, briefs)
}

/// Rows above the headings whose texts come again on the next page.
const ROWS_OF_TITLES: u32 = 4;
/// A title has no more cells: itself and the number of its page.
pub(super) const CELLS_OF_A_TITLE: u32 = 3;

/// The title of the report once more, at the top of another page: `Staff activity report`, `Page 2`.
fn mark_titles(shape: &Shape<'_>, briefs: &mut [Brief]) {
    let header = shape.header.unwrap_or(1);
    if !shape.periods.is_empty() {
        return;
    }
    let title = |row: u32| {
        let row = shape.grid.row(row)?;
        let cells: Vec<Placed<'_>> = filled_cells(&row.cells, shape.columns).copied().collect();
        let texts = cells
            .iter()
            .map(|placed| Some((placed.column, text(&placed.cell)?)));
        let texts: Vec<(u32, &str)> = texts.collect::<Option<_>>()?;
        let few = texts.len() <= CELLS_OF_A_TITLE as usize;
        let folded = texts.iter().map(|(column, text)| (*column, fold(text)));
        let folded: Vec<(u32, String)> = folded.collect();
        let words = folded.first().is_some_and(|(_, first)| first.contains(' '));
        (few && words).then_some(folded)
    };
    let above = header.saturating_sub(ROWS_OF_TITLES).max(1)..header;
    let titles: Vec<Vec<(u32, String)>> = above.filter_map(title).collect();
    if titles.is_empty() {
        return;
    }
    let again = |brief: &&mut Brief| brief.is_open() && brief.filled <= CELLS_OF_A_TITLE;
    for brief in briefs.iter_mut().filter(again) {
        let Some(own) = title(brief.number) else {
            continue;
        };
        let begins = || !brief.keyed && brief.filled > 1;
        let is = |known: &Vec<(u32, String)>| {
            is_stamped_again(known, &own) || begins() && known.first() == own.first()
        };
        if titles.iter().any(is) {
            brief.kind = Some(NoData::Title);
        }
    }
}

/// The same texts in the same columns but for the digits: `Printed 1 Nov`, `Page 2 of 3`.
fn is_stamped_again(known: &[(u32, String)], own: &[(u32, String)]) -> bool {
    let bare = |text: &str| text.replace(|letter: char| letter.is_ascii_digit(), "");
    let same = |(left, right): (&(u32, String), &(u32, String))| {
        left.0 == right.0 && bare(&left.1) == bare(&right.1)
    };
    let words = own
        .iter()
        .any(|(_, text)| bare(text).contains(char::is_alphabetic));
    let numbered = own
        .iter()
        .any(|(_, text)| text.contains(|letter: char| letter.is_ascii_digit()));
    words && numbered && known.len() == own.len() && known.iter().zip(own).all(same)
}

impl Shape<'_> {
    /// A row looked at by itself; `amount` is what its measure reads as.
    pub(super) fn brief_of(&self, number: u32, amount: Option<i64>) -> Option<Brief> {
        let row = self.grid.row(number)?;
        let cells: Vec<Placed<'_>> = filled_cells(&row.cells, self.columns).copied().collect();
        let keyed = self.has_key(&cells, None);
        let said = says(self, &cells, keyed);
        Some(Brief {
            number,
            filled: cells.len() as u32,
            first: cells.first().map_or(0, |placed| placed.column),
            columns: cells
                .iter()
                .fold(0, |mask, placed| mask | self.bit(placed.column)),
            keyed,
            bare: keyed && !cells.iter().any(|placed| self.holds_words(placed.column)),
            amount,
            kind: self.plain_kind(&cells, keyed, said),
            says: said,
        })
    }

    /// The bit of a column in [`Brief::columns`]; none beyond the 64th.
    pub(super) fn bit(&self, column: u32) -> u64 {
        1_u64.checked_shl(column - self.columns.0).unwrap_or(0)
    }

    /// What a row is by itself.
    fn plain_kind(&self, cells: &[Placed<'_>], keyed: bool, said: Says) -> Option<NoData> {
        if cells.is_empty() {
            return Some(NoData::Blank);
        }
        let again = (!keyed || self.keys_are_names()) && self.repeats_header(cells);
        if again || self.repeats_numbers(cells) {
            return Some(NoData::Header);
        }
        match said {
            Says::Total => Some(NoData::Total),
            Says::Plan => Some(NoData::Note),
            _ => None,
        }
    }

    /// Each cell is the number of its column, as a row below the headings has it.
    fn repeats_numbers(&self, cells: &[Placed<'_>]) -> bool {
        let is_number = |placed: &Placed<'_>| self.is_number_of_own(placed.column, &placed.cell);
        cells.len() >= 2 && cells.iter().all(is_number)
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

    fn is_own_heading(&self, placed: &Placed<'_>) -> bool {
        let key = compact(&shown(&placed.cell));
        // sub-items have the same headings, one column further right
        let words = key.contains(char::is_alphabetic);
        // a number is a heading as it stands, and no part of one: 10 below `W/C 05/10` is none
        let whole = |view: &View<'_>| {
            let mut parts = view.heading.text.split(PART);
            parts.any(|part| compact(part) == key)
        };
        let is = |view: &View<'_>| {
            let mut keys = view.heading.keys.iter();
            keys.any(|(known, _)| *known == key) && (words || whole(view))
        };
        let own = self.views.iter().find(|view| view.column == placed.column);
        !key.is_empty() && own.is_some_and(|own| is(own) || words && self.views.iter().any(is))
    }

    /// A date, or a document number, which no total has; in a list without either, a name of its subject.
    pub(super) fn has_key(&self, cells: &[Placed<'_>], besides: Option<u32>) -> bool {
        let mut cells = cells.iter().filter(|placed| Some(placed.column) != besides);
        if self.keys_are_names() {
            return cells.any(|placed| self.is_identity(placed.column));
        }
        cells.any(|placed| match self.kind_of(placed.column) {
            Some((Kind::Date, _)) => {
                is_dated(&placed.cell) && !self.is_number_of_own(placed.column, &placed.cell)
            }
            Some((Kind::Number, at)) => {
                self.schema.fields[at].needed
                    && !self.is_heading_of_own(placed.column, &placed.cell)
            }
            _ => false,
        })
    }

    /// The number of its column, as a row below the headings has it.
    pub(super) fn is_number_of_own(&self, column: u32, cell: &Cell<'_>) -> bool {
        let own = self.views.iter().find(|view| view.column == column);
        let number = own.and_then(|own| own.heading.number.as_deref());
        number.is_some_and(|number| number == shown(cell))
    }

    /// A column's own heading in words once more, or its number, is no number of a document.
    pub(super) fn is_heading_of_own(&self, column: u32, cell: &Cell<'_>) -> bool {
        let own = || self.views.iter().find(|view| view.column == column);
        self.is_number_of_own(column, cell)
            || text(cell).is_some_and(|text| {
                text.contains(char::is_alphabetic)
                    && own().is_some_and(|own| own.heading.text.eq_ignore_ascii_case(text.trim()))
            })
    }

    /// A list of subjects: no row of it needs a date or a number.
    pub(super) fn keys_are_names(&self) -> bool {
        names_subjects(self.schema)
    }

    /// True for a column that names the subject of a list: a field of the first group that the table must have.
    pub(super) fn is_identity(&self, column: u32) -> bool {
        let first = self.schema.must.first();
        self.kind_of(column).is_some_and(|(_, at)| {
            first.is_some_and(|group| group.contains(&self.schema.fields[at].name))
        })
    }

    pub(super) fn kind_of(&self, column: u32) -> Option<(Kind, usize)> {
        match self.mapping.slot_of(column)?.slot {
            Slot::Field(at) => Some((self.schema.fields[at].kind, at)),
            Slot::Helper(_) => None,
        }
    }

    /// True for a column of clients, people or projects.
    pub(super) fn holds_names(&self, column: u32) -> bool {
        let kind = self.kind_of(column).map(|(kind, _)| kind);
        matches!(kind, Some(Kind::Client | Kind::Person | Kind::Project))
    }

    /// True for a column of names, texts, numbers of documents or codes, and for one without a meaning.
    pub(super) fn holds_words(&self, column: u32) -> bool {
        self.kind_of(column).is_none_or(|(kind, _)| {
            matches!(
                kind,
                Kind::Client
                    | Kind::Person
                    | Kind::Project
                    | Kind::Text
                    | Kind::Code
                    | Kind::Number
            )
        })
    }

    /// The column whose sums totals print.
    pub(super) fn measure(&self) -> Option<u32> {
        let usual = ["duration", "gross", "net", "amount", "balance"]
            .iter()
            .find_map(|name| self.mapping.column_of(self.schema, name));
        let any = || {
            let mut bound = self.mapping.bound.iter().map(|bound| bound.column);
            bound.find(|column| {
                let kind = self.kind_of(*column).map(|(kind, _)| kind);
                matches!(kind, Some(Kind::Money | Kind::Duration | Kind::Quantity))
            })
        };
        usual.or_else(any)
    }

    pub(super) fn decimal_of(&self, column: u32) -> value::Decimal {
        let view = self.views.iter().find(|view| view.column == column);
        let cells = view.map_or(&[][..], |view| &view.cells);
        decide_decimal(cells.iter().copied(), value::Decimal::Point)
    }

    pub(super) fn amount(
        &self,
        cell: &Cell<'_>,
        column: u32,
        decimal: value::Decimal,
    ) -> Option<i64> {
        match self.kind_of(column)?.0 {
            Kind::Duration => value::duration(cell, value::TimeUnit::Hours, decimal)
                .ok()
                .map(|time| time.0),
            Kind::Money => self
                .knowledge
                .words
                .amounts
                .money(cell, decimal)
                .ok()
                .map(|(amount, _)| amount.0),
            Kind::Quantity => value::quantity(cell, decimal).ok(),
            _ => None,
        }
    }

    /// A cell of a day, week or month: a grid prints names once, so that rows of one such cell are data.
    pub(super) fn fills_period(&self, brief: &Brief) -> bool {
        let few = self
            .periods
            .iter()
            .any(|column| brief.columns & self.bit(*column) != 0);
        few || self.periods.iter().any(|column| self.bit(*column) == 0)
            && self
                .periods
                .iter()
                .any(|column| self.grid.at(brief.number, *column).is_some())
    }
}

/// True for a table whose rows need neither a date nor a number: a list of subjects.
pub(super) fn names_subjects(schema: &Schema) -> bool {
    let keys = |kind: Kind| matches!(kind, Kind::Date | Kind::Number);
    let mut fields = schema.fields.iter();
    !fields.any(|field| field.needed && keys(field.kind))
}

/// A date, or a text with digits that stands for one; a span of days is what totals have.
pub(super) fn is_dated(cell: &Cell<'_>) -> bool {
    text(cell).is_none_or(|text| {
        text.chars().any(|letter| letter.is_ascii_digit())
            && ![" to ", " - ", " – ", " — ", " по ", "至"]
                .iter()
                .any(|mark| text.contains(mark))
    })
}

/// A name has no more words.
const LONGEST_NAME: usize = 6;

/// True for a group text that is a remark, or names a month or an ageing bucket, and not a client.
pub fn is_no_name(text: &str, knowledge: &Knowledge) -> bool {
    let cell = Cell::Text(text);
    unpivot::hint(&cell, &knowledge.words).is_some()
        || !text.chars().any(char::is_alphabetic)
        || text.chars().any(|letter| letter.is_ascii_digit()) && text.contains('-')
        || text.split_whitespace().count() > LONGEST_NAME
        || text.trim_end().ends_with(['!', '?', '！', '？'])
        || knowledge.words.is_no_group(&fold(text))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{grid, read};
    use crate::model::{Intake, Table};

    fn account(text: &str) -> (Intake, String) {
        let intake = read(vec![grid("a.xlsx", "Sheet1", text)]);
        let account = &intake.accounts[0];
        let reasons: Vec<String> = account
            .not_data
            .iter()
            .map(|(reason, rows)| format!("{rows} {reason}"))
            .collect();
        let told = format!(
            "{} used, {} aside, {}",
            account.used,
            account.set_aside,
            reasons.join(", ")
        );
        (intake, told)
    }

    #[test]
    fn rows_that_are_no_data_say_why() {
        let head = "Date|Person|Client|Hours|Note";
        let (one, two) = ("@46300|Anna Li|Halden|1.5|x", "@46301|Bob Ray|Fenwick|2|y");
        for (what, rows, reason) in [
            (
                "total",
                format!("{one}\n{two}\nTotal|||3.5|"),
                "1 header, 1 total",
            ),
            (
                "in Russian",
                format!("{one}\n{two}\nИтого|||3.5|"),
                "1 header, 1 total",
            ),
            (
                "in Chinese",
                format!("{one}\n{two}\n合计|||3.5|"),
                "1 header, 1 total",
            ),
            (
                "of a client",
                format!("{one}\nTotal for Halden|||1.5|\n{two}"),
                "1 header, 1 total",
            ),
            (
                "after a name",
                format!("{one}\nHalden Total|||1.5|\n{two}"),
                "1 header, 1 total",
            ),
            (
                "of a month",
                format!("{one}\n{two}\nИтого за октябрь|||3.5|"),
                "1 header, 1 total",
            ),
            (
                "with a count",
                format!("{one}\n{two}\nGrand Totals (2 records)||||"),
                "1 header, 1 total",
            ),
            (
                "without a word",
                format!("{one}\n{two}\n|||3.5|"),
                "1 header, 1 total",
            ),
            (
                "label by its number",
                format!("{one}\n{two}\n||Total:|3.5|"),
                "1 header, 1 total",
            ),
            (
                "of a day, dated",
                format!("{one}\n@46300|Total||1.5|\n{two}\n@46301|Total||2|"),
                "1 header, 2 total",
            ),
            (
                "fillers",
                format!("{one}\n>>>|||1.5|\n{two}\n>>>>|||3.5|"),
                "1 header, 2 total",
            ),
            (
                "span of days",
                format!("{one}\n{two}\n2026-10-05 to 2026-10-06|||3.5|"),
                "1 header, 1 total",
            ),
            (
                "group",
                format!("{one}\nFenwick||||\n{two}"),
                "1 group, 1 header",
            ),
            (
                "footer",
                format!("{one}\n{two}\n\nGenerated by Timely"),
                "1 blank, 1 footer, 1 header",
            ),
            (
                "page",
                format!("{one}\nPage 1 of 2||||\n{head}\n{two}"),
                "1 footer, 2 header",
            ),
            (
                "stamp",
                format!("{one}\n{two}\nMonday, March 02, 2026 08:03 PM||||"),
                "1 footer, 1 header",
            ),
            (
                "repeated header",
                format!("{one}\n{head}\n{two}"),
                "2 header",
            ),
            ("blank", format!("{one}\n\n{two}"), "1 blank, 1 header"),
        ] {
            let (intake, told) = account(&format!("{head}\n{rows}"));
            assert_eq!(told, format!("2 used, 0 aside, {reason}"), "{what}");
            assert_eq!(intake.tables.rows(Table::Time).len(), 2, "{what}");
        }
    }

    #[test]
    fn a_client_is_not_lost_for_being_called_total() {
        for (what, text, expected) in [
            (
                "in time",
                "Client|Person|Date|Hours\nTotal Media|Anna Li|@46300|1.5\nИтог Плюс|Bob Ray|@46301|2\nTotal|||3.5",
                "2 used, 0 aside, 1 header, 1 total",
            ),
            (
                "in a list of clients",
                "Client|Account manager|Status\nTotal Media|Eva Stone|active\nИтог Плюс|Eva Stone|active\nTotal|2|",
                "2 used, 0 aside, 1 header, 1 total",
            ),
            (
                "in a list of projects",
                "Client|Project|Budget hours\nTotal Media|Website|100\nИтог Плюс|Search|150\nHalden|App|300\nTotal||550",
                "3 used, 0 aside, 1 header, 1 total",
            ),
            (
                "in invoices, named with nothing else",
                "Number|Client|Issue date|Amount|Currency\nI-1|Total|@46300|100|EUR\nI-2|Halden|@46301|100|EUR\n|Total||200|EUR",
                "2 used, 0 aside, 1 header, 1 total",
            ),
            (
                "in payments of equal amounts",
                "Date|Payer|Amount|Currency\n@46300|Halden|100|EUR\n@46301|Total|100|EUR",
                "2 used, 0 aside, 1 header",
            ),
        ] {
            assert_eq!(account(text).1, expected, "{what}");
        }
    }

    /// A row whose date is missing is set aside, though its hours are by chance those of the row above.
    #[test]
    fn a_damaged_row_is_no_total() {
        let text = "Date|Person|Client|Hours\n@46300|Anna Li|Halden|1.5\n|Anna Li|Halden|1.5\n@46301|Anna Li|Halden|2\n@46301|Anna Li|Halden|1";
        let (intake, told) = account(text);
        assert_eq!(told, "3 used, 1 aside, 1 header");
        assert_eq!(intake.problems[0].rule, "time.date.missing");
    }

    #[test]
    fn totals_before_their_rows_are_no_data() {
        let text = "Client|Project|Date|Name|Logged Hours\nHalden||||6.5\nHalden|Website|||3.5\nHalden|Website|@46300|Anna Li|1.5\nHalden|Website|@46301|Anna Li|2\nHalden|Search|||3\nHalden|Search|@46302|Anna Li|3\nFenwick||||4\nFenwick|App|||4\nFenwick|App|@46301|Bob Ray|4";
        assert_eq!(account(text).1, "4 used, 0 aside, 5 duplicate, 1 header");
    }

    #[test]
    fn footers_end_a_list_of_clients_and_are_none_of_them() {
        let text = "Client|Account manager|Status\nHalden|Eva Stone|active\nCopyright Films|Eva Stone|paused\nFenwick||\n\nPrepared by|Eva Stone|\nCopyright (c) 2026 Halden. All rights reserved.";
        assert_eq!(
            account(text).1,
            "3 used, 0 aside, 1 blank, 2 footer, 1 header"
        );
    }
}
