//! Text that cannot become markup, and addresses of files that cannot lead elsewhere.

use std::fmt::Write;

/// Text for elements and quoted attributes. Signs that no page may hold are left out.
pub fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            letter if letter.is_control() && letter != '\n' && letter != '\t' => {}
            letter => html.push(letter),
        }
    }
    html
}

/// Address of a file of the pack, seen from its top. Whatever is no letter or digit stands as its bytes, so that a name is
/// never a scheme, a query or a path outside.
pub fn link(path: &str) -> String {
    let mut address = ".".to_owned();
    for part in path
        .split('/')
        .filter(|part| !matches!(*part, "" | "." | ".."))
    {
        address.push('/');
        for byte in part.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                    address.push(char::from(byte));
                }
                byte => {
                    let _ = write!(address, "%{byte:02X}");
                }
            }
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        assert_eq!(
            escape("<b title=\"x\">R&D's\u{1}</b>"),
            "&lt;b title=&quot;x&quot;&gt;R&amp;D&#39;s&lt;/b&gt;"
        );
    }

    #[test]
    fn a_link_stays_in_the_pack() {
        for (path, address) in [
            (
                "clients/Acme & Co 2026-10.xlsx",
                "./clients/Acme%20%26%20Co%202026-10.xlsx",
            ),
            (
                "javascript:alert(1).xlsx",
                "./javascript%3Aalert%281%29.xlsx",
            ),
            ("../../etc/passwd", "./etc/passwd"),
            ("Я.xlsx", "./%D0%AF.xlsx"),
        ] {
            assert_eq!(link(path), address);
        }
    }
}
