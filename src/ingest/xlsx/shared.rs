//! Texts that a workbook stores once for all its cells.

use std::sync::Arc;

use super::Trouble;
use super::decode::{push_literal, push_text, without_escapes};
use super::markup::{Markup, Token, cut_off};
use super::plain::plain_text;
use crate::ingest::limits::Met;
use crate::ingest::strings::clean;
use crate::model::texts::TextStore;

/// The shared texts of a workbook.
#[derive(Default)]
pub struct Shared {
    /// Cleaned, by their number; those of nothing visible are empty.
    pub texts: Arc<TextStore>,
    /// Some of them are of nothing visible.
    pub some_empty: bool,
    /// Texts that were cut.
    pub cut: u32,
}

/// Reads the part of shared texts.
pub fn read(mut markup: Markup, met: &mut Met) -> Result<Shared, Trouble> {
    let mut found = Found::default();
    let mut text = String::new();
    loop {
        while let Some((text, length)) = plain_text(markup.window.ahead()) {
            found.add(text, met)?;
            markup.window.pass(length);
        }
        match markup.next()? {
            Token::Open(tag) if tag.name == b"si" => {
                text.clear();
                if !tag.closed {
                    read_runs(&mut markup, b"si", &mut text)?;
                }
                found.add(&text, met)?;
            }
            Token::End => return Ok(found.finish()),
            _ => {}
        }
    }
}

/// Shared texts in the making.
#[derive(Default)]
struct Found {
    texts: TextStore,
    some_empty: bool,
    cut: u32,
}

impl Found {
    fn add(&mut self, text: &str, met: &mut Met) -> Result<(), Trouble> {
        let clean = clean(text);
        self.cut += u32::from(clean.as_ref().is_some_and(|clean| clean.cut));
        let kept = clean.as_ref().map_or("", |clean| &clean.text);
        self.some_empty |= kept.is_empty();
        met.texts(kept.len())?;
        self.texts.add(kept);
        Ok(())
    }

    fn finish(self) -> Shared {
        Shared {
            texts: Arc::new(self.texts),
            some_empty: self.some_empty,
            cut: self.cut,
        }
    }
}

/// The text of all runs up to an end tag; how characters are pronounced is left out.
pub fn read_runs(markup: &mut Markup, end: &[u8], into: &mut String) -> Result<(), Trouble> {
    let mut run = String::new();
    let mut spoken = false;
    loop {
        match markup.next()? {
            Token::Open(tag) if tag.name == b"rPh" => spoken = !tag.closed,
            Token::Close(b"rPh") => spoken = false,
            Token::Open(tag) if tag.name == b"t" && !tag.closed && !spoken => {
                let keep_spaces = tag.attribute("xml:space") == Some(b"preserve");
                run.clear();
                read_text(markup, b"t", &mut run)?;
                if !keep_spaces {
                    run = run.trim_matches([' ', '\t', '\r', '\n']).to_owned();
                }
                without_escapes(&mut run);
                into.push_str(&run);
            }
            Token::Close(name) if name == end => return Ok(()),
            Token::End => return Err(cut_off()),
            _ => {}
        }
    }
}

/// The text up to an end tag.
pub fn read_text(markup: &mut Markup, end: &[u8], into: &mut String) -> Result<(), Trouble> {
    loop {
        match markup.next()? {
            Token::Text(text) => push_text(text, into)?,
            Token::Literal(text) => push_literal(text, into),
            Token::Close(name) if name == end => return Ok(()),
            Token::End => return Err(cut_off()),
            _ => {}
        }
    }
}
