//! A chart of a book as inline SVG: the same points, colours and title as in its workbook.

use std::fmt::Write;

use super::escape::escape;
use super::figures::Axis;
use super::marks;
use crate::report::book::{Block, Book, Cell, CellValue, ChartBlock, ChartKind, Style, TableBlock};
use crate::report::style::{number, show, width};
use crate::report::theme::Look;

const WIDE: f64 = 640.0;
const TALL: f64 = 290.0;
const TOP: f64 = 10.0;
/// Pixels of a sign of the small words.
const SIGN: f64 = 6.2;
/// Pixels to the left and down that a pixel of a name leaning by 35 degrees takes.
const LEANING: (f64, f64) = (0.82, 0.574);
/// Longest word under or beside an axis.
const LONGEST: usize = 20;

/// A series and its points, one for each category; none where there is no number.
struct Drawn {
    label: String,
    /// Its place among the series, which decides colour and marks.
    at: usize,
    points: Vec<Option<f64>>,
    line: bool,
    second: bool,
    style: Style,
}

struct Chart<'a> {
    book: &'a Book,
    kind: ChartKind,
    categories: Vec<String>,
    series: Vec<Drawn>,
}

/// Edges of the drawing inside its frame.
struct Frame {
    left: f64,
    right: f64,
    bottom: f64,
}

impl Frame {
    fn across(&self, place: f64) -> f64 {
        self.left + (self.right - self.left) * place
    }

    fn down(&self, place: f64) -> f64 {
        self.bottom - (self.bottom - TOP) * place
    }
}

/// The chart with title and legend; none when its table has nothing to draw.
pub fn draw(book: &Book, block: &ChartBlock) -> Option<String> {
    let chart = Chart::of(book, block)?;
    let svg = match block.kind {
        ChartKind::Bar => chart.lying(),
        _ => chart.upright(),
    };
    let legend: String = match chart.series.as_slice() {
        [_] => String::new(),
        series => series
            .iter()
            .map(|series| {
                format!(
                    "<span>{}{}</span>",
                    marks::swatch(&book.theme.look, series.at, series.line),
                    escape(&series.label)
                )
            })
            .collect(),
    };
    Some(format!(
        "<figure>\n<figcaption>{}</figcaption>\n<svg viewBox=\"0 0 {WIDE} {TALL}\" role=\"img\" aria-label=\"{}\">\n{svg}</svg>\n<div class=\"legend\">{legend}</div>\n</figure>\n",
        escape(&block.title),
        escape(&block.alt)
    ))
}

fn table<'b>(book: &'b Book, id: &str) -> Option<&'b TableBlock> {
    let mut blocks = book.pages.iter().flat_map(|page| &page.blocks);
    blocks.find_map(|block| match block {
        Block::Table(table) if table.id == id => Some(table),
        _ => None,
    })
}

impl<'b> Chart<'b> {
    fn of(book: &'b Book, block: &ChartBlock) -> Option<Chart<'b>> {
        let table = table(book, &block.table)?;
        let category = table.column_at(&block.category)?;
        let rows = block.rows.unwrap_or(usize::MAX).min(table.rows.len());
        let rows = &table.rows[..rows];
        let style = table.columns[category].style;
        let categories: Vec<String> = rows
            .iter()
            .map(|row| show(&row[category], style, &book.words))
            .collect();
        let series: Vec<Drawn> = block
            .series
            .iter()
            .enumerate()
            .filter_map(|(at, series)| {
                let column = table.column_at(&series.column)?;
                Some(Drawn {
                    label: series.label.clone(),
                    at,
                    points: rows.iter().map(|row| number(&row[column].value)).collect(),
                    line: series.line || series.second || block.kind == ChartKind::Line,
                    second: series.second,
                    style: table.columns[column].style,
                })
            })
            .collect();
        let chart = Chart {
            book,
            kind: block.kind,
            categories,
            series,
        };
        (!chart.categories.is_empty() && !chart.series.is_empty()).then_some(chart)
    }

    fn look(&self) -> &Look {
        &self.book.theme.look
    }

    /// Pixels of a sign of the small words.
    fn sign(&self) -> f64 {
        SIGN * self.look().scale()
    }

    fn on(&self, second: bool) -> impl Iterator<Item = &Drawn> {
        self.series
            .iter()
            .filter(move |series| series.second == second)
    }

    fn axis(&self, second: bool) -> Axis {
        let single = self.on(second).flat_map(|series| series.points.iter());
        let single = single.filter_map(|point| *point);
        if self.kind == ChartKind::Stacked && !second {
            return Axis::over(single.chain(self.heights()));
        }
        Axis::over(single)
    }

    /// How high each stack is.
    fn heights(&self) -> impl Iterator<Item = f64> {
        (0..self.categories.len()).map(|at| {
            let stacked = self.on(false).filter(|series| !series.line);
            stacked
                .filter_map(|series| series.points[at].filter(|point| *point > 0.0))
                .sum()
        })
    }

    fn said(&self, number: f64, style: Style) -> String {
        let cell = Cell {
            value: CellValue::Number(number),
            ..Cell::default()
        };
        show(&cell, style, &self.book.words)
    }

    /// A number beside a line of an axis: whole where the lines are.
    fn mark(&self, number: f64, axis: Axis, second: bool) -> String {
        let style = self
            .on(second)
            .next()
            .map_or(Style::Count, |series| series.style);
        match style {
            Style::Share => {
                let writing = &self.book.words.writing;
                let tenth = writing
                    .percent
                    .replace("{}", &format!("{}0", writing.decimal));
                let whole = writing.percent.replace("{}", "");
                self.said(number, Style::Share).replace(&tenth, &whole)
            }
            _ if axis.step.fract() > 0.0 => self.said(number, Style::Number),
            _ => self.said(number, Style::Count),
        }
    }

    fn marks(&self, axis: Axis, second: bool) -> Vec<(f64, String)> {
        let lines = axis.lines();
        lines
            .map(|line| (line, self.mark(line, axis, second)))
            .collect()
    }

    fn upright(&self) -> String {
        let axis = self.axis(false);
        let marks = self.marks(axis, false);
        let second = self.on(true).next().map(|_| self.axis(true));
        let right = second.map_or_else(Vec::new, |axis| self.marks(axis, true));
        let room = |marks: &[(f64, String)]| {
            let longest = marks.iter().map(|(_, mark)| width(mark)).max().unwrap_or(0);
            longest as f64 * self.sign() + 10.0
        };
        let left = room(&marks);
        let slot = (WIDE - left - 60.0) / self.categories.len() as f64;
        let longest = self.categories.iter().map(|word| width(&cut(word))).max();
        let longest = longest.unwrap_or(0) as f64 * self.sign();
        let leaning = longest > slot;
        let left = match leaning {
            true => left.max(self.overhang(slot)),
            false => left,
        };
        let frame = Frame {
            left,
            right: WIDE - if right.is_empty() { 8.0 } else { room(&right) },
            bottom: TALL
                - if leaning {
                    longest * LEANING.1 + 18.0
                } else {
                    22.0
                },
        };
        let mut svg = String::new();
        for (line, mark) in &marks {
            let down = frame.down(axis.place(*line));
            let _ = writeln!(
                svg,
                "<line class=\"grid\" x1=\"{:.1}\" y1=\"{down:.1}\" x2=\"{:.1}\" y2=\"{down:.1}\"/>",
                frame.left, frame.right
            );
            svg.push_str(&words(frame.left - 5.0, down + 4.0, "end", mark));
        }
        if let Some(axis) = second {
            for (line, mark) in &right {
                let down = frame.down(axis.place(*line)) + 4.0;
                svg.push_str(&words(frame.right + 5.0, down, "start", mark));
            }
        }
        svg.push_str(&self.feet(&frame, leaning));
        svg.push_str(&self.columns(&frame, axis));
        for series in self.series.iter().filter(|series| series.line) {
            let axis = second.filter(|_| series.second).unwrap_or(axis);
            svg.push_str(&self.line(series, &frame, axis));
        }
        svg
    }

    /// Pixels that leaning names reach beyond the left of the columns, each so wide.
    fn overhang(&self, slot: f64) -> f64 {
        let reach = |(at, word): (usize, &String)| {
            width(&cut(word)) as f64 * self.sign() * LEANING.0 - slot * (at as f64 + 0.5) + 4.0
        };
        self.categories
            .iter()
            .enumerate()
            .map(reach)
            .fold(0.0, f64::max)
    }

    /// Names of the categories under the columns.
    fn feet(&self, frame: &Frame, leaning: bool) -> String {
        let count = self.categories.len() as f64;
        let feet = self.categories.iter().enumerate().map(|(at, word)| {
            let across = frame.across((at as f64 + 0.5) / count);
            let down = frame.bottom + 15.0;
            match leaning {
                false => words(across, down, "middle", &cut(word)),
                true => format!(
                    "<text transform=\"translate({across:.1} {down:.1}) rotate(-35)\" text-anchor=\"end\">{}</text>\n",
                    escape(&cut(word))
                ),
            }
        });
        feet.collect()
    }

    fn columns(&self, frame: &Frame, axis: Axis) -> String {
        let upright: Vec<&Drawn> = self.series.iter().filter(|series| !series.line).collect();
        let stacked = self.kind == ChartKind::Stacked;
        let count = self.categories.len() as f64;
        let slot = (frame.right - frame.left) / count;
        let beside = if stacked { 1 } else { upright.len().max(1) };
        let wide = slot * 0.62 / beside as f64;
        let mut svg = String::new();
        for at in 0..self.categories.len() {
            let (mut above, mut below) = (0.0, 0.0);
            for (place, series) in upright.iter().enumerate() {
                let Some(point) = series.points[at] else {
                    continue;
                };
                let from = match (stacked, point < 0.0) {
                    (false, _) => 0.0,
                    (true, false) => above,
                    (true, true) => below,
                };
                let place = if stacked { 0.0 } else { place as f64 };
                let left = frame.left + slot * (at as f64 + 0.19) + wide * place;
                let [one, other] = [from, from + point].map(|end| frame.down(axis.place(end)));
                let rect = [left, one.min(other), wide, (one - other).abs()];
                svg.push_str(&self.rect(rect, series, at, point));
                if point < 0.0 {
                    below += point;
                } else {
                    above += point;
                }
            }
        }
        svg
    }

    /// A line over the columns; gaps are bridged, every point can be pointed at.
    fn line(&self, series: &Drawn, frame: &Frame, axis: Axis) -> String {
        let count = self.categories.len() as f64;
        let (mut points, mut dots) = (String::new(), String::new());
        for (at, point) in series.points.iter().enumerate() {
            let Some(point) = point else { continue };
            let across = frame.across((at as f64 + 0.5) / count);
            let down = frame.down(axis.place(*point));
            let _ = write!(points, "{across:.1},{down:.1} ");
            let (dot, end) = marks::point(self.look(), series.at, (across, down));
            let _ = writeln!(dots, "{dot}{}{end}", self.pointed(series, at, *point));
        }
        format!(
            "<polyline class=\"series\" points=\"{}\" {}/>\n{dots}",
            points.trim_end(),
            marks::stroke(self.look(), series.at)
        )
    }

    /// Bars from left to right, the first category on top.
    fn lying(&self) -> String {
        let axis = self.axis(false);
        let longest = self.categories.iter().map(|word| width(&cut(word))).max();
        let frame = Frame {
            left: longest.unwrap_or(0) as f64 * self.sign() + 12.0,
            right: WIDE - 24.0,
            bottom: TALL - 22.0,
        };
        let mut svg = String::new();
        for (line, mark) in self.marks(axis, false) {
            let across = frame.across(axis.place(line));
            let _ = writeln!(
                svg,
                "<line class=\"grid\" x1=\"{across:.1}\" y1=\"{TOP:.1}\" x2=\"{across:.1}\" y2=\"{:.1}\"/>",
                frame.bottom
            );
            svg.push_str(&words(across, frame.bottom + 15.0, "middle", &mark));
        }
        let slot = (frame.bottom - TOP) / self.categories.len() as f64;
        let tall = slot * 0.7 / self.series.len() as f64;
        for (at, word) in self.categories.iter().enumerate() {
            let top = TOP + slot * at as f64;
            let middle = top + slot / 2.0 + 4.0;
            svg.push_str(&words(frame.left - 6.0, middle, "end", &cut(word)));
            for (place, series) in self.series.iter().enumerate() {
                let Some(point) = series.points[at] else {
                    continue;
                };
                let [one, other] = [0.0, point].map(|end| frame.across(axis.place(end)));
                let down = top + slot * 0.15 + tall * place as f64;
                let rect = [one.min(other), down, (one - other).abs(), tall];
                svg.push_str(&self.rect(rect, series, at, point));
            }
        }
        svg
    }

    fn rect(
        &self,
        [left, top, wide, tall]: [f64; 4],
        series: &Drawn,
        at: usize,
        point: f64,
    ) -> String {
        format!(
            "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{wide:.1}\" height=\"{tall:.1}\" {}>{}</rect>\n",
            marks::fill(self.look(), series.at),
            self.pointed(series, at, point)
        )
    }

    /// What is said when a point is pointed at.
    fn pointed(&self, series: &Drawn, at: usize, point: f64) -> String {
        format!(
            "<title>{}: {}, {}</title>",
            escape(&self.categories[at]),
            escape(&series.label),
            escape(&self.said(point, series.style))
        )
    }
}

fn words(across: f64, down: f64, anchor: &str, text: &str) -> String {
    format!(
        "<text x=\"{across:.1}\" y=\"{down:.1}\" text-anchor=\"{anchor}\">{}</text>\n",
        escape(text)
    )
}

/// A long name keeps its beginning.
fn cut(word: &str) -> String {
    if width(word) <= LONGEST {
        return word.to_owned();
    }
    let mut kept = String::new();
    for letter in word.chars() {
        if width(&kept) + 2 >= LONGEST {
            break;
        }
        kept.push(letter);
    }
    format!("{}…", kept.trim_end())
}
