//! What a package is made of: its sheets in their order, and where each part is.

use std::collections::{BTreeMap, BTreeSet};

use zip::ZipArchive;

use super::decode::push_text;
use super::markup::{Markup, Tag, Token, local};
use super::notes;
use super::window::{Package, unpack};
use super::{Trouble, text_of};
use crate::ingest::limits::{Limits, MOST_SMALL};
use crate::ingest::sheet::{Note, Visibility};
use crate::ingest::workbook::{Head, Holds};

/// An open package with its list of sheets.
pub struct Book<'b> {
    package: Package<'b>,
    limits: Limits,
    /// Index of each entry by its path: in lower case, with `/`.
    entries: BTreeMap<String, usize>,
    /// Sheets in the order of their tabs.
    pub sheets: Vec<Head>,
    /// Path of each sheet's part; none when the package does not tell.
    paths: Vec<Option<String>>,
    parts: Vec<Relation>,
    folder: String,
    /// Days are counted from 1904.
    pub from_1904: bool,
    /// Excel is asked to calculate everything anew: stored results are not to be relied on.
    pub recalculates: bool,
}

/// What a part is to another one.
struct Relation {
    id: String,
    /// The last word of its type.
    kind: String,
    target: String,
}

impl<'b> Book<'b> {
    /// Opens a package.
    pub fn open(bytes: &'b [u8], limits: Limits) -> Result<Book<'b>, Trouble> {
        let damaged = |why: zip::result::ZipError| Trouble::Damaged(why.to_string());
        let package = ZipArchive::new(std::io::Cursor::new(bytes)).map_err(damaged)?;
        let names = package.file_names_raw().enumerate();
        let entries = names
            .map(|(index, name)| (normal(&String::from_utf8_lossy(name)), index))
            .collect();
        let mut book = Book {
            package,
            limits,
            entries,
            sheets: Vec::new(),
            paths: Vec::new(),
            parts: Vec::new(),
            folder: String::new(),
            from_1904: false,
            recalculates: false,
        };
        let main = book.main()?;
        let (folder, name) = main.rsplit_once('/').unwrap_or(("", &main));
        book.folder = folder.to_owned();
        book.parts = book.relations(&format!("{folder}/_rels/{name}.rels"))?;
        book.read_sheets(&main)?;
        Ok(book)
    }

    /// Path of the part that lists the sheets.
    fn main(&self) -> Result<String, Trouble> {
        let relations = self.relations("_rels/.rels")?;
        let named = relations
            .iter()
            .find(|relation| relation.kind == "officeDocument");
        Ok(named.map_or_else(
            || "xl/workbook.xml".to_owned(),
            |relation| resolved("", &relation.target),
        ))
    }

    /// Reads a part of moderate size by its path; none when it is missing.
    fn part<T>(
        &self,
        path: &str,
        most: u64,
        read: impl FnOnce(Markup) -> Result<T, Trouble>,
    ) -> Result<Option<T>, Trouble> {
        let Some(index) = self.entries.get(&normal(path)) else {
            return Ok(None);
        };
        unpack(&self.package, *index, most, self.limits, |window| {
            read(Markup::new(window))
        })
        .map(Some)
    }

    fn relations(&self, path: &str) -> Result<Vec<Relation>, Trouble> {
        let found = self.part(path, MOST_SMALL, |mut markup| {
            let mut relations = Vec::new();
            loop {
                match markup.next()? {
                    Token::Open(tag) if tag.name == b"Relationship" => {
                        relations.extend(relation(&tag)?);
                    }
                    Token::End => return Ok(relations),
                    _ => {}
                }
            }
        })?;
        Ok(found.unwrap_or_default())
    }

    fn read_sheets(&mut self, main: &str) -> Result<(), Trouble> {
        let mut sheets = Vec::new();
        let (mut from_1904, mut recalculates) = (false, false);
        let found = self.part(main, MOST_SMALL, |mut markup| {
            loop {
                match markup.next()? {
                    Token::Open(tag) if tag.name == b"sheet" => sheets.push(listed(&tag)?),
                    Token::Open(tag) if tag.name == b"workbookPr" => {
                        from_1904 |= is_true(&tag, "date1904");
                    }
                    Token::Open(tag) if tag.name == b"calcPr" => {
                        recalculates |= is_true(&tag, "fullCalcOnLoad");
                    }
                    Token::End => return Ok(()),
                    _ => {}
                }
            }
        })?;
        if found.is_none() || sheets.is_empty() {
            return Err(Trouble::Unusual("no list of sheets".to_owned()));
        }
        (self.from_1904, self.recalculates) = (from_1904, recalculates);
        let mut listed = BTreeSet::new();
        for (name, visibility, id) in sheets {
            let relation = self.parts.iter().find(|relation| relation.id == id);
            let holds = relation.map_or(Holds::Cells, |relation| holds(&relation.kind));
            let path = relation.map(|relation| resolved(&self.folder, &relation.target));
            // one part that is read again and again takes as long as a file of any size
            let path = path.filter(|path| listed.insert(path.clone()));
            self.paths.push(path);
            self.sheets.push(Head {
                name,
                visibility,
                holds,
            });
        }
        Ok(())
    }

    /// Reads the part of a kind that the list of sheets refers to, or the one with the usual name.
    pub fn read_part<T>(
        &self,
        kind: &str,
        usual: &str,
        most: u64,
        read: impl FnOnce(Markup) -> Result<T, Trouble>,
    ) -> Result<Option<T>, Trouble> {
        let named = self.parts.iter().find(|relation| relation.kind == kind);
        let target = named.map_or(usual, |relation| &relation.target);
        self.part(&resolved(&self.folder, target), most, read)
    }

    /// Reads a sheet's part.
    pub fn read_sheet<T>(
        &self,
        sheet: usize,
        read: impl FnOnce(Markup) -> Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        let missing = |what: &str| Trouble::Damaged(format!("{what} is missing"));
        let path = self.paths[sheet].as_deref().ok_or_else(|| {
            Trouble::Damaged("its part is missing, or is another sheet's".to_owned())
        })?;
        self.part(path, u64::MAX, read)?
            .ok_or_else(|| missing(path))
    }

    /// Notes on the cells of a sheet; conversations before the notes that older programs see in their place.
    pub fn read_notes(&self, sheet: usize) -> Result<Vec<Note>, Trouble> {
        let Some(path) = self.paths[sheet].as_deref() else {
            return Ok(Vec::new());
        };
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let parts = self.relations(&format!("{folder}/_rels/{name}.rels"))?;
        let of_kind = |kind: &str| parts.iter().find(|part| part.kind == kind);
        let Some(part) = of_kind("threadedComment").or_else(|| of_kind("comments")) else {
            return Ok(Vec::new());
        };
        let notes = self.part(&resolved(folder, &part.target), MOST_SMALL, notes::read)?;
        Ok(notes.unwrap_or_default())
    }
}

fn listed(tag: &Tag<'_>) -> Result<(String, Visibility, String), Trouble> {
    let mut name = String::new();
    push_text(tag.attribute("name").unwrap_or_default(), &mut name)?;
    let visibility = match tag.attribute("state") {
        None | Some(b"visible") => Visibility::Visible,
        Some(b"veryHidden") => Visibility::VeryHidden,
        Some(_) => Visibility::Hidden,
    };
    let mut attributes = tag.attributes();
    let id = attributes.find(|(name, _)| local(name) == b"id" && *name != b"id");
    let id = id.map_or(&b""[..], |(_, value)| value);
    Ok((name, visibility, String::from_utf8_lossy(id).into_owned()))
}

fn holds(kind: &str) -> Holds {
    match kind {
        "worksheet" => Holds::Cells,
        "chartsheet" => Holds::Nothing("ChartSheet"),
        "dialogsheet" => Holds::Nothing("DialogSheet"),
        "xlMacrosheet" | "xlIntlMacrosheet" => Holds::Nothing("MacroSheet"),
        _ => Holds::Nothing("OtherSheet"),
    }
}

fn relation(tag: &Tag<'_>) -> Result<Option<Relation>, Trouble> {
    if tag.attribute("TargetMode") == Some(b"External") {
        return Ok(None);
    }
    let mut target = String::new();
    push_text(tag.attribute("Target").unwrap_or_default(), &mut target)?;
    let kind = text_of(tag, "Type").unwrap_or_default();
    Ok(Some(Relation {
        id: text_of(tag, "Id").unwrap_or_default(),
        kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
        target,
    }))
}

/// True for an attribute that says yes.
pub fn is_true(tag: &Tag<'_>, name: &str) -> bool {
    matches!(tag.attribute(name), Some(b"1" | b"true" | b"on"))
}

/// The path of a target seen from a folder.
fn resolved(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let (folder, target) = match target.strip_prefix('/') {
        Some(target) => ("", target),
        None => (folder, target.as_str()),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(target.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn normal(path: &str) -> String {
    resolved("", path).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_seen_from_their_folder() {
        for (folder, target, expected) in [
            ("xl", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            (
                "xl",
                "/xl/worksheets/sheet1.xml",
                "xl/worksheets/sheet1.xml",
            ),
            ("xl/a", "../b\\./c.xml", "xl/b/c.xml"),
            ("", "../../x", "x"),
        ] {
            assert_eq!(resolved(folder, target), expected);
        }
    }
}
