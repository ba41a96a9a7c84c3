//! Numbers as places: axes, bars, little lines.

use std::fmt::Write;

/// Marks of an axis: from, to, and the distance of its lines.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    pub low: f64,
    pub high: f64,
    pub step: f64,
}

impl Axis {
    /// An axis over these numbers that begins at zero and has about five lines at round numbers.
    pub fn over(numbers: impl Iterator<Item = f64>) -> Axis {
        let (least, most) = numbers
            .filter(|number| number.is_finite())
            .fold((0.0_f64, 0.0_f64), |(least, most), number| {
                (least.min(number), most.max(number))
            });
        let reach = if most > least { most - least } else { 1.0 };
        let rough = reach / 5.0;
        let power = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 2.5, 5.0, 10.0]
            .iter()
            .map(|round| round * power)
            .find(|step| *step >= rough * 0.999)
            .unwrap_or(power * 10.0);
        let most = if most > least { most } else { 1.0 };
        Axis {
            low: (least / step + 1e-9).floor().min(0.0) * step,
            high: (most / step - 1e-9).ceil() * step,
            step,
        }
    }

    /// Where a number lies, 0 at the low end and 1 at the high one.
    pub fn place(self, number: f64) -> f64 {
        ((number - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }

    /// Numbers at its lines.
    pub fn lines(self) -> impl Iterator<Item = f64> {
        let count = ((self.high - self.low) / self.step).round() as i32;
        (0..=count).map(move |at| {
            let number = self.low + f64::from(at) * self.step;
            // Sums of steps miss zero by a hair.
            if number.abs() < self.step / 1e6 {
                0.0
            } else {
                number
            }
        })
    }
}

/// A bar's length in percent of a cell.
pub fn share_of_most(number: f64, most: f64) -> i64 {
    if most <= 0.0 {
        return 0;
    }
    (number / most * 100.0).round().clamp(0.0, 100.0) as i64
}

/// The months up to now as a line with its last point; nothing with fewer than two.
pub fn little_line(trend: &[Option<f64>]) -> String {
    let known: Vec<(usize, f64)> = trend
        .iter()
        .enumerate()
        .filter_map(|(at, number)| Some((at, (*number)?)).filter(|(_, number)| number.is_finite()))
        .collect();
    if known.len() < 2 {
        return String::new();
    }
    let numbers = known.iter().map(|(_, number)| *number);
    let least = numbers.clone().fold(f64::INFINITY, f64::min);
    let most = numbers.fold(f64::NEG_INFINITY, f64::max);
    let reach = if most > least { most - least } else { 1.0 };
    let places = known.iter().map(|(at, number)| {
        let across = 3.0 + 114.0 * *at as f64 / (trend.len() - 1) as f64;
        (across, 25.0 - 22.0 * (number - least) / reach)
    });
    let mut points = String::new();
    let mut last = (0.0, 0.0);
    for (across, down) in places {
        let _ = write!(points, "{across:.1},{down:.1} ");
        last = (across, down);
    }
    format!(
        "<svg class=\"trend\" viewBox=\"0 0 120 28\" aria-hidden=\"true\"><polyline points=\"{}\"/><circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"2.5\"/></svg>",
        points.trim_end(),
        last.0,
        last.1
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_have_round_lines_and_hold_all_numbers() {
        for (numbers, low, high, step) in [
            (&[91_520.0, 12.0][..], 0.0, 100_000.0, 20_000.0),
            (&[0.713, 0.2], 0.0, 0.8, 0.2),
            (&[-30.0, 70.0], -40.0, 80.0, 20.0),
            (&[], 0.0, 1.0, 0.2),
        ] {
            let axis = Axis::over(numbers.iter().copied());
            let near = |left: f64, right: f64| (left - right).abs() < 1e-9;
            assert!(
                near(axis.low, low) && near(axis.high, high) && near(axis.step, step),
                "{numbers:?}: {axis:?}"
            );
        }
        let axis = Axis::over([-30.0, 70.0].into_iter());
        let lines: Vec<i64> = axis.lines().map(|line| line.round() as i64).collect();
        assert_eq!(lines, [-40, -20, 0, 20, 40, 60, 80]);
    }

    #[test]
    fn a_little_line_goes_from_left_to_right() {
        let drawn = little_line(&[Some(1.0), None, Some(3.0)]);
        assert!(drawn.contains("points=\"3.0,25.0 117.0,3.0\""), "{drawn}");
        assert_eq!(little_line(&[Some(1.0), None]), "");
    }
}
