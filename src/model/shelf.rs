//! What was worked out before and can be worked out again.

/// Keeps bytes under a key that tells all they depend on. What is not there, or not as it was put, is none.
pub trait Shelf: Sync {
    /// What was put under the key.
    fn take(&self, key: &str) -> Option<Vec<u8>>;
    /// Puts something under the key, where there is room and it is worth it.
    fn put(&self, key: &str, bytes: &[u8]);
}
