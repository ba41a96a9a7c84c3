//! Where something stands in a file, as Excel shows it.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::stored::shared_text;

/// A cell of a file. `row` and `column` are 1-based, as Excel counts them; `sheet` is empty for text
/// files, whose row is the line and whose columns carry letters all the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Path relative to the folder, with `/`.
    #[serde(with = "shared_text")]
    pub file: Arc<str>,
    /// Sheet name as written; empty for text files.
    #[serde(with = "shared_text")]
    pub sheet: Arc<str>,
    /// 1-based row or line.
    pub row: u32,
    /// 1-based column; 1 is `A`.
    pub column: u32,
}

impl Place {
    /// The whole file: its cell A1.
    pub fn of_file(file: &str) -> Place {
        Place {
            file: file.into(),
            sheet: "".into(),
            row: 1,
            column: 1,
        }
    }

    /// The cell as Excel names it: `D14`.
    pub fn cell(&self) -> String {
        format!("{}{}", column_letters(self.column), self.row)
    }
}

/// `time.xlsx, July!D14`; without a sheet `time.csv, D14`.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.sheet.is_empty() {
            write!(f, "{}, {}", self.file, self.cell())
        } else {
            write!(f, "{}, {}!{}", self.file, self.sheet, self.cell())
        }
    }
}

/// Letters of a 1-based column: 1 is `A`, 27 is `AA`.
pub fn column_letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    while rest > 0 {
        letters.push(b'A' + ((rest - 1) % 26) as u8);
        rest = (rest - 1) / 26;
    }
    letters.reverse();
    String::from_utf8(letters).expect("letters A to Z are UTF-8")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cells_as_excel_does() {
        for (column, letters) in [
            (1, "A"),
            (26, "Z"),
            (27, "AA"),
            (702, "ZZ"),
            (703, "AAA"),
            (16_384, "XFD"),
        ] {
            assert_eq!(column_letters(column), letters);
        }
        let place = Place {
            file: "time.xlsx".into(),
            sheet: "July".into(),
            row: 14,
            column: 4,
        };
        assert_eq!(place.to_string(), "time.xlsx, July!D14");
    }
}
