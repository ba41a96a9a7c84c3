//! Cell formats: number codes of each style and language, fonts and the few colours.
//!
//! Codes stand in a file as US ones; Excel shows the reader's separators (`workbooks.md` B1, B3).

use std::collections::BTreeMap;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::report::book::Style;
use crate::report::theme::{
    ACCENT, BAD, BANDS, DARK, GOOD, GREY, INPUT_FILL, INPUT_TEXT, LINE, PALE,
};

/// What part a cell plays on the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
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
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Paint {
    /// Part on the page.
    pub role: Role,
    /// Number style.
    pub style: Style,
    /// Wrapped text.
    pub wrap: bool,
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
    /// Red negatives.
    pub sign: bool,
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
    language: String,
    made: BTreeMap<Paint, Format>,
}

impl Formats {
    /// Formats for a language.
    pub fn new(language: &str) -> Formats {
        Formats {
            language: language.to_owned(),
            made: BTreeMap::new(),
        }
    }

    /// Default format of the workbook.
    pub fn base(language: &str) -> Format {
        Format::new()
            .set_font_name(font(language))
            .set_font_size(10)
    }

    /// The format of a paint.
    pub fn get(&mut self, paint: &Paint) -> &Format {
        let language = &self.language;
        self.made
            .entry(paint.clone())
            .or_insert_with(|| make(paint, language))
    }
}

/// A font every reader's machine has and that draws the language's letters.
pub fn font(language: &str) -> &'static str {
    match language {
        "zh" => "Microsoft YaHei",
        _ => "Arial",
    }
}

/// Number code of a style.
pub fn code(style: Style, language: &str, sign: bool) -> String {
    let red = if sign { "[Red]" } else { "" };
    let signed = |plain: &str, zero: &str| format!("{plain}_);{red}({plain});{zero}_)");
    match style {
        Style::Money => signed("#,##0", "\"-\""),
        Style::Cents => signed("#,##0.00", "0.00"),
        Style::Hours => signed("#,##0.0", "\"-\""),
        Style::Share => signed("0.0%", "0.0%"),
        Style::Number => signed("#,##0.0", "0.0"),
        Style::Count => signed("#,##0", "0"),
        Style::Date if language == "ru" => "dd.mm.yyyy".to_owned(),
        Style::Date => "yyyy-mm-dd".to_owned(),
        Style::Month => "yyyy-mm".to_owned(),
        Style::Text | Style::Wrapped | Style::Flag => "General".to_owned(),
    }
}

fn make(paint: &Paint, language: &str) -> Format {
    let base = Formats::base(language).set_align(FormatAlign::VerticalCenter);
    let format = by_role(base, paint, language);
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

fn by_role(base: Format, paint: &Paint, language: &str) -> Format {
    let dark = Color::RGB(DARK);
    let grey = Color::RGB(GREY);
    let tile = |format: Format| {
        let format = format.set_background_color(Color::RGB(PALE));
        if paint.edge {
            format
                .set_border_left(FormatBorder::Thick)
                .set_border_left_color(Color::RGB(ACCENT))
                .set_indent(1)
        } else {
            format
        }
    };
    match paint.role {
        Role::Body => body(base, paint, language)
            .set_border_bottom(FormatBorder::Hair)
            .set_border_bottom_color(Color::RGB(LINE)),
        Role::Total => number_side(base, paint, language)
            .set_bold()
            .set_background_color(Color::RGB(PALE))
            .set_border_top(FormatBorder::Thin)
            .set_border_top_color(dark),
        Role::Header => base
            .set_bold()
            .set_font_color(Color::White)
            .set_background_color(dark)
            .set_text_wrap()
            .set_align(side(paint))
            .set_indent(paint.indent),
        Role::Title => base.set_bold().set_font_size(16).set_font_color(dark),
        Role::Subtitle => base.set_font_color(grey),
        Role::Heading => base.set_bold().set_font_size(12).set_font_color(dark),
        Role::Text => base.set_align(FormatAlign::Top),
        Role::Footer => base
            .set_font_size(9)
            .set_font_color(grey)
            .set_align(FormatAlign::Top),
        Role::TileLabel => tile(base.set_font_size(9).set_font_color(grey)),
        Role::TileValue => tile(
            number_side(base, paint, language)
                .set_bold()
                .set_font_size(18)
                .set_font_color(dark)
                .set_align(FormatAlign::Left),
        ),
        Role::TileChange(good) => {
            let colour = match good {
                Some(true) => Color::RGB(GOOD),
                Some(false) => Color::RGB(BAD),
                None => grey,
            };
            tile(base.set_bold().set_font_size(9).set_font_color(colour))
        }
        Role::TilePrevious => tile(
            number_side(base, paint, language)
                .set_font_size(9)
                .set_font_color(grey)
                .set_align(FormatAlign::Left),
        ),
        Role::TileFill => tile(base),
        Role::Helper => number_side(base, paint, language),
    }
}

fn body(base: Format, paint: &Paint, language: &str) -> Format {
    let mut format = number_side(base, paint, language);
    if paint.strong {
        format = format.set_bold();
    }
    if paint.input {
        format = format
            .set_font_color(Color::RGB(INPUT_TEXT))
            .set_background_color(Color::RGB(INPUT_FILL))
            .set_unlocked();
    }
    if let Some(band) = paint.band {
        format = format.set_background_color(Color::RGB(BANDS[band.min(2)]));
    }
    if paint.link {
        format = format
            .set_font_color(Color::RGB(ACCENT))
            .set_underline(rust_xlsxwriter::FormatUnderline::Single);
    }
    if paint.missing {
        format = format
            .set_font_color(Color::RGB(GREY))
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

fn number_side(base: Format, paint: &Paint, language: &str) -> Format {
    let code = code(paint.style, language, paint.sign);
    let code = if paint.prefix.is_empty() {
        code
    } else {
        prefixed(&code, &paint.prefix)
    };
    base.set_num_format(code).set_align(side(paint))
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
        assert_eq!(
            code(Style::Money, "en", true),
            "#,##0_);[Red](#,##0);\"-\"_)"
        );
        assert_eq!(code(Style::Date, "ru", false), "dd.mm.yyyy");
        assert_eq!(prefixed("0.0;0", "was"), "\"was \"0.0;\"was \"0");
    }
}
