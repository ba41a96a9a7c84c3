//! How series are told apart: by colour, and in a theme with marks by pattern, marker and kind of line as well.

use rust_xlsxwriter::{
    ChartFormat, ChartLine, ChartLineDashType, ChartMarker, ChartMarkerType, ChartPatternFill,
    ChartPatternFillType, ChartSolidFill, Color,
};

use crate::report::theme::Look;
use crate::report::xlsx::format::rgb;

/// Patterns of the second to the last series; the first is plain.
const PATTERNS: [ChartPatternFillType; 6] = [
    ChartPatternFillType::DiagonalStripesWideUpwards,
    ChartPatternFillType::Dotted30Percent,
    ChartPatternFillType::HorizontalStripesDark,
    ChartPatternFillType::LargeGrid,
    ChartPatternFillType::VerticalStripesDark,
    ChartPatternFillType::DiagonalStripesWideDownwards,
];
const MARKERS: [ChartMarkerType; 7] = [
    ChartMarkerType::Circle,
    ChartMarkerType::Square,
    ChartMarkerType::Triangle,
    ChartMarkerType::Diamond,
    ChartMarkerType::X,
    ChartMarkerType::Star,
    ChartMarkerType::PlusSign,
];
const DASHES: [ChartLineDashType; 7] = [
    ChartLineDashType::Solid,
    ChartLineDashType::Dash,
    ChartLineDashType::SquareDot,
    ChartLineDashType::DashDot,
    ChartLineDashType::LongDash,
    ChartLineDashType::LongDashDot,
    ChartLineDashType::RoundDot,
];

/// Columns and bars of a series that is a step out of so many.
pub fn step(look: &Look, at: usize, of: usize) -> ChartFormat {
    filled(look, at, rgb(look.of_step(at, of)))
}

/// Columns and bars of a series.
pub fn fill(look: &Look, at: usize) -> ChartFormat {
    filled(look, at, rgb(look.of_series(at)))
}

fn filled(look: &Look, at: usize, colour: Color) -> ChartFormat {
    let mut format = ChartFormat::new();
    match at.checked_sub(1).filter(|_| look.marks) {
        None => format.set_solid_fill(ChartSolidFill::new().set_color(colour)),
        Some(after) => format
            .set_pattern_fill(
                ChartPatternFill::new()
                    .set_pattern(PATTERNS[after % PATTERNS.len()])
                    .set_foreground_color(colour)
                    .set_background_color(Color::White),
            )
            .set_border(ChartLine::new().set_color(colour).set_width(0.75)),
    };
    format
}

/// The line of a series.
pub fn line(look: &Look, at: usize) -> ChartFormat {
    let mut line = ChartLine::new();
    line.set_color(rgb(look.of_series(at))).set_width(2.25);
    if look.marks {
        line.set_dash_type(DASHES[at % DASHES.len()]);
    }
    let mut format = ChartFormat::new();
    format.set_line(&line);
    format
}

/// Its points.
pub fn marker(look: &Look, at: usize) -> ChartMarker {
    let colour = rgb(look.of_series(at));
    let mut marker = ChartMarker::new();
    marker
        .set_type(MARKERS[at % MARKERS.len()])
        .set_size(8)
        .set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(colour)));
    marker
}
