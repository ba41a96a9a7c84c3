//! Picks rows of frames for a block: conditions, order, limit.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::template::Filter;
use crate::metrics::{Datum, FrameSpec, MetricFrame, Metrics, Unit};
use crate::model::Span;

/// All frames of a run with their values at hand, read once for all blocks of all books.
pub struct Shelf {
    frames: BTreeMap<&'static str, Loaded>,
}

/// A frame's values, column by column.
pub struct Loaded {
    spec: &'static FrameSpec,
    columns: Vec<Vec<Datum>>,
    height: usize,
}

/// What conditions speak of.
#[derive(Clone, Copy, Debug)]
pub struct Viewpoint<'a> {
    /// The report's period.
    pub period: Span,
    /// The client of a client's book or page.
    pub client: Option<&'a str>,
}

/// Rows picked from a frame, in order.
#[derive(Clone)]
pub struct Picked<'s> {
    loaded: &'s Loaded,
    rows: Vec<usize>,
}

impl Shelf {
    /// Loads the frames.
    pub fn of(metrics: &Metrics) -> Shelf {
        Shelf {
            frames: metrics
                .iter()
                .map(|frame| (frame.spec.name, Loaded::of(frame)))
                .collect(),
        }
    }

    /// Rows of a frame that meet the conditions; none when the frame was not computed. Inside a client's view a
    /// frame with a `client` column never yields another client's row.
    pub fn pick(&self, frame: &str, filter: &Filter, view: &Viewpoint<'_>) -> Option<Picked<'_>> {
        let loaded = self.frames.get(frame)?;
        let mut rows: Vec<usize> = (0..loaded.height).collect();
        for (column, condition) in filter {
            let values = loaded.column(column);
            rows.retain(|row| holds(&values[*row], condition, view));
        }
        if let (Some(client), Some(at)) = (view.client, loaded.position("client")) {
            rows.retain(
                |row| matches!(&loaded.columns[at][*row], Datum::Text(name) if name == client),
            );
        }
        Some(Picked { loaded, rows })
    }
}

impl Loaded {
    fn of(frame: &MetricFrame) -> Loaded {
        let columns = frame
            .spec
            .columns
            .iter()
            .map(|(name, _)| frame.values(name))
            .collect();
        Loaded {
            spec: frame.spec,
            columns,
            height: frame.len(),
        }
    }

    fn position(&self, column: &str) -> Option<usize> {
        self.spec
            .columns
            .iter()
            .position(|(name, _)| *name == column)
    }

    fn column(&self, column: &str) -> &[Datum] {
        let at = self
            .position(column)
            .expect("templates are checked against the catalogue");
        &self.columns[at]
    }
}

impl<'s> Picked<'s> {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True without rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Value of a column in the `at`-th picked row.
    pub fn value(&self, at: usize, column: &str) -> &'s Datum {
        &self.loaded.column(column)[self.rows[at]]
    }

    /// Reason code beside an n/a, from the sibling `<column>_note`.
    pub fn note(&self, at: usize, column: &str) -> Option<&'s str> {
        let position = self.loaded.position(&format!("{column}_note"))?;
        match &self.loaded.columns[position][self.rows[at]] {
            Datum::Text(code) => Some(code),
            _ => None,
        }
    }

    /// Unit of a column.
    pub fn unit(&self, column: &str) -> Unit {
        let at = self
            .loaded
            .position(column)
            .expect("templates are checked against the catalogue");
        self.loaded.spec.columns[at].1
    }

    /// Every column with its unit.
    pub fn columns(&self) -> impl Iterator<Item = (&'static str, Unit)> + use<> {
        self.loaded.spec.columns.iter().copied()
    }

    /// True when the frame has the column.
    pub fn has(&self, column: &str) -> bool {
        self.loaded.position(column).is_some()
    }

    /// Orders by columns; `-` in front for falling. n/a comes last either way; ties keep the frame's order.
    pub fn sorted(mut self, by: &[String]) -> Picked<'s> {
        let loaded = self.loaded;
        let keys: Vec<(bool, &[Datum])> = by
            .iter()
            .map(|column| match column.strip_prefix('-') {
                Some(column) => (true, loaded.column(column)),
                None => (false, loaded.column(column)),
            })
            .collect();
        self.rows.sort_by(|left, right| {
            keys.iter()
                .map(|(falling, values)| order(&values[*left], &values[*right], *falling))
                .find(|ordering| ordering.is_ne())
                .unwrap_or(Ordering::Equal)
        });
        self
    }

    /// The first `most` rows.
    pub fn limited(mut self, most: Option<usize>) -> Picked<'s> {
        self.rows.truncate(most.unwrap_or(usize::MAX));
        self
    }

    /// The rows apart by the text of a column, in order of first appearance.
    pub fn split(&self, column: &str) -> Vec<(String, Picked<'s>)> {
        let mut parts: Vec<(String, Picked<'s>)> = Vec::new();
        for (at, row) in self.rows.iter().enumerate() {
            let text = plain(self.value(at, column));
            match parts.iter_mut().find(|(name, _)| *name == text) {
                Some((_, part)) => part.rows.push(*row),
                None => parts.push((
                    text,
                    Picked {
                        loaded: self.loaded,
                        rows: vec![*row],
                    },
                )),
            }
        }
        parts
    }
}

/// A value as a plain key: codes and texts as they are, dates ISO, flags yes and no.
pub fn plain(value: &Datum) -> String {
    match value {
        Datum::Null => String::new(),
        Datum::Text(text) => text.clone(),
        Datum::Date(day) => day.to_string(),
        Datum::Hours(duration) => duration.to_string(),
        Datum::Money(money) => money.to_string(),
        Datum::Float(number) => number.to_string(),
        Datum::Count(count) => count.to_string(),
        Datum::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
    }
}

fn holds(value: &Datum, condition: &str, view: &Viewpoint<'_>) -> bool {
    if let Some(inner) = condition.strip_prefix('!') {
        return !holds(value, inner, view);
    }
    match condition {
        "@period" => plain(value) == view.period.to_string(),
        "@previous" => plain(value) == view.period.previous().to_string(),
        "@months" => plain(value).parse::<crate::model::Month>().is_ok(),
        "@last12" => plain(value)
            .parse::<crate::model::Month>()
            .is_ok_and(|month| month <= view.period.to && month > view.period.to.plus(-12)),
        "@client" => view.client.is_some_and(|client| plain(value) == client),
        ">0" => number(value).is_some_and(|number| number > 0.0),
        "<0" => number(value).is_some_and(|number| number < 0.0),
        either => match either.split_once('|') {
            Some((one, rest)) => holds(value, one, view) || holds(value, rest, view),
            None => plain(value) == either,
        },
    }
}

/// A value as a number, for conditions and charts' order only.
pub fn number(value: &Datum) -> Option<f64> {
    match value {
        Datum::Hours(duration) => Some(duration.to_hours()),
        Datum::Money(money) => Some(money.to_f64()),
        Datum::Float(number) => Some(*number),
        Datum::Count(count) => Some(*count as f64),
        Datum::Null | Datum::Text(_) | Datum::Date(_) | Datum::Flag(_) => None,
    }
}

fn order(left: &Datum, right: &Datum, falling: bool) -> Ordering {
    let ordering = match (left, right) {
        (Datum::Null, Datum::Null) => return Ordering::Equal,
        (Datum::Null, _) => return Ordering::Greater,
        (_, Datum::Null) => return Ordering::Less,
        (Datum::Text(left), Datum::Text(right)) => left.cmp(right),
        (Datum::Date(left), Datum::Date(right)) => left.cmp(right),
        (Datum::Hours(left), Datum::Hours(right)) => left.cmp(right),
        (Datum::Money(left), Datum::Money(right)) => left.cmp(right),
        (Datum::Count(left), Datum::Count(right)) => left.cmp(right),
        (Datum::Flag(left), Datum::Flag(right)) => left.cmp(right),
        (Datum::Float(left), Datum::Float(right)) => left.total_cmp(right),
        _ => Ordering::Equal,
    };
    if falling {
        ordering.reverse()
    } else {
        ordering
    }
}
