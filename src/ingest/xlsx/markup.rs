//! The markup of a part, tag by tag. Names are local names: a prefix says nothing that a reader of workbooks needs.
//!
//! Document types are refused, so that no entity is ever expanded, and so is any encoding but UTF-8.

use memchr::memchr;
use memchr::memmem::find;

use super::Trouble;
use super::window::Window;
use crate::ingest::limits::Limit;

/// A piece of markup.
#[derive(Debug, PartialEq)]
pub enum Token<'b> {
    /// A start tag.
    Open(Tag<'b>),
    /// The local name of an end tag.
    Close(&'b [u8]),
    /// Text with its entities.
    Text(&'b [u8]),
    /// Text without entities.
    Literal(&'b [u8]),
    /// Nothing follows.
    End,
}

/// A start tag.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tag<'b> {
    /// Local name.
    pub name: &'b [u8],
    /// It has no content and no end tag.
    pub closed: bool,
    attributes: &'b [u8],
}

impl<'b> Tag<'b> {
    /// The raw value of the attribute with a qualified name.
    pub fn attribute(&self, name: &str) -> Option<&'b [u8]> {
        self.attributes()
            .find(|(found, _)| *found == name.as_bytes())
            .map(|(_, value)| value)
    }

    /// Attributes with their raw values, as far as they are well-formed.
    pub fn attributes(&self) -> impl Iterator<Item = (&'b [u8], &'b [u8])> {
        let mut rest = self.attributes;
        std::iter::from_fn(move || {
            rest = rest.trim_ascii_start();
            let equals = memchr(b'=', rest)?;
            let name = rest[..equals].trim_ascii_end();
            let value = rest[equals + 1..].trim_ascii_start();
            let quote = *value
                .first()
                .filter(|quote| matches!(quote, b'"' | b'\''))?;
            let end = memchr(quote, &value[1..])? + 1;
            rest = &value[end + 1..];
            Some((name, &value[1..end]))
        })
    }
}

/// The part of a name behind its prefix.
pub fn local(name: &[u8]) -> &[u8] {
    memchr(b':', name).map_or(name, |at| &name[at + 1..])
}

/// Reads a part's markup.
pub struct Markup {
    /// The bytes; they may be read directly between two pieces of markup.
    pub window: Window,
    /// Tags that are open.
    depth: u64,
}

/// A piece in the window: its kind and its length with all its signs.
#[derive(Clone, Copy)]
enum Kind {
    Open,
    Close,
    Text,
    Literal,
    Passed,
}

impl Markup {
    /// Reads from the beginning.
    pub fn new(window: Window) -> Markup {
        Markup { window, depth: 0 }
    }

    /// The next piece.
    pub fn next(&mut self) -> Result<Token<'_>, Trouble> {
        loop {
            match piece(self.window.ahead())? {
                Some((Kind::Passed, length)) => self.window.pass(length),
                Some((kind, length)) => {
                    self.window.limits.check(Limit::Line, length as u64)?;
                    self.window.pass(length);
                    let token = token(kind, self.window.behind(length));
                    match token {
                        Token::Open(tag) if !tag.closed => {
                            self.depth += 1;
                            self.window.limits.check(Limit::Depth, self.depth)?;
                        }
                        Token::Close(_) => self.depth = self.depth.saturating_sub(1),
                        _ => {}
                    }
                    return Ok(token);
                }
                None if self.window.is_last() => return self.rest(),
                None => self.window.more()?,
            }
        }
    }

    /// Passes a start tag that was read directly.
    pub fn pass_open(&mut self, length: usize) -> Result<(), Trouble> {
        self.window.pass(length);
        self.depth += 1;
        Ok(self.window.limits.check(Limit::Depth, self.depth)?)
    }

    /// Passes an end tag that was read directly.
    pub fn pass_close(&mut self, length: usize) {
        self.window.pass(length);
        self.depth = self.depth.saturating_sub(1);
    }

    /// What is left when no whole piece is: nothing, or spaces at the end.
    fn rest(&mut self) -> Result<Token<'_>, Trouble> {
        let rest = self.window.ahead();
        let spaces = rest
            .iter()
            .all(|byte| byte.is_ascii_whitespace() || *byte == 0);
        if spaces {
            Ok(Token::End)
        } else {
            Err(cut_off())
        }
    }

    /// Passes everything up to the end tag of a tag that was opened last.
    pub fn pass_content(&mut self) -> Result<(), Trouble> {
        let mut depth = 1_u32;
        while depth > 0 {
            match self.next()? {
                Token::Open(tag) if !tag.closed => depth += 1,
                Token::Close(_) => depth -= 1,
                Token::End => return Err(cut_off()),
                _ => {}
            }
        }
        Ok(())
    }
}

/// A part that ends inside of something.
pub fn cut_off() -> Trouble {
    Trouble::Damaged("the part is cut off".to_owned())
}

/// The first piece of some bytes; none when it is not whole.
fn piece(bytes: &[u8]) -> Result<Option<(Kind, usize)>, Trouble> {
    let (Some(first), Some(second)) = (bytes.first(), bytes.get(1)) else {
        return Ok(None);
    };
    if *first != b'<' {
        return Ok(memchr(b'<', bytes).map(|end| (Kind::Text, end)));
    }
    match second {
        b'/' => Ok(memchr(b'>', bytes).map(|end| (Kind::Close, end + 1))),
        b'!' => declaration(bytes),
        b'?' => instruction(bytes),
        _ => Ok(end_of_tag(bytes).map(|end| (Kind::Open, end))),
    }
}

/// Length of a start tag; `>` may stand in its attributes.
fn end_of_tag(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr::memchr3(b'>', b'"', b'\'', &bytes[at..])?;
        if bytes[at] == b'>' {
            return Some(at + 1);
        }
        at += memchr(bytes[at], &bytes[at + 1..])? + 2;
    }
}

fn declaration(bytes: &[u8]) -> Result<Option<(Kind, usize)>, Trouble> {
    for (start, end, kind) in [
        (&b"<!--"[..], &b"-->"[..], Kind::Passed),
        (b"<![CDATA[", b"]]>", Kind::Literal),
    ] {
        if bytes.starts_with(start) {
            let found = find(&bytes[start.len()..], end);
            return Ok(found.map(|at| (kind, start.len() + at + end.len())));
        }
        if start.starts_with(bytes) {
            return Ok(None);
        }
    }
    Err(Trouble::Unusual("a document type".to_owned()))
}

fn instruction(bytes: &[u8]) -> Result<Option<(Kind, usize)>, Trouble> {
    let Some(end) = find(bytes, b"?>") else {
        return Ok(None);
    };
    if bytes.starts_with(b"<?xml ") {
        let tag = Tag {
            name: b"xml",
            closed: true,
            attributes: &bytes[5..end],
        };
        let encoding = tag.attribute("encoding").unwrap_or(b"UTF-8");
        if !encoding.eq_ignore_ascii_case(b"UTF-8") {
            return Err(Trouble::Unusual("an encoding other than UTF-8".to_owned()));
        }
    }
    Ok(Some((Kind::Passed, end + 2)))
}

fn token(kind: Kind, bytes: &[u8]) -> Token<'_> {
    let inside = |start: usize, end: usize| &bytes[start..bytes.len() - end];
    match kind {
        Kind::Close => Token::Close(local(inside(2, 1).trim_ascii_end())),
        Kind::Literal => Token::Literal(inside(9, 3)),
        Kind::Open => Token::Open(tag(inside(1, 1))),
        Kind::Text | Kind::Passed => Token::Text(bytes),
    }
}

fn tag(inside: &[u8]) -> Tag<'_> {
    let (inside, closed) = match inside.strip_suffix(b"/") {
        Some(inside) => (inside, true),
        None => (inside, false),
    };
    let end = inside.iter().position(u8::is_ascii_whitespace);
    let (name, attributes) = inside.split_at(end.unwrap_or(inside.len()));
    Tag {
        name: local(name),
        closed,
        attributes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> Result<Vec<String>, Trouble> {
        let mut markup = Markup::new(Window::over(text.as_bytes().to_vec()));
        let mut found = Vec::new();
        let show = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        loop {
            found.push(match markup.next()? {
                Token::Open(tag) => {
                    let attributes: String = tag
                        .attributes()
                        .map(|(name, value)| format!(" {}:{}", show(name), show(value)))
                        .collect();
                    let end = if tag.closed { "/" } else { "" };
                    format!("<{}{attributes}{end}", show(tag.name))
                }
                Token::Close(name) => format!("/{}", show(name)),
                Token::Text(text) | Token::Literal(text) => show(text),
                Token::End => return Ok(found),
            });
        }
    }

    #[test]
    fn markup_comes_in_pieces() {
        let text = "<?xml version='1.0' encoding=\"utf-8\"?>\n<x:a b = '1>2'\n c=\"'\"><!-- <z> --><d/>t&amp;<![CDATA[<]]]]></x:a >\n";
        assert_eq!(
            shown(text),
            Ok(["\n", "<a b:1>2 c:'", "<d/", "t&amp;", "<]]", "/a"]
                .map(str::to_owned)
                .to_vec())
        );
    }

    #[test]
    fn what_is_not_read_is_said() {
        for text in [
            "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>",
            "<?xml version=\"1.0\" encoding=\"UTF-16\"?><a/>",
        ] {
            assert!(matches!(shown(text), Err(Trouble::Unusual(_))), "{text}");
        }
        for text in ["<a", "<a b='>", "<!-- ", "<![CDATA[ ]]", "<a/>rest"] {
            assert!(matches!(shown(text), Err(Trouble::Damaged(_))), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[<>/!?='\" a:\\[\\]CDAT-]{0,60}") {
            let _ = shown(&text);
        }
    }
}
