//! Where two bytes stand in a text, many at a time: fields are short, so that a search begun anew for each costs more than
//! the search itself.

/// Bytes that are looked through together, one for each bit of a mask.
const BLOCK: usize = u64::BITS as usize;
/// Bytes of a word.
const WORD: usize = size_of::<u64>();
const LOW_BITS: u64 = u64::from_ne_bytes([0x7f; WORD]);
const ONES: u64 = u64::from_ne_bytes([1; WORD]);
/// Moves the lowest bit of each byte of a word side by side into its uppermost byte, the first byte's lowest.
const GATHER: u64 = 0x0102_0408_1020_4080;

/// Places of two bytes in a text, ascending.
pub struct Marks<'t> {
    /// What is not looked through yet.
    rest: &'t [u8],
    /// Where the block begins that was looked through last.
    block: usize,
    /// Bits of its places that were not told yet.
    left: u64,
    wanted: [u64; 2],
}

impl<'t> Marks<'t> {
    /// The places of either byte.
    pub fn of(text: &'t [u8], bytes: [u8; 2]) -> Marks<'t> {
        Marks {
            rest: text,
            block: 0_usize.wrapping_sub(BLOCK),
            left: 0,
            wanted: bytes.map(|byte| u64::from(byte) * ONES),
        }
    }

    /// Bits of the places in a block.
    fn found(&self, block: &[u8; BLOCK]) -> u64 {
        let (words, _) = block.as_chunks::<WORD>();
        let bits = words.iter().rev().map(|word| {
            let word = u64::from_le_bytes(*word);
            let [one, other] = self.wanted.map(|wanted| zeros(word ^ wanted));
            ((one | other) >> 7).wrapping_mul(GATHER) >> (u64::BITS - 8)
        });
        bits.fold(0, |all, eight| all << 8 | eight)
    }

    /// The bits of the next block; none at the end.
    fn next_block(&mut self) -> Option<u64> {
        self.block = self.block.wrapping_add(BLOCK);
        if let Some((block, rest)) = self.rest.split_first_chunk::<BLOCK>() {
            self.rest = rest;
            return Some(self.found(block));
        }
        let last = std::mem::take(&mut self.rest);
        if last.is_empty() {
            return None;
        }
        let mut block = [0; BLOCK];
        block[..last.len()].copy_from_slice(last);
        Some(self.found(&block) & !(u64::MAX << last.len()))
    }
}

impl Iterator for Marks<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.left == 0 {
            self.left = self.next_block()?;
        }
        let at = self.left.trailing_zeros() as usize;
        self.left &= self.left - 1;
        Some(self.block + at)
    }
}

/// The upper bit of every byte of a word that is zero, and no other.
fn zeros(word: u64) -> u64 {
    !(((word & LOW_BITS) + LOW_BITS) | word | LOW_BITS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_place_is_told(
            text in proptest::collection::vec(prop_oneof![Just(b','), Just(b'\n'), any::<u8>()], 0..300),
            bytes in any::<[u8; 2]>(),
        ) {
            for wanted in [[b',', b'\n'], bytes] {
                let told: Vec<usize> = Marks::of(&text, wanted).collect();
                let all = (0..text.len()).filter(|at| wanted.contains(&text[*at]));
                prop_assert_eq!(told, all.collect::<Vec<usize>>());
            }
        }
    }
}
