//! The compact protocol of Thrift, as far as headers and footers of Parquet need it.

use std::collections::BTreeMap;

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Integers of any width, and enumerations.
    Integer(i64),
    /// Bytes, and texts as bytes.
    Bytes(Vec<u8>),
    /// Items of one kind.
    List(Vec<Value>),
    /// Fields by their number.
    Struct(Fields),
}

/// Fields of a struct by their number.
pub type Fields = BTreeMap<i16, Value>;

const TRUE: u8 = 1;
const FALSE: u8 = 2;
const BYTE: u8 = 3;
const I16: u8 = 4;
const I32: u8 = 5;
const I64: u8 = 6;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const STRUCT: u8 = 12;
/// Structs and lists inside of each other, at most: Parquet needs five.
const DEPTH: u8 = 16;

/// Writes structs.
#[derive(Default)]
pub struct Writer {
    /// What is written so far.
    pub bytes: Vec<u8>,
    /// The number of the last field, in each struct that is open.
    last: Vec<i16>,
}

impl Writer {
    /// Begins a struct: a file's, or an item of a list.
    pub fn begin(&mut self) {
        self.last.push(0);
    }

    /// Ends the struct begun last.
    pub fn end(&mut self) {
        self.last.pop();
        self.bytes.push(0);
    }

    /// A field that is a struct of its own; to be ended.
    pub fn begin_field(&mut self, number: i16) {
        self.field(number, STRUCT);
        self.begin();
    }

    /// A field of 32 bits.
    pub fn i32(&mut self, number: i16, value: i32) {
        self.field(number, I32);
        self.integer(i64::from(value));
    }

    /// A field of 64 bits.
    pub fn i64(&mut self, number: i16, value: i64) {
        self.field(number, I64);
        self.integer(value);
    }

    /// A text.
    pub fn text(&mut self, number: i16, text: &str) {
        self.field(number, BINARY);
        self.binary(text);
    }

    /// A list of structs: so many follow, each begun and ended.
    pub fn structs(&mut self, number: i16, count: usize) {
        self.field(number, LIST);
        self.list(STRUCT, count);
    }

    /// A list of integers.
    pub fn integers(&mut self, number: i16, values: &[i32]) {
        self.field(number, LIST);
        self.list(I32, values.len());
        values
            .iter()
            .for_each(|value| self.integer((*value).into()));
    }

    /// A list of texts.
    pub fn texts(&mut self, number: i16, texts: &[&str]) {
        self.field(number, LIST);
        self.list(BINARY, texts.len());
        texts.iter().for_each(|text| self.binary(text));
    }

    fn field(&mut self, number: i16, kind: u8) {
        let last = self.last.last_mut().expect("a field stands in a struct");
        let step = number - std::mem::replace(last, number);
        debug_assert!((1..16).contains(&step), "fields come in order");
        self.bytes.push((step as u8) << 4 | kind);
    }

    fn list(&mut self, kind: u8, count: usize) {
        if count < 15 {
            self.bytes.push((count as u8) << 4 | kind);
        } else {
            self.bytes.push(0xf0 | kind);
            put_varint(&mut self.bytes, count as u64);
        }
    }

    fn binary(&mut self, text: &str) {
        put_varint(&mut self.bytes, text.len() as u64);
        self.bytes.extend_from_slice(text.as_bytes());
    }

    fn integer(&mut self, value: i64) {
        put_varint(&mut self.bytes, ((value << 1) ^ (value >> 63)) as u64);
    }
}

/// Writes a number in as few groups of seven bits as it needs, the lowest first.
pub fn put_varint(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// Takes such a number from the front.
pub fn take_varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(first & 0x7f).checked_shl(shift)?;
        if first & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// Takes a struct from the front; none when the bytes are not one.
pub fn take_struct(bytes: &mut &[u8]) -> Option<Fields> {
    fields(bytes, 0)
}

fn fields(bytes: &mut &[u8], depth: u8) -> Option<Fields> {
    let mut fields = Fields::new();
    let mut number = 0_i16;
    loop {
        let head = take_byte(bytes)?;
        if head == 0 {
            return Some(fields);
        }
        number = match head >> 4 {
            0 => i16::try_from(take_integer(bytes)?).ok()?,
            step => number.checked_add(i16::from(step))?,
        };
        let value = match head & 0x0f {
            kind @ (TRUE | FALSE) => Value::Integer(i64::from(kind == TRUE)),
            kind => value(bytes, kind, depth)?,
        };
        fields.insert(number, value);
    }
}

fn value(bytes: &mut &[u8], kind: u8, depth: u8) -> Option<Value> {
    if depth > DEPTH {
        return None;
    }
    Some(match kind {
        TRUE | FALSE => Value::Integer(i64::from(take_byte(bytes)? == TRUE)),
        BYTE => Value::Integer(i64::from(take_byte(bytes)? as i8)),
        I16 | I32 | I64 => Value::Integer(take_integer(bytes)?),
        BINARY => {
            let length = usize::try_from(take_varint(bytes)?).ok()?;
            let (own, rest) = bytes.split_at_checked(length)?;
            *bytes = rest;
            Value::Bytes(own.to_vec())
        }
        LIST => {
            let head = take_byte(bytes)?;
            let count = match head >> 4 {
                15 => usize::try_from(take_varint(bytes)?).ok()?,
                few => usize::from(few),
            };
            // an item takes a byte at least
            if count > bytes.len() {
                return None;
            }
            let items = (0..count).map(|_| value(bytes, head & 0x0f, depth + 1));
            Value::List(items.collect::<Option<Vec<_>>>()?)
        }
        STRUCT => Value::Struct(fields(bytes, depth + 1)?),
        _ => return None,
    })
}

fn take_byte(bytes: &mut &[u8]) -> Option<u8> {
    let (first, rest) = bytes.split_first()?;
    *bytes = rest;
    Some(*first)
}

fn take_integer(bytes: &mut &[u8]) -> Option<i64> {
    let coded = take_varint(bytes)?;
    Some((coded >> 1) as i64 ^ -((coded & 1) as i64))
}

impl Value {
    /// The integer, where it is one.
    pub fn integer(&self) -> Option<i64> {
        match self {
            Value::Integer(value) => Some(*value),
            _ => None,
        }
    }

    /// The text, where it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Value::Bytes(bytes) => std::str::from_utf8(bytes).ok(),
            _ => None,
        }
    }

    /// The items, where it is a list.
    pub fn list(&self) -> Option<&[Value]> {
        match self {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// The fields, where it is a struct.
    pub fn fields(&self) -> Option<&Fields> {
        match self {
            Value::Struct(fields) => Some(fields),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_struct_reads_back() {
        let mut writer = Writer::default();
        writer.begin();
        writer.i32(1, -7);
        writer.text(4, "ж");
        writer.begin_field(5);
        writer.i64(3, i64::MIN);
        writer.end();
        writer.integers(6, &[1, 2]);
        writer.texts(7, &["a"; 20]);
        writer.end();
        let read = take_struct(&mut writer.bytes.as_slice()).expect("a struct");
        let inner = Fields::from([(3, Value::Integer(i64::MIN))]);
        let texts = vec![Value::Bytes(b"a".to_vec()); 20];
        let expected = Fields::from([
            (1, Value::Integer(-7)),
            (4, Value::Bytes("ж".as_bytes().to_vec())),
            (5, Value::Struct(inner)),
            (6, Value::List(vec![Value::Integer(1), Value::Integer(2)])),
            (7, Value::List(texts)),
        ]);
        assert_eq!(read, expected);
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_struct_or_none(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = take_struct(&mut bytes.as_slice());
        }

        #[test]
        fn numbers_read_back(value: u64) {
            let mut bytes = Vec::new();
            put_varint(&mut bytes, value);
            prop_assert_eq!(take_varint(&mut bytes.as_slice()), Some(value));
        }
    }
}
