//! What the tag of a cell says: where the cell stands, its style, and how its value is stored.

use super::markup::Tag;
use super::plain::place;
use super::{Trouble, number_of, text_of};

/// How a cell's tag says its value is stored.
#[derive(Clone, Copy, PartialEq)]
pub enum Stored {
    /// A number.
    Number,
    /// The number of a shared text.
    Shared,
    /// The text that a formula came to.
    Formatted,
    /// A text in the cell itself.
    Inline,
    /// True or false.
    Flag,
    /// The name of an error.
    Error,
    /// A day as text, `2026-10-31`.
    Day,
    /// Something that is not known.
    Other,
}

/// A cell's tag.
#[derive(Clone, Copy)]
pub struct Start {
    /// 1-based row and column, when it tells them.
    pub place: Option<(u32, u32)>,
    /// Number of its style.
    pub style: usize,
    /// How its value is stored.
    pub stored: Stored,
    /// It is empty.
    pub closed: bool,
}

impl Start {
    /// Reads a tag.
    pub fn of(tag: &Tag<'_>) -> Result<Start, Trouble> {
        let mut start = Start {
            place: None,
            style: 0,
            stored: Stored::Number,
            closed: tag.closed,
        };
        for (name, value) in tag.attributes() {
            match name {
                b"r" => {
                    let unusual = || Trouble::Unusual("a cell without a place".to_owned());
                    start.place = Some(place(value).ok_or_else(unusual)?);
                }
                b"s" => start.style = whole(value).unwrap_or_default() as usize,
                b"t" => start.stored = stored(value),
                _ => {}
            }
        }
        Ok(start)
    }
}

fn stored(kind: &[u8]) -> Stored {
    match kind {
        b"n" => Stored::Number,
        b"s" => Stored::Shared,
        b"str" => Stored::Formatted,
        b"inlineStr" | b"is" => Stored::Inline,
        b"b" => Stored::Flag,
        b"e" => Stored::Error,
        b"d" => Stored::Day,
        _ => Stored::Other,
    }
}

/// True or false, as XML writes it.
pub fn flag(text: &str) -> Option<bool> {
    match text {
        "1" => Some(true),
        "0" => Some(false),
        text if text.eq_ignore_ascii_case("true") => Some(true),
        text if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// A whole number.
pub fn whole(digits: &[u8]) -> Option<u32> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// The number of the formula that a cell shares with others.
pub fn shared_number(tag: &Tag<'_>) -> Option<u32> {
    let shared = text_of(tag, "t").as_deref() == Some("shared");
    shared.then(|| number_of(tag, "si")).flatten()
}
