//! How every page looks, in one place: fonts, colours, logo, confidentiality line (`templates/theme.toml`).

mod contrast;
mod logo;
mod reading;

use std::collections::BTreeMap;

use serde::Deserialize;

use super::book::Paper;

pub use logo::Logo;
pub use reading::{ThemeFault, read};

/// Heat of a share of one or more is this.
pub const HOTTEST: f64 = 1.2;
/// Points of plain text that sheets are planned for.
const PLANNED: f64 = 10.0;

/// A colour as `0xRRGGBB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Colour(pub u32);

impl TryFrom<String> for Colour {
    type Error = String;

    fn try_from(text: String) -> Result<Colour, String> {
        let digits = text.strip_prefix('#').unwrap_or(&text);
        let hex = digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let number = u32::from_str_radix(digits, 16).ok().filter(|_| hex);
        number
            .map(Colour)
            .ok_or_else(|| format!("{text:?}, expected a colour like \"#1F3A5F\""))
    }
}

impl Colour {
    /// As markup writes it.
    pub fn hex(self) -> String {
        format!("#{:06x}", self.0)
    }
}

/// Colours and type of a profile.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Look {
    /// Points of plain text; all other sizes follow it.
    pub size: u8,
    /// Patterns, markers and signs beside every colour.
    pub marks: bool,
    /// Plain text.
    pub ink: Colour,
    /// One calm dark colour: headers, titles, totals lines.
    pub dark: Colour,
    /// Text on it.
    pub on_dark: Colour,
    /// Secondary text.
    pub grey: Colour,
    /// Hair lines between rows, frames of charts.
    pub line: Colour,
    /// Lines behind a chart.
    pub grid: Colour,
    /// Behind tiles and totals.
    pub pale: Colour,
    /// Links, left edge of a tile.
    pub accent: Colour,
    /// Bars inside cells.
    pub bar: Colour,
    /// The hot end of a heat map; the other is white.
    pub heat: Colour,
    /// Good changes.
    pub good: Colour,
    /// Bad changes, negative figures.
    pub bad: Colour,
    /// What people may fill in.
    pub input_text: Colour,
    /// See `input_text`.
    pub input_fill: Colour,
    /// Fill of a red light.
    pub red: Colour,
    /// Fill of an amber one.
    pub amber: Colour,
    /// Fill of a green one.
    pub green: Colour,
    /// Tab of a page that is read first.
    pub tab_summary: Colour,
    /// Tab of the detail behind it.
    pub tab_detail: Colour,
    /// Tab of a page that people write on.
    pub tab_input: Colour,
    /// Tab of checks and sources.
    pub tab_evidence: Colour,
    /// Series of charts, in order.
    pub series: Vec<Colour>,
}

impl Look {
    /// Fills of red, amber and green.
    pub fn lights(&self) -> [Colour; 3] {
        [self.red, self.amber, self.green]
    }

    /// The colour of a series by its number.
    pub fn of_series(&self, at: usize) -> Colour {
        self.series[at % self.series.len()]
    }

    /// How much larger than planned everything is.
    pub fn scale(&self) -> f64 {
        f64::from(self.size) / PLANNED
    }

    /// A sign before the word of a light (0 red, 1 amber, 2 green); empty where there are no marks.
    pub fn sign(&self, light: usize) -> &'static str {
        match (self.marks, light) {
            (false, _) => "",
            (true, 0) => "✖ ",
            (true, 1) => "▲ ",
            (true, _) => "● ",
        }
    }
}

/// How every page looks.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    /// Colours and type.
    pub look: Look,
    /// Picture of the agency.
    pub logo: Option<Logo>,
    /// Font by language; `default` for the others.
    fonts: BTreeMap<String, String>,
    /// Paper where a page says nothing: A4 or letter.
    pub paper: Paper,
    /// Line at the foot by language; `default` for the others.
    confidentiality: BTreeMap<String, String>,
}

impl Theme {
    /// Font of a language.
    pub fn font(&self, language: &str) -> &str {
        by_language(&self.fonts, language)
    }

    /// Line at the foot of every page; empty for none.
    pub fn confidentiality(&self, language: &str) -> &str {
        by_language(&self.confidentiality, language)
    }
}

impl Default for Theme {
    /// The theme that the program carries.
    fn default() -> Theme {
        reading::built_in("")
    }
}

fn by_language<'t>(texts: &'t BTreeMap<String, String>, language: &str) -> &'t str {
    let text = texts.get(language).or_else(|| texts.get("default"));
    text.map_or("", String::as_str)
}
