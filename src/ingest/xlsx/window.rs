//! The bytes of a part as they are unpacked, seen through a window that moves forward.
//!
//! Large parts are unpacked on a thread of their own, through a channel that holds a few chunks: memory does not grow with
//! the part.

use std::io::{Cursor, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use zip::ZipArchive;

use super::Trouble;
use crate::ingest::limits::{Limit, Limits};

/// Bytes unpacked at a time.
const CHUNK: usize = 256 << 10;
/// Room before them in their chunk for what is left of the one before: a piece of markup is mostly shorter.
const BEFORE: usize = 4 << 10;
/// Chunks waiting to be read.
const WAITING: usize = 4;
/// Parts of less than this are unpacked where they are read: a thread costs more.
const SMALL: u64 = 1 << 20;

/// An open package.
pub type Package<'b> = ZipArchive<Cursor<&'b [u8]>>;

/// A view of the bytes that follow.
pub struct Window {
    bytes: Vec<u8>,
    at: usize,
    chunks: Chunks,
    /// How long a piece of it may be, and how deep.
    pub limits: Limits,
}

enum Chunks {
    None,
    Coming {
        chunks: Receiver<Result<Vec<u8>, String>>,
        /// Takes chunks that were read, to be filled again.
        read: SyncSender<Vec<u8>>,
    },
}

/// Unpacks the part with an index in the package, and reads it: no more bytes than it declares, and not more than `most`.
pub fn unpack<T>(
    package: &Package<'_>,
    index: usize,
    most: u64,
    limits: Limits,
    read: impl FnOnce(Window) -> Result<T, Trouble>,
) -> Result<T, Trouble> {
    let mut package = package.clone();
    let part = package.by_index_raw(index).map_err(damaged)?;
    let declared = part.size();
    drop(part);
    if declared > most {
        let mib = most >> 20;
        return Err(damaged(format!("a part of more than {mib} MiB")));
    }
    if declared < SMALL {
        let mut bytes = Vec::new();
        let part = package.by_index(index).map_err(damaged)?;
        let taken = part.take(declared + 1).read_to_end(&mut bytes);
        if taken.map_err(damaged)? as u64 > declared {
            return Err(damaged(MORE_THAN_DECLARED));
        }
        return read(Window {
            limits,
            ..Window::over(bytes)
        });
    }
    thread::scope(|scope| {
        let (sender, chunks) = sync_channel(WAITING);
        let (read_again, used) = sync_channel(WAITING);
        scope.spawn(move || {
            if let Err(why) = send(&mut package, index, declared, &sender, &used) {
                // Nobody listens any more when the reader has given up.
                let _ = sender.send(Err(why));
            }
        });
        read(Window {
            bytes: Vec::new(),
            at: 0,
            chunks: Chunks::Coming {
                chunks,
                read: read_again,
            },
            limits,
        })
    })
}

/// Sends the part in chunks, each behind [`BEFORE`] bytes of room.
fn send(
    package: &mut Package<'_>,
    index: usize,
    declared: u64,
    sender: &SyncSender<Result<Vec<u8>, String>>,
    used: &Receiver<Vec<u8>>,
) -> Result<(), String> {
    let part = package.by_index(index).map_err(|why| why.to_string())?;
    let mut part = part.take(declared.saturating_add(1));
    let mut sent = 0;
    loop {
        let again = used.try_recv().ok();
        // one that a long piece has made large is given back
        let again = again.filter(|chunk| chunk.capacity() <= 2 * CHUNK);
        let mut chunk = again.unwrap_or_default();
        chunk.resize(BEFORE + CHUNK, 0);
        let taken = fill(&mut part, &mut chunk[BEFORE..]).map_err(|why| why.to_string())?;
        sent += taken as u64;
        if sent > declared {
            return Err(MORE_THAN_DECLARED.to_owned());
        }
        chunk.truncate(BEFORE + taken);
        if taken == 0 || sender.send(Ok(chunk)).is_err() {
            return Ok(());
        }
    }
}

/// Reads as many bytes as there is room for, or all that follow.
fn fill(part: &mut impl Read, room: &mut [u8]) -> std::io::Result<usize> {
    let mut taken = 0;
    while taken < room.len() {
        match part.read(&mut room[taken..])? {
            0 => break,
            more => taken += more,
        }
    }
    Ok(taken)
}

const MORE_THAN_DECLARED: &str = "more data than the package declares";

fn damaged(why: impl std::fmt::Display) -> Trouble {
    Trouble::Damaged(why.to_string())
}

impl Window {
    /// A view of bytes that are all there.
    pub fn over(bytes: Vec<u8>) -> Window {
        Window {
            bytes,
            at: 0,
            chunks: Chunks::None,
            limits: Limits::default(),
        }
    }

    /// What is unpacked and not yet passed.
    pub fn ahead(&self) -> &[u8] {
        &self.bytes[self.at..]
    }

    /// Passes bytes; they can be seen with [`Window::behind`] until the window takes in more.
    pub fn pass(&mut self, count: usize) {
        self.at = (self.at + count).min(self.bytes.len());
    }

    /// The bytes that were passed last, `count` of them.
    pub fn behind(&self, count: usize) -> &[u8] {
        &self.bytes[self.at.saturating_sub(count)..self.at]
    }

    /// True when nothing follows what is in the window.
    pub fn is_last(&self) -> bool {
        matches!(self.chunks, Chunks::None)
    }

    /// Takes in the next chunk.
    pub fn more(&mut self) -> Result<(), Trouble> {
        let left = self.bytes.len() - self.at;
        let Chunks::Coming { chunks, read } = &self.chunks else {
            return Ok(());
        };
        self.limits.check(Limit::Line, left as u64)?;
        match chunks.recv() {
            Ok(Ok(mut chunk)) if left <= BEFORE => {
                let from = BEFORE - left;
                chunk[from..BEFORE].copy_from_slice(&self.bytes[self.at..]);
                // Full, or nobody unpacks any more: the chunk is not needed.
                let _ = read.try_send(std::mem::replace(&mut self.bytes, chunk));
                self.at = from;
            }
            Ok(Ok(chunk)) => {
                self.bytes.drain(..self.at);
                self.at = 0;
                self.bytes.extend_from_slice(&chunk[BEFORE..]);
                let _ = read.try_send(chunk);
            }
            Ok(Err(why)) => return Err(Trouble::Damaged(why)),
            Err(_) => self.chunks = Chunks::None,
        }
        Ok(())
    }
}
