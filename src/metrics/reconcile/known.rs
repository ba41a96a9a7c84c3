//! The first of a sorted list that several ledgers share: what is known up to a day.

use std::ops::Deref;
use std::sync::Arc;

/// The first items of a shared list.
#[derive(Clone, Debug)]
pub struct Known<T> {
    all: Arc<Vec<T>>,
    count: usize,
}

impl<T> Known<T> {
    /// The first `count` of all, or all when there are fewer.
    pub(super) fn first(all: &Arc<Vec<T>>, count: usize) -> Known<T> {
        Known {
            count: count.min(all.len()),
            all: Arc::clone(all),
        }
    }
}

impl<T> Deref for Known<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.all[..self.count]
    }
}

impl<T: PartialEq> PartialEq for Known<T> {
    fn eq(&self, other: &Known<T>) -> bool {
        **self == **other
    }
}
