//! Lines of delimited text into records. Done by hand and not by a CSV library, because a quote that nobody
//! closes (trap T17) must cost one line and not the rest of the file.

use std::borrow::Cow;

use super::delimiter;

/// A record longer than this has an unclosed quote.
pub const MOST_LINES: usize = 50;
/// Fields of a record that are kept: no spreadsheet has more columns.
const MOST_FIELDS: usize = 16_384;
/// Lines that say how wide records usually are, and which mark separates their fields.
pub const PROBED_LINES: usize = 1_000;

/// A record and where it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record<'t> {
    /// 1-based physical line of its first field.
    pub line: u32,
    /// Where its fields begin in [`Fields::texts`]; they end where the next record's begin.
    pub first: usize,
    /// Its first line as written.
    pub written: &'t str,
    /// A quote in its first line is never closed: the line was read as if it had no quotes.
    pub unpaired: bool,
}

/// Fields of records as written, quotes taken off, one record behind the other.
#[derive(Debug, Default)]
pub struct Fields<'t> {
    /// The first of each record, up to the most that a sheet can have.
    pub texts: Vec<Cow<'t, str>>,
    /// How many there are beyond.
    pub beyond: u32,
    /// Where the last record begins.
    first: usize,
}

impl<'t> Fields<'t> {
    /// Forgets all records.
    pub fn clear(&mut self) {
        self.texts.clear();
        self.beyond = 0;
    }

    fn begin(&mut self) {
        self.first = self.texts.len();
    }

    fn give_up(&mut self) {
        self.texts.truncate(self.first);
    }

    fn push(&mut self, text: Cow<'t, str>) {
        if self.texts.len() - self.first < MOST_FIELDS {
            self.texts.push(text);
        } else {
            self.beyond = self.beyond.saturating_add(1);
        }
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

    /// The next line, looked through once for its end and the marks between its fields.
    fn next_split(&mut self, mark: u8, fields: &mut Fields<'t>) -> Option<&'t str> {
        let text = self.rest;
        let bytes = text.as_bytes();
        if bytes.is_empty() {
            return None;
        }
        let mut start = 0;
        let mut end = bytes.len();
        for at in memchr::memchr2_iter(mark, self.end, bytes) {
            if bytes[at] == self.end {
                end = at;
                break;
            }
            fields.push(Cow::Borrowed(&text[start..at]));
            start = at + 1;
        }
        self.rest = text.get(end + 1..).unwrap_or_default();
        let line = text[..end].trim_end_matches('\r');
        fields.push(Cow::Borrowed(line.get(start..).unwrap_or_default()));
        Some(line)
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
    lines: Lines<'t>,
    whole: usize,
    /// Lines read.
    read: u32,
    shape: Shape,
    /// Some line holds a quote.
    quotes: bool,
}

impl<'t> Records<'t> {
    /// The records of a text before which so many lines were read.
    pub fn of(text: &'t str, shape: Shape, read: u32) -> Records<'t> {
        Records {
            lines: Lines {
                rest: text,
                end: shape.end,
            },
            whole: text.len(),
            read,
            shape,
            quotes: memchr::memchr(b'"', text.as_bytes()).is_some(),
        }
    }

    /// Where in the text the next record begins.
    pub fn place(&self) -> usize {
        self.whole - self.lines.rest.len()
    }

    /// Lines read, those before the text included.
    pub fn read(&self) -> u32 {
        self.read
    }

    /// The next record, its fields behind those before.
    pub fn next(&mut self, fields: &mut Fields<'t>) -> Option<Record<'t>> {
        fields.begin();
        let line = self.read.saturating_add(1);
        if !self.quotes && self.shape.mark.is_ascii() {
            let written = self.lines.next_split(self.shape.mark as u8, fields)?;
            self.read = line;
            return Some(Record {
                line,
                first: fields.first,
                written,
                unpaired: false,
            });
        }
        let ahead = self.lines.clone();
        let written = self.lines.next()?;
        let mut unpaired = false;
        let mut taken = 1;
        if memchr::memchr(b'"', written.as_bytes()).is_none() {
            plain(written, self.shape.mark, fields);
        } else if well_quoted(written, self.shape.mark, fields) {
            // most records with quotes
        } else if let Some((texts, lines)) = quoted(ahead, self.shape.mark, self.shape.usual) {
            let owned = texts.into_iter().map(Cow::Owned);
            owned.for_each(|text| fields.push(text));
            taken = lines;
        } else {
            bare(written, self.shape.mark, fields);
            unpaired = true;
        }
        (1..taken).for_each(|_| {
            self.lines.next();
        });
        self.read = self.read.saturating_add(taken as u32);
        Some(Record {
            line,
            first: fields.first,
            written,
            unpaired,
        })
    }
}

/// Fields of a line without quotes.
fn plain<'t>(line: &'t str, mark: char, fields: &mut Fields<'t>) {
    if !mark.is_ascii() {
        line.split(mark)
            .for_each(|field| fields.push(Cow::Borrowed(field)));
        return;
    }
    let mut start = 0;
    for at in memchr::memchr_iter(mark as u8, line.as_bytes()) {
        fields.push(Cow::Borrowed(&line[start..at]));
        start = at + 1;
    }
    fields.push(Cow::Borrowed(&line[start..]));
}

/// Fields of a line whose quotes stand around whole fields and nowhere else; false, and no field, where they do not.
fn well_quoted<'t>(line: &'t str, mark: char, fields: &mut Fields<'t>) -> bool {
    let whole = mark.is_ascii() && push_well_quoted(line, mark as u8, fields).is_some();
    if !whole {
        fields.give_up();
    }
    whole
}

fn push_well_quoted<'t>(line: &'t str, mark: u8, fields: &mut Fields<'t>) -> Option<()> {
    let mut rest = line;
    loop {
        let end = if let Some(inner) = rest.strip_prefix('"') {
            let close = memchr::memchr(b'"', inner.as_bytes())?;
            fields.push(Cow::Borrowed(&inner[..close]));
            close + 2
        } else {
            let bytes = rest.as_bytes();
            let end = memchr::memchr2(mark, b'"', bytes).unwrap_or(bytes.len());
            fields.push(Cow::Borrowed(&rest[..end]));
            end
        };
        match rest.as_bytes().get(end) {
            None => return Some(()),
            Some(byte) if *byte == mark => rest = &rest[end + 1..],
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
fn bare<'t>(line: &'t str, mark: char, fields: &mut Fields<'t>) {
    for field in line.split(mark) {
        let inner = field
            .trim()
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'));
        fields.push(Cow::Borrowed(inner.unwrap_or(field)));
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
        let mut fields = Fields::default();
        let mut found = Vec::new();
        while let Some(record) = records.next(&mut fields) {
            let texts = fields.texts[record.first..]
                .iter()
                .map(|text| text.to_string());
            found.push((record.line, texts.collect()));
        }
        found
    }

    #[test]
    fn a_line_of_too_many_fields_is_cut() {
        let text = "a,".repeat(MOST_FIELDS + 5);
        let mut fields = Fields::default();
        Records::of(&text, Shape::of(&text), 0).next(&mut fields);
        assert_eq!((fields.texts.len(), fields.beyond), (MOST_FIELDS, 6));
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
