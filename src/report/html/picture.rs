//! The agency's picture inside the page.

use super::escape::escape;
use crate::report::book::Book;

/// Most pixels from top to bottom.
const TALL: u32 = 56;

/// The picture of the book's theme; empty without one.
pub fn logo(book: &Book) -> String {
    let Some(logo) = &book.theme.logo else {
        return String::new();
    };
    format!(
        "<img class=\"logo\" alt=\"{}\" height=\"{}\" src=\"data:{};base64,{}\">\n",
        escape(&book.agency),
        logo.size.1.min(TALL),
        logo.kind,
        base64(&logo.bytes)
    )
}

/// Three bytes as four signs, filled up with `=` (RFC 4648).
fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let part = |at: usize| u32::from(three.get(at).copied().unwrap_or(0));
        let bits = part(0) << 16 | part(1) << 8 | part(2);
        for sign in 0..4 {
            let six = bits >> (18 - 6 * sign) & 0x3F;
            text.push(match sign <= three.len() {
                true => char::from(SIGNS[six as usize]),
                false => '=',
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_signs() {
        // the examples of RFC 4648, section 10
        for (plain, signs) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(plain.as_bytes()), signs);
        }
        assert_eq!(base64(&[0xFB, 0xFF]), "+/8=");
    }
}
