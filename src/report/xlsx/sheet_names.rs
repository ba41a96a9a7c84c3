//! Sheet names and defined names that Excel takes: short, clean, unique, the same each time.

use std::collections::BTreeSet;

/// Most UTF-16 units of a sheet name.
const LONGEST: usize = 31;

/// Sheet names for wished names, in order: forbidden signs replaced, cut to 31 UTF-16 units, unique without
/// regard to case (`~2`), and never `History`, which Excel keeps for itself.
#[derive(Default)]
pub struct SheetNames {
    taken: BTreeSet<String>,
}

impl SheetNames {
    /// The name the next sheet gets.
    pub fn take(&mut self, wished: &str) -> String {
        let base = clean(wished);
        let mut name = cut(&base, LONGEST);
        let mut copy = 2;
        while name.eq_ignore_ascii_case("history") || !self.taken.insert(name.to_lowercase()) {
            let ending = format!("~{copy}");
            name = format!("{}{ending}", cut(&base, LONGEST - ending.len()));
            copy += 1;
        }
        name
    }
}

fn clean(wished: &str) -> String {
    let replaced: String = wished
        .chars()
        .map(|letter| match letter {
            '*' | '?' | ':' | '[' | ']' | '\\' | '/' => '-',
            letter if letter.is_control() => ' ',
            letter => letter,
        })
        .collect();
    let trimmed = replaced.trim().trim_matches('\'').trim();
    if trimmed.is_empty() {
        "-".to_owned()
    } else {
        trimmed.to_owned()
    }
}

fn cut(name: &str, longest: usize) -> String {
    let mut units = 0;
    let kept: String = name
        .chars()
        .take_while(|letter| {
            units += letter.len_utf16();
            units <= longest
        })
        .collect();
    kept.trim_end().trim_end_matches('\'').trim_end().to_owned()
}

/// Names of tables and of cells: one namespace in a workbook, ASCII, never like a cell reference.
#[derive(Default)]
pub struct DefinedNames {
    taken: BTreeSet<String>,
}

impl DefinedNames {
    /// The name made of a wished one.
    pub fn take(&mut self, wished: &str) -> String {
        let mut base: String = wished
            .chars()
            .map(|letter| match letter {
                letter if letter.is_ascii_alphanumeric() => letter,
                _ => '_',
            })
            .take(200)
            .collect();
        // Without an underscore a name such as `nps1` or `r1c1` would be a cell.
        if !base.contains('_') || !base.starts_with(|first: char| first.is_ascii_alphabetic()) {
            base.insert_str(0, "t_");
        }
        let mut name = base.clone();
        let mut copy = 2;
        while !self.taken.insert(name.to_lowercase()) {
            name = format!("{base}_{copy}");
            copy += 1;
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_by_excel() {
        let mut names = SheetNames::default();
        let long = "Clients and their account managers";
        for (wished, name) in [
            ("Bridge", "Bridge"),
            ("BRIDGE", "BRIDGE~2"),
            ("a/b:c", "a-b-c"),
            ("'quoted'", "quoted"),
            ("History", "History~2"),
            ("", "-"),
            (long, "Clients and their account manag"),
            (long, "Clients and their account man~2"),
        ] {
            assert_eq!(names.take(wished), name);
        }
        assert_eq!(names.take(&"😀".repeat(20)), "😀".repeat(15));
    }

    #[test]
    fn defined_names_never_look_like_cells() {
        let mut names = DefinedNames::default();
        for (wished, name) in [
            ("client_month", "client_month"),
            ("Client_Month", "Client_Month_2"),
            ("nps1", "t_nps1"),
            ("9_lives", "t_9_lives"),
            ("über", "t__ber"),
        ] {
            assert_eq!(names.take(wished), name);
        }
    }
}
