//! Lines of delimited text into records. Done by hand and not by a CSV library, because a quote that nobody
//! closes (trap T17) must cost one line and not the rest of the file.

use std::ops::Range;

use super::delimiter;
use super::marks::Marks;
use super::recent::Letters;

/// A record longer than this has an unclosed quote.
pub const MOST_LINES: usize = 50;
/// Fields of a record that are kept: no spreadsheet has more columns.
const MOST_FIELDS: usize = 16_384;
/// Lines that say how wide records usually are, and which mark separates their fields.
pub const PROBED_LINES: usize = 1_000;

/// A record and its fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record<'t> {
    /// 1-based physical line of its first field.
    pub line: u32,
    /// Which of the fields are its own.
    pub fields: Range<usize>,
    /// Its first line as written, where a quote in it is never closed: the line was read as if it had no quotes.
    pub unpaired: Option<&'t str>,
}

/// Fields of records as written, quotes taken off, one record behind the other.
#[derive(Debug)]
pub struct Fields<'t> {
    text: &'t str,
    /// Fields that do not stand in the text in one piece: quotes were doubled in them.
    own: String,
    spans: Vec<Span>,
    /// How many fields there are beyond the most that a sheet can have.
    pub beyond: u32,
    /// Where the last record begins.
    first: usize,
}

/// Where a field is: in the text or, from its end on, in what does not stand there. No text has 4 GiB.
#[derive(Clone, Copy, Debug)]
struct Span {
    start: u32,
    length: u32,
}

/// A field in the text that it is a part of.
#[derive(Clone, Copy, Debug)]
pub struct Field<'f> {
    text: &'f str,
    span: Span,
}

impl<'f> Field<'f> {
    /// The field.
    pub fn text(self) -> &'f str {
        let start = self.span.start as usize;
        let end = start + self.span.length as usize;
        self.text.get(start..end).unwrap_or_default()
    }

    /// True without a letter.
    pub fn is_empty(self) -> bool {
        self.span.length == 0
    }

    /// Its letters, where they are few.
    #[inline]
    pub fn letters(self) -> Option<Letters> {
        let text = self.text.as_bytes();
        Letters::within(text, self.span.start as usize, self.span.length as usize)
    }
}

impl<'t> Fields<'t> {
    /// No field of a text yet.
    pub fn of(text: &'t str) -> Fields<'t> {
        Fields {
            text,
            own: String::new(),
            spans: Vec::new(),
            beyond: 0,
            first: 0,
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// True without fields.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// One of them.
    #[inline]
    pub fn get(&self, at: usize) -> Field<'_> {
        let span = self.spans[at];
        match (span.start as usize).checked_sub(self.text.len()) {
            Some(start) if span.length > 0 => Field {
                text: &self.own,
                span: Span {
                    start: start as u32,
                    ..span
                },
            },
            _ => Field {
                text: self.text,
                span,
            },
        }
    }

    /// Forgets all records.
    pub fn clear(&mut self) {
        self.own.clear();
        self.spans.clear();
        self.beyond = 0;
    }

    /// Takes the fields of the last record back.
    pub fn give_up(&mut self) {
        self.spans.truncate(self.first);
    }

    fn begin(&mut self) {
        self.first = self.spans.len();
    }

    /// Adds the field between two places of the text.
    #[inline]
    fn push(&mut self, start: usize, end: usize) {
        if self.spans.len() - self.first < MOST_FIELDS {
            self.spans.push(Span {
                start: start as u32,
                length: (end - start) as u32,
            });
        } else {
            self.beyond = self.beyond.saturating_add(1);
        }
    }

    /// Adds a field that does not stand in the text.
    fn push_own(&mut self, field: &str) {
        let start = self.text.len() + self.own.len();
        self.own.push_str(field);
        self.push(start, start + field.len());
    }
}

/// Physical lines without their ends (`\n`, `\r\n`, or `\r` alone in files that have no `\n`).
#[derive(Clone)]
pub struct Lines<'t> {
    rest: &'t str,
    end: u8,
}

impl<'t> Lines<'t> {
    /// The lines of a text.
    pub fn of(text: &'t str) -> Lines<'t> {
        let end = match memchr::memchr(b'\n', text.as_bytes()) {
            Some(_) => b'\n',
            None => b'\r',
        };
        Lines { rest: text, end }
    }

    /// The first lines, to be looked at before all are read.
    pub fn first(&self) -> Vec<&'t str> {
        self.clone().take(PROBED_LINES).collect()
    }
}

impl<'t> Iterator for Lines<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        if self.rest.is_empty() {
            return None;
        }
        let (line, rest) = match memchr::memchr(self.end, self.rest.as_bytes()) {
            Some(at) => (&self.rest[..at], &self.rest[at + 1..]),
            None => (self.rest, ""),
        };
        self.rest = rest;
        Some(line.trim_end_matches('\r'))
    }
}

/// How the lines of a text are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// What separates fields.
    pub mark: char,
    /// What ends lines.
    end: u8,
    /// How many marks most lines hold.
    usual: usize,
}

impl Shape {
    /// By the first lines of a text.
    pub fn of(text: &str) -> Shape {
        let lines = Lines::of(text);
        let first = lines.first();
        let mark = delimiter::find(&first);
        Shape {
            mark,
            end: lines.end,
            usual: usual_width(&first, mark),
        }
    }
}

/// Reads records, blank lines included, by ascending line.
pub struct Records<'t> {
    text: &'t str,
    /// Where the next record begins.
    place: usize,
    /// Lines read.
    read: u32,
    shape: Shape,
    /// Ends of fields and lines, where no line holds a quote.
    ends: Option<Marks<'t>>,
}

impl<'t> Records<'t> {
    /// The records of a text before which so many lines were read.
    pub fn of(text: &'t str, shape: Shape, read: u32) -> Records<'t> {
        let bytes = text.as_bytes();
        let plain = shape.mark.is_ascii() && memchr::memchr(b'"', bytes).is_none();
        Records {
            text,
            place: 0,
            read,
            shape,
            ends: plain.then(|| Marks::of(bytes, [shape.mark as u8, shape.end])),
        }
    }

    /// Where in the text the next record begins.
    pub fn place(&self) -> usize {
        self.place
    }

    /// Lines read, those before the text included.
    pub fn read(&self) -> u32 {
        self.read
    }

    /// The next record, its fields behind those before.
    pub fn next(&mut self, fields: &mut Fields<'t>) -> Option<Record<'t>> {
        if self.place == self.text.len() {
            return None;
        }
        fields.begin();
        let line = self.read.saturating_add(1);
        let unpaired = match &mut self.ends {
            Some(ends) => {
                self.place = split(self.text, self.place, self.shape.end, ends, fields);
                self.read = line;
                None
            }
            None => self.next_quoted(fields),
        };
        let fields = fields.first..fields.len();
        Some(Record {
            line,
            fields,
            unpaired,
        })
    }

    /// Reads a record whose lines may hold quotes; its first line where a quote in it is never closed.
    fn next_quoted(&mut self, fields: &mut Fields<'t>) -> Option<&'t str> {
        let mark = self.shape.mark;
        let mut lines = Lines {
            rest: &self.text[self.place..],
            end: self.shape.end,
        };
        let ahead = lines.clone();
        let written = lines.next().unwrap_or_default();
        let mut unpaired = None;
        let mut taken = 1;
        if memchr::memchr(b'"', written.as_bytes()).is_none() {
            plain(written, self.place, mark, fields);
        } else if well_quoted(written, self.place, mark, fields) {
            // most records with quotes
        } else if let Some((texts, count)) = quoted(ahead, mark, self.shape.usual) {
            texts.iter().for_each(|text| fields.push_own(text));
            taken = count;
        } else {
            bare(written, self.place, mark, fields);
            unpaired = Some(written);
        }
        (1..taken).for_each(|_| {
            lines.next();
        });
        self.read = self.read.saturating_add(taken as u32);
        self.place = self.text.len() - lines.rest.len();
        unpaired
    }
}

/// Fields of the line that begins at a place of a text without quotes; where the next line begins.
fn split<'t>(
    text: &'t str,
    mut start: usize,
    line_end: u8,
    ends: &mut Marks<'t>,
    fields: &mut Fields<'t>,
) -> usize {
    let bytes = text.as_bytes();
    for at in ends {
        if bytes[at] == line_end {
            fields.push(start, before_returns(bytes, start, at));
            return at + 1;
        }
        fields.push(start, at);
        start = at + 1;
    }
    fields.push(start, before_returns(bytes, start, bytes.len()));
    bytes.len()
}

/// The end of a line's last field without `\r`.
fn before_returns(bytes: &[u8], start: usize, mut end: usize) -> usize {
    while end > start && bytes[end - 1] == b'\r' {
        end -= 1;
    }
    end
}

/// Fields of a line without quotes that begins at a place of its text.
fn plain(line: &str, place: usize, mark: char, fields: &mut Fields<'_>) {
    let mut start = place;
    for field in line.split(mark) {
        fields.push(start, start + field.len());
        start += field.len() + mark.len_utf8();
    }
}

/// Fields of a line whose quotes stand around whole fields and nowhere else; false, and no field, where they do not.
fn well_quoted(line: &str, place: usize, mark: char, fields: &mut Fields<'_>) -> bool {
    let whole = mark.is_ascii() && push_well_quoted(line, place, mark as u8, fields).is_some();
    if !whole {
        fields.give_up();
    }
    whole
}

fn push_well_quoted(line: &str, place: usize, mark: u8, fields: &mut Fields<'_>) -> Option<()> {
    let bytes = line.as_bytes();
    let mut start = 0;
    loop {
        let rest = &bytes[start..];
        let end = if let Some(inner) = rest.strip_prefix(b"\"") {
            let close = start + 1 + memchr::memchr(b'"', inner)?;
            fields.push(place + start + 1, place + close);
            close + 1
        } else {
            let end = start + memchr::memchr2(mark, b'"', rest).unwrap_or(rest.len());
            fields.push(place + start, place + end);
            end
        };
        match bytes.get(end) {
            None => return Some(()),
            Some(byte) if *byte == mark => start = end + 1,
            Some(_) => return None,
        }
    }
}

fn usual_width(lines: &[&str], mark: char) -> usize {
    let mut widths: Vec<usize> = lines
        .iter()
        .map(|line| line.matches(mark).count())
        .collect();
    widths.sort_unstable();
    widths.get(widths.len() / 2).copied().unwrap_or(0)
}

/// The record that begins in the first line, and how many lines it takes. None when a quote stays open too
/// long, closes in the middle of another line's text, or swallows a line that is a whole row by itself.
fn quoted(lines: Lines<'_>, mark: char, usual: usize) -> Option<(Vec<String>, usize)> {
    let mut fields = Vec::new();
    let mut field = String::new();
    let mut open = false;
    for (index, line) in lines.take(MOST_LINES).enumerate() {
        if index > 0 {
            field.push('\n');
            if usual >= 2 && line.matches(mark).count() == usual && !line.contains('"') {
                return None;
            }
        }
        let mut letters = line.chars().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                '"' if open && letters.peek() == Some(&'"') => {
                    letters.next();
                    field.push('"');
                }
                '"' if open => {
                    open = false;
                    let next = letters.peek().copied().unwrap_or(mark);
                    if index > 0 && next != mark && !next.is_whitespace() {
                        return None;
                    }
                }
                '"' if field.trim().is_empty() => {
                    field.clear();
                    open = true;
                }
                letter if letter == mark && !open => fields.push(std::mem::take(&mut field)),
                letter => field.push(letter),
            }
        }
        if !open {
            fields.push(field);
            return Some((fields, index + 1));
        }
    }
    None
}

/// Fields of one line without regard to quotes, except those around a whole field.
fn bare(line: &str, place: usize, mark: char, fields: &mut Fields<'_>) {
    let mut start = place;
    for field in line.split(mark) {
        let inner = field
            .trim()
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'));
        match inner {
            Some(inner) => {
                let before = field.len() - field.trim_start().len() + 1;
                fields.push(start + before, start + before + inner.len());
            }
            None => fields.push(start, start + field.len()),
        }
        start += field.len() + mark.len_utf8();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<(u32, Vec<String>)> {
        let shape = Shape {
            mark: ',',
            ..Shape::of(text)
        };
        let usual = usual_width(&Lines::of(text).first(), ',');
        let mut records = Records::of(text, Shape { usual, ..shape }, 0);
        let mut fields = Fields::of(text);
        let mut found = Vec::new();
        while let Some(record) = records.next(&mut fields) {
            let texts = record.fields.map(|at| fields.get(at).text().to_owned());
            found.push((record.line, texts.collect()));
        }
        found
    }

    #[test]
    fn a_line_of_too_many_fields_is_cut() {
        let text = "a,".repeat(MOST_FIELDS + 5);
        let mut fields = Fields::of(&text);
        Records::of(&text, Shape::of(&text), 0).next(&mut fields);
        assert_eq!((fields.len(), fields.beyond), (MOST_FIELDS, 6));
    }

    #[test]
    fn quotes_hold_marks_and_line_breaks() {
        for (text, expected) in [
            ("a,b\nc,d", vec![(1, vec!["a", "b"]), (2, vec!["c", "d"])]),
            ("a,\"b,c\"\r\n", vec![(1, vec!["a", "b,c"])]),
            (
                "a,\"b\nc\"\nd",
                vec![(1, vec!["a", "b\nc"]), (3, vec!["d"])],
            ),
            ("a,\"say \"\"hi\"\"\"", vec![(1, vec!["a", "say \"hi\""])]),
            (
                "a,5\" pipe\nb,c",
                vec![(1, vec!["a", "5\" pipe"]), (2, vec!["b", "c"])],
            ),
            ("a\rb", vec![(1, vec!["a"]), (2, vec!["b"])]),
            ("a,\"\nc,d", vec![(1, vec!["a", "\""]), (2, vec!["c", "d"])]),
            (
                "a,\"\nb,\"x\"\n",
                vec![(1, vec!["a", "\""]), (2, vec!["b", "x"])],
            ),
        ] {
            let found = split(text);
            let expected: Vec<(u32, Vec<String>)> = expected
                .into_iter()
                .map(|(line, fields)| (line, fields.into_iter().map(str::to_owned).collect()))
                .collect();
            assert_eq!(found, expected, "{text:?}");
        }
    }
}
