//! The neutral page: what stands on it, without a word of Excel.
//!
//! ```text
//! Book          a workbook: file name, properties
//!   Page        a sheet: name, print set-up, blocks from top to bottom
//!     Block     title, text, tiles, table, matrix, chart, gap
//!       Cell    a typed value, a named style, perhaps a formula, a link
//! ```
//!
//! Texts are already in the book's language; numbers are typed and unrounded.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::Deserialize;

use super::table_rows::TableRows;
use super::theme::Theme;
use crate::model::{Duration, Money};

/// A workbook.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Book {
    /// File name without extension, safe on every system.
    pub file_name: String,
    /// Title in the document properties and on every page header.
    pub title: String,
    /// As the title names it (`October 2026`); a title that is cut keeps it.
    pub period: String,
    /// It goes to a client: nothing in it speaks to the agency.
    pub for_client: bool,
    /// Subject line: period, as-of, basis.
    pub subject: String,
    /// Agency, for author and company.
    pub agency: String,
    /// `en`, `ru` or `zh`: decides number and date formats.
    pub language: String,
    /// Document date (the as-of date), so that the same inputs give the same bytes.
    pub dated: NaiveDate,
    /// Foot of every page, beside page numbers.
    pub confidentiality: String,
    /// The few words writers put in themselves.
    pub words: Words,
    /// Fonts, colours, logo.
    pub theme: Arc<Theme>,
    /// Sheets in order.
    pub pages: Vec<Page>,
}

impl Book {
    /// The same workbook before any of its sheets.
    pub fn without_pages(&self) -> Book {
        Book {
            file_name: self.file_name.clone(),
            title: self.title.clone(),
            period: self.period.clone(),
            for_client: self.for_client,
            subject: self.subject.clone(),
            agency: self.agency.clone(),
            language: self.language.clone(),
            dated: self.dated,
            confidentiality: self.confidentiality.clone(),
            words: self.words.clone(),
            theme: Arc::clone(&self.theme),
            pages: Vec::new(),
        }
    }
}

/// The few words that writers put in themselves, in the book's language.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Words {
    /// Shown where a value is not available.
    pub not_available: String,
    /// True.
    pub yes: String,
    /// False.
    pub no: String,
    /// Band codes `red`, `amber` and `green` as words.
    pub bands: [String; 3],
    /// Before the previous value of a tile.
    pub previous: String,
    /// Foot of a page; the first `{}` is its number, the second the number of pages.
    pub page: String,
    /// Name of the hidden sheet with the points behind little columns and charts.
    pub helper: String,
    /// Note on a text that was longer than a cell can hold.
    pub cut: String,
    /// The sheet that lists all others, the heading over what each of them shows, and the way back to it.
    pub contents: [String; 3],
    /// Author of notes on cells where the book has no agency.
    pub author: String,
    /// Shown while a cell is chosen that people fill in.
    pub input: String,
    /// The sheet of defined names, and its headings: name, figure, value, sheet.
    pub names: [String; 5],
    /// How numbers and dates are written.
    pub writing: Writing,
}

/// How a language writes numbers and dates in cells.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Writing {
    /// Date with `{y}`, `{m}`, `{d}` in two digits or `{day}` without zero, `{month}` for the short name.
    pub date: String,
    /// Month in cells, with the same marks.
    pub table_month: String,
    /// The language's number in number codes of a spreadsheet, like `409`, so that it shows short names of months in it
    /// whatever its own language is; empty where no names are shown.
    pub locale: String,
    /// Decimal mark.
    pub decimal: String,
    /// Mark between thousands.
    pub thousands: String,
    /// Its letters stand taller than Latin ones.
    pub tall: bool,
    /// Short names of the months, January first; none where months are shown by number.
    pub months: Vec<String>,
    /// Month of a chart with `{month}` and the year as `{y}` or, in two digits, `{yy}`.
    pub month: String,
    /// What stands behind percentage points.
    pub points: String,
    /// A percentage with `{}` for its number.
    pub percent: String,
}

impl Default for Writing {
    fn default() -> Writing {
        Writing {
            date: "{y}-{m}-{d}".to_owned(),
            table_month: "{y}-{m}".to_owned(),
            locale: String::new(),
            decimal: ".".to_owned(),
            thousands: ",".to_owned(),
            tall: false,
            months: Vec::new(),
            month: String::new(),
            points: "pp".to_owned(),
            percent: "{}%".to_owned(),
        }
    }
}

impl Words {
    /// The words by their label keys (`writer.yes`).
    pub fn of(label: &dyn Fn(&str) -> String, writing: Writing) -> Words {
        Words {
            writing,
            not_available: label("writer.not_available"),
            yes: label("writer.yes"),
            no: label("writer.no"),
            bands: ["writer.red", "writer.amber", "writer.green"].map(label),
            previous: label("writer.previous"),
            page: label("writer.page"),
            helper: label("writer.helper"),
            cut: label("writer.cut"),
            contents: [
                "writer.contents",
                "writer.contents_of",
                "writer.contents_back",
            ]
            .map(label),
            author: label("writer.author"),
            input: label("writer.input"),
            names: [
                "writer.names",
                "writer.name",
                "writer.figure",
                "writer.value",
                "writer.sheet",
            ]
            .map(label),
        }
    }

    /// The word of a band code; none for any other text.
    pub fn band(&self, code: &str) -> Option<&str> {
        let at = ["red", "amber", "green"]
            .iter()
            .position(|band| *band == code)?;
        Some(&self.bands[at])
    }
}

/// A sheet.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Page {
    /// Wished sheet name; the writer shortens and separates colliding names, the same way each time.
    pub name: String,
    /// Stands in A1, styled as title.
    pub title: String,
    /// Under the title: period, as-of, basis, completeness.
    pub subtitle: String,
    /// Blocks from top to bottom.
    pub blocks: Vec<Block>,
    /// How it goes on paper.
    pub print: Print,
    /// Colour of the tab by kind of page.
    pub tab: Tab,
    /// The agency's picture stands beside the title, where the theme has one.
    pub logo: bool,
    /// Widths by column in characters where the content's own width is not wanted (1-based column, width).
    pub widths: Vec<(u32, f64)>,
}

/// How a page goes on paper.
#[derive(Clone, Debug, PartialEq, Hash, Default)]
pub struct Print {
    /// Size of the paper.
    pub paper: Paper,
    /// Upright instead of lying on its side.
    pub portrait: bool,
    /// It lies, whatever that costs.
    pub lies: bool,
    /// Sheets of paper side by side; 0 for one.
    pub wide: u16,
    /// At most so many sheets of paper under each other, as long as it can be read; 0 for as many as it takes.
    pub tall: u16,
    /// Tables and tiles share so many equal columns; 0 where each column is as wide as it needs.
    pub grid: u16,
    /// Rows that stand on every sheet of paper again.
    pub repeat: Repeat,
    /// A new sheet of paper begins before what would be cut in two, unless this is set.
    pub unbroken: bool,
    /// On the left of the head instead of the book's title and the page's.
    pub header: String,
    /// On the right of the foot instead of the file's name.
    pub footer: String,
}

/// Between texts below a table, or instead of one, that stand in cells of their own.
pub const APART: &str = "\n\n";

/// Size of paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "named as everybody does")]
pub enum Paper {
    /// The theme's, or the double of it where the page would be too small to be read.
    #[default]
    Auto,
    A4,
    A3,
    Letter,
    Tabloid,
}

/// Rows that stand on every sheet of paper again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Repeat {
    /// Headings of the only list of a page, else its title.
    #[default]
    Auto,
    /// The page's title.
    Title,
    /// Headings of its first list.
    Headings,
    /// Nothing.
    None,
}

/// Kind of a page, shown as its tab's colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Tab {
    /// Read first.
    #[default]
    Summary,
    /// Detail behind it.
    Detail,
    /// People write here.
    Input,
    /// Checks and sources.
    Evidence,
}

/// A part of a page. Every block starts in column A under the one before; an empty row keeps them apart.
#[derive(Clone, Debug, PartialEq, Hash)]
pub enum Block {
    /// A heading inside the page.
    Heading(String),
    /// A paragraph, wrapped over the page's width.
    Text(String),
    /// Figures side by side.
    Tiles(Vec<Tile>),
    /// A list with a header row.
    Table(TableBlock),
    /// A native chart over ranges of a table of the same book.
    Chart(ChartBlock),
    /// At least one empty row.
    Gap,
    /// What follows begins a new sheet of paper.
    Break,
}

/// A key figure: label, value, what it was before, a little line.
#[derive(Clone, Debug, PartialEq)]
pub struct Tile {
    /// What it is.
    pub label: String,
    /// Now.
    pub value: Cell,
    /// The month before, where there is one.
    pub previous: Option<Cell>,
    /// `+4.2 %` or why there is none; a leading sign becomes an arrow.
    pub change: String,
    /// True good, false bad, none neither: colours the change, which also carries an arrow.
    pub good: Option<bool>,
    /// Months up to now, oldest first, for the little columns; empty for none.
    pub trend: Vec<Option<f64>>,
    /// Which months those are.
    pub months: Vec<String>,
    /// Defined name of the value cell (`billable_utilization_net`), unique in the book.
    pub name: String,
    /// The text of a live value when all is well, by which its fill goes; empty for values that are no such text.
    pub ok: String,
}

/// A table: header, rows, perhaps a totals row.
#[derive(Clone, Debug, PartialEq, Hash, Default)]
pub struct TableBlock {
    /// Stable identity in the book (ASCII, unique): name of the table and target of charts and formulas.
    pub id: String,
    /// Stable beginning of the defined names of its totals; empty for none.
    pub name: String,
    /// Heading above the table; empty for none.
    pub title: String,
    /// Columns in order.
    pub columns: Vec<Column>,
    /// Rows; each has one cell for each column.
    pub rows: TableRows,
    /// A totals row is wanted: columns with [`Total::Sum`] show a live SUM whose stored result is the sum of
    /// the rows as the engine computed it; [`Total::Ratio`] a live quotient of two sums.
    pub totals: bool,
    /// Rows that sum up the rows below them, which stand one level deeper; ascending.
    pub heads: Vec<usize>,
    /// Said instead of an empty list; several texts lie [`APART`].
    pub empty: String,
    /// What people typed at rows that are gone is told here.
    pub recalls: bool,
    /// A list that people sort and filter (data), or a plain range (summary pages).
    pub sortable: bool,
    /// Numbers and notes below, such as counted n/a; several texts lie [`APART`].
    pub footer: String,
    /// Rows are at least so many lines high, as room to write.
    pub lines: u32,
}

impl TableBlock {
    /// Rows of a list that is seen at a glance: nobody filters fewer, and buttons would make its headings taller.
    const AT_A_GLANCE: usize = 12;

    /// Columns of a kind, such as the months of a matrix: the first and the last.
    pub fn alike(&self) -> Option<(usize, usize)> {
        let first = self.columns.iter().position(|column| column.alike)?;
        let last = self.columns.iter().rposition(|column| column.alike)?;
        (last > first).then_some((first, last))
    }

    /// Headings have buttons to sort and filter by.
    pub fn has_buttons(&self) -> bool {
        self.sortable && self.rows.len() >= Self::AT_A_GLANCE
    }
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Hash, Default)]
pub struct Column {
    /// Stable key.
    pub key: String,
    /// Heading in the book's language; made unique by the writer.
    pub label: String,
    /// Named style of its cells.
    pub style: Style,
    /// What the totals row shows.
    pub total: Total,
    /// Conditional look.
    pub look: Look,
    /// People fill it in: blue on pale yellow, unlocked.
    pub input: bool,
    /// Words offered in a drop-down list where people fill it in.
    pub choices: Vec<String>,
    /// Columns of the sheet that it takes, of those that other tables on the page set; 0 is one.
    pub span: u16,
    /// It stands on the screen only; all columns after it too.
    pub off_paper: bool,
    /// One of several of a kind, such as the months of a matrix, which are as wide as each other.
    pub alike: bool,
}

/// Totals row of a column.
#[derive(Clone, Debug, PartialEq, Hash, Default)]
pub enum Total {
    /// Nothing.
    #[default]
    None,
    /// A text such as 'Total'.
    Label(String),
    /// A live SUM over the rows.
    Sum,
    /// Not available: rows have values that are not, and the others come to nothing.
    Unknown,
    /// A value from the engine (a ratio of sums) over two summed columns of this table: `numerator / denominator`
    /// as a live formula with that stored result; keys of the two columns.
    Ratio {
        /// Key of the column on top.
        numerator: String,
        /// Key of the column below.
        denominator: String,
    },
}

/// Conditional look of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Look {
    /// None.
    #[default]
    Plain,
    /// Bar inside the cell.
    Bars,
    /// Two-colour heat from white, for matrices of shares (0 to 1 and above).
    Heat,
    /// `red`, `amber`, `green` codes as coloured text cells with their word.
    Band,
    /// Negative numbers red (they are in parentheses as well).
    Sign,
    /// Little columns for the values of its row in the columns that are alike.
    Trend,
}

/// Named number styles; the writer knows format and alignment for each language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Style {
    /// Text, left.
    #[default]
    Text,
    /// Long text, wrapped.
    Wrapped,
    /// Whole currency units.
    Money,
    /// Currency units with two decimals.
    Cents,
    /// Decimal hours, one digit.
    Hours,
    /// Hours and minutes, `7:30`.
    Clock,
    /// Percentage, one digit.
    Share,
    /// Percentage points, one digit: 5.0 is five of them.
    Points,
    /// Plain number, one digit.
    Number,
    /// An exchange rate: at least four digits after the point, and all it has.
    Rate,
    /// Whole number.
    Count,
    /// A date.
    Date,
    /// A month.
    Month,
    /// Yes or no as words.
    Flag,
}

/// A cell: value and what goes with it.
#[derive(Clone, Debug, PartialEq, Hash, Default)]
pub struct Cell {
    /// The value.
    pub value: CellValue,
    /// Why it is n/a, or a remark; shown as a note on the cell.
    pub note: String,
    /// Where a click leads; few cells lead anywhere, and there may be millions.
    pub link: Option<Box<Link>>,
    /// Overrides the column's style.
    pub style: Option<Style>,
    /// Bold.
    pub strong: bool,
    /// Not for people to fill in, though its column is.
    pub fixed: bool,
    /// Outline level of its row is one deeper (detail under a group); read from the first cell of a row.
    pub indent: u8,
}

/// A typed value.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum CellValue {
    /// Nothing.
    #[default]
    Empty,
    /// n/a, shown as the language's word, with the reason in the note.
    NotAvailable,
    /// Text, never a formula.
    Text(String),
    /// Hours.
    Hours(Duration),
    /// Money; the currency stands in its own column.
    Money(Money),
    /// A ratio or other number.
    Number(f64),
    /// A count.
    Count(i64),
    /// A day.
    Date(NaiveDate),
    /// Yes or no.
    Flag(bool),
    /// A live formula written by us, never from data, and its result.
    Formula {
        /// Without `=`, English function names. Cells are named by column keys in braces, since only the writer
        /// knows where a table stands: `{paid}` in this row, `{paid@3}` in the table's third row, `{paid*}` the
        /// whole column, `{invoices!paid*}` that of another table of the book.
        text: String,
        /// What the engine computed for it.
        result: Box<CellValue>,
    },
}

/// Target of a link.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Link {
    /// A page of the same book by its wished name.
    Page(String),
    /// A file beside this one, relative, with `/`.
    File(String),
    /// The first row of a table of the same book (by its id) whose cells show these words under these keys.
    Match {
        /// The table.
        table: String,
        /// Keys of its columns and what they show.
        keys: Vec<(String, String)>,
    },
    /// A row of a table of the same book.
    Row {
        /// The table.
        table: String,
        /// Number of the row, from 0.
        row: usize,
    },
}

/// A chart.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct ChartBlock {
    /// Says the finding.
    pub title: String,
    /// For those who cannot see it.
    pub alt: String,
    /// Form.
    pub kind: ChartKind,
    /// Table the data stands in ([`TableBlock::id`], same book, any page).
    pub table: String,
    /// Key of the category column.
    pub category: String,
    /// Key of each series' column.
    pub series: Vec<Series>,
    /// At most so many rows from the top; all when none.
    pub rows: Option<usize>,
    /// Width and height in pixels; rows are kept free for it.
    pub size: (u32, u32),
    /// As wide as the tables of its page instead, from five to twelve eighths of its width.
    pub fill: bool,
    /// Right beside the table or chart above instead of under it.
    pub beside: bool,
    /// Its series are steps of one thing: columns and bars in one colour that grows darker.
    pub shaded: bool,
}

/// A series of a chart.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Series {
    /// Key of the column.
    pub column: String,
    /// Legend.
    pub label: String,
    /// A line over columns, on a second axis when `second`.
    pub line: bool,
    /// On the second axis.
    pub second: bool,
}

/// Form of a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChartKind {
    /// Upright columns.
    Column,
    /// Upright columns on top of each other.
    Stacked,
    /// Lying bars, first row on top.
    Bar,
    /// Lines over time.
    Line,
}
