//! Picks rows of frames for a block: conditions, order, limit.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use hashbrown::HashMap;

use super::template::Filter;
use crate::metrics::{Datum, MetricFrame, Metrics, Unit};
use crate::model::{Month, Span};

/// All frames of a run with their values at hand, read once for all blocks of all books.
pub struct Shelf {
    frames: BTreeMap<&'static str, Loaded>,
}

/// A frame's values, column by column. A column is taken out when somebody asks for it first: of the largest frames pages
/// show the fewest.
pub struct Loaded {
    frame: MetricFrame,
    columns: Vec<OnceLock<Values>>,
    /// Rows of each client, where the frame has clients: a client's book looks at no others.
    of_clients: OnceLock<Option<BTreeMap<String, Vec<usize>>>>,
}

/// The values of a column by row.
enum Values {
    Each(Vec<Datum>),
    /// Texts: a frame with a row for each person, client and project names few of each.
    Texts {
        /// Each once.
        distinct: Vec<Datum>,
        /// By row, which it is.
        places: Vec<u32>,
    },
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

    /// True when the frame was computed and has the column.
    pub fn has(&self, frame: &str, column: &str) -> bool {
        let loaded = self.frames.get(frame);
        loaded.is_some_and(|loaded| loaded.position(column).is_some())
    }

    /// Rows of a frame that meet the conditions; none when the frame was not computed. Inside a client's view a
    /// frame with a `client` column never yields another client's row.
    pub fn pick(&self, frame: &str, filter: &Filter, view: &Viewpoint<'_>) -> Option<Picked<'_>> {
        let loaded = self.frames.get(frame)?;
        let of_client = view.client.and_then(|client| loaded.rows_of(client));
        let mut rows = of_client.unwrap_or_else(|| (0..loaded.frame.len()).collect());
        for (column, condition) in filter {
            let values = loaded.column(column);
            let wanted = Wanted::of(condition, view);
            rows.retain(|row| wanted.holds(values.at(*row)));
        }
        Some(Picked { loaded, rows })
    }
}

impl Loaded {
    fn of(frame: &MetricFrame) -> Loaded {
        Loaded {
            columns: frame.spec.columns.iter().map(|_| OnceLock::new()).collect(),
            of_clients: OnceLock::new(),
            frame: frame.clone(),
        }
    }

    /// A client's rows; none where the frame has no clients.
    fn rows_of(&self, client: &str) -> Option<Vec<usize>> {
        let of_clients = self.of_clients.get_or_init(|| {
            let at = self.position("client")?;
            Some(self.rows_by(at))
        });
        let rows = of_clients.as_ref()?.get(client);
        Some(rows.cloned().unwrap_or_default())
    }

    /// Rows by the text of a column.
    fn rows_by(&self, at: usize) -> BTreeMap<String, Vec<usize>> {
        let mut rows: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let values = self.values(at);
        for row in 0..self.frame.len() {
            if let Datum::Text(name) = values.at(row) {
                match rows.get_mut(name) {
                    Some(known) => known.push(row),
                    None => {
                        rows.insert(name.clone(), vec![row]);
                    }
                }
            }
        }
        rows
    }

    fn values(&self, at: usize) -> &Values {
        self.columns[at].get_or_init(|| Values::of(&self.frame, at))
    }

    fn position(&self, column: &str) -> Option<usize> {
        self.frame
            .spec
            .columns
            .iter()
            .position(|(name, _)| *name == column)
    }

    fn column(&self, column: &str) -> &Values {
        let at = self
            .position(column)
            .expect("templates are checked against the catalogue");
        self.values(at)
    }
}

impl Values {
    fn of(frame: &MetricFrame, at: usize) -> Values {
        let (column, unit) = frame.spec.columns[at];
        if !matches!(unit, Unit::Text | Unit::Code | Unit::Phrase | Unit::Month) {
            return Values::Each(frame.values(column));
        }
        let mut known: HashMap<Option<&str>, u32> = HashMap::new();
        let (mut distinct, mut places) = (Vec::new(), Vec::with_capacity(frame.len()));
        for value in frame.each(column) {
            let text = match value {
                Datum::Text(text) => Some(text),
                _ => None,
            };
            places.push(*known.entry(text).or_insert_with(|| {
                distinct.push(value.into_owned());
                distinct.len() as u32 - 1
            }));
        }
        Values::Texts { distinct, places }
    }

    fn at(&self, row: usize) -> &Datum {
        match self {
            Values::Each(values) => &values[row],
            Values::Texts { distinct, places } => &distinct[places[row] as usize],
        }
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

    /// Values of a column, in the order of the picked rows.
    pub fn each(&self, column: &str) -> impl Iterator<Item = &'s Datum> {
        let values = self.loaded.column(column);
        self.rows.iter().map(|row| values.at(*row))
    }

    /// Value of a column in the `at`-th picked row.
    pub fn value(&self, at: usize, column: &str) -> &'s Datum {
        self.loaded.column(column).at(self.rows[at])
    }

    /// Reason code beside an n/a, from the sibling `<column>_note`.
    pub fn note(&self, at: usize, column: &str) -> Option<&'s str> {
        let position = self.loaded.position(&format!("{column}_note"))?;
        match self.loaded.values(position).at(self.rows[at]) {
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
        self.loaded.frame.spec.columns[at].1
    }

    /// The name of its frame.
    pub fn frame(&self) -> &'static str {
        self.loaded.frame.spec.name
    }

    /// Every column with its unit.
    pub fn columns(&self) -> impl Iterator<Item = (&'static str, Unit)> + use<> {
        self.loaded.frame.spec.columns.iter().copied()
    }

    /// True when the frame has the column.
    pub fn has(&self, column: &str) -> bool {
        self.loaded.position(column).is_some()
    }

    /// Orders by columns; `-` in front for falling. n/a comes last either way; ties keep the frame's order.
    pub fn sorted(mut self, by: &[String]) -> Picked<'s> {
        let loaded = self.loaded;
        let keys: Vec<(bool, &Values)> = by
            .iter()
            .map(|column| match column.strip_prefix('-') {
                Some(column) => (true, loaded.column(column)),
                None => (false, loaded.column(column)),
            })
            .collect();
        self.rows.sort_by(|left, right| {
            keys.iter()
                .map(|(falling, values)| order(values.at(*left), values.at(*right), *falling))
                .find(|ordering| ordering.is_ne())
                .unwrap_or(Ordering::Equal)
        });
        self
    }

    /// Of rows whose first order is that of currencies those without one first, then those of the base currency.
    pub fn base_first(mut self, by: &[String], base: &str) -> Picked<'s> {
        if by.first().is_some_and(|column| column == "currency") {
            let currencies = self.loaded.column("currency");
            self.rows.sort_by_key(|row| match currencies.at(*row) {
                Datum::Null => 0,
                Datum::Text(code) if code.is_empty() => 0,
                Datum::Text(code) if code == base => 1,
                _ => 2,
            });
        }
        self
    }

    /// The first `most` rows.
    pub fn limited(mut self, most: Option<usize>) -> Picked<'s> {
        self.rows.truncate(most.unwrap_or(usize::MAX));
        self
    }

    /// The rows apart by the text of a column: those of `first` before all others, which follow in their order of letters where
    /// they are currencies, and of first appearance else.
    pub fn split(&self, column: &str, first: &str) -> Vec<(String, Picked<'s>)> {
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
        if column == "currency" {
            parts.sort_by_cached_key(|(name, _)| (name != first, name.clone()));
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

/// A condition, understood once for all rows.
enum Wanted {
    /// This text.
    Is(String),
    /// A single month.
    Month,
    /// One of the twelve months up to the period's last.
    Last12(Month),
    /// A number on this side of a limit.
    Beyond(Ordering, f64),
    Never,
    Either(Box<[Wanted; 2]>),
    Not(Box<Wanted>),
}

impl Wanted {
    fn of(condition: &str, view: &Viewpoint<'_>) -> Wanted {
        if let Some(inner) = condition.strip_prefix('!') {
            return Wanted::Not(Box::new(Wanted::of(inner, view)));
        }
        if let Some((side, limit)) = limit_of(condition) {
            return Wanted::Beyond(side, limit);
        }
        match condition {
            "@period" => Wanted::Is(view.period.to_string()),
            "@previous" => Wanted::Is(view.period.previous().to_string()),
            "@months" => Wanted::Month,
            "@last12" => Wanted::Last12(view.period.to),
            "@client" => view
                .client
                .map_or(Wanted::Never, |client| Wanted::Is(client.to_owned())),
            either => match either.split_once('|') {
                Some((one, rest)) => {
                    let both = [one, rest].map(|part| Wanted::of(part, view));
                    Wanted::Either(Box::new(both))
                }
                None => Wanted::Is(either.to_owned()),
            },
        }
    }

    fn holds(&self, value: &Datum) -> bool {
        match self {
            Wanted::Is(text) => is(value, text),
            Wanted::Month => month(value).is_some(),
            Wanted::Last12(last) => {
                month(value).is_some_and(|month| month <= *last && month > last.plus(-12))
            }
            Wanted::Beyond(side, limit) => {
                number(value).and_then(|number| number.partial_cmp(limit)) == Some(*side)
            }
            Wanted::Never => false,
            Wanted::Either(both) => both.iter().any(|wanted| wanted.holds(value)),
            Wanted::Not(inner) => !inner.holds(value),
        }
    }
}

/// Side and limit of a condition such as `>5` or `<0`; texts that begin so and hold no number have none.
pub fn limit_of(condition: &str) -> Option<(Ordering, f64)> {
    let (sign, limit) = condition.split_at_checked(1)?;
    let side = match sign {
        ">" => Ordering::Greater,
        "<" => Ordering::Less,
        _ => return None,
    };
    Some((side, limit.parse().ok()?))
}

/// True for a value that is this plain key.
fn is(value: &Datum, key: &str) -> bool {
    match value {
        Datum::Text(text) => text == key,
        other => plain(other) == key,
    }
}

fn month(value: &Datum) -> Option<Month> {
    match value {
        Datum::Text(text) => text.parse().ok(),
        other => plain(other).parse().ok(),
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
    if std::ptr::eq(left, right) {
        return Ordering::Equal;
    }
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
