//! Sheet names and defined names that Excel takes: short, clean, unique, the same each time.

use std::collections::BTreeSet;

/// Most UTF-16 units of a sheet name.
const LONGEST: usize = 31;

/// Between the name of a page and that of its list.
const BETWEEN: &str = " - ";
/// So much of a page's name stands before that of its list.
const HALF: usize = 14;

/// Sheet names for wished names, in order: forbidden signs replaced, cut to 31 UTF-16 units, unique without
/// regard to case (by their ends, else `~2`), and never `History`, which Excel keeps for itself.
#[derive(Default)]
pub struct SheetNames {
    taken: BTreeSet<String>,
}

impl SheetNames {
    /// The name the next sheet gets.
    pub fn take(&mut self, wished: &str) -> String {
        let base = clean(wished);
        let mut name = told_short(&base, LONGEST);
        if self.taken.contains(&name.to_lowercase()) && units(&base) > LONGEST {
            name = with_its_end(&base);
        }
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

/// The name of a sheet that a list of a page has for itself: both can still be told when they are long.
pub fn of_part(page: &str, part: &str) -> String {
    let room = LONGEST - BETWEEN.len();
    let (page, part) = (clean(page), clean(part));
    if part.contains(&page) {
        return told_short(&part, LONGEST);
    }
    let of_page = match units(&page) + units(&part) > room {
        true => told_short(&page, HALF.max(room.saturating_sub(units(&part)))),
        false => page,
    };
    let of_part = told_short(&part, room - units(&of_page));
    format!("{of_page}{BETWEEN}{of_part}")
}

fn units(name: &str) -> usize {
    name.encode_utf16().count()
}

/// Cut after a whole word where one ends in the last third, with an ellipsis.
fn told_short(name: &str, longest: usize) -> String {
    if units(name) <= longest {
        return name.to_owned();
    }
    let kept = cut(name, longest - 1);
    let ends = name[kept.len()..].starts_with(char::is_whitespace);
    let word = kept
        .rfind(char::is_whitespace)
        .filter(|at| !ends && at * 3 >= kept.len() * 2);
    let kept = word.map_or(kept.as_str(), |at| &kept[..at]);
    let marks = |letter: char| letter.is_whitespace() || ",;:-–—'(".contains(letter);
    format!("{}…", kept.trim_end_matches(marks))
}

/// Begin and end of a name whose begin alone is taken by another sheet.
fn with_its_end(name: &str) -> String {
    let begin = cut(name, LONGEST / 2);
    let mut end = String::new();
    for letter in name.chars().rev() {
        if units(&end) + letter.len_utf16() > LONGEST - 1 - units(&begin) {
            break;
        }
        end.insert(0, letter);
    }
    format!("{begin}…{}", end.trim_start())
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
            (long, "Clients and their account…"),
            (
                "Clients and their account owners",
                "Clients and the…account owners",
            ),
            (long, "Clients and the…ccount managers"),
            (long, "Clients and their account man~2"),
        ] {
            assert_eq!(names.take(wished), name);
        }
        assert_eq!(
            names.take(&"😀".repeat(20)),
            format!("{}…", "😀".repeat(15))
        );
    }

    #[test]
    fn a_list_of_a_page_can_be_told_by_both_names() {
        for (page, part, name) in [
            ("Invoices", "EUR", "Invoices - EUR"),
            ("Invoices", "Invoices, EUR", "Invoices, EUR"),
            // 14 units of the page, 14 of the list
            (
                "Clients and account managers",
                "Addresses of clients by country",
                "Clients and… - Addresses of…",
            ),
            // a short list leaves the page more room
            (
                "Review Northern Lights Theatre",
                "Due",
                "Review Northern Lights… - Due",
            ),
            (
                "Overview",
                "Clients by value and health",
                "Overview - Clients by value…",
            ),
        ] {
            let told = of_part(page, part);
            assert_eq!(told, name);
            assert!(units(&told) <= LONGEST);
        }
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
