//! Sizes of paper, and which one a page is printed on.

use super::enlarged::Enlarged;
use super::plan::PagePlan;
use crate::report::book::{Page, Paper};
use crate::report::theme::Theme;

/// Inches that margins take from left to right and from top to bottom.
const MARGINS: [f64; 2] = [0.8, 1.4];
/// Pixels of an inch.
const INCH: f64 = 96.0;
/// A page whose width would be printed smaller than this goes on paper of the double size, where that is left to us.
const SMALLEST: f64 = 0.58;

/// A sheet of paper as it lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sheet {
    /// Its number in a workbook.
    pub code: u8,
    /// Pixels from left to right between the margins.
    pub across: f64,
    /// Pixels from top to bottom.
    pub down: f64,
    /// Inches of a pixel of the plan from left to right.
    pub pixel: f64,
    /// It stands upright.
    pub upright: bool,
}

/// The paper of a page, in pixels of the plan: of a theme with larger type it takes less.
pub fn sheet(page: &Page, plan: &PagePlan, theme: &Theme) -> Sheet {
    let small = of(usual(theme), (page.print.portrait, theme));
    let side_by_side = f64::from(page.print.wide.max(1));
    match page.print.paper {
        Paper::Auto => {
            let scale = small.across * side_by_side / f64::from(plan.width().max(1));
            if scale >= SMALLEST {
                return small;
            }
            let lying = of(usual(theme), (false, theme));
            let may_lie = page.print.portrait && page.print.tall == 0;
            match may_lie && lying.scale(plan, page.print.wide) >= SMALLEST {
                true => lying,
                false => larger(page, theme).unwrap_or(small),
            }
        }
        said => of(said, (page.print.portrait, theme)),
    }
}

/// Paper of the double size, where that is left to us.
pub fn larger(page: &Page, theme: &Theme) -> Option<Sheet> {
    let large = match usual(theme) {
        Paper::Letter => Paper::Tabloid,
        _ => Paper::A3,
    };
    (page.print.paper == Paper::Auto).then(|| of(large, (page.print.portrait, theme)))
}

/// The same paper stood up, where that is left to us.
pub fn upright(lying: Sheet, page: &Page, theme: &Theme) -> Option<Sheet> {
    let stands = of(usual(theme), (true, theme));
    (page.print.paper == Paper::Auto && stands.code == lying.code).then_some(stands)
}

fn usual(theme: &Theme) -> Paper {
    match theme.paper {
        Paper::Letter | Paper::Tabloid => Paper::Letter,
        _ => Paper::A4,
    }
}

fn of(paper: Paper, (upright, theme): (bool, &Theme)) -> Sheet {
    let enlarged = Enlarged::of(&theme.look);
    let sheet = size(paper, upright);
    Sheet {
        across: sheet.across * 1_000.0 / f64::from(enlarged.across(1_000)),
        down: sheet.down * 1_000.0 / f64::from(enlarged.down(1_000)),
        pixel: f64::from(enlarged.across(1_000)) / 1_000.0 / INCH,
        ..sheet
    }
}

fn size(paper: Paper, portrait: bool) -> Sheet {
    let (code, short, long) = match paper {
        Paper::Auto | Paper::A4 => (9, 8.27, 11.69),
        Paper::A3 => (8, 11.69, 16.54),
        Paper::Letter => (1, 8.5, 11.0),
        Paper::Tabloid => (3, 11.0, 17.0),
    };
    let (across, down) = match portrait {
        true => (short, long),
        false => (long, short),
    };
    Sheet {
        code,
        across: (across - MARGINS[0]) * INCH,
        down: (down - MARGINS[1]) * INCH,
        pixel: 1.0 / INCH,
        upright: portrait,
    }
}

impl Sheet {
    /// Height over width.
    pub fn proportion(self) -> f64 {
        self.down / self.across
    }

    /// How large a page is printed when its width fits.
    pub fn scale(self, plan: &PagePlan, side_by_side: u16) -> f64 {
        let across = self.across * f64::from(side_by_side.max(1));
        (across / f64::from(plan.width().max(1))).min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::book::Print;

    #[test]
    fn an_upright_page_that_is_too_wide_lies_down_before_it_takes_larger_paper() {
        // 7.47 inches are 717 pixels: 58 % of 1,236
        for (tall, right, code, upright) in [
            (0, 1_230, 9, true),
            (0, 1_240, 9, false),
            (0, 1_810, 8, true),
            // so many sheets of paper are wished of upright ones
            (2, 1_240, 8, true),
        ] {
            let page = Page {
                print: Print {
                    portrait: true,
                    tall,
                    ..Print::default()
                },
                ..Page::default()
            };
            let plan = PagePlan {
                right,
                ..PagePlan::default()
            };
            let found = sheet(&page, &plan, &Theme::default());
            assert_eq!((found.code, found.upright), (code, upright), "{right}");
        }
    }

    #[test]
    fn a_wide_page_goes_on_larger_paper_of_the_same_kind() {
        // 10.89 inches are 1,045 pixels: 58 % of 1,802; of a letter's 10.2 inches 979 are 58 % of 1,688
        for (paper, usual, right, code) in [
            (Paper::Auto, Paper::Auto, 1_800, 9),
            (Paper::Auto, Paper::Auto, 1_810, 8),
            (Paper::Auto, Paper::Letter, 1_685, 1),
            (Paper::Auto, Paper::Letter, 1_695, 3),
            (Paper::A4, Paper::Letter, 5_000, 9),
        ] {
            let page = Page {
                print: Print {
                    paper,
                    ..Print::default()
                },
                ..Page::default()
            };
            let plan = PagePlan {
                right,
                ..PagePlan::default()
            };
            let mut theme = Theme::default();
            theme.paper = usual;
            assert_eq!(sheet(&page, &plan, &theme).code, code, "{right}");
        }
    }
}
