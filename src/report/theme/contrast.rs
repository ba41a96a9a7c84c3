//! Contrast of text on what lies behind it, by the Web Content Accessibility Guidelines 2.2 (1.4.3, 1.4.11).
#![cfg(test)]

use super::{Colour, Look};

const WHITE: Colour = Colour(0xFF_FF_FF);

/// Relative luminance of a colour, 0 black to 1 white.
fn luminance(colour: Colour) -> f64 {
    let part = |shift: u32| {
        let share = f64::from((colour.0 >> shift) & 0xFF) / 255.0;
        match share <= 0.04045 {
            true => share / 12.92,
            false => ((share + 0.055) / 1.055).powf(2.4),
        }
    };
    0.2126 * part(16) + 0.7152 * part(8) + 0.0722 * part(0)
}

/// 1 for the same colours to 21 for black on white.
fn contrast(one: Colour, other: Colour) -> f64 {
    let [one, other] = [one, other].map(luminance);
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Every text that stands on a colour, by name.
fn texts(look: &Look) -> Vec<(&'static str, Colour, Colour)> {
    let mut pairs = vec![
        ("headings of columns", look.on_dark, look.dark),
        ("cells to fill in", look.input_text, look.input_fill),
        ("figures of tiles", look.dark, look.pale),
        ("titles", look.dark, WHITE),
        ("bar in a cell", look.ink, look.bar),
        ("missing figure on a bar", look.grey, look.pale),
    ];
    for (name, text) in [
        ("plain text", look.ink),
        ("grey text", look.grey),
        ("links", look.accent),
        ("good changes", look.good),
        ("bad changes", look.bad),
    ] {
        pairs.extend([(name, text, WHITE), (name, text, look.pale)]);
    }
    for light in look.lights() {
        pairs.push(("lights", look.ink, light));
    }
    for warmth in 0..=4 {
        pairs.push(("heat", look.ink, mixed(look.heat, f64::from(warmth) / 4.0)));
    }
    pairs
}

/// So much of a colour over white.
fn mixed(colour: Colour, share: f64) -> Colour {
    let part = |shift: u32| {
        let part = f64::from((colour.0 >> shift) & 0xFF);
        ((255.0 + (part - 255.0) * share).round() as u32) << shift
    };
    Colour(part(16) | part(8) | part(0))
}

#[test]
fn black_on_white_is_twenty_one() {
    assert!((contrast(Colour(0), WHITE) - 21.0).abs() < 1e-9);
    // The grey that the guidelines' authors name as the lightest to pass at 4.5.
    assert!((contrast(Colour(0x76_76_76), WHITE) - 4.54).abs() < 0.005);
}

#[test]
fn every_text_can_be_read_in_both_profiles() {
    for (profile, least) in [("consulting", 4.5), ("accessible", 7.0)] {
        let look = super::reading::built_in(profile).look;
        for (name, text, fill) in texts(&look) {
            let ratio = contrast(text, fill);
            assert!(
                ratio >= least,
                "{profile}: {name} {}: {ratio:.2}",
                text.hex()
            );
        }
    }
}

#[test]
fn what_is_drawn_stands_out_in_the_accessible_profile() {
    let look = super::reading::built_in("accessible").look;
    let drawn = look.series.iter().copied().chain([look.accent, look.line]);
    for colour in drawn {
        let ratio = contrast(colour, WHITE);
        assert!(ratio >= 3.0, "{}: {ratio:.2}", colour.hex());
    }
    assert!(look.marks && look.size >= 12);
}
