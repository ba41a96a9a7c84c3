//! `data/*.csv`: every computed table for machines (`design.md`, "Pack").

use std::fmt::{self, Write};
use std::io;

use crate::metrics::frame::{Datum, MetricFrame, Unit};
use crate::model::Phrase;
use crate::report::style::looks_like_formula;

/// A frame as CSV. Some have a row for each person, client and project: no more of it is kept than a buffer.
pub fn put_frame(frame: &MetricFrame, out: &mut dyn io::Write) -> io::Result<()> {
    let columns = frame.spec.columns.iter();
    let mut columns: Vec<_> = columns
        .map(|(name, unit)| (frame.each(name), *unit))
        .collect();
    let mut writer = writer(out);
    let header = frame.spec.columns.iter().map(|(name, _)| *name);
    writer.write_record(header)?;
    let mut shown = String::new();
    for _ in 0..frame.len() {
        for (values, unit) in &mut columns {
            let datum = values.next().expect("columns are as long as their frame");
            shown.clear();
            put_field(&mut shown, &datum, *unit);
            writer.write_field(&shown)?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.flush()
}

/// A value as the machine's text; n/a is empty. Texts are guarded against being read as formulas.
fn put_field(out: &mut String, datum: &Datum<&str>, unit: Unit) {
    put(out, datum, unit);
    if matches!(unit, Unit::Text | Unit::Code | Unit::Phrase) {
        guard(out);
    }
}

/// Where a list separator is a semicolon, as in Russia or Germany, spreadsheets part these files there: what stands behind one begins a
/// cell of its own, without the quotes and gaps around it.
fn guard(text: &mut String) {
    let mut begun = Some(0);
    while let Some(at) = begun {
        let cell = text[at..].trim_start_matches([' ', '\u{a0}', '"']);
        let start = text.len() - cell.len();
        if looks_like_formula(cell) {
            text.insert(start, '\'');
        }
        let next = text[start..].find([';', '\t']);
        begun = next.map(|next| start + next + 1);
    }
}

/// A value as text, without the guard, behind what is there.
pub(super) fn put(out: &mut String, datum: &Datum<&str>, unit: Unit) {
    let put = match datum {
        Datum::Null => Ok(()),
        Datum::Text(text) if unit == Unit::Phrase => write!(out, "{}", Phrase::decode(text)),
        Datum::Text(text) => out.write_str(text),
        Datum::Date(day) => write!(out, "{day}"),
        Datum::Hours(duration) => write!(out, "{duration}"),
        Datum::Money(money) => write!(out, "{money}"),
        Datum::Float(float) => put_decimal(out, *float, unit == Unit::Share),
        Datum::Count(count) => write!(out, "{count}"),
        Datum::Flag(true) => out.write_str("yes"),
        Datum::Flag(false) => out.write_str("no"),
    };
    put.expect("a text takes every letter");
}

/// Six digits; those of a plain number without trailing zeros.
fn put_decimal(out: &mut String, float: f64, full: bool) -> fmt::Result {
    if !float.is_finite() {
        return Ok(());
    }
    let start = out.len();
    // Half away from zero: formatting alone would round an exact half to even.
    write!(out, "{:.6}", (float * 1e6).round() / 1e6)?;
    let digits = &out[start..];
    let is_zero = digits
        .bytes()
        .all(|byte| matches!(byte, b'-' | b'0' | b'.'));
    if is_zero && digits.starts_with('-') {
        out.remove(start);
    }
    if !full {
        let kept = out[start..]
            .trim_end_matches('0')
            .trim_end_matches('.')
            .len();
        out.truncate(start + kept);
    }
    Ok(())
}

/// Bytes that are written at a time.
pub(super) const BUFFER: usize = 1 << 16;

fn writer(out: &mut dyn io::Write) -> csv::Writer<&mut dyn io::Write> {
    csv::WriterBuilder::new()
        .terminator(csv::Terminator::Any(b'\n'))
        .buffer_capacity(BUFFER)
        .from_writer(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::frame::FrameSpec;
    use crate::model::{Duration, Money};

    #[test]
    fn values_are_for_machines() {
        let paid = crate::model::phrase::phrase("paid {}", &[&3]).encode();
        for (datum, unit, shown) in [
            (Datum::Hours(Duration::minutes(-20)), Unit::Hours, "-0.3333"),
            (Datum::Money(Money(-125_000)), Unit::Money, "-12.5"),
            (Datum::Float(2.0 / 3.0), Unit::Share, "0.666667"),
            (Datum::Float(-0.0), Unit::Share, "0.000000"),
            (Datum::Float(-1e-9), Unit::Number, "0"),
            (Datum::Float(-41.5), Unit::Number, "-41.5"),
            (Datum::Float(100.0), Unit::Number, "100"),
            (Datum::Float(f64::NAN), Unit::Share, ""),
            (Datum::Null, Unit::Money, ""),
            (Datum::Flag(true), Unit::Flag, "yes"),
            (Datum::Text("=1+1"), Unit::Text, "'=1+1"),
            (Datum::Text("-5 %"), Unit::Code, "'-5 %"),
            (Datum::Text("x;=1+1"), Unit::Text, "x;'=1+1"),
            (Datum::Text("x; =1+1"), Unit::Text, "x; '=1+1"),
            (
                Datum::Text("b;\"=cmd|'/C calc'!A0;\""),
                Unit::Text,
                "b;\"'=cmd|'/C calc'!A0;\"",
            ),
            (Datum::Text("a;b; c\t@d"), Unit::Text, "a;b; c\t'@d"),
            (Datum::Text("2026-10"), Unit::Month, "2026-10"),
            (Datum::Text(paid.as_str()), Unit::Phrase, "paid 3"),
        ] {
            let mut field = String::new();
            put_field(&mut field, &datum, unit);
            assert_eq!(field, shown, "{datum:?}");
        }
    }

    #[test]
    fn a_frame_has_its_header_and_lf() {
        static SPEC: FrameSpec = FrameSpec {
            name: "tiny",
            grain: "client",
            columns: &[("client", Unit::Text), ("hours", Unit::Hours)],
            exported: true,
        };
        let rows = vec![vec![
            Datum::from("Берёза, \"ООО\""),
            Datum::from(Duration::hours(2)),
        ]];
        let written = |rows: Vec<Vec<Datum>>| {
            let mut bytes = Vec::new();
            put_frame(&MetricFrame::of(&SPEC, rows), &mut bytes).expect("memory takes all");
            bytes
        };
        let text = String::from_utf8(written(rows)).expect("utf-8");
        assert_eq!(text, "client,hours\n\"Берёза, \"\"ООО\"\"\",2.0000\n");
        assert_eq!(written(Vec::new()), b"client,hours\n");
    }
}
