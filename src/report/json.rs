//! Frames as JSON: an array of objects for each, with the values of `data/*.csv` and columns in their order.
//!
//! Numbers are written digit by digit from the same text as in CSV, so money stays exact. n/a is `null`.

use super::csv::text;
use crate::metrics::frame::{Datum, MetricFrame, Metrics, Unit};

/// Every exported frame as file name and bytes, by name.
pub fn frames(metrics: &Metrics) -> Vec<(String, Vec<u8>)> {
    metrics
        .iter()
        .filter(|frame| frame.spec.exported)
        .map(|frame| (format!("{}.json", frame.spec.name), of_frame(frame)))
        .collect()
}

/// A frame as JSON, one object a line.
pub fn of_frame(frame: &MetricFrame) -> Vec<u8> {
    let columns: Vec<Vec<String>> = frame
        .spec
        .columns
        .iter()
        .map(|(name, unit)| {
            let values = frame.values(name);
            let shown = values.iter().map(|datum| value(datum, *unit));
            shown
                .map(|shown| format!("{}:{shown}", quote(name)))
                .collect()
        })
        .collect();
    let objects: Vec<String> = (0..frame.len())
        .map(|row| {
            let members: Vec<&str> = columns.iter().map(|column| column[row].as_str()).collect();
            format!("{{{}}}", members.join(","))
        })
        .collect();
    match objects.is_empty() {
        true => b"[]\n".to_vec(),
        false => format!("[\n{}\n]\n", objects.join(",\n")).into_bytes(),
    }
}

fn value(datum: &Datum, unit: Unit) -> String {
    let shown = text(datum, unit);
    match datum {
        Datum::Null => "null".to_owned(),
        Datum::Float(_) if shown.is_empty() => "null".to_owned(),
        Datum::Hours(_) | Datum::Money(_) | Datum::Float(_) | Datum::Count(_) => shown,
        Datum::Flag(flag) => flag.to_string(),
        Datum::Text(_) | Datum::Date(_) => quote(&shown),
    }
}

fn quote(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::frame::FrameSpec;
    use crate::model::Money;

    #[test]
    fn numbers_stay_exact() {
        static SPEC: FrameSpec = FrameSpec {
            name: "tiny",
            grain: "client",
            columns: &[
                ("client", Unit::Text),
                ("paid", Unit::Money),
                ("share", Unit::Share),
            ],
            exported: true,
        };
        let frame = MetricFrame::of(
            &SPEC,
            vec![vec![
                Datum::from("a \"b\""),
                Datum::from(Money(123_456_789_012_345_678)),
                Datum::Null,
            ]],
        );
        assert_eq!(
            String::from_utf8(of_frame(&frame)).expect("utf-8"),
            "[\n{\"client\":\"a \\\"b\\\"\",\"paid\":12345678901234.5678,\"share\":null}\n]\n"
        );
        assert_eq!(of_frame(&MetricFrame::of(&SPEC, Vec::new())), b"[]\n");
    }
}
