//! Texts in one piece of memory, by number.

/// Texts one behind the other; numbers count from 0 in the order in which they came.
#[derive(Clone, Debug, Default)]
pub struct TextStore {
    letters: String,
    ends: Vec<usize>,
}

impl TextStore {
    /// Keeps a text; its number.
    pub fn add(&mut self, text: &str) -> u32 {
        self.letters.push_str(text);
        self.ends.push(self.letters.len());
        (self.ends.len() - 1) as u32
    }

    /// A text by its number; empty beyond the last.
    pub fn text(&self, number: u32) -> &str {
        let at = number as usize;
        let Some(end) = self.ends.get(at) else {
            return "";
        };
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.letters[start..*end]
    }

    /// All of them, by number.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len() as u32).map(|number| self.text(number))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// True without texts.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}
