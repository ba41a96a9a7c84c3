//! Files that are read whole: plain ones only, since a pipe may never end and opening one waits for who writes it.

use std::io;
use std::path::Path;

/// The bytes of a plain file, or of the one that a link leads to.
pub fn bytes_of(path: &Path) -> io::Result<Vec<u8>> {
    if std::fs::metadata(path)?.is_file() {
        std::fs::read(path)
    } else {
        Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "it is no plain file",
        ))
    }
}
