//! Metric frames: small, typed, sorted tables with stable columns.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use polars::prelude::*;

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

/// One computed value. `Null` is n/a.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "Unit says what each holds")]
pub enum Datum {
    Null,
    Text(String),
    Date(NaiveDate),
    Hours(Duration),
    Money(Money),
    Float(f64),
    Count(i64),
    Flag(bool),
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

impl From<NaiveDate> for Datum {
    fn from(value: NaiveDate) -> Datum {
        Datum::Date(value)
    }
}

impl From<Duration> for Datum {
    fn from(value: Duration) -> Datum {
        Datum::Hours(value)
    }
}

impl From<Money> for Datum {
    fn from(value: Money) -> Datum {
        Datum::Money(value)
    }
}

impl From<f64> for Datum {
    fn from(value: f64) -> Datum {
        Datum::Float(value)
    }
}

impl From<i64> for Datum {
    fn from(value: i64) -> Datum {
        Datum::Count(value)
    }
}

impl From<bool> for Datum {
    fn from(value: bool) -> Datum {
        Datum::Flag(value)
    }
}

impl<T: Into<Datum>> From<Option<T>> for Datum {
    fn from(value: Option<T>) -> Datum {
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
        let height = rows.len();
        for row in &rows {
            assert_eq!(
                row.len(),
                spec.columns.len(),
                "a row of {} has every column",
                spec.name
            );
        }
        let columns = spec
            .columns
            .iter()
            .enumerate()
            .map(|(at, (name, unit))| column(name, *unit, rows.iter().map(|row| &row[at])))
            .collect();
        let data =
            DataFrame::new(height, columns).expect("columns are equally long and named apart");
        MetricFrame { spec, data }
    }

    /// Without the rows of quarters and years, which stand in a frame when the report's period is longer than a
    /// month; a frame without such rows is unchanged.
    fn single_months(&self) -> MetricFrame {
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

    /// All values of a column, in row order.
    pub fn values(&self, column: &str) -> Vec<Datum> {
        let unit = self
            .unit(column)
            .unwrap_or_else(|| panic!("{} has no column {column}", self.spec.name));
        let values = self
            .data
            .column(column)
            .expect("the spec's columns are in the frame");
        match unit {
            Unit::Text | Unit::Code | Unit::Phrase | Unit::Month => values
                .str()
                .expect("text")
                .iter()
                .map(Datum::from)
                .collect(),
            Unit::Date => values
                .date()
                .expect("dates")
                .physical()
                .iter()
                .map(|day| day.map(day_of).into())
                .collect(),
            Unit::Hours => values
                .i64()
                .expect("hours")
                .iter()
                .map(|part| part.map(Duration).into())
                .collect(),
            Unit::Money => values
                .i64()
                .expect("money")
                .iter()
                .map(|part| part.map(Money).into())
                .collect(),
            Unit::Count => values
                .i64()
                .expect("counts")
                .iter()
                .map(Datum::from)
                .collect(),
            Unit::Share | Unit::Number => values
                .f64()
                .expect("floats")
                .iter()
                .map(Datum::from)
                .collect(),
            Unit::Flag => values
                .bool()
                .expect("flags")
                .iter()
                .map(Datum::from)
                .collect(),
        }
    }
}

fn column<'a>(name: &str, unit: Unit, values: impl Iterator<Item = &'a Datum>) -> Column {
    let name = PlSmallStr::from_str(name);
    let wrong = |datum: &Datum| -> ! { panic!("{datum:?} does not fit {name} ({unit:?})") };
    match unit {
        Unit::Text | Unit::Code | Unit::Phrase | Unit::Month => {
            let texts = values.map(|datum| match datum {
                Datum::Null => None,
                Datum::Text(text) => Some(text.as_str()),
                other => wrong(other),
            });
            StringChunked::from_iter_options(name.clone(), texts).into_column()
        }
        Unit::Date => {
            let days = values.map(|datum| match datum {
                Datum::Null => None,
                Datum::Date(day) => Some(day_number(*day)),
                other => wrong(other),
            });
            Int32Chunked::from_iter_options(name.clone(), days)
                .into_date()
                .into_column()
        }
        Unit::Hours | Unit::Money | Unit::Count => {
            let parts = values.map(|datum| match (unit, datum) {
                (_, Datum::Null) => None,
                (Unit::Hours, Datum::Hours(duration)) => Some(duration.0),
                (Unit::Money, Datum::Money(money)) => Some(money.0),
                (Unit::Count, Datum::Count(count)) => Some(*count),
                (_, other) => wrong(other),
            });
            Int64Chunked::from_iter_options(name.clone(), parts).into_column()
        }
        Unit::Share | Unit::Number => {
            let floats = values.map(|datum| match datum {
                Datum::Null => None,
                Datum::Float(float) => Some(*float),
                other => wrong(other),
            });
            Float64Chunked::from_iter_options(name.clone(), floats).into_column()
        }
        Unit::Flag => {
            let flags = values.map(|datum| match datum {
                Datum::Null => None,
                Datum::Flag(flag) => Some(*flag),
                other => wrong(other),
            });
            BooleanChunked::from_iter_options(name.clone(), flags).into_column()
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

    /// The same frames for machines: rows of single months only where a frame has a `month` column.
    pub fn single_months(&self) -> Metrics {
        let mut months = Metrics::default();
        for frame in self.frames.values() {
            months.insert(frame.single_months());
        }
        months
    }
}
