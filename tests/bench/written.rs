//! What stands in a written workbook, as a list that a bare program can write again.

use std::collections::BTreeMap;

use super::markup::{Element, parts};

/// A workbook.
#[derive(Debug, PartialEq)]
pub struct Written {
    pub base: Form,
    pub sheets: Vec<Sheet>,
    pub names: Vec<(String, String)>,
}

/// A sheet.
#[derive(Debug, Default, PartialEq)]
pub struct Sheet {
    pub name: String,
    /// Column and pixels.
    pub widths: Vec<(u16, u32)>,
    /// Row and points.
    pub heights: Vec<(u32, f64)>,
    pub cells: Vec<Cell>,
    /// First row and column, last row and column.
    pub merged: Vec<Area>,
    pub tables: Vec<TableOf>,
    /// By cell.
    pub links: BTreeMap<(u32, u16), String>,
    /// Cell, author, text.
    pub notes: Vec<(u32, u16, String, String)>,
    pub charts: Vec<ChartOf>,
}

pub type Area = (u32, u16, u32, u16);

/// A cell and how it looks.
#[derive(Debug, PartialEq)]
pub struct Cell {
    pub row: u32,
    pub column: u16,
    pub form: usize,
    pub look: Form,
    pub value: Value,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Blank,
    Number(f64),
    Text(String),
    Formula(String, String),
}

/// A format by what it says.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Form {
    pub font: String,
    pub size: String,
    pub bold: bool,
    pub underlined: bool,
    pub colour: String,
    pub fill: String,
    /// Style and colour of left, top, bottom.
    pub borders: [(String, String); 3],
    pub code: String,
    pub across: String,
    pub down: String,
    pub indent: u8,
    pub wrapped: bool,
    pub quoted: bool,
    pub unlocked: bool,
}

/// An Excel table.
#[derive(Debug, PartialEq)]
pub struct TableOf {
    pub name: String,
    pub area: Area,
    pub totals: bool,
    /// Heading, word or function or formula of the totals row.
    pub columns: Vec<(String, String, String, String)>,
}

/// A chart.
#[derive(Debug, PartialEq)]
pub struct ChartOf {
    pub row: u32,
    pub column: u16,
    pub title: String,
    pub alt: String,
    pub groups: Vec<Group>,
}

/// Series of one form.
#[derive(Debug, PartialEq)]
pub struct Group {
    /// `bar`, `col`, `line` and how they are put together.
    pub form: (String, String),
    /// Name, categories, values, colour.
    pub series: Vec<[String; 4]>,
    pub gap: u16,
}

impl Written {
    /// Reads a package.
    pub fn read(bytes: &[u8]) -> Result<Written, String> {
        let parts = parts(bytes)?;
        let styles = parts.get("xl/styles.xml").ok_or("no styles")?;
        let forms = forms(styles);
        let texts: Vec<String> = parts
            .get("xl/sharedStrings.xml")
            .map_or(&[][..], |shared| &shared.children)
            .iter()
            .map(Element::words)
            .collect();
        let workbook = parts.get("xl/workbook.xml").ok_or("no workbook")?;
        let names = workbook.below("definedNames").iter();
        let names = names.filter(|name| !name.get("name").starts_with("_xlnm"));
        let sheets = workbook.below("sheets").iter().enumerate();
        Ok(Written {
            base: forms.first().cloned().unwrap_or_default(),
            names: names
                .map(|name| (name.get("name").to_owned(), name.text.clone()))
                .collect(),
            sheets: sheets
                .map(|(at, sheet)| {
                    let reader = SheetReader {
                        parts: &parts,
                        forms: &forms,
                        texts: &texts,
                        number: at + 1,
                    };
                    reader.read(sheet.get("name"))
                })
                .collect::<Result<Vec<Sheet>, String>>()?,
        })
    }

    /// Number of cells.
    pub fn cells(&self) -> usize {
        self.sheets.iter().map(|sheet| sheet.cells.len()).sum()
    }

    /// The formats of cells, by their number.
    pub fn forms(&self) -> BTreeMap<usize, &Form> {
        let cells = self.sheets.iter().flat_map(|sheet| &sheet.cells);
        cells.map(|cell| (cell.form, &cell.look)).collect()
    }

    /// The same without the numbers of formats, which depend on the order in which they are first met.
    pub fn unnumbered(mut self) -> Written {
        for cell in self.sheets.iter_mut().flat_map(|sheet| &mut sheet.cells) {
            cell.form = 0;
        }
        self
    }
}

struct SheetReader<'p> {
    parts: &'p BTreeMap<String, Element>,
    forms: &'p [Form],
    texts: &'p [String],
    number: usize,
}

impl SheetReader<'_> {
    fn read(&self, name: &str) -> Result<Sheet, String> {
        let part = format!("xl/worksheets/sheet{}.xml", self.number);
        let xml = self.parts.get(&part).ok_or("no sheet")?;
        let mut sheet = Sheet {
            name: name.to_owned(),
            ..Sheet::default()
        };
        for column in xml.below("cols") {
            let pixels = (column.number::<f64>("width") * 7.0).round() as u32;
            for at in column.number::<u16>("min")..=column.number::<u16>("max") {
                sheet.widths.push((at - 1, pixels));
            }
        }
        for row in xml.below("sheetData") {
            let at = row.number::<u32>("r") - 1;
            if !row.get("ht").is_empty() {
                sheet.heights.push((at, row.number("ht")));
            }
            sheet
                .cells
                .extend(row.children.iter().map(|cell| self.cell(cell)));
        }
        for merged in xml.below("mergeCells") {
            sheet.merged.push(area(merged.get("ref")));
        }
        let related = self.related("xl/worksheets", &format!("sheet{}.xml", self.number));
        for link in xml.below("hyperlinks") {
            let (row, column, ..) = area(link.get("ref"));
            let target = match link.get("location") {
                "" => related.get(link.get("id")).map_or("", |(_, to)| to),
                inside => inside,
            };
            sheet.links.insert((row, column), target.to_owned());
        }
        for (kind, target) in related.values() {
            let part = self
                .parts
                .get(&format!("xl/{}", target.trim_start_matches("../")));
            match (kind.as_str(), part) {
                ("table", Some(table)) => sheet.tables.push(table_of(table)),
                ("comments", Some(comments)) => sheet.notes = notes(comments),
                ("drawing", Some(drawing)) => {
                    let name = target.rsplit('/').next().unwrap_or_default();
                    sheet.charts = self.charts(drawing, name);
                }
                _ => {}
            }
        }
        sheet.tables.sort_by_key(|table| table.area);
        Ok(sheet)
    }

    fn cell(&self, cell: &Element) -> Cell {
        let (row, column, ..) = area(cell.get("r"));
        let words = |name: &str| cell.child(name).map(|part| part.text.clone());
        let value = match (words("f"), words("v")) {
            (Some(formula), result) => Value::Formula(formula, result.unwrap_or_default()),
            (None, Some(at)) if cell.get("t") == "s" => {
                let at: usize = at.parse().unwrap_or_default();
                Value::Text(self.texts[at].clone())
            }
            (None, Some(number)) => Value::Number(number.parse().unwrap_or(f64::NAN)),
            (None, None) => Value::Blank,
        };
        let form: usize = cell.number("s");
        Cell {
            row,
            column,
            form,
            look: self.forms[form].clone(),
            value,
        }
    }

    /// Kind and target of the relations of a part, by their id.
    fn related(&self, folder: &str, name: &str) -> BTreeMap<String, (String, String)> {
        let part = self.parts.get(&format!("{folder}/_rels/{name}.rels"));
        let relations = part.map_or(&[][..], |part| &part.children);
        let related = relations.iter().map(|relation| {
            let kind = relation.get("Type").rsplit('/').next().unwrap_or_default();
            let to = (kind.to_owned(), relation.get("Target").to_owned());
            (relation.get("Id").to_owned(), to)
        });
        related.collect()
    }

    fn charts(&self, drawing: &Element, name: &str) -> Vec<ChartOf> {
        let related = self.related("xl/drawings", name);
        let drawn = drawing.children.iter().filter_map(|anchor| {
            let from = anchor.child("from")?;
            let place = |name: &str| from.child(name)?.text.parse().ok();
            let target = &related.get(anchor.all("chart").first()?.get("id"))?.1;
            let xml = self
                .parts
                .get(&format!("xl/{}", target.trim_start_matches("../")))?;
            Some(chart_of(
                xml,
                place("row")?,
                place("col")? as u16,
                anchor.all("cNvPr").first()?.get("descr"),
            ))
        });
        drawn.collect()
    }
}

fn chart_of(xml: &Element, row: u32, column: u16, alt: &str) -> ChartOf {
    let plot = xml.all("plotArea");
    let groups = plot.iter().flat_map(|plot| &plot.children);
    let groups = groups.filter(|group| group.name.ends_with("Chart"));
    ChartOf {
        row,
        column,
        alt: alt.to_owned(),
        title: xml.all("title").first().map_or(String::new(), |title| {
            title.all("t").iter().map(|words| words.words()).collect()
        }),
        groups: groups
            .map(|group| Group {
                form: (
                    group
                        .child("barDir")
                        .map_or("line", |way| way.get("val"))
                        .to_owned(),
                    group
                        .child("grouping")
                        .map_or("", |way| way.get("val"))
                        .to_owned(),
                ),
                gap: group.child("gapWidth").map_or(0, |gap| gap.number("val")),
                series: group
                    .all("ser")
                    .iter()
                    .map(|series| series_of(series))
                    .collect(),
            })
            .collect(),
    }
}

fn series_of(series: &Element) -> [String; 4] {
    let reference = |part: &str| {
        let part = series.child(part);
        part.and_then(|part| part.all("f").first().map(|range| range.text.clone()))
            .unwrap_or_default()
    };
    let name = series.child("tx").map(|name| name.words());
    let colour = series.child("spPr").and_then(|look| {
        let colours = look.all("srgbClr");
        colours.first().map(|colour| colour.get("val").to_owned())
    });
    [
        name.unwrap_or_default(),
        reference("cat"),
        reference("val"),
        colour.unwrap_or_default(),
    ]
}

fn table_of(xml: &Element) -> TableOf {
    let columns = xml.below("tableColumns").iter().map(|column| {
        let formula = column.child("totalsRowFormula");
        (
            column.get("name").to_owned(),
            column.get("totalsRowLabel").to_owned(),
            column.get("totalsRowFunction").to_owned(),
            formula.map_or(String::new(), |formula| formula.text.clone()),
        )
    });
    TableOf {
        name: xml.get("name").to_owned(),
        area: area(xml.get("ref")),
        totals: xml.number::<u32>("totalsRowCount") > 0,
        columns: columns.collect(),
    }
}

fn notes(xml: &Element) -> Vec<(u32, u16, String, String)> {
    let authors: Vec<&str> = xml
        .below("authors")
        .iter()
        .map(|author| author.text.as_str())
        .collect();
    let notes = xml.below("commentList").iter().map(|note| {
        let (row, column, ..) = area(note.get("ref"));
        let author = authors[note.number::<usize>("authorId")].to_owned();
        (row, column, author, note.words())
    });
    notes.collect()
}

fn forms(styles: &Element) -> Vec<Form> {
    let codes: BTreeMap<&str, &str> = styles
        .below("numFmts")
        .iter()
        .map(|code| (code.get("numFmtId"), code.get("formatCode")))
        .collect();
    let [fonts, fills, borders] = ["fonts", "fills", "borders"].map(|part| styles.below(part));
    let looks = styles.below("cellXfs").iter().map(|look| {
        let font = &fonts[look.number::<usize>("fontId")];
        let fill = &fills[look.number::<usize>("fillId")];
        let border = &borders[look.number::<usize>("borderId")];
        let of = |element: &Element, name: &str, value: &str| {
            let child = element.child(name);
            child.map_or(String::new(), |child| child.get(value).to_owned())
        };
        let side = |name: &str| {
            let side = border.child(name);
            side.map_or_else(Default::default, |side| {
                (side.get("style").to_owned(), of(side, "color", "rgb"))
            })
        };
        let along = look.child("alignment");
        let along = |name: &str| along.map_or("", |along| along.get(name));
        Form {
            font: of(font, "name", "val"),
            size: of(font, "sz", "val"),
            bold: font.child("b").is_some(),
            underlined: font.child("u").is_some(),
            colour: of(font, "color", "rgb"),
            fill: fill
                .child("patternFill")
                .map_or(String::new(), |fill| of(fill, "fgColor", "rgb")),
            borders: [side("left"), side("top"), side("bottom")],
            code: codes
                .get(look.get("numFmtId"))
                .map_or_else(String::new, |code| (*code).to_owned()),
            across: along("horizontal").to_owned(),
            down: along("vertical").to_owned(),
            indent: along("indent").parse().unwrap_or_default(),
            wrapped: along("wrapText") == "1",
            quoted: look.get("quotePrefix") == "1",
            unlocked: look
                .child("protection")
                .is_some_and(|lock| lock.get("locked") == "0"),
        }
    });
    looks.collect()
}

/// `B3` and `B3:D9`, rows and columns from 0.
fn area(reference: &str) -> Area {
    let (first, last) = reference.split_once(':').unwrap_or((reference, reference));
    let cell = |text: &str| {
        let digits = text.find(|letter: char| letter.is_ascii_digit());
        let (letters, row) = text.split_at(digits.unwrap_or(text.len()));
        let column = letters.bytes().fold(0u32, |column, letter| {
            column * 26 + u32::from(letter - b'A') + 1
        });
        (
            row.parse::<u32>().unwrap_or(1) - 1,
            column.saturating_sub(1) as u16,
        )
    };
    let ((row, column), (last_row, last_column)) = (cell(first), cell(last));
    (row, column, last_row, last_column)
}
