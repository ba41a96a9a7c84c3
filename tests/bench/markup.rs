//! The parts of a written workbook as trees: enough XML for what rust_xlsxwriter writes.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

/// An element without its prefix.
#[derive(Clone, Default)]
pub struct Element {
    pub name: String,
    pub attributes: BTreeMap<String, String>,
    pub children: Vec<Element>,
    pub text: String,
}

impl Element {
    /// The root of a part.
    pub fn read(xml: &str) -> Element {
        let mut open = vec![Element::default()];
        let mut rest = xml;
        while let Some(start) = rest.find('<') {
            let top = open.last_mut().expect("the root is never closed");
            top.text.push_str(&plain(&rest[..start]));
            let Some(end) = rest[start..].find('>') else {
                break;
            };
            let tag = &rest[start + 1..start + end];
            rest = &rest[start + end + 1..];
            if tag.starts_with(['?', '!']) {
                continue;
            }
            if !tag.starts_with('/') {
                open.push(Element::begun(tag.trim_end_matches('/')));
            }
            if tag.starts_with('/') || tag.ends_with('/') {
                let closed = open.pop().expect("it was opened");
                open.last_mut().expect("the root").children.push(closed);
            }
        }
        open.remove(0).children.pop().unwrap_or_default()
    }

    fn begun(tag: &str) -> Element {
        let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
        let mut element = Element {
            name: local(name),
            ..Element::default()
        };
        while let Some((key, value)) = rest.split_once("=\"") {
            let (value, after) = value.split_once('"').unwrap_or((value, ""));
            element.attributes.insert(local(key.trim()), plain(value));
            rest = after;
        }
        element
    }

    /// An attribute, empty without one.
    pub fn get(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }

    /// An attribute as a number, 0 without one.
    pub fn number<T: std::str::FromStr + Default>(&self, name: &str) -> T {
        self.get(name).parse().unwrap_or_default()
    }

    /// A child.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// Children of a child.
    pub fn below(&self, name: &str) -> &[Element] {
        self.child(name).map_or(&[], |child| &child.children)
    }

    /// Every element of a name below this one, in order.
    pub fn all<'e>(&'e self, name: &str) -> Vec<&'e Element> {
        let mut found = Vec::new();
        for child in &self.children {
            if child.name == name {
                found.push(child);
            }
            found.extend(child.all(name));
        }
        found
    }

    /// Its text and that of all below it.
    pub fn words(&self) -> String {
        let below: String = self.children.iter().map(Element::words).collect();
        format!("{}{below}", self.text)
    }
}

fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or(name).to_owned()
}

fn plain(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#xA;", "\n")
        .replace("&amp;", "&")
}

/// Parts of a package by name.
pub fn parts(bytes: &[u8]) -> Result<BTreeMap<String, Element>, String> {
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|why| why.to_string())?;
    let mut parts = BTreeMap::new();
    for at in 0..package.len() {
        let mut part = package.by_index(at).map_err(|why| why.to_string())?;
        let name = part.name().map_err(|why| why.to_string())?.into_owned();
        let mut text = String::new();
        part.read_to_string(&mut text)
            .map_err(|why| why.to_string())?;
        parts.insert(name, Element::read(&text));
    }
    Ok(parts)
}
