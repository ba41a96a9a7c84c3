//! Lines of delimited text into records. Done by hand and not by a CSV library, because a quote that nobody
//! closes (trap T17) must cost one line and not the rest of the file.

/// A record longer than this has an unclosed quote.
const MOST_LINES: usize = 50;

/// A record and where it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// 1-based physical line of its first field.
    pub line: u32,
    /// Its fields as written, quotes taken off.
    pub fields: Vec<String>,
    /// A quote in its first line is never closed: the line was read as if it had no quotes.
    pub unpaired: bool,
}

/// Physical lines without their ends (`\n`, `\r\n`, or `\r` alone in files that have no `\n`).
pub fn lines(text: &str) -> Vec<&str> {
    let end = if text.contains('\n') { '\n' } else { '\r' };
    let mut lines: Vec<&str> = text
        .split(end)
        .map(|line| line.trim_end_matches('\r'))
        .collect();
    if lines.last().is_some_and(|line| line.is_empty()) {
        lines.pop();
    }
    lines
}

/// All records, blank lines included, by ascending line.
pub fn split(lines: &[&str], mark: char) -> Vec<Record> {
    let usual = usual_width(lines, mark);
    let mut records = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let (fields, taken) = match quoted(&lines[at..], mark, usual) {
            Some((fields, taken)) => (Some(fields), taken),
            None => (None, 1),
        };
        records.push(Record {
            line: u32::try_from(at + 1).unwrap_or(u32::MAX),
            unpaired: fields.is_none(),
            fields: fields.unwrap_or_else(|| bare(lines[at], mark)),
        });
        at += taken;
    }
    records
}

/// How many delimiters most lines hold.
fn usual_width(lines: &[&str], mark: char) -> usize {
    let mut widths: Vec<usize> = lines
        .iter()
        .take(1_000)
        .map(|line| line.matches(mark).count())
        .collect();
    widths.sort_unstable();
    widths.get(widths.len() / 2).copied().unwrap_or(0)
}

/// The record that begins in the first line, and how many lines it takes. None when a quote stays open too
/// long, closes in the middle of another line's text, or swallows a line that is a whole row by itself.
fn quoted(lines: &[&str], mark: char, usual: usize) -> Option<(Vec<String>, usize)> {
    let mut fields = Vec::new();
    let mut field = String::new();
    let mut open = false;
    for (index, line) in lines.iter().enumerate() {
        if index >= MOST_LINES {
            return None;
        }
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
fn bare(line: &str, mark: char) -> Vec<String> {
    line.split(mark)
        .map(|field| {
            let inner = field
                .trim()
                .strip_prefix('"')
                .and_then(|rest| rest.strip_suffix('"'));
            inner.unwrap_or(field).to_owned()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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
            let found: Vec<(u32, Vec<String>)> = split(&lines(text), ',')
                .into_iter()
                .map(|record| (record.line, record.fields))
                .collect();
            let expected: Vec<(u32, Vec<String>)> = expected
                .into_iter()
                .map(|(line, fields)| (line, fields.into_iter().map(str::to_owned).collect()))
                .collect();
            assert_eq!(found, expected, "{text:?}");
        }
    }
}
