//! Cells that a column has met lately: short texts found by their letters alone, texts of the workbook by their number, others by
//! all that they are. Most cells of a large table are such.

use super::dictionary::Kept;
use super::sheet::NO_CELL;

/// Bytes of the longest short text.
const LONGEST: usize = 31;
/// Bytes of letters: a text's own, zeros, and how many are its own.
const BYTES: usize = LONGEST + 1;
/// Bytes of a word of letters, and words.
const WORD: usize = size_of::<u64>();
const WORDS: usize = BYTES / WORD;
/// The first so many bytes of letters, as bits.
const FIRST: [[u64; WORDS]; BYTES] = first();
/// How many are remembered; when there are more, all are forgotten.
const MOST: usize = 8_192;
/// Places for each of them, at least: with as many, a text is mostly found where it is looked for first.
const ROOM: usize = 8;
const FEWEST_PLACES: usize = 64;

/// A short text: its bytes, and in the last how many they are.
#[derive(Clone, Copy)]
pub struct Letters([u64; WORDS]);

impl PartialEq for Letters {
    /// Word by word: comparing them in memory would wait until they are written there.
    #[inline]
    fn eq(&self, other: &Letters) -> bool {
        let [a, b, c, d] = self.0;
        let [e, f, g, h] = other.0;
        (a ^ e) | (b ^ f) | (c ^ g) | (d ^ h) == 0
    }
}

const fn first() -> [[u64; WORDS]; BYTES] {
    let mut masks = [[0; WORDS]; BYTES];
    let mut length = 0;
    while length < BYTES {
        let mut byte = 0;
        while byte < length {
            masks[length][byte / WORD] |= 0xff << (byte % WORD * 8);
            byte += 1;
        }
        length += 1;
    }
    masks
}

impl Letters {
    /// The letters of a short text.
    pub fn of(text: &str) -> Option<Letters> {
        Letters::within(text.as_bytes(), 0, text.len())
    }

    /// The letters of a short text that is a part of another: all bytes that it could have are read at once.
    #[inline]
    pub fn within(text: &[u8], start: usize, length: usize) -> Option<Letters> {
        let first = FIRST.get(length)?;
        let rest = text.get(start..)?;
        let bytes = rest.first_chunk::<BYTES>().copied();
        let bytes = bytes.unwrap_or_else(|| padded(rest));
        let (words, _) = bytes.as_chunks::<WORD>();
        let word = |at: usize| u64::from_le_bytes(words[at]) & first[at];
        let length = (length as u64) << (u64::BITS - 8);
        Some(Letters([word(0), word(1), word(2), word(3) | length]))
    }

    /// A number that differs between most texts in each of its bits.
    #[inline]
    fn mark(self) -> usize {
        let [a, b, c, d] = self.0;
        let mixed = a ^ b.rotate_left(17) ^ c.rotate_left(31) ^ d.rotate_left(47);
        // Knuth's multiplier spreads the letters over the middle of the product, which is laid upon its end
        let product = u128::from(mixed) * 0x9E37_79B9_7F4A_7C15;
        (product ^ (product >> u64::BITS)) as usize
    }
}

/// The end of a text, with zeros behind it.
fn padded(rest: &[u8]) -> [u8; BYTES] {
    let mut bytes = [0; BYTES];
    for (byte, own) in bytes.iter_mut().zip(rest) {
        *byte = *own;
    }
    bytes
}

/// Ids of texts by their letters.
#[derive(Default)]
pub struct Recent {
    /// Numbers of texts, counted from 1, from the place of their mark on; 0 for none. A power of two, or none yet.
    places: Vec<u16>,
    texts: Vec<(Letters, u32)>,
}

impl Recent {
    /// The id of a text.
    #[inline]
    pub fn id(&self, letters: Letters) -> Option<u32> {
        let last = self.places.len().checked_sub(1)?;
        let mut place = letters.mark();
        loop {
            let number = usize::from(self.places[place & last]);
            let (known, id) = &self.texts[number.checked_sub(1)?];
            if *known == letters {
                return Some(*id);
            }
            place += 1;
        }
    }

    /// Remembers a text that is not known.
    pub fn note(&mut self, letters: Letters, id: u32) {
        if self.texts.len() == MOST {
            self.texts.clear();
            self.places.fill(0);
        }
        self.texts.push((letters, id));
        let room = self.texts.len() * ROOM;
        if room > self.places.len() {
            self.places = vec![0; room.next_power_of_two().max(FEWEST_PLACES)];
            (0..self.texts.len()).for_each(|at| self.put(at));
        } else {
            self.put(self.texts.len() - 1);
        }
    }

    fn put(&mut self, at: usize) {
        let last = self.places.len() - 1;
        let mut place = self.texts[at].0.mark();
        while self.places[place & last] != 0 {
            place += 1;
        }
        self.places[place & last] = (at + 1) as u16;
    }
}

/// Ids of cells that are a text of the workbook and nothing else, by the text's number.
#[derive(Default)]
pub struct ByText(Vec<u32>);

/// Texts of higher numbers are not remembered: the room goes by the highest.
const HIGHEST: usize = 1 << 18;

impl ByText {
    /// The id of the cell of a text.
    #[inline]
    pub fn id(&self, text: u32) -> Option<u32> {
        let id = self.0.get(text as usize).copied();
        id.filter(|id| *id != NO_CELL)
    }

    /// Remembers the cell of a text.
    pub fn note(&mut self, text: u32, id: u32) {
        let at = text as usize;
        if at >= HIGHEST {
            return;
        }
        if at >= self.0.len() {
            self.0.resize(at + 1, NO_CELL);
        }
        self.0[at] = id;
    }
}

/// Cells without a text of their own, each in the one place that it can be in: a later one takes it.
#[derive(Default)]
pub struct Lately(Vec<(Kept, u32)>);

/// Places of such cells.
const LATELY: usize = 256;

impl Lately {
    /// The id of a cell.
    #[inline]
    pub fn id(&self, kept: Kept) -> Option<u32> {
        let (known, id) = self.0.get(kept.mark() % LATELY)?;
        (*known == kept && *id != NO_CELL).then_some(*id)
    }

    /// Remembers a cell.
    pub fn note(&mut self, kept: Kept, id: u32) {
        if self.0.is_empty() {
            self.0.resize(LATELY, (kept, NO_CELL));
        }
        self.0[kept.mark() % LATELY] = (kept, id);
    }
}

#[cfg(test)]
mod tests {
    use super::super::sheet::Cell;
    use super::*;

    #[test]
    fn texts_are_told_apart() {
        let mut recent = Recent::default();
        let long = "x".repeat(32);
        assert!(Letters::of(&long).is_none());
        let texts = ["", "a", "a\0", "b", &long[..31], &long[..30], &long[..8]];
        for (id, text) in (0..).zip(texts) {
            let letters = Letters::of(text).expect("a short text");
            assert_eq!(recent.id(letters), None, "{text:?}");
            recent.note(letters, id);
            assert_eq!(recent.id(letters), Some(id), "{text:?}");
        }
    }

    #[test]
    fn cells_are_told_apart() {
        let mut lately = Lately::default();
        let of = |cell, fill| Kept::plain(cell, fill).expect("a cell without a text");
        let cells = [
            of(Cell::Number(1.0), None),
            of(Cell::Date(1.0), None),
            of(Cell::Number(1.0), Some(0xFF)),
            of(Cell::Number(2.0), None),
        ];
        for (id, cell) in (0..).zip(cells) {
            assert_eq!(lately.id(cell), None);
            lately.note(cell, id);
            assert_eq!(lately.id(cell), Some(id));
        }
        let mut by_text = ByText::default();
        by_text.note(3, 1);
        by_text.note(HIGHEST as u32, 2);
        assert_eq!(
            [2, 3, 4, HIGHEST as u32].map(|text| by_text.id(text)),
            [None, Some(1), None, None]
        );
    }

    #[test]
    fn letters_are_those_of_the_part() {
        let text = "one,two,three, and a little more than that";
        for (start, part) in [(0, "one"), (4, "two"), (8, "three"), (38, "that")] {
            assert!(Letters::within(text.as_bytes(), start, part.len()) == Letters::of(part));
        }
    }

    #[test]
    fn many_texts_are_found_until_they_are_forgotten() {
        let mut recent = Recent::default();
        let letters = |id: u32| Letters::of(&format!("text {id}")).expect("a short text");
        let all = 0..MOST as u32;
        all.clone().for_each(|id| recent.note(letters(id), id));
        assert!(all.clone().all(|id| recent.id(letters(id)) == Some(id)));
        recent.note(letters(all.end), all.end);
        assert_eq!(recent.id(letters(all.end)), Some(all.end));
        assert!(all.clone().all(|id| recent.id(letters(id)).is_none()));
    }
}
