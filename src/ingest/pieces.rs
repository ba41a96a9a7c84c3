//! Large text files, read and hashed a piece at a time: their text is never in memory as a whole. A file that needs to be
//! seen whole (no UTF-8, damaged characters, a bank exchange) is left to `read`, which takes any bytes.

use std::io::{self, Read};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::bank;
use super::container::{Container, recognise};
use super::encoding::decode;
use super::limits::Limits;
use super::records::{MOST_LINES, PROBED_LINES, Shape};
use super::sheet::Sheet;
use super::text::TextReader;
use crate::model::Problems;

/// Bytes from which on a file is worth reading in pieces.
pub const LARGE: u64 = 8 << 20;
/// Sizes for files of the usual kind; few enough bytes to stay in a processor's second cache.
const USUAL: Sizes = Sizes {
    first: 4 << 20,
    piece: 256 << 10,
    waiting: 16 << 20,
};
const UTF_8: &str = "UTF-8";
const MARK_OF_UTF_8: &[u8] = b"\xef\xbb\xbf";

/// How much is read at a time, in bytes.
#[derive(Clone, Copy)]
struct Sizes {
    /// Of the first piece, by which delimiter and encoding are found.
    first: usize,
    /// Of the others.
    piece: usize,
    /// Of so few lines that a record could end beyond them: with more, the file is not worth reading in pieces.
    waiting: usize,
}

/// A file's sheet and its hash; none when the file must be seen whole, and then nothing is said of it.
pub fn read(
    file: &mut impl Read,
    name: &Arc<str>,
    limits: Limits,
    problems: &mut Problems,
) -> io::Result<Option<(Sheet, [u8; 32])>> {
    read_by(USUAL, file, name, limits, problems)
}

fn read_by(
    sizes: Sizes,
    file: &mut impl Read,
    name: &Arc<str>,
    limits: Limits,
    problems: &mut Problems,
) -> io::Result<Option<(Sheet, [u8; 32])>> {
    let mut pieces = Pieces::of(file);
    pieces.go_on(sizes.first)?;
    if pieces.rest.starts_with(MARK_OF_UTF_8) {
        pieces.rest.drain(..MARK_OF_UTF_8.len());
    }
    let Some(shape) = pieces.text().and_then(shape_of) else {
        return Ok(None);
    };
    let mut reader = TextReader::new(shape, limits, name);
    loop {
        let Some(text) = pieces.text() else {
            return Ok(None);
        };
        let until = if pieces.ended {
            text.len()
        } else {
            sure_part(text.as_bytes())
        };
        let read = reader.read(text, until);
        if pieces.ended {
            break;
        }
        pieces.rest.drain(..read);
        if pieces.rest.len() > sizes.waiting {
            return Ok(None);
        }
        pieces.go_on(sizes.piece)?;
    }
    let sheet = reader.finish(UTF_8, problems);
    Ok(Some((sheet, pieces.hash.finalize().into())))
}

/// How the lines are written; none for text that must be seen whole.
fn shape_of(text: &str) -> Option<Shape> {
    let bytes = text.as_bytes();
    let package = bytes.starts_with(b"PK");
    let plain = !package && recognise(bytes) == Container::Text && decode(bytes).1 == UTF_8;
    let lines = memchr::memchr_iter(b'\n', bytes).take(PROBED_LINES).count();
    (plain && lines == PROBED_LINES && bank::read(text).is_none()).then(|| Shape::of(text))
}

/// The bytes before the last lines: a record that begins there may end beyond what is read.
fn sure_part(bytes: &[u8]) -> usize {
    let before = memchr::memrchr_iter(b'\n', bytes).nth(MOST_LINES);
    before.map_or(0, |at| at + 1)
}

/// What is read of a file and not yet used.
struct Pieces<'f, R> {
    file: &'f mut R,
    rest: Vec<u8>,
    hash: Sha256,
    ended: bool,
}

impl<'f, R: Read> Pieces<'f, R> {
    fn of(file: &'f mut R) -> Pieces<'f, R> {
        Pieces {
            file,
            rest: Vec::new(),
            hash: Sha256::new(),
            ended: false,
        }
    }

    /// Reads more bytes.
    fn go_on(&mut self, bytes: usize) -> io::Result<()> {
        let before = self.rest.len();
        let read = self.file.take(bytes as u64).read_to_end(&mut self.rest)?;
        self.hash.update(&self.rest[before..]);
        self.ended = read < bytes;
        Ok(())
    }

    /// The text up to the last whole character; none where bytes are no text, or stand for damaged characters.
    fn text(&self) -> Option<&str> {
        let text = match std::str::from_utf8(&self.rest) {
            Ok(text) => text,
            Err(why) if why.error_len().is_none() && !self.ended => {
                std::str::from_utf8(&self.rest[..why.valid_up_to()]).ok()?
            }
            Err(_) => return None,
        };
        let bytes = text.as_bytes();
        let damaged = memchr::memmem::find(bytes, "\u{fffd}".as_bytes()).is_some();
        let zeros = memchr::memchr(0, bytes).is_some();
        (!damaged && !zeros).then_some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{sheet, text};

    fn shown(sheet: &Sheet) -> Vec<String> {
        let row = |row: sheet::Row<'_>| format!("{} {:?}", row.number, row.cells);
        sheet.rows().map(row).collect()
    }

    /// Lines of a time sheet of several pieces, with every kind of record at every place: quoted, over several lines, unpaired.
    fn lines(count: usize, ends: &str) -> String {
        let mut text = format!("Date,Person,Note{ends}");
        for at in 0..count {
            let line = match at % 7 {
                0 => format!("2026-10-05,\"Li, Anna\",день {at}"),
                1 => format!("2026-10-05,Bob,\"two{ends}lines, {at}\""),
                2 => format!("2026-10-05,\"Bob\",\"say \"\"hi\"\" {at}\""),
                3 if at % 5 == 0 => format!("2026-10-05,\"Bob,open {at}"),
                4 => String::new(),
                _ => format!("2026-10-05,王芳,plain {at}"),
            };
            text.push_str(&line);
            text.push_str(ends);
        }
        text
    }

    const SMALL: Sizes = Sizes {
        first: 60 << 10,
        piece: 1 << 10,
        waiting: 64 << 10,
    };

    #[test]
    fn pieces_read_as_the_whole_does() {
        let name: Arc<str> = "t.csv".into();
        for (mark, ends) in [("", "\n"), ("\u{feff}", "\r\n")] {
            let whole = format!("{mark}{}", lines(10_000, ends));
            assert!(whole.len() > SMALL.first + 100 * SMALL.piece);
            let (mut problems, mut of_pieces) = (Problems::new(), Problems::new());
            let sheets = text::read(whole.as_bytes(), &name, Limits::default(), &mut problems);
            let read = read_by(
                SMALL,
                &mut whole.as_bytes(),
                &name,
                Limits::default(),
                &mut of_pieces,
            );
            let (sheet, hash) = read.expect("bytes read").expect("plain text");
            assert_eq!(hash, <[u8; 32]>::from(Sha256::digest(whole.as_bytes())));
            assert_eq!(sheet.encoding, sheets[0].encoding);
            assert!(problems.len() > 100 && problems == of_pieces);
            assert!(shown(&sheet) == shown(&sheets[0]));
        }
    }

    #[test]
    fn what_must_be_seen_whole_is_left_alone() {
        let name: Arc<str> = "t.csv".into();
        let good = lines(10_000, "\n");
        let late = [good.as_bytes(), b"2026-10-05,M\xfcller,x\n"].concat();
        let utf_16: Vec<u8> = good.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let damaged = format!("{good}2026-10-05,M\u{fffd}ller,x\n");
        let zeros = format!("{good}2026-10-05,M\0ller,x\n");
        let few = "a,b\n".repeat(PROBED_LINES - 1);
        let long = format!("{good}{}\n{good}", "x".repeat(SMALL.waiting + SMALL.piece));
        for (what, bytes) in [
            ("windows-1252", &late[..]),
            ("UTF-16", &utf_16),
            ("damaged", damaged.as_bytes()),
            ("zeros", zeros.as_bytes()),
            ("few lines", few.as_bytes()),
            ("a long line", long.as_bytes()),
        ] {
            let mut problems = Problems::new();
            let read = read_by(
                SMALL,
                &mut &bytes[..],
                &name,
                Limits::default(),
                &mut problems,
            )
            .expect("bytes read");
            assert!(read.is_none() && problems.is_empty(), "{what}");
        }
    }
}
