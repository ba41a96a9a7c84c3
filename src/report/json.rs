//! Frames as JSON: an array of objects for each, with the values of `data/*.csv` and columns in their order.
//!
//! Numbers are written digit by digit from the same text as in CSV, so money stays exact. n/a is `null`.

use std::io::{self, Write};

use super::csv::{BUFFER, put};
use crate::metrics::frame::{Datum, MetricFrame, Unit};

/// A frame as JSON, one object a line.
pub fn put_frame(frame: &MetricFrame, out: &mut dyn Write) -> io::Result<()> {
    let columns = frame.spec.columns.iter();
    let mut columns: Vec<_> = columns
        .map(|(name, unit)| (format!("{}:", quote(name)), frame.each(name), *unit))
        .collect();
    let mut lines = String::from("[");
    for row in 0..frame.len() {
        lines.push_str(if row == 0 { "\n" } else { ",\n" });
        for (at, (name, values, unit)) in columns.iter_mut().enumerate() {
            let datum = values.next().expect("columns are as long as their frame");
            lines.push(if at == 0 { '{' } else { ',' });
            lines.push_str(name);
            put_value(&mut lines, &datum, *unit);
        }
        lines.push('}');
        if lines.len() >= BUFFER {
            out.write_all(lines.as_bytes())?;
            lines.clear();
        }
    }
    lines.push_str(if frame.is_empty() { "]\n" } else { "\n]\n" });
    out.write_all(lines.as_bytes())
}

fn put_value(out: &mut String, datum: &Datum<&str>, unit: Unit) {
    let start = out.len();
    match datum {
        Datum::Null => {}
        Datum::Flag(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Datum::Text(_) | Datum::Date(_) => {
            let mut shown = String::new();
            put(&mut shown, datum, unit);
            out.push_str(&quote(&shown));
        }
        Datum::Hours(_) | Datum::Money(_) | Datum::Float(_) | Datum::Count(_) => {
            put(out, datum, unit);
        }
    }
    // n/a, and numbers that are none
    if out.len() == start {
        out.push_str("null");
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
        let written = |frame: &MetricFrame| {
            let mut bytes = Vec::new();
            put_frame(frame, &mut bytes).expect("memory takes all");
            String::from_utf8(bytes).expect("utf-8")
        };
        assert_eq!(
            written(&frame),
            "[\n{\"client\":\"a \\\"b\\\"\",\"paid\":12345678901234.5678,\"share\":null}\n]\n"
        );
        assert_eq!(written(&MetricFrame::of(&SPEC, Vec::new())), "[]\n");
    }
}
