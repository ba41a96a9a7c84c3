//! Text of markup as people see it: entities, line ends, and Excel's own escapes (`_x000D_`).

use memchr::{memchr, memchr2, memmem};

use super::Trouble;

/// Appends the text of markup, entities resolved and line ends made `\n`.
pub fn push_text(raw: &[u8], into: &mut String) -> Result<(), Trouble> {
    let mut rest = raw;
    while let Some(at) = memchr2(b'&', b'\r', rest) {
        push_letters(&rest[..at], into);
        rest = match rest[at] {
            b'\r' => {
                into.push('\n');
                let after = &rest[at + 1..];
                after.strip_prefix(b"\n").unwrap_or(after)
            }
            _ => {
                let end = memchr(b';', &rest[at..]).ok_or_else(unknown_entity)?;
                into.push(entity(&rest[at + 1..at + end]).ok_or_else(unknown_entity)?);
                &rest[at + end + 1..]
            }
        };
    }
    push_letters(rest, into);
    Ok(())
}

/// Appends literal text; only line ends change.
pub fn push_literal(raw: &[u8], into: &mut String) {
    let text = String::from_utf8_lossy(raw);
    into.push_str(&text.replace("\r\n", "\n").replace('\r', "\n"));
}

fn push_letters(raw: &[u8], into: &mut String) {
    match std::str::from_utf8(raw) {
        Ok(text) => into.push_str(text),
        Err(_) => into.push_str(&String::from_utf8_lossy(raw)),
    }
}

fn unknown_entity() -> Trouble {
    Trouble::Unusual("an unknown entity".to_owned())
}

fn entity(name: &[u8]) -> Option<char> {
    match name {
        b"amp" => Some('&'),
        b"lt" => Some('<'),
        b"gt" => Some('>'),
        b"quot" => Some('"'),
        b"apos" => Some('\''),
        [b'#', number @ ..] => {
            let number = std::str::from_utf8(number).ok()?;
            let code = match number.strip_prefix('x') {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
        _ => None,
    }
}

/// Resolves `_xHHHH_`, which stands for one unit of UTF-16. A half of a pair alone is a broken character.
pub fn without_escapes(text: &mut String) {
    if memmem::find(text.as_bytes(), b"_x").is_none() {
        return;
    }
    let mut found = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find('_') {
        found.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(unit) = escaped(rest) else {
            found.push('_');
            rest = &rest[1..];
            continue;
        };
        rest = &rest[ESCAPE..];
        let low = escaped(rest)
            .filter(|low| matches!(unit, 0xd800..0xdc00) && matches!(low, 0xdc00..0xe000));
        if low.is_some() {
            rest = &rest[ESCAPE..];
        }
        let units = std::iter::once(unit).chain(low);
        found.extend(
            char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)),
        );
    }
    found.push_str(rest);
    *text = found;
}

/// Length of `_xHHHH_`.
const ESCAPE: usize = 7;

fn escaped(text: &str) -> Option<u16> {
    let digits = text.get(..ESCAPE)?.strip_prefix("_x")?.strip_suffix('_')?;
    let hexadecimal = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    hexadecimal
        .then(|| u16::from_str_radix(digits, 16).ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(raw: &str) -> Option<String> {
        let mut text = String::new();
        push_text(raw.as_bytes(), &mut text).ok()?;
        without_escapes(&mut text);
        Some(text)
    }

    #[test]
    fn text_is_as_people_see_it() {
        for (raw, expected) in [
            ("a &amp; b &lt;&gt;&quot;&apos;", Some("a & b <>\"'")),
            ("&#65;&#x42;&#xA;я", Some("AB\nя")),
            ("a\r\nb\rc", Some("a\nb\nc")),
            ("&#13;\n", Some("\r\n")),
            ("a_x000D_b", Some("a\rb")),
            ("_x005F_x000D_", Some("_x000D_")),
            ("_xD83D__xDE00_", Some("\u{1f600}")),
            ("_xD83D_x", Some("\u{fffd}x")),
            ("_x00G0_ _x000 __x0041_", Some("_x00G0_ _x000 _A")),
            ("&bomb;", None),
            ("&amp", None),
            ("&#xD800;", None),
        ] {
            assert_eq!(decoded(raw).as_deref(), expected, "{raw}");
        }
    }
}
