//! Texts as frames look at them: views into the memory in which they lie.

use std::sync::Arc;

use polars_arrow::array::{Utf8ViewArray, View};
use polars_arrow::datatypes::ArrowDataType;
use polars_buffer::Buffer;

use super::texts::{TextStore, Texts};

/// A view tells its text's place in 32 bits: longer memory is looked at through windows that begin so many bytes apart and
/// are twice as long, so that a text that begins in one of them also ends there.
const WINDOW: usize = 1 << 31;

/// A view of each text, by number.
pub fn views(texts: Texts) -> Utf8ViewArray {
    let mut views = Vec::with_capacity(texts.len());
    let mut buffers = Vec::new();
    for store in texts.into_stores() {
        let first = buffers.len();
        views.extend(store.placed().map(|(start, text)| {
            let window = (first + start / WINDOW) as u32;
            View::new_from_bytes(text.as_bytes(), window, (start % WINDOW) as u32)
        }));
        buffers.extend(windows(store));
    }
    let utf_8 = ArrowDataType::Utf8View;
    Utf8ViewArray::try_new(utf_8, views.into(), buffers.into(), None)
        .expect("each view is of a text where it lies")
}

/// The memory of texts, as long as some frame looks at it.
struct Memory(Arc<TextStore>);

impl AsRef<[u8]> for Memory {
    fn as_ref(&self) -> &[u8] {
        self.0.letters().as_bytes()
    }
}

fn windows(store: Arc<TextStore>) -> impl Iterator<Item = Buffer<u8>> {
    let whole = Buffer::from_owner(Memory(store));
    let starts = (0..whole.len()).step_by(WINDOW);
    starts.map(move |start| {
        let end = whole.len().min(start + 2 * WINDOW);
        whole.clone().sliced(start..end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_seen_by_its_number() {
        let mut store = TextStore::default();
        let words = ["", "short", "longer than a view itself", "ж"];
        words.iter().for_each(|word| {
            store.add(word);
        });
        let mut texts = Texts::sharing(Arc::new(store));
        texts.add("one of its own, and a long one");
        let expected: Vec<String> = texts.iter().map(str::to_owned).collect();
        let views = views(texts);
        let seen: Vec<&str> = views.values_iter().collect();
        assert_eq!(seen, expected);
    }
}
