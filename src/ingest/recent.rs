//! Short texts that a column has met lately, found by their letters alone: most texts of a large table are such.

/// How many are remembered, at least and at most; a later one takes the place of one with the same mark.
const PLACES: std::ops::RangeInclusive<usize> = 64..=16_384;
/// Places for each different text of the column: with as many, few texts share theirs.
const ROOM: usize = 32;

/// A text of less than 32 bytes: its length, and its bytes from the front and from the back.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Letters {
    words: [u64; 4],
    length: u8,
}

impl Letters {
    /// The letters of a short text.
    #[inline]
    pub fn of(text: &str) -> Option<Letters> {
        let bytes = text.as_bytes();
        let words = match bytes.len() {
            16..32 => {
                let (front, back) = (bytes.first_chunk::<16>()?, bytes.last_chunk::<16>()?);
                let [front, back] = [front, back].map(|half| u128::from_le_bytes(*half));
                [
                    front as u64,
                    (front >> 64) as u64,
                    back as u64,
                    (back >> 64) as u64,
                ]
            }
            8..16 => {
                let (front, back) = (bytes.first_chunk::<8>()?, bytes.last_chunk::<8>()?);
                [u64::from_le_bytes(*front), u64::from_le_bytes(*back), 0, 0]
            }
            4..8 => {
                let (front, back) = (bytes.first_chunk::<4>()?, bytes.last_chunk::<4>()?);
                let [front, back] = [front, back].map(|part| u64::from(u32::from_le_bytes(*part)));
                [front << 32 | back, 0, 0, 0]
            }
            1..4 => {
                let middle = bytes[bytes.len() / 2];
                let all = [bytes[0], middle, *bytes.last()?, 0];
                [u64::from(u32::from_le_bytes(all)), 0, 0, 0]
            }
            _ => return None,
        };
        let length = bytes.len() as u8;
        Some(Letters { words, length })
    }

    /// A number that differs between most texts, in its upper bits too.
    #[inline]
    fn mark(self) -> u64 {
        let [a, b, c, d] = self.words;
        let mixed = a ^ b.rotate_left(17) ^ c.rotate_left(31) ^ d.rotate_left(47);
        let mixed = mixed ^ u64::from(self.length);
        // Knuth's multiplier spreads the letters over the upper bits.
        mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }
}

/// Ids of texts by their letters.
#[derive(Default)]
pub struct Recent {
    /// A power of two, or none yet.
    places: Vec<(Letters, u32)>,
}

impl Recent {
    /// The id of a text.
    #[inline]
    pub fn id(&self, letters: Letters) -> Option<u32> {
        let (known, id) = self.places.get(self.place(letters))?;
        (*known == letters).then_some(*id)
    }

    /// Remembers a text of a column that has met so many different ones.
    pub fn note(&mut self, letters: Letters, id: u32, different: usize) {
        let room = (different * ROOM).next_power_of_two();
        let room = room.clamp(*PLACES.start(), *PLACES.end());
        if room > self.places.len() {
            self.widen(room);
        }
        let place = self.place(letters);
        self.places[place] = (letters, id);
    }

    fn widen(&mut self, room: usize) {
        let known = std::mem::replace(&mut self.places, vec![(Letters::default(), 0); room]);
        for (letters, id) in known.into_iter().filter(|(letters, _)| letters.length > 0) {
            let place = self.place(letters);
            self.places[place] = (letters, id);
        }
    }

    fn place(&self, letters: Letters) -> usize {
        (letters.mark() >> 40) as usize & self.places.len().saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_told_apart() {
        let mut recent = Recent::default();
        let long = "x".repeat(32);
        assert!(Letters::of(&long).is_none());
        let texts = ["a", "a\0", "b", &long[..31], &long[..30]];
        for (id, text) in (0..).zip(texts) {
            let letters = Letters::of(text).expect("a short text");
            assert_eq!(recent.id(letters), None, "{text:?}");
            recent.note(letters, id, id as usize * 20);
            assert_eq!(recent.id(letters), Some(id), "{text:?}");
        }
    }
}
