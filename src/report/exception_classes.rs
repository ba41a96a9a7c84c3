//! Exceptions counted by class, for the first page of Finance.

use std::collections::BTreeMap;

use crate::metrics::Metrics;
use crate::metrics::frame::{Datum, FrameSpec, MetricFrame, Unit};
use crate::model::Money;

use Unit::{Code, Count, Text};

/// Exceptions of a class and currency; one row in the order in which the worst of each stands in the list.
pub static EXCEPTION_CLASSES: FrameSpec = FrameSpec::shown(
    "exception_classes",
    "class, currency",
    &[
        ("class", Code),
        ("severity", Code),
        ("count", Count),
        ("amount", Unit::Money),
        ("currency", Text),
    ],
);

/// A class in one currency.
struct Class {
    place: usize,
    severity: Datum,
    count: i64,
    amount: Option<Money>,
}

/// Counts the exceptions; those without an amount have an empty currency.
pub fn exception_classes(metrics: &Metrics) -> MetricFrame {
    let mut classes: BTreeMap<(String, String), Class> = BTreeMap::new();
    if let Some(frame) = metrics.get("exceptions") {
        let [names, severities, amounts, currencies] =
            ["class", "severity", "amount", "currency"].map(|column| frame.values(column));
        for at in 0..frame.len() {
            let key = (text(&names[at]), text(&currencies[at]));
            let class = classes.entry(key).or_insert(Class {
                place: at,
                severity: severities[at].clone(),
                count: 0,
                amount: None,
            });
            class.count += 1;
            if let Datum::Money(amount) = amounts[at] {
                *class.amount.get_or_insert(Money::ZERO) += amount;
            }
        }
    }
    let mut classes: Vec<_> = classes.into_iter().collect();
    classes.sort_by_key(|(_, class)| class.place);
    let rows = classes.into_iter().map(|((name, currency), class)| {
        vec![
            name.into(),
            class.severity,
            class.count.into(),
            class.amount.into(),
            currency.into(),
        ]
    });
    MetricFrame::of(&EXCEPTION_CLASSES, rows.collect())
}

fn text(value: &Datum) -> String {
    match value {
        Datum::Text(text) => text.clone(),
        _ => String::new(),
    }
}
