//! The hash of what is laid out: workbooks that share it are drawn as the same bytes by the same program.

use std::hash::{Hash, Hasher};
use std::mem::discriminant;

use sha2::{Digest, Sha256};

use super::book::{Book, CellValue, Page, Tile};
use super::manifest::hex;

/// As much as is hashed at a time: most parts of a page are a few bytes.
const ROOM: usize = 1 << 14;

/// SHA-256 of all that a workbook is drawn from, in hex.
pub fn laid_out(book: &Book) -> String {
    let mut hash = Hash256::default();
    book.hash(&mut hash);
    hash.end()
}

/// Hashes what it is told, some of it at a time.
#[derive(Default)]
struct Hash256 {
    waiting: Vec<u8>,
    hash: Sha256,
}

impl Hash256 {
    fn end(mut self) -> String {
        self.hash.update(&self.waiting);
        hex(&self.hash.finalize())
    }
}

impl Hasher for Hash256 {
    fn write(&mut self, bytes: &[u8]) {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= ROOM {
            self.hash.update(&self.waiting);
            self.waiting.clear();
        }
    }

    fn finish(&self) -> u64 {
        unreachable!("a book is told apart by the whole hash")
    }
}

// By their bits, since that is how numbers are drawn. All fields are named, so that none is forgotten.

impl Hash for Page {
    fn hash<H: Hasher>(&self, to: &mut H) {
        let Page {
            name,
            title,
            subtitle,
            blocks,
            print,
            tab,
            logo,
            widths,
        } = self;
        (name, title, subtitle, blocks, print, tab, logo).hash(to);
        widths.len().hash(to);
        for (column, width) in widths {
            (column, width.to_bits()).hash(to);
        }
    }
}

impl Hash for Tile {
    fn hash<H: Hasher>(&self, to: &mut H) {
        let Tile {
            label,
            value,
            previous,
            change,
            good,
            trend,
            months,
            name,
            ok,
        } = self;
        (label, value, previous, change, good, months, name, ok).hash(to);
        trend.len().hash(to);
        for point in trend {
            point.map(f64::to_bits).hash(to);
        }
    }
}

impl Hash for CellValue {
    fn hash<H: Hasher>(&self, to: &mut H) {
        discriminant(self).hash(to);
        match self {
            CellValue::Empty | CellValue::NotAvailable => {}
            CellValue::Text(text) => text.hash(to),
            CellValue::Hours(hours) => hours.hash(to),
            CellValue::Money(money) => money.hash(to),
            CellValue::Number(number) => number.to_bits().hash(to),
            CellValue::Count(count) => count.hash(to),
            CellValue::Date(day) => day.hash(to),
            CellValue::Flag(flag) => flag.hash(to),
            CellValue::Formula { text, result } => (text, result).hash(to),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeSet;
    use std::sync::Arc;

    use super::*;
    use crate::model::{Duration, Money};
    use crate::report::book::{Block, Cell, Style, TableBlock, Words, Writing};
    use crate::report::theme::Colour;

    /// A workbook with a table of one cell, and tiles.
    pub fn book(value: CellValue) -> Book {
        let cell = Cell {
            value,
            ..Cell::default()
        };
        let tile = Tile {
            label: "Hours".to_owned(),
            value: Cell::default(),
            previous: None,
            change: String::new(),
            good: None,
            trend: vec![Some(0.5), None],
            months: Vec::new(),
            name: "hours".to_owned(),
            ok: String::new(),
        };
        let table = TableBlock {
            id: "work".to_owned(),
            columns: vec![Default::default()],
            rows: vec![vec![cell]].into(),
            ..TableBlock::default()
        };
        Book {
            file_name: "P".to_owned(),
            title: "P".to_owned(),
            period: String::new(),
            for_client: false,
            subject: String::new(),
            agency: String::new(),
            language: "en".to_owned(),
            dated: "2026-10-31".parse().expect("a day"),
            confidentiality: String::new(),
            words: Words::of(&|key| key.to_owned(), Writing::default()),
            theme: Arc::default(),
            pages: vec![Page {
                title: "Month".to_owned(),
                blocks: vec![Block::Tiles(vec![tile]), Block::Table(table)],
                widths: vec![(1, 8.0)],
                ..Page::default()
            }],
        }
    }

    fn with(change: impl FnOnce(&mut Book)) -> Book {
        let mut book = book(CellValue::Count(1));
        change(&mut book);
        book
    }

    fn first_cell(book: &mut Book) -> &mut Cell {
        match &mut book.pages[0].blocks[1] {
            Block::Table(table) => &mut table.rows[0][0],
            _ => panic!("a table"),
        }
    }

    fn first_tile(book: &mut Book) -> &mut Tile {
        match &mut book.pages[0].blocks[0] {
            Block::Tiles(tiles) => &mut tiles[0],
            _ => panic!("tiles"),
        }
    }

    #[test]
    fn whatever_is_drawn_tells_workbooks_apart() {
        let text = |text: &str| CellValue::Text(text.to_owned());
        let of_formula = |result| CellValue::Formula {
            text: "1+1".to_owned(),
            result: Box::new(result),
        };
        let day = "2026-10-30".parse().expect("a day");
        let mut all: Vec<Book> = [
            CellValue::Empty,
            CellValue::NotAvailable,
            text(""),
            text("1"),
            CellValue::Hours(Duration(1)),
            CellValue::Money(Money(1)),
            CellValue::Number(1.0),
            CellValue::Number(0.0),
            CellValue::Number(-0.0),
            CellValue::Number(f64::NAN),
            CellValue::Count(1),
            CellValue::Date(day),
            CellValue::Flag(true),
            CellValue::Flag(false),
            of_formula(CellValue::Count(1)),
            of_formula(CellValue::Count(2)),
        ]
        .into_iter()
        .map(book)
        .collect();
        all.extend([
            with(|book| first_cell(book).note = "why".to_owned()),
            with(|book| first_cell(book).style = Some(Style::Hours)),
            with(|book| first_cell(book).strong = true),
            with(|book| first_tile(book).trend[0] = Some(0.25)),
            with(|book| first_tile(book).trend[0] = None),
            with(|book| first_tile(book).months.push("Oct".to_owned())),
            with(|book| first_tile(book).good = Some(false)),
            with(|book| book.pages[0].widths[0].1 = 8.5),
            with(|book| book.pages[0].logo = true),
            with(|book| book.pages.push(Page::default())),
            with(|book| book.title = "Q".to_owned()),
            with(|book| book.dated = day),
            with(|book| book.words.yes = "ja".to_owned()),
            with(|book| Arc::make_mut(&mut book.theme).look.ink = Colour(1)),
        ]);
        let hashes: BTreeSet<String> = all.iter().map(laid_out).collect();
        assert_eq!(hashes.len(), all.len());
        let again = with(|_| ());
        assert!(
            hashes.contains(&laid_out(&again)),
            "as the one with a count of 1"
        );
    }
}
