//! What a file really is, by its bytes and never by its name; and whether it is safe to unpack.

use std::io::{Cursor, Read};
use std::sync::Arc;

use zip::ZipArchive;

use super::limits::{Beyond, LARGE_ENTRY, Limit, Limits};
use crate::model::phrase::phrase;
use crate::model::{Phrase, Place, Problem, Severity};

/// A file's kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Container {
    /// xlsx, xlsm
    Xlsx,
    /// Binary Excel workbook.
    Xlsb,
    /// Excel 97-2003 and older.
    Xls,
    /// `OpenDocument` spreadsheet.
    Ods,
    /// Workbook with a password to open.
    Encrypted,
    /// Web page saved under a spreadsheet's name.
    Html,
    /// Delimited text, as far as bytes tell.
    Text,
    /// No bytes, or nothing but spaces.
    Empty,
    /// A zip package that cannot be opened: cut off or damaged.
    Damaged,
    /// Something that is no spreadsheet: a picture, a document, another package.
    Foreign,
}

impl Container {
    /// True for workbooks, also those that cannot be opened.
    pub fn is_workbook(self) -> bool {
        matches!(
            self,
            Container::Xlsx
                | Container::Xlsb
                | Container::Xls
                | Container::Ods
                | Container::Encrypted
        )
    }
}

const ZIP: &[u8] = b"PK\x03\x04";
const CFB: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// First bytes of BIFF2 to BIFF4 files, which have no container.
const OLD_XLS: [&[u8]; 3] = [
    b"\x09\x00\x04\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
];
const FOREIGN: [&[u8]; 9] = [
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b",
    b"{\\rtf",
    b"\x7fELF",
];

/// What `bytes` are.
pub fn recognise(bytes: &[u8]) -> Container {
    let says_nothing = |byte: &u8| *byte == 0 || byte.is_ascii_whitespace();
    if bytes.iter().all(says_nothing) {
        return Container::Empty;
    }
    if bytes.starts_with(b"PK") && bytes.get(2).is_some_and(|byte| *byte < 9) {
        return package(bytes);
    }
    if bytes.starts_with(CFB) {
        return compound(bytes);
    }
    if OLD_XLS.iter().any(|magic| bytes.starts_with(magic)) {
        return Container::Xls;
    }
    if FOREIGN.iter().any(|magic| bytes.starts_with(magic)) {
        return Container::Foreign;
    }
    if is_html(bytes) {
        return Container::Html;
    }
    Container::Text
}

fn package(bytes: &[u8]) -> Container {
    let Ok(archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return if bytes.starts_with(ZIP) {
            Container::Damaged
        } else {
            Container::Text
        };
    };
    let has = |wanted: &str| {
        archive
            .file_names_raw()
            .any(|name| name == wanted.as_bytes())
    };
    let ends = |wanted: &str| {
        archive
            .file_names_raw()
            .any(|name| name.ends_with(wanted.as_bytes()))
    };
    if ends("workbook.bin") {
        return Container::Xlsb;
    }
    if ends("workbook.xml")
        || archive
            .file_names_raw()
            .any(|name| name.starts_with(b"xl/"))
    {
        return Container::Xlsx;
    }
    if has("content.xml") && is_ods(bytes) {
        return Container::Ods;
    }
    Container::Foreign
}

/// The package's first entry says so in plain text; a missing one is forgiven.
fn is_ods(bytes: &[u8]) -> bool {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return false;
    };
    let Ok(entry) = archive.by_name("mimetype") else {
        return true;
    };
    let mut kind = String::new();
    let read = entry.take(200).read_to_string(&mut kind);
    read.is_ok() && kind.contains("opendocument.spreadsheet")
}

/// Old Excel, a document of another old program, or an encrypted package: told by the names of the
/// streams, which stand in UTF-16.
fn compound(bytes: &[u8]) -> Container {
    let has = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|window| window == wide)
    };
    if has("EncryptedPackage") {
        Container::Encrypted
    } else if has("Workbook") || has("Book") || !has("WordDocument") && !has("PowerPoint Document")
    {
        Container::Xls
    } else {
        Container::Foreign
    }
}

fn is_html(bytes: &[u8]) -> bool {
    let head: String = bytes
        .iter()
        .take(2_000)
        .filter(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace())
        .map(|byte| char::from(byte.to_ascii_lowercase()))
        .collect();
    let head = head.trim_start();
    head.starts_with('<')
        && ["<html", "<table", "<!doctype html", "<workbook"]
            .iter()
            .any(|tag| head.contains(tag))
}

/// Whether a package may be unpacked, by what it declares: how many parts, how large, none of them sharing bytes. A
/// declared size can lie; readers stop where it ends.
pub fn safe_to_unpack(bytes: &[u8], limits: &Limits) -> Result<(), Refused> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return Ok(());
    };
    limits.check(Limit::Parts, archive.len() as u64)?;
    let mut declared: u64 = 0;
    for index in 0..archive.len() {
        let Ok(entry) = archive.by_index_raw(index) else {
            continue;
        };
        declared = declared.saturating_add(entry.size());
        limits.check(Limit::Unpacked, declared)?;
        if entry.size() > LARGE_ENTRY {
            let ratio = entry.size() / entry.compressed_size().max(1);
            limits.check(Limit::Ratio, ratio)?;
        }
    }
    match archive.has_overlapping_files() {
        Ok(true) => Err(Refused::Overlapping),
        _ => Ok(()),
    }
}

/// Why a package is not unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// More than is read.
    Beyond(Beyond),
    /// Parts share their bytes.
    Overlapping,
}

impl From<Beyond> for Refused {
    fn from(beyond: Beyond) -> Refused {
        Refused::Beyond(beyond)
    }
}

/// Unpacks every part into nothing, to see that none is larger than it declares and none says that it lists more texts
/// than it has bytes: for a reader that does not count.
pub fn unpacks_as_declared(bytes: &[u8]) -> bool {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return true;
    };
    (0..archive.len()).all(|index| {
        // A damaged part is the reader's to report; only size matters here.
        let Ok(entry) = archive.by_index(index) else {
            return true;
        };
        let declared = entry.size();
        let mut entry = entry.take(declared.saturating_add(1));
        let mut head = Vec::new();
        let first = (&mut entry)
            .take(LISTED_WITHIN)
            .read_to_end(&mut head)
            .unwrap_or(0);
        let rest = std::io::copy(&mut entry, &mut std::io::sink()).unwrap_or(0);
        first as u64 + rest <= declared && listed(&head).is_none_or(|texts| texts <= declared)
    })
}

/// How many texts a part says it lists stands in its first tag.
const LISTED_WITHIN: u64 = 64 << 10;

/// The number of texts in a part that says so.
fn listed(head: &[u8]) -> Option<u64> {
    let name = b"uniqueCount";
    let at = head.windows(name.len()).position(|window| window == name)?;
    let behind = head[at + name.len()..].iter();
    let digits: String = behind
        .skip_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'=' | b'"' | b'\''))
        .take_while(|byte| byte.is_ascii_digit())
        .map(|byte| char::from(*byte))
        .collect();
    Some(digits.parse().unwrap_or(u64::MAX)).filter(|_| !digits.is_empty())
}

/// A problem of a whole file: nothing of it is in any figure.
pub fn unread_file(
    file: &Arc<str>,
    rule: &str,
    found: String,
    expected: Phrase,
    hint: Phrase,
) -> Problem {
    Problem {
        place: Place::of_file(file),
        rule: rule.to_owned(),
        severity: Severity::Unread,
        column: String::new(),
        found,
        expected,
        hint,
        effect: phrase("nothing in this file is in any figure", &[]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Write;
    use zip::write::SimpleFileOptions;

    fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            writer
                .start_file(*name, SimpleFileOptions::default())
                .expect("memory takes it");
            writer.write_all(bytes).expect("memory takes it");
        }
        writer.finish().expect("memory takes it").into_inner()
    }

    /// A package whose last part has another number in its record of the directory.
    fn directory_changed(parts: &[(&str, &[u8])], at: usize, number: u32) -> Vec<u8> {
        let mut bytes = zipped(parts);
        let mark = b"PK\x01\x02";
        let record = bytes
            .windows(mark.len())
            .rposition(|window| window == mark)
            .expect("a directory");
        bytes[record + at..record + at + 4].copy_from_slice(&number.to_le_bytes());
        bytes
    }

    /// Bytes of the only part as it is packed.
    fn packed_size(bytes: &[u8]) -> u64 {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("a package");
        let part = archive.by_index_raw(0).expect("a part");
        part.compressed_size()
    }

    #[test]
    fn bytes_tell_what_a_file_is() {
        let wide: Vec<u8> = "EncryptedPackage"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let xlsx = zipped(&[("xl/workbook.xml", b"<workbook/>")]);
        for (bytes, expected) in [
            (xlsx.clone(), Container::Xlsx),
            (zipped(&[("xl/workbook.bin", b"")]), Container::Xlsb),
            (zipped(&[("word/document.xml", b"")]), Container::Foreign),
            (
                zipped(&[
                    (
                        "mimetype",
                        b"application/vnd.oasis.opendocument.spreadsheet",
                    ),
                    ("content.xml", b""),
                ]),
                Container::Ods,
            ),
            (
                zipped(&[
                    ("mimetype", b"application/vnd.oasis.opendocument.text"),
                    ("content.xml", b""),
                ]),
                Container::Foreign,
            ),
            (xlsx[..xlsx.len() / 2].to_vec(), Container::Damaged),
            ([CFB, &wide].concat(), Container::Encrypted),
            (CFB.to_vec(), Container::Xls),
            (b"%PDF-1.7".to_vec(), Container::Foreign),
            (b"\xef\xbb\xbf<html><table>".to_vec(), Container::Html),
            (b"a,b\n1,2\n".to_vec(), Container::Text),
            (b"PK,b\n".to_vec(), Container::Text),
            (b" \n".to_vec(), Container::Empty),
            (vec![0; 40], Container::Empty),
            (Vec::new(), Container::Empty),
        ] {
            assert_eq!(
                recognise(&bytes),
                expected,
                "{:?}",
                &bytes[..bytes.len().min(20)]
            );
        }
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let calm = zipped(&[("xl/workbook.xml", &[b' '; 1000])]);
        let limits = Limits::default();
        let refused = |bytes: &[u8]| safe_to_unpack(bytes, &limits).err();
        let beyond = |limit, found| limits.check(limit, found).err().map(Refused::Beyond);
        assert_eq!(refused(&calm), None);
        let many: Vec<String> = (0..=limits.parts).map(|n| n.to_string()).collect();
        let parts: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b""[..])).collect();
        assert_eq!(
            refused(&zipped(&parts)),
            beyond(Limit::Parts, limits.parts + 1)
        );
        // Four bytes of the directory's record say how large the part is, 24 bytes behind its mark.
        let large = directory_changed(&[("a", b"x")], 24, (LARGE_ENTRY + 1) as u32);
        let ratio = (LARGE_ENTRY + 1) / packed_size(&large);
        assert_eq!(refused(&large), beyond(Limit::Ratio, ratio));
        // The second part is said to begin where the first one does.
        let shared = directory_changed(&[("a", b"same"), ("b", b"same")], 42, 0);
        assert_eq!(refused(&shared), Some(Refused::Overlapping));
        for (part, honest) in [
            ("<sst uniqueCount=\"2\"/>", true),
            ("<sst uniqueCount = '99999999999'/>", false),
        ] {
            let texts = zipped(&[("xl/sharedStrings.xml", part.as_bytes())]);
            assert_eq!(unpacks_as_declared(&texts), honest, "{part}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(mut bytes in proptest::collection::vec(any::<u8>(), 0..400), head in 0..4) {
            let magic: &[u8] = [&b""[..], ZIP, CFB, b"<html>"][head as usize];
            bytes.splice(0..0, magic.iter().copied());
            let _ = recognise(&bytes);
            let _ = (safe_to_unpack(&bytes, &Limits::default()), unpacks_as_declared(&bytes));
        }
    }
}
