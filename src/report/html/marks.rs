//! How series are told apart: by colour, and in a theme with marks by pattern, marker and kind of line as well.

use std::fmt::Write;

use crate::report::theme::Look;

/// Lines of a pattern inside eight by eight pixels, for the second to the last series.
const PATTERNS: [&str; 6] = [
    "M-2 10L10 -2M-6 6L6 -6M2 14L14 2",
    "M1 2h2M5 6h2",
    "M0 2h8M0 6h8",
    "M0 4h8M4 0v8",
    "M2 0v8M6 0v8",
    "M-2 -2L10 10M2 -6L14 6M-6 2L6 14",
];
/// Dashes of lines; the first is whole.
const DASHES: [&str; 7] = ["", "8 4", "2 3", "8 3 2 3", "14 4", "14 3 2 3", "1 4"];

/// Definitions of all patterns, once for the page; empty where there are no marks.
pub fn patterns(look: &Look) -> String {
    if !look.marks {
        return String::new();
    }
    let mut html = "<svg width=\"0\" height=\"0\" aria-hidden=\"true\"><defs>\n".to_owned();
    for at in 1..look.series.len() {
        let _ = writeln!(
            html,
            "<pattern id=\"series{at}\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\"><rect width=\"8\" height=\"8\" fill=\"#fff\"/><path d=\"{}\" stroke=\"{}\" stroke-width=\"2.4\" fill=\"none\"/></pattern>",
            PATTERNS[(at - 1) % PATTERNS.len()],
            look.of_series(at).hex()
        );
    }
    html.push_str("</defs></svg>\n");
    html
}

/// Attributes that fill columns and bars of a series.
pub fn fill(look: &Look, at: usize) -> String {
    let at = at % look.series.len();
    let colour = look.of_series(at).hex();
    match look.marks && at > 0 {
        true => format!("fill=\"url(#series{at})\" stroke=\"{colour}\""),
        false => format!("fill=\"{colour}\""),
    }
}

/// Attributes of the line of a series.
pub fn stroke(look: &Look, at: usize) -> String {
    let colour = look.of_series(at).hex();
    match DASHES[at % DASHES.len()] {
        dashes if look.marks && !dashes.is_empty() => {
            format!("stroke=\"{colour}\" stroke-dasharray=\"{dashes}\"")
        }
        _ => format!("stroke=\"{colour}\""),
    }
}

/// A point of a line, without the end of its element: a dot, in a theme with marks a shape of its series.
pub fn point(look: &Look, at: usize, (across, down): (f64, f64)) -> (String, &'static str) {
    let colour = look.of_series(at).hex();
    let path = |d: String| (format!("<path d=\"{d}\" fill=\"{colour}\">"), "</path>");
    let (left, top) = (across - 4.5, down - 4.5);
    match at % 4 {
        1 if look.marks => path(format!("M{left:.1} {top:.1}h9v9h-9z")),
        2 if look.marks => path(format!("M{across:.1} {top:.1}l5 9h-10z")),
        3 if look.marks => path(format!("M{across:.1} {top:.1}l4.5 4.5l-4.5 4.5l-4.5 -4.5z")),
        _ => {
            let radius = if look.marks { 4 } else { 3 };
            (
                format!(
                    "<circle cx=\"{across:.1}\" cy=\"{down:.1}\" r=\"{radius}\" fill=\"{colour}\">"
                ),
                "</circle>",
            )
        }
    }
}

/// What stands before the name of a series in a legend.
pub fn swatch(look: &Look, at: usize, line: bool) -> String {
    if !look.marks {
        return format!("<i style=\"background:{}\"></i>", look.of_series(at).hex());
    }
    let drawn = if line {
        let (point, end) = point(look, at, (14.0, 7.0));
        format!(
            "<path d=\"M0 7h28\" stroke-width=\"2.25\" {}/>{point}{end}",
            stroke(look, at)
        )
    } else {
        format!(
            "<rect x=\"7\" width=\"14\" height=\"14\" {}/>",
            fill(look, at)
        )
    };
    format!("<svg class=\"swatch\" width=\"28\" height=\"14\" aria-hidden=\"true\">{drawn}</svg>")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::theme::{self, Theme};

    #[test]
    fn no_two_series_look_alike_without_their_colour() {
        let theme = theme::read("", "accessible", &[], None).expect("a theme");
        let plain = |drawn: String| drawn.split('#').next().unwrap_or_default().to_owned();
        let look = &theme.look;
        for at in 1..look.series.len() {
            for before in 0..at {
                let dashes = |at: usize| stroke(look, at)[15..].to_owned();
                assert_ne!(dashes(at), dashes(before));
            }
            assert!(fill(look, at).contains(&format!("url(#series{at})")));
            assert!(patterns(look).contains(&format!("id=\"series{at}\"")));
        }
        let shapes = (0..4).map(|at| plain(point(look, at, (9.0, 9.0)).0));
        let shapes: std::collections::BTreeSet<String> = shapes.collect();
        assert_eq!(shapes.len(), 4);
        let colour_alone = Theme::default().look;
        assert_eq!(patterns(&colour_alone), "");
        assert_eq!(fill(&colour_alone, 1), "fill=\"#e69f00\"");
    }
}
