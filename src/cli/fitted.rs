//! Lines that fit a terminal, where a Chinese letter takes two columns.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns of a terminal.
pub const SCREEN: usize = 80;

/// Cut to a width and filled up to it.
pub fn padded(text: &str, width: usize) -> String {
    let cut = cut(text, width);
    let left = width.saturating_sub(cut.width());
    format!("{cut}{}", " ".repeat(left))
}

/// Cut to a width, on one line.
pub fn cut(text: &str, width: usize) -> String {
    let text: String = text
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect();
    if text.width() <= width {
        return text;
    }
    let mut kept = String::new();
    let mut taken = 0;
    for letter in text.chars() {
        taken += letter.width().unwrap_or(0);
        if taken + 3 > width {
            break;
        }
        kept.push(letter);
    }
    kept + "..."
}

/// Broken between words into lines of the screen; the lines after the first are indented by `hang`.
pub fn wrapped(text: &str, hang: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let indent = text.len() - text.trim_start().len();
    let mut line = " ".repeat(indent);
    let mut begun = false;
    for word in text.split_whitespace() {
        let room = SCREEN.saturating_sub(line.width() + usize::from(begun));
        if word.width() > room && begun {
            lines.push(std::mem::replace(&mut line, " ".repeat(hang)));
            begun = false;
        }
        if begun {
            line.push(' ');
        }
        let room = SCREEN.saturating_sub(line.width());
        line.push_str(&cut(word, room));
        begun = true;
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_wider_than_the_screen() {
        let long = format!("  {} 合同金额 {}", "word ".repeat(40), "字".repeat(90));
        let lines = wrapped(&long, 4);
        assert!(lines.iter().all(|line| line.width() <= SCREEN), "{lines:?}");
        assert!(lines.len() >= 4);
        assert!(lines[1].starts_with("    word"), "{lines:?}");
        assert_eq!(padded("字", 4).width(), 4);
    }
}
