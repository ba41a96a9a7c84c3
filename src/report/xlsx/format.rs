//! Cell formats: number codes of each style and language, fonts and the few colours.
//!
//! Codes stand in a file as US ones; Excel shows the reader's separators (`workbooks.md` B1, B3).

use std::sync::Arc;

use hashbrown::HashMap;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

use crate::report::book::{Book, Style, Writing};
use crate::report::theme::{Colour, Look, Theme};

/// What part a cell plays on the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// A row of a table.
    #[default]
    Body,
    /// Column heading; it stands as its column does.
    Header,
    /// Totals row.
    Total,
    /// In A1.
    Title,
    /// Under it.
    Subtitle,
    /// Inside the page.
    Heading,
    /// A paragraph.
    Text,
    /// Small grey words below a table.
    Footer,
    /// The way back to the list of sheets.
    Back,
    /// Parts of a tile.
    TileLabel,
    /// Its value.
    TileValue,
    /// Its change: good, bad, neither.
    TileChange(Option<bool>),
    /// What it was.
    TilePrevious,
    /// Rest of the card.
    TileFill,
    /// Plain cells of the helper sheet.
    Helper,
}

/// All that decides a format.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Paint {
    /// Part on the page.
    pub role: Role,
    /// Number style.
    pub style: Style,
    /// Wrapped text.
    pub wrap: bool,
    /// At the top of its cell.
    pub top: bool,
    /// Bold.
    pub strong: bool,
    /// n/a: grey and centred.
    pub missing: bool,
    /// People fill it in.
    pub input: bool,
    /// Underlined blue.
    pub link: bool,
    /// Text that looks like a formula is marked as text.
    pub quote: bool,
    /// A negative figure where the sign matters.
    pub negative: bool,
    /// Less than nothing, which is nothing when it is rounded.
    pub nothing: bool,
    /// Text in a column of numbers stays left.
    pub worded: bool,
    /// Band: 0 red, 1 amber, 2 green.
    pub band: Option<usize>,
    /// Indent of the first column.
    pub indent: u8,
    /// First cell of a tile carries the coloured edge.
    pub edge: bool,
    /// Words before a number, as part of its format.
    pub prefix: String,
}

/// Formats of one book, each made once.
pub struct Formats {
    brush: Brush,
    /// Where among those made each stands.
    places: HashMap<Paint, usize>,
    /// By a few of its traits, the one met last: most cells are painted as the one above.
    recent: [usize; RECENT],
    made: Vec<(Paint, Format)>,
}

/// Paints that are remembered.
const RECENT: usize = 128;

impl Formats {
    /// Formats in a book's language and theme.
    pub fn new(book: &Book) -> Formats {
        Formats {
            brush: Brush::of(book),
            places: HashMap::new(),
            recent: [0; RECENT],
            made: Vec::new(),
        }
    }

    /// Default format of the workbook.
    pub fn base(book: &Book) -> Format {
        Brush::of(book).base()
    }

    /// The format of a paint.
    pub fn get(&mut self, paint: &Paint) -> &Format {
        let traits = paint.style as usize + 16 * usize::from(paint.worded);
        let recent = (traits + 32 * usize::from(paint.indent)) % RECENT;
        let met = self.recent[recent];
        if self.made.get(met).is_some_and(|(made, _)| made == paint) {
            return &self.made[met].1;
        }
        let known = self.places.get(paint).copied();
        let place = known.unwrap_or_else(|| {
            self.made.push((paint.clone(), self.brush.make(paint)));
            self.places.insert(paint.clone(), self.made.len() - 1);
            self.made.len() - 1
        });
        self.recent[recent] = place;
        &self.made[place].1
    }
}

/// A colour as the library has it.
pub fn rgb(colour: Colour) -> Color {
    Color::RGB(colour.0)
}

/// Number code of a style.
pub fn code(style: Style, writing: &Writing) -> String {
    let signed = |plain: &str, zero: &str| format!("{plain}_);({plain});{zero}_)");
    match style {
        Style::Money => signed("#,##0", "\"-\""),
        Style::Cents => signed("#,##0.00", "0.00"),
        Style::Hours => signed("#,##0.0", "\"-\""),
        // a day is 24 hours however long it is; a sign in front, since negative times need it
        Style::Clock => "[h]:mm_);-[h]:mm_);0:00_)".to_owned(),
        Style::Share => {
            let share = writing.percent_code("0.0");
            signed(&share, &share)
        }
        Style::Points => {
            let unit = format!("\" {}\"", writing.points.replace('"', "'"));
            signed(&format!("#,##0.0{unit}"), &format!("0.0{unit}"))
        }
        Style::Number => signed("#,##0.0", "0.0"),
        // the fifth and sixth digit keep their room where they are none, so that points stand below each other
        Style::Rate => "#,##0.0000??####".to_owned(),
        Style::Count => signed("#,##0", "0"),
        Style::Date => writing.day_code(),
        Style::Month => writing.month_code(),
        Style::Text | Style::Wrapped | Style::Flag => "General".to_owned(),
    }
}

/// What formats of a book are painted with.
struct Brush {
    language: String,
    writing: Writing,
    theme: Arc<Theme>,
}

impl Brush {
    fn of(book: &Book) -> Brush {
        Brush {
            language: book.language.clone(),
            writing: book.words.writing.clone(),
            theme: Arc::clone(&book.theme),
        }
    }

    fn look(&self) -> &Look {
        &self.theme.look
    }

    fn base(&self) -> Format {
        let format = Format::new()
            .set_font_name(self.theme.font(&self.language))
            .set_font_size(self.points(10.0));
        match self.look().ink {
            Colour(0) => format,
            ink => format.set_font_color(rgb(ink)),
        }
    }

    /// Points of a size that is planned for plain text of 10.
    fn points(&self, planned: f64) -> f64 {
        (planned * self.look().scale()).round()
    }

    fn make(&self, paint: &Paint) -> Format {
        let base = self.base().set_align(FormatAlign::VerticalCenter);
        let format = match paint.top {
            true => self.by_role(base, paint).set_align(FormatAlign::Top),
            false => self.by_role(base, paint),
        };
        let format = if paint.wrap {
            format.set_text_wrap()
        } else {
            format
        };
        if paint.quote {
            format.set_quote_prefix()
        } else {
            format
        }
    }

    fn by_role(&self, base: Format, paint: &Paint) -> Format {
        let look = self.look();
        let [dark, grey] = [look.dark, look.grey].map(rgb);
        let small = self.points(9.0);
        match paint.role {
            Role::Body => {
                let lined = base
                    .set_border_bottom(FormatBorder::Hair)
                    .set_border_bottom_color(rgb(look.line));
                self.body(lined, paint)
            }
            Role::Total => self
                .number_side(base, paint)
                .set_bold()
                .set_background_color(rgb(look.pale))
                .set_border_top(FormatBorder::Thin)
                .set_border_top_color(dark),
            Role::Header => base
                .set_bold()
                .set_font_color(rgb(look.on_dark))
                .set_background_color(dark)
                .set_text_wrap()
                .set_align(side(paint))
                .set_indent(paint.indent),
            Role::Title => base
                .set_bold()
                .set_font_size(self.points(16.0))
                .set_font_color(dark),
            Role::Subtitle => base.set_font_color(grey),
            Role::Heading => base
                .set_bold()
                .set_font_size(self.points(12.0))
                .set_font_color(dark),
            Role::Text => base.set_align(FormatAlign::Top),
            Role::Footer => base
                .set_font_size(small)
                .set_font_color(grey)
                .set_align(FormatAlign::Top),
            Role::Back => base
                .set_font_size(small)
                .set_font_color(rgb(look.accent))
                .set_underline(FormatUnderline::Single),
            Role::TileLabel
            | Role::TileValue
            | Role::TileChange(_)
            | Role::TilePrevious
            | Role::TileFill => self.tile(base, paint),
            Role::Helper => self.number_side(base, paint),
        }
    }

    fn tile(&self, base: Format, paint: &Paint) -> Format {
        let look = self.look();
        let small = self.points(9.0);
        let format = match paint.role {
            Role::TileLabel => base.set_font_size(small).set_font_color(rgb(look.grey)),
            Role::TileValue => self
                .number_side(base, paint)
                .set_bold()
                .set_font_size(self.points(18.0))
                .set_font_color(rgb(look.dark))
                .set_align(FormatAlign::Left),
            Role::TileChange(good) => {
                let colour = match good {
                    Some(true) => look.good,
                    Some(false) => look.bad,
                    None => look.grey,
                };
                base.set_bold()
                    .set_font_size(small)
                    .set_font_color(rgb(colour))
            }
            Role::TilePrevious => self
                .number_side(base, paint)
                .set_font_size(small)
                .set_font_color(rgb(look.grey))
                .set_align(FormatAlign::Left),
            _ => base,
        };
        let format = format.set_background_color(rgb(look.pale));
        if paint.edge {
            format
                .set_border_left(FormatBorder::Thick)
                .set_border_left_color(rgb(look.accent))
                .set_indent(1)
        } else {
            format
        }
    }

    fn body(&self, base: Format, paint: &Paint) -> Format {
        let look = self.look();
        let mut format = self.number_side(base, paint);
        if paint.strong {
            format = format.set_bold();
        }
        if paint.negative {
            format = format.set_font_color(rgb(look.bad));
        }
        if paint.input {
            format = format
                .set_font_color(rgb(look.input_text))
                .set_background_color(rgb(look.input_fill))
                .set_unlocked();
            if look.marks {
                format = format
                    .set_border(FormatBorder::Thin)
                    .set_border_color(rgb(look.dark));
            }
        }
        if let Some(band) = paint.band {
            format = format.set_background_color(rgb(look.lights()[band.min(2)]));
        }
        if paint.link {
            format = format
                .set_font_color(rgb(look.accent))
                .set_underline(FormatUnderline::Single);
            // programs do not agree on how a link is wrapped: it stands on one line
            if !paint.wrap {
                format = format.set_shrink();
            }
        }
        if paint.missing {
            format = format
                .set_font_color(rgb(look.grey))
                .set_align(match side(paint) {
                    FormatAlign::Right => FormatAlign::Right,
                    _ => FormatAlign::Center,
                });
        }
        if paint.indent > 0 && !paint.missing {
            format = format.set_indent(paint.indent);
        }
        format
    }

    fn number_side(&self, base: Format, paint: &Paint) -> Format {
        let code = code(paint.style, &self.writing);
        let code = match code.rsplit_once(';') {
            Some((_, zero)) if paint.nothing => format!("{zero};{zero};{zero}"),
            _ => code,
        };
        let code = if paint.prefix.is_empty() {
            code
        } else {
            prefixed(&code, &paint.prefix)
        };
        base.set_num_format(code).set_align(side(paint))
    }
}

/// Words left, figures right, short signs in the middle.
fn side(paint: &Paint) -> FormatAlign {
    match paint.style {
        _ if paint.band.is_some() => FormatAlign::Center,
        Style::Text | Style::Wrapped | Style::Month => FormatAlign::Left,
        _ if paint.worded && paint.style != Style::Flag => FormatAlign::Left,
        Style::Flag | Style::Date => FormatAlign::Center,
        _ => FormatAlign::Right,
    }
}

/// Puts words before every section of a number code.
fn prefixed(code: &str, prefix: &str) -> String {
    let words = prefix.replace('"', "'");
    let sections = code
        .split(';')
        .map(|section| format!("\"{words} \"{section}"));
    sections.collect::<Vec<_>>().join(";")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_show_parentheses_and_words() {
        let writing = Writing::default();
        assert_eq!(code(Style::Money, &writing), "#,##0_);(#,##0);\"-\"_)");
        assert_eq!(code(Style::Date, &writing), "yyyy-mm-dd");
        assert_eq!(prefixed("0.0;0", "was"), "\"was \"0.0;\"was \"0");
    }
}
