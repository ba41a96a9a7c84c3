//! The figures of a run that are kept for later ones.

use crate::metrics::{Datum, MetricFrame, Metrics, Scope, Unit, catalogue};
use crate::model::kept::{FigurePlace, Figures, Value};

/// Figures of a frame that are kept.
pub struct KeptFigures {
    /// The frame.
    pub frame: &'static str,
    /// The column beside client and currency that tells its rows apart; empty without one.
    pub subject: &'static str,
    /// The figures.
    pub columns: &'static [&'static str],
    /// Those of them that are kept of every month, so that restated months are seen; of the others the report's period alone.
    pub every_month: &'static [&'static str],
}

/// The frame that what came late is told by.
pub const CLIENT_MONTH: &str = "client_month";

/// What is kept.
pub static KEPT: &[KeptFigures] = &[
    KeptFigures {
        frame: "agency_month",
        subject: "",
        columns: &[
            "revenue_base",
            "agi_base",
            "delivery_cost_base",
            "delivery_margin",
            "collected_base",
            "outstanding_base",
            "overdue_base",
            "worked_hours",
            "billable_hours",
            "net_hours",
            "billable_utilization_net",
            "completeness",
            "active_clients",
        ],
        every_month: &[
            "revenue_base",
            "agi_base",
            "collected_base",
            "worked_hours",
            "billable_hours",
            "billable_utilization_net",
        ],
    },
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
            "delivery_margin",
            "average_billable_rate",
            "collected",
            "outstanding",
            "overdue",
            "budget_hours",
            "budget_hours_used",
            "over_servicing_hours",
        ],
        every_month: &["hours", "billable_hours", "revenue_invoiced", "collected"],
    },
    KeptFigures {
        frame: "health",
        subject: "",
        columns: &["score", "band"],
        every_month: &[],
    },
    KeptFigures {
        frame: "bridge",
        subject: "",
        columns: &["opening", "invoiced", "credited", "paid", "fees", "closing"],
        every_month: &[],
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
        every_month: &[],
    },
    KeptFigures {
        frame: "utilization_person",
        subject: "person",
        columns: &[
            "net_hours",
            "worked_hours",
            "billable_hours",
            "billable_utilization_net",
        ],
        every_month: &[],
    },
];

/// How a figure of a frame is counted; none for one that is not kept.
pub fn unit(frame: &str, column: &str) -> Option<Unit> {
    let kept = KEPT.iter().find(|kept| kept.frame == frame)?;
    let mut specs = catalogue::ALL.iter();
    let spec = specs.find(|spec| spec.name == frame)?;
    let known = kept.columns.contains(&column);
    let found = spec.columns.iter().find(|(name, _)| *name == column)?;
    known.then_some(found.1)
}

/// True for a figure that is kept of every month.
pub fn of_every_month(frame: &str, column: &str) -> bool {
    KEPT.iter()
        .any(|kept| kept.frame == frame && kept.every_month.contains(&column))
}

/// All figures that are kept, sorted.
pub fn figures(metrics: &Metrics, scope: &Scope) -> Vec<Figures> {
    let kept = KEPT
        .iter()
        .filter_map(|kept| Some((kept, metrics.get(kept.frame)?)));
    let mut all: Vec<Figures> = kept
        .flat_map(|(kept, frame)| of_frame(kept, frame, &scope.period.to_string()))
        .collect();
    all.sort();
    all
}

fn of_frame(kept: &KeptFigures, frame: &MetricFrame, period: &str) -> Vec<Figures> {
    let texts = |column: &str| -> Vec<String> {
        match frame.unit(column) {
            Some(_) => frame.texts(column).map(str::to_owned).collect(),
            None => vec![String::new(); frame.len()],
        }
    };
    let [months, clients, subjects, currencies] =
        ["month", "client", kept.subject, "currency"].map(texts);
    let columns = kept.columns.iter().map(|column| {
        let notes = texts(&format!("{column}_note"));
        (*column, frame.values(column), notes)
    });
    let columns: Vec<_> = columns.collect();
    let rows = (0..frame.len()).map(|at| {
        let whole = months[at].is_empty() || months[at] == period;
        let wanted = |column: &str| whole || kept.every_month.contains(&column);
        let values = columns.iter().filter(|(column, ..)| wanted(column));
        Figures {
            place: FigurePlace(
                kept.frame.to_owned(),
                months[at].clone(),
                clients[at].clone(),
                subjects[at].clone(),
                currencies[at].clone(),
            ),
            values: values
                .filter_map(|(column, values, notes)| {
                    Some(((*column).to_owned(), value(&values[at], &notes[at])?))
                })
                .collect(),
        }
    });
    rows.filter(|figures| !figures.values.is_empty()).collect()
}

/// A figure that is nothing, without a reason why, is left out.
fn value(datum: &Datum, note: &str) -> Option<Value> {
    match datum {
        Datum::Hours(hours) => Some(Value::Whole(hours.0)),
        Datum::Money(money) => Some(Value::Whole(money.0)),
        Datum::Count(count) => Some(Value::Whole(*count)),
        Datum::Float(number) => Some(Value::Text(format!("{number:.6}"))),
        Datum::Text(code) if !code.is_empty() => Some(Value::Text(code.clone())),
        _ if !note.is_empty() => Some(Value::NotAvailable([note.to_owned()])),
        _ => None,
    }
}
