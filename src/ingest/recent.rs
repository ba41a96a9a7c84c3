//! Short texts that a column has met lately, found by their letters alone: most texts of a large table are such.

/// How many are remembered; a later one takes the place of one with the same mark.
const PLACES: usize = 512;

/// A text of less than 32 bytes: its length, and its bytes from the front and from the back.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Letters {
    words: [u64; 4],
    length: u8,
}

impl Letters {
    /// The letters of a short text.
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

    fn place(self) -> usize {
        let [a, b, c, d] = self.words;
        let mixed = a ^ b.rotate_left(17) ^ c.rotate_left(31) ^ d.rotate_left(47);
        let mixed = mixed ^ u64::from(self.length);
        // Knuth's multiplier spreads the letters over the upper bits.
        (mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 55) as usize % PLACES
    }
}

/// Ids of texts by their letters.
#[derive(Default)]
pub struct Recent {
    places: Vec<(Letters, u32)>,
}

impl Recent {
    /// The id of a text.
    pub fn id(&self, letters: Letters) -> Option<u32> {
        let (known, id) = self.places.get(letters.place())?;
        (*known == letters).then_some(*id)
    }

    /// Remembers a text.
    pub fn note(&mut self, letters: Letters, id: u32) {
        if self.places.is_empty() {
            self.places = vec![(Letters::default(), 0); PLACES];
        }
        self.places[letters.place()] = (letters, id);
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
            recent.note(letters, id);
            assert_eq!(recent.id(letters), Some(id), "{text:?}");
        }
    }
}
