//! Sums that must agree, each computed on two ways.

use std::collections::BTreeMap;

use crate::metrics::Metrics;
use crate::metrics::frame::Datum;
use crate::model::intake::Intake;
use crate::model::{Duration, Money, Phrase};

/// One row each. `status` is `ok` or `differs`.
pub(super) fn controls(metrics: &Metrics, intake: &Intake) -> Vec<Vec<Datum>> {
    let accounts = &intake.accounts;
    let total: i64 = accounts
        .iter()
        .map(|account| i64::from(account.total))
        .sum();
    let parts: i64 = accounts
        .iter()
        .map(|account| {
            i64::from(account.used)
                + i64::from(account.set_aside)
                + i64::from(account.not_data_rows())
        })
        .sum();
    let mut rows = vec![control(
        Phrase::decode("rows read = used + set aside + not data"),
        "rows",
        total as f64,
        parts as f64,
    )];
    let hours = |frame: &str, column: &str| sum_hours(metrics, frame, column).to_hours();
    rows.push(control(
        Phrase::decode("worked hours by person = by person and client"),
        "hours",
        hours("utilization_person", "worked_hours"),
        hours("person_client", "worked_hours"),
    ));
    let buckets = [
        "not_due",
        "d1_30",
        "d31_60",
        "d61_90",
        "d91_120",
        "d120_plus",
        "no_due_date",
        "credits",
    ];
    for (currency, outstanding) in sum_money(metrics, "ageing", "outstanding") {
        let parts: Money = buckets
            .iter()
            .flat_map(|bucket| sum_money(metrics, "ageing", bucket))
            .filter(|(code, _)| *code == currency)
            .map(|(_, amount)| amount)
            .sum();
        let text = in_currency("ageing buckets = outstanding", &currency);
        rows.push(control(
            text,
            &currency,
            outstanding.to_f64(),
            parts.to_f64(),
        ));
    }
    let differences: BTreeMap<String, Money> = sum_money(metrics, "bridge", "control")
        .into_iter()
        .collect();
    for (currency, closing) in sum_money(metrics, "bridge", "closing") {
        let difference = differences.get(&currency).copied().unwrap_or_default();
        let text = in_currency("bridge ends in outstanding", &currency);
        let outstanding = closing - difference;
        rows.push(control(
            text,
            &currency,
            closing.to_f64(),
            outstanding.to_f64(),
        ));
    }
    rows
}

/// What is checked, in which currency; files may name none.
fn in_currency(checked: &str, currency: &str) -> Phrase {
    match currency {
        "" => Phrase::decode(checked),
        currency => Phrase::decode(&format!("{checked}, {{}}\u{1f}{currency}")),
    }
}

fn control(check: Phrase, counted_in: &str, left: f64, right: f64) -> Vec<Datum> {
    let difference = left - right;
    let status = if difference.abs() < 0.000_05 {
        "ok"
    } else {
        "differs"
    };
    vec![
        check.encode().into(),
        counted_in.into(),
        left.into(),
        right.into(),
        difference.into(),
        status.into(),
    ]
}

fn sum_hours(metrics: &Metrics, frame: &str, column: &str) -> Duration {
    let Some(frame) = metrics.get(frame) else {
        return Duration::ZERO;
    };
    frame
        .values(column)
        .into_iter()
        .map(|value| match value {
            Datum::Hours(duration) => duration,
            _ => Duration::ZERO,
        })
        .sum()
}

fn sum_money(metrics: &Metrics, frame: &str, column: &str) -> Vec<(String, Money)> {
    let Some(frame) = metrics.get(frame) else {
        return Vec::new();
    };
    let mut sums = BTreeMap::new();
    for (currency, amount) in frame
        .values("currency")
        .into_iter()
        .zip(frame.values(column))
    {
        if let (Datum::Text(currency), Datum::Money(amount)) = (currency, amount) {
            *sums.entry(currency).or_insert(Money::ZERO) += amount;
        }
    }
    sums.into_iter().collect()
}
