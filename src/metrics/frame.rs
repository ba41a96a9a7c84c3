//! Metric frames: small, typed, sorted tables with stable columns.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use polars::prelude::*;

use crate::model::column::TextColumn;
use crate::model::tables::{day_number, day_of};
use crate::model::{Duration, Money, Month};

/// What a column of a metric frame holds, and so how every writer shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Names and free text, shown as they are.
    Text,
    /// A stable code, translated in workbooks (`[codes]`), as it is in `data/`.
    Code,
    /// An encoded [`crate::model::Phrase`], translated in workbooks, English in `data/`.
    Phrase,
    /// Period label: `2026-10`.
    Month,
    /// A day (a week is its first day).
    Date,
    /// Int64 of 1/90,000 hour.
    Hours,
    /// Int64 of 1/10,000 of the row's `currency`.
    Money,
    /// Float64, 0..1.
    Share,
    /// Float64, a plain number (score, NPS, ratio that is no share).
    Number,
    /// Digits with a decimal point as text, none of them lost.
    Rate,
    /// Int64, a count.
    Count,
    /// Boolean.
    Flag,
}

/// A column: stable name and unit.
pub type ColumnSpec = (&'static str, Unit);

/// A frame's contract: stable name, grain and columns (see [`super::catalogue`]).
#[derive(Clone, Copy, Debug)]
pub struct FrameSpec {
    /// Stable name; `data/<name>.csv`.
    pub name: &'static str,
    /// What one row is.
    pub grain: &'static str,
    /// Columns in order.
    pub columns: &'static [ColumnSpec],
    /// Written to `data/`.
    pub exported: bool,
}

impl FrameSpec {
    /// A frame that is written to `data/`.
    pub const fn exported(
        name: &'static str,
        grain: &'static str,
        columns: &'static [ColumnSpec],
    ) -> FrameSpec {
        FrameSpec {
            name,
            grain,
            columns,
            exported: true,
        }
    }

    /// A frame that only pages show.
    pub const fn shown(
        name: &'static str,
        grain: &'static str,
        columns: &'static [ColumnSpec],
    ) -> FrameSpec {
        FrameSpec {
            name,
            grain,
            columns,
            exported: false,
        }
    }
}

/// One computed value. `Null` is n/a. Texts are owned, or borrowed where a frame is filled row by row
/// ([`FrameRows`]).
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(missing_docs, reason = "Unit says what each holds")]
pub enum Datum<Text = String> {
    Null,
    Text(Text),
    Date(NaiveDate),
    Hours(Duration),
    Money(Money),
    Float(f64),
    Count(i64),
    Flag(bool),
}

impl Datum<&str> {
    /// The same with a text of its own.
    pub fn into_owned(self) -> Datum {
        match self {
            Datum::Null => Datum::Null,
            Datum::Text(text) => Datum::Text(text.to_owned()),
            Datum::Date(day) => Datum::Date(day),
            Datum::Hours(time) => Datum::Hours(time),
            Datum::Money(money) => Datum::Money(money),
            Datum::Float(number) => Datum::Float(number),
            Datum::Count(count) => Datum::Count(count),
            Datum::Flag(flag) => Datum::Flag(flag),
        }
    }
}

impl From<String> for Datum {
    fn from(value: String) -> Datum {
        Datum::Text(value)
    }
}

impl From<&str> for Datum {
    fn from(value: &str) -> Datum {
        Datum::Text(value.to_owned())
    }
}

impl From<&String> for Datum {
    fn from(value: &String) -> Datum {
        Datum::Text(value.clone())
    }
}

impl<'a> From<&'a str> for Datum<&'a str> {
    fn from(value: &'a str) -> Datum<&'a str> {
        Datum::Text(value)
    }
}

impl<'a> From<&'a String> for Datum<&'a str> {
    fn from(value: &'a String) -> Datum<&'a str> {
        Datum::Text(value)
    }
}

impl<Text> From<NaiveDate> for Datum<Text> {
    fn from(value: NaiveDate) -> Datum<Text> {
        Datum::Date(value)
    }
}

impl<Text> From<Duration> for Datum<Text> {
    fn from(value: Duration) -> Datum<Text> {
        Datum::Hours(value)
    }
}

impl<Text> From<Money> for Datum<Text> {
    fn from(value: Money) -> Datum<Text> {
        Datum::Money(value)
    }
}

impl<Text> From<f64> for Datum<Text> {
    fn from(value: f64) -> Datum<Text> {
        Datum::Float(value)
    }
}

impl<Text> From<i64> for Datum<Text> {
    fn from(value: i64) -> Datum<Text> {
        Datum::Count(value)
    }
}

impl<Text> From<bool> for Datum<Text> {
    fn from(value: bool) -> Datum<Text> {
        Datum::Flag(value)
    }
}

impl<Text, T: Into<Datum<Text>>> From<Option<T>> for Datum<Text> {
    fn from(value: Option<T>) -> Datum<Text> {
        value.map_or(Datum::Null, Into::into)
    }
}

/// A computed table: rows in their final order, columns as the spec says.
#[derive(Clone, Debug)]
pub struct MetricFrame {
    /// Its contract.
    pub spec: &'static FrameSpec,
    /// The values: String, Date, Int64, Float64 or Boolean by the column's unit.
    pub data: DataFrame,
}

impl MetricFrame {
    /// A frame of rows in their final order; each row has one value for each column of the spec.
    pub fn of(spec: &'static FrameSpec, rows: Vec<Vec<Datum>>) -> MetricFrame {
        let mut frame = FrameRows::of(spec);
        for row in rows {
            frame.add(row);
        }
        frame.finish()
    }

    /// For machines without the rows of quarters and years, which stand in a frame when the report's period is longer than a
    /// month; a frame without such rows is unchanged.
    pub fn single_months(&self) -> MetricFrame {
        if self.unit("month") != Some(Unit::Month) {
            return self.clone();
        }
        let months = self
            .data
            .column("month")
            .expect("the spec's columns are in the frame");
        let keep: BooleanChunked = months
            .str()
            .expect("months are text")
            .iter()
            .map(|label| Some(label.is_none_or(|label| label.parse::<Month>().is_ok())))
            .collect();
        if keep.all() {
            return self.clone();
        }
        let data = self.data.filter(&keep).expect("one flag for each row");
        MetricFrame {
            spec: self.spec,
            data,
        }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.data.height()
    }

    /// True without rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Position of a column.
    pub fn position(&self, column: &str) -> Option<usize> {
        self.spec
            .columns
            .iter()
            .position(|(name, _)| *name == column)
    }

    /// Unit of a column.
    pub fn unit(&self, column: &str) -> Option<Unit> {
        self.position(column).map(|at| self.spec.columns[at].1)
    }

    /// A column of texts in row order, n/a as an empty one.
    pub fn texts(&self, column: &str) -> impl Iterator<Item = &str> {
        let texts = self.column(column).str().expect("text");
        texts.iter().map(Option::unwrap_or_default)
    }

    /// A column of hours in row order, n/a as none.
    pub fn hours(&self, column: &str) -> impl Iterator<Item = Duration> {
        let parts = self.column(column).i64().expect("hours");
        parts.iter().map(|part| Duration(part.unwrap_or_default()))
    }

    fn column(&self, column: &str) -> &Column {
        let found = self.data.column(column);
        found.unwrap_or_else(|_| panic!("{} has no column {column}", self.spec.name))
    }

    /// All values of a column, in row order.
    pub fn values(&self, column: &str) -> Vec<Datum> {
        self.each(column).map(Datum::into_owned).collect()
    }

    /// The same, one by one; texts stay where they are.
    pub fn each(&self, column: &str) -> Box<dyn Iterator<Item = Datum<&str>> + '_> {
        let unit = self
            .unit(column)
            .unwrap_or_else(|| panic!("{} has no column {column}", self.spec.name));
        let values = self.column(column);
        match unit {
            Unit::Text | Unit::Code | Unit::Phrase | Unit::Month | Unit::Rate => {
                Box::new(values.str().expect("text").iter().map(Datum::from))
            }
            Unit::Date => {
                let days = values.date().expect("dates").physical().iter();
                Box::new(days.map(|day| day.map(day_of).into()))
            }
            Unit::Hours => {
                let parts = values.i64().expect("hours").iter();
                Box::new(parts.map(|part| part.map(Duration).into()))
            }
            Unit::Money => {
                let parts = values.i64().expect("money").iter();
                Box::new(parts.map(|part| part.map(Money).into()))
            }
            Unit::Count => Box::new(values.i64().expect("counts").iter().map(Datum::from)),
            Unit::Share | Unit::Number => {
                Box::new(values.f64().expect("floats").iter().map(Datum::from))
            }
            Unit::Flag => Box::new(values.bool().expect("flags").iter().map(Datum::from)),
        }
    }
}

/// Rows that go into their columns one by one, so that large frames are never held twice.
pub struct FrameRows {
    spec: &'static FrameSpec,
    columns: Vec<Values>,
    height: usize,
}

/// The values of one column so far.
enum Values {
    Texts(TextColumn),
    Dates(PrimitiveChunkedBuilder<Int32Type>),
    Integers(PrimitiveChunkedBuilder<Int64Type>),
    Floats(PrimitiveChunkedBuilder<Float64Type>),
    Flags(BooleanChunkedBuilder),
}

impl FrameRows {
    /// No rows yet.
    pub fn of(spec: &'static FrameSpec) -> FrameRows {
        let columns = spec.columns.iter();
        FrameRows {
            spec,
            columns: columns
                .map(|(name, unit)| Values::of(name, *unit))
                .collect(),
            height: 0,
        }
    }

    /// Adds the next row: one value for each column of the spec.
    pub fn push<'r>(&mut self, row: impl IntoIterator<Item = Datum<&'r str>>) {
        self.add(row);
    }

    /// The same of a row that owns its texts.
    pub fn add<Text: AsRef<str>>(&mut self, row: impl IntoIterator<Item = Datum<Text>>) {
        let mut row = row.into_iter();
        for (values, (column, unit)) in self.columns.iter_mut().zip(self.spec.columns) {
            let datum = row.next();
            if !datum.is_some_and(|datum| values.put(*unit, datum)) {
                panic!(
                    "a row of {} has no fitting {column} ({unit:?})",
                    self.spec.name
                );
            }
        }
        assert!(
            row.next().is_none(),
            "a row of {} is too long",
            self.spec.name
        );
        self.height += 1;
    }

    /// The frame.
    pub fn finish(self) -> MetricFrame {
        let columns = self.columns.into_iter().zip(self.spec.columns);
        let columns = columns
            .map(|(values, (name, _))| values.finish(name))
            .collect();
        let data = DataFrame::new(self.height, columns);
        MetricFrame {
            spec: self.spec,
            data: data.expect("columns are equally long and named apart"),
        }
    }
}

impl Values {
    fn of(name: &str, unit: Unit) -> Values {
        let name = PlSmallStr::from_str(name);
        match unit {
            Unit::Text | Unit::Code | Unit::Phrase | Unit::Month | Unit::Rate => {
                Values::Texts(TextColumn::default())
            }
            Unit::Date => Values::Dates(PrimitiveChunkedBuilder::new(name, 0)),
            Unit::Hours | Unit::Money | Unit::Count => {
                Values::Integers(PrimitiveChunkedBuilder::new(name, 0))
            }
            Unit::Share | Unit::Number => Values::Floats(PrimitiveChunkedBuilder::new(name, 0)),
            Unit::Flag => Values::Flags(BooleanChunkedBuilder::new(name, 0)),
        }
    }

    /// False when the value is not of the column's unit.
    fn put<Text: AsRef<str>>(&mut self, unit: Unit, datum: Datum<Text>) -> bool {
        match (self, unit, datum) {
            (values, _, Datum::Null) => values.put_nothing(),
            (Values::Texts(texts), _, Datum::Text(text)) => texts.push(Some(text.as_ref())),
            (Values::Dates(days), _, Datum::Date(day)) => days.append_value(day_number(day)),
            (Values::Integers(parts), Unit::Hours, Datum::Hours(hours)) => {
                parts.append_value(hours.0);
            }
            (Values::Integers(parts), Unit::Money, Datum::Money(money)) => {
                parts.append_value(money.0);
            }
            (Values::Integers(parts), Unit::Count, Datum::Count(count)) => {
                parts.append_value(count);
            }
            (Values::Floats(floats), _, Datum::Float(float)) => floats.append_value(float),
            (Values::Flags(flags), _, Datum::Flag(flag)) => flags.append_value(flag),
            _ => return false,
        }
        true
    }

    fn put_nothing(&mut self) {
        match self {
            Values::Texts(texts) => texts.push(None),
            Values::Dates(days) => days.append_null(),
            Values::Integers(parts) => parts.append_null(),
            Values::Floats(floats) => floats.append_null(),
            Values::Flags(flags) => flags.append_null(),
        }
    }

    fn finish(self, name: &str) -> Column {
        match self {
            Values::Texts(texts) => texts.finish(name.into()),
            Values::Dates(days) => days.finish().into_date().into_column(),
            Values::Integers(parts) => parts.finish().into_column(),
            Values::Floats(floats) => floats.finish().into_column(),
            Values::Flags(flags) => flags.finish().into_column(),
        }
    }
}

/// All frames of a run, by stable name.
#[derive(Clone, Debug, Default)]
pub struct Metrics {
    frames: BTreeMap<&'static str, MetricFrame>,
}

impl Metrics {
    /// Adds a frame.
    pub fn insert(&mut self, frame: MetricFrame) {
        self.frames.insert(frame.spec.name, frame);
    }

    /// The frame of a stable name.
    pub fn get(&self, name: &str) -> Option<&MetricFrame> {
        self.frames.get(name)
    }

    /// All frames by name.
    pub fn iter(&self) -> impl Iterator<Item = &MetricFrame> {
        self.frames.values()
    }

    /// Each of them, to be made anew.
    pub fn into_frames(self) -> impl Iterator<Item = MetricFrame> {
        self.frames.into_values()
    }
}
