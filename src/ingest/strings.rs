//! Cell texts are cleaned once, before they are kept.

use std::borrow::Cow;

/// Excel's own limit of characters in a cell; longer text is cut there.
pub const LONGEST_TEXT: usize = 32_767;

/// A cell's text as it is kept.
#[derive(Debug, PartialEq, Eq)]
pub struct Clean<'t> {
    /// Without control characters, at most [`LONGEST_TEXT`] characters.
    pub text: Cow<'t, str>,
    /// It was longer.
    pub cut: bool,
}

/// The text of a cell without control characters; none when nothing visible is left.
pub fn clean(raw: &str) -> Option<Clean<'_>> {
    if raw.chars().all(is_blank) {
        return None;
    }
    let cut = raw.len() > LONGEST_TEXT && raw.chars().nth(LONGEST_TEXT).is_some();
    let text = if cut || has_control(raw) {
        let letters = raw.chars().take(LONGEST_TEXT).map(without_control);
        Cow::Owned(letters.collect())
    } else {
        Cow::Borrowed(raw)
    };
    Some(Clean { text, cut })
}

/// Space, control or invisible character: text of these alone is an empty cell.
pub fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || letter.is_control() || matches!(letter, '\u{200b}' | '\u{feff}')
}

fn has_control(text: &str) -> bool {
    // Without an early end, so that many bytes are compared at a time.
    let plain = text
        .bytes()
        .fold(true, |plain, byte| plain & (b' '..0x7f).contains(&byte));
    !plain && text.contains(is_control)
}

/// Line breaks and tabs are content; other control characters are damage (and U+001F is a mark of ours).
fn is_control(letter: char) -> bool {
    letter.is_control() && !matches!(letter, '\n' | '\r' | '\t')
}

fn without_control(letter: char) -> char {
    if is_control(letter) { ' ' } else { letter }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(raw: &str) -> Option<String> {
        clean(raw).map(|clean| clean.text.into_owned())
    }

    #[test]
    fn control_characters_become_spaces() {
        assert_eq!(kept("a\u{1f}b\0c\nd").as_deref(), Some("a b c\nd"));
        assert_eq!(kept("a\u{85}b").as_deref(), Some("a b"));
        assert_eq!(kept(" \u{a0}\u{feff}\0"), None);
        let long = "я".repeat(40_000);
        assert_eq!(
            kept(&long).map(|text| text.chars().count()),
            Some(LONGEST_TEXT)
        );
    }
}
