//! Sheets are planned in pixels for type of 10 points; a theme with larger type enlarges what is drawn.

use crate::report::theme::Look;

/// Pixels of a digit that widths are planned with.
const PLANNED_DIGIT: u32 = 7;

/// How much larger than planned a book is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Enlarged {
    /// Pixels of a digit, by which programs measure columns.
    digit: u32,
    /// Larger rows, by the size of type.
    rows: f64,
}

impl Enlarged {
    /// Of a theme's look.
    pub fn of(look: &Look) -> Enlarged {
        let digit = match look.size {
            ..=10 => PLANNED_DIGIT,
            11 => 8,
            _ => 9,
        };
        Enlarged {
            digit,
            rows: look.scale().max(1.0),
        }
    }

    /// Pixels from left to right.
    pub fn across(self, planned: u32) -> u32 {
        planned * self.digit / PLANNED_DIGIT
    }

    /// Pixels from top to bottom.
    pub fn down(self, planned: u32) -> u32 {
        (f64::from(planned) * self.rows).round() as u32
    }

    /// Width of a plain column in pixels, by which the library tells the font.
    pub fn column(self) -> u32 {
        self.digit * 8 + 8
    }
}
