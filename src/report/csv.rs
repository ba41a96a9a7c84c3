//! `data/*.csv`: every computed table for machines (`design.md`, "Pack").

use crate::metrics::frame::{Datum, MetricFrame, Metrics, Unit};
use crate::model::{Intake, Phrase};
use crate::report::style::looks_like_formula;

/// Every exported frame as file name and bytes, by name.
pub fn frames(metrics: &Metrics) -> Vec<(String, Vec<u8>)> {
    metrics
        .iter()
        .filter(|frame| frame.spec.exported)
        .map(|frame| (format!("{}.csv", frame.spec.name), of_frame(frame)))
        .collect()
}

/// A frame as CSV.
pub fn of_frame(frame: &MetricFrame) -> Vec<u8> {
    let columns: Vec<Vec<String>> = frame
        .spec
        .columns
        .iter()
        .map(|(name, unit)| {
            let values = frame.values(name);
            values.iter().map(|datum| field(datum, *unit)).collect()
        })
        .collect();
    let header: Vec<&str> = frame.spec.columns.iter().map(|(name, _)| *name).collect();
    let rows = (0..frame.len()).map(|row| columns.iter().map(move |column| &column[row]));
    lines(&header, rows)
}

/// `problems.csv`: one row for each problem, never collapsed.
pub fn problems(intake: &Intake) -> Vec<u8> {
    let header = [
        "rule", "severity", "file", "sheet", "cell", "column", "found", "expected", "hint",
        "effect",
    ];
    let rows = intake.problems.iter().map(|problem| {
        [
            problem.rule.clone(),
            problem.severity.code().to_owned(),
            guard(&problem.place.file),
            guard(&problem.place.sheet),
            problem.place.cell(),
            guard(&problem.column),
            guard(&problem.found),
            guard(&problem.expected.to_string()),
            guard(&problem.hint.to_string()),
            guard(&problem.effect.to_string()),
        ]
    });
    lines(&header, rows)
}

/// `rows.csv`: the account of every row of every sheet.
pub fn rows(intake: &Intake) -> Vec<u8> {
    let header = [
        "file",
        "sheet",
        "table",
        "rows_total",
        "rows_used",
        "rows_set_aside",
        "rows_not_data",
    ];
    let rows = intake.accounts.iter().map(|account| {
        let tables: Vec<&str> = account.tables.iter().map(|table| table.name()).collect();
        [
            guard(&account.file),
            guard(&account.sheet),
            tables.join("+"),
            account.total.to_string(),
            account.used.to_string(),
            account.set_aside.to_string(),
            account.not_data_rows().to_string(),
        ]
    });
    lines(&header, rows)
}

/// `names.csv`: spellings taken as another, with the reason.
pub fn names(intake: &Intake) -> Vec<u8> {
    let header = ["kind", "spelling", "taken_as", "reason", "seen_in"];
    let rows = intake.links.iter().map(|link| {
        [
            link.kind.clone(),
            guard(&link.spelling),
            guard(&link.taken_as),
            guard(&link.reason.to_string()),
            guard(&link.seen_in),
        ]
    });
    lines(&header, rows)
}

/// A value as the machine's text; n/a is empty. Texts are guarded against being read as formulas.
pub(super) fn field(datum: &Datum, unit: Unit) -> String {
    match (unit, datum) {
        (Unit::Text | Unit::Code | Unit::Phrase, datum) => guard(&text(datum, unit)),
        (unit, datum) => text(datum, unit),
    }
}

/// A value as text, without the guard.
pub(super) fn text(datum: &Datum, unit: Unit) -> String {
    match datum {
        Datum::Null => String::new(),
        Datum::Text(text) if unit == Unit::Phrase => Phrase::decode(text).to_string(),
        Datum::Text(text) => text.clone(),
        Datum::Date(day) => day.format("%Y-%m-%d").to_string(),
        Datum::Hours(duration) => duration.to_string(),
        Datum::Money(money) => money.to_string(),
        Datum::Float(float) => decimal(*float, unit == Unit::Share),
        Datum::Count(count) => count.to_string(),
        Datum::Flag(true) => "yes".to_owned(),
        Datum::Flag(false) => "no".to_owned(),
    }
}

/// Six digits; those of a plain number without trailing zeros.
fn decimal(float: f64, full: bool) -> String {
    if !float.is_finite() {
        return String::new();
    }
    // Half away from zero: formatting alone would round an exact half to even.
    let six = format!("{:.6}", (float * 1e6).round() / 1e6);
    let six = if six.bytes().all(|byte| matches!(byte, b'-' | b'0' | b'.')) {
        six.trim_start_matches('-').to_owned()
    } else {
        six
    };
    if full {
        six
    } else {
        six.trim_end_matches('0').trim_end_matches('.').to_owned()
    }
}

/// An apostrophe before a text that a spreadsheet would take for a formula.
fn guard(text: &str) -> String {
    if looks_like_formula(text) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

fn lines<R>(header: &[&str], rows: impl Iterator<Item = R>) -> Vec<u8>
where
    R: IntoIterator<Item: AsRef<[u8]>>,
{
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(Vec::new());
    let taken = "memory takes every record, and all are equally long";
    writer.write_record(header).expect(taken);
    for row in rows {
        writer.write_record(row).expect(taken);
    }
    writer.into_inner().expect("memory is always flushed")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::frame::FrameSpec;
    use crate::model::{Duration, Money};

    #[test]
    fn values_are_for_machines() {
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
            (Datum::from("=1+1"), Unit::Text, "'=1+1"),
            (Datum::from("-5 %"), Unit::Code, "'-5 %"),
            (Datum::from("2026-10"), Unit::Month, "2026-10"),
            (
                Datum::from(crate::model::phrase::phrase("paid {}", &[&3]).encode()),
                Unit::Phrase,
                "paid 3",
            ),
        ] {
            assert_eq!(field(&datum, unit), shown, "{datum:?}");
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
        let text = String::from_utf8(of_frame(&MetricFrame::of(&SPEC, rows))).expect("utf-8");
        assert_eq!(text, "client,hours\n\"Берёза, \"\"ООО\"\"\",2.0000\n");
        let empty = of_frame(&MetricFrame::of(&SPEC, Vec::new()));
        assert_eq!(empty, b"client,hours\n");
    }
}
