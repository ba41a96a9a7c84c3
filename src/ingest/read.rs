//! A file's sheets, whatever kind of file it is.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use sha2::{Digest, Sha256};

use super::container::{Container, Refused, recognise, safe_to_unpack, unread_file};
use super::find::InputFile;
use super::limits::Limit;
pub use super::limits::Limits;
use super::plain_file::bytes_of;
use super::sheet::Sheet;
use super::{html, pieces, text, workbook};
use crate::model::intake::Input;
use crate::model::phrase::phrase;
use crate::model::{Problem, Problems, Severity};

/// Reads a file; once more when it was written to meanwhile, so that its hash and its cells are of the same bytes. What
/// cannot be read is a problem; the input stands in the manifest all the same.
pub fn read_file(file: &InputFile, limits: Limits, problems: &mut Problems) -> (Vec<Sheet>, Input) {
    let read = unchanged(&file.path, || {
        let mut found = Problems::new();
        (read_once(file, limits, &mut found), found)
    });
    match read {
        Some((read, mut found)) => {
            problems.append(&mut found);
            read
        }
        None => {
            problems.push(changing(&file.name));
            (Vec::new(), unread_input(file))
        }
    }
}

/// What `read` gives of a file that is as it was when it began; none when it changes each time.
fn unchanged<T>(path: &Path, mut read: impl FnMut() -> T) -> Option<T> {
    (0..TRIES).find_map(|_| {
        let before = Stamp::of(path);
        let read = read();
        (Stamp::of(path) == before).then_some(read)
    })
}

/// How often a file that changes is read before it is given up.
const TRIES: usize = 3;

/// What tells that a file was written to: its length and its time. None for one that is not there.
#[derive(PartialEq)]
struct Stamp(Option<(u64, Option<SystemTime>)>);

impl Stamp {
    fn of(path: &Path) -> Stamp {
        let about = std::fs::metadata(path).ok();
        Stamp(about.map(|about| (about.len(), about.modified().ok())))
    }
}

fn changing(name: &Arc<str>) -> Problem {
    unread_file(
        name,
        "file.changed",
        String::new(),
        phrase(
            "a file that nobody writes to; it changed each of {} times it was read",
            &[&TRIES],
        ),
        phrase("close the program that writes it, and run again", &[]),
    )
}

/// An input nothing is known of but its size.
fn unread_input(file: &InputFile) -> Input {
    Input {
        file: file.name.clone(),
        sha256: String::new(),
        bytes: std::fs::metadata(&file.path).map_or(0, |about| about.len()),
    }
}

fn read_once(file: &InputFile, limits: Limits, problems: &mut Problems) -> (Vec<Sheet>, Input) {
    let name = &file.name;
    let mut input = unread_input(file);
    if let Err(beyond) = limits.check(Limit::File, input.bytes) {
        problems.push(beyond.of_file(name));
        return (Vec::new(), input);
    }
    if input.bytes >= pieces::LARGE
        && let Ok(Some((sheet, hash))) = in_pieces(file, limits, problems)
    {
        input.sha256 = hex(&hash);
        problems.extend(misnamed(name));
        return (vec![sheet], input);
    }
    match bytes_of(&file.path) {
        Ok(bytes) => {
            input.bytes = bytes.len() as u64;
            let (sheets, hash) = rayon::join(
                || read_bytes(&bytes, name, limits, problems),
                || Sha256::digest(&bytes),
            );
            input.sha256 = hex(&hash);
            (sheets, input)
        }
        Err(why) => {
            problems.push(unread_file(
                name,
                "file.unreadable",
                why.to_string(),
                phrase("a file that may be read", &[]),
                phrase("close it in other programs and check its permissions", &[]),
            ));
            (Vec::new(), input)
        }
    }
}

fn in_pieces(
    file: &InputFile,
    limits: Limits,
    problems: &mut Problems,
) -> io::Result<Option<(Sheet, [u8; 32])>> {
    pieces::read(&mut File::open(&file.path)?, &file.name, limits, problems)
}

/// Sheets in the bytes of a file named `file`.
pub fn read_bytes(
    bytes: &[u8],
    file: &Arc<str>,
    limits: Limits,
    problems: &mut Problems,
) -> Vec<Sheet> {
    let container = recognise(bytes);
    if matches!(
        container,
        Container::Xlsx | Container::Xlsb | Container::Ods
    ) && let Err(refused) = safe_to_unpack(bytes, &limits)
    {
        problems.push(match refused {
            Refused::Beyond(beyond) => beyond.of_file(file),
            Refused::Overlapping => overlapping(file),
        });
        return Vec::new();
    }
    let workbook = || phrase("a workbook or delimited text", &[]);
    let resave = || phrase("open it in Excel and save it as xlsx", &[]);
    let (rule, found) = match container {
        Container::Xlsx | Container::Xlsb | Container::Xls | Container::Ods => {
            return workbook::read(bytes, container, file, limits, problems);
        }
        Container::Text => {
            problems.extend(misnamed(file));
            return text::read(bytes, file, limits, problems);
        }
        Container::Encrypted => {
            problems.push(unread_file(
                file,
                "file.encrypted",
                "EncryptedPackage".to_owned(),
                phrase("a workbook without a password", &[]),
                phrase(
                    "open it in Excel, take the password away under File, Info, and save it",
                    &[],
                ),
            ));
            return Vec::new();
        }
        Container::Html => match html::read(bytes, file, limits, problems) {
            Some(sheet) => {
                problems.push(web_page(file));
                return vec![sheet];
            }
            None => ("file.html", "<html>"),
        },
        Container::Damaged => ("file.damaged", "zip"),
        Container::Foreign => ("file.foreign", "no spreadsheet"),
        Container::Empty => {
            problems.push(unread_file(
                file,
                "file.empty",
                String::new(),
                workbook(),
                phrase("export it again, or remove it", &[]),
            ));
            return Vec::new();
        }
    };
    problems.push(unread_file(
        file,
        rule,
        found.to_owned(),
        workbook(),
        resave(),
    ));
    Vec::new()
}

/// A web page under a workbook's name: its tables are read, but a person should know.
fn web_page(file: &Arc<str>) -> Problem {
    Problem {
        severity: Severity::Look,
        effect: phrase("its tables are read as one sheet", &[]),
        ..unread_file(
            file,
            "file.html",
            "<html>".to_owned(),
            phrase("a workbook or delimited text", &[]),
            phrase("nothing, if that is right", &[]),
        )
    }
}

/// Parts that share their bytes let a small file unpack to any size.
fn overlapping(file: &Arc<str>) -> Problem {
    unread_file(
        file,
        "file.damaged",
        String::new(),
        phrase("a package whose parts share no bytes", &[]),
        phrase("open it in Excel and save it as xlsx", &[]),
    )
}

/// Text under a workbook's name: it is read, but a person should know.
fn misnamed(file: &Arc<str>) -> Option<Problem> {
    let ending = file
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_lowercase());
    let ending = ending.filter(|ending| WORKBOOKS.contains(&ending.as_str()))?;
    Some(Problem {
        severity: Severity::Look,
        effect: phrase("it is read as delimited text", &[]),
        ..unread_file(
            file,
            "file.misnamed",
            ending,
            phrase("the ending of delimited text, such as {}", &[&"csv"]),
            phrase("rename it, or open it in Excel and save it as xlsx", &[]),
        )
    })
}

/// Endings of workbooks.
const WORKBOOKS: [&str; 5] = ["xlsx", "xlsm", "xlsb", "xls", "ods"];

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_changes_is_read_again_and_then_given_up() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("time.csv");
        for (changes, expected) in [(0, Some("1")), (1, Some("2")), (2, Some("3")), (3, None)] {
            std::fs::write(&path, "x").expect("writable");
            let mut times = 0;
            let read = unchanged(&path, || {
                times += 1;
                if times <= changes {
                    std::fs::write(&path, "x".repeat(times + 1)).expect("writable");
                }
                times.to_string()
            });
            assert_eq!(read.as_deref(), expected, "{changes} changes");
        }
    }

    #[test]
    fn every_unreadable_file_is_one_problem() {
        for (bytes, rule) in [
            (&b""[..], "file.empty"),
            (b"%PDF-1.4 x", "file.foreign"),
            (b"<html><table></table></html>", "file.html"),
            (b"PK\x03\x04 cut off", "file.damaged"),
            (
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0",
                "file.encrypted",
            ),
        ] {
            let mut problems = Problems::new();
            assert!(
                read_bytes(bytes, &"x.xls".into(), Limits::default(), &mut problems).is_empty()
            );
            let rules: Vec<&str> = problems
                .iter()
                .map(|problem| problem.rule.as_str())
                .collect();
            assert_eq!(rules, [rule]);
        }
    }
}
