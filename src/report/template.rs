//! Report templates (`templates/reports/*.toml`): pages, blocks, columns. Checked before any data is read.

mod print;

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::book::{ChartKind, Look, Style, Tab};
use super::condition::Condition;
pub use print::{Orientation, PrintTemplate};

/// A workbook, or one workbook for each client.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// Stable name, as `--report` takes it.
    pub report: String,
    /// For `monthend templates list`.
    pub about: String,
    /// Word key of the file name.
    pub file: String,
    /// One for the agency, or one for each active client.
    #[serde(default)]
    pub per: Per,
    /// Folder of the workbooks of clients in the pack.
    #[serde(default = "clients")]
    pub folder: String,
    /// Frame whose clients have a workbook; the active ones without it.
    #[serde(default)]
    pub clients_of: Option<String>,
    /// Nothing is written of it when this does not hold.
    #[serde(default)]
    pub when: Condition,
    /// Place among the reports.
    #[serde(default)]
    pub order: u32,
    /// Word key of the line under every page's title.
    pub subtitle: String,
    /// Sheets.
    #[serde(rename = "page")]
    pub pages: Vec<PageTemplate>,
}

/// What is repeated for each client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// Once.
    #[default]
    Agency,
    /// Once for each active client.
    Client,
}

/// A sheet.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageTemplate {
    /// Word key of the sheet name; `{client}` stands for the client.
    pub name: String,
    /// Word key of the title in A1.
    pub title: String,
    /// Kind of page, shown as the tab's colour.
    #[serde(default)]
    pub tab: TabName,
    /// Its blocks stand on the sheet of the page before, under its title; where that page is left out, on a sheet of their own.
    #[serde(default)]
    pub below: bool,
    /// How it goes on paper.
    #[serde(default)]
    pub print: PrintTemplate,
    /// `client` inside an agency report: one sheet for each active client.
    #[serde(default)]
    pub per: Per,
    /// The page is left out when this frame, or each of several, has no rows (after a client's filter).
    #[serde(default, deserialize_with = "one_or_more")]
    pub only_with: Vec<String>,
    /// The page is left out when this does not hold.
    #[serde(default)]
    pub when: Condition,
    /// What lists without rows say stands together in one paragraph, where the last of them would be.
    #[serde(default)]
    pub gather_empty: bool,
    /// From top to bottom.
    #[serde(rename = "block", default)]
    pub blocks: Vec<BlockEntry>,
}

/// The pages of each sheet: one, and those that stand below it.
pub fn sheets(pages: &[PageTemplate]) -> impl Iterator<Item = &[PageTemplate]> {
    pages.chunk_by(|_, next| next.below)
}

/// True when a chart or status tile looks at a table that stands after it or on another sheet.
pub fn looks_ahead(sheet: &[PageTemplate]) -> bool {
    let mut passed: Vec<&str> = Vec::new();
    let mut blocks = sheet.iter().flat_map(|page| &page.blocks);
    blocks.any(|entry| match &entry.block {
        BlockTemplate::Chart(chart) => !passed.contains(&chart.table.as_str()),
        BlockTemplate::Status(status) => !passed.contains(&status.table.as_str()),
        BlockTemplate::Table(table) => {
            passed.push(&table.id);
            false
        }
        BlockTemplate::Matrix(matrix) => {
            passed.push(&matrix.id);
            false
        }
        _ => false,
    })
}

/// A name, or a list of names.
fn one_or_more<'de, D: Deserializer<'de>>(given: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Names {
        One(String),
        More(Vec<String>),
    }
    Ok(match Names::deserialize(given)? {
        Names::One(name) => vec![name],
        Names::More(names) => names,
    })
}

fn clients() -> String {
    "clients".to_owned()
}

/// A block and when it is wanted.
#[derive(Clone, Debug, Deserialize)]
pub struct BlockEntry {
    /// Left out when this does not hold.
    #[serde(default)]
    pub when: Condition,
    /// The block.
    #[serde(flatten)]
    pub block: BlockTemplate,
}

/// Kind of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "as book::Tab")]
pub enum TabName {
    #[default]
    Summary,
    Detail,
    Input,
    Evidence,
}

impl From<TabName> for Tab {
    fn from(name: TabName) -> Tab {
        match name {
            TabName::Summary => Tab::Summary,
            TabName::Detail => Tab::Detail,
            TabName::Input => Tab::Input,
            TabName::Evidence => Tab::Evidence,
        }
    }
}

/// A block; `kind` decides which keys it takes.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum BlockTemplate {
    /// A heading: word key.
    Heading {
        /// Word key.
        text: String,
        /// Left out when this frame has no rows.
        #[serde(default)]
        only_with: Option<String>,
    },
    /// A sentence; `{column}` takes the value of the picked row, `{column.previous}` that of the period before,
    /// `{column.change}` the change since, `{column*}` the values of all picked rows and `{count}` how many they
    /// are. Nothing when no row is picked.
    Text {
        /// Word key.
        text: String,
        /// Frame of the row; none for plain text.
        #[serde(default)]
        frame: Option<String>,
        /// Which row; the first that fits.
        #[serde(default, rename = "where")]
        filter: Filter,
        /// Order before the first is taken.
        #[serde(default)]
        sort: Vec<String>,
        /// A sentence for each row, not only the first.
        #[serde(default)]
        each: bool,
        /// Word key of the sentence instead, where a figure is not known.
        #[serde(default)]
        unknown: Option<String>,
    },
    /// Key figures of one row for each currency, with the period before and a trend over months.
    Tiles {
        /// Frame with a `month` column.
        frame: String,
        /// Besides the month.
        #[serde(default, rename = "where")]
        filter: Filter,
        /// Figures.
        tiles: Vec<TileTemplate>,
    },
    /// A list.
    Table(TableTemplate),
    /// Whether figures of a table are all zero, live.
    Status(StatusTemplate),
    /// Numbered lines for people to write on.
    Notes(NotesTemplate),
    /// Rows x columns with one value in each crossing.
    Matrix(MatrixTemplate),
    /// A native chart over a table, of the same page or another.
    Chart(ChartTemplate),
    /// The two-sided statement of account of the view's client, to be sent.
    Settlement {},
    /// An empty row.
    Gap {},
    /// What follows begins a new sheet of paper.
    Break {},
}

impl BlockTemplate {
    /// True for a table in which people write.
    pub fn has_inputs(&self) -> bool {
        let BlockTemplate::Table(table) = self else {
            return false;
        };
        let mut columns = table.columns.iter();
        columns.any(|column| column.detailed().input)
    }
}

/// Conditions by column: `@period`, `@previous`, `@months` (single months only), `@last12`, `@client`, `yes`, `no`,
/// `>5`, `<0`, an empty text, or a plain value; `a|b` for either, `!` in front for none of them. All must hold.
pub type Filter = BTreeMap<String, String>;

/// A key figure.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TileTemplate {
    /// Column of the frame.
    pub column: String,
    /// Word key when the column's own label is not wanted.
    #[serde(default)]
    pub label: Option<String>,
    /// `up` when more is better, `down` when less is, none when neither.
    #[serde(default)]
    pub good: Option<String>,
}

/// Rows x columns.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatrixTemplate {
    /// Identity in the report (ASCII).
    pub id: String,
    /// Word key of the heading.
    pub title: String,
    /// Frame.
    pub frame: String,
    /// Which rows of the frame.
    #[serde(default, rename = "where")]
    pub filter: Filter,
    /// Column whose values stand on the left.
    pub rows: String,
    /// Column whose values stand on top, in order.
    pub columns: String,
    /// Column with the values; several rows of a crossing are added up (shares: only those of one whole).
    pub value: String,
    /// The crossing is a sum of the first column over the second, which is the same in all its rows.
    #[serde(default)]
    pub ratio: Option<[String; 2]>,
    /// Look of the cells.
    #[serde(default)]
    pub look: LookName,
    /// Sums on the right and below; never for shares or money of several currencies.
    #[serde(default)]
    pub totals: bool,
    /// Little columns at the end of each row, one for each of its values.
    #[serde(default)]
    pub trend: bool,
    /// Word key for the row of what has nothing in the column on the left; else "without a name".
    #[serde(default)]
    pub without: Option<String>,
    /// Word key said instead of an empty matrix.
    pub empty: String,
}

/// A chart.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChartTemplate {
    /// Word key; says the finding, with marks as in a sentence when there is a frame. No row and nothing else to say, no
    /// chart. Over a part of a split table it speaks of that part, where the frame has the column it was split by.
    pub title: String,
    /// Frame of the figures in the title.
    #[serde(default)]
    pub frame: Option<String>,
    /// Which row; the first that fits.
    #[serde(default, rename = "where")]
    pub filter: Filter,
    /// Order before the first is taken.
    #[serde(default)]
    pub sort: Vec<String>,
    /// What is said instead where no row fits: the first of them that has one.
    #[serde(default)]
    pub otherwise: Vec<FindingTemplate>,
    /// Form.
    pub form: FormName,
    /// Identity of the table.
    pub table: String,
    /// Column of the categories.
    pub category: String,
    /// Columns of the series.
    pub series: Vec<SeriesTemplate>,
    /// At most so many rows.
    #[serde(default)]
    pub rows: Option<usize>,
    /// Beside the block above.
    #[serde(default)]
    pub beside: bool,
    /// The series are steps of one thing, such as ages: one colour that grows darker.
    #[serde(default)]
    pub shaded: bool,
    /// Width and height in pixels.
    #[serde(default)]
    pub size: Option<[u32; 2]>,
    /// As wide as the tables of its page, from five to twelve eighths of its width.
    #[serde(default)]
    pub fill: bool,
}

/// What a chart shows, in words.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindingTemplate {
    /// Word key, with marks as in a sentence when there is a frame.
    pub title: String,
    /// Frame of its figures.
    #[serde(default)]
    pub frame: Option<String>,
    /// Which row; the first that fits.
    #[serde(default, rename = "where")]
    pub filter: Filter,
    /// Order before the first is taken.
    #[serde(default)]
    pub sort: Vec<String>,
}

/// Whether figures of a table are all zero.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusTemplate {
    /// Word key of the tile's label.
    pub label: String,
    /// Identity of the table, on this page or another.
    pub table: String,
    /// Its frame.
    pub frame: String,
    /// Its column.
    pub column: String,
    /// Word key of what is said when all are zero.
    pub ok: String,
    /// And of what is said when some are not; `{count}` is how many.
    pub differ: String,
}

/// Numbered lines for people to write on.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotesTemplate {
    /// Identity in the report (ASCII).
    pub id: String,
    /// Word key of the heading.
    pub title: String,
    /// How many lines.
    pub rows: i64,
    /// Lines of text that each has room for.
    #[serde(default)]
    pub lines: u32,
    /// Columns that people fill in.
    pub columns: Vec<ColumnTemplate>,
}

/// A list.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableTemplate {
    /// Identity in the report (ASCII).
    pub id: String,
    /// Word key of the heading; none for none.
    #[serde(default)]
    pub title: Option<String>,
    /// Frame.
    pub frame: String,
    /// Which rows.
    #[serde(default, rename = "where")]
    pub filter: Filter,
    /// Columns to sort by; `-` in front for falling. Without it the frame's own order.
    #[serde(default)]
    pub sort: Vec<String>,
    /// At most so many rows.
    #[serde(default)]
    pub limit: Option<usize>,
    /// Word key said under a list that has more; `{count}` is how many more.
    #[serde(default)]
    pub more: Option<String>,
    /// One table for each value of this column, each with its own totals (currencies are never added).
    #[serde(default)]
    pub split: Option<String>,
    /// Rows that agree in the first column fold away under a row with their sums; of plain tables that nobody fills in and
    /// nothing is drawn of.
    #[serde(default)]
    pub fold: bool,
    /// Columns in order.
    pub columns: Vec<ColumnTemplate>,
    /// A totals row.
    #[serde(default)]
    pub totals: bool,
    /// A plain range instead of a sortable Excel table.
    #[serde(default)]
    pub plain: bool,
    /// Word key said instead of an empty list.
    pub empty: String,
    /// Left out altogether when it has no rows.
    #[serde(default)]
    pub optional: bool,
    /// Columns that tell rows apart, for typed cells that survive.
    #[serde(default)]
    pub key: Vec<String>,
}

/// A column: just its name, or with details.
#[derive(Clone, Debug)]
pub enum ColumnTemplate {
    /// Name of a frame's column.
    Name(String),
    /// With details.
    Detailed(Box<DetailedColumn>),
}

/// A column in detail.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DetailedColumn {
    /// Name of a frame's column; for an input column its own stable name.
    pub column: String,
    /// Word key instead of the column's own label.
    pub label: Option<String>,
    /// Style other than the unit's own.
    pub style: Option<StyleName>,
    /// `sum`, or `a/b` for a ratio of two summed columns of the table.
    pub total: Option<String>,
    /// The frame's column that tells the unit of each value, where rows have units of their own.
    pub unit_of: Option<String>,
    /// Its values are differences in that unit: those of shares are shown in percentage points.
    pub difference: bool,
    /// Look.
    pub look: LookName,
    /// People write here.
    pub input: bool,
    /// Codes offered where people write.
    pub choices: Vec<String>,
    /// A live formula over columns of the table in braces, `{left}-{right}`; the frame's value is its result, and stands alone where
    /// the formula comes to another.
    pub formula: Option<String>,
    /// Cells link to the page named by this word key (`{client}` is the row's client).
    pub link: Option<String>,
    /// Cells link to the row of the table of this identity that agrees in the columns `link_on`.
    pub link_row: Option<String>,
    /// See `link_row`.
    pub link_on: Vec<String>,
    /// Shares of a whole, shown to one decimal so that they add up to 100.0; rows that agree in these columns make one
    /// whole, all rows of the table without any.
    pub parts_of: Option<Vec<String>>,
    /// A running sum of such a column of the table.
    pub runs_over: Option<String>,
    /// Columns of the sheet that it takes, of those that other tables on the page set.
    pub span: Option<u16>,
    /// On the screen only; so are all columns after it.
    pub off_paper: bool,
}

impl<'de> Deserialize<'de> for ColumnTemplate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ColumnTemplate, D::Error> {
        name_or_details(deserializer)
    }
}

impl NameOrDetails for ColumnTemplate {
    fn named(column: &str) -> ColumnTemplate {
        ColumnTemplate::Name(column.to_owned())
    }

    fn detailed<'de, D: Deserializer<'de>>(details: D) -> Result<ColumnTemplate, D::Error> {
        let details = DetailedColumn::deserialize(details)?;
        Ok(ColumnTemplate::Detailed(Box::new(details)))
    }
}

/// What is written as the name of a column, or as a table of details.
trait NameOrDetails: Sized {
    fn named(column: &str) -> Self;
    fn detailed<'de, D: Deserializer<'de>>(details: D) -> Result<Self, D::Error>;
}

/// By hand, so that a mistake in the details is told with the word that is wrong.
fn name_or_details<'de, D: Deserializer<'de>, T: NameOrDetails>(
    deserializer: D,
) -> Result<T, D::Error> {
    struct Either<T>(PhantomData<T>);
    impl<'de, T: NameOrDetails> Visitor<'de> for Either<T> {
        type Value = T;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("the name of a column, or a table with `column`")
        }

        fn visit_str<E: de::Error>(self, name: &str) -> Result<T, E> {
            Ok(T::named(name))
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
            T::detailed(MapAccessDeserializer::new(map))
        }
    }
    deserializer.deserialize_any(Either(PhantomData))
}

impl ColumnTemplate {
    /// The column in detail.
    pub fn detailed(&self) -> DetailedColumn {
        match self {
            ColumnTemplate::Name(column) => DetailedColumn {
                column: column.clone(),
                ..DetailedColumn::default()
            },
            ColumnTemplate::Detailed(column) => (**column).clone(),
        }
    }
}

/// A series of a chart: just its column, or with details.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
pub struct SeriesTemplate {
    /// Column of the table.
    pub column: String,
    /// Word key instead of the column's label.
    #[serde(default)]
    pub label: Option<String>,
    /// A line.
    #[serde(default)]
    pub line: bool,
    /// On the second axis.
    #[serde(default)]
    pub second: bool,
}

impl<'de> Deserialize<'de> for SeriesTemplate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<SeriesTemplate, D::Error> {
        name_or_details(deserializer)
    }
}

impl NameOrDetails for SeriesTemplate {
    fn named(column: &str) -> SeriesTemplate {
        SeriesTemplate {
            column: column.to_owned(),
            ..SeriesTemplate::default()
        }
    }

    fn detailed<'de, D: Deserializer<'de>>(details: D) -> Result<SeriesTemplate, D::Error> {
        SeriesTemplate::deserialize(details)
    }
}

/// Named styles as templates write them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "as book::Style")]
pub enum StyleName {
    Text,
    Wrapped,
    Money,
    Cents,
    Hours,
    Clock,
    Share,
    Number,
    Rate,
    Count,
    Date,
    Month,
    Flag,
}

impl From<StyleName> for Style {
    fn from(name: StyleName) -> Style {
        match name {
            StyleName::Text => Style::Text,
            StyleName::Wrapped => Style::Wrapped,
            StyleName::Money => Style::Money,
            StyleName::Cents => Style::Cents,
            StyleName::Hours => Style::Hours,
            StyleName::Clock => Style::Clock,
            StyleName::Share => Style::Share,
            StyleName::Number => Style::Number,
            StyleName::Rate => Style::Rate,
            StyleName::Count => Style::Count,
            StyleName::Date => Style::Date,
            StyleName::Month => Style::Month,
            StyleName::Flag => Style::Flag,
        }
    }
}

/// Looks as templates write them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "as book::Look")]
pub enum LookName {
    #[default]
    Plain,
    Bars,
    Heat,
    Band,
    Sign,
}

impl From<LookName> for Look {
    fn from(name: LookName) -> Look {
        match name {
            LookName::Plain => Look::Plain,
            LookName::Bars => Look::Bars,
            LookName::Heat => Look::Heat,
            LookName::Band => Look::Band,
            LookName::Sign => Look::Sign,
        }
    }
}

/// Forms of a chart as templates write them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "as book::ChartKind")]
pub enum FormName {
    Column,
    Stacked,
    Bar,
    Line,
}

impl From<FormName> for ChartKind {
    fn from(name: FormName) -> ChartKind {
        match name {
            FormName::Column => ChartKind::Column,
            FormName::Stacked => ChartKind::Stacked,
            FormName::Bar => ChartKind::Bar,
            FormName::Line => ChartKind::Line,
        }
    }
}
