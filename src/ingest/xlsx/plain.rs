//! Rows, cells and shared texts as nearly every program writes them, `<c r="B7" s="3" t="s"><v>12</v></c>`, each read in one go.
//! Whatever looks different is left to the markup.

use memchr::{memchr, memchr_iter, memchr2};

/// A cell in the usual form.
#[derive(Debug, PartialEq)]
pub struct Plain {
    /// 1-based row.
    pub row: u32,
    /// 1-based column.
    pub column: u32,
    /// Number of its style.
    pub style: usize,
    /// What its value is.
    pub value: PlainValue,
    /// Bytes of the cell.
    pub length: usize,
}

/// The value of a cell in the usual form.
#[derive(Debug, PartialEq)]
pub enum PlainValue {
    /// None: the cell has a format only.
    Nothing,
    /// Number of a shared text.
    Shared(u32),
    /// A number.
    Number(f64),
}

/// A row's number as its cells write it, with the quote behind it: the cells of a row need not each have it read.
#[derive(Clone, Copy, Default)]
pub struct RowMark {
    row: u32,
    mark: u64,
    mask: u64,
    length: usize,
}

impl RowMark {
    /// The mark of a row of up to seven digits; one that nothing has of any other.
    pub fn of(row: u32) -> RowMark {
        const BYTES: usize = size_of::<u64>();
        let digits = row.checked_ilog10().map_or(BYTES, |log| log as usize + 1);
        if digits >= BYTES {
            return RowMark::default();
        }
        let mut bytes = [0; BYTES];
        let mut rest = row;
        for byte in bytes[..digits].iter_mut().rev() {
            *byte = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        bytes[digits] = b'"';
        RowMark {
            row,
            mark: u64::from_le_bytes(bytes),
            mask: u64::MAX >> ((BYTES - digits - 1) * 8),
            length: digits + 1,
        }
    }

    /// What follows the row's number and its quote.
    fn behind<'b>(&self, bytes: &'b [u8]) -> Option<&'b [u8]> {
        let first = u64::from_le_bytes(*bytes.first_chunk()?);
        (self.length > 0 && first & self.mask == self.mark).then(|| &bytes[self.length..])
    }
}

/// The cell at the beginning of some bytes, when it is whole and in the usual form; `mark` is of the row that is expected.
#[inline]
pub fn plain(bytes: &[u8], mark: &RowMark) -> Option<Plain> {
    let rest = bytes.strip_prefix(b"<c r=\"")?;
    let (column, rest) = letters(rest)?;
    let (row, rest) = match mark.behind(rest) {
        Some(rest) => (mark.row, rest),
        None => {
            let (row, rest) = digits(rest)?;
            (row, rest.strip_prefix(b"\"")?)
        }
    };
    let (style, rest) = match rest.strip_prefix(b" s=\"") {
        Some(rest) => {
            let (style, rest) = digits(rest)?;
            (style as usize, rest.strip_prefix(b"\"")?)
        }
        None => (0, rest),
    };
    let (shared, rest) = match rest.strip_prefix(b" t=\"s\"") {
        Some(rest) => (true, rest),
        None => (false, rest.strip_prefix(b" t=\"n\"").unwrap_or(rest)),
    };
    let (value, rest) = match rest.strip_prefix(b"><v>") {
        Some(rest) if shared => {
            let (number, rest) = digits(rest)?;
            (PlainValue::Shared(number), rest.strip_prefix(END)?)
        }
        Some(rest) => {
            let (number, rest) = number(rest)?;
            (PlainValue::Number(number), rest.strip_prefix(END)?)
        }
        None => (PlainValue::Nothing, rest.strip_prefix(b"/>")?),
    };
    let length = bytes.len() - rest.len();
    Some(Plain {
        row,
        column,
        style,
        value,
        length,
    })
}

/// What ends a cell with a value.
const END: &[u8; 8] = b"</v></c>";

/// Digits of which no two numbers round to the same.
const EXACT: u64 = 1 << f64::MANTISSA_DIGITS;
/// Digits that a number of 64 bits surely holds.
const MOST_DIGITS: usize = 19;
/// Powers of ten that are exact.
const TENS: [f64; MOST_DIGITS + 1] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19,
];

/// The number before `<`.
fn number(bytes: &[u8]) -> Option<(f64, &[u8])> {
    if let Some((number, at)) = short_number(bytes) {
        return Some((number, &bytes[at..]));
    }
    let end = memchr(b'<', bytes)?;
    let (text, rest) = bytes.split_at(end);
    let usual = |byte: &u8| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E');
    if !text.iter().all(usual) {
        return None;
    }
    Some((fast_float2::parse(text).ok()?, rest))
}

/// A number before `<` of few digits, and where it ends: both parts of the fraction that it is are exact, so that their quotient
/// is correctly rounded.
fn short_number(bytes: &[u8]) -> Option<(f64, usize)> {
    let negative = bytes.first() == Some(&b'-');
    let first = usize::from(negative);
    let (mut value, mut point) = (0_u64, None);
    for (at, byte) in bytes.iter().enumerate().skip(first).take(MOST_DIGITS + 1) {
        match byte {
            b'0'..=b'9' => value = value.wrapping_mul(10).wrapping_add(u64::from(byte - b'0')),
            b'.' if point.is_none() && at > first => point = Some(at),
            b'<' if at > first && value <= EXACT && point != Some(at - 1) => {
                let decimals = point.map_or(0, |point| at - point - 1);
                let number = value as f64 / TENS[decimals];
                return Some((if negative { -number } else { number }, at));
            }
            _ => return None,
        }
    }
    None
}

/// A row's start tag, `<row r="7" spans="1:16">`: its number and the bytes of the tag. One that may hide is left to the markup.
pub fn plain_row(bytes: &[u8]) -> Option<(u32, usize)> {
    let rest = bytes.strip_prefix(b"<row r=\"")?;
    let (row, rest) = digits(rest)?;
    let rest = rest.strip_prefix(b"\"")?;
    let end = memchr(b'>', rest)?;
    let others = &rest[..end];
    let quotes = memchr_iter(b'"', others).count();
    let usual = quotes.is_multiple_of(2)
        && !others.iter().any(|byte| matches!(byte, b'\'' | b'/'))
        && !others.windows(2).any(|letters| letters == b"hi");
    usual.then(|| (row, bytes.len() - rest.len() + end + 1))
}

/// The end tag of a row.
pub const END_OF_ROW: &[u8] = b"</row>";

/// A shared text in one piece, `<si><t>Halden</t></si>`, without entities, and the bytes of its markup.
pub fn plain_text(bytes: &[u8]) -> Option<(&str, usize)> {
    let rest = bytes.strip_prefix(b"<si><t")?;
    let (kept, rest) = match rest.strip_prefix(b">") {
        Some(rest) => (false, rest),
        None => (true, rest.strip_prefix(b" xml:space=\"preserve\">")?),
    };
    let end = memchr(b'<', rest)?;
    let (text, rest) = rest.split_at(end);
    let rest = rest.strip_prefix(b"</t></si>")?;
    // `_x000D_` stands for a letter
    let escaped = || memchr_iter(b'_', text).any(|at| text.get(at + 1) == Some(&b'x'));
    if text.len() > LONGEST_PLAIN || memchr2(b'&', b'\r', text).is_some() || escaped() {
        return None;
    }
    let text = std::str::from_utf8(text).ok()?;
    let bare = text.trim_matches([' ', '\t', '\r', '\n']);
    Some((if kept { text } else { bare }, bytes.len() - rest.len()))
}

/// Longer texts are held against the limits.
const LONGEST_PLAIN: usize = 8 << 10;

/// A column in one to three capital letters.
fn letters(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let mut column = 0;
    for (at, byte) in bytes.iter().enumerate().take(4) {
        if !byte.is_ascii_uppercase() {
            return (at > 0).then(|| (column, &bytes[at..]));
        }
        column = column * 26 + u32::from(byte - b'A') + 1;
    }
    None
}

/// A number of one to nine digits.
fn digits(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let mut number = 0;
    for (at, byte) in bytes.iter().enumerate() {
        if !byte.is_ascii_digit() {
            return (at > 0).then(|| (number, &bytes[at..]));
        }
        if at == 9 {
            return None;
        }
        number = number * 10 + u32::from(byte - b'0');
    }
    (!bytes.is_empty()).then_some((number, &[]))
}

/// The row and column of `B7`; lower case is forgiven.
pub fn place(reference: &[u8]) -> Option<(u32, u32)> {
    let upper = reference.to_ascii_uppercase();
    let (column, rest) = letters(&upper)?;
    let (row, rest) = digits(rest)?;
    (rest.is_empty() && row > 0).then_some((row, column))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_usual_form_is_read_in_one_go() {
        let cell = |row, column, style, value, length| {
            Some(Plain {
                row,
                column,
                style,
                value,
                length,
            })
        };
        for (text, expected) in [
            (
                "<c r=\"A1\"><v>1</v></c>",
                cell(1, 1, 0, PlainValue::Number(1.0), 22),
            ),
            (
                "<c r=\"XFD7\" s=\"3\" t=\"s\"><v>12</v></c><c",
                cell(7, 16_384, 3, PlainValue::Shared(12), 37),
            ),
            (
                "<c r=\"B2\" s=\"1\"/>",
                cell(2, 2, 1, PlainValue::Nothing, 17),
            ),
            ("<c r=\"A1\"><v>1</v></c", None),
            ("<c r=\"A1\"><v></v></c>", None),
            ("<c r=\"A1\"><v>1 </v></c>", None),
            ("<c r='A1'><v>1</v></c>", None),
            ("<c r=\"A1\" t=\"str\"><v>1</v></c>", None),
            ("<c s=\"1\" r=\"A1\"><v>1</v></c>", None),
            ("<c r=\"A1\"><f>1</f><v>1</v></c>", None),
            ("<c r=\"ABCD1\"/>", None),
            ("<c r=\"A1234567890\"/>", None),
        ] {
            for row in [0, 1, 2, 7] {
                let mark = RowMark::of(row);
                assert_eq!(plain(text.as_bytes(), &mark), expected, "{text} {row}");
            }
        }
        assert_eq!(place(b"b7"), Some((7, 2)));
        for reference in ["", "7", "B", "B0", "B7x", "7B"] {
            assert_eq!(place(reference.as_bytes()), None, "{reference}");
        }
    }

    #[test]
    fn rows_that_nothing_hides_are_read_in_one_go() {
        for (text, expected) in [
            ("<row r=\"7\">", Some((7, 11))),
            ("<row r=\"12\" spans=\"1:16\"><c", Some((12, 25))),
            ("<row r=\"7\" ht=\"15\" customHeight=\"1\">", Some((7, 36))),
            ("<row r=\"7\" hidden=\"1\">", None),
            ("<row r=\"7\"/>", None),
            ("<row r=\"7\" a=\"x>\">", None),
            ("<row spans=\"1:16\" r=\"7\">", None),
            ("<row r=\"7\" ", None),
        ] {
            assert_eq!(plain_row(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn texts_without_entities_are_read_in_one_go() {
        for (text, expected) in [
            ("<si><t>Halden</t></si>", Some(("Halden", 22))),
            ("<si><t> день \n</t></si><si>", Some(("день", 27))),
            (
                "<si><t xml:space=\"preserve\"> a_b </t></si>",
                Some((" a_b ", 42)),
            ),
            ("<si><t></t></si>", Some(("", 16))),
            ("<si><t>a &amp; b</t></si>", None),
            ("<si><t>a_x000D_</t></si>", None),
            ("<si><t>a\r\nb</t></si>", None),
            ("<si><t>a</t><t>b</t></si>", None),
            ("<si><r><t>a</t></r></si>", None),
            ("<si><t>a</t></s", None),
        ] {
            assert_eq!(plain_text(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn numbers_are_those_of_the_library() {
        for text in [
            "0",
            "-0",
            "-0.0",
            "1.",
            ".5",
            "-",
            "",
            ".",
            "1.2.3",
            "1e5",
            "1E-7",
            "+1",
            "007",
            "9007199254740992",
            "9007199254740993",
            "9999999999999999",
            "0.1",
            "123456.789",
            "0.5229166666666667",
            "1234567890123456789",
            "12345678901234567890",
            "0.0000000000000000001",
        ] {
            let read = number(format!("{text}<").as_bytes()).map(|(number, _)| number.to_bits());
            let expected = fast_float2::parse::<f64, _>(text).ok().map(f64::to_bits);
            assert_eq!(read, expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_number_is_that_of_the_library(text in "-?[0-9]{0,12}([.][0-9]{0,12})?") {
            let read = number(format!("{text}<").as_bytes()).map(|(number, _)| number.to_bits());
            prop_assert_eq!(read, fast_float2::parse::<f64, _>(&text).ok().map(f64::to_bits));
        }

        #[test]
        fn no_cell_panics(text in "<c r=\"[A-Z]{0,4}[0-9]{0,11}\"( s=\"[0-9]{0,11}\")?( t=\"[sn]\")?(/>|><v>[0-9.e-]{0,12}</v></c>)?", end in 0..60_usize) {
            let _ = plain(&text.as_bytes()[..end.min(text.len())], &RowMark::of(7));
        }
    }
}
