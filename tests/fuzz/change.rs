//! Random changes that are always the same for the same seed: of bytes, and of the parts inside a package.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// Numbers that look random.
pub struct Dice(u64);

impl Dice {
    /// The numbers of one round.
    pub fn new(seed: u64, round: u64) -> Dice {
        let mixed =
            seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ round.wrapping_mul(0xd134_2543_de82_ef95);
        Dice(mixed | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below `most`, zero when that is zero.
    pub fn below(&mut self, most: usize) -> usize {
        (self.next() >> 16) as usize % most.max(1)
    }

    fn one_of<'t>(&mut self, words: &[&'t [u8]]) -> &'t [u8] {
        words[self.below(words.len())]
    }
}

/// Pieces that readers look for, and values at the edges.
const WORDS: &[&[u8]] = &[
    b"<c r=\"XFD1048576\"><v>1</v></c>",
    b"<c r=\"XFE1048577\" t=\"s\"><v>4294967296</v></c>",
    b"<c r=\"A0\"/>",
    b"<c t=\"inlineStr\"><is><t>",
    b"</t></is></c>",
    b"<f t=\"shared\" ref=\"A1:B2\" si=\"4294967295\">A1+SUM($A$1:XFD1048576)</f>",
    b"<f t=\"shared\" si=\"0\"/>",
    b"<f>D2*SUM(A:A)/0%</f><v>0</v>",
    b"<row r=\"4294967295\" hidden=\"1\">",
    b"<row>",
    b"</row>",
    b"</sheetData>",
    b"<mergeCell ref=\"A1:XFD1048576\"/>",
    b"<mergeCell ref=\"B2:A1\"/>",
    b"<col min=\"0\" max=\"4294967295\" hidden=\"1\"/>",
    b"<!DOCTYPE a [<!ENTITY b \"c\">]>",
    b"<![CDATA[",
    b"]]>",
    b"<!--",
    b"-->",
    b"&#x110000;",
    b"&#xD800;",
    b"&amp",
    b"_xD800_",
    b" t=\"e\"",
    b" t=\"d\"",
    b" s=\"4294967295\"",
    b"formatCode=\"[h\"",
    b"rgb=\"FF\"",
    b"theme=\"255\" tint=\"-9e99\"",
    b"table:number-columns-repeated=\"16384\"",
    b"office:value=\"1e999\"",
    b"\"",
    b"'",
    b";",
    b",",
    b"\t",
    b"\r\n",
    b"\0",
    b"\xff\xfe",
    b"\xf0\x9f",
    b"=((((((((",
    b"=\"0",
    b"1CClientBankExchange",
    b"-999999999999999999999999",
    b"1e308",
    b"29.02.2026",
    b"99:99:99",
    b"%",
];

/// Some bytes changed, taken out, doubled or put in; sometimes the rest is cut off.
pub fn change_bytes(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    for _ in 0..=dice.below(6) {
        let at = dice.below(changed.len() + 1);
        let end = (at + dice.below(40)).min(changed.len());
        match dice.below(9) {
            0 => changed.truncate(at.max(1)),
            1 => drop(changed.drain(at..end)),
            2 => {
                let piece = changed[at..end].to_vec();
                changed.splice(at..at, piece);
            }
            3 | 4 => {
                let word = dice.one_of(WORDS);
                changed.splice(at..at, word.iter().copied());
            }
            5 => changed[at..end].fill([0, 0xff, b'9', b'<'][dice.below(4)]),
            6 | 7 => change_number(&mut changed, at, dice),
            _ => {
                if let Some(byte) = changed.get_mut(at) {
                    *byte ^= 1 << dice.below(8);
                }
            }
        }
    }
    changed
}

/// Numbers at the edges of what readers index, count and multiply by.
const NUMBERS: &[&[u8]] = &[
    b"0",
    b"1",
    b"7",
    b"99",
    b"65536",
    b"1048577",
    b"4294967295",
    b"4294967296",
    b"18446744073709551616",
    b"-1",
    b"0.5",
    b"1e99",
    b"",
];

/// The first number from a place on becomes another: a place, an index, a length, a style.
fn change_number(bytes: &mut Vec<u8>, from: usize, dice: &mut Dice) {
    let Some(begins) = bytes[from..].iter().position(u8::is_ascii_digit) else {
        return;
    };
    let begins = from + begins;
    let digits = bytes[begins..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit());
    let ends = begins + digits.count();
    let number = dice.one_of(NUMBERS);
    bytes.splice(begins..ends, number.iter().copied());
}

/// The package with some of its parts changed or left out, packed again.
pub fn change_package(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut old = ZipArchive::new(Cursor::new(bytes)).expect("seeds are packages");
    let mut new = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..old.len() {
        let mut part = old.by_index(at).expect("listed");
        let name = part.name().expect("a plain name").into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).expect("seeds are whole");
        // Sheets are where most of a reader's code looks.
        let often = if name.contains("sheet") || name.contains("content") {
            2
        } else {
            6
        };
        if dice.below(often) == 0 {
            content = change_bytes(&content, dice);
        }
        if dice.below(60) != 0 {
            new.start_file(name, SimpleFileOptions::default())
                .expect("memory takes it");
            new.write_all(&content).expect("memory takes it");
        }
    }
    new.finish().expect("memory takes it").into_inner()
}
