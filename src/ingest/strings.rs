//! Cell texts: cleaned once, and kept once however often they repeat.

use std::collections::HashSet;
use std::sync::Arc;

/// Excel's own limit of characters in a cell; longer text is cut there.
pub const LONGEST_TEXT: usize = 32_767;

/// Texts longer than this hardly ever repeat.
const WORTH_SHARING: usize = 64;

/// So many different texts are remembered; columns of ids must not fill the memory.
const REMEMBERED: usize = 200_000;

/// Cell texts met so far.
#[derive(Default)]
pub struct Strings {
    known: HashSet<Arc<str>>,
    /// Texts that were cut.
    pub cut: u32,
}

impl Strings {
    /// The text of a cell without control characters; none when nothing visible is left.
    pub fn keep(&mut self, raw: &str) -> Option<Arc<str>> {
        if raw.chars().all(is_blank) {
            return None;
        }
        let long = raw.len() > LONGEST_TEXT && raw.chars().nth(LONGEST_TEXT).is_some();
        self.cut += u32::from(long);
        if long || raw.contains(is_control) {
            let clean: String = raw
                .chars()
                .take(LONGEST_TEXT)
                .map(without_control)
                .collect();
            return self.share(&clean);
        }
        self.share(raw)
    }

    fn share(&mut self, text: &str) -> Option<Arc<str>> {
        if text.len() > WORTH_SHARING {
            return Some(text.into());
        }
        if let Some(known) = self.known.get(text) {
            return Some(known.clone());
        }
        let kept: Arc<str> = text.into();
        if self.known.len() < REMEMBERED {
            self.known.insert(kept.clone());
        }
        Some(kept)
    }
}

/// Space, control or invisible character: text of these alone is an empty cell.
pub fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || letter.is_control() || matches!(letter, '\u{200b}' | '\u{feff}')
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

    #[test]
    fn control_characters_become_spaces() {
        let mut strings = Strings::default();
        assert_eq!(strings.keep("a\u{1f}b\0c\nd").as_deref(), Some("a b c\nd"));
        assert_eq!(strings.keep(" \u{a0}\u{feff}\0"), None);
        let long = "я".repeat(40_000);
        assert_eq!(
            strings.keep(&long).map(|text| text.chars().count()),
            Some(LONGEST_TEXT)
        );
    }
}
