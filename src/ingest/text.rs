//! Text files: delimiter, records, cells.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::bank;
use super::container::unread_file;
use super::encoding::decode;
use super::formula::unfolded;
use super::limits::{Beyond, Limit, Limits, Met};
use super::records::{Field, Fields, Records, Shape};
use super::sheet::{Sheet, Visibility, are_stored_together};
use super::sheet_builder::SheetBuilder;
use super::strings::{LONGEST_TEXT, clean, is_blank};
use crate::model::phrase::phrase;
use crate::model::{Phrase, Place, Problem, Problems, Severity};

/// Records, and about how many of their fields, that are put into the sheet together; few enough to stay in a
/// processor's second cache.
const RECORDS_TOGETHER: usize = 256;
const FIELDS_TOGETHER: usize = 8_192;
/// Fields of a wide record.
const WIDE: usize = 512;

/// Bytes of UTF-8 that are read at once: places in them are numbers of 32 bits.
const LARGEST_TEXT: usize = u32::MAX as usize;

/// A text file is one sheet without a name. Row numbers are the lines where records begin; lines without a
/// cell are absent, and countable as the gaps between row numbers.
pub fn read(bytes: &[u8], file: &Arc<str>, limits: Limits, problems: &mut Problems) -> Vec<Sheet> {
    let (text, encoding) = decode(bytes);
    if text.len() > LARGEST_TEXT {
        problems.push(too_large(file, text.len()));
        return Vec::new();
    }
    for (letter, found) in [("\u{fffd}", encoding), ("\0", "NUL")] {
        if let Some(at) = memchr::memmem::find(text.as_bytes(), letter.as_bytes()) {
            let before = memchr::memchr_iter(b'\n', &text.as_bytes()[..at]).count();
            let row = u32::try_from(before + 1).unwrap_or(u32::MAX);
            let hint = phrase("export it again as UTF-8", &[]);
            let rule = "text.broken_characters";
            problems.push(unclear(file, row, rule, found, hint));
        }
    }
    if let Some(rows) = bank::read(&text) {
        let mut sheet = SheetBuilder::new(file, "", Visibility::Visible);
        rows.iter()
            .for_each(|row| sheet.put_row(row.number, &row.cells));
        sheet.encoding(format!("{encoding}, 1CClientBankExchange"));
        return vec![sheet.finish()];
    }
    let mut reader = TextReader::new(Shape::of(&text), limits, file);
    reader.read(&text, text.len());
    vec![reader.finish(encoding, problems)]
}

/// Read whole, as UTF-8, it is larger than can be: it has another encoding or damaged characters.
fn too_large(file: &Arc<str>, bytes: usize) -> Problem {
    let mib = |bytes: usize| bytes >> 20;
    unread_file(
        file,
        "file.too_large",
        format!("{} MiB", mib(bytes)),
        phrase("at most {} MiB as UTF-8", &[&mib(LARGEST_TEXT)]),
        phrase("split the file, or save it as UTF-8", &[]),
    )
}

/// Puts records into a sheet, whether their text comes whole or in pieces.
pub struct TextReader<'f> {
    file: &'f Arc<str>,
    shape: Shape,
    limits: Limits,
    met: Met,
    sheet: SheetBuilder,
    problems: Problems,
    /// Lines read.
    lines: u32,
    /// Lines of texts that were cut.
    cut: BTreeSet<u32>,
    /// The line from which on nothing is read, and why.
    beyond: Option<(u32, Beyond)>,
}

impl<'f> TextReader<'f> {
    /// Nothing read yet.
    pub fn new(shape: Shape, limits: Limits, file: &'f Arc<str>) -> TextReader<'f> {
        TextReader {
            file,
            shape,
            limits,
            met: Met::under(limits),
            sheet: SheetBuilder::new(file, "", Visibility::Visible),
            problems: Problems::new(),
            lines: 0,
            cut: BTreeSet::new(),
            beyond: None,
        }
    }

    /// Reads the records that begin before a place in the text; where the next begins.
    pub fn read(&mut self, text: &str, until: usize) -> usize {
        let mut records = Records::of(text, self.shape, self.lines);
        let mut together = Together::of(text);
        while self.beyond.is_none() && records.place() < until {
            let from = records.place();
            let Some(record) = records.next(&mut together.fields) else {
                break;
            };
            if let Some(written) = record.unpaired {
                let hint = phrase("close the quote in this line", &[]);
                let (line, rule) = (record.line, "text.unpaired_quote");
                let problem = unclear(self.file, line, rule, written, hint);
                self.problems.push(problem);
            }
            let bytes = records.place() - from;
            if let Err(beyond) = self.check(bytes, record.fields.len()) {
                together.fields.give_up();
                self.beyond = Some((record.line, beyond));
                break;
            }
            together.records.push((record.line, record.fields));
            let next = records.read().saturating_add(1);
            if together.is_full() || !are_stored_together(record.line, next) {
                together.put(&mut self.sheet, &mut self.cut);
            }
        }
        together.put(&mut self.sheet, &mut self.cut);
        self.lines = records.read();
        records.place()
    }

    /// Whether a record may be read: its bytes, and with its fields all cells and texts so far.
    fn check(&mut self, bytes: usize, fields: usize) -> Result<(), Beyond> {
        self.limits.check(Limit::Line, bytes as u64)?;
        self.met.cells(fields as u64)?;
        self.limits.check(Limit::Texts, self.sheet.letters as u64)
    }

    /// The sheet, and what is wrong with it.
    pub fn finish(mut self, encoding: &str, problems: &mut Problems) -> Sheet {
        let file = self.file;
        let beyond = self.beyond;
        problems.append(&mut self.problems);
        problems.extend(beyond.map(|(line, beyond)| beyond.at_line(file, line)));
        problems.extend(self.cut.into_iter().map(|line| cut_text(file, line)));
        let outside = self.sheet.outside;
        problems.extend((outside > 0).then(|| beyond_columns(file, outside)));
        let mark = self.shape.mark.escape_default();
        self.sheet.encoding(format!("{encoding}, '{mark}'"));
        self.sheet.finish()
    }
}

/// A line that could be read, but not surely.
fn unclear(file: &Arc<str>, row: u32, rule: &str, found: &str, hint: Phrase) -> Problem {
    Problem {
        place: Place {
            row,
            ..Place::of_file(file)
        },
        rule: rule.to_owned(),
        severity: Severity::Look,
        column: String::new(),
        found: found.chars().take(80).collect(),
        expected: phrase(
            "text in which every character can be read and every quote is closed",
            &[],
        ),
        hint,
        effect: phrase("the row is used as it could be read", &[]),
    }
}

/// Records that are put into the sheet together, column by column: cells of a column are alike, and soon found. They lie in
/// one part of the sheet, which takes less room once another has begun.
struct Together<'t> {
    fields: Fields<'t>,
    /// Line and fields of each.
    records: Vec<(u32, Range<usize>)>,
}

impl<'t> Together<'t> {
    fn of(text: &'t str) -> Together<'t> {
        Together {
            fields: Fields::of(text),
            records: Vec::new(),
        }
    }

    /// A record much wider than the others would make each of its columns look at all of them.
    fn is_full(&self) -> bool {
        let last = self.records.last().map_or(0, |(_, fields)| fields.len());
        self.records.len() >= RECORDS_TOGETHER
            || self.fields.len() >= FIELDS_TOGETHER
            || last >= WIDE
    }

    /// Puts the records into the sheet and forgets them; `cut` gets the lines of texts that were cut.
    fn put(&mut self, sheet: &mut SheetBuilder, cut: &mut BTreeSet<u32>) {
        let widest = self.records.iter().map(|(_, fields)| fields.len()).max();
        for column in 0..widest.unwrap_or(0) {
            sheet.put_fields(column as u32 + 1, self.of_column(column), cell_text);
            if std::mem::take(&mut sheet.cut) > 0 {
                let long = |(line, field): (u32, Field<'_>)| {
                    clean(&cell_text(field.text()))?.cut.then_some(line)
                };
                cut.extend(self.of_column(column).filter_map(long));
            }
        }
        sheet.outside = sheet.outside.saturating_add(self.fields.beyond);
        self.records.clear();
        self.fields.clear();
    }

    /// Lines and fields of a column, counted from 0.
    fn of_column(&self, column: usize) -> impl Iterator<Item = (u32, Field<'_>)> {
        self.records.iter().filter_map(move |(line, fields)| {
            let at = fields.start + column;
            (at < fields.end).then(|| (*line, self.fields.get(at)))
        })
    }
}

/// Cells that a sheet has no place for.
pub(super) fn beyond_columns(file: &Arc<str>, cells: u32) -> Problem {
    Problem {
        place: Place::of_file(file),
        rule: "sheet.cells_outside".to_owned(),
        severity: Severity::Look,
        column: String::new(),
        found: cells.to_string(),
        expected: phrase("no cell beyond {}", &[&"XFD1048576"]),
        hint: phrase("split the file", &[]),
        effect: phrase("cells beyond it are in no figure", &[]),
    }
}

fn cut_text(file: &Arc<str>, row: u32) -> Problem {
    Problem {
        place: Place {
            row,
            ..Place::of_file(file)
        },
        rule: "sheet.texts_cut".to_owned(),
        severity: Severity::Look,
        column: String::new(),
        found: String::new(),
        expected: phrase("at most {} characters in a cell", &[&LONGEST_TEXT]),
        hint: phrase("correct the cell", &[]),
        effect: phrase("longer texts are used up to there", &[]),
    }
}

/// A field as a cell's text: without blanks around it, what a literal formula gives, without a guard.
fn cell_text<'f>(field: &'f str) -> Cow<'f, str> {
    let bare = trimmed(field);
    match bare.as_bytes().first() {
        Some(b'=') => unfolded(bare).map_or(Cow::Borrowed(bare), Cow::Owned),
        Some(b'\'') => Cow::Borrowed(unguarded(bare)),
        _ => Cow::Borrowed(bare),
    }
}

/// Without blanks around it; most fields have none.
fn trimmed(field: &str) -> &str {
    match field.as_bytes() {
        [b'!'..=b'~'] | [b'!'..=b'~', .., b'!'..=b'~'] => field,
        _ => field.trim_matches(is_blank),
    }
}

/// Some exports put `'` before text that a spreadsheet would take for a formula (trap T16).
fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(bare) if bare.starts_with(['=', '+', '-', '@']) => bare,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::super::sheet::Cell;
    use super::*;
    use proptest::prelude::*;

    /// Rows with their line, encoding, rules of problems.
    type Shown = (Vec<(u32, Vec<String>)>, String, Vec<String>);

    fn shown(bytes: &[u8]) -> Shown {
        let mut problems = Problems::new();
        let sheets = read(bytes, &"t.csv".into(), Limits::default(), &mut problems);
        let rows = sheets[0].rows().map(|row| {
            let texts = row.cells.iter().map(|placed| match &placed.cell {
                Cell::Text(text) => text.to_string(),
                other => format!("{other:?}"),
            });
            (row.number, texts.collect())
        });
        let rules = problems.into_iter().map(|problem| problem.rule).collect();
        (rows.collect(), sheets[0].encoding.clone(), rules)
    }

    #[test]
    fn reads_unicode_with_and_without_marks() {
        let utf_16: Vec<u8> = "a\tб\n1\t2\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let marked = [b"\xff\xfe", utf_16.as_slice()].concat();
        for (bytes, name) in [
            (&b"\xef\xbb\xbfa\t\xd0\xb1\n1\t2\n"[..], "UTF-8, '\\t'"),
            (b"a\t\xd0\xb1\n1\t2\n", "UTF-8, '\\t'"),
            (&utf_16, "UTF-16LE, '\\t'"),
            (&marked, "UTF-16LE, '\\t'"),
        ] {
            let (rows, encoding, _) = shown(bytes);
            let expected = vec![
                (1, vec!["a".to_owned(), "б".to_owned()]),
                (2, vec!["1".to_owned(), "2".to_owned()]),
            ];
            assert_eq!((rows, encoding.as_str()), (expected, name));
        }
    }

    #[test]
    fn lines_keep_their_numbers() {
        let (rows, _, rules) = shown(b"a,b\n\n\"two\nlines\",'=x\n,\n z ,\xc2\xa0y\n");
        let expected = [
            (1, vec!["a", "b"]),
            (3, vec!["two\nlines", "=x"]),
            (6, vec!["z", "y"]),
        ];
        let expected: Vec<(u32, Vec<String>)> = expected
            .into_iter()
            .map(|(line, texts)| (line, texts.into_iter().map(str::to_owned).collect()))
            .collect();
        assert_eq!(rows, expected);
        assert!(rules.is_empty());
    }

    #[test]
    fn formulas_and_guarded_texts_are_unfolded() {
        let (rows, _, _) = shown(b"=15000.00,\"=\"\"00123\"\"\",=-(1.5+2)*2,=A1+1,'=1+1\n");
        assert_eq!(
            rows,
            [(
                1,
                ["15000", "00123", "-7", "=A1+1", "=1+1"]
                    .map(str::to_owned)
                    .to_vec()
            )]
        );
    }

    #[test]
    fn an_unpaired_quote_costs_one_line() {
        let (rows, _, rules) = shown(b"a,b,c\n1,2,\"\n3,4,5\n6,7,8\n");
        assert_eq!(
            rows.iter().map(|row| row.0).collect::<Vec<_>>(),
            [1, 2, 3, 4]
        );
        assert_eq!(rules, ["text.unpaired_quote"]);
    }

    #[test]
    fn what_is_lost_is_said() {
        let mut problems = Problems::new();
        let limits = Limits::default();
        let few = Limits { cells: 4, ..limits };
        let sheets = read(b"a,b\n1,2\n3,4\n", &"t.csv".into(), few, &mut problems);
        assert_eq!(sheets[0].rows().count(), 2);
        let long = format!("a,b\n{},2\n", "x".repeat(LONGEST_TEXT + 1));
        read(long.as_bytes(), &"t.csv".into(), limits, &mut problems);
        let told: Vec<(&str, Severity, u32)> = problems
            .iter()
            .map(|problem| (problem.rule.as_str(), problem.severity, problem.place.row))
            .collect();
        assert_eq!(
            told,
            [
                ("file.too_large", Severity::Unread, 3),
                ("sheet.texts_cut", Severity::Look, 2)
            ]
        );
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = read(&bytes, &"t.csv".into(), Limits::default(), &mut Problems::new());
        }

        #[test]
        fn no_text_panics(text in "[a,;\"\n\r\t 1=|я中]{0,80}") {
            let _ = read(text.as_bytes(), &"t.csv".into(), Limits::default(), &mut Problems::new());
        }
    }
}
