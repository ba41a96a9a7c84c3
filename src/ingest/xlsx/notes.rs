//! Notes that people hang on cells.

use super::Trouble;
use super::markup::{Markup, Tag, Token};
use super::plain::place;
use super::shared::{read_runs, read_text};
use crate::ingest::limits::MOST_NOTES;
use crate::ingest::sheet::Note;
use crate::ingest::strings::clean;

/// Reads a part of notes or of conversations, in its order; of notes without words and beyond the most, none.
pub fn read(mut markup: Markup) -> Result<Vec<Note>, Trouble> {
    let mut notes = Vec::new();
    let (mut at, mut plain) = (None, false);
    let mut text = String::new();
    while notes.len() < MOST_NOTES {
        match markup.next()? {
            Token::Open(tag) if tag.name == b"comment" || tag.name == b"threadedComment" => {
                at = told_place(&tag);
                // a conversation's text has no runs
                plain = tag.name == b"threadedComment";
            }
            Token::Open(tag) if tag.name == b"text" && !tag.closed => {
                text.clear();
                let read = if plain { read_text } else { read_runs };
                read(&mut markup, b"text", &mut text)?;
                notes.extend(at.and_then(|at| note(at, &text)));
            }
            Token::End => break,
            _ => {}
        }
    }
    Ok(notes)
}

fn told_place(tag: &Tag<'_>) -> Option<(u32, u32)> {
    place(tag.attribute("ref")?)
}

fn note((row, column): (u32, u32), text: &str) -> Option<Note> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = clean(&words.join(" "))?.text.into_owned();
    Some(Note { row, column, text })
}
