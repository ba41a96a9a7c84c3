//! What Excel refuses or repairs, looked for in the parts of written workbooks: Excel itself is not needed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::desk::{Desk, files_below};
use crate::markup::{Element, parts};
use crate::sample::pack;

/// Most UTF-16 units of a text in a cell, of a formula, of a text inside one, and of most other texts.
const CELL: usize = 32_767;
const FORMULA: usize = 8_192;
const SHORT: usize = 255;

/// Functions that every Excel since 2007 knows; a newer one would need a prefix in the file.
const FUNCTIONS: [&str; 10] = [
    "SUM", "SUBTOTAL", "IFERROR", "IF", "COUNT", "COUNTIF", "MAX", "ROUND", "ABS", "TRIM",
];

/// The order that the schema wants of the parts of a sheet.
const ORDER: [&str; 22] = [
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetProtection",
    "autoFilter",
    "mergeCells",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "drawing",
    "legacyDrawing",
    "tableParts",
    "extLst",
];

/// Rows and columns from 1: first row and column, last row and column.
type Area = (u32, u32, u32, u32);

fn area(reference: &str) -> Area {
    let (first, last) = reference.split_once(':').unwrap_or((reference, reference));
    let cell = |text: &str| {
        let text = text.replace('$', "");
        let digits = text.find(|letter: char| letter.is_ascii_digit());
        let (letters, row) = text.split_at(digits.unwrap_or(text.len()));
        let column = letters.bytes().fold(0, |column, letter| {
            column * 26 + u32::from(letter - b'A') + 1
        });
        (row.parse().unwrap_or(0), column)
    };
    let ((row, column), (last_row, last_column)) = (cell(first), cell(last));
    (row, column, last_row, last_column)
}

fn overlap(one: Area, other: Area) -> bool {
    one.0 <= other.2 && other.0 <= one.2 && one.1 <= other.3 && other.1 <= one.3
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// True for a name that Excel takes for a cell: `AB12`, `R1C1`, `r`, `c`.
fn is_cell(name: &str) -> bool {
    let upper = name.to_uppercase();
    let letters = upper.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let like_a1 = (1..=3).contains(&letters.len())
        && letters.len() < upper.len()
        && letters.bytes().all(|letter| letter.is_ascii_uppercase());
    let rest =
        upper.trim_start_matches(['R', 'C', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    like_a1 || rest.is_empty()
}

fn is_name(name: &str) -> bool {
    let first = name.starts_with(|letter: char| letter.is_alphabetic() || letter == '_');
    let rest = name
        .chars()
        .all(|letter| letter.is_alphanumeric() || "_.".contains(letter));
    first && rest && units(name) <= SHORT && !is_cell(name)
}

/// A workbook with what was found wrong in it.
struct Looked {
    parts: BTreeMap<String, Element>,
    sheets: Vec<String>,
    texts: Vec<String>,
    wrong: Vec<String>,
}

/// What Excel would refuse in a workbook.
fn wrong(bytes: &[u8]) -> Vec<String> {
    let parts = match parts(bytes) {
        Ok(parts) => parts,
        Err(why) => return vec![why],
    };
    let sheets = parts["xl/workbook.xml"].below("sheets");
    let shared = parts.get("xl/sharedStrings.xml");
    let mut looked = Looked {
        sheets: sheets
            .iter()
            .map(|sheet| sheet.get("name").to_owned())
            .collect(),
        texts: shared.map_or_else(Vec::new, |shared| {
            shared.children.iter().map(Element::words).collect()
        }),
        parts,
        wrong: Vec::new(),
    };
    looked.book();
    looked.styles();
    looked.relations();
    for number in 1..=looked.sheets.len() {
        looked.sheet(number);
    }
    looked.wrong
}

impl Looked {
    fn say(&mut self, fine: bool, what: impl FnOnce() -> String) {
        if !fine {
            self.wrong.push(what());
        }
    }

    fn book(&mut self) {
        let mut taken = BTreeSet::new();
        for name in self.sheets.clone() {
            let clean = !name.contains(['*', '?', ':', '[', ']', '\\', '/'])
                && !name.starts_with('\'')
                && !name.ends_with('\'')
                && name.to_lowercase() != "history";
            self.say((1..=31).contains(&units(&name)) && clean, || {
                format!("sheet name {name}")
            });
            self.say(taken.insert(name.to_lowercase()), || {
                format!("two sheets {name}")
            });
        }
        let names: Vec<(String, String, String)> = self.parts["xl/workbook.xml"]
            .below("definedNames")
            .iter()
            .map(|name| {
                let part = |key: &str| name.get(key).to_owned();
                (part("name"), part("localSheetId"), name.text.clone())
            })
            .collect();
        let mut taken = BTreeSet::new();
        for (name, scope, target) in names {
            let plain = name.trim_start_matches("_xlnm.").to_owned();
            self.say(is_name(&plain), || format!("defined name {name}"));
            self.say(taken.insert((name.to_lowercase(), scope)), || {
                format!("two names {name}")
            });
            self.reference(&target);
        }
        for part in ["title", "subject", "creator", "keywords"] {
            let core = self.parts["docProps/core.xml"].child(part);
            let long = core.is_some_and(|core| units(&core.text) > SHORT);
            self.say(!long, || format!("document property {part} is long"));
        }
        for (at, text) in self.texts.clone().iter().enumerate() {
            self.say(units(text) <= CELL, || {
                format!("text {at} is {} long", units(text))
            });
            self.say(text.matches('\n').count() <= 253, || {
                format!("text {at} has many lines")
            });
        }
    }

    /// `'A sheet'!$A$1` names a sheet of the book.
    fn reference(&mut self, target: &str) {
        let mut rest = target;
        while let Some(end) = rest.find('!') {
            let before = &rest[..end];
            let sheet = match before.strip_suffix('\'') {
                Some(quoted) => {
                    let begins = quoted.find('\'').map_or(0, |at| at + 1);
                    quoted[begins..].replace("''", "'")
                }
                None => before.rsplit(',').next().unwrap_or(before).to_owned(),
            };
            self.say(self.sheets.contains(&sheet), || {
                format!("no sheet {sheet}: {target}")
            });
            rest = &rest[end + 1..];
        }
    }

    fn styles(&mut self) {
        let styles = &self.parts["xl/styles.xml"];
        let most = [
            ("numFmts", 200),
            ("fonts", 512),
            ("fills", 256),
            ("borders", 256),
            ("cellXfs", 65_490),
        ];
        let counts = most.map(|(part, most)| (part, styles.below(part).len(), most));
        let codes = styles.below("numFmts").iter();
        let codes: Vec<String> = codes
            .map(|code| code.get("formatCode").to_owned())
            .collect();
        for (part, count, most) in counts {
            self.say(count <= most, || format!("{count} {part}"));
        }
        for code in codes {
            let sections = code.split('"').step_by(2).collect::<String>();
            self.say(
                units(&code) <= SHORT && sections.matches(';').count() <= 3,
                || format!("number format {code}"),
            );
            self.say(code.matches('"').count().is_multiple_of(2), || {
                format!("quotes of {code}")
            });
        }
    }

    /// Every relation inside leads to a part; every one outside to a file beside the workbook.
    fn relations(&mut self) {
        let relations: Vec<(String, Element)> = self
            .parts
            .iter()
            .filter(|(name, _)| name.ends_with(".rels"))
            .map(|(name, part)| (name.clone(), part.clone()))
            .collect();
        for (name, part) in relations {
            let folder = name
                .replace("_rels/", "")
                .rsplit_once('/')
                .map_or(String::new(), |(folder, _)| folder.to_owned());
            for relation in &part.children {
                let target = relation.get("Target");
                if relation.get("TargetMode") == "External" {
                    let path = target.trim_start_matches("file:///");
                    let beside = !path.split('/').any(|part| part == "..")
                        && !path.contains(':')
                        && !path.starts_with(['/', '\\']);
                    self.say(beside && units(target) <= 2_079, || {
                        format!("{name}: link to {target}")
                    });
                    continue;
                }
                let found = match target.strip_prefix("../") {
                    Some(target) => format!("xl/{target}"),
                    None => format!("{folder}/{target}")
                        .trim_start_matches('/')
                        .to_owned(),
                };
                self.say(self.parts.contains_key(&found), || {
                    format!("{name}: no part {target}")
                });
            }
        }
    }

    fn sheet(&mut self, number: usize) {
        let part = format!("xl/worksheets/sheet{number}.xml");
        let xml = self.parts[&part].clone();
        let name = self.sheets[number - 1].clone();
        let places: Vec<Option<usize>> = xml
            .children
            .iter()
            .map(|child| ORDER.iter().position(|known| *known == child.name))
            .collect();
        self.say(
            places.iter().all(Option::is_some) && places.is_sorted(),
            || format!("{name}: parts stand in another order than the schema's"),
        );
        let cells = self.cells(&name, &xml);
        let merged: Vec<Area> = xml
            .below("mergeCells")
            .iter()
            .map(|merged| area(merged.get("ref")))
            .collect();
        let tables = self.tables(&name, number, &cells);
        let all: Vec<Area> = merged.iter().chain(&tables).copied().collect();
        for (at, one) in all.iter().enumerate() {
            for other in &all[at + 1..] {
                self.say(!overlap(*one, *other), || {
                    format!("{name}: {one:?} and {other:?} overlap")
                });
            }
        }
        self.conditions(&name, &xml);
        for list in xml.below("dataValidations") {
            let formula = list
                .child("formula1")
                .map_or(String::new(), |formula| formula.text.clone());
            self.say(units(&formula) <= SHORT + 2, || {
                format!("{name}: list of {}", units(&formula))
            });
            if formula.starts_with('"') {
                self.say(!formula.trim_matches('"').contains('"'), || {
                    format!("{name}: list {formula}")
                });
            } else {
                self.reference(&formula);
            }
            for (key, most) in [
                ("promptTitle", 32),
                ("errorTitle", 32),
                ("prompt", SHORT),
                ("error", SHORT),
            ] {
                self.say(units(list.get(key)) <= most, || {
                    format!("{name}: {key} is long")
                });
            }
        }
        let links = xml.below("hyperlinks");
        self.say(links.len() <= 65_530, || {
            format!("{name}: {} links", links.len())
        });
        for link in links {
            self.reference(link.get("location"));
        }
        for (key, line) in [("oddHeader", 0), ("oddFooter", 0)].map(|(key, _)| {
            let line = xml.child("headerFooter").and_then(|both| both.child(key));
            (key, line.map_or(String::new(), |line| line.text.clone()))
        }) {
            self.say(units(&line) <= SHORT, || {
                format!("{name}: {key} is {} long", units(&line))
            });
            self.say(codes_are_known(&line), || format!("{name}: {key} {line}"));
        }
        for range in xml.all("sparkline") {
            let from = range
                .child("f")
                .map_or(String::new(), |range| range.text.clone());
            self.reference(&from);
        }
    }

    /// The cells of a sheet by place, texts in words.
    fn cells(&mut self, name: &str, xml: &Element) -> BTreeMap<(u32, u32), String> {
        let mut cells = BTreeMap::new();
        let mut last = (0, 0);
        for cell in xml.below("sheetData").iter().flat_map(|row| &row.children) {
            let (row, column, ..) = area(cell.get("r"));
            self.say(last < (row, column), || {
                format!("{name}: {} out of order", cell.get("r"))
            });
            last = (row, column);
            let value = cell.child("v").map_or("", |value| value.text.as_str());
            let text = match cell.get("t") {
                "s" => value
                    .parse()
                    .ok()
                    .and_then(|at: usize| self.texts.get(at).cloned()),
                "" | "str" => Some(value.to_owned()),
                _ => None,
            };
            self.say(text.is_some(), || {
                format!("{name}: {} has no text", cell.get("r"))
            });
            self.say(
                value.is_empty()
                    || !cell.get("t").is_empty()
                    || value.parse::<f64>().is_ok_and(f64::is_finite),
                || format!("{name}: {} holds {value}", cell.get("r")),
            );
            if let Some(formula) = cell.child("f") {
                let text = formula.text.clone();
                self.formula(name, &text);
                self.say(cell.child("v").is_some(), || {
                    format!("{name}: ={text} has no result")
                });
            }
            cells.insert((row, column), text.unwrap_or_default());
        }
        cells
    }

    fn formula(&mut self, name: &str, formula: &str) {
        let fine = units(formula) <= FORMULA && !formula.starts_with('=');
        self.say(fine, || format!("{name}: ={formula}"));
        for text in formula.split('"').skip(1).step_by(2) {
            self.say(units(text) <= SHORT, || {
                format!("{name}: a long text in ={formula}")
            });
        }
        // without texts, names of sheets and of columns
        let bare: String = formula.split('"').step_by(2).collect();
        let bare: String = bare.split('\'').step_by(2).collect();
        let bare = bare
            .split('[')
            .map(|part| part.rsplit(']').next().unwrap_or(part))
            .collect::<String>();
        for called in bare.split('(').rev().skip(1) {
            let letters =
                |letter: char| !letter.is_ascii_alphanumeric() && letter != '.' && letter != '_';
            let function = called.rsplit(letters).next().unwrap_or_default();
            let known = function.is_empty() || FUNCTIONS.contains(&function);
            self.say(known, || format!("{name}: {function} in ={formula}"));
        }
    }

    fn tables(
        &mut self,
        name: &str,
        number: usize,
        cells: &BTreeMap<(u32, u32), String>,
    ) -> Vec<Area> {
        let related = self
            .parts
            .get(&format!("xl/worksheets/_rels/sheet{number}.xml.rels"));
        let targets: Vec<String> = related
            .map_or(&[][..], |related| &related.children)
            .iter()
            .filter(|relation| relation.get("Type").ends_with("/table"))
            .map(|relation| relation.get("Target").replace("../", "xl/"))
            .collect();
        let mut areas = Vec::new();
        for target in targets {
            let table = self.parts[&target].clone();
            let own = area(table.get("ref"));
            areas.push(own);
            let rows = own.2 - own.0 - u32::from(table.get("totalsRowCount") == "1");
            self.say(rows >= 1, || format!("{name}: {target} has no rows"));
            let columns = table.below("tableColumns");
            self.say(columns.len() as u32 == own.3 + 1 - own.1, || {
                format!("{name}: {target} has other columns")
            });
            let mut taken = BTreeSet::new();
            for (at, column) in columns.iter().enumerate() {
                let label = column.get("name").to_owned();
                let heading = cells
                    .get(&(own.0, own.1 + at as u32))
                    .cloned()
                    .unwrap_or_default();
                self.say(label == heading, || {
                    format!("{name}: column {label} under {heading}")
                });
                self.say(taken.insert(label.to_lowercase()), || {
                    format!("{name}: two columns {label}")
                });
                self.say((1..=SHORT).contains(&units(&label)), || {
                    format!("{name}: column {label}")
                });
                let total = cells
                    .get(&(own.2, own.1 + at as u32))
                    .cloned()
                    .unwrap_or_default();
                let word = column.get("totalsRowLabel");
                self.say(word.is_empty() || word == total, || {
                    format!("{name}: total {word} over {total}")
                });
            }
            if let Some(filter) = table.child("autoFilter") {
                let filter = area(filter.get("ref"));
                let inside =
                    (filter.0, filter.1, filter.3) == (own.0, own.1, own.3) && filter.2 <= own.2;
                self.say(inside, || format!("{name}: the filter of {target}"));
            }
        }
        areas
    }

    fn conditions(&mut self, name: &str, xml: &Element) {
        let looks = self.parts["xl/styles.xml"].below("dxfs").len();
        let mut priorities = BTreeSet::new();
        for rule in xml.all("cfRule") {
            let extended = rule.get("priority").is_empty();
            self.say(
                extended || priorities.insert(rule.get("priority").to_owned()),
                || format!("{name}: two conditions of one priority"),
            );
            let look = rule.get("dxfId");
            self.say(
                look.is_empty() || rule.number::<usize>("dxfId") < looks,
                || format!("{name}: no look {look}"),
            );
        }
    }
}

/// `&` of a header begins a code that Excel knows, or is written twice.
fn codes_are_known(line: &str) -> bool {
    let mut rest = line;
    while let Some(at) = rest.find('&') {
        let code = &rest[at + 1..];
        let digits = code.len()
            - code
                .trim_start_matches(|letter: char| letter.is_ascii_digit())
                .len();
        let known = match code.chars().next() {
            Some('&' | 'L' | 'C' | 'R' | 'P' | 'N' | 'F' | 'G') => 1,
            Some('"') => code[1..].find('"').map_or(0, |end| end + 2),
            Some('K') => 7,
            _ => digits,
        };
        if known == 0 {
            return false;
        }
        rest = code.get(known..).unwrap_or_default();
    }
    true
}

/// Table names and ids are of the whole workbook.
fn tables_are_unique(bytes: &[u8]) -> Vec<String> {
    let parts = parts(bytes).expect("a package");
    let names = parts["xl/workbook.xml"].below("definedNames");
    let mut taken: BTreeSet<String> = names
        .iter()
        .map(|name| name.get("name").to_lowercase())
        .collect();
    let mut ids = BTreeSet::new();
    let tables = parts
        .iter()
        .filter(|(name, _)| name.starts_with("xl/tables/"));
    let mut wrong = Vec::new();
    for (part, table) in tables {
        let name = table.get("displayName");
        if !is_name(name)
            || !taken.insert(name.to_lowercase())
            || !ids.insert(table.get("id").to_owned())
        {
            wrong.push(format!("{part}: {name}"));
        }
    }
    wrong
}

fn look_at(folder: &Path) -> usize {
    let mut count = 0;
    for (name, bytes) in files_below(folder) {
        if name.ends_with(".xlsx") {
            let mut found = wrong(&bytes);
            found.extend(tables_are_unique(&bytes));
            assert!(found.is_empty(), "{name}: {found:#?}");
            count += 1;
        }
    }
    count
}

#[test]
fn excel_takes_every_workbook_of_the_sample() {
    assert!(look_at(pack()) >= 25, "its pack");
    for language in ["ru", "zh"] {
        let desk = Desk::new();
        let said = desk
            .program()
            .args(["run", "sample-data", "--quiet", "--lang", language, "--out"])
            .arg(desk.out())
            .current_dir(crate::desk::root())
            .output()
            .expect("the command starts");
        assert!(said.status.success(), "{language}");
        assert!(look_at(&desk.out()) >= 25, "{language}");
    }
}

/// Long names, many lines, ampersands, names that only differ beyond the 31st sign.
#[test]
fn excel_takes_what_is_made_of_long_and_odd_names() {
    let long =
        "Gesellschaft für Öffentlichkeitsarbeit & Kommunikation mit beschränkter Haftung & Co. KG "
            .repeat(4);
    let note = "line\n".repeat(20);
    let mut time = "Date,Client,Project,Person,Task,Hours,Note\n".to_owned();
    for (at, client) in ["A", "B", "C"].iter().enumerate() {
        time.push_str(&format!(
            "2026-10-0{},\"{long}{client}\",\"R1C1 & {long}\",\"&&&& {long}\",A1,7.5,\"{note}\"\n",
            at + 1
        ));
    }
    let settings = format!(
        "agency = \"{}\"\nconfidentiality = \"{}\"\n",
        "&".repeat(90),
        "&P &".repeat(40)
    );
    let actions = format!(
        "Client,Action,Owner,Due,Status,Comment\n\"{long}A\",\"{}\",Ines,2026-10-20,open,\"{}\"\n",
        "x".repeat(40_000),
        "y,".repeat(300)
    );
    for language in ["en", "ru", "zh"] {
        let desk = Desk::new()
            .file("time.csv", &time)
            .file("actions.csv", &actions)
            .file("monthend.toml", &settings);
        let said = desk.run("run", &["--lang", language, "--month", "2026-10"]);
        assert!(said.code <= 1, "{}", said.stderr);
        assert!(look_at(&desk.out()) >= 6);
    }
}

#[test]
fn what_excel_refuses_is_found() {
    let path = pack().join("Portfolio 2026-10.xlsx");
    let whole = std::fs::read(path).expect("the pack");
    for (part, from, to) in [
        ("xl/worksheets/sheet1.xml", "<v>0</v>", "<v>99999</v>"),
        ("xl/worksheets/sheet1.xml", "<c r=\"A2\"", "<c r=\"A1\""),
        ("xl/worksheets/sheet3.xml", "SUBTOTAL(109", "XLOOKUP(109"),
        (
            "xl/worksheets/sheet3.xml",
            "<pageMargins",
            "<tableParts/><pageMargins",
        ),
        ("xl/worksheets/sheet1.xml", "&amp;C", "&amp;Q"),
        (
            "xl/worksheets/_rels/sheet1.xml.rels",
            "drawing1.xml",
            "drawing99.xml",
        ),
        (
            "xl/tables/table1.xml",
            "name=\"Client\"",
            "name=\"Clients\"",
        ),
        (
            "xl/tables/table2.xml",
            "displayName=\"",
            "displayName=\"A1\" was=\"",
        ),
        (
            "xl/workbook.xml",
            "<sheet name=\"Clients\"",
            "<sheet name=\"overview\"",
        ),
        (
            "xl/workbook.xml",
            "<definedName name=\"active_clients\"",
            "<definedName name=\"AB12\"",
        ),
        ("xl/styles.xml", "formatCode=\"0", "formatCode=\"0;0;0;0;0"),
    ] {
        let spoilt = crate::workbook::spoilt(&whole, part, from, to);
        let mut found = wrong(&spoilt);
        found.extend(tables_are_unique(&spoilt));
        assert!(!found.is_empty(), "{part}: {to}");
    }
}
