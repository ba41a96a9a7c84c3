//! The figures that an issued pack keeps.

use crate::metrics::{Datum, MetricFrame, Metrics, Scope, Unit};
use crate::model::issued::Figure;

/// Figures of a frame that are kept.
pub struct KeptFigures {
    /// The frame.
    pub frame: &'static str,
    /// The column beside client and currency that tells its rows apart; empty without one.
    pub subject: &'static str,
    /// The figures; hours or money.
    pub columns: &'static [&'static str],
    /// Those of every month, not only of the report's: what came late is told by them.
    pub every_month: bool,
}

/// The frame whose figures of every month are kept.
pub const CLIENT_MONTH: &str = "client_month";

/// What is kept.
pub static KEPT: &[KeptFigures] = &[
    KeptFigures {
        frame: CLIENT_MONTH,
        subject: "",
        columns: &[
            "hours",
            "billable_hours",
            "revenue_invoiced",
            "pass_through",
            "agi",
            "delivery_cost",
            "collected",
            "outstanding",
            "overdue",
        ],
        every_month: true,
    },
    KeptFigures {
        frame: "bridge",
        subject: "",
        columns: &["opening", "invoiced", "credited", "paid", "fees", "closing"],
        every_month: false,
    },
    KeptFigures {
        frame: "contract_card",
        subject: "contract",
        columns: &[
            "budget",
            "worked_value",
            "invoiced",
            "acted",
            "paid",
            "remaining",
        ],
        every_month: false,
    },
    KeptFigures {
        frame: "utilization_person",
        subject: "person",
        columns: &["net_hours", "worked_hours", "billable_hours"],
        every_month: false,
    },
];

/// All figures that are kept, sorted.
pub fn figures(metrics: &Metrics, scope: &Scope) -> Vec<Figure> {
    let mut all: Vec<Figure> = KEPT
        .iter()
        .filter_map(|kept| Some((kept, metrics.get(kept.frame)?)))
        .flat_map(|(kept, frame)| of_frame(kept, frame, scope))
        .collect();
    all.sort();
    all
}

fn of_frame(kept: &KeptFigures, frame: &MetricFrame, scope: &Scope) -> Vec<Figure> {
    let texts = |column: &str| -> Vec<String> {
        match frame.unit(column) {
            Some(_) => frame.texts(column).map(str::to_owned).collect(),
            None => vec![String::new(); frame.len()],
        }
    };
    let [months, clients, subjects, currencies] =
        ["month", "client", kept.subject, "currency"].map(texts);
    let period = scope.period.to_string();
    let wanted = |month: &str| kept.every_month || month.is_empty() || month == period;
    let mut figures = Vec::new();
    for column in kept.columns {
        for (at, value) in frame.values(column).into_iter().enumerate() {
            let value = match value {
                Datum::Hours(hours) => hours.0,
                Datum::Money(money) => money.0,
                _ => continue,
            };
            if wanted(&months[at]) {
                figures.push(Figure {
                    name: [kept.frame.to_owned(), (*column).to_owned()],
                    month: months[at].clone(),
                    of: [&clients[at], &subjects[at], &currencies[at]].map(Clone::clone),
                    value,
                });
            }
        }
    }
    figures
}

/// True for a figure in hours, false for one in money; none for one that this version does not keep.
pub fn is_hours(figure: &Figure) -> Option<bool> {
    let [frame, column] = &figure.name;
    let kept = KEPT.iter().find(|kept| kept.frame == frame)?;
    let known = kept.columns.contains(&column.as_str());
    let spec = crate::metrics::catalogue::ALL
        .iter()
        .find(|spec| spec.name == frame)?;
    let unit = spec.columns.iter().find(|(name, _)| name == column)?.1;
    known.then_some(unit == Unit::Hours)
}
