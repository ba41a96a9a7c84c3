//! Cells as nearly every program writes them, `<c r="B7" s="3" t="s"><v>12</v></c>`, read in one go. Whatever looks
//! different is left to the markup.

use memchr::memchr;

/// A cell in the usual form.
#[derive(Debug, PartialEq)]
pub struct Plain<'b> {
    /// 1-based row.
    pub row: u32,
    /// 1-based column.
    pub column: u32,
    /// Number of its style.
    pub style: usize,
    /// What its value is.
    pub value: PlainValue<'b>,
    /// Bytes of the cell.
    pub length: usize,
}

/// The value of a cell in the usual form.
#[derive(Debug, PartialEq)]
pub enum PlainValue<'b> {
    /// None: the cell has a format only.
    Nothing,
    /// Number of a shared text.
    Shared(u32),
    /// A number, not yet parsed.
    Number(&'b [u8]),
}

/// The cell at the beginning of some bytes, when it is whole and in the usual form.
pub fn plain(bytes: &[u8]) -> Option<Plain<'_>> {
    let rest = bytes.strip_prefix(b"<c r=\"")?;
    let (column, rest) = letters(rest)?;
    let (row, rest) = digits(rest)?;
    let rest = rest.strip_prefix(b"\"")?;
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
        Some(rest) => content(shared, rest)?,
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

fn content(shared: bool, rest: &[u8]) -> Option<(PlainValue<'_>, &[u8])> {
    let end = memchr(b'<', rest)?;
    let (text, rest) = rest.split_at(end);
    let rest = rest.strip_prefix(b"</v></c>")?;
    let value = if shared {
        let (number, left) = digits(text)?;
        left.is_empty().then_some(PlainValue::Shared(number))?
    } else {
        let usual = !text.is_empty()
            && text
                .iter()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'));
        usual.then_some(PlainValue::Number(text))?
    };
    Some((value, rest))
}

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
                cell(1, 1, 0, PlainValue::Number(b"1"), 22),
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
            assert_eq!(plain(text.as_bytes()), expected, "{text}");
        }
        assert_eq!(place(b"b7"), Some((7, 2)));
        for reference in ["", "7", "B", "B0", "B7x", "7B"] {
            assert_eq!(place(reference.as_bytes()), None, "{reference}");
        }
    }

    proptest! {
        #[test]
        fn no_cell_panics(text in "<c r=\"[A-Z]{0,4}[0-9]{0,11}\"( s=\"[0-9]{0,11}\")?( t=\"[sn]\")?(/>|><v>[0-9.e-]{0,12}</v></c>)?", end in 0..60_usize) {
            let _ = plain(&text.as_bytes()[..end.min(text.len())]);
        }
    }
}
