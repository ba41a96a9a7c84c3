//! What a cell's style number tells: the shape of its number, and its fill.

use std::collections::BTreeMap;

use super::Trouble;
use super::colour::Theme;
use super::decode::push_text;
use super::markup::{Markup, Tag, Token};
use super::{number_of, text_of};
use crate::ingest::colours::PATTERNED;
use crate::ingest::moment::{Shape, shape_of_builtin, shape_of_code};
use crate::ingest::money_format::{Sign, sign_of_builtin, sign_of_code};

/// A style, as far as it matters.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Look {
    /// What its number format makes of a number.
    pub shape: Shape,
    /// Colour of a fill: `RRGGBB`, of lines and dots with [`PATTERNED`] in it.
    pub fill: Option<u32>,
    /// The currency that its number format shows.
    pub sign: Option<Sign>,
    /// How far in texts stand.
    pub indent: u8,
}

impl Look {
    /// A text as far in as its cell shows it: spaces say what the format says.
    pub fn indented(&self, text: &str) -> String {
        format!("{}{text}", " ".repeat(usize::from(self.indent)))
    }
}

/// Reads the part of styles.
pub fn read(mut markup: Markup, theme: &Theme) -> Result<Vec<Look>, Trouble> {
    let mut styles = Styles::default();
    let mut list: &[u8] = b"";
    loop {
        match markup.next()? {
            Token::Open(tag) => {
                let starts = LISTS.iter().find(|name| **name == tag.name);
                list = starts.copied().filter(|_| !tag.closed).unwrap_or(list);
                styles.take(list, &tag, theme)?;
            }
            Token::Close(name) if name == list => list = b"",
            Token::End => return Ok(styles.looks),
            _ => {}
        }
    }
}

/// Lists of the part; tags of the same names stand in several of them.
const LISTS: [&[u8]; 5] = [b"numFmts", b"fills", b"cellXfs", b"cellStyleXfs", b"dxfs"];

#[derive(Default)]
struct Styles {
    codes: BTreeMap<u32, (Shape, Option<Sign>)>,
    fills: Vec<Fill>,
    looks: Vec<Look>,
}

#[derive(Clone, Copy, Default)]
struct Fill {
    kind: FillKind,
    front: Option<u32>,
    back: Option<u32>,
}

#[derive(Clone, Copy, Default)]
enum FillKind {
    #[default]
    None,
    Solid,
    Pattern,
}

impl Styles {
    fn take(&mut self, list: &[u8], tag: &Tag<'_>, theme: &Theme) -> Result<(), Trouble> {
        match (list, tag.name) {
            (b"numFmts", b"numFmt") => {
                let mut code = String::new();
                push_text(tag.attribute("formatCode").unwrap_or_default(), &mut code)?;
                if let Some(number) = number_of(tag, "numFmtId") {
                    let told = (shape_of_code(&code), sign_of_code(&code));
                    self.codes.insert(number, told);
                }
            }
            (b"fills", b"fill") => self.fills.push(Fill::default()),
            (b"fills", name) => {
                if let Some(fill) = self.fills.last_mut() {
                    fill.take(name, tag, theme);
                }
            }
            (b"cellXfs", b"xf") => self.looks.push(self.look(tag)),
            (b"cellXfs", b"alignment") => {
                if let Some(look) = self.looks.last_mut() {
                    look.indent = u8::try_from(number_of(tag, "indent").unwrap_or(0)).unwrap_or(0);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn look(&self, tag: &Tag<'_>) -> Look {
        let format = number_of(tag, "numFmtId").unwrap_or_default();
        let known = self.codes.get(&format).copied();
        let fill = number_of(tag, "fillId").and_then(|number| self.fills.get(number as usize));
        Look {
            shape: known.map_or_else(|| shape_of_builtin(format), |(shape, _)| shape),
            sign: known.map_or_else(|| sign_of_builtin(format), |(_, sign)| sign),
            fill: fill.and_then(Fill::colour),
            indent: 0,
        }
    }
}

impl Fill {
    /// Of a pattern the colour of its lines, which are black where none is named.
    fn colour(&self) -> Option<u32> {
        match self.kind {
            FillKind::None => None,
            FillKind::Solid => self.front.or(self.back),
            FillKind::Pattern => Some(self.front.unwrap_or_default() | PATTERNED),
        }
    }

    fn take(&mut self, name: &[u8], tag: &Tag<'_>, theme: &Theme) {
        match name {
            b"patternFill" => {
                self.kind = match text_of(tag, "patternType").as_deref() {
                    None | Some("none") => FillKind::None,
                    Some("solid") => FillKind::Solid,
                    Some(_) => FillKind::Pattern,
                }
            }
            b"fgColor" => self.front = theme.colour(tag).or(self.front),
            b"bgColor" => self.back = theme.colour(tag).or(self.back),
            _ => {}
        }
    }
}
