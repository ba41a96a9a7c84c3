//! How every page looks, in one place: fonts, colours, logo, confidentiality line (`templates/theme.toml`).

mod contrast;
mod logo;
mod reading;

use std::collections::BTreeMap;

use serde::Deserialize;

use super::book::Paper;

pub use logo::Logo;
pub use reading::{ThemeFault, read};

/// So much of the colour the lightest of several steps has.
const LIGHTEST: f64 = 0.35;
/// Heat of a share of one or more is this.
pub const HOTTEST: f64 = 1.2;
/// Points of plain text that sheets are planned for.
const PLANNED: f64 = 10.0;

/// A colour as `0xRRGGBB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Colour(pub u32);

impl Colour {
    /// So much of the way to another colour, 0..1.
    fn towards(self, other: Colour, part: f64) -> Colour {
        let mixed = [16, 8, 0].map(|shift| {
            let of = |colour: Colour| f64::from(colour.0 >> shift & 0xFF);
            let channel = of(self) + (of(other) - of(self)) * part;
            (channel.round() as u32) << shift
        });
        Colour(mixed.iter().sum())
    }
}

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
#[derive(Clone, Debug, PartialEq, Hash, Deserialize)]
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

    /// The colour of a step out of so many, from light to dark.
    pub fn of_step(&self, at: usize, of: usize) -> Colour {
        let part = at as f64 / of.saturating_sub(1).max(1) as f64;
        let light = Colour(0xFF_FFFF).towards(self.of_series(0), LIGHTEST);
        light.towards(self.dark, part)
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
#[derive(Clone, Debug, PartialEq, Hash)]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_go_from_light_to_dark() {
        let look = Theme::default().look;
        let steps = [0, 1, 2, 3, 4, 5].map(|at| look.of_step(at, 6));
        let light =
            |colour: Colour| (colour.0 >> 16 & 0xFF) + (colour.0 >> 8 & 0xFF) + (colour.0 & 0xFF);
        assert!(
            steps.windows(2).all(|pair| light(pair[0]) > light(pair[1])),
            "{steps:?}"
        );
        assert_eq!(steps[5], look.dark);
        assert_eq!(
            Colour(0x00_80FF).towards(Colour(0xFF_8000), 0.5),
            Colour(0x80_8080)
        );
        // a single step
        assert_eq!(look.of_step(0, 1), steps[0]);
    }
}
