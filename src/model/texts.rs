//! Texts in one piece of memory, by number.

use std::sync::Arc;

/// Room that is made before it is needed, at most, where that is more than there is already.
const MOST_LETTERS_AHEAD: usize = 128 << 20;
const MOST_TEXTS_AHEAD: usize = MOST_LETTERS_AHEAD / size_of::<u32>();

/// Texts one behind the other; numbers count from 0 in the order in which they came.
#[derive(Clone, Debug, Default)]
pub struct TextStore {
    letters: String,
    ends: Ends,
}

/// Where texts end: in half the room up to where 32 bits do.
#[derive(Clone, Debug, Default)]
struct Ends {
    near: Vec<u32>,
    /// Those behind them, of more letters than most machines have room for.
    far: Vec<usize>,
}

impl Ends {
    fn push(&mut self, end: usize) {
        match u32::try_from(end) {
            Ok(end) => {
                if self.near.len() == self.near.capacity() {
                    self.near.reserve(ahead(self.near.len(), MOST_TEXTS_AHEAD));
                }
                self.near.push(end);
            }
            Err(_) => self.far.push(end),
        }
    }

    fn get(&self, at: usize) -> Option<usize> {
        let near = self.near.get(at).map(|end| *end as usize);
        near.or_else(|| self.far.get(at.checked_sub(self.near.len())?).copied())
    }

    fn iter(&self) -> impl Iterator<Item = usize> {
        let near = self.near.iter().map(|end| *end as usize);
        near.chain(self.far.iter().copied())
    }

    fn len(&self) -> usize {
        self.near.len() + self.far.len()
    }

    fn shrink_to_fit(&mut self) {
        self.near.shrink_to_fit();
        self.far.shrink_to_fit();
    }
}

impl TextStore {
    /// Gives back the room that no text takes.
    pub fn shrink_to_fit(&mut self) {
        self.letters.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// Keeps a text; its number.
    pub fn add(&mut self, text: &str) -> u32 {
        if self.letters.capacity() - self.letters.len() < text.len() {
            let more = ahead(self.letters.len(), MOST_LETTERS_AHEAD);
            self.letters.reserve(text.len().max(more));
        }
        self.letters.push_str(text);
        self.ends.push(self.letters.len());
        (self.ends.len() - 1) as u32
    }

    /// A text by its number; empty beyond the last.
    pub fn text(&self, number: u32) -> &str {
        self.place(number)
            .map_or("", |(start, end)| &self.letters[start..end])
    }

    fn place(&self, number: u32) -> Option<(usize, usize)> {
        let at = number as usize;
        let end = self.ends.get(at)?;
        let before = at.checked_sub(1).and_then(|before| self.ends.get(before));
        Some((before.unwrap_or(0), end))
    }

    /// All of them, by number.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.placed().map(|(_, text)| text)
    }

    /// All of them, by number, each with its place in [`TextStore::letters`].
    pub fn placed(&self) -> impl Iterator<Item = (usize, &str)> {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let first = std::mem::replace(&mut start, end);
            (first, &self.letters[first..end])
        })
    }

    /// The letters of all, one text behind the other.
    pub fn letters(&self) -> &str {
        &self.letters
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// True without texts.
    pub fn is_empty(&self) -> bool {
        self.ends.len() == 0
    }
}

/// How much to make room for. Room that is never written to costs nothing, while each time that there is too little all is
/// copied: a long column grows to eight times its length rather than to twice.
fn ahead(length: usize, most: usize) -> usize {
    length.max((length * 7).min(most))
}

/// Texts that are shared with others, and more that are not; numbers count the shared ones first.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    shared: Arc<TextStore>,
    own: TextStore,
}

impl Texts {
    /// No texts besides those that are shared.
    pub fn sharing(shared: Arc<TextStore>) -> Texts {
        let own = TextStore::default();
        Texts { shared, own }
    }

    /// Keeps a text of its own; its number.
    pub fn add(&mut self, text: &str) -> u32 {
        self.shared.len() as u32 + self.own.add(text)
    }

    /// True for the number of a shared text.
    pub fn is_shared(&self, number: u32) -> bool {
        (number as usize) < self.shared.len()
    }

    /// A text by its number; empty beyond the last.
    pub fn text(&self, number: u32) -> &str {
        match number.checked_sub(self.shared.len() as u32) {
            None => self.shared.text(number),
            Some(number) => self.own.text(number),
        }
    }

    /// All of them, by number.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.shared.iter().chain(self.own.iter())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.shared.len() + self.own.len()
    }

    /// True without texts.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// True when some of them may be shared with others.
    pub fn shares(&self) -> bool {
        !self.shared.is_empty()
    }

    /// The shared ones.
    pub fn shared(&self) -> &Arc<TextStore> {
        &self.shared
    }

    /// Makes its own texts ones that can be shared, where none are yet; their numbers stay.
    pub fn share(&mut self) {
        if self.shared.is_empty() {
            self.shared = Arc::new(std::mem::take(&mut self.own));
        }
    }

    /// The shared ones, and its own.
    pub fn into_stores(self) -> [Arc<TextStore>; 2] {
        [self.shared, Arc::new(self.own)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_by_number() {
        let mut shared = TextStore::default();
        let (empty, other) = (shared.add(""), shared.add("ж"));
        let mut texts = Texts::sharing(Arc::new(shared));
        let own = texts.add("own");
        let all = [(empty, ""), (other, "ж"), (own, "own"), (7, "")];
        for (number, text) in all {
            assert_eq!(texts.text(number), text);
        }
        assert_eq!(texts.iter().collect::<Vec<_>>(), ["", "ж", "own"]);
        assert!(texts.is_shared(other) && !texts.is_shared(own));
    }

    #[test]
    fn texts_end_beyond_what_is_near() {
        let mut ends = Ends::default();
        let all = [3, u32::MAX as usize, u32::MAX as usize + 5, usize::MAX];
        all.into_iter().for_each(|end| ends.push(end));
        assert_eq!(ends.iter().collect::<Vec<_>>(), all);
        let each = (0..5).map(|at| ends.get(at));
        assert_eq!(
            each.collect::<Vec<_>>(),
            [all.map(Some).as_slice(), &[None]].concat()
        );
        assert_eq!((ends.near.len(), ends.len()), (2, 4));
    }

    #[test]
    fn numbers_stay_when_texts_become_shared() {
        let mut texts = Texts::default();
        let numbers = ["a", "b"].map(|text| texts.add(text));
        texts.share();
        let more = texts.add("c");
        assert_eq!(numbers.map(|number| texts.text(number)), ["a", "b"]);
        assert_eq!((texts.text(more), texts.len()), ("c", 3));
    }
}
