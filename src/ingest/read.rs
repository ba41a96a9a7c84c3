//! A file's sheets, whatever kind of file it is.

use std::fs::File;
use std::io;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::container::{Container, recognise, safe_to_unpack, too_large, unread_file};
use super::find::InputFile;
use super::limits::LARGEST_FILE;
use super::sheet::Sheet;
use super::{pieces, text, workbook};
use crate::model::intake::Input;
use crate::model::phrase::phrase;
use crate::model::{Problem, Problems, Severity};

/// Reads a file once. What cannot be read is a problem; the input stands in the manifest all the same.
pub fn read_file(file: &InputFile, problems: &mut Problems) -> (Vec<Sheet>, Input) {
    let name = &file.name;
    let mut input = Input {
        file: name.clone(),
        sha256: String::new(),
        bytes: std::fs::metadata(&file.path).map_or(0, |about| about.len()),
    };
    if input.bytes > LARGEST_FILE {
        problems.push(too_large(name, phrase("{} MiB", &[&(input.bytes >> 20)])));
        return (Vec::new(), input);
    }
    if input.bytes >= pieces::LARGE
        && let Ok(Some((sheet, hash))) = in_pieces(file, problems)
    {
        input.sha256 = hex(&hash);
        problems.extend(misnamed(name));
        return (vec![sheet], input);
    }
    match std::fs::read(&file.path) {
        Ok(bytes) => {
            input.bytes = bytes.len() as u64;
            input.sha256 = hex(&Sha256::digest(&bytes));
            (read_bytes(&bytes, name, problems), input)
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

fn in_pieces(file: &InputFile, problems: &mut Problems) -> io::Result<Option<(Sheet, [u8; 32])>> {
    pieces::read(&mut File::open(&file.path)?, &file.name, problems)
}

/// Sheets in the bytes of a file named `file`.
pub fn read_bytes(bytes: &[u8], file: &Arc<str>, problems: &mut Problems) -> Vec<Sheet> {
    let container = recognise(bytes);
    if matches!(
        container,
        Container::Xlsx | Container::Xlsb | Container::Ods
    ) && let Err(found) = safe_to_unpack(bytes)
    {
        problems.push(too_large(file, found));
        return Vec::new();
    }
    let workbook = || phrase("a workbook or delimited text", &[]);
    let resave = || phrase("open it in Excel and save it as xlsx", &[]);
    let (rule, found) = match container {
        Container::Xlsx | Container::Xlsb | Container::Xls | Container::Ods => {
            return workbook::read(bytes, container, file, problems);
        }
        Container::Text => {
            problems.extend(misnamed(file));
            return text::read(bytes, file, problems);
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
        Container::Html => ("file.html", "<html>"),
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
            assert!(read_bytes(bytes, &"x.xls".into(), &mut problems).is_empty());
            let rules: Vec<&str> = problems
                .iter()
                .map(|problem| problem.rule.as_str())
                .collect();
            assert_eq!(rules, [rule]);
        }
    }
}
