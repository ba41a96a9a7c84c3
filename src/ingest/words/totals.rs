//! Labels of totals, footers and what stands among them.

use super::super::sought::{is_chinese, is_chinese_letter};
use super::{TotalLabel, Words, begins};

impl Words {
    /// True for the folded label of a row below a grid that tells of the rows above: load, free hours, a running total.
    pub fn is_summary(&self, folded: &str) -> bool {
        begins(&self.summaries, folded)
    }

    /// True where a text can be the label of a total: one of its words begins as a total word does. Cheap: nothing is folded.
    pub fn may_be_total(&self, text: &str) -> bool {
        // a number or a day has no word
        if text.bytes().all(|byte| byte < b'A') {
            return false;
        }
        let mut begins = true;
        text.chars().any(|letter| {
            let first = begins
                && letter
                    .to_lowercase()
                    .any(|letter| self.total_letters.contains(&letter));
            begins = !letter.is_alphanumeric();
            first || is_chinese_letter(letter) && self.total_letters.contains(&letter)
        })
    }

    /// What a folded label says of a total, if it speaks of one: the word alone, with words that name nobody, or with a
    /// name before or behind it.
    pub fn total_label<'f>(&self, folded: &'f str) -> Option<TotalLabel<'f>> {
        if self.is_total(folded) {
            return Some(TotalLabel::Whole);
        }
        let behind = folded
            .match_indices(' ')
            .rev()
            .find(|(at, _)| self.total.contains_key(&folded[..*at]))
            .map(|(at, _)| &folded[at + 1..]);
        let before = folded
            .match_indices(' ')
            .find(|(at, _)| self.total.contains_key(&folded[at + 1..]))
            .map(|(at, _)| &folded[..at]);
        // most labels have no such letter
        let may_be = folded.chars().any(is_chinese_letter);
        let words = self.total.keys().filter(|word| may_be && is_chinese(word));
        let chinese = words
            .filter_map(|word| {
                folded
                    .strip_suffix(word.as_str())
                    .or_else(|| folded.strip_prefix(word.as_str()))
            })
            .min_by_key(|rest| rest.len())
            .map(str::trim);
        let rest = behind.or(before).or(chinese)?;
        let of = begins(&self.total_of, folded);
        Some(if of || self.names_nobody(rest) {
            TotalLabel::Explained
        } else {
            TotalLabel::Of(rest)
        })
    }

    /// True for a label of a sum that names nobody: `total hours`, `итого за октябрь`.
    pub fn is_total_of_all(&self, folded: &str) -> bool {
        let label = self.total_label(folded);
        matches!(label, Some(TotalLabel::Whole | TotalLabel::Explained)) && !self.is_no_sum(folded)
    }

    /// True for a label of a total that may be of a part of the rows, or their count: `total billable hours`.
    pub fn is_total_of_part(&self, folded: &str) -> bool {
        let mut words = folded.split(' ');
        words.any(|word| self.total_part.contains_key(word))
    }

    /// `in` or `out` for a bank's label of all money that came in, or went out.
    pub fn turnover(&self, folded: &str) -> Option<&str> {
        self.turnovers.get(folded).map(String::as_str)
    }

    /// Numbers, months, units, currencies and words that stand beside a total and are no name.
    pub(super) fn names_nobody(&self, rest: &str) -> bool {
        self.total_beside.contains_key(rest)
            || rest.split(' ').all(|word| {
                self.total_beside.contains_key(word)
                    || self.months.contains_key(word)
                    || word
                        .chars()
                        .all(|letter| letter.is_numeric() || letter == '年' || letter == '月')
                    || self.units.iter().any(|(unit, _)| unit == word)
                    || self.amounts.word(word).is_some()
            })
    }

    /// True for `Page 1 of 2`, `стр. 3`, `第 1 页`.
    pub fn is_page(&self, folded: &str) -> bool {
        let paged = |word: &str| self.page.contains_key(word) || word.contains(['页', '頁']);
        folded.chars().any(|letter| letter.is_ascii_digit())
            && folded.split(' ').any(paged)
            && folded.split(' ').all(|word| {
                self.page.contains_key(word)
                    || word
                        .chars()
                        .all(|letter| letter.is_ascii_digit() || "第共页頁".contains(letter))
            })
    }

    /// True for a label that is a total word and nothing else.
    pub fn is_total(&self, folded: &str) -> bool {
        self.total.contains_key(folded)
    }

    /// True for a label that begins with the words of a program's stamp.
    pub fn begins_footer(&self, folded: &str) -> bool {
        begins(&self.footer, folded)
    }

    /// True for a word beside a total's label that says what is counted: `Count`, `Count: 2`.
    pub fn is_counted(&self, folded: &str) -> bool {
        let bare = folded.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == ' ');
        self.counted.contains_key(bare)
    }

    /// True for a label of a row that stands among totals and adds nothing up: a balance, a count, an average.
    pub fn is_no_sum(&self, folded: &str) -> bool {
        let begins = |word: &String| {
            folded
                .strip_prefix(word.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(' ') || is_chinese(word))
        };
        self.no_sum.keys().any(begins)
    }

    /// True for a sheet's name that says it sums up other sheets: `Total`, `Итого`, `Свод`, `汇总`.
    pub fn speaks_of_a_summary(&self, folded: &str) -> bool {
        self.is_total(folded) || self.summary.contains_key(folded)
    }
}
