//! Small numbers in few bits: runs of one number, and groups of eight packed side by side.

use super::thrift::{put_varint, take_varint};

/// Bits that hold numbers up to this one.
pub fn width_of(largest: u32) -> u32 {
    u32::BITS - largest.leading_zeros()
}

/// Packs numbers of so many bits: one run where all are the same, else groups of eight.
pub fn pack(numbers: &[u32], width: u32, bytes: &mut Vec<u8>) {
    let first = numbers.first().copied().unwrap_or_default();
    if numbers.iter().all(|number| *number == first) {
        put_varint(bytes, (numbers.len() as u64) << 1);
        let whole = width.div_ceil(8) as usize;
        bytes.extend_from_slice(&first.to_le_bytes()[..whole]);
        return;
    }
    let groups = numbers.len().div_ceil(8);
    put_varint(bytes, (groups as u64) << 1 | 1);
    let (mut held, mut bits) = (0_u64, 0);
    let padding = std::iter::repeat_n(&0, groups * 8 - numbers.len());
    for number in numbers.iter().chain(padding) {
        held |= u64::from(*number) << bits;
        bits += width;
        while bits >= 8 {
            bytes.push(held as u8);
            held >>= 8;
            bits -= 8;
        }
    }
}

/// The same numbers again; none when the bytes hold fewer.
pub fn unpack(mut bytes: &[u8], width: u32, count: usize) -> Option<Vec<u32>> {
    if width > u32::BITS {
        return None;
    }
    // a packed number takes a bit at least, and runs are checked where they stand
    let mut numbers = Vec::with_capacity(count.min(bytes.len().saturating_mul(8)));
    while numbers.len() < count {
        let head = take_varint(&mut bytes)?;
        let missing = count - numbers.len();
        let length = usize::try_from(head >> 1).ok()?;
        if head & 1 == 0 {
            let (own, rest) = bytes.split_at_checked(width.div_ceil(8) as usize)?;
            bytes = rest;
            let mut number = [0; 4];
            number[..own.len()].copy_from_slice(own);
            if length == 0 {
                return None;
            }
            numbers.resize(
                numbers.len() + length.min(missing),
                u32::from_le_bytes(number),
            );
        } else {
            let (own, rest) = bytes.split_at_checked(length.checked_mul(width as usize)?)?;
            bytes = rest;
            let packed = length.checked_mul(8)?;
            if packed == 0 {
                return None;
            }
            unpack_groups(own, width, packed.min(missing), &mut numbers);
        }
    }
    Some(numbers)
}

fn unpack_groups(bytes: &[u8], width: u32, count: usize, numbers: &mut Vec<u32>) {
    let mask = (1_u64 << width) - 1;
    let (step, mut bit) = (width as usize, 0);
    numbers.reserve(count);
    for _ in 0..count {
        let rest = bytes.get(bit / 8..).unwrap_or_default();
        let held = match rest.first_chunk() {
            Some(eight) => u64::from_le_bytes(*eight),
            None => last_of(rest),
        };
        numbers.push((held >> (bit % 8) & mask) as u32);
        bit += step;
    }
}

/// Fewer than eight bytes as a number.
fn last_of(bytes: &[u8]) -> u64 {
    let mut eight = [0; 8];
    eight[..bytes.len()].copy_from_slice(bytes);
    u64::from_le_bytes(eight)
}

/// Numbers of one bit as flags; none when the bytes hold fewer.
pub fn unpack_flags(bytes: &[u8], count: usize) -> Option<Vec<bool>> {
    let mut rest = bytes;
    let head = take_varint(&mut rest)?;
    if head & 1 == 0 && usize::try_from(head >> 1).ok()? >= count {
        // one run, as most columns are: all have a value, or none has
        return Some(vec![rest.first()? & 1 == 1; count]);
    }
    let numbers = unpack(bytes, 1, count)?;
    Some(numbers.into_iter().map(|number| number == 1).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_lie_as_the_format_says() {
        // the example of the format's own description: 0 to 7 in three bits
        let mut bytes = Vec::new();
        pack(&[0, 1, 2, 3, 4, 5, 6, 7], 3, &mut bytes);
        assert_eq!(bytes, [0b11, 0b1000_1000, 0b1100_0110, 0b1111_1010]);
        let mut run = Vec::new();
        pack(&[5; 300], 3, &mut run);
        assert_eq!(run, [0b1101_1000, 0b100, 5]);
    }

    proptest! {
        #[test]
        fn numbers_read_back(numbers in proptest::collection::vec(0_u32..70_000, 1..100), extra in 0..15_u32) {
            let width = width_of(70_000) + extra;
            let mut bytes = Vec::new();
            pack(&numbers, width, &mut bytes);
            prop_assert_eq!(unpack(&bytes, width, numbers.len()), Some(numbers));
        }

        #[test]
        fn flags_are_numbers_of_one_bit(flags in prop_oneof![
            proptest::collection::vec(any::<bool>(), 1..100),
            (any::<bool>(), 1_usize..100).prop_map(|(flag, count)| vec![flag; count]),
        ]) {
            let numbers: Vec<u32> = flags.iter().map(|flag| u32::from(*flag)).collect();
            let mut bytes = Vec::new();
            pack(&numbers, 1, &mut bytes);
            prop_assert_eq!(unpack_flags(&bytes, flags.len()), Some(flags));
        }

        #[test]
        fn any_bytes_are_numbers_or_none(bytes in proptest::collection::vec(any::<u8>(), 0..60), width in 0_u32..40, count in 0_usize..2000) {
            if let Some(numbers) = unpack(&bytes, width, count) {
                prop_assert_eq!(numbers.len(), count);
            }
            if let Some(flags) = unpack_flags(&bytes, count) {
                prop_assert_eq!(flags.len(), count);
            }
        }
    }
}
