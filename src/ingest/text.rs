//! Text files: encoding, delimiter, records. The only file that names encoding libraries.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    Encoding, GB18030, IBM866, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252,
};

use super::formula::unfolded;
use super::letters::{Script, plausibility};
use super::limits::MOST_CELLS;
use super::records::{Fields, Lines, Records};
use super::sheet::{Sheet, Visibility};
use super::sheet_builder::SheetBuilder;
use super::strings::{LONGEST_TEXT, clean, is_blank};
use super::{bank, delimiter};
use crate::model::phrase::phrase;
use crate::model::{Place, Problem, Problems, Severity};

/// Encodings tried when the bytes are no Unicode, with the letters they are for. Of equals the first wins.
const CANDIDATES: [(&Encoding, Script); 5] = [
    (WINDOWS_1252, Script::Western),
    (WINDOWS_1251, Script::Cyrillic),
    (GB18030, Script::Han),
    (IBM866, Script::Cyrillic),
    (WINDOWS_1250, Script::Central),
];

/// Bytes that the choice of encoding looks at.
const SAMPLE: usize = 256 << 10;
/// What the other voice's agreement is worth, against plausibilities of at most 1.
const SECOND_VOICE: f64 = 0.15;
/// Records, and about how many of their fields, that are put into the sheet together; few enough to stay in a
/// processor's second cache.
const RECORDS_TOGETHER: usize = 256;
const FIELDS_TOGETHER: usize = 8_192;
/// Fields of a wide record.
const WIDE: usize = 512;

/// A text file is one sheet without a name. Row numbers are the lines where records begin; lines without a
/// cell are absent, and countable as the gaps between row numbers.
pub fn read(bytes: &[u8], file: &Arc<str>, problems: &mut Problems) -> Vec<Sheet> {
    read_up_to(MOST_CELLS, bytes, file, problems)
}

fn read_up_to(
    most_cells: u64,
    bytes: &[u8],
    file: &Arc<str>,
    problems: &mut Problems,
) -> Vec<Sheet> {
    let (text, encoding) = decode(bytes);
    let mut look = |row: u32, rule: &str, found: &str, hint| {
        problems.push(Problem {
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
        });
    };
    if let Some(at) = text.find('\u{fffd}') {
        let before = memchr::memchr_iter(b'\n', &text.as_bytes()[..at]).count();
        let row = u32::try_from(before + 1).unwrap_or(u32::MAX);
        look(
            row,
            "text.broken_characters",
            encoding,
            phrase("export it again as UTF-8", &[]),
        );
    }
    let mut sheet = SheetBuilder::new(file, "", Visibility::Visible);
    if let Some(rows) = bank::read(&text) {
        rows.iter()
            .for_each(|row| sheet.put_row(row.number, &row.cells));
        sheet.encoding(format!("{encoding}, 1CClientBankExchange"));
        return vec![sheet.finish()];
    }
    let lines = Lines::of(&text);
    let mark = delimiter::find(&lines.first());
    let mut too_many = None;
    let mut records = Records::of(lines, mark);
    let mut together = Together::default();
    while let Some(record) = records.next(&mut together.fields) {
        if record.unpaired {
            look(
                record.line,
                "text.unpaired_quote",
                record.written,
                phrase("close the quote in this line", &[]),
            );
        }
        if sheet.cells + together.fields.texts.len() as u64 > most_cells {
            together.fields.texts.truncate(record.first);
            too_many = Some(record.line);
            break;
        }
        together.records.push((record.line, record.first));
        if together.is_full() {
            together.put(&mut sheet);
        }
    }
    together.put(&mut sheet);
    let cut = together.cut;
    problems.extend(too_many.map(|line| beyond_cap(file, line, most_cells)));
    problems.extend(cut.into_iter().map(|line| cut_text(file, line)));
    problems.extend((sheet.outside > 0).then(|| beyond_columns(file, sheet.outside)));
    sheet.encoding(format!("{encoding}, '{}'", mark.escape_default()));
    vec![sheet.finish()]
}

/// Records that are put into the sheet together, column by column: cells of a column are alike, and soon found.
#[derive(Default)]
struct Together<'t> {
    fields: Fields<'t>,
    /// Line of each, and where its fields begin.
    records: Vec<(u32, usize)>,
    /// Lines of texts that were cut.
    cut: BTreeSet<u32>,
}

impl Together<'_> {
    /// A record much wider than the others would make each of its columns look at all of them.
    fn is_full(&self) -> bool {
        let fields = self.fields.texts.len();
        let last = self.records.last().map_or(0, |(_, first)| fields - first);
        self.records.len() >= RECORDS_TOGETHER || fields >= FIELDS_TOGETHER || last >= WIDE
    }

    /// Puts the records into the sheet and forgets them.
    fn put(&mut self, sheet: &mut SheetBuilder) {
        let ends = self.records.iter().skip(1).map(|(_, first)| *first);
        let ends = ends.chain([self.fields.texts.len()]);
        let records: Vec<(u32, &[Cow<'_, str>])> = self
            .records
            .iter()
            .zip(ends)
            .map(|((line, first), end)| (*line, &self.fields.texts[*first..end]))
            .collect();
        let widest = records.iter().map(|(_, fields)| fields.len()).max();
        for column in 0..widest.unwrap_or(0) {
            let cells = records.iter().filter_map(|(line, fields)| {
                let field = fields.get(column)?;
                Some((*line, cell_text(field)))
            });
            sheet.put_texts(column as u32 + 1, cells);
            if std::mem::take(&mut sheet.cut) > 0 {
                let long = |(line, fields): &(u32, &[Cow<'_, str>])| {
                    let field = fields.get(column)?;
                    clean(&cell_text(field))?.cut.then_some(*line)
                };
                self.cut.extend(records.iter().filter_map(long));
            }
        }
        sheet.outside = sheet.outside.saturating_add(self.fields.beyond);
        self.records.clear();
        self.fields.clear();
    }
}

/// The file is larger than can be read: what follows is lost, and the run must not look complete.
fn beyond_cap(file: &Arc<str>, row: u32, most_cells: u64) -> Problem {
    Problem {
        place: Place {
            row,
            ..Place::of_file(file)
        },
        rule: "file.too_large".to_owned(),
        severity: Severity::Unread,
        column: String::new(),
        found: String::new(),
        expected: phrase("at most {} cells in a file", &[&most_cells]),
        hint: phrase("split the file", &[]),
        effect: phrase("nothing from this row on is in any figure", &[]),
    }
}

fn beyond_columns(file: &Arc<str>, cells: u32) -> Problem {
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

/// Text and the name of its encoding.
fn decode(bytes: &[u8]) -> (Cow<'_, str>, &'static str) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return (with(encoding, &bytes[mark..]), encoding.name());
    }
    if let Some(encoding) = utf_16(bytes) {
        return (with(encoding, bytes), encoding.name());
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Cow::Borrowed(text), UTF_8.name());
    }
    let encoding = if is_nearly_utf_8(bytes) {
        UTF_8
    } else {
        legacy(bytes)
    };
    (with(encoding, bytes), encoding.name())
}

fn with<'b>(encoding: &'static Encoding, bytes: &'b [u8]) -> Cow<'b, str> {
    encoding.decode_without_bom_handling(bytes).0
}

/// Digits, delimiters and line ends of UTF-16 have a zero byte, always on the same side.
fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let zeros = |side: usize| {
        sample
            .iter()
            .skip(side)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    let enough = (even + odd) * 20 > sample.len();
    match enough {
        true if odd > even * 10 => Some(UTF_16LE),
        true if even > odd * 10 => Some(UTF_16BE),
        _ => None,
    }
}

/// One broken character among many good ones is damage, not another encoding.
fn is_nearly_utf_8(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let broken = text.matches('\u{fffd}').count();
    let good = text.chars().filter(|c| !c.is_ascii()).count() - broken;
    good > broken * 20
}

/// The candidate whose letters make the most sensible text.
fn legacy(bytes: &[u8]) -> &'static Encoding {
    let sample = whole_lines(bytes);
    let voice = other_voice(sample);
    let mut best = (WINDOWS_1252, f64::NEG_INFINITY);
    for (encoding, script) in CANDIDATES {
        let text = encoding.decode_without_bom_handling(sample).0;
        let bonus = if voice == encoding { SECOND_VOICE } else { 0.0 };
        let score = plausibility(&text, script, common_han) + bonus;
        if score > best.1 {
            best = (encoding, score);
        }
    }
    best.0
}

/// GB 2312 holds its common characters first; the rest of GB18030 is rare in office text.
fn common_han(letter: char) -> f64 {
    let mut buffer = [0; 4];
    match GB18030.encode(letter.encode_utf8(&mut buffer)).0.as_ref() {
        [0xb0..=0xd7, 0xa1..=0xfe] => 1.0,
        [0xd8..=0xf7, 0xa1..=0xfe] => 0.1,
        _ => -0.8,
    }
}

fn whole_lines(bytes: &[u8]) -> &[u8] {
    if bytes.len() <= SAMPLE {
        return bytes;
    }
    let sample = &bytes[..SAMPLE];
    let end = sample
        .iter()
        .rposition(|byte| *byte == b'\n')
        .unwrap_or(SAMPLE);
    &sample[..end]
}

fn other_voice(sample: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    if guess == encoding_rs::GBK {
        GB18030
    } else {
        guess
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
        let sheets = read(bytes, &"t.csv".into(), &mut problems);
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
    fn tells_encodings_apart_by_their_letters() {
        for (encoding, text) in [
            (
                WINDOWS_1251,
                "Дата;Сумма;Назначение\n01.10.2026;1500,00;Оплата по счету № 12 от 01.09.2026\n",
            ),
            (WINDOWS_1251, "Клиент;Сумма\nООО «Берёза»;5\n"),
            (IBM866, "Дата;Сумма\n01.10.2026;Оплата по договору\n"),
            (
                GB18030,
                "交易时间,交易对方,金额\n2026-10-01,沪江科技有限公司,12.50\n",
            ),
            (GB18030, "姓名,工时\n王芳,8\n"),
            (WINDOWS_1252, "Kunde;Betrag\nMüller & Söhne;1.234,50\n"),
            (WINDOWS_1252, "Name;Straße\nBöhm;Hauptstraße 5\n"),
            (WINDOWS_1252, "Client;Durée\nSociété Générale;3\n"),
            (WINDOWS_1252, "a;b\nprice;\u{a3}100\n"),
            (
                WINDOWS_1250,
                "Klient;Kwota\nŻółta Łódź;święto, źródło, część\n",
            ),
        ] {
            let (bytes, _, lost) = encoding.encode(text);
            assert!(!lost, "{text}");
            let (found, name) = decode(&bytes);
            assert_eq!((found.as_ref(), name), (text, encoding.name()));
        }
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
        let sheets = read_up_to(4, b"a,b\n1,2\n3,4\n", &"t.csv".into(), &mut problems);
        assert_eq!(sheets[0].rows().count(), 2);
        let long = format!("a,b\n{},2\n", "x".repeat(LONGEST_TEXT + 1));
        read(long.as_bytes(), &"t.csv".into(), &mut problems);
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
            let _ = read(&bytes, &"t.csv".into(), &mut Problems::new());
        }

        #[test]
        fn no_text_panics(text in "[a,;\"\n\r\t 1=|я中]{0,80}") {
            let _ = read(text.as_bytes(), &"t.csv".into(), &mut Problems::new());
        }
    }
}
