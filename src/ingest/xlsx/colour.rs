//! Colours of fills as `RRGGBB`: written out, of the theme, or of the palette of old workbooks; lighter or darker by a tint.

use super::Trouble;
use super::markup::{Markup, Tag, Token};

/// Colours of a theme in the order of `theme="0"`, `theme="1"`...
pub struct Theme(Vec<u32>);

impl Default for Theme {
    /// Office's own theme.
    fn default() -> Theme {
        Theme(vec![
            0xff_ffff, 0x00_0000, 0xee_ece1, 0x1f_497d, 0x4f_81bd, 0xc0_504d, 0x9b_bb59, 0x80_64a2,
            0x4b_acc6, 0xf7_9646, 0x00_00ff, 0x80_0080,
        ])
    }
}

/// Names of the colours as the part lists them. Cells count the light one of each pair before the dark one.
const NAMES: [&[u8]; 12] = [
    b"dk1",
    b"lt1",
    b"dk2",
    b"lt2",
    b"accent1",
    b"accent2",
    b"accent3",
    b"accent4",
    b"accent5",
    b"accent6",
    b"hlink",
    b"folHlink",
];

impl Theme {
    /// Reads a theme's part.
    pub fn read(mut markup: Markup) -> Result<Theme, Trouble> {
        let mut found = [None; NAMES.len()];
        let mut slot = None;
        let mut inside = false;
        loop {
            match markup.next()? {
                Token::Open(tag) if tag.name == b"clrScheme" => inside = true,
                Token::Open(tag) if inside => {
                    let named = NAMES.iter().position(|name| *name == tag.name);
                    slot = named.or(slot);
                    let colour = tag.attribute("lastClr").or_else(|| tag.attribute("val"));
                    let colour = colour.and_then(hexadecimal);
                    if let (None, Some(slot), Some(colour)) = (named, slot, colour) {
                        found[slot].get_or_insert(colour);
                    }
                }
                Token::Close(b"clrScheme") | Token::End => break,
                _ => {}
            }
        }
        let mut colours: Vec<u32> = found
            .iter()
            .map(|colour| colour.unwrap_or_default())
            .collect();
        colours.swap(0, 1);
        colours.swap(2, 3);
        let any = found.iter().any(Option::is_some);
        Ok(if any {
            Theme(colours)
        } else {
            Theme::default()
        })
    }

    /// The colour that a tag names.
    pub fn colour(&self, tag: &Tag<'_>) -> Option<u32> {
        let number = |name| {
            let text = std::str::from_utf8(tag.attribute(name)?).ok()?;
            text.parse::<u8>().ok().map(usize::from)
        };
        let colour = if let Some(digits) = tag.attribute("rgb") {
            hexadecimal(digits)?
        } else if tag.attribute("theme").is_some() {
            self.0.get(number("theme")?).copied().unwrap_or_default()
        } else {
            indexed(number("indexed")?)
        };
        let tint = tag
            .attribute("tint")
            .and_then(|text| fast_float2::parse::<f64, _>(text).ok());
        Some(tinted(colour, tint.unwrap_or_default()))
    }
}

/// `RRGGBB` or `AARRGGBB`.
fn hexadecimal(digits: &[u8]) -> Option<u32> {
    let text = std::str::from_utf8(digits).ok()?;
    let whole = matches!(text.len(), 6 | 8) && text.bytes().all(|digit| digit.is_ascii_hexdigit());
    let number = whole
        .then(|| u32::from_str_radix(text, 16).ok())
        .flatten()?;
    Some(number & 0x00ff_ffff)
}

/// Excel's tint: lightness moves towards white or black, hue and saturation stay.
fn tinted(colour: u32, tint: f64) -> u32 {
    let channels = [16, 8, 0].map(|shift| f64::from(colour >> shift & 0xff) / 255.0);
    let highest = channels.iter().copied().fold(0.0, f64::max);
    let lowest = channels.iter().copied().fold(1.0, f64::min);
    let lightness = (highest + lowest) / 2.0;
    let moved = if tint < 0.0 {
        lightness * (1.0 + tint)
    } else {
        lightness + (1.0 - lightness) * tint
    };
    let moved = moved.clamp(0.0, 1.0);
    let room = |lightness: f64| 1.0 - (2.0 * lightness - 1.0).abs();
    let stretch = if highest > lowest {
        room(moved) / room(lightness)
    } else {
        0.0
    };
    channels.iter().fold(0, |colour, channel| {
        let channel = moved + (channel - lightness) * stretch;
        colour << 8 | (channel * 255.0).round() as u32
    })
}

/// Colours 8 to 63 of old workbooks; the first eight are the same as the second, 65 is the window's background.
fn indexed(number: usize) -> u32 {
    const PALETTE: [u32; 56] = [
        0x00_0000, 0xff_ffff, 0xff_0000, 0x00_ff00, 0x00_00ff, 0xff_ff00, 0xff_00ff, 0x00_ffff,
        0x80_0000, 0x00_8000, 0x00_0080, 0x80_8000, 0x80_0080, 0x00_8080, 0xc0_c0c0, 0x80_8080,
        0x99_99ff, 0x99_3366, 0xff_ffcc, 0xcc_ffff, 0x66_0066, 0xff_8080, 0x00_66cc, 0xcc_ccff,
        0x00_0080, 0xff_00ff, 0xff_ff00, 0x00_ffff, 0x80_0080, 0x80_0000, 0x00_8080, 0x00_00ff,
        0x00_ccff, 0xcc_ffff, 0xcc_ffcc, 0xff_ff99, 0x99_ccff, 0xff_99cc, 0xcc_99ff, 0xff_cc99,
        0x33_66ff, 0x33_cccc, 0x99_cc00, 0xff_cc00, 0xff_9900, 0xff_6600, 0x66_6699, 0x96_9696,
        0x00_3366, 0x33_9966, 0x00_3300, 0x33_3300, 0x99_3300, 0x99_3366, 0x33_3399, 0x33_3333,
    ];
    match number {
        0..=7 => PALETTE[number],
        8..=63 => PALETTE[number - 8],
        65 => 0x00ff_ffff,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tint_moves_lightness_only() {
        for (colour, tint, expected) in [
            (0x00ff_0000, 0.0, 0x00ff_0000),
            (0x00ff_0000, 0.5, 0x00ff_8080),
            (0x00ff_0000, -0.5, 0x0080_0000),
            (0x0000_0000, 0.5, 0x0080_8080),
            (0x00ff_ffff, -1.0, 0x0000_0000),
            (0x0012_3456, 1.0, 0x00ff_ffff),
        ] {
            assert_eq!(tinted(colour, tint), expected, "{colour:06x} {tint}");
        }
    }
}
